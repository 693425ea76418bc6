"""The rules for a report made elsewhere, whose figures are stated. Pure: figures in, findings out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from documents.arithmetic.form2 import CENT, TOTAL, ZERO, money, percent
from documents.findings.finding import TITLES, Finding, Level, WorkedLine, baht, in_order, whole
from organisations.sentences import Sentence, gettext_noop
from plans.vocabulary import STATUS_EN, Status

_STRATEGY_N = gettext_noop("Strategy %(number)s")
_ALL = gettext_noop("Whole plan")
_NUMBER = gettext_noop("number of projects")
_BUDGET = gettext_noop("budget")
_AMOUNT = gettext_noop("amount spent")
_YEARS_DIFFER = gettext_noop(
    "%(where)s, %(what)s: the years add up to %(expected)s, but the total says %(typed)s. "
    "Please check the figures."
)
_STRATEGIES_DIFFER = gettext_noop(
    "%(what)s: the strategies add up to %(expected)s, but the total says %(typed)s. Please check the figures."
)
_ROWS_DIFFER = gettext_noop(
    "%(where)s, %(what)s: the rows listed add up to %(expected)s, but %(typed)s is stated. "
    "Please check the list or the figure."
)
_STATUSES_DIFFER = gettext_noop(
    "%(where)s: the statuses add up to %(typed)s projects, but there are %(expected)s. "
    "Please check the statuses."
)
_STATUS_ROWS_DIFFER = gettext_noop(
    "%(where)s: the statuses stated are not those of the rows listed "
    "(%(typed)s projects, %(expected)s rows). Please check the list or the figures."
)
_PERCENT_DIFFERS = gettext_noop(
    "%(where)s, %(what)s: %(n)s of %(base)s is %(expected)s%%, but %(typed)s%% is printed. "
    "Please check the base."
)
_PERCENT_NEAR = gettext_noop(
    "%(where)s, %(what)s: %(n)s of %(base)s is %(expected)s%%; %(typed)s%% is printed. "
    "It comes from rounding."
)
_MONEY_DIFFERS = gettext_noop(
    "%(where)s: regular money and reserve add up to %(expected)s baht, but the sum says %(typed)s. "
    "Please check the figures."
)

_L_STATUSES_SUM = gettext_noop("Projects with a status")
_L_ALL_PROJECTS = gettext_noop("All projects")
_L_STATED = gettext_noop("Stated")
_L_SUM = gettext_noop("Sum")
_L_DIFFERENCE = gettext_noop("Difference")
_L_ROWS = gettext_noop("Rows listed")
_L_YEAR = gettext_noop("Year %(year)s")
_L_STATED_STATUS = gettext_noop("%(status)s: stated %(stated)s, listed")
_L_REGULAR = gettext_noop("Regular budget")
_L_RESERVE = gettext_noop("Accumulated reserve")


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
    """What is stated of one strategy, or of the whole plan (`number` None). Every part may be missing.

    `statuses` is by Status value; `years` is table 3 by B.E. year: (projects, budget); `year_sum` its รวม.
    """

    number: int | None = None
    name: str = ""
    projects: int | None = None
    budget: Decimal | None = None
    statuses: Mapping[str, StatedCount] = field(default_factory=dict)
    money: StatedMoney | None = None
    years: Mapping[int, tuple[int | None, Decimal | None]] = field(default_factory=dict)
    year_sum: tuple[int | None, Decimal | None] = (None, None)


@dataclass(frozen=True, slots=True)
class StatedRow:
    """A listed project. `strategy` is the strategy's number."""

    number: int
    strategy: int
    name: str
    budget: Decimal | None
    disbursed: Decimal | None
    status: str | None


@dataclass(frozen=True, slots=True)
class Stated:
    """A report as it was printed. Without rows nothing is said of rows."""

    total: StatedPart = field(default_factory=StatedPart)
    strategies: tuple[StatedPart, ...] = ()
    rows: tuple[StatedRow, ...] = ()


