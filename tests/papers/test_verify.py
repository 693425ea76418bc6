"""The verifier that travels alone: right about signatures, and it names what differs."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

from papers import verify
from papers.keys import fingerprint, public_raw
from papers.package import build, seal
from tests.papers.packages import KEY, OTHER_KEY, chain, lines, resealed, sound

# RFC 8032, section 7.1: secret key, public key, message, signature.
VECTORS = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]


@pytest.fixture(scope="module")
def sealed() -> bytes:
    facts, parts = sound()
    return build(facts=facts, parts=parts, key=KEY)


def codes(data: bytes, trust: str | None = None) -> list[str]:
    return [finding.code for finding in verify.check(data, trust).findings]


@pytest.mark.parametrize("secret, public, message, signature", VECTORS)
def test_the_vectors_of_the_rfc_hold_in_both_verifiers(secret, public, message, signature):
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret))
    raw, text, sig = bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(signature)
    assert public_raw(key) == raw and key.sign(text) == sig
    assert verify.ed25519_verify(raw, sig, text)
    assert not verify.ed25519_verify(raw, sig, text + b"x")


@settings(max_examples=settings.default.max_examples * 2 // 5, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=80), st.integers(0, 63), st.integers(0, 255))
def test_both_verifiers_give_the_same_verdict(secret, message, at, flip):
    key = Ed25519PrivateKey.from_private_bytes(secret)
    signature = bytearray(key.sign(message))
    signature[at] ^= flip
    try:
        Ed25519PublicKey.from_public_bytes(public_raw(key)).verify(bytes(signature), message)
        verdict = True
    except InvalidSignature:
        verdict = False
    assert verify.ed25519_verify(public_raw(key), bytes(signature), message) is verdict


def test_a_signature_with_s_beyond_the_order_is_refused():
    signature = KEY.sign(b"m")
    s = int.from_bytes(signature[32:], "little") + verify._L
    malleable = signature[:32] + s.to_bytes(32, "little")
    assert verify.ed25519_verify(public_raw(KEY), signature, b"m")
    assert not verify.ed25519_verify(public_raw(KEY), malleable, b"m")


def test_without_the_bound_on_s_a_second_signature_would_hold(monkeypatch):
    """Negative control of S < L."""
    signature = KEY.sign(b"m")
    s = int.from_bytes(signature[32:], "little") + verify._L
    source = Path(verify.__file__).read_text().replace(" or s >= _L", "")
    loose: dict = {"__name__": "loose"}
    monkeypatch.setitem(sys.modules, "loose", type(sys)("loose"))
    exec(compile(source, "loose", "exec"), loose)
    assert loose["ed25519_verify"](public_raw(KEY), signature[:32] + s.to_bytes(32, "little"), b"m")


@pytest.mark.parametrize("y", [verify._P, verify._P + 1, 2**255 - 1])
def test_a_point_with_y_beyond_the_field_is_none(y):
    assert verify._point(y.to_bytes(32, "little")) is None


def test_a_negative_zero_is_no_point():
    assert verify._point((1 | 1 << 255).to_bytes(32, "little")) is None


def test_a_sound_package_is_sound_and_its_origin_is_proven_by_trust_only(sealed):
    report = verify.check(sealed)
    assert report.sound and report.trusted is None
    assert report.key_fingerprint == fingerprint(public_raw(KEY))
    spaced = " ".join(report.key_fingerprint.upper()[i : i + 8] for i in range(0, 64, 8))
    assert verify.check(sealed, spaced).trusted is True
    other = verify.check(sealed, fingerprint(public_raw(OTHER_KEY)))
    assert not other.sound and [f.code for f in other.findings] == ["untrusted"]


def test_two_hundred_flips_are_seen(sealed):
    rng = random.Random(8032)
    for at in rng.sample(range(len(sealed)), 200):
        spoiled = bytearray(sealed)
        spoiled[at] ^= 0x01
        report = verify.check(bytes(spoiled))
        assert not report.sound and report.findings, at


def test_a_flip_in_a_member_names_that_member(sealed):
    at = sealed.index(b"PK a paper")
    report = verify.check(sealed[: at + 5] + b"X" + sealed[at + 6 :])
    assert not report.signature_holds
    assert [(f.code, f.params.get("member")) for f in report.findings] == [
        ("signature", None),
        ("member", "form2.docx"),
    ]


def test_a_deleted_line_of_the_log_is_named_by_its_number(sealed):
    inside, entries = verify.members_of(sealed), chain()
    for gone in range(1, len(entries)):
        report = verify.check(
            resealed({**inside, "chain.jsonl": lines(entries[: gone - 1] + entries[gone:])})
        )
        assert report.signature_holds
        assert [(f.code, f.params) for f in report.findings] == [("chain-missing", {"seq": gone})]
    assert codes(resealed({**inside, "chain.jsonl": lines(entries[:-1])})) == ["chain-end"]


def test_a_log_recomputed_after_a_change_does_not_reach_the_sealed_end(sealed):
    inside = verify.members_of(sealed)
    forged = chain(("drafted", "proposed", "referred", "ballot", "ballot", "returned"))
    assert codes(resealed({**inside, "chain.jsonl": lines(forged)})) == ["chain-end"]


def test_a_column_that_contradicts_its_payload_is_seen(sealed):
    inside, entries = verify.members_of(sealed), chain()
    entries[3]["actor"] = "วิชัย"
    assert codes(resealed({**inside, "chain.jsonl": lines(entries)})) == ["chain"]


def test_swapped_entries_are_seen(sealed):
    inside, entries = verify.members_of(sealed), chain()
    entries[1], entries[2] = entries[2], entries[1]
    assert codes(resealed({**inside, "chain.jsonl": lines(entries)})) == ["chain-missing"]


@pytest.mark.parametrize(
    "raw", [b"", b"\n", b"{}\n", b"[]\n", b"\xff\n", b'{"seq":1.5}\n', b"[" * 5000 + b"\n"]
)
def test_a_log_that_is_none_is_a_finding_and_no_crash(sealed, raw):
    assert codes(resealed({**verify.members_of(sealed), "chain.jsonl": raw}))


@pytest.mark.parametrize(
    "value", [1.5, {"a": float("nan")}, {1: "a"}, b"x", [[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]
)
def test_what_has_no_canonical_form_is_refused(value):
    with pytest.raises(ValueError):
        verify.canonical(value)


@pytest.mark.parametrize(
    "raw", [b'{"a":1,"a":1}', b'{"b":1,"a":2}', b'{ "a":1}', b"1.0", b"NaN", b'"\\u0e01"', b'"\\ud800"']
)
def test_json_that_is_written_otherwise_is_refused(raw):
    with pytest.raises(ValueError):
        verify.load_canonical(raw)


@given(st.binary(max_size=400))
def test_any_bytes_get_a_verdict(data):
    assert not verify.check(data).sound


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The verifier out of the package, alone in an empty folder, as an auditor runs it."""
    return subprocess.run(
        [sys.executable, "-I", "verify.py", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
        timeout=30,
    )


@pytest.fixture
def desk(tmp_path, sealed) -> Path:
    (tmp_path / "verify.py").write_bytes(verify.members_of(sealed)["verify.py"])
    (tmp_path / "pkg.zip").write_bytes(sealed)
    return tmp_path


def test_it_runs_alone_and_says_that_origin_is_not_proven(desk):
    done = run(desk, "pkg.zip")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Wholeness is proven, not origin" in done.stdout and "ยังไม่พิสูจน์ที่มา" in done.stdout
    assert fingerprint(public_raw(KEY)) in done.stdout


def test_it_proves_origin_with_the_fingerprint(desk):
    done = run(desk, "pkg.zip", "--trust", fingerprint(public_raw(KEY)))
    assert done.returncode == 0 and "from the holder of the key named" in done.stdout
    assert run(desk, "pkg.zip", "--trust", fingerprint(public_raw(OTHER_KEY))).returncode == 1


def test_it_says_in_both_languages_what_differs(desk, sealed):
    at = sealed.index(b"PK a paper")
    (desk / "bad.zip").write_bytes(sealed[:at] + b"X" + sealed[at + 1 :])
    done = run(desk, "bad.zip")
    assert done.returncode == 1
    assert "The signature does not hold" in done.stdout and "form2.docx differs" in done.stdout
    assert "ลายมือชื่อดิจิทัลไม่ถูกต้อง" in done.stdout and "form2.docx ไม่ตรงกับที่ผนึกไว้" in done.stdout


@pytest.mark.parametrize("arguments", [(), ("none.zip",), ("--help",), ("a", "b"), ("pkg.zip", "--trust")])
def test_wrong_usage_and_a_missing_file_exit_with_two(desk, arguments):
    assert run(desk, *arguments).returncode == 2


def test_every_reason_is_said_in_thai_and_english():
    params = dict.fromkeys(("size", "most", "key", "found", "where", "member", "why", "seq"), "7")
    for english, thai in verify.TEXTS.values():
        assert english % params and thai % params
        assert any("\u0e00" < letter < "\u0e7f" for letter in thai) and english.isascii()


def test_an_unlisted_member_is_named(sealed):
    inside = verify.members_of(sealed)
    assert codes(seal({**inside, "more.json": b"{}"}, KEY)) == ["member-extra"]
