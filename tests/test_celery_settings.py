"""Celery as it is in production: a real broker, a real worker, never the eager mode."""

from __future__ import annotations

import ast
import time
from pathlib import Path

import pytest
from django.conf import settings

from config.celery import app
from tests.servers import Broker, Worker, wait_until

ROOT = Path(__file__).resolve().parent.parent
EAGER = {"CELERY_TASK_ALWAYS_EAGER", "task_always_eager", "always_eager", "CELERY_ALWAYS_EAGER"}
WANTED = {
    "task_acks_late": True,
    "task_reject_on_worker_lost": True,
    "worker_prefetch_multiplier": 1,
    "task_ignore_result": True,
    "task_publish_retry": False,
    "task_serializer": "json",
    "accept_content": ["json"],
}


def eager_names(source: str) -> set[str]:
    """The names of the eager mode that a source sets, as a name, an attribute, a key or a keyword."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        targets = node.targets if isinstance(node, ast.Assign) else []
        found |= {t.id for t in targets if isinstance(t, ast.Name)}
        found |= {t.attr for t in targets if isinstance(t, ast.Attribute)}
        if isinstance(node, ast.keyword) and node.arg:
            found.add(node.arg)
        if isinstance(node, ast.Dict):
            found |= {k.value for k in node.keys if isinstance(k, ast.Constant) and isinstance(k.value, str)}
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
            found.add(str(node.slice.value))
    return found & EAGER


def test_the_eager_mode_is_nowhere_set():
    assert not app.conf.task_always_eager
    assert not any(hasattr(settings, name) for name in EAGER)
    files = [path for path in ROOT.rglob("*.py") if not {".venv", "var", ".git"} & set(path.parts)]
    assert len(files) > 100
    assert {str(path): eager_names(path.read_text()) for path in files if eager_names(path.read_text())} == {}


@pytest.mark.parametrize(
    "source",
    ["CELERY_TASK_ALWAYS_EAGER = True", "app.conf.task_always_eager = True", "f(task_always_eager=True)"],
)
def test_an_eager_setting_would_be_found(source):
    assert eager_names(source)


@pytest.mark.parametrize(("name", "value"), WANTED.items())
def test_a_task_survives_its_worker_and_a_request_never_waits_for_the_broker(name, value):
    assert app.conf[name] == value


def test_a_task_ends_long_before_the_broker_gives_it_to_another():
    again = app.conf.broker_transport_options["visibility_timeout"]
    assert app.conf.task_soft_time_limit < app.conf.task_time_limit < again / 2


def test_a_broker_that_is_away_is_heard_of_at_once():
    began = time.monotonic()
    with pytest.raises(Exception, match="."):
        app.send_task("tasks.sweep", retry=False, ignore_result=True)
    assert time.monotonic() - began < 3


def test_a_real_worker_does_what_the_bell_asks(real_worker: Worker):
    from tasks.jobs import sweep
    from tasks.models import Heartbeat

    sweep.apply_async(retry=False)
    assert wait_until(lambda: Heartbeat.objects.filter(name="clock").exists()), real_worker.log.read_text()


def test_a_worker_killed_in_its_sleep_leaves_the_task_to_the_next(broker: Broker, real_worker: Worker):
    from tasks.jobs import sweep
    from tasks.models import Heartbeat

    real_worker.kill()
    sweep.apply_async(retry=False)
    real_worker.start()
    assert wait_until(lambda: Heartbeat.objects.filter(name="clock").exists()), real_worker.log.read_text()
