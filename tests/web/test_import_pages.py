"""A list comes in by four pages, with plain presses: choose, match, check, done; and what waits is mended."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from documents.models import Document, LineReport, Opening, OpeningStatus, State
from organisations.models import Role, RoleGrant, User
from organisations.periods import named
from plans import drafts, importing
from plans.models import BudgetLine, HeadingMemory, ImportBatch, ImportDraft, Project, WaitingRow, WordMemory
from tasks.models import Job
from tests.cast import World, fill, work_off
from tests.web.test_pages import send

Press = Callable[[User], Client]
FIXTURES = Path(__file__).parent.parent / "fixtures"
HEAD = ("ที่", "ยุทธศาสตร์", "โครงการ", "หมู่ที่", "งบประมาณ", "เบิกจ่าย", "หน่วยงาน", "สถานะ", "แหล่งเงิน")


def line(number: int = 1, name: str = "สร้างโรงเรือน", budget: Any = 1000, **more: Any) -> tuple[Any, ...]:
    told = {"spent": None, "status": "แล้วเสร็จ", "fund": "ข้อบัญญัติ", "strategy": "2. คุณภาพชีวิต", "village": None}
    told |= more
    return (
        number, told["strategy"], name, told["village"], budget, told["spent"], "กองช่าง", told["status"], told["fund"]
    )  # fmt: skip


def book(*rows: tuple[Any, ...], name: str = "โครงการ.xlsx") -> SimpleUploadedFile:
    made = openpyxl.Workbook()
    made.active.append(HEAD)
    for row in rows:
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return SimpleUploadedFile(name, out.getvalue())


def fixture(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, (FIXTURES / name).read_bytes())


def fields(html: str) -> dict[str, str]:
    """What the main form of a page would send, as it stands."""
    found = dict(re.findall(r'<input[^>]*?name="([^"]+)"[^>]*?value="([^"]*)"', html))
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', html, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    for box in re.findall(r'<input type="checkbox"[^>]*>', html):
        name = re.search(r'name="([^"]+)"', box)
        assert name is not None
        found.pop(name[1], None)
        if "checked" in box:
            found[name[1]] = "on"
    for name in re.findall(r'<input type="radio" name="([^"]+)"', html):
        found.pop(name, None)
    return {name: value for name, value in found.items() if name not in ("csrfmiddlewaretoken", "form_token")}


def go_on(client: Client, address: str, **more: str) -> Any:
    """Press a page's button with everything on it as it stands."""
    return send(client, address, fields(client.get(address).content.decode()) | more)


def upload(client: Client, file: SimpleUploadedFile, year: str = "2569", as_of: str = "") -> str:
    answer = send(client, "/plan/import/", {"file": file, "year": year, "as_of": as_of})
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def to_check(client: Client, file: SimpleUploadedFile, **more: str) -> str:
    return go_on(client, upload(client, file, **more))["Location"]


def bring_in(client: Client, file: SimpleUploadedFile, **more: str) -> str:
    return send(client, to_check(client, file, **more), {"act": "import"})["Location"]


def batch() -> ImportBatch:
    found = ImportBatch.objects.first()
    assert found is not None
    return found


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def client(world: World, press: Press) -> Client:
    return press(world.somchai)


def test_who_accepts_everything_presses_once_on_each_of_four_pages(world: World, client: Client) -> None:
    before = Project.objects.count()
    columns = upload(client, fixture("projects_fy2568_h1.xlsx"))
    assert "งบประมาณ" in shown(client, columns)
    check = go_on(client, columns)["Location"]
    assert "37,656,572.56" in shown(client, check)
    assert Project.objects.count() == before, "nothing comes in before the person says so"
    result = send(client, check, {"act": "import"})["Location"]
    assert Project.objects.count() == before + 58
    assert "58" in shown(client, result)
    assert not WaitingRow.objects.exists()


