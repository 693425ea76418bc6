"""A row that waited, looked at again with what a person has typed for it now."""

from __future__ import annotations

from collections.abc import Mapping

from organisations import calendar
from plans import register
from plans.importing import (
    Choices,
    Comparison,
    Preview,
    Sheet,
    SheetChoice,
    column_letter,
    is_field,
    understand,
)
from plans.models import WaitingRow, WordMemory


def look_again(
    row: WaitingRow, texts: Mapping[str, str], answers: Mapping[str, str]
) -> tuple[Preview, Comparison]:
    """Understand the row from its texts, field → text, as if it stood in its file, beside the plan of now.

    `answers` are those to the questions about it, code → answer. Nothing is written.
    """
    plan = row.batch.plan
    fields = [name for name in texts if is_field(name)]
    choices = Choices(
        sheets={row.sheet: SheetChoice(head=row.row - 1, columns=_letters(fields))},
        rows={(row.sheet, row.row, code): answer for code, answer in answers.items()},
        words={(one.kind, one.word): one.means for one in WordMemory.objects.filter(unit=plan.unit_id)},
    )
    above = ((),) * max(0, row.row - 2)
    typed = tuple(texts[name].strip() or None for name in fields)
    sheet = Sheet(row.sheet, (*above, tuple(fields), typed))
    year = default_year(row)
    preview = understand([sheet], default_year=year, choices=choices, strategies=register.strategies_of(plan))
    return preview, register.beside(plan, preview.ready, default_year=year, choices=choices)


def default_year(row: WaitingRow) -> int:
    """The budget year (B.E.) of a row that does not say its own: that of the day of its file's figures."""
    return calendar.fiscal_year(row.batch.as_of or row.batch.made_at.date())


def _letters(fields: list[str]) -> dict[str, str]:
    return {column_letter(index): name for index, name in enumerate(fields)}
