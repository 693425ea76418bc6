"""Preview, or commit, a spreadsheet of projects from the command line."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext, override

from documents import openings
from organisations import calendar
from organisations.clock import today
from organisations.models import OrgUnit
from organisations.scope import everything
from plans import importing, register
from plans.models import DevelopmentPlan


class Command(BaseCommand):
    """`./tidtam manage import_projects FILE --unit CODE --plan CODE [--commit] [--json]`.

    With --commit the rows that are ready come in; rows with a question wait in the product to be mended.
    Exit 0: readable; 1: problems that need a person; 2: the file was refused.
    """

    help = "Shows what is understood of a spreadsheet of projects, and every problem; --commit takes it in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--unit", required=True, help="code of the unit")
        parser.add_argument("--plan", required=True, help="code of the plan")
        parser.add_argument("--year", type=int, help="fiscal year (B.E.) when the file does not say")
        parser.add_argument("--as-of", help="day of the spending figures, for example 31/3/2568")
        parser.add_argument("--commit", action="store_true")
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--language", choices=["th", "en"], default="th")

    def handle(self, *args: Any, **options: Any) -> None:
        with everything(), override(options["language"]):
            self._run(options)

    def _run(self, options: dict[str, Any]) -> None:
        unit = OrgUnit.objects.filter(code=options["unit"]).first()
        plan = DevelopmentPlan.objects.filter(unit=unit, code=options["plan"]).first() if unit else None
        if unit is None or plan is None:
            raise CommandError(
                f"No unit “{options['unit']}” with a plan “{options['plan']}” is known here.", returncode=2
            )
        path: Path = options["file"]
        year = options["year"] or calendar.fiscal_year(today())
        try:
            data = path.read_bytes()
            as_of = calendar.parse_day(options["as_of"]) if options["as_of"] else None
            preview = importing.understand(
                importing.read_sheets(path.name, data),
                default_year=year,
                strategies=register.strategies_of(plan),
            )
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}", returncode=2) from error
        except (importing.FileRefused, calendar.CalendarError) as refused:
            raise CommandError(refused.sentence.render(gettext), returncode=2) from refused
        told = importing.preview_json(preview, gettext)
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))
        else:
            self.stdout.write(
                f"{told['projects']} projects, {told['budget_total']} baht, to date {told['disbursed_total']}"
            )
            for one in told["problems"]:  # type: ignore[attr-defined]
                self.stdout.write(
                    f"{one['sheet']} {one['column']}{one['row']} {one['level']}: {one['message']}"
                )
        if options["commit"]:
            taken = openings.take_in(
                plan,
                preview.ready,
                file_name=path.name,
                data=data,
                actor=None,
                default_year=year,
                as_of=as_of,
                waiting_rows=preview.waiting,
            )
            if not options["json"]:
                self.stdout.write(f"{len(taken.rows)} budget lines came in, {taken.waiting} rows wait.")
        if any(problem.level != "note" for problem in preview.problems):
            sys.exit(1)
