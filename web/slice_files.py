"""An Excel slice that came back, as answers of its divisions; the whole table taken out and brought in again."""

from __future__ import annotations

from collections import defaultdict

from django.db import transaction

from documents import cells, divisions, files, form2, slices
from documents.models import ChangeSetKind, DivisionRequest, Document, Via
from organisations.models import User
from organisations.sentences import Sentence, gettext_noop
from web.uploads import Spreadsheet

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_NOT_ASKED = gettext_noop("Row %(row)s belongs to %(division)s, which was not asked. Please ask it first.")
_CHANGED = gettext_noop(
    "Row %(row)s was written by %(who)s since the file was made, so it was left as it is. Please look at it."
)


def take(
    document: Document,
    given: Spreadsheet,
    *,
    asked: DivisionRequest | None = None,
    actor: User | None = None,
    by: str = "",
) -> tuple[int, list[Sentence]]:
    """Keep what a slice says; gives how many values are new, and what could not be taken, in words.

    A slice names its request: its values are answers of the divisions whose rows they are, or of `asked` alone
    when a division sends it itself. The whole table that a drafter (`actor`) took out names none: its values are
    written at once, as one step with its undo. Raises `slices.NotASlice`, also for a file of another report.
    """
    name = given.name
    form = form2.load(document)
    lines = [
        slices.SliceLine(view.row.key, line.figures.key, view.row.name, line is view.lines[0])
        for view in form.rows
        for line in view.lines
    ]
    told = slices.read(name, given.sheets, lines)
    mine = {one.public_id for one in divisions.requests_of(document)}
    if told.report not in (None, document.public_id) or (told.request and told.request not in mine):
        raise slices.OtherReport(name)
    files.store(given.data, unit=document.unit, name=name, media_type=XLSX, made_by=actor)
    if told.request is None and asked is None and actor is not None:
        kept, left = _write(document, told, name, actor)
    else:
        kept, left = _answer(document, form, told, name, asked, by or (actor.name if actor else ""))
    return kept, [*told.problems, *left]


def _seen(value: slices.SliceValue, standing: cells.Standing) -> str:
    """What the writer of a value had seen; with the hidden columns gone only an empty cell is safe."""
    if value.seen == slices.NOT_SAID and not standing.text:
        return standing.mark
    return value.seen


@transaction.atomic
def _write(document: Document, told: slices.Slice, name: str, actor: User) -> tuple[int, list[Sentence]]:
    """Write the whole table's values; a cell that somebody wrote since is left and told."""
    standing = cells.stand(document, [one.cell for one in told.values])
    edits, left = [], []
    for one in told.values:
        there = standing[one.cell]
        edit = cells.Edit(one.cell, one.value, _seen(one, there))
        if edit.seen != there.mark and there.text != one.value:
            by = there.report.changed_by if there.report else None
            left.append(Sentence(_CHANGED, {"row": one.row, "who": by.name if by else "–"}))
        else:
            edits.append(cells.Edit(one.cell, one.value))
    step = cells.apply(document, edits, actor=actor, kind=ChangeSetKind.PASTE, source=name) if edits else None
    return step.cells.count() if step else 0, left


def _answer(
    document: Document,
    form: form2.Form2,
    told: slices.Slice,
    name: str,
    asked: DivisionRequest | None,
    by: str,
) -> tuple[int, list[Sentence]]:
    """Keep the values as answers of the divisions whose rows they are."""
    requests = {one.division: one for one in divisions.requests_of(document)}
    if asked is not None:
        requests = {asked.division: asked}
    owner = {view.row.key: divisions.division_of(view) for view in form.rows}
    owner |= {line.figures.key: divisions.division_of(view) for view in form.rows for line in view.lines}
    standing = cells.stand(document, [one.cell for one in told.values])
    of_division: defaultdict[str, list[slices.SliceValue]] = defaultdict(list)
    left = []
    for one in told.values:
        division = owner[one.cell.split(".")[2]]
        if division in requests:
            of_division[division].append(one)
        else:
            left.append(Sentence(_NOT_ASKED, {"row": one.row, "division": division}))
    kept = 0
    for division, values in of_division.items():
        kept += divisions.answer(
            requests[division],
            [divisions.Given(one.cell, one.value, _seen(one, standing[one.cell])) for one in values],
            via=Via.EXCEL,
            source=f"{name} แถว {min(one.row for one in values)}",
            by=by,
        )
    return kept, left
