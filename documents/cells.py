"""The cells of Form 2 that a person fills in, and the one way to write them: by change sets.

A cell is addressed as in every other place (`settled` 2): `p2.row.<project>.status` and `.obstacle`,
`p2.line.<line>.amount`. `p2.line.<line>.to_date` is the same cell, typed in the ledger's sense. A cell's
text is a status code, a text, or baht with two decimals; empty means that nothing is written.

Two people may write at once: an edit says what its writer saw, and is refused when something else stands
there now (`Collided`, with both values). Edits of different cells never collide. All of a change set is
written or none of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from documents.arithmetic.form2 import money
from documents.models import (
    Basis,
    CellChange,
    ChangeSet,
    ChangeSetKind,
    Document,
    LineReport,
    ProjectReport,
)
from organisations.clock import now
from organisations.models import User
from plans.models import BudgetLine, Project
from plans.vocabulary import Status

ROW_FIELDS = ("status", "obstacle")
SENSE = {"amount": Basis.AMOUNT, "to_date": Basis.TO_DATE}
"""The last part of a line's address, and the sense in which its figure is typed."""
LONGEST = 2000
"""Characters of an obstacle."""
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class NotEditable(Exception):
    """The document is with its readers, or gone; nothing was saved."""


class UnknownCell(ValueError):
    """An address that is no cell to be filled in of this report, or a value that cannot stand in it."""


@dataclass(frozen=True, slots=True)
class Edit:
    """What a person wants in a cell. `seen` is what they saw there (`Standing.mark`); None: whatever it was."""

    cell: str
    value: str
    seen: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands in a cell now, with who wrote it."""

    cell: str
    project: Project
    line: BudgetLine | None
    text: str = ""
    basis: str = Basis.AMOUNT
    report: ProjectReport | LineReport | None = None

    @property
    def mark(self) -> str:
        """The text, and for a figure its sense too: what a later edit says that it saw."""
        return self.text if self.line is None or not self.text else f"{self.basis}:{self.text}"


@dataclass(frozen=True, slots=True)
class Collision:
    """An edit and what somebody else wrote into its cell meanwhile."""

    edit: Edit
    theirs: Standing


class Collided(Exception):
    """Somebody else wrote the same cells first; nothing was saved."""

    def __init__(self, collisions: Sequence[Collision]) -> None:
        super().__init__(f"{len(collisions)} cells collided")
        self.collisions = tuple(collisions)


class CannotUndo(Exception):
    """A change set that can no longer be undone: `cells` were written again since, or it is undone already."""

    def __init__(self, cells: Sequence[str]) -> None:
        super().__init__(f"{len(cells)} cells were written again")
        self.cells = tuple(cells)


def lock(document: Document) -> Document:
    """Take the one lock of a document: its row. On SQLite the transaction itself is the lock."""
    return Document._base_manager.select_for_update().get(pk=document.pk)


def editable(document: Document) -> Document:
    """Lock a document that may be written. Raises `NotEditable`."""
    held = lock(document)
    if not held.is_editable:
        raise NotEditable
    return held


def row_cell(project: Project, field: str) -> str:
    """The address of a project's status or obstacle."""
    return f"p2.row.{project.key}.{field}"


def line_cell(line: BudgetLine, basis: str = Basis.AMOUNT) -> str:
    """The address of a line's figure, in the sense in which it is typed."""
    return f"p2.line.{line.key}.{'to_date' if basis == Basis.TO_DATE else 'amount'}"


def home(cell: str) -> str:
    """The cell under which a figure is kept, in whichever sense it is typed."""
    return cell.removesuffix(".to_date") + ".amount" if cell.endswith(".to_date") else cell


def in_sense(cell: str, basis: str) -> str:
    """The address of a kept figure in the sense in which it is to be typed; other cells are as they are."""
    return cell.removesuffix(".amount") + ".to_date" if basis == Basis.TO_DATE else cell


def sense_of(cell: str) -> str:
    """In which sense an address is typed."""
    return SENSE.get(cell.rsplit(".", 1)[-1], Basis.AMOUNT)


def _parts(cell: str) -> tuple[str, UUID, str]:
    try:
        part, kind, key, name = cell.split(".")
        row = UUID(key)
    except ValueError as error:
        raise UnknownCell(cell) from error
    names = {"row": ROW_FIELDS, "line": tuple(SENSE)}.get(kind, ())
    if part != "p2" or name not in names:
        raise UnknownCell(cell)
    return kind, row, name


def stand(document: Document, cells: Iterable[str]) -> dict[str, Standing]:
    """What stands in these cells now, by address; at most four queries. Raises `UnknownCell`."""
    period = document.obligation.period
    wanted = {cell: _parts(cell) for cell in dict.fromkeys(cells)}
    rows = {key for kind, key, _ in wanted.values() if kind == "row"}
    lines = {key for kind, key, _ in wanted.values() if kind == "line"}
    projects = {one.public_id: one for one in Project.objects.filter(plan=document.plan, public_id__in=rows)}
    budget = {
        one.public_id: one
        for one in BudgetLine.objects.filter(
            project__plan=document.plan, public_id__in=lines, budget_year=period.fiscal_year
        ).select_related("project")
    }
    said = {
        one.project_id: one
        for one in ProjectReport.objects.filter(period=period, project__in=projects.values()).select_related(
            "changed_by"
        )
    }
    typed = {
        one.line_id: one
        for one in LineReport.objects.filter(period=period, line__in=budget.values()).select_related(
            "changed_by"
        )
    }
    found: dict[str, Standing] = {}
    for cell, (kind, key, name) in wanted.items():
        if kind == "row":
            project = projects.get(key)
            if project is None:
                raise UnknownCell(cell)
            report = said.get(project.pk)
            text = str(getattr(report, name)) if report else ""
            found[cell] = Standing(cell, project, None, text, Basis.AMOUNT, report)
            continue
        line = budget.get(key)
        if line is None:
            raise UnknownCell(cell)
        told = typed.get(line.pk)
        written = money(told.amount) if told and told.amount is not None else ""
        sense = told.basis if told and written else Basis.AMOUNT
        found[cell] = Standing(cell, line.project, line, written, sense, told)
    return found