def check_stated(report: Stated) -> list[Finding]:
    """Check stated figures against their own parts and against the rows listed (F2-01 to F2-05)."""
    found: list[Finding] = []
    for part in (*report.strategies, report.total):
        found += _years(part)
        found += _statuses(part)
        found += _percents(part, report.total)
        found += _money_columns(part)
    found += _strategies_against_total(report)
    if report.rows:
        for part in (*report.strategies, report.total):
            found += _rows_against(part, report)
    return in_order(found)


def _years(part: StatedPart) -> Iterator[Finding]:
    """F2-01: the years of table 3 against รวม."""
    for at, what, unit in ((0, _NUMBER, "n"), (1, _BUDGET, "budget")):
        values = {year: pair[at] for year, pair in part.years.items()}
        stated = part.year_sum[at]
        if stated is None or not values or any(value is None for value in values.values()):
            continue
        lines = [
            (Sentence(_L_YEAR, {"year": year}), Decimal(value or 0)) for year, value in sorted(values.items())
        ]
        cell = f"p2.t3.{_key(part)}.sum.{unit}"
        yield from _differs("F2-01", _YEARS_DIFFER, part, what, unit, Decimal(stated), lines, (cell,))


def _strategies_against_total(report: Stated) -> Iterator[Finding]:
    """F2-01 and F2-03: the strategies against the total, for every figure that all of them state."""
    total, parts = report.total, report.strategies
    if not parts:
        return
    plan_years = sorted(total.years)
    compared: list[tuple[str, str, str, str, Decimal | int | None, list[Decimal | int | None]]] = [
        ("F2-03", _NUMBER, "n", "p2.t4.total.all.n", total.projects, [part.projects for part in parts]),
        ("F2-01", _BUDGET, "budget", "p2.t3.total.sum.budget", total.budget, [part.budget for part in parts]),
    ]
    for at, what, unit in ((0, _NUMBER, "n"), (1, _BUDGET, "budget")):
        cell = f"p2.t3.total.sum.{unit}"
        compared.append(
            ("F2-01", what, unit, cell, total.year_sum[at], [part.year_sum[at] for part in parts])
        )
        for year in plan_years:
            theirs = [part.years[year][at] if year in part.years else None for part in parts]
            cell = f"p2.t3.total.y{year}.{unit}"
            compared.append(("F2-01", what, unit, cell, total.years[year][at], theirs))
    for status in Status:
        cell = f"p2.t4.total.{status}.n"
        ours = total.statuses.get(status)
        each = [part.statuses.get(status) for part in parts]
        counts: list[Decimal | int | None] = [None if one is None else one.n for one in each]
        compared.append(("F2-03", STATUS_EN[status], "n", cell, None if ours is None else ours.n, counts))
    for column in ("regular", "reserve", "sum"):
        cell = f"p2.t5.total.{column}.amount"
        ours_money = None if total.money is None else getattr(total.money, column)
        theirs_money = [None if part.money is None else getattr(part.money, column) for part in parts]
        compared.append(("F2-03", _AMOUNT, "amount", cell, ours_money, theirs_money))
    for rule, what, unit, cell, stated, values in compared:
        if stated is None or any(value is None for value in values):
            continue
        lines = [
            (Sentence(_STRATEGY_N, {"number": part.number}), Decimal(value or 0))
            for part, value in zip(parts, values, strict=True)
        ]
        yield from _differs(rule, _STRATEGIES_DIFFER, total, what, unit, Decimal(stated), lines, (cell,))


def _rows_against(part: StatedPart, report: Stated) -> Iterator[Finding]:
    """F2-03 for numbers and budgets, F2-02 for statuses: what is stated against the rows listed."""
    rows = [row for row in report.rows if part.number in (None, row.strategy)]
    key = _key(part)
    if part.projects is not None:
        lines = _by_strategy(part, report, [Decimal(1)] * len(rows), rows)
        cause = _where_it_lies(part, report, "projects")
        cell = f"p2.t4.{key}.all.n"
        yield from _differs(
            "F2-03", _ROWS_DIFFER, part, _NUMBER, "n", Decimal(part.projects), lines, (cell,), cause
        )
    budgets = [row.budget for row in rows]
    if part.budget is not None and all(budget is not None for budget in budgets):
        lines = _by_strategy(part, report, [budget or ZERO for budget in budgets], rows)
        cell = f"p2.t3.{key}.sum.budget"
        yield from _differs("F2-03", _ROWS_DIFFER, part, _BUDGET, "budget", part.budget, lines, (cell,))
    yield from _statuses_of_rows(part, rows)


