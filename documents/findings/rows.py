"""The rules about the rows of a stated report: those of a form's lines, on the figures that are printed.

Pure. A row without budget or spending is asked only for its status. Money is baht.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from documents.arithmetic.form2 import ZERO, Line, Row, money
from documents.findings import catalogue, ledger, lines, lists, projects, sums
from documents.findings.around import LastRow, Place, Surroundings
from documents.findings.finding import Finding, Level, WorkedLine, baht
from documents.findings.relations import culprits
from documents.findings.report import Stated, StatedGrant, StatedRow
from organisations.sentences import Sentence, gettext_noop
from plans.vocabulary import Fund, Status

RESULTS = (Status.DONE, Status.IN_PROGRESS, Status.NOT_STARTED)

_NO_STATUS = gettext_noop(
    "%(count)s projects of the list have no status (rows %(rows)s). Please add their status."
)
_TO_DATE_DIFFERS = gettext_noop(
    "Row %(row)s: the last period and this one add up to %(expected)s baht, "
    "but %(typed)s to date is stated. Please check the figures."
)
_NO_RESULT = gettext_noop("Subsidised project “%(name)s” has no result. Please tick one of the three.")
_MANY_RESULTS = gettext_noop("Subsidised project “%(name)s” has %(count)s results. Please tick only one.")
_ABOVE_RECEIVED = gettext_noop(
    "Subsidised project “%(name)s”: %(typed)s baht were spent, but %(expected)s received. "
    "Please check both amounts."
)
_OTHER_COUNT = gettext_noop(
    "Table 6 has %(typed)s projects, but %(expected)s rows are paid out of earmarked subsidies. "
    "Please check the table or the funds of the rows."
)
_LAST = gettext_noop("Last period")
_THIS = gettext_noop("This period")
_SUM = gettext_noop("Sum")
_STATED = gettext_noop("Stated")


def keys_of(report: Stated) -> list[str]:
    """The address part of each row: r7, and r7-2 where the list has the number 7 again."""
    seen: dict[int, int] = {}
    keys = []
    for row in report.rows:
        seen[row.number] = seen.get(row.number, 0) + 1
        keys.append(f"r{row.number}" + (f"-{seen[row.number]}" if seen[row.number] > 1 else ""))
    return keys


def findings_of(report: Stated) -> Iterator[Finding]:
    """What the rows say of themselves and of each other."""
    made = [(_as_row(key, row), row) for key, row in zip(keys_of(report), report.rows, strict=True)]
    places: list[Place] = []
    above: tuple[int, Decimal] | None = None
    for row, _ in made:
        for line in row.lines:
            wrong = list(lines.impossible(row, line))
            yield from wrong
            if not any(each.level is Level.MUST_FIX for each in wrong):
                places.append(Place(row, line, above, (), None, stated=True))
            above = (row.number, line.amount or ZERO)
    sound = {place.row.key for place in places}
    for place in places:
        yield from lines.amount(place, {})
    for row, _ in made:
        if row.key in sound:
            yield from projects.status_against_money(row)
            yield from projects.cancelled_and_spent(row, {})
    yield from lists.same_amounts(places)
    last = tuple(
        LastRow(row.key, row.number, row.name, stated.last_status, stated.before or ZERO)
        for row, stated in made
        if row.lines and (stated.before is not None or stated.last_status)
    )
    yield from projects.against_last([row for row, _ in made], Surroundings(last_rows=last))


def _as_row(key: str, row: StatedRow) -> Row:
    """A printed row as a form's row of one line; what is not printed is left out."""
    if row.budget is None or row.disbursed is None:
        return Row(key, row.number, f"s{row.strategy}", row.name, row.status, False, ())
    before = row.before or ZERO
    fund = row.fund or Fund.ORDINANCE_BUDGET
    line = Line(key, fund, 0, row.budget, ZERO, ZERO, before, row.disbursed - before)
    return Row(key, row.number, f"s{row.strategy}", row.name, row.status, False, (line,))


