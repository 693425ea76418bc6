"""Page 2: match the columns of the sheets, by shape; sheets and the row of headings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organisations import calendar
from organisations.clock import today
from plans import drafts, importing
from plans.importing import SheetChoice, Survey
from plans.models import ImportDraft
from tasks import watched
from web import access, words
from web.access import Visitor
from web.fields import DayField
from web.posting import once_after

CONFIDENCE = {
    1.0: gettext_lazy("certain"),
    0.7: gettext_lazy("likely, please look"),
    0.0: gettext_lazy("not known"),
}


class AboutForm(forms.Form):
    """What the whole file is about."""

    year = forms.IntegerField(
        label=gettext_lazy("Fiscal year (B.E.) when the file does not say"), min_value=2540, max_value=2600
    )
    as_of = DayField(
        label=gettext_lazy("Day of the spending figures (leave empty if the file has none)"), required=False
    )
    strategy = forms.CharField(
        label=gettext_lazy("Strategy of projects for which the file says none"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("For example: 2. Quality of life. Leave it empty if the file has strategies."),
    )
    dash_is_zero = forms.BooleanField(
        label=gettext_lazy("A dash in the column of spending means 0 (else: not known yet)"), required=False
    )


@dataclass(slots=True)
class Group:
    """Sheets of one shape: they are matched once."""

    key: str
    sheets: list[Survey]

    @property
    def shape(self) -> Survey:
        """The first of them; the others are alike."""
        return self.sheets[0]


@dataclass(slots=True)
class Matching:
    """A draft with its sheets as a person chooses for them."""

    draft: ImportDraft
    sheets: list[importing.Sheet]
    surveys: list[Survey]

    @property
    def told_as_of(self) -> date | None:
        """The day that a title says the figures are of."""
        return next((one.as_of for one in self.surveys if one.as_of), None)

    @property
    def groups(self) -> list[Group]:
        """The sheets by shape, those without a head left out."""
        found: dict[tuple[str, int], Group] = {}
        for one in self.surveys:
            if one.fingerprint:
                group = found.setdefault((one.fingerprint, one.head_row), Group(f"g{len(found)}", []))
                group.sheets.append(one)
        return list(found.values())


def _read_draft(request: Visitor, draft_id: UUID) -> Matching:
    draft = access.draft(request, draft_id)
    sheets = drafts.sheets_of(draft) if draft.reading else []
    surveys = importing.survey(sheets, drafts.choices_of(draft))
    return Matching(draft, sheets, surveys)


@once_after(_read_draft)
def columns(request: Visitor, draft_id: UUID, *, read: Matching) -> HttpResponse:
    """Page 2: the file's own headings, our guess and how sure it is, three values each; sheets; row of heads."""
    draft = read.draft
    if draft.batch is not None:
        return redirect("import_result", draft.batch.public_id)
    choices = drafts.choices_of(draft)
    as_of = draft.as_of or read.told_as_of
    initial = {
        # A list whose figures are of a day is of that day's year, unless a person had said another one.
        "year": calendar.fiscal_year(as_of)
        if as_of and draft.as_of is None and draft.year == calendar.fiscal_year(today())
        else draft.year,
        "as_of": as_of,
        "strategy": choices.strategy,
        "dash_is_zero": "disbursed" in choices.dash_is_zero,
    }
    form = AboutForm(request.POST or None, initial=initial)
    status, wrong = 200, []
    if request.method == "POST" and form.is_valid():
        chosen = _chosen(request.POST, read)
        choices = choices.with_(
            sheets=chosen,
            strategy=form.cleaned_data["strategy"],
            dash_is_zero=frozenset({"disbursed"} if form.cleaned_data["dash_is_zero"] else ()),
        )
        moved = any(chosen[one.name].head and chosen[one.name].head != one.head_row for one in read.surveys)
        read.surveys = importing.survey(read.sheets, choices)
        wrong = [] if moved else _missing(read.surveys)
        if not wrong:
            draft.year, draft.as_of = form.cleaned_data["year"], form.cleaned_data["as_of"]
            drafts.choose(draft, choices)
            if moved:
                return redirect("import_columns", draft.public_id)
            drafts.remember(draft)
            return to_check(request, draft)
        status = 422
    elif request.method == "POST":
        status = 422
    return render(
        request,
        "import/columns.html",
        {
            "draft": draft,
            "form": form,
            "wrong": wrong,
            "surveys": read.surveys,
            "groups": [_shown_group(group) for group in read.groups],
            "remembered": any(choices.of(one.name).columns for one in read.surveys)
            and request.method == "GET",
        },
        status=status,
    )


