"""Collecting answers: a questionnaire is opened, answered by token, closed once and sealed.

Every verb here either does its whole work in one transaction or raises `CollectingRefused` with a sentence for the
person. The questionnaire's row is the lock between an answer and the closing; the draft's row, or the invitation's,
is what makes one token one answer (`reliability` S25).
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.db.models.fields.json import KT

from organisations import codes
from organisations.clock import now, today
from organisations.models import OrgUnit, User
from organisations.sentences import Sentence, gettext_noop
from surveys import tally
from surveys.models import Draft, Invitation, Mode, PaperSheet, Place, Questionnaire, Response, Via
from surveys.questions import NONE, Asked, Page

KEPT = timedelta(hours=24)
"""How long answers on their way are kept after the last page that was answered."""
MOST_INVITATIONS = 5000
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that reads like another

WAYS = (Via.PHONE, Via.PAPER)


class CollectingRefused(Exception):
    """An answer or a press that cannot be taken; `code` names why, `sentence` says what to do."""

    def __init__(self, code: str, message: str, **params: object) -> None:
        super().__init__(code)
        self.code, self.sentence = code, Sentence(message, params)


class Standing(StrEnum):
    """Where a questionnaire is on a day."""

    BEFORE = "before"
    OPEN = "open"
    OVER = "over"  # its last day is past; the unit has not sealed it yet
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


_NOT_YET = gettext_noop("This questionnaire opens on %(day)s. Please come back then.")
_OVER = gettext_noop("This questionnaire is closed. Thank you to everyone who answered.")
_SPENT = gettext_noop("This answer has been sent already and is counted once. Thank you.")
_UNKNOWN = gettext_noop(
    "This address opens no questionnaire. Please compare it with the invitation, or ask the office for a new one."
)
_LOST = gettext_noop(
    "The answers were not finished within a day and are no longer kept. Please begin again; it takes a few minutes."
)
_CHOOSE = gettext_noop("Please choose one answer for “%(question)s”, or “%(none)s”.")
_THERE = gettext_noop("There is a questionnaire of this form and year already.")
_ANSWERED = gettext_noop("%(n)s people have answered already, so it can be closed but not withdrawn.")
_DAYS = gettext_noop("The last day is before the first.")
_EMPTY = gettext_noop("Nobody has answered yet. A questionnaire without answers can be withdrawn instead.")
_OPEN_SHEETS = gettext_noop(
    "%(n)s paper sheets wait for their second entry or for a decision. Please finish them first."
)
_STRATEGIES = gettext_noop("Form 3/3 asks about each strategy; the plan has none yet.")


def standing(one: Questionnaire, day: date) -> Standing:
    """Where it is on a day."""
    if one.withdrawn_at is not None:
        return Standing.WITHDRAWN
    if one.closed_at is not None:
        return Standing.CLOSED
    if day < one.opens_on:
        return Standing.BEFORE
    return Standing.OPEN if day <= one.closes_on else Standing.OVER


# ── the unit's side ─────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Plan:
    """What a questionnaire is opened with. `places` are (name, answers wanted) in the order of their numbers."""

    kind: str
    fiscal_year: int
    wording: Mapping[str, Any]
    strategies: Sequence[Mapping[str, Any]]
    opens_on: date
    closes_on: date
    mode: str = Mode.OPEN
    minimum: int = 0
    places: Sequence[tuple[str, int]] = ()


@transaction.atomic
def open_for(unit: OrgUnit, plan: Plan, *, actor: User | None) -> Questionnaire:
    """Open a questionnaire for a form and year of a unit; refused where one is there, or days cross."""
    OrgUnit._base_manager.select_for_update().get(pk=unit.pk)
    there = Questionnaire._base_manager.filter(
        unit=unit, kind=plan.kind, fiscal_year=plan.fiscal_year, withdrawn_at__isnull=True
    )
    if there.exists():
        raise CollectingRefused("there", _THERE)
    if plan.closes_on < plan.opens_on:
        raise CollectingRefused("days", _DAYS)
    if plan.wording["per_strategy"] and not plan.strategies:
        raise CollectingRefused("strategies", _STRATEGIES)
    made = Questionnaire._base_manager.create(
        unit=unit,
        kind=plan.kind,
        fiscal_year=plan.fiscal_year,
        code="".join(secrets.choice(_LETTERS) for _ in range(8)),
        mode=plan.mode,
        wording=dict(plan.wording),
        strategies=[dict(one) for one in plan.strategies],
        opens_on=plan.opens_on,
        closes_on=plan.closes_on,
        minimum=plan.minimum,
        made_by=actor,
        made_at=now(),
    )
    Place._base_manager.bulk_create(
        Place(questionnaire=made, number=number, name=name, target=target)
        for number, (name, target) in enumerate(plan.places, start=1)
    )
    return made


@transaction.atomic
def move_days(one: Questionnaire, opens_on: date, closes_on: date) -> None:
    """Ask for longer, or for shorter; refused once it is closed."""
    locked = _locked(one)
    if locked.closed_at is not None or locked.withdrawn_at is not None:
        raise CollectingRefused("closed", _OVER)
    if closes_on < opens_on:
        raise CollectingRefused("days", _DAYS)
    Questionnaire._base_manager.filter(pk=one.pk).update(opens_on=opens_on, closes_on=closes_on)
    one.opens_on, one.closes_on = opens_on, closes_on


@transaction.atomic
def withdraw(one: Questionnaire) -> None:
    """Take back a questionnaire that nobody has answered."""
    locked = _locked(one)
    given = Response._base_manager.filter(questionnaire=one).count()
    if given:
        raise CollectingRefused("answered", _ANSWERED, n=given)
    if locked.withdrawn_at is None:
        Questionnaire._base_manager.filter(pk=one.pk).update(withdrawn_at=now())
    one.refresh_from_db(from_queryset=Questionnaire._base_manager.all())


@transaction.atomic
def close(one: Questionnaire, *, actor: User) -> Questionnaire:
    """Close and seal it: no answer comes in after, whoever asks. A second press changes nothing."""
    locked = _locked(one)
    if locked.withdrawn_at is not None:
        raise CollectingRefused("withdrawn", _UNKNOWN)
    if locked.closed_at is None:
        waiting = PaperSheet._base_manager.filter(questionnaire=one, counted=False).count()
        if waiting:
            raise CollectingRefused("sheets", _OPEN_SHEETS, n=waiting)
        answers = answers_of(locked)
        if not answers:
            raise CollectingRefused("empty", _EMPTY)
        Draft._base_manager.filter(questionnaire=one).delete()
        locked.closed_at, locked.closed_by, locked.sealed = now(), actor, seal_of(locked, answers)
        locked.save(update_fields=["closed_at", "closed_by", "sealed"])
    return locked


def _locked(one: Questionnaire) -> Questionnaire:
    return Questionnaire._base_manager.select_for_update().get(pk=one.pk)


def invitation_token(one: Questionnaire, number: int) -> str:
    """The token of an invitation: made of the house's secret, so that a slip can be printed again."""
    return codes.token(f"survey:{one.public_id}:{number}")


