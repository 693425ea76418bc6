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

from django.db import connection

from documents.models import Document
from organisations.canonical import canonical
from organisations.clock import now
from organisations.models import User
from workflow.models import LogEntry

GENESIS = "0" * 64
LABEL = b"tidtam-log-1\0"
NEWEST = "SELECT seq, hash FROM workflow_logentry WHERE document_id = %s ORDER BY seq DESC LIMIT 1"


def link(prev: str, digest: str) -> str:
    """Give the hash of an entry from the hash before it and the digest of its payload, all in hex."""
    return hashlib.sha256(LABEL + bytes.fromhex(prev) + bytes.fromhex(digest)).hexdigest()


def _end(document: int) -> tuple[int, str]:
    """The number and hash of a document's newest entry; 0 and `GENESIS` before the first."""
    with connection.cursor() as cursor:
        cursor.execute(NEWEST, [document])
        return cursor.fetchone() or (0, GENESIS)


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
    last, prev = _end(document.pk)
    seq = last + 1
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
