"""Objects fetched through permission: for a stranger they do not exist (404)."""

from __future__ import annotations

from datetime import date

from committee import seating
from committee.models import SeatTerm
from organisations.models import User


def seats_of(person: User, day: date) -> list[SeatTerm]:
    """The seats a person holds on a day, in whichever committee."""
    terms = SeatTerm._base_manager.filter(seating.in_force(day), person=person)
    return list(terms.select_related("seat__committee__unit"))
