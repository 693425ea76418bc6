"""The pages of the forms made of a template: filled in part by part, checked, decided, sent; bad input loses nothing."""

from __future__ import annotations

import re
import uuid
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from committee import links
from documents import files, form2, obligations, sheets, writing
from documents.models import Basis, Document, Evidence, FormKind, Issue, Obligation, Revision
from organisations import clock
from organisations.models import UnitLawPack
from province.models import Submission
from surveys import collecting
from tests import cast
from tests.cast import World
from tests.surveys.test_collecting import answered, opened
from web.demonstration.whole_year import explain
from workflow import moves

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n"


@pytest.fixture
def form1(world: World) -> Document:
    world.plan.announced_on = date(2025, 12, 20)
    world.plan.save()
    obligations.make(world.banna, 2569)
    owed = Obligation.objects.get(unit=world.banna, kind=FormKind.FORM1)
    return moves.open_document(owed, actor=world.somchai)


def yearly(world: World, kind: str) -> Document:
    UnitLawPack.objects.get_or_create(unit=world.banna, pack="2561", from_year=2569)
    obligations.make(world.banna, 2569)
    owed = Obligation.objects.get(unit=world.banna, kind=kind, period__key="2569")
    return moves.open_document(owed, actor=world.somchai)


def send(client, address: str, **fields):
    """Send a form with the token of its page; a key's dot is written as __."""
    page = client.get(address).content.decode()
    token = re.search(r'name="form_token" value="([^"]+)"', page)
    data = {key.replace("__", "."): value for key, value in fields.items()}
    return client.post(address, {"form_token": token[1] if token else "", **data})


def part(document: Document, key: str) -> str:
    return f"/report/{document.public_id}/fill/{key}/"


def test_home_offers_form_1_and_begins_it(world, press):
    world.plan.announced_on = date(2025, 12, 20)
    world.plan.save()
    obligations.make(world.banna, 2569)
    owed = Obligation.objects.get(unit=world.banna, kind=FormKind.FORM1)
    client = press(world.somchai)
    assert f"/obligation/{owed.public_id}/begin/" in client.get("/home/").content.decode()
    answer = send(client, f"/obligation/{owed.public_id}/begin/")
    assert answer.status_code == 302 and "/report/" in answer["Location"]
    hub = client.get(answer["Location"]).content.decode()
    assert "ส่วนที่ 1 คณะกรรมการพัฒนาท้องถิ่น" in hub and "/fill/p2/" in hub and "form2" not in hub


def test_a_part_is_saved_and_undone(world, press, form1):
    client = press(world.somchai)
    answer = send(
        client,
        part(form1, "p1"),
        act="next",
        p1__i1__answer="yes",
        p1__i2__answer="no",
        p1__i2__reason="ยังไม่ประชุม",
    )
    assert answer["Location"] == part(form1, "p2")
    sheet = sheets.load(form1)
    assert (sheet.cells["p1.i1.answer"], sheet.texts["p1.i2.reason"]) == ("yes", "ยังไม่ประชุม")
    send(client, part(form1, "p1"), act="undo")
    assert sheets.load(form1).typed["p1.i1.answer"].text == ""


def test_bad_input_is_said_at_its_field_and_nothing_typed_is_lost(world, press):
    document = yearly(world, FormKind.FORM3_2)
    client = press(world.somchai)
    answer = send(client, part(document, "people"), act="save", p1__n="สี่สิบ", p1__sex__b1__n="21")
    page = answer.content.decode()
    assert answer.status_code == 422 and "“สี่สิบ” ไม่ใช่จำนวนเต็ม" in page
    assert 'value="สี่สิบ"' in page and 'value="21"' in page
    assert sheets.load(document).typed == {}


