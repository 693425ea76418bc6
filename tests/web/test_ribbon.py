"""The ribbon of the year: pure, to scale, nothing upon anything, attributes and classes only."""

from datetime import date
from itertools import combinations
from xml.etree import ElementTree

import pytest
from django.utils.html import escape
from django.utils.translation import override

from web import ribbon
from web.ribbon import Bracket, Mark

TODAY = date(2027, 1, 6)
MARKS = [
    Mark(date(2026, 10, 15), "แบบ 2 ไตรมาส 4/2569", "อบจ. บันทึกแล้ว", "recorded", "recorded"),
    Mark(date(2026, 12, 30), "ประชุมวางแนวทาง", "เกิน 7 วัน", "late", "late"),
    Mark(date(2027, 1, 15), "แบบ 2 ไตรมาส 1/2570", "15 ม.ค. อีก 9 วัน", "draft", "draft"),
    Mark(date(2027, 4, 15), "แบบ 2 ไตรมาส 2/2570", "15 เม.ย.", "none"),
    Mark(date(2027, 10, 15), "แบบ 2 ไตรมาส 4/2570", "15 ต.ค.", "none"),
    Mark(date(2027, 12, 10), "แบบ 3/1", "10 ธ.ค.", "none"),
    Mark(date(2027, 12, 31), "ประกาศผล", "31 ธ.ค.", "none"),
]


def drawn(*, marks=MARKS, day=TODAY, brackets=()):
    with override("th"):
        return ribbon.draw(day, marks, brackets, "31 ธ.ค.")


def shapes(svg, css):
    return [one for one in ElementTree.fromstring(svg).iter() if css in one.get("class", "").split()]


def test_it_begins_in_october_and_ends_in_the_december_after():
    assert ribbon.window(TODAY) == (date(2026, 10, 1), date(2028, 1, 1))
    assert ribbon.window(date(2026, 9, 30)) == (date(2025, 10, 1), date(2027, 1, 1))
    assert [first.month for first, _ in ribbon.months(TODAY)] == [10, 11, 12, *range(1, 13)]


@pytest.mark.parametrize("way", ["lying", "hanging"])
def test_every_report_has_its_sheet_and_its_words(way):
    svg = getattr(drawn(), way)
    assert len(shapes(svg, "rb-sheet")) == len(MARKS)
    for mark in MARKS:
        assert mark.name in svg
        assert mark.note in svg
    assert "วันนี้ 6 ม.ค." in svg


def test_two_reports_of_one_day_are_one_sheet_in_the_more_urgent_state():
    twice = [Mark(MARKS[0].day, "แบบ 1", "-", "none"), MARKS[1], MARKS[0]]
    with override("th"):
        found = ribbon.together([*twice, Mark(MARKS[1].day, "แบบ 3/1", "-", "done")])
    assert [(one.css, one.name) for one in found] == [
        ("none", "แบบ 1 และอีก 1 เรื่อง"),
        ("late", "ประชุมวางแนวทาง และอีก 1 เรื่อง"),
    ]


def test_it_is_drawn_to_scale():
    sheets = [float(one.get("d")[1:].split()[0]) for one in shapes(drawn().lying, "rb-sheet")]
    days = [(mark.day - MARKS[0].day).days for mark in MARKS]
    for x, since in zip(sheets, days, strict=True):
        assert abs(x - sheets[0] - since * ribbon.WIDTH / 457) < 0.2


def boxes(found, sheets):
    for (lane, before), (x, wide) in zip(found, sheets, strict=True):
        yield lane, (x - wide, x + 16) if before else (x - 16, x + wide)


@pytest.mark.parametrize("step", [9, 16, 31, 92])
def test_no_words_lie_on_words_and_no_thread_runs_through_them(step):
    sheets = [(ribbon.LEFT + n * step * 2.26, 190.0) for n in range(min(8, 450 // step))]
    found = ribbon.laid_out(sheets)
    laid = list(boxes(found, sheets))
    for (lane, (a, b)), (other, (c, d)) in combinations(laid, 2):
        assert lane != other or b < c or d < a
    for (lane, (a, b)), (x, _), (under, _) in (
        (box, sheet, place) for box in laid for sheet, place in zip(sheets, found, strict=True)
    ):
        assert under <= lane or not a < x < b


def test_words_that_are_pushed_down_keep_their_order_and_their_room():
    close = [Mark(date(2027, 1, day), f"แบบ {day}", "-", "none") for day in (4, 5, 6, 7)]
    tops = [
        float(one.get("d").split()[1].partition("h")[0])
        for one in shapes(drawn(marks=close).hanging, "rb-sheet")
    ]
    assert all(after - before >= 40 for before, after in zip(tops, tops[1:], strict=False))


def test_marks_above_and_below_a_letter_take_no_room():
    assert ribbon.width("ที่นี่") == ribbon.width("ทน")


def test_days_that_are_planned_are_dashed():
    svg = drawn(brackets=[Bracket(date(2026, 12, 9), 15, False), Bracket(date(2027, 12, 10), 15, True)]).lying
    assert [one.get("class") for one in shapes(svg, "rb-span")] == ["rb-span", "rb-span plan"]


def test_it_needs_no_style_and_no_script_and_says_what_it_is_given_as_text():
    nasty = "<script>alert(1)</script>"
    both = drawn(marks=[Mark(TODAY, nasty, nasty, "none")])
    for svg in (both.lying, both.hanging):
        assert "style=" not in svg
        assert "<script" not in svg
        assert escape(nasty) in svg


@pytest.mark.parametrize("day", [date(2026, 10, 1), date(2027, 9, 30), date(2024, 2, 29)])
def test_any_day_can_be_drawn_without_a_report(day):
    svg = drawn(day=day, marks=[]).lying
    assert len(shapes(svg, "rb-knot")) == 1
    assert shapes(svg, "rb-sheet") == []
