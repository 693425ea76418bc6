"""Draw the moves of a document from `Case`, for `docs/process.md`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from workflow.models import Case

BEGIN, END = "<!-- moves -->\n", "<!-- /moves -->"


def table() -> str:
    """The moves as a table, by name and source."""
    ways = sorted(
        (one.name.rstrip("_"), str(one.source), str(one.target), one.custom.get("actor", ""))
        for one in Case._meta.get_field("state").get_all_transitions(Case)  # type: ignore[union-attr]
    )
    lines = ["| move | from | to | by |", "|---|---|---|---|"]
    lines += [f"| {name} | {source} | {target} | {actor} |" for name, source, target, actor in ways]
    return "\n".join(lines) + "\n"


def page() -> Path:
    """Where the diagram stands."""
    return Path(settings.BASE_DIR) / "docs" / "process.md"


class Command(BaseCommand):
    """`./tidtam manage process_diagram [--write]`."""

    help = "Prints the moves of a document; --write puts them into docs/process.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--write", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["write"]:
            self.stdout.write(table())
            return
        text = page().read_text(encoding="utf-8")
        head, rest = text.split(BEGIN)
        page().write_text(head + BEGIN + table() + END + rest.split(END)[1], encoding="utf-8")
