"""An order of appointment recorded as a whole: a committee, its members, and the end of the one before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from committee import seating
from committee.models import Assistant, Committee, Office, Seat, SeatTerm, Sitting, TermEnded
from committee.seating import SeatTaken
from organisations import law
from organisations.models import OrgUnit, User
from organisations.sentences import Sentence, gettext_noop

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A person of the order: the number of their seat, and their office."""

    number: int
    person: User
    office: str = Office.MEMBER


def lawful_end(starts_on: date, pack: law.Pack) -> date:
    """The last day of a term of the law's length that begins on `starts_on`."""
    years = starts_on.year + pack.committee.term_years
    try:
        return starts_on.replace(year=years) - DAY
    except ValueError:  # 29 February: the year has none
        return date(years, 2, 28)


def warnings(
    unit: OrgUnit, *, order_date: date, starts_on: date, ends_on: date, pack: law.Pack
) -> list[Sentence]:
    """What is unusual about an order and is recorded all the same when the clerk has seen it. No wall."""
    said = []
    lawful = lawful_end(starts_on, pack)
    if ends_on != lawful:
        said.append(
            Sentence(
                gettext_noop(
                    "The order's terms end on %(given)s; by %(article)s, %(years)s years, they would end on %(lawful)s."
                ),
                {
                    "given": ends_on,
                    "article": pack.committee.article,
                    "years": pack.committee.term_years,
                    "lawful": lawful,
                },
            )
        )
    running = Sitting.objects.filter(
        committee__unit=unit, committee__order_date__lt=order_date, ended_at__isnull=True
    ).filter(items__closed_at__isnull=True, items__isnull=False)
    count = running.distinct().count()
    if count:
        said.append(
            Sentence(
                gettext_noop(
                    "%(count)s sittings of the earlier committee still run; once its terms end nobody can answer them. Please let them close first, or call them again."
                ),
                {"count": count},
            )
        )
    return said


@transaction.atomic
def record(
    unit: OrgUnit,
    *,
    order_no: str,
    order_date: date,
    starts_on: date,
    ends_on: date,
    chosen: Sequence[Chosen],
    pack: law.Pack,
    assistant: User | None = None,
) -> Committee:
    """Make the committee of an order and end the earlier one the day before its terms begin.

    An order older than one that is recorded already is kept as history: its own committee ends the day before
    the later one. Raises `SeatTaken`: no-such-seat for a number that the law's composition does not have, and
    what `seating.seat` refuses. Then nothing is recorded.
    """
    committee = seating.appoint(
        unit, order_no=order_no, order_date=order_date, pack=pack, assistant=assistant
    )
    places = {place.number: place for place in Seat.objects.filter(committee=committee)}
    for one in chosen:
        if one.number not in places:
            raise SeatTaken(
                "no-such-seat",
                Sentence(
                    gettext_noop(
                        "The committee has %(seats)s seats by %(article)s; there is no seat %(number)s."
                    ),
                    {
                        "seats": pack.committee.seats,
                        "article": pack.committee.article,
                        "number": one.number,
                    },
                ),
            )
        seating.seat(
            places[one.number],
            one.person,
            starts_on=starts_on,
            ends_on=ends_on,
            office=one.office,
            order_no=order_no,
        )
    for earlier in Committee.objects.filter(unit=unit, order_date__lt=order_date):
        _end(earlier, starts_on - DAY)
    later = Committee.objects.filter(unit=unit, order_date__gt=order_date).order_by("order_date").first()
    if later is not None:
        _end(committee, later.order_date - DAY)
    return committee


def _end(committee: Committee, on: date) -> None:
    """End a committee and whatever of its terms goes on after that day; one that ended before stays as it is."""
    if committee.ended_on is None or committee.ended_on > on:
        committee.ended_on = max(on, committee.order_date)
        committee.save(update_fields=["ended_on"])
    last = committee.ended_on
    beyond = SeatTerm.objects.filter(seat__committee=committee).exclude(ends_on__lte=last)
    beyond.filter(starts_on__gt=last, ballots__isnull=True).delete()
    beyond.filter(starts_on__lte=last).update(ends_on=last, ended_because=TermEnded.REPLACED)
    Assistant.objects.filter(committee=committee, starts_on__lte=last).exclude(ends_on__lte=last).update(
        ends_on=last
    )
