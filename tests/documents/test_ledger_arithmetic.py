"""A difference to the ledger is narrowed to the row that made it."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

from documents.arithmetic.ledger import Candidate, LedgerRow, check, is_swap

D = Decimal


def rows(*figures: str, **of_first: Decimal) -> list[LedgerRow]:
    made = [LedgerRow(f"l{at}", at, D(text), D(text)) for at, text in enumerate(figures, start=1)]
    first = made[0]
    if of_first:
        values = {name: getattr(first, name) for name in LedgerRow.__slots__} | of_first
        made[0] = LedgerRow(**values)
    return made


def first(found: list[LedgerRow], total: str, **others: object) -> Candidate:
    (one,) = check({"a": found}, {"a": D(total)})
    return one.candidates[0]


def test_equal_totals_say_so() -> None:
    (one,) = check({"a": rows("100", "200")}, {"a": D(300)})
    assert (one.difference, one.candidates) == (D(0), ())


def test_a_fund_that_finance_did_not_name_is_not_compared() -> None:
    (one,) = check({"a": rows("100")}, {})
    assert one.difference is None


@pytest.mark.parametrize(
    ("found", "total", "why", "row", "likely"),
    [
        (rows("312000.00", "5000"), "137000.00", "swapped", 1, "132000.00"),
        (rows("50000.00", "4321"), "504321.00", "zeros", 1, "500000.00"),
        (rows("1000.00", "7.00"), "1000007.00", "zeros", 1, "1000000.00"),
        (rows("777.77", "88.00"), "88.00", "twice", 1, "0.00"),
        (rows("100", "5", entry=D(140)), "145", "entry", 1, "140"),
        (rows("164000", "107500", last=D(177000)), "284500", "last", 1, "177000"),
        (
            [LedgerRow("l1", 1, D(0), None, None, D(96000)), LedgerRow("l2", 2, D(5), D(5))],
            "96005",
            "missing",
            1,
            "96000",
        ),
    ],
)
def test_the_row_and_its_slip(found: list[LedgerRow], total: str, why: str, row: int, likely: str) -> None:
    one = first(found, total)
    assert (one.why, one.row, one.likely) == (why, row, D(likely))


def test_money_booked_on_another_fund_is_found_by_both_differences() -> None:
    checks = check({"a": rows("400", "60"), "b": rows("70")}, {"a": D(60), "b": D(470)})
    assert {(one.why, one.fund) for one in checks[0].candidates if one.row == 1} == {("twice", "")}
    assert checks[0].candidates[0].row == 1


def test_of_five_hundred_seeded_slips_the_row_is_among_the_candidates() -> None:
    """The swap, the zero and the missing row, each in lists of sixty rows; chance fellows may stand beside it."""
    dice = random.Random(2569)
    hits = 0
    for _ in range(500):
        right = [D(dice.randint(10_000, 9_999_999)) / 100 for _ in range(60)]
        at = dice.randrange(60)
        wrong = _slip(right[at], dice)
        found = [
            LedgerRow(f"l{n}", n, wrong if n == at else value, wrong if n == at else value)
            for n, value in enumerate(right)
        ]
        (one,) = check({"a": found}, {"a": sum(right, D(0))})
        hits += any(each.row == at and each.likely == right[at] for each in one.candidates)
    assert hits >= 475, hits


def _slip(value: Decimal, dice: random.Random) -> Decimal:
    if dice.random() < 0.4:
        return value * dice.choice((10, 100, 1000))
    digits = f"{value:.2f}".replace(".", "")
    places = [at for at in range(len(digits) - 1) if digits[at] != digits[at + 1]]
    at = dice.choice(places)
    return D(digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]) / 100


def test_without_a_difference_no_row_is_suspected() -> None:
    """The negative control: the same lists without a slip name nobody."""
    dice = random.Random(7)
    right = [D(dice.randint(10_000, 9_999_999)) / 100 for _ in range(60)]
    found = [LedgerRow(f"l{n}", n, value, value) for n, value in enumerate(right)]
    (one,) = check({"a": found}, {"a": sum(right, D(0))})
    assert one.candidates == ()


@pytest.mark.parametrize(
    ("one", "other", "swap"),
    [
        ("312", "132", True),
        ("100.05", "100.50", True),
        ("10", "1", False),
        ("312", "213", False),
        ("5", "5", False),
        ("12", "13", False),
    ],
)
def test_what_a_swap_is(one: str, other: str, swap: bool) -> None:
    assert is_swap(D(one), D(other)) is swap
