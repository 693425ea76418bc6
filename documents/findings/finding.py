"""What a rule answers: the finding, its level, its worked sum.

Pure: no model, no clock. Money is baht.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from documents.arithmetic.form2 import money
from documents.findings.causes import CAUSES
from organisations.sentences import Sentence, gettext_noop

Operator = Literal["", "+", "−", "="]
Mark = Literal["", "wrong", "total", "likely"]


class Level(StrEnum):
    """How much a finding asks for."""

    MUST_FIX = "must_fix"
    SHOULD_CHECK = "should_check"
    INFORMATION = "information"


@dataclass(frozen=True, slots=True)
class WorkedLine:
    """One line of the worked sum: the operator hangs left, `value` is ready to print (thousands commas)."""

    op: Operator
    label: Sentence | str
    value: str
    mark: Mark = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, where, and by how much.

    `cells` are addresses, the one to be mended first; `row` is what people call the row; `typed`, `expected`
    and `difference` (typed − expected) are cell texts; `cause` is a code of CAUSES; `note` is the reason that
    was given for it.
    """

    rule: str
    level: Level
    title: Sentence
    sentence: Sentence
    cells: tuple[str, ...]
    row: int | None = None
    typed: str | None = None
    expected: str | None = None
    difference: str | None = None
    worked: tuple[WorkedLine, ...] = ()
    cause: str | None = None
    note: str = ""

    @property
    def key(self) -> str:
        """Rule and first cell, under which a reason is kept."""
        return f"{self.rule}:{self.cells[0]}"

    @property
    def blocks(self) -> bool:
        """Whether the form cannot go on yet: to be fixed, or to be checked and without a note."""
        return self.level is Level.MUST_FIX or (self.level is Level.SHOULD_CHECK and not self.note)

    @property
    def cause_sentence(self) -> Sentence | None:
        """The likely cause in words, or None."""
        if self.cause is None:
            return None
        code, _, which = self.cause.partition(":")
        return Sentence(CAUSES[code], {"which": which})


TITLES = {
    "F2-01": gettext_noop("Plan figures do not add up"),
    "F2-02": gettext_noop("Statuses do not add up to the number of projects"),
    "F2-03": gettext_noop("Totals differ from what is listed"),
    "F2-04": gettext_noop("Percent differs from its base"),
    "F2-05": gettext_noop("Regular money and reserve do not add up"),
    "F2-06": gettext_noop("Amount that cannot be"),
    "F2-07": gettext_noop("Spent above the budget"),
    "F2-08": gettext_noop("Status and spending do not agree"),
}
_REFUND = gettext_noop("Refund in this period")
_SUM_OF_PERCENTS = gettext_noop("Percents add up to %(sum)s")


def section_of(cell: str) -> str:
    """The section of Form 2 in which a cell stands: p2a the projects and their states, p2b the money."""
    part, _, rest = cell.partition(".")
    if part != "p2":
        return part
    return "p2a" if rest.startswith(("t3.", "t4.", "row.")) else "p2b"


def with_note(finding: Finding, reasons: Mapping[str, str]) -> Finding:
    note = reasons.get(finding.key, "").strip()
    if not note or finding.note or finding.level is not Level.SHOULD_CHECK:
        return finding
    values = {name: getattr(finding, name) for name in Finding.__slots__ if name != "note"}
    return Finding(**values, note=note)


def in_order(found: Iterable[Finding]) -> list[Finding]:
    return sorted(found, key=lambda each: (list(Level).index(each.level), each.rule, each.row or 0))


def baht(value: Decimal) -> str:
    text = money(value)
    return f"{Decimal(text):,.2f}"


def whole(value: Decimal | int) -> str:
    return f"{int(value):,}"
