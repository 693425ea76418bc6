"""The check page: each finding as a worked sum, mended in place, or explained where it is right as it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from documents import cells, findings, form2, forms, history, pasting, sheets, writing
from documents.findings import Finding, Level
from documents.findings.catalogue import RULES
from documents.models import ChangeSetKind, Document, FormKind
from plans.vocabulary import Status
from web import access, shown_finding, words
from web.access import Visitor
from web.grid import words_of
from web.posting import once
from web.sheets.filling import url_of

MOST = 120
"""Findings drawn at once; the rest are counted, and come up as these are mended."""


def views_by_cell(form: form2.Form2) -> dict[str, form2.RowView]:
    """The row of every key that an address may hold."""
    found = {line.figures.key: view for view in form.rows for line in view.lines}
    return found | {view.row.key: view for view in form.rows}


def place_to_mend(finding: Finding) -> str:
    """The cell that a person may mend in place; empty where only the row or the reason helps."""
    for cell in (finding.mend, *finding.cells):
        name = cell.rsplit(".", 1)[-1] if cell else ""
        if cell.startswith("p2.line.") and name in cells.SENSE:
            return cell
        if cell.startswith("p2.row.") and name == "status" and finding.rule in ("F2-02", "F2-08", "F2-15"):
            return cell
    return ""


def statuses_missing(finding: Finding) -> list[str]:
    """The status cells that a finding of missing statuses names."""
    return [one for one in finding.cells if one.startswith("p2.row.")] if finding.rule == "F2-02" else []


def drawn(form: form2.Form2, found: Iterable[Finding], editable: bool) -> list[dict[str, Any]]:
    """The findings as the page draws them, each with its row, its reason and what can be done."""
    rows = {view.row.number: view for view in form.rows}
    by_cell = views_by_cell(form)
    listed = list(found)
    seen: dict[int, form2.RowView] = {}
    for finding in listed[:MOST]:
        view = rows.get(finding.row or 0) or next(
            (by_cell[part] for cell in finding.cells for part in cell.split(".") if part in by_cell), None
        )
        if view is not None:
            seen[id(finding)] = view
    past = history.of_projects({view.project for view in seen.values()}, before=form.period)
    shown = []
    for number, finding in enumerate(listed[:MOST], start=1):
        view = seen.get(id(finding))
        mend = place_to_mend(finding)
        line = next(
            (one for one in (view.lines if view else []) if one.figures.key in ".".join(finding.cells)), None
        )
        told = past.get(history.key_of(line.line), []) if line else []
        if len(told) > len(finding.past):
            finding = replace(finding, past=tuple(findings.Past(one.period.key, one.amount) for one in told))
        status = mend.endswith(".status")
        shown.append(
            {
                **shown_finding.show(number, finding, now=form.period.key),
                "view": view,
                "note": form.notes.get(finding.key),
                "cell": finding.cells[0] if finding.cells else "",
                "mend": mend if editable else "",
                "mend_status": status,
                "mend_all": statuses_missing(finding),
                "explain": finding.level == Level.SHOULD_CHECK
                or finding.rule in findings.SETTLED_BY_A_REASON,
                "decide": finding.rule in ("F2-07", "F2-17") and view is not None,
            }
        )
    return shown


def drawn_of_sheet(sheet: sheets.Sheet, found: Iterable[Finding]) -> list[dict[str, Any]]:
    """The findings of a form made of a template: each leads to the page where its cell is filled in."""
    return [
        {
            **shown_finding.show(number, finding),
            "note": sheet.notes.get(finding.key),
            "cell": finding.cells[0],
            "take": finding.mend if finding.likely is not None else "",
            "url": url_of(sheet.document, finding.cells[0]) if sheet.fields else "",
            "explain": finding.level == Level.SHOULD_CHECK,
        }
        for number, finding in enumerate(list(found)[:MOST], start=1)
    ]


def passed(found: Iterable[Finding], kind: str) -> list[dict[str, str]]:
    """The rules that are asked of a form and found nothing: passing is visible too."""
    broken = {one.rule for one in found}
    return [
        {"id": rule.id, "says": _(rule.says)}
        for rule in RULES
        if rule.form and kind in rule.kinds and rule.id not in broken
    ]


def _mend(request: Visitor, document: Document) -> str:
    """Write what was typed on the page into its cells. Raises as `cells.apply`, and `pasting.Unclear`."""
    wanted = request.POST.getlist("cell")
    if document.kind != FormKind.FORM2:
        entries = [sheets.Entry(cell, request.POST.get("text", "")) for cell in wanted[:1]]
        done = sheets.fill(document, entries, actor=request.user, kind=ChangeSetKind.SHEET)
        return _("%(count)s cells were written.") % {"count": done.cells.count() if done else 0}
    name = wanted[0].rsplit(".", 1)[-1] if wanted else ""
    value = pasting.read_cell(
        "status" if name == "status" else "amount",
        request.POST.get("text", ""),
        {(request.POST.get("accept", ""), request.POST.get("text", "").strip())},
    )
    edits = [cells.Edit(cell, value) for cell in wanted]
    step = cells.apply(document, edits, actor=request.user, kind=ChangeSetKind.MEND)
    count = step.cells.count() if step else 0
    return _("%(count)s cells were written.") % {"count": count}


def _explain(request: Visitor, document: Document) -> str:
    """Keep a reason: for one finding, or for all of the chosen rules that have none yet."""
    text = request.POST.get("text", "")[:500]
    if request.POST.get("act") != "explain_all":
        writing.save_note(
            document,
            request.POST.get("rule", "")[:10],
            request.POST.get("cell", "")[:64],
            text,
            actor=request.user,
        )
        return _("The reason was saved.")
    if not text.strip():
        return ""
    rules = set(request.POST.getlist("rules"))
    count = 0
    for one in forms.load(document).findings():
        if one.rule in rules and one.level == Level.SHOULD_CHECK and not one.note:
            writing.save_note(document, one.rule, one.cells[0], text, actor=request.user)
            count += 1
    return _("The reason was kept for %(count)s points.") % {"count": count}


@once
def check(request: Visitor, document_id: str) -> HttpResponse:
    """The findings; a press mends a cell, takes the likely figure, or keeps a reason."""
    document = access.staff_document(request, document_id)  # type: ignore[arg-type]
    status, wrong = 200, {}
    if request.method == "POST":
        if not access.is_drafter(request, document.unit):
            return render(request, "errors/not_editable.html", {"document": document}, status=403)
        try:
            told = (
                _mend(request, document) if request.POST.get("act") == "mend" else _explain(request, document)
            )
        except pasting.Unclear as unclear:
            status = 422
            wrong = {
                "cell": request.POST.get("cell", ""),
                "typed": request.POST.get("text", ""),
                "says": words.say(unclear.sentence),
                "accept": unclear.code if unclear.level == "ask" else "",
                "suggestion": unclear.suggestion,
            }
        except (cells.NotEditable, cells.UnknownCell, sheets.CellRefused):
            return render(request, "errors/not_editable.html", {"document": document}, status=409)
        else:
            if told:
                messages.success(request, told)
            return redirect("check", document.public_id)
    form = forms.load(document)
    found = form.findings()
    editable = document.is_editable and access.is_drafter(request, document.unit)
    must = [one for one in found if one.level == Level.MUST_FIX]
    should = [one for one in found if one.level == Level.SHOULD_CHECK]
    silent = [one for one in should if not one.note]
    if isinstance(form, form2.Form2):
        shown, empty = drawn(form, found, editable), not form.rows
    else:
        assert isinstance(form, sheets.Sheet)
        shown, empty = drawn_of_sheet(form, found), False
    return render(
        request,
        "check/page.html",
        {
            "document": document,
            "obligation": document.obligation,
            "shown": shown,
            "more": max(0, len(found) - MOST),
            "must": [one for one in shown if one["finding"].level == Level.MUST_FIX],
            "musts": len(must),
            "should": len(should),
            "unexplained": len(silent),
            "silent_rules": _by_rule(silent),
            "information": len(found) - len(must) - len(should),
            "passed": passed(found, document.kind),
            "checked_at": timezone.now(),
            "editable": editable,
            "wrong": wrong,
            "statuses": [(one.value, words_of(one)) for one in Status],
            "empty": empty,
            "table": document.kind == FormKind.FORM2,
        },
        status=status,
    )


def _by_rule(silent: Iterable[Finding]) -> list[dict[str, Any]]:
    """The rules whose points want a reason, each with its title and how many there are."""
    rules: dict[str, dict[str, Any]] = {}
    for one in silent:
        told = rules.setdefault(one.rule, {"id": one.rule, "title": words.say(one.title), "count": 0})
        told["count"] += 1
    return list(rules.values())
