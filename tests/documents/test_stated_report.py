"""A report as JSON: the format's own example, each fault at its place, all of them at once; pasted tables."""

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest

from documents.findings import StatedCount, check_stated
from documents.stated_report import Unreadable, read
from documents.stated_table import EXAMPLE, read_tables

D = Decimal
DOC = Path(__file__).parents[2] / "docs/check-report.md"
SAMPLE = re.search(r"```json\n(.*?)```", DOC.read_text(encoding="utf-8"), re.DOTALL)[1]


def faults(data, **given):
    with pytest.raises(Unreadable) as refused:
        read(data if isinstance(data, str) else json.dumps(data), **given)
    return {each.pointer: str(each.sentence) for each in refused.value.faults}


def test_the_example_of_the_page_about_the_format_is_sound():
    answer = read(SAMPLE)
    assert check_stated(answer.report) == [] and answer.notes == ()
    assert len(answer.report.rows) == 3 and answer.report.rows[0].status == "done"


def test_one_wrong_figure_in_the_example_is_found():
    data = json.loads(SAMPLE)
    data["stated_by_strategy"][0]["budget"] = "205000.00"
    (finding,) = check_stated(read(json.dumps(data)).report)
    assert (finding.rule, finding.cells[0], finding.expected) == ("F2-03", "p2.t3.s1.sum.budget", "250000.00")


def test_every_part_may_be_missing_and_amounts_are_read_as_offices_write_them():
    assert check_stated(read("{}").report) == []
    part = read('{"stated_totals": {"budget": "๑,๒๕๐.๕๐", "projects": "๓", "disbursed": 5}}').report.total
    assert (part.budget, part.projects, part.money.sum) == (D("1250.50"), 3, D(5))


def test_totals_may_stand_in_several_places():
    data = {"stated_totals": [{"projects": 3}, {"where": "บทสรุป", "projects": 4}]}
    (finding,) = check_stated(read(json.dumps(data)).report)
    assert finding.cells[0] == "totals.1.projects" and "“บทสรุป”" in str(finding.sentence)


def test_a_key_that_is_not_known_is_named_and_not_a_fault():
    answer = read('{"a/b": 1, "rows": [{"no": 1, "strategy_no": 1, "colour": 2}], "unit": "x"}')
    assert [each.pointer for each in answer.notes] == ["/a~1b", "/rows/0/colour"]


