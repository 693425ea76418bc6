"""The sealed package: built the same twice, opened only when every byte is as it was sealed."""

from __future__ import annotations

import io
import os
import stat
import threading
import zipfile

import pytest

from papers import package, verify
from papers.keys import (
    KeyRefused,
    fingerprint,
    key_id,
    load_or_make,
    public_raw,
    sign_receipt,
    verify_receipt,
)
from papers.package import PackageRefused, build, open_package, seal
from tests.papers.packages import KEY, OTHER_KEY, TRUSTED, chain, lines, resealed, sound


@pytest.fixture(scope="module")
def sealed() -> bytes:
    facts, parts = sound()
    return build(facts=facts, parts=parts, key=KEY)


def refusal(data: bytes, trusted=TRUSTED) -> str:
    with pytest.raises(PackageRefused) as caught:
        open_package(data, trusted=trusted)
    assert str(caught.value.sentence)
    return caught.value.code


def test_the_same_facts_give_the_same_bytes(sealed):
    facts, parts = sound()
    assert build(facts=facts, parts=dict(reversed(parts.items())), key=KEY) == sealed


def test_a_sound_package_opens_and_any_zip_tool_reads_it(sealed):
    opened = open_package(sealed, trusted=TRUSTED)
    assert opened.content["cells"] == {"p2.t4.s1.done.n": "3"}
    assert opened.manifest["period"] == "2569-q1" and opened.key_fingerprint == fingerprint(public_raw(KEY))
    with zipfile.ZipFile(io.BytesIO(sealed)) as archive:
        assert archive.testzip() is None and archive.namelist() == sorted(opened.members)
        assert {"README.txt", "verify.py", "manifest.json"} <= set(archive.namelist())


def test_without_a_trusted_key_the_package_opens_by_the_key_it_names(sealed):
    assert open_package(sealed, trusted=None).key_fingerprint == fingerprint(public_raw(KEY))


def test_every_single_flipped_byte_is_refused(sealed):
    taken = []
    for at in range(len(sealed)):
        spoiled = bytearray(sealed)
        spoiled[at] ^= 0x01
        try:
            open_package(bytes(spoiled), trusted=TRUSTED)
            taken.append(at)
        except PackageRefused:
            pass
    assert taken == []


def test_a_reader_without_the_signature_would_take_a_forged_package_and_some_flips(sealed, monkeypatch):
    """Negative control: the hashes cover neither what stands in the manifest nor the seal itself."""
    inside = members(sealed)
    manifest = inside["manifest.json"].replace(b'"revision":2', b'"revision":3')
    forged = seal({**inside, "manifest.json": manifest}, KEY)[:-64] + bytes(64)
    flipped = sealed[:-1] + bytes([sealed[-1] ^ 0x01])
    assert refusal(forged) == refusal(flipped) == "signature"
    monkeypatch.setattr(package, "_signature_holds", lambda *args: None)
    assert open_package(forged, trusted=TRUSTED).manifest["revision"] == 3
    assert open_package(flipped, trusted=TRUSTED)


