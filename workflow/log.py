"""The log of a document: written under the document's lock, chained, verified.

A superuser who recomputes a whole chain can only be caught by a package or a paper that has left the
house; within one installation the chain and the triggers show a single forged row (`settled` 8).
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from documents.models import Document
from organisations.canonical import canonical
from organisations.clock import now
from organisations.models import User
from workflow.models import LogEntry

GENESIS = "0" * 64
LABEL = b"tidtam-log-1\0"


def link(prev: str, digest: str) -> str:
    """Give the hash of an entry from the hash before it and the digest of its payload, all in hex."""
    return hashlib.sha256(LABEL + bytes.fromhex(prev) + bytes.fromhex(digest)).hexdigest()


def write(
    document: Document,
    kind: str,
    *,
    actor: User | None,
    role: str = "",
    from_state: str = "",
    to_state: str = "",
    facts: dict[str, Any] | None = None,
    at: datetime | None = None,
) -> LogEntry:
    """Append an entry; the caller holds the document's row lock, which is the chain's lock too."""
    last = (
        LogEntry._base_manager.filter(document_id=document.pk)
        .order_by("-seq")
        .values_list("seq", "hash")
        .first()
    )
    seq, prev = (last[0] + 1, last[1]) if last else (1, GENESIS)
    moment = at or now()
    payload = canonical(
        {
            "document": str(document.public_id),
            "seq": seq,
            "kind": kind,
            "at": moment.isoformat(timespec="microseconds"),
            "actor": {"id": str(actor.public_id), "name": actor.name} if actor else None,
            "role": role,
            "from": from_state,
            "to": to_state,
            "salt": secrets.token_hex(8),
            "facts": facts or {},
        }
    )
    digest = hashlib.sha256(payload).hexdigest()
    return LogEntry._base_manager.create(
        document_id=document.pk,
        seq=seq,
        kind=kind,
        at=moment,
        actor=actor,
        role=role,
        from_state=from_state,
        to_state=to_state,
        payload=payload.decode(),
        digest=digest,
        prev=prev,
        hash=link(prev, digest),
    )


def faults(entries: Iterable[LogEntry]) -> list[str]:
    """Name what does not hold in the chain of one document, entries by `seq`; nothing when it is whole."""
    found: list[str] = []
    prev, expected = GENESIS, 1
    for entry in entries:
        where = f"entry {entry.seq} of document {entry.document_id}"
        if entry.seq != expected:
            found.append(f"{where}: entry {expected} is missing")
        if hashlib.sha256(entry.payload.encode()).hexdigest() != entry.digest:
            found.append(f"{where}: the payload was changed")
        else:
            said = json.loads(entry.payload)
            shown = {
                "seq": entry.seq,
                "kind": entry.kind,
                "role": entry.role,
                "from": entry.from_state,
                "to": entry.to_state,
            }
            for name, value in shown.items():
                if said[name] != value:
                    found.append(f"{where}: column {name} says {value!r}, the payload {said[name]!r}")
            if datetime.fromisoformat(said["at"]) != entry.at:
                found.append(f"{where}: the time was changed")
        if entry.prev != prev:
            found.append(f"{where}: it does not hang on the entry before it")
        if link(entry.prev, entry.digest) != entry.hash:
            found.append(f"{where}: its hash is not that of its content")
        prev, expected = entry.hash, entry.seq + 1
    return found
