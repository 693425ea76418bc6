"""Reading in the house, cancelling by two, opening again, the อบจ.'s points: by plain presses, nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from documents.models import Document, Issue, State, Waiver
from organisations import process
from organisations.models import Role, RoleGrant, User
from province.models import Submission
from tasks import notices, watched
from tasks.models import Notice
from tests.cast import World, vote, work_off
from tests.web.test_pages import send
from workflow import guards, house, moves

Press = Callable[[User], Client]


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def url(document: Document, page: str = "") -> str:
    return f"/report/{document.public_id}/{page}"


@pytest.fixture
def read_by_the_clerk(world: World) -> None:
    process.keep(world.banna, "form2", hops=["ปลัด"], signed=True)


def state(document: Document) -> str:
    document.refresh_from_db()
    return document.state


# ── readers and signature ──


@pytest.mark.usefixtures("read_by_the_clerk")
def test_a_report_goes_through_the_house_and_out(world: World, drafting: Document, press: Press) -> None:
    clerk, checker = press(world.somchai), press(world.wilai)
    assert "ปลัด" in text_of(clerk.get(url(drafting)))
    not_yet = clerk.get(url(drafting, "refer/")).content.decode()
    assert url(drafting, "reading/") in not_yet
    assert send(clerk, url(drafting, "reading/"), {"act": "propose"}).status_code == 302
    assert state(drafting) == State.CHECKING

    assert url(drafting, "reading/") in checker.get("/home/").content.decode()
    page = checker.get(url(drafting, "reading/")).content.decode()
    assert 'name="reader"' not in page
    assert "แบบติดตามผลการดำเนินงาน" in page
    assert (
        send(checker, url(drafting, "reading/"), {"act": "read", "capacity": "รักษาราชการแทน"}).status_code
        == 302
    )
    assert house.way_of(drafting).next == ""
    assert "รักษาราชการแทน" in text_of(checker.get(url(drafting, "reading/")))
    assert url(drafting, "refer/") in clerk.get("/home/").content.decode()

    answer = send(clerk, url(drafting, "refer/"), {"closes_on": "13/1/2569", "sure": "on"})
    assert answer.status_code == 302
    vote(world, drafting, "aaaaaaaaaaa")
    letter = {"number": "ตง 1/1", "dated": "6/1/2569", "signer": "นายประสงค์", "sure": "on"}
    early = send(clerk, url(drafting, "send/"), letter)
    assert early.status_code == 422
    assert "ตง 1/1" in early.content.decode()
    signed = {"act": "sign", "signer": "นายประสงค์", "capacity": "นายก อบต.", "signed_on": "6/1/2569"}
    assert send(clerk, url(drafting, "reading/"), signed).status_code == 302
    assert state(drafting) == State.SIGNED
    assert send(clerk, url(drafting, "send/"), letter).status_code == 302


@pytest.mark.usefixtures("read_by_the_clerk")
def test_the_planning_officer_writes_down_what_stands_on_paper(
    world: World, drafting: Document, press: Press
) -> None:
    clerk = press(world.somchai)
    moves.propose(drafting, actor=world.somchai)
    nameless = send(clerk, url(drafting, "reading/"), {"act": "read", "reader": "", "capacity": "ที่พิมพ์ไว้"})
    assert nameless.status_code == 422
    assert "ที่พิมพ์ไว้" in nameless.content.decode()
    own = send(clerk, url(drafting, "reading/"), {"act": "read", "reader": world.somchai.name})
    assert own.status_code == 422
    assert house.way_of(drafting).next == "ปลัด"
    assert send(clerk, url(drafting, "reading/"), {"act": "read", "reader": "นางวิไล"}).status_code == 302
    assert house.way_of(drafting).notes[0].facts["on_paper"] is True


@pytest.mark.usefixtures("read_by_the_clerk")
def test_who_proposed_it_is_not_offered_to_read_it(world: World, drafting: Document, press: Press) -> None:
    RoleGrant.objects.create(
        person=world.somchai, role=Role.CHECKER, unit=world.banna, starts_on=date(2020, 1, 1)
    )
    moves.propose(drafting, actor=world.somchai)
    page = press(world.somchai).get(url(drafting, "reading/")).content.decode()
    assert 'name="reader"' in page


@pytest.mark.usefixtures("read_by_the_clerk")
def test_a_reader_sends_it_back_with_points_and_keeps_what_was_typed(
    world: World, drafting: Document, press: Press
) -> None:
    checker = press(world.wilai)
    moves.propose(drafting, actor=world.somchai)
    back = {"act": "back", "anchor": "p4", "text": "ขอสาเหตุ", "text-2": "ยอดไม่ตรง", "anchor-2": "p2.t4"}
    without_day = send(checker, url(drafting, "reading/"), {**back, "fix_by": ""})
    assert without_day.status_code == 422
    assert "ขอสาเหตุ" in without_day.content.decode()
    wordless = send(checker, url(drafting, "reading/"), {"act": "back", "fix_by": "13/1/2569"})
    assert wordless.status_code == 422
    assert not Issue.objects.exists()
    assert send(checker, url(drafting, "reading/"), {**back, "fix_by": "13/1/2569"}).status_code == 302
    assert state(drafting) == State.RETURNED
    assert [(one.anchor, one.text) for one in guards.open_issues(drafting)] == [
        ("p4", "ขอสาเหตุ"),
        ("p2.t4", "ยอดไม่ตรง"),
    ]


def test_the_executive_sends_an_approved_report_back(world: World, approved: Document, press: Press) -> None:
    answer = send(
        press(world.prasong),
        url(approved, "reading/"),
        {"act": "back", "anchor": "p4", "text": "ขอสาเหตุ", "fix_by": "13/1/2569"},
    )
    assert answer.status_code == 302
    assert state(approved) == State.RETURNED


@pytest.mark.usefixtures("read_by_the_clerk")
def test_a_neighbour_and_a_member_do_not_see_the_house(
    world: World, drafting: Document, press: Press
) -> None:
    for who in (world.wichai, world.malee):
        for page in ("reading/", "cancel/", "reopen/"):
            assert press(who).get(url(drafting, page)).status_code == 404


def test_who_waits_is_told(world: World, drafting: Document) -> None:
    process.keep(world.banna, "form2", hops=["ปลัด"], signed=False)
    moves.propose(drafting, actor=world.somchai)
    moves.endorse(drafting, actor=world.wilai)
    moves.ask_cancel(drafting, actor=world.somchai, reason="ยุบรวม", granted_by="ประกาศ")
    notices.derive()
    told = {(one.step, one.person_id) for one in Notice.objects.filter(kind="log")}
    assert told == {
        ("propose", world.wilai.pk),
        ("endorse", world.somchai.pk),
        ("cancel_asked", world.wilai.pk),
    }


# ── cancelling ──


def test_two_persons_cancel_a_report(world: World, drafting: Document, press: Press) -> None:
    clerk, checker = press(world.somchai), press(world.wilai)
    why = {"reason": "ยุบรวมกับ อบต.คลองดาว", "granted_by": "ประกาศ มท. ลงวันที่ 1 ม.ค. 2569"}
    half = send(clerk, url(drafting, "cancel/"), {**why, "granted_by": ""})
    assert half.status_code == 422
    assert "ยุบรวมกับ อบต.คลองดาว" in half.content.decode()
    assert send(clerk, url(drafting, "cancel/"), why).status_code == 302
    assert 'value="confirm"' not in clerk.get(url(drafting, "cancel/")).content.decode()
    assert send(clerk, url(drafting, "cancel/"), {"act": "confirm"}).status_code == 403
    assert 'value="confirm"' in checker.get(url(drafting, "cancel/")).content.decode()
    assert send(checker, url(drafting, "cancel/"), {"act": "confirm"}).status_code == 302
    assert state(drafting) == State.CANCELLED
    assert Waiver.objects.get().granted_by == why["granted_by"]
    assert send(checker, url(drafting, "cancel/"), {"act": "confirm"}).status_code == 409


# ── the อบจ. asks ──


@pytest.fixture
def registered(world: World, approved: Document) -> Submission:
    facts = {
        "number": "ตง 1/1",
        "dated": "2026-01-06",
        "signer": "นายประสงค์",
        "capacity": "",
        "recipients": "",
    }
    watched.ask("package.seal", approved, actor=world.somchai, params=facts)
    work_off()
    from province import desk

    return desk.register(Submission.objects.get(), actor=world.prasit)


def test_the_pao_asks_and_the_unit_opens_it_with_the_points(
    world: World, approved: Document, registered: Submission, press: Press
) -> None:
    officer, clerk = press(world.prasit), press(world.somchai)
    page = f"/prov/submission/{registered.public_id}/"
    wordless = send(officer, page, {"ask": "1", "anchor": "p2.t4", "text": " "})
    assert wordless.status_code == 422
    wrong = send(officer, page, {"ask": "1", "row": "999", "text": "แถวนี้"})
    assert wrong.status_code == 422
    assert "แถวนี้" in wrong.content.decode()
    asked = {"ask": "1", "anchor": "p2.t4", "reason_code": "sum", "text": "ยอดรวมต่างจากรายโครงการ"}
    assert send(officer, page, asked).status_code == 302
    assert "ยอดรวมต่างจากรายโครงการ" in text_of(officer.get(page))
    assert str(registered.public_id) in officer.get("/prov/intake/").content.decode()
    work_off()
    notices.derive()
    assert Notice.objects.filter(person=world.somchai, path=url(approved, "reopen/")).count() == 1

    assert url(approved, "reopen/") in clerk.get(url(approved)).content.decode()
    opening = text_of(clerk.get(url(approved, "reopen/")))
    assert "ยอดรวมต่างจากรายโครงการ" in opening
    assert send(clerk, url(approved, "reopen/"), {"reason": " "}).status_code == 422
    answer = send(clerk, url(approved, "reopen/"), {"reason": "ตามที่ อบจ. ขอ"})
    assert answer["Location"] == url(approved, "issues/")
    assert state(approved) == State.DRAFTING
    assert "ยอดรวมต่างจากรายโครงการ" in text_of(clerk.get(url(approved, "issues/")))


def test_a_package_is_asked_about_by_its_registrar_only(
    world: World, registered: Submission, press: Press
) -> None:
    point = {"ask": "1", "anchor": "p4", "text": "x"}
    assert send(press(world.somchai), f"/prov/submission/{registered.public_id}/", point).status_code == 404
