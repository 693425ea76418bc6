"""The rules for a Form 2 that is being made. Pure: rows and figures in, findings out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal

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
from documents.findings.causes import cause_of_overspending
from documents.findings.finding import (
    TITLES,
    Finding,
    Level,
    Mark,
    Operator,
    WorkedLine,
    baht,
    in_order,
    section_of,
    whole,
    with_note,
)
from organisations.sentences import Sentence, gettext_noop
from plans.vocabulary import STATUS_EN, Status

HUNDRED = Decimal("100.00")
LARGEST = Decimal(10) ** 13  # fifteen digits, two of them satang

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
_L_SUM = gettext_noop("Sum")

_FIELDS = {
    "budget": gettext_noop("Budget"),
    "transfer": _L_TRANSFER,
    "opening": _L_OPENING,
    "earlier": _L_EARLIER,
    "amount": _L_THIS,
    "to_date": _L_TO_DATE,
}


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
    noted = [with_note(finding, given) for finding in found]
    if sections is not None:
        noted = [finding for finding in noted if section_of(finding.cells[0]) in sections]
    return in_order(noted)


def _without_status(strategy: Strategy, rows: list[Row], figures: Figures) -> Iterator[Finding]:
    missing = [row for row in rows if row.status is None]
    if not missing:
        return
    counts = [(status, int(figures.cells[f"p2.t4.{strategy.key}.{status}.n"])) for status in Status]
    with_status, everyone = sum(count for _, count in counts), len(rows)
    names = ", ".join(str(row.number) for row in missing)
    params: dict[str, object] = {"strategy": strategy.number, "rows": names, "count": len(missing)}
    worked = [
        WorkedLine("+" if index else "", Sentence(STATUS_EN[status]), whole(count))
        for index, (status, count) in enumerate(counts)
    ]
    worked += [
        WorkedLine("=", Sentence(_L_STATUSES_SUM), whole(with_status), "wrong"),
        WorkedLine("", Sentence(_L_ALL_PROJECTS), whole(everyone), "total"),
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
            Sentence(TITLES["F2-06"]),
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
            Sentence(_REFUND_SAYS, {"row": row.number, "value": baht(-line.amount)}),
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
    cause, likely = cause_of_overspending(line)
    worked = [
        WorkedLine("", Sentence(_FIELDS["budget"]), baht(line.budget)),
        WorkedLine("+" if line.transfer >= 0 else "−", Sentence(_L_TRANSFER), baht(abs(line.transfer))),
        WorkedLine("=", Sentence(_L_AVAILABLE), baht(budget), "total"),
    ]
    parts = [(_L_OPENING, line.opening), (_L_EARLIER, line.earlier)]
    parts = [part for part in parts if part[1]] + [(_L_THIS, line.amount or ZERO)]
    for index, (label, value) in enumerate(parts):
        sign: Operator = "−" if value < 0 else "+" if index else ""
        mark: Mark = "wrong" if label == _L_THIS and likely is not None else ""
        worked.append(WorkedLine(sign, Sentence(label), baht(abs(value)), mark))
    if likely is not None:
        worked.append(WorkedLine("", Sentence(_L_LIKELY), baht(likely), "likely"))
    worked += [
        WorkedLine("=", Sentence(_L_TO_DATE), baht(spent), "wrong"),
        WorkedLine("", Sentence(_L_OVER), baht(over)),
    ]
    yield Finding(
        "F2-07",
        Level.SHOULD_CHECK if noted else Level.MUST_FIX,
        Sentence(TITLES["F2-07"]),
        Sentence(_OVERSPENT, {"row": row.number, "difference": baht(over)}),
        (f"{cell}.amount", f"{cell}.to_date", f"{cell}.available"),
        row.number,
        money(spent),
        money(budget),
        money(over),
        tuple(worked),
        cause,
        noted,
    )


def _status_against_money(row: Row) -> Iterator[Finding]:
    spent = sum((to_date(line) for line in row.lines), ZERO)
    budget = sum((available(line) for line in row.lines), ZERO)
    params: dict[str, object] = {"row": row.number, "value": baht(spent)}
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
        WorkedLine("", Sentence(_L_AVAILABLE), baht(budget)),
        WorkedLine("", Sentence(_L_TO_DATE), baht(spent), "wrong"),
    )
    yield Finding(
        "F2-08",
        Level.SHOULD_CHECK,
        Sentence(TITLES["F2-08"]),
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
