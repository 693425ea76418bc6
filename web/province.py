"""The อบจ.'s pages: who has sent what, and the desk where packages arrive."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents import obligations
from documents.models import FormKind, Obligation, State
from documents.words import OUTSIDE
from organisations import calendar
from organisations.clock import now, today
from organisations.models import SELF_GOVERNING, OrgUnit, Role
from organisations.scope import within
from organisations.sentences import Sentence
from province import desk, intake
from province.models import Desk, Receipt, Refused, Submission
from web import access, paper, words
from web.access import Visitor
from web.opinion import PointsForm
from web.posting import once
from web.refusals import status_of
from web.templatetags.tidtam import BADGE
from workflow.refusals import WorkflowError

DESK_WORDS = {
    Desk.ARRIVED: (gettext_lazy("Arrived"), "arrived", "arrived"),
    Desk.REGISTERED: (gettext_lazy("Registered"), "registered", "registered"),
    Desk.RECORDED: (gettext_lazy("Recorded"), "recorded", "recorded"),
    Desk.CORRECTION_ASKED: (gettext_lazy("Correction asked"), "ask", "ask"),
    Desk.REPLACED: (gettext_lazy("Replaced by a later revision"), "none", "replaced"),
}


def _cell(owed: Obligation, submission: Submission | None, day: Any) -> dict[str, Any]:
    """One cell: the state on one line, lateness on the next; an overdue one never vanishes."""
    status = obligations.status(owed, day)
    late = (day - owed.due_on).days
    cell: dict[str, Any] = {"late": 0, "url": "", "empty": False}
    if submission is not None:
        said, css, mark = DESK_WORDS[Desk(submission.desk)]
        cell |= {"word": said, "css": css, "glyph": mark, "submission": submission}
        cell["empty"] = any(one["code"] == "empty" for one in submission.checks)
        return cell
    document = obligations.document_of(owed)
    if getattr(owed, "act", None) is not None:
        return cell | {"word": _("Made on paper"), "css": "none", "glyph": "signed"}
    if status == obligations.Status.WAIVED:
        return cell | {"word": _("Waived"), "css": "none", "glyph": "cancelled"}
    if document is None:
        word = _("Not due") if day < owed.opens_on else _("Not begun")
        glyph = "soon" if day < owed.opens_on else "open"
    else:
        state = State(document.state)
        word, glyph = _(OUTSIDE[state]), BADGE[state][1]
    return cell | {"word": word, "css": "none", "glyph": glyph, "late": max(late, 0)}


@login_required
def matrix(request: Visitor) -> HttpResponse:
    """Units × obligations: done, late, in work, not due; counted from the register of units."""
    pao = access.own_pao(request)
    day = today()
    year = calendar.fiscal_year(day)
    units = list(OrgUnit.objects.filter(parent=pao.parent_id, kind__in=SELF_GOVERNING))
    submissions: dict[tuple[int, str], Submission] = {}
    for sent in (
        Submission.objects.filter(pao=pao, kind=FormKind.FORM2)
        .exclude(desk=Desk.REPLACED)
        .defer("content", "manifest")
    ):
        submissions[sent.unit_id, sent.period_key] = sent
    with within(units):
        owed = list(
            obligations.with_facts(
                Obligation.objects.filter(kind=FormKind.FORM2, period__fiscal_year__in=[year - 1, year])
            )
        )
    keys = sorted({one.period.key for one in owed if one.opens_on <= day or one.period.fiscal_year == year})[
        -6:
    ]
    by_unit: dict[int, dict[str, Obligation]] = {}
    for one in owed:
        by_unit.setdefault(one.unit_id, {})[one.period.key] = one
    rows = []
    for unit in units:
        cells = []
        for key in keys:
            obligation = by_unit.get(unit.pk, {}).get(key)
            cells.append(
                (key, _cell(obligation, submissions.get((unit.pk, key)), day) if obligation else None)
            )
        rows.append({"unit": unit, "cells": cells, "late": sum(cell["late"] for _, cell in cells if cell)})
    if request.GET.get("order", "late") == "late":
        rows.sort(key=lambda one: (-one["late"], one["unit"].code))
    past = [key for key in keys if calendar.parse_key(key).ends_on <= day]
    focus = past[-1] if past else (keys[-1] if keys else "")
    counted = dict.fromkeys(("recorded", "registered", "arrived", "empty", "absent"), 0)
    for row in rows:
        cell = dict(row["cells"]).get(focus)
        if cell and "submission" in cell:
            counted[cell["submission"].desk] = counted.get(cell["submission"].desk, 0) + 1
            counted["empty"] += cell["empty"]
        else:
            counted["absent"] += 1
    return render(
        request,
        "matrix/page.html",
        {
            "pao": pao,
            "rows": rows,
            "keys": keys,
            "focus": focus,
            "counted": [
                (_("Recorded"), counted["recorded"]),
                (_("Registered"), counted["registered"]),
                (_("Arrived, to be registered"), counted["arrived"]),
                (_("Sent but empty"), counted["empty"]),
                (_("Not with the PAO yet"), counted["absent"]),
            ],
            "total": len(units),
            "at": now(),
            "order": request.GET.get("order", "late"),
        },
    )


class UploadForm(forms.Form):
    """A package that came by another way."""

    file = forms.FileField(
        label=gettext_lazy("Package file (.zip)"),
        error_messages={"required": gettext_lazy("Please choose the package's file.")},
    )


@once
def desk_page(request: Visitor) -> HttpResponse:
    """The intake desk: what arrived, what was registered, what could not be taken in; upload of a file."""
    pao = access.own_pao(request)
    form = UploadForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = form.cleaned_data["file"]
            try:
                submission = intake.take_in(given.read(), pao=pao, name=given.name)
            except intake.IntakeRefused as refused:
                form.add_error("file", words.say(refused.sentence))
            else:
                messages.success(request, _("The package was taken in."))
                return redirect("submission", submission.public_id)
    everything = Submission.objects.filter(pao=pao).select_related("unit").defer("content", "manifest")
    return render(
        request,
        "intake/page.html",
        {
            "form": form,
            "arrived": [one for one in everything if one.desk == Desk.ARRIVED],
            "registered": [one for one in everything if one.desk == Desk.REGISTERED],
            "asked": [one for one in everything if one.desk == Desk.CORRECTION_ASKED],
            "others": [one for one in everything if one.desk in (Desk.RECORDED, Desk.REPLACED)][:20],
            "refused": [
                {"row": one, "text": words.say(Sentence(one.msgid, one.params))}
                for one in Refused.objects.filter(pao=pao)[:10]
            ],
        },
        status=status,
    )


class RegisterForm(forms.Form):
    """The saraban's number, if the office has given one."""

    saraban_no = forms.CharField(
        label=gettext_lazy("Saraban register number (optional)"), max_length=60, required=False
    )


