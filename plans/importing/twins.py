"""When two names are probably one project. It is asked, never decided here.

Names with different numbers in them, or of different villages, are different projects: "หมู่ที่ 1" and
"หมู่ที่ 2" are never asked about. The work grows with the number of names, not with its square.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import lru_cache

from plans.vocabulary import bare

ALIKE = 0.7
"""Names that share this much of their letters in threes are asked about: one slip in a name of 12 letters."""
ALIKE_WITH_MONEY = 0.4
"""So are names that share less, when year, fund and amount are equal as well."""
CANDIDATES, COMMON = 4, 40
_PREFIX = re.compile(r"^โครงการ(?=.{4})")
_MARKS = re.compile("[^\\w\u0e30-\u0e3a\u0e40-\u0e46]|[\u0e47-\u0e4e]")


@lru_cache(maxsize=65536)
def plain_name(name: str) -> str:
    """A name as it is compared: no spaces and full stops, not the word โครงการ it begins with."""
    return _PREFIX.sub("", bare(name))


@lru_cache(maxsize=65536)
def skeleton(name: str) -> str:
    """A name without its tone marks and punctuation: what a slip of the fingers leaves as it is."""
    return _MARKS.sub("", plain_name(name))


@lru_cache(maxsize=65536)
def numbers_in(name: str) -> tuple[str, ...]:
    """The numbers of a name, in order."""
    return tuple(re.findall(r"\d+", plain_name(name)))


@lru_cache(maxsize=65536)
def threes(name: str) -> frozenset[str]:
    """The letters of a name in threes, with its beginning and end."""
    text = f"^{plain_name(name)}$"
    return frozenset(text[at : at + 3] for at in range(len(text) - 2))


def likeness(one: str, other: str) -> float:
    """How much two names share, 0 to 1 (Dice's coefficient of their threes); 0 when their numbers differ."""
    if numbers_in(one) != numbers_in(other):
        return 0.0
    mine, theirs = threes(one), threes(other)
    return 2 * len(mine & theirs) / (len(mine) + len(theirs))


class Names:
    """Names to look in for one that is alike: among those with the same numbers, and where these are many,
    by the letters in threes that few others share."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = names
        self._by_numbers: dict[tuple[str, ...], list[int]] = defaultdict(list)
        self._by_three: dict[tuple[str, ...], dict[str, list[int]]] = {}
        for index, name in enumerate(names):
            self._by_numbers[numbers_in(name)].append(index)

    def alike(self, name: str) -> int | None:
        """The index of the name most like this one, if it is as alike as `ALIKE`."""
        numbers = numbers_in(name)
        few = self._by_numbers.get(numbers, [])
        if len(few) > COMMON:
            few = self._candidates(name, numbers, few)
        score, index = max(((likeness(name, self.names[one]), one) for one in few), default=(0.0, -1))
        return index if score >= ALIKE else None

    def _candidates(self, name: str, numbers: tuple[str, ...], many: list[int]) -> list[int]:
        if numbers not in self._by_three:
            by_three = self._by_three[numbers] = defaultdict(list)
            for index in many:
                for three in threes(self.names[index]):
                    by_three[three].append(index)
        shared: Counter[int] = Counter()
        for three in threes(name):
            found = self._by_three[numbers].get(three, [])
            if len(found) <= COMMON:
                shared.update(found)
        return [index for index, _ in shared.most_common(CANDIDATES)]
