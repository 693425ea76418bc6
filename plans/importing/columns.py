"""Which column holds what: our guess, a person's choice before it, and what is shown when they choose."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from plans.days import DayProblem, day_told, read_day
from plans.importing.choices import NOTHING_CHOSEN, Choices, SheetChoice
from plans.importing.headings import (
    PASSED_OVER,
    YEAR_FIELD,
    Head,
    field_label,
    field_of,
    find_head,
    fingerprint,
    head_at,
    is_field,
    looks_like_money,
)
from plans.importing.notebook import Notebook
from plans.importing.preview import Column, Level
from plans.importing.sheets import Sheet, column_index, column_letter, first, text_of

SAMPLES, SHOWN = 3, 60
DECISIVE = ("budget", "name", "disbursed")


@dataclass(frozen=True, slots=True)
class Shown:
    """A column as a person chooses for it: the file's own heading, our guess, values from the file."""

    column: Column
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Survey:
    """A sheet before it is read. `head_row` and `last_head_row` count from 1, 0 when no head was found."""

    name: str
    hidden: bool
    used: bool
    filled_rows: int
    head_row: int
    last_head_row: int
    fingerprint: str
    columns: tuple[Shown, ...]
    as_of: date | None = None
    """The day of the figures, as a title says it: to be confirmed."""


def head_of(sheet: Sheet, choice: SheetChoice) -> Head | None:
    """The headings of a sheet: those in the row a person named, else those that are found."""
    return head_at(sheet, choice.head) if choice.head else find_head(sheet)


_UP_TO_DATE = re.compile(r"วันที่\s*(?:ปรับปรุง|รายงาน|ข้อมูล)|ณ\s*วันที่")


def survey(sheets: Iterable[Sheet], choices: Choices = NOTHING_CHOSEN) -> list[Survey]:
    """What a person chooses from: each sheet with its headings, and what each column was taken for."""
    return [_survey(sheet, choices) for sheet in sheets]


def _survey(sheet: Sheet, choices: Choices) -> Survey:
    choice = choices.of(sheet.name)
    filled = sum(any(map(text_of, row)) for row in sheet.rows)
    head = head_of(sheet, choice)
    used = choice.use if choice.use is not None else not sheet.hidden and head is not None
    if head is None:
        return Survey(sheet.name, sheet.hidden, used, filled, 0, 0, "", ())
    notes = Notebook(choices)
    take_columns(notes, sheet, head)
    known = {column.letter: column for column in notes.columns}
    width = max((len(row) for row in sheet.rows[head.top :]), default=0)
    shown = []
    for index in range(width):
        letter = column_letter(index)
        samples = _samples(sheet, head, index)
        column = known.get(letter) or Column(letter, "", "", 0.0, sheet.name)
        if column.heading or samples:
            shown.append(Shown(column, samples))
    titles = (day_told(text_of(cell)) for row in sheet.rows[: head.top] for cell in row)
    return Survey(
        sheet.name,
        sheet.hidden,
        used,
        filled,
        head.top + 1,
        head.bottom + 1,
        fingerprint(head),
        tuple(shown),
        next((day for day in titles if day), None) or _latest_day(sheet, head),
    )


def _latest_day(sheet: Sheet, head: Head) -> date | None:
    """The latest day in the column that says when each row was brought up to date; None without one."""
    column = next((at for at, text in enumerate(head.texts) if _UP_TO_DATE.search(text)), None)
    found: set[date] = set()
    for row in sheet.rows[head.bottom + 1 :] if column is not None else ():
        assert column is not None
        try:
            day = read_day(row[column] if column < len(row) else None)
        except DayProblem as problem:
            day = problem.suggestion
        if day is not None:
            found.add(day)
    return max(found, default=None)


def shortened(text: str) -> str:
    """A value of at most `SHOWN` characters; where it is cut no letter loses its tone mark or vowel."""
    if len(text) <= SHOWN:
        return text
    end = SHOWN - 1
    while unicodedata.category(text[end]).startswith("M"):
        end -= 1
    return f"{text[:end].rstrip()}…"


