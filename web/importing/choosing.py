"""Pages 1 and its sample: choose the file; what is refused is told what it is and how to save it."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy

from documents import files
from organisations import calendar
from organisations.clock import today
from plans import drafts, importing
from web import access, sample_list, words
from web.access import Visitor
from web.fields import DayField
from web.posting import once_after

SPREADSHEET = "application/octet-stream"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ACCEPTED = [
    gettext_lazy("Excel: .xlsx, and .xlsm, whose macros are never run"),
    gettext_lazy("LibreOffice and Google Sheets: .ods"),
    gettext_lazy("Text with commas or tabs: .csv in UTF-8 or Windows-874"),
]


class UploadForm(forms.Form):
    """The file, and of which fiscal year and day its figures are."""

    file = forms.FileField(
        label=gettext_lazy("The file"),
        error_messages={"required": gettext_lazy("Please choose a file.")},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm,.ods,.csv,.txt,.tsv"}),
    )
    year = forms.IntegerField(
        label=gettext_lazy("Fiscal year (B.E.) when the file does not say"), min_value=2540, max_value=2600
    )
    as_of = DayField(
        label=gettext_lazy("Day of the spending figures (leave empty if the file has none)"), required=False
    )


@dataclass(slots=True)
class Uploaded:
    """An upload that was read, or not, before anything is written."""

    form: UploadForm
    name: str = ""
    data: bytes = b""
    sheets: list[importing.Sheet] | None = None


def _read_upload(request: Visitor) -> Uploaded:
    year = calendar.fiscal_year(today())
    form = UploadForm(request.POST or None, request.FILES or None, initial={"year": year})
    access.drafting_unit(request)
    if request.method != "POST" or not form.is_valid():
        return Uploaded(form)
    given = form.cleaned_data["file"]
    data = given.read()
    try:
        return Uploaded(form, given.name, data, importing.read_sheets(given.name, data))
    except importing.FileRefused as refused:
        form.add_error("file", words.say(refused.sentence))
        return Uploaded(form)


@once_after(_read_upload)
def upload(request: Visitor, *, read: Uploaded) -> HttpResponse:
    """Page 1: choose the file. What is refused is told with what it is and how to save it."""
    if read.sheets is None:
        status = 422 if request.method == "POST" else 200
        context = {"form": read.form, "accepted": ACCEPTED}
        return render(request, "import/upload.html", context, status=status)
    unit = access.drafting_unit(request)
    given = read.form.cleaned_data
    file = files.store(read.data, unit=unit, name=read.name, media_type=SPREADSHEET, made_by=request.user)
    draft = drafts.begin(
        unit,
        file_key=file.public_id,
        name=read.name,
        sheets=read.sheets,
        year=given["year"],
        as_of=given["as_of"],
        actor=request.user,
    )
    return redirect("import_columns", draft.public_id)


@login_required
def sample(request: Visitor) -> HttpResponse:
    """A template with six lines, as an Excel file."""
    access.drafting_unit(request)
    data = sample_list.workbook(calendar.fiscal_year(today()))
    return HttpResponse(
        data,
        content_type=XLSX,
        headers={
            "Content-Disposition": "attachment; filename=projects.xlsx",
            "X-Content-Type-Options": "nosniff",
        },
    )
