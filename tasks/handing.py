"""A role passes to a successor: one ends, one begins, the open work is listed, the notices go along."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from organisations import offices, roles
from organisations.clock import now, today
from organisations.models import Handover, RoleGrant, User
from organisations.offices import GrantRefused
from organisations.sentences import Sentence, gettext_noop
from tasks import briefing, invitations
from tasks.models import Notice

WINDOW = timedelta(days=400)
"""How far back the sweep looks for handovers whose giver still has notices."""


@transaction.atomic
def hand_over(
    grant: RoleGrant, taker: User, *, on_day: date, actor: User, note: str = "", order_no: str = ""
) -> Handover:
    """Pass a role on: the giver's ends the day before `on_day`, the taker's begins on it, to the same end.

    Who holds the role already takes the work only. Writes the briefing; moves the giver's unread notices when
    the day has come (else the sweep does); invites a newcomer. Raises `GrantRefused`: same-person, and what
    `offices.end` and `offices.give` refuse.
    """
    if taker.pk == grant.person_id:
        raise GrantRefused(
            "same-person",
            Sentence(
                gettext_noop("%(name)s holds the role now. Please choose who follows."),
                {"name": taker.name},
            ),
        )
    lawful_end = grant.ends_on
    if not roles.holds(taker, grant.role, grant.unit_id, on_day):
        offices.give(
            grant.unit,
            taker,
            grant.role,
            starts_on=on_day,
            ends_on=lawful_end,
            capacity=grant.capacity if order_no else "",
            order_no=order_no,
            actor=actor,
        )
    offices.end(grant, on=on_day - timedelta(days=1), actor=actor)
    handed = Handover.objects.create(
        unit=grant.unit,
        role=grant.role,
        giver=grant.person,
        taker=taker,
        on_day=on_day,
        note=note.strip(),
        briefing=briefing.gather(grant.unit, grant.person, today()),
        made_by=actor,
        made_at=now(),
    )
    invitations.wanted(taker, grant.unit)
    settle(today())
    return handed


def write_anew(handed: Handover) -> None:
    """List the open work as it stands now; until the day of the handover the giver still works on."""
    handed.briefing = briefing.gather(handed.unit, handed.giver, today())
    handed.save(update_fields=["briefing"])


def settle(day: date) -> int:
    """Move what givers have not read to who took over, once the day has come; returns how many moved.

    A giver who keeps another role in the unit keeps their messages. A message that the taker has as well is the giver's no more either: it is marked read.
    """
    moved = 0
    due = Handover.objects.filter(on_day__lte=day, on_day__gte=day - WINDOW)
    for handed in due.select_related("giver", "taker"):
        if any(grant.unit_id == handed.unit_id for grant in roles.grants_of(handed.giver, day)):
            continue
        for notice in Notice.objects.filter(person=handed.giver, unit=handed.unit_id, read_at__isnull=True):
            twin = Notice.objects.filter(
                kind=notice.kind, subject=notice.subject, step=notice.step, person=handed.taker
            )
            if twin.exists():
                Notice.objects.filter(pk=notice.pk).update(read_at=now(), dropped_at=now())
            else:
                moved += Notice.objects.filter(pk=notice.pk).update(person=handed.taker)
    return moved
