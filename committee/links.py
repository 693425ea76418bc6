"""A member's way in without an account: a link for one sitting, and a code on paper that gives the link once.

Both are made from the house's secret, so that the officer can show them again; only hashes are kept, and a
raised serial revokes what is out. Bound to the term: who follows on the seat gets a link of their own.
Looking at a link changes nothing.
"""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from committee import seating
from committee.models import MemberLink, SeatTerm, Sitting
from organisations import codes
from organisations.clock import now, today
from organisations.models import User
from organisations.sentences import Sentence, gettext_noop

VALID = timedelta(days=14)
"""How long a link lives after its sitting: the seven days of objection, and as many for the post."""

MOST_TRIES = 5
CODE_DIGITS = 8
WITH = ("sitting__committee__unit", "sitting__called_by", "term__person", "term__seat")
"""What a page needs of a link besides its row."""


class LinkRefused(Exception):
    """A link or code that opens nothing; `sentence` says why and what to do. Its days and moments are dates,
    which the page puts into words."""

    def __init__(self, code: str, sentence: Sentence) -> None:
        super().__init__(code)
        self.code, self.sentence = code, sentence


NOT_ME, BY_OFFICER = "not_me", "officer"
"""Why a link was closed: its member did not give what stands in their name; the officer closed it."""

_EXPIRED = gettext_noop(
    "This link ran out on %(day)s. Please ask the officer named below for a new one; nothing was recorded."
)
_REVOKED = gettext_noop(
    "This link was closed on %(at)s. Please use the latest message, or ask the officer named below for a new link."
)
_DISOWNED = gettext_noop(
    "On %(at)s it was said with this link that an opinion was not the member's own, so the link was closed. "
    "The opinion stays in sight; the officer named below was told and will give the member a new link."
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
    new = []
    for term in terms:
        if term.pk not in there:
            link = MemberLink(sitting=sitting, term=term, issued_at=now(), expires_at=sitting.until + VALID)
            link.token_sha256 = codes.hashed(token_of(link))
            new.append(link)
    if new:  # another hand may make the same links meanwhile; whoever comes first made them
        MemberLink.objects.bulk_create(new, ignore_conflicts=True)
        there = {link.term_id: link for link in MemberLink.objects.filter(sitting=sitting)}
    for term in terms:
        there[term.pk].term, there[term.pk].sitting = term, sitting
    return [there[term.pk] for term in terms]


def missing(sitting: Sitting) -> list[SeatTerm]:
    """The members seated today who have no link to the sitting: they came after it was called. By seat."""
    given = set(MemberLink.objects.filter(sitting=sitting).values_list("term_id", flat=True))
    terms = seating.terms_on(sitting.committee, today()).values()
    return sorted((term for term in terms if term.pk not in given), key=lambda term: term.seat.number)


def of_sitting(sitting: Sitting) -> list[MemberLink]:
    """Every link to the sitting, by seat; reads only, and outside every scope, as `find` does."""
    found = MemberLink._base_manager.filter(sitting=sitting).select_related(*WITH)
    return list(found.order_by("term__seat__number", "term__starts_on"))


def to_mail(sitting: Sitting, person: User) -> MemberLink | None:
    """The link that a mail to the person carries: of the seat held today, made now if there is none yet.

    None for who holds no seat today and for a link that is closed: a new one is then given by hand.
    """
    term = seating.term_of(sitting.committee, person, today())
    link = next((one for one in issue(sitting) if one.term_id == term.pk), None) if term else None
    return link if link is not None and is_open(link) else None


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
    """Close a link and its code, for one of the reasons above; the officer may renew it."""
    link.revoked_at, link.revoked_because = now(), because
    link.save(update_fields=["revoked_at", "revoked_because"])


def find(token: str) -> MemberLink | None:
    """The link of an address, or None; for who has no account, so outside every scope. Reads only."""
    return MemberLink._base_manager.filter(token_sha256=codes.hashed(token)).select_related(*WITH).first()


def ends_at(link: MemberLink) -> datetime:
    """When the link runs out; a sitting that was moved to a later day takes its links along."""
    return max(link.expires_at, link.sitting.until + VALID)


def ran_out(sitting: Sitting) -> Sentence:
    """What to say when every link to the sitting has run out."""
    return Sentence(_EXPIRED, {"day": timezone.localtime(sitting.until + VALID).date()})


def is_open(link: MemberLink) -> bool:
    """Whether the link opens its pages now."""
    try:
        check(link)
    except LinkRefused:
        return False
    return True


def check(link: MemberLink) -> None:
    """Raise `LinkRefused` unless the link opens its pages now."""
    if link.revoked_at is not None:
        said = _DISOWNED if link.revoked_because == NOT_ME else _REVOKED
        raise LinkRefused("link-revoked", Sentence(said, {"at": link.revoked_at}))
    if now() >= ends_at(link):
        day = timezone.localtime(ends_at(link)).date()
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
            .select_related(*WITH)
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
            refused = LinkRefused("code-used", Sentence(_USED, {"at": link.code_used_at}))
        else:
            check(link)
            link.code_used_at = now()
            link.save(update_fields=["code_used_at"])
            return link
    raise refused
