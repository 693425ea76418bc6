"""The first command as a person and as bad luck use it: start, kill -9, start again, Ctrl-C, bad settings."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from config import environment, supervisor

ROOT = Path(__file__).resolve().parent.parent
BROKEN = {
    "TIDTAM_DEMO": "maybe",
    "DATABASE_URL": "mysql://somebody@somewhere/tidtam",
    "REDIS_URL": "amqp://somewhere",
    "SECRET_KEY": "short",
    "TIDTAM_VAR": "/proc/tidtam",
    "TIDTAM_PORT": "eighty",
}


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def settings_for(var: Path, **more: str) -> dict[str, str]:
    """The environment of a person with a folder of their own, real work, nothing else set."""
    ours = ("TIDTAM_", "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "SECRET_KEY", "PYTEST_", "DJANGO_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return kept | {"TIDTAM_VAR": str(var), "TIDTAM_DEMO": "0"} | more


def alive(pid: int) -> bool:
    """Whether a process runs; one that only waits to be buried does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def family(pid: int) -> set[int]:
    """The processes below one, all generations."""
    parents: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(path.read_text().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue
        parents.setdefault(parent, []).append(int(path.parent.name))
    found, ask = set(), [pid]
    while ask:
        below = parents.get(ask.pop(), [])
        found |= set(below)
        ask += below
    return found


@dataclass
class Run:
    """One `./tidtam run`."""

    var: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait for the line that says it is ready."""
        out = self.var.with_suffix(".out")
        with out.open("wb") as file:
            self.process = subprocess.Popen(
                [ROOT / "tidtam", "run", "--port", str(self.port)],
                stdout=file,
                stderr=subprocess.STDOUT,
                env=settings_for(self.var),
                start_new_session=True,
            )
        deadline = time.monotonic() + 90
        while "\nReady\n" not in self.said:
            assert self.process.poll() is None, self.said
            assert time.monotonic() < deadline, self.said
            time.sleep(0.1)

    @property
    def said(self) -> str:
        return self.var.with_suffix(".out").read_text()

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def health(self) -> str:
        """What the health page says."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health/", timeout=60) as answer:
            return str(answer.read().decode())

    def gone(self, pids: set[int], seconds: float = 5) -> bool:
        """Whether all of them end in time."""
        deadline = time.monotonic() + seconds
        while any(alive(pid) for pid in pids) and time.monotonic() < deadline:
            time.sleep(0.05)
        return not any(alive(pid) for pid in pids)


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Run]:
    one = Run(tmp_path / "var", free_port())
    one.start()
    yield one
    if one.process is not None and one.process.poll() is None:
        one.process.kill()
        one.process.wait(10)


def test_it_starts_survives_kill_9_finds_its_data_again_and_ends_by_ctrl_c(running: Run):
    assert f"http://localhost:{running.port}" in running.said
    assert running.health().startswith("ok")
    first = family(running.pid)
    assert len(first) >= 6
    key = (running.var / "secret_key").read_text()
    assert (running.var / "secret_key").stat().st_mode & 0o777 == 0o600

    os.kill(running.pid, signal.SIGKILL)
    assert running.process is not None
    running.process.wait(10)
    assert running.gone(first), "kill -9 of the supervisor left orphans"

    running.start()
    assert running.health().startswith("ok")
    assert (running.var / "secret_key").read_text() == key
    second = family(running.pid)

    os.kill(running.pid, signal.SIGINT)
    assert running.process.wait(40) == 0, running.said
    assert running.gone(second)
    assert not environment.broker_socket(running.var).exists()


def test_a_child_that_dies_is_started_again_and_a_second_supervisor_is_refused(running: Run):
    web = next(pid for pid in family(running.pid) if "gunicorn" in Path(f"/proc/{pid}/cmdline").read_text())
    master = web if running.pid == parent_of(web) else parent_of(web)
    os.kill(master, signal.SIGKILL)
    deadline = time.monotonic() + 30
    while "web ended" not in running.said and time.monotonic() < deadline:
        time.sleep(0.05)
    assert running.health().startswith("ok")

    second = told(["run", "--port", str(free_port())], settings_for(running.var))
    assert second.returncode == 1
    assert re.fullmatch(r"Tidtam already runs on the data folder .*\n", second.stderr)

    elsewhere = told(["run", "--port", str(running.port)], settings_for(running.var.with_name("other")))
    assert elsewhere.returncode == 1
    assert f"Port {running.port} is taken by another program." in elsewhere.stderr
    assert "./tidtam run --port" in elsewhere.stderr
    assert elsewhere.stderr.count("\n") == 1
    assert not (running.var.with_name("other") / "tidtam.sqlite3").exists(), "something was started"


def parent_of(pid: int) -> int:
    """The process that made one."""
    return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])


def told(arguments: list[str], settings: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a command that ends by itself."""
    return subprocess.run(
        [ROOT / "tidtam", *arguments], capture_output=True, text=True, env=settings, timeout=120
    )


@pytest.mark.parametrize(("name", "value"), BROKEN.items())
def test_a_wrong_setting_is_told_in_one_sentence(name, value, tmp_path):
    done = told(["run"], settings_for(tmp_path / "var", **{name: value}))
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
    assert done.stderr.startswith("Tidtam did not start. ") and name in done.stderr
    assert done.stderr.count("\n") == 1


def test_the_demonstration_opens_on_this_machine_only(tmp_path):
    done = told(["run", "--host", "0.0.0.0"], settings_for(tmp_path / "var", TIDTAM_DEMO="1"))
    assert done.returncode == 1
    assert "this machine only" in done.stderr and done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("host", "ours"),
    [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("localhost", True)]
    + [("0.0.0.0", False), ("::", False), ("10.1.2.3", False), ("tidtam.example", False)],
)
def test_only_loopback_addresses_are_of_this_machine(host, ours):
    assert supervisor.is_loopback(host) is ours


def test_a_socket_folder_of_somebody_else_is_refused(tmp_path):
    folder = tmp_path / "tidtam-0"
    folder.mkdir(mode=0o777)
    folder.chmod(0o777)
    with pytest.raises(supervisor.CannotRun, match="0700"):
        supervisor.make_private(folder)


def test_a_socket_left_behind_is_removed_and_one_that_answers_is_not(tmp_path):
    path = tmp_path / "private" / "broker.sock"
    path.parent.mkdir(mode=0o700)
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(path))
    assert path.exists()
    supervisor.broker(path, tmp_path)
    assert not path.exists()
    with socket.socket(socket.AF_UNIX) as living:
        living.bind(str(path))
        living.listen()
        with pytest.raises(supervisor.CannotRun, match="Another broker answers"):
            supervisor.broker(path, tmp_path)


def test_an_unknown_command_is_told(tmp_path):
    done = told(["walk"], settings_for(tmp_path / "var"))
    assert done.returncode == 1
    assert "There is no command “walk”." in done.stderr