def readable(text: str) -> str:
    """A text without control characters: PostgreSQL keeps no NUL, and nobody can read the others."""
    return CONTROL.sub("", text)


def kept_as(cell: str, value: str) -> str:
    """The value as it is kept; raises `UnknownCell` when it cannot stand in the cell."""
    name = _parts(cell)[2]
    if name == "status":
        if value and value not in {one.value for one in Status}:
            raise UnknownCell(f"{cell}: {value}")
        return value
    if name == "obstacle":
        return readable(value).strip()[:LONGEST]
    return money(Decimal(value)) if value else ""


@transaction.atomic
def apply(
    document: Document, edits: Iterable[Edit], *, actor: User | None, kind: str, source: str = ""
) -> ChangeSet | None:
    """Write edits as one change set; gives it, or None when everything stood there already.

    Raises `NotEditable`, `UnknownCell` or `Collided`; then nothing is saved. Of two edits of one cell the
    last counts.
    """
    editable(document)
    wanted = {home(edit.cell): edit for edit in edits}
    standing = stand(document, [edit.cell for edit in wanted.values()])
    changed: list[tuple[Standing, str, str]] = []
    collisions: list[Collision] = []
    for edit in wanted.values():
        there = standing[edit.cell]
        value = kept_as(edit.cell, edit.value)
        basis = sense_of(edit.cell) if value else Basis.AMOUNT
        if (value, basis) == (there.text, there.basis):
            continue
        if edit.seen is not None and edit.seen != there.mark:
            collisions.append(Collision(edit, there))
        changed.append((there, value, basis))
    if collisions:
        raise Collided(collisions)
    if not changed:
        return None
    return _write(document, changed, actor=actor, kind=kind, source=source)


def _write(
    document: Document,
    changed: Sequence[tuple[Standing, str, str]],
    *,
    actor: User | None,
    kind: str,
    source: str,
) -> ChangeSet:
    """Write values whose cells were looked at under the lock; each report row gains one version."""
    period = document.obligation.period
    step = ChangeSet.objects.create(document=document, kind=kind, source=source[:200], made_by=actor)
    rows: dict[tuple[str, int], ProjectReport | LineReport] = {}
    for there, value, basis in changed:
        name = _parts(there.cell)[2]
        if there.line is None:
            said = rows.setdefault(
                ("row", there.project.pk),
                there.report or ProjectReport(project=there.project, period=period, version=0),
            )
            setattr(said, name, value)
        else:
            told = there.report or LineReport(line=there.line, period=period, version=0)
            assert isinstance(told, LineReport)
            told.amount, told.basis = (Decimal(value) if value else None), basis
            rows["line", there.line.pk] = told
    for row in rows.values():
        row.version += 1
        row.changed_by = actor
        row.save()
    CellChange.objects.bulk_create(
        CellChange(
            change_set=step,
            cell=home(there.cell),
            project=there.project,
            line=there.line,
            old=there.text,
            old_basis=there.basis,
            new=value,
            new_basis=basis,
        )
        for there, value, basis in changed
    )
    return step


@transaction.atomic
def undo(step: ChangeSet, *, actor: User) -> ChangeSet:
    """Put back what stood in the cells before a change set; that is a change set too.

    Raises `NotEditable`, and `CannotUndo` with the cells that were written again since; then nothing moves.
    """
    editable(step.document)
    step = ChangeSet.objects.select_related("document__obligation__period").get(pk=step.pk)
    if step.undone_at is not None:
        raise CannotUndo([])
    changes = list(step.cells.all())
    standing = stand(step.document, [change.cell for change in changes])
    again = [
        change.cell
        for change in changes
        if (standing[change.cell].text, standing[change.cell].basis) != (change.new, change.new_basis)
    ]
    if again:
        raise CannotUndo(again)
    back = [(standing[change.cell], change.old, change.old_basis) for change in changes]
    done = _write(step.document, back, actor=actor, kind=ChangeSetKind.UNDO, source=step.source)
    step.undone_at, step.undone_by = now(), actor
    step.save(update_fields=["undone_at", "undone_by"])
    return done


def last_step(document: Document, kinds: Sequence[str]) -> ChangeSet | None:
    """The latest change set of these kinds that is not undone, for the line that offers to undo it."""
    return ChangeSet.objects.filter(document=document, kind__in=kinds, undone_at__isnull=True).first()


def history_of(document: Document, cell: str) -> list[CellChange]:
    """All that was ever written into a cell of a report, latest first."""
    return list(
        CellChange.objects.filter(change_set__document=document, cell=home(cell))
        .select_related("change_set__made_by")
        .order_by("-pk")
    )


def written_on(document: Document, project: Project) -> list[CellChange]:
    """All that was ever written into the cells of one project's row, latest first."""
    return list(
        CellChange.objects.filter(change_set__document=document, project=project)
        .select_related("change_set__made_by")
        .order_by("-pk")
    )
