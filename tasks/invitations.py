"""The invitation to open an account: a link by which its owner sets a password; made when it is sent, never kept."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from organisations.clock import today
from organisations.models import OrgUnit, User
from tasks import effects
from tasks.models import Effect

KIND = "account.invite"


def link_for(person: User) -> str:
    """The link by which a person sets their password: good for `PASSWORD_RESET_TIMEOUT`, and once.

    It stops working when the password, the address or the last sign-in changes (Django's token generator).
    """
    token = default_token_generator.make_token(person)
    return f"{settings.BASE_URL}/join/{person.public_id}/{token}/"


def wanted(person: User, unit: OrgUnit) -> int:
    """Ask for the mail that invites somebody who has an address and no password yet; one a day at most."""
    if not person.has_mail or person.has_usable_password():
        return 0
    key = f"{KIND}:{person.public_id}:{today().isoformat()}"
    return effects.wanted(KIND, {key: {"person": str(person.public_id), "unit": unit.code}})


def mail(effect: Effect) -> None:
    """Send the invitation, if its reader has not opened the account meanwhile.

    A crash between the server's answer and the mark may send it again, under the same Message-ID.
    """
    person = User.objects.get(public_id=effect.ref["person"])
    unit = OrgUnit.objects.get(code=effect.ref["unit"])
    with transaction.atomic():
        if not effects.still_ours(effect):
            return
    if person.has_mail and person.is_active and not person.has_usable_password():
        _message(person, unit, effect.key).send()
    effects.done(effect)


def _message(person: User, unit: OrgUnit, key: str) -> EmailMessage:
    host = settings.BASE_URL.split("//")[-1].split(":")[0]
    with translation.override(person.language):
        subject = gettext("%(unit)s: please set your password") % {"unit": unit.short_name}
        body = gettext(
            "Dear %(name)s,\n\nAn account was made for you at %(unit)s. With this link you set a password that only you know; it works once, within 14 days.\n\n%(link)s\n\n%(unit)s, telephone %(phone)s"
        ) % {
            "name": person.name,
            "unit": unit.short_name,
            "link": link_for(person),
            "phone": unit.phone or "–",
        }
    mark = hashlib.sha256(key.encode()).hexdigest()[:32]
    return EmailMessage(
        subject=subject, body=body, to=[person.email], headers={"Message-ID": f"<{mark}@{host}>"}
    )