def _statuses_of_rows(part: StatedPart, rows: list[StatedRow]) -> Iterator[Finding]:
    stated = {status: part.statuses[status].n for status in Status if status in part.statuses}
    stated = {status: n for status, n in stated.items() if n is not None}
    if not stated:
        return
    listed = {status: sum(row.status == status for row in rows) for status in stated}
    if listed == stated and all(row.status in stated for row in rows):
        return
    said, there = sum(n for n in stated.values() if n is not None), len(rows)
    wrong = [status for status in stated if stated[status] != listed[status]] or list(stated)
    worked = [
        WorkedLine(
            "+" if index else "",
            Sentence(_L_STATED_STATUS, {"status": Sentence(STATUS_EN[status]), "stated": stated[status]}),
            whole(count),
            "wrong" if count != stated[status] else "",
        )
        for index, (status, count) in enumerate(listed.items())
    ]
    worked.append(WorkedLine("=", Sentence(_L_ROWS), whole(sum(listed.values())), "total"))
    params: dict[str, object] = {"where": _where(part), "typed": whole(said), "expected": whole(there)}
    yield Finding(
        "F2-02",
        Level.MUST_FIX,
        Sentence(TITLES["F2-02"]),
        Sentence(_STATUS_ROWS_DIFFER, params),
        tuple(f"p2.t4.{_key(part)}.{status}.n" for status in wrong),
        None,
        str(said),
        str(there),
        str(said - there),
        tuple(worked),
    )


def _statuses(part: StatedPart) -> Iterator[Finding]:
    """F2-02: the statuses stated against the number of projects stated; a status not stated counts 0."""
    counts = [(status, part.statuses[status].n) for status in Status if status in part.statuses]
    if part.projects is None or not counts or any(n is None for _, n in counts):
        return
    said = sum(n or 0 for _, n in counts)
    if said == part.projects:
        return
    worked = [
        WorkedLine("+" if index else "", Sentence(STATUS_EN[status]), whole(n or 0))
        for index, (status, n) in enumerate(counts)
    ]
    worked += [
        WorkedLine("=", Sentence(_L_STATUSES_SUM), whole(said), "wrong"),
        WorkedLine("", Sentence(_L_ALL_PROJECTS), whole(part.projects), "total"),
    ]
    params: dict[str, object] = {
        "where": _where(part),
        "typed": whole(said),
        "expected": whole(part.projects),
    }
    yield Finding(
        "F2-02",
        Level.MUST_FIX,
        Sentence(TITLES["F2-02"]),
        Sentence(_STATUSES_DIFFER, params),
        (f"p2.t4.{_key(part)}.all.n", *(f"p2.t4.{_key(part)}.{status}.n" for status, _ in counts)),
        None,
        str(said),
        str(part.projects),
        str(said - part.projects),
        tuple(worked),
    )


def _percents(part: StatedPart, total: StatedPart) -> Iterator[Finding]:
    """F2-04: a printed percent against n / base, half up; a hundredth off is information."""
    if not part.projects:
        return
    for status in Status:
        stated = part.statuses.get(status)
        if stated is None or stated.n is None or stated.percent is None:
            continue
        right = percent(stated.n, part.projects)
        if right is None or stated.percent == right:
            continue
        off = abs(stated.percent - right)
        near = off <= CENT
        cause = None
        if percent(stated.n, part.projects, rule="cut-2") == stated.percent:
            cause = "cut-not-rounded"
        elif near:
            cause = "rounding"
        elif total.projects and percent(stated.n, total.projects) == stated.percent:
            cause = f"other-base:{total.projects}"
        params: dict[str, object] = {
            "where": _where(part),
            "what": Sentence(STATUS_EN[status]),
            "n": whole(stated.n),
            "base": whole(part.projects),
            "expected": f"{right:.2f}",
            "typed": f"{stated.percent:.2f}",
        }
        yield Finding(
            "F2-04",
            Level.INFORMATION if near else Level.SHOULD_CHECK,
            Sentence(TITLES["F2-04"]),
            Sentence(_PERCENT_NEAR if near else _PERCENT_DIFFERS, params),
            (f"p2.t4.{_key(part)}.{status}.percent",),
            None,
            f"{stated.percent:.2f}",
            f"{right:.2f}",
            f"{stated.percent - right:.2f}",
            (
                WorkedLine("", Sentence(STATUS_EN[status]), whole(stated.n)),
                WorkedLine("", Sentence(_L_ALL_PROJECTS), whole(part.projects)),
                WorkedLine("", Sentence(_L_STATED), f"{stated.percent:.2f}", "wrong"),
                WorkedLine("=", f"{stated.n} ÷ {part.projects} × 100", f"{right:.2f}", "total"),
            ),
            cause,
        )


