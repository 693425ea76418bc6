"""A questionnaire by its pages: a citizen's way, what is refused in words, the unit's console, the paper sheets."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest
from django.test import Client

from documents import obligations
from documents.models import Obligation
from organisations import clock
from organisations.models import UnitLawPack
from surveys import collecting, keying
from surveys.models import Draft, Mode, Questionnaire, Response
from tests.surveys.test_collecting import answered, line_for, opened
from web.surveys import citizen
from workflow import moves


def post(client, address, **fields):
    return client.post(address, {"form_token": str(uuid.uuid4())} | fields)


def begun(client: Client, one: Questionnaire) -> str:
    """Begin as a citizen; gives the address before the number of the page."""
    answer = client.post(f"/s/{one.code}/")
    assert answer.status_code == 302
    return answer["Location"].removesuffix("1/")


def answered_by_pages(client: Client, one: Questionnaire, **chosen: str) -> str:
    here = begun(client, one)
    for number, page in enumerate(one.asked().pages(), start=1):
        given = {q.key: chosen.get(q.key, q.values[0]) for q in page.questions}
        answer = client.post(f"{here}{number}/", given | {"act": "next"})
        assert answer.status_code == 302
    assert answer["Location"] == f"{here}check/"
    return here


# A citizen


@pytest.mark.parametrize("kind, pages", [("form3_2", 14), ("form3_3", 8)])
def test_a_citizen_answers_page_by_page_and_sends_once(world, client, kind, pages):
    one = opened(world, kind)
    start = client.get(f"/s/{one.code}/").content.decode()
    assert "ไม่ถามชื่อ ไม่เก็บเบอร์โทรศัพท์" in start and f"{pages} หน้า" in start
    here = answered_by_pages(client, one, place="2")
    check = client.get(f"{here}check/").content.decode()
    assert "หมู่ 2 บ้านทุ่ง" in check and Response.objects.count() == 0
    sent = client.post(f"{here}check/")
    assert sent["Location"] == f"/s/{one.code}/thanks/"
    assert "ขอบคุณ" in client.get(sent["Location"]).content.decode()
    assert Response.objects.get().answers["place"] == "2"
    again = client.post(f"{here}check/")
    assert again.status_code == 409 and "ส่งแล้วและนับครั้งเดียว" in again.content.decode()
    assert client.get(f"{here}1/").status_code == 409
    assert Response.objects.count() == 1


def test_looking_begins_nothing(world, client):
    one = opened(world)
    for _ in range(3):
        client.get(f"/s/{one.code}/")
    assert Draft.objects.count() == 0


def test_a_page_without_an_answer_says_so_and_back_keeps_what_was_chosen(world, client):
    one = opened(world)
    here = begun(client, one)
    answer = client.post(f"{here}2/", {"act": "next"})
    assert (
        answer.status_code == 422 and "กรุณาเลือก 1 คำตอบสำหรับ “เพศ” หรือเลือก “ไม่ตอบ”" in answer.content.decode()
    )
    back = client.post(f"{here}2/", {"act": "back", "sex": "b2"})
    assert back["Location"] == f"{here}1/"
    assert re.search(r'value="b2" checked', client.get(f"{here}2/").content.decode())
    changed = client.post(f"{here}2/?check=1", {"act": "next", "sex": "b1"})
    assert changed["Location"] == f"{here}check/"
    assert client.get(f"{here}99/").status_code == 404


def test_a_page_of_several_says_which_are_open_and_keeps_the_others(world, client):
    one = opened(world, "form3_3", places=())
    here = begun(client, one)
    answer = client.post(f"{here}5/", {"act": "next", "s1.i1": "10", "s1.i2": "11"})
    page = answer.content.decode()
    assert answer.status_code == 422 and page.count('class="wrong"') == 8
    assert re.search(r'name="s1.i1" value="10" checked', page)


def test_closed_unknown_early_and_lost_are_said_in_words(world, client):
    today = clock.today()
    early = opened(world, "form3_3", opens_on=today + timedelta(days=3), closes_on=today + timedelta(days=9))
    assert "เปิดวันที่" in client.get(f"/s/{early.code}/").content.decode()
    assert client.post(f"/s/{early.code}/").status_code == 409
    assert client.get("/s/nothing2/").status_code == 404
    one = opened(world)
    here = begun(client, one)
    Draft.objects.all().delete()
    gone = client.get(f"{here}1/")
    assert gone.status_code == 410 and "กรุณาเริ่มใหม่" in gone.content.decode()
    here = begun(client, one)
    answered(one)
    collecting.close(one, actor=world.somchai)
    assert client.get(f"{here}1/").status_code == 410
    assert client.post(f"{here}check/").status_code == 410
    page = client.get(f"/s/{one.code}/").content.decode()
    assert "ปิดแล้ว ขอบคุณทุกท่านที่ตอบ" in page and f"/s/{one.code}/results/" in page


def test_an_invitation_opens_its_own_pages_and_once(world, client):
    one = opened(world, mode=Mode.INVITED)
    collecting.invite(one, 1)
    token = collecting.invitation_token(one, 1)
    assert "กรุณาใช้ลิงก์หรือรูปบนบัตรของท่าน" in client.get(f"/s/{one.code}/").content.decode()
    assert client.post(f"/s/{one.code}/").status_code == 404
    assert client.get(f"/s/{one.code}/t/{'x' * 26}/").status_code == 404
    assert client.post(f"/s/{one.code}/t/{token}/")["Location"] == f"/s/{one.code}/t/{token}/1/"
    answered(one, token)
    used = client.get(f"/s/{one.code}/t/{token}/")
    assert used.status_code == 409 and "ส่งแล้ว" in used.content.decode()


def test_a_flood_from_one_line_is_limited_and_nobody_else_is_harmed(world, client, monkeypatch):
    monkeypatch.setattr(citizen, "MOST_BEGUN", 5)
    one = opened(world)
    flood = [client.post(f"/s/{one.code}/", REMOTE_ADDR="192.0.2.7").status_code for _ in range(8)]
    assert flood == [302] * 5 + [429] * 3
    busy = client.post(f"/s/{one.code}/", REMOTE_ADDR="192.0.2.7")
    assert "คำตอบที่ท่านตอบแล้วยังอยู่" in busy.content.decode() and busy["Retry-After"] == "600"
    assert client.post(f"/s/{one.code}/", REMOTE_ADDR="192.0.2.8").status_code == 302
    assert Draft.objects.count() == 6


def test_no_address_is_written_down_anywhere(world, client):
    one = opened(world)
    here = answered_by_pages(client, one)
    client.post(f"{here}check/", REMOTE_ADDR="203.0.113.77")
    from django.apps import apps

    told = "".join(
        str(list(model._base_manager.values()))
        for model in apps.get_models()
        if model._meta.app_label in ("surveys", "web", "sessions", "tasks", "axes")
    )
    assert "203.0.113.77" not in told and "127.0.0.1" not in told


def test_results_are_shown_after_closing_without_small_cells(world, client):
    one = opened(world)
    assert client.get(f"/s/{one.code}/results/").status_code == 409
    for n in range(30):
        answered(one, sex="b1" if n < 18 else "b2", i1="very" if n < 27 else "not", place="none")
    collecting.close(one, actor=world.somchai)
    page = client.get(f"/s/{one.code}/results/").content.decode()
    assert "30 ราย" in page and re.search(r"ชาย</dt><dd><b class=\"nw\">18</b>", page)
    assert re.search(r"ไม่พอใจ</dt><dd>–", page) and ">3<" not in page


# The unit


def test_the_form_leads_to_its_questionnaire(world, press):
    UnitLawPack.objects.get_or_create(unit=world.banna, pack="2561", from_year=2569)
    obligations.make(world.banna, 2569)
    owed = Obligation.objects.get(unit=world.banna, kind="form3_2", period__key="2569")
    document = moves.open_document(owed, actor=world.somchai)
    client = press(world.somchai)
    hub = client.get(f"/report/{document.public_id}/").content.decode()
    assert "/survey/new/?kind=form3_2&amp;year=2569" in hub
    page = client.get("/survey/new/?kind=form3_2&year=2569").content.decode()
    assert re.search(r'value="form3_2"[^>]*checked', page) and 'value="2569"' in page
    one = opened(world)
    assert f"/survey/{one.public_id}/" in client.get(f"/report/{document.public_id}/").content.decode()
    answered(one)
    collecting.close(one, actor=world.somchai)
    assert "ทุกช่องมาจากแบบสำรวจที่ปิดแล้ว" in client.get(f"/report/{document.public_id}/").content.decode()


def test_the_clerk_opens_counts_and_closes(world, press):
    client = press(world.somchai)
    assert "ยังไม่ได้เปิดแบบสอบถาม" in client.get("/survey/").content.decode()
    fields = {"kind": "form3_2", "fiscal_year": "๒๕๖๙", "mode": "open", "opens_on": "1/1/2569",
              "closes_on": "31/12/2590", "minimum": "40", "places": "หมู่ 1 บ้านนา = ๔๐\n\nหมู่ 2 บ้านทุ่ง"}  # fmt: skip
    wrong = post(client, "/survey/new/", **(fields | {"places": "หมู่ 1 = มาก", "fiscal_year": "69"}))
    page = wrong.content.decode()
    assert wrong.status_code == 422 and "อ่านบรรทัดที่ 1 ไม่ได้" in page and "หมู่ 1 = มาก" in page
    made = post(client, "/survey/new/", **fields)
    one = Questionnaire.objects.get()
    assert made["Location"] == f"/survey/{one.public_id}/"
    assert [(row.place.name, row.place.target) for row in collecting.counts(one).places] == [
        ("หมู่ 1 บ้านนา", 40),
        ("หมู่ 2 บ้านทุ่ง", 0),
    ]
    answered(one, place="1")
    console = client.get(f"/survey/{one.public_id}/").content.decode()
    assert "น้อยกว่าที่ต้องการ 40 ราย" in console and f"/s/{one.code}/" in console
    assert post(client, f"/survey/{one.public_id}/", act="close").status_code == 422
    assert post(client, f"/survey/{one.public_id}/", act="withdraw").status_code == 409
    assert (
        post(
            client, f"/survey/{one.public_id}/", act="days", opens_on="1/2/2569", closes_on="1/1/2569"
        ).status_code
        == 409
    )
    assert client.get(f"/survey/{one.public_id}/answers.csv").status_code == 409
    post(client, f"/survey/{one.public_id}/", act="close", sure="on")
    one.refresh_from_db()
    assert one.closed_by == world.somchai
    told = client.get(f"/survey/{one.public_id}/answers.csv").content.decode("utf-8-sig").splitlines()
    assert told[0].startswith("place,sex,") and told[1].startswith("1,b1,") and len(told) == 2
    assert post(client, "/survey/new/", **fields).status_code == 422


def test_who_only_reads_sees_the_counts_and_cannot_press(world, press):
    one = opened(world)
    client = press(world.wilai)
    page = client.get(f"/survey/{one.public_id}/").content.decode()
    assert "ปิดแบบสอบถาม" not in page
    assert post(client, f"/survey/{one.public_id}/", act="withdraw").status_code == 403
    assert client.get("/survey/new/").status_code == 404
    assert client.get(f"/survey/{one.public_id}/enter/").status_code == 404


def test_a_stranger_finds_nothing(world, press):
    one = opened(world)
    for who in (world.wichai, world.prasit):
        client = press(who)
        for tail in ("", "enter/", "poster/", "slips/", "sheets/", "answers.csv"):
            assert client.get(f"/survey/{one.public_id}/{tail}").status_code == 404


def test_poster_slips_and_sheets_are_printed(world, press):
    one = opened(world, mode=Mode.INVITED)
    client = press(world.somchai)
    post(client, f"/survey/{one.public_id}/", act="invite", more="๓")
    slips = client.get(f"/survey/{one.public_id}/slips/").content.decode()
    tokens = [collecting.invitation_token(one, n) for n in (1, 2, 3)]
    assert (
        all(f"/s/{one.code}/t/{token}/" in slips for token in tokens) and slips.count('<svg class="qr"') >= 0
    )
    answered(one, tokens[1])
    assert tokens[1] not in client.get(f"/survey/{one.public_id}/slips/").content.decode()
    sheets = client.get(f"/survey/{one.public_id}/sheets/?from=7&n=2").content.decode()
    assert sheets.count("<article") == 2 and "แผ่นที่ <b>8</b>" in sheets
    assert "สแกน" in client.get(f"/survey/{one.public_id}/poster/").content.decode()


def test_sheets_are_keyed_in_twice_and_a_mismatch_is_decided(world, press):
    one = opened(world)
    client = press(world.somchai)
    address = f"/survey/{one.public_id}/enter/"
    line = line_for(one)
    fields = {"number": "3", "part0": line[:5], "part1": line[5:]}
    short = post(client, address, **(fields | {"part1": "11"}))
    assert short.status_code == 422 and "คีย์ไว้ 7 คำตอบ" in short.content.decode()
    assert f'value="{line[:5]}"' in short.content.decode()
    assert post(client, address, **fields)["Location"] == f"{address}?number=4"
    differs = post(client, address, **(fields | {"part1": "3" + line[6:]}))
    assert differs["Location"] == f"{address}3/"
    assert post(client, f"{address}3/").status_code == 422
    assert "รอเลือก" not in client.get(f"{address}3/").content.decode()
    post(client, f"{address}3/", i1="second")
    assert Response.objects.get().answers["i1"] == "not"
    keying.key_in(one, 9, line, actor=world.somchai)
    post(client, f"{address}9/", act="discard")
    assert keying.waiting(one) == []
