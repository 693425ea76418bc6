"""One way to write facts down as bytes, so that a hash of them means something (`settled` 3, `reliability` D8)."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from typing import Any


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {unicodedata.normalize("NFC", str(key)): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no canonical form; write decimals and days as text.")


def canonical(value: Any) -> bytes:
    """Give the canonical JSON of text, whole numbers, booleans, null, lists and objects, as UTF-8.

    Sorted keys, no spaces, NFC; a float or a Decimal raises `TypeError`: figures are text.
    """
    return json.dumps(_plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(value: Any) -> str:
    """Give the SHA-256 of the canonical form, in hex."""
    return hashlib.sha256(canonical(value)).hexdigest()
