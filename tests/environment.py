"""The environment of the tests, made before Django reads its settings (a pytest plugin by `-p`).

One temporary folder a run, short because sockets lie in it; one data folder a worker of xdist. With
`TIDTAM_TEST_DB=postgres` a PostgreSQL of our own runs in it on a unix socket, with Thai collation, as the
user postgres when we are root; all workers share it. Nothing of the person's own environment gets in.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

ROOT, WORKER = "TIDTAM_TEST_ROOT", os.environ.get("PYTEST_XDIST_WORKER", "")
KIND = os.environ.get("TIDTAM_TEST_DB") or "sqlite"
OURS = ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "TIDTAM_")
LEFT = (ROOT, "TIDTAM_TEST_DB")
_postgres: subprocess.Popen[bytes] | None = None


def postgres_programs() -> Path | None:
    """The folder of PostgreSQL's programs, the newest; None when there is none here."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


def start_postgres(folder: Path) -> str:
    """Start a PostgreSQL in `folder`; returns its DATABASE_URL."""
    global _postgres
    programs = postgres_programs()
    if programs is None:
        raise pytest.UsageError(
            "TIDTAM_TEST_DB=postgres needs PostgreSQL; run: apt-get install -y postgresql"
        )
    who: dict[str, Any] = {}
    folder.mkdir()
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        folder.parent.chmod(0o711)
        who = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
    data = folder / "data"
    locale = ["--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=th"]
    subprocess.run(
        [programs / "initdb", "-D", data, "-U", "tidtam", "-A", "trust", "--no-sync", *locale],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=folder,
        **who,
    )
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(folder),
        "fsync": "off",
        "full_page_writes": "off",
        "max_connections": "120",
        "log_min_messages": "fatal",
        "log_min_error_statement": "panic",
    }
    with (folder / "log").open("wb") as log:
        _postgres = subprocess.Popen(
            [programs / "postgres", "-D", data, *(f"--{name}={value}" for name, value in settings.items())],
            stdout=log,
            stderr=log,
            cwd=folder,
            start_new_session=True,
            **who,
        )
    for _ in range(200):
        ready = [programs / "pg_isready", "-q", "-h", folder, "-U", "tidtam", "-d", "postgres"]
        if subprocess.run(ready).returncode == 0:
            return f"postgres://tidtam@{quote(str(folder), safe='')}/postgres"
        time.sleep(0.05)
    raise RuntimeError(f"PostgreSQL did not come up:\n{(folder / 'log').read_text()}")


def prepare() -> None:
    """Set the environment for this process: the run's folder by the first, a data folder by each."""
    for name in [name for name in os.environ if name.startswith(OURS) and name not in LEFT]:
        if not (WORKER and name == "DATABASE_URL"):
            del os.environ[name]
    if not WORKER:
        root = Path(tempfile.mkdtemp(prefix="tidtam-test-"))
        os.environ[ROOT] = str(root)
        if KIND == "postgres":
            os.environ["DATABASE_URL"] = start_postgres(root / "pg")
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
    if _postgres is not None:
        _postgres.terminate()
        try:
            _postgres.wait(15)
        except subprocess.TimeoutExpired:
            _postgres.kill()
    shutil.rmtree(os.environ[ROOT], ignore_errors=True)


if KIND not in {"sqlite", "postgres"}:
    raise pytest.UsageError(f"TIDTAM_TEST_DB is “{KIND}”; the tests run on sqlite or postgres.")
prepare()
