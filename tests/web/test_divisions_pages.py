"""Five divisions, two by Excel, one late: asked in one press, merged with every change listed, nothing lost."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from documents import cells, divisions, form2
from documents.cells import Edit
from documents.models import ChangeSetKind, DivisionAnswer, DivisionRequest, Document, StoredFile
from organisations.models import User
from plans.models import Project
from tests.cast import World
from web import answering
from workflow import moves

Press = Callable[[User], Client]
DIVISIONS = ["กองช่าง", "กองคลัง", "กองการศึกษา", "กองสวัสดิการสังคม", "สำนักปลัด"]


@pytest.fixture
def asked(world: World, press: Press) -> tuple[Document, Client]:
    """The report of the first quarter, its six rows with five divisions, all of them asked."""
    for at, project in enumerate(world.projects):
        Project.objects.filter(pk=project.pk).update(division_text=DIVISIONS[at % 5])
    document = moves.open_document(world.obligation(), actor=world.somchai)
    page = press(world.somchai)
    assert send(page, document, act="ask", answer_by="13/1/2569").status_code == 302
    return document, page


def send(page: Client, document: Document, **fields: Any) -> Any:
    address = reverse("divisions", args=[document.public_id])
    return page.post(address, {"form_token": str(uuid.uuid4()), **fields})


def link(document: Document, division: str) -> str:
    found = DivisionRequest.objects.get(document=document, division=division)
    return reverse("answer", args=[divisions.code_of(found)])


def rows(document: Document, division: str) -> list[form2.RowView]:
    return divisions.split(form2.load(document))[division]


def told(
    view: form2.RowView, status: str, amount: str, basis: str = "amount", obstacle: str = ""
) -> dict[str, str]:
    """What a division's form sends for a row."""
    key = f"p2-row-{view.row.key}"
    line = f"p2-line-{view.lines[0].figures.key}-amount"
    given = {f"{key}-status": status, f"{key}-status-seen": "", f"{key}-obstacle": obstacle}
    return given | {line: amount, f"{line}-seen": "", f"{line}-basis": basis}


def answer(document: Document, division: str, **more: str) -> Any:
    """A division answers all its rows by its link, without an account."""
    given: dict[str, str] = {"by": "นายมานะ"}
    for view in rows(document, division):
        given |= told(view, **({"status": "done", "amount": "๑,๐๐๐.๕๐"} | more))  # type: ignore[arg-type]
    return Client().post(link(document, division), given)


def filled_slice(
    page: Client, document: Document, division: str, *, status: str, amount: Any
) -> SimpleUploadedFile:
    """The division's own Excel form, downloaded, filled in and saved."""
    found = DivisionRequest.objects.get(document=document, division=division)
    got = page.get(reverse("slice", args=[document.public_id, found.public_id]))
    book = load_workbook(BytesIO(got.content))
    sheet = book.active
    heads = {cell.value: cell.column for cell in sheet[5]}
    for row in range(6, sheet.max_row + 1):
        sheet.cell(row, heads["สถานะ"]).value = status
        sheet.cell(row, heads["เบิกงวดนี้ (บาท)"]).value = amount
    out = BytesIO()
    book.save(out)
    return SimpleUploadedFile(f"{division}.xlsx", out.getvalue())


def test_five_divisions_are_merged_in_six_presses_and_no_answer_is_lost(
    world: World, asked: tuple[Document, Client]
) -> None:
    document, page = asked
    presses = 1  # asking all
    assert DivisionRequest.objects.filter(document=document).count() == 5
    assert answer(document, "กองช่าง").status_code == 302
    assert answer(document, "กองคลัง").status_code == 302
    files = [
        filled_slice(page, document, "กองการศึกษา", status="แล้วเสร็จ", amount=2500),
        filled_slice(page, document, "กองสวัสดิการสังคม", status="ยกเลิก", amount="-"),
    ]
    presses += 2  # choosing both files, taking them in
    assert send(page, document, act="slices", files=files).status_code == 302
    typed = cells.row_cell(world.projects[1], "status")  # the officer writes a cell of กองคลัง meanwhile
    cells.apply(document, [Edit(typed, "not_started")], actor=world.somchai, kind=ChangeSetKind.TYPED)
    presses += 1
    assert send(page, document, act="merge").status_code == 302
    shown = page.get(reverse("divisions", args=[document.public_id])).content.decode()
    assert "ไม่ตรงกัน" in shown
    (meeting,) = [one for one in divisions.waiting(document) if one.collides]
    presses += 1
    chosen = meeting.answers[-1].pk
    assert send(page, document, act="choose", cell=meeting.standing.cell, answer=chosen).status_code == 302
    assert answer(document, "สำนักปลัด", status="in_progress").status_code == 302  # the late one
    presses += 1
    assert send(page, document, act="merge").status_code == 302
    assert presses <= 6
    statuses = [view.row.status for view in form2.load(document).rows]
    assert sorted(statuses, key=str) == ["cancelled", "done", "done", "done", "done", "in_progress"]
    assert not DivisionAnswer.objects.filter(decision="").exists()
    assert DivisionAnswer.objects.filter(decision="taken").count() == DivisionAnswer.objects.count()
    listed = page.get(reverse("divisions", args=[document.public_id])).content.decode()
    assert listed.count('<ins class="now">') == sum(
        step.cells.count() for step in divisions.merges_of(document)
    )


