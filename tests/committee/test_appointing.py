"""Who leaves, who follows, whom the members choose: refused with a code each, and no past sitting changes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from committee import appointing, seating, terms
from committee.models import Assistant, Mode, Office, Seat, SeatTerm, TermEnded
from committee.seating import SeatTaken
from documents.models import Document
from organisations import clock
from tests.cast import World, person, vote

DAY = timedelta(days=1)
TODAY = date(2026, 1, 6)


def term(world: World, number: int) -> SeatTerm:
    return SeatTerm.objects.select_related("seat", "person").get(
        seat__committee=world.committee, seat__number=number
    )


def code_of(refused: pytest.ExceptionInfo[SeatTaken]) -> str:
    return refused.value.code


def test_a_seat_is_vacant_from_the_day_after_its_term_ended_and_the_reason_is_kept(world: World) -> None:
    appointing.end(term(world, 2), on=TODAY - DAY, because=TermEnded.RESIGNED)
    appointing.end(term(world, 3), on=TODAY, because=TermEnded.DIED)
    found = terms.vacancies(world.committee, TODAY)
    assert [(one.seat.number, one.since, one.because) for one in found] == [(2, TODAY, TermEnded.RESIGNED)]
    assert len(terms.vacancies(world.committee, TODAY + DAY)) == 2


def test_a_seat_nobody_ever_held_is_vacant_since_the_order(world: World) -> None:
    SeatTerm.objects.filter(seat__number=5).delete()
    (found,) = terms.vacancies(world.committee, TODAY)
    assert (found.since, found.because, found.last) == (world.committee.order_date, None, None)


@pytest.mark.parametrize(
    ("on", "code"), [(date(2024, 12, 31), "ends-before-it-begins"), (date(2030, 1, 2), "ends-later")]
)
def test_a_last_day_outside_the_term_is_refused(world: World, on: date, code: str) -> None:
    with pytest.raises(SeatTaken) as refused:
        appointing.end(term(world, 2), on=on, because=TermEnded.RESIGNED)
    assert code_of(refused) == code
    assert term(world, 2).ends_on == date(2030, 1, 1)


def test_an_opinion_stands_so_its_term_does_not_end_before_it(world: World, in_review: Document) -> None:
    vote(world, in_review, ".a.........")
    with pytest.raises(SeatTaken) as refused:
        appointing.end(term(world, 2), on=TODAY - DAY, because=TermEnded.RESIGNED)
    assert code_of(refused) == "opinion-after"
    appointing.end(term(world, 3), on=TODAY - DAY, because=TermEnded.RESIGNED)
    appointing.end(term(world, 2), on=TODAY, because=TermEnded.RESIGNED)


def test_who_follows_begins_the_day_after_and_holds_no_office(world: World) -> None:
    new = person("new")
    follows = appointing.replace(term(world, 1), new, on=TODAY, ends_on=date(2030, 1, 1), order_no="9/2569")
    before = SeatTerm.objects.get(seat__number=1, person=world.anong)
    assert (before.ends_on, before.ended_because) == (TODAY - DAY, TermEnded.REPLACED)
    assert (follows.starts_on, follows.office, follows.order_no) == (TODAY, Office.MEMBER, "9/2569")
    assert seating.term_of(world.committee, new, TODAY) == follows


def test_a_replacement_that_is_refused_changes_nothing(world: World) -> None:
    with pytest.raises(SeatTaken) as refused:
        appointing.replace(term(world, 2), world.malee, on=TODAY, ends_on=None, order_no="")
    assert code_of(refused) == "person-seated"
    assert term(world, 2).ends_on == date(2030, 1, 1)


def test_a_chosen_chair_has_a_term_of_their_own_and_the_past_keeps_its_chair(world: World) -> None:
    old, chosen = term(world, 1), term(world, 4)
    now = appointing.choose(chosen, Office.CHAIR, on=TODAY, in_place_of=old)
    assert (now.person, now.seat, now.starts_on, now.ends_on) == (
        world.malee,
        chosen.seat,
        TODAY,
        date(2030, 1, 1),
    )
    chair = {day: appointing.holder(world.committee, Office.CHAIR, day) for day in (TODAY - DAY, TODAY)}
    assert [one.person for one in chair.values() if one] == [world.anong, world.malee]
    assert seating.term_of(world.committee, world.anong, TODAY).office == Office.MEMBER  # type: ignore[union-attr]
    ended = SeatTerm.objects.filter(ended_because=TermEnded.OFFICE)
    assert {one.person for one in ended} == {world.anong, world.malee}
    assert len(seating.terms_on(world.committee, TODAY)) == 11
    assert not terms.vacancies(world.committee, TODAY)


@pytest.mark.parametrize("office", [Office.CHAIR, Office.SECRETARY])
def test_a_second_one_in_an_office_is_refused_unless_it_is_in_their_place(world: World, office: str) -> None:
    for instead in (None, term(world, 5)):
        with pytest.raises(SeatTaken) as refused:
            appointing.choose(term(world, 4), office, on=TODAY, in_place_of=instead)
        assert code_of(refused) == f"second-{office}"
    assert SeatTerm.objects.count() == 11


def test_a_chair_who_comes_later_is_a_second_one_too(world: World) -> None:
    appointing.end(term(world, 1), on=TODAY, because=TermEnded.RESIGNED)
    later = TODAY + 30 * DAY
    seating.seat(term(world, 1).seat, person("new"), starts_on=later, office=Office.CHAIR)
    with pytest.raises(SeatTaken) as refused:
        appointing.choose(term(world, 4), Office.CHAIR, on=TODAY + DAY)
    assert code_of(refused) == "second-chair"


def test_a_term_that_begins_on_that_day_is_simply_changed(world: World) -> None:
    appointing.end(term(world, 1), on=TODAY - DAY, because=TermEnded.RESIGNED)
    fresh = seating.seat(term(world, 1).seat, person("new"), starts_on=TODAY)
    assert appointing.choose(fresh, Office.CHAIR, on=TODAY).pk == fresh.pk
    assert appointing.choose(fresh, Office.CHAIR, on=TODAY).pk == fresh.pk, "twice is once"


def test_an_office_is_not_chosen_for_a_day_on_which_an_opinion_stands(
    world: World, in_review: Document
) -> None:
    vote(world, in_review, "...a.......")
    old = term(world, 1)
    with pytest.raises(SeatTaken) as refused:
        appointing.choose(term(world, 4), Office.CHAIR, on=TODAY, in_place_of=old)
    assert code_of(refused) == "opinion-after"
    assert appointing.choose(term(world, 4), Office.CHAIR, on=TODAY + DAY, in_place_of=old).office == "chair"


def test_a_day_outside_the_term_is_refused(world: World) -> None:
    with pytest.raises(SeatTaken) as refused:
        appointing.choose(term(world, 4), Office.MEMBER, on=date(2031, 1, 1))
    assert code_of(refused) == "not-in-force"


def test_an_assistant_is_no_member_and_is_named_once(world: World) -> None:
    named = appointing.assist(world.committee, world.somchai, starts_on=TODAY)
    for who, code in ((world.malee, "assistant-seated"), (world.somchai, "assists-already")):
        with pytest.raises(SeatTaken) as refused:
            appointing.assist(world.committee, who, starts_on=TODAY)
        assert code_of(refused) == code
    assert appointing.assistants(world.committee, TODAY) == [named]
    with pytest.raises(SeatTaken) as refused:
        appointing.end_assistance(named, on=TODAY - DAY)
    assert code_of(refused) == "ends-before-it-begins"
    appointing.end_assistance(named, on=TODAY)
    assert appointing.assistants(world.committee, TODAY + DAY) == []
    assert Assistant.objects.count() == 1


def test_a_seat_of_an_ended_committee_is_given_to_nobody(world: World) -> None:
    SeatTerm.objects.filter(seat__number=2).delete()
    world.committee.ended_on = TODAY - DAY
    world.committee.save()
    with pytest.raises(SeatTaken) as refused:
        seating.seat(Seat.objects.get(number=2), person("new"), starts_on=TODAY)
    assert code_of(refused) == "committee-ended"


@pytest.mark.parametrize(("days", "count"), [(0, 2), (27, 0), (28, 2), (90, 2), (89, 2)])
def test_what_ends_soon_is_told_until_somebody_follows(world: World, days: int, count: int) -> None:
    ends = TODAY + timedelta(days=28)
    SeatTerm.objects.filter(seat__number__in=[2, 3]).update(ends_on=ends)
    if days == 0:
        seating.seat(term(world, 2).seat, person("follows"), starts_on=ends + DAY)
        assert [one.seat.number for one in terms.ending(world.committee, TODAY)] == [3]
        return
    assert len(terms.ending(world.committee, TODAY, within=days)) == count


def test_how_the_committee_usually_works_is_recorded(world: World) -> None:
    appointing.work_by(world.committee, Mode.MEETING)
    world.committee.refresh_from_db()
    assert world.committee.usual_mode == Mode.MEETING
    with pytest.raises(ValueError, match="by-owl"):
        appointing.work_by(world.committee, "by-owl")


def test_every_verb_about_seats_holds_the_committee_s_row(world: World) -> None:
    """Two clerks at the same instant come one after the other: the row is locked before anything is read."""
    if connection.vendor != "postgresql":
        assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
        return
    verbs = (
        lambda: appointing.end(term(world, 5), on=TODAY, because=TermEnded.MOVED),
        lambda: appointing.choose(term(world, 6), Office.MEMBER, on=TODAY),
        lambda: appointing.assist(world.committee, world.somchai, starts_on=TODAY),
        lambda: seating.seat(term(world, 5).seat, person("new"), starts_on=clock.today() + DAY),
    )
    for verb in verbs:
        with CaptureQueriesContext(
            connection,
        ) as said:
            verb()
        locks = [one["sql"] for one in said if "FOR UPDATE" in one["sql"]]
        assert any("committee_committee" in sql for sql in locks)
