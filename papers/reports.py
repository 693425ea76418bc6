"""The Word report of a document: from its frozen revision, or as a draft of what stands there now."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from typing import Any

from documents import form2, freezing
from documents.models import Document, FormKind, Revision
from organisations.canonical import canonical
from papers.form2 import write_form2

Progress = Callable[[str, int, int], None]


def nothing(step: str, at: int, of: int) -> None:
    """Nobody watches."""


def content_of(document: Document) -> tuple[dict[str, Any], str, bool]:
    """The content to print, its fingerprint, and whether it is a draft that nobody has frozen."""
    if document.kind != FormKind.FORM2:
        raise ValueError(f"{document.kind} has no Word report yet")
    revision = Revision.objects.filter(document=document).order_by("-number").first()
    if revision is not None and not document.is_editable:
        return revision.data, revision.fingerprint, False
    number = revision.number + 1 if revision else 1
    content = freezing.form2_content(form2.load(document), number)
    return content, hashlib.sha256(canonical(content)).hexdigest(), True


def file_name(document: Document, content: dict[str, Any]) -> str:
    """A name a clerk finds again: unit, form, period, revision."""
    return f"{content['unit']['code']}-form2-{content['period']['key']}-r{content['revision']}.docx"


def revision_word(revision: Revision, progress: Progress = nothing) -> bytes:
    """The Word report of a frozen revision; the same revision gives the same bytes."""
    out = io.BytesIO()
    write_form2(
        revision.data,
        fingerprint=revision.fingerprint,
        out=out,
        progress=lambda _, at, of: progress("write", at, of),
    )
    return out.getvalue()


def word(document: Document, progress: Progress = nothing) -> tuple[bytes, str]:
    """The Word report of a document as it stands, and its file name."""
    progress("collect", 0, 1)
    content, fingerprint, draft = content_of(document)
    progress("collect", 1, 1)
    out = io.BytesIO()
    write_form2(
        content,
        fingerprint=fingerprint,
        out=out,
        progress=lambda _, at, of: progress("write", at, of),
        draft=draft,
    )
    progress("check", 1, 1)
    return out.getvalue(), file_name(document, content)
