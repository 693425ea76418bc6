import csv
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from documents.arithmetic.form2 import Line, PlanYear, Row, Strategy, compute
from documents.findings import (
    CAUSES,
    Level,
    Stated,
    StatedCount,
    StatedMoney,
    StatedPart,
    StatedRow,
    check_form2,
    check_stated,
    section_of,
)
from plans.vocabulary import status_of

D = Decimal
FIXTURES = Path(__file__).parents[1] / "fixtures"
STRATEGIES = (Strategy("s1", 1, "เศรษฐกิจ"), Strategy("s2", 2, "สังคม"))
STATUSES = ("done", "in_progress", "not_started", "cancelled")
SPENT = {"done": "90000", "in_progress": "40000", "not_started": "0", "cancelled": "0"}


def clean_rows():
    """Two strategies, four projects each, one of each status: nothing to be said about it."""
    return [
        Row(f"r{n}", n, f"s{1 + (n - 1) // 4}", f"โครงการ {n}", status, False, (clean_line(n, status),))
        for n, status in enumerate(STATUSES * 2, start=1)
    ]


def clean_line(n, status):
    zero = D(0)
    return Line(f"l{n}", "ordinance_budget", 2569, D(100000), zero, zero, zero, D(SPENT[status]))


def with_line(number, **changed):
    rows = clean_rows()
    row = rows[number - 1]
    rows[number - 1] = replace(row, lines=(replace(row.lines[0], **changed),))
    return rows


def with_row(number, **changed):
    rows = clean_rows()
    rows[number - 1] = replace(rows[number - 1], **changed)
    return rows


def check(rows, **given):
    figures = compute(STRATEGIES, rows, [PlanYear("s1", 2569, 4, D(400000))], range(2569, 2570))
    return check_form2(STRATEGIES, rows, figures, **given)


def ids(found):
    return [(finding.rule, finding.level, finding.cells[0]) for finding in found]


MUST, SHOULD, INFO = Level.MUST_FIX, Level.SHOULD_CHECK, Level.INFORMATION


def test_a_clean_form_has_no_findings():
    assert check(clean_rows()) == []
    assert check([]) == []


@pytest.mark.parametrize(
    "rows, rule, level, cell, said",
    [
        (with_row(3, status=None), "F2-02", MUST, "p2.row.r3.status", "row 3 has no status"),
        (with_line(2, budget=D(-1)), "F2-06", MUST, "p2.line.l2.budget", "below 0"),
        (with_line(2, amount=D("1.005")), "F2-06", MUST, "p2.line.l2.amount", "two decimals"),
        (with_line(2, budget=D(10) ** 13), "F2-06", MUST, "p2.line.l2.budget", "15 digits"),
        (with_line(2, amount=D(-5)), "F2-06", MUST, "p2.line.l2.amount", "below 0"),
        (with_line(2, opening=D(-5), earlier=D(6)), "F2-06", MUST, "p2.line.l2.opening", "below 0"),
        (
            with_line(2, earlier=D(500), amount=D(-100)),
            "F2-06",
            SHOULD,
            "p2.line.l2.amount",
            "refund of 100.00",
        ),
        (with_line(2, amount=D("100000.01")), "F2-07", MUST, "p2.line.l2.amount", "0.01 baht above"),
        (with_line(2, transfer=D(-60001)), "F2-07", MUST, "p2.line.l2.amount", "1.00 baht above"),
        (with_line(1, amount=D(0)), "F2-08", SHOULD, "p2.row.r1.status", "nothing was spent"),
        (with_line(1, amount=None), "F2-08", SHOULD, "p2.row.r1.status", "nothing was spent"),
        (with_line(1, amount=D("49999.99")), "F2-08", SHOULD, "p2.row.r1.status", "50.00%"),
        (with_line(3, amount=D("0.01")), "F2-08", SHOULD, "p2.row.r3.status", "0.01 baht were spent"),
    ],
)
def test_each_seeded_fault_is_found_and_nothing_else(rows, rule, level, cell, said):
    found = check(rows)
    assert ids(found) == [(rule, level, cell)]
    assert said in str(found[0].sentence)


@pytest.mark.parametrize(
    "rows",
    [
        with_line(2, amount=D(100000)),
        with_line(2, amount=D(120000), transfer=D(20000)),
        with_line(1, amount=D(50000)),
        with_line(1, budget=D(0), amount=D(0)),
        with_line(2, amount=None),
        with_line(2, budget=D("9999999999999.99")),
        with_row(4, added=True),
    ],
)
def test_what_lies_just_inside_a_rule_is_not_found(rows):
    assert check(rows) == []


