"""The Word paper of a form made of a template: the blocks of its layout, written one by one.

Boundary: `content` is the frozen dictionary of a revision (schema `tidtam/sheet/1`); nothing is computed here.
Paper has Thai digits; each figure sits in a content control named by its cell address.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, BinaryIO

from documents.layout import Block, Fact, Line, Table, Text, blocks_of
from papers.skeleton import PORTRAIT_WIDTH
from papers.thai import period_name_th, thai_digits
from papers.word import Cell, Paper, Row, row_kind

SCHEMA = "tidtam/sheet/1"
STYLES = {
    "title": "TdTitle",
    "part": "TdPart",
    "item": "TdItem",
    "plain": "TdPlain",
    "text": "TdText",
    "note": "TdNote",
}
SIDES = {"left": "Left", "right": "Right", "centre": "Centre"}
NARROW_FROM = 6
"""Columns from which on a table is set in the smaller letters."""


def write_sheet(content: Mapping[str, Any], *, fingerprint: str, out: BinaryIO, draft: bool = False) -> None:
    """Write the paper of a form to `out` as a docx file; the same content gives the same bytes.

    The first twelve of the `fingerprint`'s hex digits stand in the footer. A `draft` says on each page that it
    is one. Raises ValueError for another schema.
    """
    if content.get("schema") != SCHEMA:
        raise ValueError(f"This writer knows {SCHEMA}, not {content.get('schema')!r}.")
    period = content["period"]
    starts, ends = date.fromisoformat(period["starts_on"]), date.fromisoformat(period["ends_on"])
    unit = content["unit"]["short"] or content["unit"]["name"]
    mark = " ".join(fingerprint[i : i + 4] for i in (0, 4, 8))
    revision = thai_digits(content["revision"])
    paper = Paper(
        out,
        header=" · ".join(
            [
                *(["ร่าง"] if draft else []),
                content["wording"]["short"],
                unit,
                period_name_th(period["key"], starts, ends),
            ]
        ),
        footer=f"ร่างฉบับที่ {revision} · ยังไม่มีรหัสตรวจสอบ" if draft else f"ฉบับที่ {revision} · รหัสตรวจสอบ {mark}",
    )
    for block in blocks_of(content):
        _block(paper, block)
    _signatures(paper)
    paper.close(landscape=False)


def _block(paper: Paper, block: Block) -> None:
    if isinstance(block, Text):
        paper.paragraph(block.text, STYLES[block.style])
    elif isinstance(block, Fact):
        if block.tag:
            paper.tagged(f"{block.label}  ", block.tag, block.text, "")
        else:
            paper.paragraph(f"{block.label}  {block.text}")
    else:
        _table(paper, block)
        paper.paragraph("", "TdEnd")


def _table(paper: Paper, table: Table) -> None:
    size = 12 if len(table.columns) >= NARROW_FROM else 14
    shares = sum(column.share for column in table.columns)
    widths = [PORTRAIT_WIDTH * column.share // shares for column in table.columns]
    head = row_kind([Cell(f"Td{size}Head", width) for width in widths], head=True)
    rows: list[Row] = [(head, "", [column.head for column in table.columns])]
    rows += [_row(table, line, widths, size) for line in table.lines]
    paper.table(widths, rows)


def _row(table: Table, line: Line, widths: Sequence[int], size: int) -> Row:
    if line.band:
        kind = row_kind([Cell(f"Td{size}Band", sum(widths), span=len(widths))], keep=True)
        return kind, "", [line.cells[0].text]
    weight = "Bold" if line.bold else ""
    cells = [
        Cell(f"Td{size}{SIDES[column.align]}{weight}", width, tag=cell.tag if cell.text else "")
        for column, width, cell in zip(table.columns, widths, line.cells, strict=True)
    ]
    # A row's tags are whole addresses, so no key is put into them; the writer asks for one all the same.
    return row_kind(cells), "row", [cell.text for cell in line.cells]


def _signatures(paper: Paper) -> None:
    for who in ("ผู้รายงาน", "ผู้ตรวจสอบ"):
        paper.paragraph("")
        paper.paragraph(f"ลงชื่อ ............................................ {who}", "TdSign")
        paper.paragraph("(............................................)", "TdSign")
        paper.paragraph("ตำแหน่ง ............................................", "TdSign")
