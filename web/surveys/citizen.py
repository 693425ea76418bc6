"""A questionnaire on the phone: one question a page, back always works, no script needed, no name asked.

Looking changes nothing but the start of a draft, which only a press makes. What is pressed is kept page by page under
the token of the address; the last page shows all answers before they are sent, once. From where somebody answers is
counted for minutes under a mark that changes every day, and stands nowhere else (`reliability` S25, S26).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from organisations import codes
from organisations.clock import today
from surveys import collecting
from surveys.collecting import CollectingRefused, Standing
from surveys.models import Mode, Questionnaire
from surveys.questions import NONE, Page, Question
from web.limits import address_of, within_limit

PERIOD = timedelta(minutes=10)
MOST_BEGUN = 300
"""Answers that one address may begin within ten minutes: a village hall shares a line."""
MOST_PRESSED = 6000
"""Presses of one address within ten minutes."""
MOST_OF_A_TOKEN = 300

STATUS = {"unknown": 404, "not_yet": 409, "spent": 409, "closed": 410, "lost": 410}


@dataclass(frozen=True, slots=True)
class Answered:
    """A question of the last page: what was chosen, and the page on which it can be changed."""

    question: Question
    words: str
    page: int


def _mark(request: HttpRequest) -> str:
    """A mark of where a request comes from: of this day only, never written down."""
    return codes.bits(f"flood:{today()}:{address_of(request)}").hex()[:16]


def _flooded(request: HttpRequest, one: Questionnaire, token: str) -> bool:
    pressed = within_limit(f"survey-press:{_mark(request)}", MOST_PRESSED, PERIOD)
    own = not token or within_limit(f"survey-token:{codes.hashed(token)[:16]}", MOST_OF_A_TOKEN, PERIOD)
    return not (pressed and own)


def around(one: Questionnaire) -> dict[str, Any]:
    """What stands around a page without an account: the unit, its form, nobody signed in."""
    return {
        "unit": one.unit,
        "survey": one,
        "person": None,
        "tabs": [],
        "reading": True,
        "title": title_of(one),
    }


def title_of(one: Questionnaire) -> str:
    """What people are asked, in their words rather than the form's."""
    if one.kind == "form3_3":
        return f"ท่านให้คะแนนผลงานแต่ละด้านของ {one.unit.short_name} เท่าใด"
    return f"ท่านพอใจการทำงานของ {one.unit.short_name} แค่ไหน"


