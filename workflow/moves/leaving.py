"""How a report leaves the house, what comes back of it, and how the next revision is begun."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from documents.models import Document, Revision, Source
from organisations.models import User
from organisations.sentences import Sentence, gettext_noop
from workflow import guards, log, permissions
from workflow.models import LogEntry
from workflow.moves import passage
from workflow.refusals import GuardRefused, Refusal


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
    without_resolution: str = ""
    """Why it is sent before the signed resolution of its meeting is at hand; empty where it is."""


def submit(document: Document, *, actor: User, package: SealedPackage, letter: Letter) -> Revision:
    """Send the sealed report to the อบจ.: lock, check the hashes, write the log, change the state."""
    with passage.locked(document) as case:
        passage.allow(permissions.drafter(actor, case.unit))
        revision = guards.last_revision(case)
        passage.refuse_if(guards.committee_has_approved(case, revision))
        assert revision is not None
        passage.refuse_if(guards.is_signed_where_kept(case))
        passage.refuse_if(guards.resolution_at_hand(case, revision, letter.without_resolution))
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
        entry = passage.go(
            case,
            "submit",
            actor=actor,
            role="drafter",
            facts=passage.named(revision)
            | {
                "package": package.sha256,
                "key": package.key_fingerprint,
                "letter": letter.number,
                "dated": letter.dated.isoformat(),
                "signer": letter.signer,
                "capacity": letter.capacity,
                "recipients": letter.recipients,
            }
            | ({"without_resolution": why} if (why := letter.without_resolution.strip()) else {}),
        )
        Revision.objects.filter(document=case, sealed_at__isnull=False, superseded_at__isnull=True).update(
            superseded_at=entry.at
        )
        Revision.objects.filter(pk=revision.pk).update(sealed_at=entry.at)
        revision.sealed_at = entry.at
        return revision


def reopen(document: Document, *, actor: User, reason: str) -> None:
    """Begin the next revision of a sent report; what was sealed stays as it is.

    What the อบจ. has asked to look at again becomes an issue of the sealed revision, at the same place: it
    wants a reply before the report is referred again, as every issue does.
    """
    with passage.locked(document) as case:
        passage.allow(permissions.drafter(actor, case.unit))
        if not reason.strip():
            raise GuardRefused(
                Refusal("no-reason", Sentence(gettext_noop("Please write why the report is opened again.")))
            )
        asked = guards.correction_asked(case)
        facts: dict[str, Any] = {"reason": reason.strip()}
        if asked is not None:
            facts["receipt"] = asked.facts["receipt"]
        passage.go(case, "reopen", actor=actor, role="drafter", facts=facts)
        revision = guards.last_revision(case)
        if asked is None or revision is None:
            return
        for point in asked.facts.get("points", ()):
            passage.raise_issue(
                case,
                revision,
                passage.Point(point["anchor"], point["text"], point["reason"]),
                actor=None,
                source=Source.PAO,
                role="registrar",
            )


def take_receipt(document: Document, *, facts: dict[str, Any]) -> LogEntry:
    """Write a receipt of the อบจ. into the unit's own log; `facts` are those of the signed receipt.

    A receipt that is there already is not written twice.
    """
    with passage.locked(document) as case:
        for entry in LogEntry.objects.filter(document=case, kind="receipt"):
            if entry.facts.get("receipt") == facts.get("receipt"):
                return entry
        return log.write(case, "receipt", actor=None, role="registrar", facts=facts)
