"""From the message to the receipt on a member's phone: no account, no JavaScript, three taps (N3, N20)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from playwright.sync_api import Browser, Page

from committee.models import Ballot, Via
from documents.models import Document
from organisations.scope import everything
from tasks import notices, reminders
from tests.cast import World, fill, make_world, refer
from tests.journey.browser import quiet, signed_in
from web.demonstration.newcomer import Newcomer
from workflow import moves

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world(transactional_db: None) -> Iterator[World]:
    """A report of two projects is before the committee; the members' messages have gone out."""
    with everything():
        made = make_world(projects=2)
        document = moves.open_document(made.obligation(), actor=made.somchai)
        fill(document, made.somchai)
        refer(made, document)
        reminders.derive()
        notices.derive()
        notices.deliver(notices.to_mail())
        yield made


def address_in_the_message(world: World) -> str:
    """The way that the message to Malee shows, without the host."""
    body = next(str(one.body) for one in mail.outbox if one.to == [world.malee.email])
    found = re.search(r"https?://[^/\s]+(/k/\S+)", body)
    assert found is not None, body
    return found[1]


def rows() -> dict[str, int]:
    """How many rows stand in each table that a person's act could change."""
    ours = [model for model in apps.get_models() if model._meta.app_label not in ("sessions", "axes")]
    return {model._meta.label: model._base_manager.count() for model in ours}


def no_wider_than_the_phone(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def test_three_taps_lead_from_the_message_to_the_receipt(
    chromium: Browser, live_server: Any, world: World
) -> None:
    page = signed_in(chromium, live_server, None, phone=True, java_script_enabled=False).new_page()
    complaints = quiet(page)
    before = rows()
    member = Newcomer(page)
    page.goto(address_in_the_message(world))
    member.activations += 1  # the tap on the link in the message
    member.sees("แบบ 2")
    assert rows() == before, "looking changes nothing"
    assert not Ballot.objects.exists()
    member.press("เห็นชอบ", role="radio", exact=True)
    member.press("ส่งความเห็น")
    member.sees("บันทึกความเห็นของท่านแล้ว")
    assert member.activations <= 3, member.told
    ballot = Ballot.objects.get()
    assert (ballot.term.person, ballot.choice, ballot.via) == (world.malee, "approve", Via.LINK)
    assert ballot.item.fingerprint == Document.objects.get().revisions.get().fingerprint
    page.locator("summary").filter(has_text="ไม่ใช่ท่าน").click()
    assert page.get_by_role("button", name=re.compile("ไม่ใช่ข้าพเจ้า")).is_visible()
    assert complaints == []


def test_this_was_not_me_closes_the_link_and_the_count_goes_without_it(
    chromium: Browser, live_server: Any, world: World
) -> None:
    """The negative control of the receipt: what is disowned is kept in sight and not counted."""
    page = signed_in(chromium, live_server, None, phone=True, java_script_enabled=False).new_page()
    address = address_in_the_message(world)
    member = Newcomer(page)
    page.goto(address)
    member.press("เห็นชอบ", role="radio", exact=True)
    member.press("ส่งความเห็น")
    page.locator("summary").filter(has_text="ไม่ใช่ท่าน").click()
    member.press("ไม่ใช่ข้าพเจ้า")
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 410
    assert Ballot.objects.get().objection.kind == "not_me"
