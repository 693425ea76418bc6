"""Every move of a document, one typed function each; the only door to a document's state.

Each is one transaction: lock the document row, check who acts and what must hold, write the log, change
the state: all of it or none. Moves nest (sealing → submit, ballot → close → return), so none is durable.
Refusals are `NotAllowed` (403), `WrongState` (409) and `GuardRefused` (422), each with its code and sentence.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django_fsm import ConcurrentTransition

from committee import quorum, seating, sitting
from committee.models import AgendaItem, Ballot, Via
from documents import freezing, words, writing
from documents.models import (
    Document,
    FormKind,
    Issue,
    IssueReply,
    Obligation,
    ReasonCode,
    Revision,
    Severity,
    Source,
    State,
)
from organisations.clock import now, today
from organisations.models import User
from organisations.scope import within
from organisations.sentences import Sentence, gettext_noop
from plans.models import DevelopmentPlan
from workflow import guards, log, permissions
from workflow.models import Case, LogEntry
from workflow.refusals import GuardRefused, NotAllowed, Refusal, WrongState

SECOND_CALL_DAYS = 7
GO = "UPDATE documents_document SET state = %s, state_since = %s, fix_by = %s WHERE id = %s AND state = %s"


@dataclass(frozen=True, slots=True)
class Point:
    """What a reader asks to have mended: tied to a section, a row or a cell by its address."""

    anchor: str
    text: str
    reason_code: str = ReasonCode.OTHER


@dataclass(frozen=True, slots=True)
class SealedPackage:
    """The hashes of a package that a worker sealed and verified: all that `submit` needs to know of it."""

    sha256: str
    fingerprint: str
    chain_last: str
    key_fingerprint: str


@dataclass(frozen=True, slots=True)
class Letter:
    """The cover letter: number, day, who signed and in what capacity. Facts of `submit`, outside the seal."""

    number: str
    dated: date
    signer: str
    capacity: str = ""
    recipients: str = ""


def _refuse_if(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise GuardRefused(refusal)


def _allow(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise NotAllowed(refusal)


def _wrong_state(document: Document) -> WrongState:
    return WrongState(
        Refusal(
            "wrong-state",
            Sentence(
                gettext_noop(
                    "This report is “%(state)s” now, so this can no longer be done. Please load the page again."
                ),
                {"state": words.state(document.state)},
            ),
        )
    )


@contextmanager
def _locked(document: Document, *, alone: bool = False) -> Iterator[Case]:
    """One transaction with the document's row locked and its unit's rows open.

    Only that row: a lock on the period's or the unit's row would make other documents wait. What a guard
    asks of the log or of ballots it asks in a later statement, which sees what was committed while this
    one waited. `alone` leaves out unit, obligation and period, for a move that asks nothing of them.
    """
    with within([document.unit_id]), transaction.atomic():
        row = Case._base_manager.select_for_update(of=("self",))
        yield (row if alone else row.select_related("unit", "obligation__period")).get(pk=document.pk)


def _move(
    case: Case,
    name: str,
    *,
    actor: User | None,
    role: str,
    facts: dict[str, Any] | None = None,
    fix_by: date | None = None,
) -> LogEntry:
    """Go one way of the graph: log first, then state (the database's trigger asks in that order)."""
    way = getattr(case, name)
    ways = case.get_available_state_transitions()  # type: ignore[attr-defined]  # django_fsm adds it
    target = next((one.target for one in ways if one.name == name), None)
    if target is None:
        raise _wrong_state(case)
    came_from = case.state
    entry = log.write(
        case,
        name.rstrip("_"),
        actor=actor,
        role=role,
        from_state=came_from,
        to_state=str(target),
        facts=facts,
    )
    way()
    case.state_since, case.fix_by = entry.at, fix_by
    since, until = (
        connection.ops.adapt_datetimefield_value(entry.at),
        connection.ops.adapt_datefield_value(fix_by),
    )
    with connection.cursor() as cursor:
        cursor.execute(GO, [str(target), since, until, case.pk, came_from])
        if cursor.rowcount != 1:
            raise ConcurrentTransition(f"{case} is no longer {came_from}")
    return entry


# ── drafting ────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def open_document(obligation: Obligation, *, actor: User, plan: DevelopmentPlan | None = None) -> Document:
    """Begin the report of an obligation; the last known status of each project is carried forward."""
    with within([obligation.unit_id]):
        _allow(permissions.drafter(actor, obligation.unit))
        if Document.objects.filter(obligation=obligation).exists():
            raise WrongState(
                Refusal("already-open", Sentence(gettext_noop("This report has been opened already.")))
            )
        if obligation.kind != FormKind.FORM2:
            raise GuardRefused(
                Refusal(
                    "kind-on-paper",
                    Sentence(
                        gettext_noop("This form is still kept on paper; record the day it was done instead.")
                    ),
                )
            )
        year = obligation.period.fiscal_year
        plan = (
            plan
            or DevelopmentPlan.objects.filter(
                unit=obligation.unit_id, first_year__lte=year, last_year__gte=year
            ).first()
        )
        if plan is None:
            raise GuardRefused(
                Refusal(
                    "no-plan",
                    Sentence(
                        gettext_noop(
                            "No plan covers fiscal year %(year)s. Please bring in the projects first."
                        ),
                        {"year": year},
                    ),
                )
            )
        document = Document.objects.create(
            obligation=obligation, unit=obligation.unit, plan=plan, kind=obligation.kind, opened_by=actor
        )
        log.write(document, "open", actor=actor, role="drafter", to_state=State.DRAFTING)
        writing.begin(document, actor=actor)
        return document


def propose(document: Document, *, actor: User) -> Revision:
    """Lay it before the head of office; freezes the next revision."""
    with _locked(document) as case:
        _allow(permissions.drafter(actor, case.unit))
        if case.state not in (State.DRAFTING, State.RETURNED):
            raise _wrong_state(case)
        _refuse_if(guards.may_leave(case))
        _refuse_if(guards.every_issue_has_a_reply(case))
        revision = freezing.freeze(case, actor=actor)
        _move(case, "propose", actor=actor, role="drafter", facts=_named(revision))
        return revision


def refer(
    document: Document,
    *,
    actor: User,
    closes_at: datetime,
    message: str = "",
    composition_reason: str = "",
    authority: str = "",
) -> AgendaItem:
    """Lay it before the committee: freeze if not yet, open a sitting by circulation with it on the agenda."""
    with _locked(document) as case:
        _allow(permissions.drafter_or_checker(actor, case.unit))
        if case.state not in (State.DRAFTING, State.RETURNED, State.CHECKING):
            raise _wrong_state(case)
        if case.state != State.CHECKING:
            _refuse_if(guards.may_leave(case))
            _refuse_if(guards.every_issue_has_a_reply(case))
        _refuse_if(
            guards.committee_can_be_asked(case, composition_reason=composition_reason, authority=authority)
        )
        if closes_at <= now():
            raise GuardRefused(
                Refusal(
                    "closes-in-the-past",
                    Sentence(gettext_noop("The closing day has passed. Please choose a later day.")),
                )
            )
        frozen = guards.last_revision(case) if case.state == State.CHECKING else None
        revision = frozen or freezing.freeze(case, actor=actor)
        committee = seating.committee_of(case.unit, today())
        assert committee is not None
        item = sitting.call_circulation(
            committee,
            revision,
            called_by=actor,
            closes_at=closes_at,
            message=message,
            composition_reason=composition_reason,
            authority=authority,
        )
        facts = _named(revision) | {"closes_at": closes_at.isoformat(), "item": str(item.public_id)}
        if composition_reason:
            facts |= {"composition_reason": composition_reason, "authority": authority}
        _move(case, "refer", actor=actor, role="drafter", facts=facts)
        return item


def _named(revision: Revision) -> dict[str, Any]:
    return {"revision": revision.number, "fingerprint": revision.fingerprint}


def take_back(document: Document, *, actor: User) -> None:
    """Take it back from the committee, as long as nobody has answered."""
    with _locked(document, alone=True) as case:
        _allow(permissions.drafter(actor, case.unit_id))
        if case.state != State.IN_REVIEW:
            raise _wrong_state(case)
        if not sitting.withdraw_unanswered(case):
            if sitting.open_item(case) is None:
                raise _wrong_state(case)
            raise GuardRefused(
                Refusal(
                    "answered",
                    Sentence(
                        gettext_noop(
                            "A member has already answered, so it cannot be taken back. The committee can return it."
                        )
                    ),
                )
            )
        _move(case, "take_back", actor=actor, role="drafter")


def reply(issue: Issue, *, actor: User, text: str) -> IssueReply:
    """Answer an issue of a return."""
    with _locked(issue.document) as case:
        _allow(permissions.drafter(actor, case.unit))
        if not case.is_editable:
            raise _wrong_state(case)
        if not text.strip():
            raise GuardRefused(
                Refusal("empty-reply", Sentence(gettext_noop("Please write what was done about this issue.")))
            )
        answer = IssueReply.objects.create(issue=issue, text=text.strip(), replied_by=actor)
        log.write(
            case,
            "reply",
            actor=actor,
            role="drafter",
            facts={"issue": str(issue.public_id), "text": answer.text},
        )
        return answer


def cancel(document: Document, *, actor: User) -> None:
    """End a report whose obligation was waived."""
    with _locked(document) as case:
        _allow(permissions.checker(actor, case.unit))
        if getattr(case.obligation, "waiver", None) is None:
            raise GuardRefused(
                Refusal(
                    "not-waived",
                    Sentence(gettext_noop("The obligation is not waived, so the report is still owed.")),
                )
            )
        item = sitting.open_item(case)
        _move(case, "cancel", actor=actor, role="checker", facts={"reason": case.obligation.waiver.reason})
        if item is not None:
            sitting.withdraw(item)


# ── the committee ───────────────────────────────────────────────────────────────────────────────────


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
    with _locked(document) as case:
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
            _raise_issue(
                case, item.revision, point, actor=actor, source=Source.COMMITTEE, role="member", pending=True
            )
        if sitting.tally(item, case).count.all_answered:
            _close(case, item, actor=None, because="all_answered")
        return ballot


def _raise_issue(
    case: Case,
    revision: Revision,
    point: Point,
    *,
    actor: User | None,
    source: str,
    role: str,
    pending: bool = False,
    fix_by: date | None = None,
) -> Issue:
    issue = Issue.objects.create(
        document=case,
        revision=revision,
        raised_by=actor,
        source=source,
        reason_code=point.reason_code,
        anchor=point.anchor,
        text=point.text.strip(),
        fix_by=fix_by,
        pending=pending,
    )
    log.write(
        case,
        "issue",
        actor=actor,
        role=role,
        facts={
            "issue": str(issue.public_id),
            "anchor": issue.anchor,
            "text": issue.text,
            "reason": issue.reason_code,
            "revision": revision.number,
        },
    )
    return issue


def close_item(document: Document, *, actor: User | None, because: str = "chair") -> AgendaItem:
    """Close the open item by hand (chair, secretary), or because its time came (`actor` is None)."""
    with _locked(document) as case:
        item = sitting.open_item(case)
        if item is None:
            raise WrongState(
                Refusal(
                    "item-closed",
                    Sentence(gettext_noop("The committee's opinion on this report is closed already.")),
                )
            )
        if actor is not None:
            _allow(permissions.may_close(actor, case))
        elif now() < item.sitting.closes_at:
            raise WrongState(
                Refusal("not-yet", Sentence(gettext_noop("The time for opinions has not ended yet.")))
            )
        _close(case, item, actor=actor, because=because)
        return item


def _close(case: Case, item: AgendaItem, *, actor: User | None, because: str) -> None:
    """Write the outcome once and make the move it asks for; the caller holds the lock.

    A tie at the close, or a refusal without an issue, is answered by an issue that the closing itself
    writes, so that no report is stuck (`docs/decisions`). Without a quorum the second call is opened.
    """
    counted = sitting.tally(item, case).count
    outcome = counted.outcome
    sitting.close(item, outcome, because)
    facts = _named(item.revision) | {
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
        _move(case, "approve", actor=actor, role="committee", facts=facts)
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
            _raise_issue(
                case,
                item.revision,
                point,
                actor=actor,
                source=Source.COMMITTEE,
                role="committee",
                fix_by=fix_by,
            )
        _move(case, "return_", actor=actor, role="committee", facts=facts, fix_by=fix_by)


def return_(document: Document, *, actor: User, points: list[Point], fix_by: date) -> None:
    """A checker or the executive sends it back with at least one issue and a day."""
    with _locked(document) as case:
        if case.state == State.CHECKING:
            _allow(permissions.checker(actor, case.unit))
            source, role = Source.CHECKER, "checker"
        elif case.state == State.APPROVED:
            _allow(permissions.executive(actor, case.unit))
            source, role = Source.EXECUTIVE, "executive"
        else:
            raise _wrong_state(case)
        revision = guards.last_revision(case)
        assert revision is not None
        if not [point for point in points if point.text.strip()]:
            raise GuardRefused(
                Refusal(
                    "return-needs-issue",
                    Sentence(gettext_noop("Please write what must be mended, and where.")),
                )
            )
        for point in points:
            _raise_issue(case, revision, point, actor=actor, source=source, role=role, fix_by=fix_by)
        _move(case, "return_", actor=actor, role=role, facts=_named(revision), fix_by=fix_by)


# ── leaving the house ───────────────────────────────────────────────────────────────────────────────


def sign(document: Document, *, actor: User, signer: str, capacity: str, signed_on: date) -> None:
    """Record that the executive, or who acts for them, signed."""
    with _locked(document) as case:
        refusal = permissions.executive(actor, case.unit)
        if refusal is not None and permissions.drafter(actor, case.unit) is not None:
            raise NotAllowed(refusal)
        if not signer.strip():
            raise GuardRefused(Refusal("no-signer", Sentence(gettext_noop("Please write who signed."))))
        facts = {"signer": signer, "capacity": capacity, "signed_on": signed_on.isoformat()}
        _move(case, "sign", actor=actor, role="executive", facts=facts)


def submit(document: Document, *, actor: User, package: SealedPackage, letter: Letter) -> Revision:
    """Send the sealed report to the อบจ.: lock, check the hashes, write the log, change the state."""
    with _locked(document) as case:
        _allow(permissions.drafter(actor, case.unit))
        revision = guards.last_revision(case)
        _refuse_if(guards.committee_has_approved(case, revision))
        assert revision is not None
        chain = guards.chain_of_approval(case)
        if package.fingerprint != revision.fingerprint or not chain or package.chain_last != chain[-1].hash:
            raise GuardRefused(
                Refusal(
                    "package-differs",
                    Sentence(
                        gettext_noop("The sealed package is not of this revision. Please seal it again.")
                    ),
                )
            )
        if not letter.number.strip() or not letter.signer.strip():
            raise GuardRefused(
                Refusal(
                    "no-letter", Sentence(gettext_noop("Please write the letter's number and who signed it."))
                )
            )
        entry = _move(
            case,
            "submit",
            actor=actor,
            role="drafter",
            facts=_named(revision)
            | {
                "package": package.sha256,
                "key": package.key_fingerprint,
                "letter": letter.number,
                "dated": letter.dated.isoformat(),
                "signer": letter.signer,
                "capacity": letter.capacity,
                "recipients": letter.recipients,
            },
        )
        Revision.objects.filter(document=case, sealed_at__isnull=False, superseded_at__isnull=True).update(
            superseded_at=entry.at
        )
        Revision.objects.filter(pk=revision.pk).update(sealed_at=entry.at)
        revision.sealed_at = entry.at
        return revision


def reopen(document: Document, *, actor: User, reason: str) -> None:
    """Begin the next revision of a sent report; what was sealed stays as it is."""
    with _locked(document) as case:
        _allow(permissions.drafter(actor, case.unit))
        if not reason.strip():
            raise GuardRefused(
                Refusal("no-reason", Sentence(gettext_noop("Please write why the report is opened again.")))
            )
        _move(case, "reopen", actor=actor, role="drafter", facts={"reason": reason.strip()})


def take_receipt(document: Document, *, facts: dict[str, Any]) -> LogEntry:
    """Write a receipt of the อบจ. into the unit's own log; `facts` are those of the signed receipt.

    A receipt that is there already is not written twice.
    """
    with _locked(document) as case:
        for entry in LogEntry.objects.filter(document=case, kind="receipt"):
            if entry.facts.get("receipt") == facts.get("receipt"):
                return entry
        return log.write(case, "receipt", actor=None, role="registrar", facts=facts)
