"""What is printed for a questionnaire: the poster with its QR code, the invitations as slips, the paper sheets."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache

from papers.thai import arabic_digits
from surveys import collecting, keying
from surveys.models import Invitation
from web import access
from web.access import Visitor
from web.member_links import drawing
from web.surveys.citizen import title_of
from web.surveys.console import name_of
from web.surveys.keying_in import parts_of

MOST_SHEETS, MOST_SLIPS = 50, 200


@dataclass(frozen=True, slots=True)
class Slip:
    """An invitation to be cut out."""

    number: int
    address: str
    drawing: SafeString


@login_required
def poster(request: Visitor, survey_id: UUID) -> HttpResponse:
    """An A4 page for the wall: what is asked, the picture, the address in letters."""
    one = access.survey(request, survey_id)
    address = request.build_absolute_uri(reverse("survey", args=[one.code]))
    context = {
        "unit": one.unit,
        "survey": one,
        "title": title_of(one),
        "name": name_of(one),
        "address": address,
        "drawing": drawing(address, "QR"),
    }
    return render(request, "survey/poster.html", context)


@never_cache
@login_required
def slips(request: Visitor, survey_id: UUID) -> HttpResponse:
    """The invitations that were not used yet, two hundred a page; they can be printed again at any time."""
    one = access.drafted_survey(request, survey_id)
    first = _number(request.GET.get("from", ""), 1)
    open_ones = Invitation.objects.filter(questionnaire=one, spent_on__isnull=True, number__gte=first)
    numbers = list(open_ones.order_by("number").values_list("number", flat=True)[: MOST_SLIPS + 1])
    made = []
    for number in numbers[:MOST_SLIPS]:
        token = collecting.invitation_token(one, number)
        address = request.build_absolute_uri(reverse("survey_invited", args=[one.code, token]))
        made.append(Slip(number, address, drawing(address, f"QR {number}")))
    context = {
        "unit": one.unit,
        "survey": one,
        "name": name_of(one),
        "title": title_of(one),
        "slips": made,
        "more": numbers[MOST_SLIPS] if len(numbers) > MOST_SLIPS else None,
    }
    return render(request, "survey/slips.html", context)


@login_required
def sheets(request: Visitor, survey_id: UUID) -> HttpResponse:
    """Paper sheets with their numbers, each on pages of its own, the keys printed beside the answers."""
    one = access.survey(request, survey_id)
    first = _number(request.GET.get("from", ""), 1)
    count = min(_number(request.GET.get("n", ""), 10), MOST_SHEETS)
    context = {
        "unit": one.unit,
        "survey": one,
        "name": name_of(one),
        "title": title_of(one),
        "numbers": range(first, min(first + count, 10000)),
        "first": first,
        "n": count,
        "parts": parts_of(one.asked()),
        "waiting": len(keying.waiting(one)),
    }
    return render(request, "survey/sheets.html", context)


def _number(text: str, otherwise: int) -> int:
    told = arabic_digits(text).strip()
    return int(told) if told.isdecimal() and 0 < int(told[:6]) < 10000 else otherwise
