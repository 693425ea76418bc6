"""The members' opinions on an item, what is recorded in their name, and the close: once, whoever comes first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from committee import meeting, quorum, sitting
from committee.models import AgendaItem, Ballot, Objection, SeatTerm, Sitting, Via
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
OBJECTION_DAYS = 7
FIX_DAYS = 7


@dataclass(frozen=True, slots=True)
class Dissent:
    """What one member said in a meeting that is not plain agreement, by name."""

    choice: str
    remark: str = ""
    point: Point | None = None


_CLOSED = Refusal(
    "item-closed",
    Sentence(gettext_noop("The committee's opinion on this report is closed; nothing more was recorded.")),
)


def _open_item(case: Case) -> AgendaItem:
    """The item on which opinions can be given now. Raises `WrongState` when there is none."""
    item = sitting.open_item(case)
    if item is None or case.state != State.IN_REVIEW:
        raise WrongState(_CLOSED)
    return item


def _check_opinion(choice: str, remark: str, points: Sequence[Point]) -> None:
    """A choice is one of the answers; to return needs a point, to remark needs words."""
    if choice not in sitting.CHOICES:
        raise GuardRefused(Refusal("no-choice", Sentence(gettext_noop("Please choose one of the answers."))))
    if choice == quorum.Choice.RETURN and not any(point.text.strip() for point in points):
        raise GuardRefused(
            Refusal(
                "return-needs-issue", Sentence(gettext_noop("Please write what must be mended, and where."))
            )
        )
    if choice == quorum.Choice.APPROVE_REMARKS and not (
        remark.strip() or any(point.text.strip() for point in points)
    ):
        raise GuardRefused(
            Refusal(
                "remark-needs-text", Sentence(gettext_noop("Please write your remark in the field below."))
            )
        )


def cast_ballot(
    document: Document,
    *,
    actor: User,
    choice: str,
    remark: str = "",
    points: Sequence[Point] = (),
    via: str = Via.PAGE,
    on: AgendaItem | None = None,
) -> Ballot:
    """Record a member's opinion on the open item; in a circulation it closes when everyone has answered.

    `on` is the item that the member was looking at: when another is open by now (a second call, a later
    revision), nothing is recorded, because an opinion binds what was read.
    A change of mind replaces the earlier ballot. A choice to return needs a point. Before a meeting it is an
    advance opinion; once the meeting has begun, opinions are given there.
    """
    with passage.locked(document) as case:
        item = _open_item(case)
        if on is not None and on.pk != item.pk:
            raise WrongState(_CLOSED)
        term = permissions.seat_of(actor, case)
        if term is None or term.seat.committee_id != item.sitting.committee_id:
            raise NotAllowed(permissions.NOT_SEATED)
        if item.sitting.closes_at is not None and now() >= item.sitting.closes_at:
            raise WrongState(
                Refusal(
                    "time-over",
                    Sentence(gettext_noop("The time for opinions has ended; nothing more was recorded.")),
                )
            )
        if item.sitting.begun_at is not None:
            raise WrongState(
                Refusal(
                    "meeting-begun",
                    Sentence(
                        gettext_noop(
                            "The meeting has begun: opinions are given there now; nothing more was recorded."
                        )
                    ),
                )
            )
        return _cast(case, item, term, choice=choice, remark=remark, points=points, via=via, actor=actor)


def record_paper_opinion(
    document: Document,
    *,
    actor: User,
    term: SeatTerm,
    choice: str,
    remark: str = "",
    points: Sequence[Point] = (),
) -> Ballot:
    """Record the opinion that a member gave on signed paper during a circulation; the member is told of it."""
    with passage.locked(document) as case:
        item = _open_item(case)
        passage.allow(permissions.may_record(actor, item.sitting.committee))
        if item.sitting.is_meeting:
            raise WrongState(_IN_A_MEETING)
        seated = permissions.seat_of(term.person, case)
        if seated is None or seated.pk != term.pk:
            raise NotAllowed(permissions.NOT_SEATED)
        return _cast(
            case,
            item,
            term,
            choice=choice,
            remark=remark,
            points=points,
            via=Via.RECORDED,
            actor=actor,
            recorder=actor,
        )


_IN_A_MEETING = Refusal(
    "in-a-meeting",
    Sentence(
        gettext_noop("This report is before a meeting: its result is recorded there, for all together.")
    ),
)


def _cast(
    case: Case,
    item: AgendaItem,
    term: SeatTerm,
    *,
    choice: str,
    remark: str,
    points: Sequence[Point],
    via: str,
    actor: User,
    recorder: User | None = None,
) -> Ballot:
    """Write ballot, entry and issues; close a circulation in which everyone has answered."""
    _check_opinion(choice, remark, points)
    ballot = sitting.cast(item, term, choice=choice, remark=remark, via=via, recorded_by=recorder)
    facts = {
        "seat": term.seat.number,
        "choice": choice,
        "via": via,
        "fingerprint": item.fingerprint,
        "remark": remark,
        "replaces": str(ballot.replaces.public_id) if ballot.replaces else "",
        "ballot": str(ballot.public_id),
    }
    role = "recorder" if recorder else "member"
    log.write(case, "ballot", actor=actor, role=role, facts=facts, at=ballot.cast_at)
    # Also what the same member asked for in a first call that found no quorum.
    Issue.objects.filter(revision=item.revision, raised_by=term.person, pending=True).delete()
    _raise_points(case, item, term.person, choice, points, actor=actor, role=role)
    if not item.sitting.is_meeting and sitting.tally(item, case).count.all_answered:
        close(case, item, actor=None, because="all_answered")
    return ballot


def _raise_points(
    case: Case,
    item: AgendaItem,
    member: User,
    choice: str,
    points: Sequence[Point],
    *,
    actor: User,
    role: str,
) -> None:
    """Turn a member's points into pending issues: to be mended with a return, remarks with an approval."""
    if choice not in (quorum.Choice.RETURN, quorum.Choice.APPROVE_REMARKS):
        return
    severity = Severity.MUST if choice == quorum.Choice.RETURN else Severity.REMARK
    for point in points:
        if point.text.strip():
            passage.raise_issue(
                case,
                item.revision,
                replace(point, severity=severity),
                actor=actor,
                raised_by=member,
                source=Source.COMMITTEE,
                role=role,
                pending=True,
            )


