from datetime import date, datetime, timedelta

import pytest

from organisations import calendar
from organisations.calendar import CalendarError, parse_day, parse_key


def test_every_day_from_2000_to_2100_lies_in_one_quarter_one_half_and_one_year():
    day, last, seen = date(2000, 1, 1), date(2100, 12, 31), 0
    while day <= last:
        fy = calendar.fiscal_year(day)
        for kind, number in (("quarter", 1), ("half", 1), ("year", 1)):
            near = [
                span
                for other in (fy - 1, fy, fy + 1)
                for span in calendar.spans_of(other)
                if span.kind == kind and day in span
            ]
            assert len(near) == number and near[0].fiscal_year == fy, day
        seen += 1
        day += timedelta(days=1)
    assert seen == 36890


def test_spans_follow_each_other_without_gap_or_overlap():
    for kind in ("quarter", "half", "year"):
        spans = [span for fy in range(2540, 2601) for span in calendar.spans_of(fy) if span.kind == kind]
        assert all(one.ends_on == next_.starts_on for one, next_ in zip(spans, spans[1:], strict=False))
        assert len({span.key for span in spans}) == len(spans)


def test_fiscal_year_2569_runs_from_october_2025_to_the_end_of_september_2026():
    span = calendar.year(2569)
    assert (span.starts_on, span.ends_on) == (date(2025, 10, 1), date(2026, 10, 1))
    assert calendar.fiscal_year(date(2025, 9, 30)) == 2568
    assert calendar.fiscal_year(date(2025, 10, 1)) == 2569
    assert calendar.quarter(2569, 1).ends_on == date(2026, 1, 1)
    assert date(2026, 10, 1) not in span


def test_a_moment_is_not_a_day():
    with pytest.raises(TypeError):
        calendar.fiscal_year(datetime(2026, 1, 1, 12))


@pytest.mark.parametrize(
    "key, first, after",
    [
        ("2569-q1", date(2025, 10, 1), date(2026, 1, 1)),
        ("2569-q4", date(2026, 7, 1), date(2026, 10, 1)),
        ("2569-h1", date(2025, 10, 1), date(2026, 4, 1)),
        ("2569-h2", date(2026, 4, 1), date(2026, 10, 1)),
        ("2569", date(2025, 10, 1), date(2026, 10, 1)),
    ],
)
def test_a_period_key_is_read_back(key, first, after):
    span = parse_key(key)
    assert (span.key, span.starts_on, span.ends_on) == (key, first, after)


@pytest.mark.parametrize(
    "key", ["", "2569-q5", "2569-h3", "2569-q0", "69-q1", "2569q1", "plan-x", "๒๕๖๙", "2569-q1 "]
)
def test_a_key_that_names_no_period_is_refused(key):
    with pytest.raises(CalendarError) as refusal:
        parse_key(key)
    assert refusal.value.code == "key"


@pytest.mark.parametrize("code", ["banna", "banna-2566", "2566-2570", "banna-2566-2570"])
def test_a_plans_key_tells_its_years_to_who_has_no_other_table(code):
    span = calendar.plan(code, 2566, 2570)
    assert calendar.parse_key(span.key) == span


def test_a_plan_spans_its_fiscal_years():
    span = calendar.plan("dev2566", 2566, 2570)
    assert (span.key, span.starts_on, span.ends_on) == (
        "plan-dev2566-2566-2570",
        date(2022, 10, 1),
        date(2027, 10, 1),
    )
    assert str(calendar.label(span)) == "Plan 2566–2570"


def test_a_period_is_always_written_with_its_months():
    assert str(calendar.label(calendar.quarter(2570, 1))) == "Quarter 1/2570 (Oct–Dec 2569)"
    assert str(calendar.label(calendar.quarter(2570, 2))) == "Quarter 2/2570 (Jan–Mar 2570)"
    assert str(calendar.label(calendar.half(2570, 1))) == "First half-year 2570 (Oct 2569–Mar 2570)"


@pytest.mark.parametrize(
    "text, day",
    [
        ("22/11/2569", date(2026, 11, 22)),
        ("22/11/69", date(2026, 11, 22)),
        ("22-11-2569", date(2026, 11, 22)),
        ("22.11.2569", date(2026, 11, 22)),
        ("22 พ.ย. 2569", date(2026, 11, 22)),
        ("22 พ.ย.2569", date(2026, 11, 22)),
        ("22 พย 69", date(2026, 11, 22)),
        ("22 พฤศจิกายน 2569", date(2026, 11, 22)),
        ("วันที่ 22 พฤศจิกายน พ.ศ. 2569", date(2026, 11, 22)),
        ("22 เดือน พฤศจิกายน พ.ศ. 2569", date(2026, 11, 22)),
        ("๒๒ พฤศจิกายน ๒๕๖๙", date(2026, 11, 22)),
        ("๒๒/๑๑/๒๕๖๙", date(2026, 11, 22)),
        ("22 Nov 2569", date(2026, 11, 22)),
        ("2026-11-22", date(2026, 11, 22)),
        ("2569-11-22", date(2026, 11, 22)),
        ("31 มี.ค. 68", date(2025, 3, 31)),
        ("29/2/2567", date(2024, 2, 29)),
        ("29 ก.พ. 2571", date(2028, 2, 29)),
        ("31/12/69", date(2026, 12, 31)),
    ],
)
def test_a_day_is_read_as_people_write_it(text, day):
    assert parse_day(text) == day


@pytest.mark.parametrize(
    "text, code",
    [
        ("", "empty"),
        ("29/2/2568", "not-in-calendar"),
        ("29 ก.พ. 2568", "not-in-calendar"),
        ("31/02/2570", "not-in-calendar"),
        ("0/1/2570", "not-in-calendar"),
        ("1/13/2570", "not-in-calendar"),
        ("22/11/2026", "which-era"),
        ("22 พ.ย. 2026", "which-era"),
        ("1/1/25598", "year"),
        ("1/1/256", "year"),
        ("พรุ่งนี้", "not-understood"),
        ("22 xyz 2569", "not-understood"),
        ("22/11-2569", "not-understood"),
    ],
)
def test_a_day_that_cannot_be_meant_is_refused_in_a_sentence(text, code):
    with pytest.raises(CalendarError) as refusal:
        parse_day(text)
    assert refusal.value.code == code
    assert text in str(refusal.value)


def test_the_refusal_offers_the_last_day_of_that_month():
    with pytest.raises(CalendarError, match=r"31/02/2570.*not in the calendar.*28/2/2570"):
        parse_day("31/02/2570")
    with pytest.raises(CalendarError, match=r"29/2/2571"):
        parse_day("30/2/2571")


def test_buddhist_years_go_there_and_back_and_never_stand_in_a_date():
    day = date(2000, 1, 1)
    while day <= date(2100, 12, 31):
        assert calendar.from_be(day.day, day.month, calendar.be_year(day)) == day
        assert parse_day(f"{day.day}/{day.month}/{day.year + 543}") == day
        assert day.year < 2400
        day += timedelta(days=1)


@pytest.mark.parametrize("fy", [2539, 2601, 25598, 255, 2026])
def test_a_fiscal_year_that_is_no_buddhist_year_is_refused(fy):
    with pytest.raises(CalendarError):
        calendar.check_fiscal_year(fy)
    assert calendar.check_fiscal_year(2569) == 2569
