"""F1-01, F31-xx, F32-xx, F33-xx and the SC rules: each at its edge, and nothing on a sound form."""

from __future__ import annotations

from decimal import Decimal

import pytest

from documents import wording
from documents.arithmetic import computed
from documents.arithmetic.form2 import Strategy
from documents.findings import Level
from documents.findings.catalogue import RULES
from documents.sheets.fields import Sort, fields_of
from documents.sheets.rules import check

STRATEGIES = [Strategy("s1", 1, "โครงสร้างพื้นฐาน"), Strategy("s2", 2, "คุณภาพชีวิต")]


def sound(kind: str) -> dict[str, str]:
    """A filled form of a kind in which nothing is wrong: 40 people answered."""
    words = wording.shipped(kind)
    cells = {}
    for cell, field in fields_of(kind, words, STRATEGIES).items():
        if field.sort is Sort.CHOICE:
            cells[cell] = "yes"
        elif field.sort is Sort.SCORE:
            cells[cell] = "4.50"
        elif field.sort is Sort.PERCENT:
            cells[cell] = {"very": "33.33", "satisfied": "33.33", "not": "33.33"}[cell.split(".")[2]]
    for cell in list(fields_of(kind, words, STRATEGIES)):
        if cell.endswith(".n"):
            cells[cell] = "0"
    if kind == "form3_1":
        cells |= {f"p2.{key}.{name}.n": "6" for key in ("s1", "s2") for name in ("planned", "practised")}
        cells["p3.respondents.n"] = "40"
    if kind in ("form3_2", "form3_3"):
        cells["p1.n"] = "40"
        for block in words["blocks"]:
            cells[f"p1.{block['key']}.b1.n"] = "40"
    if kind == "form3_2":
        cells |= {f"p2.{item['key']}.very.n": "40" for item in words["items"]}
    if kind == "scores":
        for part in words["parts"]:
            for item in part["items"]:
                for seat in range(1, 12):
                    cells[f"{part['key']}.{item['key']}.by{seat}"] = str(item["full"])
                cells[f"{part['key']}.{item['key']}.full"] = str(item["full"])
    return computed.compute(words["computed"], cells)[0]


def found(kind: str, *, more: dict[str, str] | None = None, **known) -> list[tuple[str, str, str]]:
    words = wording.shipped(kind)
    cells = {**sound(kind), **(more or {})}
    return [
        (one.rule, one.level.value, one.cells[0]) for one in check(kind, words, STRATEGIES, cells, **known)
    ]


@pytest.mark.parametrize("kind", ["form1", "form3_1", "form3_2", "form3_3", "scores"])
def test_nothing_is_said_of_a_sound_form(kind):
    assert found(kind) == []


@pytest.mark.parametrize(
    "kind, more, said",
    [
        ("form1", {"p1.i1.answer": ""}, ("F1-01", "must_fix", "p1.i1.answer")),
        ("form1", {"p1.i2.answer": "no"}, ("F1-01", "should_check", "p1.i2.reason")),
        ("form3_1", {"p3.i1.very.percent": "33.40"}, ("F31-01", "must_fix", "p3.i1.very.percent")),
        ("form3_1", {"p2.s1.practised.n": "7"}, ("F31-02", "should_check", "p2.s1.practised.n")),
        ("form3_1", {"p3.respondents.n": "0"}, ("F31-04", "must_fix", "p3.respondents.n")),
        ("form3_1", {"p2.s2.planned.n": ""}, ("F31-05", "must_fix", "p2.s2.planned.n")),
        ("form3_2", {"p1.sex.b2.n": "1"}, ("F32-01", "must_fix", "p1.sex.b1.n")),
        ("form3_2", {"p2.i4.not.n": "1"}, ("F32-01", "must_fix", "p2.i4.very.n")),
        ("form3_2", {"p2.i4.none.n": "1"}, ("F32-01", "must_fix", "p2.i4.very.n")),
        ("form3_2", {"p1.n": ""}, ("F32-02", "must_fix", "p1.n")),
        ("form3_3", {"p1.age.none.n": "2"}, ("F32-01", "must_fix", "p1.age.b1.n")),
        ("form3_3", {"p2.s1.i1.mean": "10.01"}, ("F33-01", "must_fix", "p2.s1.i1.mean")),
        ("form3_3", {"p2.s1.i1.n": "41"}, ("F33-02", "must_fix", "p2.s1.i1.n")),
        ("form3_3", {f"p2.s2.i{n}.mean": "" for n in range(1, 10)}, ("F33-01", "must_fix", "p2.s2.i1.mean")),
        ("scores", {"p1.i1.by3": "20.01"}, ("SC-01", "must_fix", "p1.i1.by3")),
        ("scores", {f"p2.i1.by{n}": "" for n in range(1, 12)}, ("SC-02", "must_fix", "p2.i1.mean")),
        ("scores", {"p1.total.percent": "79.99"}, ("SC-03", "information", "p1.total.percent")),
    ],
)
def test_each_rule_speaks_at_its_edge(kind, more, said):
    assert found(kind, more=more) == [said]


