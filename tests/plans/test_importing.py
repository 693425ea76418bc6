import csv
import io
import json
import unicodedata
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from plans.importing import (
    Choices,
    FileRefused,
    Sheet,
    SheetChoice,
    column_letter,
    preview_json,
    read_pasted,
    read_sheets,
    understand,
)
from plans.importing.columns import SHOWN, shortened
from plans.vocabulary import Fund, Status

D = Decimal
FIXTURES = Path(__file__).parents[1] / "fixtures"
HEAD = ("ลำดับ", "ยุทธศาสตร์", "โครงการ", "งบประมาณ", "เบิกจ่าย", "สถานะ", "แหล่งเงิน")


def preview_of(name, **given):
    given.setdefault("default_year", 2568)
    return understand(read_sheets(name, (FIXTURES / name).read_bytes()), **given)


def table(*rows, head=HEAD, above=(), merged=(), **given):
    given.setdefault("default_year", 2569)
    return understand([Sheet("แผ่น 1", (*above, head, *rows), merged)], **given)


def project(
    number=1, name="ถนน", budget=100000, spent=0, status="แล้วเสร็จ", fund="งบกลาง", strategy="1. เศรษฐกิจ"
):
    return (number, strategy, name, budget, spent, status, fund)


def columns(**fields):
    return Choices(sheets={"": SheetChoice(columns=fields)})


def codes(preview, *levels):
    return [problem.code for problem in preview.problems if not levels or problem.level in levels]


def workbook(rows, **sheets):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for title, others in sheets.items():
        sheet = book.create_sheet(title)
        for row in others:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    "name", ["projects_fy2568_h1.xlsx", "projects_fy2568_h1.csv", "projects_fy2568_h1_windows874.csv"]
)
def test_the_clean_list_goes_in_without_a_question(name):
    preview = preview_of(name)
    assert len(preview.projects) == 58
    assert preview.budget_total == D("37656572.56")
    assert preview.disbursed_total == D("6479411.42")
    assert [number for number, _ in preview.strategies] == [1, 2, 3, 4, 5]
    assert preview.strategies[0] == (1, "พัฒนาระบบเศรษฐกิจ")
    assert codes(preview, "must", "ask") == []
    assert [(total.year, total.projects, total.budget) for total in preview.by_year] == [
        (2568, 58, D("37656572.56"))
    ]
    first, last = preview.projects[0], preview.projects[-1]
    assert (first.row, first.number, first.village, first.budget) == (2, 1, "1", D("238613.38"))
    assert (first.status, first.fund, first.division) == (Status.IN_PROGRESS, Fund.RESERVE_FUND, "กองช่าง")
    assert (last.row, last.number, last.disbursed, last.fund_text) == (59, 58, D("1800.00"), "ข้อบัญญัติ 2568")
    assert preview.projects[37].name == 'จิตอาสา "เราทำดีด้วยหัวใจ" น้อมถวายในหลวง ร.10'


def test_the_three_clean_files_hold_the_same_projects():
    def facts(name):
        return [
            (p.row, p.number, p.strategy_number, p.strategy_name, p.name, p.village, p.budget, p.division)
            + (p.disbursed or D(0), p.status, p.fund, p.budget_year)
            for p in preview_of(name).projects
        ]

    clean = facts("projects_fy2568_h1.xlsx")
    assert facts("projects_fy2568_h1.csv") == clean
    assert facts("projects_fy2568_h1_windows874.csv") == clean


def test_strategies_without_a_number_are_numbered_in_the_order_of_the_file_and_it_is_said():
    assert codes(preview_of("projects_fy2568_h1_windows874.csv")) == ["strategies-numbered"]


def test_a_dash_is_nothing_spent_yet_and_not_zero():
    assert preview_of("projects_fy2568_h1_windows874.csv").projects[0].disbursed is None
    assert preview_of("projects_fy2568_h1.csv").projects[0].disbursed == D(0)


