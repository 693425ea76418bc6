"""The plan register: taking projects in, and taking them out again in one step."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from organisations.clock import now
from organisations.models import OrgUnit, UnitKind, User
from plans.importing import ImportedProject
from plans.models import BudgetLine, DevelopmentPlan, ImportBatch, Project, Strategy
from plans.vocabulary import Fund

UNNAMED_STRATEGY = "ไม่ระบุยุทธศาสตร์"


class CannotUndo(Exception):
    """An import that can no longer be undone: something was written on its projects."""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What an import became: each row with its project and budget line."""

    batch: ImportBatch
    rows: tuple[tuple[ImportedProject, Project, BudgetLine], ...]
    new_projects: int


def division_of(unit: OrgUnit, text: str) -> OrgUnit | None:
    """The unit's division of that name, if it has one."""
    name = text.strip()
    if not name:
        return None
    return OrgUnit.objects.filter(parent=unit, kind=UnitKind.DIVISION, name=name).first()


@transaction.atomic
def take_in(
    plan: DevelopmentPlan,
    projects: Iterable[ImportedProject],
    *,
    file_name: str,
    data: bytes,
    actor: User | None,
    default_year: int,
    as_of: date | None = None,
) -> TakenIn:
    """Take the understood rows of a spreadsheet into a plan.

    A project of the same strategy and the same name is that project: it gains a line for another fund or
    budget year (B.E.), it is not made twice. Rows without a budget, and a line that is there already, are
    left as they are. Amounts are baht.
    """
    batch = ImportBatch.objects.create(
        plan=plan,
        file_name=file_name[:255],
        sha256=hashlib.sha256(data).hexdigest(),
        as_of=as_of,
        made_by=actor,
    )
    strategies = {one.number: one for one in Strategy.objects.filter(plan=plan)}
    known = {(one.strategy.number, one.name): one for one in plan.projects.select_related("strategy")}
    lines = {
        (one.project_id, one.fund, one.budget_year): one
        for one in BudgetLine.objects.filter(project__plan=plan)
    }
    divisions: dict[str, OrgUnit | None] = {}
    last = plan.projects.aggregate(last=Max("number"))["last"] or 0
    taken: list[tuple[ImportedProject, Project, BudgetLine]] = []
    new = 0
    for told in projects:
        if told.budget is None:
            continue
        number = told.strategy_number or 99
        if number not in strategies:
            strategies[number] = Strategy.objects.create(
                plan=plan, number=number, name=told.strategy_name or UNNAMED_STRATEGY
            )
        project = known.get((number, told.name))
        if project is None:
            last += 1
            new += 1
            if told.division not in divisions:
                divisions[told.division] = division_of(plan.unit, told.division)
            project = known[number, told.name] = Project.objects.create(
                plan=plan,
                strategy=strategies[number],
                number=last,
                name=told.name,
                village=told.village,
                division=divisions[told.division],
                division_text=told.division,
                batch=batch,
            )
        fund = told.fund or Fund.ORDINANCE_BUDGET
        year = told.budget_year or default_year
        line = lines.get((project.pk, fund.value, year))
        if line is None:
            line = lines[project.pk, fund.value, year] = BudgetLine.objects.create(
                project=project,
                fund=fund.value,
                fund_text=told.fund_text,
                budget_year=year,
                budget=told.budget,
                batch=batch,
            )
            taken.append((told, project, line))
    return TakenIn(batch, tuple(taken), new)


@transaction.atomic
def undo(batch: ImportBatch) -> int:
    """Take an import out again: its lines, and its projects that hold nothing else.

    Raises `CannotUndo` when a report or a change was written on one of them since. Returns how many lines
    went.
    """
    if batch.undone_at is not None:
        raise CannotUndo("undone already")
    lines = BudgetLine.objects.filter(batch=batch)
    if lines.filter(reports__isnull=False).exists() or lines.filter(changes__isnull=False).exists():
        raise CannotUndo("figures were written on it")
    count = lines.count()
    lines.delete()
    Project.objects.filter(batch=batch, lines__isnull=True).delete()
    Strategy.objects.filter(plan=batch.plan, projects__isnull=True).delete()
    batch.undone_at = now()
    batch.save(update_fields=["undone_at"])
    return count


def totals(plan: DevelopmentPlan, year: int) -> tuple[int, Decimal]:
    """Projects and baht of a plan in a budget year (B.E.)."""
    rows = BudgetLine.objects.filter(project__plan=plan, budget_year=year).values_list("project_id", "budget")
    return len({project for project, _ in rows}), sum((budget for _, budget in rows), Decimal("0.00"))
