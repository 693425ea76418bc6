"""A proposal to restate: what a corrected earlier period would change here; taken or declined by the drafter."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from documents import forms
from web import access
from web.access import Visitor
from web.comparing import as_sentences, places
from web.posting import once
from web.refusals import status_of
from workflow import restatements
from workflow.refusals import WorkflowError

SUMS = ("p2.list.", "p2.t5.", "p3.t6.")


@once
def page(request: Visitor, document_id: str, restatement_id: str) -> HttpResponse:
    """Old and new of each dependent cell, and the two answers."""
    document = access.staff_document(request, document_id)  # type: ignore[arg-type]
    proposal = access.restatement(document, restatement_id)  # type: ignore[arg-type]
    error, status = "", 200
    if request.method == "POST":
        try:
            if "take" in request.POST:
                restatements.take(proposal, actor=request.user)
                messages.success(
                    request, _("The corrected figures stand in this report now. Check it and refer it again.")
                )
            else:
                restatements.decline(proposal, actor=request.user, reason=request.POST.get("reason", ""))
                messages.success(request, _("The figures stay as they are; the reason is kept."))
        except WorkflowError as refusal:
            error, status = str(refusal), status_of(refusal)
        else:
            return redirect("report", document.public_id)
    names = places(forms.content(document, 1))
    cells = [one for one in proposal.cells if not one["cell"].startswith(SUMS)]
    return render(
        request,
        "restating/page.html",
        {
            "document": document,
            "obligation": document.obligation,
            "proposal": proposal,
            "because": proposal.because,
            "cells": as_sentences(cells, names),
            "sums": len(proposal.cells) - len(cells),
            "error": error,
            "open": proposal.decision == "open",
            "editable": access.is_drafter(request, document.unit),
            "sent": document.state == "submitted",
        },
        status=status,
    )
