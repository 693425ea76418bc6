"""Finance's figures: control totals typed once, or the accounting system's print; where the rows differ."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents import cells, files, form2, ledger
from documents.models import Document
from organisations.clock import today
from plans import importing
from plans.numbers import read_money
from web import access, uploads, words
from web.access import Visitor
from web.fields import DayField, MoneyField
from web.posting import once_after
from web.templatetags.tidtam import fund_word
from web.uploads import Spreadsheet

SPREADSHEET = "application/octet-stream"


class TotalsForm(forms.Form):
    """What finance says was spent to date, one figure a fund."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    as_of = DayField(label=gettext_lazy("Day of finance's figures"))

    def __init__(self, *args: Any, funds: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.funds = funds
        for fund in funds:
            self.fields[f"fund-{fund}"] = MoneyField(required=False, label=fund_word(fund))

    def totals(self) -> dict[str, Decimal | None]:
        """The figures by fund; None where the field was left empty."""
        return {fund: self.cleaned_data.get(f"fund-{fund}") for fund in self.funds}


class PrintForm(forms.Form):
    """The accounting system's print, as a spreadsheet."""

    file = forms.FileField(
        label=gettext_lazy("Print of the accounting system (Excel or CSV)"),
        error_messages={"required": gettext_lazy("Please choose a file.")},
    )
    printed_on = DayField(label=gettext_lazy("Day of finance's figures"))


def _checks(form: form2.Form2) -> list[dict[str, Any]]:
    """Each fund as it is drawn: the sums apart, and each candidate with its row."""
    lines = {line.figures.key: (view, line) for view in form.rows for line in view.lines}
    shown = []
    for one in ledger.checked(form):
        shown.append(
            {
                "fund": one.fund,
                "rows": words.money(one.rows),
                "ledger": words.money(one.ledger),
                "difference": words.money(one.difference),
                "agrees": one.difference == 0,
                "known": one.ledger is not None,
                "candidates": [
                    {
                        "row": each.row,
                        "view": lines[each.line][0],
                        "line": lines[each.line][1].line,
                        "text": words.say(each.sentence(fund_word(each.fund) if each.fund else "")),
                        "stands": words.money(form.figures.cells.get(f"p2.line.{each.line}.to_date", "")),
                        "likely": each.likely,
                    }
                    for each in one.candidates
                ],
            }
        )
    return shown


def _initial(form: form2.Form2, funds: list[str]) -> dict[str, Any]:
    statement = form.ledger
    totals = ledger.totals_of(statement)
    day = min(today(), form.period.ends_on)
    return {
        "version": statement.version if statement else 0,
        "as_of": statement.as_of if statement else day,
        "printed_on": statement.as_of if statement else day,
        **{f"fund-{fund}": totals.get(fund) for fund in funds},
    }


@once_after(uploads.of_field("file"))
def page(request: Visitor, document_id: str, *, read: list[Spreadsheet]) -> HttpResponse:
    """Finance's totals beside the rows, fund by fund; a press saves totals, takes a print in, places a row of it
    or writes a candidate's figure."""
    document = access.staff_document(request, document_id)  # type: ignore[arg-type]
    form = form2.load(document)
    funds = sorted({line.line.fund for view in form.rows for line in view.lines})
    initial = _initial(form, funds)
    act = request.POST.get("act", "")
    typed = TotalsForm(request.POST if act == "totals" else None, initial=initial, funds=funds)
    printed = PrintForm(
        request.POST if act == "print" else None,
        request.FILES if act == "print" else None,
        initial=initial,
    )
    status = 200
    if request.method == "POST":
        status = 422
        if not access.is_drafter(request, document.unit):
            status = 403
        else:
            try:
                done = _done(request, document, act, typed, printed, read)
            except cells.NotEditable:
                return render(request, "errors/not_editable.html", {"document": document}, status=409)
            if done:
                messages.success(request, done)
                return redirect("ledger", document.public_id)
            if typed.has_error("version", "stale"):
                status = 409
    statement = ledger.statement_of(document)
    entries = list(statement.entries.filter(line__isnull=True)[:200]) if statement else []
    return render(
        request,
        "ledger/page.html",
        {
            "document": document,
            "obligation": document.obligation,
            "typed": typed,
            "printed": printed,
            "statement": statement,
            "unplaced": entries,
            "places": [
                (line.figures.key, f"{view.row.number} {view.row.name[:70]}")
                for view in form.rows
                for line in view.lines
            ],
            "placed": statement.entries.filter(line__isnull=False).count() if statement else 0,
            "checks": _checks(form),
            "editable": document.is_editable and access.is_drafter(request, document.unit),
        },
        status=status,
    )


def _done(
    request: Visitor,
    document: Document,
    act: str,
    typed: TotalsForm,
    printed: PrintForm,
    read: list[Spreadsheet],
) -> str:
    """Do what was pressed; gives the sentence that says so, or "" when the form has something to mend."""
    if act == "totals" and typed.is_valid():
        return _save_totals(request, document, typed)
    if act == "print" and printed.is_valid():
        return _take_print(request, document, printed, read[0])
    if act == "use":
        line = access.budget_line(document, request.POST.get("line", ""))
        amount = read_money(request.POST.get("likely", ""))
        if amount is None:
            return ""
        ledger.use_ledger(document, line, amount, actor=request.user)
        return _("Row %(number)s now has %(amount)s baht to date.") % {
            "number": line.project.number,
            "amount": words.money(amount),
        }
    if act == "place":
        entry = access.ledger_entry(document, request.POST.get("entry", ""))
        ledger.place(entry, access.budget_line(document, request.POST.get("line", "")))
        return _("The row of the print has its project now.")
    return ""


def _save_totals(request: Visitor, document: Document, form: TotalsForm) -> str:
    given = form.cleaned_data
    try:
        ledger.save_totals(
            document,
            as_of=given["as_of"] or today(),
            totals=form.totals(),
            version=given["version"],
            actor=request.user,
        )
    except ledger.StaleStatement:
        form.add_error(
            "version",
            forms.ValidationError(
                _("Someone saved finance's figures before you. Please load the page and look at them."),
                code="stale",
            ),
        )
        return ""
    return _("Finance's figures were saved.")


def _take_print(request: Visitor, document: Document, form: PrintForm, given: Spreadsheet) -> str:
    if given.refused is not None:
        form.add_error("file", words.say(given.refused))
        return ""
    preview = importing.understand(given.sheets, default_year=document.obligation.period.fiscal_year)
    if not any(one.disbursed is not None for one in preview.projects):
        form.add_error(
            "file",
            _(
                "No spent amounts were found in %(name)s. Please check that one row has the headings, "
                "for example รายการ/โครงการ and เบิกจ่าย."
            )
            % {"name": given.name},
        )
        return ""
    stored = files.store(
        given.data, unit=document.unit, name=given.name, media_type=SPREADSHEET, made_by=request.user
    )
    taken = ledger.take_in(
        document,
        preview,
        as_of=form.cleaned_data["printed_on"] or today(),
        file=stored,
        actor=request.user,
    )
    return _("%(placed)s rows of the print found their project; %(unplaced)s wait below.") % {
        "placed": taken.placed,
        "unplaced": taken.unplaced,
    }
