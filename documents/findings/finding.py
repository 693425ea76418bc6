"""What a rule answers: the finding, its level, its worked sum.

Pure: no model, no clock. Money is baht.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from documents.arithmetic.form2 import money
from documents.findings.around import Past
from documents.findings.causes import CAUSES
from organisations.sentences import Sentence

Operator = Literal["", "+", "−", "="]
Mark = Literal["", "wrong", "missing", "total"]


class Level(StrEnum):
    """How much a finding asks for."""

    MUST_FIX = "must_fix"
    SHOULD_CHECK = "should_check"
    INFORMATION = "information"


@dataclass(frozen=True, slots=True)
class WorkedLine:
    """One line of the worked sum, set as a page of the ledger: the operator hangs left.

    `value` is what stands there, `likely` what it would be with the likely figure, `finance` what the ledger
    says; each ready to print (thousands commas), or "" where the column does not apply. `mark` is of the
    line: the wrong figure is struck through, a missing one is red, the total has the double rule.
    """

    op: Operator
    label: Sentence | str
    value: str
    mark: Mark = ""
    likely: str = ""
    finance: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, where, and by how much.

    `cells` are addresses, the one to be mended first; `row` is what people call the row; `typed`, `expected`
    and `difference` (typed − expected) are cell texts; `cause` is a code of CAUSES; `note` is the reason that
    was given for it. `likely` is the figure that was probably meant, for the cell `mend`; `past` are the
    line's amounts in earlier periods, oldest first.
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
    likely: str | None = None
    mend: str = ""
    past: tuple[Past, ...] = ()

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
        if not self.cause:
            return None
        code, _, which = self.cause.partition(":")
        return Sentence(CAUSES[code], {"which": which})

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the worked sum that hold anything: value, likely, finance."""
        names = ("likely", "finance")
        return ("value", *(name for name in names if any(getattr(line, name) for line in self.worked)))


def section_of(cell: str) -> str:
    """The section of Form 2 in which a cell stands: p2a the projects and their states, p2b the money."""
    part, _, rest = cell.partition(".")
    if part != "p2":
        return part
    return "p2a" if rest.startswith(("t3.", "t4.", "row.")) else "p2b"


def with_note(finding: Finding, reasons: Mapping[str, str]) -> Finding:
    """The finding with the reason that was given for it, if it is one to be checked."""
    note = reasons.get(finding.key, "").strip()
    if not note or finding.note or finding.level is not Level.SHOULD_CHECK:
        return finding
    return replace(finding, note=note)


def in_order(found: Iterable[Finding]) -> list[Finding]:
    """Must-fix first, then in the order of rules and rows."""
    return sorted(found, key=lambda each: (list(Level).index(each.level), each.rule, each.row or 0))


def baht(value: Decimal) -> str:
    """An amount ready to print: thousands commas, two decimals, a minus that is a minus."""
    return f"{Decimal(money(value)):,.2f}".replace("-", "−")


def whole(value: Decimal | int) -> str:
    """A count ready to print."""
    return f"{int(value):,}".replace("-", "−")
