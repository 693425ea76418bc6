"""The clerk ends terms, seats who follows, puts contacts right and records whom the members chose."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from committee import appointing, seating
from committee.models import Office, SeatTerm
from documents.models import Document
from organisations import clock, people
from organisations.models import Role, RoleGrant, User
from tests.cast import World, vote

Press = Callable[[User], Client]


def post(client: Client, path: str, **body: str) -> Any:
    return client.post(path, body | {"form_token": str(uuid.uuid4())})


def holder(world: World, number: int) -> SeatTerm | None:
    return {term.seat.number: term for term in seating.terms_on(world.committee, clock.today()).values()}.get(
        number
    )


def mark(world: World, number: int) -> str:
    """What the page of a seat says of its holder: an empty text for a vacant one."""
    term = holder(world, number)
    return term.key if term else ""


def test_a_term_ends_after_a_tick_and_the_seat_is_vacant(world: World, press: Press) -> None:
    client = press(world.somchai)
    body = {"on": "5/1/2569", "because": "resigned", "term": mark(world, 2)}
    asked = post(client, "/committee/seat/2/leave/", **body)
    assert asked.status_code == 422
    assert holder(world, 2) is not None, "without the tick nothing is ended"
    assert post(client, "/committee/seat/2/leave/", **body, sure="on").status_code == 302
    assert holder(world, 2) is None
    page = client.get("/committee/").content.decode().replace("\xa0", " ")
    assert "ว่างตั้งแต่ 6 ม.ค. 2569 · ลาออก" in page


def test_who_follows_is_seated_in_the_same_press(world: World, press: Press) -> None:
    body = {"on": "5/1/2569", "because": "died", "sure": "on", "name": "นายใหม่ มาแทน", "term": mark(world, 2)}
    client = press(world.somchai)
    assert post(client, "/committee/seat/2/leave/", **body).status_code == 422, "no order, nobody follows"
    assert not User.objects.filter(first_name="นายใหม่").exists()
    assert post(client, "/committee/seat/2/leave/", **body, order_no="9/2569").status_code == 302
    now = holder(world, 2)
    assert now is not None
    assert (now.person.name, now.person.has_mail, now.order_no) == ("นายใหม่ มาแทน", False, "9/2569")
    assert (now.starts_on, now.ends_on) == (date(2026, 1, 6), date(2030, 1, 1))


def test_a_vacant_seat_is_given_to_somebody_known_or_new(world: World, press: Press) -> None:
    SeatTerm.objects.filter(seat__number__in=[2, 3]).update(ends_on=date(2026, 1, 1))
    client = press(world.somchai)
    order = {"act": "seat", "order_no": "9/2569", "starts_on": "6/1/2569"}
    assert post(client, "/committee/seat/2/", **order).status_code == 422
    assert post(client, "/committee/seat/2/", **order, known=str(world.wilai.public_id)).status_code == 302
    assert holder(world, 2).person == world.wilai  # type: ignore[union-attr]
    mail = {"name": "นางใหม่", "email": "anong@example.org"}
    refused = post(client, "/committee/seat/3/", **order, **mail)
    assert refused.status_code == 422, "who sits already cannot be seated again under another name"
    assert post(client, "/committee/seat/3/", **order, name="นางใหม่").status_code == 302
    assert holder(world, 3).ends_on == date(2030, 1, 5)  # type: ignore[union-attr]


def test_a_contact_is_put_right(world: World, press: Press) -> None:
    client = press(world.somchai)
    body = {"act": "correct", "term": mark(world, 4), "phone": ""}
    taken = post(client, "/committee/seat/4/", **body, name="ก", email="anong@example.org")
    assert taken.status_code == 422
    assert "Anong" in taken.content.decode()
    body |= {"name": "นางมาลี ดอกแก้ว", "email": "", "phone": "081"}
    assert post(client, "/committee/seat/4/", **body).status_code == 302
    malee = User.objects.get(pk=world.malee.pk)
    assert (malee.name, malee.mail, malee.phone) == ("นางมาลี ดอกแก้ว", "", "081")


def test_who_is_known_in_another_unit_too_is_put_right_by_neither(world: World, press: Press) -> None:
    client = press(world.somchai)
    body = {"act": "correct", "term": mark(world, 4), "name": "นางมาลี", "email": "", "phone": ""}
    RoleGrant.objects.create(
        person=world.malee, role=Role.CHECKER, unit=world.neighbour, starts_on=date(2025, 1, 1)
    )
    assert post(client, "/committee/seat/4/", **body).status_code == 422
    world.malee.refresh_from_db()
    assert world.malee.email == "malee@example.org"
    RoleGrant.objects.filter(person=world.malee).delete()
    assert post(client, "/committee/seat/4/", **body).status_code == 302, "the negative control"


@pytest.mark.parametrize("path", ["seat/4/", "seat/4/leave/"])
def test_a_press_on_a_page_of_the_holder_before_does_nothing(world: World, press: Press, path: str) -> None:
    seen = mark(world, 4)
    term = holder(world, 4)
    assert term is not None
    follows = people.new_person("นายใหม่ มาแทน")
    appointing.replace(term, follows, on=clock.today(), ends_on=None, order_no="9/2569")
    body = {"act": "correct", "name": "ก", "on": "7/1/2569", "because": "resigned", "sure": "on"}
    body["order_no"] = "10/2569"
    client = press(world.somchai)
    assert post(client, f"/committee/{path}", **body, term=seen).status_code == 422
    follows.refresh_from_db()
    assert (follows.name, holder(world, 4).ends_on) == ("นายใหม่ มาแทน", None)  # type: ignore[union-attr]
    assert post(client, f"/committee/{path}", **body, term=mark(world, 4)).status_code == 302, "the control"


def test_the_members_choice_is_recorded_with_its_day(world: World, press: Press) -> None:
    client = press(world.somchai)
    body = {"act": "office", "office": "chair", "on": "6/1/2569", "term": mark(world, 4)}
    assert post(client, "/committee/seat/4/", **body).status_code == 422, "a second chair"
    assert post(client, "/committee/seat/4/", **body, instead="on").status_code == 302
    chair = appointing.holder(world.committee, Office.CHAIR, clock.today())
    assert chair is not None
    assert chair.person == world.malee


def test_a_refusal_is_a_sentence_with_its_day_in_thai(
    world: World, in_review: Document, press: Press
) -> None:
    vote(world, in_review, ".a.........")
    body = {"on": "5/1/2569", "because": "resigned", "sure": "on", "term": mark(world, 2)}
    answer = post(press(world.somchai), "/committee/seat/2/leave/", **body)
    assert answer.status_code == 422
    assert "6 ม.ค. 2569" in answer.content.decode()


def test_an_assistant_is_named_and_ended(world: World, press: Press) -> None:
    client = press(world.somchai)
    known = str(world.somchai.public_id)
    assert post(client, "/committee/assistants/", known=known, starts_on="6/1/2569").status_code == 302
    assert post(client, "/committee/assistants/", known=known, starts_on="6/1/2569").status_code == 422
    (named,) = appointing.assistants(world.committee, clock.today())
    assert post(client, "/committee/assistants/", act=str(named.public_id), on="5/1/2569").status_code == 422
    assert post(client, "/committee/assistants/", act=str(named.public_id), on="7/1/2569").status_code == 302
    named.refresh_from_db()
    assert named.ends_on == date(2026, 1, 7)


@pytest.mark.parametrize("path", ["seat/4/", "seat/4/leave/", "assistants/"])
def test_who_does_not_draft_for_the_unit_finds_none_of_it(world: World, press: Press, path: str) -> None:
    for who in (world.wilai, world.malee, world.prasit, world.wichai):
        answer = post(press(who), f"/committee/{path}", on="5/1/2569", because="died", sure="on")
        assert answer.status_code in {302, 404}
    assert SeatTerm.objects.filter(ended_because="").count() == 11
    assert press(world.somchai).get(f"/committee/{path}").status_code == 200


def test_a_seat_that_is_not_there_is_not_found(world: World, press: Press) -> None:
    assert press(world.somchai).get("/committee/seat/12/").status_code == 404
