"""The rows of Form 2 while it is written: status, money, texts, notes."""

from __future__ import annotations

from django.db import models
from django_scopes import ScopedManager

from documents.models.documents import Document
from organisations.models import Period, User
from plans.models import STATUSES, BudgetLine, Project


class Basis(models.TextChoices):
    """In which sense a figure of spending was typed."""

    AMOUNT = "amount", "ยอดของงวด"
    TO_DATE = "to_date", "ยอดสะสม"


class Versioned(models.Model):
    """A row that says which version of it a writer has read; the second writer of one version is told."""

    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


class ProjectReport(Versioned):
    """A project's status and obstacle in a period."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="reports")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=12, choices=STATUSES, blank=True)
    obstacle = models.TextField(blank=True)

    objects = ScopedManager(unit="project__plan__unit")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "period"], name="project_report_once")]

    def __str__(self) -> str:
        return f"{self.project_id} {self.period_id}"


class LineReport(Versioned):
    """What was spent on a budget line in a period: the only home of the number.

    `amount` is the figure as it was typed, signed baht; `basis` says in which sense: the period's own
    amount, or the ledger's figure to date. The other of the two is always computed (`settled` 4).
    """

    line = models.ForeignKey(BudgetLine, on_delete=models.CASCADE, related_name="reports")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="+")
    amount = models.DecimalField(max_digits=15, decimal_places=2, null=True, blank=True)
    basis = models.CharField(max_length=8, choices=Basis.choices, default=Basis.AMOUNT)

    objects = ScopedManager(unit="line__project__plan__unit")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line", "period"], name="line_report_once")]

    def __str__(self) -> str:
        return f"{self.line_id} {self.period_id}"


class Opening(models.Model):
    """What had been spent on a line when the unit began here, with the day and the source of the figure."""

    line = models.OneToOneField(BudgetLine, on_delete=models.CASCADE, related_name="opening")
    as_of = models.DateField()
    amount = models.DecimalField(max_digits=15, decimal_places=2)
    source = models.CharField(max_length=300)

    objects = ScopedManager(unit="line__project__plan__unit")

    def __str__(self) -> str:
        return f"{self.line_id}: {self.amount}"


class OpeningStatus(models.Model):
    """How far a project was when the unit began here; the first period starts from it."""

    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="opening_status")
    as_of = models.DateField()
    status = models.CharField(max_length=12, choices=STATUSES)
    source = models.CharField(max_length=300)

    objects = ScopedManager(unit="project__plan__unit")

    def __str__(self) -> str:
        return f"{self.project_id}: {self.status}"


class Section(models.TextChoices):
    """The sections of Form 2, as in cell addresses (`settled` 2)."""

    P1 = "p1", "ส่วนที่ 1 ข้อมูลทั่วไป"
    P2A = "p2a", "ส่วนที่ 2 โครงการ"
    P2B = "p2b", "ส่วนที่ 2 การใช้จ่ายงบประมาณ"
    P3 = "p3", "ส่วนที่ 3 เงินอุดหนุนเฉพาะกิจ"
    P4 = "p4", "ส่วนที่ 4 ปัญหาและอุปสรรค"


class SectionAnswer(Versioned):
    """What a section says in words, or that it deliberately says nothing.

    `text` and `second_text` are ปัญหาและอุปสรรค and ข้อเสนอแนะ in p4; `number` is item 7 in p3: how many
    subsidised projects have too little money.
    """

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="sections")
    section = models.CharField(max_length=4, choices=Section.choices)
    text = models.TextField(blank=True)
    second_text = models.TextField(blank=True)
    number = models.PositiveIntegerField(null=True, blank=True)
    nothing_to_report = models.BooleanField(default=False)

    objects = ScopedManager(unit="document__unit")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "section"], name="section_once")]

    def __str__(self) -> str:
        return f"{self.document_id} {self.section}"


class FindingNote(models.Model):
    """The drafter's reason for a finding that should be checked: one for a rule at a cell."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="notes")
    rule = models.CharField(max_length=10)
    cell = models.CharField(max_length=64)
    text = models.CharField(max_length=500)
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now=True)

    objects = ScopedManager(unit="document__unit")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "rule", "cell"], name="note_once")]

    def __str__(self) -> str:
        return f"{self.rule} {self.cell}"