def test_the_next_step_begins_the_report_that_is_due_and_lands_on_its_check(
    world: World, client: Client
) -> None:
    result = bring_in(client, book(line()))
    begin = re.search(r'action="(/plan/import/[^"]+/begin/)"', shown(client, result))
    assert begin is not None
    landed = send(client, begin[1])["Location"]
    document = Document.objects.get()
    assert landed == f"/report/{document.public_id}/check/"
    assert shown(client, landed)
    assert "/begin/" not in shown(client, result), "it is begun once"


def test_a_list_comes_in_and_goes_out_again(world: World, client: Client) -> None:
    before = Project.objects.count()
    bring_in(client, fixture("projects_fy2568_h1.xlsx"))
    assert send(client, f"/plan/import/{batch().public_id}/undo/").status_code == 302
    assert Project.objects.count() == before
    assert not BudgetLine.objects.filter(batch__isnull=False).exists()


def test_spending_to_date_becomes_opening_figures_with_their_source(world: World, client: Client) -> None:
    bring_in(client, fixture("projects_fy2568_h1.xlsx"), year="2568", as_of="31/3/2568")
    opening = Opening.objects.filter(amount__gt=0).first()
    assert opening is not None
    assert "projects_fy2568_h1.xlsx" in opening.source
    assert str(sum(one.amount for one in Opening.objects.all())) == "6479411.42"


def test_the_day_that_a_title_tells_is_filled_in_to_be_confirmed(world: World, client: Client) -> None:
    assert 'value="31/3/2568"' in shown(client, upload(client, fixture("projects_messy_a.xlsx")))


def test_the_first_messy_list_good_rows_go_in_and_the_bad_ones_wait(world: World, client: Client) -> None:
    before = Project.objects.count()
    page = shown(client, check := to_check(client, fixture("projects_messy_a.xlsx")))
    assert "########" in page
    result = send(client, check, {"act": "import"})["Location"]
    assert Project.objects.count() == before + 52
    assert WaitingRow.objects.count() == 6
    assert shown(client, result).count("/plan/import/row/") == 6
    assert shown(client, "/plan/").count("/plan/import/row/") == 6


def test_the_second_messy_list_with_a_sheet_for_each_strategy_is_matched_once(
    world: World, client: Client
) -> None:
    columns = upload(client, fixture("projects_messy_b.xlsx"))
    page = shown(client, columns)
    assert page.count('name="g0-') == page.count("<select"), "five sheets of one shape are one table"
    result = go_on(client, go_on(client, columns)["Location"], act="import")["Location"]
    assert BudgetLine.objects.filter(batch=batch()).count() + WaitingRow.objects.count() == 58
    assert shown(client, result)


@pytest.mark.parametrize("form", ["one", "all"])
def test_a_suggestion_is_taken_for_one_row_or_for_all_equal_ones(
    world: World, client: Client, form: str
) -> None:
    rows = [line(n, f"งานที่ {n}", status="เสร็จ") for n in (1, 2, 3)]
    check = to_check(client, book(*rows))
    press = re.search(rf'value="({form}:[^"]+)"', shown(client, check))
    assert press is not None
    send(client, check, {"act": press[1]})
    send(client, check, {"act": "import"})
    assert WaitingRow.objects.count() == (2 if form == "one" else 0)


def test_a_word_is_chosen_once_and_remembered_for_the_unit(world: World, client: Client) -> None:
    rows = [line(n, f"งานที่ {n}", status="รอฟ้าฝน") for n in (1, 2)]
    check = to_check(client, book(*rows))
    name = re.search(r'name="(word-[^"]+)"', shown(client, check))
    assert name is not None
    send(client, check, {name[1]: "in_progress", "act": "save"})
    assert WordMemory.objects.get().means == "in_progress"
    assert "รอฟ้าฝน" not in shown(client, check)
    again = to_check(client, book(line(9, "อีกงาน", status="รอฟ้าฝน")))
    assert 'name="word-' not in shown(client, again)


