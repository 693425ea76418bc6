"""Form 2 as it stands: the rows of a period read from the database, computed by the pure arithmetic.

One reading serves the page, the check, the freezing; texts and changes are read when they are asked for.
To-date = opening + the earlier periods' last frozen revisions + this period, each earlier figure with a
pointer and its standing (`product` N5).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import F, FilteredRelation, OuterRef, Q, QuerySet, Subquery, Sum

from documents import findings, obligations
from documents.arithmetic import form2 as arithmetic
from documents.models import (
    Basis,
    Document,
    FindingNote,
    LedgerEntry,
    LedgerStatement,
    LineReport,
    ProjectReport,
    Revision,
    Section,
    SectionAnswer,
    State,
)
from organisations.models import Period
from plans.models import BudgetLine, ChangeKind, DevelopmentPlan, Project, ProjectChange, Strategy

ZERO = Decimal("0.00")
Typed = defaultdict[int, dict[int, LineReport]]
"""What was typed: by period, then by line."""


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
    ledger: Decimal | None = None
    """Finance's figure to date (baht), where its print names the line."""


@dataclass(slots=True)
class RowView:
    """A project in this period."""

    project: Project
    row: arithmetic.Row
    report: ProjectReport | None
    lines: list[LineView] = field(default_factory=list)


@dataclass
class Form2:
    """All of one Form 2."""

    document: Document
    period: Period
    strategies: list[arithmetic.Strategy]
    rows: list[RowView]
    figures: arithmetic.Figures
    notes: dict[str, FindingNote]
    ledger: LedgerStatement | None = None
    obstacles: str = ""
    nothing_in_p4: bool = False
    last_rows: tuple[findings.LastRow, ...] = ()
    decided: list[findings.Change] = field(default_factory=list)
    """The additions and cancellations of the year's projects, with the authority of each."""

    @cached_property
    def sections(self) -> dict[str, SectionAnswer]:
        """What each section says in words."""
        return {one.section: one for one in SectionAnswer.objects.filter(document=self.document)}

    @cached_property
    def changes(self) -> list[ProjectChange]:
        """What was decided about projects of the plan in the period."""
        period = self.period
        return list(
            ProjectChange.objects.filter(
                project__plan=self.document.plan,
                decided_on__gte=period.starts_on,
                decided_on__lt=period.ends_on,
            ).select_related("project", "line")
        )

    @property
    def plain_rows(self) -> list[arithmetic.Row]:
        return [view.row for view in self.rows]

    @property
    def around(self) -> findings.Surroundings:
        """What the rules may know besides the rows: all of it came with the rows, no query is asked here."""
        lines = [line for view in self.rows for line in view.lines]
        as_of = self.ledger.as_of if self.ledger else self.period.starts_on
        totals = self.ledger.totals if self.ledger else {}
        return findings.Surroundings(
            fiscal_year=self.period.fiscal_year,
            past={
                line.figures.key: tuple(findings.Past(one.period, one.amount) for one in line.earlier)
                for line in lines
            },
            last_rows=self.last_rows,
            changes=tuple(self.decided),
            controls=tuple(findings.Control(fund, Decimal(text), as_of) for fund, text in totals.items()),
            ledger={line.figures.key: line.ledger for line in lines if line.ledger is not None},
            obstacles=self.obstacles,
            nothing_in_p4=self.nothing_in_p4,
        )

    def findings(self) -> list[findings.Finding]:
        """What the rules say of it, worst first, in the order of the rows."""
        found = findings.check_form2(
            self.strategies,
            self.plain_rows,
            self.figures,
            reasons={key: note.text for key, note in self.notes.items()},
            around=self.around,
        )
        return sorted(found, key=lambda one: (list(findings.Level).index(one.level), one.row or 0))

    @property
    def cells(self) -> dict[str, str]:
        """Every figure by address, typed and computed."""
        return self.figures.cells

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


def _reports_of_the_year(document: Document) -> tuple[list[Any], Any]:
    """The year's earlier reports and this one, in one query: each with the content and fingerprint of its
    last revision if it has one, with finance's statement and with what part 4 says."""
    last = Revision.objects.filter(document=OuterRef("pk")).order_by("-number")
    part4 = SectionAnswer.objects.filter(document=OuterRef("pk"), section=Section.P4)
    found = list(
        Document.objects.filter(Q(pk=document.pk) | Q(pk__in=obligations.previous_form2(document)))
        .annotate(
            content=Subquery(last.values("content")[:1]),
            mark=Subquery(last.values("fingerprint")[:1]),
            obstacles=Subquery(part4.values("text")[:1]),
            nothing_in_p4=Subquery(part4.values("nothing_to_report")[:1]),
        )
        .select_related("obligation__period", "ledger")
        .order_by("obligation__period__starts_on", "obligation__period__ends_on")
    )
    return [one for one in found if one.pk != document.pk], next(
        one for one in found if one.pk == document.pk
    )


