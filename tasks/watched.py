"""Work that a person asks for and watches."""

from __future__ import annotations

from typing import Any

from documents.models import Document
from organisations.models import User
from plans.models import ImportDraft
from tasks import bell
from tasks.models import Job, JobState


def ask(
    kind: str, subject: Document | ImportDraft, *, actor: User, params: dict[str, Any] | None = None
) -> Job:
    """Begin a job, or give the one of the same kind that is still running for this subject."""
    running = Job.objects.filter(
        kind=kind, subject_key=subject.public_id, state__in=[JobState.WAITING, JobState.RUNNING]
    ).first()
    if running is not None:
        return running
    job = Job.objects.create(
        kind=kind,
        unit=subject.unit,
        subject_key=subject.public_id,
        params=params or {},
        started_by=actor,
    )
    bell.ring()
    return job


def retry(job: Job) -> Job:
    """Try a failed job again, with an effect of its own."""
    if job.state == JobState.FAILED:
        job.state, job.error, job.percent, job.step, job.ended_at = JobState.WAITING, "", 0, "", None
        job.tries += 1
        job.save(update_fields=["state", "error", "percent", "step", "ended_at", "tries"])
        bell.ring()
    return job
