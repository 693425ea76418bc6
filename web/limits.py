"""How often something may be done by who has no account. Counted in Django's cache.

Without a shared cache each web process counts for itself, so that the whole installation allows at most that
many times its processes: a guard against flooding, not a promise.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest


def within_limit(name: str, most: int, period: timedelta) -> bool:
    """Count one more of `name`; whether it is among the first `most` of its period."""
    key = f"limit:{name}"
    cache.add(key, 0, period.total_seconds())
    try:
        return cache.incr(key) <= most
    except ValueError:  # it ran out between the two lines
        return True


def is_reached(name: str, most: int) -> bool:
    """Whether `name` was counted `most` times in its period already; counts nothing."""
    return int(cache.get(f"limit:{name}", 0)) >= most


def address_of(request: HttpRequest) -> str:
    """From where a request comes. Behind a proxy: what the proxy, which writes last, says of it."""
    told = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.BEHIND_PROXY else ""
    return told.split(",")[-1].strip() or request.META.get("REMOTE_ADDR", "")
