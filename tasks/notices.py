"""Notices: rows derived from the log, put into words for their reader, mailed at least once and seen once."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext

from committee.models import Ballot
from documents.models import Document
from organisations import roles
from organisations.clock import now, today
from organisations.models import Role, User
from organisations.scope import everything
from organisations.sentences import gettext_noop
from tasks import reminders
from tasks.models import Notice
from tasks.wording import worded
from workflow.models import LogEntry

WINDOW = timedelta(days=40)
BACK_OFF = (60, 300, 1800, 7200, 43200)

SITTING = "sitting"
"""Leads to the sitting in which it was recorded, instead of a page of the report."""


@dataclass(frozen=True, slots=True)
class Told:
    """What an entry of the log says to the people of its unit who hold `to`, and the page it leads to."""

    msgid: str
    page: str
    to: Role = Role.DRAFTER


SAYS: dict[str, Told] = {
    "propose": Told(gettext_noop("%(what)s waits to be read in the house."), "reading", Role.CHECKER),
    "endorse": Told(gettext_noop("A reader of the house has read %(what)s."), "reading"),
    "return": Told(gettext_noop("%(what)s came back to be mended."), "issues"),
    "approve": Told(gettext_noop("The committee approved %(what)s. It can be sent now."), ""),
    "submit": Told(gettext_noop("%(what)s was sent."), "history"),
    "cancel_asked": Told(
        gettext_noop("It was asked to cancel %(what)s; a second person confirms it."), "cancel", Role.CHECKER
    ),
    "receipt": Told(gettext_noop("The PAO wrote a receipt for %(what)s."), "history"),
    "objection": Told(gettext_noop("A member objects to what stands in their name on %(what)s."), SITTING),
}
"""Which entries of the log are told to whom."""

ASKED = Told(gettext_noop("The PAO kindly asks to look at %(what)s again."), "reopen")
"""What is told of a receipt that carries points."""


def derive() -> int:
    """Make the notices of the log's entries of the last weeks that are not there yet: an anti-join on the
    unique key over a window, never “id greater than last seen” (`settled` 14)."""
    with everything():
        entries = LogEntry.objects.filter(kind__in=SAYS, at__gte=now() - WINDOW).select_related(
            "document__unit", "document__obligation__period"
        )
        made = []
        holders: dict[tuple[int, Role], list[User]] = {}
        for entry in entries:
            document: Document = entry.document
            told = _told(entry)
            key = (document.unit_id, told.to)
            if key not in holders:
                holders[key] = roles.people_with([told.to], document.unit, today())
            made += [
                Notice(
                    kind="log",
                    subject=f"{document.public_id}:{entry.seq}",
                    step=entry.kind,
                    person=person,
                    unit=document.unit,
                    msgid=told.msgid,
                    params={"kind": document.kind, "period": document.obligation.period.key},
                    path=_path(entry, told.page),
                )
                for person in holders[key]
                if person.pk != entry.actor_id or told.to == Role.DRAFTER
            ]
        there = set(
            Notice.objects.filter(kind="log", made_at__gte=now() - WINDOW - timedelta(days=1)).values_list(
                "subject", "step", "person_id"
            )
        )
        new = [one for one in made if (one.subject, one.step, one.person_id) not in there]
        Notice.objects.bulk_create(new, ignore_conflicts=True)
        return len(new)


def _told(entry: LogEntry) -> Told:
    """What is told of an entry, and to whom."""
    asks = entry.kind == "receipt" and entry.facts.get("step") == "correction_asked"
    return ASKED if asks else SAYS[entry.kind]


def _path(entry: LogEntry, page: str) -> str:
    """Where the notice of an entry leads."""
    if page == SITTING:
        ballot = Ballot.objects.select_related("item__sitting").get(public_id=entry.facts["ballot"])
        return f"/sitting/{ballot.item.sitting.public_id}/"
    return f"/report/{entry.document.public_id}/{page + '/' if page else ''}"


def text_of(notice: Notice) -> str:
    """The notice in the language that is active now."""
    return worded(notice.msgid, notice.params)


def to_mail(limit: int = 1000) -> list[int]:
    """The notices that wait to be mailed and that nobody is mailing."""
    stale = now() - timedelta(minutes=5)
    free = Q(mail_claimed_at__isnull=True) | Q(mail_claimed_at__lt=stale)
    waiting = Notice.objects.filter(free, mailed_at__isnull=True, dropped_at__isnull=True, attempts__lt=6)
    return list(waiting.order_by("pk").values_list("pk", flat=True)[:limit])


def _claim(pk: int, token: uuid.UUID) -> Notice | None:
    with transaction.atomic():
        notice = Notice.objects.select_for_update().select_related("person", "unit").filter(pk=pk).first()
        if notice is None or notice.mailed_at or notice.dropped_at:
            return None
        if notice.mail_claimed_at is not None and notice.mail_claimed_at > now() - timedelta(minutes=5):
            return None
        notice.mail_token, notice.mail_claimed_at = token, now()
        notice.attempts += 1
        notice.save(update_fields=["mail_token", "mail_claimed_at", "attempts"])
        return notice


def deliver(pks: list[int]) -> int:
    """Mail notices, one connection for the batch; returns how many went out.

    Person, role and target are read again at sending: what is met meanwhile is dropped, not sent, and so is what
    is for somebody who has given no address (it stays on their page). A crash
    between the server's answer and the mark may send one again, under the same Message-ID (`reliability` D4).
    """
    sent, token = 0, uuid.uuid4()
    connection = get_connection()
    with everything():
        for pk in pks:
            notice = _claim(pk, token)
            if notice is None:
                continue
            reached = notice.person.is_active and notice.person.has_mail
            if not reached or not reminders.still_wanted(notice, today()):
                Notice.objects.filter(pk=pk, mail_token=token).update(dropped_at=now())
                continue
            try:
                _message(notice, connection).send()
            except OSError as error:
                wait = BACK_OFF[min(notice.attempts - 1, len(BACK_OFF) - 1)]
                Notice.objects.filter(pk=pk, mail_token=token).update(
                    error=str(error)[:500],
                    mail_claimed_at=now() + timedelta(seconds=wait) - timedelta(minutes=5),
                )
                continue
            sent += Notice.objects.filter(pk=pk, mail_token=token).update(mailed_at=now(), error="")
    return sent


def _message(notice: Notice, connection: Any) -> EmailMessage:
    host = settings.BASE_URL.split("//")[-1]
    key = f"{notice.kind}|{notice.subject}|{notice.step}|{notice.person_id}"
    with translation.override(notice.person.language):
        text = text_of(notice)
        body = gettext("Dear %(name)s,\n\n%(text)s\n\n%(link)s\n\n%(unit)s, telephone %(phone)s") % {
            "name": notice.person.name,
            "text": text,
            "link": settings.BASE_URL + (reminders.members_way(notice) or notice.path),
            "unit": notice.unit.short_name,
            "phone": notice.unit.phone or "–",
        }
    return EmailMessage(
        subject=text,
        body=body,
        to=[notice.person.email],
        headers={"Message-ID": f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{host.split(':')[0]}>"},
        connection=connection,
    )
