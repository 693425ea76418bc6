"""A member's way in without an account: a link for one sitting, and a code on paper that gives the link once.

Both are made from the house's secret, so that the officer can show them again; only hashes are kept, and a
raised serial revokes what is out. Bound to the term: who follows on the seat gets a link of their own.
Looking at a link changes nothing.
"""

from __future__ import annotations

import hmac
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from committee import seating
from committee.models import MemberLink, SeatTerm, Sitting
from organisations import codes
from organisations.clock import now, today
from organisations.sentences import Sentence, gettext_noop

VALID = timedelta(days=14)
"""How long a link lives after its sitting: the seven days of objection, and as many for the post."""

MOST_TRIES = 5
CODE_DIGITS = 8


class LinkRefused(Exception):
    """A link or code that opens nothing; `sentence` says why and what to do."""

    def __init__(self, code: str, sentence: Sentence) -> None:
        super().__init__(code)
        self.code, self.sentence = code, sentence


_EXPIRED = gettext_noop(
    "This link ran out on %(day)s. Please ask the officer named below for a new one; nothing was recorded."
)
_REVOKED = gettext_noop(
    "This link was replaced by a newer one. Please use the latest message, or ask the officer."
)
_OVER = gettext_noop("The term on this seat has ended, so this link opens nothing any more.")
_USED = gettext_noop(
    "This code was used already on %(at)s. If that was not you, please telephone the officer named below."
)
_WRONG = gettext_noop(
    "Name and code do not belong together. Please compare with the invitation; %(left)s tries are left."
)
_BLOCKED = gettext_noop(
    "Too many wrong codes for this seat, so the code is closed. Please ask the officer named below for a new one."
)


def _told(link: MemberLink, what: str) -> str:
    return f"member-{what}:{link.public_id}:{link.serial}"


def token_of(link: MemberLink) -> str:
    """The 128 bits of the link's address."""
    return codes.token(_told(link, "link"))


def code_of(link: MemberLink) -> str:
    """The eight digits on the printed invitation."""
    number = int.from_bytes(codes.bits(_told(link, "code"))[:8], "big") % 10**CODE_DIGITS
    return f"{number:0{CODE_DIGITS}d}"


@transaction.atomic
def issue(sitting: Sitting) -> list[MemberLink]:
    """Give every member seated today a link to the sitting; those who have one keep it. By seat."""
    terms = sorted(seating.terms_on(sitting.committee, today()).values(), key=lambda term: term.seat.number)
    there = {link.term_id: link for link in MemberLink.objects.filter(sitting=sitting)}
    links = []
    for term in terms:
        link = there.get(term.pk)
        if link is None:
            link = MemberLink(sitting=sitting, term=term, issued_at=now(), expires_at=sitting.until + VALID)
            link.token_sha256 = codes.hashed(token_of(link))
            link.save()
        link.term, link.sitting = term, sitting
        links.append(link)
    return links


def renew(link: MemberLink, because: str = "asked") -> MemberLink:
    """Make a new link and code; what was out opens nothing from now on."""
    link.serial += 1
    link.token_sha256 = codes.hashed(token_of(link))
    link.issued_at, link.expires_at = now(), max(link.sitting.until, now()) + VALID
    link.code_used_at, link.tries = None, 0
    link.revoked_at, link.revoked_because = None, because
    link.save()
    return link


def revoke(link: MemberLink, because: str) -> None:
    """Close a link and its code; the officer may renew it."""
    link.revoked_at, link.revoked_because = now(), because
    link.save(update_fields=["revoked_at", "revoked_because"])


def find(token: str) -> MemberLink | None:
    """The link of an address, or None; for who has no account, so outside every scope. Reads only."""
    return (
        MemberLink._base_manager.filter(token_sha256=codes.hashed(token))
        .select_related("sitting__committee__unit", "term__person", "term__seat")
        .first()
    )


def check(link: MemberLink) -> None:
    """Raise `LinkRefused` unless the link opens its pages now."""
    if link.revoked_at is not None:
        raise LinkRefused("link-revoked", Sentence(_REVOKED))
    if now() >= link.expires_at:
        day = timezone.localtime(link.expires_at).strftime("%d/%m/%Y")
        raise LinkRefused("link-expired", Sentence(_EXPIRED, {"day": day}))
    ends = link.term.ends_on
    if ends is not None and ends < today():
        raise LinkRefused("term-over", Sentence(_OVER))


def use_code(sitting: Sitting, term: SeatTerm, code: str) -> MemberLink:
    """Exchange name and code of the printed invitation for the link, once. Raises `LinkRefused`.

    Five wrong codes close it. A wrong try is written before the refusal is raised, so the caller must not undo
    its transaction on `LinkRefused`.
    """
    digits = "".join(str(int(letter)) for letter in code if letter.isdecimal())
    with transaction.atomic():
        link = (
            MemberLink._base_manager.select_for_update(of=("self",))
            .select_related("sitting__committee__unit", "term__person", "term__seat")
            .filter(sitting=sitting, term=term)
            .first()
        )
        if link is None:
            refused = LinkRefused("no-link", Sentence(_WRONG, {"left": 0}))
        elif link.tries >= MOST_TRIES:
            refused = LinkRefused("code-blocked", Sentence(_BLOCKED))
        elif not hmac.compare_digest(code_of(link), digits):
            MemberLink._base_manager.filter(pk=link.pk).update(tries=F("tries") + 1)
            left = MOST_TRIES - link.tries - 1
            refused = (
                LinkRefused("code-wrong", Sentence(_WRONG, {"left": left}))
                if left
                else LinkRefused("code-blocked", Sentence(_BLOCKED))
            )
        elif link.code_used_at is not None:
            at = timezone.localtime(link.code_used_at).strftime("%d/%m/%Y %H:%M")
            refused = LinkRefused("code-used", Sentence(_USED, {"at": at}))
        else:
            check(link)
            link.code_used_at = now()
            link.save(update_fields=["code_used_at"])
            return link
    raise refused