def record_item(
    document: Document,
    *,
    actor: User,
    said: Mapping[int, Dissent],
    discussion: str = "",
) -> AgendaItem:
    """Record what a meeting said to its item: everyone present agrees, but those in `said` (by seat).

    One entry for the item, one ballot for each member present. It may be recorded anew until the meeting is
    ended; a ballot is then replaced, as a change of mind is.
    """
    with passage.locked(document) as case:
        item = _open_item(case)
        passage.allow(permissions.may_record(actor, item.sitting.committee))
        if not item.sitting.is_meeting or item.sitting.begun_at is None:
            raise WrongState(
                Refusal(
                    "meeting-not-begun",
                    Sentence(gettext_noop("The meeting has not begun. Please record who is present first.")),
                )
            )
        here = meeting.present(item.sitting)
        if stray := set(said) - set(here):
            raise GuardRefused(
                Refusal(
                    "not-present",
                    Sentence(
                        gettext_noop(
                            "%(count)s of those who are recorded with an opinion are not on the attendance sheet. "
                            "Please correct one of the two."
                        ),
                        {"count": len(stray)},
                    ),
                )
            )
        for one in said.values():
            _check_opinion(one.choice, one.remark, [one.point] if one.point else [])
        AgendaItem.objects.filter(pk=item.pk).update(discussion=discussion.strip())
        _forget_points(item, {term.person_id for term in here.values()})
        given: list[dict[str, Any]] = []
        for seat, term in here.items():
            one = said.get(seat, Dissent(quorum.Choice.APPROVE))
            ballot = sitting.cast(
                item, term, choice=one.choice, remark=one.remark, via=Via.RECORDED, recorded_by=actor
            )
            given.append({"seat": term.seat.number, "choice": one.choice, "ballot": str(ballot.public_id)})
        _leave_out_who_left(item, set(here))
        facts = passage.named(item.revision) | {
            "item": str(item.public_id),
            "present": len(here),
            "said": given,
        }
        log.write(case, "record", actor=actor, role="recorder", facts=facts)
        for seat, one in said.items():
            if one.point is not None:
                member = here[seat].person
                _raise_points(case, item, member, one.choice, [one.point], actor=actor, role="recorder")
        item.discussion = discussion.strip()
        return item


def _forget_points(item: AgendaItem, here: set[int]) -> None:
    """Drop the pending points of who is recorded anew; those of advance opinions of absent members stay."""
    before = {
        ballot.term.person_id for ballot in sitting.live_ballots(item).values() if ballot.via == Via.RECORDED
    }
    Issue.objects.filter(revision=item.revision, pending=True, raised_by__in=here | before).delete()