def _earlier_figures(
    before: list[Any], lines: list[BudgetLine], typed: Typed
) -> defaultdict[int, list[Earlier]]:
    """For each line the figures of the year's earlier periods: frozen ones, else live ones as drafts."""
    found: defaultdict[int, list[Earlier]] = defaultdict(list)
    for other in before:
        period = other.obligation.period
        if other.content is not None:
            approved = other.state in (State.APPROVED, State.SIGNED, State.SUBMITTED)
            standing, cells = "approved" if approved else "draft", json.loads(other.content)["cells"]
            for line in lines:
                text = cells.get(f"p2.line.{line.key}.amount")
                if text:
                    found[line.pk].append(Earlier(period.key, Decimal(text), standing, other.mark))
            continue
        for line in lines:
            opening = getattr(line, "opening", None)
            sofar = sum((one.amount for one in found[line.pk]), ZERO)
            report = typed[period.pk].get(line.pk)
            amount = amount_of(report, opening.amount if opening else ZERO, sofar)
            if amount is not None:
                found[line.pk].append(Earlier(period.key, amount, "draft", ""))
    return found


def _plan_table(plan: DevelopmentPlan | None) -> tuple[list[arithmetic.Strategy], list[arithmetic.PlanYear]]:
    """The strategies of a plan, and table 3: projects and budget (baht) of each in each plan year."""
    strategies: dict[str, arithmetic.Strategy] = {}
    counted: dict[tuple[int, int], set[int]] = defaultdict(set)
    money: dict[tuple[int, int], Decimal] = defaultdict(lambda: ZERO)
    told = ("number", "name", "projects__lines__budget_year", "projects", "projects__lines__budget")
    for number, name, year, project, budget in (
        Strategy.objects.filter(plan=plan).order_by("number").values_list(*told)
    ):
        strategies.setdefault(f"s{number}", arithmetic.Strategy(f"s{number}", number, name))
        if year is not None:
            counted[number, year].add(project)
            money[number, year] += budget
    years = [
        arithmetic.PlanYear(f"s{number}", year, len(projects), money[number, year])
        for (number, year), projects in sorted(counted.items())
    ]
    return list(strategies.values()), years


REPORTED = ("pk", "status", "obstacle", "version", "changed_by", "changed_at")
"""What a row's report tells, read along with its line."""


def _with_reports(lines: QuerySet[BudgetLine], period: Period) -> QuerySet[BudgetLine]:
    """Each line with its project's report of the period, field by field as `said_<name>`, in the same query."""
    reports = FilteredRelation("project__reports", condition=Q(project__reports__period=period))
    return lines.annotate(said=reports).annotate(**{f"said_{name}": F(f"said__{name}") for name in REPORTED})


def _report_of(line: Any, period: Period) -> ProjectReport | None:
    """The report that came with a line; None where nothing was written yet."""
    if line.said_pk is None:
        return None
    told = {name: getattr(line, f"said_{name}") for name in REPORTED}
    told["changed_by_id"] = told.pop("changed_by")
    return ProjectReport(project=line.project, period=period, **told)


def _with_sums(lines: QuerySet[BudgetLine], document: Document, before: date) -> QuerySet[BudgetLine]:
    """Each line with what was moved to or from it before a day, as `transferred`, and what finance's print
    says was spent on it, as `ledgered` (both baht, None without any); with the authority by which its project
    was added or cancelled, as `added_by` and `cancelled_by` (None: neither)."""
    moved = ProjectChange.objects.filter(
        kind=ChangeKind.TRANSFER, line=OuterRef("pk"), decided_on__lt=before
    ).order_by()
    printed = LedgerEntry.objects.filter(statement__document=document, line=OuterRef("pk")).order_by()
    decided = ProjectChange.objects.filter(project=OuterRef("project"), decided_on__lt=before)
    by_authority = {
        kind: decided.filter(kind=kind).order_by("-authority").values("authority")[:1]
        for kind in (ChangeKind.ADD, ChangeKind.CANCEL)
    }
    return lines.annotate(
        added_by=Subquery(by_authority[ChangeKind.ADD]),
        cancelled_by=Subquery(by_authority[ChangeKind.CANCEL]),
        transferred=Subquery(moved.values("line").annotate(total=Sum("amount")).values("total")),
        ledgered=Subquery(printed.values("line").annotate(total=Sum("amount")).values("total")),
    )


def _decided_on(line: Any, key: str, day: date) -> Iterator[findings.Change]:
    """The decisions about a line's project that the rules ask for."""
    for kind, authority in ((ChangeKind.ADD, line.added_by), (ChangeKind.CANCEL, line.cancelled_by)):
        if authority is not None:
            yield findings.Change(kind.value, key, "", None, authority, day)


