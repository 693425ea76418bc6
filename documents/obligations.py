"""What is owed: made from the law packs, with a status that is derived, never stored."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from documents.models import Document, FormKind, Obligation, Revision, State
from organisations import law
from organisations.models import OrgUnit, Period
from organisations.periods import named

DUE_SOON_DAYS = 15


class Status(StrEnum):
    """Where an obligation stands on a day."""

    UPCOMING = "upcoming"
    OPEN = "open"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    MET = "met"
    MET_LATE = "met_late"
    WAIVED = "waived"


def status_on(
    day: date, *, opens_on: date, due_on: date, met_on: date | None = None, waived: bool = False
) -> Status:
    """Derive the status from days alone; `due_on` is inclusive. Pure: it is given the day."""
    if waived:
        return Status.WAIVED
    if met_on is not None:
        return Status.MET if met_on <= due_on else Status.MET_LATE
    if day > due_on:
        return Status.OVERDUE
    if day < opens_on:
        return Status.UPCOMING
    return Status.DUE_SOON if (due_on - day).days <= DUE_SOON_DAYS else Status.OPEN


def make(unit: OrgUnit, fiscal_year: int) -> int:
    """Make the obligations of a unit for a fiscal year (B.E.) from the law packs it keeps.

    Returns how many are new. An obligation that exists keeps its pack, its days and its document.
    """
    made = 0
    for keeps in unit.law_packs.all():
        if keeps.from_year > fiscal_year or (keeps.to_year is not None and keeps.to_year < fiscal_year):
            continue
        pack = law.load(keeps.pack)
        for due in law.dues(pack, fiscal_year):
            _, new = Obligation.objects.get_or_create(
                unit=unit,
                kind=due.kind,
                period=named(due.period_key),
                defaults={
                    "law": pack.key,
                    "article": due.article,
                    "opens_on": due.opens_on,
                    "due_on": due.due_on,
                },
            )
            made += new
    return made


def with_facts(obligations: QuerySet[Obligation]) -> QuerySet[Obligation]:
    """Load what the status asks for in a fixed number of queries."""
    return obligations.select_related("unit", "period", "document", "act", "waiver").prefetch_related(
        "extensions", Prefetch("document__revisions", queryset=Revision.objects.defer("content"))
    )


def document_of(obligation: Obligation) -> Document | None:
    """The obligation's document, if it was opened."""
    return getattr(obligation, "document", None)


def met_on(obligation: Obligation) -> date | None:
    """The day it was met: of the first sealing, or of the act itself."""
    act = getattr(obligation, "act", None)
    if act is not None:
        return act.done_on
    document = document_of(obligation)
    if document is None:
        return None
    sealed = [revision.sealed_at for revision in document.revisions.all() if revision.sealed_at]
    return timezone.localtime(min(sealed)).date() if sealed else None


def binding_day(obligation: Obligation) -> date:
    """The day that binds now: of a return, else of the latest extension, else of the pack."""
    document = document_of(obligation)
    if document is not None and document.state == State.RETURNED and document.fix_by:
        return document.fix_by
    return max([extension.until for extension in obligation.extensions.all()], default=obligation.due_on)


def status(obligation: Obligation, day: date) -> Status:
    """The status of an obligation on a day, from rows loaded by `with_facts`."""
    return status_on(
        day,
        opens_on=obligation.opens_on,
        due_on=binding_day(obligation),
        met_on=met_on(obligation),
        waived=getattr(obligation, "waiver", None) is not None,
    )


def previous_form2(document: Document) -> QuerySet[Document]:
    """The Form 2 documents of the same unit and fiscal year whose period ended before this one began."""
    period: Period = document.obligation.period
    return Document.objects.filter(
        unit=document.unit_id,
        kind=FormKind.FORM2,
        obligation__period__fiscal_year=period.fiscal_year,
        obligation__period__ends_on__lte=period.starts_on,
    ).exclude(state=State.CANCELLED)
