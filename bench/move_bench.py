"""One move beside a bare update of the same row, on the database that `DATABASE_URL` names.

The move is `take_back` with actor and document given: the lock, permission, its guards, the chained log
entry, the trigger, the change of state, the item taken off the agenda, in one transaction. Its opponent is
`QuerySet.update` of one column in autocommit. They take turns on the same rows of the same database over
one connection; each report is walked before the committee by the product's own verbs, untimed.

Run by `bench` as a process of its own, once on each database: `python -m bench.move_bench` prints JSON.
"""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import date, timedelta
from statistics import median

REPORTS, ROUNDS = 40, 5


def setup() -> None:
    """Open Django on a database made for this run, with its tables and triggers."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def measure(reports: int = REPORTS, rounds: int = ROUNDS) -> dict[str, float]:
    """The ratio of the medians, both medians in milliseconds, and how many statements the move sends."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from documents.models import Document
    from organisations.scope import everything
    from tests.cast import make_world, refer
    from tests.races.contest import reports as before_the_committee
    from workflow import moves, triggers

    moved: list[float] = []
    updated: list[float] = []
    with everything():
        world = make_world(projects=1)
        documents = before_the_committee(world, reports)
    assert triggers.missing() == [], "a move without its triggers is not a move"
    for turn in range(rounds):
        for document in documents:
            with everything():
                bare = Document.objects.filter(pk=document.pk)
                day = date(2026, 1, 1) + timedelta(days=turn)
            begin = time.perf_counter()
            moves.take_back(document, actor=world.somchai)
            between = time.perf_counter()
            with everything():
                bare.update(fix_by=day)
            end = time.perf_counter()
            moved.append(between - begin)
            updated.append(end - between)
        with everything():
            for document in documents:
                refer(world, document)
    with CaptureQueriesContext(connection) as sent:
        moves.take_back(documents[0], actor=world.somchai)
    if os.environ.get("BENCH_SHOW"):
        for one in sent.captured_queries:
            sys.stderr.write(one["sql"][:1500] + "\n")
    return {
        "ratio": round(median(moved) / median(updated), 2),
        "move_ms": round(median(moved) * 1000, 3),
        "update_ms": round(median(updated) * 1000, 3),
        "statements": len(sent.captured_queries),
    }


if __name__ == "__main__":
    setup()
    print(json.dumps(measure()))
