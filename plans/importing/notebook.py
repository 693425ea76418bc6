"""What is written down while a file is read: projects, rows passed over, problems, columns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from organisations.sentences import Sentence
from plans.importing.choices import NOTHING_CHOSEN, Choices
from plans.importing.preview import MESSAGES, WHY, Column, ImportedProject, Level, Problem, Skipped

Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Notebook:
    """The reader's notes, in the order of the file."""

    choices: Choices = NOTHING_CHOSEN
    projects: list[ImportedProject] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    raw: dict[tuple[str, int], dict[str, str]] = field(default_factory=dict)
    """The texts of rows that are no project yet, field → text, by sheet and row."""

    def tell(
        self,
        sheet: str,
        row: int,
        column: str,
        code: str,
        level: Level,
        value: str = "",
        *,
        offer: str = "",
        other: str = "",
        **params: object,
    ) -> None:
        """Write a problem down. `offer` is the likely value; `other` what stands against it."""
        params = {"sheet": sheet, "row": row, "value": value, "other": other, **params}
        message = Sentence(MESSAGES.get(code, MESSAGES["money"]), params)
        self.problems.append(Problem(sheet, row, column, code, level, message, value, offer, other))

    def skip(self, sheet: str, row: int, why: str) -> None:
        """Write down a row that is no project."""
        self.skipped.append(Skipped(sheet, row, Sentence(WHY[why])))
