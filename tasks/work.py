"""What an effect does: one handler a kind. Each re-reads its rows, may run twice, and writes once."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from documents import files
from documents.models import Document, StoredFile
from organisations.clock import now
from organisations.scope import everything
from papers import reports, sealing
from papers.models import Package
from plans import drafts
from plans.models import ImportDraft
from province import intake, receipts
from province.models import Receipt, Submission
from tasks import divisions, effects, invitations
from tasks.models import Effect, Job, JobState
from workflow.moves import Letter
from workflow.refusals import WorkflowError

logger = logging.getLogger(__name__)

WINDOW = timedelta(days=60)
"""How far back the sweep looks for sent packages without their effect."""

STEPS = {"collect": 10, "write": 70, "check": 85, "seal": 95}
IMPORT_STEPS = {"open": 10, "understand": 90, "keep": 99}
"""How far a job is, in percent, when each of its steps ends."""


def _progress(effect: Effect, job: Job, steps: dict[str, int] = STEPS) -> Callable[[str, int, int], None]:
    def tell(step: str, at: int, of: int) -> None:
        effects.renew(effect)
        first = dict(zip(steps, [0, *steps.values()], strict=False)).get(step, 0)
        share = at / of if of else 1
        percent = int(first + (steps.get(step, 90) - first) * share)
        Job.objects.filter(pk=job.pk, state=JobState.RUNNING).update(step=step, percent=percent)

    return tell


def _job_of(effect: Effect) -> Job:
    job = Job.objects.get(public_id=effect.ref["job"])
    Job.objects.filter(pk=job.pk).exclude(state=JobState.DONE).update(state=JobState.RUNNING, error="")
    return job


def _end_job(job: Job, file: StoredFile | None) -> None:
    Job.objects.filter(pk=job.pk).update(
        state=JobState.DONE, percent=100, step="", ended_at=now(), file_key=file.public_id if file else None
    )


def report_word(effect: Effect) -> None:
    """Write the Word report a person asked for."""
    job = _job_of(effect)
    document = Document.objects.select_related("unit", "obligation__period").get(public_id=job.subject_key)
    data, name = reports.word(document, progress=_progress(effect, job))
    files.put(data)
    with transaction.atomic():
        if not effects.still_ours(effect):
            return
        file = files.store(
            data,
            unit=document.unit,
            name=name,
            media_type=files.WORD,
            made_by=job.started_by,
            effect_key=effect.key,
        )
        _end_job(job, file)
        effects.done(effect)


def package_seal(effect: Effect) -> None:
    """Seal the package of the approved revision and send it: the move `submit` checks the hashes."""
    job = _job_of(effect)
    document = Document.objects.select_related("unit", "obligation__period").get(public_id=job.subject_key)
    assert job.started_by is not None
    letter = Letter(**(job.params | {"dated": date.fromisoformat(job.params["dated"])}))
    sealed = sealing.build(document, progress=_progress(effect, job))
    with transaction.atomic():
        if not effects.still_ours(effect):
            return
        package = sealing.send(document, sealed, actor=job.started_by, letter=letter)
        _end_job(job, package.file)
        effects.done(effect)


def package_arrive(effect: Effect) -> None:
    """Carry a sent package to the อบจ. of the same installation: the same door as an upload."""
    package = Package.objects.select_related("revision__document__unit__parent", "file").get(
        pk=effect.ref["package"]
    )
    unit = package.revision.document.unit
    pao = intake.pao_of(unit)
    with transaction.atomic():
        if not effects.still_ours(effect):
            return
        if pao is not None:
            intake.take_in(
                files.read(package.file), pao=pao, name=package.file.name, letter=intake.letter_of(package)
            )
        effects.done(effect)


def receipt_sign(effect: Effect) -> None:
    """Sign the receipt of a step at the อบจ. and deliver it into the unit's log, if the unit is here."""
    submission = Submission.objects.select_related("pao", "unit").get(public_id=effect.ref["submission"])
    with transaction.atomic():
        if not effects.still_ours(effect):
            return
        receipts.write(submission, effect.ref["step"])
        effects.done(effect)


def import_preview(effect: Effect) -> None:
    """Understand a long list for its preview; nothing of it comes in. Twice gives the same."""
    job = _job_of(effect)
    draft = ImportDraft.objects.select_related("unit").get(public_id=job.subject_key)
    tell = _progress(effect, job, IMPORT_STEPS)
    tell("open", 1, 1)
    plan = drafts.plan_of(draft.unit, draft.year)
    preview = drafts.read(draft, plan, lambda at, of: tell("understand", at, of))
    tell("keep", 0, 1)
    with transaction.atomic():
        if not effects.still_ours(effect):
            return
        drafts.keep(draft, preview)
        _end_job(job, None)
        effects.done(effect)


HANDLERS: dict[str, Callable[[Effect], None]] = {
    "report.docx": report_word,
    "import.preview": import_preview,
    "package.seal": package_seal,
    "package.arrive": package_arrive,
    "receipt.sign": receipt_sign,
    divisions.MAIL: divisions.mail,
    invitations.KIND: invitations.mail,
}


def run(pk: int) -> bool:
    """Do one effect if it is still to be done; returns whether it was done now."""
    effect = effects.claim(pk)
    if effect is None:
        return False
    with everything():
        try:
            HANDLERS[effect.kind](effect)
        except WorkflowError as refusal:
            _failed(effect, str(refusal), final=True)
            return False
        except Exception as error:
            logger.exception("Effect %s failed", effect.key)
            _failed(effect, f"{type(error).__name__}: {error}")
            return False
    return True


def _failed(effect: Effect, error: str, *, final: bool = False) -> None:
    dead = effects.failed(effect, error, final=final)
    if "job" in effect.ref:
        state = JobState.FAILED if dead else JobState.WAITING
        fields: dict[str, Any] = {"state": state, "error": error[:2000]}
        if dead:
            fields["ended_at"] = now()
        Job.objects.filter(public_id=UUID(effect.ref["job"])).update(**fields)


def derive() -> int:
    """Derive the effects that jobs, sent packages and desk steps ask for; returns how many are new."""
    with everything():
        waiting = Job.objects.filter(state__in=[JobState.WAITING, JobState.RUNNING])
        by_kind: dict[str, dict[str, dict[str, Any]]] = {}
        for job in waiting:
            by_kind.setdefault(job.kind, {})[job.effect_key] = {"job": str(job.public_id)}
        made = sum(effects.wanted(kind, refs) for kind, refs in by_kind.items())
        sent = Package.objects.filter(sealed_at__gte=now() - WINDOW).values_list("pk", "sha256")
        made += effects.wanted("package.arrive", {f"arrive:{sha}": {"package": pk} for pk, sha in sent})
        stepped = receipts.steps_without_receipt()
        return made + effects.wanted(
            "receipt.sign",
            {
                f"receipt:{one.public_id}:{step}": {"submission": str(one.public_id), "step": step}
                for one, step in stepped
            },
        )


def receipts_of(submission: Submission) -> list[Receipt]:
    """The receipts of a submission, oldest first."""
    return list(Receipt.objects.filter(submission=submission).order_by("made_at"))
