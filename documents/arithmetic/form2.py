"""The figures of Form 2: what stands in every computed cell, and of what each percent is a percent.

Pure: rows in, texts out; no model, no clock. Money is `Decimal` baht; texts carry two decimals, counts none;
a percent is rounded half up to two decimals and is "" where its base is 0. Amounts of a line:

    available = budget + transfer              (the budget after transfers; a transfer out is negative)
    to date   = opening + earlier + amount     (opening: before the unit began here; earlier: the periods
                                                since; amount: this period, None = nothing typed)
    remaining = available − to date

Cells are addressed as `p2.line.<line>.percent`: ASCII, at most 64 characters, never a row number. Keys of
rows, lines and strategies are therefore of A–Z a–z 0–9 _ - and at most 36 characters (a UUID fits).

Counts are of projects, money of lines. An added project is counted among all and carries one of the four
states. Money of others (อบจ., other agencies) is shown apart and left out of the unit's own percent (F2-14);
the list of projects shows every line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal, localcontext

from plans.vocabulary import Fund, Status, paper_column

ZERO = Decimal(0)
CENT = Decimal("0.01")
STATUSES = tuple(status.value for status in Status)
COLUMNS = ("regular", "reserve", "sum")
TOTAL = "total"

_KEY = re.compile(r"[A-Za-z0-9_-]{1,36}")
_RESERVED = frozenset({"total", "sum", "outside"})
_WIDE = Context(prec=80)
_ROUNDINGS = {"half-up-2": ROUND_HALF_UP, "cut-2": ROUND_DOWN}


@dataclass(frozen=True, slots=True)
class Line:
    """Money of one project out of one fund in one budget year (B.E.); all amounts in baht."""

    key: str
    fund: str
    budget_year: int
    budget: Decimal
    transfer: Decimal
    opening: Decimal
    earlier: Decimal
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class Row:
    """One project in this period. `number` is what people call the row; `strategy` is a Strategy's key."""

    key: str
    number: int
    strategy: str
    name: str
    status: str | None
    added: bool
    lines: tuple[Line, ...]
    obstacle: str = ""


@dataclass(frozen=True, slots=True)
class Strategy:
    """A strategy of the plan; `key` is its part of an address ("s1")."""

    key: str
    number: int
    name: str


@dataclass(frozen=True, slots=True)
class PlanYear:
    """Table 3: how many projects the plan foresees in a year (B.E.), for how much. Counts project-years."""

    strategy: str
    year: int
    projects: int
    budget: Decimal


@dataclass(frozen=True, slots=True)
class Base:
    """What a percent is of.

    `name`: strategy_projects, all_projects, fund_budget (a column of table 5), line_budget, list_budget.
    """

    numerator: Decimal
    denominator: Decimal
    name: str


@dataclass(frozen=True)
class Figures:
    """Every computed cell as text, by address, and the base of every percent cell."""

    cells: dict[str, str] = field(default_factory=dict)
    bases: dict[str, Base] = field(default_factory=dict)

    def _put(self, cell: str, text: str) -> None:
        if len(cell) > 64 or not cell.isascii():
            raise ValueError(f"not a cell address: {cell!r}")
        self.cells[cell] = text

    def _share(self, cell: str, numerator: Decimal | int, denominator: Decimal | int, name: str) -> None:
        base = Base(Decimal(numerator), Decimal(denominator), name)
        value = percent(base.numerator, base.denominator)
        self._put(cell, "" if value is None else money(value))
        self.bases[cell] = base


def percent(n: Decimal | int, base: Decimal | int, *, rule: str = "half-up-2") -> Decimal | None:
    """`n` as a percent of `base`, two decimals; None when the base is 0.

    `rule` is "half-up-2", or "cut-2" to tell what a truncating hand would have printed. ValueError else.
    """
    if rule not in _ROUNDINGS:
        raise ValueError(f"unknown rounding rule: {rule!r}")
    if not base:
        return None
    with localcontext(_WIDE):
        return (Decimal(n) * 100 / Decimal(base)).quantize(CENT, _ROUNDINGS[rule]) + 0


