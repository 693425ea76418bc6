"""What a form's rules may know besides its rows: earlier periods, decisions, the ledger, part 4 in words.

Pure. All of it is optional: a rule whose evidence is not given is silent. Money is baht.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from documents.arithmetic.form2 import ZERO, Line, Row


@dataclass(frozen=True, slots=True)
class Past:
    """The amount of one line in an earlier period (its key, as 2569-q1)."""

    period: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class LastRow:
    """A project as it stood in the last frozen period; `to_date` is the sum of its lines."""

    key: str
    number: int
    name: str
    status: str | None
    to_date: Decimal


@dataclass(frozen=True, slots=True)
class Change:
    """What was decided about a project: `kind` is a ChangeKind's value, `row` the row's key."""

    kind: str
    row: str
    line: str
    amount: Decimal | None
    authority: str
    decided_on: date


@dataclass(frozen=True, slots=True)
class Control:
    """The control total that finance gave for a fund: spent to date, as of a day."""

    fund: str
    to_date: Decimal
    as_of: date


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is not in the rows themselves.

    `past`: by line, up to eight earlier periods, oldest first. `ledger`: by line, finance's figure to date
    where the ledger's print gave one. `changes` None: not known, so that F2-17 is silent; it should hold the
    decisions of the whole year up to the period's end. `nothing_in_p4` None: not known, F2-18 is silent.
    """

    fiscal_year: int | None = None
    past: Mapping[str, tuple[Past, ...]] = field(default_factory=dict)
    last_rows: tuple[LastRow, ...] = ()
    changes: tuple[Change, ...] | None = None
    controls: tuple[Control, ...] = ()
    ledger: Mapping[str, Decimal] = field(default_factory=dict)
    obstacles: str = ""
    nothing_in_p4: bool | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A line where it stands: its row, the amount in the line above, its past, finance's amount.

    `stated`: the line of a report made elsewhere, whose amount is the figure to date.
    """

    row: Row
    line: Line
    above: tuple[int, Decimal] | None
    past: tuple[Past, ...]
    ledger: Decimal | None
    stated: bool = False

    @property
    def before(self) -> Decimal:
        """What had been spent when the period began."""
        return self.line.opening + self.line.earlier

    @property
    def last(self) -> Decimal | None:
        """The last period's amount, if one is known."""
        return self.past[-1].amount if self.past else None

    @property
    def right(self) -> Decimal | None:
        """The period's amount by the ledger, if the ledger gave a figure."""
        return None if self.ledger is None else self.ledger - self.before


def places_of(rows: Sequence[Row], around: Surroundings) -> list[Place]:
    """Every line in the order of the list; the line above is the one typed just before."""
    found: list[Place] = []
    above: tuple[int, Decimal] | None = None
    for row in rows:
        for line in row.lines:
            past = around.past.get(line.key, ())
            found.append(Place(row, line, above, past, around.ledger.get(line.key)))
            above = (row.number, line.amount or ZERO)
    return found
