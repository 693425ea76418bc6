"""Questionnaires, what was answered, and what let somebody answer; the two are joined by no column.

An answer carries a day, not a moment, and a random key; an invitation carries the day on which it was used. A draft
is found by a key made of the respondent's token, which itself stands nowhere, and is emptied when it is sent.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django_scopes import ScopedManager

from organisations.models import OrgUnit, Public, User
from organisations.sentences import gettext_noop
from surveys.questions import Asked


class Mode(models.TextChoices):
    """Who may answer: whoever has the address (and the data set says so), or one answer an invitation."""

    OPEN = "open", gettext_noop("open to everyone")
    INVITED = "invited", gettext_noop("by invitation")


class Via(models.TextChoices):
    """How an answer came in."""

    PHONE = "phone", gettext_noop("by phone")
    PAPER = "paper", gettext_noop("on paper")


class Questionnaire(Public):
    """One form's questions put to people for one fiscal year; closed once, and then sealed.

    `wording` and `strategies` are what was asked, kept as they were; `sealed` is the SHA-256 of the data set.
    """

    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="questionnaires")
    kind = models.CharField(max_length=20)
    fiscal_year = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=12, unique=True)
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.OPEN)
    wording = models.JSONField()
    strategies = models.JSONField(default=list)
    opens_on = models.DateField()
    closes_on = models.DateField()
    minimum = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    closed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    sealed = models.CharField(max_length=64, blank=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = ScopedManager(unit="unit")

    class Meta:
        ordering = ["-fiscal_year", "kind", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "kind", "fiscal_year"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_questionnaire_a_form_and_year",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, sealed="") | (Q(closed_at__isnull=False) & ~Q(sealed="")),
                name="questionnaire_closed_is_sealed",
            ),
            models.CheckConstraint(
                condition=Q(closes_on__gte=models.F("opens_on")), name="questionnaire_closes_after_it_opens"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.fiscal_year} {self.code}"

    def asked(self) -> Asked:
        """What is asked, with the villages; one query."""
        places = Place._base_manager.filter(questionnaire=self).order_by("number")
        return Asked(self.wording, self.strategies, [(str(one.number), one.name) for one in places])


class Place(models.Model):
    """A village or community, and how many answers are wanted from it."""

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.CASCADE, related_name="places")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=100)
    target = models.PositiveIntegerField(default=0)

    objects = ScopedManager(unit="questionnaire__unit")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "number"], name="place_once_a_questionnaire")
        ]

    def __str__(self) -> str:
        return self.name


class Invitation(models.Model):
    """The right to answer once. Only the token's hash is kept; nothing leads from here to an answer."""

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.CASCADE, related_name="invitations")
    number = models.PositiveIntegerField()
    token_sha256 = models.CharField(max_length=64, unique=True)
    spent_on = models.DateField(null=True)

    objects = ScopedManager(unit="questionnaire__unit")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "number"], name="invitation_once_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.questionnaire_id}/{self.number}"


class Draft(models.Model):
    """Answers on their way, kept for a day under a key that only the respondent's token gives."""

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.CASCADE, related_name="drafts")
    key_sha256 = models.CharField(max_length=64, unique=True)
    answers = models.JSONField(default=dict)
    sent = models.BooleanField(default=False)
    touched_at = models.DateTimeField()

    objects = ScopedManager(unit="questionnaire__unit")

    def __str__(self) -> str:
        return self.key_sha256[:8]


class Response(models.Model):
    """One person's answers. The database refuses to change, to delete, and to add after the closing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="responses")
    answers = models.JSONField()
    via = models.CharField(max_length=10, choices=Via.choices)
    given_on = models.DateField()

    objects = ScopedManager(unit="questionnaire__unit")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.id)


class PaperSheet(models.Model):
    """A printed sheet by its number, keyed in twice; counted as an answer once both agree."""

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.CASCADE, related_name="sheets")
    number = models.PositiveIntegerField()
    first = models.JSONField()
    second = models.JSONField(null=True)
    first_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    second_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    counted = models.BooleanField(default=False)

    objects = ScopedManager(unit="questionnaire__unit")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "number"], name="sheet_once_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.questionnaire_id}/{self.number}"
