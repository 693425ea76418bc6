"""The rules about one project: its status beside its money, its past, its plan change (F2-08, 09, 15–17).

Pure. Money is baht.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from documents.arithmetic.form2 import ZERO, Row, available, money, percent, to_date
from documents.findings import catalogue, ledger
from documents.findings.around import Change, LastRow, Surroundings
from documents.findings.finding import Finding, Level, WorkedLine, baht
from organisations.sentences import Sentence, gettext_noop
from plans.vocabulary import STATUS_EN, Status

_DONE_UNSPENT = gettext_noop(
    "Row %(row)s is done, but nothing was spent. Please check the spending or the status."
)
_STARTED = gettext_noop(
    "Row %(row)s has not started, but %(value)s baht were spent. Please check the spending or the status."
)
_DONE_LITTLE = gettext_noop(
    "Row %(row)s is done, but %(percent)s%% of the budget was spent. Please check the spending or the status."
)
_CANCELLED_SPENT = gettext_noop(
    "Row %(row)s is cancelled, but %(value)s baht were spent. "
    "Please check the amount, or write the reason why money was spent before."
)
_NO_LONGER_DONE = gettext_noop(
    "Row %(row)s was done in the last period, and now is “%(status)s”. Please check the status."
)
_FALLEN = gettext_noop(
    "Row %(row)s: spent to date is %(typed)s baht, but %(expected)s in the last period. "
    "Please check the amounts."
)
_MISSING = gettext_noop(
    "Row %(row)s of the last period, “%(name)s”, is not in this list. "
    "Please check the list, or write the reason."
)
_ADDED_ALONE = gettext_noop(
    "Row %(row)s is an added project, but its plan change is not recorded. Please record authority and day."
)
_CANCELLED_ALONE = gettext_noop(
    "Row %(row)s is cancelled, but its plan change is not recorded. Please record authority and day."
)
_NO_AUTHORITY = gettext_noop(
    "Row %(row)s: its plan change has no authority. Please write the resolution or the order."
)
_NO_STATUS = gettext_noop("No status yet")
_LAST = gettext_noop("Last period")
_DIFFERENCE = gettext_noop("Difference")


def status_against_money(row: Row) -> Iterator[Finding]:
    """F2-08."""
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
    worked = (
        WorkedLine("", Sentence(ledger.AVAILABLE), baht(budget)),
        WorkedLine("−", Sentence(ledger.TO_DATE), baht(spent), "wrong"),
        WorkedLine("=", Sentence(ledger.REMAINING), baht(budget - spent), "total"),
    )
    yield _of_row("F2-08", row, Sentence(message, params), worked, typed=money(spent))


def cancelled_and_spent(row: Row, reasons: Mapping[str, str]) -> Iterator[Finding]:
    """F2-15: must fix; with a note that names the reason, should check."""
    spent = sum((to_date(line) for line in row.lines), ZERO)
    if row.status != Status.CANCELLED or spent <= 0:
        return
    note = reasons.get(f"F2-15:p2.row.{row.key}.status", "").strip()
    params: dict[str, object] = {"row": row.number, "value": baht(spent)}
    worked: list[WorkedLine] = []
    for label, value in (
        (ledger.OPENING, sum((line.opening for line in row.lines), ZERO)),
        (ledger.EARLIER, sum((line.earlier for line in row.lines), ZERO)),
        (ledger.THIS, sum((line.amount or ZERO for line in row.lines), ZERO)),
    ):
        if value or label == ledger.THIS:
            worked.append(WorkedLine("+" if worked else "", Sentence(label), baht(value)))
    worked.append(WorkedLine("=", Sentence(ledger.TO_DATE), baht(spent), "total"))
    yield Finding(
        "F2-15",
        Level.SHOULD_CHECK if note else Level.MUST_FIX,
        catalogue.title("F2-15"),
        Sentence(_CANCELLED_SPENT, params),
        _cells(row),
        row.number,
        money(spent),
        money(ZERO),
        money(spent),
        tuple(worked),
        note=note,
    )


def against_last(rows: Sequence[Row], around: Surroundings) -> Iterator[Finding]:
    """F2-09 and F2-16: what was done stays done, to date never falls, no project is lost."""
    now = {row.key: row for row in rows}
    for last in around.last_rows:
        row = now.get(last.key)
        if row is None:
            yield Finding(
                "F2-16",
                Level.SHOULD_CHECK,
                catalogue.title("F2-16"),
                Sentence(_MISSING, {"row": last.number, "name": last.name}),
                (f"p2.row.{last.key}.status",),
                last.number,
            )
            continue
        if last.status == Status.DONE and row.status not in (Status.DONE, None):
            word = Sentence(STATUS_EN[Status(row.status)]) if row.status else Sentence(_NO_STATUS)
            params: dict[str, object] = {"row": row.number, "status": word}
            yield _of_row("F2-09", row, Sentence(_NO_LONGER_DONE, params), ())
        yield from _fallen(row, last)


def _fallen(row: Row, last: LastRow) -> Iterator[Finding]:
    """A fall that the period's own refund explains is that refund's (F2-06), not said twice."""
    spent = sum((to_date(line) for line in row.lines), ZERO)
    refund = sum((min(line.amount or ZERO, ZERO) for line in row.lines), ZERO)
    if spent - refund >= last.to_date:
        return
    params: dict[str, object] = {
        "row": row.number,
        "typed": baht(spent),
        "expected": baht(last.to_date),
    }
    worked = (
        WorkedLine("", Sentence(ledger.TO_DATE), baht(spent), "wrong"),
        WorkedLine("−", Sentence(_LAST), baht(last.to_date)),
        WorkedLine("=", Sentence(_DIFFERENCE), baht(spent - last.to_date), "total"),
    )
    cells = tuple(f"p2.line.{line.key}.to_date" for line in row.lines)
    yield Finding(
        "F2-09",
        Level.SHOULD_CHECK,
        catalogue.title("F2-09"),
        Sentence(_FALLEN, params),
        cells or (f"p2.row.{row.key}.status",),
        row.number,
        money(spent),
        money(last.to_date),
        money(spent - last.to_date),
        worked,
    )


def changes(rows: Sequence[Row], decided: Sequence[Change]) -> Iterator[Finding]:
    """F2-17: an added and a cancelled project each have a plan change with its authority."""
    for row in rows:
        for kind, alone in (("add", _ADDED_ALONE), ("cancel", _CANCELLED_ALONE)):
            if not (row.added if kind == "add" else row.status == Status.CANCELLED):
                continue
            mine = [each for each in decided if each.kind == kind and each.row == row.key]
            if mine and any(each.authority.strip() for each in mine):
                continue
            message = _NO_AUTHORITY if mine else alone
            cell = f"p2.row.{row.key}.{'added' if kind == 'add' else 'status'}"
            yield Finding(
                "F2-17",
                Level.SHOULD_CHECK,
                catalogue.title("F2-17"),
                Sentence(message, {"row": row.number}),
                (cell,),
                row.number,
            )


def _cells(row: Row) -> tuple[str, ...]:
    return (f"p2.row.{row.key}.status", *(f"p2.line.{line.key}.to_date" for line in row.lines))


def _of_row(
    rule: str, row: Row, sentence: Sentence, worked: tuple[WorkedLine, ...], typed: str | None = None
) -> Finding:
    return Finding(
        rule,
        Level.SHOULD_CHECK,
        catalogue.title(rule),
        sentence,
        _cells(row),
        row.number,
        typed,
        worked=worked,
    )
