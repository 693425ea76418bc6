"""The figures of a form at a glance, every percent with both of its bases by name."""

from __future__ import annotations

from dataclasses import dataclass

from documents import form2
from documents.arithmetic import bases
from plans.vocabulary import Status
from web import words
from web.grid import words_of


@dataclass(frozen=True, slots=True)
class Shown:
    """One share in words: 12 of 58 projects, 20.69 %."""

    count: str
    of: str
    percent: str
    label: str


@dataclass(frozen=True, slots=True)
class Line:
    """A status, or the spending, of a strategy or of all: the same figure of its two bases."""

    name: str
    shares: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A strategy, or all of them."""

    name: str
    lines: tuple[Line, ...]


def _shown(share: bases.Share, *, money: bool) -> Shown:
    show = words.whole if money else (lambda value: f"{int(value):,}")
    value = share.percent
    return Shown(
        show(share.n), show(share.base), "–" if value is None else f"{value:.2f}", words.say(share.label)
    )


def parts_of(form: form2.Form2, everything: str) -> list[Part]:
    """Every strategy, and all under the name `everything`; for all of them the two bases of a status are one."""
    year = form.period.fiscal_year
    found = []
    for key, name in [
        *((one.key, f"{one.number}. {one.name}") for one in form.strategies),
        ("total", everything),
    ]:
        lines = []
        for status, shares in bases.status_shares(form.figures, key).items():
            told = shares if key != "total" else shares[1:]
            lines.append(Line(words_of(Status(status)), tuple(_shown(one, money=False) for one in told)))
        spending = bases.spending_shares(form.figures, key, year)
        lines.append(Line("", tuple(_shown(one, money=True) for one in spending)))
        found.append(Part(name, tuple(lines)))
    return found
