"""The record of the last `./tidtam bench`: results, page and goals say the same. Nothing is timed here."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from bench.__main__ import PAGE, RESULTS, page, table
from bench.goals import BESIDE, GOALS, NOT_YET, Goal

RECORD: dict[str, Any] = json.loads(RESULTS.read_text())
NUMBERS = {key: value for key, value in RECORD.items() if isinstance(value, int | float)}


def test_every_key_is_a_number_that_somebody_explains() -> None:
    keys = [goal.key for goal in GOALS]
    assert len(set(keys)) == len(keys)
    assert not {*keys, *BESIDE} & {*NOT_YET}
    assert {*RECORD} - {*NUMBERS} == {"date", "machine", "versions"}
    assert {*NUMBERS} <= {*keys, *BESIDE}


def test_the_page_is_made_of_the_results() -> None:
    assert PAGE.read_text() == page(NUMBERS, RECORD["date"], RECORD["machine"], RECORD["versions"])


def test_the_page_tells_every_goal_and_what_nothing_measures() -> None:
    text = PAGE.read_text()
    for goal in GOALS:
        assert f"| `{goal.key}` |" in text
    for key in NOT_YET:
        assert f"- `{key}`" in text


def test_nothing_names_a_place_of_the_machine_it_was_made_on() -> None:
    assert re.search(r"(?<![\w.])/\w+/", "stood in /var/lib")
    assert re.search(r"(?<![\w.])/\w+/", PAGE.read_text() + RESULTS.read_text()) is None


@pytest.mark.parametrize(
    ("at_least", "value", "met"),
    [(True, 30.0, "yes"), (True, 29.9, "NO"), (False, 30.0, "yes"), (False, 30.1, "NO")],
)
def test_a_goal_is_met_at_its_limit(at_least: bool, value: float, met: str) -> None:
    assert Goal("k", "", 30, at_least=at_least).met(value) == (met == "yes")


def test_what_was_not_measured_is_said() -> None:
    assert {row[3] for row in table({})} == {"not measured"}
