"""Both bases of a percent: what people mean differs, so a published figure shows the two with their names.

Pure. A status percent is of the strategy's projects, or of all projects of the plan. A percent of spending is
of the plan's budget for the year (table 3), or of the budget ordinance: what the unit itself may spend after
transfers (table 5). Percents have two decimals, half up, None where the base is 0; money is baht.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from documents.arithmetic.form2 import STATUSES, TOTAL, Figures, percent
from organisations.sentences import Sentence, gettext_noop

NAMES = {
    "strategy_projects": gettext_noop("of the strategy's projects"),
    "all_projects": gettext_noop("of all projects"),
    "plan_budget": gettext_noop("of the plan's budget"),
    "ordinance_budget": gettext_noop("of the budget ordinance"),
}


@dataclass(frozen=True, slots=True)
class Share:
    """`n` of `base`, with the base's name; `percent` None where the base is 0 or not stated."""

    n: Decimal
    base: Decimal
    name: str

    @property
    def percent(self) -> Decimal | None:
        return percent(self.n, self.base)

    @property
    def label(self) -> Sentence:
        """The name of the base in words."""
        return Sentence(NAMES[self.name])


def status_shares(figures: Figures, strategy: str) -> dict[str, tuple[Share, Share]]:
    """Each status of a strategy (its key): of the strategy's projects, and of all projects."""
    own, everyone = (Decimal(figures.cells[f"p2.t4.{key}.all.n"]) for key in (strategy, TOTAL))
    found = {}
    for status in STATUSES:
        n = Decimal(figures.cells[f"p2.t4.{strategy}.{status}.n"])
        found[status] = (Share(n, own, "strategy_projects"), Share(n, everyone, "all_projects"))
    return found


def spending_shares(figures: Figures, strategy: str, year: int) -> tuple[Share, Share]:
    """What a strategy (or "total") spent to date: of the plan's budget for the year, of the ordinance's."""
    spent = Decimal(figures.cells[f"p2.t5.{strategy}.sum.amount"])
    planned = Decimal(figures.cells.get(f"p2.t3.{strategy}.y{year}.budget", "0"))
    ordinance = Decimal(figures.cells[f"p2.t5.{strategy}.sum.budget"])
    return Share(spent, planned, "plan_budget"), Share(spent, ordinance, "ordinance_budget")
