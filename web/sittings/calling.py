"""Calling a meeting: when, where, with which reports; what is not as the rules have it asks for its reason."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from committee import seating
from committee import sitting as sittings
from committee.models import Mode, Sitting
from documents.models import Document, State
from organisations import law
from organisations.clock import now, today
from organisations.models import OrgUnit
from web import access, words
from web.access import Visitor
from web.fields import DayField, TimeField
from web.posting import once
from web.refusals import status_of
from web.sittings.common import MODES, MORNING, moment_of
from workflow import guards, moves
from workflow.refusals import WorkflowError

DAYS_AHEAD = 7
MEETINGS = [(mode, MODES[mode]) for mode in (Mode.MEETING, Mode.ELECTRONIC)]


class CallForm(forms.Form):
    """What the invitation says, and the reasons that are asked for where there are some to give."""

    mode = forms.ChoiceField(
        label=gettext_lazy("How"), choices=MEETINGS, widget=forms.RadioSelect, initial=Mode.MEETING
    )
    held_on = DayField(label=gettext_lazy("Day of the meeting"))
    held_time = TimeField(label=gettext_lazy("Time"), initial=MORNING)
    place = forms.CharField(label=gettext_lazy("Place"), max_length=200, required=False)
    online = forms.CharField(
        label=gettext_lazy("Address of the electronic meeting (optional)"), max_length=300, required=False
    )
    reports = forms.MultipleChoiceField(
        label=gettext_lazy("Reports on the agenda"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Please tick at least one report for the agenda.")},
    )
    message = forms.CharField(
        label=gettext_lazy("Message to the members (optional)"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    composition_reason = forms.CharField(
        label=gettext_lazy("Reason for the composition"), max_length=500, required=False
    )
    authority = forms.CharField(
        label=gettext_lazy("Authority (order, letter, provision)"), max_length=200, required=False
    )
    notice_reason = forms.CharField(
        label=gettext_lazy("Why the notice is short"), max_length=300, required=False
    )

    def __init__(self, *args: Any, ready: list[Document], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reports"].choices = [(one.key, words.obligation(one.obligation)) for one in ready]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("mode") == Mode.MEETING and not (given.get("place") or "").strip():
            self.add_error("place", _("Please write where the meeting is held."))
        return given


def candidates(unit: OrgUnit) -> tuple[list[Document], list[tuple[Document, Any]]]:
    """The unit's reports that can go on an agenda, and those that cannot yet, each with its refusal."""
    writable = Document.objects.filter(unit=unit, state__in=(State.DRAFTING, State.RETURNED, State.CHECKING))
    ready, waiting = [], []
    for document in writable.select_related("unit", "plan", "obligation__period").order_by(
        "obligation__due_on"
    ):
        refusal = guards.house_has_read(document)
        if refusal is None and document.state != State.CHECKING:
            refusal = guards.may_leave(document) or guards.every_issue_has_a_reply(document)
        if refusal is None:
            ready.append(document)
        else:
            waiting.append((document, refusal))
    return ready, waiting


def _pack(unit: OrgUnit, documents: list[Document]) -> law.Pack:
    kept = unit.law_packs.order_by("-from_year", "pk").first()
    if documents:
        return law.load(documents[0].obligation.law)
    return law.load(kept.pack) if kept else law.packs()[0]


@transaction.atomic
def _call(request: Visitor, unit: OrgUnit, given: dict[str, Any], ready: list[Document]) -> Sitting:
    """Call the meeting and put every ticked report on its agenda: all of it or nothing."""
    how = sittings.Call(
        mode=given["mode"],
        held_at=moment_of(given["held_on"], given["held_time"]),
        place=given["place"].strip(),
        online=given["online"].strip(),
        message=given["message"].strip(),
        composition_reason=given["composition_reason"],
        authority=given["authority"],
        notice_reason=given["notice_reason"],
    )
    chosen = [one for one in ready if one.key in given["reports"]]
    called = moves.call_sitting(unit, how, actor=request.user, pack=_pack(unit, chosen))
    for document in chosen:
        moves.refer(document, actor=request.user, where=called)
    return called


@once
def call(request: Visitor) -> HttpResponse:
    """Call a meeting of the unit's committee."""
    unit = access.own_unit(request)
    if not access.is_drafter(request, unit):
        return render(request, "errors/403.html", status=403)
    committee = seating.committee_of(unit, today())
    ready, waiting = candidates(unit)
    last = Sitting.objects.filter(committee__unit=unit).exclude(place="").order_by("-pk").first()
    mode = committee.usual_mode if committee and committee.usual_mode != Mode.CIRCULATION else Mode.MEETING
    initial = {
        "mode": mode,
        "held_on": today() + timedelta(days=DAYS_AHEAD),
        "held_time": MORNING,
        "place": last.place if last else "",
        "reports": [one.key for one in ready],
    }
    form = CallForm(request.POST or None, ready=ready, initial=initial)
    pack = _pack(unit, ready)
    status, short = 200, False
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                called = _call(request, unit, form.cleaned_data, ready)
            except WorkflowError as refusal:
                short = refusal.code == "short-notice"
                form.add_error("notice_reason" if short else None, str(refusal))
                status = status_of(refusal)
            else:
                count = len(form.cleaned_data["reports"])
                told = ngettext(
                    "The meeting is called, with %(count)s report on its agenda. Its papers are ready below.",
                    "The meeting is called, with %(count)s reports on its agenda. Its papers are ready below.",
                    count,
                )
                messages.success(request, told % {"count": count})
                return redirect("sitting", called.public_id)
    context = {
        "form": form,
        "committee": committee,
        "wrong": seating.composition(committee, today(), pack) if committee else [],
        "notice_days": pack.quorum.notice_days,
        "short": short or bool(form["notice_reason"].value()),
        "waiting": waiting,
        "terms": seating.terms_on(committee, today()) if committee else {},
    }
    return render(request, "sitting/call.html", context, status=status)


def upcoming(unit: OrgUnit) -> list[Sitting]:
    """The meetings of the unit's committee that still take reports on their agenda, the soonest first."""
    meetings = Sitting.objects.filter(
        committee__unit=unit, begun_at__isnull=True, ended_at__isnull=True, held_at__gt=now()
    )
    return list(meetings.exclude(mode=Mode.CIRCULATION).select_related("committee").order_by("held_at"))
