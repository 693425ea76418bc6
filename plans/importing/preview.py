"""What was understood of a file: projects, rows passed over, problems, columns; and as plain data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from organisations.sentences import Sentence, gettext_noop
from plans.vocabulary import FUND_TH, STATUS_TH, Fund, Status

Level = Literal["must", "ask", "note"]
ZERO = Decimal(0)
WHY = {
    "blank": gettext_noop("Blank row"),
    "title": gettext_noop("Title above the table"),
    "head": gettext_noop("Head of the table"),
    "repeated-head": gettext_noop("Head of the table, repeated"),
    "strategy": gettext_noop("Heading of a strategy"),
    "heading": gettext_noop("Heading inside the table"),
    "total": gettext_noop("Row of totals"),
    "remark": gettext_noop("Remark"),
    "no-table": gettext_noop("Sheet without a table of projects"),
    "hidden": gettext_noop("Hidden sheet"),
    "not-chosen": gettext_noop("Sheet that was not chosen"),
    "continued": gettext_noop("Text that continues the row above"),
    "left-out": gettext_noop("Left out by you"),
}
MESSAGES = {
    "no-table": gettext_noop(
        "No table of projects was found in this file. "
        "Please check that one row has the headings, for example โครงการ, งบประมาณ, สถานะ."
    ),
    "head-not-found": gettext_noop(
        "Sheet “%(sheet)s” has %(rows)s rows, but no row of headings was found, so it was not read. "
        "Please check the headings, for example โครงการ, งบประมาณ."
    ),
    "hidden-sheet": gettext_noop(
        "Sheet “%(sheet)s” is hidden and was not read. If its projects belong here, please unhide it."
    ),
    "budget-column": gettext_noop(
        "No budget column was found on sheet “%(sheet)s”, or it has another name. Please choose the column."
    ),
    "column-twice": gettext_noop(
        "Columns %(columns)s on sheet “%(sheet)s” both look like “%(field)s”. Please choose one of them."
    ),
    "column-unsure": gettext_noop(
        "Column %(letter)s “%(heading)s” was not read, because it is not certain what it holds. "
        "Please choose what it is, if it is needed."
    ),
    "name-blank": gettext_noop(
        "Row %(row)s has figures but no project name, so it was not read. Please enter the name."
    ),
    "row-not-understood": gettext_noop(
        "Row %(row)s “%(value)s” has a text but neither budget nor status, so it was not read. "
        "Please complete it, if it is a project."
    ),
    "budget-blank": gettext_noop("Row %(row)s has no budget. Please enter the amount, or 0."),
    "budget-negative": gettext_noop("Row %(row)s has a budget of %(value)s baht. Please enter 0 or more."),
    "disbursed-negative": gettext_noop(
        "Row %(row)s has %(value)s baht spent to date, which is below 0. Please check the amount."
    ),
    "money": gettext_noop("Row %(row)s, column %(letter)s: %(reason)s"),
    "formula": gettext_noop(
        "Row %(row)s, column %(letter)s has a formula, but the file does not hold its result. "
        "Please open the file in Excel, save it and upload it again."
    ),
    "status-blank": gettext_noop("Row %(row)s has no status yet. It can be chosen after the import."),
    "status-suggested": gettext_noop(
        "Row %(row)s has the status “%(value)s”. Is “%(suggestion)s” meant? Please confirm or choose."
    ),
    "status-unknown": gettext_noop(
        "Row %(row)s has the status “%(value)s”, which is not known. Please choose one."
    ),
    "status-contradiction": gettext_noop(
        "Row %(row)s has two statuses, “%(one)s” and “%(other)s”. Please choose one."
    ),
    "fund-blank": gettext_noop("Row %(row)s has no fund. Please choose one."),
    "fund-unknown": gettext_noop(
        "Row %(row)s has the fund “%(value)s”, which is not known or names two funds. Please choose one."
    ),
    "filled-down": gettext_noop(
        "Sheet “%(sheet)s” has “%(field)s” only in the first row of each group; %(count)s rows were given "
        "that of the row above. Please check that this is so."
    ),
    "strategy-missing": gettext_noop(
        "%(count)s projects on sheet “%(sheet)s” have no strategy, the first in row %(row)s. "
        "Please add the strategy."
    ),
    "strategies-numbered": gettext_noop(
        "The file gives no numbers to its %(count)s strategies; they were numbered in the order of the file."
    ),
    "strategy-two-names": gettext_noop(
        "Strategy %(number)s has two names, “%(one)s” and “%(other)s”. Please check which is right."
    ),
    "year": gettext_noop(
        "Row %(row)s has the budget year %(value)s. Please enter a four-digit B.E. year, for example 2569."
    ),
    "year-unknown": gettext_noop(
        "The file does not say of which budget year %(count)s projects are. Please choose the year."
    ),
    "another-line": gettext_noop(
        "Row %(row)s has the same name as row %(other)s and another fund or year: "
        "it becomes another budget line of that project."
    ),
    "duplicate": gettext_noop(
        "Row %(row)s has the same name, fund and year as row %(other)s. "
        "Please say whether it is another project, or leave the row out."
    ),
    "duplicate-sheet": gettext_noop(
        "Row %(row)s has the same name as row %(other)s of sheet “%(sheet)s”. "
        "Please say whether it is another project, or leave the row out."
    ),
    "near-twin": gettext_noop(
        "Row %(row)s “%(value)s” is nearly named as row %(other)s “%(known)s”. "
        "Please say whether it is the same project."
    ),
    "renamed": gettext_noop(
        "Row %(row)s “%(value)s” is like project %(number)s “%(known)s”, which is here already. "
        "Please say whether it is the same project."
    ),
    "moved": gettext_noop(
        "Row %(row)s “%(value)s” is here already as project %(number)s, under strategy %(strategy)s. "
        "Please say whether it is the same project."
    ),
    "budget-changed": gettext_noop(
        "Row %(row)s “%(value)s” has another budget here: %(changes)s baht. Please say which is right."
    ),
    "too-long": gettext_noop(
        "Row %(row)s: “%(field)s” has more than %(limit)s letters and was kept without the rest. "
        "Please shorten it, if the rest matters."
    ),
    "columns-unnamed": gettext_noop(
        "Columns %(columns)s on sheet “%(sheet)s” have values but no heading, so they were not read. "
        "Please choose what they are, if they are needed."
    ),
    "total-differs": gettext_noop(
        "The total in row %(row)s says %(stated)s baht; the rows that were read add up to %(computed)s. "
        "Please check, if no row is left to be mended."
    ),
}


SHEET_CODES = frozenset(
    {
        "no-table", "head-not-found", "hidden-sheet", "budget-column", "column-twice", "column-unsure",
        "columns-unnamed", "filled-down", "strategies-numbered", "strategy-two-names", "strategy-missing",
        "year-unknown", "total-differs",
    }
)  # fmt: skip
"""Problems of a sheet or of the file: no single row waits for them."""
ANSWERS = {
    "duplicate": ("another", "drop"),
    "duplicate-sheet": ("another", "drop"),
    "near-twin": ("same", "another", "drop"),
    "renamed": ("same", "another"),
    "moved": ("same", "another"),
    "budget-changed": ("replace", "keep"),
}
"""What may be answered to a question about a row."""


@dataclass(frozen=True, slots=True)
class ImportedProject:
    """One row that is a project. `disbursed` is to date; money None where nothing certain is written.

    In a list with a budget a year `years` has (B.E. year, baht) for each year with an amount, and `budget` is
    their sum: it is still one project. `separate`: a person said that it is no other project of that name.
    """

    sheet: str
    row: int
    number: int | None
    strategy_number: int | None
    strategy_name: str
    name: str
    village: str
    budget: Decimal | None
    disbursed: Decimal | None
    division: str
    status: Status | None
    fund: Fund | None
    fund_text: str
    budget_year: int | None
    years: tuple[tuple[int, Decimal], ...] = ()
    separate: bool = False

    def amounts(self, default_year: int) -> tuple[tuple[int, Decimal], ...]:
        """Its budget lines, (B.E. year, baht); none when no budget is certain."""
        if self.years or self.budget is None:
            return self.years
        return ((self.budget_year or default_year, self.budget),)

    def texts(self) -> dict[str, str]:
        """Its fields as they would be typed."""
        told = {
            "number": self.number,
            "strategy_number": self.strategy_number,
            "strategy": self.strategy_name,
            "name": self.name,
            "village": self.village,
            "budget": None if self.years or self.budget is None else f"{self.budget:.2f}",
            **{f"budget_{year}": f"{amount:.2f}" for year, amount in self.years},
            "disbursed": None if self.disbursed is None else f"{self.disbursed:.2f}",
            "division": self.division,
            "status": STATUS_TH[self.status] if self.status else "",
            "fund": self.fund_text or (FUND_TH[self.fund] if self.fund else ""),
            "budget_year": self.budget_year,
        }
        return {name: str(value) for name, value in told.items() if value not in (None, "")}


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that is no project, and why."""

    sheet: str
    row: int
    why: Sentence


