"""The committee's terms that end soon: told to the drafters 90, 30 and 7 days before, until somebody follows."""

from __future__ import annotations

from collections import Counter
from datetime import date

from django.db.models import Q

from committee import terms
from committee.models import Committee
from organisations import roles
from organisations.models import Role
from organisations.sentences import gettext_noop
from tasks.models import Notice

KIND = "terms"
STEPS = (90, 30, 7)
SAYS = gettext_noop(
    "Terms of the evaluation committee that end on %(due)s: %(count)s, in %(left)s days. Please prepare the order for who follows."
)


def step_on(day: date, ends_on: date) -> str | None:
    """The latest of the steps that has come; None earlier than the first and after the end. Pure."""
    left = (ends_on - day).days
    if left < 0:
        return None
    come = [step for step in STEPS if left <= step]
    return f"-{min(come)}" if come else None


def _counted(committee: Committee, day: date) -> Counter[date]:
    found = terms.ending(committee, day, within=max(STEPS))
    return Counter(term.ends_on for term in found if term.ends_on is not None)


def notices(day: date) -> list[Notice]:
    """What the drafters are to hear on a day, not yet written: one a last day and step, however many terms."""
    made = []
    running = Committee.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=day), order_date__lte=day)
    for committee in running.select_related("unit"):
        counted = _counted(committee, day)
        if not counted:
            continue
        people = roles.people_with([Role.DRAFTER], committee.unit, day)
        made += [
            Notice(
                kind=KIND,
                subject=f"{committee.public_id}:{ends_on.isoformat()}",
                step=step_on(day, ends_on) or "",
                person=person,
                unit=committee.unit,
                msgid=SAYS,
                params={"due": ends_on.isoformat(), "count": count, "left": (ends_on - day).days},
                path="/committee/",
            )
            for ends_on, count in counted.items()
            for person in people
        ]
    return made


def still_wanted(notice: Notice, day: date) -> bool:
    """Whether it is still so: terms end on that day without anybody to follow, the step is the latest, its reader drafts."""
    key, text = notice.subject.split(":")
    ends_on = date.fromisoformat(text)
    committee = Committee.objects.filter(public_id=key).first()
    if committee is None or step_on(day, ends_on) != notice.step or not _counted(committee, day)[ends_on]:
        return False
    return roles.holds(notice.person, Role.DRAFTER, notice.unit_id, day)