def test_a_cell_is_corrected_in_place_and_a_bad_correction_is_kept_and_said(
    world: World, client: Client
) -> None:
    check = to_check(client, book(line(1, "งานหนึ่ง", "########")))
    name = re.search(r'name="(text-[^"]+)"', shown(client, check))
    assert name is not None
    send(client, check, {name[1]: "สองพัน", "act": "save"})
    again = re.search(r'name="(text-[^"]+)"', page := shown(client, check))
    assert again is not None
    assert "สองพัน" in page
    result = send(client, check, {again[1]: "2,000", "act": "import"})["Location"]
    assert Project.objects.get(name="งานหนึ่ง").lines.get().budget == Decimal(2000)
    assert shown(client, result)


def test_the_columns_are_remembered_by_their_headings(world: World, client: Client) -> None:
    made = openpyxl.Workbook()
    made.active.append(("ก", "รายการ", "เงิน", "ด้าน"))
    made.active.append((1, "ปลูกป่า", 500, "3. สิ่งแวดล้อม"))
    out = io.BytesIO()
    made.save(out)
    columns = upload(client, SimpleUploadedFile("แปลก.xlsx", out.getvalue()))
    assert go_on(client, columns).status_code == 422, "no head was found"
    moved = go_on(client, columns, **{"head-0": "1", "use-0": "on"})
    assert moved["Location"] == columns, "another row of headings is read first"
    wrong = go_on(client, columns, **{"g0-B": "name"})
    assert wrong.status_code == 422
    assert 'class="errors' in wrong.content.decode()
    assert re.search(r'value="name" selected', wrong.content.decode()), "what was chosen is kept"
    check = go_on(client, columns, **{"g0-B": "name", "g0-C": "budget", "g0-D": "strategy"})["Location"]
    send(client, check, {"act": "import"})
    assert Project.objects.get(name="ปลูกป่า").strategy.number == 3
    assert HeadingMemory.objects.count() == 1


def test_the_next_file_of_the_same_shape_passes_with_everything_filled_in(
    world: World, client: Client
) -> None:
    head = [("ลำดับ", "โครงการ", "งบประมาณ", "ช่องพิเศษ"), (1, "ปลูกป่า", 500, "2. ข")]
    files = []
    for name in ("ปลูกป่า", "ขุดบ่อบาดาล"):
        made = openpyxl.Workbook()
        for row in (head[0], (1, name, 500, "2. ข")):
            made.active.append(row)
        out = io.BytesIO()
        made.save(out)
        files.append(SimpleUploadedFile("x.xlsx", out.getvalue()))
    send(
        client, go_on(client, upload(client, files[0]), **{"g0-D": "strategy"})["Location"], {"act": "import"}
    )
    send(client, go_on(client, upload(client, files[1]))["Location"], {"act": "import"})
    assert Project.objects.get(name="ขุดบ่อบาดาล").strategy.number == 2


def test_a_plan_of_five_years_gives_each_project_a_line_a_year(world: World, client: Client) -> None:
    made = openpyxl.Workbook()
    made.active.append(("ที่", "ยุทธศาสตร์", "โครงการ", *(f"งบ {year}" for year in range(2566, 2571)), "หน่วยงาน"))
    made.active.append((1, "2. ข", "ลาดยาง", None, 100, 200, None, 300, "กองช่าง"))
    out = io.BytesIO()
    made.save(out)
    bring_in(client, SimpleUploadedFile("ผ02.xlsx", out.getvalue()))
    project = Project.objects.get(name="ลาดยาง")
    assert [(one.budget_year, one.budget) for one in project.lines.all()] == [
        (2567, Decimal(100)),
        (2568, Decimal(200)),
        (2570, Decimal(300)),
    ]


def test_the_same_list_again_changes_nothing(world: World, client: Client) -> None:
    bring_in(client, fixture("projects_fy2568_h1.xlsx"))
    lines = BudgetLine.objects.count()
    page = shown(client, check := to_check(client, fixture("projects_fy2568_h1.xlsx")))
    assert "6 โครงการที่มีอยู่แต่ไม่พบในไฟล์" in page or "6" in page
    send(client, check, {"act": "import"})
    assert BudgetLine.objects.count() == lines
    assert Project.objects.count() == 64


