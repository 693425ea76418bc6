"""Roles given, ended and delegated: the verbs of `RoleGrant`. Reading who holds what is `organisations.roles`.

A role is dated; a delegation is a role with a capacity (รักษาราชการแทน …) and the number of the order that says
so. Nothing is deleted: who acted in which standing on a day stays known.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Q

from organisations import roles
from organisations.clock import today
from organisations.models import OrgUnit, Role, RoleGrant, UnitKind, User
from organisations.sentences import Sentence, gettext_noop

CAPACITIES = ("รักษาราชการแทน", "ปฏิบัติราชการแทน", "ปฏิบัติหน้าที่")
"""The standings in which one acts for another, as they are written under a signature."""
MANAGERS = (Role.DRAFTER, Role.CHECKER, Role.ADMIN, Role.REGISTRAR, Role.ANALYST)
"""Who keeps the list of people: the clerk alone must be able to."""
ORDERED = (Role.CHECKER, Role.EXECUTIVE)
"""The roles that nobody gives to themselves without an order."""
ROLES_OF_UNIT = (Role.DRAFTER, Role.CHECKER, Role.EXECUTIVE, Role.ADMIN)
ROLES_OF_PAO = (Role.REGISTRAR, Role.ANALYST, Role.ADMIN)


class GrantRefused(ValueError):
    """A role that cannot be given or ended; `code` for the program, `sentence` for the person."""

    def __init__(self, code: str, sentence: Sentence) -> None:
        super().__init__(code)
        self.code, self.sentence = code, sentence


def roles_of(unit: OrgUnit) -> tuple[Role, ...]:
    """The roles that the staff of a unit, or of the อบจ., can hold."""
    return ROLES_OF_PAO if unit.kind == UnitKind.PAO else ROLES_OF_UNIT


def may_manage(person: User, unit: OrgUnit, day: date) -> bool:
    """Whether the person keeps the list of the unit's people."""
    return any(roles.holds(person, role, unit, day) for role in MANAGERS)


def _managed(actor: User, unit: OrgUnit) -> None:
    if not may_manage(actor, unit, today()):
        raise GrantRefused(
            "not-manager",
            Sentence(
                gettext_noop("Only the staff of %(unit)s can change its people."), {"unit": unit.short_name}
            ),
        )


def staff(unit: OrgUnit, day: date) -> list[RoleGrant]:
    """The roles that are held on `day` or will be, of active people, by role and day."""
    found = RoleGrant.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), unit=unit)
    order = list(Role.values)
    rows = found.filter(person__is_active=True).select_related("person", "made_by")
    return sorted(rows, key=lambda one: (order.index(one.role), one.starts_on, one.pk))


def past(unit: OrgUnit, day: date) -> list[RoleGrant]:
    """The roles that are over, latest first."""
    found = RoleGrant.objects.filter(unit=unit, ends_on__lt=day).select_related("person")
    return list(found.order_by("-ends_on", "-pk"))


def leaves_nobody(grant: RoleGrant, day: date) -> bool:
    """Whether nobody else holds the grant's role in its unit on `day`: said loudly, and no wall."""
    others = RoleGrant.objects.filter(
        roles.in_force(day), unit=grant.unit_id, role=grant.role, person__is_active=True
    )
    return not others.exclude(pk=grant.pk).exists()


@transaction.atomic
def give(
    unit: OrgUnit,
    person: User,
    role: str,
    *,
    starts_on: date,
    actor: User,
    ends_on: date | None = None,
    capacity: str = "",
    order_no: str = "",
) -> RoleGrant:
    """Give a role from a day to a day (both inclusive).

    Raises `GrantRefused`: not-manager, role-not-of-unit, ends-before-it-begins, capacity-needs-order,
    own-elevation (a checker or executive of one's own making needs an order), holds-already, no-mail.
    """
    _managed(actor, unit)
    if role not in roles_of(unit):
        raise GrantRefused(
            "role-not-of-unit",
            Sentence(gettext_noop("%(unit)s has no such role."), {"unit": unit.short_name}),
        )
    if ends_on is not None and ends_on < starts_on:
        raise GrantRefused(
            "ends-before-it-begins",
            Sentence(gettext_noop("The last day lies before the first. Please correct one of them.")),
        )
    if capacity and not order_no.strip():
        raise GrantRefused(
            "capacity-needs-order",
            Sentence(
                gettext_noop("Who acts as %(capacity)s does so by an order. Please write its number."),
                {"capacity": capacity},
            ),
        )
    if person == actor and role in ORDERED and not order_no.strip():
        raise GrantRefused(
            "own-elevation",
            Sentence(
                gettext_noop(
                    "Who checks or signs is not the one who gives themselves that role, unless an order says so. Please write the order's number."
                )
            ),
        )
    if not person.has_mail:
        raise GrantRefused(
            "no-mail",
            Sentence(
                gettext_noop("%(name)s needs an e-mail address to sign in. Please write one."),
                {"name": person.name},
            ),
        )
    overlap = Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on)
    if ends_on is not None:
        overlap &= Q(starts_on__lte=ends_on)
    if RoleGrant.objects.filter(overlap, unit=unit, person=person, role=role).exists():
        raise GrantRefused(
            "holds-already",
            Sentence(gettext_noop("%(name)s holds this role in those days already."), {"name": person.name}),
        )
    return RoleGrant.objects.create(
        unit=unit,
        person=person,
        role=role,
        starts_on=starts_on,
        ends_on=ends_on,
        capacity=capacity,
        order_no=order_no.strip(),
        made_by=actor,
    )


@transaction.atomic
def end(grant: RoleGrant, *, on: date, actor: User) -> RoleGrant:
    """End a role on its last day `on` (inclusive).

    Raises `GrantRefused`: not-manager, ends-before-it-begins, ends-later.
    """
    found = RoleGrant.objects.select_for_update().get(pk=grant.pk)
    _managed(actor, found.unit)
    if on < found.starts_on:
        raise GrantRefused(
            "ends-before-it-begins",
            Sentence(
                gettext_noop("The role begins on %(begins)s. Please write that day or a later one."),
                {"begins": found.starts_on},
            ),
        )
    if found.ends_on is not None and on > found.ends_on:
        raise GrantRefused(
            "ends-later",
            Sentence(
                gettext_noop("The role ends on %(ends)s already. Please write an earlier day."),
                {"ends": found.ends_on},
            ),
        )
    found.ends_on = on
    found.save(update_fields=["ends_on"])
    return found
