"""The memo and the mail to a division: a request, in Thai figures on paper, in a file that Word accepts."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date

import docx
import pytest

from papers import memo
from papers.thai import thai_digits
from tests.papers import office
from tests.papers.schema import misordered, parts_of

LINK = "https://banna.example/a/abcdefgh234567abcdefgh2345/"
ASKED = memo.Memo(
    office="สำนักปลัด องค์การบริหารส่วนตำบลบ้านนา",
    division="กองช่าง",
    period="ไตรมาสที่ 1/2570 (ต.ค.–ธ.ค. 2569)",
    dated=date(2027, 1, 4),
    answer_by=date(2027, 1, 8),
    answered=12,
    total=20,
    rows=[(str(number), f"ปรับปรุงถนน ค.ส.ล. หมู่ที่ {number}", "–") for number in range(13, 21)],
    link=LINK,
    asker="นายสมชาย ตั้งใจ",
    position="นักวิเคราะห์นโยบายและแผน",
    phone="075-000-000",
)
MANY = replace(
    ASKED, answered=0, rows=[(str(at), f"โครงการที่ {at}", "ยังไม่ได้ดำเนินการ") for at in range(1, 41)], total=40
)
ORDERS = re.compile(r"สั่ง|โดยด่วน|ล่าช้า|ให้ดำเนินการ")
"""Words of an order or a reproach."""


def lines_of(data: bytes) -> list[str]:
    """The paragraphs, then the cells of the table, as they stand."""
    paper = docx.Document(io.BytesIO(data))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return [one.text for one in paper.paragraphs] + cells


def letters(text: str) -> str:
    """Without spaces and marks above and below, whose order pdftotext takes from their place on the line."""
    return re.sub(r"[\s\u0E31\u0E34-\u0E3A\u0E47-\u0E4E]", "", text)


def test_the_memo_bears_its_heads_the_request_and_every_row_that_is_missing() -> None:
    told = lines_of(memo.write(ASKED))
    for head in ("บันทึกข้อความ", "ส่วนราชการ", "ที่  ", "เรื่อง", "เรียน  หัวหน้ากองช่าง"):
        assert any(line.startswith(head) for line in told), head
    assert thai_digits(memo.sentence(ASKED)) in told
    for number, name, _ in ASKED.rows:
        assert {thai_digits(number), thai_digits(name)} <= set(told)


def test_figures_are_thai_but_in_the_link_and_the_telephone() -> None:
    text = "\n".join(lines_of(memo.write(ASKED))).replace(LINK, "")
    assert not re.search("[0-9]", text), re.findall(".*[0-9].*", text)


@pytest.mark.parametrize("asked", [ASKED, MANY])
def test_children_stand_in_the_order_of_the_schema(asked: memo.Memo) -> None:
    assert {name: misordered(root) for name, root in parts_of(memo.write(asked)).items()} == {
        name: [] for name in parts_of(memo.write(asked))
    }


def test_what_the_office_typed_is_text_and_never_markup() -> None:
    odd = replace(ASKED, asker="<b>สมชาย</b> & \x00", division="กอง<ช่าง>")
    assert any("<b>สมชาย</b> &" in line for line in lines_of(memo.write(odd)))


@pytest.mark.parametrize(
    ("answered", "dated", "says"),
    [
        (0, date(2027, 1, 4), "ขอความอนุเคราะห์ตอบผลโครงการ ไตรมาสที่ 1/2570 (ต.ค.–ธ.ค. 2569) 20 โครงการ ภายในวันที่ 8 มกราคม 2570"),
        (12, date(2027, 1, 8), "ที่เหลือ 8 โครงการ (ตอบแล้ว 12 จาก 20 โครงการ) ภายในวันที่ 8 มกราคม 2570"),
        (12, date(2027, 1, 10), "ที่เหลือ 8 โครงการ (ตอบแล้ว 12 จาก 20 โครงการ) ซึ่งได้ขอไว้ภายในวันที่ 8 มกราคม 2570"),
    ],
)  # fmt: skip
def test_the_mail_is_a_request_before_and_after_its_day(answered: int, dated: date, says: str) -> None:
    subject, text = memo.mail(replace(ASKED, answered=answered, dated=dated), contact="มานะ")
    assert says in text
    assert text.startswith("เรียน คุณมานะ กองช่าง")
    assert LINK in text
    assert subject.startswith("ขอความอนุเคราะห์")
    assert not ORDERS.search(subject + text)


@pytest.mark.parametrize(
    ("contact", "spoken_to"),
    [
        ("มานะ ขยันงาน", "คุณมานะ ขยันงาน"),
        ("นายมานะ ขยันงาน", "นายมานะ ขยันงาน"),
        ("นางสาวแก้ว เอื้อเฟื้อ", "นางสาวแก้ว เอื้อเฟื้อ"),
        ("คุณมานะ", "คุณมานะ"),
        ("จ.อ.มานะ", "จ.อ.มานะ"),
        ("ผอ. กองช่าง", "ผอ. กองช่าง"),
        ("หัวหน้าฝ่ายก่อสร้าง", "หัวหน้าฝ่ายก่อสร้าง"),
    ],
)
def test_nobody_is_spoken_to_with_two_titles(contact: str, spoken_to: str) -> None:
    assert memo.addressed(contact) == spoken_to


@pytest.mark.parametrize(
    ("answered", "dated", "says"),
    [
        (12, date(2027, 1, 8), "ตามบัญชีแนบท้าย ภายในวันที่ 8 มกราคม 2570"),
        (12, date(2027, 1, 9), "ตามบัญชีแนบท้าย ซึ่งได้ขอไว้ภายในวันที่ 8 มกราคม 2570"),
        (0, date(2027, 1, 9), "ตามบัญชีแนบท้าย ซึ่งได้ขอไว้ภายในวันที่ 8 มกราคม 2570"),
    ],
)
def test_the_memo_asks_for_no_day_that_has_passed(answered: int, dated: date, says: str) -> None:
    assert memo.sentence(replace(ASKED, answered=answered, dated=dated)).endswith(says)


@pytest.mark.skipif(not office.available(), reason="LibreOffice and poppler are not installed")
def test_libreoffice_prints_the_whole_memo(tmp_path) -> None:
    path = tmp_path / "memo.docx"
    path.write_bytes(memo.write(MANY))
    shown = letters(office.pdf_text(office.to_pdf(path, tmp_path)))
    for line in lines_of(path.read_bytes()):
        assert letters(line) in shown, line
