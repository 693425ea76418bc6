"""What is owed: made from the law packs, with a status that is derived, never stored."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from documents.models import Document, FormKind, Obligation, Revision, State
from organisations import calendar, law
from organisations.clock import today
from organisations.models import OrgUnit, Period, PeriodKind
from organisations.periods import named
from plans.models import DevelopmentPlan

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

    A plan that was announced in the year brings its own. Returns how many are new. An obligation that exists
    keeps its pack, its days and its document; what is optional is made by `ask_for` only.
    """
    made = 0
    for pack in _packs(unit, fiscal_year):
        for due in law.dues(pack, fiscal_year):
            made += _owe(unit, pack, due)
        for plan in DevelopmentPlan.objects.filter(unit=unit, announced_on__isnull=False):
            assert plan.announced_on is not None
            span = plan_span(plan)
            for due in law.dues(pack, fiscal_year, plan_announced_on=plan.announced_on, plan_key=span.key):
                made += _owe(unit, pack, due)
    return made


def _packs(unit: OrgUnit, fiscal_year: int) -> list[law.Pack]:
    """The law packs that a unit keeps in a fiscal year."""
    return [
        law.load(keeps.pack)
        for keeps in unit.law_packs.all()
        if keeps.from_year <= fiscal_year and (keeps.to_year is None or keeps.to_year >= fiscal_year)
    ]


def _owe(unit: OrgUnit, pack: law.Pack, due: law.Due) -> bool:
    """Write an obligation down, if it is not there; whether it is new."""
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
    return new


def optional(unit: OrgUnit, fiscal_year: int) -> list[law.Due]:
    """What a unit may ask to owe in a fiscal year, and does not owe yet."""
    there = set(
        Obligation.objects.filter(unit=unit, period__fiscal_year=fiscal_year).values_list("kind", flat=True)
    )
    return [
        due
        for pack in _packs(unit, fiscal_year)
        for due in law.dues(pack, fiscal_year, optional=True)
        if due.optional and due.kind not in there
    ]


def ask_for(unit: OrgUnit, kind: str, fiscal_year: int) -> Obligation | None:
    """Write down what is optional because the unit wants it; None where no pack of the unit knows it."""
    for pack in _packs(unit, fiscal_year):
        for due in law.dues(pack, fiscal_year, optional=True):
            if due.optional and due.kind == kind:
                _owe(unit, pack, due)
                return Obligation.objects.get(unit=unit, kind=kind, period=named(due.period_key))
    return None


def plan_span(plan: DevelopmentPlan) -> calendar.Span:
    """The period of a plan version; its key names the unit too, for plans are called alike everywhere."""
    code = plan.code if plan.code.startswith(plan.unit.code) else f"{plan.unit.code}-{plan.code}"
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,40}", code):
        code = f"{plan.unit.code}-{plan.public_id.hex[:8]}"
    return calendar.plan(code, plan.first_year, plan.last_year)


@transaction.atomic
def plan_announced(plan: DevelopmentPlan) -> Obligation | None:
    """Owe the Form 1 of a plan version by the day it was announced; gives it, or None where no pack asks for it.

    One that nothing was made of yet is made anew, since the day or the years may have been put right.
    """
    own = Obligation.objects.filter(unit=plan.unit, kind=FormKind.FORM1, period__kind=PeriodKind.PLAN)
    key = plan_span(plan).key
    same_plan = rf"^{re.escape(key.rsplit('-', 2)[0])}-[0-9]{{4}}-[0-9]{{4}}$"
    untouched = own.filter(
        document__isnull=True, act__isnull=True, waiver__isnull=True, extensions__isnull=True
    )
    untouched.filter(period__key__regex=same_plan).delete()
    if plan.announced_on is None:
        return None
    for year in {calendar.fiscal_year(plan.announced_on), calendar.fiscal_year(today())}:
        make(plan.unit, year)
    return own.filter(period__key=key).first()


def plan_of(obligation: Obligation) -> DevelopmentPlan | None:
    """The plan that a report is about: the one of its period, else the one that covers its fiscal year."""
    year = obligation.period.fiscal_year
    plans = DevelopmentPlan.objects.filter(unit=obligation.unit_id).select_related("unit")
    if obligation.period.kind == PeriodKind.PLAN:
        return next((plan for plan in plans if plan_span(plan).key == obligation.period.key), None)
    return plans.filter(first_year__lte=year, last_year__gte=year).first()


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