@dataclass(frozen=True, slots=True)
class Problem:
    """What a person has to look at. `row` 0: the whole sheet; `column` "": the whole row."""

    sheet: str
    row: int
    column: str
    code: str
    level: Level
    message: Sentence
    value: str
    suggestion: str = ""
    other: str = ""
    """What stands against it, in a question whether two are the same."""

    @property
    def answers(self) -> tuple[str, ...]:
        """What may be answered to it, if it is a question about the row."""
        return ANSWERS.get(self.code, ())

    @property
    def of_row(self) -> bool:
        """Whether the row waits until this is settled."""
        return self.level != "note" and self.code not in SHEET_CODES


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row that cannot go in yet: what it says, field → text, and what has to be settled."""

    sheet: str
    row: int
    texts: dict[str, str]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """What a column was taken for; `field` "" if not read. `confidence` 1.0 certain, 0.7 likely, 0.0 none."""

    letter: str
    heading: str
    field: str
    confidence: float
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class YearTotal:
    """Projects and money of one budget year (B.E.; None = not known)."""

    year: int | None
    projects: int
    budget: Decimal
    disbursed: Decimal


@dataclass(frozen=True, slots=True)
class Preview:
    """What would go in. Totals are of the amounts that were read."""

    projects: tuple[ImportedProject, ...]
    skipped: tuple[Skipped, ...]
    problems: tuple[Problem, ...]
    columns: tuple[Column, ...]
    budget_total: Decimal
    disbursed_total: Decimal
    by_year: tuple[YearTotal, ...]
    waiting: tuple[Waiting, ...] = ()
    as_of: date | None = None
    """The day of the figures, as a title says it ("ข้อมูล ณ วันที่ 31 มี.ค. 68"): to be confirmed."""

    @property
    def ready(self) -> tuple[ImportedProject, ...]:
        """The projects that can go in as they are."""
        wait = {(each.sheet, each.row) for each in self.waiting}
        return tuple(each for each in self.projects if (each.sheet, each.row) not in wait)

    @property
    def must(self) -> tuple[Problem, ...]:
        """The problems that keep a row (or the file) out until they are mended."""
        return tuple(problem for problem in self.problems if problem.level == "must")

    @property
    def strategies(self) -> tuple[tuple[int | None, str], ...]:
        """The strategies met, (number, name), in the order of the file."""
        return tuple(dict.fromkeys((each.strategy_number, each.strategy_name) for each in self.projects))


def preview_json(preview: Preview, translate: Callable[[str], str] = str) -> dict[str, object]:
    """The preview as plain data for `--json`: totals as texts with two decimals, messages in words.

    `translate` is gettext or a stand-in; without it the messages are English.
    """
    return {
        "projects": len(preview.projects),
        "budget_total": f"{preview.budget_total:.2f}",
        "disbursed_total": f"{preview.disbursed_total:.2f}",
        "by_year": {
            str(total.year) if total.year else "unknown": f"{total.budget:.2f}" for total in preview.by_year
        },
        "skipped_rows": [
            {"sheet": each.sheet, "row": each.row, "why": each.why.render(translate)}
            for each in preview.skipped
        ],
        "problems": [
            {
                "sheet": each.sheet,
                "row": each.row,
                "column": each.column,
                "code": each.code,
                "level": each.level,
                "message": each.message.render(translate),
                "value": each.value,
                "suggestion": each.suggestion,
            }
            for each in preview.problems
        ],
        "columns": [
            {
                "sheet": each.sheet,
                "column": each.letter,
                "heading": each.heading,
                "field": each.field,
                "confidence": each.confidence,
            }
            for each in preview.columns
        ],
    }