@transaction.atomic
def invite(one: Questionnaire, more: int) -> int:
    """Make `more` invitations; gives how many there are now, at most `MOST_INVITATIONS`."""
    _locked(one)
    there = Invitation._base_manager.filter(questionnaire=one).count()
    last = min(there + max(more, 0), MOST_INVITATIONS)
    Invitation._base_manager.bulk_create(
        Invitation(questionnaire=one, number=number, token_sha256=codes.hashed(invitation_token(one, number)))
        for number in range(there + 1, last + 1)
    )
    return max(last, there)


@dataclass(frozen=True, slots=True)
class PlaceCount:
    """A village with what is wanted and what came."""

    place: Place | None
    n: int

    @property
    def percent(self) -> int:
        """How much of what is wanted came, at most 100; 0 where nothing is wanted."""
        return min(100, self.n * 100 // self.place.target) if self.place and self.place.target else 0


@dataclass(frozen=True, slots=True)
class Counts:
    """What has come in: in all, by way, by village (the last one are those who named none)."""

    n: int
    by_way: dict[str, int]
    places: list[PlaceCount]
    invited: int
    spent: int
    sheets_open: int


def counts(one: Questionnaire) -> Counts:
    """The live counts of a questionnaire."""
    given = Response._base_manager.filter(questionnaire=one)
    ways = dict(given.values_list("via").annotate(n=Count("pk")).order_by("via"))
    here: dict[str, int] = {}
    for key in given.annotate(told=KT("answers__place")).values_list("told", flat=True):
        here[key or NONE] = here.get(key or NONE, 0) + 1
    places = list(Place._base_manager.filter(questionnaire=one).order_by("number"))
    rows = [PlaceCount(place, here.get(str(place.number), 0)) for place in places]
    if places and here.get(NONE):
        rows.append(PlaceCount(None, here[NONE]))
    invitations = Invitation._base_manager.filter(questionnaire=one)
    return Counts(
        n=sum(ways.values()),
        by_way={via: ways.get(via, 0) for via in WAYS},
        places=rows,
        invited=invitations.count(),
        spent=invitations.filter(spent_on__isnull=False).count(),
        sheets_open=PaperSheet._base_manager.filter(questionnaire=one, counted=False).count(),
    )


# ── the respondent's side ───────────────────────────────────────────────────────────────────────────────


def find(code: str) -> Questionnaire:
    """The questionnaire of an address; `CollectingRefused("unknown")` where there is none."""
    one = (
        Questionnaire._base_manager.filter(code=code.strip().lower(), withdrawn_at__isnull=True)
        .select_related("unit")
        .first()
    )
    if one is None:
        raise CollectingRefused("unknown", _UNKNOWN)
    return one


def check_open(one: Questionnaire) -> None:
    """Refuse before its first day and after its last."""
    stands = standing(one, today())
    if stands is Standing.BEFORE:
        raise CollectingRefused("not_yet", _NOT_YET, day=one.opens_on)
    if stands is not Standing.OPEN:
        raise CollectingRefused("closed", _OVER)


def check_token(one: Questionnaire, token: str) -> None:
    """Refuse an invitation that is none or was used, and a token whose answers were sent; looks only."""
    if one.mode == Mode.INVITED:
        if _invitation(one, token).spent_on is not None:
            raise CollectingRefused("spent", _SPENT)
    elif standing(one, today()) is Standing.OPEN:
        draft_of(one, token)


def _key(token: str) -> str:
    return hashlib.sha256(f"draft:{token.strip().lower()}".encode()).hexdigest()


@transaction.atomic
def begin(one: Questionnaire, token: str = "") -> str:
    """Begin to answer, or go on where an invitation was left; gives the token of the pages.

    Without `token` a new one is made, which only an open questionnaire allows.
    """
    check_open(one)
    if token:
        check_token(one, token)
    elif one.mode != Mode.OPEN:
        raise CollectingRefused("unknown", _UNKNOWN)
    else:
        token = secrets.token_hex(16)
    forget()
    Draft._base_manager.get_or_create(
        key_sha256=_key(token), defaults={"questionnaire": one, "touched_at": now()}
    )
    return token


def _invitation(one: Questionnaire, token: str) -> Invitation:
    found = Invitation._base_manager.filter(questionnaire=one, token_sha256=codes.hashed(token)).first()
    if found is None:
        raise CollectingRefused("unknown", _UNKNOWN)
    return found


def draft_of(one: Questionnaire, token: str, *, lock: bool = False) -> Draft:
    """The answers on their way under a token; refused when sent, run out or never begun."""
    check_open(one)
    rows = Draft._base_manager.select_for_update() if lock else Draft._base_manager.all()
    draft = rows.filter(questionnaire=one, key_sha256=_key(token)).first()
    if draft is not None and draft.sent:
        raise CollectingRefused("spent", _SPENT)
    if draft is None or draft.touched_at < now() - KEPT:
        raise CollectingRefused("lost", _LOST)
    return draft


@transaction.atomic
def answer(one: Questionnaire, token: str, page: Page, given: Mapping[str, str]) -> Draft:
    """Keep what was chosen on a page; a value that is no answer of its question is passed over (`missing`)."""
    draft = draft_of(one, token, lock=True)
    draft.answers |= {
        question.key: given[question.key]
        for question in page.questions
        if given.get(question.key, "") in question.values
    }
    draft.touched_at = now()
    draft.save(update_fields=["answers", "touched_at"])
    return draft


def missing(page: Page, answers: Mapping[str, str], none: str) -> dict[str, Sentence]:
    """What still wants an answer on a page, by question."""
    return {
        question.key: Sentence(_CHOOSE, {"question": question.title, "none": none})
        for question in page.questions
        if question.key not in answers
    }


@transaction.atomic
def send(one: Questionnaire, token: str) -> None:
    """Count the answers, once for a token: `CollectingRefused("spent")` to everyone who comes second."""
    locked = _locked(one)
    draft = draft_of(locked, token, lock=True)
    if locked.mode == Mode.INVITED:
        invitation = _invitation(locked, token)
        fresh = Invitation._base_manager.filter(pk=invitation.pk, spent_on__isnull=True)
        if not fresh.update(spent_on=today()):
            raise CollectingRefused("spent", _SPENT)
    _count(locked, draft.answers, Via.PHONE)
    draft.answers, draft.sent = {}, True
    draft.touched_at = draft.touched_at.replace(hour=0, minute=0, second=0, microsecond=0)
    draft.save(update_fields=["answers", "sent", "touched_at"])


def _count(one: Questionnaire, answers: Mapping[str, str], via: Via) -> None:
    """Write one response: every question answered, with "no answer" where nothing was said."""
    whole = {
        key: answers[key] if answers.get(key) in question.values else NONE
        for key, question in one.asked().questions().items()
    }
    Response._base_manager.create(questionnaire=one, answers=whole, via=via, given_on=today())


def count_paper(one: Questionnaire, answers: Mapping[str, str]) -> None:
    """Write the answers of a paper sheet; within the transaction that marks it as counted."""
    _count(one, answers, Via.PAPER)


def forget() -> int:
    """Delete what was not finished in time, and the emptied drafts of what was sent; gives how many."""
    gone, _ = Draft._base_manager.filter(touched_at__lt=now() - KEPT).delete()
    return gone


# ── the data set ────────────────────────────────────────────────────────────────────────────────────────


def answers_of(one: Questionnaire) -> list[dict[str, str]]:
    """Every response with its way, in an order that says nothing about who came when."""
    rows = Response._base_manager.filter(questionnaire=one).values_list("answers", "via")
    told = [dict(answers) | {"via": via} for answers, via in rows]
    return sorted(told, key=lambda one: json.dumps(one, sort_keys=True))


def seal_of(one: Questionnaire, answers: Iterable[Mapping[str, str]]) -> str:
    """The SHA-256 of a data set: what was asked and every answer, in canonical JSON."""
    whole = {
        "questionnaire": str(one.public_id),
        "mode": one.mode,
        "wording": one.wording,
        "strategies": one.strategies,
        "answers": list(answers),
    }
    told = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()


def is_sound(one: Questionnaire) -> bool:
    """Whether a closed questionnaire's answers are those that were sealed."""
    return one.closed_at is not None and seal_of(one, answers_of(one)) == one.sealed


def closed_for(unit: int, year: int, kind: str) -> Questionnaire | None:
    """The closed questionnaire of a form and year, if there is one."""
    return Questionnaire._base_manager.filter(
        unit=unit, fiscal_year=year, kind=kind, closed_at__isnull=False, withdrawn_at__isnull=True
    ).first()


def cells_of(one: Questionnaire) -> dict[str, str]:
    """The tabulation of what has come in so far; final once it is closed."""
    return tally.tabulate(one.asked(), answers_of(one))


def published(one: Questionnaire) -> tuple[Asked, dict[str, str | None]]:
    """What may be shown to everyone of a closed questionnaire, with what was asked."""
    if one.closed_at is None:
        raise CollectingRefused("open", _OVER)
    asked = one.asked()
    return asked, tally.published(asked, cells_of(one))
