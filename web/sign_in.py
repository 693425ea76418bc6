"""Sign-in: no sign-up from outside, one name for counting failures, one sentence when it is too many."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from organisations import roles
from organisations.clock import today
from organisations.models import User
from web import access, leaving


class ClosedDoor(DefaultAccountAdapter):
    """People are made by an administrator; nobody signs up by themselves."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        """Refuse who holds no role and no seat today, with a sentence; the right password changes nothing."""
        refused = super().pre_login(request, user, **kwargs)
        if refused is not None or not isinstance(user, User):
            return refused
        day = today()
        may = roles.grants_of(user, day).exists() or access.seats_of(user, day)
        if may or access.holds_something(user, day):
            return None
        clear_login(request)
        return leaving.refused(request, user)


def name_tried(request: HttpRequest | None, credentials: dict[str, Any] | None) -> str:
    """The name that axes counts failures by: what was typed, in small letters."""
    given = credentials or {}
    name = given.get("username") or given.get("email") or (request.POST.get("login", "") if request else "")
    return str(name).strip().lower()


def locked_out(request: HttpRequest, *_: Any, **__: Any) -> HttpResponse:
    """Say when it can be tried again, and nothing about whether the account exists."""
    return render(request, "errors/locked_out.html", status=429)
