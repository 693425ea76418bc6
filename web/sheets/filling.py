"""One part of a form made of a template: read, filled in, its files put beside it, each saving with its undo."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from committee import seating
from documents import cells, files, forms, sheets
from documents.models import SHEETS, ChangeSetKind, Document, Evidence, FormKind
from documents.sheets import Entry
from documents.sheets.filling import kept_as
from organisations.clock import today
from web import access, words
from web.access import Visitor
from web.fields import ScanField
from web.posting import once
from web.sheets.paper import drawn
from web.sheets.shape import Part, Shape, part_of


def sheet_document(request: Visitor, document_id: str) -> Document:
    """A report of the person's own unit that is made of a template; 404 for Form 2."""
    document = access.staff_document(request, document_id)  # type: ignore[arg-type]
    if document.kind not in SHEETS:
        raise Http404
    return document


def shape_of(document: Document) -> Shape:
    """The pages of a report as it stands."""
    seats: dict[int, str] = {}
    if document.kind == FormKind.SCORES:
        committee = seating.committee_of(document.unit, today())
        terms = seating.terms_on(committee, today()) if committee else {}
        seats = {term.seat.number: term.person.name for term in terms.values()}
    return Shape(sheets.load(document), sheets.before(document), seats)


@once
def part(request: Visitor, document_id: str, key: str) -> HttpResponse:
    """Fill in one part; the press says whether to stay, to go on, to undo, or to take an old answer over."""
    document = sheet_document(request, document_id)
    shape = shape_of(document)
    parts = shape.parts()
    at = next((number for number, one in enumerate(parts) if one.key == key), None)
    if at is None:
        raise Http404
    status = 200
    if request.method == "POST":
        if not access.is_drafter(request, document.unit):
            return render(request, "errors/not_editable.html", {"document": document}, status=403)
        try:
            done = _press(request, document, parts[at])
        except cells.NotEditable:
            return render(request, "errors/not_editable.html", {"document": document}, status=409)
        except cells.CannotUndo:
            messages.error(request, _("These cells were written again since, so this cannot be undone."))
            done = 200
        if done == 200:
            onward = request.POST.get("act") == "next"
            if onward and at + 1 < len(parts):
                return redirect("sheet_part", document.public_id, parts[at + 1].key)
            return redirect(
                "report" if onward else "sheet_part", document.public_id, *([] if onward else [key])
            )
        status = done
    return render(
        request,
        "sheet/page.html",
        {
            "document": document,
            "obligation": document.obligation,
            "part": parts[at],
            "number": at + 1,
            "parts": parts,
            "last": at + 1 == len(parts),
            "previous": parts[at - 1].key if at else "",
            "errors": [one for one in parts[at].inputs if one.error],
            "stale": [one for one in parts[at].inputs if one.theirs],
            "step": cells.last_step(document, [ChangeSetKind.SHEET, ChangeSetKind.CARRY]),
            "removed": Evidence.objects.filter(document=document, removed_at__isnull=False)
            .select_related("file")
            .order_by("-removed_at")
            .first(),
            "editable": document.is_editable and access.is_drafter(request, document.unit),
            "proves": document.kind == FormKind.FORM1,
            "copies": any(one.before for one in parts[at].inputs),
            "open": shape.sheet.sources.open if key == "counts" else [],
        },
        status=status,
    )


def _press(request: Visitor, document: Document, part: Part) -> int:
    """Do what was pressed; the status of the answer, with the errors put into the part's fields."""
    act = request.POST.get("act", "")
    if act == "undo":
        step = cells.last_step(document, [ChangeSetKind.SHEET, ChangeSetKind.CARRY])
        if step is not None:
            done = sheets.put_back(step, actor=request.user)
            count = done.cells.count()
            messages.success(
                request,
                ngettext("%(n)s cell is as it was before.", "%(n)s cells are as they were before.", count)
                % {"n": count},
            )
        return 200
    if request.POST.get("restore"):
        sheets.take_away(access.evidence(document, request.POST["restore"]), back=True)
        messages.success(request, _("The file was put back."))
        return 200
    status = _save(request, document, part)
    if status != 200:
        return status
    if request.POST.get("remove"):
        sheets.take_away(access.evidence(document, request.POST["remove"]))
        messages.success(request, _("The file was taken away."))
    elif act in ("copy", "all_yes"):
        fresh = next(one for one in shape_of(document).parts() if one.key == part.key)
        _take_over(request, document, fresh, act)
    return 200


