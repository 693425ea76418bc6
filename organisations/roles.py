"""Who holds which role where, on a day. The only place that reads `RoleGrant`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import connection
from django.db.models import Q, QuerySet

from organisations.models import OrgUnit, RoleGrant, User


def in_force(day: date) -> Q:
    """The grants that hold on `day`; both ends are inclusive."""
    return Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))


HELD = """
    SELECT 1 FROM organisations_rolegrant WHERE person_id = %s AND role = %s AND unit_id = %s
    AND starts_on <= %s AND (ends_on IS NULL OR ends_on >= %s) LIMIT 1"""


def holds(person: User, role: str, unit: OrgUnit | int, day: date) -> bool:
    """Whether an active person holds the role in the unit (or its key) on that day: `in_force`, as SQL.

    Every move asks this; building the query from objects costs twenty times the asking.
    """
    if not person.is_active:
        return False
    key = unit.pk if isinstance(unit, OrgUnit) else unit
    when = connection.ops.adapt_datefield_value(day)
    with connection.cursor() as cursor:
        cursor.execute(HELD, [person.pk, str(role), key, when, when])
        return cursor.fetchone() is not None


def grants_of(person: User, day: date) -> QuerySet[RoleGrant]:
    """The person's grants that hold on `day`, with their units."""
    return RoleGrant.objects.filter(in_force(day), person=person).select_related("unit").order_by("pk")


def people_with(roles: Iterable[str], unit: OrgUnit, day: date) -> list[User]:
    """The active people who hold one of the roles in the unit on that day."""
    grants = RoleGrant.objects.filter(in_force(day), role__in=list(roles), unit=unit, person__is_active=True)
    return list(User.objects.filter(pk__in=grants.values("person")).order_by("pk"))
