"""A later report whose figures would change because an earlier one was corrected: proposed, never done."""

from __future__ import annotations

from django.db import models
from django_scopes import ScopedManager

from documents.models.documents import Document, Revision
from organisations.clock import now
from organisations.models import Public, User


class RestatementDecision(models.TextChoices):
    """What became of a proposal."""

    OPEN = "open", "รอพิจารณา"
    TAKEN = "taken", "ปรับแล้ว"
    DECLINED = "declined", "ไม่ปรับ"


class Restatement(Public):
    """One proposal to a later report: `because` is the corrected revision of the earlier period.

    `cells` is a list of {cell, old, new} for each dependent cell, as texts; the stored bytes of the later
    report's revisions do not change. Declining asks for a reason.
    """

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="restatements")
    because = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="restates")
    cells = models.JSONField(default=list)
    decision = models.CharField(
        max_length=8, choices=RestatementDecision.choices, default=RestatementDecision.OPEN
    )
    reason = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField(default=now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects = ScopedManager(unit="document__unit")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["document", "because"], name="restated_once_for_a_revision"),
            models.CheckConstraint(
                condition=~models.Q(decision="declined") | ~models.Q(reason=""),
                name="declined_restatement_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} ← {self.because_id}"
