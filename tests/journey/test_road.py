"""The main job in a real browser: from the spreadsheet to the stamp of the อบจ., with a real worker."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from documents import form2
from documents.models import Document, State
from organisations.models import UnitLawPack
from organisations.scope import everything
from province.models import Submission
from tasks.invariants import verify
from tests.cast import explain, fill, make_world
from tests.journey.browser import quiet, signed_in
from tests.servers import Worker, wait_until

FIXTURES = Path(__file__).parent.parent / "fixtures"
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_the_spreadsheet_to_the_stamp(chromium: Browser, live_server: Any, real_worker: Worker) -> None:
    with everything():
        world = make_world(projects=0)
        UnitLawPack.objects.update(from_year=2568)
        world.somchai.set_password("ก-plain-test-password-9")
        world.somchai.save()
        window = signed_in(chromium, live_server, None)
        page = window.new_page()
        complaints = quiet(page)

        page.goto("/")
        page.get_by_label("อีเมล").fill(world.somchai.email)
        page.get_by_label("รหัสผ่าน").fill("ก-plain-test-password-9")
        page.get_by_role("button", name="เข้าสู่ระบบ").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("งานของฉัน")

        page.goto("/plan/import/")
        page.set_input_files("input[type=file]", FIXTURES / "projects_fy2568_h1.xlsx")
        page.locator("input[name=year]").fill("2568")
        page.locator("input[name=as_of]").fill("๓๑/๓/๒๕๖๘")
        page.get_by_role("button", name="อัปโหลดและไปต่อ").click()
        page.get_by_role("button", name="ไปตรวจก่อนนำเข้า").click()
        expect(page.locator("main")).to_contain_text("37,656,572.56")
        page.get_by_role("button", name="นำเข้า 58 แถว").click()
        expect(page.locator("main")).to_contain_text("58")
        page.goto("/home/")
        page.get_by_role("link", name="ไตรมาสที่ 3/2568").click()
        page.locator("main form button.btn").click()
        document = Document.objects.get()
        assert len(form2.load(document).rows) == 58

        page.locator("td.name a").first.click()
        page.locator("input[name=status][value=in_progress]").check()
        page.locator("input.money").first.fill("๑๐๐,๐๐๐.๕๐")
        page.locator("button[name=next]").click()
        page.locator("input.money").first.fill("ร้อยบาท")
        page.locator("button[name=save]").click()
        expect(page.get_by_role("alert")).to_contain_text("ร้อยบาท")
        page.locator("input.money").first.fill("999,999")
        page.locator("button[name=save]").click()
        expect(page.locator("#r2")).to_contain_text("999,999.00")

        page.goto(f"/report/{document.public_id}/check/")
        expect(page.locator(".errors")).to_contain_text("แถว 2")
        page.locator(".finding").get_by_role("link", name="ไปที่แถวนี้").first.click()
        page.locator("input.money").first.fill("50,000")
        page.locator("button[name=save]").click()
        fill(document, world.somchai, share="0.10")
        explain(document, world.somchai)
        page.goto(f"/report/{document.public_id}/refer/")
        page.locator("input[name=sure]").check()
        page.locator("main form button.btn").click()
        document.refresh_from_db()
        assert document.state == State.IN_REVIEW

        for number, member in enumerate(world.members):
            theirs = signed_in(chromium, live_server, member, phone=True, java_script_enabled=number % 2 == 0)
            paper = theirs.new_page()
            paper.goto("/inbox/")
            paper.locator(".task h3 a").first.click()
            expect(paper.locator(".sheet").first).to_contain_text("แบบที่ ๒")
            assert paper.locator("input[name=choice]:checked").count() == 0
            paper.locator("input[name=choice][value=approve]").check()
            paper.locator("#vote button").click()
            expect(paper.locator(".banner").first).to_be_visible()
            theirs.close()
        document.refresh_from_db()
        assert document.state == State.APPROVED

        page.goto(f"/report/{document.public_id}/")
        page.locator("form[action$='/word/'] button").click()
        expect(page.locator("#job")).to_contain_text(".docx", timeout=30_000)
        with page.expect_download() as download:
            page.locator("#job a.btn").click()
        assert Path(download.value.path()).read_bytes()[:2] == b"PK"

        page.goto(f"/report/{document.public_id}/send/")
        page.locator("input[name=number]").fill("ตง 71001/99")
        page.locator("input[name=sure]").check()
        page.locator("main form button.btn").click()
        expect(page.locator("#job")).to_contain_text(".zip", timeout=30_000)
        assert wait_until(lambda: Submission.objects.exists())

        desk = signed_in(chromium, live_server, world.prasit)
        at_pao = desk.new_page()
        heard = quiet(at_pao)
        at_pao.goto("/prov/intake/")
        at_pao.locator(".task h3 a").first.click()
        expect(at_pao.locator(".checks")).to_contain_text("อบต.บ้านนา")
        at_pao.locator("button[name=register]").click()
        at_pao.locator("button[name=record]").click()
        expect(at_pao.locator("main")).to_contain_text("บันทึกเข้าฐานข้อมูล")
        assert wait_until(lambda: document.log.filter(kind="receipt").count() == 2)
        page.goto("/home/")
        expect(page.locator(".stamp")).to_contain_text("1/25")
        page.goto(f"/report/{document.public_id}/history/")
        expect(page.locator(".timeline")).to_contain_text("ตง 71001/99")

        told = [text for text in complaints if "422" not in text]  # one figure was refused above
        assert told == []
        assert heard == []
        assert verify().faults == []
