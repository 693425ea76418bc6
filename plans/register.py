"""The plan register: taking projects in, and taking them out again in one step."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Max, Q

from organisations.clock import now
from organisations.models import OrgUnit, UnitKind, User
from organisations.sentences import Sentence
from plans.importing import (
    NOTHING_CHOSEN,
    Choices,
    Comparison,
    ImportedProject,
    KnownProject,
    Match,
    Problem,
    Waiting,
    compare,
)
from plans.models import BudgetLine, DevelopmentPlan, ImportBatch, Project, Strategy, WaitingRow
from plans.vocabulary import Fund

UNNAMED_STRATEGY = "ไม่ระบุยุทธศาสตร์"


class CannotUndo(Exception):
    """An import that can no longer be undone: something was written on its projects."""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What an import became: each new line with its row and project, and lines that were there already.

    `changed` are lines that got another budget; `waiting` how many rows could not go in yet.
    """

    batch: ImportBatch
    rows: tuple[tuple[ImportedProject, Project, BudgetLine], ...]
    there: tuple[tuple[ImportedProject, Project, BudgetLine], ...]
    changed: tuple[BudgetLine, ...]
    new_projects: int
    waiting: int


def division_of(unit: OrgUnit, text: str) -> OrgUnit | None:
    """The unit's division of that name, if it has one."""
    name = text.strip()
    if not name:
        return None
    return OrgUnit.objects.filter(parent=unit, kind=UnitKind.DIVISION, name=name).first()


def known_projects(plan: DevelopmentPlan) -> list[KnownProject]:
    """The plan's projects as a list is laid beside them: lines of the year's own money, by fund and year."""
    lines: dict[int, dict[tuple[Fund, int], Decimal]] = {}
    rows = BudgetLine.objects.filter(project__plan=plan, carried_from=0)
    for project, fund, year, budget in rows.values_list("project_id", "fund", "budget_year", "budget"):
        lines.setdefault(project, {})[Fund(fund), year] = budget
    projects = plan.projects.values_list("pk", "number", "strategy__number", "name", "village")
    return [KnownProject(*each, lines.get(each[0], {})) for each in projects]


def strategies_of(plan: DevelopmentPlan) -> dict[str, int]:
    """The plan's strategies, name → number."""
    return dict(Strategy.objects.filter(plan=plan).values_list("name", "number"))


def beside(
    plan: DevelopmentPlan, projects: Iterable[ImportedProject], *, default_year: int, choices: Choices
) -> Comparison:
    """Lay the projects of a list beside those of the plan; nothing is written."""
    return compare(projects, known_projects(plan), default_year=default_year, choices=choices)


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
    waiting: Sequence[Waiting] = (),
    choices: Choices = NOTHING_CHOSEN,
) -> TakenIn:
    """Take the rows of a spreadsheet that are ready into a plan; keep those that wait.

    A project of the same strategy, name and village is that project: it gains a line for another fund or
    budget year (B.E.). What is only alike, and a budget that differs, waits for an answer in `choices`.
    Nothing that is there is deleted; a budget is replaced only by such an answer. Amounts are baht.
    """
    batch = ImportBatch.objects.create(
        plan=plan,
        file_name=file_name[:255],
        sha256=hashlib.sha256(data).hexdigest(),
        as_of=as_of,
        made_by=actor,
    )
    plan = DevelopmentPlan.objects.select_for_update().get(pk=plan.pk)
    comparison = beside(plan, projects, default_year=default_year, choices=choices)
    keep_waiting(batch, in_order([*waiting, *comparison.waiting]))
    return write(batch, comparison)


@transaction.atomic
def write(batch: ImportBatch, comparison: Comparison) -> TakenIn:
    """Write what a comparison found into the plan, in the name of the batch. Amounts are baht."""
    plan = batch.plan
    made = _make_projects(batch, [match for match in comparison.matches if match.known is None])
    there = {one.pk: one for one in plan.projects.all()}
    standing = {
        (one.project_id, one.fund, one.budget_year): one
        for one in BudgetLine.objects.filter(project__plan=plan, carried_from=0)
    }
    new: list[tuple[ImportedProject, Project, BudgetLine]] = []
    old: list[tuple[ImportedProject, Project, BudgetLine]] = []
    changed: list[BudgetLine] = []
    for match in comparison.matches:
        told = match.told
        project = there[match.known.key] if match.known else made[told.sheet, told.row]
        for (fund, year), budget in match.new:
            if (project.pk, fund.value, year) in standing:
                continue
            line = BudgetLine(
                project=project,
                fund=fund.value,
                fund_text=told.fund_text,
                budget_year=year,
                budget=budget,
                batch=batch,
            )
            standing[project.pk, fund.value, year] = line
            new.append((told, project, line))
        for (fund, year), budget in match.changed:
            line = standing[project.pk, fund.value, year]
            batch.log.append({"line": line.pk, "old": f"{line.budget:.2f}", "new": f"{budget:.2f}"})
            line.budget = budget
            changed.append(line)
        old += [(told, project, standing[project.pk, fund.value, year]) for fund, year in match.there]
    BudgetLine.objects.bulk_create([line for _, _, line in new], batch_size=500)
    BudgetLine.objects.bulk_update(changed, ["budget"], batch_size=200)
    batch.save(update_fields=["log"])
    waiting = batch.waiting.filter(settled_at__isnull=True).count()
    return TakenIn(batch, tuple(new), tuple(old), tuple(changed), len(made), waiting)


