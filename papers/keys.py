"""The signing key of a unit: made once, kept in one file that only its owner may read, known by fingerprint.

Boundary: the file is PKCS#8 PEM, mode 0600, in a folder of mode 0700; never in the database, never in a
backup without a passphrase. Only the worker reads it. Fingerprint = SHA-256 of the raw 32-byte public
key, in hex; key id = its first eight bytes. Receipts are signed apart from their JSON, with a mark of
their own, so that no signature of a package can ever pass for one of a receipt.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from .verify import canonical

RECEIPT_MARK = b"tidtam-receipt-1\0"


class KeyRefused(Exception):
    """The key file cannot be used; the message says which and what to do."""


def public_raw(key: Ed25519PrivateKey) -> bytes:
    """The 32 raw bytes of its public key."""
    return key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def fingerprint(public: bytes) -> str:
    """The 64 hex digits by which a unit's key is registered and read out over the telephone."""
    if len(public) != 32:
        raise ValueError(f"A public key has 32 bytes, not {len(public)}.")
    return hashlib.sha256(public).hexdigest()


def key_id(public: bytes) -> bytes:
    """The eight bytes that name the key in a package."""
    return bytes.fromhex(fingerprint(public))[:8]


def load_or_make(path: Path) -> Ed25519PrivateKey:
    """The key kept at `path`; made there if there is none. Two processes at once get the same one.

    The whole key is written to a file of its own (O_EXCL, 0600) and then linked to its name, which fails
    where the name is taken: nobody ever reads half a key. Raises KeyRefused for a file others can read and
    for one that is no Ed25519 key.
    """
    path = Path(path)
    with contextlib.suppress(FileNotFoundError):
        return _load(path)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    pem = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return _load(path)


def _load(path: Path) -> Ed25519PrivateKey:
    with open(path, "rb") as file:
        if os.fstat(file.fileno()).st_mode & 0o077:
            raise KeyRefused(f"Others can read the key {path}. Set it right with: chmod 600 {path}")
        pem = file.read()
    try:
        key = serialization.load_pem_private_key(pem, None)
    except (ValueError, TypeError) as problem:
        raise KeyRefused(f"The file {path} holds no key. Restore it from the backup.") from problem
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyRefused(f"The key in {path} is not an Ed25519 key.")
    return key


def sign_receipt(facts: dict[str, object], key: Ed25519PrivateKey) -> str:
    """The detached signature, 128 hex digits, over the canonical JSON of a receipt's facts."""
    return key.sign(RECEIPT_MARK + canonical(facts)).hex()


def verify_receipt(facts: dict[str, object], signature: str, public: bytes) -> bool:
    """Does the signature hold for these facts under the raw public key? False for anything malformed."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(
            bytes.fromhex(signature), RECEIPT_MARK + canonical(facts)
        )
    except (InvalidSignature, ValueError):
        return False
    return True
