"""One sheet's table, row by row: projects, and the rows that are none."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from organisations.sentences import Sentence
from plans.days import day_told
from plans.importing.choices import LEFT_OUT
from plans.importing.headings import FIELDS, STRATEGY, YEAR_FIELD, Head, numbered, strategy_in, year_of
from plans.importing.notebook import Notebook, Progress
from plans.importing.preview import ZERO, ImportedProject, Level
from plans.importing.sheets import (
    MAX_COLUMNS,
    UNSAVED_FORMULA,
    Cell,
    Sheet,
    at,
    column_index,
    column_letter,
    first,
    shape,
    text_of,
)
from plans.numbers import NumberProblem, plain, read_money, read_whole
from plans.vocabulary import STATUS_TH, Fund, Status, bare, fund_of, status_label, status_of, suggest_status

_SUBHEADING = re.compile(r"^(?:แผนงาน|แนวทาง|กลยุทธ์|ด้าน|กองทุน|หมวด|งาน[^ ]* *:)")
_TOTAL = re.compile(
    r"^(?:รวม(?:\s*$|\s*[:=]|\s+|ทั้ง|ยุทธศาสตร์|เป็นเงิน|งบ|จำนวน|เงิน|โครงการ|ย่อย|\d)"
    r"|ยอดรวม|ทั้งสิ้น|(?:grand |sub)?total\b)",
    re.IGNORECASE,
)
_GRAND = re.compile(r"ทั้งสิ้น|ทั้งหมด|ทุกยุทธศาสตร์|grand", re.IGNORECASE)
_TITLE_YEAR = re.compile(r"ปีงบประมาณ\s*(?:พ\.?\s*ศ\.?)?\s*(\d{4})(?!\d)")
_FUND_YEAR = re.compile(r"(?<!\d)(25[4-9]\d)(?!\d)")


LIMITS = {"name": 500, "village": 40, "division": 120, "fund": 120}
"""How many letters a field keeps."""
TOLD_EVERY = 250


@dataclass(slots=True)
class Sums:
    budget: Decimal = ZERO
    disbursed: Decimal = ZERO

    def add(self, project: ImportedProject) -> None:
        self.budget += project.budget or ZERO
        self.disbursed += project.disbursed or ZERO


@dataclass(slots=True)
class Table:
    """One sheet's table, row by row, as the head's columns say."""

    notes: Notebook
    sheet: Sheet
    head: Head
    strategy: tuple[int | None, str] = (None, "")
    title_year: int | None = None
    as_of: date | None = None
    group: Sums = field(default_factory=Sums)
    all: Sums = field(default_factory=Sums)
    last: dict[str, str] = field(default_factory=dict)
    filled: Counter[str] = field(default_factory=Counter)
    fill: set[str] = field(default_factory=set)
    merges: dict[int, list[tuple[int, int, int, int]]] = field(default_factory=dict)
    texts: list[list[str]] = field(init=False)

    def __post_init__(self) -> None:
        """Put the corrections in; then each cell becomes a text once, and every rule below asks these."""
        own = {
            (row, letter): text
            for (sheet, row, letter), text in self.notes.choices.cells.items()
            if sheet == self.sheet.name
        }
        self.sheet = corrected(self.sheet, own)
        self.texts = [[*map(text_of, row)] for row in self.sheet.rows]

    def read(self, progress: Progress) -> None:
        """Read every row below the head."""
        self._above()
        self._decide_filling()
        heads = {shape(self.sheet.rows[index]) for index in range(self.head.top, self.head.bottom + 1)}
        starts = {first(head) for head in heads}
        end = max((n for n, texts in enumerate(self.texts, 1) if any(texts)), default=0)
        for index in range(self.head.bottom + 1, end):
            self._row(index, heads, starts)
            if index % TOLD_EVERY == 0:
                progress(index, end)
        for name, count in self.filled.items():
            self._tell(
                self.head.bottom + 1, self._letter(name), "filled-down", "note", name,
                field=Sentence(FIELDS[name]), count=count,
            )  # fmt: skip

    def _above(self) -> None:
        named = STRATEGY.match(plain(self.sheet.name))
        if named and named[1]:
            self.strategy = (int(named[1]), named[2].strip())
        for index in range(self.head.top):
            texts = [*filter(None, self.texts[index])]
            self._skip(index, "title" if texts else "blank")
            for text in texts:
                if band := strategy_in(text):
                    self.strategy = band
                if found := _TITLE_YEAR.search(plain(text)):
                    self.title_year = year_of(int(found[1]))
                self.as_of = day_told(text) or self.as_of
        for index in range(self.head.top, self.head.bottom + 1):
            self._skip(index, "head")

    def _decide_filling(self) -> None:
        """A column that is filled only now and then has its value in the first row of each group."""
        rows = [
            index
            for index in range(self.head.bottom + 1, len(self.sheet.rows))
            if self._get(index, "name") and self._has_figures(index) and not self._is_total(index)
        ]
        for name in ("fund", "strategy", "division"):
            if name in self.head.columns and rows and name not in self.notes.choices.unfilled:
                own = sum(bool(self._get(index, name)) for index in rows)
                if own and own * 2 <= len(rows) and self._get(rows[0], name):
                    self.fill.add(name)

    def _row(self, index: int, heads: set[tuple[str, ...]], starts: set[str]) -> None:
        texts = [*filter(None, self.texts[index])]
        if not texts:
            self._skip(index, "blank")
            return
        if self.notes.choices.answer(self.sheet.name, index + 1, "") == LEFT_OUT:
            self._skip(index, "left-out")
            return
        if first(map(bare, texts)) in starts and shape(self.sheet.rows[index]) in heads:
            self._skip(index, "repeated-head")
            return
        if self._is_total(index):
            self._total(index)
            return
        if len(texts) == 1:
            if band := strategy_in(texts[0]):
                self.strategy, self.group, self.last = band, Sums(), {}
                self._skip(index, "strategy")
                return
            if _SUBHEADING.match(texts[0]) and not self._has_figures(index):
                self._skip(index, "heading")
                return
            if texts[0].startswith(("หมายเหตุ", "*", "ที่มา", "ข้อมูล ณ")):
                self._skip(index, "remark")
                return
        name = self._get(index, "name")
        if not name and not any(self._get(index, each) for each in self._read_fields() if each != "number"):
            self._skip(index, "continued" if not self._get(index, "number") else "blank")
            return
        if not name:
            self._wait(index, "name-blank", " ".join(texts)[:80])
            return
        if not self._has_figures(index):
            self._wait(index, "row-not-understood", name[:80])
            return
        project = self._project(index, name)
        self.notes.projects.append(project)
        self.group.add(project)
        self.all.add(project)

    def _wait(self, index: int, code: str, value: str) -> None:
        """A row that may be a project when it is completed."""
        number, strategy = self.strategy
        texts = {"strategy_number": "" if number is None else str(number), "strategy": strategy}
        texts |= {name: self._get(index, name) for name in self._read_fields()}
        self.notes.raw[self.sheet.name, index + 1] = {name: text for name, text in texts.items() if text}
        self._tell(index, self._letter("name"), code, "must", value)

    def _project(self, index: int, name: str) -> ImportedProject:
        number, strategy_name = self._strategy(index)
        fund_text = self._short(index, "fund", self._filled(index, "fund"))
        before = len(self.notes.problems)
        years = self._years(index)
        budget = sum((amount for _, amount in years), ZERO) if years else self._money(index, "budget")
        budgeted = bool(self.head.years) or "budget" in self.head.columns
        if budget is None and budgeted and len(self.notes.problems) == before:
            self._tell(index, self._budget_letter(), "budget-blank", "must")
        return ImportedProject(
            sheet=self.sheet.name,
            row=index + 1,
            number=read_whole(self._cell(index, "number")),
            strategy_number=number,
            strategy_name=strategy_name,
            name=self._short(index, "name", name),
            village=self._short(index, "village", dashless(self._get(index, "village"))),
            budget=budget,
            disbursed=self._money(index, "disbursed"),
            division=self._short(index, "division", dashless(self._filled(index, "division"))),
            status=self._status(index),
            fund=self._fund(index, fund_text),
            fund_text=fund_text,
            budget_year=self._budget_year(index, fund_text),
            years=years,
        )

    def _years(self, index: int) -> tuple[tuple[int, Decimal], ...]:
        """The amounts of a list with a budget a year; a year without one has no line."""
        found = []
        for year, column in sorted(self.head.years.items()):
            amount = self._amount(index, column, "budget")
            if amount is not None and (amount or len(self.head.years) == 1):
                found.append((year, amount))
        return tuple(found)

    def _short(self, index: int, name: str, text: str) -> str:
        limit = LIMITS[name]
        if len(text) > limit:
            self._tell(
                index, self._letter(name), "too-long", "note", text[:80],
                field=Sentence(FIELDS[name]), limit=limit,
            )  # fmt: skip
        return text[:limit]

    def _strategy(self, index: int) -> tuple[int | None, str]:
        text = self._filled(index, "strategy")
        number, name = self.strategy
        if text:
            number, name = strategy_in(text) or numbered(text)
        own = read_whole(self._cell(index, "strategy_number"))
        return (own if own is not None else number), name

    def _money(self, index: int, name: str) -> Decimal | None:
        column = self.head.columns.get(name)
        return None if column is None else self._amount(index, column, name)

    def _amount(self, index: int, column: int, name: str) -> Decimal | None:
        letter, cell = column_letter(column), at(self.sheet.rows[index], column)
        if cell == UNSAVED_FORMULA:
            self._tell(index, letter, "formula", "must", letter=letter)
            return None
        try:
            amount = read_money(cell)
        except NumberProblem as problem:
            if (
                problem.suggestion is not None
                and (problem.code, problem.value) in self.notes.choices.accepted
            ):
                amount = problem.suggestion
            else:
                offer = "" if problem.suggestion is None else f"{problem.suggestion:.2f}"
                self._tell(
                    index, letter, problem.code, problem.level, problem.value,
                    letter=letter, reason=problem.sentence, offer=offer,
                )  # fmt: skip
                return None
        if amount is None and name in self.notes.choices.dash_is_zero and text_of(cell):
            return ZERO
        if amount is not None and amount < 0:
            self._tell(index, letter, f"{name}-negative", "must", f"{amount:,.2f}")
            return None
        return amount

    def _status(self, index: int) -> Status | None:
        if "status" not in self.head.columns:
            return None
        letter, text = self._letter("status"), self._get(index, "status")
        second = ""
        if self.head.second_status is not None:
            second = text_of(at(self.sheet.rows[index], self.head.second_status))
        text, second = (text, second) if text else (second, "")
        if not dashless(text):
            self._tell(index, letter, "status-blank", "note")
            return None
        status = self._status_of(text)
        if second and self._status_of(second) != status:
            self._tell(index, letter, "status-contradiction", "ask", text, one=text, other=second)
            return None
        if status is not None:
            return status
        likely = suggest_status(text)
        if likely is None:
            self._tell(index, letter, "status-unknown", "ask", text)
            return None
        if ("status-suggested", text) in self.notes.choices.accepted:
            return likely
        self._tell(index, letter, "status-suggested", "ask", text,
            suggestion=status_label(likely), offer=STATUS_TH[likely],
        )  # fmt: skip
        return None

    def _status_of(self, text: str) -> Status | None:
        meant = self.notes.choices.meaning("status", text)
        return Status(meant) if meant else status_of(text)

    def _fund(self, index: int, text: str) -> Fund | None:
        if "fund" not in self.head.columns:
            return None
        if not dashless(text):
            if meant := self.notes.choices.meaning("fund", ""):
                return Fund(meant)
            self._tell(index, self._letter("fund"), "fund-blank", "ask")
            return None
        meant = self.notes.choices.meaning("fund", text)
        fund = Fund(meant) if meant else fund_of(text)
        if fund is None:
            self._tell(index, self._letter("fund"), "fund-unknown", "ask", text)
        return fund

    def _budget_year(self, index: int, fund_text: str) -> int | None:
        text = self._filled(index, "budget_year")
        if text:
            number = read_whole(plain(text).removeprefix("พ.ศ.").strip())
            year = None if number is None else year_of(number)
            if year is None:
                self._tell(index, self._letter("budget_year"), "year", "must", text)
            return year
        years = set(_FUND_YEAR.findall(plain(fund_text)))
        if len(years) == 1:
            return year_of(int(years.pop()))
        return self.title_year

    def _total(self, index: int) -> None:
        self._skip(index, "total")
        text = next(text for text in map(text_of, self.sheet.rows[index]) if text)
        sums = self.all if _GRAND.search(text) else self.group
        for name, computed in (("budget", sums.budget), ("disbursed", sums.disbursed)):
            if name not in self.head.columns:
                continue
            try:
                stated = read_money(self._cell(index, name))
            except NumberProblem:
                continue
            if stated is not None and stated != computed:
                self._tell(index, self._letter(name), "total-differs", "note", f"{stated:.2f}",
                    stated=f"{stated:,.2f}", computed=f"{computed:,.2f}",
                )  # fmt: skip
        self.group = Sums()

    def _filled(self, index: int, name: str) -> str:
        text = self._get(index, name)
        if not text and name in self.head.columns:
            column = self.head.columns[name]
            if (above := self._merged_above(index, column)) is not None:
                return above
            if name in self.fill and name in self.last:
                self.filled[name] += 1
                return self.last[name]
        if text:
            self.last[name] = text
        return text

    def _merged_above(self, index: int, column: int) -> str | None:
        """What stands in the first cell of a merge that reaches down to this row, if there is one."""
        if column not in self.merges:
            tall = (each for each in self.sheet.merged if each[1] <= column <= each[3] and each[0] < each[2])
            self.merges[column] = sorted(each for each in tall if each[0] > self.head.bottom)
        ranges = self.merges[column]
        found = bisect_right(ranges, (index, 0, 0, 0)) - 1
        if found < 0 or index > ranges[found][2]:
            return None
        top, left = ranges[found][:2]
        return text_of(at(self.sheet.rows[top], left))

    def _is_total(self, index: int) -> bool:
        texts = [*filter(None, self.texts[index])]
        if not texts or not _TOTAL.match(texts[0]):
            return False
        others = [name for name in ("status", "fund", "division") if self._get(index, name)]
        return not others and read_whole(self._cell(index, "number")) is None

    def _has_figures(self, index: int) -> bool:
        if any(self._get(index, name) for name in ("budget", "disbursed", "status")):
            return True
        if self.head.years:
            texts = self.texts[index]
            return any(column < len(texts) and texts[column] for column in self.head.years.values())
        return "budget" not in self.head.columns and bool(self._get(index, "number"))

    def _read_fields(self) -> Iterable[str]:
        return (*self.head.columns, *(f"budget_{year}" for year in self.head.years))

    def _tell(
        self, index: int, column: str, code: str, level: Level, value: str = "", **params: object
    ) -> None:
        self.notes.tell(self.sheet.name, index + 1, column, code, level, value, **params)  # type: ignore[arg-type]

    def _skip(self, index: int, why: str) -> None:
        self.notes.skip(self.sheet.name, index + 1, why)

    def _cell(self, index: int, name: str) -> Cell:
        column = self.head.columns.get(name)
        return None if column is None else at(self.sheet.rows[index], column)

    def _get(self, index: int, name: str) -> str:
        column, texts = self._column(name), self.texts[index]
        return texts[column] if column is not None and column < len(texts) else ""

    def _column(self, name: str) -> int | None:
        column = self.head.columns.get(name)
        if column is None and self.head.years and (found := YEAR_FIELD.fullmatch(name)):
            return self.head.years.get(int(found[1]))
        return column

    def _letter(self, name: str) -> str:
        column = self.head.columns.get(name)
        return "" if column is None else column_letter(column)

    def _budget_letter(self) -> str:
        return self._letter("budget") or column_letter(min(self.head.years.values()))


def corrected(sheet: Sheet, cells: Mapping[tuple[int, str], str]) -> Sheet:
    """The sheet with cells as a person typed them; an empty text empties the cell."""
    if not cells:
        return sheet
    rows = [list(row) for row in sheet.rows]
    for (row, letter), text in cells.items():
        column = column_index(letter)
        if 1 <= row <= len(rows) and column < MAX_COLUMNS:
            rows[row - 1] += [None] * (column + 1 - len(rows[row - 1]))
            rows[row - 1][column] = text or None
    return replace(sheet, rows=tuple(map(tuple, rows)))


def dashless(text: str) -> str:
    return "" if text in ("-", "–", "—") else text
