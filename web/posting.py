"""A form sent twice does its work once: the token's row is written in the transaction of the work."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from organisations.models import User
from tasks import bell
from web.models import FormToken

View = Callable[..., HttpResponse]


def _said(request: HttpRequest) -> str:
    fields = [
        (name, request.POST.getlist(name))
        for name in sorted(request.POST)
        if name not in ("csrfmiddlewaretoken",)
    ]
    files = [(name, request.FILES[name].name, request.FILES[name].size) for name in sorted(request.FILES)]  # type: ignore[union-attr]
    return hashlib.sha256(repr((request.path, fields, files)).encode()).hexdigest()


def once(view: View) -> View:
    """Wrap a page: who is signed in may send each form once; a repeat gets the same answer.

    An answer of 400 or more undoes the token with everything else, so that the corrected form can be sent.
    The same token with another text is refused (422): something was changed after it had been sent.
    """
    return login_required(_once(view, _nothing))


def once_after(read: Callable[..., Any]) -> Callable[[View], View]:
    """As `once`, for a page with much to read: `read(request, …)` runs before the form's transaction begins,
    so that no other writer waits for it; what it gives is the view's keyword `read`."""

    def wrap(view: View) -> View:
        return login_required(
            _once(view, lambda request, *args, **kwargs: {"read": read(request, *args, **kwargs)})
        )

    return wrap


def once_by(who: Callable[..., User | None], *, keep_refused: bool = False) -> Callable[[View], View]:
    """As `once`, for a page without an account: `who(request, …)` gives the person on whose behalf it is sent.

    Where nobody is found the view answers, and no token is written. With `keep_refused` an answer of 400 or more
    undoes the token only, for a page that must remember a failed try.
    """
    return lambda view: _once(view, _nothing, who, keep_refused=keep_refused)


def _nothing(request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
    return {}


def _signed_in(request: HttpRequest, *args: Any, **kwargs: Any) -> User | None:
    assert isinstance(request.user, User)
    return request.user


def _once(
    view: View,
    before: Callable[..., dict[str, Any]],
    who: Callable[..., User | None] = _signed_in,
    *,
    keep_refused: bool = False,
) -> View:
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs, **before(request, *args, **kwargs))
        try:
            key = uuid.UUID(request.POST.get("form_token", ""))
        except ValueError:
            return render(request, "errors/no_token.html", status=422)
        person = who(request, *args, **kwargs)
        said = _said(request)
        given = before(request, *args, **kwargs)
        if person is None:
            return view(request, *args, **kwargs, **given)
        try:
            with transaction.atomic():
                token = FormToken.objects.create(person=person, key=key, payload=said)
                response = view(request, *args, **kwargs, **given)
                if response.status_code >= 400:
                    if keep_refused:
                        token.delete()
                    else:
                        transaction.set_rollback(True)
                elif isinstance(response, HttpResponseRedirect):
                    token.location = response.url
                    token.save(update_fields=["location"])
        except IntegrityError:
            sent = FormToken.objects.filter(person=person, key=key).first()
            if sent is None:
                raise
            if sent.payload != said or not sent.location:
                return render(request, "errors/sent_already.html", {"location": sent.location}, status=422)
            return HttpResponseRedirect(sent.location)
        if response.status_code < 400:
            bell.ring()
        return response

    return wrapped
