"""Objects fetched through permission: for a stranger they do not exist (404)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from committee import seating
from committee.models import AgendaItem, Assistant, MemberLink, Objection, SeatTerm, Sitting
from documents import obligations
from documents.models import (
    ChangeSet,
    DivisionRequest,
    Document,
    Evidence,
    LedgerEntry,
    Obligation,
    Restatement,
    StoredFile,
)
from organisations import offices
from organisations.models import Handover, OrgUnit, Role, RoleGrant, User
from plans.models import (
    BudgetLine,
    DevelopmentPlan,
    ImportBatch,
    ImportDraft,
    Project,
    WaitingRow,
)
from province.models import Submission
from surveys.models import Questionnaire
from tasks.models import Job

UNIT_READERS = {Role.DRAFTER, Role.CHECKER, Role.EXECUTIVE}
DESK = {Role.REGISTRAR, Role.ANALYST}


class Visitor(HttpRequest):
    """A request whose person, grants and seats the middleware has read."""

    user: User
    grants: list[RoleGrant]
    seats: list[SeatTerm]


def seats_of(person: User, day: date) -> list[SeatTerm]:
    """The seats a person holds on a day, in whichever committee."""
    terms = SeatTerm._base_manager.filter(seating.in_force(day), person=person)
    return list(terms.select_related("seat__committee__unit"))


def holds_something(person: User, day: date) -> bool:
    """Whether a person without role and seat may come in all the same: who assists a committee, a superuser."""
    assists = Assistant._base_manager.filter(seating.in_force(day), person=person)
    return person.is_superuser or assists.exists()


def managed_unit(request: Visitor) -> OrgUnit:
    """The unit, or อบจ., whose list of people the person keeps; 404 for everyone else."""
    units = units_where(request, set(offices.MANAGERS))
    if not units:
        raise Http404
    return units[0]


def grant(request: Visitor, public_id: UUID) -> RoleGrant:
    """A role in the unit whose people the person keeps."""
    return get_object_or_404(
        RoleGrant.objects.filter(unit=managed_unit(request)).select_related("person", "unit"),
        public_id=public_id,
    )


def handover(request: Visitor, public_id: UUID) -> Handover:
    """A handover of the unit whose people the person keeps."""
    return get_object_or_404(
        Handover.objects.filter(unit=managed_unit(request)).select_related("giver", "taker", "unit"),
        public_id=public_id,
    )


def units_where(request: Visitor, roles: set[Role]) -> list[OrgUnit]:
    """The units where the person holds one of the roles today."""
    return list({grant.unit_id: grant.unit for grant in request.grants if grant.role in roles}.values())


def own_unit(request: Visitor) -> OrgUnit:
    """The unit whose staff the person is; 404 for who is no staff."""
    units = units_where(request, UNIT_READERS)
    if not units:
        raise Http404
    return units[0]


def drafting_unit(request: Visitor) -> OrgUnit:
    """The unit for which the person drafts; 404 for everyone else."""
    units = units_where(request, {Role.DRAFTER})
    if not units:
        raise Http404
    return units[0]


def own_pao(request: Visitor) -> OrgUnit:
    """The อบจ. whose desk the person serves; 404 for everyone else."""
    units = units_where(request, DESK)
    if not units:
        raise Http404
    return units[0]


def document(request: Visitor, public_id: UUID) -> Document:
    """A report that the person may read: their unit's staff, or the committee it was laid before."""
    found = get_object_or_404(
        Document.objects.select_related("unit", "plan", "obligation__period", "obligation__unit"),
        public_id=public_id,
    )
    if found.unit_id in {unit.pk for unit in units_where(request, UNIT_READERS)}:
        return found
    seated = {term.seat.committee.unit_id for term in request.seats}
    if found.unit_id in seated and AgendaItem.objects.filter(revision__document=found).exists():
        return found
    raise Http404


def staff_document(request: Visitor, public_id: UUID) -> Document:
    """A report of the person's own unit."""
    found = document(request, public_id)
    if found.unit_id not in {unit.pk for unit in units_where(request, UNIT_READERS)}:
        raise Http404
    return found


def obligation(request: Visitor, public_id: UUID) -> Obligation:
    """An obligation of the person's own unit, with what its status asks for."""
    units = units_where(request, UNIT_READERS)
    return get_object_or_404(
        obligations.with_facts(Obligation.objects.filter(unit__in=units)), public_id=public_id
    )


