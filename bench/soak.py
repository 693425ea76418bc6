"""`./tidtam soak`: the storms of the tests, larger and again and again, for some minutes; a printed seed.

Each storm is a pytest run of its own, with a seed drawn from the soak's: rivals answering at one instant,
workers killed at random moments, every sheet of eleven ballots, drawn examples, drawn histories. After each test that wrote
to a database `verify` looks at all that is left of it. With the same seed the same draws are made; what the
operating system does between processes is its own.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from bench.databases import ROOT
from tests import postgres

PROPERTIES = (
    "tests/plans/test_numbers.py",
    "tests/papers/test_verify.py",
    "tests/papers/test_thai.py",
    "tests/papers/test_form2_word.py",
    "tests/documents/test_form2_arithmetic.py",
)


@dataclass(frozen=True, slots=True)
class Storm:
    """Some tests, on a database, with larger numbers; `share` of the soak's time goes to it."""

    name: str
    tests: tuple[str, ...]
    share: float
    kind: str = "sqlite"
    numbers: dict[str, int] = field(default_factory=dict)

    @property
    def stores(self) -> bool:
        """Whether it is a storm upon a database."""
        return self.name in {"race", "faults"}


def storms(minutes: float) -> list[Storm]:
    """What blows, sized for that many minutes."""
    rounds = {"RACE_ROUNDS": max(10, min(400, int(20 * minutes)))}
    faults = {
        "FAULT_REPORTS": max(20, min(1000, int(30 * minutes))),
        "FAULT_KILLS": max(2, min(40, int(2 * minutes))),
    }
    examples = {"SOAK_EXAMPLES": max(100, min(20_000, int(200 * minutes)))}
    days = {"DEMONSTRATION_DAYS": max(2, min(400, int(minutes)))}
    histories = {"SOAK_HISTORIES": max(400, min(20_000, int(34 * minutes)))}
    return [
        Storm("race", ("tests/races",), 0.2, "sqlite", rounds),
        Storm("race", ("tests/races",), 0.2, "postgres", rounds),
        Storm("faults", ("tests/tasks/test_faults.py",), 0.2, "sqlite", faults),
        Storm("faults", ("tests/tasks/test_faults.py",), 0.2, "postgres", faults),
        Storm("oracle of 4^11 sheets", ("tests/committee/test_quorum.py",), 0.05),
        Storm("properties", PROPERTIES, 0.1, "sqlite", examples),
        Storm("days", ("tests/web/test_demonstration.py",), 0.05, "sqlite", days),
        Storm("histories", ("tests/workflow/test_histories.py",), 0.05, "sqlite", histories),
    ]


def blow(storm: Storm, seed: int) -> dict[str, int]:
    """Run a storm once; its counts. A run that left no counts is one failure."""
    with tempfile.TemporaryDirectory(prefix="tidtam-soak-") as folder:
        counts = Path(folder) / "counts.json"
        environment = os.environ | {name: str(number) for name, number in storm.numbers.items()}
        environment |= {
            "SOAK_SEED": str(seed),
            "SOAK_COUNTS": str(counts),
            "TIDTAM_TEST_DB": storm.kind,
            "PYTHONPATH": str(ROOT),
        }
        pytest = [sys.executable, "-m", "pytest", "-q", "-p", "bench.storm", f"--hypothesis-seed={seed}"]
        done = subprocess.run(
            [*pytest, *storm.tests], cwd=ROOT, env=environment, capture_output=True, text=True
        )
        if not counts.is_file():
            print(done.stdout[-3000:] + done.stderr[-3000:])
            return {"passed": 0, "failed": 1, "verified": 0, "rows": 0}
        told: dict[str, int] = json.loads(counts.read_text())
        if done.returncode and not told["failed"]:
            told["failed"] = 1
        if told["failed"]:
            print(done.stdout[-6000:])
    return told


def main(arguments: list[str] | None = None) -> int:
    """Blow every storm at least once, again while its share of the time lasts; 1 if anything failed."""
    parser = argparse.ArgumentParser(prog="./tidtam soak", description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=10.0, help="about how long; 10 unless told")
    parser.add_argument("--seed", type=int, default=None, help="repeat the draws of a soak")
    given = parser.parse_args(arguments)
    seed = random.SystemRandom().randrange(2**31) if given.seed is None else given.seed
    print(
        f"seed {seed}, about {given.minutes:g} minutes; again: ./tidtam soak --seed {seed} --minutes {given.minutes:g}"
    )
    draw, began = random.Random(seed), time.monotonic()
    total = {"passed": 0, "failed": 0, "verified": 0, "rows": 0}
    for storm in storms(given.minutes):
        name = f"{storm.name}, {storm.kind}" if storm.stores else storm.name
        if storm.kind == "postgres" and postgres.programs() is None:
            print(f"{name}: SKIPPED, PostgreSQL is not here (apt-get install -y postgresql)")
            continue
        begin, times, took = time.monotonic(), 0, 0.0
        here = dict.fromkeys(total, 0)
        while not times or time.monotonic() - begin + took / times <= storm.share * given.minutes * 60:
            for key, number in blow(storm, draw.randrange(2**31)).items():
                here[key] += number
            times, took = times + 1, time.monotonic() - begin
        for key, number in here.items():
            total[key] += number
        sizes = ", ".join(f"{key.split('_')[1].lower()} {number:g}" for key, number in storm.numbers.items())
        print(
            f"{name}{f' ({sizes})' if sizes else ''}: {times} ×, {took:.0f} s, {here['passed']} passed, "
            f"{here['failed']} failed, verify {here['verified']} × on {here['rows']} rows",
            flush=True,
        )
    print(f"seed {seed}, {time.monotonic() - began:.0f} s")
    print(f"{total['passed']} passed, {total['failed']} failed")
    return 1 if total["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
