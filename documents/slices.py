"""An Excel slice that came back from a division: which request it is of, and what it answers.

Pure but for the request's key: sheets in, values out. A row is found by the key it carries in the hidden column,
else by its project's name; what cannot be read is told with the file's own row and column, and kept out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from documents.pasting import BLANK, Field, Unclear, read_cell
from organisations.sentences import Sentence, gettext_noop
from plans.importing import Sheet, column_letter
from plans.numbers import plain
from plans.vocabulary import bare

MARK, REPORT_MARK = "tidtam-slice:", "tidtam-report:"
"""Stand in cells of the slice before the public ids of its request and of its report."""
KEYS = "รหัสแถว (ระบบใช้ ไม่ต้องแก้)"
HEADS: dict[str, str] = {
    "keys": KEYS,
    "number": "แถว",
    "name": "โครงการ",
    "fund": "แหล่งเงิน",
    "available": "งบหลังโอน (บาท)",
    "before": "เบิกสะสมก่อนงวดนี้ (บาท)",
    "status": "สถานะ",
    "amount": "เบิกงวดนี้ (บาท)",
    "to_date": "หรือ เบิกสะสม (บาท)",
    "obstacle": "ปัญหาและอุปสรรค",
    "seen_status": "เดิม 1",
    "seen_amount": "เดิม 2",
    "seen_obstacle": "เดิม 3",
}
"""The columns of a slice. The last three say what stood there when it was written, hidden as the keys are."""
SEEN: dict[str, str] = {
    "status": "seen_status",
    "amount": "seen_amount",
    "to_date": "seen_amount",
    "obstacle": "seen_obstacle",
}
NOT_SAID = "?"
"""What a slice has seen when somebody took its hidden columns away: nothing that could stand in a cell."""
ANSWERS: tuple[Field, ...] = ("status", "amount", "to_date", "obstacle")

_NO_TABLE = gettext_noop(
    "“%(name)s” is not a slice of this report. Please choose the Excel file that was sent to the division."
)
_OTHER_REPORT = gettext_noop(
    "“%(name)s” was made for another report, so nothing of it was taken in. Please send the Excel file of this one."
)
_UNKNOWN_ROW = gettext_noop("Row %(row)s “%(value)s” is not in the report. Please check the project's name.")
_BOTH = gettext_noop(
    "Row %(row)s has both the period's amount and the figure to date. Please keep one of them."
)
_CELL = gettext_noop("Row %(row)s, column %(column)s: %(reason)s")


class NotASlice(ValueError):
    """A file that is no slice of this report; says what to do."""

    def __init__(self, name: str, msgid: str = _NO_TABLE) -> None:
        self.sentence = Sentence(msgid, {"name": name})
        super().__init__(str(self.sentence))


class OtherReport(NotASlice):
    """A slice of another report: last quarter's file would bring last quarter's figures."""

    def __init__(self, name: str) -> None:
        super().__init__(name, _OTHER_REPORT)


@dataclass(frozen=True, slots=True)
class SliceLine:
    """A line that a slice may answer: its two keys and its project's name."""

    project: str
    line: str
    name: str
    first: bool


@dataclass(frozen=True, slots=True)
class SliceValue:
    """One answer of a slice: the cell's address, its text, what stood there when the slice was written (as
    `cells.Standing.mark`), and the file's row."""

    cell: str
    value: str
    seen: str
    row: int


@dataclass(slots=True)
class Slice:
    """All that a slice says. `request` and `report` are the public ids it carries, None where somebody removed
    them; the whole table has no request."""

    request: UUID | None
    report: UUID | None = None
    values: list[SliceValue] = field(default_factory=list)
    problems: list[Sentence] = field(default_factory=list)


def named_in(sheets: Sequence[Sheet], mark: str) -> UUID | None:
    """The public id that stands behind a mark above the table, if there is one."""
    key = re.compile(rf"{mark}({'-'.join(f'[0-9a-f]{{{n}}}' for n in (8, 4, 4, 4, 12))})")
    for sheet in sheets:
        for row in sheet.rows[:12]:
            for cell in row:
                if isinstance(cell, str) and (found := key.search(cell)):
                    return UUID(found[1])
    return None


def read(name: str, sheets: Sequence[Sheet], lines: Sequence[SliceLine]) -> Slice:
    """Read a slice against the lines it may answer. Raises `NotASlice` when no sheet has its head."""
    told = Slice(named_in(sheets, MARK), named_in(sheets, REPORT_MARK))
    by_line = {one.line: one for one in lines}
    by_name: dict[str, list[SliceLine]] = {}
    for one in lines:
        by_name.setdefault(bare(one.name), []).append(one)
    found = False
    for sheet in sheets:
        head = _head(sheet)
        if head is None:
            continue
        found = True
        top, columns = head
        for index in range(top + 1, len(sheet.rows)):
            _row(told, index + 1, sheet.rows[index], columns, by_line, by_name)
    if not found:
        raise NotASlice(name)
    return told


def _head(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    """The row of headings, wherever it is, and the column of each."""
    wanted = {bare(text): key for key, text in HEADS.items()}
    for index, row in enumerate(sheet.rows[:20]):
        columns = {
            wanted[bare(cell)]: at
            for at, cell in enumerate(row)
            if isinstance(cell, str) and bare(cell) in wanted
        }
        if {"name", "status"} <= columns.keys():
            return index, columns
    return None


def _text(row: Sequence[object], at: int | None) -> str:
    if at is None or at >= len(row) or row[at] is None:
        return ""
    cell = row[at]
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _row(
    told: Slice,
    number: int,
    row: Sequence[object],
    columns: Mapping[str, int],
    by_line: Mapping[str, SliceLine],
    by_name: Mapping[str, list[SliceLine]],
) -> None:
    texts: dict[Field, str] = {name: _text(row, columns.get(name)) for name in ANSWERS}
    if all(plain(text) in BLANK for text in texts.values()):
        return
    name = _text(row, columns.get("name")).strip()
    line = by_line.get(_text(row, columns.get("keys")).strip())
    if line is None:
        fellows = by_name.get(bare(name), [])
        line = fellows[0] if len({one.project for one in fellows}) == 1 else None
    if line is None:
        told.problems.append(Sentence(_UNKNOWN_ROW, {"row": number, "value": name}))
        return
    if plain(texts["amount"]) not in BLANK and plain(texts["to_date"]) not in BLANK:
        told.problems.append(Sentence(_BOTH, {"row": number}))
        texts["amount"] = texts["to_date"] = ""
    for each, text in texts.items():
        if plain(text) in BLANK or (each in ("status", "obstacle") and not line.first):
            continue
        try:
            value = read_cell(each, text)
        except Unclear as unclear:
            letter = column_letter(columns[each])
            told.problems.append(
                Sentence(_CELL, {"row": number, "column": letter, "reason": unclear.sentence})
            )
            continue
        cell = (
            f"p2.row.{line.project}.{each}"
            if each in ("status", "obstacle")
            else f"p2.line.{line.line}.{each}"
        )
        seen = _text(row, columns[SEEN[each]]) if SEEN[each] in columns else NOT_SAID
        told.values.append(SliceValue(cell, value, seen, number))
