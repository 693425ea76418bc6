"""Sittings, their items and ballots: plain writes. Locks, logs and who may do it belong to `workflow.moves`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from committee import links, quorum, seating
from committee.models import AgendaItem, Ballot, Committee, Mode, Objection, SeatTerm, Sitting, Via
from documents.models import Document, Issue, Revision, Severity
from organisations import law
from organisations.clock import now, today
from organisations.models import User

RECUSE = "recuse"
GONE = "gone"
"""Recorded earlier, no longer there when the item was recorded anew: out of the count."""
CHOICES = (*[choice.value for choice in quorum.Choice], RECUSE)
BUDDHIST = 543


@dataclass(frozen=True, slots=True)
class Tally:
    """An item's count with the live ballots it was made from, by seat.

    `advance` are shown, not counted: given before a meeting, disowned, or of a term that has ended since.
    """

    count: quorum.Count
    ballots: dict[int, Ballot]
    advance: dict[int, Ballot]


@dataclass(frozen=True, slots=True)
class Call:
    """How a sitting is called: when it closes (circulation) or is held (meeting), where, and what is said."""

    mode: str = Mode.CIRCULATION
    closes_at: datetime | None = None
    held_at: datetime | None = None
    place: str = ""
    online: str = ""
    message: str = ""
    composition_reason: str = ""
    authority: str = ""
    notice_reason: str = ""

    @property
    def moment(self) -> datetime:
        """When it is held, or when it closes. ValueError for a call without its time."""
        moment = self.closes_at if self.mode == Mode.CIRCULATION else self.held_at
        if moment is None:
            raise ValueError("a sitting without its time")
        return moment


@transaction.atomic
def call(
    committee: Committee,
    how: Call,
    *,
    called_by: User | None,
    second_call: bool = False,
    continues: Sitting | None = None,
) -> Sitting:
    """Call a sitting; it gets the next number of the calendar year (B.E.), under the committee's row lock.

    Every member seated today gets a link to it at once: whoever calls a sitting wants to be answered.
    """
    Committee._base_manager.select_for_update().get(pk=committee.pk)
    year = today().year + BUDDHIST
    mine = Sitting._base_manager.filter(committee=committee, year=year)
    last = mine.aggregate(last=Max("number"))["last"] or 0
    called = Sitting.objects.create(
        committee=committee,
        mode=how.mode,
        number=last + 1,
        year=year,
        called_by=called_by,
        called_at=now(),
        closes_at=how.closes_at if how.mode == Mode.CIRCULATION else None,
        held_at=how.held_at if how.mode != Mode.CIRCULATION else None,
        place=how.place,
        online=how.online,
        message=how.message,
        composition_reason=how.composition_reason,
        authority=how.authority,
        notice_reason=how.notice_reason,
        second_call=second_call,
        continues=continues,
    )
    links.issue(called)
    return called


def place(where: Sitting, revision: Revision) -> AgendaItem:
    """Put one frozen revision on the agenda, as its next item."""
    last = AgendaItem.objects.filter(sitting=where).aggregate(last=Max("number"))["last"] or 0
    return AgendaItem.objects.create(
        sitting=where, revision=revision, fingerprint=revision.fingerprint, number=last + 1
    )


def again(old: Sitting, at: datetime, *, second_call: bool) -> Sitting:
    """The sitting that follows on one that could not decide everything: the same way, the same words."""
    how = Call(
        mode=old.mode,
        closes_at=at,
        held_at=at,
        place=old.place,
        online=old.online,
        message=old.message,
        composition_reason=old.composition_reason,
        authority=old.authority,
    )
    return call(old.committee, how, called_by=None, second_call=second_call, continues=old)


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


def not_theirs(item: AgendaItem) -> frozenset[int]:
    """The seats whose live opinion its holder has disowned while the item was open: out of the count."""
    disowned = Objection.objects.filter(
        ballot__item=item, ballot__replaced_by__isnull=True, kind=Objection.Kind.NOT_ME
    )
    if item.closed_at is not None:
        disowned = disowned.filter(made_at__lte=item.closed_at)
    return frozenset(disowned.values_list("ballot__seat", flat=True))


def counted(item: AgendaItem, ballots: dict[int, Ballot]) -> dict[int, Ballot]:
    """The live ballots that count: in a meeting those recorded there, else all; never a disowned one."""
    disowned = not_theirs(item)
    return {
        seat: ballot
        for seat, ballot in ballots.items()
        if seat not in disowned
        and ballot.choice != GONE
        and (not item.sitting.is_meeting or ballot.via == Via.RECORDED)
    }


def tally(item: AgendaItem, document: Document, at: datetime | None = None) -> Tally:
    """Count an item as if it closed at that moment (now, or when it did close)."""
    moment = at or item.closed_at or now()
    live = live_ballots(item)
    ballots = counted(item, live)
    recused = frozenset(seat for seat, ballot in ballots.items() if ballot.choice == RECUSE)
    presiding = item.sitting.presiding
    seats = seating.seats_now(
        item.sitting.committee,
        timezone.localtime(moment).date(),
        recused=recused,
        chair=presiding.seat_id if presiding else None,
    )
    held = {one.key for one in seats if one.held}
    ballots = {seat: ballot for seat, ballot in ballots.items() if seat in held}
    cast = {s: quorum.Choice(ballot.choice) for s, ballot in ballots.items() if ballot.choice != RECUSE}
    asked = Issue.objects.filter(revision=item.revision_id, severity=Severity.MUST).exists()
    return Tally(
        quorum.count(
            seats,
            cast,
            quorum_rule(document),
            second_call=item.sitting.second_call,
            returns_have_issue=asked,
            meeting=item.sitting.is_meeting,
        ),
        ballots,
        {s: one for s, one in live.items() if s not in ballots and one.choice != GONE},
    )


def cast(
    item: AgendaItem,
    term: SeatTerm,
    *,
    choice: str,
    remark: str,
    via: str = Via.PAGE,
    recorded_by: User | None = None,
) -> Ballot:
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
        recorded_by=recorded_by,
    )


def close(item: AgendaItem, outcome: str, because: str) -> None:
    """Write the outcome of an item, once."""
    item.outcome, item.closed_because, item.closed_at = outcome, because, now()
    item.save(update_fields=["outcome", "closed_because", "closed_at"])


def withdraw(item: AgendaItem, because: str = "withdrawn") -> None:
    """Take an item off the agenda without an outcome."""
    item.withdrawn, item.closed_at, item.closed_because = True, now(), because
    item.save(update_fields=["withdrawn", "closed_at", "closed_because"])


UNANSWERED = """
    UPDATE committee_agendaitem SET withdrawn = TRUE, closed_at = %s, closed_because = 'withdrawn'
    WHERE closed_at IS NULL AND revision_id IN (SELECT id FROM documents_revision WHERE document_id = %s)
    AND NOT EXISTS (SELECT 1 FROM committee_ballot WHERE item_id = committee_agendaitem.id)
    AND NOT EXISTS (SELECT 1 FROM committee_sitting
                    WHERE id = committee_agendaitem.sitting_id AND begun_at IS NOT NULL)"""


def withdraw_unanswered(document: Document) -> bool:
    """Take a document's open item off the agenda if nobody has answered it and its meeting has not begun.

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
