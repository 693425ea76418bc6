"""The rules that find the wrong cell and explain it with a worked sum.

Pure: rows and figures in, `Finding`s out; no model, no clock. The levels: *must fix* blocks `propose` and
`refer`, *should check* asks for a note, *information* asks for nothing. Money is baht.

`check_form2` is for a form that is being made: its computed cells cannot be wrong, so it looks at what was
typed (F2-02, F2-04, F2-06, F2-07, F2-08). `check_stated` is for a report made elsewhere, whose figures are
stated: F2-01 to F2-05, each against its own parts and against the rows that are listed.

Source of the rules: the list F2-xx of the field (one rule, one id).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from documents.arithmetic.form2 import (
    CENT,
    TOTAL,
    ZERO,
    Figures,
    Line,
    Row,
    Strategy,
    available,
    money,
    percent,
    to_date,
)
from organisations.sentences import Sentence, gettext_noop
from plans.vocabulary import STATUS_EN, Status

Operator = Literal["", "+", "−", "="]
Mark = Literal["", "wrong", "total", "likely"]

HUNDRED = Decimal("100.00")
LARGEST = Decimal(10) ** 13  # fifteen digits, two of them satang


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


CAUSES: dict[str, str] = {
    "typed-to-date": gettext_noop("The figure to date may have been typed as the amount of the period."),
    "swapped-digits": gettext_noop("Two digits may have changed places."),
    "extra-digit": gettext_noop("The amount may have one digit too many."),
    "cut-not-rounded": gettext_noop("The percent was cut off instead of rounded."),
    "other-base": gettext_noop("The percent was taken of another base: %(which)s."),
    "rounding": gettext_noop("It comes from rounding."),
    "strategy": gettext_noop("The difference lies in strategy %(which)s."),
}

_TITLES = {
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

_NO_STATUS_TITLE = gettext_noop("No status yet")
_NO_STATUS_ONE = gettext_noop(
    "Strategy %(strategy)s: row %(rows)s has no status yet. Please choose its status."
)
_NO_STATUS = gettext_noop(
    "Strategy %(strategy)s: %(count)s projects have no status yet (rows %(rows)s). "
    "Please choose their status."
)
_NEGATIVE = gettext_noop("Row %(row)s “%(field)s” is %(value)s baht, below 0. Please enter 0 or more.")
_TOO_FINE = gettext_noop(
    "Row %(row)s “%(field)s” is %(value)s, with more than two decimals. Please enter baht and satang."
)
_TOO_LONG = gettext_noop(
    "Row %(row)s “%(field)s” is %(value)s, more than 15 digits. Please check the amount."
)
_REFUND_SAYS = gettext_noop(
    "Row %(row)s has a refund of %(value)s baht in this period. Please check it, and note the reason."
)
_OVERSPENT = gettext_noop(
    "Row %(row)s: spent to date is %(difference)s baht above the budget. "
    "Please check the spending, or record a budget transfer."
)
_DONE_UNSPENT = gettext_noop(
    "Row %(row)s is done, but nothing was spent. Please check the spending or the status."
)
_STARTED = gettext_noop(
    "Row %(row)s has not started, but %(value)s baht were spent. Please check the spending or the status."
)
_DONE_LITTLE = gettext_noop(
    "Row %(row)s is done, but %(percent)s%% of the budget was spent. Please check the spending or the status."
)
_PERCENTS_SAY = gettext_noop("Strategy %(strategy)s: the percents add up to %(sum)s. It comes from rounding.")
_PERCENTS_SAY_ALL = gettext_noop("All strategies: the percents add up to %(sum)s. It comes from rounding.")

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
_L_TRANSFER = gettext_noop("Transfers")
_L_AVAILABLE = gettext_noop("Budget after transfers")
_L_OPENING = gettext_noop("Brought forward")
_L_EARLIER = gettext_noop("Earlier periods")
_L_THIS = gettext_noop("This period")
_L_TO_DATE = gettext_noop("Spent to date")
_L_OVER = gettext_noop("Above the budget")
_L_LIKELY = gettext_noop("Likely meant for this period")
_L_STATED = gettext_noop("Stated")
_L_SUM = gettext_noop("Sum")
_L_DIFFERENCE = gettext_noop("Difference")
_L_ROWS = gettext_noop("Rows listed")
_L_YEAR = gettext_noop("Year %(year)s")
_L_STATED_STATUS = gettext_noop("%(status)s: stated %(stated)s, listed")
_L_REGULAR = gettext_noop("Regular budget")
_L_RESERVE = gettext_noop("Accumulated reserve")

_FIELDS = {
    "budget": gettext_noop("Budget"),
    "transfer": _L_TRANSFER,
    "opening": _L_OPENING,
    "earlier": _L_EARLIER,
    "amount": _L_THIS,
    "to_date": _L_TO_DATE,
}


# A form that is being made


def check_form2(
    strategies: Sequence[Strategy],
    rows: Sequence[Row],
    figures: Figures,
    *,
    reasons: Mapping[str, str] | None = None,
    sections: Collection[str] | None = None,
) -> list[Finding]:
    """Check a Form 2: must-fix first, then in the order of rules and rows.

    `figures` are those of `compute` for these rows. `reasons` maps a finding's key
    (`F2-07:p2.line.<line>.amount`) to the note that was written for it; an overspent line with a
    note is should-check (F2-07). `sections` (p1 p2a p2b p3 p4) keeps the findings of those sections only.
    """
    given = reasons or {}
    found: list[Finding] = []
    for strategy in strategies:
        found += _without_status(strategy, [row for row in rows if row.strategy == strategy.key], figures)
    broken: set[str] = set()
    for row in rows:
        of_row = [finding for line in row.lines for finding in _impossible(row, line)]
        broken |= {finding.cells[0].split(".")[2] for finding in of_row if finding.level is Level.MUST_FIX}
        found += of_row
        sound = [line for line in row.lines if line.key not in broken]
        found += [finding for line in sound for finding in _overspent(row, line, given)]
        if len(sound) == len(row.lines):
            found += _status_against_money(row)
    found += _sums_of_percents(strategies, rows, figures)
    noted = [_with_note(finding, given) for finding in found]
    if sections is not None:
        noted = [finding for finding in noted if section_of(finding.cells[0]) in sections]
    return _in_order(noted)


def section_of(cell: str) -> str:
    """The section of Form 2 in which a cell stands: p2a the projects and their states, p2b the money."""
    part, _, rest = cell.partition(".")
    if part != "p2":
        return part
    return "p2a" if rest.startswith(("t3.", "t4.", "row.")) else "p2b"


def _without_status(strategy: Strategy, rows: list[Row], figures: Figures) -> Iterator[Finding]:
    missing = [row for row in rows if row.status is None]
    if not missing:
        return
    counts = [(status, int(figures.cells[f"p2.t4.{strategy.key}.{status}.n"])) for status in Status]
    with_status, everyone = sum(count for _, count in counts), len(rows)
    names = ", ".join(str(row.number) for row in missing)
    params: dict[str, object] = {"strategy": strategy.number, "rows": names, "count": len(missing)}
    worked = [
        WorkedLine("+" if index else "", Sentence(STATUS_EN[status]), _count(count))
        for index, (status, count) in enumerate(counts)
    ]
    worked += [
        WorkedLine("=", Sentence(_L_STATUSES_SUM), _count(with_status), "wrong"),
        WorkedLine("", Sentence(_L_ALL_PROJECTS), _count(everyone), "total"),
    ]
    yield Finding(
        "F2-02",
        Level.MUST_FIX,
        Sentence(_NO_STATUS_TITLE),
        Sentence(_NO_STATUS_ONE if len(missing) == 1 else _NO_STATUS, params),
        (*(f"p2.row.{row.key}.status" for row in missing), f"p2.t4.{strategy.key}.all.n"),
        missing[0].number,
        str(with_status),
        str(everyone),
        str(with_status - everyone),
        tuple(worked),
    )


def _impossible(row: Row, line: Line) -> Iterator[Finding]:
    """F2-06: at most one finding a cell."""
    refund = line.amount is not None and line.amount < 0 and to_date(line) >= 0
    for name in ("budget", "transfer", "opening", "earlier", "amount", "to_date"):
        value: Decimal | None = to_date(line) if name == "to_date" else getattr(line, name)
        if value is None:
            continue
        params: dict[str, object] = {
            "row": row.number,
            "field": Sentence(_FIELDS[name]),
            "value": f"{value:,f}",
        }
        if abs(value) >= LARGEST:
            message = _TOO_LONG
        elif name != "to_date" and value != value.quantize(CENT):
            message = _TOO_FINE
        elif value < 0 and (name in ("budget", "opening") or (name == "to_date" and line.opening >= 0)):
            message = _NEGATIVE
        else:
            continue
        cell = f"p2.line.{line.key}.{name}"
        cells = (f"p2.line.{line.key}.amount", cell) if name == "to_date" else (cell,)
        typed = f"{value:f}"
        yield Finding(
            "F2-06",
            Level.MUST_FIX,
            Sentence(_TITLES["F2-06"]),
            Sentence(message, params),
            cells,
            row.number,
            typed,
        )
        if message is not _NEGATIVE:
            return
    if refund and line.amount is not None:
        yield Finding(
            "F2-06",
            Level.SHOULD_CHECK,
            Sentence(_REFUND),
            Sentence(_REFUND_SAYS, {"row": row.number, "value": _baht(-line.amount)}),
            (f"p2.line.{line.key}.amount",),
            row.number,
            money(line.amount),
        )


def _overspent(row: Row, line: Line, reasons: Mapping[str, str]) -> Iterator[Finding]:
    spent, budget = to_date(line), available(line)
    over = spent - budget
    if over <= 0:
        return
    cell = f"p2.line.{line.key}"
    noted = reasons.get(f"F2-07:{cell}.amount", "").strip()
    cause, likely = _cause_of_overspending(line)
    worked = [
        WorkedLine("", Sentence(_FIELDS["budget"]), _baht(line.budget)),
        WorkedLine("+" if line.transfer >= 0 else "−", Sentence(_L_TRANSFER), _baht(abs(line.transfer))),
        WorkedLine("=", Sentence(_L_AVAILABLE), _baht(budget), "total"),
    ]
    parts = [(_L_OPENING, line.opening), (_L_EARLIER, line.earlier)]
    parts = [part for part in parts if part[1]] + [(_L_THIS, line.amount or ZERO)]
    for index, (label, value) in enumerate(parts):
        sign: Operator = "−" if value < 0 else "+" if index else ""
        mark: Mark = "wrong" if label == _L_THIS and likely is not None else ""
        worked.append(WorkedLine(sign, Sentence(label), _baht(abs(value)), mark))
    if likely is not None:
        worked.append(WorkedLine("", Sentence(_L_LIKELY), _baht(likely), "likely"))
    worked += [
        WorkedLine("=", Sentence(_L_TO_DATE), _baht(spent), "wrong"),
        WorkedLine("", Sentence(_L_OVER), _baht(over)),
    ]
    yield Finding(
        "F2-07",
        Level.SHOULD_CHECK if noted else Level.MUST_FIX,
        Sentence(_TITLES["F2-07"]),
        Sentence(_OVERSPENT, {"row": row.number, "difference": _baht(over)}),
        (f"{cell}.amount", f"{cell}.to_date", f"{cell}.available"),
        row.number,
        money(spent),
        money(budget),
        money(over),
        tuple(worked),
        cause,
        noted,
    )


def _cause_of_overspending(line: Line) -> tuple[str | None, Decimal | None]:
    """The one likely slip that would bring the line within its budget, and the amount then meant."""
    amount, before, budget = line.amount, line.opening + line.earlier, available(line)
    if amount is None or amount <= 0:
        return None, None
    if before > 0 and before < amount <= budget:
        return "typed-to-date", amount - before
    digits = money(amount).partition(".")[0]
    satang = amount - Decimal(digits)
    swapped = set()
    for at in range(len(digits) - 1):
        if digits[at] != digits[at + 1] and digits[at + 1] != "0":
            other = Decimal(digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]) + satang
            if before + other <= budget:
                swapped.add(other)
    if len(swapped) == 1:
        return "swapped-digits", swapped.pop()
    if amount == amount.to_integral() and amount % 10 == 0 and before + amount / 10 == budget:
        return "extra-digit", (amount / 10).quantize(CENT)
    return None, None


def _status_against_money(row: Row) -> Iterator[Finding]:
    spent = sum((to_date(line) for line in row.lines), ZERO)
    budget = sum((available(line) for line in row.lines), ZERO)
    params: dict[str, object] = {"row": row.number, "value": _baht(spent)}
    if row.status == Status.NOT_STARTED and spent > 0:
        message = _STARTED
    elif row.status == Status.DONE and budget > 0 and spent == 0:
        message = _DONE_UNSPENT
    elif row.status == Status.DONE and budget > 0 and 0 < spent * 2 < budget:
        message, params["percent"] = _DONE_LITTLE, f"{percent(spent, budget):.2f}"
    else:
        return
    cells = (f"p2.row.{row.key}.status", *(f"p2.line.{line.key}.to_date" for line in row.lines))
    worked = (
        WorkedLine("", Sentence(_L_AVAILABLE), _baht(budget)),
        WorkedLine("", Sentence(_L_TO_DATE), _baht(spent), "wrong"),
    )
    yield Finding(
        "F2-08",
        Level.SHOULD_CHECK,
        Sentence(_TITLES["F2-08"]),
        Sentence(message, params),
        cells,
        row.number,
        money(spent),
        worked=worked,
    )


def _sums_of_percents(
    strategies: Sequence[Strategy], rows: Sequence[Row], figures: Figures
) -> Iterator[Finding]:
    """F2-04, information: four rounded percents that add up to 99.99. Only where every row has its status."""
    for key, number in (*((each.key, each.number) for each in strategies), (TOTAL, None)):
        members = [row for row in rows if key in (TOTAL, row.strategy)]
        if not members or any(row.status is None for row in members):
            continue
        cells = [f"p2.t4.{key}.{status}.percent" for status in Status]
        shown = [Decimal(figures.cells[cell]) for cell in cells]
        total = sum(shown, ZERO)
        if total == HUNDRED:
            continue
        worked = [
            WorkedLine("+" if index else "", Sentence(STATUS_EN[status]), f"{value:.2f}")
            for index, (status, value) in enumerate(zip(Status, shown, strict=True))
        ]
        worked.append(WorkedLine("=", Sentence(_L_SUM), f"{total:.2f}", "total"))
        message = _PERCENTS_SAY_ALL if number is None else _PERCENTS_SAY
        yield Finding(
            "F2-04",
            Level.INFORMATION,
            Sentence(_SUM_OF_PERCENTS, {"sum": f"{total:.2f}"}),
            Sentence(message, {"strategy": number, "sum": f"{total:.2f}"}),
            tuple(cells),
            None,
            f"{total:.2f}",
            "100.00",
            f"{total - HUNDRED:.2f}",
            tuple(worked),
            "rounding",
        )


# A report made elsewhere


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
    return _in_order(found)


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
            _count(count),
            "wrong" if count != stated[status] else "",
        )
        for index, (status, count) in enumerate(listed.items())
    ]
    worked.append(WorkedLine("=", Sentence(_L_ROWS), _count(sum(listed.values())), "total"))
    params: dict[str, object] = {"where": _where(part), "typed": _count(said), "expected": _count(there)}
    yield Finding(
        "F2-02",
        Level.MUST_FIX,
        Sentence(_TITLES["F2-02"]),
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
        WorkedLine("+" if index else "", Sentence(STATUS_EN[status]), _count(n or 0))
        for index, (status, n) in enumerate(counts)
    ]
    worked += [
        WorkedLine("=", Sentence(_L_STATUSES_SUM), _count(said), "wrong"),
        WorkedLine("", Sentence(_L_ALL_PROJECTS), _count(part.projects), "total"),
    ]
    params: dict[str, object] = {
        "where": _where(part),
        "typed": _count(said),
        "expected": _count(part.projects),
    }
    yield Finding(
        "F2-02",
        Level.MUST_FIX,
        Sentence(_TITLES["F2-02"]),
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
            "n": _count(stated.n),
            "base": _count(part.projects),
            "expected": f"{right:.2f}",
            "typed": f"{stated.percent:.2f}",
        }
        yield Finding(
            "F2-04",
            Level.INFORMATION if near else Level.SHOULD_CHECK,
            Sentence(_TITLES["F2-04"]),
            Sentence(_PERCENT_NEAR if near else _PERCENT_DIFFERS, params),
            (f"p2.t4.{_key(part)}.{status}.percent",),
            None,
            f"{stated.percent:.2f}",
            f"{right:.2f}",
            f"{stated.percent - right:.2f}",
            (
                WorkedLine("", Sentence(STATUS_EN[status]), _count(stated.n)),
                WorkedLine("", Sentence(_L_ALL_PROJECTS), _count(part.projects)),
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
    show = _count if unit == "n" else _baht
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
        Sentence(_TITLES[rule]),
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


def _with_note(finding: Finding, reasons: Mapping[str, str]) -> Finding:
    note = reasons.get(finding.key, "").strip()
    if not note or finding.note or finding.level is not Level.SHOULD_CHECK:
        return finding
    values = {name: getattr(finding, name) for name in Finding.__slots__ if name != "note"}
    return Finding(**values, note=note)


def _in_order(found: Iterable[Finding]) -> list[Finding]:
    return sorted(found, key=lambda each: (list(Level).index(each.level), each.rule, each.row or 0))


def _baht(value: Decimal) -> str:
    text = money(value)
    return f"{Decimal(text):,.2f}"


def _count(value: Decimal | int) -> str:
    return f"{int(value):,}"
