"""Counted journeys: alone on the first morning, a newcomer's quarter, five divisions in one merge."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import docx
import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page

from documents import form2
from documents.models import Document, State
from organisations import clock
from organisations.models import OrgUnit, UnitLawPack
from organisations.scope import everything
from tests.cast import make_world
from tests.journey.browser import quiet, signed_in
from tests.servers import Worker
from web.demonstration.newcomer import Newcomer

FIXTURES = Path(__file__).parent.parent / "fixtures"
MESSY = FIXTURES / "projects_messy_b.xlsx"
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def everywhere(transactional_db: None) -> Iterator[None]:
    """All rows open in this process; the server asks permission for itself."""
    with everything():
        yield


def bring_in(newcomer: Newcomer, file: Path) -> None:
    """The four pages of the import, one press each."""
    newcomer.choose("ไฟล์", file)
    newcomer.press("อัปโหลด")
    newcomer.press("ไปตรวจก่อนนำเข้า")
    newcomer.press("ใช้กับทั้ง")  # one misspelt status, in four rows
    newcomer.press("นำเข้า", last=True)


def explain(newcomer: Newcomer) -> None:
    """One reason for the points that are right as they stand, if there are any: of many, or of one."""
    for label, name in (("เหตุผล หากถูกต้อง", "บันทึกเหตุผลนี้"), ("เหตุผล หากตัวเลขนี้", "บันทึกเหตุผล")):
        if newcomer.page.get_by_label(re.compile(label)).count():
            newcomer.type(label, "ตรวจกับทะเบียนคุมของกองคลังแล้ว")
            newcomer.press(name)
            return


def test_one_clerk_alone_has_a_checked_report_in_word_on_the_first_morning(
    chromium: Browser, live_server: Any, real_worker: Worker, everywhere: None
) -> None:
    out = io.StringIO()
    call_command(
        "bootstrap",
        stdout=out,
        unit_code="banna",
        unit_name="องค์การบริหารส่วนตำบลบ้านนา",
        short_name="อบต.บ้านนา",
        province="ตรัง",
        district="เมืองใหม่",
        email="somchai@banna.example",
        name="สมชาย ตั้งใจ",
    )
    UnitLawPack.objects.update(from_year=2568)  # the list is of 2568
    password = re.search(r"the password (\S+)", out.getvalue())
    assert password is not None
    page = signed_in(chromium, live_server, None).new_page()
    complaints = quiet(page)
    newcomer = Newcomer(page)
    page.goto("/")
    newcomer.type("อีเมล", "somchai@banna.example")
    newcomer.type("รหัสผ่าน", password[1])
    newcomer.press("เข้าสู่ระบบ")
    newcomer.follow("นำเข้า")
    bring_in(newcomer, MESSY)
    newcomer.press("เริ่ม")
    newcomer.sees("ตรวจ")
    explain(newcomer)
    newcomer.press("สร้างเอกสาร Word")
    with page.expect_download(timeout=60_000) as download:
        page.get_by_role("link", name=re.compile("ดาวน์โหลด")).first.wait_for(timeout=60_000)
        newcomer.follow("ดาวน์โหลด")
    paper = docx.Document(str(download.value.path()))
    words = "\n".join(one.text for one in paper.paragraphs)
    assert "องค์การบริหารส่วนตำบลบ้านนา" in words
    document = Document.objects.get()
    assert len(form2.load(document).rows) == 58
    assert not [one for one in form2.load(document).findings() if one.blocks]
    assert OrgUnit.objects.get(code="banna").grants.values("person").distinct().count() == 1
    assert newcomer.activations <= 15, newcomer.told
    assert complaints == []


def test_a_newcomer_takes_the_messy_workbook_to_the_committee(
    chromium: Browser, live_server: Any, everywhere: None
) -> None:
    world = make_world(projects=0)
    UnitLawPack.objects.update(from_year=2568)
    page = signed_in(chromium, live_server, world.somchai).new_page()
    complaints = quiet(page)
    newcomer = Newcomer(page)
    met: list[str] = []
    page.on(
        "framenavigated", lambda frame: met.append(re.sub(r"[0-9a-f-]{36}", "*", frame.url.split("?")[0]))
    )
    page.goto("/home/")
    newcomer.follow("นำเข้า")
    bring_in(newcomer, MESSY)
    newcomer.press("เริ่ม")
    explain(newcomer)
    newcomer.follow("เสนอคณะกรรมการ")
    newcomer.tick("ข้าพเจ้า")
    newcomer.press("ขอความเห็นกรรมการ")
    document = Document.objects.get()
    assert document.state == State.IN_REVIEW
    assert newcomer.activations <= 12, newcomer.told
    pages = {address.split("/", 3)[3] for address in met if "/plan/import/" in address}
    assert len(pages) <= 4, pages
    assert complaints == []


def test_five_divisions_are_merged_in_six_activations(
    chromium: Browser, live_server: Any, tmp_path: Path
) -> None:
    from tests.web.test_divisions_pages import DIVISIONS, answer, filled_slice

    with everything(), clock.pretend(timezone.make_aware(datetime(2026, 1, 6, 10, 0))):
        world = make_world(projects=15)
        for at, project in enumerate(world.projects):
            project.division_text = DIVISIONS[at % 5]
            project.save()
        from workflow import moves

        document = moves.open_document(world.obligation(), actor=world.somchai)
        page: Page = signed_in(chromium, live_server, world.somchai).new_page()
        newcomer = Newcomer(page)
        page.goto(f"/report/{document.public_id}/divisions/")
        newcomer.press("ขอคำตอบจากทุกกอง")
        answer(document, "กองช่าง")
        answer(document, "กองคลัง")
        client = Client()
        client.force_login(world.somchai, backend="django.contrib.auth.backends.ModelBackend")
        files = []
        for division in ("กองการศึกษา", "กองสวัสดิการสังคม"):
            files.append(tmp_path / f"{division}.xlsx")
            files[-1].write_bytes(
                filled_slice(client, document, division, status="แล้วเสร็จ", amount=2500).read()
            )
        newcomer.choose("ไฟล์ Excel จากกอง", *files)
        newcomer.press("รับไฟล์")
        newcomer.press("รวมคำตอบ")
        answer(document, "สำนักปลัด", status="in_progress")
        page.reload()
        newcomer.press("รวมคำตอบ")
        statuses = [view.row.status for view in form2.load(document).rows]
        assert statuses.count("done") == 12
        assert statuses.count("in_progress") == 3
        assert newcomer.activations <= 6, newcomer.told
