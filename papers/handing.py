"""บัญชีส่งมอบงาน: the open work that one person hands to the next, for both to sign.

Words are Thai, figures ๐–๙ (`settled` 17). Each open thing is a row: what, who holds it, since when, due when.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from papers.skeleton import CM, PORTRAIT_WIDTH
from papers.thai import thai_date
from papers.word import Cell, Paper, row_kind

HEAD = "บัญชีส่งมอบงาน"
NARROW, HOLDER, DAY = int(1.2 * CM), int(3.2 * CM), int(2.6 * CM)
WIDE = PORTRAIT_WIDTH - NARROW - HOLDER - 2 * DAY
WIDTHS = [NARROW, WIDE, HOLDER, DAY, DAY]


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of open work: its title, and rows of (what, who holds it, since, due); days as they are shown."""

    title: str
    rows: Sequence[tuple[str, str, str, str]]


@dataclass(frozen=True, slots=True)
class Briefing:
    """The facts of one handover."""

    office: str
    role: str
    giver: str
    taker: str
    on_day: date
    dated: date
    note: str
    parts: Sequence[Part]


def write(told: Briefing) -> bytes:
    """Write the list as a Word file; a handover without open work says so."""
    out = io.BytesIO()
    paper = Paper(out, header="", footer="")
    count = sum(len(part.rows) for part in told.parts)
    paper.paragraph(HEAD, "TdTitle")
    paper.paragraph(f"{told.office}  หน้าที่{told.role}", "TdItem")
    paper.paragraph(f"ผู้ส่งมอบ  {told.giver}", "TdItem")
    paper.paragraph(f"ผู้รับมอบ  {told.taker}", "TdItem")
    paper.paragraph(
        f"รับมอบตั้งแต่วันที่  {thai_date(told.on_day)}  รายการ ณ วันที่  {thai_date(told.dated)}", "TdItem"
    )
    if count:
        paper.paragraph(f"งานที่ค้างอยู่ {count} รายการ ดังนี้", "TdText")
    else:
        paper.paragraph("ไม่มีงานค้าง", "TdText")
    for part in told.parts:
        _part(paper, part)
    if told.note:
        paper.paragraph("ข้อความจากผู้ส่งมอบ", "TdPart")
        paper.paragraph(told.note, "TdText")
    paper.paragraph("")
    for who, name in (("ผู้ส่งมอบ", told.giver), ("ผู้รับมอบ", told.taker)):
        paper.paragraph(f"ลงชื่อ ............................................ {who}", "TdSign")
        paper.paragraph(f"({name})", "TdSign")
    paper.close(landscape=False)
    return out.getvalue()


def _part(paper: Paper, part: Part) -> None:
    paper.paragraph(f"{part.title} ({len(part.rows)})", "TdPart")
    head = row_kind([Cell("Td14Head", width) for width in WIDTHS], head=True)
    styles = ("Td14Centre", "Td14Left", "Td14Left", "Td14Centre", "Td14Centre")
    body = row_kind([Cell(style, width) for style, width in zip(styles, WIDTHS, strict=True)])
    rows = [(head, "", ("ที่", "งาน", "อยู่ที่", "ตั้งแต่", "กำหนด"))]
    rows += [
        (body, "", (str(number), text, holder, since or "–", due or "–"))
        for number, (text, holder, since, due) in enumerate(part.rows, start=1)
    ]
    paper.table(WIDTHS, rows)
