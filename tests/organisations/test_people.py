"""People are made without an address, put right, and never mistaken for each other."""

from __future__ import annotations

import pytest

from organisations import people
from organisations.models import User
from organisations.people import PersonRefused
from tests.cast import World


def test_somebody_without_an_address_is_a_person_who_cannot_sign_in(world: World) -> None:
    one, other = people.new_person("นายดี มาก", phone=" 081 "), people.new_person("นางงาม ยิ่ง")
    assert (one.name, one.phone, one.mail, one.has_mail) == ("นายดี มาก", "081", "", False)
    assert one.email != other.email
    assert not one.has_usable_password()


def test_an_address_is_kept_in_small_letters_and_found_again(world: World) -> None:
    made = people.new_person("นายดี มาก", email=" Dee@Example.org ")
    assert (made.mail, made.has_mail) == ("dee@example.org", True)
    assert people.find_or_make("ใครก็ได้", email="DEE@example.org") == made
    assert User.objects.get(pk=made.pk).name == "นายดี มาก", "what is known is not written over"
    assert people.find_or_make("ใครก็ได้") != people.find_or_make("ใครก็ได้"), "no address, no way to know"


@pytest.mark.parametrize(
    ("name", "email", "code"), [("  ", "", "no-name"), ("นายใหม่", "somchai@example.org", "mail-taken")]
)
def test_what_cannot_be_written_is_refused(world: World, name: str, email: str, code: str) -> None:
    for write in (
        lambda: people.new_person(name, email=email),
        lambda: people.correct(world.malee, name=name, email=email, phone=""),
    ):
        with pytest.raises(PersonRefused) as refused:
            write()
        assert refused.value.code == code
    world.malee.refresh_from_db()
    assert world.malee.email == "malee@example.org"


def test_a_name_an_address_and_a_telephone_are_put_right(world: World) -> None:
    people.correct(world.malee, name="นางมาลี  ดอกแก้ว", email="", phone="089")
    malee = User.objects.get(pk=world.malee.pk)
    assert (malee.name, malee.mail, malee.phone) == ("นางมาลี ดอกแก้ว", "", "089")
    stands_in = malee.email
    people.correct(malee, name=malee.name, email="", phone="089")
    assert malee.email == stands_in, "who has none keeps the one that stands in"


@pytest.mark.parametrize(
    ("prefix", "first", "said", "kept"),
    [
        ("นาย", "สม", "นายสมชาย ตั้งใจ", ("นาย", "สมชาย", "ตั้งใจ")),
        ("นาย", "สม", "นางสมหญิง ตั้งใจ", ("", "นางสมหญิง", "ตั้งใจ")),
        ("", "สม", "ดร. สมชาย  ตั้งใจ", ("", "ดร.", "สมชาย ตั้งใจ")),
        ("ว่าที่ร้อยตรี", "สม", "ว่าที่ร้อยตรี สมชาย ใจ", ("ว่าที่ร้อยตรี", "สมชาย", "ใจ")),
    ],
)
def test_a_name_is_put_right_and_a_known_prefix_stays_apart(
    world: World, prefix: str, first: str, said: str, kept: tuple[str, str, str]
) -> None:
    someone = people.new_person("x")
    someone.prefix, someone.first_name = prefix, first
    people.correct(someone, name=said, phone="", email="")
    someone.refresh_from_db()
    assert (someone.prefix, someone.first_name, someone.last_name) == kept


def test_nobody_changes_the_address_by_which_another_signs_in(world: World) -> None:
    """The negative control is above: without a password the same change is taken."""
    world.malee.set_password("a-long-password-indeed")
    world.malee.save()
    with pytest.raises(PersonRefused) as refused:
        people.correct(world.malee, name=world.malee.name, phone="", email="thief@example.org")
    assert refused.value.code == "mail-signs-in"
    people.correct(world.malee, name="นางมาลี ดอกแก้ว", phone="2", email=world.malee.email)
    malee = User.objects.get(pk=world.malee.pk)
    assert (malee.name, malee.phone, malee.mail) == ("นางมาลี ดอกแก้ว", "2", "malee@example.org")


def test_what_is_known_of_somebody_is_not_written_over(world: World) -> None:
    new = people.new_person("นายดี มาก")
    people.complete(new, email="dee@example.org", phone="081")
    people.complete(new, email="other@example.org", phone="082")
    new.refresh_from_db()
    assert (new.mail, new.phone) == ("dee@example.org", "081")


def test_a_name_that_stays_keeps_its_prefix(world: World) -> None:
    world.malee.prefix = "นาง"
    world.malee.save()
    people.correct(world.malee, name=world.malee.name, email=world.malee.mail, phone="1")
    assert User.objects.get(pk=world.malee.pk).prefix == "นาง"
