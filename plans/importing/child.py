"""A process of its own for a file from outside: little memory, little time, no settings, no database.

What the file unpacks to and what the reader makes of it happens there; here only its answer is read, plain
JSON of a bounded size. A child that needs too much is ended and the file refused. No Django is started.
"""

from __future__ import annotations

import json
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from plans.importing.sheets import Cell, FileRefused, Sheet, refuse
from plans.importing.workbooks import workbook

ROOT = Path(__file__).resolve().parents[2]
TOO_MUCH_MEMORY = 70
REFUSED = b"refused "


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use: bytes of memory and of its answer, seconds on the wall and of the processor."""

    memory: int = 512 * 2**20
    answer: int = 64 * 2**20
    seconds: int = 10


LIMITS = Limits()
READ = "child.answer()"
_PROGRAM = """
import sys
sys.path.insert(0, {root!r})
from plans.importing import child
child.keep_to({limits.memory}, {limits.answer}, {limits.seconds})
try:
    {work}
except (MemoryError, OSError):
    sys.exit(child.TOO_MUCH_MEMORY)
"""


class Ended(Exception):
    """A child that was ended, or that ended itself, before it had answered. `code` as of a refusal."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_workbook(name: str, data: bytes, limits: Limits = LIMITS) -> list[Sheet]:
    """The sheets of a workbook, read by a child. Raises FileRefused, also when the child had to be ended."""
    try:
        said = run(data, limits=limits)
    except Ended as ended:
        raise refuse(ended.code, name, seconds=limits.seconds, limit=limits.memory // 2**20) from ended
    if said.startswith(REFUSED):
        told = json.loads(said[len(REFUSED) :])
        raise refuse(told["code"], name, **told["params"])
    return sheets_from(said)


def sheets_from(told: bytes) -> list[Sheet]:
    """Sheets from their JSON."""
    return [
        Sheet(
            each["name"],
            tuple(map(tuple, each["rows"])),
            tuple((top, left, bottom, right) for top, left, bottom, right in each["merged"]),
            each["hidden"],
        )
        for each in json.loads(told, object_hook=_day)
    ]


def told_of(sheets: Iterable[Sheet]) -> list[dict[str, object]]:
    """Sheets as plain data for JSON; the empty ends of rows are left out."""
    return [
        {
            "name": each.name,
            "hidden": each.hidden,
            "merged": each.merged,
            "rows": [_plain(row) for row in each.rows],
        }
        for each in sheets
    ]


def _plain(row: tuple[Cell, ...]) -> list[object]:
    """A row without its empty end; days as {"day": ISO}, other things of no kind as their text."""
    end = len(row)
    while end and row[end - 1] is None:
        end -= 1
    return [
        cell
        if cell is None or isinstance(cell, (str, int, float))
        else {"day": cell.isoformat()}
        if isinstance(cell, date)
        else str(cell)
        for cell in row[:end]
    ]


def run(data: bytes, *, limits: Limits = LIMITS, work: str = READ) -> bytes:
    """Give `data` to a child that does `work` within `limits`; its answer. Raises Ended.

    Input and answer lie in files without a name, so that neither side waits for the other; the kernel keeps
    the answer from growing beyond its limit.
    """
    program = _PROGRAM.format(root=str(ROOT), limits=limits, work=work)
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as answer:
        given.write(data)
        given.seek(0)
        process = subprocess.Popen(  # noqa: S603 our own interpreter and a text of our own
            [sys.executable, "-I", "-X", "utf8", "-c", program],
            stdin=given,
            stdout=answer,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
            start_new_session=True,
        )
        try:
            ended = process.wait(timeout=limits.seconds)
        except subprocess.TimeoutExpired as error:
            raise Ended("too-slow") from error
        finally:
            process.kill()
            process.wait()
        if ended:
            raise Ended(_why(ended))
        answer.seek(0)
        return answer.read()


def _why(ended: int) -> str:
    if ended in (-signal.SIGXCPU, -signal.SIGKILL):
        return "too-slow"
    if ended in (TOO_MUCH_MEMORY, -signal.SIGABRT, -signal.SIGXFSZ):
        return "too-heavy"
    return "damaged"


def _day(found: dict[str, object]) -> object:
    """A day in a cell comes as {"day": ISO}."""
    if found.keys() != {"day"}:
        return found
    text = str(found["day"])
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


# What follows runs in the child.


def keep_to(memory: int, answer: int, seconds: int) -> None:
    """Bind this process to its limits; the kernel holds them, whatever is read."""
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, answer),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 32),
    ):
        resource.setrlimit(what, (most, most))


def answer() -> None:
    """Read the workbook that comes in and answer with its sheets, or with why it is refused."""
    sys.stdout.write(_told(sys.stdin.buffer.read()))
    sys.stdout.flush()


def _told(data: bytes) -> str:
    try:
        sheets = workbook("", data)
    except FileRefused as refused:
        params = {
            name: value for name, value in refused.sentence.params.items() if isinstance(value, str | int)
        }
        params.pop("name")
        return REFUSED.decode() + json.dumps({"code": refused.code, "params": params})
    return json.dumps(told_of(sheets), ensure_ascii=False)
