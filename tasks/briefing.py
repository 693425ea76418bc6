"""The list of open work that a successor takes over: each open thing once, with who holds it and since when.

Kept in `Handover.briefing` as plain data (message ids, ISO days), so that it reads in either language and on
paper, and stays as it was read. Reads only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import Count
from django.utils import timezone

from committee.models import Sitting
from documents import divisions, obligations
from documents.models import (
    DivisionRequest,
    Document,
    Obligation,
    Restatement,
    RestatementDecision,
    State,
)
from organisations.models import OrgUnit, UnitKind, User
from organisations.sentences import gettext_noop
from plans.models import WaitingRow
from province.models import Desk, Submission
from tasks.models import Job, JobState, Notice
from tasks.wording import worded
from workflow import guards

Item = dict[str, Any]

PARTS = {
    "report": gettext_noop("Reports under way"),
    "owed": gettext_noop("Owed and not begun"),
    "issue": gettext_noop("Issues that wait for a reply"),
    "division": gettext_noop("Divisions that owe answers"),
    "restatement": gettext_noop("Corrections of an earlier report to decide on"),
    "rows": gettext_noop("Rows of a list that could not go in yet"),
    "job": gettext_noop("Work of the machine that still runs"),
    "sitting": gettext_noop("Sittings called"),
    "submission": gettext_noop("Reports on the intake desk"),
    "notice": gettext_noop("Notices not read yet"),
}
"""The parts of a briefing, in order."""
HOLDERS = {
    "drafter": gettext_noop("the planning officer"),
    "checker": gettext_noop("the head of office"),
    "committee": gettext_noop("the committee"),
    "division": gettext_noop("the division"),
    "desk": gettext_noop("the PAO's desk"),
    "machine": gettext_noop("the machine"),
}
"""Who holds the ball."""
HOLDER_OF = {State.CHECKING: "checker", State.IN_REVIEW: "committee"}
OPEN = [State.DRAFTING, State.CHECKING, State.IN_REVIEW, State.RETURNED, State.APPROVED, State.SIGNED]
EDITABLE = (State.DRAFTING, State.RETURNED)
STATES = {
    State.DRAFTING: gettext_noop("%(what)s: being drafted."),
    State.CHECKING: gettext_noop("%(what)s: with the head of office."),
    State.IN_REVIEW: gettext_noop("%(what)s: with the committee."),
    State.RETURNED: gettext_noop("%(what)s: came back to be mended."),
    State.APPROVED: gettext_noop("%(what)s: approved by the committee, not sent yet."),
    State.SIGNED: gettext_noop("%(what)s: signed, not sent yet."),
}


def _day(moment: date | datetime | None) -> str:
    if isinstance(moment, datetime):
        moment = timezone.localtime(moment).date()
    return moment.isoformat() if moment else ""


def _item(
    part: str,
    key: object,
    msgid: str,
    params: dict[str, Any],
    *,
    holder: str = "drafter",
    since: date | datetime | None = None,
    due: date | datetime | None = None,
    path: str = "",
) -> Item:
    return {
        "part": part,
        "key": str(key),
        "msgid": msgid,
        "params": params,
        "holder": holder,
        "since": _day(since),
        "due": _day(due),
        "path": path,
    }


def _named(document: Document) -> dict[str, str]:
    return {"kind": document.kind, "period": document.obligation.period.key}


def gather(unit: OrgUnit, person: User, day: date) -> list[Item]:
    """The open work of a unit (or of the อบจ.'s desk) and the notices of `person`, by part; nothing twice."""
    found = list(_desk(unit) if unit.kind == UnitKind.PAO else _house(unit, day))
    found += _notices(unit, person)
    order = list(PARTS)
    return sorted(found, key=lambda one: (order.index(one["part"]), one["due"] or "9999"))


def _house(unit: OrgUnit, day: date) -> Iterator[Item]:
    documents = list(Document.objects.filter(unit=unit, state__in=OPEN).select_related("obligation__period"))
    yield from _reports(documents)
    yield from _owed(unit, day)
    yield from _issues(documents)
    yield from _divisions(documents)
    yield from _restatements(unit)
    yield from _rows(unit)
    yield from _jobs(unit)
    yield from _sittings(unit)


def _reports(documents: Iterable[Document]) -> Iterator[Item]:
    for document in documents:
        state = State(document.state)
        yield _item(
            "report",
            document.public_id,
            STATES[state],
            _named(document),
            holder=HOLDER_OF.get(state, "drafter"),
            since=document.state_since,
            due=obligations.binding_day(document.obligation),
            path=f"/report/{document.public_id}/",
        )


def _owed(unit: OrgUnit, day: date) -> Iterator[Item]:
    """What can be worked on or is late, and has no document and no act yet."""
    ended = (obligations.Status.MET, obligations.Status.MET_LATE, obligations.Status.WAIVED)
    for owed in obligations.with_facts(Obligation.objects.filter(unit=unit, opens_on__lte=day)):
        if obligations.document_of(owed) is not None or obligations.status(owed, day) in ended:
            continue
        yield _item(
            "owed",
            owed.public_id,
            gettext_noop("%(what)s: not begun."),
            {"kind": owed.kind, "period": owed.period.key},
            since=owed.opens_on,
            due=obligations.binding_day(owed),
            path="/home/",
        )


def _issues(documents: Iterable[Document]) -> Iterator[Item]:
    for document in documents:
        if document.state not in EDITABLE:
            continue
        for issue in guards.open_issues(document):
            yield _item(
                "issue",
                issue.public_id,
                gettext_noop("%(what)s: “%(text)s”"),
                _named(document) | {"text": issue.text},
                since=issue.raised_at,
                due=issue.fix_by,
                path=f"/report/{document.public_id}/issues/",
            )


def _divisions(documents: Iterable[Document]) -> Iterator[Item]:
    asked = list(
        DivisionRequest.objects.filter(
            document__in=[one for one in documents if one.state in EDITABLE]
        ).select_related("document__obligation__period")
    )
    counted = divisions.tallies(asked)
    for request in asked:
        answered, rows = counted[request.pk]
        if answered >= rows:
            continue
        yield _item(
            "division",
            request.public_id,
            gettext_noop("%(what)s: %(division)s has answered %(answered)s of %(rows)s rows."),
            _named(request.document) | {"division": request.division, "answered": answered, "rows": rows},
            holder="division",
            since=request.asked_at,
            due=request.answer_by,
            path=f"/report/{request.document.public_id}/divisions/",
        )


def _restatements(unit: OrgUnit) -> Iterator[Item]:
    waiting = Restatement.objects.filter(
        document__unit=unit, decision=RestatementDecision.OPEN
    ).select_related("document__obligation__period")
    for one in waiting:
        yield _item(
            "restatement",
            one.public_id,
            gettext_noop("%(what)s: an earlier report was corrected; take the figures over, or not."),
            _named(one.document),
            path=f"/report/{one.document.public_id}/restate/{one.public_id}/",
        )


def _rows(unit: OrgUnit) -> Iterator[Item]:
    waiting = (
        WaitingRow.objects.filter(
            batch__plan__unit=unit,
            batch__undone_at__isnull=True,
            settled_at__isnull=True,
            dropped=False,
        )
        .values("batch__public_id", "batch__file_name")
        .annotate(count=Count("pk"))
        .order_by("batch__public_id")
    )
    for one in waiting:
        yield _item(
            "rows",
            one["batch__public_id"],
            gettext_noop("%(file)s: %(count)s rows wait."),
            {"file": one["batch__file_name"], "count": one["count"]},
            path=f"/plan/import/{one['batch__public_id']}/result/",
        )


def _jobs(unit: OrgUnit) -> Iterator[Item]:
    for job in Job.objects.filter(unit=unit, state__in=[JobState.WAITING, JobState.RUNNING]):
        yield _item(
            "job",
            job.public_id,
            gettext_noop("Work of the machine that was asked for and is not done yet."),
            {},
            holder="machine",
            since=job.started_at,
            path=f"/job/{job.public_id}/",
        )


def _sittings(unit: OrgUnit) -> Iterator[Item]:
    called = (
        Sitting.objects.filter(
            committee__unit=unit, ended_at__isnull=True, items__closed_at__isnull=True, items__isnull=False
        )
        .annotate(count=Count("items"))
        .order_by("pk")
    )
    for one in called:
        yield _item(
            "sitting",
            one.public_id,
            gettext_noop("A sitting with %(count)s reports that are not decided yet."),
            {"count": one.count},
            holder="committee",
            since=one.called_at,
            due=one.held_at or one.closes_at,
            path=f"/sitting/{one.public_id}/",
        )


def _desk(pao: OrgUnit) -> Iterator[Item]:
    """What lies on the อบจ.'s desk: arrived or registered, not recorded yet."""
    waiting = Submission.objects.filter(pao=pao, desk__in=[Desk.ARRIVED, Desk.REGISTERED]).select_related(
        "unit"
    )
    for one in waiting:
        yield _item(
            "submission",
            one.public_id,
            gettext_noop("%(what)s of %(unit)s: not recorded yet."),
            {"kind": one.kind, "period": one.period_key, "unit": one.unit.short_name},
            holder="desk",
            since=one.arrived_at,
            path=f"/prov/submission/{one.public_id}/",
        )


def _notices(unit: OrgUnit, person: User) -> Iterator[Item]:
    """What the giver has not read; kept with its own words, for it is handed over too."""
    for notice in Notice.objects.filter(person=person, unit=unit, read_at__isnull=True):
        yield _item(
            "notice",
            notice.public_id,
            notice.msgid,
            notice.params,
            since=notice.made_at,
            path=notice.path,
        )


def text_of(item: Item) -> str:
    """An item in the language that is active now."""
    return worded(item["msgid"], item["params"])
