"""The process as drawn, as declared and as refused are one."""

from __future__ import annotations

from documents.models import State
from web.management.commands import process_diagram
from workflow.models import Case

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
