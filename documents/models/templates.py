"""The wording of the forms: versions with a day from which each holds. A version is never edited."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from documents.models.obligations import REPORTS, FormKind
from organisations.models import OrgUnit, Public, User


class TemplateIsKept(Exception):
    """A version of a form's wording is written once; other words are another version."""


class FormTemplate(Public):
    """One version of a form: its items, tables, labels and computed cells (`docs/forms.md`).

    Without a `unit` it holds for everybody, as shipped; a unit's own versions hold before it, from
    `in_force_from` on. Documents keep the version with which they were begun. Nobody edits a version, used or
    not: `save` refuses it, and the document's foreign key forbids the deletion of a used one.
    """

    kind = models.CharField(max_length=20, choices=[(kind.value, kind.label) for kind in REPORTS])
    unit = models.ForeignKey(
        OrgUnit, null=True, blank=True, on_delete=models.CASCADE, related_name="form_templates"
    )
    version = models.PositiveSmallIntegerField()
    in_force_from = models.DateField()
    wording = models.JSONField()
    reason = models.CharField(max_length=300, blank=True)
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["kind", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "version"], condition=Q(unit__isnull=True), name="form_template_shipped_once"
            ),
            models.UniqueConstraint(
                fields=["kind", "unit", "version"],
                condition=Q(unit__isnull=False),
                name="form_template_of_a_unit_once",
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="form_template_counts_from_one"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        """Its name in a frozen content: `form1-handbook-1`, `form1-banna-2`."""
        whose = self.unit.code if self.unit else str(self.wording.get("name", "shipped"))
        return f"{FormKind(self.kind).value}-{whose}-{self.version}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new version; raises `TemplateIsKept` for one that is there."""
        if not self._state.adding:
            raise TemplateIsKept(self.key)
        super().save(*args, **kwargs)
