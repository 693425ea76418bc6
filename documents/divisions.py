"""Asking the divisions: the list split by division, each answer kept, all merged with every change listed.

A division answers its own rows by a link that needs no account, or in an Excel slice. An answer is a row that
is never changed or deleted but for its decision; merging writes the clear ones into the report as one change
set and leaves the collisions to the drafter, who sees the values side by side. While the report is with its
readers answers are kept and wait.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from documents import cells, form2
from documents.cells import Edit, Standing
from documents.models import (
    ChangeSet,
    ChangeSetKind,
    Decision,
    DivisionAnswer,
    DivisionRequest,
    Document,
)
from organisations import codes
from organisations.models import User
from plans.models import Project
from plans.vocabulary import bare

UNNAMED = "ไม่ระบุกอง"
SOURCE = "คำตอบของ{divisions}"


@dataclass(frozen=True, slots=True)
class Given:
    """One value that a division gives: the cell, its text as it is kept, and what the division saw there."""

    cell: str
    value: str
    seen: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a division is: rows that have an answer, of all its rows; those that have none."""

    request: DivisionRequest
    answered: int
    rows: int
    missing: tuple[form2.RowView, ...]
    last: DivisionAnswer | None = None

    @property
    def is_complete(self) -> bool:
        """Whether every row has an answer."""
        return self.answered == self.rows


@dataclass(slots=True)
class Meeting:
    """A cell in which answers wait: what stands there now, and the answers, the latest of each way last."""

    standing: Standing
    answers: list[DivisionAnswer] = field(default_factory=list)

    @property
    def values(self) -> set[tuple[str, str]]:
        """The different values that were answered."""
        return {(one.value, one.basis) for one in self.answers}

    @property
    def changes(self) -> bool:
        """Whether taking the last answer would change the cell."""
        return (self.standing.text, self.standing.basis) not in self.values or len(self.values) > 1

    @property
    def collides(self) -> bool:
        """Two different answers, or somebody wrote the cell after the division had seen it."""
        if len(self.values) > 1:
            return True
        last = self.answers[-1]
        return self.changes and last.seen != self.standing.mark


def _named(text: str) -> str:
    return text.strip() or UNNAMED


def division_of(view: form2.RowView) -> str:
    """The division that answers for a row, by its name."""
    return _named(view.project.division_text)


def split(form: form2.Form2) -> dict[str, list[form2.RowView]]:
    """The rows of a form by division, in the order of the form."""
    found: defaultdict[str, list[form2.RowView]] = defaultdict(list)
    for view in form.rows:
        found[division_of(view)].append(view)
    return dict(sorted(found.items()))


# ── asking ──────────────────────────────────────────────────────────────────────────────────────────


def code_of(request: DivisionRequest) -> str:
    """The code of a request's link: 128 bits, made from the house's secret; only its hash is kept."""
    return codes.token(f"division:{request.public_id}:{request.serial}")


def find(code: str) -> DivisionRequest | None:
    """The request of a code, or None; for who has no account, so outside every scope."""
    return (
        DivisionRequest._base_manager.filter(code_sha256=codes.hashed(code))
        .select_related("document__unit", "document__plan", "document__obligation__period")
        .first()
    )


@transaction.atomic
def ask(document: Document, *, answer_by: date, actor: User) -> list[DivisionRequest]:
    """Ask every division that has rows in the report and was not asked yet; gives the new requests.

    Contact, telephone and mail are those of the division's last request. Raises `cells.NotEditable`.
    """
    cells.editable(document)
    there = set(DivisionRequest.objects.filter(document=document).values_list("division", flat=True))
    known = {
        one.division: one
        for one in DivisionRequest.objects.filter(document__unit=document.unit_id).order_by("pk")
    }
    made = []
    for division in split(form2.load(document)):
        if division in there:
            continue
        before = known.get(division)
        request = DivisionRequest(
            document=document,
            division=division,
            contact=before.contact if before else "",
            phone=before.phone if before else "",
            email=before.email if before else "",
            answer_by=answer_by,
            asked_by=actor,
        )
        request.code_sha256 = codes.hashed(code_of(request))
        request.save()
        made.append(request)
    return made


