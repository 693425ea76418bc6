"""The papers of Form 1, 3/1, 3/2, 3/3 and of the scores, each from its content and the wording within it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from documents.layout.blocks import Block, Cell, Column, Fact, Line, Table, Text
from documents.wording import filled

NOTHING = "–"
TICK = "/"


class _Paper:
    """A content with its look-ups."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self.content = content
        self.words: Mapping[str, Any] = content["wording"]
        self.cells: Mapping[str, str] = content["cells"]
        self.texts: Mapping[str, str] = content["texts"]
        self.strategies: Sequence[Mapping[str, Any]] = content["strategies"]
        self.names = {"word": content["plan"]["word"], "year": content["period"]["fiscal_year"]}

    def say(self, text: str, **more: object) -> str:
        """A text of the wording with its names put in."""
        return filled(text, self.names | more)

    def figure(self, cell: str, where: str) -> Cell:
        """A figure with its address; – where there is none."""
        return Cell(_grouped(self.cells.get(cell, "")) or NOTHING, cell, where)

    def head(self) -> Iterator[Block]:
        yield Text(self.say(self.words["short"]), "title")
        yield Text(self.say(self.words["title"]), "title")
        yield Text(f"คำชี้แจง  {self.say(self.words['instructions'])}", "text")

    def part(self, at: int) -> Text:
        return Text(self.say(self.words["parts"][at]["title"]), "part")

    def notes(self) -> Iterator[Block]:
        notes = [note for note in self.content["notes"] if note["text"]]
        if notes:
            yield Text("หมายเหตุของหน่วยงาน", "part")
            for number, note in enumerate(notes, start=1):
                yield Text(f"{number}. {note['text']}", "plain")


def _grouped(text: str) -> str:
    """A figure with its thousands apart."""
    whole, point, rest = text.partition(".")
    if not whole.removeprefix("-").isdigit() or (point and not rest.isdigit()):
        return text
    return f"{int(whole):,}{point}{rest}"


def blocks_of(content: Mapping[str, Any]) -> list[Block]:
    """The blocks of a form's paper, top to bottom. KeyError for a kind that has no such paper."""
    paper = _Paper(content)
    return [*paper.head(), *_OF[content["kind"]](paper), *paper.notes()]


def _form1(paper: _Paper) -> Iterator[Block]:
    yield Fact("ชื่อองค์กรปกครองส่วนท้องถิ่น", paper.content["unit"]["name"])
    plan = paper.content["plan"]
    yield Fact("แผนที่ประเมิน", plan["name"])
    heads = paper.words["columns"]
    columns = [Column(heads[0], 10), *(Column(head, 3, "centre") for head in heads[1:])]
    lines = []
    for part in paper.words["parts"]:
        lines.append(Line([Cell(part["title"])], bold=True, band=True))
        for item in part["items"]:
            place = f"{part['key']}.{item['key']}"
            name = f"{item['no']}. {item['text']}"
            given = paper.cells.get(f"{place}.answer", "")
            reason = paper.texts.get(f"{place}.reason", "")
            files = [one["name"] for one in paper.content["evidence"].get(f"{place}.answer", [])]
            told = [name]
            if reason:
                told.append(f"เหตุผล: {reason}")
            if files:
                told.append(f"หลักฐาน: {', '.join(files)}")
            answers = [
                Cell(
                    TICK if given == answer["key"] else "",
                    f"{place}.answer" if given == answer["key"] else "",
                    name,
                )
                for answer in paper.words["answers"]
            ]
            lines.append(Line([Cell("\n".join(told), "" if given else f"{place}.answer", name), *answers]))
    yield Table(columns, lines, "ประเด็นการประเมิน")
    yield Fact(
        f"{heads[1]} (ข้อ)",
        f"{paper.cells.get('sum.yes.n', '')} จาก {paper.cells.get('sum.all.n', '')}",
        "sum.yes.n",
    )
    yield Fact("คิดเป็นร้อยละ", paper.cells.get("sum.yes.percent", "") or NOTHING, "sum.yes.percent")


