"""Build and open the sealed package of a report: one zip file that anyone can check and nobody can alter.

Boundary: bytes in, bytes out; no database, no clock, no file of its own. The same facts, parts and key give
the same bytes (Ed25519 has no randomness, dates are those of 1980). `open_package` trusts nothing: limits
first, then the signature, and only then is anything parsed. The format and its checks are those of
`papers.verify`, a copy of which travels in each package; the signature is checked by `cryptography`.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from organisations.sentences import Sentence

from . import verify
from .keys import fingerprint, key_id, public_raw

FACTS = ("schema", "unit", "kind", "period", "revision", "fingerprint", "previous", "outcome", "chain_last")
README = """ชุดข้อมูลรายงานที่ผนึกแล้ว (ติดตามแผน)

แฟ้มนี้บรรจุรายงานที่คณะกรรมการเห็นชอบแล้ว พร้อมหลักฐาน และผนึกด้วยลายมือชื่อดิจิทัลของหน่วยงาน
- manifest.json   บัญชีส่วนประกอบและค่าแฮชของทุกแฟ้ม
- data.json       ตัวเลขและข้อความทั้งหมดของรายงาน
- ballots.json และ resolution.json   ความเห็นของกรรมการและมติ
- chain.jsonl     บันทึกการดำเนินการ ต่อเนื่องกันทุกลำดับ
- แฟ้ม .docx      รายงานฉบับกระดาษ

วิธีตรวจสอบ (ใช้ Python 3.10 ขึ้นไป ไม่ต้องติดตั้งโปรแกรมอื่น)
    python -I verify.py ชื่อแฟ้ม.zip
    python -I verify.py ชื่อแฟ้ม.zip --trust ลายพิมพ์กุญแจ
หากไม่ระบุลายพิมพ์กุญแจ การตรวจสอบยืนยันได้เพียงว่าแฟ้มครบถ้วนไม่ถูกแก้ไข แต่ยังไม่ยืนยันที่มา
ควรใช้ verify.py ที่ได้รับจากแหล่งที่เชื่อถือได้ และสอบถามลายพิมพ์กุญแจจากหน่วยงานโดยตรง เช่น ทางโทรศัพท์
"""


class PackageRefused(Exception):
    """A package not taken in: `code` (one of `verify.TEXTS`) for the program, `sentence` for the person."""

    def __init__(self, code: str, sentence: Sentence) -> None:
        self.code, self.sentence = code, sentence
        super().__init__(str(sentence))


@dataclass(frozen=True, slots=True)
class OpenedPackage:
    """A package that has passed every check.

    `manifest` and `content` (data.json) are parsed, `members` are all parts as bytes by name,
    `key_fingerprint` is that of the key the signature holds for.
    """

    manifest: dict[str, Any]
    content: dict[str, Any]
    members: dict[str, bytes]
    key_fingerprint: str


def build(*, facts: dict[str, Any], parts: dict[str, bytes], key: Ed25519PrivateKey) -> bytes:
    """Seal `parts` (name → bytes) under `facts` with the unit's key; deterministic.

    `facts` are exactly `FACTS`. Manifest, verifier and README are added here. Raises ValueError for other
    facts, for a name of ours among the parts and for a package that `open_package` would refuse.
    """
    if set(facts) != set(FACTS):
        raise ValueError(f"A package states {', '.join(FACTS)}; given were {', '.join(sorted(facts))}.")
    own = {"README.txt": README.encode(), "verify.py": Path(verify.__file__).read_bytes()}
    if taken := parts.keys() & {*own, "manifest.json"}:
        raise ValueError(f"These names belong to the package itself: {', '.join(sorted(taken))}.")
    members = {**parts, **own}
    public = public_raw(key)
    manifest = {
        **facts,
        "key_id": key_id(public).hex(),
        "public_key": public.hex(),
        "parts": [
            {"name": name, "sha256": hashlib.sha256(members[name]).hexdigest(), "size": len(members[name])}
            for name in sorted(members)
        ],
    }
    members["manifest.json"] = verify.canonical(manifest)
    sealed = seal(members, key)
    try:
        open_package(sealed, trusted={key_id(public).hex(): public})
    except PackageRefused as refusal:
        raise ValueError(f"These parts make no sound package: {refusal}") from refusal
    return sealed


def seal(members: dict[str, bytes], key: Ed25519PrivateKey) -> bytes:
    """The zip file of these members with the signed comment; checks nothing of what they say."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(members):
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.create_system, info.external_attr = 3, 0o100644 << 16
            archive.writestr(info, members[name])
        archive.comment = verify.MAGIC + key_id(public_raw(key)) + bytes(verify.SIGNATURE)
    signed = out.getvalue()[: -verify.SIGNATURE]
    return signed + key.sign(signed)


def open_package(data: bytes, *, trusted: Mapping[str, bytes] | None) -> OpenedPackage:
    """Open a package, or raise PackageRefused with its reason.

    `trusted` maps key ids (16 hex digits) to raw public keys; a package sealed with any other is refused
    before a byte of it is parsed. With None the key is the one the package names itself: that proves
    wholeness, not origin, and is for looking only.
    """
    try:
        signed, named, signature = verify.seal_of(data)
        if trusted is None:
            public = bytes.fromhex(
                verify.read_manifest(verify.members_of(data).get("manifest.json"))["public_key"]
            )
            if key_id(public) != named:
                raise verify.Fault("unknown-key", key=named.hex())
        elif (known := trusted.get(named.hex())) is None or key_id(known) != named:
            raise verify.Fault("unknown-key", key=named.hex())
        else:
            public = known
        _signature_holds(public, signature, signed)
        members = verify.members_of(data)
        manifest = verify.read_manifest(members.get("manifest.json"))
        if manifest["public_key"] != public.hex():
            raise verify.Fault("manifest", why="public_key")
        if missing := [name for name in FACTS if name not in manifest]:
            raise verify.Fault("manifest", why=missing[0])
    except verify.Fault as fault:
        raise _refusal(fault.finding) from None
    for finding in verify.check_parts(members, manifest):
        raise _refusal(finding)
    content = verify.load_canonical(members["data.json"])
    if not isinstance(content, dict):
        raise _refusal(verify.Finding("json", {"member": "data.json"}))
    return OpenedPackage(manifest, content, members, fingerprint(public))


def _signature_holds(public: bytes, signature: bytes, signed: bytes) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, signed)
    except (InvalidSignature, ValueError):
        raise verify.Fault("signature") from None


def _refusal(finding: verify.Finding) -> PackageRefused:
    return PackageRefused(finding.code, Sentence(verify.TEXTS[finding.code][0], dict(finding.params)))
