"""The unit's committee: its seats today, and the recording of the order that appointed it."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committee import seating
from committee.models import Office, Seat, SeatGroup
from organisations import law
from organisations.clock import today
from organisations.models import User
from web import access
from web.access import Visitor
from web.fields import DayField
from web.posting import once
from web.review import GROUP_WORDS

PACK = "handbook-quarterly"
TERM_YEARS = 4


@login_required
def committee(request: Visitor) -> HttpResponse:
    """The eleven seats: who sits, since when, and what is not as composed."""
    unit = access.own_unit(request)
    body = seating.committee_of(unit, today())
    rows, wrong = [], []
    if body is not None:
        terms = seating.terms_on(body, today())
        wrong = seating.composition(body, today(), law.load(PACK))
        for group in SeatGroup:
            seats = [
                (place, terms.get(place.pk)) for place in Seat.objects.filter(committee=body, group=group)
            ]
            rows.append({"name": GROUP_WORDS[group], "seats": seats})
    context = {
        "body": body,
        "rows": rows,
        "wrong": wrong,
        "today": today(),
        "drafter": access.is_drafter(request, unit),
    }
    return render(request, "committee/page.html", context)


class OrderForm(forms.Form):
    """The order of appointment, and a name and an address for each seat; a seat may stay vacant."""

    order_no = forms.CharField(label=gettext_lazy("Number of the order"), max_length=60)
    order_date = DayField(label=gettext_lazy("Day of the order"))
    chair = forms.IntegerField(required=False)
    secretary = forms.IntegerField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places: list[tuple[int, str]] = []
        for group in law.load(PACK).committee.groups:
            for _seat in range(group.quota):
                number = len(self.places) + 1
                self.places.append((number, group.key))
                self.fields[f"name-{number}"] = forms.CharField(max_length=150, required=False)
                self.fields[f"email-{number}"] = forms.EmailField(required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not any(given.get(f"name-{number}") for number, _ in self.places):
            raise forms.ValidationError(_("Please write the name of at least one member."))
        seen: set[str] = set()
        for number, _group in self.places:
            name, email = given.get(f"name-{number}"), (given.get(f"email-{number}") or "").lower()
            if name and not email and f"email-{number}" not in self.errors:
                self.add_error(
                    f"email-{number}",
                    _("Seat %(number)s: please write an e-mail address.") % {"number": number},
                )
            if email and email in seen:
                self.add_error(
                    f"email-{number}",
                    _("Seat %(number)s: this address stands at another seat already.") % {"number": number},
                )
            seen.add(email)
        for office in ("chair", "secretary"):
            chosen = given.get(office)
            if chosen and not given.get(f"name-{chosen}"):
                self.add_error(
                    None, _("The seat chosen for an office has no name. Please choose another seat.")
                )
        if given.get("chair") and given.get("chair") == given.get("secretary"):
            self.add_error(
                None, _("Chair and secretary are two persons. Please choose another seat for one of them.")
            )
        return given


def _rows(form: OrderForm) -> list[dict[str, Any]]:
    return [
        {
            "number": number,
            "group": GROUP_WORDS[SeatGroup(group)],
            "name": form[f"name-{number}"],
            "email": form[f"email-{number}"],
        }
        for number, group in form.places
    ]


@transaction.atomic
def _appoint(request: Visitor, form: OrderForm) -> list[dict[str, str]]:
    """Make the committee and its people; who is new gets a password that is shown once."""
    given, unit = form.cleaned_data, access.own_unit(request)
    since = given["order_date"]
    body = seating.appoint(unit, order_no=given["order_no"], order_date=since, pack=law.load(PACK))
    until = since.replace(year=since.year + TERM_YEARS, day=min(since.day, 28))
    cards = []
    for place in Seat.objects.filter(committee=body):
        name, email = given[f"name-{place.number}"], given[f"email-{place.number}"].lower()
        if not name:
            continue
        member = User.objects.filter(email=email).first()
        password = ""
        if member is None:
            first, _space, last = name.partition(" ")
            password = "-".join(secrets.token_hex(2) for _ in range(4))
            member = User.objects.create_user(email, password, first_name=first, last_name=last)
        office = Office.MEMBER
        if place.number == given.get("chair"):
            office = Office.CHAIR
        elif place.number == given.get("secretary"):
            office = Office.SECRETARY
        seating.seat(place, member, starts_on=since, ends_on=until, office=office, order_no=given["order_no"])
        cards.append({"name": member.name, "email": email, "password": password})
    return cards


@once
def record(request: Visitor) -> HttpResponse:
    """Record an order of appointment. The passwords of new members are shown on the answer, once."""
    unit = access.own_unit(request)
    if not access.is_drafter(request, unit):
        return render(request, "errors/403.html", status=403)
    form = OrderForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                cards = _appoint(request, form)
            except seating.SeatTaken as taken:
                form.add_error(None, str(taken.sentence))
            else:
                return render(request, "committee/recorded.html", {"cards": cards})
    return render(request, "committee/record.html", {"form": form, "rows": _rows(form)}, status=status)
