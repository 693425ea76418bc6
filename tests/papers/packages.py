"""Small sound packages for tests, and ways to spoil and seal them again."""

from __future__ import annotations

import hashlib
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from papers import verify
from papers.keys import key_id, public_raw
from papers.package import seal

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
TRUSTED = {key_id(public_raw(KEY)).hex(): public_raw(KEY)}
CONTENT = {"schema": "tidtam/form2/1", "cells": {"p2.t4.s1.done.n": "3"}, "unit": {"name": "อบต.บ้านนา"}}
KINDS = ("drafted", "proposed", "referred", "ballot", "ballot", "approved")


def chain(kinds: tuple[str, ...] = KINDS) -> list[dict[str, Any]]:
    entries, previous = [], verify.NO_HASH
    for seq, kind in enumerate(kinds, 1):
        entry = {"seq": seq, "kind": kind, "at": f"2026-01-{seq:02}T03:00:00Z", "actor": "สมชาย"}
        payload = {**entry, "note": f"ขั้นที่ {seq}"}
        digest = hashlib.sha256(verify.canonical(payload)).digest()
        link = hashlib.sha256(verify.LOG_MARK + bytes.fromhex(previous) + digest).hexdigest()
        entries.append({**entry, "payload": payload, "digest": digest.hex(), "prev": previous, "hash": link})
        previous = link
    return entries


def lines(entries: list[dict[str, Any]]) -> bytes:
    return b"".join(verify.canonical(entry) + b"\n" for entry in entries)


def sound() -> tuple[dict[str, Any], dict[str, bytes]]:
    """(facts, parts) for `build`."""
    data = verify.canonical(CONTENT)
    mark = hashlib.sha256(data).hexdigest()
    entries = chain()
    facts = {
        "schema": "tidtam/package/1",
        "unit": {"code": "6500101", "name": "อบต.บ้านนา"},
        "kind": "form2",
        "period": "2569-q1",
        "revision": 2,
        "fingerprint": mark,
        "previous": None,
        "outcome": "approved",
        "chain_last": entries[-1]["hash"],
    }
    parts = {
        "data.json": data,
        "chain.jsonl": lines(entries),
        "ballots.json": verify.canonical({"fingerprint": mark, "ballots": []}),
        "resolution.json": verify.canonical({"fingerprint": mark, "outcome": "approved"}),
        "form2.docx": b"PK a paper",
    }
    return facts, parts


def resealed(members: dict[str, bytes], key: Ed25519PrivateKey = KEY, **changed: Any) -> bytes:
    """Seal altered members again as the unit itself could: new hashes, new signature."""
    manifest = verify.load_canonical(members["manifest.json"]) | changed
    rest = {name: data for name, data in members.items() if name != "manifest.json"}
    manifest["parts"] = [
        {"name": name, "sha256": hashlib.sha256(rest[name]).hexdigest(), "size": len(rest[name])}
        for name in sorted(rest)
    ]
    return seal({**rest, "manifest.json": verify.canonical(manifest)}, key)
