"""The shipped wording of the forms, as data: one JSON file for each kind (`docs/forms.md`)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


@cache
def _read(kind: str) -> str:
    return (FOLDER / f"{kind}.json").read_text(encoding="utf-8")


def shipped(kind: str) -> dict[str, Any]:
    """The shipped wording of a kind of form, a fresh copy; KeyError for a kind without one."""
    if kind not in kinds():
        raise KeyError(kind)
    found: dict[str, Any] = json.loads(_read(kind))
    return found


@cache
def kinds() -> tuple[str, ...]:
    """The kinds of form that are shipped."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.json")))


def filled(text: str, words: Mapping[str, object]) -> str:
    """A text of the wording with `{word}`, `{year}`, `{number}` and `{name}` put in; other braces stay."""
    for name, value in words.items():
        text = text.replace(f"{{{name}}}", str(value))
    return text
