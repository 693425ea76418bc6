"""Terms of a seat do not overlap, nobody sits twice, an office has one holder; what is unlawful is said."""

from __future__ import annotations

from datetime import date

import pytest

from committee import seating
from committee.models import Office, Seat, SeatTerm
from committee.seating import SeatTaken
from organisations import clock, law
from tests.cast import World, person


def place(world: World, number: int) -> Seat:
    return Seat.objects.get(committee=world.committee, number=number)


@pytest.mark.parametrize(
    ("starts", "ends"),
    [(date(2026, 1, 1), date(2026, 6, 1)), (date(2030, 1, 1), None), (date(2024, 1, 1), date(2025, 1, 1))],
)
def test_two_terms_of_a_seat_do_not_overlap(world: World, starts: date, ends: date | None) -> None:
    with pytest.raises(SeatTaken) as taken:
        seating.seat(place(world, 2), person("new"), starts_on=starts, ends_on=ends)
    assert taken.value.code == "seat-held"


def test_a_term_may_begin_the_day_after_the_last_one_ended(world: World) -> None:
    SeatTerm.objects.filter(seat__number=2).update(ends_on=date(2026, 1, 5))
    term = seating.seat(place(world, 2), person("new"), starts_on=date(2026, 1, 6))
    assert seating.term_of(world.committee, term.person, clock.today()) == term


def test_nobody_sits_on_two_seats(world: World) -> None:
    SeatTerm.objects.filter(seat__number=2).delete()
    with pytest.raises(SeatTaken) as taken:
        seating.seat(place(world, 2), world.malee, starts_on=date(2026, 1, 6))
    assert taken.value.code == "person-seated"


@pytest.mark.parametrize("office", [Office.CHAIR, Office.SECRETARY])
def test_an_office_has_one_holder(world: World, office: str) -> None:
    SeatTerm.objects.filter(seat__number=2).delete()
    with pytest.raises(SeatTaken) as taken:
        seating.seat(place(world, 2), person("new"), starts_on=date(2026, 1, 6), office=office)
    assert taken.value.code == f"second-{office}"


def test_the_composition_is_lawful_until_a_seat_is_empty(world: World) -> None:
    pack = law.load("handbook-quarterly")
    assert seating.composition(world.committee, clock.today(), pack) == []
    SeatTerm.objects.filter(seat__number=1).delete()
    assert len(seating.composition(world.committee, clock.today(), pack)) == 1


def test_a_committee_that_has_ended_is_asked_no_more(world: World) -> None:
    world.committee.ended_on = date(2026, 1, 5)
    world.committee.save()
    assert seating.committee_of(world.banna, clock.today()) is None
