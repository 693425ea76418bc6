from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.arithmetic.form2 import (
    Figures,
    Line,
    PlanYear,
    Row,
    Strategy,
    available,
    compute,
    percent,
    period_amount_from_to_date,
    remaining,
    to_date,
    to_date_from_period_amount,
)
from plans.vocabulary import PAPER_COLUMN, Fund, Status

D = Decimal
YEARS = range(2566, 2571)
STRATEGIES = (Strategy("s1", 1, "เศรษฐกิจ"), Strategy("s2", 2, "สังคม"), Strategy("s3", 3, "ความมั่นคง"))


def line(key="l1", fund="ordinance_budget", budget="1000", amount="250", **given):
    numbers = {"transfer": D(0), "opening": D(0), "earlier": D(0), **given}
    return Line(
        key=key,
        fund=fund,
        budget_year=2569,
        budget=D(budget),
        amount=None if amount is None else D(amount),
        **{name: D(value) for name, value in numbers.items()},
    )


def row(number=1, strategy="s1", status="in_progress", lines=None, added=False):
    lines = (line(f"l{number}"),) if lines is None else tuple(lines)
    return Row(f"r{number}", number, strategy, f"โครงการ {number}", status, added, lines)


@pytest.mark.parametrize(
    "n, base, printed, right",
    [
        (56, 81, "69.13", "69.14"),
        (1, 56, "1.78", "1.79"),
        (43, 56, "76.79", "76.79"),
        (18, 98, "9.57", "18.37"),
        (18, 188, "9.57", "9.57"),
    ],
)
def test_percents_of_real_reports_are_rounded_half_up(n, base, printed, right):
    assert percent(n, base) == D(right)


def test_a_percent_of_nothing_is_no_number_and_an_unknown_rule_is_refused():
    assert percent(D(5), D(0)) is None
    assert percent(56, 81, rule="cut-2") == D("69.13")
    with pytest.raises(ValueError, match="rounding"):
        percent(1, 2, rule="bankers")


@given(n=st.integers(0, 10**15), base=st.integers(1, 10**15))
def test_a_percent_is_the_nearest_hundredth_and_a_half_goes_up(n, base):
    shown = percent(n, base)
    exact = Fraction(n * 100, base)
    assert -shown.as_tuple().exponent == 2
    assert Fraction(-1, 200) < Fraction(shown) - exact <= Fraction(1, 200)


def test_a_line_says_what_is_spent_and_what_is_left():
    one = line(budget="300000", transfer="12000", opening="100000", earlier="50000.25", amount="1000.50")
    assert (available(one), to_date(one), remaining(one)) == (D(312000), D("151000.75"), D("160999.25"))
    assert to_date(replace(one, amount=None)) == D("150000.25")


@given(*[st.decimals(-(10**12), 10**12, places=2) for _ in range(3)])
def test_typed_to_date_and_typed_for_the_period_are_two_ways_to_one_figure(a, b, c):
    assert period_amount_from_to_date(to_date_from_period_amount(a, b, c), b, c) == a
    assert to_date_from_period_amount(period_amount_from_to_date(a, b, c), b, c) == a


