"""Rows are saved whole or not at all; the second writer of one sees both values."""

from __future__ import annotations

from decimal import Decimal

import pytest

from documents import form2, writing
from documents.models import Basis, Document, LineReport, ProjectReport
from plans.models import ProjectChange
from tests.cast import World


def entry(
    view: form2.RowView, status: str, amount: str | None, basis: str = Basis.AMOUNT
) -> writing.RowEntry:
    line = view.lines[0]
    return writing.RowEntry(
        status,
        "",
        view.report.version if view.report else 0,
        {
            line.line: writing.LineEntry(
                Decimal(amount) if amount else None, basis, line.report.version if line.report else 0
            )
        },
    )


def test_the_second_writer_of_a_row_is_told_and_nothing_is_lost(world: World, drafting: Document) -> None:
    view = form2.load(drafting).rows[0]
    mine, theirs = entry(view, "done", "60000"), entry(view, "cancelled", "1")
    writing.save_row(drafting, view.project, theirs, actor=world.wilai)
    with pytest.raises(writing.StaleRow) as stale:
        writing.save_row(drafting, view.project, mine, actor=world.somchai)
    assert stale.value.report is not None
    assert stale.value.report.status == "cancelled"
    assert stale.value.lines[view.lines[0].line.pk].amount == Decimal("1.00")
    assert ProjectReport.objects.get(project=view.project).status == "cancelled"


def test_without_the_version_the_first_writer_would_lose(world: World, drafting: Document) -> None:
    """The negative control: the same two writers, the second one not asked what he had read."""
    view = form2.load(drafting).rows[0]
    writing.save_row(drafting, view.project, entry(view, "cancelled", "1"), actor=world.wilai)
    fresh = form2.load(drafting).rows[0]
    writing.save_row(drafting, view.project, entry(fresh, "done", "60000"), actor=world.somchai)
    assert ProjectReport.objects.get(project=view.project).status == "done"


def test_a_figure_to_date_is_kept_as_typed_and_the_period_s_amount_is_computed(
    world: World, drafting: Document
) -> None:
    view = form2.load(drafting).rows[1]
    writing.save_row(
        drafting, view.project, entry(view, "in_progress", "70000", Basis.TO_DATE), actor=world.somchai
    )
    kept = LineReport.objects.get(line=view.lines[0].line)
    assert (kept.amount, kept.basis) == (Decimal("70000.00"), Basis.TO_DATE)
    cells = form2.load(drafting).figures.cells
    assert cells[f"p2.line.{view.lines[0].figures.key}.amount"] == "70000.00"


def test_a_transfer_is_a_change_with_its_authority(world: World, drafting: Document) -> None:
    view = form2.load(drafting).rows[0]
    told = entry(view, "in_progress", "10")
    told.transfer = writing.TransferEntry(view.lines[0].line, Decimal("-2000"), "มติสภา 1/2569")
    writing.save_row(drafting, view.project, told, actor=world.somchai)
    assert ProjectChange.objects.get().authority == "มติสภา 1/2569"
    assert form2.load(drafting).figures.cells[f"p2.line.{view.lines[0].figures.key}.transfer"] == "-2000.00"


def test_a_refund_is_a_negative_amount(world: World, drafting: Document) -> None:
    view = form2.load(drafting).rows[0]
    writing.save_row(drafting, view.project, entry(view, "in_progress", "-150.25"), actor=world.somchai)
    assert form2.load(drafting).rows[0].lines[0].figures.amount == Decimal("-150.25")


def test_a_section_s_second_writer_is_told_too(world: World, drafting: Document) -> None:
    writing.save_section(drafting, "p4", actor=world.wilai, version=0, text="ก")
    with pytest.raises(writing.StaleRow):
        writing.save_section(drafting, "p4", actor=world.somchai, version=0, text="ข")
    assert drafting.sections.get().text == "ก"
