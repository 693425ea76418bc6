"""What must hold before a move: questions that answer with a sentence, or with nothing.

They read and never write. `moves` asks them under the document's lock; a page may ask them beforehand, to say
what is still missing.
"""

from __future__ import annotations

from committee import seating, sitting
from committee.models import Sitting
from documents import findings, form2
from documents.models import Document, Issue, Revision, Severity
from organisations import law
from organisations.clock import now, today
from organisations.models import OrgUnit
from organisations.sentences import Sentence, gettext_noop
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
    form = form2.load(document)
    found = form.findings()
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


def chain_of_approval(document: Document) -> list[LogEntry]:
    """The document's log up to the entry that approved its latest revision: what the package carries."""
    entries = list(LogEntry.objects.filter(document=document).select_related("actor").order_by("seq"))
    last = max((entry.seq for entry in entries if entry.kind == "approve"), default=0)
    return [entry for entry in entries if entry.seq <= last]
