"""The layouts of the field: ผ.02, a municipality's register, e-Plan's order, action plans, progress lists."""

from decimal import Decimal

import pytest

from plans.importing import Choices, Sheet, SheetChoice, survey, understand
from plans.importing.headings import field_of
from plans.vocabulary import Fund, Status

D = Decimal


def of(preview):
    return [(each.name, each.years or each.budget) for each in preview.projects]


def asked(preview):
    return [(each.code, each.row) for each in preview.problems if each.level != "note"]


P02 = (
    ("แบบ ผ.02",),
    ("รายละเอียดโครงการพัฒนา",),
    ("แผนพัฒนาท้องถิ่น (พ.ศ. 2566 – 2570)",),
    ("องค์การบริหารส่วนตำบลบ้านนา",),
    ("ประเด็นการพัฒนาที่ 1 ด้านโครงสร้างพื้นฐาน",),
    ("แผนงานอุตสาหกรรมและการโยธา",),
    ("ที่", "โครงการ", "วัตถุประสงค์", "เป้าหมาย\n(ผลผลิตของโครงการ)", "งบประมาณ", None, None, None, None, "ตัวชี้วัด\n(KPI)", "ผลที่คาดว่าจะได้รับ", "หน่วยงานรับผิดชอบหลัก"),
    (None, None, None, None, "2566\n(บาท)", "2567\n(บาท)", "2568\n(บาท)", "2569\n(บาท)", "2570\n(บาท)", None, None, None),
    (1, "ก่อสร้างถนน คสล. หมู่ที่ 1", "เพื่อให้สัญจรสะดวก", "กว้าง 4 ม.", "-", "500,000", "500,000", "-", "-", "ร้อยละ 80", "สะดวก", "กองช่าง"),
    (None, None, "และปลอดภัย", "ยาว 200 ม.", None, None, None, None, None, None, "ปลอดภัย", None),
    (2, "ขุดลอกคลองบ้านใน", "เพื่อระบายน้ำ", "1 สาย", 100000, 100000, 100000, 100000, 100000, "1 สาย", "น้ำไม่ท่วม", "กองช่าง"),
    (None, "รวม 2 โครงการ", None, None, 100000, 600000, 600000, 100000, 100000, None, None, None),
)  # fmt: skip
HEAD_MERGES = ((6, 4, 6, 8), (6, 0, 7, 0), (6, 1, 7, 1))


@pytest.mark.parametrize("merged", [HEAD_MERGES, ()])
def test_a_plan_of_five_years_is_one_project_a_row_with_a_line_a_year(merged):
    preview = understand([Sheet("ผ.02", P02, merged)], default_year=2569)
    assert of(preview) == [
        ("ก่อสร้างถนน คสล. หมู่ที่ 1", ((2567, D(500000)), (2568, D(500000)))),
        ("ขุดลอกคลองบ้านใน", tuple((year, D(100000)) for year in range(2566, 2571))),
    ]
    assert len(preview.projects) == 2, "a project in five years is one project"
    assert {total.year: (total.projects, total.budget) for total in preview.by_year} == {
        2566: (1, D(100000)),
        2567: (2, D(600000)),
        2568: (2, D(600000)),
        2569: (1, D(100000)),
        2570: (1, D(100000)),
    }
    assert preview.budget_total == D(1500000)
    assert preview.strategies == ((1, "ด้านโครงสร้างพื้นฐาน"),)
    assert asked(preview) == [] and preview.waiting == ()
    assert [str(each.why) for each in preview.skipped][-2:] == [
        "Text that continues the row above",
        "Row of totals",
    ]


def test_years_as_numbers_in_the_lower_storey_are_years_all_the_same():
    rows = [*P02[:7], (None,) * 4 + (2566.0, 2567.0, 2568.0, 2569.0, 2570.0), *P02[8:]]
    preview = understand([Sheet("ผ.02", tuple(rows), HEAD_MERGES)], default_year=2569)
    assert len(preview.projects) == 2 and preview.budget_total == D(1500000)


def test_a_bad_amount_of_one_year_keeps_its_project_waiting():
    rows = [*P02[:8], (1, "ถนน", None, None, "########", 5, None, None, None, None, None, "กองช่าง")]
    preview = understand([Sheet("ผ.02", tuple(rows), HEAD_MERGES)], default_year=2569)
    assert asked(preview) == [("too-narrow", 9)]
    assert preview.ready == () and preview.waiting[0].texts["budget_2566"] == "########"


