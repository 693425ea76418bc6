"""The list of open work on paper: every row, Thai figures, in a file that Word accepts."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import pytest

from papers import handing
from papers.thai import thai_digits
from tests.papers import office
from tests.papers.schema import misordered, parts_of

TOLD = handing.Briefing(
    office="องค์การบริหารส่วนตำบลบ้านนา",
    role="เจ้าหน้าที่จัดทำ",
    giver="นายสมชาย ตั้งใจ",
    taker="นางสาวใหม่ รับช่วง",
    on_day=date(2027, 1, 4),
    dated=date(2026, 12, 30),
    note="กุญแจตู้เอกสาร 2 ดอกอยู่ที่สำนักปลัด",
    parts=[
        handing.Part(
            "รายงานที่กำลังดำเนินการ",
            [("แบบ 2 ไตรมาสที่ 1/2570: กำลังจัดทำ", "เจ้าหน้าที่จัดทำ", "1 ม.ค. 2570", "15 ม.ค. 2570")],
        ),
        handing.Part(
            "ประเด็นที่รอคำตอบ", [(f"ประเด็นที่ {number} <b>&", "เจ้าหน้าที่จัดทำ", "", "") for number in range(60)]
        ),
    ],
)


def letters(text: str) -> str:
    """Without spaces and marks above and below, whose order pdftotext takes from their place on the line."""
    return re.sub(r"[\s\u0E31\u0E34-\u0E3A\u0E47-\u0E4E]", "", text)


def test_every_open_thing_is_a_row_in_thai_figures() -> None:
    paper = docx.Document(io.BytesIO(handing.write(TOLD)))
    rows = [[cell.text for cell in row.cells] for table in paper.tables for row in table.rows]
    assert len(rows) - len(paper.tables) == 61
    assert thai_digits("ประเด็นที่ 59 <b>&") in rows[-1]
    told = "\n".join(one.text for one in paper.paragraphs)
    assert "งานที่ค้างอยู่ ๖๑ รายการ" in told
    assert "กุญแจตู้เอกสาร ๒ ดอก" in told
    assert not any(digit in told for digit in "0123456789")


def test_a_handover_without_open_work_says_so() -> None:
    paper = docx.Document(io.BytesIO(handing.write(replace(TOLD, parts=[], note=""))))
    told = [one.text for one in paper.paragraphs]
    assert "ไม่มีงานค้าง" in told
    assert paper.tables == []


def test_the_parts_stand_in_the_order_that_word_asks_for() -> None:
    parts = parts_of(handing.write(TOLD))
    assert {name: misordered(root) for name, root in parts.items()} == dict.fromkeys(parts, [])


def test_the_same_list_gives_the_same_bytes() -> None:
    assert handing.write(TOLD) == handing.write(TOLD)


@pytest.mark.office
@pytest.mark.skipif(not office.available(), reason="LibreOffice and poppler are not installed")
def test_libreoffice_prints_every_row(tmp_path: Path) -> None:
    path = tmp_path / "briefing.docx"
    path.write_bytes(handing.write(TOLD))
    shown = letters(office.pdf_text(office.to_pdf(path, tmp_path)))
    for number in range(60):
        assert letters(thai_digits(f"ประเด็นที่ {number} <b>&")) in shown, number
