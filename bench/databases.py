"""A database of its own for what is measured, in a temporary folder: SQLite as the product opens it, or
PostgreSQL as a province would run it, with fsync and synchronous_commit on, through the product's pool."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests import postgres

ROOT = Path(__file__).resolve().parent.parent
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
OURS = ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "TIDTAM_")


def child(module: str, kind: str, **more: str) -> dict[str, Any]:
    """Run a measuring module on a fresh database of that kind; what it printed as JSON."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    with tempfile.TemporaryDirectory(prefix="tidtam-bench-") as folder:
        (var := Path(folder) / "var").mkdir(mode=0o700)
        environment = bare | {"TIDTAM_VAR": str(var), "TIDTAM_DEMO": "0", "PYTHONPATH": str(ROOT)} | more
        server = None
        if kind == "postgres":
            environment["DATABASE_URL"], server = postgres.start(Path(folder) / "pg", DURABLE)
        try:
            done = subprocess.run(
                [sys.executable, "-m", module], capture_output=True, text=True, cwd=ROOT, env=environment
            )
        finally:
            postgres.stop(server)
    if done.returncode:
        raise RuntimeError(f"{module} on {kind} ended with {done.returncode}:\n{done.stderr[-3000:]}")
    if os.environ.get("BENCH_SHOW"):
        sys.stderr.write(done.stderr)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told
