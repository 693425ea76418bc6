"""A cell is written once, seen by everyone, and put back in one step."""

from __future__ import annotations

import pytest

from documents import cells, form2
from documents.cells import CannotUndo, Collided, Edit, NotEditable, UnknownCell
from documents.models import Basis, CellChange, ChangeSet, ChangeSetKind, Document, LineReport
from tests.cast import World

TYPED = ChangeSetKind.TYPED


@pytest.fixture
def status(world: World) -> str:
    return cells.row_cell(world.projects[0], "status")


@pytest.fixture
def amount(world: World) -> str:
    return cells.line_cell(world.projects[0].lines.get())


def text(document: Document, cell: str) -> str:
    return cells.stand(document, [cell])[cell].text


def bytes_of(document: Document) -> dict[str, str]:
    return form2.load(document).figures.cells


def test_a_change_set_keeps_what_stood_before_and_what_stands_since(
    world: World, drafting: Document, status: str, amount: str
) -> None:
    step = cells.apply(
        drafting, [Edit(status, "done"), Edit(amount, "1234.5")], actor=world.somchai, kind=TYPED
    )
    assert step is not None
    assert {(one.cell, one.old, one.new) for one in step.cells.all()} == {
        (status, "in_progress", "done"),
        (amount, "50000.00", "1234.50"),
    }
    assert text(drafting, amount) == "1234.50"


def test_what_stands_there_already_is_no_change(world: World, drafting: Document, status: str) -> None:
    before = ChangeSet.objects.count()
    assert cells.apply(drafting, [Edit(status, "in_progress")], actor=world.somchai, kind=TYPED) is None
    assert ChangeSet.objects.count() == before


def test_a_figure_to_date_is_the_same_cell_in_another_sense(
    world: World, drafting: Document, amount: str
) -> None:
    line = world.projects[0].lines.get()
    to_date = cells.line_cell(line, Basis.TO_DATE)
    cells.apply(drafting, [Edit(to_date, "60000.00")], actor=world.somchai, kind=TYPED)
    told = LineReport.objects.get(line=line)
    assert (told.amount, told.basis) == (60000, Basis.TO_DATE)
    assert cells.stand(drafting, [amount])[amount].mark == "to_date:60000.00"
    assert [one.new_basis for one in cells.history_of(drafting, to_date)] == ["to_date", "amount"]


def test_an_edit_of_what_was_not_seen_is_refused_with_both_values(
    world: World, drafting: Document, status: str, amount: str
) -> None:
    cells.apply(drafting, [Edit(status, "done")], actor=world.wilai, kind=TYPED)
    with pytest.raises(Collided) as refused:
        cells.apply(
            drafting,
            [Edit(status, "cancelled", seen="in_progress"), Edit(amount, "1.00")],
            actor=world.somchai,
            kind=TYPED,
        )
    (one,) = refused.value.collisions
    assert (one.edit.value, one.theirs.text) == ("cancelled", "done")
    assert one.theirs.report is not None and one.theirs.report.changed_by == world.wilai
    assert text(drafting, amount) == "50000.00", "nothing of the set was saved"


def test_cells_that_do_not_meet_do_not_collide(
    world: World, drafting: Document, status: str, amount: str
) -> None:
    seen = cells.stand(drafting, [status, amount])
    cells.apply(drafting, [Edit(status, "done", seen[status].mark)], actor=world.wilai, kind=TYPED)
    cells.apply(drafting, [Edit(amount, "9.00", seen[amount].mark)], actor=world.somchai, kind=TYPED)
    assert (text(drafting, status), text(drafting, amount)) == ("done", "9.00")


def test_the_same_edit_twice_is_no_collision(world: World, drafting: Document, status: str) -> None:
    edit = Edit(status, "done", seen="in_progress")
    assert cells.apply(drafting, [edit], actor=world.somchai, kind=TYPED) is not None
    assert cells.apply(drafting, [edit], actor=world.somchai, kind=TYPED) is None


def test_one_undo_brings_every_cell_back(world: World, drafting: Document) -> None:
    before = bytes_of(drafting)
    edits = [Edit(cells.line_cell(one.lines.get()), "7.00") for one in world.projects]
    edits += [Edit(cells.row_cell(one, "status"), "done") for one in world.projects]
    step = cells.apply(drafting, edits, actor=world.somchai, kind=ChangeSetKind.PASTE)
    assert step is not None and bytes_of(drafting) != before
    cells.undo(step, actor=world.somchai)
    assert bytes_of(drafting) == before
    with pytest.raises(CannotUndo):
        cells.undo(step, actor=world.somchai)


def test_an_undo_can_be_undone(world: World, drafting: Document, status: str) -> None:
    step = cells.apply(drafting, [Edit(status, "done")], actor=world.somchai, kind=TYPED)
    assert step is not None
    cells.undo(cells.undo(step, actor=world.somchai), actor=world.somchai)
    assert text(drafting, status) == "done"


def test_what_was_written_again_since_is_not_undone(world: World, drafting: Document, status: str) -> None:
    step = cells.apply(drafting, [Edit(status, "done")], actor=world.somchai, kind=TYPED)
    assert step is not None
    cells.apply(drafting, [Edit(status, "cancelled")], actor=world.wilai, kind=TYPED)
    with pytest.raises(CannotUndo) as refused:
        cells.undo(step, actor=world.somchai)
    assert refused.value.cells == (status,)
    assert text(drafting, status) == "cancelled"


@pytest.mark.parametrize(
    "cell",
    ["", "p2.row.x.status", "p4", "p2.line.{row}.amount", "p2.row.{row}.name", "p2.t4.s1.done.n"],
)
def test_an_address_that_is_no_cell_is_refused(world: World, drafting: Document, cell: str) -> None:
    with pytest.raises(UnknownCell):
        cells.stand(drafting, [cell.format(row=world.projects[0].key)])


def test_a_status_that_is_not_known_is_refused(world: World, drafting: Document, status: str) -> None:
    with pytest.raises(UnknownCell):
        cells.apply(drafting, [Edit(status, "finished")], actor=world.somchai, kind=TYPED)


def test_a_cell_of_another_units_plan_is_not_found(world: World, drafting: Document) -> None:
    from plans.models import DevelopmentPlan, Project, Strategy

    other = DevelopmentPlan.objects.get(unit=world.neighbour)
    theirs = Project.objects.create(
        plan=other, strategy=Strategy.objects.create(plan=other, number=1, name="ก"), number=1, name="ข"
    )
    with pytest.raises(UnknownCell):
        cells.stand(drafting, [cells.row_cell(theirs, "status")])


def test_with_its_readers_nothing_is_written(world: World, in_review: Document, status: str) -> None:
    count = CellChange.objects.count()
    with pytest.raises(NotEditable):
        cells.apply(in_review, [Edit(status, "done")], actor=world.somchai, kind=TYPED)
    assert CellChange.objects.count() == count
