"""Form 2 as it stands: the rows of a period read from the database, computed by the pure arithmetic.

One reading serves the page, the check, the freezing. To-date = opening + the earlier periods' last frozen
revisions + this period, each earlier figure with a pointer and its standing (`product` N5).
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Sum

from documents import findings, obligations
from documents.arithmetic import form2 as arithmetic
from documents.models import (
    Basis,
    Document,
    FindingNote,
    LineReport,
    ProjectReport,
    Section,
    SectionAnswer,
    State,
)
from organisations.models import Period
from plans.models import BudgetLine, ChangeKind, Project, ProjectChange, Strategy

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier period's figure of one line (baht), whence it comes and what weight it has."""

    period: str
    amount: Decimal
    standing: str
    fingerprint: str


@dataclass(slots=True)
class LineView:
    """A budget line in this period: what was typed and what was computed from it."""

    line: BudgetLine
    figures: arithmetic.Line
    report: LineReport | None
    earlier: tuple[Earlier, ...] = ()


@dataclass(slots=True)
class RowView:
    """A project in this period."""

    project: Project
    row: arithmetic.Row
    report: ProjectReport | None
    lines: list[LineView] = field(default_factory=list)


@dataclass(slots=True)
class Form2:
    """All of one Form 2."""

    document: Document
    period: Period
    strategies: list[arithmetic.Strategy]
    rows: list[RowView]
    figures: arithmetic.Figures
    sections: dict[str, SectionAnswer]
    notes: dict[str, FindingNote]
    changes: list[ProjectChange]

    @property
    def plain_rows(self) -> list[arithmetic.Row]:
        return [view.row for view in self.rows]

    def findings(self) -> list[findings.Finding]:
        """What the rules say of it, worst first, in the order of the rows."""
        found = findings.check_form2(
            self.strategies,
            self.plain_rows,
            self.figures,
            reasons={key: note.text for key, note in self.notes.items()},
        )
        return sorted(found, key=lambda one: (list(findings.Level).index(one.level), one.row or 0))

    @property
    def is_empty(self) -> bool:
        """“Sent but empty” (`settled` 20): no status, no amount, no section marked as deliberately blank."""
        typed = any(
            view.row.status or any(line.figures.amount is not None for line in view.lines)
            for view in self.rows
        )
        return not typed and not any(section.nothing_to_report for section in self.sections.values())


def amount_of(report: LineReport | None, opening: Decimal, earlier: Decimal) -> Decimal | None:
    """The period's own amount (baht) of what was typed, whichever way it was typed."""
    if report is None or report.amount is None:
        return None
    if report.basis == Basis.TO_DATE:
        return arithmetic.period_amount_from_to_date(report.amount, opening, earlier)
    return report.amount


def _earlier_figures(document: Document, lines: list[BudgetLine]) -> dict[int, list[Earlier]]:
    """For each line the figures of the year's earlier periods: frozen ones first, live ones as drafts."""
    found: dict[int, list[Earlier]] = defaultdict(list)
    keys = {line.key: line for line in lines}
    before = obligations.previous_form2(document).select_related("obligation__period")
    for other in before.prefetch_related("revisions").order_by("obligation__period__starts_on"):
        period = other.obligation.period
        revision = max(other.revisions.all(), key=lambda one: one.number, default=None)
        if revision is not None:
            approved = other.state in (State.APPROVED, State.SIGNED, State.SUBMITTED)
            cells = json.loads(revision.content)["cells"]
            for key, line in keys.items():
                text = cells.get(f"p2.line.{key}.amount")
                if text:
                    found[line.pk].append(
                        Earlier(
                            period.key,
                            Decimal(text),
                            "approved" if approved else "draft",
                            revision.fingerprint,
                        )
                    )
            continue
        for report in LineReport.objects.filter(period=period, line__in=lines).select_related(
            "line__opening"
        ):
            opening = getattr(report.line, "opening", None)
            sofar = sum((one.amount for one in found[report.line_id]), ZERO)
            amount = amount_of(report, opening.amount if opening else ZERO, sofar)
            if amount is not None:
                found[report.line_id].append(Earlier(period.key, amount, "draft", ""))
    return found