def _take_over(request: Visitor, document: Document, part: Part, act: str) -> None:
    """Answer what is open: as the last time, or with yes where a file proves it."""
    proven = {row.proof for block in part.blocks for row in block.rows if row.files}
    entries = []
    for one in part.inputs:
        if one.text or one.carried:
            continue
        if act == "copy" and one.before:
            entries.append(Entry(one.cell, one.before, one.version))
        elif act == "all_yes" and one.cell in proven:
            entries.append(Entry(one.cell, "yes", one.version))
    try:
        step = sheets.fill(document, entries, actor=request.user, kind=ChangeSetKind.CARRY)
    except (sheets.CellRefused, sheets.StaleCell):
        messages.error(request, _("Something was written here meanwhile. Please look at it and press again."))
        return
    count = step.cells.count() if step else 0
    messages.success(
        request,
        ngettext(
            "%(n)s field was taken over. Please look at it and change what is different now.",
            "%(n)s fields were taken over. Please look at them and change what is different now.",
            count,
        )
        % {"n": count},
    )


def _save(request: Visitor, document: Document, part: Part) -> int:
    fields = sheets.load(document).fields
    entries, wrong = [], False
    for one in part.inputs:
        if one.cell not in request.POST:
            continue
        typed = request.POST[one.cell]
        seen = request.POST.get(f"v:{one.cell}", "")
        try:
            kept_as(fields[one.cell], typed)
        except sheets.CellRefused as refused:
            one.error, wrong = words.say(refused.sentence), True
        stood, one.text = one.text, typed
        if typed.strip() != stood or one.error:
            entries.append(Entry(one.cell, typed, int(seen) if seen.isdecimal() and len(seen) < 9 else None))
    scans, refusals = _scans(request, part)
    for cell, said in refusals.items():
        next(one for one in part.inputs if one.cell == cell).error = said
    if wrong or refusals:
        return 422
    try:
        step = sheets.fill(document, entries, actor=request.user)
    except sheets.StaleCell as stale:
        for one in part.inputs:
            if one.cell in stale.theirs:
                row = stale.theirs[one.cell]
                one.theirs, one.version = row.text or "–", row.version
        return 409
    for cell, scan in scans:
        stored = files.store(
            scan.read(),
            unit=document.unit,
            name=(scan.name or "")[:200],
            media_type=scan.content_type or "application/octet-stream",
            made_by=request.user,
        )
        sheets.attach(document, cell, stored, actor=request.user)
    if step is not None or scans:
        messages.success(request, _("Saved."))
    return 200


def _scans(request: Visitor, part: Part) -> tuple[list[tuple[str, Any]], dict[str, str]]:
    """The files that were chosen, by cell, and what is wrong with those that cannot be taken."""
    taken, refused = [], {}
    for block in part.blocks:
        for row in block.rows:
            if not row.proof:
                continue
            for scan in request.FILES.getlist(f"f:{row.proof}"):
                try:
                    taken.append((row.proof, ScanField().clean(scan)))
                except ValidationError as error:
                    refused[row.proof] = " ".join(error.messages)
    return taken, refused


@login_required
def paper(request: Visitor, document_id: str) -> HttpResponse:
    """The paper as it stands, as its readers will see it."""
    document = sheet_document(request, document_id)
    content = forms.content(document, 1)
    return render(
        request,
        "sheet/paper.html",
        {
            "document": document,
            "obligation": document.obligation,
            "sheet": {"blocks": drawn(content)},
            "fingerprint": "",
        },
    )


def url_of(document: Document, cell: str) -> str:
    """The page on which a cell is filled in."""
    return f"{reverse('sheet_part', args=[document.public_id, part_of(document, cell)])}#c-{cell}"