@transaction.atomic
def renew(request: DivisionRequest) -> DivisionRequest:
    """Revoke the link that is out, and make a new one."""
    cells.lock(request.document)
    request.serial += 1
    request.code_sha256 = codes.hashed(code_of(request))
    request.save(update_fields=["serial", "code_sha256"])
    return request


def requests_of(document: Document) -> list[DivisionRequest]:
    """The requests of a report by division."""
    return list(DivisionRequest.objects.filter(document=document).select_related("asked_by"))


def progress(form: form2.Form2, requests: Sequence[DivisionRequest]) -> list[Progress]:
    """How far each division is; a row is answered when the division gave its status. Two queries."""
    rows = split(form)
    answered: defaultdict[int, set[int]] = defaultdict(set)
    last: dict[int, DivisionAnswer] = {}
    for answer in DivisionAnswer.objects.filter(request__in=requests):
        if answer.cell.endswith(".status"):
            answered[answer.request_id].add(answer.project_id)
        last[answer.request_id] = answer
    found = []
    for request in requests:
        mine = rows.get(request.division, [])
        missing = tuple(view for view in mine if view.project.pk not in answered[request.pk])
        found.append(Progress(request, len(mine) - len(missing), len(mine), missing, last.get(request.pk)))
    return found


def tallies(requests: Sequence[DivisionRequest]) -> dict[int, tuple[int, int]]:
    """Rows answered and all rows of many requests, by primary key; three queries, whatever their number.

    The same count as `progress`, without reading the reports: for the clock.
    """
    asked = DivisionRequest.objects.filter(pk__in=[one.pk for one in requests]).values_list(
        "pk", "division", "document__plan", "document__obligation__period__fiscal_year"
    )
    wanted = {pk: (division, plan, year) for pk, division, plan, year in asked}
    rows: defaultdict[tuple[str, int, int], set[int]] = defaultdict(set)
    for project, division, plan, year in Project.objects.filter(
        plan__in={plan for _, plan, _ in wanted.values()},
        lines__budget_year__in={year for _, _, year in wanted.values()},
    ).values_list("pk", "division_text", "plan", "lines__budget_year"):
        rows[_named(division), plan, year].add(project)
    answered: defaultdict[int, set[int]] = defaultdict(set)
    for key, project in DivisionAnswer.objects.filter(
        request__in=wanted, cell__endswith=".status"
    ).values_list("request", "project"):
        answered[key].add(project)
    return {pk: (len(rows[told] & answered[pk]), len(rows[told])) for pk, told in wanted.items()}


# ── answering ───────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def answer(
    request: DivisionRequest, given: Iterable[Given], *, via: str, source: str = "", by: str = ""
) -> int:
    """Keep what a division answers; gives how many answers are new.

    A value that the division gave last by the same way is not kept twice. Only cells of its own rows, and
    values that can stand in them: `cells.UnknownCell` else. Answers are taken while the report is with its
    readers too; they wait.
    """
    cells.lock(request.document)
    wanted = list(given)
    standing = cells.stand(request.document, [one.cell for one in wanted])
    before = {
        one.cell: one for one in DivisionAnswer._base_manager.filter(request=request, via=via).order_by("pk")
    }
    fresh = []
    for one in wanted:
        there = standing[one.cell]
        if _named(there.project.division_text) != request.division:
            raise cells.UnknownCell(one.cell)
        home, value = cells.home(one.cell), cells.kept_as(one.cell, one.value)
        basis = cells.sense_of(one.cell) if value else cells.sense_of(home)
        last = before.get(home)
        if last is not None and (last.value, last.basis) == (value, basis):
            continue
        fresh.append(
            DivisionAnswer(
                request=request,
                cell=home,
                project=there.project,
                line=there.line,
                value=value,
                basis=basis,
                seen=cells.readable(one.seen)[: 2 * cells.LONGEST],
                via=via,
                source=cells.readable(source)[:200],
                answered_by=cells.readable(by)[:150],
            )
        )
    DivisionAnswer._base_manager.bulk_create(fresh)
    return len(fresh)


def latest_of(request: DivisionRequest) -> dict[str, DivisionAnswer]:
    """The latest answer of each cell of a request, for the division's own page."""
    return {one.cell: one for one in DivisionAnswer._base_manager.filter(request=request).order_by("pk")}