def _make_projects(batch: ImportBatch, matches: list[Match]) -> dict[tuple[str, int], Project]:
    """The new projects, by sheet and row; rows of one name, strategy and village are one project."""
    plan = batch.plan
    strategies = {one.number: one for one in Strategy.objects.filter(plan=plan)}
    divisions: dict[str, OrgUnit | None] = {}
    last = plan.projects.aggregate(last=Max("number"))["last"] or 0
    by_name: dict[tuple[object, ...], Project] = {}
    made: dict[tuple[str, int], Project] = {}
    for match in matches:
        told = match.told
        number = told.strategy_number or 99
        if number not in strategies:
            strategies[number] = Strategy.objects.create(
                plan=plan, number=number, name=told.strategy_name[:300] or UNNAMED_STRATEGY
            )
        key = (number, told.name, told.village, (told.sheet, told.row) if told.separate else None)
        if key not in by_name:
            last += 1
            if told.division not in divisions:
                divisions[told.division] = division_of(plan.unit, told.division)
            by_name[key] = Project(
                plan=plan,
                strategy=strategies[number],
                number=last,
                name=told.name,
                village=told.village,
                division=divisions[told.division],
                division_text=told.division,
                batch=batch,
            )
        made[told.sheet, told.row] = by_name[key]
    Project.objects.bulk_create(by_name.values(), batch_size=500)
    return made


def in_order(rows: Sequence[Waiting]) -> list[Waiting]:
    """Rows sheet by sheet, each in the order of its file."""
    sheets = {name: at for at, name in enumerate(dict.fromkeys(one.sheet for one in rows))}
    return sorted(rows, key=lambda one: (sheets[one.sheet], one.row))


def keep_waiting(batch: ImportBatch, rows: Iterable[Waiting]) -> None:
    """Keep rows that wait, with what is to be settled, until somebody mends or drops them."""
    WaitingRow.objects.bulk_create(
        [
            WaitingRow(
                batch=batch,
                sheet=each.sheet[:255],
                row=each.row,
                texts=each.texts,
                problems=[problem_json(one) for one in each.problems],
            )
            for each in rows
        ],
        batch_size=500,
    )


def drop(row: WaitingRow) -> None:
    """Give a waiting row up; it is kept as what the file said."""
    WaitingRow.objects.filter(pk=row.pk, settled_at__isnull=True).update(settled_at=now(), dropped=True)


def problem_json(problem: Problem) -> dict[str, object]:
    """A problem as it is kept with its row; its words wait for their language."""
    return {
        "code": problem.code,
        "level": problem.level,
        "column": problem.column,
        "value": problem.value,
        "suggestion": problem.suggestion,
        "other": problem.other,
        "message": problem.message.to_json(),
    }


def problem_sentence(kept: dict[str, object]) -> Sentence:
    """The sentence of a kept problem."""
    return Sentence.from_json(kept["message"])  # type: ignore[arg-type]


@transaction.atomic
def undo(batch: ImportBatch) -> int:
    """Take an import out again: its lines, its projects that hold nothing else, and the budgets it replaced.

    Raises `CannotUndo` when a report or a change was written on one of its lines since, or when a later
    import or a person changed one of the budgets again. Returns how many lines went or went back.
    """
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.undone_at is not None:
        raise CannotUndo("undone already")
    lines = BudgetLine.objects.filter(batch=batch)
    if lines.filter(reports__isnull=False).exists() or lines.filter(changes__isnull=False).exists():
        raise CannotUndo("figures were written on it")
    replaced = {one["line"]: one for one in batch.log if "line" in one}
    standing = BudgetLine.objects.in_bulk(replaced)
    since = Q(reports__changed_at__gt=batch.made_at) | Q(changes__made_at__gt=batch.made_at)
    if BudgetLine.objects.filter(since, pk__in=list(replaced)).exists():
        raise CannotUndo("figures were written on it")
    mine = set(lines.values_list("pk", flat=True))
    later = ImportBatch.objects.filter(plan=batch.plan, undone_at__isnull=True, pk__gt=batch.pk)
    if any(one.get("line") in mine | set(replaced) for other in later for one in other.log):
        raise CannotUndo("a later import changed it")
    for pk, one in replaced.items():
        if pk not in standing or standing[pk].budget != Decimal(one["new"]):
            raise CannotUndo("the budget was changed again")
        standing[pk].budget = Decimal(one["old"])
    BudgetLine.objects.bulk_update(standing.values(), ["budget"], batch_size=200)
    count = len(mine) + len(replaced)
    lines.delete()
    Project.objects.filter(batch=batch, lines__isnull=True).delete()
    Strategy.objects.filter(plan=batch.plan, projects__isnull=True).delete()
    batch.waiting.filter(settled_at__isnull=True).update(settled_at=now(), dropped=True)
    batch.undone_at = now()
    batch.save(update_fields=["undone_at"])
    return count


def totals(plan: DevelopmentPlan, year: int) -> tuple[int, Decimal]:
    """Projects and baht of a plan in a budget year (B.E.)."""
    rows = BudgetLine.objects.filter(project__plan=plan, budget_year=year).values_list("project_id", "budget")
    return len({project for project, _ in rows}), sum((budget for _, budget in rows), Decimal("0.00"))
