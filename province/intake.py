"""The one way in: a package is tested on arrival, whoever brings it (`product` N14, N15).

From the same installation, an upload, or a file of another box: the same checks, the same row. A package
that fails is noted as refused with its reason, and nothing of it is kept.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from documents import obligations
from documents.models import Obligation, StoredFile
from organisations.clock import now, today
from organisations.models import OrgUnit, UnitKind
from organisations.sentences import Sentence, gettext_noop
from papers import package
from papers.models import Package, UnitKey
from province.models import Desk, Refused, Submission
from workflow.models import LogEntry

EMPTY = gettext_noop("Sent but empty: no status and no amount was filled in.")


class IntakeRefused(Exception):
    """A package that was not taken in; `sentence` says why and what to do."""

    def __init__(self, code: str, sentence: Sentence) -> None:
        super().__init__(code)
        self.code, self.sentence = code, sentence


def pao_of(unit: OrgUnit) -> OrgUnit | None:
    """The อบจ. of the unit's province in this installation, if there is one."""
    return OrgUnit.objects.filter(parent=unit.parent_id, kind=UnitKind.PAO).first()


def trusted_keys(pao: OrgUnit) -> dict[str, bytes]:
    """The registered public keys of the province's units, by key id; revoked ones are left out."""
    rows = UnitKey.objects.filter(unit__parent=pao.parent_id, revoked_on__isnull=True)
    return {row.fingerprint[:16]: bytes.fromhex(row.public) for row in rows}


def letter_of(sent: Package) -> dict[str, Any]:
    """The letter's facts, from the entry of the move that sent the package."""
    entry = LogEntry.objects.filter(document=sent.revision.document_id, kind="submit").order_by("-seq")
    facts = next((one.facts for one in entry if one.facts.get("package") == sent.sha256), {})
    return {name: facts.get(name, "") for name in ("letter", "dated", "signer", "capacity", "recipients")}


def _refuse(pao: OrgUnit, name: str, data: bytes, code: str, sentence: Sentence) -> IntakeRefused:
    Refused.objects.create(
        pao=pao,
        name=name[:255],
        sha256=hashlib.sha256(data).hexdigest(),
        code=code,
        msgid=sentence.msgid,
        params={key: str(value) for key, value in sentence.params.items()},
    )
    return IntakeRefused(code, sentence)


