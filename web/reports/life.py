"""The life of a report in words, and whether the fingerprint on a paper is known here."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from committee.models import AgendaItem
from documents.models import Revision
from organisations import calendar
from tasks.models import Job, Notice
from tasks.notices import text_of
from web import access, words
from web.access import Visitor
from workflow import timeline


@login_required
def history(request: Visitor, document_id: str) -> HttpResponse:
    """The document's life in words: moves, opinions, files, notices, receipts."""
    document = access.staff_document(request, document_id)  # type: ignore[arg-type]
    group = request.GET.get("show", "")
    lines: list[dict[str, Any]] = [
        {
            "at": one.at,
            "text": words.say(one.sentence),
            "who": f"{one.who} ({words.role(one.role)})" if one.who and one.role else one.who,
            "group": one.group,
            "note": one.note,
        }
        for one in timeline.of(document)
    ]
    lines += [
        {
            "at": job.ended_at,
            "text": _("A Word report was made.")
            if job.kind == "report.docx"
            else _("The package was sealed."),
            "who": job.started_by.name if job.started_by else "",
            "group": "files",
            "file": job.file_key,
            "note": "",
        }
        for job in Job.objects.filter(subject_key=document.public_id, state="done").select_related(
            "started_by"
        )
    ]
    subjects = [str(document.obligation.public_id)]
    items = AgendaItem.objects.filter(revision__document=document).values_list("public_id", flat=True)
    told: dict[tuple[str, str], dict[str, Any]] = {}
    for notice in Notice.objects.filter(unit=document.unit).select_related("person"):
        mine = notice.subject.startswith(subjects[0]) or notice.subject in {str(one) for one in items}
        if not mine:
            continue
        key = (notice.subject, notice.step)
        line = told.setdefault(
            key,
            {
                "at": notice.made_at,
                "text": text_of(notice),
                "who": "",
                "group": "notices",
                "note": "",
                "people": [],
            },
        )
        line["people"].append(notice.person.name)
    for line in told.values():
        line["who"] = _("to %(names)s") % {"names": ", ".join(line.pop("people"))}
        lines.append(line)
    lines.sort(key=lambda one: one["at"], reverse=True)
    groups = [
        ("", _("All")),
        ("moves", _("Moves")),
        ("opinions", _("Opinions")),
        ("mending", _("Mending")),
        ("files", _("Files")),
        ("notices", _("Notices")),
        ("receipts", _("Receipts")),
    ]
    return render(
        request,
        "history/page.html",
        {
            "document": document,
            "obligation": document.obligation,
            "lines": [one for one in lines if not group or one["group"] == group],
            "groups": groups,
            "group": group,
        },
    )


def fingerprint(request: HttpRequest, mark: str) -> HttpResponse:
    """Whether a paper's fingerprint is known here, and what it is of; open to everyone who holds the paper."""
    clean = "".join(letter for letter in mark.lower() if letter in "0123456789abcdef")
    found = None
    if len(clean) >= 12:
        found = (
            Revision._base_manager.filter(fingerprint__startswith=clean)
            .select_related("document__unit", "document__obligation__period")
            .first()
        )
    span = calendar.parse_key(found.document.obligation.period.key) if found else None
    return render(
        request,
        "fingerprint/page.html",
        {"found": found, "mark": clean, "span": span},
        status=200 if found else 404,
    )
