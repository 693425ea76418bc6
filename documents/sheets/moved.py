"""A frozen report whose sources were put right since: which figures would be others now. Nothing is changed by it.

A form made of a template carries figures of other reports as they stood when it was frozen. When such a report is
frozen anew (a Form 2 that was corrected), the form that is with its readers, or was sent, keeps its bytes; its
unit is told what would differ, and may open it again. A report in hand takes the new figures by itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from documents.models import SHEETS, Document, Revision
from documents.sheets.sheet import load


@dataclass(frozen=True, slots=True)
class Moved:
    """A carried figure that its source tells otherwise now: address, the frozen text, the text now, of what report."""

    cell: str
    was: str
    now: str
    kind: str
    period: str


def moved(document: Document) -> list[Moved]:
    """The carried figures of the last frozen revision that would be others today, in the order of the paper."""
    if document.kind not in SHEETS or document.is_editable:
        return []
    revision = Revision.objects.filter(document=document).order_by("-number").first()
    if revision is None:
        return []
    told, cells = revision.data["sources"], revision.data["cells"]
    fresh = load(document).sources
    found = []
    for cell, was in told.items():
        pointer = fresh.pointers.get(cell)
        if pointer is None or pointer.fingerprint == was["fingerprint"]:
            continue
        if fresh.cells[cell] != cells[cell]:
            found.append(Moved(cell, cells[cell], fresh.cells[cell], pointer.kind, pointer.period))
    return found