def to_dates(report: Stated) -> tuple[list[Finding], Stated]:
    """F2-09: the last period + this one = to date; and the report with the right figures to date.

    Which of the two figures is wrong is decided by the report's own sums, in doubt the one to date.
    """
    found: list[Finding] = []
    for at, (key, row) in enumerate(zip(keys_of(report), report.rows, strict=True)):
        if row.before is None or row.amount is None or row.disbursed is None:
            continue
        right = row.before + row.amount
        if right == row.disbursed:
            continue
        rows = (*report.rows[:at], replace(row, disbursed=right), *report.rows[at + 1 :])
        mended = replace(report, rows=rows)
        if len(culprits(sums.relations(mended))) > len(culprits(sums.relations(report))):
            found.append(_to_date(row, f"p2.line.{key}.amount", row.amount, row.disbursed - row.before))
        else:
            found.append(_to_date(row, f"p2.line.{key}.to_date", row.disbursed, right))
            report = mended
    return found, report


def _to_date(row: StatedRow, cell: str, typed: Decimal, expected: Decimal) -> Finding:
    before, amount, stated = row.before or ZERO, row.amount or ZERO, row.disbursed or ZERO
    on_amount = cell.endswith(".amount")
    params: dict[str, object] = {
        "row": row.number,
        "typed": baht(stated),
        "expected": baht(before + amount),
    }
    return Finding(
        "F2-09",
        Level.SHOULD_CHECK,
        catalogue.title("F2-09"),
        Sentence(_TO_DATE_DIFFERS, params),
        (cell,),
        row.number,
        money(typed),
        money(expected),
        money(typed - expected),
        (
            WorkedLine("", Sentence(_LAST), baht(before)),
            WorkedLine("+", Sentence(_THIS), baht(amount), "wrong" if on_amount else ""),
            WorkedLine("=", Sentence(_SUM), baht(before + amount), "total"),
            WorkedLine("", Sentence(_STATED), baht(stated), "" if on_amount else "wrong"),
        ),
        likely=money(expected),
        mend=cell,
    )


def without_status(report: Stated) -> Iterator[Finding]:
    """F2-02: rows without a status in a list whose other rows have one."""
    missing = [row.number for row in report.rows if row.status is None]
    if not missing or len(missing) == len(report.rows):
        return
    keys = [key for key, row in zip(keys_of(report), report.rows, strict=True) if row.status is None]
    params: dict[str, object] = {"count": len(missing), "rows": ", ".join(map(str, missing))}
    yield Finding(
        "F2-02",
        Level.MUST_FIX,
        catalogue.title("F2-02"),
        Sentence(_NO_STATUS, params),
        tuple(f"p2.row.{key}.status" for key in keys),
        missing[0],
    )


def grants(report: Stated) -> Iterator[Finding]:
    """F2-10: table 6 as printed."""
    if report.grants is None:
        return
    for at, grant in enumerate(report.grants, start=1):
        yield from _grant(f"p3.t6.g{at}", grant)
    funds = [row.fund for row in report.rows]
    listed = sum(fund == Fund.EARMARKED_GRANT for fund in funds)
    if report.rows and all(funds) and listed != len(report.grants):
        stated = len(report.grants)
        yield Finding(
            "F2-10",
            Level.MUST_FIX,
            catalogue.title("F2-10"),
            Sentence(_OTHER_COUNT, {"typed": stated, "expected": listed}),
            ("p3.t6.total.n",),
            None,
            str(stated),
            str(listed),
            str(stated - listed),
        )


def _grant(cell: str, grant: StatedGrant) -> Iterator[Finding]:
    received, spent, name = grant.received, grant.spent, grant.name
    if len(grant.results) != 1:
        message = _MANY_RESULTS if grant.results else _NO_RESULT
        params: dict[str, object] = {"name": name, "count": len(grant.results)}
        yield Finding(
            "F2-10",
            Level.MUST_FIX,
            catalogue.title("F2-10"),
            Sentence(message, params),
            tuple(f"{cell}.{result}" for result in grant.results or RESULTS),
            None,
            str(len(grant.results)),
            "1",
            str(len(grant.results) - 1),
        )
    if received is not None and spent is not None and spent > received:
        params = {"name": name, "typed": baht(spent), "expected": baht(received)}
        yield Finding(
            "F2-10",
            Level.MUST_FIX,
            catalogue.title("F2-10"),
            Sentence(_ABOVE_RECEIVED, params),
            (f"{cell}.spent", f"{cell}.received"),
            None,
            money(spent),
            money(received),
            money(spent - received),
            (
                WorkedLine("", Sentence(ledger.AVAILABLE), baht(received)),
                WorkedLine("−", Sentence(ledger.TO_DATE), baht(spent), "wrong"),
                WorkedLine("=", Sentence(ledger.REMAINING), baht(received - spent), "total"),
            ),
        )
