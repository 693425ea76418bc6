"""One report: its hub, its parts in words, its Word paper."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committee import sitting
from documents import findings, form2, restating, sheets, writing
from documents.models import Document, FormKind, Section, State
from organisations.clock import today
from papers.models import Package
from surveys.models import Questionnaire
from tasks import watched
from tasks.models import Job
from web import access, shares
from web.access import Visitor
from web.posting import once
from web.sheets.filling import shape_of
from web.sheets.paper import place_of
from workflow import guards, house, permissions, timeline

STEPS = (
    (gettext_lazy("Draft"), (State.DRAFTING, State.RETURNED, State.CHECKING)),
    (gettext_lazy("Committee"), (State.IN_REVIEW,)),
    (gettext_lazy("Send"), (State.APPROVED, State.SIGNED)),
    (gettext_lazy("PAO"), (State.SUBMITTED,)),
)


def _counted(found: list[findings.Finding]) -> dict[str, Any]:
    return {
        "must": sum(one.level == findings.Level.MUST_FIX for one in found),
        "should": sum(one.level == findings.Level.SHOULD_CHECK for one in found),
    }


def _table_parts(document: Document) -> dict[str, Any]:
    """What the hub says of a Form 2."""
    form = form2.load(document)
    return _counted(form.findings()) | {
        "filled": sum(bool(view.row.status) for view in form.rows),
        "total": len(form.rows),
        "parts": shares.parts_of(form, _("All strategies")) if form.rows else [],
        "ledger": form.ledger,
        "p3": form2.section(form, Section.P3),
        "p4": form2.section(form, Section.P4),
    }


def _sheet_parts(document: Document) -> dict[str, Any]:
    """What the hub says of a form made of a template."""
    shape = shape_of(document)
    asked = Questionnaire.objects.filter(
        unit=document.unit,
        kind=document.kind,
        fiscal_year=document.obligation.period.fiscal_year,
        withdrawn_at__isnull=True,
    ).first()
    revision = guards.last_revision(document)
    moved = sheets.moved(document)
    names = place_of(revision.data) if moved and revision else {}
    return _counted(shape.sheet.findings()) | {
        "moved": [(names.get(one.cell, one.cell), one) for one in moved],
        "pages": shape.parts(),
        "sheet": shape.sheet,
        "sealed": shape.sheet.sources.sealed,
        "survey": asked,
        "asks_people": document.kind in (FormKind.FORM3_2, FormKind.FORM3_3),
        "missing": shape.sheet.sources.open,
    }


@login_required
def report(request: Visitor, document_id: str) -> HttpResponse:
    """The hub of one report: where it stands, what is to be done, what was made of it."""
    document = access.staff_document(request, document_id)  # type: ignore[arg-type]
    revision = guards.last_revision(document)
    context: dict[str, Any] = {
        **(_table_parts(document) if document.kind == FormKind.FORM2 else _sheet_parts(document)),
        "document": document,
        "obligation": document.obligation,
        "due": document.fix_by or document.obligation.due_on,
        "today": today(),
        "restatements": restating.open_for(document),
        "steps": [(name, document.state in states) for name, states in STEPS],
        "item": sitting.open_item(document),
        "issues": guards.open_issues(document) if document.state == State.RETURNED else [],
        "drafter": access.is_drafter(request, document.unit),
        "jobs": Job.objects.filter(subject_key=document.public_id)[:5],
        "package": Package.objects.filter(revision=revision).select_related("file").first()
        if revision
        else None,
        "revision": revision,
        "stamp": timeline.stamp(document),
        "house": house.steps_of(document),
        "waits_for": house.way_of(document).next if document.state == State.CHECKING else "",
        "cancel_asked": guards.cancel_asked(document),
        "correction": guards.correction_asked(document),
    }
    if context["item"] is not None:
        context["tally"] = sitting.tally(context["item"], document)
        context["chair"] = permissions.is_chair(document, request.user)
    return render(request, "report/page.html", context)


class SectionForm(forms.Form):
    """Parts 3 and 4 in words."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=gettext_lazy("Problems and obstacles"), widget=forms.Textarea(attrs={"rows": 4}), required=False
    )
    second_text = forms.CharField(
        label=gettext_lazy("Suggestions"), widget=forms.Textarea(attrs={"rows": 4}), required=False
    )
    number = forms.IntegerField(
        label=gettext_lazy("Subsidised projects with too little money to carry out (item 7)"),
        min_value=0,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "money"}),
    )
    nothing_to_report = forms.BooleanField(
        label=gettext_lazy("Nothing to report in this part"), required=False
    )


@once
def section(request: Visitor, document_id: str, name: str) -> HttpResponse:
    """Fill in part 3 (item 7) or part 4."""
    document = access.staff_document(request, document_id)  # type: ignore[arg-type]
    if name not in (Section.P3, Section.P4) or document.kind != FormKind.FORM2:
        raise Http404
    form2_now = form2.load(document)
    answer = form2.section(form2_now, name)
    initial = {
        "version": answer.version,
        "text": answer.text,
        "second_text": answer.second_text,
        "number": answer.number,
        "nothing_to_report": answer.nothing_to_report,
    }
    form = SectionForm(request.POST or None, initial=initial)
    for field in ("number",) if name == Section.P4 else ("text", "second_text"):
        del form.fields[field]
    status, stale = 200, None
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                writing.save_section(document, name, actor=request.user, **form.cleaned_data)
            except writing.StaleRow:
                status, stale = 409, answer
            except writing.NotEditable:
                return render(request, "errors/not_editable.html", {"document": document}, status=409)
            else:
                messages.success(request, _("Saved."))
                return redirect("report", document.public_id)
    subsidies = [
        (view, line) for view in form2_now.rows for line in view.lines if line.line.fund == "earmarked_grant"
    ]
    return render(
        request,
        "section/page.html",
        {
            "document": document,
            "obligation": document.obligation,
            "form": form,
            "name": name,
            "part": 4 if name == Section.P4 else 3,
            "subsidies": subsidies,
            "last": form2.last_texts(document) if name == Section.P4 else ("", "", ""),
            "cells": form2_now.figures.cells,
            "stale": stale,
            "editable": document.is_editable,
        },
        status=status,
    )


@once
def word(request: Visitor, document_id: str) -> HttpResponse:
    """Ask for the Word report; the worker writes it."""
    document = access.staff_document(request, document_id)  # type: ignore[arg-type]
    if request.method != "POST":
        return redirect("report", document.public_id)
    job = watched.ask("report.docx", document, actor=request.user)
    return redirect("job", job.public_id)
