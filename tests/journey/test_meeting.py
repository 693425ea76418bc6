"""Seven reports recorded in a meeting at the screen: every press, typed field and choice is counted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from committee import sitting
from committee.models import Assistant, Mode
from documents import obligations
from documents.models import Document, Issue, State
from organisations import clock, law
from organisations.scope import everything
from tests.cast import World, fill, make_world
from tests.journey.browser import quiet, signed_in
from web.demonstration import seven
from web.demonstration.newcomer import Newcomer
from workflow import moves

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KEYS = [f"2569-q{quarter}" for quarter in (1, 2, 3, 4)] + [f"2570-q{quarter}" for quarter in (1, 2, 3)]


@pytest.fixture
def world(transactional_db: None) -> Iterator[World]:
    """A unit of two projects whose clerk is the assistant secretary, on 6 January 2569."""
    with everything(), clock.pretend(timezone.make_aware(datetime(2026, 1, 6, 10, 0))):
        made = make_world(projects=2)
        obligations.make(made.banna, 2570)
        Assistant.objects.create(committee=made.committee, person=made.somchai, starts_on=date(2025, 1, 1))
        yield made


def test_seven_items_are_recorded_in_at_most_twenty_activations(
    chromium: Browser, live_server: Any, world: World
) -> None:
    held_at = clock.now() + timedelta(days=7)
    how = sitting.Call(mode=Mode.MEETING, held_at=held_at, place="ห้องประชุม อบต.")
    called = moves.call_sitting(world.banna, how, actor=world.somchai, pack=law.load("handbook-quarterly"))
    for key in KEYS:
        document = moves.open_document(world.obligation(key), actor=world.somchai)
        fill(document, world.somchai, share="0.10")
        moves.refer(document, actor=world.somchai, where=called)
    with clock.pretend(held_at + timedelta(minutes=1)):
        page = signed_in(chromium, live_server, world.somchai).new_page()
        complaints = quiet(page)
        clerk = Newcomer(page)
        page.goto(f"/sitting/{called.public_id}/")
        seven.record(clerk, seven.names_of(called))
        page.get_by_role("heading", level=1).wait_for()
    assert Document.objects.filter(state=State.APPROVED).count() == seven.ITEMS
    assert Issue.objects.get(text=seven.ASKS).raised_by == world.members[seven.OTHERWISE - 1]
    assert called.attendance.filter(presence="present").count() == 11 - len(seven.EXCUSED)
    assert clerk.activations <= 20, clerk.told
    assert complaints == []
