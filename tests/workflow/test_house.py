"""A report's way through its own house: readers in their turn, signature, cancelling by two, what the อบจ. asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import transaction

from committee import sitting
from committee.models import Assistant, Mode
from documents import files
from documents.models import Document, Issue, Source, State, Waiver
from organisations import clock, law, process
from organisations.models import Role, RoleGrant
from province import desk, receipts
from province.models import Submission
from tests.cast import World, come_in, refer, vote, work_off
from workflow import guards, house, moves
from workflow.models import LogEntry
from workflow.refusals import GuardRefused, NotAllowed, WorkflowError, WrongState

LETTER = moves.Letter("ตง 1/1", date(2026, 1, 6), "นายประสงค์")
ONE, TWO = ("ปลัด",), ("หัวหน้าสำนักปลัด", "ปลัด")
WHY = {"reason": "ยุบรวมกับ อบต.คลองดาว", "granted_by": "ประกาศกระทรวงมหาดไทย ลงวันที่ 1 มกราคม 2569"}


def keep(world: World, *titles: str, signed: bool = False) -> None:
    """The house's own way for Form 2."""
    process.keep(world.banna, "form2", hops=titles, signed=signed)


class Undone(Exception):
    """Ends a trial whose effect is not wanted."""


def code_of(act: Callable[[], object]) -> str:
    """The code by which a move is refused; empty when it is done."""
    try:
        act()
    except WorkflowError as refusal:
        assert str(refusal)
        return refusal.code
    return ""


def answer_all(world: World, document: Document) -> None:
    for issue in guards.open_issues(document):
        moves.reply(issue, actor=world.somchai, text="แก้แล้ว")


def sealed(document: Document) -> moves.SealedPackage:
    revision = guards.last_revision(document)
    assert revision is not None
    return moves.SealedPackage(
        "0" * 64, revision.fingerprint, guards.chain_of_approval(document)[-1].hash, "3" * 64
    )


# ── readers ──


def test_where_nobody_reads_it_nothing_waits(world: World, drafting: Document) -> None:
    assert code_of(lambda: moves.propose(drafting, actor=world.somchai)) == "no-readers"
    refer(world, drafting)
    drafting.refresh_from_db()
    assert drafting.state == State.IN_REVIEW


def test_two_readers_read_it_one_after_the_other(world: World, drafting: Document) -> None:
    keep(world, *TWO)
    assert code_of(lambda: refer(world, drafting)) == "not-read"
    revision = moves.propose(drafting, actor=world.somchai)
    assert house.way_of(drafting).next == "หัวหน้าสำนักปลัด"
    moves.endorse(drafting, actor=world.wilai)
    assert code_of(lambda: refer(world, drafting)) == "not-read"
    assert house.way_of(drafting).next == "ปลัด"
    assert code_of(lambda: moves.endorse(drafting, actor=world.wilai)) == "read-already"
    moves.endorse(drafting, actor=world.wilai, capacity="รักษาราชการแทนปลัด")
    assert code_of(lambda: moves.endorse(drafting, actor=world.wilai, capacity="อีกครั้ง")) == "all-read"
    assert refer(world, drafting).revision == revision


def test_nobody_checks_what_they_proposed(world: World, drafting: Document) -> None:
    keep(world, *ONE)
    RoleGrant.objects.create(
        person=world.somchai, role=Role.CHECKER, unit=world.banna, starts_on=date(2020, 1, 1)
    )
    moves.propose(drafting, actor=world.somchai)
    assert code_of(lambda: moves.endorse(drafting, actor=world.somchai)) == "self-check"
    on_paper = world.somchai.name
    assert code_of(lambda: moves.endorse(drafting, actor=world.somchai, reader=on_paper)) == "self-check"
    moves.endorse(drafting, actor=world.wilai)


def test_what_stands_signed_on_paper_is_written_down_by_the_drafter(world: World, drafting: Document) -> None:
    keep(world, *ONE)
    moves.propose(drafting, actor=world.somchai)
    with pytest.raises(NotAllowed):
        moves.endorse(drafting, actor=world.malee, reader="นางวิไล ทดสอบ")
    with pytest.raises(NotAllowed):
        moves.endorse(drafting, actor=world.somchai)
    entry = moves.endorse(drafting, actor=world.somchai, reader="  นางวิไล   ทดสอบ ", capacity="")
    assert entry.facts == {
        "hop": 1,
        "title": "ปลัด",
        "reader": "นางวิไล ทดสอบ",
        "capacity": "",
        "on_paper": True,
    }
    assert house.way_of(drafting).next == ""


def test_what_is_on_its_way_keeps_the_readers_it_began_with(world: World, drafting: Document) -> None:
    keep(world, *TWO)
    moves.propose(drafting, actor=world.somchai)
    keep(world, *ONE)
    moves.endorse(drafting, actor=world.wilai)
    assert house.way_of(drafting).next == "ปลัด"


