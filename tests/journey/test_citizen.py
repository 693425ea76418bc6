"""A citizen at 360 px without JavaScript: from the poster's address to the thanks; the unit's form has the answer."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from documents.wording import shipped
from organisations.scope import everything
from surveys import collecting
from surveys.models import Questionnaire, Response
from tests.cast import World, make_world
from tests.journey.browser import quiet, signed_in
from tests.surveys.test_collecting import opened

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FIRST_PAGE = 60 * 1024


def answer_to_the_end(page: Page, one: Questionnaire, *, changes_mind: bool) -> int:
    """Answer every page by its first answer; gives the number of presses. Goes back once, and finds the answer there."""
    presses = 0
    pages = one.asked().pages()
    for number, here in enumerate(pages, start=1):
        assert page.get_by_text(f"หน้า {number} จาก {len(pages)}").is_visible()
        for question in here.questions:
            page.locator(f"input[name='{question.key}']").first.check()
            presses += 1
        if changes_mind and number == 3:
            page.get_by_role("button", name="ย้อนกลับ").click()
            assert page.locator(f"input[name='{pages[1].questions[0].key}']").first.is_checked()
            page.get_by_role("button", name="ถัดไป").click()
            assert page.locator(f"input[name='{here.questions[0].key}']").first.is_checked()
            presses += 2
        page.locator("button[value=next]").click()
        presses += 1
    return presses


@pytest.mark.parametrize("kind", ["form3_2", "form3_3"])
def test_a_citizen_answers_on_a_cheap_phone(chromium: Browser, live_server: Any, kind: str) -> None:
    with everything():
        world: World = make_world(projects=1)
        one = opened(world, kind)
        window = signed_in(chromium, live_server, None, phone=True, java_script_enabled=False)
        page = window.new_page()
        complaints = quiet(page)
        weights: list[int] = []
        page.on("response", lambda answer: weights.append(int(answer.headers.get("content-length", 0))))
        page.goto(f"/s/{one.code}/")
        assert 0 < sum(weights) <= FIRST_PAGE, sum(weights)
        page.get_by_role("button", name="เริ่มตอบ").click()
        page.locator("button[value=next]").click()
        assert "กรุณาเลือก 1 คำตอบ" in page.locator("[role=alert]").inner_text()
        complaints.clear()  # the browser says that the page answered 422
        presses = answer_to_the_end(page, one, changes_mind=kind == "form3_2")
        assert presses <= 2 * len(one.asked().questions()) + 3
        rows = page.locator("dl.counts > div")
        assert rows.count() == len(one.asked().questions())
        page.get_by_role("link", name="แก้").nth(1).click()
        page.locator("input[value=b2]").check()
        page.locator("button[value=next]").click()
        page.get_by_role("button", name="ส่งคำตอบ").click()
        assert page.get_by_role("heading", name="ขอบคุณ นับคำตอบของท่านแล้ว").is_visible()
        assert complaints == []
        page.go_back()
        assert page.get_by_text("ส่งแล้วและนับครั้งเดียว").is_visible()
        assert Response.objects.count() == 1
        told = Response.objects.get().answers
        assert told["sex"] == "b2" and set(told) == set(one.asked().questions())
        collecting.close(one, actor=world.somchai)
        assert collecting.cells_of(one)["p1.sex.b2.n"] == "1"
        assert one.wording == shipped(kind)
        window.close()


def test_answers_wait_for_a_signal(chromium: Browser, live_server: Any) -> None:
    """Without a signal the press fails; what was sent before stands when it comes again."""
    with everything():
        one = opened(make_world(projects=1))
        window = signed_in(chromium, live_server, None, phone=True, java_script_enabled=False)
        page = window.new_page()
        page.goto(f"/s/{one.code}/")
        page.get_by_role("button", name="เริ่มตอบ").click()
        page.locator("input[name=place]").first.check()
        page.locator("button[value=next]").click()
        here = page.url
        page.locator("input[name=sex]").first.check()
        window.set_offline(True)
        page.locator("button[value=next]").click(no_wait_after=True)
        page.wait_for_timeout(300)
        window.set_offline(False)
        page.goto(here)
        page.locator("input[name=sex]").first.check()
        page.locator("button[value=next]").click()
        page.wait_for_url("**/3/")
        page.goto(here.replace("/2/", "/1/"))
        assert page.locator("input[name=place]").first.is_checked()
        window.close()
