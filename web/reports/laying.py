"""Laying a report before the committee: by circulation or on the agenda of a meeting; taking it back."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committee import seating
from committee.models import Sitting
from documents.models import State
from organisations import law
from organisations.clock import today
from web import access, words
from web.access import Visitor
from web.fields import DayField
from web.posting import once
from web.refusals import status_of
from web.sittings import calling
from workflow import guards, moves
from workflow.refusals import WorkflowError


class ReferForm(forms.Form):
    """What goes to the members with the report; before a meeting that was called it needs no day of its own."""

    where = forms.ChoiceField(label=gettext_lazy("Where it is decided"), required=False)
    closes_on = DayField(label=gettext_lazy("Opinions until the end of"), required=False)
    message = forms.CharField(
        label=gettext_lazy("Message to the members (optional)"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )
    composition_reason = forms.CharField(
        label=gettext_lazy("Reason for the composition"), max_length=500, required=False
    )
    authority = forms.CharField(
        label=gettext_lazy("Authority (order, letter, provision)"), max_length=200, required=False
    )
    sure = forms.BooleanField(
        label=gettext_lazy("I have checked the figures"),
        error_messages={"required": gettext_lazy("Please tick that you have checked the figures.")},
    )

    def __init__(self, *args: Any, meetings: list[Sitting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["where"].choices = [  # type: ignore[attr-defined]
            ("", _("by circulation, each member answers alone")),
            *((one.key, sitting_name(one)) for one in meetings),
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("where") and not given.get("closes_on") and "closes_on" not in self.errors:
            self.add_error("closes_on", _("Please write until when opinions can be given."))
        return given


def sitting_name(one: Sitting) -> str:
    """A meeting as a choice: its number and its moment."""
    return _("meeting no. %(number)s/%(year)s on %(moment)s") % {
        "number": one.number,
        "year": one.year,
        "moment": words.moment(one.held_at),
    }


@once
def refer(request: Visitor, document_id: str) -> HttpResponse:
    """Lay the report before the committee: who gets it, until when, and what must still be done."""
    document = access.staff_document(request, document_id)  # type: ignore[arg-type]
    committee = seating.committee_of(document.unit, today())
    terms = list(seating.terms_on(committee, today()).values()) if committee else []
    pack = law.load(document.obligation.law)
    wrong = seating.composition(committee, today(), pack) if committee else []
    meetings = calling.upcoming(document.unit)
    initial = {"closes_on": today() + timedelta(days=7), "where": meetings[0].key if meetings else ""}
    form = ReferForm(request.POST or None, meetings=meetings, initial=initial)
    blocked = None
    if request.method != "POST" and document.is_editable:
        blocked = guards.house_has_read(document) or guards.may_leave(document)
        blocked = blocked or guards.every_issue_has_a_reply(document)
    elif request.method != "POST" and document.state == State.CHECKING:
        blocked = guards.house_has_read(document)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            where = next((one for one in meetings if one.key == given["where"]), None)
            closes = datetime.combine(given["closes_on"] or today(), time(16, 30))
            try:
                moves.refer(
                    document,
                    actor=request.user,
                    where=where,
                    closes_at=timezone.make_aware(closes),
                    message=given["message"],
                    composition_reason=given["composition_reason"],
                    authority=given["authority"],
                )
            except WorkflowError as refusal:
                form.add_error(None, str(refusal))
                status = status_of(refusal)
            else:
                told = _("Sent to %(count)s members.") % {"count": len(terms)}
                messages.success(request, _("It is on the agenda.") if where else told)
                return redirect("report", document.public_id)
    return render(
        request,
        "refer/page.html",
        {
            "document": document,
            "obligation": document.obligation,
            "form": form,
            "terms": terms,
            "wrong": wrong,
            "blocked": blocked,
            "committee": committee,
            "meetings": meetings,
        },
        status=status,
    )


@once
def take_back(request: Visitor, document_id: str) -> HttpResponse:
    """Take a report back from the committee."""
    document = access.staff_document(request, document_id)  # type: ignore[arg-type]
    if request.method == "POST":
        try:
            moves.take_back(document, actor=request.user)
            messages.success(request, _("It is back with you and can be edited."))
        except WorkflowError as refusal:
            return render(request, "errors/refused.html", {"refusal": refusal}, status=status_of(refusal))
    return redirect("report", document.public_id)
