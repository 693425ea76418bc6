"""Beginning in mid-year: a project list comes in with what had been spent and how far things were."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db import transaction
from django.db.models import Q

from documents.models import Opening, OpeningStatus, ProjectReport, Revision
from organisations import calendar
from organisations.clock import now
from organisations.models import User
from plans import register, waiting
from plans.importing import NOTHING_CHOSEN, Choices, ImportedProject, Problem, Waiting
from plans.models import BudgetLine, DevelopmentPlan, ImportBatch, Project, WaitingRow

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
    waiting_rows: Sequence[Waiting] = (),
    choices: Choices = NOTHING_CHOSEN,
) -> register.TakenIn:
    """Take a project list in; with a day (`as_of`) its spending to date becomes opening figures (baht) and
    its statuses the state of things on that day, both with the file as their source."""
    taken = register.take_in(
        plan,
        projects,
        file_name=file_name,
        data=data,
        actor=actor,
        default_year=default_year,
        as_of=as_of,
        waiting=waiting_rows,
        choices=choices,
    )
    open_with(taken)
    return taken


def open_with(taken: register.TakenIn) -> None:
    """Give the lines of an import their opening figures, as of the batch's day; without a day, none.

    A line that was there gets one only if it has none and no report says anything of it: what was reported
    is never counted twice.
    """
    batch = taken.batch
    if batch.as_of is None:
        return
    source = SOURCE.format(name=batch.file_name, day=batch.as_of.isoformat())[:300]
    year = calendar.fiscal_year(batch.as_of)
    silent = _without_figures([line.pk for _, _, line in taken.there])
    openings: dict[int, Opening] = {}
    for told, _, line in [*taken.rows, *(one for one in taken.there if one[2].pk in silent)]:
        if told.disbursed is not None and (not told.years or line.budget_year == year):
            opening = Opening(line=line, as_of=batch.as_of, amount=told.disbursed, source=source)
            openings.setdefault(line.pk, opening)
    made = Opening.objects.bulk_create(openings.values(), batch_size=500)
    statuses = _statuses(taken, source)
    batch.log += [{"opening": one.pk} for one in made if one.line_id in silent]
    batch.log += [{"status": one.pk} for one in OpeningStatus.objects.bulk_create(statuses, batch_size=500)]
    batch.save(update_fields=["log"])


@transaction.atomic
def bring_in(row: WaitingRow, texts: Mapping[str, str], answers: Mapping[str, str]) -> tuple[Problem, ...]:
    """Bring in a row that waited, as it is typed now; it becomes part of its import and is undone with it.

    Returns what still has to be settled: then nothing came in, and the row keeps what was typed.
    """
    row = WaitingRow.objects.select_for_update().select_related("batch__plan").get(pk=row.pk)
    if row.settled_at is not None:
        return ()
    preview, comparison = waiting.look_again(row, texts, answers)
    still = [*preview.waiting, *comparison.waiting]
    if still or not comparison.matches:
        row.texts = dict(texts)
        row.problems = [register.problem_json(one) for each in still for one in each.problems] or row.problems
        row.save(update_fields=["texts", "problems"])
        return tuple(one for each in still for one in each.problems)
    open_with(register.write(row.batch, comparison))
    row.settled_at = now()
    row.save(update_fields=["settled_at"])
    return ()


def _without_figures(lines: list[int]) -> set[int]:
    """The lines that have neither an opening figure nor a report."""
    return set(
        BudgetLine.objects.filter(pk__in=lines, opening__isnull=True, reports__isnull=True).values_list(
            "pk", flat=True
        )
    )


def _statuses(taken: register.TakenIn, source: str) -> list[OpeningStatus]:
    plan, as_of = taken.batch.plan, taken.batch.as_of
    assert as_of is not None
    there = set(OpeningStatus.objects.filter(project__plan=plan).values_list("project_id", flat=True))
    there |= set(
        ProjectReport.objects.filter(project__plan=plan)
        .exclude(status="")
        .values_list("project_id", flat=True)
    )
    told = {project.pk: (one, project) for one, project, _ in (*taken.there, *taken.rows)}
    return [
        OpeningStatus(project=project, as_of=as_of, status=one.status, source=source)
        for one, project in told.values()
        if one.status and project.pk not in there
    ]


@transaction.atomic
def undo(batch: ImportBatch) -> int:
    """Take an import out again. Raises `register.CannotUndo` when a report says something of its projects."""
    replaced = [one["line"] for one in batch.log if "line" in one]
    touched = Project.objects.filter(Q(batch=batch) | Q(lines__pk__in=replaced)).values("pk")
    reports = ProjectReport.objects.filter(
        project__in=touched, changed_by__isnull=False, changed_at__gt=batch.made_at
    )
    if reports.exclude(version=1).exists():
        raise register.CannotUndo("a report says something of its projects")
    years = BudgetLine.objects.filter(Q(batch=batch) | Q(pk__in=replaced)).values("budget_year")
    if Revision.objects.filter(
        document__plan=batch.plan, document__obligation__period__fiscal_year__in=years
    ).exists():
        raise register.CannotUndo("a report with its projects has been read")
    Opening.objects.filter(pk__in=[one["opening"] for one in batch.log if "opening" in one]).delete()
    OpeningStatus.objects.filter(pk__in=[one["status"] for one in batch.log if "status" in one]).delete()
    return register.undo(batch)
