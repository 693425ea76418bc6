"""Check a Tidtam package with nothing but Python: is it whole, who sealed it, and if not, what differs.

    python -I verify.py PACKAGE.zip [--trust FINGERPRINT]

Exit 0: sound. Exit 1: not sound, the reasons are printed. Exit 2: wrong usage or unreadable file.
Without --trust wholeness is proven, not origin: the key is the one the package names itself. The
fingerprint of a unit's key is the SHA-256 of its raw 32 bytes; compare it over the telephone.

One file, standard library only; a copy travels in every package. Boundary: reads bytes, writes nothing,
runs nothing of what it reads. Rules: ZIP members stored, sorted, without gaps; `manifest.json` is the one
list of hashes; an 80-byte zip comment holds b"TIDTAM1\\0", the key id and the Ed25519 signature (RFC 8032)
over every byte before it; `chain.jsonl` is recomputed entry by entry.
"""

from __future__ import annotations

import hashlib
import json
import re
import struct
import sys
import zlib
from dataclasses import dataclass, field
from typing import Any

MAGIC = b"TIDTAM1\0"
COMMENT = 80
SIGNATURE = 64
MAX_BYTES = 20 * 1024 * 1024
MAX_MEMBERS = 64
MAX_DEPTH = 20
LOG_MARK = b"tidtam-log-1\0"
NO_HASH = "0" * 64
REQUIRED = ("chain.jsonl", "data.json", "manifest.json")

_NAME = re.compile(
    r"(?:README\.txt|verify\.py|(?:[a-z0-9_-]+/){0,3}[a-z0-9_-]+\.(?:json|jsonl|docx|pdf|txt|csv))\Z"
)
_HEX64 = re.compile(r"[0-9a-f]{64}\Z")
_ENTRY = {"seq", "kind", "at", "actor", "payload", "digest", "prev", "hash"}


def gettext_noop(message: str) -> str:
    """Mark for the catalogue; a copy, because this file stands alone."""
    return message