def plan(request: Visitor, public_id: UUID) -> DevelopmentPlan:
    """A plan of the person's own unit."""
    return get_object_or_404(
        DevelopmentPlan.objects.filter(unit__in=units_where(request, UNIT_READERS)), public_id=public_id
    )


def staff_document_or_none(request: Visitor, key: str) -> Document | None:
    """A report of the person's own unit, by the id that an address may carry; None without one."""
    try:
        return staff_document(request, UUID(key)) if key else None
    except ValueError:
        return None


def plan_project(request: Visitor, public_id: UUID) -> Project:
    """A project of a plan of the person's own unit."""
    return get_object_or_404(
        Project.objects.filter(plan__unit__in=units_where(request, UNIT_READERS)).select_related(
            "strategy", "plan__unit"
        ),
        public_id=public_id,
    )


def project(request: Visitor, document: Document, public_id: UUID) -> Project:
    """A project of the document's plan."""
    return get_object_or_404(
        Project.objects.filter(plan=document.plan).select_related("strategy", "plan"), public_id=public_id
    )


def evidence(document: Document, key: str) -> Evidence:
    """A file beside a cell of the document, there or taken away."""
    try:
        public_id = UUID(key)
    except ValueError as error:
        raise Http404 from error
    return get_object_or_404(Evidence.objects.filter(document=document), public_id=public_id)


def change_set(request: Visitor, document: Document, public_id: UUID) -> ChangeSet:
    """A change set of the document."""
    return get_object_or_404(ChangeSet.objects.filter(document=document), public_id=public_id)


def division_request(document: Document, key: UUID | str) -> DivisionRequest:
    """A division that was asked for its rows of the document."""
    try:
        public_id = key if isinstance(key, UUID) else UUID(key)
    except ValueError as error:
        raise Http404 from error
    found = get_object_or_404(DivisionRequest.objects.filter(document=document), public_id=public_id)
    found.document = document
    return found


def restatement(document: Document, public_id: UUID) -> Restatement:
    """A proposal to restate the document."""
    return get_object_or_404(
        Restatement.objects.filter(document=document).select_related(
            "because__document__obligation__period", "decided_by"
        ),
        public_id=public_id,
    )


def budget_line(document: Document, key: str) -> BudgetLine:
    """A budget line of the document's year, by the key of its address."""
    try:
        public_id = UUID(key)
    except ValueError as error:
        raise Http404 from error
    return get_object_or_404(
        BudgetLine.objects.filter(
            project__plan=document.plan, budget_year=document.obligation.period.fiscal_year
        ).select_related("project"),
        public_id=public_id,
    )


def ledger_entry(document: Document, key: str) -> LedgerEntry:
    """A row of the ledger's print of the document."""
    if not (key.isdecimal() and len(key) < 19):  # what a primary key may be; “²” is a digit too
        raise Http404
    return get_object_or_404(
        LedgerEntry.objects.filter(statement__document=document).select_related("statement__document"), pk=key
    )


def batch(request: Visitor, public_id: UUID) -> ImportBatch:
    """An import of the person's own unit."""
    return get_object_or_404(
        ImportBatch.objects.filter(plan__unit__in=units_where(request, UNIT_READERS)), public_id=public_id
    )


def draft(request: Visitor, public_id: UUID) -> ImportDraft:
    """A list on its way into a plan of the person's own unit."""
    return get_object_or_404(
        ImportDraft.objects.filter(unit__in=units_where(request, {Role.DRAFTER})).select_related("unit"),
        public_id=public_id,
    )


def waiting_row(request: Visitor, public_id: UUID) -> WaitingRow:
    """A row that waits, of an import of the person's own unit."""
    return get_object_or_404(
        WaitingRow.objects.filter(
            batch__plan__unit__in=units_where(request, {Role.DRAFTER}), batch__undone_at__isnull=True
        ).select_related("batch__plan__unit"),
        public_id=public_id,
    )


def item(request: Visitor, public_id: UUID) -> AgendaItem:
    """An agenda item of a committee on which the person sits, or of their own unit."""
    units = {term.seat.committee.unit_id for term in request.seats}
    units |= {unit.pk for unit in units_where(request, UNIT_READERS)}
    return get_object_or_404(
        AgendaItem.objects.filter(sitting__committee__unit__in=units).select_related(
            "sitting__committee__unit", "revision__document__obligation__period", "revision__document__unit"
        ),
        public_id=public_id,
    )


