"""The committee of eleven: seats and terms, sittings, agenda items, ballots, links."""

from committee.models.seats import (
    Assistant,
    Committee,
    Mode,
    Office,
    Seat,
    SeatGroup,
    SeatTerm,
)
from committee.models.seats import Ended as TermEnded
from committee.models.sittings import (
    THERE,
    AgendaItem,
    Attendance,
    Ballot,
    Guest,
    MemberLink,
    Objection,
    Presence,
    Sitting,
    Via,
)
from committee.models.sittings import Ended as SittingEnded

__all__ = [
    "THERE",
    "AgendaItem",
    "Assistant",
    "Attendance",
    "Ballot",
    "Committee",
    "Guest",
    "MemberLink",
    "Mode",
    "Objection",
    "Office",
    "Presence",
    "Seat",
    "SeatGroup",
    "SeatTerm",
    "Sitting",
    "SittingEnded",
    "TermEnded",
    "Via",
]