def test_rows_without_a_status_are_named_with_the_strategys_worked_sum():
    rows = clean_rows()
    rows[2], rows[3] = replace(rows[2], status=None), replace(rows[3], status=None)
    (finding,) = check(rows)
    assert "2 projects have no status yet (rows 3, 4)" in str(finding.sentence)
    assert finding.cells == ("p2.row.r3.status", "p2.row.r4.status", "p2.t4.s1.all.n")
    assert (finding.row, finding.typed, finding.expected, finding.difference) == (3, "2", "4", "-2")
    assert [(line.op, str(line.label), line.value, line.mark) for line in finding.worked] == [
        ("", "Done", "1", ""),
        ("+", "In progress", "1", ""),
        ("+", "Not started", "0", ""),
        ("+", "Cancelled", "0", ""),
        ("+", "Without a status: row 3, 4", "2", "missing"),
        ("=", "All projects", "4", "total"),
    ]


def test_an_overspent_line_is_worked_out_and_the_likely_figure_offered():
    (finding,) = check(with_line(2, budget=D(300000), amount=D(312000)))
    assert (finding.typed, finding.expected, finding.difference) == ("312000.00", "300000.00", "12000.00")
    assert [(line.op, str(line.label), line.value, line.likely, line.mark) for line in finding.worked] == [
        ("", "Budget", "300,000.00", "300,000.00", ""),
        ("+", "Transfers", "0.00", "0.00", ""),
        ("−", "This period", "312,000.00", "132,000.00", "wrong"),
        ("=", "Remaining", "−12,000.00", "168,000.00", "total"),
    ]
    assert (finding.likely, finding.mend) == ("132000.00", "p2.line.l2.amount")
    assert finding.columns == ("value", "likely")
    assert finding.cause == "swapped-digits"
    assert "places" in str(finding.cause_sentence)


def test_a_figure_to_date_typed_as_the_amount_of_the_period_is_recognised():
    (finding,) = check(with_line(2, opening=D(30000), earlier=D(20000), amount=D(70000)))
    assert finding.cause == "typed-to-date"
    assert finding.likely == "20000.00"


def test_one_digit_too_many_is_recognised():
    (finding,) = check(with_line(2, amount=D(1000000)))
    assert (finding.cause, finding.likely) == ("times:10", "100000.00")


def test_a_note_with_the_reason_makes_an_overspent_line_a_thing_to_check():
    rows = with_line(2, amount=D(110000))
    key = check(rows)[0].key
    assert key == "F2-07:p2.line.l2.amount"
    (finding,) = check(rows, reasons={key: "รอมติสภาโอนงบ"})
    assert (finding.level, finding.note, finding.blocks) == (SHOULD, "รอมติสภาโอนงบ", False)
    assert check(rows, reasons={key: "  "})[0].level == MUST


def test_a_thing_to_check_stops_blocking_when_it_has_its_note_and_a_thing_to_fix_does_not():
    rows = with_line(1, amount=D(0))
    (finding,) = check(rows)
    assert finding.blocks
    (noted,) = check(rows, reasons={finding.key: "ค้างจ่าย"})
    assert not noted.blocks and noted.note == "ค้างจ่าย" and noted.sentence == finding.sentence
    missing = with_row(3, status=None)
    key = check(missing)[0].key
    assert check(missing, reasons={key: "ลืม"})[0].blocks


def test_percents_that_do_not_reach_100_are_information_and_never_block():
    rows = [row for row in clean_rows() if row.status != "cancelled"]
    found = check(rows)
    assert ids(found) == [("F2-04", INFO, f"p2.t4.{key}.done.percent") for key in ("s1", "s2", "total")]
    assert "add up to 99.99" in str(found[0].sentence) and not found[0].blocks
    assert (found[0].typed, found[0].difference, found[0].cause) == ("99.99", "-0.01", "rounding")


def test_findings_come_with_those_to_fix_first():
    rows = with_line(1, amount=D(0))
    rows[5] = replace(rows[5], status=None)
    assert [finding.level for finding in check(rows)] == [MUST, SHOULD]


def test_findings_can_be_asked_of_one_section():
    rows = with_line(2, amount=D(110000))
    rows[2] = replace(rows[2], status=None)
    assert [f.rule for f in check(rows, sections=["p2a"])] == ["F2-02"]
    assert [f.rule for f in check(rows, sections=["p2b"])] == ["F2-07"]
    assert [
        section_of(cell) for cell in ("p1.name", "p2.t3.s1.sum.n", "p2.t5.s1.sum.amount", "p3.t6.l.spent")
    ] == [
        "p1",
        "p2a",
        "p2b",
        "p3",
    ]