def sitting(request: Visitor, public_id: UUID) -> Sitting:
    """A sitting of a committee on which the person sits, or of their own unit."""
    units = {term.seat.committee.unit_id for term in request.seats}
    units |= {unit.pk for unit in units_where(request, UNIT_READERS)}
    return get_object_or_404(
        Sitting.objects.filter(committee__unit__in=units).select_related(
            "committee__unit",
            "presiding__person",
            "presiding__seat",
            "called_by",
            "resolution",
            "minutes",
            "continues",
        ),
        public_id=public_id,
    )


def item_of(where: Sitting, key: str | UUID) -> AgendaItem:
    """An item of the sitting's agenda, by the id that an address or a form carries."""
    try:
        public_id = key if isinstance(key, UUID) else UUID(key)
    except ValueError as error:
        raise Http404 from error
    return get_object_or_404(
        AgendaItem.objects.filter(sitting=where).select_related(
            "sitting__committee__unit", "revision__document__obligation__period", "revision__document__unit"
        ),
        public_id=public_id,
    )


def objection(where: Sitting, key: str) -> Objection:
    """A member's objection to what the sitting recorded in their name."""
    try:
        public_id = UUID(key)
    except ValueError as error:
        raise Http404 from error
    return get_object_or_404(
        Objection.objects.filter(ballot__item__sitting=where).select_related(
            "ballot__seat", "ballot__item__sitting__committee", "ballot__item__revision__document"
        ),
        public_id=public_id,
    )


def linked_item(link: MemberLink, public_id: UUID) -> AgendaItem:
    """An item of the one sitting that a member's link opens."""
    return get_object_or_404(
        AgendaItem.objects.filter(sitting=link.sitting)
        .exclude(closed_because="withdrawn")
        .select_related(
            "sitting__committee__unit",
            "sitting__called_by",
            "revision__document__obligation__period",
            "revision__document__unit",
        ),
        public_id=public_id,
    )


def drafted_sitting(request: Visitor, public_id: UUID) -> Sitting:
    """A sitting of the unit for which the person drafts; 404 for everyone else, members too."""
    return get_object_or_404(
        Sitting.objects.filter(committee__unit__in=units_where(request, {Role.DRAFTER})).select_related(
            "committee__unit", "called_by"
        ),
        public_id=public_id,
    )


def survey(request: Visitor, public_id: UUID) -> Questionnaire:
    """A questionnaire of the unit whose staff the person is."""
    there = Questionnaire.objects.filter(unit=own_unit(request), withdrawn_at__isnull=True)
    return get_object_or_404(there.select_related("unit"), public_id=public_id)


def drafted_survey(request: Visitor, public_id: UUID) -> Questionnaire:
    """A questionnaire of the unit for which the person drafts."""
    there = Questionnaire.objects.filter(unit=drafting_unit(request), withdrawn_at__isnull=True)
    return get_object_or_404(there.select_related("unit"), public_id=public_id)


def job(request: Visitor, public_id: UUID) -> Job:
    """A job of the person's own unit."""
    return get_object_or_404(
        Job.objects.filter(unit__in=units_where(request, UNIT_READERS)), public_id=public_id
    )


def submission(request: Visitor, public_id: UUID) -> Submission:
    """A submission of the อบจ. whose desk the person serves."""
    return get_object_or_404(
        Submission.objects.filter(pao=own_pao(request)).select_related(
            "unit", "pao", "registered_by", "recorded_by"
        ),
        public_id=public_id,
    )


def file(request: Visitor, public_id: UUID) -> StoredFile:
    """A file of the person's own unit, or a package that arrived at their desk."""
    mine = {unit.pk for unit in units_where(request, UNIT_READERS)}
    found = StoredFile._base_manager.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    if found.unit_id in mine:
        return found
    desks = units_where(request, DESK)
    if desks and Submission.objects.filter(pao__in=desks, package_sha256=found.sha256).exists():
        return found
    raise Http404


def is_drafter(request: Visitor, unit: OrgUnit) -> bool:
    """Whether the person drafts for the unit."""
    return any(grant.unit_id == unit.pk and grant.role == Role.DRAFTER for grant in request.grants)
