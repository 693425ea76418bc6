"""Terms begin and end, offices are chosen, assistants named: the verbs of who sits. Each locks the committee.

What an opinion was given under is not changed afterwards: a term cannot be ended, nor an office chosen, for a
day before an opinion that was given in it. Orders as a whole are recorded in `committee.orders`.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

from committee import seating
from committee.models import Assistant, Committee, Mode, Office, SeatTerm, TermEnded
from committee.seating import SeatTaken
from organisations.models import User
from organisations.sentences import Sentence, gettext_noop

DAY = timedelta(days=1)


def _locked(term: SeatTerm) -> SeatTerm:
    """The term as it stands now, its committee's row held."""
    seating.locked(term.seat.committee_id)
    return SeatTerm.objects.select_related("seat__committee", "person").get(pk=term.pk)


def _ends_soundly(term: SeatTerm, on: date) -> None:
    """Refuse a last day that lies before the term, after its lawful end, or before an opinion given in it."""
    if on < term.starts_on:
        raise SeatTaken(
            "ends-before-it-begins",
            Sentence(
                gettext_noop("The term of %(name)s begins on %(begins)s. Please write a later day."),
                {"name": term.person.name, "begins": term.starts_on},
            ),
        )
    if term.ends_on is not None and on > term.ends_on:
        raise SeatTaken(
            "ends-later",
            Sentence(
                gettext_noop("The term of %(name)s ends on %(ends)s already. Please write an earlier day."),
                {"name": term.person.name, "ends": term.ends_on},
            ),
        )
    opinion = seating.last_opinion(term)
    if opinion is not None and opinion > on:
        raise SeatTaken(
            "opinion-after",
            Sentence(
                gettext_noop(
                    "%(name)s gave an opinion on %(day)s, and it stands. Please write that day or a later one."
                ),
                {"name": term.person.name, "day": opinion},
            ),
        )


@transaction.atomic
def end(term: SeatTerm, *, on: date, because: str) -> SeatTerm:
    """End a term on its last day `on` (inclusive), with the reason the minutes print.

    Raises `SeatTaken`: ends-before-it-begins, ends-later, opinion-after.
    """
    found = _locked(term)
    _ends_soundly(found, on)
    found.ends_on, found.ended_because = on, TermEnded(because)
    found.save(update_fields=["ends_on", "ended_because"])
    return found


@transaction.atomic
def replace(
    term: SeatTerm,
    person: User,
    *,
    on: date,
    because: str = TermEnded.REPLACED,
    ends_on: date | None,
    order_no: str,
) -> SeatTerm:
    """End a term the day before `on` and seat another person from `on`; an office is chosen anew by the members.

    Raises `SeatTaken` as `end` and `seating.seat` do; then nothing has changed.
    """
    end(term, on=on - DAY, because=because)
    return seating.seat(term.seat, person, starts_on=on, ends_on=ends_on, order_no=order_no)


def holder(committee: Committee, office: str, day: date) -> SeatTerm | None:
    """Who holds an office of the committee on a day."""
    return (
        SeatTerm.objects.filter(seating.in_force(day), seat__committee=committee, office=office)
        .select_related("person", "seat__committee")
        .first()
    )


@transaction.atomic
def choose(term: SeatTerm, office: str, *, on: date, in_place_of: SeatTerm | None = None) -> SeatTerm:
    """The members chose a member for an office (or for none) from the day `on`; returns the term that holds it.

    The term is split: what was before keeps the office it had, so that every past sitting is counted with its
    own chair. A term that begins on that very day and has no opinion yet is simply changed. `in_place_of` is
    the one who held the office until then and stays a member. Raises `SeatTaken`: not-in-force,
    second-chair / second-secretary, opinion-after.
    """
    found = _locked(term)
    if not (found.starts_on <= on and (found.ends_on is None or on <= found.ends_on)):
        raise SeatTaken(
            "not-in-force",
            Sentence(
                gettext_noop("%(name)s holds no seat on %(day)s. Please write a day of the term."),
                {"name": found.person.name, "day": on},
            ),
        )
    if found.office == office:
        return found
    if office:
        _make_room(found, office, on, in_place_of)
    return _split(found, office, on)


