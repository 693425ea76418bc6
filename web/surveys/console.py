"""The unit's side of its questionnaires: opened for a form and year, counted as they come, closed once and sealed."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from documents import templates
from documents.models import FormKind, Obligation
from documents.sheets.sheet import strategies_of_plan
from organisations import calendar
from organisations.clock import today
from organisations.models import OrgUnit
from papers.thai import arabic_digits, thai_date
from plans.models import DevelopmentPlan
from surveys import collecting, keying
from surveys.collecting import CollectingRefused, Counts, Standing
from surveys.models import Mode, Questionnaire
from web import access, words
from web.access import Visitor
from web.fields import DayField
from web.member_links import share
from web.posting import once

KINDS = (
    (FormKind.FORM3_2, gettext_lazy("Form 3/2: satisfaction as a whole")),
    (FormKind.FORM3_3, gettext_lazy("Form 3/3: satisfaction with each strategy")),
)
WEEKS_OPEN = 5
MOST_PLACES = 99


class OpenForm(forms.Form):
    """What a questionnaire is opened with."""

    kind = forms.ChoiceField(label=gettext_lazy("For which form"), choices=KINDS, widget=forms.RadioSelect)
    fiscal_year = forms.CharField(label=gettext_lazy("Fiscal year"), max_length=4)
    mode = forms.ChoiceField(
        label=gettext_lazy("Who may answer"),
        choices=[
            (Mode.OPEN, gettext_lazy("everyone with the address; the result says so")),
            (Mode.INVITED, gettext_lazy("one answer an invitation, printed as slips")),
        ],
        widget=forms.RadioSelect,
        initial=Mode.OPEN,
    )
    opens_on = DayField(label=gettext_lazy("First day"))
    closes_on = DayField(label=gettext_lazy("Last day"))
    minimum = forms.IntegerField(
        label=gettext_lazy("Answers wanted in all"),
        min_value=0,
        max_value=100000,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "money"}),
    )
    places = forms.CharField(
        label=gettext_lazy("Villages or communities, one a line"),
        help_text=gettext_lazy(
            "After “=” how many answers are wanted from it, for example: หมู่ 1 บ้านนา = 40. Left empty, the village is not asked."
        ),
        widget=forms.Textarea(attrs={"rows": 6}),
        required=False,
    )

    def clean_fiscal_year(self) -> int:
        told = arabic_digits(self.cleaned_data["fiscal_year"]).strip()
        try:
            return calendar.check_fiscal_year(int(told))
        except (ValueError, calendar.CalendarError) as error:
            raise forms.ValidationError(_("Please write the fiscal year as in 2569.")) from error

    def clean_places(self) -> list[tuple[str, int]]:
        found = []
        for number, line in enumerate(self.cleaned_data["places"].splitlines(), start=1):
            name, _sign, target = line.partition("=")
            told = arabic_digits(target).strip().replace(",", "") or "0"
            if not line.strip():
                continue
            if not name.strip() or not told.isdecimal() or int(told) > 100000:
                raise forms.ValidationError(
                    _("Line %(number)s cannot be read: “%(line)s”. Please write name = number.")
                    % {"number": number, "line": line.strip()[:60]}
                )
            found.append((name.strip()[:100], int(told)))
        if len(found) > MOST_PLACES:
            raise forms.ValidationError(_("Please write at most %(most)s lines.") % {"most": MOST_PLACES})
        return found


class DaysForm(forms.Form):
    """Its days, moved."""

    opens_on = DayField(label=gettext_lazy("First day"))
    closes_on = DayField(label=gettext_lazy("Last day"))


class CloseForm(forms.Form):
    """The tick under what closing means."""

    sure = forms.BooleanField(
        label=gettext_lazy("Every paper sheet is keyed in; it may be closed"),
        error_messages={"required": gettext_lazy("Please tick that every paper sheet is keyed in.")},
    )


@dataclass(frozen=True, slots=True)
class Line:
    """A questionnaire on the list."""

    survey: Questionnaire
    counts: Counts
    stands: Standing


def name_of(one: Questionnaire) -> str:
    """The form and the year."""
    return f"{words.kind(one.kind)} · {_('fiscal year')} {one.fiscal_year}"


@login_required
def index(request: Visitor) -> HttpResponse:
    """The unit's questionnaires, newest first."""
    unit = access.own_unit(request)
    rows = Questionnaire.objects.filter(unit=unit, withdrawn_at__isnull=True).select_related("unit")
    lines = [Line(one, collecting.counts(one), collecting.standing(one, today())) for one in rows]
    context = {
        "unit": unit,
        "lines": [(name_of(one.survey), one) for one in lines],
        "drafter": access.is_drafter(request, unit),
    }
    return render(request, "survey/index.html", context)