@pytest.mark.parametrize(
    "data, pointer, said",
    [
        ("{", "", "line 1, column 2"),
        ("[]", "", "an object"),
        ('{"unit": NaN, "rows": 5}', "/rows", "a list"),
        ('{"unit": 1, "unit": 2}', "", "stands twice"),
        ("[" * 100_000, "", "too deep"),
        ({"fiscal_year_be": "สองพัน"}, "/fiscal_year_be", "four digits"),
        ({"stated_totals": {"projects": -1}}, "/stated_totals/projects", "whole number"),
        ({"stated_totals": {"projects": 1.5}}, "/stated_totals/projects", "whole number"),
        ({"stated_totals": {"projects": True}}, "/stated_totals/projects", "whole number"),
        ({"stated_totals": {"budget": "1.2.3"}}, "/stated_totals/budget", "cannot be read"),
        ({"stated_totals": {"budget": [1]}}, "/stated_totals/budget", "amount in baht"),
        ({"stated_totals": {"budget": 0.123}}, "/stated_totals/budget", "two decimals"),
        ({"stated_totals": {"done": {"percent": "x"}}}, "/stated_totals/done/percent", "a percent"),
        ({"stated_totals": {"years": {"68": {}}}}, "/stated_totals/years/68", "four digits"),
        ({"stated_totals": [{}, {"projects": 1}]}, "/stated_totals/1", "“where” is missing"),
        ({"stated_by_strategy": [{"projects": 1}]}, "/stated_by_strategy/0", "“no” is missing"),
        ({"stated_by_strategy": [{"no": 1}, {"no": 1}]}, "/stated_by_strategy/1/no", "second time"),
        ({"rows": [{"no": 1, "strategy_no": 1, "status": "เส็จ"}]}, "/rows/0/status", "one of done"),
        ({"rows": [{"no": 1, "strategy_no": 1, "fund": "?"}]}, "/rows/0/fund", "a fund"),
        ({"rows": "list.csv"}, "/rows", "not here"),
        (
            {"percentages": [{"where": "x", "percent": 1, "of": "y"}]},
            "/percentages/0/of",
            "projects or money",
        ),
        ({"percentages": [{"where": "x"}]}, "/percentages/0", "“percent” is missing"),
        ({"grants": [{"name": "", "results": ["x"]}]}, "/grants/0/results/0", "one of done"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(data, pointer, said):
    assert said in faults(data)[pointer]


def test_all_faults_are_told_at_once():
    data = {"fiscal_year_be": "x", "rows": [{"no": 1}, {"strategy_no": 1, "budget": "?"}]}
    assert list(faults(data)) == ["/fiscal_year_be", "/rows/0", "/rows/1", "/rows/1/budget"]


def test_a_number_of_thousands_of_digits_is_refused():
    assert faults('{"fiscal_year_be": ' + "9" * 9999 + "}")


# Tables that were pasted


def test_a_pasted_table_is_understood_with_its_total():
    report, notes = read_tables(EXAMPLE)
    assert notes == ()
    assert [(part.number, part.projects, part.budget) for part in report.strategies] == [
        (1, 22, D("18266672.56")),
        (2, 28, D("18912900.00")),
        (3, 4, D("72000.00")),
    ]
    assert report.total.statuses["done"] == StatedCount(11)
    assert [(one.rule, one.cells[0]) for one in check_stated(report)] == [
        ("F2-01", "p2.t3.total.sum.budget"),
        ("F2-02", "p2.t4.s2.not_started.n"),
    ]


@pytest.mark.parametrize(
    "head",
    [
        # Excel: the merged heading leaves its other cells empty
        "ยุทธศาสตร์\tจำนวนโครงการที่เสร็จ\t\tจำนวนโครงการที่อยู่ในระหว่างดำเนินการ\t\tจำนวนโครงการทั้งหมด\t\n"
        "\tจำนวน\tร้อยละ\tจำนวน\tร้อยละ\tจำนวน\tร้อยละ\n",
        # Word: the merged cells are left out
        "ยุทธศาสตร์\tจำนวนโครงการที่เสร็จ\tจำนวนโครงการที่อยู่ในระหว่างดำเนินการ\tจำนวนโครงการทั้งหมด\n"
        "จำนวน\tร้อยละ\tจำนวน\tร้อยละ\tจำนวน\tร้อยละ\n",
    ],
)
def test_a_heading_of_two_storeys_is_understood(head):
    text = head + "ยุทธศาสตร์ที่ 2 สังคม\t๒\t40.00\t3\t60\t5\t100\nรวม\t2\t40.00\t3\t60.00\t5\t100.00\n"
    report, _ = read_tables(text)
    (part,) = report.strategies
    assert (part.number, part.name, part.projects) == (2, "สังคม", 5)
    assert part.statuses == {
        "done": StatedCount(2, D("40.00")),
        "in_progress": StatedCount(3, D("60.00")),
    }
    assert check_stated(report) == []


def test_two_tables_one_below_the_other_state_the_same_strategies():
    text = (
        "ยุทธศาสตร์\tจำนวนโครงการ\n1. ก\t5\nรวม\t5\n\n"
        "ยุทธศาสตร์\tงบปกติ\tเงินสะสม\tรวมเบิกจ่าย\tหมายเหตุ\n1. ก\t70\t30\t101\t-\nรวม\t70\t30\t101\t-\n"
    )
    report, notes = read_tables(text)
    assert report.strategies[0].projects == 5 and report.strategies[0].money.sum == D(101)
    assert {one.rule for one in check_stated(report)} == {"F2-05"}
    assert ["หมายเหตุ" in str(each.sentence) for each in notes] == [True]


@pytest.mark.parametrize(
    "text, line, said",
    [
        ("ก\tข\n", "1", "before any heading"),
        ("ยุทธศาสตร์\tจำนวนโครงการ\n1. ก 5\n", "2", "only one column"),
        ("ยุทธศาสตร์\tจำนวนโครงการ\n1. ก\tห้า\n", "2", "column 2"),
        ("ยุทธศาสตร์\tจำนวนโครงการ\n1. ก\t5.5\n", "2", "no number of projects"),
        ("ยุทธศาสตร์\tจำนวนโครงการ\n1. ก\t5\n1. ก\t6\n", "3", "second time"),
    ],
)
def test_a_line_that_cannot_be_read_is_told(text, line, said):
    with pytest.raises(Unreadable) as refused:
        read_tables(text)
    assert [(each.pointer, said in str(each.sentence)) for each in refused.value.faults] == [(line, True)]
