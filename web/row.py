"""Form 2: the row of one project, filled in without JavaScript; on a phone the way to fill in the form."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents import cells, findings, form2, history, writing
from documents.models import Basis, Document, LineReport
from plans.models import Project
from plans.vocabulary import PAPER_COLUMN, Fund, Status
from web import access, shown_finding, words
from web.access import Visitor
from web.fields import MoneyField
from web.grid import HEADS, words_of
from web.posting import once


class RowForm(forms.Form):
    """What a drafter types for one project; a pair of figure and sense for each budget line."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    status = forms.ChoiceField(choices=[], required=False, widget=forms.RadioSelect)
    obstacle = forms.CharField(
        label=gettext_lazy("Problems and obstacles of this project"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )
    transfer = MoneyField(label=gettext_lazy("Transfer in (+) or out (−), baht"), required=False)
    transfer_authority = forms.CharField(
        label=gettext_lazy("Authority of the transfer (letter, resolution, day)"),
        max_length=200,
        required=False,
    )

    def __init__(self, *args: Any, view: form2.RowView, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.view = view
        self.fields["status"].choices = [(one.value, words_of(one)) for one in Status]  # type: ignore[attr-defined]
        for line in view.lines:
            key = line.figures.key
            self.fields[f"amount-{key}"] = MoneyField(required=False)
            self.fields[f"basis-{key}"] = forms.ChoiceField(choices=Basis.choices)
            self.fields[f"version-{key}"] = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("transfer") and not (given.get("transfer_authority") or "").strip():
            self.add_error(
                "transfer_authority", _("Please write by which letter or resolution the money was moved.")
            )
        return given

    def entry(self) -> writing.RowEntry:
        """What was typed, as the verb takes it."""
        given = self.cleaned_data
        lines = {
            line.line: writing.LineEntry(
                given[f"amount-{line.figures.key}"],
                given[f"basis-{line.figures.key}"],
                given[f"version-{line.figures.key}"],
            )
            for line in self.view.lines
        }
        transfer = None
        if given.get("transfer"):
            transfer = writing.TransferEntry(
                self.view.lines[0].line, given["transfer"], given.get("transfer_authority", "")
            )
        return writing.RowEntry(
            given.get("status", ""), given.get("obstacle", ""), given["version"], lines, transfer
        )


SHOWN = 40


def _initial(view: form2.RowView) -> dict[str, Any]:
    initial: dict[str, Any] = {
        "version": view.report.version if view.report else 0,
        "status": view.row.status or "",
        "obstacle": view.row.obstacle,
    }
    for line in view.lines:
        key = line.figures.key
        initial[f"amount-{key}"] = line.report.amount if line.report else None
        initial[f"basis-{key}"] = line.report.basis if line.report else Basis.AMOUNT
        initial[f"version-{key}"] = line.report.version if line.report else 0
    return initial


def _collisions(form: RowForm, stale: writing.StaleRow) -> list[dict[str, str]]:
    """Both values of every field in which the two writers differ."""
    mine, theirs = form.cleaned_data, stale.report
    rows = []

    def pair(label: str, own: str, other: str) -> None:
        if own != other:
            rows.append({"label": label, "mine": own or "–", "theirs": other or "–"})

    def status(value: str) -> str:
        return words_of(Status(value)) if value else ""

    pair(_("Status"), status(mine.get("status", "")), status(theirs.status if theirs else ""))
    pair(_("Problems and obstacles"), mine.get("obstacle", ""), theirs.obstacle if theirs else "")
    for line in form.view.lines:
        other: LineReport | None = stale.lines.get(line.line.pk)
        own_amount: Decimal | None = mine[f"amount-{line.figures.key}"]
        pair(
            _("Spent: %(fund)s") % {"fund": line.line.fund_text or line.line.fund},
            words.money(own_amount),
            words.money(other.amount if other else None),
        )
    return rows


@once
def row(request: Visitor, document_id: str, project_id: str) -> HttpResponse:
    """Fill in one project; the next one is a press away. A second writer sees both values (409)."""
    document = access.staff_document(request, document_id)  # type: ignore[arg-type]
    project = access.project(request, document, project_id)  # type: ignore[arg-type]
    loaded = form2.load(document)
    order = [view.project.public_id for view in loaded.rows]
    if project.public_id not in order:
        return render(request, "errors/404.html", status=404)
    at = order.index(project.public_id)
    view = loaded.rows[at]
    following = order[at + 1] if at + 1 < len(order) else None
    form = RowForm(request.POST or None, initial=_initial(view), view=view)
    status, collisions, theirs = 200, [], None
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                writing.save_row(document, project, form.entry(), actor=request.user)
            except writing.StaleRow as stale:
                status, theirs = 409, stale.report
                collisions = _collisions(form, stale)
                form = _with_their_versions(request, view, stale)
            except writing.NotEditable:
                return render(request, "errors/not_editable.html", {"document": document}, status=409)
            else:
                messages.success(request, _("Row %(number)s was saved.") % {"number": project.number})
                if "next" in request.POST and following:
                    return redirect("row", document.public_id, following)
                response = redirect("form2", document.public_id)
                response["Location"] += f"#r{project.number}"
                return response
    figures = loaded.figures.cells
    past = history.of_projects([project], before=loaded.period)
    lines = [
        {
            "view": line,
            "amount": form[f"amount-{line.figures.key}"],
            "basis": form[f"basis-{line.figures.key}"],
            "version": form[f"version-{line.figures.key}"],
            "past": past.get(history.key_of(line.line), []),
            "spark": _spark(past.get(history.key_of(line.line), []), document, line.figures.amount),
            "outside": PAPER_COLUMN[Fund(line.line.fund)] == "outside",
            "cells": {
                name: words.money(figures.get(f"p2.line.{line.figures.key}.{name}", ""))
                for name in (
                    "budget",
                    "transfer",
                    "available",
                    "opening",
                    "earlier",
                    "amount",
                    "to_date",
                    "remaining",
                    "percent",
                )
            },
        }
        for line in view.lines
    ]
    mine = [one for one in loaded.findings() if one.row == project.number]
    return render(
        request,
        "row/page.html",
        {
            "document": document,
            "obligation": document.obligation,
            "project": project,
            "view": view,
            "form": form,
            "lines": lines,
            "following": following,
            "previous": order[at - 1] if at else None,
            "at": at + 1,
            "of": len(order),
            "written": _written(document, project),
            "last_obstacle": form2.last_obstacle(document, project),
            "collisions": collisions,
            "theirs": theirs,
            "findings": mine,
            "editable": document.is_editable and access.is_drafter(request, document.unit),
        },
        status=status,
    )


def _spark(past: list[history.Past], document: Document, typed: Decimal | None) -> Any:
    """The thin line of a figure's last periods, with the one typed now."""
    told = [findings.Past(one.period.key, one.amount) for one in past]
    return shown_finding.spark(told, document.obligation.period.key, likely=typed)


def _written(document: Document, project: Project) -> list[dict[str, Any]]:
    """What was ever written into the cells of a row, latest first, in words."""
    told = []
    for change in cells.written_on(document, project)[:SHOWN]:
        name = change.cell.rsplit(".", 1)[1]
        before, after = change.old, change.new
        if name == "status":
            before, after = (words_of(Status(one)) if one else "–" for one in (before, after))
        elif name == "amount":
            before, after = words.money(before), words.money(after)
            name = "to_date" if change.new_basis == Basis.TO_DATE else name
        told.append({"change": change, "where": HEADS[name], "before": before or "–", "after": after or "–"})
    return told


def _with_their_versions(request: Visitor, view: form2.RowView, stale: writing.StaleRow) -> RowForm:
    """The writer's own form again, now upon the other's version: pressing save keeps the writer's values."""
    data = request.POST.copy()
    data["version"] = str(stale.report.version if stale.report else 0)
    for line in view.lines:
        other = stale.lines.get(line.line.pk)
        data[f"version-{line.figures.key}"] = str(other.version if other else 0)
    data.pop("form_token", None)
    form = RowForm(data, initial=_initial(view), view=view)
    form.is_valid()
    return form
