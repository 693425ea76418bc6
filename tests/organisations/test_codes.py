"""Codes made from the house's secret: the same for the same words, others for another serial, kept as hashes."""

from __future__ import annotations

import base64
import hashlib
import hmac

from organisations import codes


def test_a_code_that_is_out_stays_the_same_for_ever(settings):
    """The formula of links that were given out already; written here once more, by the book."""
    settings.SECRET_KEY = "a-secret"
    by_hand = hmac.new(b"a-secret", b"division:1:1", hashlib.sha256).digest()[:16]
    assert codes.token("division:1:1") == base64.b32encode(by_hand).decode().rstrip("=").lower()
    assert len(codes.token("division:1:1")) == 26


def test_another_serial_or_another_secret_is_another_code(settings):
    settings.SECRET_KEY = "a-secret"
    first = codes.token("member-link:1:1")
    assert codes.token("member-link:1:2") != first
    settings.SECRET_KEY = "another-secret"
    assert codes.token("member-link:1:1") != first


def test_spaces_and_capitals_do_not_matter_when_a_code_is_looked_up():
    assert codes.hashed(" AbC ") == codes.hashed("abc") != codes.hashed("abd")
