"""Sheets and previews as JSON and back, to be kept between the pages. Pure."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

from organisations.sentences import Sentence
from plans.importing.child import sheets_from, told_of
from plans.importing.preview import Column, ImportedProject, Preview, Problem, Skipped, Waiting, YearTotal
from plans.importing.sheets import Sheet
from plans.vocabulary import Fund, Status


def pack_sheets(sheets: Iterable[Sheet]) -> bytes:
    """The sheets, packed."""
    return _packed(told_of(sheets))


def unpack_sheets(kept: bytes) -> list[Sheet]:
    """What `pack_sheets` kept."""
    return sheets_from(zlib.decompress(kept))


def pack_preview(preview: Preview) -> bytes:
    """The preview, packed; its sentences still wait for their language."""
    return _packed({name.name: _plain(getattr(preview, name.name)) for name in fields(Preview)})


def unpack_preview(kept: bytes) -> Preview:
    """What `pack_preview` kept."""
    told = json.loads(zlib.decompress(kept))
    return Preview(
        tuple(map(_project, told["projects"])),
        tuple(Skipped(one["sheet"], one["row"], Sentence.from_json(one["why"])) for one in told["skipped"]),
        tuple(map(_problem, told["problems"])),
        tuple(Column(**one) for one in told["columns"]),
        Decimal(told["budget_total"]),
        Decimal(told["disbursed_total"]),
        tuple(
            YearTotal(one["year"], one["projects"], Decimal(one["budget"]), Decimal(one["disbursed"]))
            for one in told["by_year"]
        ),
        tuple(map(_waiting, told["waiting"])),
        date.fromisoformat(told["as_of"]) if told["as_of"] else None,
    )


def _packed(told: object) -> bytes:
    return zlib.compress(json.dumps(told, ensure_ascii=False).encode(), 1)


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, (tuple, list)):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return value
    if isinstance(value, Sentence):
        return value.to_json()
    if isinstance(value, (Decimal, date)):
        return str(value)
    return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}


def _money(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _project(one: dict[str, Any]) -> ImportedProject:
    return ImportedProject(
        **one
        | {
            "budget": _money(one["budget"]),
            "disbursed": _money(one["disbursed"]),
            "status": Status(one["status"]) if one["status"] else None,
            "fund": Fund(one["fund"]) if one["fund"] else None,
            "years": tuple((year, Decimal(budget)) for year, budget in one["years"]),
        }
    )


def _problem(one: dict[str, Any]) -> Problem:
    return Problem(**one | {"message": Sentence.from_json(one["message"])})


def _waiting(one: dict[str, Any]) -> Waiting:
    return Waiting(one["sheet"], one["row"], one["texts"], tuple(map(_problem, one["problems"])))
