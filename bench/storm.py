"""What the soak adds to the tests it runs (a pytest plugin): more examples, `verify` on what is left, counts.

After each test that wrote to a database of its own, and before its tables are emptied, every invariant of
the installation is checked; a fault fails the test. Negative controls, which break things on purpose, are
known by their docstrings.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "soak",
    max_examples=int(os.environ.get("SOAK_EXAMPLES", "1000")),
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("soak")

checked: list[int] = []
outcomes = {"passed": 0, "failed": 0}


def leaves_something(item: pytest.Item) -> bool:
    """Whether the test writes through its own transactions and is not a negative control."""
    marker = item.get_closest_marker("django_db")
    kept = bool(marker and marker.kwargs.get("transaction")) or "transactional_db" in getattr(
        item, "fixturenames", ()
    )
    document = getattr(getattr(item, "function", None), "__doc__", None) or ""
    return kept and not document.startswith("The negative control")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Check the installation that a storm has left."""
    yield
    if leaves_something(item):
        from tasks.invariants import verify

        verdict = verify()
        checked.append(sum(verdict.counted.values()))
        assert not verdict.faults, f"verify: {verdict.faults[:10]}"


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Count each test once: by its call, or by what kept it from being called."""
    if report.failed:
        outcomes["failed"] += 1
    elif report.when == "call" and report.passed:
        outcomes["passed"] += 1


def pytest_sessionfinish() -> None:
    """Hand the counts to the soak."""
    told = outcomes | {"verified": len(checked), "rows": sum(checked)}
    Path(os.environ["SOAK_COUNTS"]).write_text(json.dumps(told))
