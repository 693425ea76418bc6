"""The tabulation against a second one made with the standard library, and against the form's own computing."""

from __future__ import annotations

import random
import statistics
from decimal import ROUND_HALF_UP, Decimal

import pytest

from documents.arithmetic import computed
from documents.arithmetic.form2 import Strategy
from documents.sheets.fields import fields_of
from surveys import tally
from surveys.questions import NONE
from tests.surveys.answers import PLACES, STRATEGIES, asked_of, drawn

SETS = 500
"""Drawn data sets of each form: a thousand together."""


def half_up(value):
    return str(Decimal(value).quantize(Decimal("0.01"), ROUND_HALF_UP))


def again(asked, people):
    """The same cells, counted another way: with `statistics` and decimals of forty figures."""
    form, cells = asked.wording, {"p1.n": str(len(people))}
    for block in form["blocks"]:
        for key in [*(band["key"] for band in block["bands"]), NONE]:
            n = len([one for one in people if one.get(block["key"], NONE) == key])
            cells[f"p1.{block['key']}.{key}.n"] = str(n)
            cells[f"p1.{block['key']}.{key}.percent"] = (
                half_up(Decimal(n) * 100 / len(people)) if people else ""
            )
    if asked.is_scored:
        for strategy in asked.strategies:
            for item in form["items"]:
                name = f"{strategy['key']}.{item['key']}"
                given = [Decimal(one[name]) for one in people if one.get(name, NONE) != NONE]
                cells[f"p2.{name}.n"] = str(len(given))
                cells[f"p2.{name}.mean"] = half_up(statistics.mean(given)) if given else ""
                cells[f"p2.{name}.sd"] = half_up(statistics.stdev(given)) if len(given) > 1 else ""
            there = [
                Decimal(cells[f"p2.{strategy['key']}.{item['key']}.mean"])
                for item in form["items"]
                if cells[f"p2.{strategy['key']}.{item['key']}.mean"]
            ]
            cells[f"p2.{strategy['key']}.all.mean"] = half_up(statistics.mean(there)) if there else ""
        means = [cells[f"p2.{one['key']}.all.mean"] for one in asked.strategies]
        there = [Decimal(one) for one in means if one]
        cells["p2.all.mean"] = half_up(statistics.mean(there)) if there else ""
        return cells
    keys = [option["key"] for option in form["scale"]["options"]]
    sums = dict.fromkeys(keys, 0)
    for item in form["items"]:
        n = {key: sum(one.get(item["key"], NONE) == key for one in people) for key in [*keys, NONE]}
        base = sum(n[key] for key in keys)
        cells[f"p2.{item['key']}.{NONE}.n"] = str(n[NONE])
        for key in keys:
            sums[key] += n[key]
        cells |= row(item["key"], {key: n[key] for key in keys}, base)
    return cells | row("all", sums, sum(sums.values()))


def row(item, n, base):
    cells = {f"p2.{item}.base.n": str(base)}
    for key, count in n.items():
        cells[f"p2.{item}.{key}.n"] = str(count)
        cells[f"p2.{item}.{key}.percent"] = half_up(Decimal(count) * 100 / base) if base else ""
    return cells


@pytest.mark.parametrize("kind", ["form3_2", "form3_3"])
def test_a_thousand_drawn_data_sets_come_out_as_a_second_tabulation_has_them(kind):
    draw, asked = random.Random(2569), asked_of(kind, PLACES)
    for number in range(SETS):
        people = drawn(
            asked, draw, draw.choice([0, 1, 2, 7, 30, 200] if number % 50 == 0 else [3, 5, 11, 24])
        )
        assert tally.tabulate(asked, people) == again(asked, people), number


def test_another_count_would_be_seen():
    """The control: one answer more, one score changed."""
    asked = asked_of("form3_3")
    people = drawn(asked, random.Random(1), 20)
    told = again(asked, people)
    assert tally.tabulate(asked, people[1:]) != told
    people[0]["s1.i1"] = "0" if people[0].get("s1.i1") != "0" else "9"
    assert tally.tabulate(asked, people) != told


@pytest.mark.parametrize("kind", ["form3_2", "form3_3"])
def test_the_form_computes_the_same_percents_and_means_from_the_counts(kind):
    asked = asked_of(kind)
    strategies = [Strategy(one["key"], one["number"], one["name"]) for one in STRATEGIES]
    for seed in range(40):
        told = tally.tabulate(asked, drawn(asked, random.Random(seed), 40))
        wanted = fields_of(kind, asked.wording, strategies)
        given = {cell: told[cell] for cell in wanted}
        assert len(given) == len(wanted)
        cells, _ = computed.compute(asked.wording["computed"], given)
        assert {cell: cells.get(cell) for cell in told} == told


@pytest.mark.parametrize(
    "scores, mean, deviation",
    [([], "", ""), ([7], "7.00", ""), ([0, 10], "5.00", "7.07"), ([1, 2], "1.50", "0.71"), ([5, 5, 5], "5.00", "0.00"),
     ([1] * 199 + [2], "1.01", "0.07"), ([0] * 7 + [1], "0.13", "0.35")],
)  # fmt: skip
def test_mean_and_deviation(scores, mean, deviation):
    assert (tally.mean(scores), tally.deviation(scores)) == (mean, deviation)