def plan_years(document: Document) -> list[arithmetic.PlanYear]:
    """Table 3: projects and budget (baht) of the plan, per strategy and plan year."""
    plan = document.plan
    if plan is None:
        return []
    counted: dict[tuple[int, int], set[int]] = defaultdict(set)
    money: dict[tuple[int, int], Decimal] = defaultdict(lambda: ZERO)
    for strategy, year, project, budget in BudgetLine.objects.filter(project__plan=plan).values_list(
        "project__strategy__number", "budget_year", "project_id", "budget"
    ):
        counted[strategy, year].add(project)
        money[strategy, year] += budget
    return [
        arithmetic.PlanYear(f"s{strategy}", year, len(projects), money[strategy, year])
        for (strategy, year), projects in sorted(counted.items())
    ]


def load(document: Document) -> Form2:
    """Read one Form 2 in a number of queries that does not grow with the rows."""
    period = document.obligation.period
    plan = document.plan
    lines = list(
        BudgetLine.objects.filter(project__plan=plan, budget_year=period.fiscal_year)
        .select_related("project__strategy", "project__division", "opening")
        .order_by("project__strategy__number", "project__number", "pk")
    )
    reports = {
        report.project_id: report
        for report in ProjectReport.objects.filter(period=period, project__plan=plan)
    }
    typed = {report.line_id: report for report in LineReport.objects.filter(period=period, line__in=lines)}
    transfers = dict(
        ProjectChange.objects.filter(kind=ChangeKind.TRANSFER, line__in=lines, decided_on__lt=period.ends_on)
        .values("line_id")
        .annotate(total=Sum("amount"))
        .values_list("line_id", "total")
    )
    earlier = _earlier_figures(document, lines)
    views: dict[int, RowView] = {}
    grouped: dict[int, list[LineView]] = defaultdict(list)
    for line in lines:
        opening = getattr(line, "opening", None)
        opened = opening.amount if opening is not None and opening.as_of < period.ends_on else ZERO
        sofar = sum((one.amount for one in earlier[line.pk]), ZERO)
        report = typed.get(line.pk)
        figures = arithmetic.Line(
            key=line.key,
            fund=line.fund,
            budget_year=line.budget_year,
            budget=line.budget,
            transfer=transfers.get(line.pk, ZERO),
            opening=opened,
            earlier=sofar,
            amount=amount_of(report, opened, sofar),
        )
        grouped[line.project_id].append(LineView(line, figures, report, tuple(earlier[line.pk])))
    for line in lines:
        project = line.project
        if project.pk in views:
            continue
        told = reports.get(project.pk)
        views[project.pk] = RowView(
            project,
            arithmetic.Row(
                key=project.key,
                number=project.number,
                strategy=project.strategy.key,
                name=project.name,
                status=(told.status or None) if told else None,
                added=project.is_added,
                lines=tuple(view.figures for view in grouped[project.pk]),
                obstacle=told.obstacle if told else "",
            ),
            told,
            grouped[project.pk],
        )
    strategies = [
        arithmetic.Strategy(one.key, one.number, one.name) for one in Strategy.objects.filter(plan=plan)
    ]
    rows = list(views.values())
    years = plan.years if plan else range(0)
    return Form2(
        document=document,
        period=period,
        strategies=strategies,
        rows=rows,
        figures=arithmetic.compute(strategies, [view.row for view in rows], plan_years(document), years),
        sections={one.section: one for one in SectionAnswer.objects.filter(document=document)},
        notes={f"{one.rule}:{one.cell}": one for one in FindingNote.objects.filter(document=document)},
        changes=list(
            ProjectChange.objects.filter(
                project__plan=plan, decided_on__gte=period.starts_on, decided_on__lt=period.ends_on
            ).select_related("project", "line")
        ),
    )


def section(form: Form2, name: str) -> SectionAnswer:
    """A section's answer, or an unsaved blank one."""
    return form.sections.get(name) or SectionAnswer(document=form.document, section=Section(name), version=0)
