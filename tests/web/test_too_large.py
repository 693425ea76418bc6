"""A request that is too large gets a sentence over a real connection, and nothing of it is kept."""

from __future__ import annotations

import http.client
import resource
from typing import Any
from urllib.parse import urlsplit

import pytest

from documents.models import StoredFile
from web import middleware

pytestmark = pytest.mark.django_db(transaction=True)
MEGABYTE = b"\0" * 1024 * 1024


def send(live_server: Any, megabytes: int) -> tuple[int, str]:
    """Post so many megabytes as a browser does, all of them, then read the answer."""
    where = urlsplit(live_server.url)
    connection = http.client.HTTPConnection(where.hostname, where.port, timeout=60)
    connection.putrequest("POST", "/accounts/login/")
    connection.putheader("Content-Type", "multipart/form-data; boundary=x")
    connection.putheader("Content-Length", str(megabytes * len(MEGABYTE)))
    connection.endheaders()
    for _ in range(megabytes):
        connection.send(MEGABYTE)
    answer = connection.getresponse()
    told = answer.status, answer.read().decode()
    connection.close()
    return told


def test_two_hundred_megabytes_are_refused_in_words_and_not_held_in_memory(live_server: Any) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    status, page = send(live_server, 200)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert status == 413
    assert "รวมกันไม่เกิน 64 MB" in page
    assert grown < 60, f"{grown:.0f} MB"
    assert StoredFile._base_manager.count() == 0


def test_a_request_in_bounds_goes_on(live_server: Any) -> None:
    """The control: it is refused for what it lacks, not for its size."""
    assert send(live_server, 1)[0] == 403


def test_just_over_and_just_at_the_bound(live_server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(middleware, "MOST_BODY", 2 * len(MEGABYTE))
    assert send(live_server, 2)[0] == 403
    assert send(live_server, 3)[0] == 413