def public(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open a page by the questionnaire's code; what cannot be done is answered in words, with its status."""

    @never_cache
    @wraps(view)
    def wrapped(request: HttpRequest, code: str, token: str = "", **more: Any) -> HttpResponse:
        one: Questionnaire | None = None
        try:
            one = collecting.find(code)
            if request.method == "POST" and _flooded(request, one, token):
                return _busy(request, one)
            return view(request, one, token, **more)
        except CollectingRefused as refused:
            context = {"sentence": refused.sentence, "code": refused.code}
            more_context = around(one) if one else {"person": None, "tabs": [], "reading": True}
            status = STATUS.get(refused.code, 422)
            return render(request, "survey/closed.html", more_context | context, status=status)

    return wrapped


def _busy(request: HttpRequest, one: Questionnaire) -> HttpResponse:
    answer = render(request, "survey/busy.html", around(one), status=429)
    answer["Retry-After"] = str(int(PERIOD.total_seconds()))
    return answer


@public
def start(request: HttpRequest, one: Questionnaire, token: str) -> HttpResponse:
    """What is asked, how long it takes, what is not kept; the press that begins."""
    stands = collecting.standing(one, today())
    if request.method == "POST":
        if not within_limit(f"survey-begin:{_mark(request)}", MOST_BEGUN, PERIOD):
            return _busy(request, one)
        return redirect("survey_page", one.code, collecting.begin(one, token), 1)
    if stands in (Standing.BEFORE, Standing.OPEN) and token:
        collecting.check_token(one, token)
    pages = one.asked().pages()
    context = around(one) | {
        "stands": stands,
        "pages": len(pages),
        "minutes": max(2, round(sum(len(page.questions) for page in pages) / 5)),
        "needs_token": one.mode == Mode.INVITED and not token,
    }
    return render(request, "survey/start.html", context, status=200 if stands is not Standing.BEFORE else 409)


@public
def page(request: HttpRequest, one: Questionnaire, token: str, number: int) -> HttpResponse:
    """One page: what was chosen is kept, whichever way the reader goes on."""
    asked = one.asked()
    pages = asked.pages()
    if not 1 <= number <= len(pages):
        raise Http404
    here = pages[number - 1]
    draft = collecting.draft_of(one, token)
    errors: dict[str, Any] = {}
    if request.method == "POST":
        given = {question.key: request.POST.get(question.key, "") for question in here.questions}
        draft = collecting.answer(one, token, here, given)
        if request.POST.get("act") == "back":
            if number == 1:
                return redirect("survey_invited", one.code, token)
            return redirect("survey_page", one.code, token, number - 1)
        errors = collecting.missing(here, draft.answers, asked.no_answer)
        if not errors:
            if number == len(pages) or request.GET.get("check"):
                return redirect("survey_check", one.code, token)
            return redirect("survey_page", one.code, token, number + 1)
    context = around(one) | _shown(here, draft.answers, errors)
    context |= {
        "token": token,
        "number": number,
        "pages": len(pages),
        "back_to_check": bool(request.GET.get("check")),
    }
    return render(request, "survey/page.html", context, status=422 if errors else 200)


def _shown(here: Page, answers: dict[str, str], errors: dict[str, Any]) -> dict[str, Any]:
    rows = [
        {
            "question": question,
            "chosen": answers.get(question.key, ""),
            "error": errors.get(question.key),
            "plain": [option for option in question.options if option[0] != NONE],
            "none": question.options[-1][1],
        }
        for question in here.questions
    ]
    return {"page": here, "rows": rows, "several": len(rows) > 1, "errors": list(errors.values())}


@public
def check(request: HttpRequest, one: Questionnaire, token: str) -> HttpResponse:
    """Every answer once more, each with its way back; the press that sends them."""
    asked = one.asked()
    if request.method == "POST":
        collecting.send(one, token)
        return redirect("survey_thanks", one.code)
    draft = collecting.draft_of(one, token)
    rows = []
    for number, here in enumerate(asked.pages(), start=1):
        for question in here.questions:
            chosen = draft.answers.get(question.key, "")
            words = dict(question.options).get(chosen, "")
            rows.append((here if len(here.questions) > 1 else None, Answered(question, words, number)))
    groups: list[tuple[Page | None, list[Answered]]] = []
    for group, row in rows:
        if groups and groups[-1][0] is group:
            groups[-1][1].append(row)
        else:
            groups.append((group, [row]))
    open_ones = [row for _, row in rows if not row.words]
    context = around(one) | {"token": token, "groups": groups, "open": open_ones, "none": asked.no_answer}
    return render(request, "survey/check.html", context)


@public
def thanks(request: HttpRequest, one: Questionnaire, token: str) -> HttpResponse:
    """Thank you; and the way to answer for somebody else of the house, where everyone may."""
    context = around(one) | {
        "again": one.mode == Mode.OPEN and collecting.standing(one, today()) is Standing.OPEN,
        "last": collecting.closed_for(one.unit_id, one.fiscal_year - 1, one.kind),
    }
    return render(request, "survey/thanks.html", context)


@public
def results(request: HttpRequest, one: Questionnaire, token: str) -> HttpResponse:
    """What everyone answered, once it is closed; what would show so few people is left out."""
    if one.closed_at is None:
        return render(
            request,
            "survey/closed.html",
            around(one) | {"sentence": None, "code": "open", "wait": _("The results are shown here once it is closed.")},
            status=409,
        )  # fmt: skip
    asked, cells = collecting.published(one)
    everyone = int(cells["p1.n"] or 0)
    people = [
        (block["title"], [_bar(band["title"], cells[f"p1.{block['key']}.{band['key']}.n"], everyone) for band in block["bands"]])
        for block in asked.wording["blocks"]
    ]  # fmt: skip
    items = []
    for item in [] if asked.is_scored else asked.wording["items"]:
        bars = [_bar(words, cells[f"p2.{item['key']}.{key}.n"], everyone) for key, words in asked.scale()]
        items.append((f"{item['no']}. {item['text']}", bars))
    scores = []
    for strategy in asked.strategies if asked.is_scored else []:
        means = [
            _mean(f"{item['no']}. {item['text']}", cells[f"p2.{strategy['key']}.{item['key']}.mean"])
            for item in asked.wording["items"]
        ]
        whole = _mean("รวม", cells[f"p2.{strategy['key']}.all.mean"])
        scores.append((f"{strategy['number']}. {strategy['name']}", [*means, whole]))
    context = around(one) | {
        "n": cells["p1.n"],
        "people": people,
        "items": items,
        "scores": scores,
        "is_open": one.mode == Mode.OPEN,
        "few": any(value is None for value in cells.values()),
    }
    return render(request, "survey/results.html", context)


def _bar(name: str, n: str | None, everyone: int) -> dict[str, Any]:
    """A count with its share of everyone, in tenths of a percent for the drawing."""
    if n is None or not everyone:
        return {"name": name, "n": None}
    share = int(n) * 1000 // everyone
    return {"name": name, "n": n, "share": share, "percent": f"{int(n) * 100 / everyone:.1f}"}


def _mean(name: str, value: str | None) -> dict[str, Any]:
    if not value:
        return {"name": name, "n": None}
    return {"name": name, "n": value, "share": int(float(value) * 100), "percent": ""}