TEXTS: dict[str, tuple[str, str]] = {
    "too-large": (
        gettext_noop("The file has %(size)s bytes; a package has at most %(most)s."),
        "แฟ้มมีขนาด %(size)s ไบต์ แต่ชุดข้อมูลมีได้ไม่เกิน %(most)s ไบต์",
    ),
    "not-a-package": (
        gettext_noop(
            "This is no package: the seal at its end is missing. It may be cut short, or something was added."
        ),
        "แฟ้มนี้ไม่ใช่ชุดข้อมูล: ไม่พบตราผนึกท้ายแฟ้ม แฟ้มอาจถูกตัดหรือมีสิ่งที่ต่อท้าย",
    ),
    "truncated": (
        gettext_noop("The package is cut short: it breaks off before its end. Please copy it again."),
        "ชุดข้อมูลไม่ครบ: แฟ้มขาดก่อนจบ กรุณาคัดลอกใหม่",
    ),
    "unknown-key": (
        gettext_noop("The key %(key)s that sealed the package is not known here."),
        "ไม่รู้จักกุญแจ %(key)s ที่ใช้ผนึกชุดข้อมูลนี้",
    ),
    "untrusted": (
        gettext_noop("The package was sealed with another key: its fingerprint is %(found)s."),
        "ชุดข้อมูลผนึกด้วยกุญแจอื่น: ลายพิมพ์กุญแจคือ %(found)s",
    ),
    "signature": (
        gettext_noop("The signature does not hold: the package was changed after it was sealed."),
        "ลายมือชื่อดิจิทัลไม่ถูกต้อง: ชุดข้อมูลถูกแก้ไขหลังการผนึก",
    ),
    "structure": (
        gettext_noop("The zip file is not built as a package is (%(where)s)."),
        "โครงสร้างแฟ้ม zip ไม่เป็นไปตามแบบของชุดข้อมูล (%(where)s)",
    ),
    "member-name": (
        gettext_noop("The package holds a part with a name that is not allowed: %(member)s."),
        "ชื่อส่วนประกอบไม่อยู่ในรายการที่อนุญาต: %(member)s",
    ),
    "member-twice": (
        gettext_noop("The package holds the part %(member)s twice."),
        "ส่วนประกอบ %(member)s ซ้ำกันในชุดข้อมูล",
    ),
    "member-missing": (gettext_noop("The part %(member)s is missing."), "ไม่มีส่วนประกอบ %(member)s"),
    "member-extra": (
        gettext_noop("The part %(member)s is not in the list of the package."),
        "ส่วนประกอบ %(member)s ไม่อยู่ในบัญชีของชุดข้อมูล",
    ),
    "member": (
        gettext_noop("The part %(member)s differs from what was sealed."),
        "ส่วนประกอบ %(member)s ไม่ตรงกับที่ผนึกไว้",
    ),
    "manifest": (
        gettext_noop("The list of the package (manifest.json) cannot be used: %(why)s."),
        "บัญชีของชุดข้อมูล (manifest.json) ใช้ไม่ได้: %(why)s",
    ),
    "fingerprint": (
        gettext_noop("The figures (data.json) do not have the fingerprint the package states."),
        "ตัวเลขใน data.json ไม่ตรงกับรหัสตรวจสอบที่ชุดข้อมูลระบุ",
    ),
    "fingerprint-other": (
        gettext_noop(
            "The part %(member)s speaks of another report: its fingerprint is not that of the figures."
        ),
        "ส่วนประกอบ %(member)s เป็นของรายงานอื่น: รหัสตรวจสอบไม่ตรงกับตัวเลข",
    ),
    "json": (
        gettext_noop("The part %(member)s is not written as the rules ask."),
        "ส่วนประกอบ %(member)s ไม่ได้เขียนตามรูปแบบที่กำหนด",
    ),
    "chain": (
        gettext_noop("Log entry %(seq)s does not follow from the one before it, or was changed."),
        "บันทึกลำดับที่ %(seq)s ไม่ต่อเนื่องจากลำดับก่อนหน้า หรือถูกแก้ไข",
    ),
    "chain-missing": (gettext_noop("Log entry %(seq)s is missing."), "ไม่มีบันทึกลำดับที่ %(seq)s"),
    "chain-order": (
        gettext_noop("Log entry %(seq)s stands where it does not belong."),
        "บันทึกลำดับที่ %(seq)s อยู่ผิดตำแหน่ง",
    ),
    "chain-end": (
        gettext_noop("The log ends at entry %(seq)s, which is not the one that was sealed as its last."),
        "บันทึกสิ้นสุดที่ลำดับ %(seq)s ซึ่งไม่ใช่ลำดับสุดท้ายที่ผนึกไว้",
    ),
}
"""What may be wrong, by code: the English msgid and the Thai words."""


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it should be: a code of `TEXTS` and what its words need."""

    code: str
    params: dict[str, object] = field(default_factory=dict)

    @property
    def english(self) -> str:
        return TEXTS[self.code][0] % self.params

    @property
    def thai(self) -> str:
        return TEXTS[self.code][1] % self.params


@dataclass
class Report:
    """What `check` has found. `trusted` is None where no key was named to compare with."""

    findings: list[Finding] = field(default_factory=list)
    signature_holds: bool = False
    key_fingerprint: str = ""
    trusted: bool | None = None
    manifest: dict[str, Any] = field(default_factory=dict)

    @property
    def sound(self) -> bool:
        return self.signature_holds and not self.findings and self.trusted is not False


class Fault(Exception):
    """The package cannot be read further; `finding` says why."""

    def __init__(self, code: str, **params: object) -> None:
        self.finding = Finding(code, params)
        super().__init__(self.finding.english)


# --- Ed25519, RFC 8032 section 5.1, verification only -------------------------------------------------------

_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _P) % _P
_ROOT = pow(2, (_P - 1) // 4, _P)
_Point = tuple[int, int, int, int]


def _add(p: _Point, q: _Point) -> _Point:
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % _P, (p[1] + p[0]) * (q[1] + q[0]) % _P
    c, d = 2 * p[3] * q[3] * _D % _P, 2 * p[2] * q[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _times(scalar: int, point: _Point) -> _Point:
    result = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            result = _add(result, point)
        point = _add(point, point)
        scalar >>= 1
    return result


def _point(raw: bytes) -> _Point | None:
    """The point of 32 bytes, or None: y at or above p, no root, or a negative zero."""
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _ROOT % _P
    if (x * x - square) % _P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = _P - x
    return x, y, 1, x * y % _P


_BASE = _point((4 * pow(5, -1, _P) % _P).to_bytes(32, "little"))


def ed25519_verify(public: bytes, signature: bytes, message: bytes) -> bool:
    """Does the 64-byte signature hold for the message under the raw 32-byte key? Refuses y ≥ p and S ≥ L."""
    if len(public) != 32 or len(signature) != 64:
        return False
    key, s = _point(public), int.from_bytes(signature[32:], "little")
    if key is None or _BASE is None or s >= _L:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % _L
    minus = (_P - key[0], key[1], 1, _P - key[3])
    x, y, z, _ = _add(_times(s, _BASE), _times(k, minus))
    inverse = pow(z, -1, _P)
    x, y = x * inverse % _P, y * inverse % _P
    return (y | (x & 1) << 255).to_bytes(32, "little") == signature[:32]


# --- canonical JSON -----------------------------------------------------------------------------------------


def canonical(value: object) -> bytes:
    """The one way to write a value: sorted keys, no spaces, UTF-8; only text, whole numbers, bool, null."""
    _only_plain(value, 0)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _only_plain(value: object, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise ValueError("nested too deep")
    if isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise ValueError("a key is no text")
            _only_plain(item, depth + 1)
    elif isinstance(value, list | tuple):
        for item in value:
            _only_plain(item, depth + 1)
    elif not (value is None or isinstance(value, str | int)):
        raise ValueError(f"{type(value).__name__} has no canonical form")


def _refuse(text: str) -> Any:
    raise ValueError(f"{text} is no whole number")


def load_canonical(data: bytes) -> Any:
    """Read JSON that must be canonical, byte for byte; ValueError otherwise (so no key can stand twice)."""
    try:
        value = json.loads(data.decode(), parse_float=_refuse, parse_constant=_refuse)
        if canonical(value) != data:
            raise ValueError("not canonical")
    except RecursionError:
        raise ValueError("nested too deep") from None
    return value


# --- the zip file -------------------------------------------------------------------------------------------


def seal_of(data: bytes) -> tuple[bytes, bytes, bytes]:
    """(signed bytes, key id, signature) by the file's end. Faults: too-large, truncated, not-a-package."""
    if len(data) > MAX_BYTES:
        raise Fault("too-large", size=len(data), most=MAX_BYTES)
    end = len(data) - COMMENT - 22
    if end < 0 or data[end : end + 4] != b"PK\5\6" or data[-COMMENT:][: len(MAGIC)] != MAGIC:
        # A package that lost its tail still begins as a zip file and has no end record in the last bytes.
        cut = data[:4] == b"PK\3\4" and b"PK\5\6" not in data[-(COMMENT + 22 + 4096) :]
        partial = data[:4] == b"PK\3\4" and _comment_is_short(data)
        raise Fault("truncated" if cut or partial else "not-a-package")
    return data[:-SIGNATURE], data[-COMMENT + 8 : -SIGNATURE], data[-SIGNATURE:]


