"""The divisions' part of a report: what each was asked for, and every answer it gave."""

from __future__ import annotations

from django.db import models
from django_scopes import ScopedManager

from documents.models.changesets import ChangeSet
from documents.models.documents import Document
from documents.models.figures import Basis
from organisations.clock import now
from organisations.models import Public, User
from plans.models import BudgetLine, Project


class Via(models.TextChoices):
    """By what way a division answered."""

    LINK = "link", "ลิงก์"
    EXCEL = "excel", "Excel"


class Decision(models.TextChoices):
    """What became of an answer: waiting, taken into the report, or set aside for another value."""

    WAITING = "", "รอรวม"
    TAKEN = "taken", "ใช้คำตอบนี้"
    SET_ASIDE = "set_aside", "ไม่ใช้คำตอบนี้"


class DivisionRequest(Public):
    """One division asked for its rows of one report, by a link that needs no account.

    The link's code is kept as its SHA-256 only; it is made again from the house's secret, `public_id` and
    `serial` when the officer wants to see it. Raising `serial` revokes the link that is out.
    """

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="division_requests")
    division = models.CharField(max_length=120)
    contact = models.CharField(max_length=150, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    serial = models.PositiveSmallIntegerField(default=1)
    code_sha256 = models.CharField(max_length=64, unique=True)
    answer_by = models.DateField()
    asked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=now)

    objects = ScopedManager(unit="document__unit")

    class Meta:
        ordering = ["division"]
        constraints = [models.UniqueConstraint(fields=["document", "division"], name="division_asked_once")]

    def __str__(self) -> str:
        return f"{self.division} {self.document_id}"


class DivisionAnswer(models.Model):
    """One value that a division gave for one cell. Never changed and never deleted but for its decision.

    `seen` is what stood in the cell when the division saw it; a later change of the cell by somebody else
    makes the answer a collision, and both are shown.
    """

    request = models.ForeignKey(DivisionRequest, on_delete=models.CASCADE, related_name="answers")
    cell = models.CharField(max_length=64)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    line = models.ForeignKey(BudgetLine, null=True, on_delete=models.CASCADE, related_name="+")
    value = models.TextField(blank=True)
    basis = models.CharField(max_length=8, choices=Basis.choices, default=Basis.AMOUNT)
    seen = models.TextField(blank=True)
    via = models.CharField(max_length=8, choices=Via.choices)
    source = models.CharField(max_length=200, blank=True)
    answered_by = models.CharField(max_length=150, blank=True)
    answered_at = models.DateTimeField(default=now)
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True)
    merged_in = models.ForeignKey(
        ChangeSet, null=True, blank=True, on_delete=models.SET_NULL, related_name="answers"
    )

    objects = ScopedManager(unit="request__document__unit")

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["request", "decision"])]

    def __str__(self) -> str:
        return f"{self.cell}: {self.value}"
