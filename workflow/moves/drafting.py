"""The moves of who writes the report: begin it, lay it before readers, take it back, answer, end it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from committee import seating, sitting
from committee.models import AgendaItem, Sitting
from documents import freezing, obligations, templates, writing
from documents.models import (
    REPORTS,
    SHEETS,
    Document,
    Issue,
    IssueReply,
    Obligation,
    Revision,
    State,
    Waiver,
)
from organisations.clock import now, today
from organisations.models import User
from organisations.scope import within
from organisations.sentences import Sentence, gettext_noop
from plans.models import DevelopmentPlan
from workflow import guards, house, log, permissions
from workflow.models import LogEntry
from workflow.moves import passage
from workflow.refusals import GuardRefused, Refusal, WrongState


@transaction.atomic
def open_document(obligation: Obligation, *, actor: User, plan: DevelopmentPlan | None = None) -> Document:
    """Begin the report of an obligation. A Form 2 carries the last known status of each project forward; the
    other forms keep the version of their wording that is in force."""
    with within([obligation.unit_id]):
        passage.allow(permissions.drafter(actor, obligation.unit))
        if Document.objects.filter(obligation=obligation).exists():
            raise WrongState(
                Refusal("already-open", Sentence(gettext_noop("This report has been opened already.")))
            )
        if obligation.kind not in REPORTS:
            raise GuardRefused(
                Refusal(
                    "kind-on-paper",
                    Sentence(
                        gettext_noop("This is done outside the screen; record the day it was done instead.")
                    ),
                )
            )
        plan = plan or obligations.plan_of(obligation)
        if plan is None:
            raise GuardRefused(
                Refusal(
                    "no-plan",
                    Sentence(
                        gettext_noop(
                            "No plan covers fiscal year %(year)s. Please bring in the projects first."
                        ),
                        {"year": obligation.period.fiscal_year},
                    ),
                )
            )
        document = Document.objects.create(
            obligation=obligation,
            unit=obligation.unit,
            plan=plan,
            kind=obligation.kind,
            template=templates.in_force(obligation.kind, obligation.unit, today()),
            opened_by=actor,
        )
        log.write(document, "open", actor=actor, role="drafter", to_state=State.DRAFTING)
        if obligation.kind not in SHEETS:
            writing.begin(document, actor=actor)
        return document


def propose(document: Document, *, actor: User) -> Revision:
    """Lay it before the house's own readers, where the unit keeps some; freezes the next revision."""
    with passage.locked(document) as case:
        passage.allow(permissions.drafter(actor, case.unit))
        if case.state not in (State.DRAFTING, State.RETURNED):
            raise passage.wrong_state(case)
        hops = house.steps_of(case).hops
        if not hops:
            raise GuardRefused(
                Refusal(
                    "no-readers",
                    Sentence(
                        gettext_noop(
                            "Nobody reads this report before the committee here. Please lay it before the committee."
                        )
                    ),
                )
            )
        passage.refuse_if(guards.may_leave(case))
        passage.refuse_if(guards.every_issue_has_a_reply(case))
        revision = freezing.freeze(case, actor=actor)
        facts = passage.named(revision) | {"hops": list(hops)}
        passage.go(case, "propose", actor=actor, role="drafter", facts=facts)
        return revision