@once
def submission(request: Visitor, submission_id: str) -> HttpResponse:
    """One package: what was tested on arrival, the paper itself, register and record."""
    found = access.submission(request, submission_id)  # type: ignore[arg-type]
    content = json.loads(found.content)
    form = RegisterForm(request.POST or None)
    asks = PointsForm(request.POST if "ask" in request.POST else None, content)
    status = 200
    if request.method == "POST":
        try:
            if "ask" in request.POST:
                if not asks.is_valid():
                    return _submission(request, found, form, asks, 422)
                points = [desk.Point(one.anchor, one.text, one.reason_code) for one in asks.points()]
                desk.ask_correction(found, actor=request.user, points=points)
                messages.success(
                    request, _("The unit is kindly asked to look at it again; a receipt tells it.")
                )
            elif "record" in request.POST:
                desk.record(found, actor=request.user)
                messages.success(request, _("Recorded in the provincial database."))
            elif form.is_valid():
                row = desk.register(found, actor=request.user, saraban_no=form.cleaned_data["saraban_no"])
                messages.success(request, _("Registered with number %(number)s.") % {"number": row.stamp})
        except WorkflowError as refusal:
            if "ask" in request.POST:
                asks.take(refusal)
            else:
                form.add_error(None, str(refusal))
            status = status_of(refusal)
            found.refresh_from_db()
        else:
            return redirect("submission", found.public_id)
    return _submission(request, found, form, asks, status)


def _submission(
    request: Visitor, found: Submission, form: RegisterForm, asks: PointsForm, status: int
) -> HttpResponse:
    content = json.loads(found.content)
    word, css, glyph = DESK_WORDS[Desk(found.desk)]
    return render(
        request,
        "submission/page.html",
        {
            "submission": found,
            "checks": [
                {"good": one["good"], "text": words.say(Sentence(one["msgid"], one["params"]))}
                for one in found.checks
            ],
            "sheet": paper.sheet(content),
            "rings": [],
            "ringed": {},
            "fingerprint": found.fingerprint,
            "form": form,
            "asks": asks,
            "asked": [
                {"where": asks.places.names.get(one.anchor, one.anchor), "text": one.text}
                for one in found.points.all()
            ],
            "word": word,
            "css": css,
            "glyph": glyph,
            "receipts": Receipt.objects.filter(submission=found).order_by("made_at"),
            "registrar": any(grant.role == Role.REGISTRAR for grant in request.grants),
            "file": intake.file_of(found),
            "notes": content["notes"],
        },
        status=status,
    )