# ── merging ─────────────────────────────────────────────────────────────────────────────────────────


def waiting(document: Document) -> list[Meeting]:
    """The cells in which answers wait, in the order of the rows; of one way only the latest answer counts."""
    last: dict[tuple[str, int, str], DivisionAnswer] = {}
    for one in (
        DivisionAnswer.objects.filter(request__document=document, decision=Decision.WAITING)
        .select_related("request", "project", "line")
        .order_by("pk")
    ):
        last[one.cell, one.request_id, one.via] = one
    standing = cells.stand(document, {one.cell for one in last.values()})
    found: dict[str, Meeting] = {}
    for one in sorted(last.values(), key=lambda each: (each.project.number, each.cell, each.pk)):
        found.setdefault(one.cell, Meeting(standing[one.cell])).answers.append(one)
    return list(found.values())


def _take(
    document: Document, meetings: Sequence[tuple[Meeting, DivisionAnswer]], *, actor: User
) -> ChangeSet | None:
    """Write the chosen answers as one change set and settle every answer of their cells."""
    edits = [
        Edit(cells.in_sense(meeting.standing.cell, chosen.basis), chosen.value)
        for meeting, chosen in meetings
    ]
    divisions = ", ".join(sorted({chosen.request.division for _, chosen in meetings}))
    step = cells.apply(
        document,
        edits,
        actor=actor,
        kind=ChangeSetKind.MERGE,
        source=SOURCE.format(divisions=divisions),
    )
    taken = {chosen.pk for _, chosen in meetings}
    homes = [meeting.standing.cell for meeting, _ in meetings]
    open_ones = DivisionAnswer.objects.filter(
        request__document=document, decision=Decision.WAITING, cell__in=homes
    )
    open_ones.filter(pk__in=taken).update(decision=Decision.TAKEN, merged_in=step)
    open_ones.update(decision=Decision.SET_ASIDE, merged_in=step)
    return step


@transaction.atomic
def merge(document: Document, *, actor: User) -> ChangeSet | None:
    """Take every clear answer over; gives the change set, or None when nothing changed.

    Collisions stay where they are. Raises `cells.NotEditable`; then every answer still waits.
    """
    cells.editable(document)
    clear = [(one, one.answers[-1]) for one in waiting(document) if not one.collides]
    return _take(document, clear, actor=actor) if clear else None


@transaction.atomic
def choose(document: Document, cell: str, chosen: int | None, *, actor: User) -> ChangeSet | None:
    """Settle a collision: take the answer of that key, or (None) leave what stands in the cell.

    Raises `cells.NotEditable`, and `LookupError` when the answers are no longer those.
    """
    cells.editable(document)
    meeting = next((one for one in waiting(document) if one.standing.cell == cell), None)
    if meeting is None:
        raise LookupError(cell)
    if chosen is None:
        DivisionAnswer.objects.filter(
            request__document=document, decision=Decision.WAITING, cell=cell
        ).update(decision=Decision.SET_ASIDE)
        return None
    answer_ = next((one for one in meeting.answers if one.pk == chosen), None)
    if answer_ is None:
        raise LookupError(cell)
    return _take(document, [(meeting, answer_)], actor=actor)


@transaction.atomic
def undo(step: ChangeSet, *, actor: User) -> ChangeSet:
    """Take a step back: the cells as before, and the answers of a merge wait again. Raises as `cells.undo`.

    Pages undo by this way only: the merge is also undone from the table, and no answer may get lost by it.
    """
    done = cells.undo(step, actor=actor)
    DivisionAnswer.objects.filter(merged_in=step).update(decision=Decision.WAITING, merged_in=None)
    return done


def merges_of(document: Document) -> list[ChangeSet]:
    """The merges of a report, latest first, with their cells."""
    return list(
        ChangeSet.objects.filter(document=document, kind=ChangeSetKind.MERGE)
        .select_related("made_by")
        .prefetch_related("cells__project", "answers")
    )


def row_by_name(views: Sequence[form2.RowView], name: str) -> form2.RowView | None:
    """The one row of that name; None when there is none or more than one."""
    found = [view for view in views if bare(view.row.name) == bare(name)]
    return found[0] if len(found) == 1 else None