@pytest.mark.parametrize(
    ("answer", "budget", "waits"), [("", 100000, 1), ("keep", 100000, 0), ("replace", 150000, 0)]
)
def test_another_budget_is_asked_about_and_one_undo_brings_the_old_one_back(
    world: World, client: Client, answer: str, budget: int, waits: int
) -> None:
    told = line(1, "ปรับปรุงถนนสายบ้านใน หมู่ที่ 1", 150000, strategy="2. คุณภาพชีวิต")
    check = to_check(client, book(told, line(2, "งานใหม่")))
    name = re.search(r'name="(answer-[^"]+)"', shown(client, check))
    assert name is not None
    send(client, check, {name[1]: answer, "act": "import"} if answer else {"act": "import"})
    old = BudgetLine.objects.get(project__number=1, project__batch__isnull=True)
    assert (old.budget, WaitingRow.objects.count()) == (budget, waits)
    send(client, f"/plan/import/{batch().public_id}/undo/")
    old.refresh_from_db()
    assert old.budget == 100000
    assert not Project.objects.filter(name="งานใหม่").exists()


@pytest.mark.parametrize(("answer", "projects", "waits"), [("", 6, 1), ("same", 6, 0), ("another", 7, 0)])
def test_a_renamed_project_is_asked_about_and_never_merged_by_itself(
    world: World, client: Client, answer: str, projects: int, waits: int
) -> None:
    told = line(1, "ปรับปรุงผิวถนนสายบ้านใน หมู่ที่ 1", 100000)
    page = shown(client, check := to_check(client, book(told)))
    assert "ปรับปรุงถนนสายบ้านใน" in page, "both stand side by side"
    name = re.search(r'name="(answer-[^"]+)"', page)
    assert name is not None
    send(client, check, {name[1]: answer, "act": "import"} if answer else {"act": "import"})
    assert (Project.objects.count(), WaitingRow.objects.count()) == (projects, waits)


def test_projects_of_other_villages_are_never_asked_about(world: World, client: Client) -> None:
    rows = [line(n, f"ปรับปรุงถนนสายบ้านใน หมู่ที่ {n}", 100000) for n in (21, 22, 23)]
    check = to_check(client, book(*rows))
    assert 'name="answer-' not in shown(client, check)
    send(client, check, {"act": "import"})
    assert Project.objects.count() == 9


def test_a_waiting_row_is_mended_in_place_and_comes_in_with_its_import(world: World, client: Client) -> None:
    bring_in(client, book(line(1, "งานหนึ่ง", "########", spent=5), line(2, "งานสอง")), as_of="31/12/2568")
    row = WaitingRow.objects.get()
    address = f"/plan/import/row/{row.public_id}/"
    bad = go_on(client, address, budget="หลายบาท", act="in")
    assert bad["Location"] == address
    assert 'value="หลายบาท"' in shown(client, address), "what was typed is kept"
    assert go_on(client, address, budget="1,500", act="in")["Location"].endswith("/result/")
    made = BudgetLine.objects.get(project__name="งานหนึ่ง")
    assert (made.budget, made.opening.amount, made.batch) == (Decimal(1500), Decimal(5), batch())
    assert OpeningStatus.objects.filter(project=made.project).exists()
    assert "/plan/import/row/" not in shown(client, "/plan/")
    send(client, f"/plan/import/{batch().public_id}/undo/")
    assert not Project.objects.filter(name__in=("งานหนึ่ง", "งานสอง")).exists()


def test_a_waiting_row_is_dropped(world: World, client: Client) -> None:
    bring_in(client, book(line(1, "งานหนึ่ง", "########")))
    row = WaitingRow.objects.get()
    go_on(client, f"/plan/import/row/{row.public_id}/", act="drop")
    row.refresh_from_db()
    assert row.dropped and not Project.objects.filter(name="งานหนึ่ง").exists()


