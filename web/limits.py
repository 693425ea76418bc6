"""How often something may be done by who has no account. Counted in Django's cache.

Without a shared cache each web process counts for itself, so that the whole installation allows at most that
many times its processes: a guard against flooding, not a promise.
"""

from __future__ import annotations

from datetime import timedelta

from django.core.cache import cache


def within_limit(name: str, most: int, period: timedelta) -> bool:
    """Count one more of `name`; whether it is among the first `most` of its period."""
    key = f"limit:{name}"
    cache.add(key, 0, period.total_seconds())
    try:
        return cache.incr(key) <= most
    except ValueError:  # it ran out between the two lines
        return True
