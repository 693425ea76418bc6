"""A real Chromium for the journeys, and a person signed in to it."""

from __future__ import annotations

from typing import Any

from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

from organisations.models import User

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-sync",
]
DESKTOP, PHONE = {"width": 1366, "height": 900}, {"width": 360, "height": 780}


def signed_in(
    chromium: Browser,
    server: Any,
    who: User | None,
    *,
    phone: bool = False,
    language: str = "th",
    **options: Any,
) -> BrowserContext:
    """A window of someone's own, Thai unless they chose English."""
    context = chromium.new_context(base_url=server.url, viewport=PHONE if phone else DESKTOP, **options)  # type: ignore[arg-type]
    cookies: list[Any] = [{"name": "language", "value": language, "url": server.url}]
    if who is not None:
        client = Client()
        client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
        cookies.append({"name": "sessionid", "value": client.cookies["sessionid"].value, "url": server.url})
    context.add_cookies(cookies)
    return context


def quiet(page: Page) -> list[str]:
    """Gather what the browser complains of: console errors, failed scripts, refusals of the CSP."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said