def _last_rows(before: list[Any]) -> tuple[findings.LastRow, ...]:
    """The projects of the last frozen report of the year before this one."""
    frozen = [other for other in before if other.content is not None]
    if not frozen:
        return ()
    content = json.loads(frozen[-1].content)
    cells = content["cells"]
    return tuple(
        findings.LastRow(
            row["key"],
            row["number"],
            row["name"],
            row["status"] or None,
            sum((Decimal(cells.get(f"p2.line.{line}.to_date") or 0) for line in row["lines"]), ZERO),
        )
        for row in content["rows"]
    )


def load(document: Document) -> Form2:
    """Read one Form 2 in a number of queries that does not grow with the rows."""
    period = document.obligation.period
    plan = document.plan
    of_the_year = BudgetLine.objects.filter(project__plan=plan, budget_year=period.fiscal_year)
    lines = list(
        _with_sums(_with_reports(of_the_year, period), document, period.ends_on)
        .select_related("project__strategy", "project__division", "opening")
        .order_by("project__strategy__number", "project__number", "pk")
    )
    before, own = _reports_of_the_year(document)
    live = [other.obligation.period_id for other in before if other.content is None]
    typed: Typed = defaultdict(dict)
    for told in LineReport.objects.filter(
        period__in=[period.pk, *live], line__project__plan=plan, line__budget_year=period.fiscal_year
    ):
        typed[told.period_id][told.line_id] = told
    earlier = _earlier_figures(before, lines, typed)
    views: dict[int, RowView] = {}
    decided: list[findings.Change] = []
    grouped: dict[int, list[LineView]] = defaultdict(list)
    for line in lines:
        opening = getattr(line, "opening", None)
        opened = opening.amount if opening is not None and opening.as_of < period.ends_on else ZERO
        sofar = sum((one.amount for one in earlier[line.pk]), ZERO)
        report = typed[period.pk].get(line.pk)
        figures = arithmetic.Line(
            key=line.key,
            fund=line.fund,
            budget_year=line.budget_year,
            budget=line.budget,
            transfer=line.transferred or ZERO,  # type: ignore[attr-defined]
            opening=opened,
            earlier=sofar,
            amount=amount_of(report, opened, sofar),
        )
        ledgered: Decimal | None = line.ledgered  # type: ignore[attr-defined]
        grouped[line.project_id].append(LineView(line, figures, report, tuple(earlier[line.pk]), ledgered))
    for line in lines:
        project = line.project
        if project.pk in views:
            continue
        said = _report_of(line, period)
        decided += _decided_on(line, project.key, period.ends_on)
        views[project.pk] = RowView(
            project,
            arithmetic.Row(
                key=project.key,
                number=project.number,
                strategy=project.strategy.key,
                name=project.name,
                status=(said.status or None) if said else None,
                added=project.is_added,
                lines=tuple(view.figures for view in grouped[project.pk]),
                obstacle=said.obstacle if said else "",
            ),
            said,
            grouped[project.pk],
        )
    strategies, plan_years = _plan_table(plan)
    rows = list(views.values())
    years = plan.years if plan else range(0)
    return Form2(
        document=document,
        period=period,
        strategies=strategies,
        rows=rows,
        figures=arithmetic.compute(strategies, [view.row for view in rows], plan_years, years),
        notes={f"{one.rule}:{one.cell}": one for one in FindingNote.objects.filter(document=document)},
        ledger=getattr(own, "ledger", None),
        obstacles=own.obstacles or "",
        nothing_in_p4=bool(own.nothing_in_p4),
        last_rows=_last_rows(before),
        decided=decided,
    )


def section(form: Form2, name: str) -> SectionAnswer:
    """A section's answer, or an unsaved blank one."""
    return form.sections.get(name) or SectionAnswer(document=form.document, section=Section(name), version=0)


def last_obstacle(document: Document, project: Project) -> str:
    """What the report of the period before says of a project's obstacles; empty without one."""
    period = document.obligation.period
    told = ProjectReport.objects.filter(project=project, period__ends_on__lte=period.starts_on).exclude(
        obstacle=""
    )
    return told.order_by("-period__starts_on").values_list("obstacle", flat=True).first() or ""


def last_texts(document: Document) -> tuple[str, str, str]:
    """Part 4 of the unit's latest report before this one: its period's key, obstacles, suggestions."""
    period = document.obligation.period
    told = (
        SectionAnswer.objects.filter(
            document__unit=document.unit_id,
            document__kind=document.kind,
            document__obligation__period__ends_on__lte=period.starts_on,
            section=Section.P4,
        )
        .exclude(text="", second_text="")
        .order_by("-document__obligation__period__starts_on")
        .values_list("document__obligation__period__key", "text", "second_text")
        .first()
    )
    return told or ("", "", "")