def test_the_first_messy_workbook_with_its_head_of_two_storeys():
    preview = preview_of("projects_messy_a.xlsx", default_year=None)
    assert len(preview.projects) == 58
    assert preview.budget_total == D("37656572.56") - 300000 - 150000
    assert preview.disbursed_total == D("6479411.42") - 37580
    must = [(p.row, p.column, p.code) for p in preview.must]
    assert must == [(23, "D", "too-narrow"), (44, "E", "excel-error")]
    ask = [(p.row, p.column, p.code, p.suggestion) for p in preview.problems if p.level == "ask"]
    assert ask == [
        (42, "G", "status-suggested", "แล้วเสร็จ"),
        (45, "G", "status-suggested", "แล้วเสร็จ"),
        (52, "D", "read-as", "1250.00"),
        (52, "G", "status-suggested", "แล้วเสร็จ"),
        (66, "G", "status-suggested", "แล้วเสร็จ"),
    ]
    skipped = {(each.sheet, each.row): str(each.why) for each in preview.skipped}
    assert [row for (_, row), why in skipped.items() if why == "Row of totals"] == [29, 62, 69, 75, 79, 81]
    assert [row for (_, row), why in skipped.items() if "repeated" in why] == [40, 41]
    assert skipped["สรุป 6 เดือน", 30] == "Blank row"
    assert skipped["บันทึก", 1] == "Sheet without a table of projects"
    assert {p.strategy_number for p in preview.projects} == {1, 2, 3, 4, 5}
    by_row = {p.row: p for p in preview.projects}
    assert by_row[23].budget is None and by_row[52].budget is None and by_row[44].disbursed is None
    assert by_row[8].budget == D("313733.61")
    assert by_row[9].number == 3 and by_row[9].disbursed is None
    assert by_row[15].name.endswith("หมู่ที่ 6 (ต่อเนื่อง)")
    assert by_row[27].village == ""
    assert {p.budget_year for p in preview.projects} == {2568}


def test_a_messy_total_that_does_not_agree_is_noted_with_both_figures():
    notes = [p for p in preview_of("projects_messy_a.xlsx").problems if p.code == "total-differs"]
    assert {(p.row, p.column) for p in notes} == {(29, "D"), (62, "D"), (62, "E"), (81, "D"), (81, "E")}
    assert "18,266,672.56" in str(notes[0].message) and "17,966,672.56" in str(notes[0].message)


def test_a_question_answered_once_is_answered_for_the_whole_file():
    accepted = {("read-as", "1.250,00"), ("status-suggested", "แล้วเส็จ")}
    preview = preview_of("projects_messy_a.xlsx", choices=Choices(accepted=frozenset(accepted)))
    assert codes(preview, "ask") == []
    assert preview.budget_total == D("37656572.56") - 300000 - 150000 + 1250
    clean = {p.number: p.status for p in preview_of("projects_fy2568_h1.xlsx").projects}
    assert {p.number: p.status for p in preview.projects} == clean


def test_the_second_messy_workbook_with_a_sheet_for_each_strategy():
    preview = preview_of("projects_messy_b.xlsx")
    assert len(preview.projects) == 58
    assert (preview.budget_total, preview.disbursed_total) == (D("37656572.56"), D("6479411.42"))
    assert codes(preview, "must") == []
    assert set(codes(preview, "ask")) == {"status-suggested"}
    assert [(p.sheet, p.row, p.column) for p in preview.problems if p.code == "filled-down"] == [
        ("ย.1", 5, "B"),
        ("ย.2", 5, "B"),
        ("ย.3", 5, "B"),
        ("ย.4", 5, "B"),
    ]
    clean = {
        p.name: (p.strategy_number, p.strategy_name, p.fund, p.budget)
        for p in preview_of("projects_fy2568_h1.csv").projects
    }
    assert {p.name: (p.strategy_number, p.strategy_name, p.fund, p.budget) for p in preview.projects} == clean


def test_money_that_is_not_certain_is_counted_in_no_total():
    preview = table(
        project(1, budget="300,000"), project(2, "ประปา", budget="1.250,00"), project(3, "ไฟ", budget="#REF!")
    )
    assert preview.budget_total == D(300000)
    assert [(p.code, p.level, p.row, p.column, p.value, p.suggestion) for p in preview.problems] == [
        ("read-as", "ask", 3, "D", "1.250,00", "1250.00"),
        ("excel-error", "must", 4, "D", "#REF!", ""),
    ]


@pytest.mark.parametrize(
    "row, code, level",
    [
        (project(budget=None), "budget-blank", "must"),
        (project(budget="-"), "budget-blank", "must"),
        (project(budget="(1,200)"), "budget-negative", "must"),
        (project(spent="1,200-"), "disbursed-negative", "must"),
        (project(budget="25%"), "percent", "must"),
        (project(name=None), "name-blank", "must"),
        (project(budget=None, status=None, spent=None), "row-not-understood", "must"),
        (project(strategy=None), "strategy-missing", "must"),
        (project(status="แล้วเส็จ"), "status-suggested", "ask"),
        (project(status="รออนุมัติ"), "status-unknown", "ask"),
        (project(status=None), "status-blank", "note"),
        (project(fund="ไม่ทราบ"), "fund-unknown", "ask"),
        (project(fund="ข้อบัญญัติ/เงินสะสม"), "fund-unknown", "ask"),
        (project(fund=None), "fund-blank", "ask"),
    ],
)
def test_each_fault_of_a_row_is_one_problem_at_its_cell(row, code, level):
    others = [project(n, f"โครงการ {n}", strategy="1. เศรษฐกิจ") for n in (2, 3, 4)]
    preview = table(*others, row)
    assert [(p.code, p.level, p.row) for p in preview.problems] == [(code, level, 5)]
    assert "Row 5" in str(preview.problems[0].message) or code == "strategy-missing"


