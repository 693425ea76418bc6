"""Work that a person watches: real progress, survives reload, ends by itself, offers retry."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy

from documents.models import Document, StoredFile
from plans.models import ImportDraft
from tasks import watched
from tasks.models import JobState
from web import access
from web.access import Visitor
from web.posting import once

IMPORT = "import.preview"
STEPS = {
    IMPORT: [
        ("open", gettext_lazy("Opening what was read")),
        ("understand", gettext_lazy("Understanding every row")),
        ("keep", gettext_lazy("Keeping what was found")),
    ],
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
    if found.kind == IMPORT and found.state == JobState.DONE:
        return _go_on(request, reverse("import_check", args=[found.subject_key]))
    context = {
        "job": found,
        "steps": [
            (word, "done" if number < at else "now" if number == at else "open")
            for number, (_, word) in enumerate(steps)
        ],
        "running": found.state in (JobState.WAITING, JobState.RUNNING),
        "file": StoredFile.objects.filter(public_id=found.file_key).first() if found.file_key else None,
    }
    if found.kind == IMPORT:
        context["draft"] = ImportDraft.objects.get(public_id=found.subject_key)
    else:
        context["document"] = Document.objects.select_related("obligation__period").get(
            public_id=found.subject_key
        )
    template = "job/_panel.html" if request.headers.get("HX-Request") else "job/page.html"
    return render(request, template, context)


def _go_on(request: Visitor, address: str) -> HttpResponse:
    """Come to the next page by itself: htmx is told by a header, a reload by a redirect."""
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address)


@once
def retry(request: Visitor, job_id: str) -> HttpResponse:
    """Try a failed job again."""
    found = access.job(request, job_id)  # type: ignore[arg-type]
    if request.method == "POST":
        watched.retry(found)
    return redirect("job", found.public_id)
