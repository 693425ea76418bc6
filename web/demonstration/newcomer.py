"""A newcomer at the screen: finds things by their visible Thai names only, and every act is counted.

An activation is a press, a typed field or a chosen file. No address is typed after the first page. Used by the
journeys of the tests and by the tour; the browser comes with the development packages.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page


class Newcomer:
    """A page and the count of what was done on it; `pages` are the headings that were met, in order."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.activations = 0
        self.told: list[str] = []

    def _count(self, what: str) -> None:
        self.activations += 1
        self.told.append(what)

    def press(self, name: str, *, role: str = "button", exact: bool = False, last: bool = False) -> None:
        """Press a button or a link by its name; numbers in the name do not matter."""
        pattern: Any = name if exact else re.compile(re.escape(name))
        found = self.page.get_by_role(role, name=pattern, exact=exact)  # type: ignore[arg-type]
        target = found.last if last else found.first
        target.click()
        self._count(f"press {name}")

    def follow(self, name: str) -> None:
        """Follow a link by its name."""
        self.press(name, role="link")

    def type(self, label: str, text: str) -> None:
        """Fill in a field by its label."""
        field = self.page.get_by_label(re.compile(re.escape(label)))
        field.and_(self.page.locator("input, textarea")).locator("visible=true").first.fill(text)
        self._count(f"type {label}")

    def choose(self, label: str, *files: Path) -> None:
        """Choose files in a field by its label."""
        field = self.page.get_by_label(re.compile(re.escape(label))).and_(self.page.locator("input"))
        field.first.set_input_files(list(files))
        self._count(f"choose {label}")

    def tick(self, name: str) -> None:
        """Tick a box by its name."""
        self.page.get_by_role("checkbox", name=re.compile(re.escape(name))).first.check()
        self._count(f"tick {name}")

    def sees(self, heading: str) -> None:
        """The one heading of the page that is open."""
        self.page.get_by_role("heading", level=1).filter(has_text=heading).wait_for()

    def pick(self, label: str, choice: str) -> None:
        """Choose one of a list by the names of the list and of the choice."""
        self.page.get_by_label(re.compile(re.escape(label))).and_(self.page.locator("select")).locator(
            "visible=true"
        ).first.select_option(label=choice)
        self._count(f"pick {label}: {choice}")

    def answer(self, question: str, choice: str) -> None:
        """Press one of the answers to a question, both by their names."""
        group = self.page.get_by_role("group", name=re.compile(re.escape(question)))
        group.get_by_role("radio", name=choice, exact=True).first.check()
        self._count(f"answer {question}: {choice}")

    def open(self, name: str) -> None:
        """Unfold what is folded under a name."""
        self.page.locator("summary").filter(has_text=name).first.click()
        self._count(f"open {name}")
