"""The people of a unit and their roles: who, since when, until when, in which standing. Give, end, delegate."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organisations import offices
from organisations.clock import today
from organisations.models import Handover, OrgUnit, Role, RoleGrant, User
from organisations.offices import GrantRefused
from organisations.people import PersonRefused
from tasks import invitations
from web import access, words
from web.access import Visitor
from web.fields import DayField
from web.joining import may_show
from web.posting import once
from web.seats import PersonForm

REFUSALS = (GrantRefused, PersonRefused)
OFFICE = gettext_lazy("of the executive, the permanent secretary … (e.g. นายก อบต.)")


def _row(grant: RoleGrant, unit: OrgUnit, day: date) -> dict[str, Any]:
    return {
        "grant": grant,
        "coming": grant.starts_on > day,
        "invited": may_show(grant.person, unit),
        "link": invitations.link_for(grant.person) if may_show(grant.person, unit) else "",
    }


@login_required
def people(request: Visitor) -> HttpResponse:
    """Who holds which role today and soon; what was; what was handed over; which roles nobody holds."""
    unit, day = access.managed_unit(request), today()
    rows = [_row(grant, unit, day) for grant in offices.staff(unit, day)]
    held = {row["grant"].role for row in rows if not row["coming"]}
    context = {
        "rows": rows,
        "past": offices.past(unit, day)[:30],
        "handed": Handover.objects.filter(unit=unit).select_related("giver", "taker")[:10],
        "nobody": [
            words.role(role) for role in offices.roles_of(unit) if role not in held and role in _NEEDED
        ],
        "has_process": unit.is_self_governing,
    }
    return render(request, "office/page.html", context)


_NEEDED = (Role.DRAFTER, Role.CHECKER, Role.EXECUTIVE, Role.REGISTRAR)
"""The roles whose lack is said: without a drafter nobody writes, without an executive nobody signs."""


class GiveForm(PersonForm):
    """Which role, who, in which standing, by which order, from when to when."""

    role = forms.ChoiceField(label=gettext_lazy("Role"))
    capacity = forms.ChoiceField(
        label=gettext_lazy("In which standing"),
        required=False,
        choices=[
            ("", gettext_lazy("as the holder of the office")),
            *[(one, one) for one in offices.CAPACITIES],
        ],
    )
    office = forms.CharField(
        label=gettext_lazy("for which office, when acting for it"),
        max_length=60,
        required=False,
        help_text=OFFICE,
    )
    order_no = forms.CharField(
        label=gettext_lazy("Number of the order (if there is one)"), max_length=60, required=False
    )
    starts_on = DayField(label=gettext_lazy("From"))
    ends_on = DayField(label=gettext_lazy("Until (left empty: until it is ended)"), required=False)
    field_order = (
        "role", "known", "name", "email", "phone", "capacity", "office", "order_no", "starts_on", "ends_on",
    )  # fmt: skip

    def __init__(self, data: Any, *, unit: OrgUnit, **kwargs: Any) -> None:
        super().__init__(data, unit=unit, **kwargs)
        self.fields["email"].label = _("E-mail address, for signing in")
        self.fields["role"].choices = [(role, words.role(role)) for role in offices.roles_of(unit)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not (given.get("known") or given.get("name")):
            self.add_error("name", _("Please choose a person or write a name."))
        return given


def _give(request: Visitor, form: GiveForm, unit: OrgUnit) -> User:
    given = form.cleaned_data
    person = form.person()
    standing = f"{given['capacity']}{given['office']}" if given["capacity"] else ""
    offices.give(
        unit,
        person,
        given["role"],
        starts_on=given["starts_on"],
        ends_on=given["ends_on"],
        capacity=standing,
        order_no=given["order_no"],
        actor=request.user,
    )
    invitations.wanted(person, unit)
    return person


@once
def give(request: Visitor) -> HttpResponse:
    """Give a role or delegate one; a newcomer is invited by mail to set a password of their own."""
    unit = access.managed_unit(request)
    form = GiveForm(request.POST or None, unit=unit, initial={"starts_on": today()})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                with transaction.atomic():
                    person = _give(request, form, unit)
            except REFUSALS as refused:
                form.add_error(None, words.say(refused.sentence))
            else:
                messages.success(
                    request,
                    _("%(name)s: %(role)s from %(day)s on.")
                    % {
                        "name": person.name,
                        "role": words.role(form.cleaned_data["role"]),
                        "day": words.day(form.cleaned_data["starts_on"]),
                    },
                )
                return redirect("office")
    return render(request, "office/give.html", {"form": form}, status=status)


class EndForm(forms.Form):
    """The last day of a role."""

    on = DayField(label=gettext_lazy("Last day"))
    sure = forms.BooleanField(
        label=gettext_lazy("I have checked the name and the day"),
        error_messages={"required": gettext_lazy("Please tick this when the name and the day are right.")},
    )


@once
def end(request: Visitor, grant_id: str) -> HttpResponse:
    """End a role without a successor: a page that says what follows from it and asks for a tick."""
    grant = access.grant(request, grant_id)  # type: ignore[arg-type]
    form = EndForm(request.POST or None, initial={"on": today()})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                offices.end(grant, on=form.cleaned_data["on"], actor=request.user)
            except GrantRefused as refused:
                form.add_error("on", words.say(refused.sentence))
            else:
                messages.success(
                    request,
                    _("The role of %(name)s ends on %(day)s.")
                    % {"name": grant.person.name, "day": words.day(form.cleaned_data["on"])},
                )
                return redirect("office")
    context = {"grant": grant, "form": form, "nobody": offices.leaves_nobody(grant, today())}
    return render(request, "office/end.html", context, status=status)
