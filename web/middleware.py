"""What a request knows before its page: in which language, and whose rows are open."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import translation
from django.utils.datastructures import MultiValueDict

from organisations import roles
from organisations.clock import today
from organisations.models import User
from organisations.scope import within
from web import access, leaving

GetResponse = Callable[[HttpRequest], HttpResponse]


def language_of_the_person(get_response: GetResponse) -> GetResponse:
    """Thai unless the person chose English; what the browser prefers is ignored (`settled` 17)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get("language", "")
        if not chosen and isinstance(request.user, User):
            chosen = request.user.language
        with translation.override("en" if chosen == "en" else "th"):
            request.LANGUAGE_CODE = translation.get_language()  # type: ignore[attr-defined]
            response = get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "th")
            return response

    return middleware


MOST_BODY = 64 * 1024 * 1024
"""Bytes of one request: several scans of twenty megabytes may come in one form, a film may not."""
MOST_DRAINED = 3 * 1024 * 1024 * 1024
CHUNK = 1024 * 1024


def size_of_the_request(get_response: GetResponse) -> GetResponse:
    """Refuse a request that is too large before anything of it is kept, with a sentence (413).

    What the browser is still sending is read and thrown away, a megabyte at a time: a connection that is closed in
    the middle shows the person an error of the browser instead of the sentence.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        size = int(length) if str(length).isdecimal() else 0
        if size <= MOST_BODY:
            return get_response(request)
        left, source = min(size, MOST_DRAINED), request.META.get("wsgi.input")
        while left > 0 and source is not None:
            read = source.read(min(CHUNK, left))
            if not read:
                break
            left -= len(read)
        request._post, request._files = QueryDict(), MultiValueDict()  # type: ignore[attr-defined]  # nothing came
        context = {"most": MOST_BODY // 1024 // 1024, "person": None, "tabs": []}
        return render(request, "errors/too_large.html", context, status=413)

    return middleware


def scope_of_the_person(get_response: GetResponse) -> GetResponse:
    """Open the rows of the units where the person holds a role or a seat, and no others.

    Who holds neither any more reads why and whom to ask, on whatever page: a session that was open when the
    last role ended opens nothing on its next request.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if not isinstance(request.user, User):
            with within([]):
                return get_response(request)
        day = today()
        request.grants = list(roles.grants_of(request.user, day))  # type: ignore[attr-defined]
        request.seats = access.seats_of(request.user, day)  # type: ignore[attr-defined]
        nothing = not request.grants and not request.seats  # type: ignore[attr-defined]
        if (
            nothing
            and request.path not in leaving.OPEN_TO_ALL
            and not access.holds_something(request.user, day)
        ):
            with within([]):
                return leaving.refused(request, request.user)
        units = {grant.unit_id for grant in request.grants} | {  # type: ignore[attr-defined]
            term.seat.committee.unit_id
            for term in request.seats  # type: ignore[attr-defined]
        }
        with within(units):
            return get_response(request)

    return middleware
