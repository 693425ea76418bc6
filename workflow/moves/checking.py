"""What readers of the house do: read it in their turn, send it back with issues, sign."""

from __future__ import annotations

from datetime import date

from documents.models import Document, Source, State
from organisations.models import User
from organisations.sentences import Sentence, gettext_noop
from workflow import guards, house, log, permissions
from workflow.models import LogEntry
from workflow.moves import passage
from workflow.moves.passage import Point
from workflow.refusals import GuardRefused, NotAllowed, Refusal


def endorse(document: Document, *, actor: User, reader: str = "", capacity: str = "") -> LogEntry:
    """The next reader of the house has read it and lets it go on; the state stays until it is referred.

    A checker reads for themselves. The drafter may write down what stands signed on paper: then `reader` is the
    name under the note. Nobody checks what they proposed, and nobody reads twice without saying in what other
    `capacity` (รักษาราชการแทน …). Codes: `all-read`, `no-reader`, `self-check`, `read-already`.
    """
    with passage.locked(document) as case:
        on_paper = bool(reader.strip())
        passage.allow(
            permissions.drafter(actor, case.unit) if on_paper else permissions.checker(actor, case.unit)
        )
        if case.state != State.CHECKING:
            raise passage.wrong_state(case)
        way = house.way_of(case)
        if not way.next:
            raise GuardRefused(
                Refusal(
                    "all-read",
                    Sentence(
                        gettext_noop(
                            "Everyone in the house has read it. It can be laid before the committee."
                        )
                    ),
                )
            )
        name = " ".join(reader.split()) or actor.name
        passage.refuse_if(_reads_honestly(way, name, None if on_paper else actor.pk, capacity))
        facts = {"hop": len(way.notes) + 1, "title": way.next, "reader": name, "capacity": capacity.strip()}
        role = "recorder" if on_paper else "checker"
        return log.write(case, "endorse", actor=actor, role=role, facts=facts | {"on_paper": on_paper})


def _reads_honestly(way: house.Way, name: str, person: int | None, capacity: str) -> Refusal | None:
    if name == way.proposer or (person is not None and person == way.proposed_by):
        return Refusal(
            "self-check",
            Sentence(
                gettext_noop(
                    "%(name)s proposed this report, so somebody else reads it. Please ask who acts for them."
                ),
                {"name": name},
            ),
        )
    if name in way.readers and not capacity.strip():
        return Refusal(
            "read-already",
            Sentence(
                gettext_noop(
                    "%(name)s has read it already. Please write in what capacity they read it as %(title)s."
                ),
                {"name": name, "title": way.next},
            ),
        )
    return None


def return_(document: Document, *, actor: User, points: list[Point], fix_by: date, reader: str = "") -> None:
    """A checker or the executive sends it back with at least one issue and a day.

    With `reader` the drafter writes down what a checker or the executive has noted on paper.
    """
    with passage.locked(document) as case:
        name = " ".join(reader.split())
        if case.state == State.CHECKING:
            may, source, role = permissions.checker, Source.CHECKER, "checker"
        elif case.state == State.APPROVED:
            may, source, role = permissions.executive, Source.EXECUTIVE, "executive"
        else:
            raise passage.wrong_state(case)
        passage.allow((permissions.drafter if name else may)(actor, case.unit))
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
        facts = passage.named(revision) | ({"reader": name, "on_paper": True} if name else {})
        passage.go(case, "return_", actor=actor, role=role, facts=facts, fix_by=fix_by)


def sign(document: Document, *, actor: User, signer: str, capacity: str, signed_on: date) -> None:
    """Record that the executive, or who acts for them, signed. Sending waits for it where the unit keeps this step."""
    with passage.locked(document) as case:
        refusal = permissions.executive(actor, case.unit)
        if refusal is not None and permissions.drafter(actor, case.unit) is not None:
            raise NotAllowed(refusal)
        if not signer.strip():
            raise GuardRefused(Refusal("no-signer", Sentence(gettext_noop("Please write who signed."))))
        facts = {"signer": signer.strip(), "capacity": capacity.strip(), "signed_on": signed_on.isoformat()}
        passage.go(case, "sign", actor=actor, role="executive", facts=facts)
