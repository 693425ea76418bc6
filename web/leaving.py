"""What somebody reads who holds no role and no seat any more: why, since when, and whom to ask."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from committee.models import SeatTerm
from organisations import roles
from organisations.clock import today
from organisations.models import Handover, OrgUnit, Role, RoleGrant, User

OPEN_TO_ALL = {"/accounts/logout/", "/health/"}
"""The addresses that answer whoever is signed in."""


def _last(person: User) -> dict[str, Any]:
    """The last thing they held or, when it is still to come, the first: unit, role or seat, day."""
    day = today()
    coming = RoleGrant.objects.filter(person=person, starts_on__gt=day).select_related("unit")
    grant = coming.order_by("starts_on").first()
    if grant is not None:
        return {"unit": grant.unit, "role": grant.role, "begins": grant.starts_on}
    grant = (
        RoleGrant.objects.filter(person=person, ends_on__lt=day)
        .select_related("unit")
        .order_by("-ends_on")
        .first()
    )
    term = (
        SeatTerm._base_manager.filter(person=person, ends_on__lt=day)
        .select_related("seat__committee__unit")
        .order_by("-ends_on")
        .first()
    )
    seat_ended = term.ends_on if term else None
    grant_ended = grant.ends_on if grant else None
    if term is not None and seat_ended and (grant_ended is None or seat_ended > grant_ended):
        return {"unit": term.seat.committee.unit, "role": "member", "ended": seat_ended}
    if grant is None:
        return {}
    handed = Handover.objects.filter(giver=person, unit=grant.unit, role=grant.role).first()
    return {
        "unit": grant.unit,
        "role": grant.role,
        "ended": grant_ended,
        "taker": handed.taker if handed else None,
    }


def _whom_to_ask(unit: OrgUnit | None) -> list[User]:
    wanted = (Role.DRAFTER, Role.ADMIN, Role.REGISTRAR)
    return roles.people_with(wanted, unit, today()) if unit else []


def refused(request: HttpRequest, person: User) -> HttpResponse:
    """The answer to who holds nothing today (403)."""
    last = _last(person)
    context = {"last": last, "ask": _whom_to_ask(last.get("unit")), "leaver": person}
    response = render(request, "errors/no_role.html", context, status=403)
    response["Cache-Control"] = "no-store"
    return response