def test_a_question_of_a_waiting_row_is_answered_on_its_page(world: World, client: Client) -> None:
    bring_in(client, book(line(1, "ปรับปรุงผิวถนนสายบ้านใน หมู่ที่ 1", 100000)))
    row = WaitingRow.objects.get()
    done = go_on(client, f"/plan/import/row/{row.public_id}/", **{"answer-renamed": "another", "act": "in"})
    assert done["Location"].endswith("/result/")
    assert Project.objects.count() == 7


def test_a_row_is_left_out_by_its_box(world: World, client: Client) -> None:
    check = to_check(client, book(line(1, "งานหนึ่ง", "########"), line(2, "งานสอง")))
    name = re.search(r'name="(drop-[^"]+)"', shown(client, check))
    assert name is not None
    send(client, check, {name[1]: "1", "act": "import"})
    assert not WaitingRow.objects.exists() and Project.objects.filter(name="งานสอง").exists()


def test_back_and_forth_and_twice_the_same_press(world: World, client: Client) -> None:
    check = to_check(client, book(line()))
    columns = check + "columns/"
    assert shown(client, columns), "the back button works"
    first = send(client, check, {"act": "import"})["Location"]
    assert send(client, check, {"act": "import"})["Location"] == first, "a draft comes in once"
    assert client.get(check)["Location"] == first == client.get(columns)["Location"]
    assert ImportBatch.objects.count() == 1


