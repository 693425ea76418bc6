"""Check a report that was made elsewhere: give its JSON, or its list and its tables. Nothing is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents import findings, stated_report, stated_table
from organisations.sentences import Sentence
from plans import importing
from web import access, shown_finding, words
from web.access import Visitor

SHOWN = 50


class ReportForm(forms.Form):
    """What is to be checked; one part is enough."""

    tables = forms.CharField(
        label=gettext_lazy("Tables of the report, copied out of Word or Excel"),
        help_text=gettext_lazy(
            "With their heading row and the total row: strategy, number of projects, budget, each status."
        ),
        widget=forms.Textarea(attrs={"rows": 9}),
        required=False,
        max_length=200_000,
        strip=False,
    )
    sheet = forms.FileField(
        label=gettext_lazy("List of its projects, Excel or CSV (optional)"), required=False
    )
    year = forms.IntegerField(
        label=gettext_lazy("Fiscal year as the report states it (optional)"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    report = forms.FileField(
        label=gettext_lazy("Or the report as one JSON file, instead of the tables"), required=False
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        tables = bool((given.get("tables") or "").strip())
        if given.get("report") and tables:
            raise forms.ValidationError(
                _("A JSON file and pasted tables were both given. Please give one of them.")
            )
        if not self.errors and not (tables or given.get("report") or given.get("sheet")):
            raise forms.ValidationError(
                _("There is nothing to check yet. Please paste a table, or choose a file.")
            )
        return given


@login_required
def stated(request: Visitor) -> HttpResponse:
    """The form, and below it what was found. A GET with `example` fills in a table to try."""
    if not (access.units_where(request, access.UNIT_READERS) or access.units_where(request, access.DESK)):
        raise Http404
    example = {"tables": stated_table.EXAMPLE} if "example" in request.GET else None
    form = ReportForm(request.POST or None, request.FILES or None, initial=example)
    context: dict[str, Any] = {"form": form, "faults": [], "notes": [], "shown": None}
    status = 200
    if request.method == "POST":
        form = context["form"] = ReportForm(request.POST, request.FILES)
        status = 422
        if form.is_valid():
            try:
                report, notes = understood(form.cleaned_data)
            except stated_report.Unreadable as refused:
                context["faults"] = remarks(refused.faults)
            except importing.FileRefused as refused:
                form.add_error("sheet", words.say(refused.sentence))
            else:
                status = 200
                context |= {"notes": remarks(notes[:SHOWN]), "report": report, **told(report)}
    return render(request, "stated/page.html", context, status=status)


def understood(given: dict[str, Any]) -> tuple[findings.Stated, Sequence[stated_report.Remark]]:
    """What the form's parts state together, and notes. Raises Unreadable, FileRefused."""
    rows: tuple[findings.StatedRow, ...] = ()
    notes: list[stated_report.Remark] = []
    sheet = given.get("sheet")
    if sheet:
        preview = importing.understand(importing.read_sheets(sheet.name, sheet.read()), default_year=None)
        rows = stated_report.rows_from(preview.projects)
        notes += [
            stated_report.Remark(f"{each.column}{each.row}" if each.row else each.sheet, each.message)
            for each in preview.problems
            if each.level == "must"
        ]
    if given.get("report"):
        read = stated_report.read(_text(given["report"].read()), lambda name: rows if sheet else None)
        notes += read.notes
        report = replace(read.report, rows=read.report.rows or rows)
    else:
        report, more = stated_table.read_tables(given.get("tables") or "")
        notes += more
        report = replace(report, rows=rows)
    if given.get("year") is not None:
        report = replace(report, fiscal_year=given["year"])
    return report, notes


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        sentence = Sentence(stated_report.NOT_UTF8)
        raise stated_report.Unreadable([stated_report.Remark("", sentence)]) from error


def told(report: findings.Stated) -> dict[str, Any]:
    """The findings ready for the page, with their counts."""
    found = findings.check_stated(report)
    level = findings.Level
    return {
        "shown": [shown_finding.show(number, one) for number, one in enumerate(found, start=1)],
        "must": sum(one.level == level.MUST_FIX for one in found),
        "should": sum(one.level == level.SHOULD_CHECK for one in found),
        "information": sum(one.level == level.INFORMATION for one in found),
    }


def remarks(given: Sequence[stated_report.Remark]) -> list[tuple[str, str]]:
    """Each place with its sentence in the reader's language."""
    return [(each.pointer, words.say(each.sentence)) for each in given]
