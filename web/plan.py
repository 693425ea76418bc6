"""The projects of the unit, and their coming in from a spreadsheet: preview, commit, one undo."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents import files, obligations, openings
from documents.models import StoredFile
from organisations import calendar
from organisations.clock import today
from plans import importing, register
from plans.models import BudgetLine, DevelopmentPlan, ImportBatch
from web import access, words
from web.access import Visitor
from web.fields import DayField
from web.posting import once

SPREADSHEET = "application/octet-stream"
SHOWN = 200


@login_required
def projects(request: Visitor) -> HttpResponse:
    """The plan's projects with their money, by strategy; what was brought in, with its undo."""
    unit = access.own_unit(request)
    plans = list(DevelopmentPlan.objects.filter(unit=unit))
    year = int(request.GET.get("year") or calendar.fiscal_year(today()))
    lines = (
        BudgetLine.objects.filter(project__plan__in=plans, budget_year=year)
        .select_related("project__strategy")
        .order_by("project__strategy__number", "project__number", "pk")
    )
    groups: dict[str, dict[str, Any]] = {}
    for line in lines:
        strategy = line.project.strategy
        group = groups.setdefault(
            strategy.key, {"number": strategy.number, "name": strategy.name, "rows": [], "sum": 0}
        )
        group["rows"].append(line)
        group["sum"] += line.budget
    years = sorted(
        set(BudgetLine.objects.filter(project__plan__in=plans).values_list("budget_year", flat=True))
    )
    return render(
        request,
        "plan/page.html",
        {
            "plans": plans,
            "groups": list(groups.values()),
            "year": year,
            "years": years,
            "count": len({line.project_id for line in lines}),
            "budget": sum((line.budget for line in lines), 0),
            "batches": ImportBatch.objects.filter(plan__in=plans).select_related("made_by")[:5],
            "drafter": access.is_drafter(request, unit),
        },
    )


class UploadForm(forms.Form):
    """The file, and of which fiscal year and day its figures are."""

    file = forms.FileField(
        label=gettext_lazy("Excel or CSV file"),
        error_messages={"required": gettext_lazy("Please choose a file.")},
    )
    year = forms.IntegerField(
        label=gettext_lazy("Fiscal year (B.E.) when the file does not say"), min_value=2540, max_value=2600
    )
    as_of = DayField(
        label=gettext_lazy("Day of the spending figures (leave empty if the file has none)"), required=False
    )


def _plan_for(request: Visitor, year: int) -> DevelopmentPlan:
    """The unit's plan of that year, or a five-year plan made for it."""
    unit = access.own_unit(request)
    there = DevelopmentPlan.objects.filter(unit=unit, first_year__lte=year, last_year__gte=year).first()
    if there is not None:
        return there
    first = year - (year - 2566) % 5
    return DevelopmentPlan.objects.create(
        unit=unit,
        code=f"{unit.code}-{first}",
        name=f"แผนพัฒนาท้องถิ่น (พ.ศ. {first}–{first + 4})",
        first_year=first,
        last_year=first + 4,
    )


@once
def upload(request: Visitor) -> HttpResponse:
    """Page 1: choose the file. What is refused is told with what it is and how to save it."""
    unit = access.own_unit(request)
    year = calendar.fiscal_year(today())
    form = UploadForm(request.POST or None, request.FILES or None, initial={"year": year})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = form.cleaned_data["file"]
            data = given.read()
            try:
                importing.read_sheets(given.name, data)
            except importing.FileRefused as refused:
                form.add_error("file", words.say(refused.sentence))
            else:
                file = files.store(
                    data, unit=unit, name=given.name, media_type=SPREADSHEET, made_by=request.user
                )
                as_of = form.cleaned_data["as_of"]
                query = f"?year={form.cleaned_data['year']}" + (
                    f"&as_of={as_of.isoformat()}" if as_of else ""
                )
                response = redirect("import_preview", file.public_id)
                response["Location"] += query
                return response
    return render(request, "import/page.html", {"form": form}, status=status)


class SureForm(forms.Form):
    """The year and the day, carried from page to page."""

    year = forms.IntegerField(min_value=2540, max_value=2600, widget=forms.HiddenInput)
    as_of = DayField(required=False, widget=forms.HiddenInput)


@once
def preview(request: Visitor, file_id: str) -> HttpResponse:
    """Page 2: what was understood, every problem of every row with the user's own row and column; commit."""
    file: StoredFile = access.file(request, file_id)  # type: ignore[arg-type]
    form = SureForm(request.POST if request.method == "POST" else request.GET)
    if not form.is_valid():
        return redirect("import")
    year, as_of = form.cleaned_data["year"], form.cleaned_data["as_of"]
    data = files.read(file)
    understood = importing.understand(importing.read_sheets(file.name, data), default_year=year)
    if request.method == "POST" and understood.projects:
        taken = openings.take_in(
            _plan_for(request, year),
            understood.projects,
            file_name=file.name,
            data=data,
            actor=request.user,
            default_year=year,
            as_of=as_of,
        )
        unit = access.own_unit(request)
        obligations.make(unit, year)
        messages.success(
            request,
            _("%(lines)s rows of %(file)s came in; %(new)s projects are new.")
            % {"lines": len(taken.rows), "file": file.name, "new": taken.new_projects},
        )
        response = redirect("plan")
        response["Location"] += f"?year={taken.rows[0][2].budget_year if taken.rows else year}"
        return response
    return render(
        request,
        "import/preview.html",
        {
            "file": file,
            "understood": understood,
            "year": year,
            "as_of": as_of,
            "as_of_raw": as_of.isoformat() if as_of else "",
            "problems": understood.problems[:SHOWN],
            "more_problems": max(0, len(understood.problems) - SHOWN),
            "projects": understood.projects[:SHOWN],
            "more_projects": max(0, len(understood.projects) - SHOWN),
        },
    )


@once
def undo(request: Visitor, batch_id: str) -> HttpResponse:
    """Take the import out again, as long as nothing was written on its projects."""
    batch = access.batch(request, batch_id)  # type: ignore[arg-type]
    if request.method == "POST":
        try:
            count = openings.undo(batch)
        except register.CannotUndo:
            messages.error(
                request,
                _("%(file)s can no longer be undone: figures were written on its projects.")
                % {"file": batch.file_name},
            )
        else:
            messages.success(
                request,
                _("%(file)s was undone: %(count)s rows went out.")
                % {"file": batch.file_name, "count": count},
            )
    return redirect("plan")
