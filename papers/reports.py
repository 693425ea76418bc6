"""The Word report of a document: from its frozen revision, or as a draft of what stands there now."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from typing import Any

from documents import forms
from documents.models import Document, FormKind, Revision
from organisations.canonical import canonical
from papers.form2 import write_form2
from papers.sheets import write_sheet

Progress = Callable[[str, int, int], None]


def nothing(step: str, at: int, of: int) -> None:
    """Nobody watches."""


def content_of(document: Document) -> tuple[dict[str, Any], str, bool]:
    """The content to print, its fingerprint, and whether it is a draft that nobody has frozen."""
    revision = Revision.objects.filter(document=document).order_by("-number").first()
    if revision is not None and not document.is_editable:
        return revision.data, revision.fingerprint, False
    number = revision.number + 1 if revision else 1
    content = forms.content(document, number)
    return content, hashlib.sha256(canonical(content)).hexdigest(), True


def file_name(document: Document, content: dict[str, Any]) -> str:
    """A name a clerk finds again: unit, form, period, revision."""
    kind = FormKind(document.kind).value
    return f"{content['unit']['code']}-{kind}-{content['period']['key']}-r{content['revision']}.docx"


def _write(
    content: dict[str, Any], fingerprint: str, out: io.BytesIO, progress: Progress, *, draft: bool = False
) -> None:
    """Write a content with the writer of its kind."""
    if content["schema"] == "tidtam/form2/1":
        write_form2(
            content,
            fingerprint=fingerprint,
            out=out,
            progress=lambda _, at, of: progress("write", at, of),
            draft=draft,
        )
        return
    progress("write", 0, 1)
    write_sheet(content, fingerprint=fingerprint, out=out, draft=draft)
    progress("write", 1, 1)


def revision_word(revision: Revision, progress: Progress = nothing) -> bytes:
    """The Word report of a frozen revision; the same revision gives the same bytes."""
    out = io.BytesIO()
    _write(revision.data, revision.fingerprint, out, progress)
    return out.getvalue()


def word(document: Document, progress: Progress = nothing) -> tuple[bytes, str]:
    """The Word report of a document as it stands, and its file name."""
    progress("collect", 0, 1)
    content, fingerprint, draft = content_of(document)
    progress("collect", 1, 1)
    out = io.BytesIO()
    _write(content, fingerprint, out, progress, draft=draft)
    progress("check", 1, 1)
    return out.getvalue(), file_name(document, content)
