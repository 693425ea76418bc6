"""Spreadsheets that a form brings, read before the form's transaction begins: no other writer waits for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from organisations.sentences import Sentence
from plans import importing
from web import access
from web.access import Visitor


@dataclass(frozen=True, slots=True)
class Spreadsheet:
    """An uploaded file: its sheets, or why it was refused, in words."""

    name: str
    data: bytes
    sheets: tuple[importing.Sheet, ...] = ()
    refused: Sentence | None = None


def read(name: str, data: bytes) -> Spreadsheet:
    """Read one file, whatever it is."""
    try:
        return Spreadsheet(name, data, tuple(importing.read_sheets(name, data)))
    except importing.FileRefused as refused:
        return Spreadsheet(name, data, refused=refused.sentence)


def of_field(field: str) -> Callable[..., list[Spreadsheet]]:
    """What `once_after` calls on a document's page: the files of a field, for the unit's own staff only."""

    def given(request: Visitor, document_id: str) -> list[Spreadsheet]:
        access.staff_document(request, document_id)  # type: ignore[arg-type]
        return [read(one.name or "", one.read()) for one in request.FILES.getlist(field)]  # type: ignore[union-attr]

    return given
