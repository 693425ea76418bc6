"""The ladder: for each obligation, the steps that have come; several missed steps collapse into the latest.

`due <= now and not done`, never “the day is exactly”: a clock that was dead for ten days loses nothing and
doubles nothing. Steps and their readers: `process` (Who hears of what).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from committee import links, sitting
from committee.models import AgendaItem, SeatTerm
from committee.seating import in_force, seats_now
from documents import obligations
from documents.models import Obligation
from organisations import roles
from organisations.clock import now, today
from organisations.models import Role, User
from organisations.scope import everything
from organisations.sentences import gettext_noop
from tasks import divisions, handing, terms
from tasks.models import Notice


@dataclass(frozen=True, slots=True)
class Step:
    """A rung: `days` from the due day (negative: before it); who reads it; what it says."""

    name: str
    days: int
    readers: tuple[str, ...]
    msgid: str


OPENED = gettext_noop("%(what)s can be filled in now. It is due on %(due)s.")
SOON = gettext_noop("%(what)s is due on %(due)s, in %(left)s days.")
TODAY = gettext_noop("%(what)s is due today.")
LATE = gettext_noop("%(what)s was due on %(due)s, %(late)s days ago. It stays on your list until it is sent.")

LADDER = (
    Step("-15", -15, (Role.DRAFTER,), SOON),
    Step("-7", -7, (Role.DRAFTER,), SOON),
    Step("-3", -3, (Role.DRAFTER,), SOON),
    Step("0", 0, (Role.DRAFTER,), TODAY),
    Step("+1", 1, (Role.DRAFTER, Role.CHECKER), LATE),
    Step("+7", 7, (Role.DRAFTER, Role.CHECKER), LATE),
    Step("+15", 15, (Role.DRAFTER,), LATE),
)
ASKED = gettext_noop("Your opinion on %(what)s of %(unit)s is kindly asked for, by %(due)s.")
SITTING_STEPS = ((-7, "-7"), (-3, "-3"), (0, "0"))


def step_on(day: date, *, opens_on: date, due_on: date) -> tuple[str, tuple[str, ...], str] | None:
    """The latest step of the ladder that has come by `day`; None before the opening day. Pure."""
    if day < opens_on:
        return None
    latest: tuple[str, tuple[str, ...], str] = ("open", (Role.DRAFTER,), OPENED)
    for step in LADDER:
        if day >= due_on + timedelta(days=step.days) and due_on + timedelta(days=step.days) >= opens_on:
            latest = (step.name, step.readers, step.msgid)
    return latest


def _subject(obligation: Obligation, due: date) -> str:
    """Names the target and its day: a moved day begins a ladder of its own."""
    return f"{obligation.public_id}:{due.isoformat()}"


def _what(obligation: Obligation) -> dict[str, str]:
    return {"kind": obligation.kind, "period": obligation.period.key}


def derive(day: date | None = None) -> int:
    """Make the notices that are due on `day` (today) and are not there yet; returns how many are new.

    The divisions that owe an answer get their mail by an effect, derived here as well.
    """
    on = day or today()
    with everything():
        owed = divisions.owing(on)
        divisions.want_mails(owed)
        handing.settle(on)
        return _ladder(on) + _sittings(now()) + _write(divisions.notices(owed, on) + terms.notices(on))


def _ladder(day: date) -> int:
    made: list[Notice] = []
    owed = obligations.with_facts(Obligation.objects.filter(opens_on__lte=day))
    readers: dict[tuple[int, tuple[str, ...]], list[User]] = {}
    for obligation in owed:
        stands = obligations.status(obligation, day)
        if stands in (obligations.Status.MET, obligations.Status.MET_LATE, obligations.Status.WAIVED):
            continue
        due = obligations.binding_day(obligation)
        found = step_on(day, opens_on=obligation.opens_on, due_on=due)
        if found is None:
            continue
        name, who, msgid = found
        people = readers.setdefault((obligation.unit_id, who), roles.people_with(who, obligation.unit, day))
        made += [
            Notice(
                kind="obligation",
                subject=_subject(obligation, due),
                step=name,
                person=person,
                unit=obligation.unit,
                msgid=msgid,
                params=_what(obligation)
                | {"due": due.isoformat(), "left": (due - day).days, "late": (day - due).days},
                path="/home/",
            )
            for person in people
        ]
    return _write(made)


def _sittings(moment: datetime) -> int:
    """Ask the members who have not answered, as a request."""
    made: list[Notice] = []
    day = timezone.localtime(moment).date()
    still_to_come = Q(sitting__closes_at__gt=moment) | Q(
        sitting__held_at__gt=moment, sitting__begun_at__isnull=True
    )
    open_items = AgendaItem.objects.filter(still_to_come, closed_at__isnull=True)
    for item in open_items.select_related(
        "sitting__committee__unit", "revision__document__obligation__period"
    ):
        closes = timezone.localtime(item.sitting.until).date()
        came = [name for days, name in SITTING_STEPS if day >= closes + timedelta(days=days)]
        name = came[-1] if came else "asked"
        committee = item.sitting.committee
        answered = set(sitting.live_ballots(item))
        held = {seat.key for seat in seats_now(committee, day) if seat.held}
        waiting = SeatTerm.objects.filter(in_force(day), seat__in=held - answered).select_related("person")
        made += [
            Notice(
                kind="sitting",
                subject=str(item.public_id),
                step=name,
                person=term.person,
                unit=committee.unit,
                msgid=ASKED,
                params=_what(item.revision.document.obligation)
                | {"due": closes.isoformat(), "unit": committee.unit.short_name},
                path=f"/review/{item.public_id}/",
            )
            for term in waiting
        ]
    return _write(made)


def members_way(notice: Notice) -> str:
    """The way into the item without an account, for the member whom a notice asks; "" for every other notice.

    Made when the mail is sent and never kept; a link that the officer has closed is not sent again.
    """
    if notice.kind != "sitting":
        return ""
    item = AgendaItem.objects.filter(public_id=notice.subject).select_related("sitting__committee").first()
    link = links.to_mail(item.sitting, notice.person) if item else None
    return f"/k/{links.token_of(link)}/{notice.subject}/" if link else ""


def _write(made: list[Notice]) -> int:
    subjects = {notice.subject for notice in made}
    there = set(
        Notice.objects.filter(subject__in=subjects).values_list("kind", "subject", "step", "person_id")
    )
    new = [one for one in made if (one.kind, one.subject, one.step, one.person_id) not in there]
    Notice.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def still_wanted(notice: Notice, day: date) -> bool:
    """Whether a notice that waits is still worth sending: its target is not met and its reader still reads it."""
    if notice.kind == "sitting":
        item = AgendaItem.objects.filter(public_id=notice.subject, closed_at__isnull=True).first()
        if item is None:
            return False
        ballots = sitting.live_ballots(item)
        return not any(ballot.term.person_id == notice.person_id for ballot in ballots.values())
    if notice.kind == divisions.KIND:
        return divisions.still_wanted(notice, day)
    if notice.kind == terms.KIND:
        return terms.still_wanted(notice, day)
    if notice.kind == "obligation":
        key, due = notice.subject.split(":")
        obligation = obligations.with_facts(Obligation.objects.filter(public_id=key)).first()
        if obligation is None or obligations.binding_day(obligation).isoformat() != due:
            return False
        ended = (obligations.Status.MET, obligations.Status.MET_LATE, obligations.Status.WAIVED)
        if obligations.status(obligation, day) in ended:
            return False
        found = step_on(day, opens_on=obligation.opens_on, due_on=date.fromisoformat(due))
        if found is None or found[0] != notice.step:
            return False
        return any(roles.holds(notice.person, role, obligation.unit, day) for role in found[1])
    return True