# Stated figures


def money_of(text):
    return None if text is None else D(text)


def real_report():
    """The real six-month report of FY2568 with its 58 rows."""
    data = json.loads((FIXTURES / "report_fy2568_h1.json").read_text(encoding="utf-8"))
    totals = data["stated_totals"]
    with (FIXTURES / "projects_fy2568_h1.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = tuple(
            StatedRow(
                int(row["no"]),
                int(row["strategy_no"]),
                row["name"],
                D(row["budget"]),
                D(row["disbursed"]),
                status_of(row["status"]),
            )
            for row in csv.DictReader(file)
        )
    statuses = {
        name: StatedCount(totals[name]["n"], amount=D(totals[name]["amount"]))
        for name in ("done", "in_progress", "not_started")
    }
    strategies = tuple(
        StatedPart(part["no"], part["name"], part["projects"], D(part["budget"]))
        for part in data["stated_by_strategy"]
    )
    total = StatedPart(projects=totals["projects"], budget=D(totals["budget"]), statuses=statuses)
    return Stated(total, strategies, rows), data["known_contradictions"]


def test_the_real_report_yields_its_known_contradictions_and_nothing_false():
    report, known = real_report()
    found = {
        (finding.rule, finding.cells[0]): (finding.typed, finding.expected, finding.difference)
        for finding in check_stated(report)
    }
    assert found == {
        ("F2-03", "p2.t4.total.all.n"): ("69", "58", "11"),  # M1
        ("F2-03", "p2.t4.s2.all.n"): ("39", "28", "11"),  # M1, its note
        ("F2-01", "p2.t3.total.sum.budget"): ("37556572.56", "37356572.56", "200000.00"),  # M2
        ("F2-03", "p2.t3.s2.sum.budget"): ("18912900.00", "19212900.00", "-300000.00"),  # M3
        ("F2-03", "p2.t3.total.sum.budget"): ("37556572.56", "37656572.56", "-100000.00"),  # M4
        ("F2-02", "p2.t4.total.done.n"): ("69", "58", "11"),  # M8
        ("F2-11", "p2.t4.total.done.amount"): ("6479411.42", "787000.00", "5692411.42"),  # M5
        ("F2-03", "p2.t4.total.in_progress.amount"): ("7204672.56", "23147830.32", "-15943157.76"),  # M6
        ("F2-03", "p2.t4.total.not_started.amount"): ("12018500.00", "13721742.24", "-1703242.24"),  # M7
        ("F2-03", "p2.t4.total.all.amount"): ("25702583.98", "37556572.56", "-11853988.58"),  # M7
    }
    by_id = {each["id"]: each for each in known}
    assert (str(by_id["M1"]["stated"]), str(by_id["M1"]["computed"])) == found["F2-03", "p2.t4.total.all.n"][
        :2
    ]
    for mark, key in (
        ("M2", ("F2-01", "p2.t3.total.sum.budget")),
        ("M3", ("F2-03", "p2.t3.s2.sum.budget")),
        ("M4", ("F2-03", "p2.t3.total.sum.budget")),
    ):
        assert (by_id[mark]["stated"], by_id[mark]["computed"], by_id[mark]["diff"]) == found[key]


def test_the_real_report_is_explained_with_its_own_figures():
    report, _ = real_report()
    found = {(finding.rule, finding.cells[0]): finding for finding in check_stated(report)}
    total = found["F2-03", "p2.t4.total.all.n"]
    assert total.cause == "strategy:2" and str(total.cause_sentence).endswith("strategy 2.")
    assert [line.value for line in total.worked] == ["22", "28", "4", "3", "1", "58", "69", "11"]
    sums = found["F2-01", "p2.t3.total.sum.budget"]
    assert [line.value for line in sums.worked][-3:] == ["37,356,572.56", "37,556,572.56", "200,000.00"]
    statuses = found["F2-02", "p2.t4.total.done.n"]
    assert [line.value for line in statuses.worked] == ["11", "24", "23", "58"]
    assert statuses.cells == tuple(f"p2.t4.total.{s}.n" for s in ("done", "in_progress", "not_started"))


def test_a_report_put_right_has_no_findings():
    report, _ = real_report()
    counts = {"done": StatedCount(11), "in_progress": StatedCount(24), "not_started": StatedCount(23)}
    strategies = list(report.strategies)
    strategies[1] = replace(strategies[1], projects=28, budget=D("19212900.00"))
    total = replace(report.total, projects=58, budget=D("37656572.56"), statuses=counts)
    assert check_stated(Stated(total, tuple(strategies), report.rows)) == []
    assert check_stated(Stated()) == []