def _samples(sheet: Sheet, head: Head, index: int) -> tuple[str, ...]:
    """The first values of a column that differ, out of rows that are more than a line of text."""
    found: list[str] = []
    for row in sheet.rows[head.bottom + 1 :]:
        if index < len(row) and (text := text_of(row[index])) and text not in found:
            if sum(cell is not None for cell in row) < 2:
                continue
            found.append(shortened(text))
            if len(found) == SAMPLES:
                break
    return tuple(found)


def take_columns(notes: Notebook, sheet: Sheet, head: Head) -> None:
    """Fill `head.columns` and `head.years`; write down each column, and what is not certain of it.

    Where two columns are equally likely neither is read. In a list with a budget a year another budget
    column is its sum, and is passed over.
    """
    chosen = notes.choices.of(sheet.name).columns
    taken = [_taken(chosen, index, text) for index, text in enumerate(_headings(head, chosen))]
    guesses: dict[str, list[tuple[float, int]]] = {}
    for index, (name, confidence) in enumerate(taken):
        if name not in PASSED_OVER:
            guesses.setdefault(name, []).append((-confidence, index))
    years = sum(YEAR_FIELD.fullmatch(name) is not None for name in guesses)
    if years > 1 and "budget" in guesses and "budget" not in chosen.values():
        for _, index in guesses.pop("budget"):
            taken[index] = ("ignored", taken[index][1])
    for name, found in guesses.items():
        _settle(notes, sheet, head, name, sorted(found))
    _write_down(notes, sheet, head, taken)
    if "budget" not in head.columns and "budget" not in guesses and not head.years:
        notes.tell(sheet.name, head.top + 1, "", "budget-column", "must")


def _headings(head: Head, chosen: Mapping[str, str]) -> list[str]:
    """The headings, and an empty one for each column beyond them that a person has chosen."""
    last = max((column_index(letter) for letter in chosen), default=-1)
    return head.texts + [""] * (last + 1 - len(head.texts))


def _taken(chosen: Mapping[str, str], index: int, text: str) -> tuple[str, float]:
    letter = column_letter(index)
    if letter in chosen and (chosen[letter] == "" or is_field(chosen[letter])):
        return chosen[letter], 1.0
    return field_of(text)


def _settle(notes: Notebook, sheet: Sheet, head: Head, name: str, found: list[tuple[float, int]]) -> None:
    best = [index for confidence, index in found if confidence == found[0][0]]
    year = YEAR_FIELD.fullmatch(name)
    if name == "status" and len(best) == 2:
        head.columns[name], head.second_status = best
    elif len(best) > 1:
        level: Level = "must" if name in DECISIVE or year else "ask"
        letters = ", ".join(map(column_letter, best))
        notes.tell(
            sheet.name, head.top + 1, "", "column-twice", level, columns=letters, field=field_label(name)
        )
    elif year:
        head.years[int(year[1])] = best[0]
    else:
        head.columns[name] = best[0]


def _write_down(notes: Notebook, sheet: Sheet, head: Head, taken: list[tuple[str, float]]) -> None:
    used = {*head.columns.values(), *head.years.values(), head.second_status}
    chosen = notes.choices.of(sheet.name).columns
    for index, (name, confidence) in enumerate(taken):
        text = head.texts[index] if index < len(head.texts) else ""
        letter = column_letter(index)
        if name not in PASSED_OVER and index not in used:
            name, confidence = "", 0.0
        if text or name:
            notes.columns.append(Column(letter, text, name, confidence, sheet.name))
        if text and not name and looks_like_money(text) and letter not in chosen:
            notes.tell(
                sheet.name, head.top + 1, letter, "column-unsure", "ask", text, letter=letter, heading=text
            )
    unnamed = [
        column_letter(index)
        for index in range(max((len(row) for row in sheet.rows), default=0))
        if index not in used
        and not (index < len(head.texts) and head.texts[index])
        and column_letter(index) not in chosen
        and first(text_of(row[index]) for row in sheet.rows[head.bottom + 1 :] if index < len(row))
    ]
    if unnamed:
        notes.tell(sheet.name, head.top + 1, "", "columns-unnamed", "note", columns=", ".join(unnamed))
