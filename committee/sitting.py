"""Sittings, their items and ballots: plain writes. Locks, logs and who may do it belong to `workflow.moves`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils import timezone

from committee import quorum, seating
from committee.models import AgendaItem, Ballot, Committee, Mode, SeatTerm, Sitting, Via
from documents.models import Document, Issue, Revision
from organisations import law
from organisations.clock import now
from organisations.models import User

RECUSE = "recuse"
CHOICES = (*[choice.value for choice in quorum.Choice], RECUSE)


@dataclass(frozen=True, slots=True)
class Tally:
    """An item's count with the live ballots it was made from, by seat."""

    count: quorum.Count
    ballots: dict[int, Ballot]


def call_circulation(
    committee: Committee,
    revision: Revision,
    *,
    called_by: User | None,
    closes_at: datetime,
    message: str = "",
    composition_reason: str = "",
    authority: str = "",
    second_call: bool = False,
) -> AgendaItem:
    """Open a sitting by circulation with one frozen revision on its agenda."""
    sitting = Sitting.objects.create(
        committee=committee,
        mode=Mode.CIRCULATION,
        called_by=called_by,
        closes_at=closes_at,
        message=message,
        composition_reason=composition_reason,
        authority=authority,
        second_call=second_call,
    )
    return AgendaItem.objects.create(sitting=sitting, revision=revision, fingerprint=revision.fingerprint)


def open_item(document: Document) -> AgendaItem | None:
    """The item on which the document's opinions are being given, if any."""
    return (
        AgendaItem.objects.filter(revision__document=document, closed_at__isnull=True)
        .select_related("sitting__committee", "revision")
        .first()
    )


def live_ballots(item: AgendaItem) -> dict[int, Ballot]:
    """The ballot of each seat that no later one replaces."""
    return {
        ballot.seat_id: ballot
        for ballot in Ballot.objects.filter(item=item, replaced_by__isnull=True).select_related(
            "term__person", "seat"
        )
    }


def quorum_rule(document: Document) -> quorum.Rule:
    """The rule of counting, from the law pack that the obligation pins."""
    rule = law.load(document.obligation.law).quorum
    return quorum.Rule(
        quorum_num=rule.quorum_num,
        quorum_den=rule.quorum_den,
        second_call_den=rule.second_call_den,
        return_policy=rule.return_policy,
        source=rule.source,
    )


def tally(item: AgendaItem, document: Document, at: datetime | None = None) -> Tally:
    """Count an item as if it closed at that moment (now, or when it did close)."""
    moment = at or item.closed_at or now()
    ballots = live_ballots(item)
    recused = frozenset(seat for seat, ballot in ballots.items() if ballot.choice == RECUSE)
    seats = seating.seats_now(item.sitting.committee, timezone.localtime(moment).date(), recused=recused)
    held = {one.key for one in seats if one.held}
    cast = {
        seat: quorum.Choice(ballot.choice)
        for seat, ballot in ballots.items()
        if ballot.choice != RECUSE and seat in held
    }
    asked = Issue.objects.filter(revision=item.revision_id).exists()
    return Tally(
        quorum.count(
            seats,
            cast,
            quorum_rule(document),
            second_call=item.sitting.second_call,
            returns_have_issue=asked,
        ),
        ballots,
    )


def cast(item: AgendaItem, term: SeatTerm, *, choice: str, remark: str, via: str = Via.PAGE) -> Ballot:
    """Write a ballot; a change of mind replaces the seat's live one. The caller holds the document's lock."""
    live = Ballot.objects.filter(item=item, seat=term.seat_id, replaced_by__isnull=True).first()
    return Ballot.objects.create(
        item=item,
        seat_id=term.seat_id,
        term=term,
        choice=choice,
        remark=remark,
        fingerprint=item.fingerprint,
        via=via,
        cast_at=now(),
        replaces=live,
    )


def close(item: AgendaItem, outcome: str, because: str) -> None:
    """Write the outcome of an item, once."""
    item.outcome, item.closed_because, item.closed_at = outcome, because, now()
    item.save(update_fields=["outcome", "closed_because", "closed_at"])


def withdraw(item: AgendaItem) -> None:
    """Take an item off the agenda before anyone answered."""
    item.withdrawn, item.closed_at, item.closed_because = True, now(), "withdrawn"
    item.save(update_fields=["withdrawn", "closed_at", "closed_because"])


UNANSWERED = """
    UPDATE committee_agendaitem SET withdrawn = TRUE, closed_at = %s, closed_because = 'withdrawn'
    WHERE closed_at IS NULL AND revision_id IN (SELECT id FROM documents_revision WHERE document_id = %s)
    AND NOT EXISTS (SELECT 1 FROM committee_ballot WHERE item_id = committee_agendaitem.id)"""


def withdraw_unanswered(document: Document) -> bool:
    """Take a document's open item off the agenda if nobody has answered it; whether that was so.

    Guard and write are one statement. The caller holds the document's lock, so no ballot can come between.
    """
    with connection.cursor() as cursor:
        cursor.execute(UNANSWERED, [connection.ops.adapt_datetimefield_value(now()), document.pk])
        return cursor.rowcount == 1


def approved_item(document: Document, revision: Revision | None) -> AgendaItem | None:
    """The item whose outcome approved exactly this revision."""
    if revision is None:
        return None
    return AgendaItem.objects.filter(
        revision=revision,
        fingerprint=revision.fingerprint,
        outcome=quorum.Outcome.APPROVED,
        revision__document=document,
    ).first()
