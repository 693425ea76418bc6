"""Paper sheets keyed in: a number and a line of keys, twice; what differs is shown and decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from organisations.clock import today
from papers.thai import arabic_digits
from surveys import keying
from surveys.collecting import CollectingRefused, Standing, standing
from surveys.models import PaperSheet, Questionnaire
from surveys.questions import Asked, Question
from web import access, words
from web.access import Visitor
from web.posting import once
from web.surveys.console import name_of


@dataclass(slots=True)
class Part:
    """A part of the sheet as it is keyed in: its questions, each with its keys and what they mean."""

    field: str
    name: str
    rows: list[tuple[Question, list[tuple[str, str]]]]
    scored: bool
    value: str = ""

    @property
    def same(self) -> bool:
        """Whether every question has the same keys, so that they are said once."""
        return len({tuple(keys) for _question, keys in self.rows}) == 1


def parts_of(asked: Asked) -> list[Part]:
    """The sheet's parts in their order."""
    told: list[tuple[str, Sequence[Question], bool]] = [(_("About the person"), asked.people(), False)]
    if asked.wording["per_strategy"]:
        for one in asked.strategies:
            told.append((f"{one['number']}. {one['name']}", asked.items(str(one["key"])), asked.is_scored))
    else:
        told.append((_("The items"), asked.items(), asked.is_scored))
    return [
        Part(f"part{number}", name, [(one, _keys(one, scored)) for one in questions], scored)
        for number, (name, questions, scored) in enumerate(told)
    ]


def _keys(question: Question, scored: bool) -> list[tuple[str, str]]:
    meant = dict(question.options)
    return [(key, meant[value]) for key, value in keying.keys_of(question, scored=scored).items()]


@once
def page(request: Visitor, survey_id: UUID) -> HttpResponse:
    """Key in one sheet after the other; Enter sends, the next number stands ready."""
    one = access.drafted_survey(request, survey_id)
    asked = one.asked()
    parts = parts_of(asked)
    number, error, status = request.GET.get("number", ""), "", 200
    if request.method == "POST":
        number = arabic_digits(request.POST.get("number", "")).strip()
        for part in parts:
            part.value = request.POST.get(part.field, "")
        try:
            told = int(number) if number.isdecimal() and len(number) < 5 else 0
            line = "".join(part.value for part in parts)
            sheet, found = keying.key_in(one, told, line, actor=request.user)
        except CollectingRefused as refused:
            error, status = words.say(refused.sentence), 422
        else:
            if found:
                messages.error(request, _("The two entries differ. Please look at the sheet and choose."))
                return redirect("survey_mismatch", one.public_id, sheet.number)
            said = (
                _("Sheet %(number)s is counted: both entries agree.")
                if sheet.counted
                else _("Sheet %(number)s was keyed in for the first time.")
            )
            messages.success(request, said % {"number": sheet.number})
            return redirect(f"{request.path}?number={_next(one, sheet)}")
    context = {
        "unit": one.unit,
        "survey": one,
        "name": name_of(one),
        "parts": parts,
        "number": number or _lowest(one),
        "error": error,
        "waiting": keying.waiting(one),
        "counted": PaperSheet.objects.filter(questionnaire=one, counted=True).count(),
        "closed": standing(one, today()) is Standing.CLOSED,
    }
    return render(request, "survey/enter.html", context, status=status)


def _lowest(one: Questionnaire) -> int:
    last = PaperSheet.objects.filter(questionnaire=one).order_by("-number").first()
    return last.number + 1 if last else 1


def _next(one: Questionnaire, sheet: PaperSheet) -> int:
    """After a first entry the next new sheet; after a second the next that waits for one."""
    if not sheet.counted:
        return sheet.number + 1
    waits = [row.number for row in keying.waiting(one) if row.second is None]
    return next((number for number in waits if number > sheet.number), waits[0] if waits else _lowest(one))


@once
def mismatch(request: Visitor, survey_id: UUID, number: int) -> HttpResponse:
    """Where the two entries of a sheet differ; each answer is chosen from the paper."""
    one = access.drafted_survey(request, survey_id)
    sheet = PaperSheet.objects.filter(questionnaire=one, number=number).first()
    if sheet is None:
        raise Http404
    asked = one.asked()
    status, error = 200, ""
    chosen = {key: request.POST.get(key, "") for key in asked.questions()}
    if request.method == "POST":
        try:
            if request.POST.get("act") == "discard":
                keying.discard(one, number)
                messages.success(
                    request, _("The entries of sheet %(number)s were taken away.") % {"number": number}
                )
                return redirect("survey_enter", one.public_id)
            keying.decide(one, number, chosen)
        except CollectingRefused as refused:
            error, status = words.say(refused.sentence), 422
        else:
            messages.success(request, _("Sheet %(number)s is counted.") % {"number": number})
            return redirect("survey_enter", one.public_id)
    rows = [(row, chosen[row.question.key]) for row in keying.mismatches(asked, sheet)]
    context = {
        "unit": one.unit,
        "survey": one,
        "sheet": sheet,
        "rows": rows,
        "error": error,
        "name": name_of(one),
    }
    return render(request, "survey/mismatch.html", context, status=status)
