"""What a person has said about a file: which sheets and columns, what a word means, what a cell should say.

It is kept between the pages as JSON and applied again each time the file is understood, so that an answer
is never typed twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from plans.vocabulary import bare

Place = tuple[str, int, str]
"""A cell of the file: sheet, row from 1, column's letter."""
LEFT_OUT = "drop"


@dataclass(frozen=True, slots=True)
class SheetChoice:
    """A sheet: whether it is read, the row of its headings (from 1), and columns, letter → field."""

    use: bool | None = None
    head: int | None = None
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Choices:
    """Everything that was chosen and answered.

    `accepted` are suggestions taken for all equal values, as (code, value): ("read-as", "1.250,00"). `words`
    say what a word means wherever it stands, ("status", bare word) → code. `cells` correct one cell. `rows`
    answer a question about one row, (sheet, row, code) → answer; with an empty code "drop" leaves it out.
    `unfilled` are fields that are not filled down, `dash_is_zero` those in which a dash says 0. `strategy` is
    for projects for which the file has none.
    """

    sheets: Mapping[str, SheetChoice] = field(default_factory=dict)
    accepted: frozenset[tuple[str, str]] = frozenset()
    words: Mapping[tuple[str, str], str] = field(default_factory=dict)
    cells: Mapping[Place, str] = field(default_factory=dict)
    rows: Mapping[Place, str] = field(default_factory=dict)
    unfilled: frozenset[str] = frozenset()
    dash_is_zero: frozenset[str] = frozenset()
    strategy: str = ""

    def of(self, sheet: str) -> SheetChoice:
        """The choice for a sheet; for every sheet under the empty name, if it has none of its own."""
        return self.sheets.get(sheet) or self.sheets.get("") or SheetChoice()

    def meaning(self, kind: str, word: str) -> str:
        """What a person said that the word means: a status or a fund by its code; "" if nobody did."""
        return self.words.get((kind, bare(word)), "")

    def answer(self, sheet: str, row: int, code: str) -> str:
        """What was answered to a question about a row."""
        return self.rows.get((sheet, row, code), "")

    def with_(self, **changed: Any) -> Choices:
        """The same with some parts changed: mappings are added to, sets and texts replaced."""
        for name, value in changed.items():
            if isinstance(value, Mapping):
                changed[name] = {**getattr(self, name), **value}
        return replace(self, **changed)

    def to_json(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "sheets": {
                name: {"use": one.use, "head": one.head, "columns": dict(one.columns)}
                for name, one in self.sheets.items()
            },
            "accepted": sorted(map(list, self.accepted)),
            "words": [[*key, value] for key, value in self.words.items()],
            "cells": [[*key, value] for key, value in self.cells.items()],
            "rows": [[*key, value] for key, value in self.rows.items()],
            "unfilled": sorted(self.unfilled),
            "dash_is_zero": sorted(self.dash_is_zero),
            "strategy": self.strategy,
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Choices:
        """From plain data; what is missing is not chosen."""
        return cls(
            sheets={name: SheetChoice(**one) for name, one in told.get("sheets", {}).items()},
            accepted=frozenset((code, value) for code, value in told.get("accepted", [])),
            words={(kind, word): value for kind, word, value in told.get("words", [])},
            cells={(sheet, row, letter): text for sheet, row, letter, text in told.get("cells", [])},
            rows={(sheet, row, code): answer for sheet, row, code, answer in told.get("rows", [])},
            unfilled=frozenset(told.get("unfilled", [])),
            dash_is_zero=frozenset(told.get("dash_is_zero", [])),
            strategy=told.get("strategy", ""),
        )


NOTHING_CHOSEN = Choices()
