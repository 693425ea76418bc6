"""Who may do what: one predicate per kind of person, each answering with a reason, or with nothing."""

from __future__ import annotations

from committee import seating
from committee.models import Committee, Office, SeatTerm
from documents.models import Document
from organisations import roles
from organisations.clock import today
from organisations.models import OrgUnit, Role, User
from organisations.sentences import Sentence, gettext_noop
from workflow.refusals import Refusal


def drafter(person: User, unit: OrgUnit | int) -> Refusal | None:
    """The unit's drafters write, refer, answer and send. The unit, or its key."""
    if roles.holds(person, Role.DRAFTER, unit, today()):
        return None
    return Refusal(
        "not-drafter",
        Sentence(
            gettext_noop("Only the unit's planning staff can do this. Please ask the officer named below.")
        ),
    )


def drafter_or_checker(person: User, unit: OrgUnit) -> Refusal | None:
    """Who may lay a report before the committee."""
    if drafter(person, unit) is None or roles.holds(person, Role.CHECKER, unit, today()):
        return None
    return drafter(person, unit)


def checker(person: User, unit: OrgUnit) -> Refusal | None:
    """Heads of office and the permanent secretary check."""
    if roles.holds(person, Role.CHECKER, unit, today()):
        return None
    return Refusal(
        "not-checker",
        Sentence(gettext_noop("Only the head of office or the permanent secretary can do this.")),
    )


def executive(person: User, unit: OrgUnit) -> Refusal | None:
    """The executive, or who acts for them, signs."""
    if roles.holds(person, Role.EXECUTIVE, unit, today()):
        return None
    return Refusal(
        "not-executive", Sentence(gettext_noop("Only the executive, or who acts for them, can do this."))
    )


def seat_of(person: User, document: Document) -> SeatTerm | None:
    """The seat the person holds today in the unit's committee; the seat never comes from a form."""
    if not person.is_active:
        return None
    committee = seating.committee_of(document.unit, today())
    return seating.term_of(committee, person, today()) if committee else None


NOT_SEATED = Refusal(
    "not-seated",
    Sentence(
        gettext_noop("You hold no seat of this committee today, so no opinion can be recorded for you.")
    ),
)


def may_close(person: User, document: Document) -> Refusal | None:
    """The chair or the secretary closes an item by hand."""
    if is_chair(document, person):
        return None
    return Refusal(
        "not-chair", Sentence(gettext_noop("Only the chair or the secretary can close the circulation."))
    )


def is_chair(document: Document, person: User) -> bool:
    """Whether the person may close the circulation."""
    term = seat_of(person, document)
    return term is not None and term.office in (Office.CHAIR, Office.SECRETARY)


def may_record(person: User, committee: Committee) -> Refusal | None:
    """The chair, the secretary or an assistant secretary records what a sitting said."""
    day = today()
    term = seating.term_of(committee, person, day) if person.is_active else None
    if term is not None and term.office in (Office.CHAIR, Office.SECRETARY):
        return None
    if seating.is_assistant(committee, person, day):
        return None
    return Refusal(
        "not-recorder",
        Sentence(
            gettext_noop(
                "Only the chair, the secretary or the assistant secretary records a sitting. "
                "Please have the assistant secretary entered on the committee's page."
            )
        ),
    )
