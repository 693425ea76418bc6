"""A list beside a plan: what is new, updated, the same or missing; what is asked, and that nothing is merged."""

from dataclasses import replace
from decimal import Decimal

import pytest

from plans.importing import Choices, KnownProject, Sheet, compare, understand
from plans.importing.packing import pack_preview, pack_sheets, unpack_preview, unpack_sheets
from plans.importing.twins import Names, likeness
from plans.vocabulary import Fund

D = Decimal
HEAD = ("ที่", "ยุทธศาสตร์", "โครงการ", "หมู่ที่", "งบประมาณ", "แหล่งเงิน")
LINE = (Fund.ORDINANCE_BUDGET, 2569)


def told(*rows):
    """Projects of a file: (name, budget, village, fund, strategy), what is left out as usual."""
    cells = []
    for number, row in enumerate(rows, 1):
        name, budget, village, fund, strategy = (*row, *("", 100, None, "ข้อบัญญัติ", "1. ก")[len(row) :])
        cells.append((number, strategy, name, village, budget, fund))
    preview = understand([Sheet("แผ่น", (HEAD, *cells))], default_year=2569)
    assert preview.waiting == ()
    return preview.ready


def known(key, name, budget=100, village="", strategy=1, line=LINE):
    return KnownProject(key, key, strategy, name, village, {line: D(budget)})


def beside(projects, plan, **rows):
    choices = Choices(rows={("แผ่น", 2, code.replace("_", "-")): answer for code, answer in rows.items()})
    return compare(projects, plan, default_year=2569, choices=choices)


def codes(found):
    return [problem.code for row in found.waiting for problem in row.problems]


def test_new_updated_the_same_and_missing_are_told_apart():
    plan = [known(1, "ถนน"), known(2, "ประปา"), known(3, "ไฟฟ้า")]
    found = beside(told(("ถนน",), ("ประปา", 50, None, "เงินสะสม"), ("ตลาด",)), plan)
    assert (found.new, found.updated, found.same) == (1, 1, 1)
    assert [one.name for one in found.missing] == ["ไฟฟ้า"]
    assert found.matches[1].new == (((Fund.RESERVE_FUND, 2569), D(50)),)


@pytest.mark.parametrize(
    ("name", "there", "code"),
    [
        ("ก่อสร้างถนน หมู่ที่ 1", "ก่อสร้างถนน หมู่ที่ 2", None),
        ("ก่อสร้างถนนสายบ้านในถึงวัด หมู่ที่ 1", "ก่อสร้างถนนสายบ้านในไปวัด หมู่ที่ 1", "renamed"),
        ("อบรมอาชีพผู้สูงอายุตำบลบ้านนา", "อบรมอาชีพผู้สูงวัยตำบลบ้านนา", "renamed"),
        ("อบรมอาชีพ", "ขุดลอกคลองส่งน้ำบ้านใน", None),
    ],
)
@pytest.mark.parametrize("budget", [100, 77])
def test_a_name_that_is_only_alike_is_asked_about_and_another_number_never_is(name, there, code, budget):
    found = beside(told((name, 100)), [known(1, there, budget)])
    assert codes(found) == ([code] if code else [])
    assert not [match for match in found.matches if match.known], "nothing is merged by itself"


def test_a_shorter_likeness_is_asked_about_only_when_the_money_is_the_same():
    name, there = "จัดงานประเพณีลอยกระทง", "โครงการสืบสานประเพณีลอยกระทงประจำปี"
    assert codes(beside(told((name, 45000)), [known(1, there, 45000)])) == ["renamed"]
    assert codes(beside(told((name, 45000)), [known(1, there, 99)])) == []


def test_villages_that_contradict_are_different_projects():
    plan = [known(1, "ขุดบ่อบาดาล", village="3")]
    found = beside(told(("ขุดบ่อบาดาล", 100, 4)), plan)
    assert codes(found) == [] and found.new == 1
    assert beside(told(("ขุดบ่อบาดาล", 100, 3)), plan).same == 1
    assert beside(told(("ขุดบ่อบาดาล", 100)), plan).same == 1, "a village that is not said is no contradiction"


