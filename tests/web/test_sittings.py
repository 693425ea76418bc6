"""A meeting by plain presses: called, who came, what was said, ended, its papers; each refusal keeps what was typed."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from committee.models import AgendaItem, Assistant, Ballot, Mode, Objection, SeatTerm, Sitting, Via
from documents import obligations
from documents.models import Document, Issue, State
from organisations import clock
from organisations.models import User
from tests.cast import World, fill, vote
from tests.web.test_pages import send
from workflow import moves

Press = Callable[[User], Client]
PDF = b"%PDF-1.7 signed"
CALL = {"mode": "meeting", "held_on": "13/1/2569", "held_time": "9.30", "place": "ห้องประชุม"}


@pytest.fixture
def recorder(world: World) -> User:
    """Somchai, the clerk, is the assistant secretary."""
    Assistant.objects.create(committee=world.committee, person=world.somchai, starts_on=date(2025, 1, 1))
    return world.somchai


@pytest.fixture
def desk(recorder: User, press: Press) -> Client:
    """The clerk's browser."""
    return press(recorder)


@pytest.fixture
def called(desk: Client, drafting: Document) -> Sitting:
    """A meeting on 13 January with the report of the first quarter."""
    answer = send(desk, "/sitting/call/", {**CALL, "reports": [drafting.key]})
    assert answer.status_code == 302, answer.content.decode()
    return Sitting.objects.get()


def url_of(one: Sitting, page: str = "") -> str:
    return f"/sitting/{one.public_id}/{page}"


def came(letters: str = "ppppppppppp", **more: str) -> dict[str, str]:
    words = {"p": "present", "o": "online", "e": "excused", ".": "absent"}
    return {f"seat-{at}": words[letter] for at, letter in enumerate(letters, start=1)} | more


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_a_meeting_is_called_with_its_reports_in_one_form(
    desk: Client, called: Sitting, drafting: Document
) -> None:
    drafting.refresh_from_db()
    assert (called.mode, called.place, called.number, called.year) == (Mode.MEETING, "ห้องประชุม", 1, 2569)
    assert timezone.localtime(called.held_at) == timezone.make_aware(datetime(2026, 1, 13, 9, 30))
    assert drafting.state == State.IN_REVIEW
    page = desk.get(url_of(called))
    assert "ไตรมาสที่ 1/2569" in text_of(page)
    assert "ขอเรียนเชิญประชุม ครั้งที่ 1/2569" in page.content.decode()


def test_what_is_not_ready_is_named_and_not_offered(world: World, desk: Client) -> None:
    empty = moves.open_document(world.obligation(), actor=world.somchai)
    page = desk.get("/sitting/call/").content.decode()
    assert f'value="{empty.key}"' not in page
    assert f"/report/{empty.public_id}/check/" in page
    answer = send(desk, "/sitting/call/", {**CALL, "reports": [empty.key]})
    assert answer.status_code == 422
    assert not Sitting.objects.exists()


def test_a_short_notice_asks_for_its_reason_and_keeps_what_was_typed(
    desk: Client, drafting: Document
) -> None:
    short = {**CALL, "held_on": "8/1/2569", "message": "โปรดนำเอกสารมาด้วย", "reports": [drafting.key]}
    answer = send(desk, "/sitting/call/", short)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'name="notice_reason"' in page and "โปรดนำเอกสารมาด้วย" in page and 'value="8/1/2569"' in page
    assert not Sitting.objects.exists()
    drafting.refresh_from_db()
    assert drafting.state == State.DRAFTING
    assert send(desk, "/sitting/call/", {**short, "notice_reason": "ครบกำหนดวันที่ 15"}).status_code == 302
    assert Sitting.objects.get().notice_reason == "ครบกำหนดวันที่ 15"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"held_on": "31/2/2569"}, "held_on"),
        ({"held_time": "25.00"}, "held_time"),
        ({"held_time": "เช้า"}, "held_time"),
        ({"place": " "}, "place"),
        ({"reports": []}, "reports"),
    ],
)
def test_bad_input_is_told_at_its_field(
    desk: Client, drafting: Document, wrong: dict[str, Any], field: str
) -> None:
    answer = send(desk, "/sitting/call/", {**CALL, "reports": [drafting.key], **wrong})
    assert answer.status_code == 422
    assert f'href="#id_{field}"' in answer.content.decode()
    assert not Sitting.objects.exists()


