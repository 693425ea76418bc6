"""A meeting from its call to its end: attendance, no objection, dissent by name, second call, objections."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from committee import links, meeting, quorum, sitting
from committee.models import AgendaItem, Ballot, Committee, MemberLink, Mode, Presence, Seat, Sitting, Via
from committee.models import Assistant as AssistantSecretary
from documents import files
from documents.models import Document, Issue, Severity, State
from organisations import clock, law
from tasks import invariants, reminders
from tasks.models import Notice
from tests.cast import World, fill
from workflow import log, moves
from workflow.models import LogEntry
from workflow.refusals import GuardRefused, NotAllowed, WrongState

PACK = law.load("handbook-quarterly")
HELD = timezone.make_aware(datetime(2026, 1, 12, 9, 30))


@pytest.fixture
def recorder(world: World) -> Any:
    """Somchai, the clerk, is the assistant secretary."""
    AssistantSecretary.objects.create(
        committee=world.committee, person=world.somchai, starts_on=date(2025, 1, 1)
    )
    return world.somchai


@pytest.fixture
def called(world: World, recorder: Any) -> Sitting:
    """A meeting in a room, six days ahead."""
    how = sitting.Call(mode=Mode.MEETING, held_at=HELD, place="ห้องประชุม อบต.บ้านนา")
    return moves.call_sitting(world.banna, how, actor=world.somchai, pack=PACK)


@pytest.fixture
def on_agenda(world: World, drafting: Document, called: Sitting) -> AgendaItem:
    """The report of the first quarter stands on the agenda."""
    return moves.refer(drafting, actor=world.somchai, where=called)


def come(world: World, letters: str) -> dict[int, str]:
    """Who came, by seat: p present, o online, e excused, . absent."""
    words = {"p": Presence.PRESENT, "o": Presence.ONLINE, "e": Presence.EXCUSED, ".": Presence.ABSENT}
    seats = Seat.objects.filter(committee=world.committee)
    return {place.pk: words[letter] for place, letter in zip(seats, letters, strict=True)}


def seat_of(world: World, number: int) -> int:
    return Seat.objects.get(committee=world.committee, number=number).pk


def begin(world: World, called: Sitting, letters: str = "ppppppp....", **more: Any) -> Any:
    return moves.record_attendance(called, actor=world.somchai, presences=come(world, letters), **more)


def test_a_sitting_gets_the_next_number_of_the_calendar_year(world: World, called: Sitting) -> None:
    how = sitting.Call(mode=Mode.MEETING, held_at=HELD + timedelta(days=30))
    second = moves.call_sitting(world.banna, how, actor=world.somchai, pack=PACK)
    assert (called.number, called.year) == (1, 2569)
    assert (second.number, second.year) == (2, 2569)


def test_a_short_notice_asks_for_its_reason_and_is_no_wall(world: World, recorder: Any) -> None:
    how = sitting.Call(mode=Mode.MEETING, held_at=clock.now() + timedelta(days=2))
    with pytest.raises(GuardRefused) as refused:
        moves.call_sitting(world.banna, how, actor=world.somchai, pack=PACK)
    assert refused.value.code == "short-notice"
    assert "2" in str(refused.value) and "3" in str(refused.value)
    urgent = sitting.Call(
        mode=Mode.MEETING, held_at=clock.now() + timedelta(days=2), notice_reason="ครบกำหนดวันที่ 15"
    )
    assert moves.call_sitting(world.banna, urgent, actor=world.somchai, pack=PACK).notice_reason
    in_time = sitting.Call(mode=Mode.MEETING, held_at=clock.now() + timedelta(days=3))
    assert moves.call_sitting(world.banna, in_time, actor=world.somchai, pack=PACK)


def test_a_time_that_has_passed_is_no_call(world: World, recorder: Any) -> None:
    """Not even with a reason for the short notice, nor for a circulation."""
    gone = clock.now() - timedelta(hours=1)
    for how in (
        sitting.Call(mode=Mode.MEETING, held_at=gone, notice_reason="เร่งด่วน"),
        sitting.Call(mode=Mode.CIRCULATION, closes_at=gone),
    ):
        with pytest.raises(GuardRefused) as refused:
            moves.call_sitting(world.banna, how, actor=world.somchai, pack=PACK)
        assert refused.value.code == "in-the-past"


def test_no_objection_is_one_press_and_the_end_decides(
    world: World, called: Sitting, on_agenda: AgendaItem
) -> None:
    counted = begin(world, called)
    assert (counted.answered, counted.needed, counted.quorum_met) == (7, 6, True)
    document = on_agenda.revision.document
    moves.record_item(document, actor=world.somchai, said={})
    on_agenda.refresh_from_db()
    assert on_agenda.closed_at is None
    moves.end_meeting(called, actor=world.somchai)
    document.refresh_from_db()
    on_agenda.refresh_from_db()
    assert (document.state, on_agenda.outcome) == (State.APPROVED, "approved")
    assert Ballot.objects.filter(item=on_agenda, via=Via.RECORDED, recorded_by=world.somchai).count() == 7
    assert LogEntry.objects.filter(document=document, kind="record").count() == 1
    assert log.faults(LogEntry.objects.filter(document=document).order_by("seq")) == []


def test_seven_present_one_recused_two_advance_opinions_of_absent_members(
    world: World, called: Sitting, on_agenda: AgendaItem
) -> None:
    """`product` N19: the outcome counts neither; the names and numbers are exactly those."""
    document = on_agenda.revision.document
    for absent in (8, 9):
        moves.cast_ballot(
            document,
            actor=world.members[absent],
            choice="return",
            points=[moves.Point("p4", "ขอให้เขียนสาเหตุ")],
            via=Via.LINK,
        )
    begin(world, called)
    moves.record_item(document, actor=world.somchai, said={seat_of(world, 4): moves.Dissent("recuse")})
    tally = sitting.tally(on_agenda, document)
    assert (tally.count.approve, tally.count.returns, tally.count.recused) == (6, 0, 1)
    assert (tally.count.answered, tally.count.quorum_met) == (6, True)
    assert sorted(one.seat.number for one in tally.advance.values()) == [9, 10]
    moves.end_meeting(called, actor=world.somchai)
    document.refresh_from_db()
    assert document.state == State.APPROVED


def test_dissent_by_name_returns_with_the_issue_of_who_said_it(
    world: World, called: Sitting, on_agenda: AgendaItem
) -> None:
    begin(world, called)
    said = {
        seat_of(world, number): moves.Dissent("return", point=moves.Point("p4", f"ที่นั่ง {number} ขอให้แก้"))
        for number in (2, 3, 4, 5)
    }
    document = on_agenda.revision.document
    moves.record_item(document, actor=world.somchai, said=said)
    moves.end_meeting(called, actor=world.somchai)
    document.refresh_from_db()
    assert document.state == State.RETURNED
    issues = Issue.objects.filter(document=document, severity=Severity.MUST, pending=False)
    assert {one.raised_by for one in issues} == set(world.members[1:5])
    entry = LogEntry.objects.filter(document=document, kind="issue").first()
    assert entry is not None and (entry.actor, entry.role) == (world.somchai, "recorder")


def test_an_item_recorded_anew_counts_as_recorded_last(
    world: World, called: Sitting, on_agenda: AgendaItem
) -> None:
    begin(world, called)
    document = on_agenda.revision.document
    wrong = {seat_of(world, 2): moves.Dissent("return", point=moves.Point("p4", "ผิดคน"))}
    moves.record_item(document, actor=world.somchai, said=wrong)
    begin(world, called, "pppppp.....")
    moves.record_item(document, actor=world.somchai, said={seat_of(world, 3): moves.Dissent("abstain")})
    count = sitting.tally(on_agenda, document).count
    assert (count.approve, count.returns, count.abstain, count.answered) == (5, 0, 1, 6)
    assert not Issue.objects.filter(document=document).exists()


def test_who_is_not_on_the_sheet_has_no_dissent(world: World, called: Sitting, on_agenda: AgendaItem) -> None:
    begin(world, called)
    with pytest.raises(GuardRefused) as refused:
        moves.record_item(
            on_agenda.revision.document,
            actor=world.somchai,
            said={seat_of(world, 11): moves.Dissent("abstain")},
        )
    assert refused.value.code == "not-present"
    assert not Ballot.objects.exists()


def test_an_item_that_was_not_taken_up_is_named_or_goes_to_the_adjourned_day(
    world: World, called: Sitting, on_agenda: AgendaItem
) -> None:
    begin(world, called)
    with pytest.raises(GuardRefused) as refused:
        moves.end_meeting(called, actor=world.somchai)
    assert refused.value.code == "items-left"
    moves.end_meeting(called, actor=world.somchai, adjourn_to=HELD + timedelta(days=2))
    document = on_agenda.revision.document
    document.refresh_from_db()
    assert document.state == State.IN_REVIEW
    following = sitting.open_item(document)
    assert following is not None and following.sitting.continues_id == called.pk
    assert following.sitting.held_at == HELD + timedelta(days=2)


def test_too_few_come_and_the_second_call_is_enough_with_a_third(
    world: World, called: Sitting, on_agenda: AgendaItem
) -> None:
    counted = begin(world, called, "pppp.......")
    assert not counted.quorum_met
    with pytest.raises(GuardRefused) as late:
        moves.call_again(called, actor=world.somchai, at=HELD + timedelta(days=15))
    assert late.value.code == "second-call-late"
    second = moves.call_again(called, actor=world.somchai, at=HELD + timedelta(days=14))
    assert (second.second_call, second.number) == (True, 2)
    assert begin(world, second, "pppp.......").quorum_met
    document = on_agenda.revision.document
    moves.record_item(document, actor=world.somchai, said={})
    moves.end_meeting(second, actor=world.somchai)
    document.refresh_from_db()
    assert document.state == State.APPROVED


def test_a_quorum_needs_no_second_call(world: World, called: Sitting, on_agenda: AgendaItem) -> None:
    begin(world, called)
    with pytest.raises(GuardRefused) as refused:
        moves.call_again(called, actor=world.somchai, at=HELD + timedelta(days=7))
    assert refused.value.code == "quorum-there"


def test_without_the_chair_those_present_choose_who_presides_and_theirs_is_the_casting_vote(
    world: World, called: Sitting, on_agenda: AgendaItem
) -> None:
    with pytest.raises(GuardRefused) as refused:
        begin(world, called, ".pppppp....")
    assert refused.value.code == "no-presiding"
    second = world.members[1].seat_terms.get()
    begin(world, called, ".pppppp....", presiding=second)
    document = on_agenda.revision.document
    against = {
        seat_of(world, number): moves.Dissent("return", point=moves.Point("p4", "แก้")) for number in (2, 3, 4)
    }
    moves.record_item(document, actor=world.somchai, said=against)
    item = sitting.open_item(document)
    assert item is not None
    count = sitting.tally(item, document).count
    assert (count.approve, count.returns, count.outcome) == (3, 3, "returned")


@pytest.mark.parametrize("name", ["malee", "prasong", "wilai", "prasit", "wichai"])
def test_only_chair_secretary_and_assistant_record(
    world: World, called: Sitting, on_agenda: AgendaItem, name: str
) -> None:
    who = getattr(world, name)
    with pytest.raises(NotAllowed):
        moves.record_attendance(called, actor=who, presences=come(world, "ppppppp...."))
    begin(world, called)
    with pytest.raises(NotAllowed):
        moves.record_item(on_agenda.revision.document, actor=who, said={})
    with pytest.raises(NotAllowed):
        moves.end_meeting(called, actor=who)


def test_the_agenda_is_closed_when_the_meeting_begins(
    world: World, called: Sitting, on_agenda: AgendaItem
) -> None:
    begin(world, called)
    document = on_agenda.revision.document
    with pytest.raises(GuardRefused):
        moves.take_back(document, actor=world.somchai)
    with pytest.raises(WrongState) as refused:
        moves.cast_ballot(document, actor=world.malee, choice="approve")
    assert refused.value.code == "meeting-begun"


def test_a_meeting_decides_seven_reports_in_one_transaction(world: World, recorder: Any) -> None:
    from documents import obligations

    obligations.make(world.banna, 2568)
    with clock.pretend(timezone.make_aware(datetime(2026, 10, 20, 9, 0))):
        how = sitting.Call(mode=Mode.MEETING, held_at=clock.now() + timedelta(days=5))
        called = moves.call_sitting(world.banna, how, actor=world.somchai, pack=PACK)
        documents = []
        for key in ("2569-q1", "2569-q2", "2569-q3", "2569-q4"):
            document = moves.open_document(world.obligation(key), actor=world.somchai)
            fill(document, world.somchai, share="0.20")
            moves.refer(document, actor=world.somchai, where=called)
            documents.append(document)
        begin(world, called)
        for document in documents:
            moves.record_item(document, actor=world.somchai, said={})
        moves.end_meeting(called, actor=world.somchai)
        for document in documents:
            document.refresh_from_db()
            assert document.state == State.APPROVED
        assert [item.number for item in AgendaItem.objects.filter(sitting=called)] == [1, 2, 3, 4]
        assert meeting.open_items(called) == []


def test_a_member_objects_within_seven_days_and_is_answered(
    world: World, called: Sitting, on_agenda: AgendaItem
) -> None:
    begin(world, called)
    document = on_agenda.revision.document
    moves.record_item(document, actor=world.somchai, said={})
    moves.end_meeting(called, actor=world.somchai)
    ballot = Ballot.objects.get(item=on_agenda, seat__number=4)
    with pytest.raises(GuardRefused):
        moves.object_to(ballot, actor=world.malee, kind="not_so")
    with pytest.raises(NotAllowed):
        moves.object_to(ballot, actor=world.anong, kind="not_so", text="x")
    objection = moves.object_to(ballot, actor=world.malee, kind="not_so", text="ข้าพเจ้าขอให้แก้ไข")
    moves.answer_objection(objection, actor=world.somchai, text="บันทึกไว้ในรายงานการประชุมแล้ว")
    kinds = list(LogEntry.objects.filter(document=document).values_list("kind", flat=True))
    assert kinds[-2:] == ["objection", "objection_answer"]
    other = Ballot.objects.get(item=on_agenda, seat__number=5)
    with clock.pretend(clock.now() + timedelta(days=8)), pytest.raises(WrongState) as late:
        moves.object_to(other, actor=world.members[4], kind="not_so", text="x")
    assert late.value.code == "objection-late"


def test_an_opinion_that_was_not_mine_is_out_of_the_count_until_i_answer(
    world: World, in_review: Document
) -> None:
    ballot = moves.cast_ballot(in_review, actor=world.malee, choice="approve", via=Via.LINK)
    item = sitting.open_item(in_review)
    assert item is not None
    assert sitting.tally(item, in_review).count.answered == 1
    moves.object_to(ballot, actor=world.malee, kind="not_me")
    assert sitting.tally(item, in_review).count.answered == 0
    moves.cast_ballot(in_review, actor=world.malee, choice="abstain")
    assert sitting.tally(item, in_review).count.answered == 1


def test_a_signed_paper_opinion_is_recorded_in_a_circulation(
    world: World, recorder: Any, in_review: Document
) -> None:
    term = world.malee.seat_terms.get()
    ballot = moves.record_paper_opinion(in_review, actor=world.somchai, term=term, choice="approve")
    assert (ballot.via, ballot.recorded_by, ballot.term) == (Via.RECORDED, world.somchai, term)
    with pytest.raises(NotAllowed):
        moves.record_paper_opinion(in_review, actor=world.wilai, term=term, choice="abstain")


def test_the_minutes_follow_when_every_item_is_decided(
    world: World, called: Sitting, on_agenda: AgendaItem
) -> None:
    file = files.store(
        b"%PDF-1.4 signed",
        unit=world.banna,
        name="resolution.pdf",
        media_type="application/pdf",
        made_by=world.somchai,
    )
    begin(world, called)
    moves.record_item(on_agenda.revision.document, actor=world.somchai, said={})
    for early in (
        lambda: moves.attach_resolution(called, actor=world.somchai, file=file),
        lambda: moves.adopt_minutes(called, actor=world.somchai, on=date(2026, 1, 20)),
    ):
        with pytest.raises(WrongState) as refused:
            early()
        assert refused.value.code == "sitting-open"
    moves.end_meeting(called, actor=world.somchai)
    with pytest.raises(NotAllowed):
        moves.attach_resolution(called, actor=world.wilai, file=file)
    with pytest.raises(NotAllowed):
        moves.adopt_minutes(called, actor=world.wilai, on=date(2026, 1, 20))
    moves.attach_resolution(called, actor=world.somchai, file=file)
    moves.adopt_minutes(called, actor=world.somchai, on=date(2026, 1, 20), file=file)
    called.refresh_from_db()
    assert (called.resolution, called.minutes, called.minutes_adopted_on) == (file, file, date(2026, 1, 20))


def test_a_meeting_ends_once(world: World, called: Sitting, on_agenda: AgendaItem) -> None:
    begin(world, called)
    moves.record_item(on_agenda.revision.document, actor=world.somchai, said={})
    moves.end_meeting(called, actor=world.somchai)
    for late in (
        lambda: moves.end_meeting(called, actor=world.somchai),
        lambda: begin(world, called),
        lambda: moves.call_again(called, actor=world.somchai, at=HELD + timedelta(days=1)),
        lambda: moves.move_sitting(called, actor=world.somchai, held_at=HELD + timedelta(days=1), place="x"),
    ):
        with pytest.raises(WrongState) as refused:
            late()
        assert refused.value.code == "sitting-over"
    assert LogEntry.objects.filter(kind="approve").count() == 1


def test_a_meeting_is_moved_until_it_begins(world: World, called: Sitting) -> None:
    later = HELD + timedelta(days=2)
    with pytest.raises(NotAllowed):
        moves.move_sitting(called, actor=world.malee, held_at=later, place="x")
    with pytest.raises(GuardRefused) as past:
        moves.move_sitting(called, actor=world.somchai, held_at=clock.now(), place="x")
    assert past.value.code == "in-the-past"
    assert (
        moves.move_sitting(called, actor=world.somchai, held_at=later, place=" หอประชุม ").place == "หอประชุม"
    )
    begin(world, called)
    with pytest.raises(WrongState) as begun:
        moves.move_sitting(called, actor=world.somchai, held_at=later, place="x")
    assert begun.value.code == "meeting-begun-already"


def test_a_report_goes_only_on_an_agenda_of_its_own_unit_that_is_still_open(
    world: World, drafting: Document, called: Sitting
) -> None:
    strange = Sitting.objects.get(pk=called.pk)
    strange.committee = Committee(unit=world.neighbour)
    with pytest.raises(GuardRefused) as other:
        moves.refer(drafting, actor=world.somchai, where=strange)
    begin(world, called)
    called.refresh_from_db()
    with pytest.raises(GuardRefused) as begun:
        moves.refer(drafting, actor=world.somchai, where=called)
    assert other.value.code == begun.value.code == "sitting-closed"
    drafting.refresh_from_db()
    assert drafting.state == State.DRAFTING


@pytest.mark.parametrize(("seat", "may"), [(1, True), (10, True), (4, False)])
def test_chair_and_secretary_record_and_a_plain_member_does_not(
    world: World, called: Sitting, seat: int, may: bool
) -> None:
    who = world.members[seat - 1]
    if may:
        assert moves.record_attendance(called, actor=who, presences=come(world, "ppppppp....")).quorum_met
        return
    with pytest.raises(NotAllowed) as refused:
        moves.record_attendance(called, actor=who, presences=come(world, "ppppppp...."))
    assert refused.value.code == "not-recorder"


def test_nothing_is_recorded_before_the_meeting_and_nobody_is_no_meeting(
    world: World, called: Sitting, on_agenda: AgendaItem
) -> None:
    with pytest.raises(WrongState) as early:
        moves.record_item(on_agenda.revision.document, actor=world.somchai, said={})
    assert early.value.code == "meeting-not-begun"
    with pytest.raises(GuardRefused) as empty:
        begin(world, called, "e..........")
    assert empty.value.code == "nobody-came"
    called.refresh_from_db()
    assert called.begun_at is None


def test_a_report_before_a_meeting_is_not_closed_or_answered_by_itself(
    world: World, called: Sitting, on_agenda: AgendaItem
) -> None:
    document = on_agenda.revision.document
    term = world.malee.seat_terms.get()
    for alone in (
        lambda: moves.close_item(document, actor=world.anong),
        lambda: moves.record_paper_opinion(document, actor=world.somchai, term=term, choice="approve"),
    ):
        with pytest.raises(WrongState) as refused:
            alone()
        assert refused.value.code == "in-a-meeting"
    for member in world.members:
        moves.cast_ballot(document, actor=member, choice="approve")
    on_agenda.refresh_from_db()
    assert on_agenda.closed_at is None


def test_advance_points_of_the_absent_are_kept_and_become_remarks(
    world: World, called: Sitting, on_agenda: AgendaItem
) -> None:
    """Shown to the drafter, but only what was counted can ask for mending."""
    document = on_agenda.revision.document
    absent = world.members[8]
    moves.cast_ballot(document, actor=absent, choice="return", points=[moves.Point("p4", "ความเห็นล่วงหน้า")])
    begin(world, called)
    against = {
        seat_of(world, number): moves.Dissent("return", point=moves.Point("p1", "ในที่ประชุม"))
        for number in (1, 2, 3, 4)
    }
    moves.record_item(document, actor=world.somchai, said=against)
    moves.end_meeting(called, actor=world.somchai)
    document.refresh_from_db()
    assert document.state == State.RETURNED
    kept = Issue.objects.get(raised_by=absent)
    assert (kept.severity, kept.pending) == (Severity.REMARK, False)
    assert Issue.objects.filter(severity=Severity.MUST, fix_by__isnull=False).count() == 4


def test_a_disowned_return_takes_its_point_with_it(world: World, in_review: Document) -> None:
    points = [moves.Point("p4", "ไม่ใช่ของข้าพเจ้า")]
    ballot = moves.cast_ballot(in_review, actor=world.malee, choice="return", points=points)
    assert Issue.objects.filter(raised_by=world.malee, pending=True).exists()
    moves.object_to(ballot, actor=world.malee, kind="not_me")
    assert not Issue.objects.filter(raised_by=world.malee).exists()


def test_who_leaves_too_few_behind_loses_nothing_that_was_decided(
    world: World, called: Sitting, on_agenda: AgendaItem
) -> None:
    begin(world, called)
    document = on_agenda.revision.document
    moves.record_item(document, actor=world.somchai, said={})
    begin(world, called, "pppp.......")
    second = moves.call_again(called, actor=world.somchai, at=HELD + timedelta(days=7))
    document.refresh_from_db()
    assert document.state == State.APPROVED
    assert not AgendaItem.objects.filter(sitting=second).exists()
    assert [fault for fault in invariants.verify().faults if fault.startswith("outcomes")] == []


@pytest.mark.parametrize("letters", ["aaaaa......", "aaa........"])
def test_everyone_is_said_to_have_answered_when_no_quorum_can_come(letters: str, world: World) -> None:
    seats = [quorum.SeatNow(key, "g", True, key == 1, letters[key - 1] == ".") for key in range(1, 12)]
    ballots = {key: quorum.Choice.APPROVE for key in range(1, 12) if letters[key - 1] == "a"}
    said = str(quorum.count(seats, ballots, quorum.Rule()).quorum_sentence)
    assert said.startswith(f"{len(ballots)} of 11 have answered, the others take no part")
    assert said.endswith(f"quorum of 6 by {6 - len(ballots)}")


def test_before_a_meeting_the_members_are_told_and_after_its_begin_nobody_is(
    world: World, called: Sitting, on_agenda: AgendaItem
) -> None:
    reminders.derive()
    told = Notice.objects.filter(kind="sitting", subject=str(on_agenda.public_id))
    assert {one.person for one in told} == set(world.members)
    begin(world, called)
    told.delete()
    reminders.derive()
    assert not told.exists()


def test_no_paper_opinion_is_recorded_for_a_term_that_has_ended(
    world: World, recorder: Any, in_review: Document
) -> None:
    term = world.malee.seat_terms.get()
    type(term).objects.filter(pk=term.pk).update(ends_on=date(2026, 1, 5))
    with pytest.raises(NotAllowed) as refused:
        moves.record_paper_opinion(in_review, actor=world.somchai, term=term, choice="approve")
    assert refused.value.code == "not-seated"
    assert not Ballot.objects.exists()


# ── links ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def linked(world: World, in_review: Document) -> MemberLink:
    """Malee's link to the circulation."""
    item = sitting.open_item(in_review)
    assert item is not None
    return next(one for one in links.issue(item.sitting) if one.term.person_id == world.malee.pk)