@pytest.mark.parametrize(("answer", "new", "waits"), [("", 0, 1), ("same", 0, 0), ("another", 1, 0)])
@pytest.mark.parametrize("code", ["renamed", "moved"])
def test_the_answer_decides_and_without_one_the_row_waits(code, answer, new, waits):
    plan = [known(1, "ก่อสร้างตลาดสดเทศบาล", strategy=1 if code == "renamed" else 4)]
    name = "ก่อสร้างตลาดสดเทศบาลฯ ใหม่" if code == "renamed" else "ก่อสร้างตลาดสดเทศบาล"
    found = beside(told((name,)), plan, **({code: answer} if answer else {}))
    assert (found.new, len(found.waiting)) == (new, waits)
    assert codes(found) == ([code] if waits else [])
    if answer == "same":
        assert found.matches[0].known == plan[0]


@pytest.mark.parametrize(
    ("answer", "changed", "waits"), [("", (), 1), ("keep", (), 0), ("replace", ((LINE, D(150)),), 0)]
)
def test_another_budget_is_never_overwritten_silently(answer, changed, waits):
    found = beside(told(("ถนน", 150)), [known(1, "ถนน")], **({"budget_changed": answer} if answer else {}))
    assert len(found.waiting) == waits
    assert [match.changed for match in found.matches] == ([changed] if not waits else [])
    if waits:
        assert "100.00 → 150.00" in str(found.waiting[0].problems[0].message)


def test_a_list_without_funds_means_the_one_line_that_is_there():
    preview = understand([Sheet("x", (HEAD[:5], (1, "1. ก", "ถนน", None, 100)))], default_year=2569)
    line = (Fund.EARMARKED_GRANT, 2569)
    found = compare(preview.ready, [known(1, "ถนน", line=line)], default_year=2569)
    assert found.same == 1 and found.matches[0].there == (line,)


def test_two_projects_of_one_name_find_their_own_again():
    plan = [known(1, "ถนน"), known(2, "ถนน")]
    rows = told(("ถนน",), ("ทาง",))
    twice = [rows[0], replace(rows[0], row=3, separate=False)]
    found = compare(twice, plan, default_year=2569)
    assert [match.known.key for match in found.matches] == [1, 2] and found.missing == ()


def test_likeness_is_of_letters_and_not_of_numbers():
    assert likeness("ถนนสายบ้านใน", "ถนนสายบ้านใน") == 1
    assert likeness("ถนนสายบ้านใน 1", "ถนนสายบ้านใน 2") == 0
    assert 0.7 < likeness("อบรมอาชีพผู้สูงอายุตำบลบ้านนา", "อบรมอาชีพผู้สูงวัยตำบลบ้านนา") < 1


def test_many_names_without_numbers_are_searched_by_their_rare_letters():
    words = ["กลอง", "ขลุ่ย", "ฆ้อง", "ระนาด", "ซออู้", "จะเข้", "ปี่มอญ", "แคน", "พิณ", "โหวด", "กระจับปี่", "รำมะนา"]
    names = [f"สนับสนุนวง{one}และ{other}ประจำตำบล" for one in words for other in words]
    found = Names(names)
    assert found.alike("สนับสนุนวงกลองกับระนาดประจำตำบล") == names.index("สนับสนุนวงกลองและระนาดประจำตำบล")
    assert found.alike("ขุดลอกคลองส่งน้ำ") is None


def test_sheets_and_previews_are_kept_and_come_back_the_same():
    from datetime import datetime

    rows = (("ข้อมูล ณ วันที่ 31 มี.ค. 68",), HEAD, (1, "1. ก", "ถนน", 4.0, "1.250,00", datetime(2025, 3, 31)))
    sheets = [Sheet("แผ่น", rows, ((0, 0, 0, 5),), hidden=False)]
    assert unpack_sheets(pack_sheets(sheets)) == sheets
    years = (("ที่", "ยุทธศาสตร์", "โครงการ", "งบ 2568", "งบ 2569"), (1, "1. ก", "ถนน", 5, 6))
    for each in (sheets, [Sheet("ผ.02", years)]):
        preview = understand(each, default_year=2569)
        again = unpack_preview(pack_preview(preview))
        assert again == preview
        assert [str(one.message) for one in again.problems] == [str(one.message) for one in preview.problems]
