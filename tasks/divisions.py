"""Asking a division once more: the officer hears how far it is, the division gets one mail a step.

Steps lie at the day the answer is asked for, one day before it and two days after it; those that were missed
collapse into the latest. Only reports that can still be written, and days that are near, are looked at.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from documents import divisions
from documents.models import DivisionRequest
from documents.models.documents import EDITABLE
from organisations import roles
from organisations.clock import today
from organisations.models import Role, User
from organisations.sentences import gettext_noop
from papers import memo, thai
from tasks import effects
from tasks.models import Effect, Notice

KIND = "division"
MAIL = "division.mail"
STEPS = (("-1", -1), ("0", 0), ("+2", 2))
WINDOW = timedelta(days=30)
"""How long after its day a request is still looked at."""

SAYS = gettext_noop(
    "%(division)s has answered %(answered)s of %(rows)s projects. Its answer is kindly asked for by %(due)s."
)


@dataclass(frozen=True, slots=True)
class Owing:
    """A request that is not complete, with the step that has come."""

    request: DivisionRequest
    step: str
    answered: int
    rows: int

    @property
    def subject(self) -> str:
        """Names the request and its day: a moved day begins steps of its own."""
        return f"{self.request.public_id}:{self.request.answer_by.isoformat()}"


def step_on(day: date, *, asked_on: date, answer_by: date) -> str | None:
    """The latest step that has come by `day`; None before the first. A step of the day on which the division
    was asked, or before it, is none. Pure."""
    came = None
    for name, days in STEPS:
        on = answer_by + timedelta(days=days)
        if asked_on < on <= day:
            came = name
    return came


def _owing(requests: list[DivisionRequest], day: date) -> Iterator[Owing]:
    stepped = []
    for one in requests:
        asked_on = timezone.localtime(one.asked_at).date()
        step = step_on(day, asked_on=asked_on, answer_by=one.answer_by)
        if step is not None:
            stepped.append((one, step))
    counted = divisions.tallies([one for one, _ in stepped]) if stepped else {}
    for one, step in stepped:
        answered, rows = counted[one.pk]
        if answered < rows:
            yield Owing(one, step, answered, rows)


def owing(day: date) -> list[Owing]:
    """The requests whose answer is near or was asked for lately, and that are not complete; four queries."""
    near = DivisionRequest.objects.filter(
        document__state__in=EDITABLE, answer_by__gte=day - WINDOW, answer_by__lte=day + timedelta(days=1)
    )
    told = near.select_related("document__unit", "document__obligation__period", "asked_by")
    return list(_owing(list(told), day))


def _read_again(subject: str, day: date) -> Owing | None:
    """The request of a subject, if it still owes and its day is still that one."""
    key, answer_by = subject.split(":")
    found = DivisionRequest.objects.filter(
        public_id=key, answer_by=answer_by, document__state__in=EDITABLE
    ).select_related("document__unit", "document__obligation__period", "asked_by")
    return next(_owing(list(found), day), None)


def notices(owed: list[Owing], day: date) -> list[Notice]:
    """What the drafters are to hear, not yet written."""
    drafters: dict[int, list[User]] = {}
    made = []
    for one in owed:
        unit = one.request.document.unit
        people = drafters.get(unit.pk)
        if people is None:
            people = drafters[unit.pk] = roles.people_with([Role.DRAFTER], unit, day)
        made += [
            Notice(
                kind=KIND,
                subject=one.subject,
                step=one.step,
                person=person,
                unit=unit,
                msgid=SAYS,
                params={
                    "division": one.request.division,
                    "answered": one.answered,
                    "rows": one.rows,
                    "due": one.request.answer_by.isoformat(),
                },
                path=f"/report/{one.request.document.public_id}/divisions/?to={one.request.public_id}",
            )
            for person in people
        ]
    return made


def want_mails(owed: list[Owing]) -> int:
    """Ask for one mail a step to each division that has an address; gives how many were asked for now."""
    return effects.wanted(
        MAIL,
        {
            f"{MAIL}:{one.subject}:{one.step}": {"subject": one.subject, "step": one.step}
            for one in owed
            if one.request.email
        },
    )


def still_wanted(notice: Notice, day: date) -> bool:
    """Whether a notice is still worth sending: the division owes, the step is the latest, its reader drafts."""
    found = _read_again(notice.subject, day)
    if found is None or found.step != notice.step:
        return False
    return roles.holds(notice.person, Role.DRAFTER, notice.unit_id, day)


def _message(owed: Owing, key: str) -> EmailMessage:
    request, unit = owed.request, owed.request.document.unit
    period = request.document.obligation.period
    asker = request.asked_by
    told = memo.Memo(
        office=unit.name,
        division=request.division,
        period=thai.period_name_th(period.key, period.starts_on, period.ends_on),
        dated=today(),
        answer_by=request.answer_by,
        answered=owed.answered,
        total=owed.rows,
        rows=(),
        link=f"{settings.BASE_URL}/a/{divisions.code_of(request)}/",
        asker=asker.name if asker else "",
        phone=(asker.phone if asker else "") or unit.phone,
    )
    subject, body = memo.mail(told, contact=request.contact)
    host = settings.BASE_URL.split("//")[-1].split(":")[0]
    mark = hashlib.sha256(key.encode()).hexdigest()[:32]
    headers: dict[str, Any] = {"Message-ID": f"<{mark}@{host}>"}
    if asker and asker.email:
        headers["Reply-To"] = asker.email
    return EmailMessage(subject=subject, body=body, to=[request.email], headers=headers)


def mail(effect: Effect) -> None:
    """Mail a division, if it still owes: the request is read again, so that its link is the one that opens.

    A crash between the server's answer and the mark may send it again, under the same Message-ID.
    """
    owed = _read_again(effect.ref["subject"], today())
    with transaction.atomic():
        if not effects.still_ours(effect):
            return
    if owed is not None and owed.step == effect.ref["step"] and owed.request.email:
        _message(owed, effect.key).send()
    effects.done(effect)
