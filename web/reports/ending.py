"""What ends a report or begins its next revision: cancelled by two persons, opened again after it was sent."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.models import Document, State
from organisations.models import Role
from web import access
from web.access import Visitor
from web.paper import place_of
from web.posting import once
from web.refusals import status_of
from workflow import guards, moves
from workflow.refusals import WorkflowError


class CancelForm(forms.Form):
    """Why a report need not be made, and by which paper."""

    reason = forms.CharField(
        label=gettext_lazy("Why it need not be made"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
    )
    granted_by = forms.CharField(
        label=gettext_lazy("Who granted it: letter, order or announcement with its number and day"),
        max_length=300,
    )


def _acts(request: Visitor, document: Document) -> set[str]:
    return {grant.role for grant in request.grants if grant.unit_id == document.unit_id}


@once
def cancel(request: Visitor, document_id: str) -> HttpResponse:
    """Ask that a report need not be made; somebody else, a checker, confirms it."""
    document = access.staff_document(request, document_id)  # type: ignore[arg-type]
    confirms = request.POST.get("act") == "confirm"
    form = CancelForm(request.POST if request.method == "POST" and not confirms else None)
    status, error = 200, ""
    if request.method == "POST":
        status = 422
        try:
            if confirms:
                moves.cancel(document, actor=request.user)
                messages.success(request, _("It is cancelled; the obligation is waived."))
                return redirect("report", document.public_id)
            if form.is_valid():
                moves.ask_cancel(document, actor=request.user, **form.cleaned_data)
                messages.success(
                    request, _("It was asked. The head of office or the permanent secretary confirms it.")
                )
                return redirect("cancel", document.public_id)
        except WorkflowError as refusal:
            status, error = status_of(refusal), str(refusal)
    document.refresh_from_db()
    asked, acts = guards.cancel_asked(document), _acts(request, document)
    context: dict[str, Any] = {
        "document": document,
        "obligation": document.obligation,
        "form": form,
        "error": error,
        "asked": asked,
        "over": document.state in (State.SUBMITTED, State.CANCELLED),
        "may_ask": Role.DRAFTER in acts,
        "may_confirm": Role.CHECKER in acts and asked is not None and asked.actor_id != request.user.pk,
    }
    return render(request, "cancel/page.html", context, status=status)


class ReopenForm(forms.Form):
    """Why a sent report is opened again."""

    reason = forms.CharField(
        label=gettext_lazy("Why it is opened again"), widget=forms.Textarea(attrs={"rows": 3}), max_length=500
    )


@once
def reopen(request: Visitor, document_id: str) -> HttpResponse:
    """Begin the next revision of a sent report, with the points that the อบจ. asks to look at again."""
    document = access.staff_document(request, document_id)  # type: ignore[arg-type]
    asked = guards.correction_asked(document)
    initial = {"reason": _("The PAO kindly asked to look at it again.") if asked else ""}
    form = ReopenForm(request.POST or None, initial=initial)
    status, error = 200, ""
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                moves.reopen(document, actor=request.user, reason=form.cleaned_data["reason"])
            except WorkflowError as refusal:
                status, error = status_of(refusal), str(refusal)
            else:
                messages.success(request, _("A new revision is begun. What was sent stays as it is."))
                return redirect("issues" if asked else "report", document.public_id)
    revision = guards.last_revision(document)
    names = place_of(revision.data) if revision else {}
    points = asked.facts.get("points", ()) if asked else ()
    context: dict[str, Any] = {
        "document": document,
        "obligation": document.obligation,
        "form": form,
        "error": error,
        "asked": asked,
        "points": [{"where": names.get(one["anchor"], one["anchor"]), "text": one["text"]} for one in points],
        "ready": document.state == State.SUBMITTED,
        "may": Role.DRAFTER in _acts(request, document),
    }
    return render(request, "reopen/page.html", context, status=status)
