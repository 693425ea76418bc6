"""An order is recorded as a whole or not at all, and ends the committee before it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from committee import appointing, orders, seating
from committee.models import Assistant, Committee, Office, SeatTerm, TermEnded
from committee.orders import Chosen
from committee.seating import SeatTaken
from documents.models import Document
from organisations import law, people
from organisations.models import Role, RoleGrant
from tests.cast import World, person, vote

PACK = law.load("handbook-quarterly")
TODAY = date(2026, 1, 6)


def record(world: World, chosen: list[Chosen], **changed: object) -> Committee:
    given = {
        "order_no": "12/2569",
        "order_date": TODAY,
        "starts_on": TODAY,
        "ends_on": orders.lawful_end(TODAY, PACK),
        "pack": PACK,
    }
    return orders.record(world.banna, chosen=chosen, **(given | changed))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        (date(2026, 1, 6), date(2030, 1, 5)),
        (date(2026, 1, 1), date(2029, 12, 31)),
        (date(2024, 2, 29), date(2028, 2, 28)),
    ],
)
def test_a_term_of_the_law_s_length_ends_the_day_before_its_anniversary(starts: date, ends: date) -> None:
    assert orders.lawful_end(starts, PACK) == ends


def test_a_day_that_the_last_year_does_not_have_ends_the_month() -> None:
    three = law.Composition(PACK.committee.groups, term_years=3)
    pack = law.Pack(**{name: getattr(PACK, name) for name in PACK.__slots__} | {"committee": three})
    assert orders.lawful_end(date(2024, 2, 29), pack) == date(2027, 2, 28)


def test_the_earlier_committee_ends_the_day_before_with_its_terms(world: World) -> None:
    Assistant.objects.create(committee=world.committee, person=world.somchai, starts_on=date(2025, 1, 1))
    new = record(
        world, [Chosen(1, world.malee, Office.CHAIR), Chosen(4, person("new"))], assistant=world.somchai
    )
    world.committee.refresh_from_db()
    assert world.committee.ended_on == TODAY - timedelta(days=1)
    assert seating.committee_of(world.banna, TODAY) == new
    assert seating.committee_of(world.banna, TODAY - timedelta(days=1)) == world.committee
    assert not seating.terms_on(world.committee, TODAY)
    assert set(
        SeatTerm.objects.filter(seat__committee=world.committee).values_list("ended_because", flat=True)
    ) == {TermEnded.REPLACED}
    assert {one.person for one in seating.terms_on(new, TODAY).values()} == {
        world.malee,
        SeatTerm.objects.get(seat__committee=new, seat__number=4).person,
    }
    assert [one.committee for one in Assistant.objects.filter(ends_on__isnull=True)] == [new]


def test_an_older_order_is_kept_as_history(world: World) -> None:
    old = record(world, [Chosen(1, person("old"))], order_date=date(2021, 1, 1), starts_on=date(2021, 1, 1))
    assert old.ended_on == date(2024, 12, 31)
    world.committee.refresh_from_db()
    assert world.committee.ended_on is None
    assert seating.committee_of(world.banna, TODAY) == world.committee


@pytest.mark.parametrize(
    ("chosen", "code"),
    [
        ([(12, "a", "")], "no-such-seat"),
        ([(1, "a", ""), (1, "b", "")], "seat-held"),
        ([(1, "a", ""), (2, "a", "")], "person-seated"),
        ([(1, "a", "chair"), (2, "b", "chair")], "second-chair"),
        ([(1, "a", "secretary"), (2, "b", "secretary")], "second-secretary"),
    ],
)
def test_an_order_that_cannot_be_is_refused_as_a_whole(
    world: World, chosen: list[tuple[int, str, str]], code: str
) -> None:
    known = {name: person(name) for name in ("a", "b")}
    with pytest.raises(SeatTaken) as refused:
        record(world, [Chosen(number, known[name], office) for number, name, office in chosen])
    assert refused.value.code == code
    assert Committee.objects.count() == 1


def test_what_is_unusual_is_said(world: World, in_review: Document) -> None:
    vote(world, in_review, "a..........")
    said = orders.warnings(
        world.banna,
        order_date=TODAY,
        starts_on=TODAY,
        ends_on=orders.lawful_end(TODAY, PACK) - timedelta(days=365),
        pack=PACK,
    )
    length, open_item = said
    assert length.params["lawful"] == orders.lawful_end(TODAY, PACK)
    assert open_item.params["what"] == in_review.obligation
    names = str(open_item.params["names"]).split(", ")
    assert names == [one.name for one in world.members[1:]], "who has not answered, by seat"


@pytest.mark.parametrize(("days", "said"), [(0, 1), (7, 1), (8, 0)])
def test_a_circulation_that_closes_before_the_new_terms_is_not_spoken_of(
    world: World, in_review: Document, days: int, said: int
) -> None:
    """It closes on the seventh day; the earlier terms end the day before the new ones begin."""
    starts = TODAY + timedelta(days=days)
    lawful = orders.lawful_end(starts, PACK)
    told = orders.warnings(world.banna, order_date=TODAY, starts_on=starts, ends_on=lawful, pack=PACK)
    assert len(told) == said


def test_no_opinion_is_left_outside_a_term_when_an_order_is_recorded_late(
    world: World, in_review: Document
) -> None:
    vote(world, in_review, "a..........")
    record(world, [Chosen(1, person("new"))], order_date=date(2026, 1, 5), starts_on=date(2026, 1, 5))
    spoke, silent = (SeatTerm.objects.get(person=one) for one in (world.anong, world.malee))
    assert (spoke.ends_on, silent.ends_on) == (TODAY, date(2026, 1, 4))


def test_a_term_that_had_not_begun_never_begins(world: World) -> None:
    appointing.choose(
        SeatTerm.objects.get(person=world.malee), Office.CHAIR, on=date(2026, 2, 1), in_place_of=_chair(world)
    )
    record(world, [Chosen(1, person("new"))])
    assert {one.starts_on for one in SeatTerm.objects.filter(person=world.malee)} == {date(2025, 1, 1)}


def _chair(world: World) -> SeatTerm | None:
    return appointing.holder(world.committee, Office.CHAIR, TODAY)


def test_the_earlier_committee_sits_until_the_terms_of_a_new_order_begin(world: World) -> None:
    new = record(world, [Chosen(1, person("new"))], starts_on=TODAY + timedelta(days=9))
    assert seating.committee_of(world.banna, TODAY + timedelta(days=8)) == world.committee
    assert seating.committee_of(world.banna, TODAY + timedelta(days=9)) == new


@pytest.mark.parametrize(
    ("name", "email", "known"),
    [
        ("Bunmee ทดสอบ", "", True),
        ("Bunmee  ทดสอบ", "bunmee@example.org", True),
        ("somebody", "BUNMEE@example.org", True),
        ("Bunmee ทดสอบ", "namesake@example.org", False),
        ("Prasit ทดสอบ", "", False),
    ],
)
def test_a_member_is_known_by_address_or_by_name_among_those_who_sat_here(
    world: World, name: str, email: str, known: bool
) -> None:
    found = orders.member(world.banna, name, email=email)
    assert (found == world.members[1]) is known
    assert found != world.prasit


def test_a_known_member_gets_the_address_of_the_new_order_unless_another_unit_knows_them(
    world: World,
) -> None:
    first, other = people.new_person("นางใหม่ มาก"), people.new_person("นายเดิม มาก")
    RoleGrant.objects.create(person=other, role=Role.CHECKER, unit=world.neighbour, starts_on=TODAY)
    record(world, [Chosen(1, first), Chosen(2, other)])
    again = orders.member(world.banna, first.name, email="new@example.org", phone="081")
    assert (again, again.mail, again.phone) == (first, "new@example.org", "081")
    again = orders.member(world.banna, other.name, email="theirs@example.org")
    assert (again, again.mail) == (other, "")


def test_nothing_is_said_of_an_order_as_the_law_has_it(world: World, drafting: Document) -> None:
    lawful = orders.lawful_end(TODAY, PACK)
    assert not orders.warnings(world.banna, order_date=TODAY, starts_on=TODAY, ends_on=lawful, pack=PACK)