def test_each_seat_has_one_link_of_its_own_and_only_its_hash_is_kept(
    world: World, linked: MemberLink
) -> None:
    again = links.issue(linked.sitting)
    assert len(again) == len({links.token_of(one) for one in again}) == 11
    assert MemberLink.objects.count() == 11
    token = links.token_of(linked)
    assert links.find(token) == linked
    assert links.find(token[:-1] + ("a" if token[-1] != "a" else "b")) is None
    assert token not in repr(MemberLink.objects.values().get(pk=linked.pk))


def test_a_code_gives_the_link_once(world: World, linked: MemberLink) -> None:
    code = links.code_of(linked)
    assert links.use_code(linked.sitting, linked.term, f" {code[:4]}-{code[4:]} ") == linked
    with pytest.raises(links.LinkRefused) as used:
        links.use_code(linked.sitting, linked.term, code)
    assert used.value.code == "code-used"


def test_five_wrong_codes_close_it_and_a_new_one_opens(world: World, linked: MemberLink) -> None:
    wrong = "0" * 8 if links.code_of(linked) != "0" * 8 else "1" * 8
    said = []
    for _ in range(6):
        with pytest.raises(links.LinkRefused) as refused:
            links.use_code(linked.sitting, linked.term, wrong)
        said.append(refused.value.code)
    assert said == ["code-wrong"] * 4 + ["code-blocked"] * 2
    with pytest.raises(links.LinkRefused):
        links.use_code(linked.sitting, linked.term, links.code_of(linked))
    linked.refresh_from_db()
    old = links.token_of(linked)
    links.renew(linked)
    assert links.find(old) is None
    assert links.use_code(linked.sitting, linked.term, links.code_of(linked))


def test_thai_digits_are_digits(world: World, linked: MemberLink) -> None:
    code = links.code_of(linked).translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    assert links.use_code(linked.sitting, linked.term, code)


@pytest.mark.parametrize(("days", "code"), [(0, ""), (20, ""), (22, "link-expired")])
def test_a_link_runs_out_fourteen_days_after_its_sitting(linked: MemberLink, days: int, code: str) -> None:
    with clock.pretend(clock.now() + timedelta(days=days)):
        if not code:
            links.check(linked)
            return
        with pytest.raises(links.LinkRefused) as refused:
            links.check(linked)
        assert refused.value.code == code


def test_a_revoked_link_and_one_of_an_ended_term_open_nothing(linked: MemberLink) -> None:
    linked.term.ends_on = date(2026, 1, 5)
    with pytest.raises(links.LinkRefused) as over:
        links.check(linked)
    assert over.value.code == "term-over"
    links.revoke(linked, "not_me")
    with pytest.raises(links.LinkRefused) as revoked:
        links.check(linked)
    assert revoked.value.code == "link-revoked"
