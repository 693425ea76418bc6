"""What was understood of a file: projects, rows passed over, problems, columns; and as plain data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from organisations.sentences import Sentence, gettext_noop
from plans.vocabulary import Fund, Status

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
    "duplicate": gettext_noop(
        "Row %(row)s has the same name as row %(other)s in the same strategy. "
        "Please check that it is not the same project."
    ),
    "duplicate-sheet": gettext_noop(
        "Row %(row)s has the same name as row %(other)s of sheet “%(sheet)s”. "
        "Please check that the project is not counted twice."
    ),
    "total-differs": gettext_noop(
        "The total in row %(row)s says %(stated)s baht; the rows that were read add up to %(computed)s. "
        "Please check, if no row is left to be mended."
    ),
}


@dataclass(frozen=True, slots=True)
class ImportedProject:
    """One row that is a project. `disbursed` is to date; money None where nothing certain is written."""

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
            str(total.year) if total.year else "unknown": {
                "projects": total.projects,
                "budget": f"{total.budget:.2f}",
                "disbursed": f"{total.disbursed:.2f}",
            }
            for total in preview.by_year
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
