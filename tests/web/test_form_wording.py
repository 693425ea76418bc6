"""The wording of the forms by its pages: another version is made, none edited; begun reports keep theirs."""

from __future__ import annotations

import io
import uuid
from datetime import date, datetime

import docx
import pytest
from django.utils import timezone

from documents import form2, obligations, sheets, templates
from documents.form2_content import form2_content
from documents.models import FormKind, FormTemplate, Obligation, Revision
from organisations import clock
from papers.form2 import write_form2
from tests import cast
from workflow import moves


def post(client, kind, **changed):
    last = FormTemplate.objects.filter(kind=kind).order_by("-version").first() or templates.shipped(kind)
    body = {key: last.wording[key] for key in ("title", "instructions")}
    body |= {f"{one['part']}.{one['key']}": one["text"] for one in templates.items_of(last.wording)}
    body |= {"in_force_from": "6/1/2569", "reason": "หนังสือ มท ว 1239", "form_token": str(uuid.uuid4())}
    return client.post(f"/office/forms/{kind}/", body | changed)


@pytest.fixture
def form1(world):
    world.plan.announced_on = date(2025, 12, 20)
    world.plan.save()
    obligations.make(world.banna, 2569)
    return Obligation.objects.get(unit=world.banna, kind=FormKind.FORM1)


def test_another_version_is_made_and_a_begun_report_keeps_its_own(world, press, form1):
    client = press(world.somchai)
    begun = moves.open_document(form1, actor=world.somchai)
    assert "ตามที่ให้มากับระบบ" in client.get("/office/forms/").content.decode()
    made = post(client, "form1", **{"p1.i1": "มีคณะกรรมการพัฒนาท้องถิ่น", "p2.i18": "", "more.p2": "มีแผนที่นำทาง\n"})
    assert made["Location"] == "/office/forms/form1/2/"
    page = client.get(made["Location"]).content.decode()
    for text in (
        "มีคณะกรรมการพัฒนาท้องถิ่น",
        "มีแผนที่นำทาง",
        "มท ว 1239",
        "มีการกำหนดรูปแบบการติดตามประเมินผลแผนยุทธศาสตร์",
    ):
        assert text in page
    assert sheets.load(begun).words["version"] == 1
    fresh = templates.in_force("form1", world.banna, date(2026, 1, 6))
    assert [one["text"] for one in templates.items_of(fresh.wording)][0] == "มีคณะกรรมการพัฒนาท้องถิ่น"
    assert fresh.wording["computed"] == templates.shipped("form1").wording["computed"]
    assert templates.in_force("form1", world.neighbour, date(2026, 1, 6)).version == 1
    index = client.get("/office/forms/").content.decode()
    assert "ใช้อยู่วันนี้" in index and "มีรายงานใช้" in index


def test_a_version_from_a_later_day_does_not_hold_before(world, press):
    post(press(world.somchai), "form3_2", **{".i1": "ข้อความใหม่", "in_force_from": "1/10/2569"})
    assert templates.in_force("form3_2", world.banna, date(2026, 9, 30)).version == 1
    assert templates.in_force("form3_2", world.banna, date(2026, 10, 1)).version == 2


@pytest.mark.parametrize(
    "kind, changed, said",
    [
        ("form1", {"reason": ""}, "กรุณากรอกช่องนี้"),
        ("form1", {"in_force_from": "5/1/2569"}, "กรุณาระบุวันนี้หรือวันหลังจากนี้"),
        ("form1", {}, "ไม่มีส่วนใดเปลี่ยน"),
        ("form1", {"title": ""}, "กรุณากรอกช่องนี้"),
        ("scores", {"p1.i1": ""}, "กรุณาคงไว้ทุกข้อ"),
        ("form2", {"labels.t4": ""}, "กรุณาคงไว้ทุกข้อ"),
        ("form2", {"labels.t4": "ผลปี {ปี} {years}"}, "“{years}” ไม่ใช่ส่วนที่ระบบเติมให้"),
    ],
)
def test_what_cannot_be_a_version_is_said_and_nothing_is_lost(world, press, kind, changed, said):
    typed = {"more.p1": "ข้อใหม่ที่พิมพ์ไว้"} if changed else {}
    answer = post(press(world.somchai), kind, **(typed | changed))
    page = answer.content.decode()
    assert answer.status_code == 422 and said in page
    assert FormTemplate.objects.filter(unit=world.banna).count() == 0
    if typed and kind == "form1":
        assert "ข้อใหม่ที่พิมพ์ไว้" in page


def test_who_does_not_keep_the_people_finds_no_such_page(world, press):
    for path in ("/office/forms/", "/office/forms/form1/", "/office/forms/form1/1/"):
        assert press(world.malee).get(path).status_code == 404
    client = press(world.somchai)
    for path in ("/office/forms/announced/", "/office/forms/nothing/", "/office/forms/form1/9/"):
        assert client.get(path).status_code == 404


def test_a_report_begun_after_the_day_has_the_new_words(world, press, form1):
    post(press(world.somchai), "form1", **{"p1.i1": "มีคณะกรรมการพัฒนาท้องถิ่น"})
    with clock.pretend(timezone.make_aware(datetime(2026, 1, 7, 9))):
        begun = moves.open_document(form1, actor=world.somchai)
    assert sheets.load(begun).words["version"] == 2


def test_form_2_is_worded_by_the_unit_on_screen_and_in_word(world, press):
    """And a plan whose level is called ประเด็นการพัฒนา says so in its tables; what was begun before does not change."""
    begun = moves.open_document(world.obligation("2569-q2"), actor=world.somchai)
    world.plan.word = "issue"
    world.plan.save()
    client = press(world.somchai)
    made = post(client, "form2", **{"labels.t4": "4. ผลงานตามแผน ปี {year}", "labels.t4_done": "สำเร็จ"})
    assert made.status_code == 302
    document = moves.open_document(world.obligation(), actor=world.somchai)
    cast.fill(document, world.somchai)
    cast.refer(world, document)
    revision = Revision.objects.get(document=document)
    assert revision.data["template"] == "form2-banna-2"
    out = io.BytesIO()
    write_form2(revision.data, fingerprint=revision.fingerprint, out=out)
    tables = docx.Document(out).tables
    assert "ประเด็นการพัฒนา" in tables[1].rows[0].cells[0].text and "สำเร็จ" in tables[1].rows[0].cells[1].text
    page = press(world.malee).get(f"/review/{revision.items.get().public_id}/").content.decode()
    assert "๔. ผลงานตามแผน ปี ๒๕๖๙" in page and "สำเร็จ" in page and 'rowspan="2">ประเด็นการพัฒนา' in page
    old = form2_content(form2.load(begun), 1)
    assert old["template"] == "form2-handbook-1" and "wording" not in old
