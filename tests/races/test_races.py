"""Eleven at the same instant: every answer kept, one outcome, one entry. With the guard taken out it fails."""

from __future__ import annotations

import os
import random
import uuid
from collections import Counter
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from committee import sitting
from committee.models import AgendaItem, Ballot
from documents import form2
from documents.models import Document, LineReport, State
from organisations.scope import everything
from tests.cast import World, make_world
from tests.races.contest import contend, reports
from workflow import log, moves
from workflow.models import LogEntry

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = int(os.environ.get("RACE_ROUNDS", "25"))
SEED = int(os.environ.get("SOAK_SEED", "2569"))


def all_at_once(
    outside: dict[str, str], world: World, count: int, *, guard: bool
) -> tuple[Counter[str], Counter[str]]:
    documents = reports(world, count)
    plan = {
        "what": "ballots",
        "guard": guard,
        "rivals": [
            [[document.pk, member.pk, "approve"] for document in documents] for member in world.members
        ],
    }
    said = Counter(answer for rounds in contend(outside, plan) for answer in rounds)
    states = Counter(
        Document.objects.filter(pk__in=[one.pk for one in documents]).values_list("state", flat=True)
    )
    return said, states


def test_eleven_answers_at_one_instant_are_kept_and_decide_once(outside: dict[str, str]) -> None:
    with everything():
        world = make_world(projects=1)
        said, states = all_at_once(outside, world, ROUNDS, guard=True)
        assert said == {"kept": 11 * ROUNDS}
        assert states == {State.APPROVED: ROUNDS}
        assert Ballot.objects.count() == 11 * ROUNDS
        assert AgendaItem.objects.filter(outcome="approved").count() == ROUNDS
        assert LogEntry.objects.filter(kind="approve").count() == ROUNDS
        for document in Document.objects.all()[:10]:
            assert log.faults(LogEntry.objects.filter(document=document).order_by("seq")) == []


def test_any_answers_at_one_instant_come_out_as_they_count(outside: dict[str, str]) -> None:
    """Drawn answers instead of eleven times yes: each outcome is that of the ballots that are there."""
    draw = random.Random(SEED)
    rounds = max(ROUNDS // 4, 1)
    with everything():
        world = make_world(projects=1)
        documents = reports(world, rounds)
        rivals = [
            [[one.pk, member.pk, draw.choice(["approve", "return", "abstain"])] for one in documents]
            for member in world.members
        ]
        said = contend(outside, {"what": "ballots", "rivals": rivals})
        assert Counter(answer for one in said for answer in one) == {"kept": 11 * rounds}
        for document in documents:
            item = AgendaItem.objects.get(revision__document=document)
            counted = sitting.tally(item, document)
            document.refresh_from_db()
            assert (len(counted.ballots), item.closed_because) == (11, "all_answered")
            assert item.outcome == counted.count.outcome
            assert (document.state == State.APPROVED) == (item.outcome == "approved")
            assert log.faults(LogEntry.objects.filter(document=document).order_by("seq")) == []


def test_with_the_guard_taken_out_answers_or_outcomes_are_lost(outside: dict[str, str]) -> None:
    """The negative control: no row lock on PostgreSQL, no transaction on SQLite."""
    with everything():
        world = make_world(projects=1)
        rounds = 12
        said, states = all_at_once(outside, world, rounds, guard=False)
        whole = (
            said == {"kept": 11 * rounds}
            and states == {State.APPROVED: rounds}
            and Ballot.objects.count() == 11 * rounds
            and LogEntry.objects.filter(kind="approve").count() == rounds
        )
        assert not whole, "the race would not have found a missing guard"


def pairs(outside: dict[str, str], world: World, rounds: int, *, guard: bool) -> list[tuple[str, str]]:
    document = moves.open_document(world.obligation(), actor=world.somchai)
    views = form2.load(document).rows
    told: list[list[list[Any]]] = [[], []]
    for view in views[:rounds]:
        for rival in (0, 1):
            amount = f"{1000 + view.project.number * 10 + rival}.00"
            told[rival].append([document.pk, view.project.pk, amount, 0, 0, world.somchai.pk])
    said = contend(outside, {"what": "rows", "guard": guard, "rivals": told})
    return list(zip(*said, strict=True))


def test_of_two_writers_of_one_row_one_is_told(outside: dict[str, str]) -> None:
    with everything():
        world = make_world(projects=50)
        said = pairs(outside, world, 50, guard=True)
        assert Counter(tuple(sorted(pair)) for pair in said) == {("kept", "stale"): 50}
        assert {pair.index("kept") for pair in said} == {0, 1}, "each of the two came first"
        for view, pair in zip(form2.load(Document.objects.get()).rows, said, strict=True):
            winner = pair.index("kept")
            amount = 1000 + view.project.number * 10 + winner
            assert LineReport.objects.get(line=view.lines[0].line).amount == amount
            assert view.row.obstacle == f"{amount}.00"


def test_without_the_lock_both_may_think_they_saved(outside: dict[str, str]) -> None:
    """The negative control: both writers read, both write; one is lost, or the database itself complains."""
    with everything():
        world = make_world(projects=50)
        said = pairs(outside, world, 50, guard=False)
        assert any(sorted(pair) != ["kept", "stale"] for pair in said)


def session_of(who: Any) -> str:
    client = Client()
    client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
    return client.cookies["sessionid"].value


def test_eleven_presses_by_http_are_kept_and_decide_once(outside: dict[str, str], live_server: Any) -> None:
    with everything():
        world = make_world(projects=1)
        rounds = max(ROUNDS // 10, 3)
        documents = reports(world, rounds)
        items = {document.pk: sitting.open_item(document) for document in documents}
        rivals = []
        for member in world.members:
            session = session_of(member)
            rivals.append(
                [
                    [
                        f"/review/{items[document.pk].public_id}/",  # type: ignore[union-attr]
                        session,
                        {"form_token": str(uuid.uuid4()), "choice": "approve", "text": ""},
                    ]
                    for document in documents
                ]
            )
        address = [live_server.thread.host, live_server.thread.port]
        said = contend(outside, {"what": "http", "rivals": rivals, "address": address})
        assert Counter(answer for one in said for answer in one) == {"302": 11 * rounds}
        assert Ballot.objects.count() == 11 * rounds
        assert LogEntry.objects.filter(kind="approve").count() == rounds


def test_one_form_sent_by_five_hands_does_its_work_once(outside: dict[str, str], live_server: Any) -> None:
    with everything():
        world = make_world(projects=1)
        documents = reports(world, 5)
        session = session_of(world.malee)
        rounds = [
            [
                f"/review/{sitting.open_item(document).public_id}/",  # type: ignore[union-attr]
                session,
                {"form_token": str(uuid.uuid4()), "choice": "approve", "text": ""},
            ]
            for document in documents
        ]
        address = [live_server.thread.host, live_server.thread.port]
        said = contend(outside, {"what": "http", "rivals": [rounds] * 5, "address": address})
        assert Counter(answer for one in said for answer in one) == {"302": 25}
        assert Ballot.objects.count() == 5


def test_the_race_runs_on_a_database_that_processes_share() -> None:
    name = str(connection.settings_dict["NAME"])
    assert connection.vendor == "postgresql" or "memory" not in name