def _form3_1(paper: _Paper) -> Iterator[Block]:
    words = paper.words
    yield paper.part(0)
    yield Fact("1. ชื่อองค์กรปกครองส่วนท้องถิ่น", paper.content["unit"]["name"])
    yield Fact("2. ปีงบประมาณที่ประเมิน", str(paper.content["period"]["fiscal_year"]))
    yield paper.part(1)
    part = words["parts"][1]
    yield Text(f"3. {paper.say(part['table'])}", "item")
    heads = [paper.say(head) for head in part["columns"]]
    lines = []
    for key, name in [
        *((one["key"], f"{one['number']}. {one['name']}") for one in paper.strategies),
        ("total", "รวม"),
    ]:
        cells = [
            paper.figure(f"p2.{key}.{cell}", f"{name}: {head}")
            for cell, head in zip(("planned.n", "practised.n", "practised.percent"), heads[1:], strict=True)
        ]
        lines.append(Line([Cell(name), *cells], bold=key == "total"))
    yield Table([Column(heads[0], 6), *(Column(head, 2, "right") for head in heads[1:])], lines, heads[0])
    yield paper.part(2)
    part = words["parts"][2]
    yield Text(f"4. {paper.say(part['overall'])}", "item")
    yield Fact(
        "จำนวนผู้ตอบแบบสอบถาม (คน)",
        _grouped(paper.cells.get("p3.respondents.n", "")) or NOTHING,
        "p3.respondents.n",
    )
    heads = part["columns"]
    lines = []
    for key, name in [
        *((one["key"], f"{one['no']}) {one['text']}") for one in words["items"]),
        ("all", "ภาพรวม"),
    ]:
        cells = [
            paper.figure(f"p3.{key}.{option['key']}.percent", f"{name}: {option['title']}")
            for option in words["scale"]
        ]
        lines.append(Line([Cell(name), *cells], bold=key == "all"))
    yield Table([Column(heads[0], 7), *(Column(head, 2, "right") for head in heads[1:])], lines, heads[0])
    for at, one in enumerate(paper.strategies):
        yield from _annual_strategy(paper, part, one, at + 5)


def _annual_strategy(
    paper: _Paper, part: Mapping[str, Any], one: Mapping[str, Any], number: int
) -> Iterator[Block]:
    """Items 5 and on: satisfaction, indicators and words of one strategy."""
    words, key = paper.words, one["key"]
    name = paper.say(part["strategy"], number=one["number"], name=one["name"])
    yield Text(f"{number}. {name}", "item")
    lines = [
        Line([Cell(title), paper.figure(f"p3.{key}.{item}.mean", f"{name}: {title}")], bold=item == "all")
        for item, title in [
            *((item["key"], f"{item['no']}) {item['text']}") for item in words["items"]),
            ("all", "เฉลี่ย"),
        ]
    ]
    heads = part["score"]
    yield Table([Column(heads[0], 7), Column(heads[1], 3, "right")], lines, name)
    heads = part["indicators"]
    chosen = []
    for at in range(1, words["indicators_of_a_strategy"] + 1):
        place = f"p3.{key}.k{at}"
        told = [paper.texts.get(f"{place}.{cell}", "") for cell in ("name", "before", "after")]
        if any(told):
            chosen.append(
                Line(
                    [Cell(told[0] or NOTHING, f"{place}.name", f"{name}: {heads[0]} {at}")]
                    + [
                        Cell(text or NOTHING, f"{place}.{cell}", f"{told[0]}: {head}")
                        for text, cell, head in zip(told[1:], ("before", "after"), heads[1:], strict=True)
                    ]
                )
            )
    if chosen:
        yield Table([Column(heads[0], 6), Column(heads[1], 3), Column(heads[2], 3)], chosen, heads[0])
    for text in words["texts"]:
        told_text = paper.texts.get(f"p3.{key}.{text['key']}", "")
        if told_text:
            yield Fact(text["title"], told_text, f"p3.{key}.{text['key']}")


def _people(paper: _Paper) -> Iterator[Block]:
    yield paper.part(0)
    yield Fact("ชื่อองค์กรปกครองส่วนท้องถิ่น", paper.content["unit"]["name"])
    yield Fact("จำนวนผู้ตอบแบบสอบถาม (คน)", _grouped(paper.cells.get("p1.n", "")) or NOTHING, "p1.n")
    lines = []
    for number, block in enumerate(paper.words["blocks"], start=1):
        lines.append(Line([Cell(f"{number}. {block['title']}")], bold=True, band=True))
        bands = [(band["key"], band["title"]) for band in block["bands"]]
        for key, title in [*bands, ("none", paper.words["no_answer"])]:
            place = f"p1.{block['key']}.{key}"
            where = f"{block['title']}: {title}"
            lines.append(
                Line(
                    [Cell(title), paper.figure(f"{place}.n", where), paper.figure(f"{place}.percent", where)]
                )
            )
    yield Table(
        [Column("ข้อมูลทั่วไป", 7), Column("จำนวน (คน)", 2, "right"), Column("ร้อยละ", 2, "right")],
        lines,
        "ข้อมูลทั่วไปของผู้ตอบ",
    )