def _comment_is_short(data: bytes) -> bool:
    """Is there an end record that promises more comment than there is?"""
    at = data.rfind(b"PK\5\6")
    if at < 0:
        return False
    record = data[at : at + 22]
    return len(record) < 22 or int.from_bytes(record[20:22], "little") > len(data) - at - 22


def members_of(data: bytes) -> dict[str, bytes]:
    """The members by name, in their order, of a zip file built as a package is; Fault for any other zip file.

    Stored, not encrypted, dated 1980, sorted, unique, regular files, local headers like central ones, first
    member at byte 0, no byte between members, central directory right after them, end record last.
    """
    end = len(data) - COMMENT - 22
    if end < 0 or data[end : end + 4] != b"PK\5\6":
        raise Fault("not-a-package")
    disk, start_disk, here, count, size, start, comment = struct.unpack("<HHHHIIH", data[end + 4 : end + 22])
    if (disk, start_disk, comment) != (0, 0, COMMENT) or here != count or start + size != end:
        raise Fault("structure", where="end record")
    if not 0 < count <= MAX_MEMBERS:
        raise Fault("structure", where=f"{count} members")
    members: dict[str, bytes] = {}
    folded: set[str] = set()
    at, expected, previous = start, 0, ""
    for number in range(1, count + 1):
        where = f"member {number}"
        if at + 46 > end or data[at : at + 4] != b"PK\1\2":
            raise Fault("structure", where=where)
        made, needed, *both, extra, note, disk, inner, outer, offset = struct.unpack(
            "<HHHHHHIIIHHHHHII", data[at + 4 : at + 46]
        )
        flags, method, time, day, crc, packed, plain, name_size = both
        raw = data[at + 46 : at + 46 + name_size]
        name = raw.decode("ascii", "replace")
        if name.casefold() in folded:
            raise Fault("member-twice", member=name)
        if not _NAME.match(name):
            raise Fault("member-name", member=ascii(name))
        if (flags, method, time, day) != (0, 0, 0, 0x21) or packed != plain or extra or note or disk or inner:
            raise Fault("structure", where=name)
        if outer != 0o100644 << 16 or made != 3 << 8 | 20 or needed != 20 or name <= previous:
            raise Fault("structure", where=name)
        local = struct.pack("<4sHHHHHIIIHH", b"PK\3\4", needed, *both, 0) + raw
        if offset != expected or data[offset : offset + len(local)] != local:
            raise Fault("structure", where=name)
        expected = offset + len(local) + plain
        if expected > start:
            raise Fault("structure", where=name)
        members[name] = data[offset + len(local) : expected]
        if zlib.crc32(members[name]) != crc:
            raise Fault("member", member=name)
        folded.add(name.casefold())
        previous = name
        at += 46 + name_size
    if at != end or expected != start:
        raise Fault("structure", where="gap")
    return members


