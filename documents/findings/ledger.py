"""The worked sum of a line, as a page of the ledger: what stands there, what is likely, what finance says.

Pure. Money is baht.
"""

from __future__ import annotations

from decimal import Decimal

from documents.arithmetic.form2 import ZERO, available, money
from documents.findings import catalogue
from documents.findings.around import Place
from documents.findings.causes import Guess
from documents.findings.finding import Finding, Level, WorkedLine, baht
from organisations.sentences import Sentence, gettext_noop

BUDGET = gettext_noop("Budget")
TRANSFER = gettext_noop("Transfers")
OPENING = gettext_noop("Brought forward")
EARLIER = gettext_noop("Earlier periods")
THIS = gettext_noop("This period")
REMAINING = gettext_noop("Remaining")
TO_DATE = gettext_noop("Spent to date")
AVAILABLE = gettext_noop("Budget after transfers")


def cell_of(place: Place) -> str:
    """The cell into which the line's amount is typed."""
    return f"p2.line.{place.line.key}.amount"


def label_of(place: Place) -> str:
    """What the amount of the line is called."""
    return TO_DATE if place.stated and not place.before else THIS


def worked(place: Place, likely: Decimal | None, *, wrong: bool = True) -> tuple[WorkedLine, ...]:
    """Budget + transfers − what was spent = what remains, in as many columns as are known."""
    line, finance = place.line, place.right

    def row(op: str, label: str, value: Decimal, mark: str = "") -> WorkedLine:
        text = baht(value)
        return WorkedLine(
            op,  # type: ignore[arg-type]
            Sentence(label),
            text,
            mark,  # type: ignore[arg-type]
            text if likely is not None else "",
            text if finance is not None else "",
        )

    lines = [row("", BUDGET, line.budget)]
    lines.append(row("−" if line.transfer < 0 else "+", TRANSFER, abs(line.transfer)))
    for label, value in ((OPENING, line.opening), (EARLIER, line.earlier)):
        if value:
            lines.append(row("−", label, value))
    amount = line.amount or ZERO
    rest = available(line) - place.before
    lines.append(
        WorkedLine(
            "−",
            Sentence(label_of(place)),
            baht(amount),
            "wrong" if wrong else "",
            "" if likely is None else baht(likely),
            "" if finance is None else baht(finance),
        )
    )
    lines.append(
        WorkedLine(
            "=",
            Sentence(REMAINING),
            baht(rest - amount),
            "total",
            "" if likely is None else baht(rest - likely),
            "" if finance is None else baht(rest - finance),
        )
    )
    return tuple(lines)


def of_line(
    rule: str,
    level: Level,
    sentence: Sentence,
    place: Place,
    guess: Guess | None,
    *,
    typed: Decimal,
    expected: Decimal | None,
    cells: tuple[str, ...] = (),
    note: str = "",
) -> Finding:
    """A finding about a line's amount, with its worked sum, the likely figure and the earlier periods."""
    likely = guess.likely if guess else None
    return Finding(
        rule,
        level,
        catalogue.title(rule),
        sentence,
        (cell_of(place), *cells),
        place.row.number,
        money(typed),
        None if expected is None else money(expected),
        None if expected is None else money(typed - expected),
        worked(place, likely),
        (guess.cause or None) if guess else None,
        note,
        None if likely is None else money(likely),
        "" if likely is None else cell_of(place),
        place.past,
    )