@pytest.mark.parametrize(
    "n, base, whole, printed, level, cause",
    [
        (56, 81, 188, "69.13", INFO, "cut-not-rounded"),
        (1, 56, 188, "1.78", INFO, "cut-not-rounded"),
        (43, 56, 188, "76.79", None, None),
        (43, 56, 188, "76.80", INFO, "rounding"),
        (18, 98, 188, "9.57", SHOULD, "other-base:188"),
        (18, 188, 188, "9.57", None, None),
        (18, 98, 188, "25.00", SHOULD, None),
    ],
)
def test_a_printed_percent_is_held_against_its_base(n, base, whole, printed, level, cause):
    part = StatedPart(
        1, projects=base, statuses={"done": StatedCount(n, D(printed)), "in_progress": StatedCount(base - n)}
    )
    found = check_stated(Stated(StatedPart(projects=whole), (part, StatedPart(2, projects=whole - base))))
    assert [(f.rule, f.level, f.cause) for f in found] == ([] if level is None else [("F2-04", level, cause)])


def parts():
    """A printed report that adds up in every table."""
    years = {2568: (2, D(200)), 2569: (3, D(300))}
    counts = {"done": StatedCount(2, D("40.00")), "in_progress": StatedCount(3, D("60.00"))}
    money = StatedMoney(D(70), D(30), D(100))
    one = StatedPart(1, "ก", 5, D(500), counts, money, years, (5, D(500)))
    two = replace(one, number=2)
    total = StatedPart(
        None,
        "",
        10,
        D(1000),
        {"done": StatedCount(4, D("40.00")), "in_progress": StatedCount(6, D("60.00"))},
        StatedMoney(D(140), D(60), D(200)),
        {2568: (4, D(400)), 2569: (6, D(600))},
        (10, D(1000)),
    )
    return one, two, total


def test_a_stated_report_that_adds_up_has_no_findings():
    one, two, total = parts()
    assert check_stated(Stated(total, (one, two))) == []


@pytest.mark.parametrize(
    "whose, changed, expected",
    [
        ("one", {"year_sum": (6, D(500))}, {("F2-01", "p2.t3.s1.sum.n")}),
        ("total", {"year_sum": (10, D(999))}, {("F2-01", "p2.t3.total.sum.budget")}),
        (
            "total",
            {"years": {2568: (4, D(400)), 2569: (7, D(600))}},
            {("F2-01", "p2.t3.total.y2569.n")},
        ),
        ("total", {"budget": D(999)}, {("F2-01", "p2.list.total.budget")}),
        (
            "two",
            {"statuses": {"done": StatedCount(1), "in_progress": StatedCount(3)}},
            {("F2-02", "p2.t4.s2.done.n")},
        ),
        ("total", {"projects": 11, "statuses": {}}, {("F2-03", "p2.t4.total.all.n")}),
        (
            "one",
            {"money": StatedMoney(D(71), D(29), D(100))},
            {("F2-03", "p2.t5.total.regular.amount"), ("F2-03", "p2.t5.total.reserve.amount")},
        ),
        (
            "two",
            {"money": StatedMoney(D(70), D(30), D(101))},
            {("F2-05", "p2.t5.s2.sum.amount")},
        ),
        (
            "total",
            {"money": StatedMoney(D(140), D(60), D(210))},
            {("F2-05", "p2.t5.total.sum.amount")},
        ),
    ],
)
def test_each_wrong_stated_figure_is_found_in_its_table(whose, changed, expected):
    figures = dict(zip(("one", "two", "total"), parts(), strict=True))
    figures[whose] = replace(figures[whose], **changed)
    found = check_stated(Stated(figures["total"], (figures["one"], figures["two"])))
    assert {(finding.rule, finding.cells[0]) for finding in found} == expected
    assert all(finding.level == MUST for finding in found)


def test_rows_without_a_status_are_missed_in_the_stated_counts():
    rows = tuple(StatedRow(n, 1, "ก", D(1), D(1), "done" if n < 3 else None) for n in (1, 2, 3))
    total = StatedPart(projects=3, statuses={"done": StatedCount(3)})
    (finding,) = check_stated(Stated(total, (), rows))
    assert (finding.rule, finding.cells) == ("F2-02", ("p2.t4.total.done.n",))


def test_every_cause_has_its_words():
    assert all(text for text in CAUSES.values())
