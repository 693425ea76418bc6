"""The clock: beat only ticks; what is due is derived from rows (`reliability` D3)."""

from typing import Any

SCHEDULE: dict[str, dict[str, Any]] = {
    "sweep": {"task": "tasks.sweep", "schedule": 10.0, "options": {"expires": 30}},
    "remind": {"task": "tasks.remind", "schedule": 300.0, "options": {"expires": 600}},
    "close": {"task": "tasks.close_sittings", "schedule": 60.0, "options": {"expires": 120}},
}