def test_a_clean_table_has_no_problem():
    assert table(project(1), project(2, "ประปา")).problems == ()


def test_rows_that_are_no_projects_are_skipped_and_counted():
    nothing = (None,) * 7
    preview = table(
        nothing,
        HEAD,
        ("แผนงานเคหะและชุมชน", *nothing[1:]),
        project(1),
        (None, None, "รวม", 100000, 0, None, None),
        ("ยอดรวม", None, None, 100000, 0, None, None),
        (None, None, "Grand total", 100000, 0, None, None),
        project(2, "รวมพลังชุมชนเข้มแข็ง"),
        project(3, "รวมใจภักดิ์", fund="เงินสะสม"),
        ("หมายเหตุ ข้อมูล ณ วันที่ 31 มี.ค. 68", *nothing[1:]),
    )
    assert [str(each.why) for each in preview.skipped] == [
        "Head of the table",
        "Blank row",
        "Head of the table, repeated",
        "Heading inside the table",
        "Row of totals",
        "Row of totals",
        "Row of totals",
        "Remark",
    ]
    assert [p.name for p in preview.projects] == ["ถนน", "รวมพลังชุมชนเข้มแข็ง", "รวมใจภักดิ์"]


def test_a_repeated_name_in_a_strategy_is_a_question_and_on_another_sheet_too():
    preview = table(project(1), project(2), project(3, strategy="2. สังคม"))
    assert [(p.code, p.level, p.row) for p in preview.problems] == [("duplicate", "ask", 3)]
    assert [(each.row, each.texts["name"]) for each in preview.waiting] == [(3, "ถนน")]
    sheets = [Sheet(title, (HEAD, project())) for title in ("สรุป", "ย.1")]
    assert codes(understand(sheets, default_year=2569), "ask") == ["duplicate-sheet"]


def test_the_year_is_the_files_own_before_the_one_given():
    head = (*HEAD, "ปีงบประมาณ")
    preview = table(
        (*project(1), "๒๕๖๗"),
        (*project(2, "ประปา"), 25598),
        (*project(3, "ไฟ", fund="ข้อบัญญัติ 2566"), None),
        (*project(4, "ท่อ"), None),
        head=head,
    )
    assert [p.budget_year for p in preview.projects] == [2567, 2569, 2566, 2569]
    assert [(p.code, p.row, p.value) for p in preview.must] == [("year", 3, "25598")]
    titled = table(project(), above=[("แผนการดำเนินงาน ประจำปีงบประมาณ พ.ศ. ๒๕๖๘",)])
    assert titled.projects[0].budget_year == 2568
    unknown = table(project(), default_year=None)
    assert unknown.projects[0].budget_year is None and codes(unknown) == ["year-unknown"]


def test_two_columns_that_could_be_the_budget_are_asked_about_and_neither_is_read():
    head = ("ลำดับ", "โครงการ", "สถานะ", "งบประมาณที่ขอ", "งบประมาณที่ได้")
    preview = table((1, "ถนน", "แล้วเสร็จ", 100, 200), head=head)
    assert "column-twice" in codes(preview, "must")
    assert preview.projects[0].budget is None and preview.budget_total == 0
    chosen = table((1, "ถนน", "แล้วเสร็จ", 100, 200), head=head, choices=columns(D="budget", E="ignored"))
    assert chosen.budget_total == D(100) and "column-twice" not in codes(chosen)


def test_a_column_that_may_be_of_the_quarter_is_not_taken_for_the_sum_to_date():
    head = ("ลำดับ", "โครงการ", "งบประมาณ", "เบิกจ่าย ไตรมาส 1", "สถานะ")
    preview = table((1, "ถนน", 100, 50, "แล้วเสร็จ"), head=head)
    assert preview.projects[0].disbursed is None
    assert ("column-unsure", "D") in [(p.code, p.column) for p in preview.problems]


