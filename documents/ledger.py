"""Finance's figures of a report: kept as they were said, compared with the rows, never written over them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from documents import cells, form2
from documents.arithmetic import ledger as arithmetic
from documents.arithmetic.form2 import available, money, to_date
from documents.models import (
    Basis,
    ChangeSet,
    ChangeSetKind,
    Document,
    LedgerEntry,
    LedgerStatement,
    StoredFile,
)
from organisations.models import User
from plans.importing import Preview
from plans.models import BudgetLine
from plans.vocabulary import bare

PRINT = "พิมพ์จากระบบบัญชี: {name}"
TYPED = "ยอดคุมที่กองคลังแจ้ง"


class StaleStatement(Exception):
    """Somebody else saved finance's figures first; nothing was saved."""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What a print became: rows whose line was found, and those that nobody could place."""

    placed: int
    unplaced: int


def statement_of(document: Document) -> LedgerStatement | None:
    """What finance said for a report, if anything."""
    return LedgerStatement.objects.filter(document=document).select_related("changed_by", "file").first()


def totals_of(statement: LedgerStatement | None) -> dict[str, Decimal]:
    """The control totals by fund, baht to date."""
    return {fund: Decimal(text) for fund, text in statement.totals.items()} if statement else {}


@transaction.atomic
def save_totals(
    document: Document, *, as_of: date, totals: Mapping[str, Decimal | None], version: int, actor: User
) -> LedgerStatement:
    """Save the control totals that finance gave (baht to date, by fund; None: not given).

    Raises `cells.NotEditable`, and `StaleStatement` when `version` is not the one that stands (0: none yet).
    """
    cells.editable(document)
    row = LedgerStatement.objects.filter(document=document).first()
    if (row.version if row else 0) != version:
        raise StaleStatement
    row = row or LedgerStatement(document=document, version=0, source=TYPED)
    row.as_of, row.changed_by = as_of, actor
    row.totals = {fund: money(amount) for fund, amount in totals.items() if amount is not None}
    row.version += 1
    row.save()
    return row


def _typed(statement: LedgerStatement) -> dict[str, str]:
    """The control totals that are not the sums of the print that stands there."""
    printed: defaultdict[str, Decimal] = defaultdict(Decimal)
    for fund, amount in statement.entries.values_list("fund", "amount"):
        printed[fund] += amount
    return {
        fund: text
        for fund, text in statement.totals.items()
        if fund not in printed or Decimal(text) != printed[fund]
    }


@transaction.atomic
def take_in(document: Document, preview: Preview, *, as_of: date, file: StoredFile, actor: User) -> TakenIn:
    """Keep the rows of the accounting system's print: each with its line where the name and fund find one.

    A print replaces an earlier one, the control totals that came from it among it. Funds that the print names
    get their sum as control total, unless one was typed. Raises `cells.NotEditable`.
    """
    cells.editable(document)
    statement, _ = LedgerStatement.objects.get_or_create(
        document=document, defaults={"as_of": as_of, "version": 0, "changed_by": actor}
    )
    statement.as_of, statement.file, statement.changed_by = as_of, file, actor
    statement.source = PRINT.format(name=file.name)[:200]
    typed = _typed(statement)
    statement.entries.all().delete()
    by_name: defaultdict[str, list[BudgetLine]] = defaultdict(list)
    for line in BudgetLine.objects.filter(
        project__plan=document.plan, budget_year=document.obligation.period.fiscal_year
    ).select_related("project"):
        by_name[bare(line.project.name)].append(line)
    entries = []
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    for told in preview.projects:
        if told.disbursed is None:
            continue
        lines = by_name.get(bare(told.name), [])
        if told.fund and len(lines) > 1:
            lines = [line for line in lines if line.fund == told.fund]
        found = lines[0] if len(lines) == 1 else None
        fund = told.fund.value if told.fund else found.fund if found else ""
        if fund:
            sums[fund] += told.disbursed
        entries.append(
            LedgerEntry(
                statement=statement,
                row=len(entries) + 1,
                text=told.name[:500],
                fund=fund,
                amount=told.disbursed,
                line=found,
            )
        )
    LedgerEntry.objects.bulk_create(entries)
    statement.totals = {fund: money(amount) for fund, amount in sums.items()} | typed
    statement.version += 1
    statement.save()
    placed = sum(entry.line_id is not None for entry in entries)
    return TakenIn(placed, len(entries) - placed)


@transaction.atomic
def place(entry: LedgerEntry, line: BudgetLine | None) -> None:
    """Say whose row of the print it is, or that it is nobody's. Raises `cells.NotEditable`."""
    cells.editable(entry.statement.document)
    entry.line = line
    entry.save(update_fields=["line"])


def checked(form: form2.Form2) -> list[arithmetic.FundCheck]:
    """Each fund of a form beside finance's total, with the rows worth a look where they differ."""
    rows: defaultdict[str, list[arithmetic.LedgerRow]] = defaultdict(list)
    for view in form.rows:
        for line in view.lines:
            rows[line.line.fund].append(
                arithmetic.LedgerRow(
                    line.figures.key,
                    view.row.number,
                    to_date(line.figures),
                    line.figures.amount,
                    line.earlier[-1].amount if line.earlier else None,
                    available(line.figures),
                    line.ledger,
                )
            )
    return arithmetic.check(rows, totals_of(form.ledger))


def use_ledger(document: Document, line: BudgetLine, amount: Decimal, *, actor: User) -> ChangeSet | None:
    """Write finance's figure to date into a line, because a person said so. Raises `cells.NotEditable`."""
    edit = cells.Edit(cells.line_cell(line, Basis.TO_DATE), money(amount))
    return cells.apply(document, [edit], actor=actor, kind=ChangeSetKind.MEND, source=TYPED)