def _leave_out_who_left(item: AgendaItem, here: set[int]) -> None:
    """Who was recorded before and is not on the sheet any more is out of the count."""
    for seat, ballot in sitting.live_ballots(item).items():
        if ballot.via == Via.RECORDED and seat not in here and ballot.choice != sitting.GONE:
            sitting.cast(
                item,
                ballot.term,
                choice=sitting.GONE,
                remark="",
                via=Via.RECORDED,
                recorded_by=ballot.recorded_by,
            )


def close_item(document: Document, *, actor: User | None, because: str = "chair") -> AgendaItem:
    """Close a circulation by hand (chair, secretary), or because its time came (`actor` is None)."""
    with passage.locked(document) as case:
        item = sitting.open_item(case)
        if item is None:
            raise WrongState(
                Refusal(
                    "item-closed",
                    Sentence(gettext_noop("The committee's opinion on this report is closed already.")),
                )
            )
        if item.sitting.is_meeting:
            raise WrongState(_IN_A_MEETING)
        if actor is not None:
            passage.allow(permissions.may_close(actor, case))
        elif item.sitting.closes_at is None or now() < item.sitting.closes_at:
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
    tally = sitting.tally(item, case)
    counted = tally.count
    outcome = counted.outcome
    # What an advance opinion asked for is shown to the drafter, but only who is counted as returning can ask for it.
    voices = {b.term.person_id for b in tally.ballots.values() if b.choice == quorum.Choice.RETURN}
    Issue.objects.filter(revision=item.revision, pending=True).exclude(raised_by__in=voices).update(
        severity=Severity.REMARK
    )
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
        _call_again(item)
    else:
        fix_by = today() + timedelta(days=FIX_DAYS)
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


def _call_again(item: AgendaItem) -> None:
    """Place an item without a quorum before the second call: one sitting for all items of the first.

    The first sitting's row is locked, so that two items that close together do not make two calls.
    """
    old = Sitting.objects.select_for_update(of=("self",)).get(pk=item.sitting_id)
    following = old.continued_by.filter(
        second_call=True, begun_at__isnull=True, ended_at__isnull=True
    ).first()
    if following is None:
        at: datetime = now() + timedelta(days=SECOND_CALL_DAYS)
        following = sitting.again(old, at, second_call=True)
    sitting.place(following, item.revision)


# ── what stands in a member's name ──────────────────────────────────────────────────────────────────


def object_to(ballot: Ballot, *, actor: User, kind: str, text: str = "") -> Objection:
    """A member says that an opinion is not theirs, or not what they said; at the latest 7 days after the close."""
    with passage.locked(ballot.item.revision.document) as case:
        if ballot.term.person_id != actor.pk:
            raise NotAllowed(permissions.NOT_SEATED)
        there = Objection.objects.filter(ballot=ballot).first()
        if there is not None:
            return there
        item = AgendaItem.objects.get(pk=ballot.item_id)
        if item.closed_at is not None and now() > item.closed_at + timedelta(days=OBJECTION_DAYS):
            raise WrongState(
                Refusal(
                    "objection-late",
                    Sentence(
                        gettext_noop(
                            "The %(days)s days for an objection have passed. Please speak to the secretary; "
                            "the minutes can still be corrected when they are adopted."
                        ),
                        {"days": OBJECTION_DAYS},
                    ),
                )
            )
        if kind == Objection.Kind.NOT_SO and not text.strip():
            raise GuardRefused(
                Refusal("objection-empty", Sentence(gettext_noop("Please write what you said instead.")))
            )
        objection = Objection.objects.create(ballot=ballot, kind=kind, text=text.strip(), made_at=now())
        facts = {
            "seat": ballot.seat.number,
            "ballot": str(ballot.public_id),
            "says": kind,
            "text": objection.text,
        }
        log.write(case, "objection", actor=actor, role="member", facts=facts, at=objection.made_at)
        if item.is_open and kind == Objection.Kind.NOT_ME:
            Issue.objects.filter(revision=item.revision_id, pending=True, raised_by=actor).delete()
        return objection


def answer_objection(objection: Objection, *, actor: User, text: str) -> Objection:
    """Who records a sitting answers an objection in words; both stand in the log."""
    item = objection.ballot.item
    with passage.locked(item.revision.document) as case:
        passage.allow(permissions.may_record(actor, item.sitting.committee))
        if not text.strip():
            raise GuardRefused(
                Refusal(
                    "answer-empty", Sentence(gettext_noop("Please write what was done about the objection."))
                )
            )
        objection.answer, objection.answered_by, objection.answered_at = text.strip(), actor, now()
        objection.save(update_fields=["answer", "answered_by", "answered_at"])
        facts = {"seat": objection.ballot.seat.number, "text": objection.answer}
        log.write(case, "objection_answer", actor=actor, role="recorder", facts=facts)
        return objection
