"""Read a day out of a cell. A year of two digits is asked about, never guessed.

Pure. An empty cell or a dash is None. Raises DayProblem: `level` "must" (has to be mended) or "ask" (one
question, `suggestion` is the likely day). Days are C.E. `date`s; a B.E. year that Excel took for C.E. is B.E.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Literal

from organisations.calendar import ERA, FIRST_BE_YEAR, CalendarError, parse_day
from organisations.sentences import Sentence, gettext_noop
from plans.numbers import BLANK, plain

_NO_DAY = gettext_noop("“%(value)s” cannot be read as a date. Please enter a date, for example 28/2/2570.")
_SHORT_YEAR = gettext_noop("“%(value)s”: is it %(suggestion)s? Please confirm, or enter the date in full.")

_AS_OF = re.compile(
    r"(?:ข้อมูล|ยอด)?\s*ณ\s*(?:วันที่)?\s*(\d{1,2}\s*[^\d\s()]+\s*(?:พ\.?ศ\.?)?\s*\d{2,4}|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4})"
)


class DayProblem(ValueError):
    """A day that is not certain; `value` is the text as it stood."""

    def __init__(
        self, level: Literal["must", "ask"], sentence: Sentence, value: str, suggestion: date | None = None
    ) -> None:
        super().__init__(str(sentence))
        self.level = level
        self.sentence = sentence
        self.value = value
        self.suggestion = suggestion


def read_day(value: object) -> date | None:
    """A cell's content as a day: 31/12/2569, 31 ธ.ค. 2569, 2026-12-31, a date of Excel; 31/12/69 is asked."""
    if value is None:
        return None
    if isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
        return day.replace(year=day.year - ERA) if day.year >= FIRST_BE_YEAR else day
    if not isinstance(value, str):
        raise DayProblem("must", Sentence(_NO_DAY, {"value": value}), str(value))
    if plain(value) in BLANK:
        return None
    try:
        day = parse_day(value)
    except CalendarError as error:
        raise DayProblem("must", error.sentence, value) from error
    if re.search(r"(?<!\d)\d{2}$", plain(value)) and not re.match(r"\d{4}-", plain(value)):
        shown = f"{day.day}/{day.month}/{day.year + ERA}"
        raise DayProblem("ask", Sentence(_SHORT_YEAR, {"value": value, "suggestion": shown}), value, day)
    return day


def day_told(text: str) -> date | None:
    """The day that a title says its figures are of: "ข้อมูล ณ วันที่ 31 มี.ค. 68"; None if it says none."""
    found = _AS_OF.search(plain(text))
    if found is None:
        return None
    try:
        return read_day(found[1])
    except DayProblem as problem:
        return problem.suggestion
