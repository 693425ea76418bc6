"""Each move: what it needs, what it writes, and who may not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from committee import quorum, sitting
from committee.models import AgendaItem, Ballot, SeatTerm
from documents import form2, writing
from documents.models import Document, Issue, Revision, State
from organisations import clock
from tests.cast import World, explain, fill, refer, vote
from workflow import guards, moves
from workflow.models import LogEntry
from workflow.refusals import GuardRefused, NotAllowed, WrongState


def test_a_report_is_born_drafting_with_its_first_entry(world: World) -> None:
    document = moves.open_document(world.obligation(), actor=world.somchai)
    assert document.state == State.DRAFTING
    assert [entry.kind for entry in document.log.all()] == ["open"]


def test_one_obligation_has_one_report(world: World, drafting: Document) -> None:
    with pytest.raises(WrongState) as refused:
        moves.open_document(world.obligation(), actor=world.somchai)
    assert refused.value.code == "already-open"


def test_a_stranger_begins_nothing(world: World) -> None:
    with pytest.raises(NotAllowed) as refused:
        moves.open_document(world.obligation(), actor=world.wichai)
    assert refused.value.code == "not-drafter"


def test_a_row_without_a_status_keeps_the_report_at_home(world: World) -> None:
    document = moves.open_document(world.obligation(), actor=world.somchai)
    with pytest.raises(GuardRefused) as refused:
        refer(world, document)
    assert refused.value.code == "must-fix"
    document.refresh_from_db()
    assert document.state == State.DRAFTING
    assert not Revision.objects.exists(), "a refused move leaves nothing behind"


def test_a_point_to_check_asks_for_a_reason_and_then_lets_go(world: World, drafting: Document) -> None:
    view = form2.load(drafting).rows[0]
    line = view.lines[0]
    assert view.report is not None
    assert line.report is not None
    writing.save_row(
        drafting,
        view.project,
        writing.RowEntry(
            "done",
            "",
            view.report.version,
            {line.line: writing.LineEntry(None, "amount", line.report.version)},
        ),
        actor=world.somchai,
    )
    with pytest.raises(GuardRefused) as refused:
        refer(world, drafting)
    assert refused.value.code == "no-note"
    explain(drafting, world.somchai)
    refer(world, drafting)


def test_referring_freezes_and_opens_a_circulation(world: World, in_review: Document) -> None:
    item = sitting.open_item(in_review)
    revision = Revision.objects.get(document=in_review)
    assert in_review.state == State.IN_REVIEW
    assert item is not None
    assert item.fingerprint == revision.fingerprint
    assert item.sitting.mode == "circulation"


def test_nobody_edits_what_the_committee_reads(world: World, in_review: Document) -> None:
    with pytest.raises(writing.NotEditable):
        writing.save_section(in_review, "p4", actor=world.somchai, version=0, text="x")


def test_it_comes_back_only_until_the_first_answer(world: World, in_review: Document) -> None:
    moves.take_back(in_review, actor=world.somchai)
    in_review.refresh_from_db()
    assert in_review.state == State.DRAFTING
    refer(world, in_review)
    moves.cast_ballot(in_review, actor=world.malee, choice="approve")
    with pytest.raises(GuardRefused) as refused:
        moves.take_back(in_review, actor=world.somchai)
    assert refused.value.code == "answered"


@pytest.mark.parametrize(
    ("letters", "state", "outcome"),
    [
        ("aaaaaaaaaaa", State.APPROVED, quorum.Outcome.APPROVED),
        ("aaaaaaxxxxx", State.APPROVED, quorum.Outcome.APPROVED),
        ("xaaaaaxxxxx", State.RETURNED, quorum.Outcome.RETURNED),
        ("xxxxxxxxxxx", State.RETURNED, quorum.Outcome.RETURNED),
        ("ca---------", State.APPROVED, quorum.Outcome.APPROVED),
    ],
)
def test_the_item_closes_when_the_last_seat_has_answered(
    world: World, in_review: Document, letters: str, state: str, outcome: str
) -> None:
    vote(world, in_review, letters)
    item = AgendaItem.objects.get()
    assert (in_review.state, item.outcome, item.closed_because) == (state, outcome, "all_answered")
    assert LogEntry.objects.filter(document=in_review, kind__in=["approve", "return"]).count() == 1


def test_ten_answers_do_not_close_it_and_the_chair_does(world: World, in_review: Document) -> None:
    vote(world, in_review, "aaaaaaaaaa.")
    assert in_review.state == State.IN_REVIEW
    with pytest.raises(NotAllowed):
        moves.close_item(in_review, actor=world.malee)
    moves.close_item(in_review, actor=world.anong)
    in_review.refresh_from_db()
    assert in_review.state == State.APPROVED


def test_the_clock_closes_it_at_its_time_and_not_before(world: World, in_review: Document) -> None:
    vote(world, in_review, "aaaaaaa....")
    with pytest.raises(WrongState):
        moves.close_item(in_review, actor=None, because="time")
    with clock.pretend(clock.now() + timedelta(days=8)):
        moves.close_item(in_review, actor=None, because="time")
    in_review.refresh_from_db()
    assert in_review.state == State.APPROVED


def test_without_a_quorum_a_second_call_is_opened(world: World, in_review: Document) -> None:
    vote(world, in_review, "aaaa.......")
    with clock.pretend(clock.now() + timedelta(days=8)):
        moves.close_item(in_review, actor=None, because="time")
        in_review.refresh_from_db()
        item = sitting.open_item(in_review)
        assert in_review.state == State.IN_REVIEW
        assert item is not None
        assert item.sitting.second_call
        vote(world, in_review, "aaaa.......")
    with clock.pretend(clock.now() + timedelta(days=16)):
        moves.close_item(in_review, actor=None, because="time")
    in_review.refresh_from_db()
    assert in_review.state == State.APPROVED, "one third is enough at the second call"


def test_a_tie_at_the_close_goes_back_with_an_issue_that_says_so(world: World, in_review: Document) -> None:
    vote(world, in_review, ".aaaaaxxxxx")
    with clock.pretend(clock.now() + timedelta(days=8)):
        moves.close_item(in_review, actor=None, because="time")
    in_review.refresh_from_db()
    assert in_review.state == State.RETURNED
    assert guards.open_issues(in_review)


def test_a_change_of_mind_replaces_the_ballot(world: World, in_review: Document) -> None:
    moves.cast_ballot(in_review, actor=world.malee, choice="return", points=[moves.Point("p4", "แก้")])
    moves.cast_ballot(in_review, actor=world.malee, choice="approve")
    item = sitting.open_item(in_review)
    assert item is not None
    assert Ballot.objects.count() == 2
    assert [ballot.choice for ballot in sitting.live_ballots(item).values()] == ["approve"]
    assert not Issue.objects.exists(), "what was asked for with the first ballot went with it"


def test_a_return_says_what_and_where(world: World, in_review: Document) -> None:
    with pytest.raises(GuardRefused) as refused:
        moves.cast_ballot(in_review, actor=world.malee, choice="return")
    assert refused.value.code == "return-needs-issue"
    assert not Ballot.objects.exists()


def test_an_expired_seat_gives_no_opinion(world: World, in_review: Document) -> None:
    SeatTerm.objects.filter(person=world.malee).update(ends_on=clock.today() - timedelta(days=1))
    with pytest.raises(NotAllowed) as refused:
        moves.cast_ballot(in_review, actor=world.malee, choice="approve")
    assert refused.value.code == "not-seated"


def test_a_closed_item_takes_nothing_more(world: World, approved: Document) -> None:
    with pytest.raises(WrongState) as refused:
        moves.cast_ballot(approved, actor=world.malee, choice="approve")
    assert refused.value.code == "item-closed"


def test_a_minority_s_issue_on_an_approved_report_is_a_remark(world: World, in_review: Document) -> None:
    vote(world, in_review, "aaaaaaaaxxx")
    assert {issue.severity for issue in Issue.objects.all()} == {"remark"}
    assert guards.open_issues(in_review) == []


def test_every_issue_wants_a_reply_before_it_is_referred_again(world: World, in_review: Document) -> None:
    vote(world, in_review, "xxxaaaxxxxx")
    waiting = guards.open_issues(in_review)
    assert len(waiting) == 8
    for issue in waiting[:-1]:
        moves.reply(issue, actor=world.somchai, text="แก้แล้ว")
    with pytest.raises(GuardRefused) as refused:
        refer(world, in_review)
    assert refused.value.code == "issue-without-reply"
    moves.reply(waiting[-1], actor=world.somchai, text="แก้แล้ว")
    refer(world, in_review)
    assert Revision.objects.filter(document=in_review).count() == 2


def test_an_unlawful_composition_is_said_and_is_no_wall(world: World, drafting: Document) -> None:
    SeatTerm.objects.filter(person__in=world.members[:3]).update(ends_on=clock.today() - timedelta(days=1))
    with pytest.raises(GuardRefused) as refused:
        refer(world, drafting)
    assert refused.value.code == "composition"
    item = moves.refer(
        drafting,
        actor=world.somchai,
        closes_at=clock.now() + timedelta(days=3),
        composition_reason="สภาหมดวาระ",
        authority="หนังสืออำเภอ ที่ 1/2569",
    )
    assert item.sitting.composition_reason == "สภาหมดวาระ"


def test_sending_wants_the_package_of_the_approved_revision(world: World, approved: Document) -> None:
    letter = moves.Letter("ตง 1/1", clock.today(), "นายประสงค์")
    wrong = moves.SealedPackage("0" * 64, "1" * 64, "2" * 64, "3" * 64)
    with pytest.raises(GuardRefused) as refused:
        moves.submit(approved, actor=world.somchai, package=wrong, letter=letter)
    assert refused.value.code == "package-differs"


def test_nothing_is_sent_that_the_committee_has_not_approved(world: World, in_review: Document) -> None:
    letter = moves.Letter("ตง 1/1", clock.today(), "นายประสงค์")
    package = moves.SealedPackage("0" * 64, "1" * 64, "2" * 64, "3" * 64)
    with pytest.raises(GuardRefused) as refused:
        moves.submit(in_review, actor=world.somchai, package=package, letter=letter)
    assert refused.value.code == "not-approved"


def test_the_status_of_the_last_period_is_carried_forward(world: World, drafting: Document) -> None:
    following = moves.open_document(world.obligation("2569-q2"), actor=world.somchai)
    assert {view.row.status for view in form2.load(following).rows} == {"in_progress"}
    figures = form2.load(following).rows[0].lines[0]
    assert [one.standing for one in figures.earlier] == ["draft"]


def test_to_date_stands_on_the_frozen_figures_of_the_earlier_period(world: World, approved: Document) -> None:
    following = moves.open_document(world.obligation("2569-q2"), actor=world.somchai)
    fill(following, world.somchai, share="0.25")
    form = form2.load(following)
    line = form.rows[0].lines[0]
    assert [one.standing for one in line.earlier] == ["approved"]
    assert form.figures.cells[f"p2.line.{line.figures.key}.percent"] == "75.00"


def test_after_its_time_the_item_takes_nothing_though_the_clock_has_not_come_by(
    world: World, in_review: Document
) -> None:
    with clock.pretend(clock.now() + timedelta(days=8)), pytest.raises(WrongState) as refused:
        moves.cast_ballot(in_review, actor=world.malee, choice="approve")
    assert refused.value.code == "time-over"
    assert not Ballot.objects.exists()


def test_an_unknown_answer_and_a_closing_day_in_the_past_are_refused(
    world: World, drafting: Document
) -> None:
    with pytest.raises(GuardRefused) as refused:
        refer(world, drafting, days=-1)
    assert refused.value.code == "closes-in-the-past"
    refer(world, drafting)
    with pytest.raises(GuardRefused) as refused:
        moves.cast_ballot(drafting, actor=world.malee, choice="maybe")
    assert refused.value.code == "no-choice"


def test_without_a_committee_it_is_said_who_is_missing(world: World, drafting: Document) -> None:
    SeatTerm.objects.all().delete()
    with pytest.raises(GuardRefused) as refused:
        refer(world, drafting)
    assert refused.value.code == "no-committee"


def test_a_letter_has_a_number_and_a_signer_and_a_reopening_a_reason(
    world: World, approved: Document
) -> None:
    from papers import sealing

    facts = sealing.build(approved).facts
    for letter in (moves.Letter(" ", clock.today(), "ก"), moves.Letter("1", clock.today(), "")):
        with pytest.raises(GuardRefused) as refused:
            moves.submit(approved, actor=world.somchai, package=facts, letter=letter)
        assert refused.value.code == "no-letter"
    moves.submit(approved, actor=world.somchai, package=facts, letter=moves.Letter("1", clock.today(), "ก"))
    with pytest.raises(GuardRefused) as refused:
        moves.reopen(approved, actor=world.somchai, reason=" ")
    assert refused.value.code == "no-reason"


def test_a_reply_says_something(world: World, in_review: Document) -> None:
    vote(world, in_review, "xxxxxxxxxxx")
    with pytest.raises(GuardRefused) as refused:
        moves.reply(guards.open_issues(in_review)[0], actor=world.somchai, text="  ")
    assert refused.value.code == "empty-reply"


def test_a_remark_without_words_is_none(world: World, in_review: Document) -> None:
    with pytest.raises(GuardRefused) as refused:
        moves.cast_ballot(in_review, actor=world.malee, choice="approve_remarks", remark=" ")
    assert refused.value.code == "remark-needs-text"
    assert moves.cast_ballot(in_review, actor=world.malee, choice="approve_remarks", remark="ขอให้ติดตามต่อ")
