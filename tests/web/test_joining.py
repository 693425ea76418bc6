"""An account is opened by its owner, once, with a password that nobody else has known."""

from __future__ import annotations

import pytest
from django.test import Client

from organisations import people
from tasks.invitations import link_for
from tests.cast import World
from web.joining import may_show

PASSWORD = "ประโยคยาวที่จำได้ง่าย"


def path_of(link: str) -> str:
    return "/join/" + link.split("/join/")[1]


def test_the_link_sets_a_password_once_and_looking_changes_nothing(world: World) -> None:
    new = people.new_person("นายใหม่ มา", email="new@example.net")
    path, client = path_of(link_for(new)), Client()
    for _ in range(2):
        assert client.get(path).status_code == 200
    body = {"new_password1": PASSWORD, "new_password2": PASSWORD}
    assert client.post(path, body).status_code == 302
    new.refresh_from_db()
    assert new.check_password(PASSWORD)
    assert (
        client.post(
            path, {"new_password1": "another-long-one", "new_password2": "another-long-one"}
        ).status_code
        == 404
    )
    new.refresh_from_db()
    assert new.check_password(PASSWORD)


@pytest.mark.parametrize(
    "pair", [("short", "short"), ("123456789012345", "123456789012345"), (PASSWORD, "other-long-one")]
)
def test_a_weak_or_mistyped_password_is_asked_for_again(world: World, pair: tuple[str, str]) -> None:
    new = people.new_person("นายใหม่ มา", email="new@example.net")
    body = dict(zip(("new_password1", "new_password2"), pair, strict=True))
    assert Client().post(path_of(link_for(new)), body).status_code == 422
    new.refresh_from_db()
    assert not new.has_usable_password()


def test_a_forged_link_opens_nothing(world: World) -> None:
    new = people.new_person("นายใหม่ มา", email="new@example.net")
    assert Client().get(path_of(link_for(new))[:-3] + "aa/").status_code == 404
    other = people.new_person("นายอื่น", email="other@example.net")
    token = path_of(link_for(other)).split("/")[3]
    assert Client().get(f"/join/{new.public_id}/{token}/").status_code == 404


def test_the_link_is_shown_for_newcomers_of_this_unit_only(world: World) -> None:
    new = people.new_person("นายใหม่ มา", email="new@example.net")
    assert may_show(new, world.banna)
    assert not may_show(people.new_person("นายไม่มี"), world.banna), "no address, no account"
    assert not may_show(world.wichai, world.banna), "another unit's"
    new.set_password(PASSWORD)
    assert not may_show(new, world.banna), "an account that is open stays its owner's"
