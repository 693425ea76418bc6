"""The members' opinions on an item, and its close: once, by whoever comes first."""

from __future__ import annotations

from datetime import timedelta

from committee import quorum, sitting
from committee.models import AgendaItem, Ballot, Via
from documents.models import Document, Issue, Severity, Source, State
from organisations.clock import now, today
from organisations.models import User
from organisations.sentences import Sentence, gettext_noop
from workflow import log, permissions
from workflow.models import Case
from workflow.moves import passage
from workflow.moves.passage import Point
from workflow.refusals import GuardRefused, NotAllowed, Refusal, WrongState

SECOND_CALL_DAYS = 7


def cast_ballot(
    document: Document,
    *,
    actor: User,
    choice: str,
    remark: str = "",
    point: Point | None = None,
    via: str = Via.PAGE,
) -> Ballot:
    """Record a member's opinion on the open item; when everyone has answered the item closes.

    A change of mind replaces the earlier ballot. A choice to return needs a point.
    """
    with passage.locked(document) as case:
        item = sitting.open_item(case)
        if item is None or case.state != State.IN_REVIEW:
            raise WrongState(
                Refusal(
                    "item-closed",
                    Sentence(
                        gettext_noop(
                            "The committee's opinion on this report is closed; nothing more was recorded."
                        )
                    ),
                )
            )
        term = permissions.seat_of(actor, case)
        if term is None or term.seat.committee_id != item.sitting.committee_id:
            raise NotAllowed(permissions.NOT_SEATED)
        if now() >= item.sitting.closes_at:
            raise WrongState(
                Refusal(
                    "time-over",
                    Sentence(gettext_noop("The time for opinions has ended; nothing more was recorded.")),
                )
            )
        if choice not in sitting.CHOICES:
            raise GuardRefused(
                Refusal("no-choice", Sentence(gettext_noop("Please choose one of the answers.")))
            )
        if choice == quorum.Choice.RETURN and (point is None or not point.text.strip()):
            raise GuardRefused(
                Refusal(
                    "return-needs-issue",
                    Sentence(gettext_noop("Please write what must be mended, and where.")),
                )
            )
        ballot = sitting.cast(item, term, choice=choice, remark=remark, via=via)
        facts = {
            "seat": term.seat.number,
            "choice": choice,
            "via": via,
            "fingerprint": item.fingerprint,
            "remark": remark,
            "replaces": str(ballot.replaces.public_id) if ballot.replaces else "",
            "ballot": str(ballot.public_id),
        }
        log.write(case, "ballot", actor=actor, role="member", facts=facts, at=ballot.cast_at)
        if ballot.replaces is not None:
            Issue.objects.filter(revision=item.revision, raised_by=actor, pending=True).delete()
        if point is not None and choice == quorum.Choice.RETURN:
            passage.raise_issue(
                case, item.revision, point, actor=actor, source=Source.COMMITTEE, role="member", pending=True
            )
        if sitting.tally(item, case).count.all_answered:
            close(case, item, actor=None, because="all_answered")
        return ballot


def close_item(document: Document, *, actor: User | None, because: str = "chair") -> AgendaItem:
    """Close the open item by hand (chair, secretary), or because its time came (`actor` is None)."""
    with passage.locked(document) as case:
        item = sitting.open_item(case)
        if item is None:
            raise WrongState(
                Refusal(
                    "item-closed",
                    Sentence(gettext_noop("The committee's opinion on this report is closed already.")),
                )
            )
        if actor is not None:
            passage.allow(permissions.may_close(actor, case))
        elif now() < item.sitting.closes_at:
            raise WrongState(
                Refusal("not-yet", Sentence(gettext_noop("The time for opinions has not ended yet.")))
            )
        close(case, item, actor=actor, because=because)
        return item


def close(case: Case, item: AgendaItem, *, actor: User | None, because: str) -> None:
    """Write the outcome once and make the move it asks for; the caller holds the lock.

    A tie at the close, or a refusal without an issue, is answered by an issue that the closing itself
    writes, so that no report is stuck (`docs/decisions`). Without a quorum the second call is opened.
    """
    counted = sitting.tally(item, case).count
    outcome = counted.outcome
    sitting.close(item, outcome, because)
    facts = passage.named(item.revision) | {
        "item": str(item.public_id),
        "outcome": str(outcome),
        "because": because,
        "held": counted.held,
        "answered": counted.answered,
        "approve": counted.approve,
        "returns": counted.returns,
        "abstain": counted.abstain,
        "needed": counted.needed,
    }
    if outcome == quorum.Outcome.APPROVED:
        Issue.objects.filter(revision=item.revision, pending=True).update(
            pending=False, severity=Severity.REMARK
        )
        passage.go(case, "approve", actor=actor, role="committee", facts=facts)
    elif outcome == quorum.Outcome.NO_QUORUM:
        log.write(case, "close", actor=actor, role="committee", facts=facts)
        old = item.sitting
        sitting.call_circulation(
            old.committee,
            item.revision,
            called_by=None,
            closes_at=now() + timedelta(days=SECOND_CALL_DAYS),
            message=old.message,
            composition_reason=old.composition_reason,
            authority=old.authority,
            second_call=True,
        )
    else:
        fix_by = today() + timedelta(days=7)
        Issue.objects.filter(revision=item.revision, pending=True).update(pending=False, fix_by=fix_by)
        if not Issue.objects.filter(revision=item.revision, severity=Severity.MUST).exists():
            text = "คณะกรรมการไม่เห็นชอบ: เห็นชอบ {} ขอให้แก้ไข {} งดออกเสียง {} กรุณาสอบถามเหตุผลจากประธานกรรมการ"
            point = Point("p1", text.format(counted.approve, counted.returns, counted.abstain))
            passage.raise_issue(
                case,
                item.revision,
                point,
                actor=actor,
                source=Source.COMMITTEE,
                role="committee",
                fix_by=fix_by,
            )
        passage.go(case, "return_", actor=actor, role="committee", facts=facts, fix_by=fix_by)
