"""How a wrong figure may have come about: each cause is a pure question to numbers.

A cause is a code of CAUSES, with what it names after a colon ("missed-row:12"). Two kinds of evidence are
told apart. Where the right figure is known (the ledger, a recomputed sum), the slip between the two is named.
Where it is not known, only what is improbable is named: a figure that equals another to the satang, or that
is ten times what the line ever spent. Two figures that differ by swapped digits cannot be told apart without
the ledger, unless one of them is impossible. Money is baht.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from documents.arithmetic.form2 import CENT, ZERO, available, percent
from documents.findings.around import Place
from organisations.sentences import gettext_noop

CAUSES: dict[str, str] = {
    "typed-to-date": gettext_noop("The figure to date may have been typed as the amount of the period."),
    "swapped-digits": gettext_noop("Two digits may have changed places."),
    "times": gettext_noop("The amount may be %(which)s times too large: digits or a decimal point slipped."),
    "parts": gettext_noop("The amount may be %(which)s times too small: digits or a decimal point slipped."),
    "pasted-last": gettext_noop("The figure of the last period may have been pasted again."),
    "copied-above": gettext_noop("The figure of the row above (row %(which)s) may have been copied."),
    "copied-row": gettext_noop("The figure of row %(which)s may have been copied."),
    "missed-row": gettext_noop("The sum may have missed row %(which)s."),
    "twice-row": gettext_noop("The sum may have counted row %(which)s twice."),
    "missed-strategy": gettext_noop("The sum may have missed strategy %(which)s."),
    "strategy": gettext_noop("The difference lies in strategy %(which)s."),
    "cut-not-rounded": gettext_noop("The percent was cut off instead of rounded."),
    "other-base": gettext_noop("The percent was taken of another base: %(which)s."),
    "rounding": gettext_noop("It comes from rounding."),
    "spent-of-all": gettext_noop("It is the amount spent of all projects."),
    "budget-of-all": gettext_noop("It is the budget of all projects."),
    "spent-not-budget": gettext_noop("It is the amount spent, where the column holds budgets."),
    "budget-not-spent": gettext_noop("It is the budget, where the column holds what was spent."),
    "others-money": gettext_noop("The money of other agencies was counted in."),
}
POWERS = (10, 100, 1000)
ODD = Decimal(100)
"""An amount that is no whole multiple of this many baht seldom comes twice by chance."""
LARGE = Decimal(10_000)
SMALL = Decimal(1_000)
"""Below it a repeated or unusual amount is not worth a person's note (baht)."""


@dataclass(frozen=True, slots=True)
class Guess:
    """A cause, and the amount then meant (None: the cause is seen, the right figure is not)."""

    cause: str
    likely: Decimal | None = None


def is_odd(amount: Decimal) -> bool:
    """Whether an amount is so uneven that a second one like it is hardly chance."""
    return amount % ODD != 0


def has_satang(amount: Decimal) -> bool:
    """Whether an amount has satang: among a hundred rows two such amounts are not equal by chance."""
    return amount % 1 != 0


def swapped(amount: Decimal) -> set[Decimal]:
    """Every amount that comes of it when two neighbouring digits change places."""
    digits = str(int((abs(amount) / CENT).to_integral_value()))
    found = set()
    for at in range(len(digits) - 1):
        other = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
        if other != digits and (other[0] != "0" or len(digits) <= 3):
            found.add((Decimal(other) * CENT).quantize(CENT).copy_sign(amount))
    return found


def between(typed: Decimal, right: Decimal, place: Place) -> str | None:
    """The slip that leads from the right amount of a line to the typed one, or None."""
    if typed == right:
        return None
    if place.last and typed == place.last:
        return "pasted-last"
    if place.before and typed == place.before + right:
        return "typed-to-date"
    if (code := _shifted(typed, right)) is not None:
        return code
    if place.above and typed and typed == place.above[1]:
        return f"copied-above:{place.above[0]}"
    return "swapped-digits" if typed in swapped(right) else None


def of_typing(typed: Decimal, right: Decimal) -> str | None:
    """The slip of a hand between a right figure and the typed one, when nothing else is known of it."""
    return _shifted(typed, right) or ("swapped-digits" if typed in swapped(right) else None)