def test_columns_show_the_files_own_heading_and_how_sure_we_are():
    preview = table((1, "ถนน", 5, 1), head=("ลำดับ", "ชื่อโครงการ", "วงเงินงบประมาณทั้งโครงการ", "ละติจูด"))
    assert [(c.letter, c.field, c.confidence) for c in preview.columns] == [
        ("A", "number", 1.0),
        ("B", "name", 1.0),
        ("C", "budget", 0.7),
        ("D", "", 0.0),
    ]


def test_a_file_without_a_table_or_without_a_budget_says_so():
    assert codes(understand([Sheet("x", (("สวัสดี",),))], default_year=2569)) == ["no-table"]
    assert codes(understand([], default_year=2569)) == ["no-table"]
    numbers = tuple((1, 2, 3) for _ in range(5))
    assert codes(understand([Sheet("x", numbers)], default_year=2569)) == ["no-table", "head-not-found"]
    no_budget = table((1, "ถนน", "แล้วเสร็จ"), head=("ลำดับ", "โครงการ", "สถานะ"))
    assert "budget-column" in codes(no_budget, "must")


def test_a_merged_cell_belongs_to_all_its_rows():
    rows = [project(n, f"โครงการ {n}", fund="งบกลาง" if n != 2 else None) for n in (1, 2, 3, 4)]
    apart = table(*rows)
    assert codes(apart) == ["fund-blank"]
    together = table(*rows, merged=[(1, 6, 2, 6)])
    assert together.problems == () and together.projects[1].fund == Fund.CENTRAL_FUND


def test_hidden_sheets_are_not_counted_twice_and_it_is_said():
    sheets = [Sheet("เปิด", (HEAD, project())), Sheet("ซ่อน", (HEAD, project()), hidden=True)]
    preview = understand(sheets, default_year=2569)
    assert len(preview.projects) == 1 and codes(preview) == ["hidden-sheet"]


def test_a_workbook_is_read_with_its_own_rows_and_columns():
    data = workbook([[], ["", *HEAD], ["", *project()]], เปล่า=[])
    preview = understand(read_sheets("a.xlsx", data), default_year=2569)
    assert [(p.row, p.budget) for p in preview.projects] == [(3, D(100000))]
    assert preview.columns[0].letter == "B"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_text_is_read_whatever_its_letters_and_its_separator(encoding, separator):
    file = io.StringIO()
    writer = csv.writer(file, delimiter=separator)
    writer.writerow(HEAD)
    writer.writerow(project(budget="1,250,000.00", name='ถนน "สายใน", หมู่ 4; ต่อ\nบรรทัดสอง'))
    preview = understand(read_sheets("a.csv", file.getvalue().encode(encoding)), default_year=2569)
    assert preview.budget_total == D(1250000) and preview.problems == ()
    assert preview.projects[0].name == 'ถนน "สายใน", หมู่ 4; ต่อ บรรทัดสอง'


def test_cells_pasted_from_excel_may_hold_quotes_and_line_breaks():
    sheet = read_pasted('โครงการ\tงบประมาณ\r\n"ข้อความ ""อ้าง"" บรรทัด\nสอง"\t1,200\r\n')
    assert sheet.rows == (("โครงการ", "งบประมาณ"), ('ข้อความ "อ้าง" บรรทัด\nสอง', "1,200"))


def zipped(**files):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/"), content)
    return file.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    "data, code",
    [
        (b"", "empty"),
        (b"x" * (20 * 2**20 + 1), "too-big"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
        (OLE + "Workbook".encode("utf-16-le"), "old-xls"),
        (OLE + "WordDocument".encode("utf-16-le"), "word"),
        (b"%PDF-1.7\n", "pdf"),
        (b"\x89PNG\r\n\x1a\n", "image"),
        (b"\xff\xd8\xff\xe0", "image"),
        (b"<html><table>", "html"),
        (b"\xef\xbb\xbf\r\n<!DOCTYPE html>", "html"),
        (zipped(mimetype="application/vnd.oasis.opendocument.text"), "open-document"),
        (zipped(mimetype="application/vnd.oasis.opendocument.spreadsheet"), "damaged"),
        (zipped(word__document="x"), "word"),
        (zipped(a="x"), "archive"),
        (b"PK\x03\x04 broken", "damaged"),
        (b"Rar!\x1a", "archive"),
        (b"\x01\x00\x02", "binary"),
        (b"caf\xe9,\xff\xfe\xdb", "letters"),
        (b"a,b\n" * 20_001, "too-many-rows"),
        (b"," * 200, "too-many-rows"),
    ],
)
def test_a_file_that_is_no_sheet_is_refused_and_told_what_it_is(data, code):
    with pytest.raises(FileRefused) as refusal:
        read_sheets("งาน.xlsx", data)
    assert refusal.value.code == code
    assert "งาน.xlsx" in str(refusal.value) and "Please" in str(refusal.value)


