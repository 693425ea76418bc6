"""People are made and put right here. Who has no e-mail address gets one that stands in for none.

A member of the committee may have neither an address nor a telephone; they answer by a link on paper or are
recorded in the meeting. Nobody gets a password from somebody else: an account is opened by its owner, with a
link that works once (`web.joining`).
"""

from __future__ import annotations

import uuid

from django.db import transaction

from organisations.models import User
from organisations.models.people import NO_MAIL
from organisations.sentences import Sentence, gettext_noop


class PersonRefused(ValueError):
    """What cannot be written about a person; `code` for the program, `sentence` for who reads."""

    def __init__(self, code: str, sentence: Sentence) -> None:
        super().__init__(code)
        self.code, self.sentence = code, sentence


def _address(email: str) -> str:
    return email.strip().lower() or f"{uuid.uuid4().hex}{NO_MAIL}"


def _parts(name: str) -> tuple[str, str]:
    """First name (with its prefix, as one says it) and last name."""
    first, _, last = " ".join(name.split()).partition(" ")
    return first, last


def by_mail(email: str) -> User | None:
    """Who has that address; None for an empty one."""
    address = email.strip().lower()
    return User.objects.filter(email=address).first() if address else None


def new_person(name: str, *, email: str = "", phone: str = "", position: str = "") -> User:
    """Make a person who cannot sign in yet. Raises `PersonRefused` without a name, or for an address in use."""
    first, last = _parts(name)
    if not first:
        raise PersonRefused("no-name", Sentence(gettext_noop("Please write the person's name.")))
    _free(email, None)
    person = User(
        email=_address(email),
        first_name=first,
        last_name=last,
        phone=phone.strip(),
        position=position.strip(),
    )
    person.set_unusable_password()
    person.save()
    return person


def find_or_make(name: str, *, email: str = "", phone: str = "", position: str = "") -> User:
    """The person of that address, or a new one; what is known of somebody is not written over."""
    return by_mail(email) or new_person(name, email=email, phone=phone, position=position)


def _free(email: str, person: User | None) -> None:
    other = by_mail(email)
    if other is not None and other != person:
        raise PersonRefused(
            "mail-taken",
            Sentence(
                gettext_noop("%(email)s is the address of %(name)s. Please write another one, or none."),
                {"email": other.email, "name": other.name},
            ),
        )


def complete(person: User, *, email: str, phone: str) -> None:
    """Add an address and a telephone where none is known yet; what is known is not written over."""
    if email.strip() and not person.has_mail:
        _free(email, person)
        person.email = _address(email)
    person.phone = person.phone or phone.strip()
    person.save(update_fields=["email", "phone"])


@transaction.atomic
def correct(person: User, *, name: str, email: str, phone: str) -> None:
    """Put a person's name, address and telephone right; an empty address is one that stands in for none.

    Raises `PersonRefused` as `new_person` does, and mail-signs-in: the address by which somebody signs in is
    not another's to change, who could lock them out or come in as them.
    """
    _call(person, name)
    if email.strip().lower() != person.mail:
        if person.has_usable_password():
            raise PersonRefused(
                "mail-signs-in",
                Sentence(
                    gettext_noop(
                        "%(name)s signs in with %(email)s, so that address stays as it is. Please ask the administrator to change it."
                    ),
                    {"name": person.name, "email": person.mail},
                ),
            )
        _free(email, person)
        person.email = _address(email)
    person.phone = phone.strip()
    person.save(update_fields=["prefix", "first_name", "last_name", "email", "phone"])


def _call(person: User, name: str) -> None:
    """Give the name as one says it, unsaved; a prefix that is known stays apart."""
    said = " ".join(name.split())
    if said == person.name:
        return
    if person.prefix and said.startswith(person.prefix) and said != person.prefix:
        said = said.removeprefix(person.prefix).lstrip()
    else:
        person.prefix = ""
    first, last = _parts(said)
    if not first:
        raise PersonRefused("no-name", Sentence(gettext_noop("Please write the person's name.")))
    person.first_name, person.last_name = first, last
