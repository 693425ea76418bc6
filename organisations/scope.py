"""The belt around tenants: a tenant's default manager raises outside a scope (`settled` 23, `reliability` D13).

It is a belt, not the lock: forward keys, `_base_manager` and `create` pass by it. Pages fetch through
permission; this makes a forgotten filter an error instead of a leak.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager

from django_scopes import scope, scopes_disabled

from organisations.models import OrgUnit


def within(units: Iterable[OrgUnit | int]) -> AbstractContextManager[None]:
    """Open the rows of these units, and of no other."""
    return scope(unit=[unit.pk if isinstance(unit, OrgUnit) else unit for unit in units])


def everything() -> AbstractContextManager[None]:
    """Open all rows: for the clock, the worker and the checks of a whole installation only."""
    return scopes_disabled()
