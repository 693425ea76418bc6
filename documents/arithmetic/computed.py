"""The computed cells of a form made of a template, by the rules that its wording holds. Pure.

A rule is `{"cell": …, "op": …, "of": [patterns], …}`. In an address `*` stands for one part or the rest of one
(`p3.s*.i*.mean`); what the first stars of `of` stand for is put into the stars of `cell`, the others are
taken together. So `p3.s*.all.mean` of `p3.s*.i*.mean` is one mean for each strategy. The rules are applied in
their order, each to what the earlier ones have left. The operations:

    count    how many cells there are, or with `equals` how many say so
    filled   how many cells hold anything
    sum      of the cells that hold a number; whole where none has decimals, else two decimals
    mean     of the cells that hold a number, two decimals
    percent  the sum of `of` as a percent of the cell `base`, two decimals; `base_name` says of what

Rounding is half up. A result with nothing to take it from is "", and so is a percent of nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from documents.arithmetic.form2 import Base, money, percent

OPERATIONS = ("count", "filled", "sum", "mean", "percent")
_ADDRESS = re.compile(r"[A-Za-z0-9_*-]+(\.[A-Za-z0-9_*-]+)*\Z")


class UnsoundRule(ValueError):
    """A rule of a wording that cannot be computed; names the rule."""


@cache
def _pattern(address: str) -> re.Pattern[str]:
    if not _ADDRESS.match(address):
        raise UnsoundRule(f"not an address: {address!r}")
    return re.compile(
        "".join("([^.]+)" if part == "*" else re.escape(part) for part in re.split(r"(\*)", address))
    )


def _with(address: str, found: Sequence[str]) -> str:
    """The address with its stars replaced from the left."""
    parts = address.split("*")
    if len(parts) - 1 > len(found):
        raise UnsoundRule(f"{address!r} has more stars than what it is computed from")
    filled = parts[0]
    for value, rest in zip(found, parts[1:], strict=False):
        filled += value + rest
    return filled


def check(rules: Iterable[Mapping[str, Any]]) -> None:
    """Refuse rules that could never be computed (`UnsoundRule`)."""
    for rule in rules:
        if rule.get("op") not in OPERATIONS:
            raise UnsoundRule(f"unknown operation: {rule.get('op')!r}")
        sources = rule.get("of")
        if not isinstance(sources, list) or not sources:
            raise UnsoundRule(f"{rule.get('cell')!r} is computed from nothing")
        if rule["op"] == "percent" and not rule.get("base"):
            raise UnsoundRule(f"{rule['cell']!r} has no base")
        for address in (rule["cell"], *sources, rule.get("base", "p")):
            _pattern(address)
        stars = rule["cell"].count("*")
        if any(source.count("*") < stars for source in sources):
            raise UnsoundRule(f"{rule['cell']!r} has more stars than what it is computed from")


def number(text: str) -> Decimal | None:
    """A cell's text as a number; None where it holds none."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def compute(
    rules: Iterable[Mapping[str, Any]], given: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, Base]]:
    """The given cells and the computed ones, with the base of every percent.

    A cell that is given already and not empty is left as it is: what was counted at its source is not
    computed again.
    """
    cells, bases = dict(given), {}
    for rule in rules:
        for cell, sources, base in _targets(rule, cells):
            if cells.get(cell):
                continue
            cells[cell] = _result(rule, [(one, cells[one]) for one in sources])
            if rule["op"] != "percent":
                continue
            part, whole = number(cells[cell]), number(cells.get(base, ""))
            cells[cell] = ""
            if part is not None and whole is not None:
                share = percent(part, whole)
                cells[cell] = "" if share is None else money(share)
                bases[cell] = Base(part, whole, str(rule.get("base_name", "")))
    return cells, bases


def _targets(rule: Mapping[str, Any], cells: Mapping[str, str]) -> list[tuple[str, list[str], str]]:
    """Each cell that a rule computes, with the cells it is computed from and the cell of its base."""
    stars = rule["cell"].count("*")
    found: dict[tuple[str, ...], list[str]] = {}
    if not stars:
        found[()] = []
    for source in rule["of"]:
        for address in cells:
            if match := _pattern(source).fullmatch(address):
                found.setdefault(match.groups()[:stars], []).append(address)
    return [
        (_with(rule["cell"], keys), sources, _with(rule.get("base", ""), keys))
        for keys, sources in found.items()
    ]


def _result(rule: Mapping[str, Any], sources: Sequence[tuple[str, str]]) -> str:
    if rule["op"] == "count":
        wanted = rule.get("equals")
        return str(sum(wanted is None or text == wanted for _, text in sources))
    if rule["op"] == "filled":
        return str(sum(bool(text) for _, text in sources))
    numbers = [value for _, text in sources if (value := number(text)) is not None]
    if not numbers:
        return ""
    total = sum(numbers, Decimal(0))
    if rule["op"] == "mean":
        return money(total / len(numbers))
    if not any("." in text for _, text in sources):
        return str(int(total))
    return money(total)