def test_an_unlawful_composition_is_said_loudly_and_is_no_wall(
    world: World, desk: Client, drafting: Document
) -> None:
    SeatTerm.objects.filter(person=world.members[0]).update(ends_on=date(2025, 11, 1))
    page = desk.get("/sitting/call/").content.decode()
    assert 'name="composition_reason"' in page
    refused = send(desk, "/sitting/call/", {**CALL, "reports": [drafting.key]})
    assert refused.status_code == 422
    reason = {"composition_reason": "สภาครบวาระ", "authority": "หนังสือ มท 0810"}
    assert send(desk, "/sitting/call/", {**CALL, "reports": [drafting.key], **reason}).status_code == 302


def test_ticking_everyone_is_one_press_and_begins_nothing_by_itself(desk: Client, called: Sitting) -> None:
    page = desk.get(url_of(called, "attendance/"))
    assert page.content.decode().count(" checked") == 0, "nothing is preselected"
    ticked = desk.get(url_of(called, "attendance/?all=1")).content.decode()
    assert len(re.findall(r'value="present" checked', ticked)) == 11
    called.refresh_from_db()
    assert called.begun_at is None, "looking changes nothing"


def test_nobody_objects_is_one_press_an_item_and_the_end_decides(
    desk: Client, called: Sitting, drafting: Document
) -> None:
    answer = send(
        desk, url_of(called, "attendance/"), came("ppppppp....", guest="นางสาวดี ใจงาม", position="ครู")
    )
    assert answer["Location"] == url_of(called, "record/")
    item = AgendaItem.objects.get()
    assert send(desk, url_of(called, "record/"), {"item": str(item.public_id)}).status_code == 302
    assert "ไม่มีผู้เห็นเป็นอย่างอื่น" in text_of(desk.get(url_of(called, "record/")))
    drafting.refresh_from_db()
    assert drafting.state == State.IN_REVIEW, "recorded is not decided"
    unticked = send(desk, url_of(called, "end/"), {"told": "แจ้งเรื่องงบ"})
    assert unticked.status_code == 422 and "แจ้งเรื่องงบ" in unticked.content.decode()
    assert send(desk, url_of(called, "end/"), {"told": "แจ้งเรื่องงบ", "sure": "on"}).status_code == 302
    drafting.refresh_from_db()
    called.refresh_from_db()
    assert (drafting.state, called.told) == (State.APPROVED, "แจ้งเรื่องงบ")
    assert list(called.guests.values_list("name", flat=True)) == ["นางสาวดี ใจงาม"]


def test_a_seat_without_a_tick_is_asked_for_by_name(desk: Client, called: Sitting, world: World) -> None:
    sent = came()
    del sent["seat-4"]
    answer = send(desk, url_of(called, "attendance/"), sent)
    assert answer.status_code == 422
    assert world.members[3].name in text_of(answer)
    assert len(re.findall(r'value="present" checked', answer.content.decode())) == 10, (
        "the others stay ticked"
    )


def test_dissent_is_recorded_by_name_with_its_words(
    world: World, desk: Client, called: Sitting, drafting: Document
) -> None:
    send(desk, url_of(called, "attendance/"), came())
    item = AgendaItem.objects.get()
    page = url_of(called, f"record/{item.public_id}/")
    empty = send(desk, page, {"choice-4": "return", "text-4": " ", "discussion": "อภิปรายกันนาน"})
    assert empty.status_code == 422
    assert "อภิปรายกันนาน" in empty.content.decode(), "nothing is lost"
    row = drafting.plan.projects.order_by("number").first()
    assert row is not None
    told = {
        "choice-4": "return",
        "text-4": "ขอหลักฐานแถวนี้",
        "anchor-4": f"p2.row.{row.key}",
        "choice-5": "recuse",
    }
    assert send(desk, page, {**told, "discussion": "อภิปรายกันนาน"}).status_code == 302
    given = {
        one.seat.number: one.choice for one in Ballot.objects.filter(item=item, replaced_by__isnull=True)
    }
    assert (given[4], given[5], given[6]) == ("return", "recuse", "approve")
    issue = Issue.objects.get(revision=item.revision)
    assert (issue.raised_by, issue.text, issue.anchor) == (
        world.members[3],
        "ขอหลักฐานแถวนี้",
        f"p2.row.{row.key}",
    )
    again = desk.get(page).content.decode()
    assert "ขอหลักฐานแถวนี้" in again, "what was recorded is shown when it is recorded anew"