def _form3_2(paper: _Paper) -> Iterator[Block]:
    yield from _people(paper)
    yield paper.part(1)
    options = paper.words["scale"]["options"]
    columns = [Column("ประเด็น", 8)]
    for option in options:
        columns += [Column(option["title"], 2, "right"), Column("ร้อยละ", 2, "right")]
    columns.append(Column(paper.words["no_answer"], 2, "right"))
    lines = []
    for key, name in [
        *((item["key"], f"{item['no']}) {item['text']}") for item in paper.words["items"]),
        ("all", "ภาพรวม"),
    ]:
        cells = [Cell(name)]
        for option in options:
            where = f"{name}: {option['title']}"
            place = f"p2.{key}.{option['key']}"
            cells += [paper.figure(f"{place}.n", where), paper.figure(f"{place}.percent", where)]
        last = (
            paper.figure(f"p2.{key}.none.n", f"{name}: {paper.words['no_answer']}")
            if key != "all"
            else Cell("")
        )
        lines.append(Line([*cells, last], bold=key == "all"))
    yield Table(columns, lines, "ความพึงพอใจ")
    yield Text("ร้อยละคิดจากจำนวนผู้ที่ตอบข้อนั้น ไม่นับผู้ที่ไม่ตอบ", "note")


def _form3_3(paper: _Paper) -> Iterator[Block]:
    yield from _people(paper)
    yield paper.part(1)
    for one in paper.strategies:
        name = f"{paper.names['word']}ที่ {one['number']} {one['name']}"
        yield Text(name, "item")
        lines = []
        for key, title in [
            *((item["key"], f"{item['no']}) {item['text']}") for item in paper.words["items"]),
            ("all", "เฉลี่ย"),
        ]:
            place = f"p2.{one['key']}.{key}"
            cells = [paper.figure(f"{place}.{cell}", f"{name}: {title}") for cell in ("n", "mean", "sd")]
            if key == "all":
                cells = [Cell(""), cells[1], Cell("")]
            lines.append(Line([Cell(title), *cells], bold=key == "all"))
        yield Table(
            [
                Column("ความพึงพอใจ", 8),
                Column("ผู้ตอบ (คน)", 2, "right"),
                Column("คะแนนเฉลี่ย (เต็ม 10)", 2, "right"),
                Column("S.D.", 2, "right"),
            ],
            lines,
            name,
        )
    overall = paper.cells.get("p2.all.mean", "")
    yield Fact("คะแนนเฉลี่ยทุก" + str(paper.names["word"]), overall or NOTHING, "p2.all.mean")


def _scores(paper: _Paper) -> Iterator[Block]:
    yield Fact("ชื่อองค์กรปกครองส่วนท้องถิ่น", paper.content["unit"]["name"])
    for at, part in enumerate(paper.words["parts"]):
        yield paper.part(at)
        lines, group = [], ""
        for item in part["items"]:
            if item.get("group", "") != group:
                group = item.get("group", "")
                lines.append(Line([Cell(group)], bold=True, band=True))
            place = f"{part['key']}.{item['key']}"
            name = f"{item['no']} {item['text']}"
            lines.append(
                Line(
                    [
                        Cell(name),
                        Cell(str(item["full"]), f"{place}.full", name),
                        paper.figure(f"{place}.mean", name),
                        paper.figure(f"{place}.n", name),
                    ]
                )
            )
        place = f"{part['key']}.total"
        lines.append(
            Line(
                [
                    Cell("รวม"),
                    paper.figure(f"{place}.full", "รวม"),
                    paper.figure(f"{place}.mean", "รวม"),
                    Cell(""),
                ],
                bold=True,
            )
        )
        yield Table(
            [
                Column("ประเด็นการพิจารณา", 8),
                Column("คะแนนเต็ม", 2, "right"),
                Column("คะแนนเฉลี่ยที่ได้", 2, "right"),
                Column("ผู้ให้คะแนน (คน)", 2, "right"),
            ],
            lines,
            part["title"],
        )
        yield Fact(
            "คิดเป็นร้อยละของคะแนนเต็ม", paper.cells.get(f"{place}.percent", "") or NOTHING, f"{place}.percent"
        )


_OF: dict[str, Callable[[_Paper], Iterator[Block]]] = {
    "form1": _form1,
    "form3_1": _form3_1,
    "form3_2": _form3_2,
    "form3_3": _form3_3,
    "scores": _scores,
}
