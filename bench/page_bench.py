"""How many queries a page asks for: Form 2 with 150 projects, the อบจ.'s matrix of 99 units × 8 quarters.

Counted is every statement that one GET sends to the database, as Django records them: the session, the
person, their roles and the frame's are among them. The person is signed in and has opened the page before.
Each page is asked for with few rows and with many; a page that grows with its rows shows in the two counts.

Run by `bench` as a process of its own: `python -m bench.page_bench` prints JSON.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from bench.move_bench import setup

LAST_QUARTER = datetime(2026, 9, 28, 10, 0, tzinfo=UTC)
"""Three quarters of 2569 are over, and all eight of two years stand in the matrix."""
PROJECTS, UNITS = (15, 150), (9, 99)


def queries_of(name: str, *words: Any, person: Any, shows: str) -> int:
    """The statements of one GET by a signed-in person; `shows` must stand on the page."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    client, path = Client(), reverse(name, args=words)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    client.get(path)
    with CaptureQueriesContext(connection) as sent:
        response = client.get(path)
    assert response.status_code == 200, (path, response.status_code)
    assert shows in response.content.decode(), f"{shows} is not on {path}"
    if os.environ.get("BENCH_SHOW"):
        sys.stderr.write(f"{path}\n" + "".join(f"   {one['sql'][:900]}\n" for one in sent.captured_queries))
    return len(sent.captured_queries)


def grid(world: Any, projects: int) -> int:
    """The grid of the fourth quarter with that many projects: two earlier reports approved, one not sent."""
    from plans.models import BudgetLine, Project
    from tests.cast import fill, refer, vote
    from workflow import moves

    strategies = list(world.plan.strategies.all())
    for number in range(world.plan.projects.count() + 1, projects + 1):
        project = Project.objects.create(
            plan=world.plan,
            strategy=strategies[number % len(strategies)],
            number=number,
            name=f"ปรับปรุงถนน หมู่ที่ {number}",
            division_text="กองช่าง",
        )
        BudgetLine.objects.create(
            project=project, fund="ordinance_budget", budget_year=2569, budget=Decimal(90_000 + number)
        )
    for quarter in (1, 2, 3, 4):
        owed = world.obligation(f"2569-q{quarter}")
        document = getattr(owed, "document", None)
        if document is None:
            document = moves.open_document(owed, actor=world.somchai)
            fill(document, world.somchai, share="0.20")
            if quarter < 3:
                refer(world, document)
                vote(world, document, "aaaaaaaaaaa")
    return queries_of("form2", document.public_id, person=world.somchai, shows=f'id="r{projects}"')


def matrix(world: Any, units: int) -> int:
    """The matrix with that many units: two years owed, three quarters of each unit handed in."""

    from documents import obligations
    from organisations.models import OrgUnit, UnitKind, UnitLawPack
    from province.models import Submission

    there = OrgUnit.objects.filter(parent=world.province, kind=UnitKind.SAO)
    UnitLawPack.objects.update(from_year=2568)
    for number in range(there.count() + 1, units + 1):
        name = f"อบต.ที่ {number}"
        unit = OrgUnit.objects.create(
            kind=UnitKind.SAO, parent=world.province, code=f"u{number}", name=name, short_name=name
        )
        UnitLawPack.objects.create(unit=unit, pack="handbook-quarterly", from_year=2568)
    for unit in there.all():
        for year in (2568, 2569):
            obligations.make(unit, year)
        for key in ("2568-q4", "2569-q1", "2569-q2"):
            mark = hashlib.sha256(f"{unit.code} {key}".encode()).hexdigest()
            Submission.objects.get_or_create(
                package_sha256=mark,
                defaults={
                    "pao": world.pao,
                    "unit": unit,
                    "kind": "form2",
                    "period_key": key,
                    "revision_number": 1,
                    "fingerprint": mark,
                    "key_fingerprint": mark,
                    "manifest": {},
                    "content": "{}",
                    "arrived_at": LAST_QUARTER - timedelta(days=3),
                },
            )
    return queries_of("matrix", person=world.prasit, shows=f"อบต.ที่ {units}")


def measure() -> dict[str, list[int]]:
    """The counts of each page with few rows and with many."""
    from django.conf import settings

    from organisations import clock
    from organisations.scope import everything
    from tests.cast import make_world

    settings.ALLOWED_HOSTS = ["testserver"]
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
    with clock.pretend(LAST_QUARTER), everything():
        world = make_world(projects=6)
        return {
            "form2_grid_queries": [grid(world, rows) for rows in PROJECTS],
            "matrix_queries": [matrix(world, units) for units in UNITS],
        }


if __name__ == "__main__":
    setup()
    print(json.dumps(measure()))
