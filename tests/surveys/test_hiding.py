"""What is published never says how many a cell under five holds: every row of small tables is tried."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

import pytest

from surveys import tally
from surveys.questions import NONE
from tests.surveys.answers import asked_of, drawn

Hide = Callable[[Sequence[int]], frozenset[int]]


def rows(total: int, cells: int) -> Iterator[tuple[int, ...]]:
    """Every way to share a total among cells."""
    if cells == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in rows(total - first, cells - 1):
            yield (first, *rest)


def given_away(hide: Hide, cells: int, most: int) -> list[tuple[int, ...]]:
    """The rows of which somebody who knows the rule, the sum and what is shown can tell a cell under five.

    Of all rows that look the same when published, a hidden cell is told if it is the same small count in each.
    """
    told = []
    for total in range(tally.FEW, most + 1):
        alike = defaultdict(list)
        for row in rows(total, cells):
            away = hide(row)
            alike[tuple(None if n in away else count for n, count in enumerate(row))].append(row)
        for shown, same in alike.items():
            for n, count in enumerate(shown):
                if (
                    count is not None
                    and count < tally.FEW
                    or count is None
                    and len({row[n] for row in same}) == 1
                    and same[0][n] < tally.FEW
                ):
                    told.append(same[0])
    return told


@pytest.mark.parametrize("cells, most", [(2, 40), (3, 32), (4, 24), (5, 20), (7, 12)])
def test_no_small_cell_can_be_told_from_what_is_published(cells, most):
    assert given_away(tally.hidden, cells, most) == []


def only_small(counts):
    return frozenset(n for n, count in enumerate(counts) if count < tally.FEW)


def the_smallest_beside(counts):
    """The usual rule, the next smallest cell beside: its order tells who knows it."""
    away = set(only_small(counts))
    rest = sorted(set(range(len(counts))) - away, key=lambda n: counts[n])
    while away and rest and (len(away) < 2 or sum(counts[n] for n in away) < tally.FEW):
        away.add(rest.pop(0))
    return frozenset(away)


@pytest.mark.parametrize("weaker", [only_small, the_smallest_beside])
def test_a_weaker_rule_is_found_out(weaker):
    assert given_away(weaker, 3, 20)


@pytest.mark.parametrize("kind", ["form3_2", "form3_3"])
def test_published_tables_hold_no_small_count_and_nothing_that_gives_one_away(kind):
    """Three hundred drawn surveys, attacked by subtraction: sums less what is shown, percents times their base."""
    asked, draw = asked_of(kind), random.Random(2569)
    for _ in range(300):
        cells = tally.tabulate(asked, drawn(asked, draw, draw.randint(3, 60)))
        shown = tally.published(asked, cells)
        assert set(shown) == set(cells)
        everyone = int(cells["p1.n"])
        if everyone < tally.FEW:
            assert set(shown.values()) == {None}
            continue
        for block in asked.wording["blocks"]:
            keys = [f"p1.{block['key']}.{key}" for key in [*(b["key"] for b in block["bands"]), NONE]]
            check_row(shown, cells, keys, everyone)
        if asked.is_scored:
            check_means(asked, shown, cells)
        else:
            check_items(asked, shown, cells, everyone)


def check_row(shown, cells, keys, total):
    away = [key for key in keys if shown[f"{key}.n"] is None]
    assert all(int(cells[f"{key}.n"]) >= tally.FEW for key in keys if key not in away)
    assert all(shown.get(f"{key}.percent") is None for key in away)
    left = total - sum(int(cells[f"{key}.n"]) for key in keys if key not in away)
    assert not away or len(keys) == len(away) or (len(away) > 1 and left >= tally.FEW * len(away))


def check_items(asked, shown, cells, everyone):
    options = [key for key, _ in asked.scale()]
    something = False
    for item in asked.wording["items"]:
        keys = [f"p2.{item['key']}.{key}" for key in [*options, NONE]]
        check_row(shown, cells, keys, everyone)
        something = something or any(shown[f"{key}.n"] is None for key in keys)
        if shown[f"p2.{item['key']}.{NONE}.n"] is None:
            assert shown[f"p2.{item['key']}.base.n"] is None
            assert {shown[f"p2.{item['key']}.{key}.percent"] for key in options} == {None}
    assert not something or {shown[cell] for cell in cells if cell.startswith("p2.all.")} == {None}


def check_means(asked, shown, cells):
    whole = True
    for strategy in asked.strategies:
        complete = True
        for item in asked.wording["items"]:
            name = f"p2.{strategy['key']}.{item['key']}"
            if int(cells[f"{name}.n"]) < tally.FEW:
                assert (shown[f"{name}.n"], shown[f"{name}.mean"], shown[f"{name}.sd"]) == (None, None, None)
                complete = False
            if shown[f"{name}.n"] is not None:
                assert int(cells["p1.n"]) - int(cells[f"{name}.n"]) not in range(1, tally.FEW)
        assert complete or shown[f"p2.{strategy['key']}.all.mean"] is None
        whole = whole and complete
    assert whole or shown["p2.all.mean"] is None
