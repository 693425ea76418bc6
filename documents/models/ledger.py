"""What finance says was spent: control totals by fund, and the lines of the accounting system's print."""

from __future__ import annotations

from django.db import models
from django_scopes import ScopedManager

from documents.models.documents import Document
from documents.models.figures import Versioned
from documents.models.files import StoredFile
from plans.models import BudgetLine


class LedgerStatement(Versioned):
    """Finance's figures for one report: spent to date on a day, baht, by fund.

    `totals` is {fund: "1234.00"}; a fund that finance did not name is not in it. `file` is the print the
    entries came from, when there was one.
    """

    document = models.OneToOneField(Document, on_delete=models.CASCADE, related_name="ledger")
    as_of = models.DateField()
    totals = models.JSONField(default=dict)
    source = models.CharField(max_length=200, blank=True)
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = ScopedManager(unit="document__unit")

    def __str__(self) -> str:
        return f"{self.document_id} {self.as_of}"


class LedgerEntry(models.Model):
    """One row of the ledger's print: spent to date, baht; `line` is None while nobody knows whose it is."""

    statement = models.ForeignKey(LedgerStatement, on_delete=models.CASCADE, related_name="entries")
    row = models.PositiveIntegerField()
    text = models.CharField(max_length=500)
    fund = models.CharField(max_length=30, blank=True)
    amount = models.DecimalField(max_digits=15, decimal_places=2)
    line = models.ForeignKey(
        BudgetLine, null=True, blank=True, on_delete=models.SET_NULL, related_name="ledger_entries"
    )

    objects = ScopedManager(unit="statement__document__unit")

    class Meta:
        ordering = ["row"]
        constraints = [models.UniqueConstraint(fields=["statement", "row"], name="ledger_row_once")]

    def __str__(self) -> str:
        return f"{self.row} {self.text}"
