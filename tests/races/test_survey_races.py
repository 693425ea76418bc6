"""Fifty submissions of one token at the same instant are one answer; with the locks taken out they are more."""

from __future__ import annotations

import os
from collections import Counter

import pytest

from organisations.scope import everything
from surveys import collecting
from surveys.models import Mode, Questionnaire, Response
from tests.cast import make_world
from tests.races.contest import contend
from tests.surveys.test_collecting import opened

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = int(os.environ.get("RACE_ROUNDS", "6"))


def begun(one: Questionnaire, invitation: int) -> str:
    """A token whose answers are ready to be sent."""
    token = collecting.invitation_token(one, invitation) if one.mode == Mode.INVITED else ""
    token = collecting.begin(one, token)
    for page in one.asked().pages():
        collecting.answer(one, token, page, {q.key: q.values[0] for q in page.questions})
    return token


def sent_at_once(
    outside: dict[str, str], mode: str, rivals: int, rounds: int, *, guard: bool
) -> list[Counter[str]]:
    """What the rivals of each round were told, each round with a token of its own."""
    one = opened(make_world(projects=1), mode=mode)
    if mode == Mode.INVITED:
        collecting.invite(one, rounds)
    tokens = [begun(one, number + 1) for number in range(rounds)]
    plan = {"what": "survey", "guard": guard, "rivals": [[[one.pk, token] for token in tokens]] * rivals}
    said = contend(outside, plan)
    return [Counter(answers[number] for answers in said) for number in range(rounds)]


@pytest.mark.parametrize("mode", [Mode.OPEN, Mode.INVITED])
def test_fifty_submissions_of_one_token_are_one_answer(outside: dict[str, str], mode: str) -> None:
    with everything():
        told = sent_at_once(outside, mode, 50, ROUNDS, guard=True)
        assert told == [Counter({"spent": 49, "kept": 1})] * ROUNDS
        assert Response.objects.count() == ROUNDS


def test_without_the_locks_one_token_is_counted_more_than_once(outside: dict[str, str]) -> None:
    """The control."""
    with everything():
        told = sent_at_once(outside, Mode.OPEN, 12, 20, guard=False)
        assert max(one["kept"] for one in told) > 1
        assert Response.objects.count() > 20
