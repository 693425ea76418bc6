"""What the script of Form 2's table sends and hears: cells written, cells that moved, an act undone.

The server reads what was typed as it stands; the script computes nothing. An edit that was written already is
no collision, so a message that is sent twice does its work once without a token.
"""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from documents import cells, divisions, form2, pasting
from documents.models import ChangeSet, ChangeSetKind, Document
from organisations.clock import now
from plans.vocabulary import Status
from web import access, words
from web.access import Visitor
from web.grid import SETS, TYPED, Marks, counts_of, jumps_of, row_of, sums, words_of
from web.posting import once

MOST_EDITS = 2000


def answer(document: Document, names: tuple[str, ...], step: ChangeSet | None, **more: Any) -> dict[str, Any]:
    """The texts of the table after a change, by address; what the script paints."""
    form = form2.load(document)
    marks = Marks(form.findings())
    touched = {change.project_id for change in step.cells.all()} if step else set()
    painted: dict[str, dict[str, str]] = {}
    said: dict[str, list[dict[str, Any]]] = {}
    for view in form.rows:
        drawn = row_of(view, form.figures.cells, marks, names)
        if view.project.pk not in touched and not drawn.said:
            continue
        said[str(drawn.number)] = drawn.said
        for line in drawn.lines:
            for cell in line.cells:
                home = f"p2.row.{drawn.key}" if cell.name in cells.ROW_FIELDS else f"p2.line.{line.key}"
                if cell.name in cells.ROW_FIELDS and not line.first:
                    continue
                painted[f"{home}.{cell.name}"] = {
                    "html": cell.html or escape(cell.text),
                    "css": cell.css,
                    "seen": cell.seen,
                }
    keys = [strategy.key for strategy in form.strategies] + ["total"]
    return {
        "saved": words.moment(now()),
        "step": str(step.public_id) if step else "",
        "cells": painted,
        "said": said,
        "sums": {key: {one.name: one.text for one in sums(form.figures.cells, key, names)} for key in keys},
        "jumps": jumps_of(form, marks),
        "must": len(marks.must),
        "should": len(marks.should),
        "counts": counts_of(form),
        **more,
    }


def _refused(text: str, status: int, **more: Any) -> JsonResponse:
    return JsonResponse({"error": text, **more}, status=status)


def _read(request: HttpRequest) -> dict[str, Any] | None:
    """What the script sent, if it is of the shape it should have."""
    try:
        told = json.loads(request.body)
    except ValueError:
        return None
    edits = told.get("edits") if isinstance(told, dict) else None
    if (
        not isinstance(edits, list)
        or not 0 < len(edits) <= MOST_EDITS
        or not all(
            isinstance(one, dict)
            and all(isinstance(one.get(name, ""), str) for name in ("cell", "text", "seen"))
            for one in edits
        )
    ):
        return None
    return told


def _collision(one: cells.Collision) -> dict[str, str]:
    theirs = one.theirs
    by = theirs.report.changed_by if theirs.report else None
    shown = theirs.text
    if one.edit.cell.endswith(".status"):
        shown = words_of(Status(theirs.text)) if theirs.text else ""
    elif theirs.line is not None:
        shown = words.money(theirs.text)
    return {
        "cell": one.edit.cell,
        "theirs": shown or "–",
        "seen": theirs.mark,
        "who": by.name if by else "",
        "at": words.moment(theirs.report.changed_at) if theirs.report else "",
    }


@login_required
@require_POST
def write(request: Visitor, document_id: str) -> JsonResponse:
    """Write typed or filled cells: `{"edits": [{cell, text, seen}], "kind": "typed" | "fill", "set": …}`.

    200 with the texts that moved, and `problems` for what could not be read (the rest was written); 409 with
    both values of every cell that somebody else wrote first (nothing was written). An edit that was written
    already is no collision, so a message sent twice does no harm.
    """
    document = access.staff_document(request, document_id)  # type: ignore[arg-type]
    if not access.is_drafter(request, document.unit):
        return _refused(_("Only the unit's planning staff can change the figures."), 403)
    told = _read(request)
    if told is None:
        return _refused(_("The page sent something that was not understood. Please load it again."), 400)
    edits, problems = [], []
    for one in told["edits"]:
        name = one["cell"].rsplit(".", 1)[-1]
        try:
            value = pasting.read_cell(name if name in TYPED else "obstacle", one["text"], _accepted(one))  # type: ignore[arg-type]
        except pasting.Unclear as unclear:
            problems.append(
                {
                    "cell": one["cell"],
                    "text": words.say(unclear.sentence),
                    "code": unclear.code,
                    "value": unclear.value,
                    "suggestion": unclear.suggestion,
                }
            )
            continue
        edits.append(cells.Edit(one["cell"], value, one.get("seen")))
    kind = ChangeSetKind.FILL if told.get("kind") == "fill" else ChangeSetKind.TYPED
    names = SETS.get(str(told.get("set")), SETS["money"])
    return _apply(request, document, edits, kind, names, problems)


def _accepted(edit: dict[str, Any]) -> list[tuple[str, str]]:
    """The question that a person answered with yes for this very text."""
    code = edit.get("accept")
    return [(code, edit["text"].strip())] if isinstance(code, str) and code else []


def _apply(
    request: Visitor,
    document: Document,
    edits: list[cells.Edit],
    kind: str,
    names: tuple[str, ...],
    problems: list[dict[str, str]],
) -> JsonResponse:
    try:
        step = cells.apply(document, edits, actor=request.user, kind=kind) if edits else None
    except cells.Collided as collided:
        return _refused("", 409, collisions=[_collision(one) for one in collided.collisions])
    except cells.NotEditable:
        return _refused(
            _("The report is with its readers now, so nothing can be changed. What you typed is kept here."),
            423,
        )
    except cells.UnknownCell:
        return _refused(_("This row is not in the report any more. Please load the page again."), 400)
    return JsonResponse(answer(document, names, step, problems=problems))


@once
def put_back(request: Visitor, document_id: str, step_id: str) -> HttpResponse:
    """Undo a change set; answers the script in JSON, a form with the page."""
    document = access.staff_document(request, document_id)  # type: ignore[arg-type]
    step = access.change_set(request, document, step_id)  # type: ignore[arg-type]
    script = request.headers.get("Accept", "").startswith("application/json")
    if not access.is_drafter(request, document.unit):
        return _refused(_("Only the unit's planning staff can change the figures."), 403)
    if request.method != "POST":
        return redirect("form2", document.public_id)
    names = SETS.get(request.GET.get("set", ""), SETS["money"])
    try:
        done = divisions.undo(step, actor=request.user)
    except cells.CannotUndo as refused:
        text = (
            _("%(count)s cells were written again since, so this cannot be undone in one step.")
            % {"count": len(refused.cells)}
            if refused.cells
            else _("This was undone before.")
        )
        if script:
            return _refused(text, 409)
        messages.error(request, text)
    except cells.NotEditable:
        if script:
            return _refused(_("The report is with its readers now, so nothing can be changed."), 423)
        return render(request, "errors/not_editable.html", {"document": document}, status=409)
    else:
        if script:
            return JsonResponse(answer(document, names, done, problems=[]))
        messages.success(
            request, _("%(count)s cells are as they were before.") % {"count": done.cells.count()}
        )
    return redirect("form2", document.public_id)
