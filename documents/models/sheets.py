"""What was typed into a form that is made of a template: a cell, its text, and the files that prove it."""

from __future__ import annotations

from django.db import models
from django_scopes import ScopedManager

from documents.models.documents import Document
from documents.models.figures import Versioned
from documents.models.files import StoredFile
from organisations.models import Public, User


class SheetCell(Versioned):
    """One cell as it was typed, by its address (`settled` 2). An empty text is no row."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="typed")
    cell = models.CharField(max_length=64)
    text = models.TextField()

    objects = ScopedManager(unit="document__unit")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "cell"], name="sheet_cell_once")]

    def __str__(self) -> str:
        return f"{self.cell}: {self.text[:40]}"


class Evidence(Public):
    """A file that proves what a cell says. Taken away it stays as a row, so that it can be put back."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="evidence")
    cell = models.CharField(max_length=64)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager(unit="document__unit")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.cell}: {self.file_id}"
