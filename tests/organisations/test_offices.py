"""Roles are given, delegated and ended with their days; what the law does not leave to oneself asks for an order."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from organisations import offices, people, roles
from organisations.models import Role, RoleGrant, User
from organisations.offices import GrantRefused
from tests.cast import World

TODAY = date(2026, 1, 6)
DAY = timedelta(days=1)


def give(world: World, person: User, role: str, **changed: object) -> RoleGrant:
    given: dict[str, object] = {"starts_on": TODAY, "actor": world.somchai}
    return offices.give(world.banna, person, role, **(given | changed))  # type: ignore[arg-type]


def test_the_clerk_alone_gives_and_ends_a_role(world: World) -> None:
    given = give(world, world.malee, Role.CHECKER, ends_on=TODAY + 10 * DAY)
    assert (given.made_by, given.capacity) == (world.somchai, "")
    held = [
        roles.holds(world.malee, Role.CHECKER, world.banna, TODAY + days * DAY) for days in (-1, 0, 10, 11)
    ]
    assert held == [False, True, True, False]
    offices.end(given, on=TODAY + DAY, actor=world.somchai)
    assert not roles.holds(world.malee, Role.CHECKER, world.banna, TODAY + 2 * DAY)


def test_a_delegation_bears_its_standing_its_order_and_its_days(world: World) -> None:
    given = give(
        world,
        world.wilai,
        Role.EXECUTIVE,
        capacity="ปฏิบัติหน้าที่นายก อบต.",
        order_no="301/2568",
        ends_on=TODAY + 60 * DAY,
    )
    assert (given.capacity, given.order_no) == ("ปฏิบัติหน้าที่นายก อบต.", "301/2568")
    assert given in offices.staff(world.banna, TODAY)
    assert given in offices.past(world.banna, TODAY + 61 * DAY)


@pytest.mark.parametrize("role", [Role.CHECKER, Role.EXECUTIVE])
def test_nobody_raises_themselves_without_an_order(world: World, role: str) -> None:
    with pytest.raises(GrantRefused) as refused:
        give(world, world.somchai, role)
    assert refused.value.code == "own-elevation"
    assert give(world, world.somchai, role, order_no="9/2569").order_no == "9/2569"


def test_a_role_that_is_no_elevation_needs_no_order(world: World) -> None:
    """The negative control: what is refused is checking and signing of one's own making."""
    assert give(world, world.somchai, Role.ADMIN)
    assert give(world, world.malee, Role.EXECUTIVE)


@pytest.mark.parametrize("who", ["wichai", "prasit", "malee", "prasong"])
def test_a_stranger_gives_and_ends_nothing_here(world: World, who: str) -> None:
    actor, before = getattr(world, who), RoleGrant.objects.count()
    held = RoleGrant.objects.get(person=world.wilai)
    for act in (
        lambda: give(world, actor, Role.DRAFTER, actor=actor),
        lambda: offices.end(held, on=TODAY, actor=actor),
    ):
        with pytest.raises(GrantRefused) as refused:
            act()
        assert refused.value.code == "not-manager"
    held.refresh_from_db()
    assert (RoleGrant.objects.count(), held.ends_on) == (before, None)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"role": Role.REGISTRAR}, "role-not-of-unit"),
        ({"role": Role.OFFICER}, "role-not-of-unit"),
        ({"ends_on": TODAY - DAY}, "ends-before-it-begins"),
        ({"capacity": "รักษาราชการแทน"}, "capacity-needs-order"),
        ({"capacity": "รักษาราชการแทน", "order_no": "  "}, "capacity-needs-order"),
    ],
)
def test_what_cannot_be_given_is_refused(world: World, changed: dict[str, object], code: str) -> None:
    with pytest.raises(GrantRefused) as refused:
        give(world, world.malee, **({"role": Role.CHECKER} | changed))  # type: ignore[arg-type]
    assert refused.value.code == code


def test_who_signs_in_needs_an_address_and_one_role_is_held_once(world: World) -> None:
    for person, role, code in (
        (people.new_person("นายไม่มี"), Role.CHECKER, "no-mail"),
        (world.wilai, Role.CHECKER, "holds-already"),
    ):
        with pytest.raises(GrantRefused) as refused:
            give(world, person, role)
        assert refused.value.code == code


@pytest.mark.parametrize(
    ("on", "code"), [(date(2019, 12, 31), "ends-before-it-begins"), (TODAY + DAY, "ends-later")]
)
def test_a_last_day_outside_the_role_is_refused(world: World, on: date, code: str) -> None:
    held = RoleGrant.objects.get(person=world.wilai)
    offices.end(held, on=TODAY, actor=world.somchai)
    with pytest.raises(GrantRefused) as refused:
        offices.end(held, on=on, actor=world.somchai)
    assert refused.value.code == code


def test_the_last_one_in_a_role_is_told_apart(world: World) -> None:
    held = RoleGrant.objects.get(person=world.wilai)
    assert offices.leaves_nobody(held, TODAY)
    give(world, world.malee, Role.CHECKER)
    assert not offices.leaves_nobody(held, TODAY)


def test_the_pao_has_its_own_roles(world: World) -> None:
    given = offices.give(world.pao, world.malee, Role.ANALYST, starts_on=TODAY, actor=world.prasit)
    assert given.unit == world.pao
    with pytest.raises(GrantRefused):
        offices.give(world.pao, world.malee, Role.DRAFTER, starts_on=TODAY, actor=world.prasit)
