"""A PostgreSQL of our own in a folder, on a unix socket, with Thai collation; for tests and measuring.

Runs as the user postgres when we are root. Nothing of it listens on a network.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

FORGETFUL = {"fsync": "off", "full_page_writes": "off"}
"""For tests: what is written need not outlive the machine."""


class NoPostgres(Exception):
    """PostgreSQL's programs are not on this machine."""


def programs() -> Path | None:
    """The folder of PostgreSQL's programs, the newest; None when there is none here."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


def start(folder: Path, settings: Mapping[str, str]) -> tuple[str, subprocess.Popen[bytes]]:
    """Start a PostgreSQL in `folder`, which is made; returns its DATABASE_URL and its process."""
    here = programs()
    if here is None:
        raise NoPostgres("PostgreSQL is not here; run: apt-get install -y postgresql")
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
        [here / "initdb", "-D", data, "-U", "tidtam", "-A", "trust", "--no-sync", *locale],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=folder,
        **who,
    )
    told = {
        "listen_addresses": "",
        "unix_socket_directories": str(folder),
        "max_connections": "120",
        "log_min_messages": "fatal",
        "log_min_error_statement": "panic",
        **settings,
    }
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [here / "postgres", "-D", data, *(f"--{name}={value}" for name, value in told.items())],
            stdout=log,
            stderr=log,
            cwd=folder,
            start_new_session=True,
            **who,
        )
    for _ in range(200):
        ready = [here / "pg_isready", "-q", "-h", folder, "-U", "tidtam", "-d", "postgres"]
        if subprocess.run(ready).returncode == 0:
            return f"postgres://tidtam@{quote(str(folder), safe='')}/postgres", process
        time.sleep(0.05)
    process.kill()
    raise RuntimeError(f"PostgreSQL did not come up:\n{(folder / 'log').read_text()}")


def stop(process: subprocess.Popen[bytes] | None) -> None:
    """End it: politely first."""
    if process is None:
        return
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
