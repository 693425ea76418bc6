"""What moment it is, and what day in Bangkok. Pure rules are given the day; only doors and verbs ask here.

A demonstration or a rehearsal may play in the past: `pretend` sets the moment for what runs inside it, so
that months of a unit's life go through the very same verbs. Nothing a person presses ever runs inside it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.utils import timezone

_pretended: ContextVar[datetime | None] = ContextVar("pretended", default=None)


@contextmanager
def pretend(moment: datetime) -> Iterator[None]:
    """Play what runs inside at that (aware) moment."""
    token = _pretended.set(moment)
    try:
        yield
    finally:
        _pretended.reset(token)


def now() -> datetime:
    """This moment, aware."""
    return _pretended.get() or timezone.now()


def today() -> date:
    """The civil day in Thailand."""
    return timezone.localtime(now()).date()