def test_a_reader_sends_it_back_and_reading_begins_anew(world: World, drafting: Document) -> None:
    keep(world, *TWO)
    moves.propose(drafting, actor=world.somchai)
    moves.endorse(drafting, actor=world.wilai)
    day = clock.today()
    with pytest.raises(NotAllowed):
        moves.return_(drafting, actor=world.somchai, points=[moves.Point("p4", "x")], fix_by=day)
    assert (
        code_of(lambda: moves.return_(drafting, actor=world.wilai, points=[], fix_by=day))
        == "return-needs-issue"
    )
    moves.return_(drafting, actor=world.wilai, points=[moves.Point("p4", "เพิ่มสาเหตุ")], fix_by=day)
    drafting.refresh_from_db()
    assert (drafting.state, drafting.fix_by) == (State.RETURNED, day)
    assert code_of(lambda: moves.propose(drafting, actor=world.somchai)) == "issue-without-reply"
    answer_all(world, drafting)
    second = moves.propose(drafting, actor=world.somchai)
    assert second.number == 2
    assert house.way_of(drafting).next == "หัวหน้าสำนักปลัด"


def test_a_readers_note_on_paper_comes_back_with_their_name(world: World, drafting: Document) -> None:
    keep(world, *ONE)
    moves.propose(drafting, actor=world.somchai)
    point = moves.Point("p4", "เพิ่มสาเหตุ")
    moves.return_(drafting, actor=world.somchai, points=[point], fix_by=clock.today(), reader="นางวิไล ทดสอบ")
    entry = LogEntry.objects.get(document=drafting, kind="return")
    assert (entry.facts["reader"], entry.facts["on_paper"]) == ("นางวิไล ทดสอบ", True)
    assert Issue.objects.get(document=drafting).source == Source.CHECKER


def test_only_what_is_being_read_can_be_read(world: World, drafting: Document) -> None:
    keep(world, *ONE)
    with pytest.raises(WrongState):
        moves.endorse(drafting, actor=world.wilai)


# ── the signature ──


@pytest.mark.parametrize("kept", [True, False])
def test_the_signature_is_asked_for_only_where_it_is_kept(
    world: World, approved: Document, kept: bool
) -> None:
    keep(world, signed=kept)

    def send() -> None:
        moves.submit(approved, actor=world.somchai, package=sealed(approved), letter=LETTER)

    if kept:
        assert code_of(send) == "not-signed"
        moves.sign(
            approved, actor=world.somchai, signer="นายประสงค์", capacity="นายก", signed_on=clock.today()
        )
    send()
    approved.refresh_from_db()
    assert approved.state == State.SUBMITTED


def test_after_a_meeting_the_signed_resolution_is_asked_for_or_the_reason(
    world: World, drafting: Document
) -> None:
    Assistant.objects.create(committee=world.committee, person=world.somchai, starts_on=date(2025, 1, 1))
    at = clock.now() + timedelta(days=7)
    call = sitting.Call(mode=Mode.MEETING, held_at=at, place="ห้องประชุม")
    pack = law.load(drafting.obligation.law)
    where = moves.call_sitting(world.banna, call, actor=world.somchai, pack=pack)
    moves.refer(drafting, actor=world.somchai, where=where)
    with clock.pretend(at):
        come_in(world, where)
        moves.record_item(drafting, actor=world.somchai, said={})
        moves.end_meeting(where, actor=world.somchai)

        def send(letter: moves.Letter) -> None:
            with transaction.atomic():
                moves.submit(drafting, actor=world.somchai, package=sealed(drafting), letter=letter)
                raise Undone

        assert code_of(lambda: send(LETTER)) == "no-resolution"
        assert code_of(lambda: send(replace(LETTER, without_resolution=" "))) == "no-resolution"
        with pytest.raises(Undone):
            send(replace(LETTER, without_resolution="ประธานลงนามภายหลัง"))
        scan = files.store(
            b"%PDF-1.7", unit=world.banna, name="มติ.pdf", media_type="application/pdf", made_by=world.somchai
        )
        moves.attach_resolution(where, actor=world.somchai, file=scan)
        with pytest.raises(Undone):
            send(LETTER)


# ── cancelling ──


def test_one_asks_to_cancel_and_another_confirms(world: World, drafting: Document) -> None:
    assert code_of(lambda: moves.cancel(drafting, actor=world.wilai)) == "not-asked"
    nothing = {"reason": " ", "granted_by": "อำเภอ"}
    assert code_of(lambda: moves.ask_cancel(drafting, actor=world.somchai, **nothing)) == "no-waiver"
    moves.ask_cancel(drafting, actor=world.somchai, **WHY)
    assert code_of(lambda: moves.cancel(drafting, actor=world.somchai)) == "not-checker"
    moves.cancel(drafting, actor=world.wilai)
    drafting.refresh_from_db()
    assert drafting.state == State.CANCELLED
    waiver = Waiver.objects.get(obligation=drafting.obligation)
    assert (waiver.reason, waiver.granted_by) == (WHY["reason"], WHY["granted_by"])