def _make_room(term: SeatTerm, office: str, on: date, in_place_of: SeatTerm | None) -> None:
    """Let the earlier holder step back who was named; any other holder until the term's end is a second one."""
    others = SeatTerm.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=on), seat__committee=term.seat.committee_id, office=office
    ).exclude(pk=term.pk)
    if term.ends_on is not None:
        others = others.filter(starts_on__lte=term.ends_on)
    for other in others.select_related("person", "seat__committee"):
        if in_place_of is None or other.person_id != in_place_of.person_id or other.starts_on > on:
            raise SeatTaken(
                f"second-{office}",
                Sentence(
                    gettext_noop(
                        "%(name)s holds this office already. Please say that the new one is in their place."
                    ),
                    {"name": other.person.name},
                ),
            )
        _split(other, Office.MEMBER, on)


def _split(term: SeatTerm, office: str, on: date) -> SeatTerm:
    """The same person on the same seat with another office from `on`, to the lawful end."""
    opinion = seating.last_opinion(term)
    if term.starts_on == on and opinion is None:
        term.office = Office(office)
        term.save(update_fields=["office"])
        return term
    if opinion is not None and opinion >= on:
        raise SeatTaken(
            "opinion-after",
            Sentence(
                gettext_noop(
                    "%(name)s gave an opinion on %(day)s, and it stands. Please write the day after it or a later one."
                ),
                {"name": term.person.name, "day": opinion},
            ),
        )
    lawful_end, earlier_reason = term.ends_on, term.ended_because
    term.ends_on, term.ended_because = on - DAY, TermEnded.OFFICE
    term.save(update_fields=["ends_on", "ended_because"])
    return SeatTerm.objects.create(
        seat=term.seat,
        person=term.person,
        office=Office(office),
        starts_on=on,
        ends_on=lawful_end,
        order_no=term.order_no,
        ended_because=earlier_reason,
    )


def assistants(committee: Committee, day: date) -> list[Assistant]:
    """The assistant secretaries on a day."""
    return list(Assistant.objects.filter(seating.in_force(day), committee=committee).select_related("person"))


@transaction.atomic
def assist(
    committee: Committee, person: User, *, starts_on: date, ends_on: date | None = None, order_no: str = ""
) -> Assistant:
    """Name an assistant secretary: records the sittings, is no member, has no opinion.

    Raises `SeatTaken`: assistant-seated for a member of the committee, assists-already.
    """
    seating.locked(committee.pk)
    overlap = Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on)
    if ends_on is not None:
        overlap &= Q(starts_on__lte=ends_on)
    if SeatTerm.objects.filter(overlap, seat__committee=committee, person=person).exists():
        raise SeatTaken(
            "assistant-seated",
            Sentence(
                gettext_noop("%(name)s is a member of the committee. Please name somebody who is not."),
                {"name": person.name},
            ),
        )
    if Assistant.objects.filter(overlap, committee=committee, person=person).exists():
        raise SeatTaken(
            "assists-already",
            Sentence(gettext_noop("%(name)s is assistant secretary in those days."), {"name": person.name}),
        )
    return Assistant.objects.create(
        committee=committee, person=person, starts_on=starts_on, ends_on=ends_on, order_no=order_no
    )


@transaction.atomic
def end_assistance(assistant: Assistant, *, on: date) -> None:
    """End an assistant secretary's time on the day `on` (inclusive). Raises `SeatTaken` if it lies before it."""
    seating.locked(assistant.committee_id)
    if on < assistant.starts_on:
        raise SeatTaken(
            "ends-before-it-begins",
            Sentence(
                gettext_noop("The term of %(name)s begins on %(begins)s. Please write a later day."),
                {"name": assistant.person.name, "begins": assistant.starts_on},
            ),
        )
    assistant.ends_on = on
    assistant.save(update_fields=["ends_on"])


def work_by(committee: Committee, mode: str) -> None:
    """Record how the committee usually works; a sitting may still be called in another way."""
    committee.usual_mode = Mode(mode)
    committee.save(update_fields=["usual_mode"])
