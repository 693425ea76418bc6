"""The tables of a report as they are copied out of Word or Excel → what they state.

Pure: text in (one line a row, cells apart by tabs), the strategies and the total out, or every fault at once with
its line. A table has a heading row of one or two storeys (เสร็จ … / จำนวน, ร้อยละ, งบประมาณ), one row a strategy,
and a row รวม. Several tables may stand one below the other; what a later one adds is put to the same strategies.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from documents.findings import Stated, StatedCount, StatedMoney, StatedPart
from documents.stated_report import Remark, Unreadable
from organisations.sentences import Sentence, gettext_noop
from plans.numbers import NumberProblem, plain, read_money, read_percent, read_whole
from plans.vocabulary import Status, bare

EXAMPLE = """ยุทธศาสตร์\tจำนวนโครงการ\tงบประมาณ\tแล้วเสร็จ\tอยู่ระหว่างดำเนินการ\tยังไม่ได้ดำเนินการ
1. พัฒนาระบบเศรษฐกิจ\t22\t18,266,672.56\t4\t10\t8
2. พัฒนาสังคม การศึกษา วัฒนธรรม\t28\t18,912,900.00\t6\t12\t9
3. รักษาความมั่นคงและความสงบเรียบร้อย\t4\t72,000.00\t1\t2\t1
รวม\t54\t37,451,572.56\t11\t24\t19
"""
"""A table with two slips in it: one count of strategy 2, and the grand total of the budget."""

_NO_HEAD = gettext_noop(
    "Line %(line)s stands before any heading that is known. "
    "Please copy the table with its heading row, for example ยุทธศาสตร์, จำนวนโครงการ, แล้วเสร็จ."
)
_NO_TABS = gettext_noop(
    "Line %(line)s has only one column. Please copy the table itself out of Word or Excel, not its picture."
)
_NOT_READ = gettext_noop("Line %(line)s, column %(column)s: %(reason)s")
_NO_COUNT = gettext_noop(
    "Line %(line)s, column %(column)s: “%(value)s” is no number of projects. Please type a whole number."
)
_TWICE = gettext_noop(
    "Line %(line)s states “%(what)s” of the same row a second time. Please keep one of the tables."
)
_IGNORED = gettext_noop("Column “%(heading)s” is not known and was not checked.")

_STATUS = (
    (Status.NOT_STARTED, r"ยังไม่|not ?started"),
    (Status.IN_PROGRESS, r"ระหว่าง|กำลัง|in ?progress"),
    (Status.DONE, r"เสร็จ|done|completed"),
    (Status.CANCELLED, r"ยกเลิก|cancel"),
)
_PERCENT = r"ร้อยละ|%|percent"
_MONEY = r"งบ|เงิน|บาท|เบิก|budget|amount|spent"
_NAME = r"^(?:ยุทธศาสตร์|ประเด็น|strateg)"
_NUMBER = r"^(?:ที่|ลำดับ|no)"
_COUNT = r"โครงการ|จำนวน|projects"
_TOTAL = re.compile(r"^(?:รวม|ยอดรวม|total)", re.IGNORECASE)
_STRATEGY = re.compile(
    r"^(?:(?:ยุทธศาสตร์|ประเด็น)(?:การพัฒนา)?\s*(?:ที่)?|strategy)?\s*(\d{1,2})\s*[.):\-–]?\s*(.*)$", re.IGNORECASE
)


@dataclass
class _Table:
    """What has been read so far: figures by (strategy or None, field)."""

    figures: dict[tuple[int | None, str], Decimal] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    faults: list[Remark] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)


def read_tables(text: str) -> tuple[Stated, tuple[Remark, ...]]:
    """The report that the pasted tables state, and notes on columns that were left out.

    Raises Unreadable with every fault; a remark's pointer is the line ("3").
    """
    table = _Table()
    fields: list[str] = []
    lines = [(at, line.split("\t")) for at, line in enumerate(text.splitlines(), start=1) if line.strip()]
    order = 0
    skip = False
    for index, (at, cells) in enumerate(lines):
        if skip:
            skip = False
            continue
        following = lines[index + 1][1] if index + 1 < len(lines) else []
        head = _head(cells, following)
        if head is not None:
            fields, skip = head
            order = 0
            _note_unknown(table, at, cells, fields)
        elif len(cells) == 1:
            table.faults.append(Remark(str(at), Sentence(_NO_TABS, {"line": at})))
        elif not fields:
            table.faults.append(Remark(str(at), Sentence(_NO_HEAD, {"line": at})))
        else:
            order += 1
            _row(table, at, cells, fields, order)
    if table.faults:
        raise Unreadable(table.faults)
    return _stated(table), tuple(table.notes)


def _head(cells: Sequence[str], following: Sequence[str]) -> tuple[list[str], bool] | None:
    """The fields of a heading row, and whether the row below belongs to it; None if it is no heading."""
    if not any(re.search(_NAME, bare(cell)) for cell in cells) or any(_is_figure(cell) for cell in cells):
        return None
    words = [_word(cell) for cell in following]
    filled = [index for index, word in enumerate(words) if following[index].strip()]
    if filled and all(words[index] in ("n", "percent", "amount") for index in filled):
        return _two_storeys(cells, following, words), True
    return [_field(cell) for cell in cells], False


def _two_storeys(cells: Sequence[str], following: Sequence[str], words: Sequence[str]) -> list[str]:
    """Excel leaves a merged heading's other cells empty; Word leaves them out, so that its groups are counted."""
    groups = [cell for cell in cells if cell.strip() and not re.search(f"{_NAME}|{_NUMBER}", bare(cell))]
    lead = next(index for index, cell in enumerate(cells) if re.search(_NAME, bare(cell)))
    below = [word for index, word in enumerate(words) if following[index].strip()]
    if len(cells) >= len(following) and len(below) < len(following):
        parent, fields = "", []
        for index in range(max(len(cells), len(following))):
            above = cells[index] if index < len(cells) else ""
            parent = above if above.strip() else parent
            word = words[index] if index < len(words) else ""
            fields.append(_joined(parent, word) if word else _field(above))
        return fields
    size = max(1, len(below) // max(1, len(groups)))
    spread = [_joined(groups[min(at // size, len(groups) - 1)], word) for at, word in enumerate(below)]
    return ["number"] * lead + ["name", *spread]


def _joined(parent: str, word: str) -> str:
    group = _field(parent)
    status = group.partition(".")[0]
    if status in {each.value for each in Status}:
        return f"{status}.{word}"
    if word == "percent":
        return ""
    return {"n": "projects", "amount": "budget"}[word] if group in ("projects", "budget") else group


def _word(cell: str) -> str:
    text = bare(cell)
    if re.search(_PERCENT, text):
        return "percent"
    if re.search(_MONEY, text):
        return "amount"
    return "n" if re.search(r"จำนวน|โครงการ|^n$", text) else ""


def _field(cell: str) -> str:
    text = bare(cell)
    for status, pattern in _STATUS:
        if re.search(pattern, text):
            rest = re.sub(pattern, "", text)
            kind = "percent" if re.search(_PERCENT, text) else "amount" if re.search(_MONEY, rest) else "n"
            return f"{status}.{kind}"
    if re.search(_NAME, text):
        return "name"
    if re.search(_NUMBER, text):
        return "number"
    if re.search(r"สะสม|reserve", text):
        return "reserve"
    if re.search(r"งบปกติ|regular", text):
        return "regular"
    if re.search(r"เบิก|spent|disbursed", text) and not re.search(_PERCENT, text):
        return "sum"
    if re.search(_MONEY, text) and not re.search(_PERCENT, text):
        return "budget"
    if re.search(_COUNT, text) and not re.search(_PERCENT, text):
        return "projects"
    return ""


def _is_figure(cell: str) -> bool:
    return re.fullmatch(r"[\d,.]+", plain(cell)) is not None


def _note_unknown(table: _Table, at: int, cells: Sequence[str], fields: Sequence[str]) -> None:
    for cell, name in zip(cells, fields, strict=False):
        if cell.strip() and not name:
            table.notes.append(Remark(str(at), Sentence(_IGNORED, {"heading": " ".join(cell.split())[:60]})))


def _row(table: _Table, at: int, cells: Sequence[str], fields: Sequence[str], order: int) -> None:
    """A strategy's row, or รวม."""
    texts = [" ".join(cell.split()) for cell in cells]
    name = next((text for text, what in zip(texts, fields, strict=False) if what == "name" and text), "")
    first = next((text for text in texts if text), "")
    strategy: int | None = None
    if not (_TOTAL.match(first) or _TOTAL.match(name)):
        numbered = next(
            (read_whole(text) for text, what in zip(texts, fields, strict=False) if what == "number"), None
        )
        found = _STRATEGY.match(plain(name))
        strategy = numbered or (int(found[1]) if found else order)
        table.names.setdefault(strategy, found[2] if found and found[2] else name)
    for column, (text, what) in enumerate(zip(texts, fields, strict=False), start=1):
        if what in ("", "name", "number"):
            continue
        value = _value(table, at, column, text, what)
        if value is None:
            continue
        if table.figures.get((strategy, what), value) != value:
            table.faults.append(Remark(str(at), Sentence(_TWICE, {"line": at, "what": what})))
        table.figures[strategy, what] = value


def _value(table: _Table, at: int, column: int, text: str, what: str) -> Decimal | None:
    try:
        if what.endswith(".percent"):
            return read_percent(text if text.endswith("%") or not text else f"{text}%")
        value = read_money(text)
    except NumberProblem as problem:
        params: dict[str, object] = {"line": at, "column": column, "reason": problem.sentence}
        table.faults.append(Remark(str(at), Sentence(_NOT_READ, params)))
        return None
    counted = what == "projects" or what.endswith(".n")
    if counted and value is not None and (value < 0 or value != value.to_integral_value()):
        params = {"line": at, "column": column, "value": text[:40]}
        table.faults.append(Remark(str(at), Sentence(_NO_COUNT, params)))
        return None
    return value


def _stated(table: _Table) -> Stated:
    numbers = sorted({strategy for strategy, _ in table.figures if strategy is not None})
    parts = tuple(_part(table, number) for number in numbers)
    return Stated(_part(table, None), parts)


def _part(table: _Table, strategy: int | None) -> StatedPart:
    def at(what: str) -> Decimal | None:
        return table.figures.get((strategy, what))

    def whole(what: str) -> int | None:
        value = at(what)
        return None if value is None else int(value)

    statuses = {}
    for status in Status:
        count = StatedCount(whole(f"{status}.n"), at(f"{status}.percent"), at(f"{status}.amount"))
        if count != StatedCount():
            statuses[status.value] = count
    money = StatedMoney(at("regular"), at("reserve"), at("sum"))
    part = StatedPart(strategy, table.names.get(strategy or 0, ""), whole("projects"), at("budget"), statuses)
    return part if money == StatedMoney() else replace(part, money=money)
