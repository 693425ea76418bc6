"""The pages of errors: where, what, and what to do."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """There is nothing here, or nothing for this reader."""
    return render(request, "errors/404.html", status=404)


def nothing(request: HttpRequest) -> HttpResponse:
    """An address of a library that this product does not use."""
    return not_found(request, Exception())


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The reader may not do this."""
    return render(request, "errors/403.html", status=403)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page lay open too long, or was sent from elsewhere."""
    return render(request, "errors/csrf.html", status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """Something of ours broke; what was saved is saved."""
    return render(request, "errors/500.html", status=500)