def test_a_small_form_cell_by_cell():
    rows = [
        row(1, "s1", "done", [line("a", budget="100000", amount="99500.50")]),
        row(2, "s1", "in_progress", [line("b", "reserve_fund", "200000", "50000", earlier="10000")]),
        row(3, "s1", None, [line("c", "earmarked_grant", "90000", None, transfer="-10000")], added=True),
        row(4, "s2", "not_started", [line("d", "pao_budget", "5000000", None)]),
    ]
    plan_years = [PlanYear("s1", 2566, 3, D("300000")), PlanYear("s2", 2567, 2, D("5000000.5"))]
    figures = compute(STRATEGIES, rows, plan_years, YEARS)
    expected = {
        "p2.t3.s1.y2566.n": "3",
        "p2.t3.s1.y2567.budget": "0.00",
        "p2.t3.total.sum.n": "5",
        "p2.t3.total.sum.budget": "5300000.50",
        "p2.t4.s1.done.n": "1",
        "p2.t4.s1.done.percent": "33.33",
        "p2.t4.s1.not_started.n": "0",
        "p2.t4.s1.added.n": "1",
        "p2.t4.s1.all.n": "3",
        "p2.t4.s1.all.percent": "100.00",
        "p2.t4.s3.all.n": "0",
        "p2.t4.s3.all.percent": "",
        "p2.t4.total.not_started.percent": "25.00",
        "p2.t5.s1.regular.amount": "99500.50",
        "p2.t5.s1.regular.budget": "180000.00",
        "p2.t5.s1.regular.percent": "55.28",
        "p2.t5.s1.reserve.amount": "60000.00",
        "p2.t5.s1.reserve.percent": "30.00",
        "p2.t5.s1.sum.amount": "159500.50",
        "p2.t5.s1.sum.budget": "380000.00",
        "p2.t5.s2.sum.budget": "0.00",
        "p2.t5.s2.sum.percent": "",
        "p2.t5.total.sum.amount": "159500.50",
        "p2.t5.outside.n": "1",
        "p2.t5.outside.budget": "5000000.00",
        "p2.t5.outside.amount": "0.00",
        "p2.row.r1.status": "done",
        "p2.row.r3.status": "",
        "p2.line.a.percent": "99.50",
        "p2.line.c.amount": "",
        "p2.line.c.available": "80000.00",
        "p2.line.b.to_date": "60000.00",
        "p2.line.b.earlier": "10000.00",
        "p2.line.b.remaining": "140000.00",
        "p2.list.total.budget": "5390000.00",
        "p2.list.total.transfer": "-10000.00",
        "p2.list.s1.amount": "149500.50",
        "p2.list.s1.percent": "41.97",
        "p3.t6.c.received": "80000.00",
        "p3.t6.c.spent": "0.00",
        "p3.t6.total.received": "80000.00",
        "p3.t6.total.done.n": "0",
    }
    assert {cell: figures.cells[cell] for cell in expected} == expected
    assert figures.bases["p2.t4.s1.done.percent"].name == "strategy_projects"
    assert figures.bases["p2.t4.total.done.percent"].name == "all_projects"
    assert figures.bases["p2.t5.s1.reserve.percent"].denominator == D(200000)
    assert figures.bases["p2.line.a.percent"].name == "line_budget"


def test_a_grant_with_a_result_is_counted_once_however_many_lines_it_has():
    grants = [line("a", "earmarked_grant"), line("b", "earmarked_grant")]
    figures = compute(STRATEGIES, [row(1, "s1", "done", grants)], [], YEARS)
    assert figures.cells["p3.t6.total.done.n"] == "1"
    assert figures.cells["p3.t6.total.spent"] == "500.00"


def test_an_empty_form_has_its_totals():
    figures = compute((), (), (), range(0))
    assert figures.cells["p2.t4.total.all.n"] == "0"
    assert figures.cells["p2.t5.total.sum.percent"] == ""


@pytest.mark.parametrize(
    "rows, plan_years, said",
    [
        ([row(1, "s9")], [], "unknown strategy"),
        ([row(1, status="added")], [], "unknown status"),
        ([row(1, lines=[line("a", "lottery")])], [], "lottery"),
        ([row(1), replace(row(2), key="r1")], [], "two rows"),
        ([row(1, lines=[line("a"), line("a")])], [], "two lines"),
        ([row(1, lines=[line("a.b")])], [], "address"),
        ([row(1, lines=[line("ก")])], [], "address"),
        ([row(1, lines=[line("a" * 37)])], [], "address"),
        ([row(1, lines=[line("total")])], [], "address"),
        ([], [PlanYear("s1", 2565, 1, D(1))], "2565"),
        ([], [PlanYear("s1", 2566, 1, D(1))] * 2, "twice"),
        ([row(1, lines=[line("a", budget="NaN")])], [], "not an amount"),
    ],
)
def test_what_cannot_be_computed_is_refused(rows, plan_years, said):
    with pytest.raises(ValueError, match=said):
        compute(STRATEGIES, rows, plan_years, YEARS)