def test_an_opinion_given_beforehand_stands_beside_the_item(
    world: World, desk: Client, called: Sitting, drafting: Document
) -> None:
    moves.cast_ballot(
        drafting,
        actor=world.malee,
        choice="return",
        points=[moves.Point("p4", "ขอให้เขียนสาเหตุ")],
        via=Via.LINK,
    )
    send(desk, url_of(called, "attendance/"), came())
    page = text_of(desk.get(url_of(called, "record/")))
    assert f"{world.malee.name}: ขอให้แก้ไข" in page


def test_without_the_chair_it_is_asked_who_presides(world: World, desk: Client, called: Sitting) -> None:
    refused = send(desk, url_of(called, "attendance/"), came("e" + "p" * 10))
    assert refused.status_code == 422
    answer = send(desk, url_of(called, "attendance/"), came("e" + "p" * 10, presiding="2"))
    assert answer.status_code == 302
    assert world.members[1].name in text_of(desk.get(url_of(called, "record/")))


def test_too_few_leads_to_the_second_call(desk: Client, called: Sitting, drafting: Document) -> None:
    answer = send(desk, url_of(called, "attendance/"), came("ppp........"))
    assert answer["Location"] == url_of(called, "again/")
    assert "1 ใน 3" in text_of(desk.get(answer["Location"])) or "หนึ่งในสาม" in text_of(
        desk.get(answer["Location"])
    )
    late = send(desk, url_of(called, "again/"), {"on": "13/2/2569", "at": "9.30"})
    assert late.status_code == 422
    made = send(desk, url_of(called, "again/"), {"on": "20/1/2569", "at": "9.30"})
    second = Sitting.objects.exclude(pk=called.pk).get()
    assert made["Location"] == url_of(second)
    assert second.second_call and second.items.count() == 1
    assert "มาตรา ๗๙" in paper_text(desk, second, "invitation")


def test_an_item_that_was_not_taken_up_wants_a_day(
    world: World, desk: Client, called: Sitting, drafting: Document
) -> None:
    send(desk, url_of(called, "attendance/"), came())
    refused = send(desk, url_of(called, "end/"), {"sure": "on"})
    assert refused.status_code == 422
    assert (
        send(desk, url_of(called, "end/"), {"sure": "on", "on": "16/1/2569", "at": "10.00"}).status_code
        == 302
    )
    following = Sitting.objects.exclude(pk=called.pk).get()
    assert timezone.localtime(following.held_at).hour == 10
    assert url_of(following) in desk.get(url_of(called)).content.decode()


def test_a_meeting_can_be_moved_until_it_begins(desk: Client, called: Sitting) -> None:
    moved = {
        "act": "move",
        "held_on": "14/1/2569",
        "held_time": "13.00",
        "place": "ศาลาประชาคม",
        "online": "",
    }
    assert send(desk, url_of(called), moved).status_code == 302
    called.refresh_from_db()
    assert (called.place, timezone.localtime(called.held_at).day) == ("ศาลาประชาคม", 14)
    assert send(desk, url_of(called), {**moved, "held_on": "1/1/2569"}).status_code == 422
    send(desk, url_of(called, "attendance/"), came())
    assert send(desk, url_of(called), moved).status_code == 409


def test_another_report_goes_on_the_agenda_and_may_be_referred_to_it_from_its_own_page(
    world: World, desk: Client, called: Sitting
) -> None:
    second = moves.open_document(world.obligation("2569-q2"), actor=world.somchai)
    fill(second, world.somchai)
    added = send(desk, url_of(called), {"act": "add", "report": second.key})
    assert added.status_code == 302, text_of(added)
    third = moves.open_document(world.obligation("2569-q3"), actor=world.somchai)
    fill(third, world.somchai)
    refer = f"/report/{third.public_id}/refer/"
    assert f'value="{called.key}"' in desk.get(refer).content.decode()
    assert send(desk, refer, {"where": called.key, "sure": "on"}).status_code == 302
    assert [item.number for item in called.items.order_by("number")] == [1, 2, 3]


def test_who_does_not_record_is_told_how_and_a_stranger_finds_nothing(
    world: World, press: Press, called: Sitting
) -> None:
    checker, member, stranger = press(world.wilai), press(world.malee), press(world.wichai)
    for page in ("attendance/", "record/", "end/", "again/"):
        assert checker.get(url_of(called, page)).status_code == 403, page
        assert member.get(url_of(called, page)).status_code == 403, page
        assert stranger.get(url_of(called, page)).status_code == 404, page
    assert member.get(url_of(called)).status_code == 200
    assert stranger.get(url_of(called)).status_code == 404
    assert stranger.get(url_of(called, "paper/minutes.docx")).status_code == 404
    assert press(world.wilai).get("/sitting/call/").status_code == 403