def _shifted(typed: Decimal, right: Decimal) -> str | None:
    for power in POWERS:
        if right and typed == right * power:
            return f"times:{power}"
        if typed and typed * power == right:
            return f"parts:{power}"
    return None


def of_overspending(place: Place) -> Guess | None:
    """The one likely slip that would bring a line within its budget."""
    amount, budget = place.line.amount, available(place.line)
    if amount is None or amount <= 0:
        return None
    if place.right is not None:
        cause = between(amount, place.right, place)
        return Guess(cause or "", place.right) if amount != place.right else None
    if 0 < place.before < amount <= budget:
        return Guess("typed-to-date", amount - place.before)
    if place.last and amount == place.last and is_odd(amount):
        return Guess("pasted-last")
    if place.above and amount == place.above[1] and is_odd(amount):
        return Guess(f"copied-above:{place.above[0]}")
    fits = [other for other in swapped(amount) if other > 0 and place.before + other <= budget]
    if len(fits) == 1:
        return Guess("swapped-digits", fits[0])
    return _too_large(place, amount, budget)


def _too_large(place: Place, amount: Decimal, budget: Decimal) -> Guess | None:
    parts = {power: amount / power for power in POWERS if (amount / power) % CENT == 0}
    fits = {power: part for power, part in parts.items() if place.before + part <= budget}
    spent = [each.amount for each in place.past if each.amount > 0]
    if spent:
        fits = {power: part for power, part in fits.items() if min(spent) / 2 <= part <= max(spent) * 2}
    elif len(fits) > 1:
        fits = {power: part for power, part in fits.items() if place.before + part == budget}
    if len(fits) != 1:
        return None
    power, part = fits.popitem()
    return Guess(f"times:{power}", part.quantize(CENT))


def of_history(place: Place) -> Guess | None:
    """What a line's own earlier periods make improbable, when the ledger says nothing of the line.

    The last period's uneven amount again (a line that always has the same amount is a standing payment and
    is passed over); of a line that was steady in at least three periods the figure to date, or ten, a hundred
    or a thousand times its amounts. Works that are paid in instalments are not steady.
    """
    amount = place.line.amount
    spent = [each.amount for each in place.past if each.amount > 0]
    if amount is None or amount < SMALL or not spent:
        return None
    standing = len(spent) > 1 and spent[-1] == spent[-2]
    if amount == place.last and is_odd(amount) and not standing:
        return Guess("pasted-last")
    low, high = min(spent), max(spent)
    if len(spent) < 3 or len(spent) < len(place.past) or high > low * 2:
        return None
    rest = amount - place.before
    if place.before > 0 and amount > high * 2 and low * 3 / 4 <= rest <= high * 5 / 4:
        return Guess("typed-to-date", rest)
    if amount > high * 5:
        fits = [power for power in POWERS if low / 2 <= amount / power <= high * 2]
        if len(fits) == 1 and (amount / fits[0]) % CENT == 0:
            return Guess(f"times:{fits[0]}", (amount / fits[0]).quantize(CENT))
    return None


def of_sum(off: Decimal, rows: Sequence[tuple[int, Decimal]]) -> str | None:
    """Which row a sum missed or counted twice: the rows (at most three) whose value is what it is off by."""
    for code, value in (("missed-row", -off), ("twice-row", off)):
        found = [str(number) for number, each in rows if each and each == value]
        if 0 < len(found) <= 3:
            return f"{code}:{', '.join(found)}"
    return None


def of_percent(
    stated: Decimal, n: Decimal | int, base: Decimal | int, others: Mapping[str, Decimal | int]
) -> str | None:
    """Cut instead of rounded, off by a hundredth, or taken of one of `others` (name → base)."""
    right = percent(n, base)
    if right is not None and percent(n, base, rule="cut-2") == stated:
        return "cut-not-rounded"
    if right is not None and abs(stated - right) <= CENT:
        return "rounding"
    for name, other in others.items():
        if other and other != base and stated in (percent(n, other), percent(n, other, rule="cut-2")):
            return f"other-base:{name}"
    return None


def of_measure(stated: Decimal, measures: Mapping[str, Decimal]) -> str | None:
    """The first measure (by its cause's code) that the stated amount is instead."""
    return next((code for code, value in measures.items() if value != ZERO and value == stated), None)