amounts = st.decimals(0, 10**9, places=2)
signed = st.decimals(-(10**6), 10**6, places=2)
lines = st.builds(
    Line,
    key=st.uuids().map(str),
    fund=st.sampled_from([fund.value for fund in Fund]),
    budget_year=st.just(2569),
    budget=amounts,
    transfer=signed,
    opening=amounts,
    earlier=amounts,
    amount=st.none() | signed,
)
rows_drawn = st.lists(
    st.builds(
        Row,
        key=st.uuids().map(str),
        number=st.integers(1, 9999),
        strategy=st.sampled_from(["s1", "s2", "s3"]),
        name=st.just("โครงการ"),
        status=st.none() | st.sampled_from([status.value for status in Status]),
        added=st.booleans(),
        lines=st.lists(lines, max_size=3).map(tuple),
    ),
    max_size=12,
)
plan_years_drawn = st.dictionaries(
    st.tuples(st.sampled_from(["s1", "s2", "s3"]), st.sampled_from(list(YEARS))),
    st.tuples(st.integers(0, 500), amounts),
)


@settings(max_examples=settings.default.max_examples * 3 // 2, deadline=None)
@given(rows=rows_drawn, plans=plan_years_drawn)
def test_totals_are_sums_and_percents_are_of_their_base(rows, plans):
    plan_years = [PlanYear(s, y, n, budget) for (s, y), (n, budget) in plans.items()]
    figures: Figures = compute(STRATEGIES, rows, plan_years, YEARS)
    cells = figures.cells
    assert all(len(cell) <= 64 and cell.isascii() for cell in cells)

    for cell, text in cells.items():
        if ".total." in cell and not cell.endswith(".percent") and not cell.startswith("p3"):
            parts = [D(cells[cell.replace(".total.", f".{s.key}.")]) for s in STRATEGIES]
            assert D(text) == sum(parts, D(0)), cell
    for s in ("s1", "s2", "s3", "total"):
        for unit in ("n", "budget"):
            by_year = [D(cells[f"p2.t3.{s}.y{year}.{unit}"]) for year in YEARS]
            assert D(cells[f"p2.t3.{s}.sum.{unit}"]) == sum(by_year)
        for unit in ("amount", "budget"):
            both = D(cells[f"p2.t5.{s}.regular.{unit}"]) + D(cells[f"p2.t5.{s}.reserve.{unit}"])
            assert D(cells[f"p2.t5.{s}.sum.{unit}"]) == both
    without = sum(row.status is None for row in rows)
    assert sum(int(cells[f"p2.t4.total.{x.value}.n"]) for x in Status) + without == len(rows)
    for figure in ("budget", "transfer", "available", "amount", "to_date", "remaining"):
        listed = [D(cells[f"p2.line.{one.key}.{figure}"] or 0) for row in rows for one in row.lines]
        assert D(cells[f"p2.list.total.{figure}"]) == sum(listed)
    own = [one for row in rows for one in row.lines if PAPER_COLUMN[Fund(one.fund)] != "outside"]
    assert D(cells["p2.t5.total.sum.amount"]) == sum((to_date(one) for one in own), D(0))
    both = D(cells["p2.t5.total.sum.budget"]) + D(cells["p2.t5.outside.budget"])
    assert both == D(cells["p2.list.total.available"])

    assert set(figures.bases) == {cell for cell in cells if cell.endswith(".percent")}
    for cell, base in figures.bases.items():
        if base.denominator == 0:
            assert cells[cell] == ""
        else:
            exact = Fraction(base.numerator) * 100 / Fraction(base.denominator)
            assert abs(Fraction(D(cells[cell])) - exact) <= Fraction(1, 200)
            assert D(cells[cell]) == D(cells[cell]).quantize(D("0.01"), ROUND_HALF_UP)
