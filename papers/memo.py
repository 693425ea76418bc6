"""บันทึกข้อความ: the memo by which a division is asked for its projects' results, with the rows it still owes.

Words are Thai, figures ๐–๙ (`settled` 17). A request among equals of one office: it asks, it does not order.
Layout of a memo: head lines ส่วนราชการ, ที่, วันที่, เรื่อง, เรียน; reason, purpose; signature to the right.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from papers.skeleton import CM, PORTRAIT_WIDTH
from papers.thai import thai_date
from papers.word import Cell, Paper, row_kind

HEAD = "บันทึกข้อความ"
TITLES = ("นาย", "นาง", "คุณ", "ว่าที่", "หัวหน้า", "ผู้อำนวยการ", "ปลัด", "รองปลัด", "ผู้ช่วย", "อาจารย์")
NARROW, WIDE = int(1.6 * CM), PORTRAIT_WIDTH - int(1.6 * CM) - int(4.2 * CM)
STATUS = int(4.2 * CM)


@dataclass(frozen=True, slots=True)
class Memo:
    """The facts of one memo. `rows` are (number, project, status in words) of what is still asked for."""

    office: str
    division: str
    period: str
    dated: date
    answer_by: date
    answered: int
    total: int
    rows: Sequence[tuple[str, str, str]]
    link: str
    asker: str
    position: str = ""
    phone: str = ""


def addressed(contact: str) -> str:
    """How a person is spoken to: คุณ before a bare name, nothing before a title, a rank or an office.

    "คุณนาย" would be another word, and ranks are abbreviated with a point (จ.อ., ดร.).
    """
    first = contact.split(" ")[0]
    return contact if first.startswith(TITLES) or "." in first else f"คุณ{contact}"


def until(memo: Memo, *, style: str = "long") -> str:
    """By when the answer is asked for; a day that has passed is named as what was asked for, not as late."""
    by = f"ภายในวันที่ {thai_date(memo.answer_by, style=style, digits='arabic')}"
    return by if memo.dated <= memo.answer_by else f"ซึ่งได้ขอไว้{by}"


def subject(memo: Memo) -> str:
    """What the memo is about; a second one says so."""
    more = " เพิ่มเติม" if memo.answered else ""
    return f"ขอผลการดำเนินโครงการ {memo.period}{more}"


def sentence(memo: Memo) -> str:
    """The request itself, on paper and for the page that shows it beforehand."""
    by, left = until(memo), memo.total - memo.answered
    if memo.answered:
        return (
            f"ตามที่{memo.division}ได้แจ้งผลแล้ว {memo.answered} โครงการ จากทั้งหมด {memo.total} โครงการ นั้น "
            f"จึงขอความอนุเคราะห์แจ้งผลโครงการที่เหลือ {left} โครงการตามบัญชีแนบท้าย {by}"
        )
    return (
        f"ด้วยงานนโยบายและแผนจะจัดทำแบบติดตามผลการดำเนินงาน (แบบ 2) {memo.period} "
        f"จึงขอความอนุเคราะห์{memo.division}แจ้งสถานะ ยอดเบิกจ่าย และปัญหาอุปสรรคของโครงการในความรับผิดชอบ "
        f"จำนวน {left} โครงการตามบัญชีแนบท้าย {by}"
    )


def mail(memo: Memo, *, contact: str = "") -> tuple[str, str]:
    """Subject and text of the mail that asks a division once more: a request with its link, no order."""
    left = memo.total - memo.answered
    more = "ที่เหลือ " if memo.answered else ""
    done = f" (ตอบแล้ว {memo.answered} จาก {memo.total} โครงการ)" if memo.answered else ""
    whom = f"{addressed(contact)} {memo.division}" if contact else f"หัวหน้า{memo.division}"
    title = f"ขอความอนุเคราะห์ตอบผลโครงการ {memo.period} {more}{left} โครงการ"
    text = (
        f"เรียน {whom}\n\n"
        f"{memo.office} ขอความอนุเคราะห์ตอบผลโครงการ {memo.period} {more}{left} โครงการ{done} {until(memo)}\n"
        "กดตอบได้จากลิงก์นี้ ไม่ต้องใช้รหัสผ่าน\n\n"
        f"{memo.link}\n\n"
        "หากท่านได้ตอบแล้ว ขออภัยมา ณ ที่นี้\n\n"
        f"{memo.asker} {memo.office}" + (f" โทร. {memo.phone}" if memo.phone else "")
    )
    return title, text


def write(memo: Memo) -> bytes:
    """Write the memo as a Word file."""
    out = io.BytesIO()
    paper = Paper(out, header="", footer="")
    paper.paragraph(HEAD, "TdTitle")
    paper.paragraph(f"ส่วนราชการ  {memo.office}" + (f"  โทร. {memo.phone}" if memo.phone else ""), "TdItem")
    paper.paragraph(f"ที่  ..............................  วันที่  {thai_date(memo.dated)}", "TdItem")
    paper.paragraph(f"เรื่อง  {subject(memo)}", "TdItem")
    paper.paragraph(f"เรียน  หัวหน้า{memo.division}", "TdItem")
    paper.paragraph(sentence(memo), "TdText")
    paper.paragraph(
        "การตอบทำได้ทางใดทางหนึ่ง: กดลิงก์ที่ส่งให้ (ไม่ต้องมีรหัสผ่าน) หรือกรอกในแบบตอบ Excel แล้วส่งกลับ", "TdText"
    )
    paper.paragraph("จึงเรียนมาเพื่อโปรดพิจารณา", "TdText")
    paper.paragraph("")
    paper.paragraph("ลงชื่อ ............................................", "TdSign")
    paper.paragraph(f"({memo.asker})", "TdSign")
    if memo.position:
        paper.paragraph(memo.position, "TdSign")
    paper.paragraph(
        f"บัญชีแนบท้าย: โครงการที่ขอผล {len(memo.rows)} โครงการ", "TdPart", page_break=len(memo.rows) > 8
    )
    head = row_kind([Cell("Td14Head", NARROW), Cell("Td14Head", WIDE), Cell("Td14Head", STATUS)], head=True)
    body = row_kind([Cell("Td14Centre", NARROW), Cell("Td14Left", WIDE), Cell("Td14Left", STATUS)])
    rows = [(head, "", ("แถว", "โครงการ", "สถานะล่าสุดที่มี"))]
    rows += [(body, "", row) for row in memo.rows]
    paper.table([NARROW, WIDE, STATUS], rows)
    paper.close(landscape=False)
    return out.getvalue()
