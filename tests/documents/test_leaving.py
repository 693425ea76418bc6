"""Right before it leaves: of a hundred seeded reports with real mistakes at least ninety-five leave with none.

The clerk of this test knows her vouchers, but looks only where she is sent: at each cell that a finding names and
at each row that the ledger's page suggests. She has finance's totals by fund, and no print of single lines. A
report leaves when nothing must be mended and every point to check was looked at, as the guard `may_leave` asks.
"""

from __future__ import annotations

import random
from collections import defaultdict
from decimal import Decimal

from documents.arithmetic import ledger
from documents.arithmetic.form2 import available, to_date
from documents.findings import Finding
from tests.documents.seeded import Form, clean_form

REPORTS, MISTAKES = 100, (1, 2, 3)
LOOKS = 6
"""How often the clerk goes over the findings; each look may bring up another one."""


def slip(dice: random.Random, form: Form) -> Form:
    """One slip of a hand in a figure of the period: digits swapped, zeros, the row above, last period's."""
    lines = [(line, above) for _, line, above in form.lines() if line.amount and line.amount > 100]
    line, above = dice.choice(lines)
    assert line.amount is not None
    wrong = line.amount
    kind = dice.choice(("swap", "zeros", "above", "last", "to-date"))
    if kind == "swap":
        wrong = _swapped(dice, line.amount)
    elif kind == "zeros":
        wrong = line.amount * dice.choice((Decimal(10), Decimal(1000)))
    elif kind == "above" and above is not None and above.amount:
        wrong = above.amount
    elif kind == "last" and form.around.past.get(line.key):
        wrong = form.around.past[line.key][-1].amount
    elif kind == "to-date":
        wrong = to_date(line)
    return form.typed(line.key, wrong)


def _swapped(dice: random.Random, amount: Decimal) -> Decimal:
    digits = f"{amount:.2f}".replace(".", "")
    places = [at for at in range(len(digits) - 1) if digits[at] != digits[at + 1] and digits[at + 1] != "0"]
    if not places:
        return amount
    at = dice.choice(places)
    return Decimal(digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]) / 100


def wrong_cells(form: Form, truth: dict[str, Decimal | None]) -> int:
    """How many figures of the form are not what the vouchers say."""
    return sum(line.amount != truth[line.key] for _, line, _ in form.lines())


def candidates(form: Form) -> set[str]:
    """The lines that the ledger's page sends the clerk to."""
    rows: defaultdict[str, list[ledger.LedgerRow]] = defaultdict(list)
    for at, line, _ in form.lines():
        past = form.around.past.get(line.key, ())
        rows[line.fund].append(
            ledger.LedgerRow(
                line.key,
                form.rows[at].number,
                to_date(line),
                line.amount,
                past[-1].amount if past else None,
                available(line),
            )
        )
    totals = {one.fund: one.to_date for one in form.around.controls}
    return {each.line for one in ledger.check(rows, totals) for each in one.candidates}


def looked_over(form: Form, truth: dict[str, Decimal | None], rules: frozenset[str] = frozenset()) -> Form:
    """The form after the clerk went where she was sent; `rules` are those that do not speak."""
    for _ in range(LOOKS):
        found: list[Finding] = [
            one for one in form.findings(form.knowing("control totals")) if one.rule not in rules
        ]
        asked = {
            part for one in found if one.blocks for cell in (*one.cells, one.mend) for part in cell.split(".")
        }
        if "F2-19" in {one.rule for one in found}:
            asked |= candidates(form)
        mended = form
        for _at, line, _above in form.lines():
            if line.key in asked and line.amount != truth[line.key]:
                mended = mended.typed(line.key, truth[line.key])  # type: ignore[arg-type]
        if mended == form:
            break
        form = mended
    return form


def leave_right(rules: frozenset[str] = frozenset()) -> tuple[int, int]:
    """Of the seeded reports, how many leave without a mistake; and how many mistakes were in them."""
    dice = random.Random(2570)
    right = mistakes = 0
    for _ in range(REPORTS):
        form = clean_form(dice)
        truth = {line.key: line.amount for _, line, _ in form.lines()}
        wrong = form
        for _slip in range(dice.choice(MISTAKES)):
            wrong = slip(dice, wrong)
        if not wrong_cells(wrong, truth):
            wrong = slip(dice, wrong)
        mistakes += wrong_cells(wrong, truth)
        right += wrong_cells(looked_over(wrong, truth, rules), truth) == 0
    return right, mistakes


def test_of_a_hundred_reports_with_mistakes_ninety_five_leave_with_none() -> None:
    right, mistakes = leave_right()
    print(f"{right} of {REPORTS} reports left without a mistake; {mistakes} mistakes were in them")
    assert mistakes >= REPORTS
    assert right >= 95, right


def test_without_the_ledger_and_the_budget_they_would_leave_with_their_mistakes() -> None:
    """The negative control: with the rules of budget and ledger silent, most mistakes go out."""
    right, _ = leave_right(frozenset({"F2-07", "F2-19", "F2-20", "F2-12", "F2-09"}))
    assert right < 50
