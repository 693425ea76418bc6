"""What a unit does with a proposal to restate: take it, which opens a sent report again, or decline it."""

from __future__ import annotations

from django.db import transaction

from documents import restating
from documents.models import Document, Restatement, RestatementDecision, State
from organisations.models import User
from organisations.scope import within
from organisations.sentences import Sentence, gettext_noop
from workflow import moves, permissions
from workflow.refusals import GuardRefused, NotAllowed, Refusal, WrongState

REASON = "ปรับตัวเลขยกมาตาม{period} ฉบับที่ {number}"
"""Why a sent report is opened again, as the log says it (Thai by law)."""
_WITH_OTHERS = gettext_noop(
    "This report is with its readers now. The proposal waits; take it when the report is back or sent."
)
_DECIDED = gettext_noop("This proposal was decided before. Please load the page again.")
_NO_REASON = gettext_noop("Please write why the figures stay as they are.")


def _checked(restatement: Restatement, actor: User) -> Document:
    document = Document._base_manager.select_related("unit").get(pk=restatement.document_id)
    refusal = permissions.drafter(actor, document.unit)
    if refusal is not None:
        raise NotAllowed(refusal)
    return document


@transaction.atomic
def take(restatement: Restatement, *, actor: User) -> None:
    """Take the corrected figures over: a sent report is opened as its next revision, one that is being
    drafted or mended carries them already. Raises `NotAllowed`, `WrongState`."""
    document = _checked(restatement, actor)
    with within([document.unit_id]):
        state = restating.lock(document).state
        if Restatement.objects.get(pk=restatement.pk).decision != RestatementDecision.OPEN:
            raise WrongState(Refusal("decided", Sentence(_DECIDED)))
        if state == State.SUBMITTED:
            because = restatement.because
            reason = REASON.format(period=because.document.obligation.period.key, number=because.number)
            moves.reopen(document, actor=actor, reason=reason)
        elif state not in (State.DRAFTING, State.RETURNED):
            raise WrongState(Refusal("with-others", Sentence(_WITH_OTHERS)))
        restating.decide(restatement, actor=actor, taken=True)


@transaction.atomic
def decline(restatement: Restatement, *, actor: User, reason: str) -> None:
    """Leave the figures as they are, with the reason. Raises `NotAllowed`, `WrongState`, `GuardRefused`."""
    document = _checked(restatement, actor)
    if not reason.strip():
        raise GuardRefused(Refusal("no-reason", Sentence(_NO_REASON)))
    with within([document.unit_id]):
        try:
            restating.decide(restatement, actor=actor, taken=False, reason=reason)
        except ValueError as error:
            raise WrongState(Refusal("decided", Sentence(_DECIDED))) from error
