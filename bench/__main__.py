"""`./tidtam bench`: every opponent beside ours in one run; prints the table, writes results and page.

An absolute time means nothing from one machine to the next, a ratio does. Methods take turns and medians
are compared. Each part is a process of its own; those that need a database get a fresh one in a temporary
folder. Exit code 0 whether goals are met or not: the table says it.
"""

from __future__ import annotations

import json
import os
import platform
import sqlite3
import subprocess
import sys
import time
from datetime import datetime
from importlib.metadata import version
from typing import Any
from zoneinfo import ZoneInfo

from bench.databases import ROOT, child
from bench.goals import BESIDE, GOALS, NOT_YET
from tests import postgres

RESULTS = ROOT / "bench" / "results.json"
PAGE = ROOT / "docs" / "benchmarks.md"
PACKAGES = ("Django", "psycopg", "python-docx", "docxtpl", "openpyxl", "python-calamine")


def machine() -> str:
    """Cores, memory and system; no name of the machine and no path."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{cores} cores, {memory:.0f} GB, {platform.system()} {platform.machine()}"


def versions() -> dict[str, str]:
    """The versions of what was compared."""
    found = {"Python": platform.python_version(), "SQLite": sqlite3.sqlite_version}
    if (programs := postgres.programs()) is not None:
        said = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True)
        found["PostgreSQL"] = said.stdout.split()[2]
    return found | {name: version(name) for name in PACKAGES}


def part(name: str, module: str, kind: str = "sqlite") -> dict[str, Any]:
    """Run one part, saying how long it took."""
    print(f"{name} …", end=" ", flush=True)
    begin = time.monotonic()
    told = child(module, kind)
    print(f"{time.monotonic() - begin:.0f} s", flush=True)
    return told


def measure() -> dict[str, float]:
    """Every key of this run."""
    found: dict[str, float] = {}
    found |= part("Word", "bench.word_bench")
    found |= part("import", "bench.import_bench")
    databases = {"sqlite": "sqlite", "pg": "postgres"}
    if postgres.programs() is None:
        print("PostgreSQL is not here: move_vs_update_pg is left out (apt-get install -y postgresql)")
        del databases["pg"]
    for short, kind in databases.items():
        told = part(f"moves, {kind}", "bench.move_bench", kind)
        found[f"move_vs_update_{short}"] = told["ratio"]
        found |= {f"move_{short}_ms": told["move_ms"], f"update_{short}_ms": told["update_ms"]}
        found["move_statements"] = told["statements"]
    pages = part("pages", "bench.page_bench")
    found["form2_grid_queries_15"], found["form2_grid_queries"] = pages["form2_grid_queries"]
    found["matrix_queries_9"], found["matrix_queries"] = pages["matrix_queries"]
    return found


def table(found: dict[str, float]) -> list[tuple[str, str, str, str, str]]:
    """Key, value, goal, met, what; a key that was not measured says so."""
    rows = []
    for goal in GOALS:
        value = found.get(goal.key)
        met = "not measured" if value is None else "yes" if goal.met(value) else "NO"
        rows.append((goal.key, "–" if value is None else f"{value:g}", goal.text, met, goal.what))
    return rows


def page(found: dict[str, float], made: str, where: str, what: dict[str, str]) -> str:
    """`docs/benchmarks.md`."""
    lines = [
        "# Benchmarks",
        "",
        "Made by `./tidtam bench`; the numbers stand in `bench/results.json` too. Do not edit by hand.",
        "",
        f"Run on {made}: {where}.",
        ", ".join(f"{name} {number}" for name, number in what.items()) + ".",
        "",
        "| key | value | goal | met | what |",
        "|---|---|---|---|---|",
        *(f"| `{key}` | {value} | {goal} | {met} | {said} |" for key, value, goal, met, said in table(found)),
        "",
        "Beside them, without a goal:",
        "",
        "| key | value | what |",
        "|---|---|---|",
        *(f"| `{key}` | {found[key]:g} | {said} |" for key, said in BESIDE.items() if key in found),
        "",
        "## How it is measured",
        "Ratios, because a time means nothing from one machine to the next: the methods take turns inside one",
        "run, and medians are compared.",
        "- A move is `take_back` with actor and document given: lock, permission, guards, chained log entry,",
        "  trigger, new state, item off the agenda, in one transaction. Its opponent updates one column of the",
        "  same row in autocommit, with its `QuerySet` made beforehand. SQLite is a file as the product opens",
        "  it (WAL, synchronous=FULL); PostgreSQL runs on a unix socket with fsync and synchronous_commit on,",
        "  through the product's pool, so that a connection stays.",
        "- Queries are every statement of one GET by a signed-in person: session, person, roles, seats and the",
        "  frame's notices are five of them.",
        "- Word's opponents write the same content; docxtpl writes the project list alone.",
        "",
        "## Goals that nothing measures yet",
        *(f"- `{key}`: {why}" for key, why in NOT_YET.items()),
    ]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Measure, print, write."""
    began = time.monotonic()
    found = measure()
    made = datetime.now(ZoneInfo("Asia/Bangkok")).strftime("%Y-%m-%d")
    rows = table(found)
    width = max(len(row[0]) for row in rows)
    print()
    for key, value, goal, met, _ in rows:
        print(f"{key:{width}}  {value:>8}  {goal:>6}  {met}")
    print()
    for key in BESIDE:
        if key in found:
            print(f"{key:{width}}  {found[key]:>8g}")
    where, what = machine(), versions()
    RESULTS.write_text(
        json.dumps(found | {"date": made, "machine": where, "versions": what}, ensure_ascii=False, indent=1)
        + "\n"
    )
    PAGE.write_text(page(found, made, where, what))
    missed = [row[0] for row in rows if row[3] == "NO"]
    print(
        f"\n{sum(row[3] == 'yes' for row in rows)} of {len(rows)} goals met"
        + (f", missed: {', '.join(missed)}" if missed else "")
        + f". {time.monotonic() - began:.0f} s. Written: bench/results.json, docs/benchmarks.md"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