def test_nobody_confirms_what_they_asked_for(world: World, drafting: Document) -> None:
    RoleGrant.objects.create(
        person=world.somchai, role=Role.CHECKER, unit=world.banna, starts_on=date(2020, 1, 1)
    )
    moves.ask_cancel(drafting, actor=world.somchai, **WHY)
    assert code_of(lambda: moves.cancel(drafting, actor=world.somchai)) == "same-person"
    assert not Waiver.objects.exists()


def test_a_request_to_cancel_does_not_outlive_the_sending(world: World, approved: Document) -> None:
    moves.ask_cancel(approved, actor=world.somchai, **WHY)
    moves.submit(approved, actor=world.somchai, package=sealed(approved), letter=LETTER)
    moves.reopen(approved, actor=world.somchai, reason="แก้ยอด")
    assert code_of(lambda: moves.cancel(approved, actor=world.wilai)) == "not-asked"


def test_cancelling_takes_it_off_the_agenda(world: World, in_review: Document) -> None:
    moves.ask_cancel(in_review, actor=world.somchai, **WHY)
    moves.cancel(in_review, actor=world.wilai)
    with pytest.raises(WorkflowError):
        vote(world, in_review, "a..........")


# ── what the อบจ. asks to look at again ──


@pytest.fixture
def registered(world: World, approved: Document) -> Submission:
    """The report sent, received and registered by the อบจ."""
    from tasks import watched

    facts = {
        "number": "ตง 1/1",
        "dated": "2026-01-06",
        "signer": "นายประสงค์",
        "capacity": "",
        "recipients": "",
    }
    watched.ask("package.seal", approved, actor=world.somchai, params=facts)
    work_off()
    return desk.register(Submission.objects.get(), actor=world.prasit)


def ask(world: World, submission: Submission, *points: desk.Point) -> Submission:
    asked = desk.ask_correction(submission, actor=world.prasit, points=points)
    receipts.write(asked, "correction_asked")
    return asked


def test_what_the_pao_asks_becomes_an_issue_when_the_unit_opens_it(
    world: World, approved: Document, registered: Submission
) -> None:
    ask(world, registered, desk.Point("p2.t4", "ยอดรวมไม่ตรงกับรายโครงการ", "sum"), desk.Point("p4", " "))
    approved.refresh_from_db()
    assert approved.state == State.SUBMITTED
    assert not Issue.objects.exists()
    moves.reopen(approved, actor=world.somchai, reason="ตามที่ อบจ. ขอให้ทบทวน")
    issue = Issue.objects.get()
    assert (issue.source, issue.anchor, issue.reason_code) == (Source.PAO, "p2.t4", "sum")
    assert code_of(lambda: refer(world, approved)) == "issue-without-reply"
    moves.reply(issue, actor=world.somchai, text="แก้แล้ว")
    refer(world, approved)


def test_the_unit_may_open_it_without_having_been_asked(
    world: World, approved: Document, registered: Submission
) -> None:
    moves.reopen(approved, actor=world.somchai, reason="พบว่ายอดโครงการ 3 ผิด")
    assert not Issue.objects.exists()


def test_points_are_carried_over_once(world: World, approved: Document, registered: Submission) -> None:
    ask(world, registered, desk.Point("p4", "ขอสาเหตุ"))
    moves.reopen(approved, actor=world.somchai, reason="ตามที่ขอ")
    answer_all(world, approved)
    refer(world, approved)
    vote(world, approved, "aaaaaaaaaaa")
    moves.submit(approved, actor=world.somchai, package=sealed(approved), letter=LETTER)
    moves.reopen(approved, actor=world.somchai, reason="อีกครั้ง")
    assert Issue.objects.count() == 1


def test_asking_wants_a_point_a_place_at_the_desk_and_a_registered_package(
    world: World, approved: Document, registered: Submission
) -> None:
    point = desk.Point("p4", "ขอสาเหตุ")
    with pytest.raises(NotAllowed):
        desk.ask_correction(registered, actor=world.somchai, points=[point])
    assert code_of(lambda: desk.ask_correction(registered, actor=world.prasit, points=[])) == "no-point"
    ask(world, registered, point)
    assert (
        code_of(lambda: desk.ask_correction(registered, actor=world.prasit, points=[point]))
        == "not-registered"
    )
    with pytest.raises(GuardRefused):
        moves.reopen(approved, actor=world.somchai, reason=" ")


def test_a_package_that_was_asked_about_can_still_be_recorded(world: World, registered: Submission) -> None:
    """The request holds nothing up: the unit may answer by letter, and the อบจ. records it as it is."""
    ask(world, registered, desk.Point("p4", "ขอสาเหตุ"))
    assert desk.record(registered, actor=world.prasit).desk == "recorded"