def test_two_answers_to_one_cell_stand_side_by_side(asked: tuple[Document, Client]) -> None:
    document, page = asked
    answer(document, "กองการศึกษา", status="in_progress", amount="100")
    file = filled_slice(page, document, "กองการศึกษา", status="แล้วเสร็จ", amount=250)
    send(page, document, act="slices", files=[file])
    meetings = [one for one in divisions.waiting(document) if one.collides]
    assert [{each.value for each in one.answers} for one in meetings] == [
        {"100.00", "250.00"},
        {"in_progress", "done"},
    ]
    shown = page.get(reverse("divisions", args=[document.public_id])).content.decode()
    assert "100.00" in shown
    assert "250.00" in shown
    send(page, document, act="merge")
    assert len([one for one in divisions.waiting(document) if one.collides]) == 2, "nothing was guessed"
    for one in meetings:
        send(page, document, act="choose", cell=one.standing.cell, answer=one.answers[0].pk)
    assert sorted(DivisionAnswer.objects.values_list("decision", flat=True)).count("set_aside") == 2


def test_a_merge_is_taken_back_with_one_press_and_its_answers_wait_again(
    asked: tuple[Document, Client],
) -> None:
    document, page = asked
    before = form2.load(document).figures.cells
    answer(document, "กองช่าง")
    send(page, document, act="merge")
    step = divisions.merges_of(document)[0]
    assert form2.load(document).figures.cells != before
    send(page, document, act="undo", step=str(step.public_id))
    assert form2.load(document).figures.cells == before
    assert DivisionAnswer.objects.filter(decision="").count() == DivisionAnswer.objects.count()


def test_looking_changes_nothing_and_sending_twice_keeps_one_answer(asked: tuple[Document, Client]) -> None:
    document, _ = asked
    for _time in range(20):
        assert Client().get(link(document, "กองช่าง")).status_code == 200
    assert not DivisionAnswer.objects.exists()
    answer(document, "กองช่าง")
    count = DivisionAnswer.objects.count()
    answer(document, "กองช่าง")
    assert DivisionAnswer.objects.count() == count


def test_a_value_that_cannot_be_read_comes_back_and_the_others_are_kept(
    asked: tuple[Document, Client],
) -> None:
    document, _ = asked
    view = rows(document, "กองคลัง")[0]
    got = Client().post(link(document, "กองคลัง"), told(view, "done", "1.250,00", obstacle="รอที่ดิน"))
    assert got.status_code == 422
    assert "1.250,00" in got.content.decode()
    assert set(DivisionAnswer.objects.values_list("value", flat=True)) == {"done", "รอที่ดิน"}
    line = f"p2-line-{view.lines[0].figures.key}-amount"
    again = told(view, "done", "1.250,00", obstacle="รอที่ดิน") | {f"{line}-yes": "1"}
    assert Client().post(link(document, "กองคลัง"), again).status_code == 302
    assert DivisionAnswer.objects.filter(value="1250.00").count() == 1


def test_while_the_committee_reads_answers_are_kept_and_wait(
    world: World, asked: tuple[Document, Client]
) -> None:
    from tests.cast import fill, refer

    document, page = asked
    fill(document, world.somchai)
    refer(world, document)
    assert answer(document, "กองช่าง").status_code == 302
    assert send(page, document, act="merge").status_code == 409
    assert DivisionAnswer.objects.filter(decision="").exists()
    assert "อยู่ระหว่างพิจารณา" in Client().get(link(document, "กองช่าง")).content.decode()