def test_a_package_cut_short_is_refused_wherever_it_is_cut(sealed):
    codes = {refusal(sealed[:at]) for at in range(0, len(sealed), 64)}
    assert codes <= {"truncated", "not-a-package"} and refusal(sealed[: len(sealed) // 2]) == "truncated"
    assert refusal(sealed[:-10]) == "truncated"


@pytest.mark.parametrize("data", [b"", b"x" * 500, b"PK\x05\x06" + bytes(18)])
def test_what_is_no_package_is_called_so(data):
    assert refusal(data) == "not-a-package"


def test_bytes_before_or_behind_are_refused(sealed):
    assert refusal(sealed + b"\0") == "not-a-package"
    assert refusal(b"\0" + sealed) == "signature"


def test_a_file_beyond_the_limit_is_refused_before_anything_else():
    assert refusal(bytes(verify.MAX_BYTES + 1)) == "too-large"


def test_a_package_of_another_unit_is_refused_by_its_key():
    facts, parts = sound()
    assert refusal(build(facts=facts, parts=parts, key=OTHER_KEY)) == "unknown-key"


def test_a_known_name_over_a_strange_key_does_not_help(sealed):
    named = key_id(public_raw(KEY)).hex()
    assert refusal(sealed, trusted={named: public_raw(OTHER_KEY)}) == "unknown-key"


def members(sealed: bytes) -> dict[str, bytes]:
    return verify.members_of(sealed)


def spoilt(sealed: bytes, case: str) -> bytes:
    """Packages that are wrong though the unit itself has sealed them."""
    inside = members(sealed)
    match case:
        case "member":  # listed hash of another text
            inside["form2.docx"] = b"PK a pap3r"
            return seal(inside, KEY)
        case "member-extra":
            return seal({**inside, "more.json": b"{}"}, KEY)
        case "member-missing":
            del inside["form2.docx"]
            return seal(inside, KEY)
        case "member-name":
            return resealed({**inside, "../evil.json": b"{}"})
        case "fingerprint":
            return resealed({**inside, "data.json": verify.canonical({"cells": {}})})
        case "fingerprint-other":
            return resealed({**inside, "ballots.json": verify.canonical({"fingerprint": "0" * 64})})
        case "json":
            return resealed({**inside, "resolution.json": b'{"fingerprint":"x", "a":1}'})
        case "manifest":
            return seal({**inside, "manifest.json": inside["manifest.json"] + b"\n"}, KEY)
        case "chain":
            return resealed(
                {**inside, "chain.jsonl": inside["chain.jsonl"].replace(b"approved", b"returned")}
            )
        case "chain-missing":
            entries = chain()
            return resealed({**inside, "chain.jsonl": lines(entries[:2] + entries[3:])})
        case "chain-end":
            return resealed({**inside, "chain.jsonl": lines(chain()[:-1])})
        case _:
            raise AssertionError(case)


@pytest.mark.parametrize(
    "case",
    [
        "member",
        "member-extra",
        "member-missing",
        "member-name",
        "fingerprint",
        "fingerprint-other",
        "json",
        "manifest",
        "chain",
        "chain-missing",
        "chain-end",
    ],
)
def test_a_wrong_package_is_refused_with_its_own_reason_even_if_well_signed(sealed, case):
    assert refusal(spoilt(sealed, case)) == case


@pytest.mark.parametrize("case", ["fingerprint-other", "chain", "chain-end"])
def test_without_the_look_inside_the_same_package_would_open(sealed, case, monkeypatch):
    """Negative control of the checks behind the signature."""
    monkeypatch.setattr(verify, "check_parts", lambda members, manifest: [])
    assert open_package(spoilt(sealed, case), trusted=TRUSTED)


def test_a_repeated_member_is_refused(sealed):
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive,
        pytest.warns(UserWarning, match="Duplicate"),
    ):
        for name in ("chain.jsonl", "data.json", "data.json"):
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.create_system, info.external_attr = 3, 0o100644 << 16
            archive.writestr(info, b"{}")
        archive.comment = verify.MAGIC + key_id(public_raw(KEY)) + bytes(64)
    signed = out.getvalue()[:-64]
    assert refusal(signed + KEY.sign(signed)) == "member-twice"


@pytest.mark.parametrize("change", ["deflated", "dated", "executable", "gap", "unsorted"])
def test_a_zip_file_built_otherwise_is_refused(sealed, change):
    out = io.BytesIO()
    if change == "gap":
        out.write(b"gap!")
    with zipfile.ZipFile(out, "a" if change == "gap" else "w") as archive:
        inside = members(sealed)
        for name in sorted(inside, reverse=change == "unsorted"):
            info = zipfile.ZipInfo(
                name, (2026, 1, 1, 0, 0, 0) if change == "dated" else (1980, 1, 1, 0, 0, 0)
            )
            info.create_system, info.external_attr = (
                3,
                (0o100755 if change == "executable" else 0o100644) << 16,
            )
            info.compress_type = zipfile.ZIP_DEFLATED if change == "deflated" else zipfile.ZIP_STORED
            archive.writestr(info, inside[name])
        archive.comment = verify.MAGIC + key_id(public_raw(KEY)) + bytes(64)
    signed = out.getvalue()[:-64]
    assert refusal(signed + KEY.sign(signed)) == "structure"


def test_build_refuses_what_open_would_refuse():
    facts, parts = sound()
    with pytest.raises(ValueError, match="no sound package"):
        build(facts=facts, parts={**parts, "data.json": b"{}"}, key=KEY)
    with pytest.raises(ValueError, match="belong to the package itself"):
        build(facts=facts, parts={**parts, "verify.py": b""}, key=KEY)
    with pytest.raises(ValueError, match="A package states"):
        build(facts={**facts, "letter": "1"}, parts=parts, key=KEY)


def test_a_key_is_made_once_and_only_its_owner_may_read_it(tmp_path):
    path = tmp_path / "keys" / "unit.pem"
    key = load_or_make(path)
    assert public_raw(load_or_make(path)) == public_raw(key)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600 and stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert os.listdir(path.parent) == ["unit.pem"]


def test_many_at_once_get_the_same_key(tmp_path):
    found: list[bytes] = []
    gate = threading.Barrier(8)

    def ask() -> None:
        gate.wait()
        found.append(public_raw(load_or_make(tmp_path / "unit.pem")))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8 and len(set(found)) == 1


def test_a_key_others_can_read_is_refused_with_the_remedy(tmp_path):
    path = tmp_path / "unit.pem"
    load_or_make(path)
    path.chmod(0o644)
    with pytest.raises(KeyRefused, match="chmod 600"):
        load_or_make(path)


def test_a_file_that_is_no_key_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "unit.pem"
    path.write_bytes(b"not a key")
    path.chmod(0o600)
    with pytest.raises(KeyRefused, match="holds no key"):
        load_or_make(path)
    assert path.read_bytes() == b"not a key"


def test_a_receipt_holds_for_its_facts_and_its_key_only():
    facts = {"number": "12/2569", "package": "ab" * 32}
    signature = sign_receipt(facts, KEY)
    assert verify_receipt(facts, signature, public_raw(KEY))
    assert not verify_receipt({**facts, "number": "13/2569"}, signature, public_raw(KEY))
    assert not verify_receipt(facts, signature, public_raw(OTHER_KEY))
    assert not verify_receipt(facts, "zz", public_raw(KEY))
    assert not verify_receipt(facts, KEY.sign(verify.canonical(facts)).hex(), public_raw(KEY))
