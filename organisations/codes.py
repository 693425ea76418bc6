"""Secret codes made from the house's secret: shown again at will, kept as hashes only.

A copy of the database opens nothing, because the code itself stands nowhere in it; a raised serial in what is
`told` makes another code and so revokes the one that is out.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

from django.conf import settings


def bits(told: str) -> bytes:
    """The 32 bytes that belong to `told`, a text that names what the code is for, whose it is and its serial."""
    return hmac.new(settings.SECRET_KEY.encode(), told.encode(), hashlib.sha256).digest()


def token(told: str) -> str:
    """A code of 128 bits for an address: 26 small letters and digits."""
    return base64.b32encode(bits(told)[:16]).decode().rstrip("=").lower()


def hashed(code: str) -> str:
    """How a code is kept and looked up: its SHA-256 in hex, without regard to spaces around it or capitals."""
    return hashlib.sha256(code.strip().lower().encode()).hexdigest()
