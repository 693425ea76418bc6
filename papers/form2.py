"""Form 2 as a Word file: the frozen content of a revision laid out as the handbook's paper, nothing computed.

Boundary: `content` is the canonical dictionary of a revision (schema `tidtam/form2/1`): figures are texts
of Arabic digits, sums and percentages stand in `cells` already and are only looked up. Paper has Thai
digits and B.E. years; the fingerprint alone keeps its hexadecimal. "–" means no figure was given, or
nothing there to count; a zero that was reported is printed as a zero.
Source: the handbook's Form 2 (tables ๓–๗) with the project list as annex. Each figure of a table sits in a
content control named by its cell address.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any, BinaryIO

from documents.wording import filled

from .form2_annex import Progress, write_annex
from .form2_told import Told, group_digits, project_name
from .skeleton import CM, LANDSCAPE_WIDTH, PORTRAIT_WIDTH
from .thai import MONTHS, NOT_GIVEN, thai_date, thai_digits
from .word import Cell, Paper, Row, RowKind, row_kind

SCHEMA = "tidtam/form2/1"
SHORT_TABLE = 10
EARMARKED = "earmarked_grant"
CHANGE_NAMES = {
    "add": "เพิ่มเติมโครงการ",
    "change": "เปลี่ยนแปลงโครงการ",
    "cancel": "ยกเลิกโครงการ",
    "transfer": "โอนงบประมาณ",
    "carry_over": "กันเงินเบิกเหลื่อมปี",
}
# What a note answers to; the rule's number is the program's own and says nothing to a reader of the paper.
NOTE_NAMES = {
    "F2-04": "ร้อยละ",
    "F2-06": "จำนวนเงินติดลบ (ส่งคืน)",
    "F2-07": "เบิกจ่ายเกินงบประมาณหลังโอน",
    "F2-08": "ผลการเบิกจ่ายไม่สอดคล้องกับสถานะ",
    "F2-09": "ยอดสะสมเทียบกับงวดก่อน",
    "F2-11": "จำนวนเงินผิดช่อง",
    "F2-12": "จำนวนเงินซ้ำกัน",
    "F2-14": "งบประมาณของหน่วยงานอื่น",
    "F2-15": "ยกเลิกแล้วแต่มีการเบิกจ่าย",
    "F2-16": "โครงการของงวดก่อนไม่ปรากฏในงวดนี้",
    "F2-17": "ไม่มีเลขที่อนุมัติการเปลี่ยนแปลง",
    "F2-18": "ยังไม่ได้ดำเนินการเกินร้อยละ 30",
}
_DOTS = "." * 38


def write_form2(
    content: dict[str, Any],
    *,
    fingerprint: str,
    out: BinaryIO,
    progress: Progress | None = None,
    draft: bool = False,
) -> None:
    """Write Form 2 of the frozen `content` to `out` as a docx file; the same content gives the same bytes.

    `fingerprint` is the 64 hex digits of the revision, of which the first twelve stand in the footer. A
    `draft` says on each page that it is one and bears no fingerprint: nobody has frozen what it shows.
    `progress` is told (step, done, total) of the project list. Raises ValueError for another schema, for
    a fingerprint that is none and for figures that are no numbers.
    """
    if content.get("schema") != SCHEMA:
        raise ValueError(f"This writer knows {SCHEMA}, not {content.get('schema')!r}.")
    if len(fingerprint) != 64 or not set(fingerprint) <= set("0123456789abcdef"):
        raise ValueError("A fingerprint is 64 hexadecimal digits.")
    form = Told(content)
    revision = thai_digits(content["revision"])
    mark = " ".join(fingerprint[i : i + 4] for i in (0, 4, 8))
    short = form.unit["short"] or form.unit["name"]
    footer = f"ร่างฉบับที่ {revision} · ยังไม่มีรหัสตรวจสอบ" if draft else f"ฉบับที่ {revision} · รหัสตรวจสอบ {mark}"
    paper = Paper(
        out,
        header=" · ".join([*(["ร่าง"] if draft else []), form.wording["short"], short, form.period_name]),
        footer=footer,
    )
    _part_one(paper, form)
    _table_three(paper, form)
    _table_four(paper, form)
    _table_five(paper, form)
    _part_three(paper, form)
    _part_four(paper, form)
    paper.end_section(landscape=False)
    write_annex(paper, form, progress or (lambda step, done, total: None))
    _changes(paper, form)
    _notes(paper, form)
    _signatures(paper, form)
    paper.close(landscape=True)


def _head(
    label: str, groups: Sequence[tuple[str, Sequence[str]]], widths: Sequence[int], size: int
) -> list[Row]:
    """Two rows of heads: `label` down both, then each group over its own columns."""
    style = f"Td{size}Head"
    top, below = [Cell(style, widths[0], merge="restart")], [Cell(style, widths[0], merge="continue")]
    names, details, at = [label], [""], 1
    for group, columns in groups:
        own = widths[at : at + len(columns)]
        at += len(columns)
        if list(columns) == [""]:
            top.append(Cell(style, own[0], merge="restart"))
            below.append(Cell(style, own[0], merge="continue"))
        else:
            top.append(Cell(style, sum(own), span=len(columns)))
            below += [Cell(style, width) for width in own]
        names.append(group)
        details += columns
    return [(row_kind(top, head=True), "", names), (row_kind(below, head=True), "", details)]


def _figures(
    size: int,
    widths: Sequence[int],
    tags: Sequence[str],
    *,
    bold: bool,
    first: str = "Left",
    keep: bool = False,
) -> RowKind:
    """A row with a name and tagged figures."""
    weight = "Bold" if bold else ""
    cells = [Cell(f"Td{size}{first}{weight}", widths[0])]
    cells += [
        Cell(f"Td{size}Right{weight}", width, tag=tag) for width, tag in zip(widths[1:], tags, strict=True)
    ]
    return row_kind(cells, keep=keep)


def _by_strategy(
    form: Told,
    size: int,
    widths: Sequence[int],
    tags: Sequence[str],
    values: Callable[[str], Sequence[str]],
) -> Iterator[Row]:
    """The rows of a table by strategy with its total; `tags` and `values` follow the figure columns."""
    # A table this short stays on one page: each row holds to the next, the total to them all.
    plain = _figures(size, widths, tags, bold=False, keep=len(form.strategies) <= SHORT_TABLE)
    total = _figures(size, widths, tags, bold=True, first="Centre")
    for key, name in form.strategy_rows():
        yield (total if key == "total" else plain), key, [name, *values(key)]


def _part_one(paper: Paper, form: Told) -> None:
    paper.paragraph(form.wording["short"], "TdTitle")
    paper.paragraph(form.wording["title"], "TdTitle")
    kind, number = form.period["kind"], form.period.get("number")
    paper.paragraph("คำชี้แจง", "TdPart")
    often = form.say(f"often_{kind}")
    paper.paragraph(filled(form.wording["instructions"], {"often": often, "word": form.word}), "TdText")
    paper.paragraph(form.say("part1"), "TdPart")
    place = f" อำเภอ{form.unit['district']} จังหวัด{form.unit['province']}" if form.unit.get("district") else ""
    paper.paragraph(f"{form.say('unit_name')}  {form.unit['name']}{place}")
    paper.paragraph(form.say(f"period_{kind}", number=number, year=form.year))
    choices: list[tuple[object, str]] = [(number, "whole_year")]
    if kind != "year":
        choices = [(one, f"{kind}_{one}") for one in range(1, 5 if kind == "quarter" else 3)]
    for choice, key in choices:
        words = form.say(key, year=form.year, before=form.year - 1)
        paper.paragraph(f"({'/' if choice == number else '  '}) {words}", "TdChoice")


def _table_three(paper: Paper, form: Told) -> None:
    """Projects and budget of the plan, a pair of columns a year; on a landscape page where it needs one."""
    years = list(range(form.plan["first_year"], form.plan["last_year"] + 1))
    sums = (form.cell(f"p2.t3.total.y{year}.budget") for year in years)
    longest = max(len(form.cell("p2.t3.total.sum.budget")), *map(len, sums))
    wide = len(years) > 3 or longest > len("99999999.99")
    if wide:
        paper.end_section(landscape=False)
    span = f"(พ.ศ. {form.plan['first_year']}–{form.plan['last_year']})"
    paper.paragraph(form.say("part2", span=span), "TdPart")
    paper.paragraph(form.say("t3", span=span), "TdItem")
    pairs = [f"y{year}" for year in years] + ["sum"]
    width = LANDSCAPE_WIDTH if wide else PORTRAIT_WIDTH
    widths = _pair_widths(form, width, pairs)
    names = [*(form.say("a_year", year=year) for year in years), form.say("word_of_all")]
    pair_heads = (form.say("count"), form.say("budget"))
    rows = _head(form.word, [(name, pair_heads) for name in names], widths, 12)

    def values(key: str) -> Iterator[str]:
        for pair in pairs:
            counted = form.count(f"p2.t3.{key}.{pair}.n")
            budget = form.cell(f"p2.t3.{key}.{pair}.budget")
            yield counted
            yield NOT_GIVEN if counted == NOT_GIVEN and _is_zero(budget) else group_digits(budget)

    tags = [f"p2.t3.{{key}}.{pair}.{part}" for pair in pairs for part in ("n", "budget")]
    rows += _by_strategy(form, 12, widths, tags, lambda key: list(values(key)))
    paper.table(widths, rows)
    paper.paragraph(form.say("t3_note"), "TdNote")
    if wide:
        paper.end_section(landscape=True)


def _room(form: Told, pair: str, digit: float) -> float:
    """The room in cm that the widest budget of a year, or of all years, takes on one line, for a digit so wide."""
    figures = [group_digits(form.cell(f"p2.t3.{key}.{pair}.budget")) for key, _ in form.strategy_rows()]
    return max(sum(0.1 if letter in ",.-" else digit for letter in figure) for figure in figures) + 0.2


def _pair_widths(form: Told, width: int, pairs: Sequence[str]) -> list[int]:
    """The columns of table 3: a year without money is narrow, so that the others show their figures on one line.

    A digit takes 0.19 cm in the papers' font at twelve points, and up to 0.3 where another font stands in for it.
    """
    for digit, count, least in ((0.3, 1.3, 2.1), (0.3, 1.0, 1.75), (0.25, 1.0, 1.75), (0.19, 1.0, 1.75)):
        amounts = [max(least, _room(form, pair, digit)) for pair in pairs]
        if width / CM - sum(amounts) - count * len(pairs) >= 3:
            break
    over = sum(amounts) + count * len(pairs) + 2.4 - width / CM
    if over > 0:
        amounts = [one * (1 - over / sum(amounts)) for one in amounts]
    columns = [int(one * CM) for amount in amounts for one in (count, amount)]
    return [width - sum(columns), *columns]


def _is_zero(figure: str) -> bool:
    return not figure.strip("0.-")


def _table_four(paper: Paper, form: Told) -> None:
    paper.paragraph(form.say("t4", year=form.year), "TdItem")
    if form.nothing("p2a") and not form.rows:
        paper.paragraph(form.say("nothing"), "TdNothing")
        return
    groups = ("done", "in_progress", "not_started", "cancelled", "added", "all")
    heads = [form.say(f"t4_{group}") for group in groups]
    pair = [int(1.02 * CM), int(1.22 * CM)]
    widths = [PORTRAIT_WIDTH - 6 * sum(pair), *pair * 6]
    pair_heads = (form.say("count"), form.say("percent"))
    rows = _head(form.word, [(head, pair_heads) for head in heads], widths, 12)

    def values(key: str) -> Iterator[str]:
        for group in groups:
            counted = form.count(f"p2.t4.{key}.{group}.n")
            yield counted
            percent = form.cell(f"p2.t4.{key}.{group}.percent")
            yield NOT_GIVEN if counted == NOT_GIVEN else group_digits(percent)

    tags = [f"p2.t4.{{key}}.{group}.{part}" for group in groups for part in ("n", "percent")]
    rows += _by_strategy(form, 12, widths, tags, lambda key: list(values(key)))
    paper.table(widths, rows)
    rest, whole = form.base("p2.t4", total=False), form.base("p2.t4", total=True)
    paper.paragraph(form.say("t4_note", rest=rest, whole=whole), "TdNote")


def _table_five(paper: Paper, form: Told) -> None:
    paper.paragraph(form.say("t5", year=form.year), "TdItem")
    columns = ("regular", "reserve", "sum")
    if form.nothing("p2b") and all(_is_zero(form.cell(f"p2.t5.total.{column}.amount")) for column in columns):
        paper.paragraph(form.say("nothing"), "TdNothing")
        return
    pair = [int(3.0 * CM), int(1.38 * CM)]
    widths = [PORTRAIT_WIDTH - 3 * sum(pair), *pair * 3]
    pair_heads = (form.say("amount"), form.say("percent"))
    rows = _head(form.word, [(form.say(f"t5_{column}"), pair_heads) for column in columns], widths, 14)

    def values(key: str) -> Iterator[str]:
        for column in columns:
            part = f"p2.t5.{key}.{column}"
            amount, budget = form.cell(f"{part}.amount"), form.cell(f"{part}.budget")
            empty = _is_zero(amount) and _is_zero(budget)
            yield NOT_GIVEN if empty else group_digits(amount)
            yield group_digits(form.cell(f"{part}.percent"))

    tags = [f"p2.t5.{{key}}.{column}.{part}" for column in columns for part in ("amount", "percent")]
    rows += _by_strategy(form, 14, widths, tags, lambda key: list(values(key)))
    paper.table(widths, rows)
    total = {column: group_digits(form.cell(f"p2.t5.total.{column}.budget")) for column in columns}
    paper.paragraph(form.say("t5_note", base=form.base("p2.t5", total=True), **total), "TdNote")
    outside = form.count("p2.t5.outside.n")
    if outside != NOT_GIVEN:
        money_there = {
            name: group_digits(form.cell(f"p2.t5.outside.{name}")) for name in ("budget", "amount")
        }
        paper.paragraph(form.say("t5_outside", n=outside, **money_there), "TdNote")


def _part_three(paper: Paper, form: Told) -> None:
    paper.paragraph(form.say("part3"), "TdPart")
    paper.paragraph(form.say("t6", year=form.year), "TdItem")
    lines = [
        (row, line) for row in form.rows for line in row["lines"] if form.lines[line].get("fund") == EARMARKED
    ]
    given = any(form.cell(f"p3.t6.{line}.{part}") for _, line in lines for part in ("received", "spent"))
    if not lines or (form.nothing("p3") and not given):
        paper.paragraph(form.say("nothing"), "TdNothing")
    else:
        result, amount = int(1.9 * CM), int(3.0 * CM)
        widths = [PORTRAIT_WIDTH - 3 * result - 2 * amount, result, result, result, amount, amount]
        states = ("done", "in_progress", "not_started")
        detail = [form.say(f"t6_{state}") for state in states]
        heads = [(form.say("t6_result"), detail)]
        heads += [(form.say(f"t6_{name}"), [""]) for name in ("received", "spent")]
        rows = _head(form.say("t6_project"), heads, widths, 14)
        marks = [Cell("Td14Centre", result) for _ in states]
        money_tags = ("p3.t6.{key}.received", "p3.t6.{key}.spent")
        cells = [Cell("Td14Left", widths[0]), *marks]
        cells += [Cell("Td14Right", amount, tag=tag) for tag in money_tags]
        kind, last = row_kind(cells), row_kind(cells, keep=True)
        for number, (row, line) in enumerate(lines, 1):
            cancelled = " (ยกเลิก)" if row["status"] == "cancelled" else ""
            values = [f"{number}. {project_name(row)}{cancelled}"]
            values += ["/" if row["status"] == state else "" for state in states]
            values += [group_digits(form.cell(f"p3.t6.{line}.{part}")) for part in ("received", "spent")]
            rows.append((last if number == len(lines) else kind, line, values))
        total = [Cell("Td14CentreBold", widths[0] + 3 * result, span=4)]
        total += [Cell("Td14RightBold", amount, tag=tag) for tag in money_tags]
        sums = [group_digits(form.cell(f"p3.t6.total.{part}")) for part in ("received", "spent")]
        rows.append((row_kind(total), "total", [form.say("word_of_all"), *sums]))
        paper.table(widths, rows)
    short = form.count("p3.short.n")
    before, after = form.say("item7", n="\0").split("\0")
    paper.tagged(before, "p3.short.n", short, after, "TdItem")


def _part_four(paper: Paper, form: Told) -> None:
    paper.paragraph(form.say("part4"), "TdPart")
    texts = form.content["texts"]
    if not any((texts.get(key) or "").strip() for key in ("p4.obstacles", "p4.suggestions")):
        paper.paragraph(form.say("nothing"), "TdNothing")
        return
    for key in ("p4.obstacles", "p4.suggestions"):
        paper.paragraph(form.say(key.replace(".", "_")), "TdItem")
        written = [line for line in (texts.get(key) or "").splitlines() if line.strip()]
        for line in written or [NOT_GIVEN]:
            paper.paragraph(line, "TdText")


def _list_table(
    paper: Paper,
    heads: Sequence[str],
    cm: Sequence[float],
    sides: Sequence[str],
    rows: Sequence[Sequence[str]],
) -> None:
    """A plain list over the whole landscape page: one head row, then the rows as they come."""
    widths = [int(width * CM) for width in cm]
    widths[-1] += LANDSCAPE_WIDTH - sum(widths)
    head = row_kind([Cell("Td14Head", width) for width in widths], head=True)
    body = row_kind([Cell(f"Td14{side}", width) for side, width in zip(sides, widths, strict=True)])
    paper.table(widths, [(head, "", list(heads)), *((body, "", list(row)) for row in rows)])


def _changes(paper: Paper, form: Told) -> None:
    changes = form.content.get("changes") or []
    if not changes:
        return
    paper.paragraph("การเปลี่ยนแปลงโครงการในงวดนี้", "TdPart")
    rows = []
    for number, change in enumerate(changes, 1):
        row = form.row_of.get(change.get("row") or "") or form.row_of_line.get(change.get("line") or "")
        decided = change.get("decided_on")
        rows.append(
            (
                str(number),
                f"{row['number']}. {project_name(row)}" if row else NOT_GIVEN,
                CHANGE_NAMES.get(change["kind"], change["kind"]),
                group_digits(change.get("amount") or ""),
                change.get("authority") or NOT_GIVEN,
                thai_date(date.fromisoformat(decided), "short", "arabic") if decided else NOT_GIVEN,
                change.get("reason") or NOT_GIVEN,
            )
        )
    _list_table(
        paper,
        ("ที่", "โครงการ", "การเปลี่ยนแปลง", "จำนวนเงิน (บาท)", "อนุมัติโดย", "วันที่อนุมัติ", "เหตุผล"),
        (1.0, 6.2, 3.2, 2.8, 4.0, 2.3, 5.2),
        ("Centre", "Left", "Left", "Right", "Left", "Left", "Left"),
        rows,
    )


def _notes(paper: Paper, form: Told) -> None:
    notes = form.content.get("notes") or []
    if not notes:
        return
    paper.paragraph("คำชี้แจงประกอบข้อสังเกตจากการตรวจตัวเลข", "TdPart")
    rows = []
    for number, note in enumerate(notes, 1):
        part = (note.get("cell") or "").split(".")
        key = part[2] if len(part) > 2 else ""
        row = form.row_of.get(key) or form.row_of_line.get(key)
        about = f"{row['number']}. {project_name(row)}" if row else "ภาพรวมของรายงาน"
        rows.append((str(number), about, NOTE_NAMES.get(note["rule"], "ข้อสังเกตอื่น"), note["text"]))
    _list_table(
        paper,
        ("ที่", "รายการ", "ข้อสังเกต", "คำชี้แจง"),
        (1.0, 7.0, 5.2, 11.5),
        ("Centre", "Left", "Left", "Left"),
        rows,
    )


def _signatures(paper: Paper, form: Told) -> None:
    """Three places to sign, names left to the pen; one unbreakable row, so that they stay together."""
    name = form.unit["name"]
    mayor = f"นายกเทศมนตรี{name.removeprefix('เทศบาล')}" if name.startswith("เทศบาล") else f"นายก{name}"
    widths = [LANDSCAPE_WIDTH // 3] * 3
    kind = row_kind([Cell("TdSign", width) for width in widths])
    sign = f"\n\nลงชื่อ{_DOTS}\n({_DOTS}..)\n{{}}\nวันที่..........เดือน....................พ.ศ. .........."
    titles = ("ผู้รายงาน", f"ปลัด{name}", mayor)
    paper.table(widths, [(kind, "", [sign.format(title) for title in titles])], style="TdBare")
    last = form.ends_on - timedelta(days=1)
    paper.paragraph(f"ข้อมูล ณ วันที่ {last.day} {MONTHS[last.month - 1]} {last.year + 543}", "TdMargin")
