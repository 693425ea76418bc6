"""What was copied out of Excel, laid upon the rows of Form 2: what each cell would become, and what is unclear.

Pure: texts and targets in, a `Laid` out. One pipeline for the grid, for the page without JavaScript, for a
single typed cell and for a division's Excel slice. Nothing is guessed: an unclear figure is a question with a
suggestion, an unreadable one a problem with what to do; neither is written until a person says so. Blank cells
leave what stands there. Source: the accept list of the interface rules (paste from Excel).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from documents.arithmetic.form2 import money
from organisations.sentences import Sentence, gettext_noop
from plans.numbers import NumberProblem, plain, read_money
from plans.vocabulary import STATUS_TH, bare, status_label, status_of, suggest_status

Level = Literal["must", "ask"]
Field = Literal["status", "amount", "to_date", "obstacle", ""]
"""A column of the table; "" is one that nobody types in."""

TOTALS = ("รวม", "ยอดรวม", "ทั้งสิ้น", "total", "grandtotal")
HEADS = ("สถานะ", "เบิกจ่าย", "เบิกงวดนี้", "เบิกสะสม", "อุปสรรค", "ปัญหาและอุปสรรค", "โครงการ", "ชื่อโครงการ", "status")
BLANK = frozenset({"", "-", "–", "—"})
AT_ONCE = 20
"""Up to so many cells without a question are written at once; more are shown first."""

_STATUS_LIKELY = gettext_noop("“%(value)s”: is “%(suggestion)s” meant? Please confirm or choose.")
_STATUS_UNKNOWN = gettext_noop("“%(value)s” is not a known status. Please choose one.")


class Unclear(ValueError):
    """A text that cannot be taken into a cell as it is. `suggestion` is the cell's likely text, or empty."""

    def __init__(self, code: str, level: Level, sentence: Sentence, value: str, suggestion: str = "") -> None:
        super().__init__(str(sentence))
        self.code, self.level, self.sentence = code, level, sentence
        self.value, self.suggestion = value, suggestion


@dataclass(frozen=True, slots=True)
class Target:
    """One line of the table that can be written: what people call its row, its project, its two addresses."""

    row: int
    name: str
    project: str
    line: str

    def cell(self, name: Field) -> str:
        """The address of one of its cells; empty for a column that nobody types in."""
        if name in ("status", "obstacle"):
            return f"p2.row.{self.project}.{name}"
        return f"p2.line.{self.line}.{name}" if name else ""


@dataclass(frozen=True, slots=True)
class LaidCell:
    """A cell as it would be written; `problem` says why it waits."""

    target: Target
    field: Field
    typed: str
    value: str
    problem: Unclear | None = None

    @property
    def cell(self) -> str:
        """Its address."""
        return self.target.cell(self.field)


@dataclass(slots=True)
class Laid:
    """A whole paste. `skipped` are rows of totals and heads; `extra` counts cells beyond the table's edge,
    `locked` those over columns that nobody types in; `by_name` tells that rows were found by their names."""

    cells: list[LaidCell] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    extra: int = 0
    locked: int = 0
    by_name: bool = False

    @property
    def ready(self) -> list[LaidCell]:
        """The cells that can be written now."""
        return [one for one in self.cells if one.problem is None]

    @property
    def waiting(self) -> list[LaidCell]:
        """The cells with a question or a problem."""
        return [one for one in self.cells if one.problem is not None]

    @property
    def is_plain(self) -> bool:
        """Whether it may be written at once, without showing it first."""
        return len(self.cells) <= AT_ONCE and not (
            self.waiting or self.skipped or self.unknown or self.extra or self.locked
        )


def read_cell(name: Field, text: str, accepted: Collection[tuple[str, str]] = ()) -> str:
    """What a typed text becomes in a column: a status code, baht with two decimals, or a text.

    `accepted` are questions answered with yes, as (code, value). Raises `Unclear`.
    """
    if name == "obstacle":
        return text.strip()
    if name == "status":
        if plain(text) in BLANK:
            return ""
        status = status_of(text)
        if status is not None:
            return status.value
        likely = suggest_status(text)
        if likely is None:
            raise Unclear("status-unknown", "must", Sentence(_STATUS_UNKNOWN, {"value": text}), text)
        if ("status-likely", text) in accepted:
            return likely.value
        sentence = Sentence(_STATUS_LIKELY, {"value": text, "suggestion": status_label(likely)})
        raise Unclear("status-likely", "ask", sentence, text, STATUS_TH[likely])
    try:
        amount = read_money(text)
    except NumberProblem as problem:
        if problem.suggestion is not None and (problem.code, problem.value) in accepted:
            return money(problem.suggestion)
        offer = "" if problem.suggestion is None else f"{problem.suggestion:,.2f}"
        raise Unclear(problem.code, problem.level, problem.sentence, problem.value, offer) from problem
    return "" if amount is None else money(amount)


