"""Sign-in: no sign-up from outside, one name for counting failures, one sentence when it is too many."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class ClosedDoor(DefaultAccountAdapter):
    """People are made by an administrator; nobody signs up by themselves."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


def name_tried(request: HttpRequest | None, credentials: dict[str, Any] | None) -> str:
    """The name that axes counts failures by: what was typed, in small letters."""
    given = credentials or {}
    name = given.get("username") or given.get("email") or (request.POST.get("login", "") if request else "")
    return str(name).strip().lower()


def locked_out(request: HttpRequest, *_: Any, **__: Any) -> HttpResponse:
    """Say when it can be tried again, and nothing about whether the account exists."""
    return render(request, "errors/locked_out.html", status=429)
