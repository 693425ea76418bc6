"""Pasting from Excel into Form 2: small and clear it is written at once, else shown first with every question.

One pipeline (`documents.pasting`) for the grid's Ctrl+V and for this page, which works without the script.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents import cells, form2, pasting
from documents.models import ChangeSetKind
from plans.importing import FileRefused, read_pasted
from plans.vocabulary import STATUS_TH, Status
from web import access, words
from web.access import Visitor
from web.grid import HEADS, SETS, TYPED, words_of
from web.posting import once


def targets_of(form: form2.Form2) -> list[pasting.Target]:
    """The lines of the table from top to bottom."""
    order = {strategy.key: at for at, strategy in enumerate(form.strategies)}
    rows = sorted(form.rows, key=lambda view: order[view.row.strategy])
    return [
        pasting.Target(view.row.number, view.row.name, view.row.key, line.figures.key)
        for view in rows
        for line in view.lines
    ]


class PasteForm(forms.Form):
    """What was copied out of Excel, and from which cell on it goes in."""

    text = forms.CharField(
        label=gettext_lazy("Cells copied from Excel"),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        strip=False,
        error_messages={"required": gettext_lazy("Please copy the cells in Excel and paste them here.")},
    )
    line = forms.ChoiceField(label=gettext_lazy("From this row on"))
    column = forms.ChoiceField(label=gettext_lazy("First column"))
    set = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, targets: list[pasting.Target], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.targets = targets
        self.fields["line"].choices = [(one.line, f"{one.row} {one.name[:60]}") for one in targets]  # type: ignore[attr-defined]
        self.fields["column"].choices = [(name, HEADS[name]) for name in TYPED]  # type: ignore[attr-defined]

    def laid(self, accepted: Iterable[tuple[str, str]], mended: dict[str, str]) -> pasting.Laid:
        """The paste laid upon the table. Raises `FileRefused` when it is larger than a sheet may be."""
        given = self.cleaned_data
        names = SETS.get(given.get("set") or "", SETS["all"])
        columns = [name if name in TYPED else "" for name in names]
        if given["column"] not in names:
            names, columns = SETS["all"], [name if name in TYPED else "" for name in SETS["all"]]
        sheet = read_pasted(given["text"])
        rows = [["" if cell is None else str(cell) for cell in row] for row in sheet.rows]
        at = next(index for index, one in enumerate(self.targets) if one.line == given["line"])
        return pasting.lay(
            rows,
            self.targets,
            columns,  # type: ignore[arg-type]
            at_row=at,
            at_column=names.index(given["column"]),
            accepted=set(accepted),
            mended=mended,
        )


def _told_of_paste(request: Visitor) -> tuple[set[tuple[str, str]], dict[str, str]]:
    """The answers on the page of a paste: accepted questions, and texts typed instead, by address."""
    accepted = set()
    for one in request.POST.getlist("accept"):
        code, _sep, value = one.partition("|")
        accepted.add((code, value))
    prefix = "instead-"
    return accepted, {
        name.removeprefix(prefix): request.POST[name]
        for name in request.POST
        if name.startswith(prefix) and request.POST[name].strip()
    }


@once
def paste(request: Visitor, document_id: str) -> HttpResponse:
    """Paste from Excel: small and clear it is written at once, else shown first with what is unclear."""
    document = access.staff_document(request, document_id)  # type: ignore[arg-type]
    if not document.is_editable or not access.is_drafter(request, document.unit):
        return render(request, "errors/not_editable.html", {"document": document}, status=409)
    form = form2.load(document)
    targets = targets_of(form)
    initial = {"column": request.GET.get("column", "amount"), "line": request.GET.get("line", "")}
    paste_form = PasteForm(request.POST or None, initial=initial, targets=targets)
    context: dict[str, Any] = {
        "document": document,
        "obligation": document.obligation,
        "form": paste_form,
        "statuses": [(STATUS_TH[one], words_of(one)) for one in Status],
    }
    status = 200
    if request.method == "POST":
        status = 422
        if paste_form.is_valid():
            accepted, mended = _told_of_paste(request)
            try:
                laid = paste_form.laid(accepted, mended)
            except FileRefused as refused:
                paste_form.add_error("text", words.say(refused.sentence))
            else:
                if laid.ready and ("sure" in request.POST or laid.is_plain):
                    edits = [cells.Edit(one.cell, one.value) for one in laid.ready]
                    step = cells.apply(
                        document, edits, actor=request.user, kind=ChangeSetKind.PASTE, source="Excel"
                    )
                    count = step.cells.count() if step else 0
                    messages.success(request, _("%(count)s cells were pasted.") % {"count": count})
                    response = redirect("form2", document.public_id)
                    response["Location"] += f"?set={paste_form.cleaned_data['set'] or 'money'}"
                    return response
                context |= _shown(form, laid, accepted, mended)
    return render(request, "paste/page.html", context, status=status)


def _shown(
    form: form2.Form2, laid: pasting.Laid, accepted: set[tuple[str, str]], mended: dict[str, str]
) -> dict[str, Any]:
    """A paste before it is written: what each cell would become, and every question once."""
    figures = form.figures.cells
    obstacles = {view.row.key: view.row.obstacle for view in form.rows}

    def before(one: pasting.LaidCell) -> str:
        if one.field == "obstacle":
            return obstacles.get(one.target.project, "")
        return _in_words(one.field, figures.get(one.cell, ""))

    questions: dict[tuple[str, str], dict[str, Any]] = {}
    for one in laid.waiting:
        assert one.problem is not None
        key = (one.problem.code, one.problem.value)
        told = questions.setdefault(
            key,
            {
                "key": "|".join(key),
                "field": one.field,
                "text": words.say(one.problem.sentence),
                "value": one.problem.value,
                "suggestion": one.problem.suggestion,
                "ask": one.problem.level == "ask",
                "cells": [],
            },
        )
        told["cells"].append({"address": one.cell, "row": one.target.row, "name": one.target.name})
    return {
        "laid": laid,
        "ready": [
            {
                "row": one.target.row,
                "name": one.target.name,
                "column": HEADS[one.field],
                "before": before(one),
                "after": one.value if one.field == "obstacle" else _in_words(one.field, one.value),
            }
            for one in laid.ready
        ],
        "questions": list(questions.values()),
        "accepted": ["|".join(one) for one in sorted(accepted)],
        "mended": mended,
    }


def _in_words(name: str, text: str) -> str:
    if name == "status":
        return words_of(Status(text)) if text else "–"
    return words.money(text)
