"""The one way to write the cells of a form made of a template: by change sets, each with its undo.

An entry says which version of the cell its writer has seen; the second writer of one version is told, with
both texts, and nothing is saved. Evidence is a stored file put beside a cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from documents import cells as table
from documents.arithmetic.computed import number
from documents.arithmetic.form2 import money
from documents.models import (
    CellChange,
    ChangeSet,
    ChangeSetKind,
    Document,
    Evidence,
    SheetCell,
    StoredFile,
)
from documents.sheets.fields import Field, Sort
from documents.sheets.sheet import load
from organisations.clock import now
from organisations.models import User
from organisations.sentences import Sentence, gettext_noop

LONGEST = 4000
"""Characters of a text."""
MOST = Decimal(10) ** 9

_NOT_A_COUNT = gettext_noop("“%(typed)s” is no whole number. Please write digits only, for example 12.")
_NOT_A_NUMBER = gettext_noop("“%(typed)s” is no number. Please write it with digits, for example 7.25.")
_NOT_AN_ANSWER = gettext_noop("Please choose one of the answers.")
_TOO_LONG = gettext_noop("The text is longer than %(most)s letters. Please shorten it.")
_NO_SUCH_CELL = gettext_noop("This form has no such place. Please load the page again.")


class CellRefused(ValueError):
    """A text that cannot stand in a cell, with the sentence that says what to write instead."""

    def __init__(self, cell: str, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.cell, self.sentence = cell, sentence


class StaleCell(Exception):
    """Somebody else wrote these cells first: `theirs` are the texts that stand there now; nothing was saved."""

    def __init__(self, theirs: dict[str, SheetCell]) -> None:
        super().__init__(f"{len(theirs)} cells were written meanwhile")
        self.theirs = theirs


@dataclass(frozen=True, slots=True)
class Entry:
    """What a person wants in a cell; `version` is that of the row they saw (0: none yet, None: whatever it was)."""

    cell: str
    text: str
    version: int | None = None


def kept_as(field: Field, typed: str) -> str:
    """A typed text as it is kept. Raises `CellRefused`. Thai digits and thousands commas are taken."""
    text = table.readable(typed).strip()
    if not text:
        return ""
    if field.sort is Sort.CHOICE:
        if text not in field.options:
            raise CellRefused(field.cell, Sentence(_NOT_AN_ANSWER))
        return text
    if field.sort is Sort.TEXT:
        if len(text) > LONGEST:
            raise CellRefused(field.cell, Sentence(_TOO_LONG, {"most": f"{LONGEST:,}"}))
        return text
    plain = "".join(str(int(letter)) if letter.isdecimal() else letter for letter in text)
    value = number(plain.replace(",", "").replace(" ", "").removesuffix("%"))
    if value is None or abs(value) > MOST:
        refused = _NOT_A_COUNT if field.sort is Sort.COUNT else _NOT_A_NUMBER
        raise CellRefused(field.cell, Sentence(refused, {"typed": text[:40]}))
    if field.sort is Sort.COUNT:
        if value != value.to_integral_value() or value < 0:
            raise CellRefused(field.cell, Sentence(_NOT_A_COUNT, {"typed": text[:40]}))
        return str(int(value))
    return money(value)


@transaction.atomic
def fill(
    document: Document,
    entries: Iterable[Entry],
    *,
    actor: User | None,
    kind: str = ChangeSetKind.SHEET,
    source: str = "",
) -> ChangeSet | None:
    """Write entries as one change set; gives it, or None when everything stood there already.

    Raises `cells.NotEditable`, `CellRefused` or `StaleCell`; then nothing is saved. Of two entries of one cell
    the last counts.
    """
    held = table.editable(document)
    wanted = {entry.cell: entry for entry in entries}
    fields = load(held).fields
    there = {one.cell: one for one in SheetCell.objects.filter(document=held, cell__in=list(wanted))}
    changed: list[tuple[str, str, str]] = []
    stale: dict[str, SheetCell] = {}
    for cell, entry in wanted.items():
        if cell not in fields:
            raise CellRefused(cell, Sentence(_NO_SUCH_CELL))
        text, row = kept_as(fields[cell], entry.text), there.get(cell)
        old = row.text if row else ""
        if text == old:
            continue
        if entry.version is not None and entry.version != (row.version if row else 0):
            stale[cell] = row or SheetCell(document=held, cell=cell, text="", version=0)
        changed.append((cell, old, text))
    if stale:
        raise StaleCell(stale)
    return _write(held, there, changed, actor=actor, kind=kind, source=source) if changed else None


def _write(
    document: Document,
    there: dict[str, SheetCell],
    changed: Sequence[tuple[str, str, str]],
    *,
    actor: User | None,
    kind: str,
    source: str,
) -> ChangeSet:
    step = ChangeSet.objects.create(document=document, kind=kind, source=source[:200], made_by=actor)
    for cell, _, text in changed:
        row = there.get(cell) or SheetCell(document=document, cell=cell, version=0)
        row.text, row.changed_by = text, actor
        row.version += 1
        row.save()
    CellChange.objects.bulk_create(
        CellChange(change_set=step, cell=cell, old=old, new=text) for cell, old, text in changed
    )
    return step


@transaction.atomic
def put_back(step: ChangeSet, *, actor: User | None) -> ChangeSet:
    """Put back what stood in the cells before a change set; that is a change set too.

    Raises `cells.NotEditable`, and `cells.CannotUndo` with the cells that were written again since.
    """
    held = table.editable(step.document)
    step = ChangeSet.objects.get(pk=step.pk)
    if step.undone_at is not None:
        raise table.CannotUndo([])
    changes = list(step.cells.all())
    there = {
        one.cell: one
        for one in SheetCell.objects.filter(document=held, cell__in=[change.cell for change in changes])
    }
    texts = {change.cell: there[change.cell].text if change.cell in there else "" for change in changes}
    again = [change.cell for change in changes if texts[change.cell] != change.new]
    if again:
        raise table.CannotUndo(again)
    back = [(change.cell, change.new, change.old) for change in changes]
    done = _write(held, there, back, actor=actor, kind=ChangeSetKind.UNDO, source=step.source)
    step.undone_at, step.undone_by = now(), actor
    step.save(update_fields=["undone_at", "undone_by"])
    return done


@transaction.atomic
def attach(document: Document, cell: str, file: StoredFile, *, actor: User | None) -> Evidence:
    """Put a file beside a cell. Raises `cells.NotEditable`, `CellRefused`."""
    held = table.editable(document)
    if cell not in load(held).fields:
        raise CellRefused(cell, Sentence(_NO_SUCH_CELL))
    return Evidence.objects.create(document=held, cell=cell, file=file, made_by=actor)


@transaction.atomic
def take_away(evidence: Evidence, *, back: bool = False) -> Evidence:
    """Take a file away from its cell, or put it back. Raises `cells.NotEditable`."""
    table.editable(evidence.document)
    evidence.removed_at = None if back else now()
    evidence.save(update_fields=["removed_at"])
    return evidence