def _salvage(data: bytes) -> dict[str, bytes]:
    """The members of a damaged package as far as local headers lead to them; only to name what differs."""
    members: dict[str, bytes] = {}
    at = data.find(b"PK\3\4")
    while 0 <= at < len(data) - 30 and len(members) < MAX_MEMBERS and data[at : at + 4] == b"PK\3\4":
        packed, _, name_size, extra = struct.unpack("<IIHH", data[at + 18 : at + 30])
        begin = at + 30 + name_size + extra
        name = data[at + 30 : at + 30 + name_size].decode("ascii", "replace")
        members.setdefault(name if _NAME.match(name) else ascii(name), data[begin : begin + packed])
        at = begin + packed
    return members


# --- what the members say -----------------------------------------------------------------------------------


def read_manifest(raw: bytes | None) -> dict[str, Any]:
    """The manifest with its shape checked: facts, key and parts. Fault "manifest" or "member-missing"."""
    if raw is None:
        raise Fault("member-missing", member="manifest.json")
    try:
        manifest = load_canonical(raw)
    except ValueError:
        raise Fault("manifest", why="not canonical JSON") from None
    if not isinstance(manifest, dict):
        raise Fault("manifest", why="no object")
    for name in ("fingerprint", "chain_last", "public_key"):
        if not (isinstance(manifest.get(name), str) and _HEX64.match(manifest[name])):
            raise Fault("manifest", why=name)
    if manifest.get("key_id") != hashlib.sha256(bytes.fromhex(manifest["public_key"])).hexdigest()[:16]:
        raise Fault("manifest", why="key_id")
    parts = manifest.get("parts")
    if not isinstance(parts, list):
        raise Fault("manifest", why="parts")
    for part in parts:
        if not (
            isinstance(part, dict)
            and set(part) == {"name", "sha256", "size"}
            and isinstance(part["name"], str)
        ):
            raise Fault("manifest", why="parts")
    if [part["name"] for part in parts] != sorted({part["name"] for part in parts}):
        raise Fault("manifest", why="parts")
    return manifest


