"""The rules about the money of one line: F2-06, F2-07, F2-10, F2-19 where the ledger names it, F2-20.

Pure. Money is baht.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from documents.arithmetic.form2 import CENT, ZERO, Line, Row, available, money, to_date
from documents.findings import catalogue, ledger
from documents.findings.around import Place
from documents.findings.causes import Guess, between, of_history, of_overspending
from documents.findings.finding import Finding, Level, baht
from organisations.sentences import Sentence, gettext_noop
from plans.vocabulary import Fund

LARGEST = Decimal(10) ** 13  # fifteen digits, two of them satang

_REFUND = gettext_noop("Refund in this period")
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
_ABOVE_RECEIVED = gettext_noop(
    "Row %(row)s: spent to date is %(difference)s baht above the subsidy received. Please check both amounts."
)
_NOT_THE_LEDGER = gettext_noop(
    "Row %(row)s: the amount of this period is %(typed)s baht, by the ledger %(expected)s. "
    "Please check it against the ledger."
)
_AS_LAST = gettext_noop(
    "Row %(row)s has %(typed)s baht in this period, the same as in the last to the satang. "
    "Please check that it was not entered again."
)
_OUT_OF_MEASURE = gettext_noop(
    "Row %(row)s has %(typed)s baht in this period; its earlier periods had up to %(most)s. "
    "Please check the amount."
)
FIELDS = {
    "budget": ledger.BUDGET,
    "transfer": ledger.TRANSFER,
    "opening": ledger.OPENING,
    "earlier": ledger.EARLIER,
    "amount": ledger.THIS,
    "to_date": ledger.TO_DATE,
}


def impossible(row: Row, line: Line) -> Iterator[Finding]:
    """F2-06: at most one finding a cell; a refund is to be checked."""
    for name, label in FIELDS.items():
        value: Decimal | None = to_date(line) if name == "to_date" else getattr(line, name)
        message = None if value is None else _what_is_wrong(name, value, line)
        if value is None or message is None:
            continue
        params: dict[str, object] = {
            "row": row.number,
            "field": Sentence(label),
            "value": f"{value:,f}".replace("-", "−"),
        }
        cell = f"p2.line.{line.key}.{name}"
        cells = (f"p2.line.{line.key}.amount", cell) if name == "to_date" else (cell,)
        sentence = Sentence(message, params)
        yield Finding(
            "F2-06", Level.MUST_FIX, catalogue.title("F2-06"), sentence, cells, row.number, f"{value:f}"
        )
        if message is not _NEGATIVE:
            return
    if line.amount is not None and line.amount < 0 and to_date(line) >= 0:
        yield Finding(
            "F2-06",
            Level.SHOULD_CHECK,
            Sentence(_REFUND),
            Sentence(_REFUND_SAYS, {"row": row.number, "value": baht(-line.amount)}),
            (f"p2.line.{line.key}.amount",),
            row.number,
            money(line.amount),
        )


def _what_is_wrong(name: str, value: Decimal, line: Line) -> str | None:
    if abs(value) >= LARGEST:
        return _TOO_LONG
    if name != "to_date" and value != value.quantize(CENT):
        return _TOO_FINE
    if value < 0 and (name in ("budget", "opening") or (name == "to_date" and line.opening >= 0)):
        return _NEGATIVE
    return None


def amount(place: Place, reasons: Mapping[str, str]) -> Iterator[Finding]:
    """The one thing to be said of a line's amount: impossible before different before improbable."""
    if to_date(place.line) > available(place.line):
        yield _overspent(place, reasons)
    elif place.right is not None:
        if (place.line.amount or ZERO) != place.right:
            yield _not_the_ledger(place, place.right)
    else:
        yield from _unlike_its_past(place)


def _overspent(place: Place, reasons: Mapping[str, str]) -> Finding:
    """F2-07; for an earmarked subsidy F2-10, which no reason settles: no more was received."""
    line = place.line
    spent, budget = to_date(line), available(line)
    cell = f"p2.line.{line.key}"
    params: dict[str, object] = {"row": place.row.number, "difference": baht(spent - budget)}
    guess = of_overspending(place)
    if line.fund == Fund.EARMARKED_GRANT:
        cells = (f"p3.t6.{line.key}.spent", f"p3.t6.{line.key}.received")
        sentence = Sentence(_ABOVE_RECEIVED, params)
        return ledger.of_line(
            "F2-10", Level.MUST_FIX, sentence, place, guess, typed=spent, expected=budget, cells=cells
        )
    note = reasons.get(f"F2-07:{cell}.amount", "").strip()
    return ledger.of_line(
        "F2-07",
        Level.SHOULD_CHECK if note else Level.MUST_FIX,
        Sentence(_OVERSPENT, params),
        place,
        guess,
        typed=spent,
        expected=budget,
        cells=(f"{cell}.to_date", f"{cell}.available"),
        note=note,
    )


def _not_the_ledger(place: Place, right: Decimal) -> Finding:
    """F2-19, where the ledger's print names the line."""
    typed = place.line.amount or ZERO
    params: dict[str, object] = {
        "row": place.row.number,
        "typed": baht(typed),
        "expected": baht(right),
    }
    guess = Guess(between(typed, right, place) or "", right)
    sentence = Sentence(_NOT_THE_LEDGER, params)
    return ledger.of_line("F2-19", Level.SHOULD_CHECK, sentence, place, guess, typed=typed, expected=right)


def _unlike_its_past(place: Place) -> Iterator[Finding]:
    """F2-20, only where the ledger says nothing of the line."""
    guess, typed = of_history(place), place.line.amount
    if guess is None or typed is None:
        return
    again = guess.cause == "pasted-last"
    params: dict[str, object] = {
        "row": place.row.number,
        "typed": baht(typed),
        "most": baht(max(each.amount for each in place.past)),
    }
    sentence = Sentence(_AS_LAST if again else _OUT_OF_MEASURE, params)
    yield ledger.of_line(
        "F2-20", Level.SHOULD_CHECK, sentence, place, guess, typed=typed, expected=guess.likely
    )
