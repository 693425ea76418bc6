"""A clerk records the committee alone; what is missing is asked for and nothing is lost."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from committee import seating
from committee.models import Committee, SeatTerm
from documents.models import Document
from organisations import clock, roles
from organisations.models import User
from tests.cast import World, vote

Press = Callable[[User], Client]


def order(**changed: str) -> dict[str, str]:
    body = {
        "form_token": str(uuid.uuid4()),
        "order_no": "12/2569",
        "order_date": "5/1/2569",
        "chair": "1",
        "secretary": "10",
    }
    for number in range(1, 12):
        body |= {f"name-{number}": f"นายคนที่{number} ทดสอบ", f"email-{number}": f"m{number}@example.net"}
    return body | changed


def post(client: Client, body: dict[str, str]) -> Any:
    return client.post("/committee/record/", body)


def test_a_clerk_alone_records_eleven_members_with_one_press(world: World, press: Press) -> None:
    answer = post(press(world.somchai), order(assists="on"))
    assert answer.status_code == 302
    body = seating.committee_of(world.banna, clock.today())
    assert body is not None
    assert (body.order_no, len(seating.terms_on(body, clock.today()))) == ("12/2569", 11)
    member = User.objects.get(email="m1@example.net")
    assert not member.has_usable_password()
    term = SeatTerm.objects.get(person=member)
    assert (term.office, term.ends_on) == ("chair", date(2030, 1, 4))
    world.committee.refresh_from_db()
    assert world.committee.ended_on == date(2026, 1, 4)


def test_a_member_needs_no_address(world: World, press: Press) -> None:
    client = press(world.somchai)
    assert post(client, order(**{"email-4": "", "phone-4": "081-111-1111"})).status_code == 302
    page = client.get("/committee/").content.decode()
    assert "no-mail" not in page
    assert 'href="tel:0811111111"' in page
    assert "m5@example.net" in page


def test_accounts_are_given_by_links_and_only_when_asked_for(world: World, press: Press) -> None:
    answer = post(
        press(world.somchai), order(accounts="on", **{"email-4": "", "email-5": "wichai@example.org"})
    )
    page = answer.content.decode()
    links = re.findall(r"/join/([0-9a-f-]{36})/[0-9a-z-]+/", page)
    assert answer.status_code == 200
    assert len(links) == 9, "not who has no address, not who belongs to another unit"
    assert str(world.wichai.public_id) not in links


def test_an_unusual_term_is_said_first_and_recorded_all_the_same(world: World, press: Press) -> None:
    client = press(world.somchai)
    answer = post(client, order(ends_on="4/1/2571"))
    assert answer.status_code == 422
    assert "4 ม.ค. 2573" in answer.content.decode()
    assert Committee.objects.count() == 1
    page = answer.content.decode()
    (seen,) = re.findall(r'name="sure" value="([^"]+)"', page)
    assert post(client, order(ends_on="5/1/2571", sure=seen)).status_code == 422, "other days ask anew"
    assert post(client, order(ends_on="4/1/2571", sure=seen)).status_code == 302


def test_an_order_that_takes_the_voters_of_an_open_circulation_away_is_asked_about_by_name(
    world: World, in_review: Document, press: Press
) -> None:
    vote(world, in_review, "a..........")
    client = press(world.somchai)
    answer = post(client, order())
    page = answer.content.decode().replace("\xa0", " ")
    assert answer.status_code == 422
    assert "ไตรมาสที่ 1/2569" in page
    assert "ข้าพเจ้าตรวจแล้ว" in page
    assert world.malee.name in page
    assert Committee.objects.count() == 1
    (seen,) = re.findall(r'name="sure" value="([^"]+)"', page)
    assert post(client, order(sure=seen)).status_code == 302


@pytest.mark.parametrize(("ticked", "assists"), [({"assists": "on"}, True), ({}, False)])
def test_who_records_the_order_assists_the_committee_where_ticked(
    world: World, press: Press, ticked: dict[str, str], assists: bool
) -> None:
    post(press(world.somchai), order(**ticked))
    body = seating.committee_of(world.banna, clock.today())
    assert body is not None
    assert seating.is_assistant(body, world.somchai, clock.today()) is assists
    assert seating.term_of(body, world.somchai, clock.today()) is None


def test_who_sat_before_is_known_by_name_and_not_entered_twice(world: World, press: Press) -> None:
    post(press(world.somchai), order(**{"name-2": world.members[1].name, "email-2": ""}))
    body = seating.committee_of(world.banna, clock.today())
    assert body is not None
    again = seating.term_of(body, world.members[1], clock.today())
    assert again is not None
    assert again.person.mail == "bunmee@example.org"


def test_the_page_says_what_ends_soon_what_is_vacant_since_when_and_why(world: World, press: Press) -> None:
    SeatTerm.objects.filter(seat__number__in=[4, 5, 6]).update(ends_on=date(2026, 2, 3))
    SeatTerm.objects.filter(seat__number=2).update(ends_on=date(2025, 12, 31), ended_because="council_ended")
    page = press(world.somchai).get("/committee/").content.decode().replace("\xa0", " ")
    assert "3 วาระจะครบใน 28 วัน" in page
    assert "ว่างตั้งแต่ 1 ม.ค. 2569" in page
    assert "สภาครบวาระหรือถูกยุบ" in page
    assert "สภาท้องถิ่นคัดเลือก" in page


def test_the_usual_way_of_working_is_changed_by_the_drafter_alone(world: World, press: Press) -> None:
    body = {"form_token": str(uuid.uuid4()), "mode": "meeting"}
    assert press(world.wilai).post("/committee/mode/", body).status_code == 404
    assert press(world.somchai).post("/committee/mode/", body).status_code == 302
    world.committee.refresh_from_db()
    assert world.committee.usual_mode == "meeting"


def test_a_vacant_seat_is_said_and_is_no_wall(world: World, press: Press) -> None:
    client = press(world.somchai)
    assert post(client, order(**{"name-3": "", "email-3": ""})).status_code == 302
    page = client.get("/committee/").content.decode()
    assert "warn" in page


@pytest.mark.parametrize(
    "changed",
    [
        {"name-4": ""},
        {"ends_on": "1/1/2569"},
        {"email-4": "m5@example.net"},
        {"chair": "10"},
        {"name-1": "", "email-1": ""},
        {"order_date": "31/2/2569"},
        {f"name-{number}": "" for number in range(1, 12)},
    ],
)
def test_what_is_missing_is_asked_for_and_nothing_is_lost(
    world: World, press: Press, changed: dict[str, str]
) -> None:
    answer = post(press(world.somchai), order(**changed))
    assert answer.status_code == 422
    assert Committee.objects.count() == 1
    assert "12/2569" in answer.content.decode()


def test_only_the_unit_s_drafter_records_it(world: World, press: Press) -> None:
    assert post(press(world.wilai), order()).status_code == 403
    assert post(press(world.malee), order()).status_code == 404


def test_a_role_is_given_from_the_command_line(world: World) -> None:
    call_command("person", "new@example.net", unit="banna", role="checker", name="นางใหม่ มาก")
    person = User.objects.get(email="new@example.net")
    assert roles.holds(person, "checker", world.banna, clock.today())
    with pytest.raises(CommandError):
        call_command("person", "other@example.net", unit="nowhere", role="checker", name="ก")
    with pytest.raises(CommandError):
        call_command("person", "other@example.net", unit="banna", role="checker")
