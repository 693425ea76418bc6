"""Handing a role over, and the list of open work that the successor reads, on the page and on paper."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents import files
from organisations.clock import today
from organisations.models import Handover, OrgUnit, RoleGrant
from papers import handing as paper_of
from tasks import briefing, handing, invitations
from tasks.wording import day
from web import access, words
from web.access import Visitor
from web.divisions import download
from web.fields import DayField
from web.joining import may_show
from web.office import REFUSALS
from web.posting import once
from web.seats import PersonForm


class HandoverForm(PersonForm):
    """Who follows, from which day on, and what the giver wants to say."""

    on_day = DayField(label=gettext_lazy("From which day on"))
    order_no = forms.CharField(
        label=gettext_lazy("Number of the order (if there is one)"), max_length=60, required=False
    )
    note = forms.CharField(
        label=gettext_lazy("What should be known besides"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    sure = forms.BooleanField(
        label=gettext_lazy("I have checked the name and the day"),
        error_messages={"required": gettext_lazy("Please tick this when the name and the day are right.")},
    )
    field_order = ("known", "name", "email", "phone", "on_day", "order_no", "note", "sure")

    def __init__(self, data: Any, *, unit: OrgUnit, **kwargs: Any) -> None:
        super().__init__(data, unit=unit, **kwargs)
        self.fields["email"].label = _("E-mail address, for signing in")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not (given.get("known") or given.get("name")):
            self.add_error("name", _("Please choose a person or write a name."))
        return given


def _hand_over(request: Visitor, form: HandoverForm, grant: RoleGrant) -> Handover:
    given = form.cleaned_data
    return handing.hand_over(
        grant,
        form.person(),
        on_day=given["on_day"],
        order_no=given["order_no"],
        note=given["note"],
        actor=request.user,
    )


@once
def hand_over(request: Visitor, grant_id: str) -> HttpResponse:
    """Hand a role over to a successor; shows beforehand how much open work goes along."""
    grant = access.grant(request, grant_id)  # type: ignore[arg-type]
    unit = grant.unit
    form = HandoverForm(
        request.POST or None,
        unit=unit,
        leave_out=frozenset({grant.person_id}),
        initial={"on_day": today()},
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                with transaction.atomic():
                    handed = _hand_over(request, form, grant)
            except REFUSALS as refused:
                form.add_error(None, words.say(refused.sentence))
            else:
                messages.success(
                    request,
                    _("%(taker)s takes over from %(giver)s on %(day)s.")
                    % {
                        "taker": handed.taker.name,
                        "giver": handed.giver.name,
                        "day": words.day(handed.on_day),
                    },
                )
                return (
                    redirect("door")
                    if handed.giver == request.user
                    else redirect("handover", handed.public_id)
                )
    parts = _parts(briefing.gather(unit, grant.person, today()))
    context = {"grant": grant, "form": form, "parts": parts}
    return render(request, "office/hand_over.html", context, status=status)


def _parts(items: list[briefing.Item]) -> list[dict[str, Any]]:
    """A briefing by its parts, in the language that is active now."""
    found: dict[str, list[dict[str, str]]] = {}
    for item in items:
        found.setdefault(item["part"], []).append(
            {
                "text": briefing.text_of(item),
                "holder": _(briefing.HOLDERS[item["holder"]]),
                "since": day(item["since"]) if item["since"] else "",
                "due": day(item["due"]) if item["due"] else "",
                "path": item["path"],
            }
        )
    return [{"title": _(briefing.PARTS[part]), "rows": rows} for part, rows in found.items()]


@once
def page(request: Visitor, handover_id: str) -> HttpResponse:
    """The briefing of a handover; written anew by a press, until its day has come."""
    handed = access.handover(request, handover_id)  # type: ignore[arg-type]
    ahead = handed.on_day >= today()
    if request.method == "POST" and ahead:
        handing.write_anew(handed)
        return redirect("handover", handed.public_id)
    shown = may_show(handed.taker, handed.unit)
    context = {
        "handed": handed,
        "parts": _parts(handed.briefing),
        "count": len(handed.briefing),
        "ahead": ahead,
        "link": invitations.link_for(handed.taker) if shown else "",
    }
    return render(request, "office/handover.html", context)


@login_required
def paper(request: Visitor, handover_id: str) -> HttpResponse:
    """The briefing as a Word file: Thai, with Thai digits."""
    handed = access.handover(request, handover_id)  # type: ignore[arg-type]
    with translation.override("th"):
        told = paper_of.Briefing(
            office=handed.unit.name,
            role=words.role(handed.role),
            giver=handed.giver.name,
            taker=handed.taker.name,
            on_day=handed.on_day,
            dated=localtime(handed.made_at).date(),
            note=handed.note,
            parts=[
                paper_of.Part(
                    part["title"],
                    [(row["text"], row["holder"], row["since"], row["due"]) for row in part["rows"]],
                )
                for part in _parts(handed.briefing)
            ],
        )
        data = paper_of.write(told)
    return download(data, f"บัญชีส่งมอบงาน-{handed.unit.short_name}.docx", files.WORD)
