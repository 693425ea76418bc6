"""A project's changes are decisions; the paper's columns follow from them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from documents import form2
from documents.models import Document
from plans import changes
from plans.changes import ChangeRefused, Decision
from plans.models import BudgetLine, ProjectChange
from tests.cast import World

D = Decimal
BY_COUNCIL = Decision("มติสภาครั้งที่ 2/2568 ลว. 12 พ.ย. 2568", date(2025, 11, 12), "ถนนกรมทางหลวงสร้างแล้ว")


def line(world: World, at: int = 0) -> BudgetLine:
    return world.projects[at].lines.get()


def test_an_added_project_counts_in_its_column(world: World, drafting: Document) -> None:
    changes.add(world.projects[0], BY_COUNCIL, actor=world.somchai)
    assert form2.load(drafting).figures.cells["p2.t4.total.added.n"] == "1"


def test_a_renamed_project_keeps_its_old_name_in_the_reason(world: World) -> None:
    old = world.projects[0].name
    made = changes.change(world.projects[0], BY_COUNCIL, actor=world.somchai, name="ปรับปรุงถนนสายใหม่")
    world.projects[0].refresh_from_db()
    assert world.projects[0].name == "ปรับปรุงถนนสายใหม่"
    assert old in made.reason


def test_money_moves_from_line_to_line_and_the_sum_stays(world: World, drafting: Document) -> None:
    before = form2.load(drafting).figures.cells
    changes.transfer(line(world, 1), D(30000), BY_COUNCIL, actor=world.somchai, to=line(world, 2))
    after = form2.load(drafting).figures.cells
    assert after["p2.list.total.available"] == before["p2.list.total.available"]
    one, other = line(world, 1).key, line(world, 2).key
    assert after[f"p2.line.{one}.transfer"] == "-30000.00"
    assert after[f"p2.line.{other}.available"] == "330000.00"


def test_carried_over_money_is_a_line_of_its_own_next_year(world: World) -> None:
    changes.carry_over(line(world), D(40000), BY_COUNCIL, actor=world.somchai)
    carried = BudgetLine.objects.get(project=world.projects[0], budget_year=2570)
    assert (carried.carried_from, carried.budget, carried.fund) == (2569, D(40000), line_fund(world))
    with pytest.raises(ChangeRefused):
        changes.carry_over(
            BudgetLine.objects.get(project=world.projects[0], budget_year=2569),
            D(1),
            BY_COUNCIL,
            actor=world.somchai,
        )


def line_fund(world: World) -> str:
    return world.projects[0].lines.get(budget_year=2569).fund


@pytest.mark.parametrize(
    ("do", "field"),
    [
        (lambda w: changes.cancel(w.projects[0], Decision(" ", date(2025, 11, 1), "ก"), actor=w.somchai), "authority"),
        (lambda w: changes.cancel(w.projects[0], Decision("ก", date(2025, 11, 1), ""), actor=w.somchai), "reason"),
        (lambda w: changes.transfer(line(w), D(0), BY_COUNCIL, actor=w.somchai), "amount"),
        (lambda w: changes.transfer(line(w), D("100000.01"), BY_COUNCIL, actor=w.somchai), "amount"),
        (lambda w: changes.transfer(line(w), D(1), BY_COUNCIL, actor=w.somchai, to=line(w)), "to"),
        (lambda w: changes.receive(line(w), D(-1), BY_COUNCIL, actor=w.somchai), "amount"),
        (lambda w: changes.carry_over(line(w), D(999999), BY_COUNCIL, actor=w.somchai), "amount"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_its_field(
    world: World, do: Callable[[World], object], field: str
) -> None:
    with pytest.raises(ChangeRefused) as refused:
        do(world)
    assert refused.value.field == field
    assert not ProjectChange.objects.exists()
