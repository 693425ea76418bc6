"""A corrected period and the later ones: what would change there is proposed, never done (`product` N5).

A report carries the figures of the year's earlier periods as they stood when it was frozen. When an earlier
report is frozen anew, each later report whose carried figures differ gets one `Restatement` with the old and
the new text of every dependent cell. Its stored bytes stay; taking the proposal is a move (`workflow`).
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from documents import form2
from documents.cells import lock
from documents.models import Document, FormKind, Restatement, RestatementDecision, Revision, State
from organisations.clock import now
from organisations.models import User

CARRIED = ("earlier", "amount", "to_date", "remaining", "percent")
"""What of a line depends on the earlier periods; the period's amount does where it was typed to date."""
SUPERSEDED = "มีข้อเสนอใหม่แทน"

Cells = Mapping[str, str]


def later(document: Document) -> list[Document]:
    """The reports of the same unit and fiscal year whose period begins after this one's."""
    period = document.obligation.period
    return list(
        Document.objects.filter(
            unit=document.unit_id,
            kind=FormKind.FORM2,
            obligation__period__fiscal_year=period.fiscal_year,
            obligation__period__starts_on__gte=period.ends_on,
        )
        .exclude(state=State.CANCELLED)
        .select_related("obligation__period", "plan", "unit")
        .order_by("obligation__period__starts_on")
    )


def standing_of(documents: list[Document]) -> dict[int, Cells]:
    """The computed cells of reports as they stand, by primary key."""
    return {one.pk: form2.load(one).figures.cells for one in documents}


def dependent(old: Cells, new: Cells) -> list[dict[str, str]]:
    """The cells that a changed carried figure moves: of its line, and the sums over it. Pure."""
    moved = {
        cell.split(".")[2]
        for cell in new
        if cell.startswith("p2.line.") and cell.endswith(".earlier") and old.get(cell, "") != new[cell]
    }
    if not moved:
        return []
    wanted = [f"p2.line.{key}.{name}" for key in sorted(moved) for name in CARRIED]
    sums = [
        cell
        for cell in new
        if cell.startswith(("p2.list.", "p2.t5.", "p3.t6.")) and not cell.endswith((".n", ".budget"))
    ]
    return [
        {"cell": cell, "old": old.get(cell, ""), "new": new.get(cell, "")}
        for cell in (*wanted, *sums)
        if old.get(cell, "") != new.get(cell, "")
    ]


def propose(revision: Revision, before: Mapping[int, Cells]) -> list[Restatement]:
    """Make the proposals that a new revision gives cause for; `before` is `standing_of` the later reports
    as they were before it. The caller holds the lock of the revision's document."""
    made = []
    for document in later(revision.document):
        frozen = Revision.objects.filter(document=document).order_by("-number").first()
        old: Cells = frozen.data["cells"] if frozen is not None else before[document.pk]
        cells = dependent(old, form2.load(document).figures.cells)
        if not cells:
            continue
        Restatement.objects.filter(
            document=document, because__document=revision.document_id, decision=RestatementDecision.OPEN
        ).update(decision=RestatementDecision.DECLINED, reason=SUPERSEDED, decided_at=now())
        made.append(Restatement.objects.create(document=document, because=revision, cells=cells))
    return made


def open_for(document: Document) -> list[Restatement]:
    """The proposals that wait for the report's drafters."""
    return list(
        Restatement.objects.filter(document=document, decision=RestatementDecision.OPEN).select_related(
            "because__document__obligation__period"
        )
    )


@transaction.atomic
def decide(restatement: Restatement, *, actor: User, taken: bool, reason: str = "") -> Restatement:
    """Write down what became of a proposal. ValueError when it was decided before, or declined without a
    reason. What taking does to the report is the move's affair."""
    lock(restatement.document)
    row = Restatement.objects.get(pk=restatement.pk)
    if row.decision != RestatementDecision.OPEN:
        raise ValueError("decided before")
    if not taken and not reason.strip():
        raise ValueError("declining asks for a reason")
    row.decision = RestatementDecision.TAKEN if taken else RestatementDecision.DECLINED
    row.reason, row.decided_at, row.decided_by = reason.strip()[:500], now(), actor
    row.save(update_fields=["decision", "reason", "decided_at", "decided_by"])
    return row
