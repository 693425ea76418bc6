"""What a pure room has to say to a person: a message id and its parameters, no language yet.

`findings` and `quorum` know numbers only. They answer with a `Sentence`; a page, a Word report or a
command turns it into Thai or English with the translator it is given (`settled` 16).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


def gettext_noop(message: str) -> str:
    """Mark `message` for the catalogue; makemessages knows the name. Returns it unchanged."""
    return message


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that waits for its language.

    `msgid` is the English source with named `%(name)s` places; `params` are texts or numbers, or
    sentences of their own, which are rendered first.
    """

    msgid: str
    params: dict[str, object] = field(default_factory=dict)

    def render(self, translate: Callable[[str], str]) -> str:
        """Give the words in the language of `translate` (gettext or a stand-in)."""
        return translate(self.msgid) % {
            name: value.render(translate) if isinstance(value, Sentence) else value
            for name, value in self.params.items()
        }

    def __str__(self) -> str:
        return self.render(lambda message: message)

    def to_json(self) -> dict[str, object]:
        """As plain data, to be kept; sentences inside it too."""
        return {
            "msgid": self.msgid,
            "params": {
                name: value.to_json() if isinstance(value, Sentence) else value
                for name, value in self.params.items()
            },
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Sentence:
        """From plain data."""
        return cls(
            kept["msgid"],
            {
                name: cls.from_json(value) if isinstance(value, dict) else value
                for name, value in kept["params"].items()
            },
        )
