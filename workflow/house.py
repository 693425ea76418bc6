"""A report's way through its own house: who has read it since it was proposed, and who reads it next.

The readers stand in the entry of `propose`, so that what is on its way keeps the way it began with
(`organisations.process`). Read from the log; nothing is written here.
"""

from __future__ import annotations

from dataclasses import dataclass

from documents.models import Document
from organisations import law, process
from organisations.process import Steps
from workflow.models import LogEntry


@dataclass(frozen=True, slots=True)
class Way:
    """The readers' titles in order, who proposed it, and the notes of those who have read it."""

    hops: tuple[str, ...]
    proposed_by: int | None
    proposer: str
    notes: tuple[LogEntry, ...]

    @property
    def next(self) -> str:
        """The title of who reads it next; empty when everyone has."""
        return self.hops[len(self.notes)] if len(self.notes) < len(self.hops) else ""

    @property
    def readers(self) -> set[str]:
        """The names of who has read it."""
        return {str(note.facts["reader"]) for note in self.notes}


def steps_of(document: Document) -> Steps:
    """The optional steps of the document's kind, as its unit keeps them today."""
    return process.steps(document.unit_id, document.kind, law.load(document.obligation.law))


def way_of(document: Document) -> Way:
    """How far a proposed report has come; no readers for one that was never proposed."""
    entries = list(
        LogEntry.objects.filter(document=document, kind__in=("propose", "endorse"))
        .select_related("actor")
        .order_by("seq")
    )
    last = max((at for at, one in enumerate(entries) if one.kind == "propose"), default=None)
    if last is None:
        return Way((), None, "", ())
    proposed = entries[last]
    hops = tuple(str(title) for title in proposed.facts.get("hops", ()))
    return Way(
        hops, proposed.actor_id, proposed.actor.name if proposed.actor else "", tuple(entries[last + 1 :])
    )
