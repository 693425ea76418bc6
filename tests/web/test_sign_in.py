"""Signing in: by e-mail and password, locked after too many tries, closed to strangers; headers on every answer."""

from __future__ import annotations

import pytest
from django.test import Client

from documents.models import Document
from tests.cast import World

PASSWORD = "ก-long-enough-password"


@pytest.fixture
def somchai(world: World) -> str:
    world.somchai.set_password(PASSWORD)
    world.somchai.save()
    return world.somchai.email


def sign_in(client: Client, email: str, password: str) -> int:
    return client.post("/accounts/login/", {"login": email, "password": password}).status_code


def test_the_right_password_opens(somchai: str) -> None:
    client = Client()
    assert sign_in(client, somchai.upper(), PASSWORD) == 302
    assert client.get("/home/").status_code == 200


def test_a_wrong_one_says_nothing_about_the_account(somchai: str) -> None:
    known = Client().post("/accounts/login/", {"login": somchai, "password": "x"})
    unknown = Client().post("/accounts/login/", {"login": "nobody@example.org", "password": "x"})
    assert known.status_code == unknown.status_code == 200
    assert known.content.decode().count("alert") == unknown.content.decode().count("alert")


def test_after_eight_wrong_tries_even_the_right_password_waits(somchai: str) -> None:
    client = Client()
    answers = [sign_in(client, somchai, f"wrong-{number}") for number in range(8)]
    assert answers[-1] == 429
    assert sign_in(client, somchai, PASSWORD) == 429


def test_seven_wrong_tries_do_not_lock(somchai: str) -> None:
    """The negative control of the lock."""
    client = Client()
    for number in range(7):
        sign_in(client, somchai, f"wrong-{number}")
    assert sign_in(client, somchai, PASSWORD) == 302


@pytest.mark.parametrize("path", ["signup/", "password/reset/", "password/change/", "email/"])
def test_what_this_product_does_not_use_is_not_there(world: World, path: str) -> None:
    client = Client()
    client.force_login(world.somchai, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(f"/accounts/{path}").status_code == 404


@pytest.mark.parametrize("path", ["/home/", "/nothing/", "/accounts/login/", "/health/"])
def test_every_answer_carries_its_headers(world: World, path: str) -> None:
    client = Client()
    client.force_login(world.somchai, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(path)
    policy = answer["Content-Security-Policy"]
    for rule in ("default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert rule in policy
    assert "unsafe" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"


def test_a_forged_form_is_refused(world: World, drafting: Document) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.somchai, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post(f"/report/{drafting.public_id}/take-back/", {})
    assert answer.status_code == 403
    assert 'class="masthead"' in answer.content.decode()
