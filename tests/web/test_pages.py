"""The road by plain presses, without JavaScript: what each page answers, and to whom."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from committee import sitting
from committee.models import Ballot
from documents import form2
from documents.models import Document, Obligation, ProjectReport, State
from organisations.models import User
from province.models import Submission
from tasks.models import Job
from tests.cast import World, fill, vote, work_off

Press = Callable[[User], Client]
FIXTURES = Path(__file__).parent.parent / "fixtures"


def send(client: Client, url: str, data: dict[str, Any] | None = None, **extra: Any) -> Any:
    """Press a button of a form that was just loaded."""
    return client.post(url, {"form_token": str(uuid.uuid4()), **(data or {})}, **extra)


def row_form(view: form2.RowView, status: str, amount: str) -> dict[str, str]:
    line = view.lines[0]
    return {
        "version": str(view.report.version if view.report else 0),
        "status": status,
        "obstacle": "",
        f"amount-{line.figures.key}": amount,
        f"basis-{line.figures.key}": "amount",
        f"version-{line.figures.key}": str(line.report.version if line.report else 0),
    }


def test_nobody_is_shown_anything_before_signing_in(world: World, drafting: Document) -> None:
    for url in ("/home/", f"/report/{drafting.public_id}/", "/prov/", "/inbox/", "/notices/"):
        answer = Client().get(url)
        assert answer.status_code == 302, url
        assert "/accounts/login/" in answer["Location"]


def test_each_person_comes_to_the_page_of_their_work(world: World, press: Press) -> None:
    assert press(world.somchai).get("/")["Location"] == "/home/"
    assert press(world.prasit).get("/")["Location"] == "/prov/"
    assert press(world.malee).get("/")["Location"] == "/inbox/"


STAFF_PAGES = ["", "form2/", "check/", "refer/", "issues/", "history/", "send/", "part/p3/", "part/p4/"]


@pytest.mark.parametrize("page", STAFF_PAGES)
def test_the_pages_of_a_report_are_its_unit_s(
    world: World, drafting: Document, press: Press, page: str
) -> None:
    url = f"/report/{drafting.public_id}/{page}"
    assert press(world.somchai).get(url).status_code == 200
    assert press(world.wichai).get(url).status_code == 404, "a stranger does not find it"
    assert press(world.malee).get(url).status_code == 404, "a member reads what was laid before them"
    assert press(world.prasit).get(url).status_code == 404, "the PAO never reads a unit's live rows"


@pytest.mark.parametrize("who", ["somchai", "malee", "prasit"])
def test_nothing_of_another_unit_is_on_any_page(
    world: World, in_review: Document, press: Press, who: str
) -> None:
    Obligation.objects.filter(unit=world.neighbour).update(article="คานารี่-ลับ-9431")
    client = press(getattr(world, who))
    for url in ("/home/", "/plan/", "/committee/", "/inbox/", "/notices/", "/prov/", "/prov/intake/"):
        assert "คานารี่-ลับ-9431" not in client.get(url).content.decode(), url


def test_home_keeps_what_is_overdue_on_top(world: World, press: Press) -> None:
    Obligation.objects.filter(period__key="2569-q1", unit=world.banna).update(
        opens_on="2025-10-01", due_on="2025-12-01"
    )
    page = press(world.somchai).get("/home/").content.decode()
    first = page[page.index('class="tasks"') :]
    assert first.index("1/2569") < 2000
    assert "overdue" in first[:600]


def test_a_row_is_saved_and_the_next_one_opens(world: World, press: Press) -> None:
    client = press(world.somchai)
    owed = world.obligation()
    begun = send(client, f"/obligation/{owed.public_id}/begin/")
    document = Document.objects.get()
    assert begun["Location"] == f"/report/{document.public_id}/form2/"
    views = form2.load(document).rows
    url = f"/report/{document.public_id}/row/{views[0].project.public_id}/"
    answer = send(client, url, row_form(views[0], "in_progress", "๑,๒๕๐.๕๐") | {"next": "1"})
    assert answer["Location"].endswith(f"/row/{views[1].project.public_id}/")
    assert str(form2.load(document).rows[0].lines[0].figures.amount) == "1250.50"


def test_what_cannot_be_read_is_told_and_kept(world: World, drafting: Document, press: Press) -> None:
    view = form2.load(drafting).rows[0]
    url = f"/report/{drafting.public_id}/row/{view.project.public_id}/"
    answer = send(press(world.somchai), url, row_form(view, "done", "12 พัน"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="12 พัน"' in page
    assert form2.load(drafting).rows[0].row.status == "in_progress"


def test_the_second_writer_gets_409_with_both_values(world: World, drafting: Document, press: Press) -> None:
    view = form2.load(drafting).rows[0]
    url = f"/report/{drafting.public_id}/row/{view.project.public_id}/"
    mine, theirs = row_form(view, "done", "77,000"), row_form(view, "in_progress", "66,000")
    client = press(world.somchai)
    assert send(client, url, theirs).status_code == 302
    answer = send(client, url, mine)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "77,000.00" in page
    assert "66,000.00" in page
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version is not None
    line = view.lines[0].figures.key
    again = mine | {"version": version[1], f"version-{line}": str(int(mine[f"version-{line}"]) + 1)}
    assert send(client, url, again).status_code == 302, "pressing save again keeps one's own"
    assert str(form2.load(drafting).rows[0].lines[0].figures.amount) == "77000.00"


def test_a_form_sent_twice_does_its_work_once(world: World, in_review: Document, press: Press) -> None:
    item = sitting.open_item(in_review)
    assert item is not None
    client, token = press(world.malee), str(uuid.uuid4())
    body = {"form_token": token, "choice": "approve", "text": ""}
    first = client.post(f"/review/{item.public_id}/", body)
    second = client.post(f"/review/{item.public_id}/", body)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]
    assert Ballot.objects.count() == 1
    other = client.post(f"/review/{item.public_id}/", body | {"choice": "abstain"})
    assert other.status_code == 422
    assert Ballot.objects.count() == 1


def test_without_the_token_a_double_click_would_count_twice(
    world: World, in_review: Document, press: Press
) -> None:
    """The negative control: two tokens are two presses."""
    item = sitting.open_item(in_review)
    assert item is not None
    client = press(world.malee)
    for _ in range(2):
        send(client, f"/review/{item.public_id}/", {"choice": "approve", "text": ""})
    assert Ballot.objects.count() == 2


def test_a_form_without_its_token_saves_nothing(world: World, drafting: Document, press: Press) -> None:
    answer = press(world.somchai).post(
        f"/report/{drafting.public_id}/part/p4/", {"version": "0", "text": "x"}
    )
    assert answer.status_code == 422
    assert not drafting.sections.exists()


def test_a_member_answers_on_a_page_with_nothing_selected(
    world: World, in_review: Document, press: Press
) -> None:
    item = sitting.open_item(in_review)
    assert item is not None
    client = press(world.malee)
    page = client.get(f"/review/{item.public_id}/").content.decode()
    assert "แบบที่ ๒" in page
    assert "checked" not in page[page.index('id="vote"') :]
    empty = send(client, f"/review/{item.public_id}/", {"text": ""})
    assert empty.status_code == 422
    bare = send(client, f"/review/{item.public_id}/", {"choice": "return", "text": " "})
    assert bare.status_code == 422
    given = send(
        client,
        f"/review/{item.public_id}/",
        {"choice": "return", "anchor": "p4", "text": "ขอสาเหตุ", "reason_code": "missing"},
    )
    assert given.status_code == 302
    assert Ballot.objects.get().choice == "return"


def test_a_late_opinion_is_told_that_it_was_closed(world: World, approved: Document, press: Press) -> None:
    item = approved.revisions.get().items.get()
    answer = send(press(world.malee), f"/review/{item.public_id}/", {"choice": "approve", "text": ""})
    assert answer.status_code == 409
    assert Ballot.objects.count() == 11


def test_a_stranger_finds_no_item(world: World, in_review: Document, press: Press) -> None:
    item = sitting.open_item(in_review)
    assert item is not None
    assert press(world.wichai).get(f"/review/{item.public_id}/").status_code == 404
    assert send(press(world.wichai), f"/review/{item.public_id}/", {"choice": "approve"}).status_code == 404


def test_the_whole_road_by_presses(world: World, press: Press) -> None:
    somchai, prasit = press(world.somchai), press(world.prasit)
    send(somchai, f"/obligation/{world.obligation().public_id}/begin/")
    document = Document.objects.get()
    fill(document, world.somchai)
    base = f"/report/{document.public_id}"
    assert (
        send(somchai, f"{base}/refer/", {"closes_on": "13/1/2569", "message": "", "sure": "on"}).status_code
        == 302
    )
    document.refresh_from_db()
    item = sitting.open_item(document)
    assert item is not None
    for member, choice in zip(world.members, ["approve"] * 10 + ["abstain"], strict=True):
        assert (
            send(press(member), f"/review/{item.public_id}/", {"choice": choice, "text": ""}).status_code
            == 302
        )
    document.refresh_from_db()
    assert document.state == State.APPROVED
    letter = {
        "number": "ตง 71001/12",
        "dated": "12/1/2569",
        "signer": "นายประสงค์",
        "capacity": "นายก",
        "recipients": "อบจ.",
        "sure": "on",
    }
    watched = send(somchai, f"{base}/send/", letter)
    assert watched.status_code == 302
    work_off()
    document.refresh_from_db()
    assert document.state == State.SUBMITTED
    assert (
        "ดาวน์โหลด" in somchai.get(watched["Location"]).content.decode() or Job.objects.get().state == "done"
    )
    submission = Submission.objects.get()
    url = f"/prov/submission/{submission.public_id}/"
    assert all(one["good"] for one in submission.checks)
    assert send(prasit, url, {"register": "1", "saraban_no": "77/2569"}).status_code == 302
    assert send(prasit, url, {"register": "1"}).status_code == 409, "it is registered once"
    work_off()
    assert send(prasit, url, {"record": "1"}).status_code == 302
    work_off()
    history = somchai.get(f"{base}/history/").content.decode()
    assert "1/2569" in history
    assert "stamp" in somchai.get("/home/").content.decode()
    seen = prasit.get("/prov/").content.decode()
    assert str(submission.public_id) in seen


def test_a_damaged_package_is_refused_with_its_reason(world: World, approved: Document, press: Press) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    answer = send(
        press(world.prasit),
        "/prov/intake/",
        {"file": SimpleUploadedFile("x.zip", b"PK\x05\x06" + b"\0" * 18)},
    )
    assert answer.status_code == 422
    assert not Submission.objects.exists()


def test_an_obligation_is_met_on_paper(world: World, press: Press) -> None:
    owed = world.obligation("2569-q1")
    client = press(world.somchai)
    wrong = send(client, f"/obligation/{owed.public_id}/paper/", {"done_on": "31/02/2569", "note": "หนังสือ 1"})
    assert wrong.status_code == 422
    assert "31/02/2569" in wrong.content.decode()
    assert (
        send(
            client, f"/obligation/{owed.public_id}/paper/", {"done_on": "๑๐/๑/๒๕๖๙", "note": "หนังสือ 1"}
        ).status_code
        == 302
    )
    owed.refresh_from_db()
    assert owed.act.done_on.isoformat() == "2026-01-10"


def test_a_scan_is_a_pdf_or_a_picture(world: World, press: Press) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    owed = world.obligation("2569-q1")
    url = f"/obligation/{owed.public_id}/paper/"
    client = press(world.somchai)
    body = {"done_on": "10/1/2569", "note": "หนังสือ 1"}
    wrong = send(client, url, body | {"file": SimpleUploadedFile("ไวรัส.exe", b"MZ....")})
    assert wrong.status_code == 422
    assert "ไวรัส.exe" in wrong.content.decode()
    right = send(client, url, body | {"file": SimpleUploadedFile("สแกน.pdf", b"%PDF-1.7 ...")})
    assert right.status_code == 302
    owed.refresh_from_db()
    assert owed.act.file is not None
    answer = client.get(f"/file/{owed.act.file.public_id}/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert press(world.wichai).get(f"/file/{owed.act.file.public_id}/").status_code == 404


def test_the_fingerprint_on_a_paper_is_known_to_everyone(world: World, in_review: Document) -> None:
    mark = in_review.revisions.get().fingerprint[:12]
    assert Client().get(f"/v/{mark}/").status_code == 200
    assert Client().get("/v/000000000000/").status_code == 404


def test_the_grid_asks_no_more_queries_for_more_rows(
    world: World, drafting: Document, press: Press, django_assert_max_num_queries: Any
) -> None:
    client = press(world.somchai)
    client.get(f"/report/{drafting.public_id}/form2/")
    with django_assert_max_num_queries(24):
        client.get(f"/report/{drafting.public_id}/form2/")


def test_no_row_is_begun_by_looking(world: World, drafting: Document, press: Press) -> None:
    before = ProjectReport.objects.count(), drafting.log.count()
    for page in STAFF_PAGES:
        press(world.somchai).get(f"/report/{drafting.public_id}/{page}")
    assert (ProjectReport.objects.count(), drafting.log.count()) == before


def test_the_size_of_letters_and_the_language_are_plain_links(world: World, press: Press) -> None:
    client = press(world.somchai)
    client.get("/size/3/?next=/home/")
    assert 'class="size-3"' in client.get("/home/").content.decode()
    client.get("/language/en/?next=https://evil.example/")
    assert 'lang="en"' in client.get("/home/").content.decode()[:200]
    assert client.get("/language/en/?next=https://evil.example/")["Location"] == "/"


def test_an_answer_to_a_returned_report_shows_before_and_after(
    world: World, in_review: Document, press: Press
) -> None:
    vote(world, in_review, "xxxxxxxxxxx")
    page = press(world.somchai).get(f"/report/{in_review.public_id}/issues/").content.decode()
    assert page.count("<textarea") == 11