def test_after_the_end_come_the_signed_resolution_and_the_adopted_minutes(
    desk: Client, called: Sitting
) -> None:
    signed = {"act": "signed", "file": SimpleUploadedFile("มติ.pdf", PDF, "application/pdf")}
    assert send(desk, url_of(called), signed).status_code == 409, "not before the end"
    through(desk, called)
    no_scan = {"act": "signed", "file": SimpleUploadedFile("มติ.pdf", b"MZ not a scan", "application/pdf")}
    assert send(desk, url_of(called), no_scan).status_code == 422
    signed["file"] = SimpleUploadedFile("มติ.pdf", PDF, "application/pdf")
    assert send(desk, url_of(called), signed).status_code == 302
    assert send(desk, url_of(called), {"act": "adopt", "on": "20/1/2569"}).status_code == 302
    called.refresh_from_db()
    assert called.resolution is not None and called.resolution.name == "มติ.pdf"
    assert called.minutes_adopted_on == date(2026, 1, 20)


def through(desk: Client, called: Sitting, **record: str) -> None:
    """The whole meeting with everyone there and nobody of another opinion."""
    send(desk, url_of(called, "attendance/"), came())
    for item in called.items.order_by("number"):
        send(desk, url_of(called, "record/"), {"item": str(item.public_id), **record})
    assert send(desk, url_of(called, "end/"), {"sure": "on"}).status_code == 302


def test_an_objection_is_shown_and_answered(world: World, desk: Client, called: Sitting) -> None:
    through(desk, called)
    ballot = Ballot.objects.get(term__person=world.malee)
    moves.object_to(ballot, actor=world.malee, kind=Objection.Kind.NOT_SO, text="ข้าพเจ้างดออกเสียง")
    assert "ข้าพเจ้างดออกเสียง" in text_of(desk.get(url_of(called)))
    objection = Objection.objects.get()
    empty = {"act": "answer", "objection": str(objection.public_id), "text": " "}
    assert send(desk, url_of(called), empty).status_code == 422
    assert send(desk, url_of(called), {**empty, "text": "แก้ในรายงานการประชุมแล้ว"}).status_code == 302
    assert "แก้ในรายงานการประชุมแล้ว" in text_of(desk.get(url_of(called)))
    assert send(desk, url_of(called), {**empty, "objection": "nothing"}).status_code == 404


def paper_text(desk: Client, one: Sitting, name: str) -> str:
    """The words of one of the sitting's papers."""
    from tests.papers.test_memo import lines_of

    answer = desk.get(url_of(one, f"paper/{name}.docx"))
    assert answer.status_code == 200
    return "\n".join(lines_of(answer.content))


def test_the_papers_say_what_was_recorded(world: World, desk: Client, called: Sitting) -> None:
    invitation = paper_text(desk, called, "invitation")
    assert all(f"เรียน  {member.name}" in invitation for member in world.members)
    assert "๑๓ มกราคม ๒๕๖๙" in invitation and "เวลา ๐๙.๓๐ น." in invitation
    sheet = paper_text(desk, called, "sign-in")
    assert all(member.name in sheet for member in world.members)
    send(desk, url_of(called, "attendance/"), came("ppppppppeee"))
    item = called.items.get()
    told = {"choice-4": "return", "text-4": "ขอหลักฐานเพิ่ม", "anchor-4": "p4", "discussion": "ได้พิจารณาทุกแถว"}
    send(desk, url_of(called, f"record/{item.public_id}/"), told)
    send(desk, url_of(called, "end/"), {"sure": "on", "other": "นัดครั้งต่อไป"})
    minutes = paper_text(desk, called, "minutes")
    for words in (
        "เห็นชอบ ๗ เสียง ขอให้แก้ไข ๑ เสียง",
        "ได้พิจารณาทุกแถว",
        "นัดครั้งต่อไป",
        "ส่วนที่ ๔: ขอหลักฐานเพิ่ม",
        "(ลา)",
    ):
        assert words in minutes, words
    assert f"{world.malee.name}: ขอให้แก้ไข" in minutes
    resolution = paper_text(desk, called, "resolution")
    assert "มีกรรมการมาประชุม ๘ คน" in resolution and "เห็นชอบ (เห็นชอบ ๗ เสียง" in resolution