def test_a_list_is_read_while_no_other_writer_waits(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading and understanding lie before the form's transaction."""
    check = to_check(client, book(line()))
    depths: dict[str, int] = {}

    def watched(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def inner(*args: Any, **kwargs: Any) -> Any:
            depths[name] = len(connection.savepoint_ids)
            return call(*args, **kwargs)

        return inner

    outside = len(connection.savepoint_ids)
    monkeypatch.setattr(importing, "read_sheets", watched("read", importing.read_sheets))
    monkeypatch.setattr(drafts, "understand", watched("understand", drafts.understand))
    monkeypatch.setattr(drafts, "begin", watched("write", drafts.begin))
    upload(client, book(line()))
    send(client, check, {"act": "import"})
    assert depths["read"] == depths["understand"] == outside
    assert depths["write"] > outside, "the negative control: what writes is inside it"


def test_a_long_list_is_looked_through_by_a_job_that_comes_to_the_check_by_itself(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafts, "LARGE_ROWS", 2)
    columns = upload(client, book(*(line(n, f"งานที่ {n}") for n in range(1, 6))))
    page = go_on(client, columns)["Location"]
    assert page == f"/job/{Job.objects.get(kind='import.preview').public_id}/"
    assert "<progress" in shown(client, page)
    work_off()
    draft = ImportDraft.objects.get()
    assert drafts.is_understood(draft) and not Project.objects.filter(batch__isnull=False).exists()
    assert client.get(page)["Location"] == f"/plan/import/{draft.public_id}/"
    told = client.get(page, headers={"HX-Request": "true"})
    assert told.headers["HX-Redirect"] == f"/plan/import/{draft.public_id}/"
    send(client, f"/plan/import/{draft.public_id}/", {"act": "import"})
    assert Project.objects.filter(batch__isnull=False).count() == 5


def test_a_stranger_and_who_does_not_draft_find_nothing(world: World, press: Press, client: Client) -> None:
    check = to_check(client, book(line(), line(2, "รอ", "########")))
    draft = ImportDraft.objects.get()
    result = send(client, check, {"act": "import"})["Location"]
    waiting = f"/plan/import/row/{WaitingRow.objects.get().public_id}/"
    undo = f"/plan/import/{batch().public_id}/undo/"
    for who in (world.wichai, world.malee, world.prasit):
        stranger = press(who)
        for address in (check, f"{check}columns/", result, waiting):
            assert stranger.get(address).status_code == 404, address
        for address in (check, f"{check}columns/", waiting, undo):
            assert send(stranger, address, {"act": "import"}).status_code == 404, address
    checker = press(world.wilai)
    assert checker.get(result).status_code == 200, "the unit's own people see what came in"
    for address in ("/plan/import/", check, waiting):
        assert checker.get(address).status_code == 404
    assert send(checker, undo).status_code == 404
    assert draft.unit == world.banna


def test_an_import_with_figures_on_it_is_not_undone(world: World, client: Client) -> None:
    bring_in(client, fixture("projects_fy2568_h1.xlsx"))
    project = Project.objects.filter(batch__isnull=False).first()
    assert project is not None
    LineReport.objects.create(line=project.lines.first(), period=named("2568-q3"), amount=1)
    send(client, f"/plan/import/{batch().public_id}/undo/")
    assert Project.objects.filter(batch=batch()).exists()


def test_an_import_that_a_later_one_has_changed_is_not_undone_before_it(world: World, client: Client) -> None:
    bring_in(client, book(line(1, "งานหนึ่ง", 100)))
    first = batch()
    check = to_check(client, book(line(1, "งานหนึ่ง", 200)))
    name = re.search(r'name="(answer-[^"]+)"', shown(client, check))
    assert name is not None
    send(client, check, {name[1]: "replace", "act": "import"})
    second = batch()
    send(client, f"/plan/import/{first.public_id}/undo/")
    assert BudgetLine.objects.get(project__name="งานหนึ่ง").budget == 200, "the later one goes first"
    send(client, f"/plan/import/{second.public_id}/undo/")
    send(client, f"/plan/import/{first.public_id}/undo/")
    assert not Project.objects.filter(name="งานหนึ่ง").exists()


def test_an_import_that_readers_have_seen_is_not_undone(world: World, client: Client) -> None:
    Project.objects.all().delete()
    bring_in(client, fixture("projects_fy2568_h1.xlsx"))
    send(client, f"/obligation/{world.obligation().public_id}/begin/")
    document = Document.objects.get()
    fill(document, world.somchai)
    refer = {"closes_on": "13/1/2569", "message": "", "sure": "on"}
    send(client, f"/report/{document.public_id}/refer/", refer)
    document.refresh_from_db()
    assert document.state == State.IN_REVIEW
    kept = Project.objects.filter(batch=batch()).count()
    send(client, f"/plan/import/{batch().public_id}/undo/")
    assert Project.objects.filter(batch=batch()).count() == kept > 0


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("รายงาน.pdf", b"%PDF-1.7 ..."),
        ("เก่า.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
        ("ว่าง.xlsx", b"PK\x03\x04no"),
    ],
)
def test_a_wrong_file_is_told_what_it_is(world: World, client: Client, name: str, content: bytes) -> None:
    answer = send(
        client, "/plan/import/", {"file": SimpleUploadedFile(name, content), "year": "2569", "as_of": ""}
    )
    assert answer.status_code == 422
    assert 'class="wrong"' in answer.content.decode() and name in answer.content.decode()


def test_the_template_with_its_six_lines_is_understood_without_a_question(
    world: World, client: Client
) -> None:
    answer = client.get("/plan/import/sample.xlsx")
    preview = importing.understand(importing.read_sheets("x", answer.content), default_year=2569)
    assert len(preview.ready) == 6 and not [one for one in preview.problems if one.level != "note"]


def test_a_unit_without_a_plan_gets_one_for_five_years(world: World, client: Client, press: Press) -> None:
    RoleGrant.objects.create(
        person=world.wichai, role=Role.DRAFTER, unit=world.neighbour, starts_on="2020-01-01"
    )
    world.neighbour.plans.all().delete()
    bring_in(press(world.wichai), book(line()))
    plan = world.neighbour.plans.get()
    assert (plan.first_year, plan.last_year) == (2566, 2570)
