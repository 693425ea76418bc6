"""The contest: rivals let loose on reports that lie before the committee. For the races, soak and bench."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from documents.models import Document, Obligation
from organisations import clock
from organisations.models import Period
from tests.cast import World, fill
from tests.races.rivals import SECONDS_A_ROUND
from workflow import moves

ROOT = Path(__file__).resolve().parents[2]


def contend(outside: dict[str, str], plan: dict[str, Any]) -> list[list[str]]:
    """Let the rivals of a plan loose; what each of them got, round by round."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.races.rivals"],
        input=json.dumps(plan),
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ | outside,
        timeout=240 + SECONDS_A_ROUND * max(len(rounds) for rounds in plan["rivals"]),
    )
    assert done.returncode == 0, done.stderr[-2000:]
    said: list[list[str]] = json.loads(done.stdout)
    return said


def reports(world: World, count: int) -> list[Document]:
    """That many reports before the committee, each with a period of its own."""
    made = []
    pattern = world.obligation()
    for number in range(count):
        period = Period.objects.create(
            key=f"race-{number}",
            kind="quarter",
            fiscal_year=2569,
            number=1,
            starts_on=pattern.period.starts_on,
            ends_on=pattern.period.ends_on,
        )
        owed = Obligation.objects.create(
            unit=world.banna,
            kind="form2",
            period=period,
            law=pattern.law,
            opens_on=pattern.opens_on,
            due_on=pattern.due_on,
        )
        document = moves.open_document(owed, actor=world.somchai)
        fill(document, world.somchai)
        moves.refer(document, actor=world.somchai, closes_at=clock.now() + timedelta(days=400))
        made.append(document)
    return made