def test_a_circulation_has_its_resolution_when_it_has_closed(
    world: World, desk: Client, in_review: Document
) -> None:
    one = Sitting.objects.get()
    assert "paper/resolution.docx" not in desk.get(url_of(one)).content.decode()
    assert "โดยการเวียน" in desk.get(url_of(one)).content.decode()
    vote(world, in_review, "aaaaaaaaar-")
    assert "paper/resolution.docx" in desk.get(url_of(one)).content.decode()
    told = paper_text(desk, one, "resolution")
    assert "งดออกเสียง ๑ เสียง" in told and "เห็นชอบโดยมีข้อสังเกต “ขอให้ติดตามต่อ”" in told


def test_seven_items_are_recorded_in_at_most_twenty_presses(world: World, desk: Client) -> None:
    """Every link followed and every button pressed from the sitting's page is counted; fields that are typed are not."""
    obligations.make(world.banna, 2570)
    keys = [f"2569-q{quarter}" for quarter in (1, 2, 3, 4)] + [f"2570-q{quarter}" for quarter in (1, 2, 3)]
    reports = []
    for key in keys:
        document = moves.open_document(world.obligation(key), actor=world.somchai)
        fill(document, world.somchai)
        reports.append(document.key)
    assert send(desk, "/sitting/call/", {**CALL, "reports": reports}).status_code == 302
    called = Sitting.objects.get()
    presses = 0
    with clock.pretend(called.held_at + timedelta(minutes=1)):
        for link in ("attendance/", "attendance/?all=1"):
            presses += 1
            assert url_of(called, "attendance/") in desk.get(url_of(called)).content.decode()
            desk.get(url_of(called, link))
        presses += 2  # two members were excused: one tick each
        answer = send(desk, url_of(called, "attendance/"), came("pppppppppee"))
        presses += 1
        items = list(called.items.order_by("number"))
        for item in items[:6]:
            page = desk.get(answer["Location"]).content.decode()
            assert str(item.public_id) in page
            answer = send(desk, url_of(called, "record/"), {"item": str(item.public_id)})
            presses += 1
        dissent = url_of(called, f"record/{items[6].public_id}/")
        assert dissent in desk.get(answer["Location"]).content.decode()
        presses += 2  # the link, and the member's line that is opened
        answer = send(desk, dissent, {"choice-4": "return", "text-4": "ขอหลักฐาน"})
        presses += 2  # the choice, and the button
        assert url_of(called, "end/") in desk.get(answer["Location"]).content.decode()
        presses += 2  # the link, and the tick
        assert send(desk, url_of(called, "end/"), {"sure": "on"}).status_code == 302
        presses += 1
    assert Document.objects.filter(state=State.APPROVED).count() == 7
    assert presses <= 20, presses


def test_the_same_press_sent_twice_records_once(desk: Client, called: Sitting) -> None:
    send(desk, url_of(called, "attendance/"), came())
    item = called.items.get()
    token = "5f1b9f0e-6d0e-4a3b-9d0f-1c2d3e4f5a6b"
    for _ in range(2):
        answer = desk.post(url_of(called, "record/"), {"form_token": token, "item": str(item.public_id)})
        assert answer.status_code == 302
    assert Ballot.objects.filter(item=item).count() == 11


def test_the_list_tells_what_is_coming_and_what_was_held(world: World, desk: Client, called: Sitting) -> None:
    coming = text_of(desk.get("/sitting/"))
    assert "ครั้งที่ 1/2569" in coming and "1 รายงาน" in coming and "ที่ผ่านมา" not in coming
    through(desk, called)
    held = text_of(desk.get("/sitting/"))
    assert "ที่ผ่านมา" in held and "ยังไม่มีการประชุมที่จะถึง" in held


def test_the_minutes_keep_no_item_together_with_the_next(desk: Client, called: Sitting) -> None:
    """A chain of “keep with next” through all items would leave half a page empty before the first."""
    through(desk, called)
    paper = docx.Document(io.BytesIO(desk.get(url_of(called, "paper/minutes.docx")).content))
    decided = [one for one in paper.paragraphs if one.text.startswith("มติที่ประชุม")]
    assert decided
    assert not [one for one in decided if one.style.paragraph_format.keep_with_next]
    heads = [one for one in paper.paragraphs if one.text.startswith("๓.๑")]
    assert all(one.style.paragraph_format.keep_with_next for one in heads), "a heading stays with its item"
