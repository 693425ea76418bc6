"""A finding made ready for its template: which columns, which digits differ, the thin line of earlier periods.

Formatting only: what is wrong, and what was likely meant, the rules have said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from documents.findings import Finding, Past
from organisations import calendar
from web import words

LEFT, RIGHT, TOP, BOTTOM = 6, 226, 15, 72
"""The corners within which the line is drawn, in the units of its 340 × 108 view."""
WIDTHS = {1: " one", 2: " two", 3: ""}

Digits = list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Dot:
    """A figure at the end of the line, with its text beside it."""

    x: int
    y: int
    text: str
    text_x: int
    text_y: int


@dataclass(frozen=True, slots=True)
class Spark:
    """The line of a row's earlier periods, and where the typed and the likely figure would lie."""

    points: str
    dots: Sequence[tuple[int, int]]
    jump: str
    off: Dot | None
    likely: Dot | None
    first: str
    last: str
    count: int
    low: Decimal
    high: Decimal


def show(number: int, finding: Finding, now: str = "") -> dict[str, Any]:
    """What `_finding.html` shows; `now` is the key of the period in hand."""
    return {
        "id": f"f{number}",
        "finding": finding,
        "money": any("." in line.value for line in finding.worked),
        "width": WIDTHS[len(finding.columns)],
        "guess": _guess(finding),
        "spark": _spark(finding, now),
    }


def _guess(finding: Finding) -> dict[str, Digits] | None:
    """The typed and the likely figure of the cell to be mended, with the digits that differ."""
    wrong = next((line for line in finding.worked if line.mark == "wrong"), None)
    if finding.likely is None:
        return None
    typed = wrong.value if wrong is not None and wrong.likely else words.figure(finding.typed)
    likely = words.figure(finding.likely)
    return {"typed": digits(typed, likely), "likely": digits(likely, typed)}


def digits(text: str, other: str) -> Digits:
    """The text in stretches that are, or are not, as in the other; of unequal length it is one stretch."""
    if len(text) != len(other):
        return [(text, False)]
    parts: Digits = []
    for letter, beside in zip(text, other, strict=True):
        differs = letter != beside
        if parts and parts[-1][1] == differs:
            parts[-1] = (parts[-1][0] + letter, differs)
        else:
            parts.append((letter, differs))
    return parts


def _spark(finding: Finding, now: str) -> Spark | None:
    wrong = next((line for line in finding.worked if line.mark == "wrong"), None)
    typed = Decimal(wrong.value.replace(",", "").replace("−", "-")) if wrong else None
    likely = Decimal(finding.likely) if finding.likely is not None else None
    return spark(finding.past, now, typed=typed, likely=likely)


def spark(
    told: Sequence[Past], now: str, *, typed: Decimal | None = None, likely: Decimal | None = None
) -> Spark | None:
    """The line of earlier periods, oldest first, from two of them on; None with fewer. `now` is the key of the
    period in hand, `typed` and `likely` are its figures (baht)."""
    past = [each.amount for each in told]
    if len(past) < 2:
        return None
    shown = [*past, *(value for value in (typed, likely) if value is not None)]
    low, span = min(shown), max(shown) - min(shown)

    def height(value: Decimal) -> int:
        return BOTTOM if not span else round(BOTTOM - (BOTTOM - TOP) * (value - low) / span)

    ends = past if likely is None else [*past, likely]
    step = (RIGHT - LEFT) / len(past)
    dots = [(round(LEFT + step * at), height(value)) for at, value in enumerate(past)]
    line = dots if likely is None else [*dots, (RIGHT, height(ends[-1]))]
    off = None if typed is None else _dot(height(typed), words.whole(typed))
    other = None if likely is None else _dot(height(likely), words.whole(likely))
    if off and other and abs(off.text_y - other.text_y) < 16:
        move = 16 if off.y <= other.y else -16
        other = Dot(other.x, other.y, other.text, other.text_x, off.text_y + move)
    return Spark(
        " ".join(f"{x},{y}" for x, y in line),
        dots,
        "" if off is None else f"M{dots[-1][0]} {dots[-1][1]}L{RIGHT} {off.y}",
        off,
        other,
        _period(told[0].period),
        _period(now),
        len(past),
        min(past),
        max(past),
    )


def _dot(y: int, text: str) -> Dot:
    return Dot(RIGHT, y, text, RIGHT + 10, y + 6)


def _period(key: str) -> str:
    """A period's name without its months."""
    try:
        return words.period_key(key).partition(" (")[0] if key else ""
    except calendar.CalendarError:
        return key
