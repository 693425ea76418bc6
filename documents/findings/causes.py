"""What may have gone wrong: the words of each cause, and how it is guessed. Pure."""

from __future__ import annotations

from decimal import Decimal

from documents.arithmetic.form2 import CENT, Line, available, money
from organisations.sentences import gettext_noop

CAUSES: dict[str, str] = {
    "typed-to-date": gettext_noop("The figure to date may have been typed as the amount of the period."),
    "swapped-digits": gettext_noop("Two digits may have changed places."),
    "extra-digit": gettext_noop("The amount may have one digit too many."),
    "cut-not-rounded": gettext_noop("The percent was cut off instead of rounded."),
    "other-base": gettext_noop("The percent was taken of another base: %(which)s."),
    "rounding": gettext_noop("It comes from rounding."),
    "strategy": gettext_noop("The difference lies in strategy %(which)s."),
}


def cause_of_overspending(line: Line) -> tuple[str | None, Decimal | None]:
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
