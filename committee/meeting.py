"""What belongs to a meeting only: its notice, who came, who presides. Plain writes and questions.

Source of the notice and of the second call: พ.ร.บ.วิธีปฏิบัติราชการทางปกครอง พ.ศ. 2539 ม.79–80; the number
of days stands in the law pack.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from committee import quorum, seating
from committee.models import (
    THERE,
    AgendaItem,
    Attendance,
    Guest,
    Office,
    Presence,
    SeatTerm,
    Sitting,
    Via,
)
from committee.models import SittingEnded as Ended
from organisations import law
from organisations.clock import now
from organisations.sentences import Sentence, gettext_noop

_SHORT = gettext_noop(
    "The notice is %(given)s days, the law asks for %(needed)s. Please write why it cannot wait; the chair may call it so."
)
_LATE_SECOND = gettext_noop(
    "A second call is held within %(within)s days of the first (by %(last)s). Please choose an earlier day."
)


def short_notice(called_at: datetime, held_at: datetime, rule: law.QuorumRule) -> Sentence | None:
    """What to say when the notice is shorter than the law's days; it asks for a reason and is no wall."""
    given = (timezone.localtime(held_at).date() - timezone.localtime(called_at).date()).days
    if given >= rule.notice_days:
        return None
    return Sentence(_SHORT, {"given": max(given, 0), "needed": rule.notice_days})


def late_second_call(first: datetime, held_at: datetime, rule: law.QuorumRule) -> Sentence | None:
    """What to say when a second call comes later than the law's days after the first."""
    last = timezone.localtime(first).date() + timedelta(days=rule.second_call_days)
    if timezone.localtime(held_at).date() <= last:
        return None
    return Sentence(_LATE_SECOND, {"within": rule.second_call_days, "last": last.strftime("%d/%m/%Y")})


@transaction.atomic
def mark(sitting: Sitting, presences: Mapping[int, str], guests: list[tuple[str, str]]) -> None:
    """Write the sign-in sheet anew: seat's primary key → presence, and who came without a seat.

    A seat that is not named is absent. ValueError on a seat nobody holds that day or on an unknown presence.
    """
    terms = seating.terms_on(sitting.committee, timezone.localtime(sitting.held_at or now()).date())
    if stray := set(presences) - set(terms):
        raise ValueError(f"no one holds the seats {sorted(stray)} on that day")
    Attendance.objects.filter(sitting=sitting).delete()
    Attendance.objects.bulk_create(
        Attendance(
            sitting=sitting,
            seat_id=seat,
            term=term,
            presence=Presence(presences.get(seat, Presence.ABSENT)),
        )
        for seat, term in terms.items()
    )
    Guest.objects.filter(sitting=sitting).delete()
    Guest.objects.bulk_create(
        Guest(sitting=sitting, name=name.strip(), position=position.strip())
        for name, position in guests
        if name.strip()
    )


def attendance(sitting: Sitting) -> dict[int, Attendance]:
    """The sign-in sheet, by the seat's primary key."""
    rows = Attendance.objects.filter(sitting=sitting).select_related("term__person", "seat")
    return {row.seat_id: row for row in rows}


def present(sitting: Sitting) -> dict[int, SeatTerm]:
    """The terms of who is there, by the seat's primary key."""
    return {seat: row.term for seat, row in attendance(sitting).items() if row.presence in THERE}


def quorum_here(sitting: Sitting, rule: quorum.Rule) -> quorum.Count:
    """Whether who came makes a quorum, before any item is taken up: everyone present, no opinion yet."""
    day = timezone.localtime(sitting.held_at or now()).date()
    seats = seating.seats_now(sitting.committee, day)
    here = set(present(sitting)) & {seat.key for seat in seats if seat.held}
    return quorum.count(
        seats,
        dict.fromkeys(here, quorum.Choice.ABSTAIN),
        rule,
        second_call=sitting.second_call,
        meeting=True,
    )


def chair_is_there(sitting: Sitting) -> bool:
    """Whether the committee's own chair came; else those present choose who presides (ม.79)."""
    return any(term.office == Office.CHAIR for term in present(sitting).values())


def open_items(sitting: Sitting) -> list[AgendaItem]:
    """The items still to be closed, in the order of the agenda."""
    return list(
        AgendaItem.objects.filter(sitting=sitting, closed_at__isnull=True)
        .select_related("sitting__committee", "sitting__presiding", "revision__document__unit")
        .defer("revision__content")
    )


def is_recorded(item: AgendaItem) -> bool:
    """Whether anything was recorded for the item in the meeting."""
    return item.ballots.filter(via=Via.RECORDED).exists()


def begin(sitting: Sitting, presiding: SeatTerm | None) -> None:
    """Begin the meeting, once; who presides instead of the chair, if anybody."""
    sitting.presiding = presiding
    sitting.begun_at = sitting.begun_at or now()
    sitting.save(update_fields=["presiding", "begun_at"])


def end(sitting: Sitting, how: Ended) -> None:
    """Write the end of a sitting, once."""
    sitting.ended_at, sitting.ended = now(), how
    sitting.save(update_fields=["ended_at", "ended"])
