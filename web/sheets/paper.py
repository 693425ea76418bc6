"""The paper of a form made of a template on the screen: its blocks in Thai digits, its places in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from documents.layout import Block, Fact, Table, Text, blocks_of, places
from documents.templates import items_of
from documents.wording import filled
from papers.thai import thai_digits

SCHEMA = "tidtam/sheet/1"
HEADINGS = {"title": "title", "part": "part", "item": "item"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A block ready for its template: `sort` is table, fact or the style of a text."""

    sort: str
    text: str = ""
    label: str = ""
    heads: tuple[tuple[str, str], ...] = ()
    rows: tuple[tuple[bool, bool, tuple[tuple[str, str], ...]], ...] = ()


def is_sheet(content: Mapping[str, Any]) -> bool:
    """Whether a content is one of a form made of a template."""
    return bool(content.get("schema") == SCHEMA)


def drawn(content: Mapping[str, Any]) -> list[Shown]:
    """The blocks of the paper, text only; tables that are called alike are told apart by a number."""
    shown = [_shown(block) for block in blocks_of(content)]
    alike: Counter[str] = Counter()
    for number, block in enumerate(shown):
        if block.sort == "table":
            alike[block.label] += 1
            if alike[block.label] > 1:
                shown[number] = replace(block, label=f"{block.label} ({thai_digits(alike[block.label])})")
    return shown


def _shown(block: Block) -> Shown:
    if isinstance(block, Text):
        return Shown(block.style, thai_digits(block.text))
    if isinstance(block, Fact):
        return Shown("fact", thai_digits(block.text), thai_digits(block.label))
    assert isinstance(block, Table)
    sides = {"left": "", "right": "n", "centre": "c"}
    return Shown(
        "table",
        label=thai_digits(block.name),
        heads=tuple((thai_digits(column.head), sides[column.align]) for column in block.columns),
        rows=tuple(
            (
                line.band,
                line.bold,
                tuple(
                    (thai_digits(cell.text), sides[column.align])
                    for cell, column in zip(line.cells, block.columns, strict=line.band is False)
                ),
            )
            for line in block.lines
        ),
    )


def wide(content: Mapping[str, Any]) -> dict[str, str]:
    """The places that are offered by name: the whole report, then its parts after the first."""
    names = {"word": content["plan"]["word"], "year": content["period"]["fiscal_year"]}
    found = {"p1": _("the whole report")}
    for part in content["wording"]["parts"]:
        if part["key"] != "p1":
            found[part["key"]] = filled(part["title"], names)
    return found


def rows(content: Mapping[str, Any]) -> dict[str, str]:
    """The address of every numbered item of the paper, by its number."""
    found = {}
    for item in items_of(content["wording"]):
        part = item["part"] or {"form3_1": "p3"}.get(content["kind"], "p2")
        found[str(item["no"])] = f"{part}.{item['key']}"
    return found


def place_of(content: Mapping[str, Any]) -> dict[str, str]:
    """The words for every address of the paper, its parts and its numbered items."""
    names = dict(places(blocks_of(content))) | wide(content)
    for item in items_of(content["wording"]):
        address = rows(content)[str(item["no"])]
        names.setdefault(
            address, _("Item %(number)s %(name)s") % {"number": item["no"], "name": item["text"]}
        )
    return names


def differences(
    old: Mapping[str, str], new: Mapping[str, str], names: Mapping[str, str]
) -> list[dict[str, str]]:
    """Which cells differ, as before and after; shares follow from the figures and are left out."""
    return [
        {
            "where": names.get(address, address),
            "address": address,
            "before": old.get(address) or "–",
            "after": new.get(address) or "–",
        }
        for address in sorted(old.keys() | new.keys())
        if old.get(address, "") != new.get(address, "")
        and not address.endswith(".percent")
        and not address.startswith("sum.")
    ]
