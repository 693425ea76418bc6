"""A clerk records the committee alone; what is missing is asked for and nothing is lost."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from committee import seating
from committee.models import Committee, SeatTerm
from organisations import clock, roles
from organisations.models import User
from tests.cast import World

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


def test_a_clerk_alone_records_eleven_members_who_can_sign_in(world: World, press: Press) -> None:
    answer = post(press(world.somchai), order())
    assert answer.status_code == 200
    page = answer.content.decode()
    password = re.search(r"<b>([0-9a-f]{4}(?:-[0-9a-f]{4}){3})</b>", page)
    assert password is not None
    body = seating.committee_of(world.banna, clock.today())
    assert body is not None
    assert (body.order_no, len(seating.terms_on(body, clock.today()))) == ("12/2569", 11)
    member = User.objects.get(email="m1@example.net")
    assert member.check_password(password[1])
    assert SeatTerm.objects.get(person=member).office == "chair"


def test_a_vacant_seat_is_said_and_is_no_wall(world: World, press: Press) -> None:
    client = press(world.somchai)
    assert post(client, order(**{"name-3": "", "email-3": ""})).status_code == 200
    page = client.get("/committee/").content.decode()
    assert "warn" in page


@pytest.mark.parametrize(
    "changed",
    [
        {"email-4": ""},
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
