"""Run a program that ends with its parent, whatever ends the parent: kill -9 too leaves no orphan.

`python -P config/mortal.py PARENT -m MODULE …` runs a Python module here, and what it forks is bound to it in
turn (web workers, the prefork pool); `… PARENT PROGRAM …` becomes another program. Linux only: elsewhere
the binding is left out. Standard library only, and started by its path: no room is imported by it.
"""

from __future__ import annotations

import ctypes
import os
import runpy
import signal
import sys
from pathlib import Path

PR_SET_PDEATHSIG = 1
_prctl = getattr(ctypes.CDLL(None), "prctl", None)


def end_with(parent: int) -> None:
    """Ask the kernel to kill this process when its parent dies; die now if that parent is gone already."""
    if _prctl is None:
        return
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


def bind_forks() -> None:
    """Bind every process forked from this one to the one that forked it."""
    forking: list[int] = []

    def before() -> None:
        forking[:] = [os.getpid()]

    os.register_at_fork(before=before, after_in_child=lambda: end_with(forking[0]))


def main(arguments: list[str]) -> None:
    """Bind to the parent named first, then run the rest."""
    end_with(int(arguments[0]))
    if arguments[1] != "-m":
        os.execvp(arguments[1], arguments[1:])  # noqa: S606
    bind_forks()
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    sys.argv = arguments[2:]
    runpy.run_module(arguments[2], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(sys.argv[1:])
