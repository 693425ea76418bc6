"""Which cells of a form a person may fill in, and what may stand in each. Pure: wording in, fields out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from documents.arithmetic.form2 import Strategy

SEATS = 11
"""Members of a committee who score."""


class Sort(StrEnum):
    """What a cell holds: one of some answers, words, a count, a percent of 100, a score, a figure of any kind."""

    CHOICE = "choice"
    TEXT = "text"
    COUNT = "count"
    PERCENT = "percent"
    SCORE = "score"


@dataclass(frozen=True, slots=True)
class Field:
    """A cell to be filled in. `most` bounds counts, percents and scores, `options` are the answers of a choice."""

    cell: str
    sort: Sort
    options: tuple[str, ...] = ()
    most: Decimal | None = None


def fields_of(kind: str, words: Mapping[str, Any], strategies: Sequence[Strategy]) -> dict[str, Field]:
    """The fields of a form in the order of its paper, by address."""
    return {field.cell: field for field in _OF[kind](words, strategies)}


def _form1(words: Mapping[str, Any], strategies: Sequence[Strategy]) -> Iterator[Field]:
    answers = tuple(answer["key"] for answer in words["answers"])
    for part in words["parts"]:
        for item in part["items"]:
            cell = f"{part['key']}.{item['key']}"
            yield Field(f"{cell}.answer", Sort.CHOICE, answers)
            yield Field(f"{cell}.reason", Sort.TEXT)


def _form3_1(words: Mapping[str, Any], strategies: Sequence[Strategy]) -> Iterator[Field]:
    hundred, ten = Decimal(100), Decimal(10)
    for one in strategies:
        yield Field(f"p2.{one.key}.planned.n", Sort.COUNT)
        yield Field(f"p2.{one.key}.practised.n", Sort.COUNT)
    yield Field("p3.respondents.n", Sort.COUNT)
    for item in words["items"]:
        for option in words["scale"]:
            yield Field(f"p3.{item['key']}.{option['key']}.percent", Sort.PERCENT, most=hundred)
    for one in strategies:
        for item in words["items"]:
            yield Field(f"p3.{one.key}.{item['key']}.mean", Sort.SCORE, most=ten)
        for number in range(1, words["indicators_of_a_strategy"] + 1):
            for name in ("name", "before", "after"):
                yield Field(f"p3.{one.key}.k{number}.{name}", Sort.TEXT)
        for text in words["texts"]:
            yield Field(f"p3.{one.key}.{text['key']}", Sort.TEXT)


def _people(words: Mapping[str, Any]) -> Iterator[Field]:
    yield Field("p1.n", Sort.COUNT)
    for block in words["blocks"]:
        for key in (*(band["key"] for band in block["bands"]), "none"):
            yield Field(f"p1.{block['key']}.{key}.n", Sort.COUNT)


def _form3_2(words: Mapping[str, Any], strategies: Sequence[Strategy]) -> Iterator[Field]:
    yield from _people(words)
    for item in words["items"]:
        for key in (*(option["key"] for option in words["scale"]["options"]), "none"):
            yield Field(f"p2.{item['key']}.{key}.n", Sort.COUNT)


def _form3_3(words: Mapping[str, Any], strategies: Sequence[Strategy]) -> Iterator[Field]:
    yield from _people(words)
    most = Decimal(words["scale"]["max"])
    for one in strategies:
        for item in words["items"]:
            yield Field(f"p2.{one.key}.{item['key']}.n", Sort.COUNT)
            yield Field(f"p2.{one.key}.{item['key']}.mean", Sort.SCORE, most=most)
            yield Field(f"p2.{one.key}.{item['key']}.sd", Sort.SCORE, most=most)


def _scores(words: Mapping[str, Any], strategies: Sequence[Strategy]) -> Iterator[Field]:
    for seat in range(1, SEATS + 1):
        for part in words["parts"]:
            for item in part["items"]:
                cell = f"{part['key']}.{item['key']}.by{seat}"
                yield Field(cell, Sort.SCORE, most=Decimal(item["full"]))


_OF: dict[str, Callable[[Mapping[str, Any], Sequence[Strategy]], Iterator[Field]]] = {
    "form1": _form1,
    "form3_1": _form3_1,
    "form3_2": _form3_2,
    "form3_3": _form3_3,
    "scores": _scores,
}