def refer(
    document: Document,
    *,
    actor: User,
    closes_at: datetime | None = None,
    message: str = "",
    composition_reason: str = "",
    authority: str = "",
    where: Sitting | None = None,
) -> AgendaItem:
    """Lay it before the committee: freeze if not yet, and place it on an agenda.

    `where` is a sitting that was called already and has not begun; without it a circulation until
    `closes_at` is opened for this report alone.
    """
    with passage.locked(document) as case:
        passage.allow(permissions.drafter_or_checker(actor, case.unit))
        if case.state not in (State.DRAFTING, State.RETURNED, State.CHECKING):
            raise passage.wrong_state(case)
        passage.refuse_if(guards.house_has_read(case))
        if case.state != State.CHECKING:
            passage.refuse_if(guards.may_leave(case))
            passage.refuse_if(guards.every_issue_has_a_reply(case))
        if where is not None:
            composition_reason, authority = where.composition_reason, where.authority
            passage.refuse_if(guards.sitting_takes_items(case, where))
        passage.refuse_if(
            guards.committee_can_be_asked(case, composition_reason=composition_reason, authority=authority)
        )
        if where is None and (closes_at is None or closes_at <= now()):
            raise GuardRefused(
                Refusal(
                    "closes-in-the-past",
                    Sentence(gettext_noop("The closing day has passed. Please choose a later day.")),
                )
            )
        frozen = guards.last_revision(case) if case.state == State.CHECKING else None
        revision = frozen or freezing.freeze(case, actor=actor)
        if where is None:
            committee = seating.committee_of(case.unit, today())
            assert committee is not None
            how = sitting.Call(
                closes_at=closes_at,
                message=message,
                composition_reason=composition_reason,
                authority=authority,
            )
            where = sitting.call(committee, how, called_by=actor)
        item = sitting.place(where, revision)
        moment = where.closes_at or where.held_at
        assert moment is not None
        facts = passage.named(revision) | {
            "closes_at": moment.isoformat(),
            "mode": where.mode,
            "item": str(item.public_id),
        }
        if composition_reason:
            facts |= {"composition_reason": composition_reason, "authority": authority}
        passage.go(case, "refer", actor=actor, role="drafter", facts=facts)
        return item


def take_back(document: Document, *, actor: User) -> None:
    """Take it back from the committee, as long as nobody has answered."""
    with passage.locked(document, alone=True) as case:
        passage.allow(permissions.drafter(actor, case.unit_id))
        if case.state != State.IN_REVIEW:
            raise passage.wrong_state(case)
        if not sitting.withdraw_unanswered(case):
            item = sitting.open_item(case)
            if item is None:
                raise passage.wrong_state(case)
            if item.sitting.begun_at is not None:
                raise GuardRefused(
                    Refusal(
                        "meeting-begun",
                        Sentence(
                            gettext_noop(
                                "The meeting has begun, so it cannot be taken back. The committee can return it."
                            )
                        ),
                    )
                )
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
        passage.go(case, "take_back", actor=actor, role="drafter")


def reply(issue: Issue, *, actor: User, text: str) -> IssueReply:
    """Answer an issue of a return."""
    with passage.locked(issue.document) as case:
        passage.allow(permissions.drafter(actor, case.unit))
        if not case.is_editable:
            raise passage.wrong_state(case)
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


def ask_cancel(document: Document, *, actor: User, reason: str, granted_by: str) -> LogEntry:
    """Ask that a report need not be made: why, and who granted it by which paper. A checker confirms it."""
    with passage.locked(document) as case:
        passage.allow(permissions.drafter(actor, case.unit))
        if case.state in (State.SUBMITTED, State.CANCELLED):
            raise passage.wrong_state(case)
        if not reason.strip() or not granted_by.strip():
            raise GuardRefused(
                Refusal(
                    "no-waiver",
                    Sentence(
                        gettext_noop(
                            "Please write why it need not be made, and who granted it by which letter."
                        )
                    ),
                )
            )
        facts = {"reason": reason.strip(), "granted_by": granted_by.strip()}
        return log.write(case, "cancel_asked", actor=actor, role="drafter", facts=facts)


def cancel(document: Document, *, actor: User) -> None:
    """End a report that need not be made: asked by one person, confirmed by another; its obligation is waived."""
    with passage.locked(document) as case:
        passage.allow(permissions.checker(actor, case.unit))
        asked = guards.cancel_asked(case)
        if asked is None:
            raise GuardRefused(
                Refusal(
                    "not-asked",
                    Sentence(gettext_noop("Nobody has asked to cancel this report, so it is still owed.")),
                )
            )
        if asked.actor_id == actor.pk:
            raise GuardRefused(
                Refusal(
                    "same-person",
                    Sentence(
                        gettext_noop("Who asked to cancel it cannot confirm it. Please ask another reader.")
                    ),
                )
            )
        item = sitting.open_item(case)
        facts = {"reason": asked.facts["reason"], "granted_by": asked.facts["granted_by"]}
        passage.go(case, "cancel", actor=actor, role="checker", facts=facts)
        Waiver.objects.get_or_create(obligation=case.obligation, defaults=facts)
        if item is not None:
            sitting.withdraw(item)
