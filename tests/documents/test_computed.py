"""The computed cells of a form made of a template: rules of the wording, applied to addresses."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents import wording
from documents.arithmetic import computed

SUM = {"cell": "p2.total.n", "op": "sum", "of": ["p2.s*.n"]}


def cells_of(rules, given):
    return computed.compute(rules, given)[0]


@pytest.mark.parametrize("kind", ["form1", "form3_1", "form3_2", "form3_3", "scores"])
def test_the_shipped_rules_are_sound(kind):
    computed.check(wording.shipped(kind)["computed"])


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=12))
def test_a_sum_of_counts_is_whole_and_the_sum_of_its_parts(counts):
    cells = {f"p2.s{at}.n": str(count) for at, count in enumerate(counts)}
    assert cells_of([SUM], cells)["p2.total.n"] == str(sum(counts))


def test_the_first_stars_name_the_target_and_the_others_are_taken_together():
    rule = {"cell": "p3.s*.all.mean", "op": "mean", "of": ["p3.s*.i*.mean"]}
    cells = {"p3.s1.i1.mean": "7.00", "p3.s1.i2.mean": "8.01", "p3.s2.i1.mean": "", "p3.i1.mean": "1.00"}
    found = cells_of([rule], cells)
    assert (found["p3.s1.all.mean"], found["p3.s2.all.mean"]) == ("7.51", "")
    assert "p3.all.mean" not in found


def test_a_percent_keeps_its_base_and_is_empty_of_nothing():
    rule = {
        "cell": "p2.*.practised.percent",
        "op": "percent",
        "of": ["p2.*.practised.n"],
        "base": "p2.*.planned.n",
        "base_name": "planned_projects",
    }
    cells = {
        "p2.s1.practised.n": "56",
        "p2.s1.planned.n": "81",
        "p2.s2.practised.n": "0",
        "p2.s2.planned.n": "0",
    }
    found, bases = computed.compute([rule], cells)
    assert found["p2.s1.practised.percent"] == "69.14"
    assert (bases["p2.s1.practised.percent"].denominator, bases["p2.s1.practised.percent"].name) == (
        Decimal(81),
        "planned_projects",
    )
    assert found["p2.s2.practised.percent"] == ""


def test_counting_answers_of_one_sort():
    cells = {"p1.i1.answer": "yes", "p1.i2.answer": "no", "p2.i3.answer": "", "p1.i1.reason": "yes"}
    rules = [
        {"cell": "sum.all.n", "op": "count", "of": ["p*.i*.answer"]},
        {"cell": "sum.yes.n", "op": "count", "of": ["p*.i*.answer"], "equals": "yes"},
        {"cell": "sum.any.n", "op": "filled", "of": ["p*.i*.answer"]},
    ]
    found = cells_of(rules, cells)
    assert (found["sum.all.n"], found["sum.yes.n"], found["sum.any.n"]) == ("3", "1", "2")


def test_what_was_counted_at_its_source_is_not_computed_again():
    assert cells_of([SUM], {"p2.s1.n": "3", "p2.total.n": "4"})["p2.total.n"] == "4"
    assert cells_of([SUM], {"p2.s1.n": "3", "p2.total.n": ""})["p2.total.n"] == "3"


@pytest.mark.parametrize(
    "rule",
    [
        {"cell": "a", "op": "guess", "of": ["b"]},
        {"cell": "a", "op": "sum", "of": []},
        {"cell": "a", "op": "percent", "of": ["b"]},
        {"cell": "a.*.*", "op": "sum", "of": ["b.*"]},
        {"cell": "a;drop", "op": "sum", "of": ["b"]},
    ],
)
def test_a_rule_that_could_never_be_computed_is_refused(rule):
    with pytest.raises(computed.UnsoundRule):
        computed.check([rule])


@pytest.mark.parametrize(
    "text, value", [("7", 7), ("", None), ("Infinity", None), ("NaN", None), ("เจ็ด", None)]
)
def test_only_numbers_are_numbers(text, value):
    assert computed.number(text) == value
