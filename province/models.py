"""The อบจ.'s own records of what it took in. It never reads a unit's live rows."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django_scopes import ScopedManager

from organisations.models import OrgUnit, Public, User


class Desk(models.TextChoices):
    """Where a submission stands at the อบจ.; none of these words is a command to a unit."""

    ARRIVED = "arrived", "มาถึง"
    REGISTERED = "registered", "ลงรับแล้ว"
    RECORDED = "recorded", "บันทึกเข้าฐานข้อมูลแล้ว"
    CORRECTION_ASKED = "correction_asked", "ขอให้ตรวจสอบ"
    REPLACED = "replaced", "มีฉบับใหม่แทน"


class Submission(Public):
    """One package as the อบจ. took it in: created only by taking in a package (`process`).

    `checks` is the list of what was tested on arrival: {code, good, text}. `content` is data.json of the
    package. A package that fails is kept as a refusal (`Refused`), never as a submission.
    """

    pao = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="submissions")
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="submitted")
    kind = models.CharField(max_length=20)
    period_key = models.CharField(max_length=60)
    revision_number = models.PositiveSmallIntegerField()
    fingerprint = models.CharField(max_length=64)
    package_sha256 = models.CharField(max_length=64, unique=True)
    key_fingerprint = models.CharField(max_length=64)
    manifest = models.JSONField()
    content = models.TextField()
    checks = models.JSONField(default=list)
    letter = models.JSONField(default=dict)
    desk = models.CharField(max_length=16, choices=Desk.choices, default=Desk.ARRIVED)
    arrived_at = models.DateTimeField()
    register_year = models.PositiveSmallIntegerField(null=True, blank=True)
    register_no = models.PositiveIntegerField(null=True, blank=True)
    saraban_no = models.CharField(max_length=60, blank=True)
    registered_at = models.DateTimeField(null=True, blank=True)
    registered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    correction_asked_at = models.DateTimeField(null=True, blank=True)
    correction_asked_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    replaced_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaces"
    )

    objects = ScopedManager(unit="pao")

    class Meta:
        ordering = ["-arrived_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["pao", "register_year", "register_no"],
                condition=Q(register_no__isnull=False),
                name="register_number_once",
            ),
            models.UniqueConstraint(
                fields=["pao", "unit", "kind", "period_key", "revision_number"],
                name="submission_revision_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.period_key} {self.revision_number}"

    @property
    def stamp(self) -> str:
        """The running number as the stamp prints it: 12/2569."""
        return f"{self.register_no}/{self.register_year}" if self.register_no else ""


class CorrectionPoint(models.Model):
    """One point that the อบจ. asks a unit to look at again: tied to a section, row or cell; never a command."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="points")
    anchor = models.CharField(max_length=64)
    reason_code = models.CharField(max_length=20)
    text = models.TextField()

    objects = ScopedManager(unit="submission__pao")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.submission_id}: {self.anchor}"


class Counter(models.Model):
    """The register's last number of a calendar year (B.E.); its row is locked, so no gap is left."""

    pao = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pao", "year"], name="counter_once")]

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class Refused(models.Model):
    """A package that could not be taken in: when, what it was called, and why. Nothing else of it is kept."""

    pao = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    code = models.CharField(max_length=40)
    msgid = models.TextField()
    params = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager(unit="pao")

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.name}: {self.code}"


class Receipt(Public):
    """What the อบจ. wrote back: signed by its key, delivered into the unit's own log.

    `body` is the canonical JSON that was signed; `signature` is hex.
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="receipts")
    step = models.CharField(max_length=16, choices=Desk.choices)
    body = models.TextField()
    signature = models.CharField(max_length=128)
    key_fingerprint = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager(unit="submission__pao")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["submission", "step"], name="receipt_step_once")]

    @property
    def facts(self) -> dict[str, Any]:
        """The signed facts."""
        import json

        return json.loads(self.body)

    def __str__(self) -> str:
        return f"{self.submission_id} {self.step}"
