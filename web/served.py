"""Files, served only to who may have them; never inline, never sniffed."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse

from documents import files
from documents.models import StoredFile
from web import access
from web.access import Visitor


@login_required
def file(request: Visitor, file_id: str) -> HttpResponse:
    """A stored file as a download under its own name."""
    return as_download(access.file(request, file_id))  # type: ignore[arg-type]


def as_download(found: StoredFile) -> HttpResponse:
    """A stored file under its own name, kept by no cache."""
    response = HttpResponse(files.read(found), content_type=found.media_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
