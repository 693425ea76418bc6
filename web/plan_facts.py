"""The facts of a plan on a page: name, years, the day of its announcement, the word of its level. Form 1 follows."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents import obligations
from documents.models import Revision
from organisations import calendar
from organisations.clock import today
from papers.thai import arabic_digits
from plans import versions
from plans.models import DevelopmentPlan, LevelWord
from plans.versions import LENGTHS, Facts, PlanRefused
from web import access, words
from web.access import Visitor
from web.fields import DayField
from web.posting import once


class FactsForm(forms.Form):
    """What stands on the cover of the plan and on its announcement."""

    name = forms.CharField(label=gettext_lazy("Name of the plan"), max_length=200)
    first_year = forms.CharField(label=gettext_lazy("First fiscal year"), max_length=4)
    length = forms.TypedChoiceField(
        label=gettext_lazy("For how many years"),
        choices=[(number, str(number)) for number in LENGTHS],
        coerce=int,
        widget=forms.RadioSelect,
    )
    announced_on = DayField(
        label=gettext_lazy("Day of the announcement (leave empty while it is not announced)"), required=False
    )
    word = forms.ChoiceField(
        label=gettext_lazy("What the plan calls its highest level"),
        choices=LevelWord.choices,
        widget=forms.RadioSelect,
    )

    def clean_first_year(self) -> int:
        told = arabic_digits(self.cleaned_data["first_year"]).strip()
        try:
            return calendar.check_fiscal_year(int(told))
        except (ValueError, calendar.CalendarError) as error:
            raise forms.ValidationError(_("Please write the fiscal year as in 2569.")) from error


def _initial(plan: DevelopmentPlan | None) -> dict[str, Any]:
    if plan is None:
        year = calendar.fiscal_year(today())
        return {"first_year": year, "length": 5, "word": LevelWord.STRATEGY}
    return {
        "name": plan.name,
        "first_year": plan.first_year,
        "length": plan.last_year - plan.first_year + 1,
        "announced_on": plan.announced_on,
        "word": plan.word,
    }


@once
def facts(request: Visitor, plan_id: UUID | None = None) -> HttpResponse:
    """Keep the facts of a plan, or of a new one; the Form 1 it makes owed is said with its day."""
    unit = access.drafting_unit(request)
    plan = access.plan(request, plan_id) if plan_id else None
    stands = plan is not None and Revision.objects.filter(document__plan=plan).exists()
    form = FactsForm(request.POST or None, initial=_initial(plan))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        told = Facts(
            given["name"], given["first_year"], given["length"], given["announced_on"], given["word"]
        )
        try:
            kept = versions.keep(unit, plan, told, years_stand=stands)
        except PlanRefused as refused:
            field = {"years": "first_year"}.get(refused.field, refused.field)
            form.add_error(field, words.say(refused.sentence))
        else:
            owed = obligations.plan_announced(kept)
            if owed is not None:
                said = _("Saved. Form 1 of this plan is owed by %(day)s.")
                messages.success(request, said % {"day": words.day(owed.due_on)})
            else:
                messages.success(request, _("Saved."))
            return redirect("plan")
    context = {"form": form, "unit": unit, "plan": plan, "stands": stands}
    return render(request, "plan/facts.html", context, status=422 if form.errors else 200)
