"""A meeting from its call to its end: attendance, no objection, dissent by name, second call, objections."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from committee import links, meeting, sitting
from committee.models import AgendaItem, Ballot, MemberLink, Mode, Presence, Seat, Sitting, Via
from committee.models import Assistant as AssistantSecretary
from documents.models import Document, Issue, Severity, State
from organisations import clock, law
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
