"""The only way to save what a form says. Each row has a version; the second writer of one is told.

The caller may be a page with or without JavaScript; the rules are the same. Everything is one transaction
under the document's row lock, so a row cannot change while the document is being frozen.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction

from documents import cells
from documents.arithmetic.form2 import money
from documents.cells import NotEditable, editable, lock
from documents.models import (
    Basis,
    ChangeSetKind,
    Document,
    FindingNote,
    LineReport,
    Opening,
    OpeningStatus,
    ProjectReport,
    SectionAnswer,
)
from organisations import calendar
from organisations.clock import today
from organisations.models import User
from plans.models import BudgetLine, ChangeKind, Project, ProjectChange

__all__ = [
    "LineEntry",
    "NotEditable",
    "RowEntry",
    "StaleRow",
    "TransferEntry",
    "begin",
    "lock",
    "openings_of",
    "save_note",
    "save_row",
    "save_section",
]


@dataclass(slots=True)
class LineEntry:
    """What a person typed for one budget line: a figure (baht, signed) and its sense."""

    amount: Decimal | None
    basis: str = Basis.AMOUNT
    version: int = 0


@dataclass(slots=True)
class TransferEntry:
    """Money moved to (+) or from (−) a line, with its authority."""

    line: BudgetLine
    amount: Decimal
    authority: str = ""
    reason: str = ""
    decided_on: date | None = None


@dataclass(slots=True)
class RowEntry:
    """What a person typed for one project, with the version of the row they had read (0: none yet)."""

    status: str
    obstacle: str
    version: int
    lines: dict[BudgetLine, LineEntry] = field(default_factory=dict)
    transfer: TransferEntry | None = None


class StaleRow(Exception):
    """Someone else saved the row first: `theirs` are the rows as they stand now; nothing was saved."""

    def __init__(self, report: ProjectReport | None, lines: dict[int, LineReport]) -> None:
        super().__init__("stale row")
        self.report = report
        self.lines = lines


@transaction.atomic
def save_row(document: Document, project: Project, entry: RowEntry, *, actor: User) -> ProjectReport:
    """Save a project's status, obstacle, spending and a transfer in the document's period.

    Raises `NotEditable` in a state that nobody may edit and `StaleRow` when a version is not the one read;
    either way nothing is saved.
    """
    editable(document)
    period = document.obligation.period
    report = ProjectReport.objects.filter(project=project, period=period).first()
    typed = {one.line_id: one for one in LineReport.objects.filter(period=period, line__in=list(entry.lines))}
    if (report.version if report else 0) != entry.version or any(
        (typed[line.pk].version if line.pk in typed else 0) != told.version
        for line, told in entry.lines.items()
    ):
        raise StaleRow(report, typed)
    edits = [
        cells.Edit(cells.row_cell(project, "status"), entry.status),
        cells.Edit(cells.row_cell(project, "obstacle"), entry.obstacle),
        *(
            cells.Edit(cells.line_cell(line, told.basis), "" if told.amount is None else money(told.amount))
            for line, told in entry.lines.items()
        ),
    ]
    cells.apply(document, edits, actor=actor, kind=ChangeSetKind.ROW)
    report, _ = ProjectReport.objects.get_or_create(
        project=project, period=period, defaults={"changed_by": actor}
    )
    if entry.transfer is not None and entry.transfer.amount:
        moved = entry.transfer
        last_day = max(period.starts_on, min(today(), period.ends_on - timedelta(days=1)))
        ProjectChange.objects.create(
            project=project,
            kind=ChangeKind.TRANSFER,
            line=moved.line,
            amount=moved.amount,
            authority=moved.authority,
            reason=moved.reason,
            decided_on=moved.decided_on or last_day,
            made_by=actor,
        )
    return report


@transaction.atomic
def save_section(
    document: Document,
    section: str,
    *,
    actor: User,
    version: int,
    text: str = "",
    second_text: str = "",
    number: int | None = None,
    nothing_to_report: bool = False,
) -> SectionAnswer:
    """Save what a section says in words. Raises `NotEditable`, or `StaleRow` with no rows in it."""
    editable(document)
    row = SectionAnswer.objects.filter(document=document, section=section).first()
    if (row.version if row else 0) != version:
        raise StaleRow(None, {})
    row = row or SectionAnswer(document=document, section=section, version=0)
    row.text, row.second_text, row.number = text, second_text, number
    row.nothing_to_report, row.changed_by = nothing_to_report, actor
    row.version += 1
    row.save()
    return row


@transaction.atomic
def save_note(document: Document, rule: str, cell: str, text: str, *, actor: User) -> FindingNote | None:
    """Save the reason for a finding; an empty text takes the reason away. Raises `NotEditable`."""
    editable(document)
    if not text.strip():
        FindingNote.objects.filter(document=document, rule=rule, cell=cell).delete()
        return None
    note, _ = FindingNote.objects.update_or_create(
        document=document, rule=rule, cell=cell, defaults={"text": text.strip(), "made_by": actor}
    )
    return note


def begin(document: Document, *, actor: User) -> int:
    """Carry each project's last known status into the document's period; no figure is invented.

    The status comes from the year's latest earlier period, else from the opening. Returns how many rows.
    """
    period = document.obligation.period
    projects = list(
        Project.objects.filter(plan=document.plan, lines__budget_year=period.fiscal_year).distinct()
    )
    there = set(
        ProjectReport.objects.filter(period=period, project__in=projects).values_list("project_id", flat=True)
    )
    last: dict[int, str] = {}
    began = calendar.year(period.fiscal_year).starts_on
    for opening in OpeningStatus.objects.filter(
        project__in=projects, as_of__gte=began, as_of__lt=period.ends_on
    ):
        last[opening.project_id] = opening.status
    for report in (
        ProjectReport.objects.filter(
            project__in=projects,
            period__fiscal_year=period.fiscal_year,
            period__ends_on__lte=period.starts_on,
        )
        .exclude(status="")
        .order_by("period__starts_on")
    ):
        last[report.project_id] = report.status
    rows = [
        ProjectReport(project=project, period=period, status=last[project.pk], changed_by=actor)
        for project in projects
        if project.pk in last and project.pk not in there
    ]
    ProjectReport.objects.bulk_create(rows)
    return len(rows)


def openings_of(document: Document) -> int:
    """How many lines of the document's year began with an opening figure."""
    return Opening.objects.filter(
        line__project__plan=document.plan, line__budget_year=document.obligation.period.fiscal_year
    ).count()
