"""Sums that must hold between stated figures, and which single figure is wrong when some of them do not.

One wrong figure breaks every sum in which it stands. So the broken sums are gathered by the figures they
share; where one figure stands in all of a group, and each of them asks for the same value, that figure alone
is to be mended. Where no single figure explains a group, each broken sum is told for itself. Pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from documents.arithmetic.form2 import ZERO
from organisations.sentences import Sentence

Unit = Literal["n", "baht"]


@dataclass(frozen=True, slots=True)
class Term:
    """A figure in a sum; `cell` is "" for one that is given (counted from the rows), which cannot be mended."""

    cell: str
    label: Sentence | str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Relation:
    """The parts add up to the whole. `message` has places for where, what, typed (whole), expected (sum).

    `group` names a column whose findings belong together; `at` is where the sum is told when its whole is
    given and no single part is wrong: typed is then the sum, expected the whole.
    """

    rule: str
    message: str
    where: Sentence
    what: Sentence
    unit: Unit
    whole: Term
    parts: tuple[Term, ...]
    group: str = ""
    at: str = ""

    @property
    def sum(self) -> Decimal:
        """What the parts add up to."""
        return sum((part.value for part in self.parts), ZERO)

    @property
    def off(self) -> Decimal:
        """How much the whole is above the sum of its parts."""
        return self.whole.value - self.sum

    @property
    def cells(self) -> tuple[str, ...]:
        """The figures that can be mended, the whole first."""
        return tuple(term.cell for term in (self.whole, *self.parts) if term.cell)

    def implied(self, cell: str) -> Decimal:
        """What the figure would have to be for this sum to hold, if nothing else is wrong."""
        if cell == self.whole.cell:
            return self.sum
        return next(part.value for part in self.parts if part.cell == cell) + self.off

    def value(self, cell: str) -> Decimal:
        """What the figure is."""
        return next(term.value for term in (self.whole, *self.parts) if term.cell == cell)


@dataclass(frozen=True, slots=True)
class Culprit:
    """The figure to be mended, the sum that shows it, and the others that show it too."""

    relation: Relation
    cell: str
    typed: Decimal
    expected: Decimal
    others: tuple[Relation, ...] = ()


def culprits(relations: Sequence[Relation]) -> list[Culprit]:
    """The wrong figures, each once where it can be told, in the order of the relations."""
    broken = [each for each in relations if each.off]
    kept = Counter(cell for each in relations if not each.off for cell in set(each.cells))
    found: list[Culprit] = []
    for group in _groups(broken):
        cell = _suspect(group, kept)
        if cell is None:
            found += [_at(each, each.at or each.cells[0]) for each in group]
        else:
            shown = next((each for each in group if each.whole.cell == cell), group[0])
            others = tuple(each for each in group if each is not shown and each.whole.cell == cell)
            found.append(replace(_at(shown, cell), others=others))
    return sorted(found, key=lambda each: relations.index(each.relation))


def _at(relation: Relation, cell: str) -> Culprit:
    if cell == relation.at:
        return Culprit(relation, cell, relation.sum, relation.whole.value)
    return Culprit(relation, cell, relation.value(cell), relation.implied(cell))


def _suspect(group: Sequence[Relation], kept: Counter[str]) -> str | None:
    """The one figure that explains the group: of several, the one that other sums vouch for least."""
    shared = [cell for cell in group[0].cells if all(cell in each.cells for each in group)]
    fitting = [cell for cell in shared if len({each.implied(cell) for each in group}) == 1]
    if not fitting:
        return None
    least = min(kept[cell] for cell in fitting)
    best = [cell for cell in fitting if kept[cell] == least]
    if len(best) == 1:
        return best[0]
    wholes = [each.whole.cell for each in group if each.whole.cell in fitting]
    return wholes[0] if wholes else best[0]


def _groups(broken: Sequence[Relation]) -> Iterator[list[Relation]]:
    """The broken sums that hang together by the figures they share."""
    waiting = list(broken)
    while waiting:
        group = [waiting.pop(0)]
        cells = set(group[0].cells)
        while more := [each for each in waiting if cells & set(each.cells)]:
            for each in more:
                waiting.remove(each)
                group.append(each)
                cells |= set(each.cells)
        yield group
