"""What a paper consists of: words, facts, tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Style = Literal["title", "part", "item", "plain", "text", "note"]
Align = Literal["left", "right", "centre"]


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph: a heading, plain words, what a person wrote, a note in small letters."""

    text: str
    style: Style = "plain"
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and what stands behind it; a `tag` names the cell of a figure."""

    label: str
    text: str
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, its share of the width (of all shares), where its texts stand."""

    head: str
    share: int
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Cell:
    """A text of a table; `tag` is the address of a figure, `where` what people call it."""

    text: str
    tag: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table; a `band` has one text over all columns."""

    cells: Sequence[Cell]
    bold: bool = False
    band: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one row of heads."""

    columns: Sequence[Column]
    lines: Sequence[Line]
    name: str = ""


Block = Text | Fact | Table


def places(blocks: Iterable[Block]) -> Iterator[tuple[str, str]]:
    """Every address of the paper with the words for it, in the order of the paper."""
    for block in blocks:
        if isinstance(block, Table):
            for line in block.lines:
                for cell in line.cells:
                    if cell.tag:
                        yield cell.tag, cell.where or cell.text
        elif block.tag:
            yield block.tag, block.label if isinstance(block, Fact) else block.text
