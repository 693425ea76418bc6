"""When two names are probably one project. It is asked, never decided here.

Names with different numbers in them, or of different villages, are different projects: "หมู่ที่ 1" and
"หมู่ที่ 2" are never asked about. The work grows with the number of names, not with its square.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from plans.vocabulary import bare

ALIKE = 0.86
"""Names that share this much of their letters are asked about."""
ALIKE_WITH_MONEY = 0.6
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


def likeness(one: str, other: str) -> float:
    """How much two names share, 0 to 1; 0 when the numbers in them differ."""
    if numbers_in(one) != numbers_in(other):
        return 0.0
    return SequenceMatcher(None, plain_name(one), plain_name(other), autojunk=False).ratio()


class Names:
    """Names to look in for one that is alike: by the letters in threes that few others share."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = names
        self._by_three: dict[str, list[int]] = defaultdict(list)
        for index, name in enumerate(names):
            for three in _threes(name):
                self._by_three[three].append(index)

    def alike(self, name: str) -> int | None:
        """The index of the name most like this one, if it is as alike as `ALIKE`."""
        shared: dict[int, int] = defaultdict(int)
        for three in _threes(name):
            found = self._by_three.get(three, ())
            if len(found) <= COMMON:
                for index in found:
                    shared[index] += 1
        best = sorted(shared, key=lambda index: -shared[index])[:CANDIDATES]
        scored = [(likeness(name, self.names[index]), index) for index in best]
        score, index = max(scored, default=(0.0, -1))
        return index if score >= ALIKE else None


def _threes(name: str) -> Iterable[str]:
    text = plain_name(name) + "/" + ",".join(numbers_in(name))
    return {text[at : at + 3] for at in range(len(text) - 2)}