def check_members(members: dict[str, bytes], manifest: dict[str, Any]) -> list[Finding]:
    """Every member is listed, every listed part is there, and each is what its hash says."""
    findings = []
    listed = {part["name"]: part for part in manifest["parts"]}
    for name in sorted({*listed, *REQUIRED} - set(members)):
        findings.append(Finding("member-missing", {"member": name}))
    for name, data in members.items():
        if name == "manifest.json":
            continue
        part = listed.get(name)
        if part is None:
            findings.append(Finding("member-extra", {"member": name}))
        elif part["size"] != len(data) or part["sha256"] != hashlib.sha256(data).hexdigest():
            findings.append(Finding("member", {"member": name}))
    return findings


def check_content(members: dict[str, bytes], manifest: dict[str, Any]) -> list[Finding]:
    """The figures have the stated fingerprint, and ballots and resolution speak of the same figures."""
    findings = []
    data = members.get("data.json", b"")
    if hashlib.sha256(data).hexdigest() != manifest["fingerprint"]:
        findings.append(Finding("fingerprint"))
    for name in ("data.json", "ballots.json", "resolution.json"):
        if name not in members:
            continue
        try:
            value = load_canonical(members[name])
        except ValueError:
            findings.append(Finding("json", {"member": name}))
            continue
        if name != "data.json" and not (
            isinstance(value, dict) and value.get("fingerprint") == manifest["fingerprint"]
        ):
            findings.append(Finding("fingerprint-other", {"member": name}))
    return findings


def check_chain(raw: bytes, last: str) -> list[Finding]:
    """Recompute the log from its first entry; `last` is the hash sealed as its end. Names the first bad one.

    digest = sha256(canonical payload); hash = sha256(b"tidtam-log-1\\0" + prev + digest); the first prev is
    64 zeros; seq runs 1, 2, 3 …; facts of an entry that its payload holds too must be the same.
    """
    previous, seq = NO_HASH, 0
    lines = raw.split(b"\n")
    if lines.pop() != b"" or not lines:
        return [Finding("json", {"member": "chain.jsonl"})]
    for line in lines:
        seq += 1
        try:
            entry = load_canonical(line)
        except ValueError:
            return [Finding("chain", {"seq": seq})]
        if not isinstance(entry, dict) or set(entry) != _ENTRY or type(entry["seq"]) is not int:
            return [Finding("chain", {"seq": seq})]
        if entry["seq"] > seq:
            return [Finding("chain-missing", {"seq": seq})]
        if entry["seq"] < seq:
            return [Finding("chain-order", {"seq": entry["seq"]})]
        digest = hashlib.sha256(canonical(entry["payload"])).digest()
        link = hashlib.sha256(LOG_MARK + bytes.fromhex(previous) + digest).hexdigest()
        if (entry["digest"], entry["prev"], entry["hash"]) != (digest.hex(), previous, link):
            return [Finding("chain", {"seq": seq})]
        payload = entry["payload"]
        if isinstance(payload, dict) and any(
            name in payload and payload[name] != entry[name] for name in ("seq", "kind", "at", "actor")
        ):
            return [Finding("chain", {"seq": seq})]
        previous = link
    return [] if previous == last else [Finding("chain-end", {"seq": seq})]