def money(value: Decimal) -> str:
    """A `Decimal` as a cell's text: two decimals, half up, no thousands sign, never "-0.00"."""
    if not value.is_finite():
        raise ValueError(f"not an amount: {value}")
    with localcontext(_WIDE):
        text = f"{value.quantize(CENT, ROUND_HALF_UP):f}"
    return "0.00" if text == "-0.00" else text


def to_date(line: Line) -> Decimal:
    """What has been spent since the year began: opening + earlier periods + this period."""
    return line.opening + line.earlier + (line.amount or ZERO)


def available(line: Line) -> Decimal:
    """The budget after transfers."""
    return line.budget + line.transfer


def remaining(line: Line) -> Decimal:
    """What is left of the budget after transfers; negative when more was spent."""
    return available(line) - to_date(line)


def period_amount_from_to_date(to_date: Decimal, opening: Decimal, earlier: Decimal) -> Decimal:
    """The amount of this period, when the to-date figure was typed. May be negative (a refund)."""
    return to_date - opening - earlier


def to_date_from_period_amount(amount: Decimal, opening: Decimal, earlier: Decimal) -> Decimal:
    """The to-date figure, when the amount of this period was typed."""
    return opening + earlier + amount


def compute(
    strategies: Sequence[Strategy], rows: Sequence[Row], plan_years: Sequence[PlanYear], years: range
) -> Figures:
    """Compute every cell of Form 2.

    `years` are the plan's years (B.E.) of table 3; a year without a PlanYear is 0. ValueError on a key that
    cannot stand in an address or stands twice, on an unknown strategy, status, fund or year.
    """
    _check(strategies, rows, plan_years, years)
    figures = Figures()
    keys = [strategy.key for strategy in strategies]
    groups: dict[str, list[Row]] = {key: [] for key in keys}
    for row in rows:
        groups[row.strategy].append(row)
    _table_3(figures, keys, plan_years, years)
    for key in (*keys, TOTAL):
        members = list(rows) if key == TOTAL else groups[key]
        _table_4(figures, key, members)
        _table_5(figures, key, members)
        _list_sums(figures, key, members)
    _outside(figures, rows)
    for row in rows:
        figures._put(f"p2.row.{row.key}.status", row.status or "")
        for line in row.lines:
            _line(figures, line)
    _table_6(figures, rows)
    return figures


def _check(
    strategies: Sequence[Strategy], rows: Sequence[Row], plan_years: Sequence[PlanYear], years: range
) -> None:
    _check_keys("strategy", (strategy.key for strategy in strategies))
    _check_keys("row", (row.key for row in rows))
    _check_keys("line", (line.key for row in rows for line in row.lines))
    known = {strategy.key for strategy in strategies}
    for row in rows:
        if row.strategy not in known:
            raise ValueError(f"row {row.number} belongs to an unknown strategy: {row.strategy!r}")
        if row.status is not None and row.status not in STATUSES:
            raise ValueError(f"row {row.number} has an unknown status: {row.status!r}")
    seen = set()
    for item in plan_years:
        if item.strategy not in known or item.year not in years:
            raise ValueError(f"table 3 has no place for {item.strategy!r} in {item.year}")
        if (item.strategy, item.year) in seen:
            raise ValueError(f"table 3 has {item.strategy!r} in {item.year} twice")
        seen.add((item.strategy, item.year))


def _check_keys(what: str, keys: Iterable[str]) -> None:
    seen: set[str] = set()
    for key in keys:
        if _KEY.fullmatch(key) is None or key in _RESERVED:
            raise ValueError(f"a {what}'s key cannot stand in an address: {key!r}")
        if key in seen:
            raise ValueError(f"two {what}s have the key {key!r}")
        seen.add(key)


def _table_3(figures: Figures, keys: list[str], plan_years: Sequence[PlanYear], years: range) -> None:
    at = {(item.strategy, item.year): item for item in plan_years}
    for key in (*keys, TOTAL):
        members = keys if key == TOTAL else [key]
        in_all, money_in_all = 0, ZERO
        for year in years:
            items = [at[member, year] for member in members if (member, year) in at]
            count, amount = sum(item.projects for item in items), sum((item.budget for item in items), ZERO)
            figures._put(f"p2.t3.{key}.y{year}.n", str(count))
            figures._put(f"p2.t3.{key}.y{year}.budget", money(amount))
            in_all, money_in_all = in_all + count, money_in_all + amount
        figures._put(f"p2.t3.{key}.sum.n", str(in_all))
        figures._put(f"p2.t3.{key}.sum.budget", money(money_in_all))


