"""The process as drawn, as declared and as refused are one."""

from __future__ import annotations

import itertools

import pytest

from documents.models import Document, State
from organisations import process
from tests.cast import World
from web.management.commands import process_diagram
from workflow import moves
from workflow.models import Case
from workflow.refusals import WorkflowError

STATE = Case._meta.get_field("state")
WAYS = {(str(one.source), str(one.target), one.name) for one in STATE.get_all_transitions(Case)}  # type: ignore[union-attr]


def test_the_page_shows_the_moves_that_are_declared() -> None:
    assert process_diagram.table() in process_diagram.page().read_text(encoding="utf-8")


def test_sending_is_reached_only_through_an_approval() -> None:
    assert {source for source, target, _ in WAYS if target == State.SUBMITTED} == {
        State.APPROVED,
        State.SIGNED,
    }
    assert {source for source, target, _ in WAYS if target == State.SIGNED} == {State.APPROVED}
    assert {source for source, target, _ in WAYS if target == State.APPROVED} == {State.IN_REVIEW}


def test_there_is_no_dead_end_but_cancelled() -> None:
    assert set(State.values) - {source for source, _, _ in WAYS} == {State.CANCELLED}


MOVES = {
    "propose": lambda world, document, who: moves.propose(document, actor=who),
    "take_back": lambda world, document, who: moves.take_back(document, actor=who),
    "reopen": lambda world, document, who: moves.reopen(document, actor=who, reason="x"),
    "cancel": lambda world, document, who: moves.cancel(document, actor=who),
    "return_": lambda world, document, who: moves.return_(
        document, actor=who, points=[moves.Point("p4", "x")], fix_by=document.obligation.due_on
    ),
    "sign": lambda world, document, who: moves.sign(
        document, actor=who, signer="ก", capacity="", signed_on=document.obligation.due_on
    ),
    "ballot": lambda world, document, who: moves.cast_ballot(document, actor=who, choice="approve"),
    "close": lambda world, document, who: moves.close_item(document, actor=who),
}
ALLOWED = {
    ("drafting", "propose", "somchai"),
    ("in_review", "take_back", "somchai"),
    ("in_review", "ballot", "malee"),
    ("in_review", "ballot", "anong"),
    ("in_review", "close", "anong"),
    ("approved", "return_", "prasong"),
    ("approved", "sign", "prasong"),
    ("approved", "sign", "somchai"),
}
PEOPLE = ("somchai", "wilai", "prasong", "malee", "anong", "prasit", "wichai")


@pytest.mark.parametrize(
    ("state", "move"), list(itertools.product(["drafting", "in_review", "approved"], MOVES))
)
def test_only_what_is_listed_can_be_done(
    world: World, state: str, move: str, request: pytest.FixtureRequest
) -> None:
    """Every cell of state × move × person that is not listed is refused and changes nothing."""
    from django.db import transaction

    document: Document = request.getfixturevalue(state)
    process.keep(world.banna, "form2", hops=["ปลัด"], signed=False)
    for name in PEOPLE:
        before = document.log.count()
        done = False
        with transaction.atomic():
            try:
                MOVES[move](world, document, getattr(world, name))
                done = True
            except WorkflowError as refusal:
                assert refusal.code
                assert str(refusal)
            assert done == ((state, move, name) in ALLOWED), f"{name}: {move} in {state}"
            if not done:
                assert document.log.count() == before
            transaction.set_rollback(True)
        document.refresh_from_db()