@once
def open_new(request: Visitor) -> HttpResponse:
    """Open a questionnaire; what is asked is the form's wording in force on its first day."""
    unit = access.drafting_unit(request)
    day = today()
    last_year = calendar.fiscal_year(day) - 1
    before = Questionnaire.objects.filter(unit=unit).order_by("-pk").first()
    initial = {
        "kind": request.GET.get("kind") or FormKind.FORM3_2,
        "fiscal_year": request.GET.get("year") or last_year,
        "opens_on": day,
        "closes_on": day + timedelta(weeks=WEEKS_OPEN),
        "minimum": before.minimum if before else None,
        "places": "\n".join(f"{one.name} = {one.target}" for one in before.places.all()) if before else "",
    }
    form = OpenForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        wording = templates.in_force(given["kind"], unit, given["opens_on"]).wording
        plan = collecting.Plan(
            kind=given["kind"],
            fiscal_year=given["fiscal_year"],
            wording=wording,
            strategies=strategies(unit, given["fiscal_year"]) if wording["per_strategy"] else [],
            opens_on=given["opens_on"],
            closes_on=given["closes_on"],
            mode=given["mode"],
            minimum=given["minimum"] or 0,
            places=given["places"],
        )
        try:
            made = collecting.open_for(unit, plan, actor=request.user)
        except CollectingRefused as refused:
            form.add_error(None, words.say(refused.sentence))
        else:
            messages.success(request, _("The questionnaire is ready. Its address and poster are below."))
            return redirect("survey_console", made.public_id)
    status = 422 if form.errors else 200
    return render(request, "survey/open.html", {"form": form, "unit": unit}, status=status)


def strategies(unit: OrgUnit, year: int) -> list[dict[str, Any]]:
    """The strategies of the plan that covers the year, as a questionnaire keeps them."""
    plan = DevelopmentPlan.objects.filter(unit=unit, first_year__lte=year, last_year__gte=year).first()
    return [
        {"key": one.key, "number": one.number, "name": one.name}
        for one in (strategies_of_plan(plan) if plan else [])
    ]


@once
def console(request: Visitor, survey_id: UUID) -> HttpResponse:
    """One questionnaire: its address, what has come, what waits; its days, its closing."""
    one = access.survey(request, survey_id)
    drafter = access.is_drafter(request, one.unit)
    status = 200
    days = DaysForm(initial={"opens_on": one.opens_on, "closes_on": one.closes_on})
    close = CloseForm()
    if request.method == "POST":
        if not drafter:
            return render(request, "errors/403.html", status=403)
        act = request.POST.get("act", "")
        if act == "days":
            days = DaysForm(request.POST)
        elif act == "close":
            close = CloseForm(request.POST)
        form = days if act == "days" else close if act == "close" else None
        if form is None or form.is_valid():
            try:
                where = _act(request, one, act, form.cleaned_data if form else {})
            except CollectingRefused as refused:
                messages.error(request, words.say(refused.sentence))
                status = 409
            else:
                return redirect(where) if where == "surveys" else redirect(where, one.public_id)
        else:
            status = 422
    return render(
        request,
        "survey/console.html",
        _context(request, one) | {"drafter": drafter, "days": days, "close": close},
        status=status,
    )


def _act(request: Visitor, one: Questionnaire, act: str, given: dict[str, Any]) -> str:
    if act == "days":
        collecting.move_days(one, given["opens_on"], given["closes_on"])
        messages.success(request, _("The days were changed."))
    elif act == "close":
        collecting.close(one, actor=request.user)
        messages.success(request, _("It is closed and sealed; the figures stand in the form now."))
    elif act == "withdraw":
        collecting.withdraw(one)
        messages.success(request, _("The questionnaire was withdrawn; another can be opened."))
        return "surveys"
    elif act == "invite":
        told = arabic_digits(request.POST.get("more", "")).strip()
        more = int(told) if told.isdecimal() and len(told) < 6 else 0
        n = collecting.invite(one, more)
        messages.success(
            request,
            ngettext("There is %(n)s invitation now.", "There are %(n)s invitations now.", n) % {"n": n},
        )
    else:
        raise Http404
    return "survey_console"


def _context(request: Visitor, one: Questionnaire) -> dict[str, Any]:
    counted = collecting.counts(one)
    address = request.build_absolute_uri(reverse("survey", args=[one.code]))
    owed = (
        Obligation.objects.filter(unit=one.unit, kind=one.kind, period__fiscal_year=one.fiscal_year)
        .select_related("document")
        .first()
    )
    return {
        "unit": one.unit,
        "survey": one,
        "name": name_of(one),
        "counts": counted,
        "stands": str(collecting.standing(one, today())),
        "lacking": one.minimum - counted.n if one.minimum > counted.n else 0,
        "address": address,
        "share": share(f"{_text(one)}\n{address}"),
        "text": f"{_text(one)}\n{address}",
        "waiting": keying.waiting(one),
        "owed": owed,
    }


def _text(one: Questionnaire) -> str:
    """The words that go with the address: Thai, for they go to the people."""
    until = thai_date(one.closes_on, style="short", digits="arabic")
    return f"{one.unit.short_name} ขอเชิญร่วมตอบแบบสอบถามความพึงพอใจ ไม่ถามชื่อ ใช้เวลาไม่นาน ตอบได้ถึง {until}"


@login_required
def data(request: Visitor, survey_id: UUID) -> HttpResponse:
    """The sealed data set as CSV, for the unit itself: one line a response, in no order of time."""
    one = access.survey(request, survey_id)
    if one.closed_at is None:
        refusal = _("The data set can be had once the questionnaire is closed.")
        return render(request, "errors/refused.html", {"refusal": refusal}, status=409)
    keys = list(one.asked().questions())
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="survey-{one.kind}-{one.fiscal_year}.csv"'
    answer.write("\ufeff")
    writer = csv.writer(answer)
    writer.writerow([*keys, "via"])
    for row in collecting.answers_of(one):
        writer.writerow([*(row.get(key, "") for key in keys), row["via"]])
    return answer