def _table_4(figures: Figures, key: str, rows: list[Row]) -> None:
    base, name = len(rows), "all_projects" if key == TOTAL else "strategy_projects"
    counts = {status: sum(row.status == status for row in rows) for status in STATUSES}
    counts["added"] = sum(row.added for row in rows)
    counts["all"] = base
    for column, count in counts.items():
        figures._put(f"p2.t4.{key}.{column}.n", str(count))
        figures._share(f"p2.t4.{key}.{column}.percent", count, base, name)


def _table_5(figures: Figures, key: str, rows: list[Row]) -> None:
    spent, budget = dict.fromkeys(COLUMNS, ZERO), dict.fromkeys(COLUMNS, ZERO)
    for row in rows:
        for line in row.lines:
            paper = paper_column(line.fund)
            if paper == "outside":
                continue
            for column in (paper, "sum"):
                spent[column] += to_date(line)
                budget[column] += available(line)
    for column in COLUMNS:
        cell = f"p2.t5.{key}.{column}"
        figures._put(f"{cell}.amount", money(spent[column]))
        figures._put(f"{cell}.budget", money(budget[column]))
        figures._share(f"{cell}.percent", spent[column], budget[column], "fund_budget")


def _outside(figures: Figures, rows: Sequence[Row]) -> None:
    theirs = [(row.key, line) for row in rows for line in row.lines if paper_column(line.fund) == "outside"]
    figures._put("p2.t5.outside.n", str(len({key for key, _ in theirs})))
    figures._put("p2.t5.outside.budget", money(sum((available(line) for _, line in theirs), ZERO)))
    figures._put("p2.t5.outside.amount", money(sum((to_date(line) for _, line in theirs), ZERO)))


def _list_sums(figures: Figures, key: str, rows: list[Row]) -> None:
    lines = [line for row in rows for line in row.lines]
    spent, given = (
        sum((to_date(line) for line in lines), ZERO),
        sum((available(line) for line in lines), ZERO),
    )
    cell = f"p2.list.{key}"
    figures._put(f"{cell}.budget", money(sum((line.budget for line in lines), ZERO)))
    figures._put(f"{cell}.transfer", money(sum((line.transfer for line in lines), ZERO)))
    figures._put(f"{cell}.available", money(given))
    figures._put(f"{cell}.amount", money(sum((line.amount or ZERO for line in lines), ZERO)))
    figures._put(f"{cell}.to_date", money(spent))
    figures._put(f"{cell}.remaining", money(given - spent))
    figures._share(f"{cell}.percent", spent, given, "list_budget")


def _line(figures: Figures, line: Line) -> None:
    cell = f"p2.line.{line.key}"
    figures._put(f"{cell}.budget", money(line.budget))
    figures._put(f"{cell}.transfer", money(line.transfer))
    figures._put(f"{cell}.available", money(available(line)))
    figures._put(f"{cell}.opening", money(line.opening))
    figures._put(f"{cell}.earlier", money(line.earlier))
    figures._put(f"{cell}.amount", "" if line.amount is None else money(line.amount))
    figures._put(f"{cell}.to_date", money(to_date(line)))
    figures._put(f"{cell}.remaining", money(remaining(line)))
    figures._share(f"{cell}.percent", to_date(line), available(line), "line_budget")


def _table_6(figures: Figures, rows: Sequence[Row]) -> None:
    received = spent = ZERO
    counts = dict.fromkeys(("done", "in_progress", "not_started"), 0)
    for row in rows:
        grants = [line for line in row.lines if line.fund == Fund.EARMARKED_GRANT]
        for line in grants:
            figures._put(f"p3.t6.{line.key}.received", money(available(line)))
            figures._put(f"p3.t6.{line.key}.spent", money(to_date(line)))
            received, spent = received + available(line), spent + to_date(line)
        if grants and row.status in counts:
            counts[row.status] += 1
    figures._put("p3.t6.total.received", money(received))
    figures._put("p3.t6.total.spent", money(spent))
    for status, count in counts.items():
        figures._put(f"p3.t6.total.{status}.n", str(count))
