"""What readers of the house do: send it back with issues, sign."""

from __future__ import annotations

from datetime import date

from documents.models import Document, Source, State
from organisations.models import User
from organisations.sentences import Sentence, gettext_noop
from workflow import guards, permissions
from workflow.moves import passage
from workflow.moves.passage import Point
from workflow.refusals import GuardRefused, NotAllowed, Refusal


def return_(document: Document, *, actor: User, points: list[Point], fix_by: date) -> None:
    """A checker or the executive sends it back with at least one issue and a day."""
    with passage.locked(document) as case:
        if case.state == State.CHECKING:
            passage.allow(permissions.checker(actor, case.unit))
            source, role = Source.CHECKER, "checker"
        elif case.state == State.APPROVED:
            passage.allow(permissions.executive(actor, case.unit))
            source, role = Source.EXECUTIVE, "executive"
        else:
            raise passage.wrong_state(case)
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
            passage.raise_issue(case, revision, point, actor=actor, source=source, role=role, fix_by=fix_by)
        passage.go(case, "return_", actor=actor, role=role, facts=passage.named(revision), fix_by=fix_by)


def sign(document: Document, *, actor: User, signer: str, capacity: str, signed_on: date) -> None:
    """Record that the executive, or who acts for them, signed."""
    with passage.locked(document) as case:
        refusal = permissions.executive(actor, case.unit)
        if refusal is not None and permissions.drafter(actor, case.unit) is not None:
            raise NotAllowed(refusal)
        if not signer.strip():
            raise GuardRefused(Refusal("no-signer", Sentence(gettext_noop("Please write who signed."))))
        facts = {"signer": signer, "capacity": capacity, "signed_on": signed_on.isoformat()}
        passage.go(case, "sign", actor=actor, role="executive", facts=facts)
