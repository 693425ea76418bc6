"""The environment of the tests, made before Django reads its settings (a pytest plugin by `-p`).

One temporary folder a run, short because sockets lie in it; one data folder a worker of xdist. With
`TIDTAM_TEST_DB=postgres` a PostgreSQL of our own runs in it on a unix socket, with Thai collation, as the
user postgres when we are root; all workers share it. Nothing of the person's own environment gets in.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from tests import postgres

ROOT, WORKER = "TIDTAM_TEST_ROOT", os.environ.get("PYTEST_XDIST_WORKER", "")
KIND = os.environ.get("TIDTAM_TEST_DB") or "sqlite"
OURS = ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "TIDTAM_")
LEFT = (ROOT, "TIDTAM_TEST_DB")
_postgres: subprocess.Popen[bytes] | None = None


def prepare() -> None:
    """Set the environment for this process: the run's folder by the first, a data folder by each."""
    global _postgres
    for name in [name for name in os.environ if name.startswith(OURS) and name not in LEFT]:
        if not (WORKER and name == "DATABASE_URL"):
            del os.environ[name]
    if not WORKER:
        root = Path(tempfile.mkdtemp(prefix="tidtam-test-"))
        os.environ[ROOT] = str(root)
        if KIND == "postgres":
            try:
                os.environ["DATABASE_URL"], _postgres = postgres.start(root / "pg", postgres.FORGETFUL)
            except postgres.NoPostgres as missing:
                raise pytest.UsageError(f"TIDTAM_TEST_DB=postgres: {missing}") from missing
    var = Path(os.environ[ROOT]) / (WORKER or "main")
    var.mkdir(mode=0o700)
    os.environ.update(
        TIDTAM_VAR=str(var),
        TIDTAM_DEMO="0",
        SECRET_KEY="a-key-for-the-tests-only-0123456789-0123456789",
    )


def pytest_unconfigure() -> None:
    """Stop PostgreSQL and remove the run's folder."""
    if WORKER:
        return
    postgres.stop(_postgres)
    shutil.rmtree(os.environ[ROOT], ignore_errors=True)


if KIND not in {"sqlite", "postgres"}:
    raise pytest.UsageError(f"TIDTAM_TEST_DB is “{KIND}”; the tests run on sqlite or postgres.")
prepare()
