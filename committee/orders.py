"""An order of appointment recorded as a whole: a committee, its members, and the end of the one before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from committee import seating, sitting
from committee.models import AgendaItem, Assistant, Committee, Office, Seat, SeatTerm, TermEnded
from committee.seating import SeatTaken
from organisations import law, people
from organisations.clock import today
from organisations.models import OrgUnit, User
from organisations.sentences import Sentence, gettext_noop

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A person of the order: the number of their seat, and their office."""

    number: int
    person: User
    office: str = Office.MEMBER


def member(unit: OrgUnit, name: str, *, email: str = "", phone: str = "") -> User:
    """The person whom a line of an order means; made when nobody here is meant. Raises `PersonRefused`.

    By the address; else by the exact name, if one person of that name has sat for the unit before. A namesake
    is told apart by an address. An address or a telephone is added where none was known.
    """
    known = people.by_mail(email)
    if known is not None:
        return known
    sat = User.objects.filter(seat_terms__seat__committee__unit=unit).distinct()
    same = [one for one in sat if one.name == " ".join(name.split())]
    if len(same) != 1 or (email.strip() and same[0].has_mail):
        return people.new_person(name, email=email, phone=phone)
    if not seating.known_elsewhere(same[0], unit):
        people.complete(same[0], email=email, phone=phone)
    return same[0]


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
    said = _silenced(unit, order_date, starts_on)
    lawful = lawful_end(starts_on, pack)
    if ends_on != lawful:
        said.insert(
            0,
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
            ),
        )
    return said


def _silenced(unit: OrgUnit, order_date: date, starts_on: date) -> list[Sentence]:
    """The open items of the earlier committee that its members can answer no more, with who is still asked.

    A seat that nobody holds at the close is out of the count, with the opinion that was given there.
    """
    said = []
    items = AgendaItem.objects.filter(
        sitting__committee__unit=unit,
        sitting__committee__order_date__lt=order_date,
        sitting__ended_at__isnull=True,
        closed_at__isnull=True,
    ).select_related("sitting__committee", "revision__document__obligation__period")
    for item in items.defer("revision__content"):
        until = timezone.localtime(item.sitting.until).date()
        if until < starts_on:
            continue
        answered = sitting.live_ballots(item)
        terms = seating.terms_on(item.sitting.committee, starts_on)
        asked = [terms[seat] for seat in terms if seat not in answered]
        said.append(
            Sentence(
                gettext_noop(
                    "%(what)s is before the earlier committee until %(until)s. From %(from)s on its opinions are not counted, and these members cannot answer any more: %(names)s. Please let it close first, or lay the report before the new committee afterwards."
                ),
                {
                    "what": item.revision.document.obligation,
                    "until": until,
                    "from": starts_on,
                    "names": ", ".join(
                        term.person.name for term in sorted(asked, key=lambda term: term.seat.number)
                    )
                    or "–",
                },
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
    """End a committee with `on` as its last day; one that ended before stays as it is.

    A term that has begun later, or in which an opinion was given later, ends on that day: the order was
    recorded after it, and what was said stays said by who held the seat. One that has not begun never begins.
    """
    if committee.ended_on is None or committee.ended_on > on:
        committee.ended_on = max(on, committee.order_date)
        committee.save(update_fields=["ended_on"])
    last = committee.ended_on
    longer = Q(ends_on__isnull=True) | Q(ends_on__gt=last)
    SeatTerm.objects.filter(longer, seat__committee=committee, starts_on__gt=max(last, today())).delete()
    for term in SeatTerm.objects.filter(longer, seat__committee=committee):
        ends = max(last, term.starts_on, seating.last_opinion(term) or last)
        if term.ends_on is None or term.ends_on > ends:
            term.ends_on, term.ended_because = ends, TermEnded.REPLACED
            term.save(update_fields=["ends_on", "ended_because"])
    for one in Assistant.objects.filter(longer, committee=committee):
        one.ends_on = max(last, one.starts_on)
        one.save(update_fields=["ends_on"])
