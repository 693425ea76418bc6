"""What was written into the cells of a report, step by step, so that each step can be seen and undone."""

from __future__ import annotations

from django.db import models
from django_scopes import ScopedManager

from documents.models.documents import Document
from documents.models.figures import Basis
from documents.models.files import StoredFile
from organisations.clock import now
from organisations.models import Public, User
from plans.models import BudgetLine, Project, ProjectChange


class ChangeSetKind(models.TextChoices):
    """By what act cells were written; one act is one step of undo."""

    TYPED = "typed", "กรอกในตาราง"
    SHEET = "sheet", "กรอกในแบบ"
    CARRY = "carry", "นำมาจากที่มา"
    ROW = "row", "กรอกในหน้าโครงการ"
    PASTE = "paste", "วางจาก Excel"
    FILL = "fill", "เติมลงด้านล่าง"
    MERGE = "merge", "รวมคำตอบของกอง"
    MEND = "mend", "แก้ในหน้าตรวจ"
    UNDO = "undo", "ย้อนกลับ"


class ChangeSet(Public):
    """One act that wrote cells of a report: who, when, by what way, from where (`source`, in words)."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="change_sets")
    kind = models.CharField(max_length=8, choices=ChangeSetKind.choices)
    source = models.CharField(max_length=200, blank=True)
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=now)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects = ScopedManager(unit="document__unit")

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["document", "kind"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.document_id}"


class CellChange(models.Model):
    """One cell of a change set: what stood there and what stands there since, as cell texts.

    An amount's text is baht with two decimals; `basis` tells in which sense it was typed. Empty: nothing.
    A cell of Form 2 belongs to a project, one of the other forms to none.
    """

    change_set = models.ForeignKey(ChangeSet, on_delete=models.CASCADE, related_name="cells")
    cell = models.CharField(max_length=64)
    project = models.ForeignKey(Project, null=True, on_delete=models.CASCADE, related_name="+")
    line = models.ForeignKey(BudgetLine, null=True, on_delete=models.CASCADE, related_name="+")
    old = models.TextField(blank=True)
    old_basis = models.CharField(max_length=8, choices=Basis.choices, default=Basis.AMOUNT)
    new = models.TextField(blank=True)
    new_basis = models.CharField(max_length=8, choices=Basis.choices, default=Basis.AMOUNT)

    objects = ScopedManager(unit="change_set__document__unit")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["change_set", "cell"], name="cell_once_in_a_set")]
        indexes = [models.Index(fields=["cell"])]

    def __str__(self) -> str:
        return f"{self.cell}: {self.old} → {self.new}"


class ChangeFile(models.Model):
    """The paper by which a project was changed: the resolution, the letter, the announcement."""

    change = models.OneToOneField(ProjectChange, on_delete=models.CASCADE, related_name="evidence")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    objects = ScopedManager(unit="change__project__plan__unit")

    def __str__(self) -> str:
        return str(self.change_id)
