"""The ribbon of the year: one drawn line from October to the December after, every report lying on its day.

Pure: it is given the day and the marks, and gives two drawings of attributes and classes only, one lying
(desktop) and one hanging (phone). The table beside them says the same in words.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from organisations import calendar
from web import words

LETTER = 8.3
"""How wide a letter of 15 px is at most, on an average."""
LEFT, WIDTH = 12.0, 1034.0
LANES = range(172, 172 + 9 * 45, 45)
TOP, HEIGHT = 18.0, 949.0
URGENT = ("late", "back", "draft", "review", "none", "registered", "recorded", "done")


@dataclass(frozen=True, slots=True)
class Mark:
    """A report or an act on its day: what, how it stands, and the sign of its state."""

    day: date
    name: str
    note: str
    css: str
    glyph: str = ""


@dataclass(frozen=True, slots=True)
class Bracket:
    """Days that are counted from a day; planned until they run."""

    day: date
    days: int
    planned: bool


@dataclass(frozen=True, slots=True)
class Ribbon:
    """Both drawings."""

    lying: SafeString
    hanging: SafeString


def window(day: date) -> tuple[date, date]:
    """The first day of the ribbon of `day`, and the first that no longer lies on it."""
    begins = calendar.year(calendar.fiscal_year(day)).starts_on
    return begins, date(begins.year + 2, 1, 1)


def together(marks: Iterable[Mark]) -> list[Mark]:
    """One mark for each day: the most urgent, and how many more."""
    found = []
    for _day, group in groupby(sorted(marks, key=lambda one: one.day), key=lambda one: one.day):
        many = sorted(group, key=lambda one: URGENT.index(one.css))
        more = _("and %(count)s more") % {"count": len(many) - 1}
        found.append(replace(many[0], name=f"{many[0].name} {more}") if len(many) > 1 else many[0])
    return found


def width(text: str) -> float:
    """How wide a text is, about: marks above and below a letter take no room."""
    return LETTER * sum(unicodedata.category(letter) != "Mn" for letter in text)


def short(day: date) -> str:
    """A day without its year: 15 ม.ค."""
    return words.day(day).rsplit(" ", 1)[0]


def path(css: str, line: str) -> SafeString:
    """A drawn line."""
    return format_html('<path class="{}" d="{}"/>', css, line)


def text(css: str, x: float, y: float, said: str) -> SafeString:
    """A word on the drawing."""
    return format_html('<text class="{}" x="{}" y="{}">{}</text>', css, f"{x:.1f}", f"{y:.0f}", said)


def paper(x: float, y: float, mark: Mark) -> SafeString:
    """The little sheet in its state."""
    sheet = path(f"rb-sheet {mark.css}", f"M{x:.1f} {y:.0f}h16l6 6v22h-22z")
    if not mark.glyph:
        return sheet
    sign = '<svg class="i rb-mark {}" x="{}" y="{}" width="16" height="16"><use href="#i-{}"/></svg>'
    return sheet + format_html(sign, mark.css, f"{x + 3:.1f}", f"{y + 8:.0f}", mark.glyph)


def said_of(mark: Mark, x: float, y: float, end: str = "") -> SafeString:
    """The two lines of words beside a sheet."""
    note = f"rb-s-late{end}" if mark.css in ("late", "back") else f"q{end}"
    return text(f"b{end}", x, y + 11, mark.name) + text(note, x, y + 31, mark.note)


def periods(day: date) -> list[tuple[calendar.Span, str, str]]:
    """The quarters of the ribbon, each with its name in two parts."""
    year = calendar.fiscal_year(day)
    spans = [calendar.quarter(year, number) for number in (1, 2, 3, 4)] + [calendar.quarter(year + 1, 1)]
    parts = [words.period_key(span.key).partition(" (") for span in spans]
    return [(span, head, f"({tail}") for span, (head, _gap, tail) in zip(spans, parts, strict=True)]


def months(day: date) -> list[tuple[date, str]]:
    """The fifteen first days of the ribbon's months."""
    begins, ends = window(day)
    firsts = [date(begins.year + (9 + n) // 12, (9 + n) % 12 + 1, 1) for n in range(15)]
    return [(first, words.day(first).split(" ")[1]) for first in firsts if first < ends]


def draw(day: date, marks: Iterable[Mark], brackets: Iterable[Bracket] = (), wall: str = "") -> Ribbon:
    """Draw the ribbon of a day."""
    drawn, spans = together(marks), list(brackets)
    return Ribbon(lying(day, drawn, spans, wall), hanging(day, drawn, spans, wall))


def laid_out(sheets: list[tuple[float, float]]) -> list[tuple[int, bool]]:
    """For each sheet, by its place and the width of its words: in which lane it lies, and whether its words
    stand before it. No two words touch, and no thread runs through a word, as long as the lanes last."""
    late = LEFT + WIDTH * 0.78
    right_first = sorted(
        (at for at, (x, _wide) in enumerate(sheets) if x <= late), key=lambda at: -sheets[at][0]
    )
    order = [at for at, (x, _wide) in enumerate(sheets) if x > late] + right_first
    taken: list[list[tuple[float, float]]] = [[] for _lane in LANES]
    threads: list[tuple[float, int]] = []
    found: dict[int, tuple[int, bool]] = {}
    for at in order:
        x, wide = sheets[at]
        a, b = (x - wide, x + 16) if x > late else (x - 16, x + wide)
        for lane in range(len(LANES)):
            clear = all(b < left or right < a for left, right in taken[lane])
            above = all(not left < x < right for row in taken[:lane] for left, right in row)
            if clear and above and all(not a < thread < b for thread, under in threads if under > lane):
                break
        taken[lane].append((a, b))
        threads.append((x, lane))
        found[at] = (lane, x > late)
    return [found[at] for at in range(len(sheets))]


def svg(attributes: SafeString, high: float, wide: int, shapes: list[SafeString]) -> SafeString:
    """A drawing of its shapes."""
    inside = format_html_join("", "{}", ((shape,) for shape in shapes))
    return format_html('<svg {} viewBox="0 0 {} {}">{}</svg>', attributes, wide, int(high), inside)


def lying(day: date, marks: list[Mark], brackets: list[Bracket], wall: str) -> SafeString:
    """The ribbon on a desk: time runs to the right, sheets lie below in lanes that do not touch."""
    begins, ends = window(day)

    def at(when: date) -> float:
        return LEFT + WIDTH * min(max((when - begins).days / (ends - begins).days, 0.0), 1.0)

    out = [
        path("rb-tick", f"M{at(first):.1f} 128v26") + text("q", at(first) + 5, 150, name)
        for first, name in months(day)
    ]
    now = at(day)
    for number, (span, head, tail) in enumerate(periods(day)):
        a, b = at(span.starts_on), at(span.ends_on)
        kind = "rb-other" if number == 4 else "rb-past" if span.ends_on <= day else "rb-next"
        out.append(path(kind, f"M{a:.1f} 100H{b:.1f}v18H{a:.1f}z"))
        if day in span:
            out.append(path("rb-past", f"M{a:.1f} 100H{now:.1f}v18H{a:.1f}z"))
        out.append(
            path("rb-notch", f"M{a:.1f} 100v18") if number else path("rb-edge", f"M{a:.1f} 116H{b:.1f}")
        )
        out.append(text("b", a + 5, 36, head) + text("q", a + 5, 58, tail))
    for one in brackets:
        a, b = at(one.day), at(one.day + timedelta(days=one.days))
        out.append(path(f"rb-span{' plan' if one.planned else ''}", f"M{a:.1f} 93v-7H{b:.1f}v7"))
        out.append(text("q m", (a + b) / 2, 82, words.days(one.days)))
    lanes = laid_out([(at(mark.day), 24 + max(width(mark.name), width(mark.note))) for mark in marks])
    for mark, (lane, before) in zip(marks, lanes, strict=True):
        x, y = at(mark.day), LANES[lane]
        out.append(path("rb-lead", f"M{x:.1f} 118V{y}") + paper(x - 11, y, mark))
        out.append(said_of(mark, x - 18 if before else x + 18, y, " e" if before else ""))
    lowest = max((lane for lane, _before in lanes), default=0)
    foot = LANES[lowest] + 52
    if wall:
        edge = at(ends) + 4
        out.append(path("rb-wall", f"M{edge:.1f} 94h5V{foot}h-5z") + text("b e", edge - 6, foot, wall))
    out.append(path("rb-thread", f"M{now:.1f} 10C{now + 3:.1f} 60 {now - 3:.1f} 90 {now:.1f} 126"))
    knot = format_html('<circle class="rb-knot" cx="{}" cy="109" r="4.5"/>', f"{now:.1f}")
    side = (now - 8, "rb-now e") if now > 900 else (now + 8, "rb-now")
    out.append(knot + text(side[1], side[0], 15, _("Today %(day)s") % {"day": short(day)}))
    title = _("The fiscal year %(year)s as a line; the table below says the same.") % {
        "year": calendar.fiscal_year(day)
    }
    label = format_html('class="lying" role="img" aria-label="{}"', title)
    return svg(label, foot + 8, 1080, out)


def hanging(day: date, marks: list[Mark], brackets: list[Bracket], wall: str) -> SafeString:
    """The ribbon on a phone: time runs down, words beside it move down until they no longer touch."""
    begins, ends = window(day)

    def at(when: date) -> float:
        return TOP + HEIGHT * min(max((when - begins).days / (ends - begins).days, 0.0), 1.0)

    out = [
        path("rb-tick", f"M46 {at(first):.0f}H62") + text("q e", 42, at(first) + 15, name)
        for first, name in months(day)
    ]
    now = at(day)
    beside: list[tuple[float, int, int, object]] = [(now - 12, 0, 30, None)]
    for number, (span, head, tail) in enumerate(periods(day)):
        a, b = at(span.starts_on), at(span.ends_on)
        kind = "rb-other" if number == 4 else "rb-past" if span.ends_on <= day else "rb-next"
        out.append(path(kind, f"M62 {a:.0f}h16V{b:.0f}h-16z"))
        if day in span:
            out.append(path("rb-past", f"M62 {a:.0f}h16V{now:.0f}h-16z"))
        if number:
            out.append(path("rb-notch", f"M62 {a:.0f}h16"))
        beside.append((a, 1, 50, (head, tail)))
    for one in brackets:
        a, b = at(one.day), at(one.day + timedelta(days=one.days))
        out.append(path(f"rb-span{' plan' if one.planned else ''}", f"M58 {a:.0f}h-6V{b:.0f}h6"))
    beside += [(at(mark.day) - 14, 2, 46, mark) for mark in marks]
    y = 0.0
    for wanted, _order, high, what in sorted(beside, key=lambda one: one[:2]):
        y = max(y, wanted)
        if isinstance(what, Mark):
            out.append(path("rb-lead", f"M78 {wanted + 14:.0f}L92 {y + 14:.0f}") + paper(93, y, what))
            out.append(said_of(what, 124, y))
        elif isinstance(what, tuple):
            out.append(text("b q", 92, y + 18, what[0]) + text("q", 92, y + 39, what[1]))
        else:
            out.append(path("rb-thread", f"M50 {now:.0f}C64 {now + 3:.0f} 76 {now - 3:.0f} 90 {y + 12:.0f}"))
            out.append(format_html('<circle class="rb-knot" cx="70" cy="{}" r="4.5"/>', f"{now:.0f}"))
            out.append(text("rb-now", 92, y + 17, _("Today %(day)s") % {"day": short(day)}))
        y += high
    foot = max(TOP + HEIGHT, y)
    if wall:
        out.append(path("rb-wall", f"M54 {TOP + HEIGHT:.0f}h32v5h-32z") + text("b", 92, foot + 20, wall))
    return svg(format_html('class="{}" aria-hidden="true"', "hanging"), foot + 28, 328, out)