def test_a_revoked_a_wrong_and_a_strange_link_open_nothing(
    world: World, asked: tuple[Document, Client], press: Press
) -> None:
    document, page = asked
    old = link(document, "กองช่าง")
    found = DivisionRequest.objects.get(division="กองช่าง")
    assert divisions.code_of(found) not in str(DivisionRequest.objects.filter(pk=found.pk).values())
    send(page, document, act="renew", request=str(found.public_id))
    assert Client().get(old).status_code == 404
    assert Client().post(old, {}).status_code == 404
    assert Client().get(link(document, "กองช่าง")).status_code == 200
    assert Client().get("/a/nothing/").status_code == 404
    assert press(world.wichai).get(reverse("divisions", args=[document.public_id])).status_code == 404
    assert send(press(world.wilai), document, act="merge").status_code == 403


def test_a_division_answers_only_its_own_rows(asked: tuple[Document, Client]) -> None:
    document, _ = asked
    theirs = rows(document, "กองคลัง")[0]
    Client().post(link(document, "กองช่าง"), told(theirs, "done", "5"))
    assert not DivisionAnswer.objects.exists()
    with pytest.raises(cells.UnknownCell):
        divisions.answer(
            DivisionRequest.objects.get(division="กองช่าง"),
            [divisions.Given(cells.row_cell(theirs.project, "status"), "done", "")],
            via="link",
        )


def test_the_memo_and_the_slice_are_files_with_the_rows_that_are_missing(
    asked: tuple[Document, Client],
) -> None:
    import docx

    document, page = asked
    found = DivisionRequest.objects.get(division="กองช่าง")
    got = page.get(reverse("memo", args=[document.public_id, found.public_id]))
    paper = docx.Document(BytesIO(got.content))
    words = "\n".join(one.text for one in paper.paragraphs)
    assert "บันทึกข้อความ" in words
    assert "ขอความอนุเคราะห์" in words
    assert "๑๓ มกราคม ๒๕๖๙" in words
    assert not re.search("[0-9]", words)
    assert len(paper.tables[0].rows) == 1 + len(rows(document, "กองช่าง"))
    book = load_workbook(
        BytesIO(page.get(reverse("slice", args=[document.public_id, found.public_id])).content)
    )
    assert book.active.max_row == 5 + len(rows(document, "กองช่าง"))
    whole = load_workbook(BytesIO(page.get(reverse("export", args=[document.public_id])).content))
    assert whole.active.max_row == 5 + 6


@pytest.mark.parametrize("damage", ["keys", "name", "both", "figure", "nothing"])
def test_a_slice_that_was_worked_on_is_still_understood_or_told(
    asked: tuple[Document, Client], damage: str
) -> None:
    document, page = asked
    file = filled_slice(page, document, "กองการศึกษา", status="แล้วเสร็จ", amount=10)
    book = load_workbook(BytesIO(file.read()))
    sheet = book.active
    heads = {cell.value: cell.column for cell in sheet[5]}
    if damage == "keys":
        sheet.cell(6, 1).value = None
    if damage == "name":
        sheet.cell(6, 1).value, sheet.cell(6, heads["โครงการ"]).value = None, "โครงการอื่น"
    if damage == "both":
        sheet.cell(6, heads["หรือ เบิกสะสม (บาท)"]).value = 20
    if damage == "figure":
        sheet.cell(6, heads["เบิกงวดนี้ (บาท)"]).value = "#####"
    if damage == "nothing":
        book.active.delete_rows(1, 20)
    out = BytesIO()
    book.save(out)
    got = send(page, document, act="slices", files=[SimpleUploadedFile("x.xlsx", out.getvalue())])
    values = set(DivisionAnswer.objects.values_list("value", flat=True))
    assert (
        values
        == {
            "keys": {"done", "10.00"},
            "name": set(),
            "both": {"done"},
            "figure": {"done"},
            "nothing": set(),
        }[damage]
    )
    page_told = (
        page.get(reverse("divisions", args=[document.public_id])).content.decode()
        if got.status_code == 302
        else got.content.decode()
    )
    assert ("x.xlsx" in page_told) is (damage != "keys")


