"""Evidence of a frozen report for its readers: each file that was there when the revision was frozen, by its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404

from documents.models import Document, Evidence, StoredFile
from papers.thai import thai_digits
from web.sheets.paper import place_of


@dataclass(frozen=True, slots=True)
class Proof:
    """The files of one place of the paper."""

    place: str
    files: tuple[StoredFile, ...]


def proofs(document: Document, content: Mapping[str, Any]) -> list[Proof]:
    """What was frozen with the revision, in the order of the paper; none for a form without evidence."""
    told: Mapping[str, list[dict[str, str]]] = content.get("evidence") or {}
    if not told:
        return []
    rows = Evidence._base_manager.filter(document=document, cell__in=told).select_related("file")
    found: dict[tuple[str, str], StoredFile] = {(one.cell, one.file.sha256): one.file for one in rows}
    names = place_of(content)
    shown = []
    for cell, files in told.items():
        there = tuple(found[key] for one in files if (key := (cell, one["sha256"])) in found)
        if there:
            shown.append(
                Proof(thai_digits(names.get(cell.rsplit(".", 1)[0]) or names.get(cell, cell)), there)
            )
    return shown


def one_of(document: Document, content: Mapping[str, Any], key: object) -> StoredFile:
    """A file that was frozen with the revision; 404 for every other."""
    for proof in proofs(document, content):
        for file in proof.files:
            if file.public_id == key:
                return file
    raise Http404
