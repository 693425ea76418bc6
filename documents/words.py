"""The words for states, standings and kinds, as sentences that wait for their language."""

from __future__ import annotations

from documents.models import ChangeSetKind, FormKind, RestatementDecision, State
from organisations.sentences import Sentence, gettext_noop

STATE = {
    State.DRAFTING: gettext_noop("Being drafted"),
    State.CHECKING: gettext_noop("Being checked"),
    State.IN_REVIEW: gettext_noop("With the committee"),
    State.RETURNED: gettext_noop("Returned for mending"),
    State.APPROVED: gettext_noop("Approved by the committee, not sent"),
    State.SIGNED: gettext_noop("Signed by the executive, not sent"),
    State.SUBMITTED: gettext_noop("Sent"),
    State.CANCELLED: gettext_noop("Cancelled"),
}

OUTSIDE = {
    State.DRAFTING: gettext_noop("Not sent yet"),
    State.CHECKING: gettext_noop("Not sent yet"),
    State.IN_REVIEW: gettext_noop("With its committee"),
    State.RETURNED: gettext_noop("Being mended"),
    State.APPROVED: gettext_noop("Approved by its committee"),
    State.SIGNED: gettext_noop("Approved by its committee"),
    State.SUBMITTED: gettext_noop("Sent"),
    State.CANCELLED: gettext_noop("Not owed"),
}
"""What people outside the unit read (`docs/process.md`)."""

KIND = {
    FormKind.FORM1: gettext_noop("Form 1"),
    FormKind.FORM2: gettext_noop("Form 2"),
    FormKind.FORM3_1: gettext_noop("Form 3/1"),
    FormKind.FORM3_2: gettext_noop("Form 3/2"),
    FormKind.FORM3_3: gettext_noop("Form 3/3"),
    FormKind.METHOD_MEETING: gettext_noop("Meeting on the methods of follow-up"),
    FormKind.OPINION_REPORTED: gettext_noop("Opinion reported to the executive"),
    FormKind.ANNOUNCED: gettext_noop("Result announced to the public"),
    FormKind.LAID_COUNCIL: gettext_noop("Laid before the council"),
    FormKind.LAID_DEVELOPMENT: gettext_noop("Laid before the development committee"),
    FormKind.SCORES: gettext_noop("Scores of strategies and projects"),
}


STEP: dict[ChangeSetKind, str] = {
    ChangeSetKind.TYPED: gettext_noop("Typed in the table"),
    ChangeSetKind.SHEET: gettext_noop("Filled in on the form's page"),
    ChangeSetKind.CARRY: gettext_noop("Taken from its source"),
    ChangeSetKind.ROW: gettext_noop("Filled in on the project's page"),
    ChangeSetKind.PASTE: gettext_noop("Pasted from Excel"),
    ChangeSetKind.FILL: gettext_noop("Filled down"),
    ChangeSetKind.MERGE: gettext_noop("Divisions' answers taken over"),
    ChangeSetKind.MEND: gettext_noop("Mended on the check page"),
    ChangeSetKind.UNDO: gettext_noop("Put back"),
}
"""By what act cells were written."""
RESTATED: dict[RestatementDecision, str] = {
    RestatementDecision.OPEN: gettext_noop("Waits for a decision"),
    RestatementDecision.TAKEN: gettext_noop("The corrected figures were taken over"),
    RestatementDecision.DECLINED: gettext_noop("The figures were left as they are"),
}
"""What became of a proposal to restate."""


def state(value: str) -> Sentence:
    """The word for a state."""
    return Sentence(STATE[State(value)])