def check_parts(members: dict[str, bytes], manifest: dict[str, Any]) -> list[Finding]:
    """All that is judged after the signature: members, figures, log."""
    findings = check_members(members, manifest)
    findings += check_content(members, manifest)
    if "chain.jsonl" in members:
        findings += check_chain(members["chain.jsonl"], manifest["chain_last"])
    return findings


def check(data: bytes, trust: str | None = None) -> Report:
    """Judge a package. `trust` is the fingerprint (hex, spaces and colons allowed) the key must have.

    Never raises for bad bytes: what is wrong stands in the report's findings, the signature first.
    """
    report = Report()
    try:
        signed, key_id, signature = seal_of(data)
    except Fault as fault:
        report.findings.append(fault.finding)
        return report
    try:
        members, broken = members_of(data), None
    except Fault as fault:
        members, broken = _salvage(data), fault.finding
    try:
        manifest = read_manifest(members.get("manifest.json"))
    except Fault as fault:
        report.findings += [Finding("signature"), *([broken] if broken else []), fault.finding]
        return report
    public = bytes.fromhex(manifest["public_key"])
    report.manifest = manifest
    report.key_fingerprint = hashlib.sha256(public).hexdigest()
    report.signature_holds = key_id.hex() == manifest["key_id"] and ed25519_verify(public, signature, signed)
    if not report.signature_holds:
        report.findings.append(Finding("signature"))
    if broken:
        report.findings.append(broken)
    report.findings += [found for found in check_parts(members, manifest) if found != broken]
    if trust is not None:
        report.trusted = re.sub(r"[\s:]", "", trust).lower() == report.key_fingerprint
        if not report.trusted:
            report.findings.append(Finding("untrusted", {"found": report.key_fingerprint}))
    return report


def _say(report: Report) -> None:
    if report.signature_holds:
        print("ลายมือชื่อดิจิทัลถูกต้อง · The signature holds.")
    for finding in report.findings:
        print(f"✗ {finding.thai}\n  {finding.english}")
    manifest = report.manifest
    if manifest:
        unit = manifest.get("unit")
        facts = unit.get("name", "") if isinstance(unit, dict) else unit or ""
        print(f"หน่วยงาน · Unit: {facts}")
        print(
            f"รายงาน · Report: {manifest.get('kind')} {manifest.get('period')} "
            f"ฉบับที่ · revision {manifest.get('revision')}"
        )
        print(f"รหัสตรวจสอบรายงาน · Report fingerprint: {manifest['fingerprint']}")
    if report.key_fingerprint:
        print(f"ลายพิมพ์กุญแจของหน่วยงาน · Key fingerprint: {report.key_fingerprint}")
    if not report.sound:
        print("ผล: ไม่ผ่านการตรวจสอบ · Result: NOT SOUND.")
    elif report.trusted:
        print("ผล: ครบถ้วน และมาจากเจ้าของกุญแจที่ระบุ · Result: whole, and from the holder of the key named.")
    else:
        print(
            "ผล: ครบถ้วน ไม่ถูกแก้ไข แต่ยังไม่พิสูจน์ที่มา (ใช้ --trust ลายพิมพ์กุญแจ)\n"
            "Result: whole. Wholeness is proven, not origin (give --trust FINGERPRINT for that)."
        )


def main(arguments: list[str]) -> int:
    """The command; returns the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    trust = None
    if len(arguments) == 3 and arguments[1] == "--trust":
        trust = arguments.pop(2)
        arguments.pop(1)
    if len(arguments) != 1 or arguments[0].startswith("-"):
        print("วิธีใช้ · Usage: python -I verify.py PACKAGE.zip [--trust FINGERPRINT]", file=sys.stderr)
        return 2
    try:
        with open(arguments[0], "rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as problem:
        print(f"เปิดแฟ้มไม่ได้ · Cannot read the file: {problem}", file=sys.stderr)
        return 2
    report = check(data, trust)
    _say(report)
    return 0 if report.sound else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
