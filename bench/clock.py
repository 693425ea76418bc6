"""How long a call takes."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable


def seconds(call: Callable[[], object]) -> float:
    """One call, with what the call before it left behind cleared away first."""
    gc.collect()
    begin = time.perf_counter()
    call()
    return time.perf_counter() - begin
