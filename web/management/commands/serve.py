"""Run the embedded edition: broker, web, worker and clock, until Ctrl-C. `./tidtam run` calls it."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from config import environment, supervisor


class Command(BaseCommand):
    """A refusal (a taken port, a second supervisor, an open demonstration) is one sentence, exit code 1."""

    help = "Run the web server, the worker, the clock and the broker until Ctrl-C."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", default=os.environ.get("TIDTAM_PORT") or "8000")
        parser.add_argument("--prepare", action="store_true", help="migrate and load the demonstration first")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.serve(options["host"], options["port"], options["prepare"])
        except supervisor.CannotRun as sentence:
            self.stderr.write(str(sentence))
            sys.exit(1)
        except CommandError as error:
            self.stderr.write(f"Tidtam did not start. {error}")
            sys.exit(1)
        except KeyboardInterrupt:
            self.say("ปิดแล้ว · Stopped.")
            sys.exit(130)

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def serve(self, host: str, raw_port: str, prepare: bool) -> None:
        """Check first, then prepare, then start: nothing runs when a check fails."""
        port = 0 if raw_port == "0" else environment.port(raw_port)
        if settings.DEMO and not supervisor.is_loopback(host):
            raise supervisor.CannotRun(
                "The demonstration has accounts that anyone can read, so it opens on this machine only, "
                f"not on {host}. Leave --host out, or start for real: TIDTAM_DEMO=0 ./tidtam run --host …"
            )
        var: Path = settings.VAR
        given = os.environ.get("TIDTAM_BASE_URL")
        lock = supervisor.take_lock(var, given or f"http://{shown_host(host)}:{port}")
        web = supervisor.listen("127.0.0.1" if host == "localhost" else host.strip("[]"), port)
        port = web.getsockname()[1]
        address = given or f"http://{shown_host(host)}:{port}"
        os.environ["TIDTAM_BASE_URL"] = address
        try:
            (var / "log").mkdir(mode=0o700, exist_ok=True)
            if prepare:
                self.prepare()
            self.run_children(web, host, port, address)
        finally:
            web.close()
            lock.close()

    def prepare(self) -> None:
        """Bring the database up to date, check it, and load the demonstration where it is wanted."""
        call_command("migrate", interactive=False, verbosity=0)
        call_command("check", databases=["default"], stdout=open(os.devnull, "w"))  # noqa: SIM115
        if settings.DEMO:
            call_command("demo")
        connection.close()
        if connection.vendor == "postgresql":
            connection.close_pool()  # type: ignore[attr-defined]

    def run_children(self, web: Any, host: str, port: int, address: str) -> None:
        """Start the children, tell when the web answers, keep them until asked to stop."""
        children = supervisor.programs(web, settings.VAR, address)
        if not os.environ.get("REDIS_URL"):
            children.insert(0, supervisor.broker(environment.broker_socket(settings.VAR), settings.VAR))
        watch = supervisor.Supervisor(children, self.say)
        asked_as = next((name.lstrip(".") for name in settings.ALLOWED_HOSTS if name != "*"), "localhost")
        door = {"0.0.0.0": "127.0.0.1", "::": "::1", "localhost": "127.0.0.1"}.get(host, host)  # noqa: S104
        try:
            if watch.until_ready(lambda: supervisor.healthy(door, port, asked_as)):
                self.welcome(address)
                watch.forever()
            self.say("กำลังปิดระบบ · Stopping …")
        finally:
            watch.end()
        self.say("ปิดแล้ว · Stopped.")

    def welcome(self, address: str) -> None:
        """Say where the system is, who can sign in to the demonstration, and that it is ready."""
        self.say(f"\nติดตามแผนเปิดใช้งานที่ {address}\nTidtam runs at {address}\n")
        accounts = settings.VAR / "demo-accounts.txt"
        if settings.DEMO and accounts.is_file():
            self.say(f"บัญชีสาธิต · Demonstration accounts\n{accounts.read_text().strip()}\n")
        self.say("กด Ctrl-C เพื่อปิด · Ctrl-C ends it.\nReady")


def shown_host(host: str) -> str:
    """Give the host as a person types it into a browser."""
    return "localhost" if host in {"127.0.0.1", "::1", "localhost", "0.0.0.0", "::"} else host  # noqa: S104