def test_a_damaged_workbook_is_refused_wherever_it_is_cut():
    whole = (FIXTURES / "projects_fy2568_h1.xlsx").read_bytes()
    for length in range(4, len(whole), 997):
        with pytest.raises(FileRefused):
            read_sheets("a.xlsx", whole[:length])


@pytest.mark.parametrize("place", ["XFD1048576", "A20001", "GS1"])
def test_a_workbook_that_reaches_too_far_is_refused_before_it_is_laid_out(place):
    book = openpyxl.Workbook()
    book.active["A1"] = "ที่"
    book.active[place] = 1
    file = io.BytesIO()
    book.save(file)
    with pytest.raises(FileRefused) as refusal:
        read_sheets("a.xlsx", file.getvalue())
    assert refusal.value.code == "too-many-rows"


def test_a_far_row_without_places_is_refused_too():
    data = workbook([list(HEAD)])
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                far = b'<row r="1048576"><c t="n"><v>1</v></c></row></sheetData>'
                content = content.replace(b"</sheetData>", far)
            new.writestr(name, content)
    with pytest.raises(FileRefused) as refusal:
        read_sheets("a.xlsx", file.getvalue())
    assert refusal.value.code == "too-many-rows"


def test_a_formula_without_its_result_is_not_taken_for_nothing():
    rows = [
        HEAD,
        project(1, budget="=1+1"),
        project(2, "ประปา", spent="=D2"),
        project(3, "ไฟ", budget="#DIV/0!"),
    ]
    preview = understand(read_sheets("a.xlsx", workbook(rows)), default_year=2569)
    found = [(p.code, p.row, p.column) for p in preview.must]
    assert found == [("formula", 2, "D"), ("formula", 3, "E"), ("excel-error", 4, "D")]
    assert (preview.budget_total, preview.disbursed_total) == (D(100000), D(0))


def test_numbered_rows_that_wait_for_a_project_are_blank():
    preview = table(project(1), (2, None, None, None, None, None, None))
    assert preview.problems == () and str(preview.skipped[-1].why) == "Blank row"


def test_far_cells_that_are_only_coloured_do_no_harm():
    book = openpyxl.Workbook()
    for row in (HEAD, project()):
        book.active.append(row)
    book.active["Z900000"].fill = openpyxl.styles.PatternFill("solid", fgColor="FFFF00")
    file = io.BytesIO()
    book.save(file)
    assert len(understand(read_sheets("a.xlsx", file.getvalue()), default_year=2569).projects) == 1


def test_columns_have_excels_letters():
    assert [column_letter(index) for index in (0, 25, 26, 51, 52, 701, 702)] == [
        "A",
        "Z",
        "AA",
        "AZ",
        "BA",
        "ZZ",
        "AAA",
    ]


def test_the_preview_as_json_has_texts_with_two_decimals_and_words():
    plain = preview_json(preview_of("projects_messy_a.xlsx"))
    again = json.loads(json.dumps(plain, ensure_ascii=False))
    assert again == plain
    assert plain["projects"] == 58
    assert plain["budget_total"] == "37206572.56"
    assert plain["by_year"] == {"2568": "37206572.56"}
    assert {"sheet": "สรุป 6 เดือน", "row": 29, "why": "Row of totals"} in plain["skipped_rows"]
    first = plain["problems"][0]
    assert set(first) == {"sheet", "row", "column", "code", "level", "message", "value", "suggestion"}
    assert first["message"].startswith("Row 23, column D: Excel shows “########”")


@pytest.mark.parametrize("ending", ["ที่", "น้ำ", "ปู่", "กิ๊", "ก์ๆ", "abc"])
def test_a_sample_is_never_cut_between_a_letter_and_its_tone_mark(ending: str) -> None:
    for lead in range(SHOWN - 4, SHOWN + 1):
        text = "ก" * lead + ending + "ข" * SHOWN
        shown = shortened(text)
        after = text[len(shown) - 1]
        assert shown.endswith("…") and len(shown) <= SHOWN
        assert not unicodedata.category(after).startswith("M"), (lead, shown)


def test_a_sample_that_is_short_enough_stands_whole() -> None:
    assert shortened("ก" * SHOWN) == "ก" * SHOWN
