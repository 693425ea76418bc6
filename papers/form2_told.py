"""A frozen Form 2 as its paper tells it: figures by address, labels of its wording, names. Nothing is computed.

Boundary: `content` is the canonical dictionary of a revision (schema `tidtam/form2/1`); figures are texts.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from documents.wording import filled, shipped

from .thai import NOT_GIVEN, money, period_name_th

LEVEL = "ยุทธศาสตร์"
"""What a content that does not say otherwise calls the highest level of its plan."""
BASES = ("strategy_projects", "all_projects", "fund_budget")


class Told:
    """The content with its look-ups: what is asked of it twice has a name here."""

    def __init__(self, content: dict[str, Any]) -> None:
        self.content = content
        self.unit: dict[str, str] = content["unit"]
        self.plan: dict[str, Any] = content["plan"]
        self.period: dict[str, Any] = content["period"]
        self.strategies: list[dict[str, Any]] = content["strategies"]
        self.rows: list[dict[str, Any]] = content["rows"]
        self.lines: dict[str, dict[str, Any]] = content["lines"]
        self.cells: dict[str, str] = content["cells"]
        self.year: int = self.period["fiscal_year"]
        self.starts_on = date.fromisoformat(self.period["starts_on"])
        self.ends_on = date.fromisoformat(self.period["ends_on"])
        self.period_name = period_name_th(self.period["key"], self.starts_on, self.ends_on)
        self.row_of = {row["key"]: row for row in self.rows}
        self.row_of_line = {line: row for row in self.rows for line in row["lines"]}
        self.wording: dict[str, Any] = content.get("wording") or shipped("form2")
        self.word = str(self.plan.get("word") or LEVEL)

    def say(self, key: str, **values: object) -> str:
        """A label of the form's wording, with the plan's word for its level and the values put in."""
        return filled(self.wording["labels"][key], {"word": self.word, **values})

    def cell(self, address: str) -> str:
        return self.cells.get(address) or ""

    def count(self, address: str) -> str:
        """A number of projects; nothing to count reads –."""
        figure = self.cell(address)
        return NOT_GIVEN if figure in ("", "0") else group_digits(figure)

    def base(self, table: str, *, total: bool) -> str:
        """What the percentages of a table are taken of, in words; each base that was used is named."""
        used = {
            base[2]
            for address, base in self.content.get("bases", {}).items()
            if address.startswith(f"{table}.") and address.startswith(f"{table}.total.") is total
        }
        words = " และ ".join(self.say(f"base_{name}") for name in sorted(used) if name in BASES)
        return words or self.say("base_of_the_table")

    def nothing(self, section: str) -> bool:
        return bool(self.content["sections"].get(section, {}).get("nothing"))

    def strategy_rows(self) -> Iterator[tuple[str, str]]:
        """(key, heading) of every strategy, then of the total."""
        for strategy in self.strategies:
            yield strategy["key"], f"{strategy['number']}. {strategy['name']}"
        yield "total", self.say("word_of_all")


def group_digits(figure: str) -> str:
    """A frozen figure with thousands separated; one that is neither a whole number nor money is refused."""
    if not figure:
        return NOT_GIVEN
    whole, point, rest = figure.partition(".")
    digits = whole.removeprefix("-")
    if not (figure.isascii() and digits.isdigit() and (not point or (len(rest) == 2 and rest.isdigit()))):
        return money(figure)
    return figure if len(digits) < 4 else f"{int(whole):,}{point}{rest}"


def project_name(row: dict[str, Any]) -> str:
    name, village = row["name"], row.get("village") or ""
    if not village or "หมู่" in name:
        return name
    return f"{name} หมู่ที่ {village}" if village.isdigit() else f"{name} {village}"
