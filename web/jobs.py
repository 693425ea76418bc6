"""Work that a person watches: real progress, survives reload, ends by itself, offers retry."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy

from documents.models import Document, StoredFile
from tasks import watched
from tasks.models import JobState
from web import access
from web.access import Visitor
from web.posting import once

STEPS = {
    "report.docx": [
        ("collect", gettext_lazy("Collecting the figures")),
        ("write", gettext_lazy("Writing the pages")),
        ("check", gettext_lazy("Keeping the file")),
    ],
    "package.seal": [
        ("collect", gettext_lazy("Collecting the approval")),
        ("write", gettext_lazy("Writing the papers")),
        ("check", gettext_lazy("Checking the log")),
        ("seal", gettext_lazy("Sealing and sending")),
    ],
}


@login_required
def job(request: Visitor, job_id: str) -> HttpResponse:
    """The job's page; its panel asks again by itself until the job has ended."""
    found = access.job(request, job_id)  # type: ignore[arg-type]
    steps = STEPS[found.kind]
    names = [name for name, _ in steps]
    at = (
        names.index(found.step)
        if found.step in names
        else (len(names) if found.state == JobState.DONE else -1)
    )
    context = {
        "job": found,
        "steps": [
            (word, "done" if number < at else "now" if number == at else "open")
            for number, (_, word) in enumerate(steps)
        ],
        "running": found.state in (JobState.WAITING, JobState.RUNNING),
        "document": Document.objects.select_related("obligation__period").get(public_id=found.document_key),
        "file": StoredFile.objects.filter(public_id=found.file_key).first() if found.file_key else None,
    }
    template = "job/_panel.html" if request.headers.get("HX-Request") else "job/page.html"
    return render(request, template, context)


@once
def retry(request: Visitor, job_id: str) -> HttpResponse:
    """Try a failed job again."""
    found = access.job(request, job_id)  # type: ignore[arg-type]
    if request.method == "POST":
        watched.retry(found)
    return redirect("job", found.public_id)