MUNICIPALITY = ("ลำดับ", "ยุทธศาสตร์", "แผนงาน", "ชื่อโครงการ", "เป้าหมาย", "งบ 2566", "งบ 2567", "งบ 2568", "งบ 2569", "งบ 2570", "หน่วยงาน", "ประเภทงาน", "หมู่ที่", "เล่มแผนพัฒนาฯ", "หน้า", "ข้อ", "สถานะงบประมาณ", "ปีงบประมาณที่ได้รับ", "งบที่ได้รับจริง", "จำนวนครั้งที่ปรากฏในแผนดำเนินงาน")  # fmt: skip


def test_a_municipality_s_register_of_a_whole_plan():
    row = (1, "1. คมนาคม", "เคหะและชุมชน", "ลาดยางซอย 3", "300 ม.", None, 250000, None, None, 90000, "กองช่าง", "ถนน", 4, "เล่ม 1", 21, 3, "ได้รับแล้ว", 2567, 240000, 1)  # fmt: skip
    preview = understand([Sheet("ทะเบียน", (MUNICIPALITY, row))], default_year=2569)
    assert of(preview) == [("ลาดยางซอย 3", ((2567, D(250000)), (2570, D(90000))))]
    only = preview.projects[0]
    assert (only.village, only.division, only.status, only.strategy_number) == ("4", "กองช่าง", None, 1)
    assert preview.waiting == ()


def test_e_plan_s_order_takes_the_ordinance_s_budget_and_not_the_plan_s():
    head = ("ลำดับ", "ยุทธศาสตร์", "แผนงาน", "โครงการ", "งบประมาณตามแผนพัฒนา", "งบประมาณตามข้อบัญญัติ", "วงเงินตามสัญญา", "เบิกจ่าย", "หน่วยงานรับผิดชอบ")  # fmt: skip
    row = (1, "1. คมนาคม", "เคหะ", "ลาดยางซอย 3", 900000, 500000, 480000, 120000, "กองช่าง")
    preview = understand([Sheet("e-Plan", (head, row))], default_year=2569)
    only = preview.projects[0]
    assert (only.budget, only.disbursed, only.budget_year) == (D(500000), D(120000), 2569)
    assert preview.waiting == ()


ACTION = (
    ("บัญชีโครงการ/กิจกรรม แผนการดำเนินงาน ประจำปีงบประมาณ พ.ศ. 2569",),
    ("1. ยุทธศาสตร์ที่ 1 ด้านเศรษฐกิจ",),
    ("ลำดับที่", "โครงการ/กิจกรรม", "รายละเอียดของโครงการ/กิจกรรม", "งบประมาณ (บาท)", "สถานที่ดำเนินการ", "หน่วยงานรับผิดชอบหลัก", "พ.ศ. 2568", None, None, "พ.ศ. 2569", None, None),
    (None, None, None, None, None, None, "ต.ค.", "พ.ย.", "ธ.ค.", "ม.ค.", "ก.พ.", "มี.ค."),
    (1, "ส่งเสริมอาชีพ", "อบรม 2 วัน", "50,000", "หมู่ที่ 2", "สำนักปลัด", None, "↔", "↔", None, None, None),
)  # fmt: skip


def test_an_action_plan_s_months_are_no_years():
    sheet = Sheet("แผนดำเนินงาน", ACTION, ((2, 6, 2, 8), (2, 9, 2, 11)))
    preview = understand([sheet], default_year=2570)
    only = preview.projects[0]
    assert (only.budget, only.years, only.budget_year, only.strategy_number) == (D(50000), (), 2569, 1)
    assert asked(preview) == []
    assert {each.field for each in preview.columns if each.heading.startswith("พ.ศ.")} == {"ignored"}


def test_a_progress_list_says_of_which_day_its_figures_are():
    title = ("สรุปผลการดำเนินงาน ปีงบประมาณ พ.ศ. 2568 (ข้อมูล ณ วันที่ 31 มี.ค. 68)",)
    head = ("ที่", "ยุทธศาสตร์", "โครงการ", "งบประมาณ", "เบิกจ่ายสะสม", "สถานะ", "แหล่งเงิน")
    row = (1, "1. ก", "ถนน", 100, 40, "กำลังดำเนินการ", "เงินสะสม")
    preview = understand([Sheet("H1", (title, head, row))], default_year=2569)
    only = preview.projects[0]
    assert preview.as_of is not None and preview.as_of.isoformat() == "2025-03-31"
    assert (only.disbursed, only.status, only.fund) == (D(40), Status.IN_PROGRESS, Fund.RESERVE_FUND)


