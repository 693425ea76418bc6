"""Form 2: the list of projects, and the row of one project, filled in without JavaScript."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents import findings, form2, writing
from documents.models import Basis, LineReport
from organisations.clock import today
from plans.vocabulary import PAPER_COLUMN, Fund, Status
from web import access, words
from web.access import Visitor
from web.fields import MoneyField
from web.posting import once


def grid(form: form2.Form2) -> list[dict[str, Any]]:
    """The rows of the table by strategy, every figure already text; no arithmetic is left for a template."""
    cells = form.figures.cells
    found = form.findings()
    must: set[str] = set()
    should: set[str] = set()
    for one in found:
        if one.level == findings.Level.MUST_FIX:
            must.update(one.cells)
        elif one.level == findings.Level.SHOULD_CHECK:
            should.update(one.cells)

    def mark(address: str) -> str:
        return "must" if address in must else "should" if address in should else ""

    groups: list[dict[str, Any]] = []
    for strategy in form.strategies:
        rows = []
        for view in form.rows:
            if view.row.strategy != strategy.key:
                continue
            lines = []
            for line in view.lines:
                base = f"p2.line.{line.figures.key}"
                lines.append(
                    {
                        "fund": line.line.fund,
                        "typed_to_date": bool(line.report and line.report.basis == Basis.TO_DATE),
                        **{
                            name: {
                                "text": words.money(cells.get(f"{base}.{name}", "")),
                                "mark": mark(f"{base}.{name}"),
                            }
                            for name in (
                                "budget",
                                "transfer",
                                "available",
                                "amount",
                                "to_date",
                                "remaining",
                                "percent",
                            )
                        },
                    }
                )
            rows.append(
                {
                    "number": view.row.number,
                    "key": view.row.key,
                    "name": view.row.name,
                    "division": view.project.division_text,
                    "public_id": view.project.public_id,
                    "status": view.row.status,
                    "obstacle": view.row.obstacle,
                    "lines": lines,
                    "mark": mark(f"p2.row.{view.row.key}.status"),
                    "off": view.row.status == Status.CANCELLED,
                }
            )
        if rows:
            groups.append({"strategy": strategy, "rows": rows, "sums": _sums(cells, strategy.key)})
    return groups


def _sums(cells: dict[str, str], key: str) -> dict[str, str]:
    names = ("budget", "transfer", "available", "amount", "to_date", "remaining", "percent")
    return {name: words.money(cells.get(f"p2.list.{key}.{name}", "")) for name in names}


@login_required
def table(request: Visitor, document_id: str) -> HttpResponse:
    """All projects of the report, by strategy, with what must be mended marked in its cell."""
    document = access.staff_document(request, document_id)  # type: ignore[arg-type]
    form = form2.load(document)
    found = form.findings()
    rows = {view.row.number: view for view in form.rows}
    jumps = []
    for one in found:
        if one.level == findings.Level.MUST_FIX and one.row in rows:
            jumps.append({"row": one.row, "key": rows[one.row].row.key, "title": words.say(one.title)})
    cells = form.figures.cells
    counts = [
        (name, cells.get(f"p2.t4.total.{state}.n", "0"))
        for state, name in (
            ("done", _("done")),
            ("in_progress", _("in progress")),
            ("not_started", _("not started")),
            ("cancelled", _("cancelled")),
        )
    ]
    return render(
        request,
        "form2/page.html",
        {
            "document": document,
            "obligation": document.obligation,
            "due": document.fix_by or document.obligation.due_on,
            "today": today(),
            "groups": grid(form),
            "total": _sums(cells, "total"),
            "counts": counts,
            "projects": len(form.rows),
            "filled": sum(bool(view.row.status) for view in form.rows),
            "jumps": jumps[:12],
            "must": sum(one.level == findings.Level.MUST_FIX for one in found),
            "should": sum(one.level == findings.Level.SHOULD_CHECK for one in found),
            "editable": document.is_editable and access.is_drafter(request, document.unit),
            "last": max((view.report.changed_at for view in form.rows if view.report), default=None),
        },
    )


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


def words_of(status: Status) -> str:
    """The word for a status."""
    from web.templatetags.tidtam import status_word

    return status_word(status)


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
    cells = loaded.figures.cells
    lines = [
        {
            "view": line,
            "amount": form[f"amount-{line.figures.key}"],
            "basis": form[f"basis-{line.figures.key}"],
            "version": form[f"version-{line.figures.key}"],
            "outside": PAPER_COLUMN[Fund(line.line.fund)] == "outside",
            "cells": {
                name: words.money(cells.get(f"p2.line.{line.figures.key}.{name}", ""))
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
            "collisions": collisions,
            "theirs": theirs,
            "findings": mine,
            "editable": document.is_editable and access.is_drafter(request, document.unit),
        },
        status=status,
    )


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