def test_the_second_writer_sees_both_texts_and_may_save_again(world, press, form1):
    client = press(world.somchai)
    sheets.fill(form1, [sheets.Entry("p1.i2.reason", "ของคนแรก")], actor=world.wilai)
    fields = {"p1__i2__reason": "ของสมชาย", "v:p1.i2.reason": "0", "act": "save"}
    answer = send(client, part(form1, "p1"), **fields)
    page = answer.content.decode()
    assert answer.status_code == 409 and "ของคนแรก" in page and "ของสมชาย" in page
    fields["v:p1.i2.reason"] = "1"
    assert send(client, part(form1, "p1"), **fields).status_code == 302
    assert sheets.load(form1).texts["p1.i2.reason"] == "ของสมชาย"


def test_evidence_is_told_by_its_content_and_can_be_taken_away_and_put_back(world, press, form1):
    client = press(world.somchai)
    name = {"f:p1.i1.answer": SimpleUploadedFile("คำสั่ง.pdf", PDF, "application/pdf"), "act": "save"}
    assert send(client, part(form1, "p1"), **name).status_code == 302
    one = Evidence.objects.get()
    assert one.file.name == "คำสั่ง.pdf"
    send(client, part(form1, "p1"), act="all_yes")
    assert sheets.load(form1).cells["p1.i1.answer"] == "yes"
    send(client, part(form1, "p1"), remove=str(one.public_id))
    assert sheets.load(form1).evidence == {}
    send(client, part(form1, "p1"), restore=str(one.public_id))
    assert list(sheets.load(form1).evidence) == ["p1.i1.answer"]


def test_a_picture_named_pdf_is_taken_as_what_it_is_and_a_text_named_pdf_is_refused(world, press, form1):
    client = press(world.somchai)
    png = SimpleUploadedFile("ภาพ.pdf", b"\x89PNG\r\n\x1a\n....", "application/pdf")
    text = SimpleUploadedFile("เรื่อง.pdf", b"not a pdf at all", "application/pdf")
    answer = send(
        client, part(form1, "p1"), **{"f:p1.i1.answer": text, "p1__i1__answer": "yes", "act": "save"}
    )
    assert answer.status_code == 422 and "เรื่อง.pdf" in answer.content.decode()
    assert sheets.load(form1).typed == {} and Evidence.objects.count() == 0
    assert send(client, part(form1, "p1"), **{"f:p1.i1.answer": png, "act": "save"}).status_code == 302


def test_a_stranger_finds_neither_part_nor_file(world, press, form1):
    send(
        press(world.somchai),
        part(form1, "p1"),
        **{"f:p1.i1.answer": SimpleUploadedFile("x.pdf", PDF), "act": "save"},
    )
    client = press(world.wichai)
    assert client.get(part(form1, "p1")).status_code == 404
    assert client.get(f"/file/{Evidence.objects.get().file.public_id}/").status_code == 404
    assert client.get(f"/report/{form1.public_id}/sheet/").status_code == 404


def test_who_only_reads_cannot_write(world, press, form1):
    client = press(world.wilai)
    assert "<textarea" not in client.get(part(form1, "p1")).content.decode()
    forged = {"form_token": str(uuid.uuid4()), "p1.i1.answer": "yes"}
    assert client.post(part(form1, "p1"), forged).status_code == 403
    assert sheets.load(form1).typed == {}


def test_the_last_answers_stand_beside_and_are_taken_over_in_one_press(world, press):
    earlier = yearly(world, FormKind.FORM3_1)
    sheets.fill(earlier, [sheets.Entry("p3.s1.result", "ถนนดีขึ้น")], actor=world.somchai)
    obligations.make(world.banna, 2570)
    owed = Obligation.objects.get(unit=world.banna, kind=FormKind.FORM3_1, period__key="2570")
    later = moves.open_document(owed, actor=world.somchai)
    client = press(world.somchai)
    assert "ถนนดีขึ้น" in client.get(part(later, "s1")).content.decode()
    send(client, part(later, "s1"), act="copy", p3__s1__problems="ฝนตกหนัก")
    texts = sheets.load(later).texts
    assert (texts["p3.s1.result"], texts["p3.s1.problems"]) == ("ถนนดีขึ้น", "ฝนตกหนัก")