@pytest.mark.parametrize(
    ("heading", "field", "confidence"),
    [
        ("งบประมาณ 2566", "budget_2566", 1.0),
        ("งบประมาณปี พ.ศ. ๒๕๖๖ (บาท)", "budget_2566", 1.0),
        ("ปี 2567", "budget_2567", 1.0),
        ("2568", "budget_2568", 0.7),
        ("ปี 69", "budget_2569", 0.7),
        ("ปี 12", "", 0.0),
        ("เบิกจ่ายปี 2568", "", 0.0),
        ("พ.ศ. 2568 ต.ค.", "ignored", 1.0),
        ("ม.ค. 69", "ignored", 1.0),
        ("ประเด็นการพัฒนา", "strategy", 1.0),
        ("ประเด็นการพัฒนาที่", "strategy_number", 1.0),
        ("สถานะงบประมาณ", "ignored", 1.0),
        ("ปีงบประมาณที่ได้รับ", "ignored", 1.0),
    ],
)
def test_a_heading_is_understood_with_how_sure_that_is(heading, field, confidence):
    assert field_of(heading) == (field, confidence)


def test_a_person_names_the_row_of_headings_and_every_column():
    rows = (("รายการที่ต้องทำ", "เงิน"), ("ก", "ข"), ("ถนน", 100), ("ประปา", 200))
    sheets = [Sheet("แผ่น 1", rows)]
    assert understand(sheets, default_year=2569).projects == ()
    choices = Choices(
        sheets={"แผ่น 1": SheetChoice(head=2, columns={"A": "name", "B": "budget"})}, strategy="3. สังคม"
    )
    preview = understand(sheets, default_year=2569, choices=choices)
    assert of(preview) == [("ถนน", D(100)), ("ประปา", D(200))]
    assert preview.strategies == ((3, "สังคม"),) and preview.waiting == ()


def test_a_sheet_that_is_not_chosen_is_left_and_a_hidden_one_can_be_chosen():
    head = ("ที่", "โครงการ", "งบประมาณ", "ยุทธศาสตร์")
    sheets = [
        Sheet("ก", (head, (1, "ถนน", 1, "1. ก"))),
        Sheet("ข", (head, (1, "ไฟ", 2, "1. ก")), hidden=True),
    ]
    choices = Choices(sheets={"ก": SheetChoice(use=False), "ข": SheetChoice(use=True)})
    assert of(understand(sheets, default_year=2569, choices=choices)) == [("ไฟ", D(2))]


def test_what_a_person_chooses_from_has_their_headings_and_three_values_each():
    shown = survey([Sheet("ผ.02", P02, HEAD_MERGES)])[0]
    assert (shown.head_row, shown.last_head_row, shown.used) == (7, 8, True)
    years = [each for each in shown.columns if each.column.field.startswith("budget_")]
    assert [each.column.heading for each in years][:2] == ["งบประมาณ 2566 (บาท)", "งบประมาณ 2567 (บาท)"]
    assert years[1].samples == ("500,000", "100000", "600000")


def test_columns_without_a_heading_are_listed_and_nothing_is_shifted():
    head = ("ที่", "โครงการ", "งบประมาณ", "ยุทธศาสตร์")
    sheets = [Sheet("ก", (head, (1, "ถนน", 100, "1. ก", None, "แถม")))]
    preview = understand(sheets, default_year=2569)
    assert [(each.code, each.level) for each in preview.problems] == [("columns-unnamed", "note")]
    assert of(preview) == [("ถนน", D(100))]
    assert [(each.column.letter, each.samples) for each in survey(sheets)[0].columns][-1] == ("F", ("แถม",))


def test_the_same_shape_has_the_same_fingerprint_and_another_has_not():
    one, same, other = (
        survey([Sheet("x", (head, (1, "ถนน", 5)))])[0].fingerprint
        for head in (("ที่", "โครงการ", "งบประมาณ"), ("ที่ ", "โครงการ", "งบ ประมาณ"), ("ที่", "โครงการ", "วงเงิน"))
    )
    assert one == same != other
