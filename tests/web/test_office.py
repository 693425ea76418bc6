"""The unit's people on their page: roles, delegations, handovers; who holds nothing any more is told why."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import docx
import pytest
from django.test import Client
from django.utils import timezone

from documents.models import Document
from organisations import clock, people, roles
from organisations.models import Handover, Role, RoleGrant, UnitProcess, User
from papers.thai import thai_digits
from tasks.models import Effect
from tests.cast import World

Press = Callable[[User], Client]
TODAY = date(2026, 1, 6)
PASSWORD = "ประโยคยาวที่จำได้ง่าย"


def post(client: Client, path: str, **body: str) -> Any:
    return client.post(path, body | {"form_token": str(uuid.uuid4())})


def role_of(person: User) -> RoleGrant:
    return RoleGrant.objects.get(person=person)


def hand_over(client: Client, world: World, **changed: str) -> Any:
    body = {"name": "นางสาวใหม่ รับช่วง", "email": "new@example.net", "on_day": "6/1/2569", "sure": "on"}
    return post(client, f"/office/role/{role_of(world.somchai).public_id}/hand-over/", **(body | changed))


def test_the_page_shows_who_holds_what_since_when(world: World, press: Press) -> None:
    page = press(world.somchai).get("/office/").content.decode()
    for who in (world.somchai, world.wilai, world.prasong):
        assert who.name in page
    assert world.wichai.name not in page


def test_a_role_without_anybody_is_said_loudly(world: World, press: Press) -> None:
    role_of(world.prasong).delete()
    page = press(world.somchai).get("/office/").content.decode()
    assert "วันนี้ยังไม่มีผู้บริหารท้องถิ่น" in page


def test_a_newcomer_is_given_a_role_and_invited_never_a_password(world: World, press: Press) -> None:
    client = press(world.somchai)
    body = {
        "role": "checker",
        "name": "นางตรวจ ละเอียด",
        "email": "check@example.net",
        "starts_on": "6/1/2569",
    }
    assert post(client, "/office/give/", **body).status_code == 302
    new = User.objects.get(email="check@example.net")
    assert roles.holds(new, Role.CHECKER, world.banna, TODAY)
    assert not new.has_usable_password()
    assert Effect.objects.filter(kind="account.invite", ref__person=str(new.public_id)).count() == 1
    assert f"/join/{new.public_id}/" in client.get("/office/").content.decode()


def test_another_unit_s_newcomer_s_link_is_shown_to_nobody_else(world: World, press: Press) -> None:
    new = people.new_person("นางอื่น", email="their@example.net")
    RoleGrant.objects.create(person=new, role=Role.DRAFTER, unit=world.neighbour, starts_on=TODAY)
    client = press(world.somchai)
    body = {"role": "checker", "name": "ก", "email": "their@example.net", "starts_on": "6/1/2569"}
    assert post(client, "/office/give/", **body).status_code == 302
    link = f"/join/{new.public_id}/"
    assert link not in client.get("/office/").content.decode()
    RoleGrant.objects.filter(person=new, unit=world.neighbour).delete()
    assert link in client.get("/office/").content.decode(), "the negative control: only the other unit hid it"


def test_a_delegation_asks_for_its_order(world: World, press: Press) -> None:
    client = press(world.somchai)
    body = {
        "role": "executive",
        "known": str(world.wilai.public_id),
        "capacity": "ปฏิบัติหน้าที่",
        "office": "นายก อบต.",
        "starts_on": "6/1/2569",
        "ends_on": "31/3/2569",
    }
    assert post(client, "/office/give/", **body).status_code == 422
    assert post(client, "/office/give/", **body, order_no="301/2568").status_code == 302
    given = RoleGrant.objects.get(role=Role.EXECUTIVE, person=world.wilai)
    assert (given.capacity, given.order_no, given.ends_on) == (
        "ปฏิบัติหน้าที่นายก อบต.",
        "301/2568",
        date(2026, 3, 31),
    )
    assert "ปฏิบัติหน้าที่นายก อบต." in client.get("/office/").content.decode()


def test_one_s_own_elevation_is_refused_with_a_sentence(world: World, press: Press) -> None:
    body = {"role": "executive", "known": str(world.somchai.public_id), "starts_on": "6/1/2569"}
    answer = post(press(world.somchai), "/office/give/", **body)
    assert answer.status_code == 422
    assert "ต้องมีคำสั่งรองรับ" in answer.content.decode()


def test_a_role_ends_after_a_tick_and_its_lack_is_said_beforehand(world: World, press: Press) -> None:
    client, held = press(world.somchai), role_of(world.wilai)
    path = f"/office/role/{held.public_id}/end/"
    assert "ไม่มีผู้อื่นทำหน้าที่นี้" in client.get(path).content.decode()
    assert post(client, path, on="6/1/2569").status_code == 422
    assert post(client, path, on="6/1/2569", sure="on").status_code == 302
    held.refresh_from_db()
    assert held.ends_on == TODAY


@pytest.mark.parametrize("who", ["wichai", "malee", "prasong"])
def test_a_stranger_finds_nothing_of_it(world: World, press: Press, who: str) -> None:
    client, held = press(getattr(world, who)), role_of(world.wilai).public_id
    for path in (f"/office/role/{held}/end/", f"/office/role/{held}/hand-over/"):
        assert client.get(path).status_code == 404
        assert post(client, path, on="6/1/2569", on_day="6/1/2569", sure="on", name="ก").status_code == 404
    assert client.get("/office/").status_code == (200 if who == "wichai" else 404)


def test_the_pao_keeps_its_own_people(world: World, press: Press) -> None:
    client = press(world.prasit)
    page = client.get("/office/").content.decode()
    assert world.prasit.name in page
    assert world.somchai.name not in page
    assert client.get("/office/process/").status_code == 404


def test_a_handover_writes_the_briefing_on_the_page_and_in_word(
    world: World, drafting: Document, press: Press
) -> None:
    assert hand_over(press(world.wilai), world).status_code == 302
    handed = Handover.objects.get()
    client = press(world.wilai)
    page = client.get(f"/office/handover/{handed.public_id}/").content.decode()
    assert "กำลังจัดทำ" in page
    answer = client.get(f"/office/handover/{handed.public_id}/briefing.docx")
    paper = docx.Document(
        io.BytesIO(b"".join(answer.streaming_content) if answer.streaming else answer.content)
    )
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    assert any(thai_digits("ไตรมาสที่ 1/2569") in text for text in cells)
    assert not any(digit in "".join(cells) for digit in "0123456789")
    assert len([row for table in paper.tables for row in table.rows]) - len(paper.tables) == len(
        handed.briefing
    )


def test_who_handed_over_is_told_why_on_the_next_request(
    world: World, drafting: Document, press: Press
) -> None:
    client = press(world.somchai)
    assert client.get("/home/").status_code == 200
    assert hand_over(client, world).status_code == 302
    for path in ("/home/", f"/report/{drafting.public_id}/", "/"):
        answer = client.get(path)
        page = answer.content.decode().replace("\xa0", " ")
        assert answer.status_code == 403
        assert "สิ้นสุดแล้วเมื่อ 5 ม.ค. 2569" in page
        assert "นางสาวใหม่ รับช่วง" in page
        assert "075-000-000" in page or "สอบถาม" in page
    assert client.get("/accounts/logout/").status_code == 200


def test_signing_in_without_a_role_is_refused_with_the_sentence(world: World) -> None:
    world.somchai.set_password(PASSWORD)
    world.somchai.save()
    RoleGrant.objects.filter(person=world.somchai).update(ends_on=TODAY - timedelta(days=1))
    client = Client()
    answer = client.post("/accounts/login/", {"login": world.somchai.email, "password": PASSWORD})
    assert answer.status_code == 403
    assert "_auth_user_id" not in client.session
    wrong = client.post("/accounts/login/", {"login": world.somchai.email, "password": "something-else"})
    assert wrong.status_code == 200, "only who knows the password is told"


def test_with_a_role_the_same_password_opens(world: World) -> None:
    """The negative control: it is the ended role that keeps them out."""
    world.somchai.set_password(PASSWORD)
    world.somchai.save()
    client = Client()
    answer = client.post("/accounts/login/", {"login": world.somchai.email, "password": PASSWORD})
    assert answer.status_code == 302


def test_who_comes_too_early_is_told_from_when(world: World) -> None:
    new = User.objects.create_user("early@example.net", PASSWORD, first_name="นางเร็ว")
    RoleGrant.objects.create(person=new, role=Role.CHECKER, unit=world.banna, starts_on=date(2026, 1, 12))
    answer = Client().post("/accounts/login/", {"login": "early@example.net", "password": PASSWORD})
    assert answer.status_code == 403
    assert "12 ม.ค. 2569" in answer.content.decode().replace("\xa0", " ")


def test_a_member_whose_seat_is_over_is_told_so(world: World, press: Press) -> None:
    client = press(world.malee)
    assert client.get("/inbox/").status_code == 200
    with clock.pretend(timezone.make_aware(datetime(2030, 1, 2, 9))):
        answer = client.get("/inbox/")
    assert answer.status_code == 403
    assert "1 ม.ค. 2573" in answer.content.decode().replace("\xa0", " ")


def test_the_chain_names_person_and_role(world: World, drafting: Document, press: Press) -> None:
    page = press(world.somchai).get(f"/report/{drafting.public_id}/history/").content.decode()
    assert f"{world.somchai.name} (เจ้าหน้าที่จัดทำ)" in page


def test_the_way_through_the_house_is_kept_drawn_and_given_up(world: World, press: Press) -> None:
    client = press(world.somchai)
    page = client.get("/office/process/").content.decode()
    assert "ไม่มีผู้ตรวจก่อนคณะกรรมการ" in page
    body = {"kind": "form2", "hop_1": "หัวหน้าสำนักปลัด", "hop_2": "ปลัด อบต.", "signed": "on"}
    assert post(client, "/office/process/", **body).status_code == 302
    kept = UnitProcess.objects.get()
    assert (kept.unit, kept.hops, kept.signed) == (world.banna, ["หัวหน้าสำนักปลัด", "ปลัด อบต."], True)
    page = client.get("/office/process/").content.decode()
    order = [page.index(text) for text in ("หัวหน้าสำนักปลัด</b>", "ปลัด อบต.</b>", "ผู้บริหารท้องถิ่น</b>")]
    assert order == sorted(order)
    assert post(client, "/office/process/", kind="form2", hop_1="ก", hop_2="ก").status_code == 422
    assert post(client, "/office/process/", kind="form2", act="pack").status_code == 302
    assert not UnitProcess.objects.exists()
    assert press(world.wilai).get("/office/process/").status_code == 404
