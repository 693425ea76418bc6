"""What must hold before a move: questions that answer with a sentence, or with nothing.

They read and never write. `moves` asks them under the document's lock; a page may ask them beforehand, to say
what is still missing.
"""

from __future__ import annotations

from committee import seating, sitting
from committee.models import Sitting
from documents import findings, forms
from documents.models import Document, Issue, Revision, Severity, State
from organisations import law
from organisations.clock import now, today
from organisations.models import OrgUnit
from organisations.sentences import Sentence, gettext_noop
from workflow import house
from workflow.models import LogEntry
from workflow.refusals import Refusal


def last_revision(document: Document) -> Revision | None:
    """The latest frozen revision."""
    return Revision.objects.filter(document=document).order_by("-number").first()


def open_issues(document: Document) -> list[Issue]:
    """The issues of the latest revision that wait for a reply, remarks and pending ones apart."""
    revision = last_revision(document)
    return list(
        Issue.objects.filter(
            document=document, revision=revision, severity=Severity.MUST, pending=False, replies__isnull=True
        )
    )


def may_leave(document: Document) -> Refusal | None:
    """Whether the figures may go to readers: no must-fix finding, a note for each that should be checked."""
    found = forms.load(document).findings()
    must = [one for one in found if one.level == findings.Level.MUST_FIX]
    if must:
        return Refusal(
            "must-fix",
            Sentence(
                gettext_noop(
                    "%(count)s points must be mended before the committee reads it; first: %(first)s"
                ),
                {"count": len(must), "first": must[0].sentence},
            ),
            must[0].cells[0] if must[0].cells else "",
        )
    silent = [one for one in found if one.blocks]
    if silent:
        return Refusal(
            "no-note",
            Sentence(
                gettext_noop("%(count)s points to check still need a reason; first: %(first)s"),
                {"count": len(silent), "first": silent[0].sentence},
            ),
            silent[0].cells[0] if silent[0].cells else "",
        )
    return None


def every_issue_has_a_reply(document: Document) -> Refusal | None:
    """Whether each issue of the last return was answered; names the first that was not."""
    waiting = open_issues(document)
    if not waiting:
        return None
    return Refusal(
        "issue-without-reply",
        Sentence(
            gettext_noop("%(count)s issues still need a reply; first: “%(first)s”"),
            {"count": len(waiting), "first": waiting[0].text[:120]},
        ),
        waiting[0].anchor,
    )


def house_has_read(document: Document) -> Refusal | None:
    """Whether every reader of the unit's own house has read it, where the unit keeps some."""
    if document.state == State.CHECKING:
        waits_for = house.way_of(document).next
    else:
        waits_for = next(iter(house.steps_of(document).hops), "")
    if not waits_for:
        return None
    return Refusal(
        "not-read",
        Sentence(
            gettext_noop(
                "In this house the report is read by “%(title)s” before the committee. Please propose it first."
            ),
            {"title": waits_for},
        )
        if document.state != State.CHECKING
        else Sentence(
            gettext_noop(
                "It still waits for “%(title)s” to read it. What stands signed on paper can be written down."
            ),
            {"title": waits_for},
        ),
    )


def is_signed_where_kept(document: Document) -> Refusal | None:
    """Whether the executive's signature is recorded, where the unit keeps this step."""
    if document.state == State.SIGNED or not house.steps_of(document).signed:
        return None
    return Refusal(
        "not-signed",
        Sentence(
            gettext_noop("Please record who signed it first: this unit keeps the executive's signature.")
        ),
    )


def cancel_asked(document: Document) -> LogEntry | None:
    """The entry by which somebody asked to cancel the report in its present revision, if any."""
    asked = LogEntry.objects.filter(document=document, kind="cancel_asked").order_by("-seq").first()
    if asked is None:
        return None
    gone = LogEntry.objects.filter(document=document, kind__in=("submit", "reopen"), seq__gt=asked.seq)
    return None if gone.exists() else asked


def correction_asked(document: Document) -> LogEntry | None:
    """The receipt by which the อบจ. asks to look at the latest revision again, if it has not been opened since."""
    entries = LogEntry.objects.filter(document=document, kind__in=("receipt", "reopen", "submit"))
    for entry in entries.order_by("-seq"):
        if entry.kind != "receipt":
            return None
        if entry.facts.get("step") == "correction_asked":
            return entry
    return None


def committee_can_sit(
    unit: OrgUnit, pack: law.Pack, *, composition_reason: str, authority: str
) -> Refusal | None:
    """Whether there is a committee; an unlawful composition asks for reason and authority, never more."""
    committee = seating.committee_of(unit, today())
    if committee is None or not seating.terms_on(committee, today()):
        return Refusal(
            "no-committee",
            Sentence(
                gettext_noop("No committee is recorded for this unit yet. Please record the members first.")
            ),
        )
    wrong = seating.composition(committee, today(), pack)
    if wrong and not (composition_reason.strip() and authority.strip()):
        return Refusal(
            "composition",
            Sentence(
                gettext_noop(
                    "%(first)s Please write the reason and the authority; "
                    "it can then be laid before the committee."
                ),
                {"first": wrong[0]},
            ),
        )
    return None


def committee_can_be_asked(document: Document, *, composition_reason: str, authority: str) -> Refusal | None:
    """`committee_can_sit` for the unit and the law pack of a report."""
    pack = law.load(document.obligation.law)
    return committee_can_sit(document.unit, pack, composition_reason=composition_reason, authority=authority)


def sitting_takes_items(document: Document, where: Sitting) -> Refusal | None:
    """Whether a report can be put on a sitting's agenda: the unit's own, still to come."""
    same = where.committee.unit_id == document.unit_id
    moment = where.closes_at or where.held_at
    if same and not where.is_over and where.begun_at is None and moment is not None and moment > now():
        return None
    return Refusal(
        "sitting-closed",
        Sentence(
            gettext_noop("That sitting has begun or ended, so its agenda is closed. Please choose another.")
        ),
    )


def committee_has_approved(document: Document, revision: Revision | None) -> Refusal | None:
    """Whether an agenda item approved exactly this fingerprint."""
    if sitting.approved_item(document, revision) is not None:
        return None
    return Refusal("not-approved", Sentence(gettext_noop("The committee has not approved this revision.")))


def resolution_at_hand(document: Document, revision: Revision, reason: str) -> Refusal | None:
    """Whether the signed resolution of the meeting is kept, or `reason` says why it is sent without (`process`).

    In a circulation the members' own opinions are the resolution. A reason is enough: no legal date waits for
    who has not signed yet.
    """
    item = sitting.approved_item(document, revision)
    if item is None or not item.sitting.is_meeting or item.sitting.resolution_id or reason.strip():
        return None
    return Refusal(
        "no-resolution",
        Sentence(
            gettext_noop(
                "The signed resolution of the meeting is not kept here yet. Please attach its scan to the "
                "sitting, or write why the report is sent without it."
            )
        ),
    )


def chain_of_approval(document: Document) -> list[LogEntry]:
    """The document's log up to the entry that approved its latest revision: what the package carries."""
    entries = list(LogEntry.objects.filter(document=document).select_related("actor").order_by("seq"))
    last = max((entry.seq for entry in entries if entry.kind == "approve"), default=0)
    return [entry for entry in entries if entry.seq <= last]
