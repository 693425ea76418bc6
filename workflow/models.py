"""The moves of a document as a proxy upstairs, and the log of all that happened to it."""

from __future__ import annotations

import json
from typing import Any

from django.db import models
from django_fsm import ConcurrentTransitionMixin, transition
from django_scopes import ScopedManager

from documents.models import Document, State
from organisations.models import User


class Case(ConcurrentTransitionMixin, Document):
    """A document as the process sees it: the same row, with every move between its states.

    The methods only name the way; who may go it and what must hold is asked in `moves.py`, the only
    caller. `custom` carries the words of the diagram in `docs/process.md`.
    """

    class Meta:
        proxy = True

    @transition(
        "state", source=[State.DRAFTING, State.RETURNED], target=State.CHECKING, custom={"actor": "drafter"}
    )
    def propose(self) -> None:
        """Lay it before the head of office."""

    @transition(
        "state",
        source=[State.DRAFTING, State.RETURNED, State.CHECKING],
        target=State.IN_REVIEW,
        custom={"actor": "drafter, checker"},
    )
    def refer(self) -> None:
        """Lay it before the committee."""

    @transition("state", source=State.IN_REVIEW, target=State.DRAFTING, custom={"actor": "drafter"})
    def take_back(self) -> None:
        """Take it back before anyone has answered."""

    @transition(
        "state", source=State.IN_REVIEW, target=State.APPROVED, custom={"actor": "closing of the item"}
    )
    def approve(self) -> None:
        """The committee approved."""

    @transition(
        "state",
        source=[State.CHECKING, State.IN_REVIEW, State.APPROVED],
        target=State.RETURNED,
        custom={"actor": "checker, closing of the item, executive"},
    )
    def return_(self) -> None:
        """Back to the drafter, with issues."""

    @transition("state", source=State.APPROVED, target=State.SIGNED, custom={"actor": "executive"})
    def sign(self) -> None:
        """The executive, or who acts for them, signed."""

    @transition(
        "state",
        source=[State.APPROVED, State.SIGNED],
        target=State.SUBMITTED,
        custom={"actor": "drafter, through the worker that sealed"},
    )
    def submit(self) -> None:
        """The sealed package left the house."""

    @transition("state", source=State.SUBMITTED, target=State.DRAFTING, custom={"actor": "drafter"})
    def reopen(self) -> None:
        """A new revision is begun; what was sealed stays as it is."""

    @transition(
        "state",
        source=[
            State.DRAFTING,
            State.CHECKING,
            State.IN_REVIEW,
            State.RETURNED,
            State.APPROVED,
            State.SIGNED,
        ],
        target=State.CANCELLED,
        custom={"actor": "drafter, confirmed by a checker"},
    )
    def cancel(self) -> None:
        """It need not be made any more."""


class LogEntry(models.Model):
    """One thing that happened to a document: a move, a ballot, an issue, a reply, a receipt. Append-only.

    One chain per document: `hash = sha256(b"tidtam-log-1\\0" + prev + digest)`, `digest` is the SHA-256 of
    the canonical `payload`, which holds every fact of the entry. `from_state` and `to_state` are set for
    moves; the database's trigger asks them before it lets a state change (`settled` 8, 11).
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="log")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    at = models.DateTimeField()
    actor = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, blank=True)
    from_state = models.CharField(max_length=12, blank=True)
    to_state = models.CharField(max_length=12, blank=True)
    payload = models.TextField()
    digest = models.CharField(max_length=64)
    prev = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    objects = ScopedManager(unit="document__unit")

    class Meta:
        ordering = ["document", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["document", "seq"], name="log_seq_once"),
            models.UniqueConstraint(fields=["document", "prev"], name="log_prev_once"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id}/{self.seq} {self.kind}"

    @property
    def facts(self) -> dict[str, Any]:
        """What this kind of entry has to say besides who, when and from where to where."""
        return json.loads(self.payload)["facts"]
