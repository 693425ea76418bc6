"""What every test may ask for: the database, a real broker and worker. People are in `tests/cast.py`.

The environment was made before Django's settings were read, in `tests/environment.py`.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import TransactionTestCase
from kombu import pools

from config import environment, setup
from config.celery import app
from tests.environment import KIND
from tests.servers import Broker, Worker

pytest_plugins = ["tests.cast"] if importlib.util.find_spec("tests.cast") else []

DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "real_worker", "django_db_setup"}


def pytest_configure() -> None:
    """On SQLite the tests use a file: worker processes and races open it a second time."""
    if KIND == "sqlite":
        settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = str(
            Path(settings.VAR) / "test.sqlite3"
        )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run on PostgreSQL only what depends on the database: the rest is the same test twice.

    Left out are the pages (`tests/web`): they call the verbs that `workflow`, `documents` and `tasks` prove on
    both databases. Their tokens, cells and form posts stay, because there two writers meet. The drawn
    histories are one writer's and run once.
    """
    if KIND == "postgres":
        wanted = [item for item in items if needs_database(item) and depends_on_it(item)]
        config.hook.pytest_deselected(items=[item for item in items if item not in wanted])
        items[:] = wanted
    items[:] = long_ones_first(items)


LONG = ("test_every_page.py", "test_histories.py", "test_road.py", "test_run.py", "test_faults.py")


def long_ones_first(items: list[pytest.Item]) -> list[pytest.Item]:
    """The long tests before the short ones, so that no worker ends with a long one alone; those that empty the
    tables stay behind those that do not, as pytest-django has them."""

    def empties(item: pytest.Item) -> bool:
        mark = item.get_closest_marker("django_db")
        fixtures = set(getattr(item, "fixturenames", ()))
        return bool(mark and mark.kwargs.get("transaction")) or bool(
            fixtures & {"transactional_db", "live_server", "real_worker"}
        )

    return sorted(items, key=lambda item: (empties(item), item.path.name not in LONG))


WRITERS_MEET = {"test_tokens.py", "test_cells_sent.py", "test_divisions_pages.py", "test_demonstration.py"}

ONE_WRITER = {"test_histories.py"}
OTHER_DAYS = tuple(f"verifies[day{number}]" for number in range(1, 3))
"""The demonstration on other days than the first: the day makes the difference there, not the database."""


def depends_on_it(item: pytest.Item) -> bool:
    """Whether the kind of database can make a difference: not for a page that only shows."""
    if item.path.name in ONE_WRITER or item.name.endswith(OTHER_DAYS):
        return False
    return item.path.parent.name != "web" or item.path.name in WRITERS_MEET


def needs_database(item: pytest.Item) -> bool:
    """Whether a test asks for the database by its mark or by a fixture."""
    fixtures = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(fixtures & DATABASE_FIXTURES)


@pytest.fixture(scope="session", autouse=True)
def static_files() -> None:
    """Make fonts and messages when they are not there, and gather the static files as a start does."""
    if not all((setup.STATIC / name).is_dir() for name in ("fonts", "vendor")):
        setup.assets()
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["django_htmx", ".*"])


@pytest.fixture(scope="session", autouse=True)
def triggers_make_way_for_the_flush() -> Iterator[None]:
    """Lift the append-only triggers while pytest-django empties the tables, then put them back."""
    from workflow import triggers

    flush = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def lifted(self: TransactionTestCase) -> None:
        triggers.remove()
        try:
            flush(self)
        finally:
            triggers.install()

    TransactionTestCase._fixture_teardown = lifted  # type: ignore[attr-defined]
    yield
    TransactionTestCase._fixture_teardown = flush  # type: ignore[attr-defined]


def database_url() -> str:
    """The DATABASE_URL by which another process opens the database of this test."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return f"postgres://tidtam@{quote(connection.settings_dict['HOST'], safe='')}/{name}"


@pytest.fixture
def outside() -> dict[str, str]:
    """The environment for another process on the database, broker and files of this test."""
    return {"DATABASE_URL": database_url(), "TIDTAM_VAR": os.environ["TIDTAM_VAR"]}


@pytest.fixture
def broker() -> Iterator[Broker]:
    """A real broker where the settings look for it: Celery in this process speaks to it too."""
    one = Broker(environment.broker_socket(Path(settings.VAR)))
    forget_connections()
    one.start()
    yield one
    forget_connections()
    one.stop()


def forget_connections() -> None:
    """Let Celery in this process connect anew: the broker of the last test is gone."""
    pools.reset()
    app._pool = None
    app.amqp._producer_pool = None


@pytest.fixture
def real_broker(broker: Broker) -> str:
    """The address of a real broker."""
    return broker.url


@pytest.fixture
def real_worker(
    broker: Broker, transactional_db: None, outside: dict[str, str], tmp_path: Path
) -> Iterator[Worker]:
    """A real worker on the real broker and the test's own database; `kill`, `stop` and `start` it."""
    one = Worker(outside, tmp_path / "worker.log")
    one.start()
    yield one
    one.kill()
