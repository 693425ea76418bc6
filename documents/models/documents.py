"""The report itself: a document for an obligation, and the revisions it was frozen as."""

from __future__ import annotations

import json
from typing import Any

from django.db import models
from django_fsm import FSMField, FSMModelMixin
from django_scopes import ScopedManager

from documents.models.obligations import FormKind, Obligation
from documents.models.templates import FormTemplate
from organisations.models import OrgUnit, Public, User
from plans.models import DevelopmentPlan


class State(models.TextChoices):
    """The states of a document; they end at `submitted`. The moves between them live in `workflow`."""

    DRAFTING = "drafting", "กำลังจัดทำ"
    CHECKING = "checking", "เสนอตรวจ"
    IN_REVIEW = "in_review", "คณะกรรมการพิจารณา"
    RETURNED = "returned", "ส่งกลับแก้ไข"
    APPROVED = "approved", "คณะกรรมการเห็นชอบแล้ว"
    SIGNED = "signed", "ผู้บริหารลงนามแล้ว"
    SUBMITTED = "submitted", "ส่งแล้ว"
    CANCELLED = "cancelled", "ยกเลิก"


EDITABLE = (State.DRAFTING, State.RETURNED)


class Document(FSMModelMixin, Public):
    """One report for one obligation, with a state. Its content while it is written stands in the rows.

    `fix_by` is the day that binds after a return. The row is the one lock for moves and ballots alike. A form
    made of a template keeps the version it was begun with.
    """

    obligation = models.OneToOneField(Obligation, on_delete=models.PROTECT, related_name="document")
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="documents")
    plan = models.ForeignKey(DevelopmentPlan, null=True, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=20, choices=FormKind.choices)
    template = models.ForeignKey(
        FormTemplate, null=True, blank=True, on_delete=models.PROTECT, related_name="documents"
    )
    state = FSMField(default=State.DRAFTING, choices=State.choices, protected=True, max_length=12)
    state_since = models.DateTimeField(auto_now_add=True)
    fix_by = models.DateField(null=True, blank=True)
    opened_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager(unit="unit")

    class Meta:
        ordering = ["-opened_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=State.values), name="document_state_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.obligation_id}"

    @property
    def is_editable(self) -> bool:
        """Whether the unit's drafters may change what it says."""
        return self.state in EDITABLE


class Revision(Public):
    """A document as it was frozen: canonical content and its SHA-256, the fingerprint. Nothing in it moves.

    `content` is canonical JSON text (sorted keys, no floats, NFC). `sealed_at` is written once by the move
    `submit`, `superseded_at` when a later revision is sealed. `differences` says once and for all how the
    cells differ from the revision before: a list of {cell, old, new}, made when it is frozen.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    content = models.TextField()
    fingerprint = models.CharField(max_length=64, db_index=True)
    frozen_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    frozen_at = models.DateTimeField()
    sealed_at = models.DateTimeField(null=True, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)
    differences = models.JSONField(default=list, blank=True)

    objects = ScopedManager(unit="document__unit")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="revision_number_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="revision_counts_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id}/{self.number}"

    @property
    def data(self) -> dict[str, Any]:
        """The content as an object."""
        return json.loads(self.content)
