"""Beginning in mid-year: a project list comes in with what had been spent and how far things were."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from documents.models import Opening, OpeningStatus, ProjectReport, Revision
from organisations.models import User
from plans import register
from plans.importing import ImportedProject
from plans.models import DevelopmentPlan, ImportBatch

SOURCE = "นำเข้าจาก {name} ยอด ณ {day}"


@transaction.atomic
def take_in(
    plan: DevelopmentPlan,
    projects: Iterable[ImportedProject],
    *,
    file_name: str,
    data: bytes,
    actor: User | None,
    default_year: int,
    as_of: date | None,
) -> register.TakenIn:
    """Take a project list in; with a day (`as_of`) its spending to date becomes opening figures (baht) and
    its statuses the state of things on that day, both with the file as their source."""
    taken = register.take_in(
        plan, projects, file_name=file_name, data=data, actor=actor, default_year=default_year, as_of=as_of
    )
    if as_of is None:
        return taken
    source = SOURCE.format(name=file_name, day=as_of.isoformat())[:300]
    Opening.objects.bulk_create(
        Opening(line=line, as_of=as_of, amount=told.disbursed, source=source)
        for told, _, line in taken.rows
        if told.disbursed is not None
    )
    there = set(OpeningStatus.objects.filter(project__plan=plan).values_list("project_id", flat=True))
    OpeningStatus.objects.bulk_create(
        OpeningStatus(project=project, as_of=as_of, status=told.status, source=source)
        for told, project in {project.pk: (told, project) for told, project, _ in taken.rows}.values()
        if told.status and project.pk not in there
    )
    return taken


@transaction.atomic
def undo(batch: ImportBatch) -> int:
    """Take an import out again. Raises `register.CannotUndo` when a report says something of its projects."""
    if (
        ProjectReport.objects.filter(project__batch=batch, changed_by__isnull=False)
        .exclude(version=1)
        .exists()
    ):
        raise register.CannotUndo("a report says something of its projects")
    years = batch.lines.values("budget_year")
    if Revision.objects.filter(
        document__plan=batch.plan, document__obligation__period__fiscal_year__in=years
    ).exists():
        raise register.CannotUndo("a report with its projects has been read")
    return register.undo(batch)
