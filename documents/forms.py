"""Every kind of report behind one door: read it, ask its rules, write down its content.

Form 2 is a table of projects, the others are made of templates; who moves, checks, prints or compares a report
need not know which.
"""

from __future__ import annotations

from typing import Any, Protocol

from documents import form2, sheets
from documents.findings import Finding
from documents.form2_content import form2_content
from documents.models import Document, FindingNote, FormKind


class Form(Protocol):
    """What is asked of any report while it is written."""

    document: Document
    notes: dict[str, FindingNote]

    def findings(self) -> list[Finding]:
        """What the rules say of it, worst first."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was filled in."""

    @property
    def cells(self) -> dict[str, str]:
        """Its figures by address, typed and computed."""


def load(document: Document) -> Form:
    """Read a report as it stands."""
    return form2.load(document) if document.kind == FormKind.FORM2 else sheets.load(document)


def content(document: Document, number: int) -> dict[str, Any]:
    """All of a report as it stands, as revision `number` would freeze it (`docs/content.md`)."""
    if document.kind == FormKind.FORM2:
        return form2_content(form2.load(document), number)
    return sheets.content(sheets.load(document), number)
