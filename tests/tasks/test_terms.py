"""Terms that end soon are told in time, once a step; nobody without an address is ever mailed."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from committee import seating
from committee.models import Seat, SeatTerm
from organisations import clock, people
from organisations.models import Role, RoleGrant
from tasks import notices, reminders, terms
from tasks.models import Notice
from tests.cast import World, person

ENDS = date(2026, 4, 6)


def on(day: date) -> object:
    return clock.pretend(timezone.make_aware(datetime(day.year, day.month, day.day, 9, 0)))


def told() -> list[tuple[str, int]]:
    return list(Notice.objects.filter(kind=terms.KIND).order_by("pk").values_list("step", "params__count"))


@pytest.fixture
def three_end(world: World) -> World:
    SeatTerm.objects.filter(seat__number__in=[1, 2, 3]).update(ends_on=ENDS)
    return world


@pytest.mark.parametrize(
    ("left", "step"),
    [(91, None), (90, "-90"), (31, "-90"), (30, "-30"), (8, "-30"), (7, "-7"), (0, "-7"), (-1, None)],
)
def test_the_latest_step_that_has_come(left: int, step: str | None) -> None:
    assert terms.step_on(ENDS - timedelta(days=left), ENDS) == step


def test_each_step_is_told_once_however_often_the_clock_comes(three_end: World) -> None:
    for left in (91, 90, 89, 30, 30, 7, 3, 0, -1):
        reminders.derive(ENDS - timedelta(days=left))
    assert told() == [("-90", 3), ("-30", 3), ("-7", 3)]
    assert set(Notice.objects.filter(kind=terms.KIND).values_list("person", flat=True)) == {
        three_end.somchai.pk
    }


def test_a_clock_dead_over_two_steps_tells_the_latest(three_end: World) -> None:
    reminders.derive(ENDS - timedelta(days=5))
    assert told() == [("-7", 3)]


def test_who_is_followed_is_not_told_of_and_a_queued_notice_is_dropped(three_end: World) -> None:
    reminders.derive(ENDS - timedelta(days=30))
    waiting = Notice.objects.get(kind=terms.KIND)
    day = ENDS - timedelta(days=29)
    assert reminders.still_wanted(waiting, day)
    assert not reminders.still_wanted(waiting, ENDS - timedelta(days=6)), "a later step has come"
    for place in Seat.objects.filter(number__in=[1, 2, 3]):
        seating.seat(place, person(f"new{place.number}"), starts_on=ENDS + timedelta(days=1))
    assert not reminders.still_wanted(waiting, day)


def test_nobody_without_an_address_is_mailed(three_end: World) -> None:
    quiet = people.new_person("นายไม่มี อีเมล")
    RoleGrant.objects.create(
        person=quiet, role=Role.DRAFTER, unit=three_end.banna, starts_on=date(2020, 1, 1)
    )
    day = ENDS - timedelta(days=30)
    with on(day):  # type: ignore[attr-defined]
        reminders.derive(day)
        Notice.objects.exclude(kind=terms.KIND).delete()
        assert notices.deliver(notices.to_mail()) == 1
        assert [one.to for one in mail.outbox] == [["somchai@example.org"]]
        assert Notice.objects.get(person=quiet).dropped_at is not None
        assert notices.to_mail() == []


def test_with_an_address_the_same_person_is_mailed(three_end: World) -> None:
    """The negative control: it is the missing address that keeps the mail back."""
    quiet = people.new_person("นายมี อีเมล", email="quiet@example.org")
    RoleGrant.objects.create(
        person=quiet, role=Role.DRAFTER, unit=three_end.banna, starts_on=date(2020, 1, 1)
    )
    day = ENDS - timedelta(days=30)
    with on(day):  # type: ignore[attr-defined]
        reminders.derive(day)
        Notice.objects.exclude(kind=terms.KIND).delete()
        assert notices.deliver(notices.to_mail()) == 2
        assert {one.to[0] for one in mail.outbox} == {"somchai@example.org", "quiet@example.org"}
