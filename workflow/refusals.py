"""Why something cannot be done: a code for the program, a sentence for the person."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext

from organisations.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a guard answers when it says no: `cell` is the address the sentence speaks of, if any."""

    code: str
    sentence: Sentence
    cell: str = ""


class WorkflowError(Exception):
    """A move that was refused; `str()` is the sentence in the reader's language."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal

    @property
    def code(self) -> str:
        return self.refusal.code

    def __str__(self) -> str:
        return self.refusal.sentence.render(gettext)


class NotAllowed(WorkflowError):
    """The person may see it, but this is not theirs to do (403)."""


class WrongState(WorkflowError):
    """The document or the item is not, or no longer, where this can be done (409)."""


class GuardRefused(WorkflowError):
    """Something is still missing; the sentence names it (422)."""
