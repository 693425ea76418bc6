"""A Form 2 written down: canonical content of typed, computed and carried figures, texts and notes."""

from __future__ import annotations

from typing import Any

from documents.form2 import Form2, section
from documents.models import Section
from plans.models import LevelWord

SCHEMA = "tidtam/form2/1"
TEMPLATE = "form2-handbook-1"


def form2_content(form: Form2, number: int) -> dict[str, Any]:
    """Write down all of a Form 2: typed, computed and carried figures, texts, notes (`settled` 3).

    Money and percents are text; days are ISO text. Shape: `docs/content.md`.
    """
    document, period, unit = form.document, form.period, form.document.unit
    plan = document.plan
    if plan is None:
        raise ValueError("a Form 2 belongs to a plan")
    p3, p4 = section(form, Section.P3), section(form, Section.P4)
    cells = dict(form.figures.cells)
    cells["p3.short.n"] = "" if p3.number is None else str(p3.number)
    template = document.template
    own = template is not None and template.unit_id is not None
    return ({"wording": template.wording} if own and template else {}) | {
        "schema": SCHEMA,
        "template": template.key if template else TEMPLATE,
        "revision": number,
        "unit": {
            "code": unit.code,
            "name": unit.name,
            "short": unit.short_name,
            "district": unit.district,
            "province": unit.province_name,
        },
        "plan": {
            "code": plan.code,
            "name": plan.name,
            "first_year": plan.first_year,
            "last_year": plan.last_year,
            "word": LevelWord(plan.word).label,
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
        "strategies": [{"key": one.key, "number": one.number, "name": one.name} for one in form.strategies],
        "rows": [
            {
                "key": view.row.key,
                "number": view.row.number,
                "strategy": view.row.strategy,
                "name": view.row.name,
                "village": view.project.village,
                "division": view.project.division_text,
                "status": view.row.status or "",
                "added": view.row.added,
                "obstacle": view.row.obstacle,
                "lines": [line.figures.key for line in view.lines],
            }
            for view in form.rows
        ],
        "lines": {
            line.figures.key: {
                "fund": line.line.fund,
                "fund_name": line.line.fund_text,
                "budget_year": line.line.budget_year,
                "carried_from": line.line.carried_from,
                "basis": line.report.basis if line.report else "amount",
                "opening": {"as_of": line.line.opening.as_of.isoformat(), "source": line.line.opening.source}
                if getattr(line.line, "opening", None)
                else None,
                "earlier": [
                    {
                        "period": one.period,
                        "amount": str(one.amount),
                        "standing": one.standing,
                        "fingerprint": one.fingerprint,
                    }
                    for one in line.earlier
                ],
            }
            for view in form.rows
            for line in view.lines
        },
        "cells": cells,
        "bases": {
            cell: [str(base.numerator), str(base.denominator), base.name]
            for cell, base in form.figures.bases.items()
        },
        "sections": {one.value: {"nothing": section(form, one).nothing_to_report} for one in Section},
        "texts": {"p4.obstacles": p4.text, "p4.suggestions": p4.second_text},
        "changes": [
            {
                "kind": change.kind,
                "row": change.project.key,
                "line": change.line.key if change.line else "",
                "amount": "" if change.amount is None else str(change.amount),
                "authority": change.authority,
                "decided_on": change.decided_on.isoformat(),
                "reason": change.reason,
            }
            for change in form.changes
        ],
        "notes": [
            {"rule": note.rule, "cell": note.cell, "text": note.text}
            for note in sorted(form.notes.values(), key=lambda one: (one.rule, one.cell))
        ],
    }
