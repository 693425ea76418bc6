"""The fiscal year, its quarters and halves, and days as people here write them.

Knows dates only: no clock, no time zone, no model; every function is *given* the day, and the day is the
one in Bangkok. A fiscal year is named by its B.E. number: FY2569 is [1 Oct 2025, 1 Oct 2026). Spans are
half-open: `ends_on` is the first day that no longer belongs. A `date` is always C.E.; a B.E. year is an
`int`, a name, and never stands in a `date`.

Source of the rule: the budget procedures act's fiscal year (1 October to 30 September).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Literal

from organisations.sentences import Sentence, gettext_noop

Kind = Literal["quarter", "half", "year", "plan"]

ERA = 543
FIRST_FISCAL_YEAR, LAST_FISCAL_YEAR = 2540, 2600
FIRST_BE_YEAR, LAST_BE_YEAR = 2401, 2700

MONTHS_TH = (
    "มกราคม",
    "กุมภาพันธ์",
    "มีนาคม",
    "เมษายน",
    "พฤษภาคม",
    "มิถุนายน",
    "กรกฎาคม",
    "สิงหาคม",
    "กันยายน",
    "ตุลาคม",
    "พฤศจิกายน",
    "ธันวาคม",
)
MONTHS_TH_SHORT = (
    "ม.ค.",
    "ก.พ.",
    "มี.ค.",
    "เม.ย.",
    "พ.ค.",
    "มิ.ย.",
    "ก.ค.",
    "ส.ค.",
    "ก.ย.",
    "ต.ค.",
    "พ.ย.",
    "ธ.ค.",
)
_MONTHS_EN = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")

_QUARTER_MONTHS = (
    gettext_noop("Oct–Dec"),
    gettext_noop("Jan–Mar"),
    gettext_noop("Apr–Jun"),
    gettext_noop("Jul–Sep"),
)
_QUARTER = gettext_noop("Quarter %(number)s/%(year)s (%(months)s %(calendar_year)s)")
_FIRST_HALF = gettext_noop("First half-year %(year)s (Oct %(before)s–Mar %(year)s)")
_SECOND_HALF = gettext_noop("Second half-year %(year)s (Apr–Sep %(year)s)")
_YEAR = gettext_noop("Fiscal year %(year)s (Oct %(before)s–Sep %(year)s)")
_PLAN = gettext_noop("Plan %(first)s–%(last)s")

_EMPTY = gettext_noop("No date is given. Please enter a date, for example 28/2/2570.")
_NOT_UNDERSTOOD = gettext_noop(
    "“%(typed)s” cannot be read as a date. Please enter a date, for example 28/2/2570."
)
_NOT_IN_CALENDAR = gettext_noop(
    "“%(typed)s” is not in the calendar. Please enter a date, for example %(example)s."
)
_WHICH_ERA = gettext_noop(
    "“%(typed)s” has the year %(year)s. Is it B.E. %(be_year)s? Please enter the year in B.E., "
    "for example %(example)s."
)
_YEAR_OUT_OF_RANGE = gettext_noop(
    "“%(typed)s” has the year %(year)s, which is not a four-digit B.E. year. Please enter a date, "
    "for example 28/2/2570."
)
_KEY_NOT_UNDERSTOOD = gettext_noop(
    "“%(typed)s” names no period. Please use a name such as 2569-q1, 2569-h1 or 2569."
)
_FISCAL_YEAR_RANGE = gettext_noop(
    "Fiscal year %(year)s lies outside %(first)s–%(last)s. Please enter a four-digit B.E. year, "
    "for example 2569."
)


class CalendarError(ValueError):
    """A day or a period that cannot be read.

    `code` is for the program: `empty`, `not-understood`, `not-in-calendar`, `which-era`, `year`, `key`,
    `fiscal-year`. `sentence` is for the person.
    """

    def __init__(self, code: str, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.code = code
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Span:
    """An interval with a name.

    `key` is the text that goes into tables and addresses (`2569-q1`, `2569-h1`, `2569`, and of a plan
    `plan-<code>-<first year>-<last year>`, so that a reader far away needs no other table);
    `fiscal_year` is B.E. (of a plan: its first year); `number` counts within the year, 0 where there is
    only one; `ends_on` does not belong to the span.
    """

    key: str
    kind: Kind
    fiscal_year: int
    number: int
    starts_on: date
    ends_on: date

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.starts_on <= day < self.ends_on


def fiscal_year(day: date) -> int:
    """The B.E. number of the fiscal year in which `day` (in Bangkok) lies."""
    if isinstance(day, datetime):
        raise TypeError("fiscal_year wants the day in Bangkok, not a moment")
    return day.year + ERA + (1 if day.month >= 10 else 0)


def quarter(fy: int, number: int) -> Span:
    """Quarter 1 (Oct–Dec) to 4 (Jul–Sep) of fiscal year `fy` (B.E.)."""
    if number not in (1, 2, 3, 4):
        raise CalendarError("key", Sentence(_KEY_NOT_UNDERSTOOD, {"typed": f"{fy}-q{number}"}))
    return Span(f"{fy}-q{number}", "quarter", fy, number, *_months(fy, 3 * (number - 1), 3))


def half(fy: int, number: int) -> Span:
    """Half-year 1 (Oct–Mar) or 2 (Apr–Sep) of fiscal year `fy` (B.E.)."""
    if number not in (1, 2):
        raise CalendarError("key", Sentence(_KEY_NOT_UNDERSTOOD, {"typed": f"{fy}-h{number}"}))
    return Span(f"{fy}-h{number}", "half", fy, number, *_months(fy, 6 * (number - 1), 6))


def year(fy: int) -> Span:
    """The whole fiscal year `fy` (B.E.)."""
    return Span(str(fy), "year", fy, 0, *_months(fy, 0, 12))


def plan(code: str, first_year: int, last_year: int) -> Span:
    """The span of a plan version: from its first to its last fiscal year (B.E., both included).

    A `code` that names the years at its end already is not made to name them twice.
    """
    if last_year < first_year:
        raise CalendarError("key", Sentence(_KEY_NOT_UNDERSTOOD, {"typed": f"{first_year}–{last_year}"}))
    key = f"plan-{code.removeprefix('plan-').removesuffix(f'-{first_year}-{last_year}')}-{first_year}-{last_year}"
    return Span(key, "plan", first_year, 0, year(first_year).starts_on, year(last_year).ends_on)


@lru_cache(maxsize=256)
def spans_of(fy: int) -> tuple[Span, ...]:
    """The four quarters, the two halves and the year of `fy`, in this order."""
    return (*(quarter(fy, n) for n in (1, 2, 3, 4)), half(fy, 1), half(fy, 2), year(fy))


def parse_key(key: str) -> Span:
    """Read `2569-q1`, `2569-h1`, `2569` or `plan-banna-2566-2570`; CalendarError for anything else."""
    if of_a_plan := re.fullmatch(r"plan-([A-Za-z0-9_-]+)-(\d{4})-(\d{4})", key, re.ASCII):
        return plan(of_a_plan[1], int(of_a_plan[2]), int(of_a_plan[3]))
    found = re.fullmatch(r"(\d{4})(?:-([qh])([1-4]))?", key, re.ASCII)
    if found is None:
        raise CalendarError("key", Sentence(_KEY_NOT_UNDERSTOOD, {"typed": key}))
    fy, letter, number = int(found[1]), found[2], int(found[3] or 0)
    if letter == "q":
        return quarter(fy, number)
    return half(fy, number) if letter == "h" else year(fy)


def label(span: Span) -> Sentence:
    """The one way a period is written: "ไตรมาสที่ 1/2570 (ต.ค.–ธ.ค. 2569)"."""
    fy = span.fiscal_year
    if span.kind == "quarter":
        months = Sentence(_QUARTER_MONTHS[span.number - 1])
        return Sentence(
            _QUARTER,
            {"number": span.number, "year": fy, "months": months, "calendar_year": be_year(span.starts_on)},
        )
    if span.kind == "half":
        return Sentence(_FIRST_HALF if span.number == 1 else _SECOND_HALF, {"year": fy, "before": fy - 1})
    if span.kind == "year":
        return Sentence(_YEAR, {"year": fy, "before": fy - 1})
    return Sentence(_PLAN, {"first": fy, "last": be_year(span.ends_on)})


def be_year(day: date) -> int:
    """The calendar year of `day` in the Buddhist Era (of days since 1941, when the year began in January)."""
    return day.year + ERA


def from_be(day: int, month: int, be_year: int) -> date:
    """A `date` from day, month and B.E. year; a day that does not exist raises CalendarError."""
    return _day(day, month, be_year, f"{day}/{month}/{be_year}")


def parse_day(text: str) -> date:
    """Read a day as people here write it; gives a C.E. `date`.

    Takes 22/11/2569, 22-11-2569, 22.11.2569, 22 พ.ย. 2569, 22 พฤศจิกายน พ.ศ. 2569, Thai digits, two-digit
    years (69 is 2569) and ISO (2026-11-22). A year that can only be C.E. in the day-first order is asked
    back, never guessed (`which-era`). Raises CalendarError.
    """
    typed = " ".join(text.split())
    plain = typed.translate(_THAI_DIGITS)
    plain = re.sub(r"^(?:วันที่|ณ วันที่)\s*", "", plain)
    if not plain:
        raise CalendarError("empty", Sentence(_EMPTY))
    if found := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", plain, re.ASCII):
        year_typed, month, day = (int(part) for part in found.groups())
        be = year_typed if year_typed >= FIRST_BE_YEAR else year_typed + ERA
        return _day(day, month, be, typed)
    if found := re.fullmatch(r"(\d{1,2})\s*([/.-])\s*(\d{1,2})\s*\2\s*(\d+)", plain, re.ASCII):
        return _day_first(int(found[1]), int(found[3]), found[4], typed)
    if found := re.fullmatch(
        r"(\d{1,2})\s*(?:เดือน\s*)?([^\d\s]+?)\s*(?:พ\s*\.?\s*ศ\s*\.?\s*)?(\d+)", plain, re.ASCII
    ):
        month_found = _month(found[2])
        if month_found is not None:
            return _day_first(int(found[1]), month_found, found[3], typed)
    raise CalendarError("not-understood", Sentence(_NOT_UNDERSTOOD, {"typed": typed}))


def check_fiscal_year(fy: int) -> int:
    """Give back `fy` if it is a four-digit B.E. year from 2540 to 2600 (F2-13), else raise CalendarError."""
    if not FIRST_FISCAL_YEAR <= fy <= LAST_FISCAL_YEAR:
        raise CalendarError(
            "fiscal-year",
            Sentence(_FISCAL_YEAR_RANGE, {"year": fy, "first": FIRST_FISCAL_YEAR, "last": LAST_FISCAL_YEAR}),
        )
    return fy


def _months(fy: int, skip: int, length: int) -> tuple[date, date]:
    return _month_of(fy, skip), _month_of(fy, skip + length)


def _month_of(fy: int, after_october: int) -> date:
    years, month = divmod(9 + after_october, 12)
    return date(fy - ERA - 1 + years, month + 1, 1)


def _month(word: str) -> int | None:
    bare = word.replace(".", "").casefold()
    for number, (full, short, english) in enumerate(
        zip(MONTHS_TH, MONTHS_TH_SHORT, _MONTHS_EN, strict=True), start=1
    ):
        if word == full or bare == short.replace(".", "") or (bare.isascii() and bare[:3] == english):
            return number
    return None


def _day_first(day: int, month: int, year_text: str, typed: str) -> date:
    number = int(year_text)
    if len(year_text) == 2:
        return _day(day, month, 2500 + number, typed)
    if len(year_text) == 4 and FIRST_BE_YEAR <= number <= LAST_BE_YEAR:
        return _day(day, month, number, typed)
    if len(year_text) == 4 and 1800 <= number < FIRST_BE_YEAR:
        be = number + ERA
        params = {"typed": typed, "year": number, "be_year": be, "example": f"{day}/{month}/{be}"}
        raise CalendarError("which-era", Sentence(_WHICH_ERA, params))
    raise CalendarError("year", Sentence(_YEAR_OUT_OF_RANGE, {"typed": typed, "year": year_text}))


def _day(day: int, month: int, be: int, typed: str) -> date:
    if not FIRST_BE_YEAR <= be <= LAST_BE_YEAR:
        raise CalendarError("year", Sentence(_YEAR_OUT_OF_RANGE, {"typed": typed, "year": be}))
    try:
        return date(be - ERA, month, day)
    except ValueError:
        example = f"{_last_day(month, be)}/{month}/{be}" if 1 <= month <= 12 else "28/2/2570"
        params: dict[str, object] = {"typed": typed, "example": example}
        raise CalendarError("not-in-calendar", Sentence(_NOT_IN_CALENDAR, params)) from None


def _last_day(month: int, be: int) -> int:
    first_of_next = date(be - ERA + month // 12, month % 12 + 1, 1)
    return date.fromordinal(first_of_next.toordinal() - 1).day
