"""Who sits where, on a day; what is not as the law composes it is said loudly, never a wall."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q
from django.utils import timezone

from committee import quorum
from committee.models import Assistant, Ballot, Committee, Office, Seat, SeatGroup, SeatTerm
from organisations import law
from organisations.models import OrgUnit, RoleGrant, User
from organisations.sentences import Sentence, gettext_noop


class SeatTaken(Exception):
    """A term that cannot be: the seat is held then, or the committee has that office filled.

    `code` for the program, `sentence` for the person.
    """

    def __init__(self, code: str, sentence: Sentence) -> None:
        super().__init__(code)
        self.code, self.sentence = code, sentence


def in_force(day: date) -> Q:
    """The terms that hold on `day`; both ends are inclusive."""
    return Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))


def locked(key: int) -> Committee:
    """The committee's row, held until the transaction ends: the lock of everything about its seats."""
    return Committee._base_manager.select_for_update().get(pk=key)


def committee_of(unit: OrgUnit, day: date) -> Committee | None:
    """The unit's committee by the latest order in force.

    Where the terms of an order begin later than the order, the committee before it sits until then.
    """
    begun = SeatTerm.objects.filter(seat__committee=OuterRef("pk"), starts_on__lte=day)
    return (
        Committee.objects.filter(unit=unit, order_date__lte=day)
        .filter(Q(ended_on__isnull=True) | Q(ended_on__gte=day))
        .order_by(Exists(begun).desc(), "-order_date", "-pk")
        .first()
    )


def last_opinion(term: SeatTerm) -> date | None:
    """The day of the last opinion given in a term: the term does not end before it."""
    spoke: datetime | None = Ballot.objects.filter(term=term).aggregate(at=Max("cast_at"))["at"]
    return timezone.localtime(spoke).date() if spoke else None


@transaction.atomic
def appoint(
    unit: OrgUnit, *, order_no: str, order_date: date, pack: law.Pack, assistant: User | None = None
) -> Committee:
    """Make a committee with the empty seats that the law pack composes: 3+2+2+2+2.

    `assistant` is the officer who records its sittings from that day on, not a member.
    """
    committee = Committee.objects.create(unit=unit, order_no=order_no, order_date=order_date)
    number = 0
    for group in pack.committee.groups:
        for _ in range(group.quota):
            number += 1
            Seat.objects.create(committee=committee, group=SeatGroup(group.key), number=number)
    if assistant is not None:
        Assistant.objects.create(
            committee=committee, person=assistant, starts_on=order_date, order_no=order_no
        )
    return committee


@transaction.atomic
def seat(
    place: Seat,
    person: User,
    *,
    starts_on: date,
    ends_on: date | None = None,
    office: str = Office.MEMBER,
    order_no: str = "",
) -> SeatTerm:
    """Seat a person. Raises `SeatTaken` for an overlapping term, a person on two seats, a second chair, an
    assistant secretary (who is no member).

    The committee's row is locked first: the rules are of all its seats together, so two clerks who seat
    somebody at the same instant come one after the other (on SQLite the transaction is IMMEDIATE).
    """
    committee = locked(place.committee_id)
    if committee.ended_on is not None and starts_on > committee.ended_on:
        raise SeatTaken(
            "committee-ended",
            Sentence(
                gettext_noop(
                    "The committee of order %(order)s has ended. Please record the new order first."
                ),
                {"order": committee.order_no},
            ),
        )
    overlap = Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on)
    if ends_on is not None:
        overlap &= Q(starts_on__lte=ends_on)
    colleagues = SeatTerm.objects.filter(overlap, seat__committee=place.committee_id)
    if colleagues.filter(seat=place).exists():
        raise SeatTaken(
            "seat-held",
            Sentence(
                gettext_noop("Seat %(number)s is held in those days. End the earlier term first."),
                {"number": place.number},
            ),
        )
    if colleagues.filter(person=person).exists():
        raise SeatTaken(
            "person-seated",
            Sentence(gettext_noop("%(name)s already holds a seat of this committee."), {"name": person.name}),
        )
    if Assistant.objects.filter(overlap, committee=committee, person=person).exists():
        raise SeatTaken(
            "person-assists",
            Sentence(
                gettext_noop(
                    "%(name)s is assistant secretary in those days, who is no member. Please end that first."
                ),
                {"name": person.name},
            ),
        )
    if office and colleagues.filter(office=office).exists():
        raise SeatTaken(
            f"second-{office}",
            Sentence(
                gettext_noop("The committee has chosen someone for this office already. End that term first.")
            ),
        )
    return SeatTerm.objects.create(
        seat=place, person=person, starts_on=starts_on, ends_on=ends_on, office=office, order_no=order_no
    )


def terms_on(committee: Committee, day: date) -> dict[int, SeatTerm]:
    """The terms in force, by the seat's primary key."""
    terms = SeatTerm.objects.filter(in_force(day), seat__committee=committee).select_related("person", "seat")
    return {term.seat_id: term for term in terms}


def term_of(committee: Committee, person: User, day: date) -> SeatTerm | None:
    """The seat that a person holds on that day, if any; read again whenever an opinion is given."""
    return (
        SeatTerm.objects.filter(in_force(day), seat__committee=committee, person=person)
        .select_related("seat")
        .first()
    )


def known_elsewhere(person: User, unit: OrgUnit) -> bool:
    """Whether another unit has, or had, the person on a seat or in a role: then they are not one unit's to change."""
    seats = SeatTerm._base_manager.filter(person=person).exclude(seat__committee__unit=unit)
    return seats.exists() or RoleGrant.objects.filter(person=person).exclude(unit=unit).exists()


def seats_now(
    committee: Committee, day: date, *, recused: frozenset[int] = frozenset(), chair: int | None = None
) -> list[quorum.SeatNow]:
    """The seats as the pure count wants them; `chair` is the seat that presides instead of the chair."""
    terms = terms_on(committee, day)

    def presides(seat: int) -> bool:
        return seat == chair if chair is not None else terms[seat].office == Office.CHAIR

    return [
        quorum.SeatNow(
            key=place.pk,
            group=place.group,
            held=place.pk in terms,
            chair=place.pk in terms and presides(place.pk),
            recused=place.pk in recused,
        )
        for place in Seat.objects.filter(committee=committee)
    ]


def composition(committee: Committee, day: date, pack: law.Pack) -> list[Sentence]:
    """What is not 3+2+2+2+2 on that day; empty when the composition is lawful."""
    quota = {group.key: group.quota for group in pack.committee.groups}
    return quorum.composition_findings(quota, seats_now(committee, day))


def is_assistant(committee: Committee | int, person: User, day: date) -> bool:
    """Whether the person is an assistant secretary of the committee (or its key) on that day."""
    key = committee.pk if isinstance(committee, Committee) else committee
    return person.is_active and Assistant.objects.filter(in_force(day), committee=key, person=person).exists()
