"""What the terms of a committee say on a day: which seats are vacant since when and why, which end soon."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from committee.models import Committee, Seat, SeatTerm, TermEnded

WARN_DAYS = 90
"""From how many days before its end a term is spoken of: time enough for an order (practice)."""


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A seat without a holder; `because` is how the last term ended, None when nobody was ever appointed."""

    seat: Seat
    since: date
    because: TermEnded | None
    last: SeatTerm | None


def _by_seat(committee: Committee) -> dict[int, list[SeatTerm]]:
    terms: dict[int, list[SeatTerm]] = {}
    for term in SeatTerm.objects.filter(seat__committee=committee).select_related("person", "seat"):
        terms.setdefault(term.seat_id, []).append(term)
    return terms


def vacancies(committee: Committee, day: date) -> list[Vacancy]:
    """The seats that nobody holds on `day`, in order of their numbers."""
    terms, found = _by_seat(committee), []
    for place in Seat.objects.filter(committee=committee):
        theirs = terms.get(place.pk, [])
        if any(term.starts_on <= day and (term.ends_on is None or term.ends_on >= day) for term in theirs):
            continue
        past = [term for term in theirs if term.ends_on is not None and term.ends_on < day]
        last = max(past, key=lambda term: term.starts_on, default=None)
        if last is None or last.ends_on is None:
            found.append(Vacancy(place, committee.order_date, None, None))
        else:
            found.append(
                Vacancy(place, last.ends_on + timedelta(days=1), TermEnded(last.ended_because), last)
            )
    return found


def ending(committee: Committee, day: date, within: int = WARN_DAYS) -> list[SeatTerm]:
    """The terms in force on `day` that end within so many days and that nobody follows yet, soonest first."""
    until, found = day + timedelta(days=within), []
    for theirs in _by_seat(committee).values():
        for term in theirs:
            ends = term.ends_on
            if ends is None or not (term.starts_on <= day <= ends <= until):
                continue
            if not any(other.starts_on == ends + timedelta(days=1) for other in theirs):
                found.append(term)
    return sorted(found, key=lambda term: (term.ends_on or day, term.seat.number))
