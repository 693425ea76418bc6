"""Run the arithmetic findings on the figures of a report made anywhere."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext, override

from documents import findings, stated_report
from plans import importing


class Command(BaseCommand):
    """`./tidtam manage check_report FILE.json [--json]`. Format: `docs/check-report.md`.

    Exit 0: nothing must be fixed; 1: something must; 2: unreadable, with every fault and its JSON pointer.
    """

    help = "Checks the figures of a report made elsewhere; each finding with its worked sum."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--language", choices=["th", "en"], default="th")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        with override(options["language"]):
            try:
                text = path.read_text(encoding="utf-8-sig")
                read = stated_report.read(text, lambda name: rows_beside(path, name))
            except OSError as error:
                raise CommandError(f"{path}: {error.strerror}", returncode=2) from error
            except UnicodeDecodeError as error:
                raise CommandError(f"{path}: {gettext(stated_report.NOT_UTF8)}", returncode=2) from error
            except stated_report.Unreadable as refused:
                lines = [f"{each.pointer or '/'}: {each.sentence.render(gettext)}" for each in refused.faults]
                raise CommandError("\n".join(lines), returncode=2) from refused
            found = findings.check_stated(read.report)
            if options["json"]:
                self.stdout.write(json.dumps(as_json(found, read.notes), ensure_ascii=False, indent=1))
            else:
                for note in read.notes:
                    self.stdout.write(f"{note.pointer}: {note.sentence.render(gettext)}")
                for one in found:
                    self._say(one)
        if any(one.level == findings.Level.MUST_FIX for one in found):
            sys.exit(1)

    def _say(self, finding: findings.Finding) -> None:
        cause = finding.cause_sentence
        self.stdout.write(
            f"{finding.rule} {finding.level} {finding.cells[0]}: {finding.sentence.render(gettext)}"
        )
        if cause is not None:
            self.stdout.write(f"  {cause.render(gettext)}")


def rows_beside(report: Path, name: str) -> Iterable[findings.StatedRow] | None:
    """The rows of the spreadsheet that stands beside the report; None for any other place."""
    path = report.parent / name
    if Path(name).name != name or not path.is_file():
        return None
    try:
        preview = importing.understand(importing.read_sheets(name, path.read_bytes()), default_year=None)
    except importing.FileRefused:
        return None
    return stated_report.rows_from(preview.projects)


def as_json(found: Iterable[findings.Finding], notes: Iterable[stated_report.Remark]) -> dict[str, object]:
    """The findings in both languages, with counts by level, as scripts read them."""
    told = []
    counts = {level.value: 0 for level in findings.Level}
    for one in found:
        counts[one.level] += 1
        told.append(
            {
                "rule": one.rule,
                "level": one.level.value,
                "cell": one.cells[0],
                "typed": one.typed,
                "expected": one.expected,
                "difference": one.difference,
                "cause": one.cause,
                "message_th": _in("th", one),
                "message_en": _in("en", one),
            }
        )
    unknown = [{"pointer": each.pointer, "message": each.sentence.render(gettext)} for each in notes]
    return {"findings": told, "counts": counts, "notes": unknown}


def _in(language: str, finding: findings.Finding) -> str:
    with override(language):
        return finding.sentence.render(gettext)