@pytest.mark.parametrize(
    "kind, more",
    [
        ("form3_1", {"p3.i1.very.percent": "33.39"}),  # 100.05 is still rounding
        ("form3_1", {"p3.i1.very.percent": "", "p3.i1.satisfied.percent": "", "p3.i1.not.percent": ""}),
        ("form3_1", {"p2.s1.planned.n": "9"}),
        ("form3_2", {"p2.i4.very.n": "38", "p2.i4.none.n": ""}),  # who did not answer was not counted
        ("form3_3", {"p2.s1.i1.mean": "10.00"}),
        ("scores", {"p1.i1.by3": "20.00", "p1.total.percent": "80.00"}),
    ],
)
def test_just_inside_its_edge_a_rule_is_silent(kind, more):
    assert found(kind, more=more) == []


def test_practised_is_compared_with_form_2_of_the_years_last_period():
    known = {"carried": {"p2.s1.practised.n": "5"}, "last": "2569-q4", "needed": "2569-q4"}
    one = check("form3_1", wording.shipped("form3_1"), STRATEGIES, sound("form3_1"), **known)[0]
    assert (one.rule, one.typed, one.expected, one.difference, one.likely) == ("F31-03", "6", "5", "1", "5")
    assert found("form3_1", carried={"p2.s1.practised.n": "6"}) == []


def test_a_year_whose_last_report_is_missing_says_so_and_takes_a_reason():
    said = found("form3_1", last="2569-q3", needed="2569-q4")
    assert said == [("F31-03", "should_check", "p2.total.practised.n")]
    noted = check(
        "form3_1",
        wording.shipped("form3_1"),
        STRATEGIES,
        sound("form3_1"),
        last="2569-q3",
        needed="2569-q4",
        reasons={"F31-03:p2.total.practised.n": "ไตรมาสที่ 4 ทำเป็นเอกสาร"},
    )
    assert noted[0].level is Level.SHOULD_CHECK and not noted[0].blocks


def test_the_sum_that_does_not_come_to_100_is_worked_out():
    one = check(
        "form3_1", wording.shipped("form3_1"), STRATEGIES, {**sound("form3_1"), "p3.i1.not.percent": "12.00"}
    )[0]
    assert [(line.op, line.value) for line in one.worked] == [
        ("", "33.33"),
        ("+", "33.33"),
        ("+", "12.00"),
        ("=", "78.66"),
    ]
    assert Decimal(one.difference) == Decimal("-21.34")


def test_every_rule_of_the_sheets_is_in_the_list():
    listed = {rule.id for rule in RULES if rule.kinds != ("form2",)}
    asked = {
        "F1-01",
        "F31-01",
        "F31-02",
        "F31-03",
        "F31-04",
        "F31-05",
        "F32-01",
        "F32-02",
        "F33-01",
        "F33-02",
    }
    assert listed == asked | {"SC-01", "SC-02", "SC-03"}
