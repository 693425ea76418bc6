"""Nothing lost, nothing doubled: a real worker killed -9, an emptied broker, two clocks."""

from __future__ import annotations

import os
import random
import time
from pathlib import Path

import pytest
from django.conf import settings

from documents.models import Document, StoredFile
from organisations.scope import everything
from tasks import jobs, watched
from tasks.models import Effect, Job, Notice
from tests.cast import World, fill, make_world
from tests.servers import Broker, Worker, wait_until
from workflow import moves

REPORTS = int(os.environ.get("FAULT_REPORTS", "40"))
KILLS = int(os.environ.get("FAULT_KILLS", "3"))
PATIENCE = 60 + REPORTS


@pytest.fixture
def many(transactional_db: None) -> tuple[World, Document]:
    with everything():
        world = make_world(projects=12)
        document = moves.open_document(world.obligation(), actor=world.somchai)
        fill(document, world.somchai)
    return world, document


def ask(world: World, document: Document, count: int) -> None:
    """That many Word reports of one document, as if that many people had asked one after the other."""
    for _ in range(count):
        Job.objects.create(
            kind="report.docx", unit=world.banna, subject_key=document.public_id, started_by=world.somchai
        )


def tick() -> bool:
    """One tick of the clock, as beat sends it; whether every report is there."""
    jobs.sweep.apply_async(retry=False)
    time.sleep(0.3)
    return not Job.objects.exclude(state="done").exists()


def done() -> int:
    return Effect.objects.filter(kind="report.docx", done_at__isnull=False).count()


def deaths() -> list[tuple[float, float]]:
    """When the worker dies: at what share of the work, and how long after. At random when a seed is given."""
    seed = os.environ.get("SOAK_SEED")
    if seed is None:
        return [((2 * number + 1) / (2 * KILLS), 0.0) for number in range(KILLS)]
    draw = random.Random(int(seed))
    return [(share, draw.uniform(0, 0.5)) for share in sorted(draw.uniform(0, 0.95) for _ in range(KILLS))]


def test_reports_are_made_once_though_the_worker_dies_and_the_broker_forgets(
    many: tuple[World, Document], broker: Broker, outside: dict[str, str], tmp_path: Path
) -> None:
    with everything():
        world, document = many
        ask(world, document, REPORTS)
        worker = Worker(outside | {"TIDTAM_CLAIM_SECONDS": "2"}, tmp_path / "worker.log")
        for share, later in deaths():
            worker.start()
            tick()
            assert wait_until(lambda share=share: done() >= REPORTS * share or tick(), PATIENCE)
            time.sleep(later)
            worker.kill()
            broker.empty()
        worker.start()
        try:
            assert wait_until(tick, PATIENCE), f"{done()} of {REPORTS}"
        finally:
            worker.kill()
        assert StoredFile.objects.filter(name__endswith=".docx").count() == REPORTS
        assert StoredFile.objects.values("effect_key").distinct().count() == REPORTS
        assert Effect.objects.filter(kind="report.docx").count() == done() == REPORTS
        assert not [
            path for path in Path(settings.FILES).rglob(".new-*") if time.time() - path.stat().st_mtime > 5
        ]


def test_the_broker_alone_would_have_lost_them(
    many: tuple[World, Document], broker: Broker, outside: dict[str, str], tmp_path: Path
) -> None:
    """The negative control: messages without rows to sweep are gone when the broker forgets."""
    with everything():
        world, document = many
        ask(world, document, 10)
        for pk in range(1, 11):
            jobs.do_effect.apply_async([pk], retry=False)
        broker.empty()
        worker = Worker(outside, tmp_path / "worker.log")
        worker.start()
        try:
            time.sleep(2)
            assert done() == 0
        finally:
            worker.kill()


def test_two_clocks_and_two_workers_remind_once(
    many: tuple[World, Document], broker: Broker, outside: dict[str, str], tmp_path: Path
) -> None:
    with everything():
        workers = [Worker(outside, tmp_path / f"{name}.log", name=name) for name in ("one", "two")]
        for worker in workers:
            worker.start()
        try:
            for _ in range(8):
                jobs.remind.apply_async(retry=False)
                jobs.sweep.apply_async(retry=False)
            assert wait_until(
                lambda: (
                    Notice.objects.exists()
                    and not Notice.objects.filter(mailed_at=None, dropped_at=None).exists()
                ),
                40,
            )
        finally:
            for worker in workers:
                worker.kill()
        rows = list(Notice.objects.values_list("kind", "subject", "step", "person"))
        assert len(rows) == len(set(rows)) > 0
        assert set(Notice.objects.values_list("attempts", flat=True)) <= {0, 1}


def test_a_press_is_answered_though_the_broker_is_away(many: tuple[World, Document]) -> None:
    with everything():
        world, document = many
        job = watched.ask("report.docx", document, actor=world.somchai)
        assert job.state == "waiting"
