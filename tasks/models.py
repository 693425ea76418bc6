"""Work to be done, messages to people, work a person watches. The rows are the truth, Celery the doorbell."""

from __future__ import annotations

from django.db import models

from organisations.models import OrgUnit, Public, User


class Effect(models.Model):
    """Work to be done once, derived by the sweep; `key` makes it one (`reliability` D1).

    A claim is a token with an end: who finishes without it throws the work away.
    """

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=160, unique=True)
    ref = models.JSONField(default=dict)
    due_at = models.DateTimeField(db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_until = models.DateTimeField(null=True, blank=True)
    token = models.UUIDField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)
    dead = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["done_at", "dead", "due_at"])]

    def __str__(self) -> str:
        return self.key


class Notice(Public):
    """A message to a person: unique by kind, subject, step and person, so that no clock can send it twice.

    The text is a message id with parameters, put into words in the person's language when it is shown.
    """

    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=80)
    step = models.CharField(max_length=40)
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices")
    unit = models.ForeignKey(OrgUnit, on_delete=models.CASCADE, related_name="+")
    msgid = models.TextField()
    params = models.JSONField(default=dict)
    path = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)
    mail_token = models.UUIDField(null=True, blank=True)
    mail_claimed_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject", "step", "person"], name="notice_once"),
        ]
        indexes = [models.Index(fields=["person", "read_at"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.step} → {self.person_id}"


class JobState(models.TextChoices):
    """Where a job is."""

    WAITING = "waiting", "รอคิว"
    RUNNING = "running", "กำลังทำ"
    DONE = "done", "เสร็จ"
    FAILED = "failed", "ไม่สำเร็จ"


class Job(Public):
    """Work that a person watches: a Word report, a sealing, a long list. Survives reload, tab and restart.

    `subject_key` is the public id of what it is about: a document, or a list on its way in.
    """

    kind = models.CharField(max_length=40)
    unit = models.ForeignKey(OrgUnit, on_delete=models.CASCADE, related_name="+")
    subject_key = models.UUIDField()
    params = models.JSONField(default=dict)
    started_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="jobs")
    started_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=8, choices=JobState.choices, default=JobState.WAITING)
    step = models.CharField(max_length=40, blank=True)
    percent = models.PositiveSmallIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=1)
    error = models.TextField(blank=True)
    file_key = models.UUIDField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def effect_key(self) -> str:
        """The key of the effect that does this job at this try."""
        return f"job:{self.public_id}:{self.tries}"


class Heartbeat(models.Model):
    """When the clock and the worker were last seen alive."""

    name = models.CharField(max_length=20, unique=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
