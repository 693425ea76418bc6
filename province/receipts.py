"""Receipts: what the อบจ. writes back, signed with its key, delivered into the unit's own log."""

from __future__ import annotations

import json
from typing import Any

from django.db import transaction

from documents.models import Revision
from organisations.canonical import canonical
from organisations.clock import now
from papers import keys, sealing
from province.models import Desk, Receipt, Submission
from workflow import moves

STEPS = {
    Desk.REGISTERED: "registered_at",
    Desk.RECORDED: "recorded_at",
    Desk.CORRECTION_ASKED: "correction_asked_at",
}


def steps_without_receipt() -> list[tuple[Submission, str]]:
    """The steps of the desk that have no receipt yet."""
    found: list[tuple[Submission, str]] = []
    for step, field in STEPS.items():
        stepped = Submission.objects.filter(**{f"{field}__isnull": False}).exclude(receipts__step=step)
        found += [(one, step.value) for one in stepped]
    return found


def facts_of(submission: Submission, step: str) -> dict[str, Any]:
    """What a receipt states; all text and whole numbers."""
    at = getattr(submission, STEPS[Desk(step)])
    points = (
        {
            "points": [
                {"anchor": one.anchor, "reason": one.reason_code, "text": one.text}
                for one in submission.points.all()
            ]
        }
        if step == Desk.CORRECTION_ASKED
        else {}
    )
    return points | {
        "schema": "tidtam/receipt/1",
        "receipt": f"{submission.public_id}:{step}",
        "step": step,
        "pao": submission.pao.code,
        "pao_name": submission.pao.short_name,
        "unit": submission.unit.code,
        "kind": submission.kind,
        "period": submission.period_key,
        "revision": submission.revision_number,
        "fingerprint": submission.fingerprint,
        "package": submission.package_sha256,
        "register": submission.stamp,
        "saraban": submission.saraban_no,
        "at": at.isoformat(),
    }


@transaction.atomic
def write(submission: Submission, step: str) -> Receipt:
    """Sign the receipt of a step and deliver it; done twice it gives the same receipt."""
    there = Receipt.objects.filter(submission=submission, step=step).first()
    if there is not None:
        return there
    facts = facts_of(submission, step)
    key = sealing.key_of(submission.pao)
    receipt = Receipt.objects.create(
        submission=submission,
        step=step,
        body=canonical(facts).decode(),
        signature=keys.sign_receipt(facts, key),
        key_fingerprint=keys.fingerprint(keys.public_raw(key)),
        made_at=now(),
    )
    deliver(receipt)
    return receipt


def deliver(receipt: Receipt) -> None:
    """Put a receipt into the log of the unit's document when the unit lives in this installation."""
    facts = json.loads(receipt.body)
    revision = (
        Revision._base_manager.select_related("document__unit")
        .filter(fingerprint=facts["fingerprint"], document__unit__code=facts["unit"])
        .first()
    )
    if revision is None:
        return
    moves.take_receipt(revision.document, facts=facts | {"signature": receipt.signature})
    Receipt.objects.filter(pk=receipt.pk).update(delivered_at=now())