def test_form_3_1_names_the_missing_quarters_with_links(world, press):
    document = yearly(world, FormKind.FORM3_1)
    page = press(world.somchai).get(part(document, "counts")).content.decode()
    for key in ("2569-q1", "2569-q4"):
        assert f"/obligation/{world.obligation(key).public_id}/begin/" in page


def test_the_check_leads_to_the_field_and_takes_a_reason(world, press, form1):
    client = press(world.somchai)
    send(client, part(form1, "p1"), act="save", p1__i2__answer="no")
    address = f"/report/{form1.public_id}/check/"
    page = client.get(address).content.decode()
    assert f"{part(form1, 'p1')}#c-p1.i2.reason" in page and "F1-01" in page and "F2-02" not in page
    assert send(client, address, rule="F1-01", cell="p1.i2.reason", text="ประชุมเดือนหน้า").status_code == 302
    assert sheets.load(form1).notes["F1-01:p1.i2.reason"].text == "ประชุมเดือนหน้า"


def test_the_whole_road_of_form_1_by_pages(world, press, form1):
    client = press(world.somchai)
    for key, numbers in (("p1", range(1, 7)), ("p2", range(7, 19))):
        send(client, part(form1, key), act="save", **{f"{key}__i{n}__answer": "yes" for n in numbers})
    cast.refer(world, form1)
    item = Revision.objects.get(document=form1).items.get()
    member = press(world.malee)
    page = member.get(f"/review/{item.public_id}/").content.decode()
    assert "ประเด็นการประเมิน" in page and "๑๘ จาก ๑๘" in page and "ส่วนที่ 2 การจัดทำแผนการพัฒนาท้องถิ่น" in page
    answer = send(
        member,
        f"/review/{item.public_id}/",
        choice="return",
        row="9",
        text="ขอหลักฐานการวิเคราะห์ SWOT",
        reason_code="evidence",
    )
    assert answer.status_code == 302
    for other in [one for one in world.members if one != world.malee]:
        moves.cast_ballot(form1, actor=other, choice="approve")
    form1.refresh_from_db()
    assert form1.state == "approved"
    hub = client.get(f"/report/{form1.public_id}/issues/").content.decode()
    assert "วิเคราะห์ศักยภาพของท้องถิ่น" in hub
    letter = {"number": "ตง 71401/9", "dated": "6/1/2569", "signer": "นายประสงค์", "recipients": "อบจ.ตรัง"}
    answer = send(client, f"/report/{form1.public_id}/send/", sure="on", **letter)
    assert "/job/" in answer["Location"]
    cast.work_off()
    form1.refresh_from_db()
    assert form1.state == "submitted"
    arrived = Submission.objects.get(kind="form1")
    desk = press(world.prasit).get(f"/prov/submission/{arrived.public_id}/").content.decode()
    assert "ประเด็นการประเมิน" in desk and "แผนพัฒนาท้องถิ่น (พ.ศ. 2566–2570)" in re.sub("<[^>]*>", "", desk)


def test_after_a_return_the_reader_sees_what_was_mended(world, press, form1):
    for key in ("p1", "p2"):
        fields = [
            cell for cell in sheets.load(form1).fields if cell.startswith(key) and cell.endswith("answer")
        ]
        sheets.fill(form1, [sheets.Entry(cell, "yes") for cell in fields], actor=world.somchai)
    cast.refer(world, form1)
    for member in world.members:
        moves.cast_ballot(
            form1, actor=member, choice="return", points=[moves.Point("p1.i3", "ประชุมไม่สม่ำเสมอ", "status")]
        )
    form1.refresh_from_db()
    assert form1.state == "returned"
    sheets.fill(
        form1,
        [sheets.Entry("p1.i3.answer", "no"), sheets.Entry("p1.i3.reason", "ประชุมสองครั้ง")],
        actor=world.somchai,
    )
    page = press(world.somchai).get(f"/report/{form1.public_id}/issues/").content.decode()
    assert "มีการจัดประชุมอย่างต่อเนื่องสม่ำเสมอ" in page and "ประชุมสองครั้ง" in page