def _money_columns(part: StatedPart) -> Iterator[Finding]:
    """F2-05: รวม จำนวนเงิน = งบปกติ + เงินสะสม."""
    stated = part.money
    if stated is None or stated.regular is None or stated.reserve is None or stated.sum is None:
        return
    lines: list[tuple[Sentence | str, Decimal]] = [
        (Sentence(_L_REGULAR), stated.regular),
        (Sentence(_L_RESERVE), stated.reserve),
    ]
    cell = f"p2.t5.{_key(part)}.sum.amount"
    yield from _differs("F2-05", _MONEY_DIFFERS, part, _AMOUNT, "amount", stated.sum, lines, (cell,))


def _by_strategy(
    part: StatedPart, report: Stated, values: list[Decimal], rows: list[StatedRow]
) -> list[tuple[Sentence | str, Decimal]]:
    if part.number is not None:
        return [(Sentence(_L_ROWS), sum(values, ZERO))]
    sums: dict[int, Decimal] = {}
    for value, row in zip(values, rows, strict=True):
        sums[row.strategy] = sums.get(row.strategy, ZERO) + value
    return [(Sentence(_STRATEGY_N, {"number": number}), sums[number]) for number in sorted(sums)]


def _where_it_lies(part: StatedPart, report: Stated, what: str) -> str | None:
    """The one strategy whose own count is off by as much as the total's, if there is one."""
    if part.number is not None or part.projects is None:
        return None
    off = part.projects - len(report.rows)
    wrong = {}
    for each in report.strategies:
        if each.projects is None:
            return None
        listed = sum(row.strategy == each.number for row in report.rows)
        if each.projects != listed:
            wrong[each.number] = each.projects - listed
    return f"strategy:{next(iter(wrong))}" if len(wrong) == 1 and off in wrong.values() else None


def _differs(
    rule: str,
    message: str,
    part: StatedPart,
    what: str,
    unit: str,
    stated: Decimal,
    lines: Sequence[tuple[Sentence | str, Decimal]],
    cells: tuple[str, ...],
    cause: str | None = None,
) -> Iterator[Finding]:
    """Nothing if the lines add up to what is stated; else the finding with its worked sum."""
    right = sum((value for _, value in lines), ZERO)
    if right == stated:
        return
    show = whole if unit == "n" else baht
    plain = (lambda value: str(int(value))) if unit == "n" else money
    worked = [
        WorkedLine(
            "−" if value < 0 else "+" if index else "", label, show(abs(value) if unit != "n" else value)
        )
        for index, (label, value) in enumerate(lines)
    ]
    worked += [
        WorkedLine("=", Sentence(_L_SUM), show(right), "total"),
        WorkedLine("", Sentence(_L_STATED), show(stated), "wrong"),
        WorkedLine("", Sentence(_L_DIFFERENCE), show(stated - right)),
    ]
    params: dict[str, object] = {
        "where": _where(part),
        "what": Sentence(what),
        "typed": show(stated),
        "expected": show(right),
    }
    yield Finding(
        rule,
        Level.MUST_FIX,
        Sentence(TITLES[rule]),
        Sentence(message, params),
        cells,
        None,
        plain(stated),
        plain(right),
        plain(stated - right),
        tuple(worked),
        cause,
    )


def _key(part: StatedPart) -> str:
    return TOTAL if part.number is None else f"s{part.number}"


def _where(part: StatedPart) -> Sentence:
    return Sentence(_ALL) if part.number is None else Sentence(_STRATEGY_N, {"number": part.number})
