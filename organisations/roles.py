"""Who holds which role where, on a day. The only place that reads `RoleGrant`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from organisations.models import OrgUnit, RoleGrant, User


def in_force(day: date) -> Q:
    """The grants that hold on `day`; both ends are inclusive."""
    return Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))


def holds(person: User, role: str, unit: OrgUnit | int, day: date) -> bool:
    """Whether an active person holds the role in the unit (or its key) on that day.

    Every move asks this: the few grants are read by their index and the days compared here, which costs
    half of asking the database to compare them.
    """
    if not person.is_active:
        return False
    grants = RoleGrant.objects.filter(person=person, role=role, unit=unit).values_list("starts_on", "ends_on")
    return any(starts_on <= day and (ends_on is None or day <= ends_on) for starts_on, ends_on in grants)


def grants_of(person: User, day: date) -> QuerySet[RoleGrant]:
    """The person's grants that hold on `day`, with their units."""
    return RoleGrant.objects.filter(in_force(day), person=person).select_related("unit").order_by("pk")


def people_with(roles: Iterable[str], unit: OrgUnit, day: date) -> list[User]:
    """The active people who hold one of the roles in the unit on that day."""
    grants = RoleGrant.objects.filter(in_force(day), role__in=list(roles), unit=unit, person__is_active=True)
    return list(User.objects.filter(pk__in=grants.values("person")).order_by("pk"))