def shown(document: Document, division: str) -> dict[str, str]:
    """What the division's page has in its fields, the hidden ones too."""
    page = Client().get(link(document, division)).content.decode()
    return dict(re.findall(r'name="([^"]+-(?:amount|seen))"[^>]* value="([^"]*)"', page)) | dict(
        re.findall(r'name="([^"]+-status)" value="([^"]*)" checked', page)
    )


@pytest.mark.parametrize("merged", [True, False], ids=["after a merge", "while it waits"])
def test_a_division_overwrites_no_figure_that_it_was_not_shown(
    world: World, asked: tuple[Document, Client], merged: bool
) -> None:
    """The officer puts a figure right; the division, which has the page open again, sends all of it once more."""
    document, page = asked
    file = filled_slice(page, document, "กองการศึกษา", status="แล้วเสร็จ", amount=100)
    send(page, document, act="slices", files=[file])
    if merged:
        send(page, document, act="merge")
    (mine,) = rows(document, "กองการศึกษา")
    cell = cells.line_cell(mine.lines[0].line)
    cells.apply(document, [Edit(cell, "250.00")], actor=world.somchai, kind=ChangeSetKind.TYPED)
    given = shown(document, "กองการศึกษา")
    assert given[cell.replace(".", "-")] == ("250.00" if merged else "100.00")
    assert Client().post(link(document, "กองการศึกษา"), given).status_code == 302
    send(page, document, act="merge")
    assert cells.stand(document, [cell])[cell].text == "250.00"
    assert [one.standing.cell for one in divisions.waiting(document) if one.collides] == (
        [] if merged else [cell]
    )


def test_a_form_that_comes_back_still_says_what_was_seen_first(
    world: World, asked: tuple[Document, Client]
) -> None:
    document, page = asked
    (mine,) = rows(document, "กองการศึกษา")
    first = shown(document, "กองการศึกษา")
    cell = cells.line_cell(mine.lines[0].line)
    name = cell.replace(".", "-")
    cells.apply(document, [Edit(cell, "250.00")], actor=world.somchai, kind=ChangeSetKind.TYPED)
    back = Client().post(link(document, "กองการศึกษา"), first | {name: "1.00.0"})
    assert back.status_code == 422
    assert f'name="{name}-seen" value=""' in back.content.decode()


def test_a_merge_undone_from_the_table_loses_no_answer(asked: tuple[Document, Client]) -> None:
    document, page = asked
    answer(document, "กองช่าง")
    send(page, document, act="merge")
    step = divisions.merges_of(document)[0]
    address = reverse("put_back", args=[document.public_id, step.public_id])
    assert page.post(address, {"form_token": str(uuid.uuid4())}).status_code == 302
    assert DivisionAnswer.objects.filter(decision="").count() == DivisionAnswer.objects.count() > 0


@pytest.mark.parametrize("whole", [True, False], ids=["the whole table", "a division's slice"])
def test_last_quarters_file_brings_nothing_into_this_quarters_report(
    world: World, asked: tuple[Document, Client], whole: bool
) -> None:
    document, page = asked
    if whole:
        file = SimpleUploadedFile("q1.xlsx", page.get(reverse("export", args=[document.public_id])).content)
    else:
        file = filled_slice(page, document, "กองการศึกษา", status="แล้วเสร็จ", amount=2500)
    later = moves.open_document(world.obligation("2569-q2"), actor=world.somchai)
    send(page, later, act="ask", answer_by="13/4/2569")
    got = send(page, later, act="slices", files=[file])
    assert "ของแบบรายงานอื่น" in got.content.decode()
    file.seek(0)
    own = Client().post(link(later, "กองการศึกษา"), {"file": file})
    assert own.status_code == 422
    assert not DivisionAnswer.objects.filter(request__document=later).exists()
    file.seek(0)
    assert "ของแบบรายงานอื่น" not in send(page, document, act="slices", files=[file]).content.decode()


@pytest.mark.parametrize("number", ["²", "9" * 5000, "-1", "x", "๒"])
def test_a_page_that_is_no_number_is_a_page_all_the_same(asked: tuple[Document, Client], number: str) -> None:
    document, _ = asked
    assert Client().get(link(document, "กองช่าง"), {"page": number}).status_code == 200


