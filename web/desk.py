"""The reader's own things: notices, language, size of letters; the page of components."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from documents.models import State
from organisations.clock import now, today
from organisations.models import User
from tasks.models import Heartbeat, Notice
from tasks.notices import text_of
from web.access import Visitor
from web.posting import once

YEAR = 60 * 60 * 24 * 365


@once
def notices(request: Visitor) -> HttpResponse:
    """What the reader was told; reading marks nothing, a press does."""
    mine = Notice.objects.filter(person=request.user)
    if request.method == "POST":
        mine.filter(read_at__isnull=True).update(read_at=now())
        return redirect("notices")
    rows = [
        {"text": text_of(one), "at": one.made_at, "path": one.path, "new": one.read_at is None}
        for one in mine[:60]
    ]
    return render(request, "notices/page.html", {"rows": rows})


def _back(request: HttpRequest) -> HttpResponse:
    to = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(to, allowed_hosts={request.get_host()}):
        to = "/"
    return redirect(to)


def size(request: HttpRequest, value: str) -> HttpResponse:
    """Choose the size of the letters: 1, 2 or 3; a cookie, no script."""
    if value not in {"1", "2", "3"}:
        raise Http404
    response = _back(request)
    response.set_cookie("size", value, max_age=YEAR, samesite="Lax")
    return response


def language(request: HttpRequest, code: str) -> HttpResponse:
    """Choose Thai or English; kept by cookie, and with the person for mails."""
    if code not in {"th", "en"}:
        raise Http404
    response = _back(request)
    response.set_cookie("language", code, max_age=YEAR, samesite="Lax")
    if isinstance(request.user, User) and request.user.language != code:
        User.objects.filter(pk=request.user.pk).update(language=code)
    return response


def health(request: HttpRequest) -> HttpResponse:
    """Whether the database answers: for health checks. The clock and the worker are named, not judged."""
    beats = {beat.name: beat.at.isoformat() for beat in Heartbeat.objects.all()}
    return HttpResponse(f"ok {beats}", content_type="text/plain")


@login_required
def design(request: Visitor) -> HttpResponse:
    """Every component in every state; axe and the clipping check run over it."""
    return render(
        request,
        "design/page.html",
        {
            "states": list(State),
            "today": today(),
            "statuses": ["done", "in_progress", "not_started", "cancelled", ""],
            "worst": _("Worst case of tone marks: ฟื้น ปู่ ซ้ำ ที่นั่น ฎีกา ญี่ปุ่น ฏูฐู"),
        },
    )
