"""The rules that need more than the rows: each found at its edge, each silent without its evidence."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from documents.arithmetic.form2 import Line, PlanYear, Row, Strategy, compute
from documents.findings import (
    RULES,
    SETTLED_BY_A_REASON,
    Change,
    Control,
    LastRow,
    Level,
    Past,
    Stated,
    StatedGrant,
    StatedPart,
    StatedPercent,
    StatedRow,
    Surroundings,
    check_form2,
    check_stated,
)

D = Decimal
MUST, SHOULD, INFO = Level.MUST_FIX, Level.SHOULD_CHECK, Level.INFORMATION
STRATEGIES = (Strategy("s1", 1, "เศรษฐกิจ"), Strategy("s2", 2, "สังคม"))
STATUSES = ("done", "in_progress", "not_started", "cancelled")
SPENT = {"done": "90000", "in_progress": "40000", "not_started": "0", "cancelled": "0"}
DAY = date(2026, 1, 5)


def line(n, **changed):
    zero, status = D(0), STATUSES[(n - 1) % 4]
    given = {
        "fund": "ordinance_budget", "budget": D(100000), "transfer": zero, "opening": zero,
        "earlier": zero, "amount": D(SPENT[status]),
    } | changed  # fmt: skip
    return Line(f"l{n}", given["fund"], 2569, *(given[name] for name in ("budget", "transfer", "opening", "earlier", "amount")))  # fmt: skip


def rows(changed=None, **lines):
    """Eight clean rows, two of each status; `changed` is of rows by number, `l3={…}` of a line."""
    made = []
    for n in range(1, 9):
        row = Row(f"r{n}", n, f"s{1 + (n - 1) // 4}", f"โครงการ {n}", STATUSES[(n - 1) % 4], False, (line(n, **lines.get(f"l{n}", {})),))  # fmt: skip
        made.append(replace(row, **(changed or {}).get(n, {})))
    return made


def check(made, around=None, **given):
    figures = compute(STRATEGIES, made, [PlanYear("s1", 2569, 4, D(400000))], range(2569, 2570))
    return check_form2(STRATEGIES, made, figures, around=around, **given)


def ids(found):
    return [(one.rule, one.level, one.cells[0]) for one in found]


def last(n, status, to_date):
    return LastRow(f"r{n}", n, f"โครงการ {n}", status, D(to_date))


def past(*amounts):
    return tuple(Past(f"2569-q{n}", D(amount)) for n, amount in enumerate(amounts, start=1))


CANCELS = tuple(Change("cancel", f"r{n}", "", None, "มติสภา", DAY) for n in (4, 8))
ODD = D("48324.82")


@pytest.mark.parametrize(
    "made, around, rule, level, cell",
    [
        (rows(), Surroundings(fiscal_year=25598), "F2-13", MUST, "p1.fiscal_year"),
        (rows(), Surroundings(fiscal_year=2539), "F2-13", MUST, "p1.fiscal_year"),
        (rows(l4={"amount": D(1)}), None, "F2-15", MUST, "p2.row.r4.status"),
        (rows(l1={"fund": "pao_budget"}), None, "F2-14", INFO, "p2.t5.outside.budget"),
        (
            rows(l1={"fund": "earmarked_grant", "amount": D("100000.01")}),
            None, "F2-10", MUST, "p2.line.l1.amount",
        ),
        (rows(), Surroundings(last_rows=(last(2, "done", 0),)), "F2-09", SHOULD, "p2.row.r2.status"),
        (
            rows(),
            Surroundings(last_rows=(last(2, "in_progress", "40000.01"),)),
            "F2-09", SHOULD, "p2.line.l2.to_date",
        ),
        (rows(), Surroundings(last_rows=(last(9, "done", 5),)), "F2-16", SHOULD, "p2.row.r9.status"),
        (rows(), Surroundings(changes=CANCELS[:1]), "F2-17", SHOULD, "p2.row.r8.status"),
        (
            rows(),
            Surroundings(changes=(CANCELS[0], replace(CANCELS[1], authority=" "))),
            "F2-17", SHOULD, "p2.row.r8.status",
        ),
        (
            rows({1: {"added": True}}),
            Surroundings(changes=CANCELS),
            "F2-17", SHOULD, "p2.row.r1.added",
        ),
        (
            rows({2: {"status": "not_started"}}, l2={"amount": D(0)}),
            Surroundings(nothing_in_p4=False, obstacles=" "),
            "F2-18", SHOULD, "p4.obstacles",
        ),
        (
            rows(l1={"amount": D("80000.50"), "budget": D("160000")}, l2={"amount": D("80000.50")}),
            None, "F2-12", SHOULD, "p2.line.l2.amount",
        ),
        (rows(), Surroundings(ledger={"l2": D(4000)}), "F2-19", SHOULD, "p2.line.l2.amount"),
        (
            rows(),
            Surroundings(controls=(Control("ordinance_budget", D(260001), DAY),)),
            "F2-19", SHOULD, "p2.control.ordinance_budget",
        ),
        (
            rows(l2={"amount": ODD, "earlier": ODD}),
            Surroundings(past={"l2": past(ODD)}),
            "F2-20", SHOULD, "p2.line.l2.amount",
        ),
    ],
)  # fmt: skip
def test_each_seeded_fault_is_found_and_nothing_else(made, around, rule, level, cell):
    assert ids(check(made, around)) == [(rule, level, cell)]


@pytest.mark.parametrize(
    "made, around",
    [
        (rows(), Surroundings()),
        (rows(), Surroundings(fiscal_year=2540)),
        (rows(), Surroundings(fiscal_year=2600)),
        (rows(), Surroundings(last_rows=(last(1, "done", 90000), last(2, "not_started", 40000)))),
        (rows(), Surroundings(changes=CANCELS)),
        (rows({2: {"status": "not_started"}}, l2={"amount": D(0)}), Surroundings(obstacles="")),
        (
            rows({2: {"status": "not_started"}}, l2={"amount": D(0)}),
            Surroundings(nothing_in_p4=False, obstacles="ฝนตกหนัก"),
        ),
        (rows(), Surroundings(nothing_in_p4=True)),  # two of eight are less than 30 %
        (rows(l1={"amount": D(80000)}, l2={"amount": D(80000)}), None),  # round
        (rows(l1={"amount": D(80001)}, l2={"amount": D(80001)}), None),  # whole baht
        (rows(), Surroundings(ledger={"l2": D(40000), "l3": D(0)})),
        (rows(), Surroundings(controls=(Control("ordinance_budget", D(260000), DAY),))),
        (rows(l2={"amount": D(27000), "earlier": D(27000)}), Surroundings(past={"l2": past(27000)})),
        (
            rows(l2={"amount": ODD, "earlier": ODD, "budget": D(999999)}),
            Surroundings(past={"l2": past(ODD, ODD)}),  # a standing payment
        ),
        (
            rows(l2={"amount": ODD, "earlier": ODD}),
            Surroundings(past={"l2": past(ODD)}, ledger={"l2": ODD * 2}),  # the ledger confirms it
        ),
    ],
)
def test_what_lies_just_inside_a_rule_is_not_found(made, around):
    assert check(made, around) == []


def test_a_reason_settles_overspending_and_a_cancelled_projects_spending_only():
    assert frozenset({"F2-07", "F2-15"}) == SETTLED_BY_A_REASON
    made = rows(l4={"amount": D(45000)})
    (finding,) = check(made)
    assert [(one.op, one.value) for one in finding.worked] == [("", "45,000.00"), ("=", "45,000.00")]
    (noted,) = check(made, reasons={finding.key: "เบิกก่อนยกเลิก 12 พ.ย."})
    assert (noted.level, noted.blocks) == (SHOULD, False)
    made = rows(l1={"fund": "earmarked_grant", "amount": D(100001)})
    (finding,) = check(made)
    assert check(made, reasons={finding.key: "ทดสอบ"})[0].blocks


def test_a_fall_that_a_refund_explains_is_said_once():
    made = rows(l2={"earlier": D(40000), "amount": D(-500)})
    around = Surroundings(last_rows=(last(2, "in_progress", 40000),))
    assert ids(check(made, around)) == [("F2-06", SHOULD, "p2.line.l2.amount")]


def test_a_recorded_transfer_settles_overspending_by_arithmetic():
    assert check(rows(l1={"amount": D(112000)}))[0].rule == "F2-07"
    assert check(rows(l1={"amount": D(112000), "transfer": D(12000)})) == []


def test_the_worked_sum_has_three_columns_where_finance_gave_a_figure():
    made = rows(l2={"budget": D(300000), "amount": D(312000)})
    (finding,) = check(made, Surroundings(ledger={"l2": D(132000)}, past={"l2": past(84000, 141000)}))
    assert finding.columns == ("value", "likely", "finance")
    assert [(one.op, one.value, one.likely, one.finance, one.mark) for one in finding.worked] == [
        ("", "300,000.00", "300,000.00", "300,000.00", ""),
        ("+", "0.00", "0.00", "0.00", ""),
        ("−", "312,000.00", "132,000.00", "132,000.00", "wrong"),
        ("=", "−12,000.00", "168,000.00", "168,000.00", "total"),
    ]
    assert (finding.cause, finding.likely, finding.mend) == (
        "swapped-digits", "132000.00", "p2.line.l2.amount",
    )  # fmt: skip
    assert [one.amount for one in finding.past] == [84000, 141000]


def test_a_control_total_is_narrowed_to_the_one_row_whose_slip_makes_the_difference():
    made = rows(l2={"amount": D("40000.75")}, l5={"amount": D("90200.25")})
    right = D("90000") + D("40000.75") + D("92000.25") + D("40000")
    around = Surroundings(controls=(Control("ordinance_budget", right, DAY),))
    (finding,) = check(made, around)
    assert (finding.row, finding.cause, finding.likely) == (5, "swapped-digits", "92000.25")
    assert "Please look at row 5 first" in str(finding.sentence)
    total = finding.worked[-1]
    assert (total.value, total.likely, total.finance, total.mark) == (
        "260,201.00", "262,001.00", "262,001.00", "total",
    )  # fmt: skip


def test_a_control_total_that_single_lines_explain_is_not_told_again():
    around = Surroundings(
        ledger={"l2": D(4000)}, controls=(Control("ordinance_budget", D(260000 - 36000), DAY),)
    )
    assert ids(check(rows(), around)) == [("F2-19", SHOULD, "p2.line.l2.amount")]


def test_findings_name_only_rules_of_the_list_at_their_levels():
    levels = {rule.id: rule.levels for rule in RULES}
    yearly = [f"F31-{n:02}" for n in range(1, 6)] + ["F32-01", "F32-02", "F33-01", "F33-02"]
    scores = [f"SC-{n:02}" for n in range(1, 4)]
    assert list(levels) == [f"F2-{n:02}" for n in range(1, 21)] + ["F1-01", *yearly, *scores]
    found = check(rows(l1={"amount": D(-1)}, l2={"amount": D(1000000)}), Surroundings(fiscal_year=1))
    assert found and all(one.level in levels[one.rule] for one in found)


# The same rules on a report made elsewhere


def stated_row(n, **changed):
    given = {"budget": D(100000), "disbursed": D(60000), "status": "done", "fund": "ordinance_budget"}
    return StatedRow(n, 1, f"โครงการ {n}", **(given | changed))


@pytest.mark.parametrize(
    "report, rule, level, cell",
    [
        (Stated(fiscal_year=25598), "F2-13", MUST, "p1.fiscal_year"),
        (Stated(rows=(stated_row(1, budget=D(-1), disbursed=D(0), status="not_started"),)), "F2-06", MUST, "p2.line.r1.budget"),
        (Stated(rows=(stated_row(1, disbursed=D(100001)),)), "F2-07", MUST, "p2.line.r1.amount"),
        (Stated(rows=(stated_row(1, disbursed=D(0)),)), "F2-08", SHOULD, "p2.row.r1.status"),
        (Stated(rows=(stated_row(1, status="cancelled"),)), "F2-15", MUST, "p2.row.r1.status"),
        (
            Stated(rows=(stated_row(1, before=D(60001)),)),
            "F2-06", SHOULD, "p2.line.r1.amount",
        ),
        (
            Stated(rows=(stated_row(1, status="in_progress", last_status="done"),)),
            "F2-09", SHOULD, "p2.row.r1.status",
        ),
        (
            Stated(rows=(stated_row(1, before=D(40000), amount=D(10000)),)),
            "F2-09", SHOULD, "p2.line.r1.to_date",
        ),
        (
            Stated(rows=(stated_row(1, budget=ODD, disbursed=D(48000)), stated_row(2, budget=ODD))[:1]
                   + (stated_row(2, budget=ODD, disbursed=D(47000)),)),
            "F2-12", SHOULD, "p2.line.r2.budget",
        ),
        (
            Stated(rows=(stated_row(1), stated_row(2, status=None))),
            "F2-02", MUST, "p2.row.r2.status",
        ),
        (
            Stated(grants=(StatedGrant("ถนน", D(100), D(101), ("done",)),)),
            "F2-10", MUST, "p3.t6.g1.spent",
        ),
        (
            Stated(grants=(StatedGrant("ถนน", D(100), D(99), ("done", "in_progress")),)),
            "F2-10", MUST, "p3.t6.g1.done",
        ),
        (Stated(rows=(stated_row(1),), grants=(StatedGrant("ถนน", D(1), D(1), ("done",)),)), "F2-10", MUST, "p3.t6.total.n"),
        (
            Stated(
                rows=(stated_row(1), stated_row(2, fund="pao_budget", budget=D(900000), disbursed=D(900000))),
                percents=(StatedPercent("บทสรุป", D("96.00"), of="money"),),
            ),
            "F2-14", SHOULD, "percents.1.percent",
        ),
        (
            Stated(percents=(StatedPercent("บทสรุป", D("33.00"), D(1), D(3)),)),
            "F2-04", SHOULD, "percents.1.percent",
        ),
        (
            Stated(rows=(stated_row(1),), percents=(StatedPercent("บทสรุป", D("33.00"), D(1)),)),
            "F2-04", SHOULD, "percents.1.percent",
        ),
    ],
)  # fmt: skip
def test_a_stated_report_is_asked_the_same(report, rule, level, cell):
    assert ids(check_stated(report)) == [(rule, level, cell)]


@pytest.mark.parametrize(
    "report",
    [
        Stated(fiscal_year=2568),
        Stated(rows=(stated_row(1), stated_row(2))),
        Stated(rows=(stated_row(1, before=D(40000), amount=D(20000)),)),
        Stated(grants=(StatedGrant("ถนน", D(100), D(100), ("done",)),)),
        Stated(percents=(StatedPercent("บทสรุป", D("33.33"), D(1), D(3)),)),
        Stated(rows=(stated_row(1),), percents=(StatedPercent("บทสรุป", D("60.00"), D(60000), of="money"),)),
        Stated(percents=(StatedPercent("บทสรุป", D("33.33")),)),
    ],
)
def test_a_sound_stated_report_is_left_alone(report):
    assert check_stated(report) == []


def test_a_total_whose_digits_changed_places_is_named():
    parts = tuple(StatedPart(n, budget=D(1_200_000 + n)) for n in (1, 2))
    (finding,) = check_stated(Stated(StatedPart(budget=D("4200003")), parts))
    assert (finding.expected, finding.cause) == ("2400003.00", "swapped-digits")
