"""What readers ask to have mended, and what the drafter answers."""

from __future__ import annotations

from django.db import models
from django_scopes import ScopedManager

from documents.models.documents import Document, Revision
from organisations.clock import now
from organisations.models import Public, User


class Severity(models.TextChoices):
    """Whether an issue must be mended or is a remark for the file."""

    MUST = "must", "ขอให้แก้ไข"
    REMARK = "remark", "ข้อสังเกต"


class Source(models.TextChoices):
    """Who raised an issue."""

    CHECKER = "checker", "ผู้ตรวจ"
    COMMITTEE = "committee", "คณะกรรมการ"
    EXECUTIVE = "executive", "ผู้บริหารท้องถิ่น"
    PAO = "pao", "อบจ."


class ReasonCode(models.TextChoices):
    """Why reports come back, so that it can be counted."""

    SUM = "sum", "ตัวเลขไม่ตรงกัน"
    EVIDENCE = "evidence", "ขาดหลักฐาน"
    STATUS = "status", "สถานะโครงการไม่ตรงความจริง"
    WORDING = "wording", "ข้อความไม่ชัดเจน"
    MISSING = "missing", "ข้อมูลไม่ครบ"
    OTHER = "other", "อื่น ๆ"


class Issue(Public):
    """A point raised on a revision, tied to a section, a row or a cell by its address.

    While the item of its sitting is open it is `pending`; the return makes it open, an approval turns it
    into a remark (`settled` 10).
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="issues")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="issues")
    raised_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=10, choices=Source.choices)
    reason_code = models.CharField(max_length=10, choices=ReasonCode.choices, default=ReasonCode.OTHER)
    severity = models.CharField(max_length=6, choices=Severity.choices, default=Severity.MUST)
    anchor = models.CharField(max_length=64)
    text = models.TextField()
    fix_by = models.DateField(null=True, blank=True)
    pending = models.BooleanField(default=False)
    raised_at = models.DateTimeField(default=now)

    objects = ScopedManager(unit="document__unit")

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~models.Q(text=""), name="issue_says_something")]

    def __str__(self) -> str:
        return self.text[:60]


class IssueReply(models.Model):
    """The drafter's answer to an issue."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="replies")
    text = models.TextField()
    replied_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    replied_at = models.DateTimeField(default=now)

    objects = ScopedManager(unit="issue__document__unit")

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~models.Q(text=""), name="reply_says_something")]

    def __str__(self) -> str:
        return self.text[:60]
