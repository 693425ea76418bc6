"""What is accepted from a messy sheet, line by line of the list; each line in a cell of a real table."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from plans.days import DayProblem, read_day
from plans.importing import Choices, Sheet, read_pasted, understand
from plans.numbers import NumberProblem, read_percent
from plans.vocabulary import Fund, Status

D = Decimal
HEAD = ("ที่", "ยุทธศาสตร์", "โครงการ", "งบประมาณ", "เบิกจ่าย", "สถานะ", "แหล่งเงิน")


def row(number=1, name="ถนน", budget=100, spent=50, status="แล้วเสร็จ", fund="งบกลาง"):
    return (number, "1. เศรษฐกิจ", name, budget, spent, status, fund)


def read(*rows, merged=(), choices=None, head=HEAD):
    sheets = [Sheet("แผ่น", (head, *rows), merged)]
    return understand(sheets, default_year=2569, choices=choices or Choices())


def problems(preview):
    return [(each.code, each.level, each.row, each.column, each.suggestion) for each in preview.problems]


@pytest.mark.parametrize(
    ("cell", "baht"),
    [
        ("1,250,000.00", "1250000.00"),
        ("1 250 000", "1250000.00"),
        ("฿1,250,000", "1250000.00"),
        ("1,250,000 บาท", "1250000.00"),
        ("1\u00a0250\u2009000", "1250000.00"),
        ("๑,๒๕๐,๐๐๐.๐๐", "1250000.00"),
        ("475,962", "475962.00"),
    ],
)
def test_money_as_offices_write_it(cell, baht):
    preview = read(row(budget=cell))
    assert preview.projects[0].budget == D(baht) and preview.waiting == ()


def test_a_comma_for_a_point_is_asked_once_and_remembered_for_the_file():
    rows = [row(1, "ก", "1.250,00"), row(2, "ข", "1.250,00"), row(3, "ค", 7)]
    asked = read(*rows)
    assert problems(asked) == [("read-as", "ask", each, "D", "1250.00") for each in (2, 3)]
    assert [each.name for each in asked.ready] == ["ค"], "what is asked about waits"
    answered = read(*rows, choices=Choices(accepted=frozenset({("read-as", "1.250,00")})))
    assert answered.waiting == () and answered.budget_total == D(2507)


@pytest.mark.parametrize("cell", ["-", "–", "—", "", None])
def test_a_dash_is_blank_and_not_0_unless_the_column_says_so(cell):
    assert read(row(spent=cell)).projects[0].disbursed is None
    says_zero = read(row(spent=cell), choices=Choices(dash_is_zero=frozenset({"disbursed"})))
    assert says_zero.projects[0].disbursed == (D(0) if cell else None)


@pytest.mark.parametrize("cell", ["(1,200)", "1,200-"])
@pytest.mark.parametrize(("field", "letter"), [("budget", "D"), ("spent", "E")])
def test_less_than_nothing_must_be_mended(cell, field, letter):
    preview = read(row(**{field: cell}))
    assert [(each.level, each.column, each.value) for each in preview.problems] == [
        ("must", letter, "-1,200.00")
    ]


@pytest.mark.parametrize(("cell", "percent"), [("25%", 25), (25, 25), ("25", 25)])
def test_a_percent_is_read_as_it_is_written(cell, percent):
    assert read_percent(cell) == percent


def test_a_quarter_in_a_percent_column_is_asked_about():
    with pytest.raises(NumberProblem) as problem:
        read_percent(0.25)
    assert (problem.value.level, problem.value.suggestion) == ("ask", D(25))


def test_a_percent_where_baht_belong_is_not_taken():
    assert [each.code for each in read(row(budget="25%")).problems] == ["percent"]


@pytest.mark.parametrize("cell", ["#####", "#REF!", "#DIV/0!"])
def test_excel_s_own_errors_are_refused_for_that_cell_with_what_to_do(cell):
    preview = read(row(1, "ก", cell), row(2, "ข"))
    assert [(each.level, each.column, each.value) for each in preview.problems] == [("must", "D", cell)]
    assert "Please" in str(preview.problems[0].message)
    assert [each.name for each in preview.ready] == ["ข"]


def test_a_cell_in_quotes_is_one_cell_with_its_line_break():
    sheet = read_pasted('โครงการ\tงบประมาณ\tยุทธศาสตร์\n"ข้อความ ""อ้าง"" บรรทัด\nสอง"\t100\t1. ก\n')
    assert understand([sheet], default_year=2569).projects[0].name == 'ข้อความ "อ้าง" บรรทัด สอง'


@pytest.mark.parametrize(
    "cell",
    [
        "31 ธ.ค. 2569",
        "31/12/2569",
        "2026-12-31",
        "๓๑ ธันวาคม ๒๕๖๙",
        date(2026, 12, 31),
        datetime(2569, 12, 31),
    ],
)
def test_a_day_is_read_in_every_way_it_is_written(cell):
    assert read_day(cell) == date(2026, 12, 31)


@pytest.mark.parametrize("cell", ["31/12/69", "31 ธ.ค. 69"])
def test_a_year_of_two_digits_is_shown_for_confirmation(cell):
    with pytest.raises(DayProblem) as problem:
        read_day(cell)
    assert (problem.value.level, problem.value.suggestion) == ("ask", date(2026, 12, 31))
    assert cell in str(problem.value)


@pytest.mark.parametrize(("cell", "expected"), [("", None), (None, None), ("-", None)])
def test_no_day_is_none(cell, expected):
    assert read_day(cell) is expected


@pytest.mark.parametrize("cell", ["31/02/2569", "เร็ว ๆ นี้", 45000, True])
def test_what_is_no_day_must_be_mended(cell):
    with pytest.raises(DayProblem) as problem:
        read_day(cell)
    assert problem.value.level == "must"


@pytest.mark.parametrize("word", ["แล้วเส็จ", "เสร็จ"])
def test_a_likely_status_is_suggested_and_taken_for_all_equal_values_at_once(word):
    rows = [row(1, "ก", status=word), row(2, "ข", status=word), row(3, "ค")]
    asked = read(*rows)
    assert problems(asked) == [("status-suggested", "ask", each, "F", "แล้วเสร็จ") for each in (2, 3)]
    answered = read(*rows, choices=Choices(accepted=frozenset({("status-suggested", word)})))
    assert [each.status for each in answered.ready] == [Status.DONE] * 3


def test_done_already_is_done():
    assert read(row(status="ดำเนินการแล้ว")).projects[0].status == Status.DONE


def test_an_unknown_word_is_chosen_once_for_all_equal_values():
    rows = [row(1, "ก", status="รอฟ้าฝน", fund="เงินกู้"), row(2, "ข", status="รอ ฟ้าฝน")]
    assert [each.code for each in read(*rows).problems] == [
        "status-unknown",
        "fund-unknown",
        "status-unknown",
    ]
    words = {("status", "รอฟ้าฝน"): "in_progress", ("fund", "เงินกู้"): "other_agency"}
    answered = read(*rows, choices=Choices(words=words))
    assert [each.status for each in answered.ready] == [Status.IN_PROGRESS] * 2
    assert answered.ready[0].fund == Fund.OTHER_AGENCY


def test_one_cell_is_corrected_in_place_and_no_other():
    rows = [row(1, "ก", "########"), row(2, "ข", "########")]
    answered = read(*rows, choices=Choices(cells={("แผ่น", 2, "D"): "1,234.50"}))
    assert [(each.name, each.budget) for each in answered.ready] == [("ก", D("1234.50"))]
    assert [each.row for each in answered.waiting] == [3]


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ((None, None, "รวม", 100, 50, None, None), "Row of totals"),
        (("ยอดรวม", None, None, 100, 50, None, None), "Row of totals"),
        ((None, None, "total", 100, 50, None, None), "Row of totals"),
        ((None,) * 7, "Blank row"),
        (HEAD, "Head of the table, repeated"),
    ],
)
def test_rows_that_are_no_projects_are_skipped_and_counted(cells, why):
    preview = read(row(), cells, row(2, "ประปา"))
    assert [str(each.why) for each in preview.skipped] == ["Head of the table", why]
    assert len(preview.projects) == 2


def test_merged_cells_fill_their_rows_and_filling_down_can_be_declined():
    rows = [row(n, f"โครงการ {n}", fund="งบกลาง" if n == 1 else None) for n in (1, 2, 3)]
    assert read(*rows, merged=[(1, 6, 3, 6)]).projects[2].fund == Fund.CENTRAL_FUND
    offered = read(*rows)
    assert (
        problems(offered) == [("filled-down", "note", 2, "G", "")]
        and offered.projects[2].fund == Fund.CENTRAL_FUND
    )
    declined = read(*rows, choices=Choices(unfilled=frozenset({"fund"})))
    assert [each.code for each in declined.problems] == ["fund-blank", "fund-blank"]
    assert len(declined.waiting) == 2


def test_columns_beyond_the_head_are_listed_and_nothing_is_shifted():
    preview = read((*row(), None, "แถม"))
    assert [(each.code, each.level) for each in preview.problems] == [("columns-unnamed", "note")]
    assert preview.projects[0].budget == D(100)


def test_a_row_is_left_out_when_a_person_says_so():
    rows = [row(1, "ก", "########"), row(2, "ข")]
    preview = read(*rows, choices=Choices(rows={("แผ่น", 2, ""): "drop"}))
    assert preview.waiting == () and [str(each.why) for each in preview.skipped][-1] == "Left out by you"


@pytest.mark.parametrize(
    ("one", "other", "code"),
    [
        ("ก่อสร้างถนน หมู่ที่ 1", "ก่อสร้างถนน หมู่ที่ 2", None),
        ("อุดหนุนโรงเรียนบ้านนา", "อุดหนุนโรงเรียนบ้านใน", None),
        ("ก่อสร้างถนน สายบ้านใน", "ก่อสร้างถนนสายบ้านใน", "duplicate"),
        ("ก่อสร้างถนนสายบ้านใน", "โครงการก่อสร้างถนนสายบ้านใน", "duplicate"),
        ("พัฒนาการจัดเก็บรายได้", "พัฒนาการจัดเก็บรายไดั", None),
        ("ส่งเสริมอาชีพ (ผู้สูงอายุ)", "ส่งเสริมอาชีพผู้สูงอายุ", "near-twin"),
        ("ซ่อมแซมน้ำประปา", "ซ่อมแซมนำ้ประปา", "near-twin"),
    ],
)
def test_twins_in_a_file_are_asked_about_and_real_neighbours_are_not(one, other, code):
    asked = [each.code for each in read(row(1, one), row(2, other)).problems]
    assert asked == ([code] if code else [])


@pytest.mark.parametrize(
    ("answer", "names"),
    [("", ["ก"]), ("another", ["ก", "ก"]), ("drop", ["ก"])],
)
def test_the_answer_to_a_twin_decides_and_without_one_it_waits(answer, names):
    choices = Choices(rows={("แผ่น", 3, "duplicate"): answer} if answer else {})
    preview = read(row(1, "ก"), row(2, "ก"), choices=choices)
    assert [each.name for each in preview.ready] == names
    assert [each.row for each in preview.waiting] == ([] if answer else [3])
    assert [each.separate for each in preview.ready][1:] == ([True] if answer == "another" else [])


def test_another_fund_of_the_same_project_is_no_question():
    preview = read(row(1, "ก"), row(2, "ก", fund="เงินสะสม"))
    assert [(each.code, each.level) for each in preview.problems] == [("another-line", "note")]
    assert len(preview.ready) == 2


def test_one_name_in_two_villages_is_two_projects():
    head = (*HEAD, "หมู่ที่")
    preview = read((*row(1, "ขุดบ่อ"), 1), (*row(2, "ขุดบ่อ"), 2), head=head)
    assert preview.problems == () and len(preview.ready) == 2


def test_choices_survive_being_kept_as_json():
    from plans.importing import SheetChoice

    choices = Choices(
        sheets={"ก": SheetChoice(use=True, head=4, columns={"A": "name"})},
        accepted=frozenset({("read-as", "1.250,00")}),
        words={("status", "x"): "done"},
        cells={("ก", 5, "D"): "1"},
        rows={("ก", 6, "duplicate"): "drop"},
        unfilled=frozenset({"fund"}),
        dash_is_zero=frozenset({"budget"}),
        strategy="1. ก",
    )
    assert Choices.from_json(choices.to_json()) == choices
    assert Choices.from_json({}) == Choices()
