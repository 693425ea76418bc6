"""Sheets in, a preview out: what each project says, and what a person has to look at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from organisations.sentences import Sentence
from plans.importing.choices import NOTHING_CHOSEN, Choices
from plans.importing.columns import head_of, take_columns
from plans.importing.headings import numbered, strategy_in
from plans.importing.notebook import Notebook, Progress
from plans.importing.preview import (
    MESSAGES,
    ZERO,
    ImportedProject,
    Level,
    Preview,
    Problem,
    Waiting,
    YearTotal,
)
from plans.importing.sheets import Sheet, text_of
from plans.importing.tables import Table
from plans.importing.twins import plain_name, skeleton
from plans.vocabulary import bare


def untold(done: int, total: int) -> None:
    """Progress that nobody watches."""


def understand(
    sheets: Iterable[Sheet],
    *,
    default_year: int | None,
    choices: Choices = NOTHING_CHOSEN,
    strategies: Mapping[str, int] | None = None,
    progress: Progress = untold,
) -> Preview:
    """Find the table on each sheet and read its projects.

    `default_year` (B.E.) is for projects whose year the file does not say: a year column, the fund's own
    words ("ข้อบัญญัติ 2568") and the title ("ประจำปีงบประมาณ พ.ศ. 2568") come before it. `choices` are what a
    person has chosen and answered. `strategies` are those of the plan, name → number, for a file that gives
    no numbers. `progress` is told rows read and rows in all.
    """
    reader = _Reader(default_year, choices, strategies or {})
    sheets = list(sheets)
    total, before = sum(len(sheet.rows) for sheet in sheets), 0
    for sheet in sheets:
        reader.read(sheet, lambda at, _, before=before: progress(before + at, total))  # type: ignore[misc]
        before += len(sheet.rows)
    return reader.preview()


class _Reader:
    """Reads sheet after sheet into one notebook, and then settles what only the whole file can tell."""

    def __init__(self, default_year: int | None, choices: Choices, strategies: Mapping[str, int]) -> None:
        self.default_year = default_year
        self.choices = choices
        self.strategies = {bare(name): number for name, number in strategies.items()}
        self.notes = Notebook(choices)
        self.as_of: date | None = None
        self.tables = 0

    def read(self, sheet: Sheet, progress: Progress) -> None:
        choice = self.choices.of(sheet.name)
        if sheet.hidden and not choice.use:
            self.notes.tell(sheet.name, 0, "", "hidden-sheet", "note")
            self.notes.skip(sheet.name, 1, "hidden")
            return
        if choice.use is False:
            self.notes.skip(sheet.name, 1, "not-chosen")
            return
        head = head_of(sheet, choice)
        if head is None:
            self._no_table(sheet)
            return
        self.tables += 1
        take_columns(self.notes, sheet, head)
        table = Table(self.notes, sheet, head)
        table.read(progress)
        self.as_of = self.as_of or table.as_of

    def _no_table(self, sheet: Sheet) -> None:
        filled = [number for number, row in enumerate(sheet.rows, 1) if any(map(text_of, row))]
        wide = sum(sum(bool(text_of(cell)) for cell in row) >= 3 for row in sheet.rows)
        if wide >= 3:
            self.notes.tell(sheet.name, 0, "", "head-not-found", "ask", rows=len(filled))
        for number in filled:
            self.notes.skip(sheet.name, number, "no-table")

    def preview(self) -> Preview:
        if not self.tables:
            self.notes.problems.insert(
                0, Problem("", 0, "", "no-table", "must", Sentence(MESSAGES["no-table"]), "")
            )
        self._number_strategies()
        self._give_years()
        self._twins()
        projects = self.notes.projects
        return Preview(
            tuple(projects),
            tuple(self.notes.skipped),
            tuple(self.notes.problems),
            tuple(self.notes.columns),
            sum((each.budget for each in projects if each.budget is not None), ZERO),
            sum((each.disbursed for each in projects if each.disbursed is not None), ZERO),
            self._by_year(),
            self._waiting(),
            self.as_of,
        )

    def _number_strategies(self) -> None:
        projects, numbers = self.notes.projects, dict(self.strategies)
        names: dict[int, str] = {}
        told = set()
        for each in projects:
            if each.strategy_number is None or not each.strategy_name:
                continue
            known = names.setdefault(each.strategy_number, each.strategy_name)
            if (
                bare(known) != bare(each.strategy_name)
                and (each.strategy_number, each.strategy_name) not in told
            ):
                told.add((each.strategy_number, each.strategy_name))
                self.notes.tell(
                    each.sheet, each.row, "", "strategy-two-names", "ask", each.strategy_name,
                    number=each.strategy_number, one=known, other=each.strategy_name,
                )  # fmt: skip
            numbers.setdefault(bare(each.strategy_name), each.strategy_number)
        given: list[str] = []
        for index, each in enumerate(projects):
            if each.strategy_number is None and (each.strategy_name or self.choices.strategy):
                number, name = None, each.strategy_name
                if not name:
                    number, name = strategy_in(self.choices.strategy) or numbered(self.choices.strategy)
                key = bare(name)
                if number is None and key not in numbers:
                    numbers[key] = max(numbers.values(), default=0) + 1
                    given.append(key)
                number = numbers.setdefault(key, number or 0)
                projects[index] = replace(each, strategy_number=number, strategy_name=name)
        if given and not self.choices.strategy:
            self.notes.tell(projects[0].sheet, 0, "", "strategies-numbered", "note", count=len(given))
        without: dict[str, list[ImportedProject]] = {}
        for each in projects:
            if each.strategy_number is None:
                without.setdefault(each.sheet, []).append(each)
        for sheet, found in without.items():
            self.notes.tell(sheet, found[0].row, "", "strategy-missing", "must", count=len(found))

    def _give_years(self) -> None:
        projects = self.notes.projects
        without = [
            index for index, each in enumerate(projects) if each.budget_year is None and not each.years
        ]
        if not without:
            return
        year = self.default_year
        if year is None:
            known = {each.budget_year for each in projects if each.budget_year is not None}
            year = known.pop() if len(known) == 1 else None
        if year is None:
            first = projects[without[0]]
            self.notes.tell(first.sheet, first.row, "", "year-unknown", "ask", count=len(without))
            return
        for index in without:
            projects[index] = replace(projects[index], budget_year=year)

    def _twins(self) -> None:
        """Ask about rows of one name, and of nearly one name; names of different numbers are different."""
        by_name: dict[tuple[object, ...], list[ImportedProject]] = {}
        by_skeleton: dict[tuple[object, ...], ImportedProject] = {}
        kept: list[ImportedProject] = []
        for each in self.notes.projects:
            place = (each.strategy_number, bare(each.village))
            same = by_name.setdefault((*place, plain_name(each.name)), [])
            near = by_skeleton.setdefault((*place, skeleton(each.name)), each)
            if same:
                answered = self._ask_same(each, same)
            elif near is not each:
                answered = self._ask_near(each, near)
            else:
                answered = each
            if answered is None:
                self.notes.skip(each.sheet, each.row, "left-out")
                continue
            same.append(answered)
            kept.append(answered)
        self.notes.projects = kept

    def _ask_same(self, each: ImportedProject, same: list[ImportedProject]) -> ImportedProject | None:
        """Another line of a project is no question; the same line twice is one. None: it is left out."""
        lines = {(one.fund, year) for one in same for year, _ in one.amounts(0)}
        known = same[0]
        if lines.isdisjoint((each.fund, year) for year, _ in each.amounts(0)) and known.sheet == each.sheet:
            self.notes.tell(each.sheet, each.row, "", "another-line", "note", each.name, other=str(known.row))
            return each
        code = "duplicate" if known.sheet == each.sheet else "duplicate-sheet"
        answer = self.choices.answer(each.sheet, each.row, code)
        if not answer:
            self.notes.problems.append(_question(code, "ask", each, known))
        return None if answer == "drop" else replace(each, separate=answer == "another")

    def _ask_near(self, each: ImportedProject, near: ImportedProject) -> ImportedProject | None:
        answer = self.choices.answer(each.sheet, each.row, "near-twin")
        if not answer:
            self.notes.problems.append(_question("near-twin", "ask", each, near))
        if answer == "same":
            return replace(each, name=near.name)
        return None if answer == "drop" else each

    def _by_year(self) -> tuple[YearTotal, ...]:
        found: dict[int | None, list[Decimal]] = {}
        counts: dict[int | None, int] = {}
        for each in self.notes.projects:
            own = each.budget_year
            for year, budget in each.years or ((own, each.budget or ZERO),):
                sums = found.setdefault(year, [ZERO, ZERO])
                sums[0] += budget
                counts[year] = counts.get(year, 0) + 1
            if each.disbursed:
                found.setdefault(own if not each.years else self.default_year, [ZERO, ZERO])[1] += (
                    each.disbursed
                )
        return tuple(
            YearTotal(year, counts.get(year, 0), budget, disbursed)
            for year, (budget, disbursed) in sorted(found.items(), key=lambda item: item[0] or 0)
        )

    def _waiting(self) -> tuple[Waiting, ...]:
        """The rows with something to settle, in the order of the file."""
        problems: dict[tuple[str, int], list[Problem]] = {}
        for problem in self.notes.problems:
            if problem.of_row:
                problems.setdefault((problem.sheet, problem.row), []).append(problem)
        texts = {place: {**self._own_year(row), **row} for place, row in self.notes.raw.items()}
        for each in self.notes.projects:
            place = (each.sheet, each.row)
            incomplete = each.strategy_number is None or (each.budget is None and not each.years)
            if place in problems or incomplete:
                problems.setdefault(place, [])
                texts[place] = each.texts()
        cells = {(one.sheet, one.letter): one.field for one in self.notes.columns}
        for place, found in problems.items():
            for problem in found:
                if (name := cells.get((problem.sheet, problem.column))) and problem.value:
                    texts.setdefault(place, {})[name] = problem.value
        return tuple(Waiting(*place, texts.get(place, {}), tuple(found)) for place, found in problems.items())

    def _own_year(self, row: Mapping[str, str]) -> dict[str, str]:
        """The year that a row without one of its own would get."""
        dated = self.default_year is None or any(name.startswith("budget_") for name in row)
        return {} if dated else {"budget_year": str(self.default_year)}


def _question(code: str, level: Level, each: ImportedProject, known: ImportedProject) -> Problem:
    params = {
        "row": each.row, "other": known.row, "sheet": known.sheet, "value": each.name, "known": known.name
    }  # fmt: skip
    return Problem(
        each.sheet, each.row, "", code, level, Sentence(MESSAGES[code], params), each.name, other=known.name
    )