def test_what_a_stranger_sends_fits_and_can_be_read(asked: tuple[Document, Client]) -> None:
    """NUL and endless texts: PostgreSQL takes neither, SQLite both."""
    document, page = asked
    (mine,) = rows(document, "กองการศึกษา")
    given = told(mine, "done", "5", obstacle="ก\x00ข" * 5000) | {"by": "น\x00" + "า" * 400}
    given[f"p2-row-{mine.row.key}-obstacle-seen"] = "\x00" + "z" * 100_000
    assert Client().post(link(document, "กองการศึกษา"), given).status_code == 302
    kept = DivisionAnswer.objects.get(cell__endswith=".obstacle")
    assert (len(kept.value), len(kept.answered_by), "\x00" in kept.value) == (cells.LONGEST, 150, False)
    assert len(kept.seen) == 2 * cells.LONGEST
    assert page.get(reverse("divisions", args=[document.public_id])).status_code == 200


def test_a_link_sends_only_so_many_files_an_hour(
    asked: tuple[Document, Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    document, page = asked
    monkeypatch.setattr(answering, "MOST_FILES", 2)
    cache.clear()
    file = filled_slice(page, document, "กองการศึกษา", status="แล้วเสร็จ", amount=10)

    def upload() -> int:
        file.seek(0)
        return Client().post(link(document, "กองการศึกษา"), {"file": file}).status_code

    assert [upload() for _ in range(4)] == [200, 200, 422, 422]
    assert StoredFile.objects.filter(made_by=None).count() == 2
    assert answer(document, "กองช่าง").status_code == 302, "another link is not held back"


def test_the_divisions_own_upload_is_kept_too(asked: tuple[Document, Client]) -> None:
    document, page = asked
    file = filled_slice(page, document, "กองการศึกษา", status="แล้วเสร็จ", amount=10)
    got = Client().post(link(document, "กองการศึกษา"), {"file": file, "by": "นางวารี"})
    assert got.status_code == 200
    assert DivisionAnswer.objects.filter(via="excel", answered_by="นางวารี").count() == 2
    refused = Client().post(link(document, "กองการศึกษา"), {"file": SimpleUploadedFile("x.pdf", b"%PDF-1")})
    assert refused.status_code == 422


def test_a_slice_that_was_out_while_the_officer_wrote_collides_and_overwrites_nothing(
    world: World, asked: tuple[Document, Client]
) -> None:
    document, page = asked
    file = filled_slice(page, document, "กองการศึกษา", status="แล้วเสร็จ", amount=50000)
    mine = rows(document, "กองการศึกษา")[0]
    cell = cells.line_cell(mine.lines[0].line)
    cells.apply(document, [Edit(cell, "45000.00")], actor=world.somchai, kind=ChangeSetKind.TYPED)
    send(page, document, act="slices", files=[file])
    send(page, document, act="merge")
    assert cells.stand(document, [cell])[cell].text == "45000.00"
    (meeting,) = [one for one in divisions.waiting(document) if one.collides]
    assert (meeting.standing.text, meeting.answers[0].value) == ("45000.00", "50000.00")


@pytest.mark.parametrize("hidden", [True, False])
def test_the_whole_table_goes_out_and_comes_in_again(
    world: World, asked: tuple[Document, Client], hidden: bool
) -> None:
    document, page = asked
    got = page.get(reverse("export", args=[document.public_id]))
    typed = cells.line_cell(world.projects[1].lines.get())
    cells.apply(document, [Edit(typed, "7.00")], actor=world.somchai, kind=ChangeSetKind.TYPED)
    book = load_workbook(BytesIO(got.content))
    sheet = book.active
    heads = {cell.value: cell.column for cell in sheet[5]}
    for row in range(6, 12):
        sheet.cell(row, heads["เบิกงวดนี้ (บาท)"]).value = row * 100
    if not hidden:
        for name in ("เดิม 1", "เดิม 2", "เดิม 3"):
            sheet.cell(5, heads[name]).value = None
    out = BytesIO()
    book.save(out)
    told = {"act": "slices", "files": [SimpleUploadedFile("ทั้งตาราง.xlsx", out.getvalue())]}
    assert send(page, document, **told).status_code == 302
    amounts = {view.row.number: view.lines[0].figures.amount for view in form2.load(document).rows}
    assert amounts[2] == 7, "what was typed since is left and told"
    assert len({amount for amount in amounts.values() if amount and amount >= 600}) == 5
    assert not DivisionAnswer.objects.exists()
    assert cells.last_step(document, [ChangeSetKind.PASTE]) is not None
