"""The accept list of pasting, line by line, and how rows find their places."""

from __future__ import annotations

import pytest

from documents.pasting import Field, Target, Unclear, lay, read_cell
from plans.importing import read_pasted

TARGETS = [Target(number, f"โครงการที่ {number}", f"r{number}", f"l{number}") for number in range(1, 31)]
COLUMNS: list[Field] = ["status", "", "amount", "to_date", "obstacle"]


@pytest.mark.parametrize(
    ("name", "typed", "becomes"),
    [
        ("amount", "1,250,000.00", "1250000.00"),
        ("amount", "1 250 000", "1250000.00"),
        ("amount", "฿1,250,000", "1250000.00"),
        ("amount", "1,250,000 บาท", "1250000.00"),
        ("amount", "1\u00a0250\u2009000", "1250000.00"),
        ("amount", "๑,๒๕๐,๐๐๐.๐๐", "1250000.00"),
        ("amount", "475,962", "475962.00"),
        ("amount", "-", ""),
        ("amount", "–", ""),
        ("amount", "—", ""),
        ("amount", "", ""),
        ("amount", "(1,200)", "-1200.00"),
        ("amount", "1,200-", "-1200.00"),
        ("to_date", "0", "0.00"),
        ("status", "แล้วเสร็จ", "done"),
        ("status", "ดำเนินการแล้ว", "done"),
        ("status", "ยกเลิก", "cancelled"),
        ("status", "-", ""),
        ("obstacle", " รอที่ดิน\nส่งระวาง ", "รอที่ดิน\nส่งระวาง"),
    ],
)
def test_what_offices_write_is_read(name: Field, typed: str, becomes: str) -> None:
    assert read_cell(name, typed) == becomes


@pytest.mark.parametrize(
    ("name", "typed", "code", "level", "suggestion"),
    [
        ("amount", "1.250,00", "read-as", "ask", "1,250.00"),
        ("amount", "25%", "percent", "must", ""),
        ("amount", "#####", "too-narrow", "must", ""),
        ("amount", "#REF!", "excel-error", "must", ""),
        ("amount", "#DIV/0!", "excel-error", "must", ""),
        ("amount", "สามพัน", "not-a-number", "must", ""),
        ("status", "แล้วเส็จ", "status-likely", "ask", "แล้วเสร็จ"),
        ("status", "เสร็จ", "status-likely", "ask", "แล้วเสร็จ"),
        ("status", "เลื่อน", "status-unknown", "must", ""),
    ],
)
def test_what_is_not_certain_is_asked_and_never_taken(
    name: Field, typed: str, code: str, level: str, suggestion: str
) -> None:
    with pytest.raises(Unclear) as asked:
        read_cell(name, typed)
    problem = asked.value
    assert (problem.code, problem.level, problem.suggestion) == (code, level, suggestion)
    if level == "ask":
        assert read_cell(name, typed, {(code, problem.value)})


def pasted(text: str) -> list[list[str]]:
    return [["" if cell is None else str(cell) for cell in row] for row in read_pasted(text).rows]


def test_a_quoted_cell_with_a_line_break_is_one_cell() -> None:
    laid = lay(pasted('"ข้อความ ""อ้าง"" บรรทัด\nสอง"'), TARGETS, COLUMNS, at_column=4)
    assert [one.value for one in laid.cells] == ['ข้อความ "อ้าง" บรรทัด\nสอง']


def test_a_column_goes_down_and_a_blank_keeps_its_place() -> None:
    laid = lay(pasted("10\n\n30\n"), TARGETS, COLUMNS, at_row=2, at_column=2)
    assert [(one.cell, one.value) for one in laid.cells] == [
        ("p2.line.l3.amount", "10.00"),
        ("p2.line.l5.amount", "30.00"),
    ]
    assert laid.is_plain


def test_totals_and_a_copied_head_are_passed_over_and_counted() -> None:
    laid = lay(pasted("เบิกจ่าย\n10\nรวม ยุทธศาสตร์ที่ 1\n20\nรวมทั้งสิ้น\n"), TARGETS, COLUMNS, at_column=2)
    assert [(one.target.row, one.value) for one in laid.cells] == [(1, "10.00"), (2, "20.00")]
    assert len(laid.skipped) == 3
    assert not laid.is_plain


def test_what_is_beyond_the_table_is_told_and_never_shifted() -> None:
    laid = lay(pasted("done\t99\t5\t6\tก\tมากไป"), TARGETS, COLUMNS)
    assert {one.field: one.value for one in laid.cells} == {
        "status": "done",
        "amount": "5.00",
        "to_date": "6.00",
        "obstacle": "ก",
    }
    assert (laid.locked, laid.extra) == (1, 1)
    below = lay(pasted("1\n2\n3"), TARGETS, COLUMNS, at_row=28, at_column=2)
    assert (len(below.cells), below.extra) == (2, 1)


def test_rows_with_names_go_to_their_own_projects_in_any_order() -> None:
    laid = lay(pasted("โครงการที่ 3\tแล้วเสร็จ\nโครงการที่ 1\tยกเลิก\nโครงการอื่น\tแล้วเสร็จ"), TARGETS, COLUMNS)
    assert laid.by_name
    assert [(one.target.row, one.value) for one in laid.cells] == [(3, "done"), (1, "cancelled")]
    assert laid.unknown == ["โครงการอื่น"]


def test_a_name_that_two_projects_share_is_not_guessed() -> None:
    twins = [Target(1, "ก", "r1", "l1"), Target(2, "ก", "r2", "l2"), Target(3, "ข", "r3", "l3")]
    laid = lay(pasted("ก\tdone\nข\tdone\nข\tdone"), twins, COLUMNS)
    assert {one.target.row for one in laid.cells} == {3}
    assert laid.unknown == ["ก"]


def test_more_than_twenty_cells_are_shown_first() -> None:
    assert lay(pasted("1\n" * 20), TARGETS, COLUMNS, at_column=2).is_plain
    assert not lay(pasted("1\n" * 21), TARGETS, COLUMNS, at_column=2).is_plain


def test_a_persons_own_text_stands_instead_of_the_pasted_one() -> None:
    laid = lay(pasted("####"), TARGETS, COLUMNS, at_column=2, mended={"p2.line.l1.amount": "55"})
    assert [one.value for one in laid.ready] == ["55.00"]
