"""A form made of a template as it stands: typed cells over carried ones, the computed ones, findings, content."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from documents import templates
from documents.arithmetic import computed
from documents.arithmetic.form2 import Base, Strategy
from documents.findings import Finding
from documents.models import Document, Evidence, FindingNote, FormTemplate, Revision, SheetCell
from documents.sheets import rules
from documents.sheets.fields import Field, Sort, fields_of
from documents.sheets.sources import Sources, of
from plans.models import DevelopmentPlan, LevelWord
from plans.models import Strategy as StrategyRow

SCHEMA = "tidtam/sheet/1"


@dataclass
class Sheet:
    """All of one form: `cells` holds the figures and choices, `texts` the words, both by address.

    A typed cell stands before the figure that comes from elsewhere; where it does, `overruled` names it. Cells
    that came whole from a closed survey cannot be typed.
    """

    document: Document
    template: FormTemplate
    words: dict[str, Any]
    strategies: list[Strategy]
    fields: dict[str, Field]
    typed: dict[str, SheetCell]
    sources: Sources
    cells: dict[str, str]
    bases: dict[str, Base]
    texts: dict[str, str]
    notes: dict[str, FindingNote] = field(default_factory=dict)

    @property
    def overruled(self) -> list[str]:
        """The cells in which another figure was typed than their source says."""
        carried = self.sources.cells
        return [cell for cell, one in self.typed.items() if cell in carried and carried[cell] != one.text]

    @cached_property
    def evidence(self) -> dict[str, list[Evidence]]:
        """The files of each cell, those taken away left out."""
        found: dict[str, list[Evidence]] = defaultdict(list)
        rows = Evidence.objects.filter(document=self.document, removed_at__isnull=True)
        for one in rows.select_related("file"):
            found[one.cell].append(one)
        return dict(found)

    def findings(self) -> list[Finding]:
        """What the rules say of it, worst first."""
        return rules.check(
            self.document.kind,
            self.words,
            self.strategies,
            self.cells,
            texts=self.texts,
            carried=self.sources.cells,
            last=self.sources.last.period if self.sources.last else "",
            needed=self.sources.needed,
            reasons={key: note.text for key, note in self.notes.items()},
        )

    @property
    def is_empty(self) -> bool:
        """Whether nothing was filled in and nothing came from elsewhere."""
        return not self.typed and not self.sources.cells

    @property
    def filled(self) -> tuple[int, int]:
        """How many of the cells that want a figure or a choice have one, and how many there are."""
        wanted = [one for one in self.fields.values() if one.sort is not Sort.TEXT]
        return sum(bool(self.cells.get(one.cell)) for one in wanted), len(wanted)


def strategies_of(document: Document) -> list[Strategy]:
    """The strategies of the document's plan, as addresses name them."""
    return strategies_of_plan(document.plan)


def strategies_of_plan(plan: DevelopmentPlan | None) -> list[Strategy]:
    """The strategies of a plan, as addresses name them."""
    rows = StrategyRow.objects.filter(plan=plan).order_by("number")
    return [Strategy(one.key, one.number, one.name) for one in rows]


def template_of(document: Document) -> FormTemplate:
    """The version with which the document was begun; in force today for one begun before there were versions."""
    if document.template is not None:
        return document.template
    return templates.in_force(document.kind, document.unit, document.obligation.opens_on)


def load(document: Document) -> Sheet:
    """Read one form, in a number of queries that does not grow with its cells."""
    template = template_of(document)
    words = template.wording
    strategies = strategies_of(document)
    fields = fields_of(document.kind, words, strategies)
    sources = of(document, words, strategies)
    if sources.sealed:
        fields = {}
    typed = {one.cell: one for one in SheetCell.objects.filter(document=document) if one.cell in fields}
    given: dict[str, str] = dict(sources.cells)
    texts: dict[str, str] = {}
    for cell, one in fields.items():
        text = typed[cell].text if cell in typed else ""
        if one.sort is Sort.TEXT:
            texts[cell] = text
        else:
            given[cell] = text or given.get(cell, "")
    for part in words["parts"]:
        for item in part.get("items", []):
            if "full" in item:
                given[f"{part['key']}.{item['key']}.full"] = str(item["full"])
    cells, bases = computed.compute(words.get("computed", []), given)
    return Sheet(
        document=document,
        template=template,
        words=words,
        strategies=strategies,
        fields=fields,
        typed=typed,
        sources=sources,
        cells=cells,
        bases=bases,
        texts=texts,
        notes={f"{one.rule}:{one.cell}": one for one in FindingNote.objects.filter(document=document)},
    )


def before(document: Document) -> dict[str, str]:
    """What the same form said the last time, choices and words, frozen or not, by address; empty the first time."""
    last = (
        Document.objects.filter(
            unit=document.unit_id,
            kind=document.kind,
            obligation__period__starts_on__lt=document.obligation.period.starts_on,
        )
        .order_by("-obligation__period__starts_on")
        .first()
    )
    if last is None:
        return {}
    frozen = Revision.objects.filter(document=last).order_by("-number").first()
    if frozen is None:
        told = dict(SheetCell.objects.filter(document=last).values_list("cell", "text"))
    else:
        choices = {cell: text for cell, text in frozen.data["cells"].items() if cell.endswith(".answer")}
        told = choices | frozen.data["texts"]
    return {cell: text for cell, text in told.items() if text and not computed.number(text)}


def content(sheet: Sheet, number: int) -> dict[str, Any]:
    """Write down all of a form as revision `number`. Shape: `docs/content.md`."""
    document, period, unit = sheet.document, sheet.document.obligation.period, sheet.document.unit
    plan = document.plan
    return {
        "schema": SCHEMA,
        "kind": document.kind,
        "template": sheet.template.key,
        "revision": number,
        "unit": {
            "code": unit.code,
            "name": unit.name,
            "short": unit.short_name,
            "district": unit.district,
            "province": unit.province_name,
        },
        "plan": {
            "code": plan.code if plan else "",
            "name": plan.name if plan else "",
            "first_year": plan.first_year if plan else period.fiscal_year,
            "last_year": plan.last_year if plan else period.fiscal_year,
            "word": LevelWord(plan.word if plan else LevelWord.STRATEGY).label,
        },
        "period": {
            "key": period.key,
            "kind": period.kind,
            "fiscal_year": period.fiscal_year,
            "number": period.number,
            "starts_on": period.starts_on.isoformat(),
            "ends_on": period.ends_on.isoformat(),
        },
        "law": document.obligation.law,
        "wording": sheet.words,
        "strategies": [{"key": one.key, "number": one.number, "name": one.name} for one in sheet.strategies],
        "rows": [],
        "lines": {},
        "sections": {},
        "changes": [],
        "cells": sheet.cells,
        "bases": {
            cell: [str(base.numerator), str(base.denominator), base.name]
            for cell, base in sheet.bases.items()
        },
        "texts": sheet.texts,
        "sources": {
            cell: pointer.told()
            for cell, pointer in sheet.sources.pointers.items()
            if sheet.cells.get(cell) == sheet.sources.cells[cell]
        },
        "evidence": {
            cell: [{"name": one.file.name, "sha256": one.file.sha256} for one in files]
            for cell, files in sheet.evidence.items()
        },
        "notes": [
            {"rule": note.rule, "cell": note.cell, "text": note.text}
            for note in sorted(sheet.notes.values(), key=lambda one: (one.rule, one.cell))
        ],
    }