def take_in(data: bytes, *, pao: OrgUnit, name: str, letter: dict[str, Any] | None = None) -> Submission:
    """Test a package and keep it as arrived. The exact repeat gives the row that is there already.

    Raises `IntakeRefused` with its code: those of `papers.package`, and unknown-unit, revision-there,
    older-revision.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    there = Submission._base_manager.filter(package_sha256=sha256, pao=pao).first()
    if there is not None:
        return there
    try:
        opened = package.open_package(data, trusted=trusted_keys(pao))
    except package.PackageRefused as refusal:
        raise _refuse(pao, name, data, refusal.code, refusal.sentence) from refusal
    manifest = opened.manifest
    unit = OrgUnit.objects.filter(code=manifest["unit"], parent=pao.parent_id).first()
    owner = UnitKey.objects.filter(fingerprint=opened.key_fingerprint).first()
    if unit is None or owner is None or owner.unit_id != unit.pk:
        raise _refuse(
            pao,
            name,
            data,
            "unknown-unit",
            Sentence(
                gettext_noop(
                    "The package names the unit %(unit)s, but the key that sealed it is not registered for that unit. "
                    "Please telephone the unit and compare the key's fingerprint."
                ),
                {"unit": str(manifest["unit"])[:40]},
            ),
        )
    earlier = Submission._base_manager.filter(
        pao=pao, unit=unit, kind=manifest["kind"], period_key=manifest["period"]
    ).order_by("-revision_number")
    newest = earlier.first()
    if newest is not None and newest.revision_number >= manifest["revision"]:
        raise _refuse(
            pao,
            name,
            data,
            "older-revision",
            Sentence(
                gettext_noop(
                    "Revision %(there)s of this report is here already; this package holds revision %(given)s. "
                    "Please ask the unit which one it means."
                ),
                {"there": newest.revision_number, "given": manifest["revision"]},
            ),
        )
    try:
        with transaction.atomic():
            submission = Submission._base_manager.create(
                pao=pao,
                unit=unit,
                kind=manifest["kind"],
                period_key=manifest["period"],
                revision_number=manifest["revision"],
                fingerprint=manifest["fingerprint"],
                package_sha256=sha256,
                key_fingerprint=opened.key_fingerprint,
                manifest=manifest,
                content=opened.members["data.json"].decode(),
                checks=_checks(opened, unit, newest),
                letter=letter or {},
                arrived_at=now(),
            )
            if newest is not None:
                earlier.exclude(pk=submission.pk).filter(replaced_by__isnull=True).update(
                    desk=Desk.REPLACED, replaced_by=submission
                )
    except IntegrityError:
        return Submission._base_manager.get(package_sha256=sha256, pao=pao)
    return submission


def _check(code: str, good: bool, msgid: str, **params: object) -> dict[str, Any]:
    return {"code": code, "good": good, "msgid": msgid, "params": params}


def _checks(opened: package.OpenedPackage, unit: OrgUnit, before: Submission | None) -> list[dict[str, Any]]:
    """What was tested on arrival, as sentences the desk shows; the first three held, or it were refused."""
    content, manifest = opened.content, opened.manifest
    entries = opened.members["chain.jsonl"].count(b"\n")
    found = [
        _check(
            "signature",
            True,
            gettext_noop("The seal holds for the registered key of %(unit)s."),
            unit=unit.short_name,
        ),
        _check(
            "parts",
            True,
            gettext_noop("All %(count)s parts are there and are what the manifest says."),
            count=len(opened.members) - 1,
        ),
        _check(
            "chain",
            True,
            gettext_noop("The log of %(count)s entries is whole up to the approval."),
            count=entries,
        ),
    ]
    resolution = json.loads(opened.members["resolution.json"])
    found.append(
        _check(
            "resolution",
            resolution.get("outcome") == "approved",
            gettext_noop(
                "The committee: %(approve)s approve, %(back)s return; %(answered)s of %(held)s answered."
            ),
            approve=resolution.get("approve"),
            back=resolution.get("return"),
            answered=resolution.get("answered"),
            held=resolution.get("seats_held"),
        )
    )
    typed = any(row["status"] for row in content["rows"]) or any(
        content["cells"].get(f"p2.line.{key}.amount") for key in content["lines"]
    )
    if "wording" in content:  # a form made of a template: a score's full marks are there though nobody scored
        typed = any(text and not cell.endswith((".full", ".n")) for cell, text in content["cells"].items())
    blank = any(part.get("nothing") for part in content["sections"].values())
    if not typed and not blank:
        found.append(_check("empty", False, EMPTY))
    notes = len(content["notes"])
    if notes:
        found.append(
            _check("notes", True, gettext_noop("%(count)s points carry a reason of the unit."), count=notes)
        )
    owed = Obligation._base_manager.filter(
        unit=unit, kind=manifest["kind"], period__key=manifest["period"]
    ).first()
    if owed is not None:
        day = today()
        late = (day - owed.due_on).days
        if late > 0 and before is None:
            found.append(
                _check("late", False, gettext_noop("It arrived %(days)s days after the due day."), days=late)
            )
        else:
            found.append(_check("late", True, gettext_noop("It arrived in time.")))
    if before is not None:
        old = json.loads(before.content)["cells"]
        differ = sorted(
            key for key in old.keys() | content["cells"].keys() if old.get(key) != content["cells"].get(key)
        )
        found.append(
            _check(
                "differs",
                not differ,
                gettext_noop("%(count)s figures differ from revision %(number)s."),
                count=len(differ),
                number=before.revision_number,
            )
        )
    return found


def file_of(submission: Submission) -> StoredFile | None:
    """The package's file when it was sealed in this installation."""
    sent = Package._base_manager.filter(sha256=submission.package_sha256).select_related("file").first()
    return sent.file if sent else None


def due_of(unit: OrgUnit, kind: str, key: str) -> date | None:
    """The day on which a unit owes a form for a period."""
    owed = Obligation._base_manager.filter(unit=unit, kind=kind, period__key=key).first()
    return obligations.binding_day(owed) if owed else None
