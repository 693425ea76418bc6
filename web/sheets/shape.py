"""How a form made of a template is divided into pages, and which fields stand on each.

Shape only: titles come from the wording, words about a figure from where it comes from.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from documents.models import Document, FormKind
from documents.sheets import Sheet, Sort
from documents.sheets.sources import Pointer
from documents.wording import filled
from plans.models import LevelWord
from web import words

STANDING = {"draft": "draft", "approved": "approved", "sealed": "sealed"}


@dataclass(slots=True)
class Input:
    """One field on a page: its cell, what it is called, what stands there and where that comes from."""

    cell: str
    head: str
    sort: str
    text: str = ""
    version: int = 0
    options: list[tuple[str, str]] = field(default_factory=list)
    carried: str = ""
    source: str = ""
    source_url: str = ""
    standing: str = ""
    before: str = ""
    error: str = ""
    theirs: str = ""

    @property
    def area(self) -> bool:
        """Whether it wants room for sentences."""
        return self.sort == Sort.TEXT


@dataclass(slots=True)
class Row:
    """A row of a page: an item with its fields; a band has none. `proof` is the cell that takes files."""

    label: str
    inputs: list[Input] = field(default_factory=list)
    proof: str = ""
    files: list[Any] = field(default_factory=list)


@dataclass(slots=True)
class Block:
    """Rows that stand together: as a table of figures, or one below the other."""

    title: str
    rows: list[Row]
    heads: list[str] = field(default_factory=list)
    table: bool = False


@dataclass(slots=True)
class Part:
    """One page of a form."""

    key: str
    title: str
    blocks: list[Block]
    wanted: int = 0
    given: int = 0

    @property
    def inputs(self) -> list[Input]:
        """All fields of the page."""
        return [one for block in self.blocks for row in block.rows for one in row.inputs]


class Shape:
    """The pages of one form, from the form as it stands."""

    def __init__(self, sheet: Sheet, before: dict[str, str], seats: dict[int, str] | None = None) -> None:
        self.sheet, self.before, self.seats = sheet, before, seats or {}
        plan = sheet.document.plan
        word = LevelWord(plan.word).label if plan else LevelWord.STRATEGY.label
        self.names = {"word": word, "year": sheet.document.obligation.period.fiscal_year}

    def say(self, text: str, **more: object) -> str:
        """A text of the wording with its names put in."""
        return filled(text, self.names | more)

    def parts(self) -> list[Part]:
        """The pages in order; none where everything came from a closed survey."""
        if not self.sheet.fields:
            return []
        found = list(_OF[FormKind(self.sheet.document.kind)](self))
        for part in found:
            wanted = [one for one in part.inputs if one.sort != Sort.TEXT]
            part.wanted, part.given = len(wanted), sum(bool(one.text or one.carried) for one in wanted)
        return found

    def input(self, cell: str, head: str, options: list[tuple[str, str]] | None = None) -> Input:
        """A field as it stands."""
        sheet, told = self.sheet, self.sheet.fields[cell]
        row, pointer = sheet.typed.get(cell), sheet.sources.pointers.get(cell)
        found = Input(
            cell,
            head,
            told.sort,
            row.text if row else "",
            row.version if row else 0,
            options or [],
            sheet.sources.cells.get(cell, ""),
            before=self.before.get(cell, ""),
        )
        if pointer is not None:
            found.source, found.source_url = source_words(pointer), source_url(pointer)
            found.standing = pointer.standing
        return found


def source_words(pointer: Pointer) -> str:
    """Where a figure comes from, in words."""
    if pointer.kind == "survey":
        return _("the closed survey of %(year)s") % {"year": pointer.period}
    return f"{words.kind(pointer.kind)} {words.period_key(pointer.period)}"


def source_url(pointer: Pointer) -> str:
    """Where the figure stands; empty where there is no page for it."""
    return reverse("report", args=[pointer.key]) if pointer.kind != "survey" else ""


def _form1(shape: Shape) -> Iterator[Part]:
    wording, evidence = shape.sheet.words, shape.sheet.evidence
    answers = [(answer["key"], answer["title"]) for answer in wording["answers"]]
    for part in wording["parts"]:
        rows = []
        for item in part["items"]:
            place = f"{part['key']}.{item['key']}"
            rows.append(
                Row(
                    f"{item['no']}. {item['text']}",
                    [
                        shape.input(f"{place}.answer", _("Answer"), answers),
                        shape.input(f"{place}.reason", _("Reason, where it was not done")),
                    ],
                    f"{place}.answer",
                    evidence.get(f"{place}.answer", []),
                )
            )
        yield Part(part["key"], part["title"], [Block(part["title"], rows)])


def _form3_1(shape: Shape) -> Iterator[Part]:
    sheet, wording = shape.sheet, shape.sheet.words
    part = wording["parts"][1]
    heads = [shape.say(head) for head in part["columns"][1:3]]
    rows = [
        Row(
            f"{one.number}. {one.name}",
            [
                shape.input(f"p2.{one.key}.{name}.n", head)
                for name, head in zip(("planned", "practised"), heads, strict=True)
            ],
        )
        for one in sheet.strategies
    ]
    yield Part("counts", shape.say(part["title"]), [Block(shape.say(part["table"]), rows, heads, table=True)])
    part = wording["parts"][2]
    heads = [option["title"] + " (%)" for option in wording["scale"]]
    rows = [
        Row(
            f"{item['no']}) {item['text']}",
            [
                shape.input(f"p3.{item['key']}.{option['key']}.percent", head)
                for option, head in zip(wording["scale"], heads, strict=True)
            ],
        )
        for item in wording["items"]
    ]
    people = [Row(_("People who answered"), [shape.input("p3.respondents.n", _("People"))])]
    yield Part(
        "overall",
        part["overall"],
        [
            Block(_("Who answered"), people, [_("People")], table=True),
            Block(part["overall"], rows, heads, table=True),
        ],
    )
    for one in sheet.strategies:
        title = shape.say(part["strategy"], number=one.number, name=one.name)
        scores = [
            Row(
                f"{item['no']}) {item['text']}",
                [shape.input(f"p3.{one.key}.{item['key']}.mean", part["score"][1])],
            )
            for item in wording["items"]
        ]
        chosen = [
            Row(
                str(at),
                [
                    shape.input(f"p3.{one.key}.k{at}.{name}", head)
                    for name, head in zip(("name", "before", "after"), part["indicators"], strict=True)
                ],
            )
            for at in range(1, wording["indicators_of_a_strategy"] + 1)
        ]
        told = [
            Row(text["title"], [shape.input(f"p3.{one.key}.{text['key']}", text["title"])])
            for text in wording["texts"]
        ]
        yield Part(
            one.key,
            title,
            [
                Block(part["score"][0], scores, part["score"][1:], table=True),
                Block(part["indicators"][0], chosen, part["indicators"], table=True),
                Block(_("In words"), told),
            ],
        )


def _people(shape: Shape) -> Part:
    wording = shape.sheet.words
    blocks = [
        Block(
            _("Who answered"),
            [Row(_("People who answered"), [shape.input("p1.n", _("People"))])],
            [_("People")],
            table=True,
        )
    ]
    for block in wording["blocks"]:
        bands = [(band["key"], band["title"]) for band in block["bands"]]
        rows = [
            Row(title, [shape.input(f"p1.{block['key']}.{key}.n", _("People"))])
            for key, title in [*bands, ("none", wording["no_answer"])]
        ]
        blocks.append(Block(block["title"], rows, [_("People")], table=True))
    return Part("people", wording["parts"][0]["title"], blocks)


def _form3_2(shape: Shape) -> Iterator[Part]:
    wording = shape.sheet.words
    yield _people(shape)
    options = [(option["key"], option["title"]) for option in wording["scale"]["options"]]
    options.append(("none", wording["no_answer"]))
    rows = [
        Row(
            f"{item['no']}) {item['text']}",
            [shape.input(f"p2.{item['key']}.{key}.n", title) for key, title in options],
        )
        for item in wording["items"]
    ]
    title = shape.say(wording["parts"][1]["title"])
    yield Part("answers", title, [Block(title, rows, [title for _key, title in options], table=True)])


def _form3_3(shape: Shape) -> Iterator[Part]:
    sheet, wording = shape.sheet, shape.sheet.words
    yield _people(shape)
    heads = [_("People"), _("Mean (of 10)"), "S.D."]
    for one in sheet.strategies:
        rows = [
            Row(
                f"{item['no']}) {item['text']}",
                [
                    shape.input(f"p2.{one.key}.{item['key']}.{name}", head)
                    for name, head in zip(("n", "mean", "sd"), heads, strict=True)
                ],
            )
            for item in wording["items"]
        ]
        title = f"{shape.names['word']}ที่ {one.number} {one.name}"
        yield Part(one.key, title, [Block(title, rows, heads, table=True)])


def _scores(shape: Shape) -> Iterator[Part]:
    wording = shape.sheet.words
    for seat in range(1, 12):
        name = shape.seats.get(seat, "")
        blocks = []
        for part in wording["parts"]:
            rows = [
                Row(
                    f"{item['no']} {item['text']}",
                    [
                        shape.input(
                            f"{part['key']}.{item['key']}.by{seat}",
                            _("Score of %(most)s") % {"most": item["full"]},
                        )
                    ],
                )
                for item in part["items"]
            ]
            blocks.append(Block(part["title"], rows, [_("Score")], table=True))
        title = _("Seat %(number)s") % {"number": seat} + (f" {name}" if name else "")
        yield Part(f"by{seat}", title, blocks)


_OF: dict[FormKind, Any] = {
    FormKind.FORM1: _form1,
    FormKind.FORM3_1: _form3_1,
    FormKind.FORM3_2: _form3_2,
    FormKind.FORM3_3: _form3_3,
    FormKind.SCORES: _scores,
}


def part_of(document: Document, cell: str) -> str:
    """The key of the page on which a cell stands; the first one for what is computed."""
    names = cell.split(".")
    kind = FormKind(document.kind)
    if kind == FormKind.FORM1:
        return names[0] if names[0] != "sum" else "p1"
    if kind == FormKind.FORM3_1:
        if names[0] == "p2":
            return "counts"
        return names[1] if len(names) > 1 and names[1].startswith("s") else "overall"
    if kind in (FormKind.FORM3_2, FormKind.FORM3_3):
        if names[0] == "p1":
            return "people"
        return "answers" if kind == FormKind.FORM3_2 else names[1]
    return names[2] if len(names) > 2 and names[2].startswith("by") else "by1"