def test_the_scores_are_asked_for_from_home(world, press):
    yearly(world, FormKind.FORM3_1)
    with clock.pretend(timezone.make_aware(datetime(2026, 10, 20, 9, 0))):
        client = press(world.somchai)
        page = client.get("/home/").content.decode()
        token = re.search(r'action="/obligation/ask/".*?name="form_token" value="([^"]+)"', page, re.DOTALL)
        answer = client.post("/obligation/ask/", {"form_token": token[1], "kind": "scores", "year": "2569"})
        assert "/begin/" in answer["Location"]
    assert Obligation.objects.filter(kind="scores", period__key="2569").count() == 1


def test_evidence_is_read_by_the_committee_with_and_without_an_account(world, press, client, form1):
    file = SimpleUploadedFile("คำสั่ง.pdf", PDF)
    send(press(world.somchai), part(form1, "p1"), **{"f:p1.i1.answer": file, "act": "all_yes"})
    for key in ("p1", "p2"):
        wanted = [one for one in sheets.load(form1).fields if one.startswith(key) and one.endswith("answer")]
        sheets.fill(form1, [sheets.Entry(cell, "yes") for cell in wanted], actor=world.somchai)
    cast.refer(world, form1)
    item = Revision.objects.get(document=form1).items.get()
    late = files.store(
        PDF + b"%", unit=world.banna, name="ทีหลัง.pdf", media_type="application/pdf", made_by=None
    )
    sheets_evidence = Evidence.objects.create(document=form1, cell="p1.i2.answer", file=late)
    page = press(world.malee).get(f"/review/{item.public_id}/").content.decode()
    found = re.search(rf'href="(/review/{item.public_id}/file/[^"]+)">คำสั่ง.pdf', page)
    assert found and "ทีหลัง.pdf" not in page
    assert press(world.malee).get(found[1]).content == PDF
    assert press(world.malee).get(f"/review/{item.public_id}/file/{late.public_id}/").status_code == 404
    assert press(world.wichai).get(found[1]).status_code == 404
    token = links.token_of(links.to_mail(item.sitting, world.malee))
    own = client.get(f"/k/{token}/{item.public_id}/").content.decode()
    found = re.search(rf'href="(/k/{token}/{item.public_id}/file/[^"]+)"', own)
    answer = client.get(found[1])
    assert answer.content == PDF and answer["Content-Disposition"].startswith("attachment")
    assert client.get(found[1].replace(token, "x" * 26)).status_code == 404
    assert sheets_evidence.pk


def test_a_corrected_quarter_is_told_at_form_3_1_and_nothing_is_changed(world, press, in_review):
    document = yearly(world, FormKind.FORM3_1)
    asked = opened(world)
    answered(asked)
    collecting.close(asked, actor=world.somchai)
    explain(document, world.somchai)
    cast.refer(world, document)
    first = Revision.objects.get(document=document)
    assert sheets.moved(document) == []
    for member in world.members:
        moves.cast_ballot(
            in_review, actor=member, choice="return", points=[moves.Point("p4", "แก้", "wording")]
        )
    in_review.refresh_from_db()
    row = form2.load(in_review).rows[0]
    nothing = {one.line: writing.LineEntry(Decimal(0), Basis.AMOUNT, one.report.version) for one in row.lines}
    entry = writing.RowEntry("not_started", "", row.report.version, nothing)
    writing.save_row(in_review, row.project, entry, actor=world.somchai)
    cast.explain(in_review, world.somchai)
    for issue in Issue.objects.filter(document=in_review):
        moves.reply(issue, actor=world.somchai, text="แก้แล้ว")
    cast.refer(world, in_review)
    document.refresh_from_db()
    told = sheets.moved(document)
    assert {one.period for one in told} == {"2569-q1"} and all(one.was != one.now for one in told) and told
    page = press(world.somchai).get(f"/report/{document.public_id}/").content.decode()
    assert f"ตัวเลข {len(told)} ช่องได้รับการแก้ไขที่ต้นทาง" in page and "ยังไม่มีการเปลี่ยนแปลงใด" in page
    assert Revision.objects.get(document=document).fingerprint == first.fingerprint