def _shown_group(group: Group) -> dict[str, Any]:
    years = range(min(2566, calendar.fiscal_year(today()) - 5), calendar.fiscal_year(today()) + 7)
    met = {one.column.field for one in group.shape.columns}
    names = [
        *importing.FIELDS,
        *sorted({f"budget_{year}" for year in years} | {name for name in met if name.startswith("budget_2")}),
    ]
    options = [("", _("– not read –")), *((name, words.say(importing.field_label(name))) for name in names)]
    return {
        "key": group.key,
        "sheets": [one.name for one in group.sheets],
        "head_row": group.shape.head_row,
        "columns": [
            {
                "letter": one.column.letter,
                "heading": one.column.heading,
                "field": one.column.field,
                "confidence": CONFIDENCE[one.column.confidence],
                "sure": one.column.confidence == 1.0,
                "samples": one.samples,
                "options": options,
            }
            for one in group.shape.columns
        ],
    }


def _chosen(post: QueryDict, read: Matching) -> dict[str, SheetChoice]:
    """The choice for each sheet: read or not, the row of its head, and its group's columns."""
    columns = {
        one.name: {
            shown.column.letter: field
            for shown in group.shape.columns
            if (field := post.get(f"{group.key}-{shown.column.letter}", "")) == ""
            or importing.is_field(field)
        }
        for group in read.groups
        for one in group.sheets
    }
    chosen = {}
    for index, one in enumerate(read.surveys):
        typed = post.get(f"head-{index}", "")
        head = (
            int(typed) if typed.isdecimal() and 0 < int(typed) <= importing.MAX_ROWS else one.head_row or None
        )
        same = head == one.head_row or head is None
        chosen[one.name] = SheetChoice(
            use=f"use-{index}" in post, head=head, columns=columns.get(one.name, {}) if same else {}
        )
    return chosen


def _missing(surveys: Iterable[Survey]) -> list[str]:
    """What has to be chosen before the file can be read, in words."""
    used = [one for one in surveys if one.used]
    if not used:
        return [_("No sheet is chosen. Please choose the sheet with the projects.")]
    wrong = []
    for one in used:
        fields = {shown.column.field for shown in one.columns}
        if not one.head_row:
            wrong.append(
                _(
                    "No row of headings was found on sheet “%(sheet)s”. Please type its row, or leave the sheet out."
                )
                % {"sheet": one.name}
            )
        elif "name" not in fields:
            wrong.append(
                _("No column of project names was found on sheet “%(sheet)s”. Please choose the column.")
                % {"sheet": one.name}
            )
        elif not any(field.startswith("budget") for field in fields - {"budget_year"}):
            wrong.append(
                _(
                    "No budget column was found on sheet “%(sheet)s”, or it has another name. Please choose the column."
                )
                % {"sheet": one.name}
            )
    return wrong


def to_check(request: Visitor, draft: ImportDraft) -> HttpResponse:
    """On to page 3; a long list first goes through a job that can be watched."""
    if drafts.is_large(draft) and not drafts.is_understood(draft):
        return redirect("job", watched.ask("import.preview", draft, actor=request.user).public_id)
    return redirect("import_check", draft.public_id)
