"""What a unit owes for a period, and what lays a day over it."""

from __future__ import annotations

from django.db import models
from django_scopes import ScopedManager

from documents.models.files import StoredFile
from organisations.models import OrgUnit, Period, Public, User


class FormKind(models.TextChoices):
    """What can be owed: the forms of the handbook, and the acts the regulation dates."""

    FORM1 = "form1", "แบบ 1"
    FORM2 = "form2", "แบบ 2"
    FORM3_1 = "form3_1", "แบบ 3/1"
    FORM3_2 = "form3_2", "แบบ 3/2"
    FORM3_3 = "form3_3", "แบบ 3/3"
    METHOD_MEETING = "method_meeting", "ประชุมกำหนดแนวทางติดตามและประเมินผล"
    OPINION_REPORTED = "opinion_reported", "รายงานผลและความเห็นต่อผู้บริหาร"
    ANNOUNCED = "announced", "ประกาศผลการติดตามและประเมินผล"
    LAID_COUNCIL = "laid_council", "เสนอสภาท้องถิ่น"
    LAID_DEVELOPMENT = "laid_development", "เสนอคณะกรรมการพัฒนาท้องถิ่น"
    SCORES = "scores", "การให้คะแนนยุทธศาสตร์และโครงการ"


REPORTS = (
    FormKind.FORM1,
    FormKind.FORM2,
    FormKind.FORM3_1,
    FormKind.FORM3_2,
    FormKind.FORM3_3,
    FormKind.SCORES,
)
"""The kinds that are written here as a document; the others are acts with a date."""
SHEETS = tuple(kind for kind in REPORTS if kind != FormKind.FORM2)
"""The kinds whose items, tables and computed cells come from a template."""


class Obligation(Public):
    """Something owed by a unit for a period under one law pack; its status is derived, never stored.

    It is met when its document's revision is sealed, or by an act with a date (`Act`). `due_on` is
    inclusive: the whole day in Bangkok still counts.
    """

    unit = models.ForeignKey(OrgUnit, on_delete=models.CASCADE, related_name="obligations")
    kind = models.CharField(max_length=20, choices=FormKind.choices)
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="obligations")
    law = models.CharField(max_length=40)
    article = models.CharField(max_length=200, blank=True)
    opens_on = models.DateField()
    due_on = models.DateField()

    objects = ScopedManager(unit="unit")

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "kind", "period"], name="obligation_once"),
            models.CheckConstraint(
                condition=models.Q(due_on__gte=models.F("opens_on")), name="obligation_due_after_opening"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.kind} {self.period_id}"


class Extension(models.Model):
    """A later day for an obligation, with who granted it and why."""

    obligation = models.ForeignKey(Obligation, on_delete=models.CASCADE, related_name="extensions")
    until = models.DateField()
    reason = models.CharField(max_length=300)
    granted_by = models.CharField(max_length=200)
    made_at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager(unit="obligation__unit")

    def __str__(self) -> str:
        return f"{self.obligation_id} → {self.until}"


class Waiver(models.Model):
    """An obligation that need not be met, with who said so and why."""

    obligation = models.OneToOneField(Obligation, on_delete=models.CASCADE, related_name="waiver")
    reason = models.CharField(max_length=300)
    granted_by = models.CharField(max_length=200)
    made_at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager(unit="obligation__unit")

    def __str__(self) -> str:
        return str(self.obligation_id)


class Act(models.Model):
    """An obligation met by a deed outside this screen: a report made on paper, a meeting, a notice posted."""

    obligation = models.OneToOneField(Obligation, on_delete=models.CASCADE, related_name="act")
    done_on = models.DateField()
    note = models.CharField(max_length=300)
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager(unit="obligation__unit")

    def __str__(self) -> str:
        return f"{self.obligation_id}: {self.done_on}"
