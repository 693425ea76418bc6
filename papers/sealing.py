"""Sealing: the worker renders the papers of the approved revision, builds and verifies the package, sends it.

The same revision gives the same bytes: dates come from the data, the chain ends at the entry that approved.
Letter number, date and signer are facts of the move `submit`, outside the seal (`settled` 12).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from committee import sitting
from committee.models import SeatGroup
from documents import files
from documents.models import Document, FormKind, Revision
from organisations.canonical import canonical
from organisations.clock import now, today
from organisations.models import OrgUnit, User
from organisations.sentences import Sentence, gettext_noop
from papers import keys, package, reports
from papers.models import Package, UnitKey
from workflow import guards, moves
from workflow.models import LogEntry
from workflow.moves import Letter, SealedPackage
from workflow.refusals import GuardRefused, Refusal

SCHEMA = "tidtam/package/1"


@dataclass(frozen=True, slots=True)
class Sealed:
    """A built package with what `submit` asks of it."""

    revision: Revision
    data: bytes
    facts: SealedPackage
    previous: str


def key_path(unit: OrgUnit) -> Path:
    """Where the private key of a unit or an อบจ. lies; read by the worker only."""
    return Path(settings.KEYS) / f"{unit.code}.pem"


def key_of(unit: OrgUnit) -> keys.Ed25519PrivateKey:
    """The unit's key, made when it is first needed; its public half is registered."""
    key = keys.load_or_make(key_path(unit))
    public = keys.public_raw(key)
    UnitKey.objects.get_or_create(
        fingerprint=keys.fingerprint(public),
        defaults={"unit": unit, "public": public.hex(), "from_day": today()},
    )
    return key


def chain_line(entry: LogEntry) -> bytes:
    """One entry of the log as the package carries it."""
    payload = json.loads(entry.payload)
    return canonical(
        {
            "seq": entry.seq,
            "kind": entry.kind,
            "at": payload["at"],
            "actor": payload["actor"],
            "payload": payload,
            "digest": entry.digest,
            "prev": entry.prev,
            "hash": entry.hash,
        }
    )


def _decision(document: Document, revision: Revision) -> tuple[dict[str, Any], dict[str, Any], str]:
    refusal = guards.committee_has_approved(document, revision)
    if refusal is not None:
        raise GuardRefused(refusal)
    item = sitting.approved_item(document, revision)
    assert item is not None
    tally = sitting.tally(item, document)
    count = tally.count
    resolution = {
        "fingerprint": revision.fingerprint,
        "mode": item.sitting.mode,
        "committee": item.sitting.committee.order_no,
        "outcome": item.outcome,
        "closed_at": item.closed_at.isoformat() if item.closed_at else "",
        "closed_because": item.closed_because,
        "seats_held": count.held,
        "answered": count.answered,
        "quorum_needed": count.needed,
        "approve": count.approve,
        "return": count.returns,
        "abstain": count.abstain,
        "recused": count.recused,
        "composition_reason": item.sitting.composition_reason,
        "authority": item.sitting.authority,
    }
    ballots = {
        "fingerprint": revision.fingerprint,
        "ballots": [
            {
                "seat": ballot.seat.number,
                "group": SeatGroup(ballot.seat.group).value,
                "person": ballot.term.person.name,
                "choice": ballot.choice,
                "remark": ballot.remark,
                "via": ballot.via,
                "cast_at": ballot.cast_at.isoformat(),
            }
            for ballot in sorted(tally.ballots.values(), key=lambda one: one.seat.number)
        ],
    }
    return resolution, ballots, item.outcome


def build(document: Document, progress: reports.Progress = reports.nothing) -> Sealed:
    """Render and seal the approved revision; opens what it built before it gives it out."""
    progress("collect", 0, 1)
    revision = guards.last_revision(document)
    if revision is None:
        raise GuardRefused(Refusal("no-revision", Sentence(gettext_noop("Nothing has been frozen yet."))))
    resolution, ballots, outcome = _decision(document, revision)
    chain = guards.chain_of_approval(document)
    before = (
        Package.objects.filter(revision__document=document)
        .exclude(revision=revision)
        .order_by("-sealed_at")
        .first()
    )
    previous = before.sha256 if before else ""
    progress("collect", 1, 1)
    word = reports.revision_word(revision, progress)
    progress("check", 1, 1)
    facts = {
        "schema": SCHEMA,
        "unit": document.unit.code,
        "kind": document.kind,
        "period": document.obligation.period.key,
        "revision": revision.number,
        "fingerprint": revision.fingerprint,
        "previous": previous,
        "outcome": str(outcome),
        "chain_last": chain[-1].hash,
    }
    parts = {
        "data.json": revision.content.encode(),
        f"{FormKind(document.kind).value}.docx": word,
        "resolution.json": canonical(resolution),
        "ballots.json": canonical(ballots),
        "chain.jsonl": b"".join(chain_line(entry) + b"\n" for entry in chain),
    }
    key = key_of(document.unit)
    data = package.build(facts=facts, parts=parts, key=key)
    progress("seal", 1, 1)
    sealed = SealedPackage(
        sha256=hashlib.sha256(data).hexdigest(),
        fingerprint=revision.fingerprint,
        chain_last=chain[-1].hash,
        key_fingerprint=keys.fingerprint(keys.public_raw(key)),
    )
    return Sealed(revision, data, sealed, previous)


def send(document: Document, sealed: Sealed, *, actor: User, letter: Letter) -> Package:
    """Make the move `submit` and keep the package; the caller's transaction holds both or neither."""
    revision = moves.submit(document, actor=actor, package=sealed.facts, letter=letter)
    period = document.obligation.period.key
    file = files.store(
        sealed.data,
        unit=document.unit,
        name=f"{document.unit.code}-{FormKind(document.kind).value}-{period}-r{revision.number}.zip",
        media_type=files.PACKAGE,
        made_by=actor,
        effect_key=f"package:{revision.public_id}",
    )
    return Package.objects.create(
        revision=revision,
        file=file,
        sha256=sealed.facts.sha256,
        key_fingerprint=sealed.facts.key_fingerprint,
        chain_last=sealed.facts.chain_last,
        previous=sealed.previous,
        sealed_at=revision.sealed_at or now(),
    )
