"""The questions of a questionnaire, page by page, made of a form's wording. Pure: wording in, pages out.

The village comes first where the unit asks for it, then the person's four bands exactly as the form prints them
(`docs/forms.md`), then what is asked: Form 3/2 one item a page; Form 3/3 one strategy a page, its items below one
another, since forty-five pages would be answered by nobody (`docs/decisions/0007-surveys.md`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

NONE = "none"
"""The answer "no answer"; it is chosen, not left out."""
PLACE = "place"


@dataclass(frozen=True, slots=True)
class Question:
    """One question: `key` names its answer, `options` are (value, words), the last one is "no answer"."""

    key: str
    title: str
    options: tuple[tuple[str, str], ...]

    @property
    def values(self) -> tuple[str, ...]:
        """The answers that can be given."""
        return tuple(value for value, _ in self.options)


@dataclass(frozen=True, slots=True)
class Page:
    """What is asked on one page; `lead` stands above its questions."""

    title: str
    questions: tuple[Question, ...]
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a questionnaire asks with: the form's wording, the plan's strategies, the villages by number."""

    wording: Mapping[str, Any]
    strategies: Sequence[Mapping[str, Any]] = ()
    places: Sequence[tuple[str, str]] = ()

    @property
    def no_answer(self) -> str:
        """The words of "no answer"."""
        return str(self.wording["no_answer"])

    @property
    def is_scored(self) -> bool:
        """Whether figures are given (Form 3/3), not one of some words (Form 3/2)."""
        return bool(self.wording["scale"]["kind"] == "number")

    def scale(self) -> list[tuple[str, str]]:
        """The answers of an item: the words of the form, or the whole figures from the least to the most."""
        scale = self.wording["scale"]
        if not self.is_scored:
            return [(option["key"], option["title"]) for option in scale["options"]]
        return [(str(n), str(n)) for n in range(scale["min"], scale["max"] + 1, scale["step"])]

    def pages(self) -> list[Page]:
        """The pages in their order."""
        return list(self._pages())

    def questions(self) -> dict[str, Question]:
        """Every question by its key, in the order of the pages."""
        return {one.key: one for page in self.pages() for one in page.questions}

    def people(self) -> list[Question]:
        """The questions about the person, the village first."""
        none = (NONE, self.no_answer)
        found = []
        if self.places:
            found.append(Question(PLACE, "หมู่บ้านหรือชุมชนของท่าน", (*self.places, none)))
        for block in self.wording["blocks"]:
            bands = tuple((band["key"], band["title"]) for band in block["bands"])
            found.append(Question(block["key"], block["title"], (*bands, none)))
        return found

    def items(self, strategy: str = "") -> tuple[Question, ...]:
        """The items, of one strategy where the form asks for each."""
        options = (*self.scale(), (NONE, self.no_answer))
        before = f"{strategy}." if strategy else ""
        return tuple(
            Question(f"{before}{item['key']}", f"{item['no']}. {item['text']}", options)
            for item in self.wording["items"]
        )

    def _pages(self) -> Iterator[Page]:
        for one in self.people():
            yield Page(one.title, (one,), self.wording["parts"][0]["title"])
        lead = str(self.wording.get("question", ""))
        if not self.wording["per_strategy"]:
            for one in self.items():
                yield Page(one.title, (one,), lead)
            return
        for strategy in self.strategies:
            yield Page(f"{strategy['number']}. {strategy['name']}", self.items(str(strategy["key"])), lead)