def lay(
    rows: Sequence[Sequence[str]],
    targets: Sequence[Target],
    columns: Sequence[Field],
    *,
    at_row: int = 0,
    at_column: int = 0,
    accepted: Collection[tuple[str, str]] = (),
    mended: Mapping[str, str] | None = None,
) -> Laid:
    """Lay pasted rows upon the table from one cell on, rightwards and downwards.

    When a column of the paste holds the names of the projects, each row goes to its own project whatever the
    order, and the columns after the name follow; a name that is not in the table is told. Otherwise row by
    row: a blank row keeps its place, rows of totals and a first row of headings are passed over. `mended` are
    texts that a person typed instead, by address.
    """
    laid = Laid()
    found = _named(rows, targets)
    if found is not None:
        laid.by_name = True
        name_at, by_name = found
        columns = columns[at_column:] if at_column else columns
        columns = [one for one in columns if one] if not at_column else columns
        for row in rows:
            name = bare(row[name_at]) if name_at < len(row) else ""
            target = by_name.get(name)
            if target is not None:
                _cells(laid, row[name_at + 1 :], target, columns, accepted, mended or {})
            elif name and _is_head_or_total(row):
                laid.skipped.append(" ".join(row).strip()[:80])
            elif name:
                laid.unknown.append(row[name_at].strip()[:120])
        return laid
    at = at_row
    last = max((index for index, row in enumerate(rows) if any(text.strip() for text in row)), default=-1)
    for row in rows[: last + 1]:
        if _is_head_or_total(row):
            laid.skipped.append(" ".join(row).strip()[:80])
            continue
        if at >= len(targets):
            laid.extra += sum(bool(text.strip()) for text in row)
            continue
        _cells(laid, row, targets[at], columns[at_column:], accepted, mended or {})
        at += 1
    return laid


def _cells(
    laid: Laid,
    texts: Sequence[str],
    target: Target,
    columns: Sequence[Field],
    accepted: Collection[tuple[str, str]],
    mended: Mapping[str, str],
) -> None:
    for at, text in enumerate(texts):
        if plain(text) in BLANK:
            continue
        if at >= len(columns):
            laid.extra += 1
            continue
        name = columns[at]
        if not name:
            laid.locked += 1
            continue
        text = mended.get(target.cell(name), text)
        if plain(text) in BLANK:
            continue
        try:
            laid.cells.append(LaidCell(target, name, text, read_cell(name, text, accepted)))
        except Unclear as problem:
            laid.cells.append(LaidCell(target, name, text, "", problem))


def _named(rows: Sequence[Sequence[str]], targets: Sequence[Target]) -> tuple[int, dict[str, Target]] | None:
    """The column that holds the projects' names, if more than half of the rows name one there; a name that two
    rows of the table share names neither."""
    by_name: dict[str, Target] = {}
    twice = set()
    for target in targets:
        key = bare(target.name)
        if key in by_name and by_name[key].project != target.project:
            twice.add(key)
        by_name.setdefault(key, target)
    for key in twice:
        del by_name[key]
    filled = [row for row in rows if any(text.strip() for text in row)]
    width = max((len(row) for row in filled), default=0)
    for column in range(width):
        hits = sum(column < len(row) and bare(row[column]) in by_name for row in filled)
        if hits and hits * 2 > len(filled):
            return column, by_name
    return None


def _is_head_or_total(row: Sequence[str]) -> bool:
    """A row of totals, or the head of the table copied with it."""
    texts = [bare(text) for text in row if text.strip()]
    if not texts:
        return False
    return texts[0].startswith(TOTALS) or all(text.startswith(HEADS) for text in texts)
