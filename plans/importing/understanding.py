"""Sheets in, a preview out: what each project says, and what a person has to look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from organisations.sentences import Sentence
from plans.importing.headings import FIELDS, Head, field_of, find_head, looks_like_money
from plans.importing.preview import (
    MESSAGES,
    WHY,
    ZERO,
    Column,
    ImportedProject,
    Level,
    Preview,
    Problem,
    Skipped,
    YearTotal,
)
from plans.importing.sheets import Sheet, column_letter, text_of
from plans.importing.tables import Sums, Table
from plans.vocabulary import bare


def understand(
    sheets: Iterable[Sheet],
    *,
    default_year: int | None,
    mapping: Mapping[str, str] | None = None,
    accepted: Collection[tuple[str, str]] = (),
) -> Preview:
    """Find the table on each sheet and read its projects.

    `default_year` (B.E.) is for projects whose year the file does not say: a year column, the fund's own
    words ("ข้อบัญญัติ 2568") and the title ("ประจำปีงบประมาณ พ.ศ. 2568") come before it. `mapping` is a
    person's choice of columns, letter → field of FIELDS ("ignored" to leave one out). `accepted` are the
    questions that were answered with yes, as (code, value): ("read-as", "1.250,00").
    """
    reader = _Reader(default_year, dict(mapping or {}), frozenset(accepted))
    for sheet in sheets:
        reader.read(sheet)
    return reader.preview()


@dataclass(slots=True)
class _Reader:
    default_year: int | None
    mapping: dict[str, str]
    accepted: frozenset[tuple[str, str]]
    projects: list[ImportedProject] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    tables: int = 0

    def read(self, sheet: Sheet) -> None:
        if sheet.hidden:
            self.tell(sheet, 0, "", "hidden-sheet", "note")
            self.skipped.append(Skipped(sheet.name, 1, Sentence(WHY["hidden"])))
            return
        head = find_head(sheet)
        if head is None:
            filled = [number for number, row in enumerate(sheet.rows, 1) if any(map(text_of, row))]
            wide = sum(sum(bool(text_of(cell)) for cell in row) >= 3 for row in sheet.rows)
            if wide >= 3:
                self.tell(sheet, 0, "", "head-not-found", "ask", rows=len(filled))
            self.skipped += [Skipped(sheet.name, number, Sentence(WHY["no-table"])) for number in filled]
            return
        self.tables += 1
        self._take_columns(sheet, head)
        Table(self, sheet, head).read()

    def preview(self) -> Preview:
        if not self.tables:
            self.problems.insert(
                0, Problem("", 0, "", "no-table", "must", Sentence(MESSAGES["no-table"]), "")
            )
        self._number_strategies()
        self._give_years()
        self._duplicates()
        budget = sum((each.budget for each in self.projects if each.budget is not None), ZERO)
        disbursed = sum((each.disbursed for each in self.projects if each.disbursed is not None), ZERO)
        return Preview(
            tuple(self.projects),
            tuple(self.skipped),
            tuple(self.problems),
            tuple(self.columns),
            budget,
            disbursed,
            self._by_year(),
        )

    def tell(
        self, sheet: Sheet, row: int, column: str, code: str, level: Level, value: str = "", **params: object
    ) -> None:
        suggestion = params.pop("offer", "")
        params = {"sheet": sheet.name, "row": row, "value": value, **params}
        message = Sentence(MESSAGES[code if code in MESSAGES else "money"], params)
        self.problems.append(Problem(sheet.name, row, column, code, level, message, value, str(suggestion)))

    def _take_columns(self, sheet: Sheet, head: Head) -> None:
        guesses: dict[str, list[tuple[float, int]]] = {}
        taken: list[tuple[str, float]] = []
        for index, text in enumerate(head.texts):
            chosen = self.mapping.get(column_letter(index))
            name, confidence = (chosen, 1.0) if chosen in FIELDS else field_of(text)
            taken.append((name or "", confidence))
            if name and name not in ("note", "ignored"):
                guesses.setdefault(name, []).append((-confidence, index))
        for name, found in guesses.items():
            found.sort()
            best = [index for confidence, index in found if confidence == found[0][0]]
            if name == "status" and len(best) == 2:
                head.columns[name], head.second_status = best
            elif len(best) > 1:
                letters = ", ".join(column_letter(index) for index in best)
                level: Level = "must" if name in ("budget", "name", "disbursed") else "ask"
                self.tell(
                    sheet,
                    head.top + 1,
                    "",
                    "column-twice",
                    level,
                    columns=letters,
                    field=Sentence(FIELDS[name]),
                )
            else:
                head.columns[name] = best[0]
        used = {*head.columns.values(), head.second_status}
        for index, text in enumerate(head.texts):
            name, confidence = taken[index]
            if name not in ("", "note", "ignored") and index not in used:
                name, confidence = "", 0.0
            if text or name:
                self.columns.append(Column(column_letter(index), text, name, confidence, sheet.name))
            if text and not name and looks_like_money(text):
                self.tell(
                    sheet,
                    head.top + 1,
                    column_letter(index),
                    "column-unsure",
                    "ask",
                    text,
                    letter=column_letter(index),
                    heading=text,
                )
        if "budget" not in head.columns and "budget" not in guesses:
            self.tell(sheet, head.top + 1, "", "budget-column", "must")

    def _number_strategies(self) -> None:
        numbers: dict[str, int] = {}
        names: dict[int, str] = {}
        for each in self.projects:
            if each.strategy_number is not None:
                known = names.setdefault(each.strategy_number, each.strategy_name)
                if bare(known) != bare(each.strategy_name) and known and each.strategy_name:
                    message = Sentence(
                        MESSAGES["strategy-two-names"],
                        {"number": each.strategy_number, "one": known, "other": each.strategy_name},
                    )
                    if not any(problem.message == message for problem in self.problems):
                        self.problems.append(
                            Problem(
                                each.sheet,
                                each.row,
                                "",
                                "strategy-two-names",
                                "ask",
                                message,
                                each.strategy_name,
                            )
                        )
                if each.strategy_name:
                    numbers.setdefault(bare(each.strategy_name), each.strategy_number)
        given: list[str] = []
        for index, each in enumerate(self.projects):
            if each.strategy_number is None and each.strategy_name:
                key = bare(each.strategy_name)
                if key not in numbers:
                    numbers[key] = max(numbers.values(), default=0) + 1
                    given.append(key)
                self.projects[index] = replace(each, strategy_number=numbers[key])
        if given:
            message = Sentence(MESSAGES["strategies-numbered"], {"count": len(given)})
            self.problems.append(
                Problem(self.projects[0].sheet, 0, "", "strategies-numbered", "note", message, "")
            )
        without: dict[str, list[ImportedProject]] = {}
        for each in self.projects:
            if each.strategy_number is None:
                without.setdefault(each.sheet, []).append(each)
        for sheet, found in without.items():
            params = {"sheet": sheet, "row": found[0].row, "count": len(found)}
            message = Sentence(MESSAGES["strategy-missing"], params)
            self.problems.append(Problem(sheet, found[0].row, "", "strategy-missing", "must", message, ""))

    def _give_years(self) -> None:
        without = [index for index, each in enumerate(self.projects) if each.budget_year is None]
        if not without:
            return
        year = self.default_year
        if year is None:
            known = {each.budget_year for each in self.projects if each.budget_year is not None}
            year = known.pop() if len(known) == 1 else None
        if year is None:
            message = Sentence(MESSAGES["year-unknown"], {"count": len(without)})
            first = self.projects[without[0]]
            self.problems.append(Problem(first.sheet, first.row, "", "year-unknown", "ask", message, ""))
            return
        for index in without:
            self.projects[index] = replace(self.projects[index], budget_year=year)

    def _duplicates(self) -> None:
        first: dict[tuple[int | None, str], ImportedProject] = {}
        for each in self.projects:
            known = first.setdefault((each.strategy_number, bare(each.name)), each)
            if known is each:
                continue
            code: str = "duplicate" if known.sheet == each.sheet else "duplicate-sheet"
            level: Level = "note" if known.sheet == each.sheet else "ask"
            message = Sentence(MESSAGES[code], {"row": each.row, "other": known.row, "sheet": known.sheet})
            self.problems.append(Problem(each.sheet, each.row, "", code, level, message, each.name))

    def _by_year(self) -> tuple[YearTotal, ...]:
        sums: dict[int | None, Sums] = {}
        counts = Counter(each.budget_year for each in self.projects)
        for each in self.projects:
            sums.setdefault(each.budget_year, Sums()).add(each)
        return tuple(
            YearTotal(year, counts[year], total.budget, total.disbursed)
            for year, total in sorted(sums.items(), key=lambda item: item[0] or 0)
        )
