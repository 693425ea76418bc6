"""A report as it was printed: the figures it states. Every part may be missing. Money is baht. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from documents.arithmetic.form2 import TOTAL
from organisations.sentences import Sentence, gettext_noop

STRATEGY_N = gettext_noop("Strategy %(number)s")
WHOLE_PLAN = gettext_noop("Whole plan")


@dataclass(frozen=True, slots=True)
class StatedCount:
    """A stated number of projects, the percent printed beside it, and an amount if one is printed."""

    n: int | None = None
    percent: Decimal | None = None
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class StatedMoney:
    """Table 5 as printed: what was spent of the regular budget, of the reserve, and together."""

    regular: Decimal | None = None
    reserve: Decimal | None = None
    sum: Decimal | None = None


@dataclass(frozen=True, slots=True)
class StatedPart:
    """What is stated of one strategy, or of the whole plan (`number` None).

    `statuses` is by Status value; `years` is table 3 by B.E. year: (projects, budget); `year_sum` its รวม.
    `projects` and `budget` are of the projects that the report lists.
    """

    number: int | None = None
    name: str = ""
    projects: int | None = None
    budget: Decimal | None = None
    statuses: Mapping[str, StatedCount] = field(default_factory=dict)
    money: StatedMoney | None = None
    years: Mapping[int, tuple[int | None, Decimal | None]] = field(default_factory=dict)
    year_sum: tuple[int | None, Decimal | None] = (None, None)

    @property
    def key(self) -> str:
        """Its part of an address."""
        return TOTAL if self.number is None else f"s{self.number}"

    @property
    def where(self) -> Sentence:
        """What people call it."""
        return Sentence(WHOLE_PLAN) if self.number is None else Sentence(STRATEGY_N, {"number": self.number})

    @property
    def budget_cell(self) -> str:
        """Where the budget stands: in รวม of table 3, unless table 3 itself is stated with its years."""
        return f"p2.list.{self.key}.budget" if self.years else f"p2.t3.{self.key}.sum.budget"


@dataclass(frozen=True, slots=True)
class StatedRow:
    """A listed project. `strategy` is the strategy's number, `disbursed` what was spent to date.

    `before` is the figure to date of the last period, `amount` that of this period, `fund` a Fund's value.
    """

    number: int
    strategy: int
    name: str
    budget: Decimal | None
    disbursed: Decimal | None
    status: str | None
    fund: str | None = None
    before: Decimal | None = None
    amount: Decimal | None = None
    last_status: str | None = None


@dataclass(frozen=True, slots=True)
class StatedTotal:
    """A grand total that stands somewhere else too: in the summary, in a letter, in the text."""

    where: str
    projects: int | None = None
    budget: Decimal | None = None
    disbursed: Decimal | None = None


@dataclass(frozen=True, slots=True)
class StatedPercent:
    """A percent that is printed, of `n`; `base` None where it is not named. `of`: projects or money."""

    where: str
    percent: Decimal
    n: Decimal | None = None
    base: Decimal | None = None
    of: Literal["projects", "money"] = "projects"
    strategy: int | None = None


@dataclass(frozen=True, slots=True)
class StatedGrant:
    """A row of table 6: what was received and spent, and the results that are ticked for it."""

    name: str
    received: Decimal | None = None
    spent: Decimal | None = None
    results: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stated:
    """A report as it was printed. Without rows nothing is said of rows."""

    total: StatedPart = field(default_factory=StatedPart)
    strategies: tuple[StatedPart, ...] = ()
    rows: tuple[StatedRow, ...] = ()
    fiscal_year: int | None = None
    totals: tuple[StatedTotal, ...] = ()
    percents: tuple[StatedPercent, ...] = ()
    grants: tuple[StatedGrant, ...] | None = None

    @property
    def parts(self) -> tuple[StatedPart, ...]:
        """The strategies, then the whole plan."""
        return (*self.strategies, self.total)

    def rows_of(self, part: StatedPart) -> list[StatedRow]:
        """The rows listed of a part."""
        return [row for row in self.rows if part.number in (None, row.strategy)]
