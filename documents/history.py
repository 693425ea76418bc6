"""A figure's own past: what was spent on a project, fund by fund, in the last eight periods.

A line lives for one budget year; the project and the fund go on, so the past of a figure is that of its
project's lines of the same fund, carried-over money apart. Frozen figures come from the last revision of their
period's report, others as they were typed and as drafts. Amounts are of the period, baht.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from documents.form2 import amount_of
from documents.models import FormKind, LineReport, Revision, State
from organisations.models import Period
from plans.models import BudgetLine, Project

PERIODS = 8
ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Past:
    """What was spent in an earlier period (baht), and what weight the figure has: draft or approved."""

    period: Period
    amount: Decimal
    standing: str


Key = tuple[int, str, bool]
"""Project, fund, and whether it is carried-over money."""


def key_of(line: BudgetLine) -> Key:
    """Under what a line's past is found."""
    return line.project_id, line.fund, bool(line.carried_from)


def of_projects(projects: Iterable[Project], *, before: Period | None = None) -> dict[Key, list[Past]]:
    """The past of every fund of these projects, oldest first, at most the last eight periods; two queries.

    With `before`, only periods that ended by its first day.
    """
    told = (
        LineReport.objects.filter(line__project__in=list(projects), amount__isnull=False)
        .select_related("line__opening", "period")
        .order_by("period__starts_on", "period__ends_on", "line_id")
    )
    if before is not None:
        told = told.filter(period__ends_on__lte=before.starts_on)
    rows = list(told)
    frozen = _frozen({row.line.project_id for row in rows}, {row.period_id for row in rows})
    sofar: defaultdict[int, Decimal] = defaultdict(lambda: ZERO)
    found: defaultdict[Key, dict[int, Past]] = defaultdict(dict)
    for row in rows:
        line = row.line
        opening = getattr(line, "opening", None)
        amount = amount_of(row, opening.amount if opening else ZERO, sofar[line.pk]) or ZERO
        standing = "draft"
        if (row.period_id, line.key) in frozen:
            amount, standing = frozen[row.period_id, line.key], "approved"
        sofar[line.pk] += amount
        there = found[key_of(line)].get(row.period_id)
        if there is not None:
            amount += there.amount
        found[key_of(line)][row.period_id] = Past(row.period, amount, standing)
    return {key: list(by_period.values())[-PERIODS:] for key, by_period in found.items()}


def _frozen(projects: set[int], periods: set[int]) -> dict[tuple[int, str], Decimal]:
    """The amounts of the latest approved revisions of these periods' reports, by period and line."""
    latest: dict[int, Revision] = {}
    for revision in (
        Revision.objects.filter(
            document__kind=FormKind.FORM2,
            document__plan__projects__in=list(projects),
            document__obligation__period__in=list(periods),
            document__state__in=[State.APPROVED, State.SIGNED, State.SUBMITTED],
        )
        .select_related("document__obligation")
        .order_by("number")
        .distinct()
    ):
        latest[revision.document_id] = revision
    amounts = {}
    for revision in latest.values():
        for cell, text in revision.data["cells"].items():
            if text and cell.startswith("p2.line.") and cell.endswith(".amount"):
                amounts[revision.document.obligation.period_id, cell.split(".")[2]] = Decimal(text)
    return amounts


def of_project(project: Project) -> dict[str, list[Past]]:
    """The past of one project by fund."""
    found = of_projects([project])
    return {fund: past for (_, fund, carried), past in found.items() if not carried}
