"""A list on its way in: kept between the pages, so that nothing typed or answered is lost.

The sheets are read once and kept; what was understood of them is kept too, and made anew when a choice
changes. A long list is understood by a job (`tasks`), a short one at once. What a person confirms of
headings and words is remembered for the unit.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from organisations.clock import now
from organisations.models import OrgUnit, User
from plans import register
from plans.importing import (
    Choices,
    Comparison,
    Preview,
    Sheet,
    SheetChoice,
    Survey,
    survey,
    understand,
)
from plans.importing.notebook import Progress
from plans.importing.packing import pack_preview, pack_sheets, unpack_preview, unpack_sheets
from plans.importing.understanding import untold
from plans.models import DevelopmentPlan, HeadingMemory, ImportDraft, WordMemory

LARGE_ROWS = 1500
"""From so many rows on a list is understood by a job, with progress."""
KEPT_FOR = timedelta(days=30)
VERSION = "1"
"""Raise it when the reader reads otherwise: what was understood before is then understood anew."""


def begin(
    unit: OrgUnit,
    *,
    file_key: UUID,
    name: str,
    sheets: list[Sheet],
    year: int,
    as_of: date | None,
    actor: User,
) -> ImportDraft:
    """Keep a file that was read, with what the unit's people chose for the same headings before.

    Drafts of the unit that nobody finished in 30 days go.
    """
    ImportDraft.objects.filter(unit=unit, batch__isnull=True, made_at__lt=now() - KEPT_FOR).delete()
    choices = Choices(
        sheets=_remembered(unit, survey(sheets)),
        words={(one.kind, one.word): one.means for one in WordMemory.objects.filter(unit=unit)},
    )
    return ImportDraft.objects.create(
        unit=unit,
        file_key=file_key,
        file_name=name[:255],
        year=year,
        as_of=as_of,
        choices=choices.to_json(),
        rows=sum(len(sheet.rows) for sheet in sheets),
        reading=pack_sheets(sheets),
        made_by=actor,
    )


def _remembered(unit: OrgUnit, surveys: Iterable[Survey]) -> dict[str, SheetChoice]:
    known = dict(HeadingMemory.objects.filter(unit=unit).values_list("fingerprint", "columns"))
    return {
        one.name: SheetChoice(columns=known[one.fingerprint]) for one in surveys if one.fingerprint in known
    }


def remember(draft: ImportDraft) -> None:
    """Keep for the unit how the columns of these headings were chosen, and what words mean."""
    for one in survey(sheets_of(draft), choices_of(draft)):
        if one.used and one.fingerprint:
            columns = {shown.column.letter: shown.column.field for shown in one.columns}
            HeadingMemory.objects.update_or_create(
                unit=draft.unit, fingerprint=one.fingerprint, defaults={"columns": columns}
            )
    remember_words(draft)


def remember_words(draft: ImportDraft) -> None:
    """Keep for the unit what words mean."""
    for (kind, word), means in choices_of(draft).words.items():
        WordMemory.objects.update_or_create(
            unit=draft.unit, kind=kind, word=word[:200], defaults={"means": means}
        )


def sheets_of(draft: ImportDraft) -> list[Sheet]:
    """The sheets as they were read."""
    return unpack_sheets(bytes(draft.reading))


def choices_of(draft: ImportDraft) -> Choices:
    """What was chosen and answered so far."""
    return Choices.from_json(draft.choices)


def choose(draft: ImportDraft, choices: Choices) -> None:
    """Keep what was chosen; what was understood before no longer counts."""
    draft.choices = choices.to_json()
    draft.save(update_fields=["choices", "year", "as_of"])


def is_large(draft: ImportDraft) -> bool:
    """Whether the list is long enough to be understood by a job."""
    return draft.rows > LARGE_ROWS


def is_understood(draft: ImportDraft) -> bool:
    """Whether what is kept was understood with the choices of now."""
    return draft.understood_of == _state(draft)


def understood(draft: ImportDraft, plan: DevelopmentPlan | None) -> Preview:
    """What the file says, with the choices of now: kept, or read now."""
    if is_understood(draft):
        return unpack_preview(bytes(draft.understood))
    return read(draft, plan)


def read(draft: ImportDraft, plan: DevelopmentPlan | None, progress: Progress = untold) -> Preview:
    """Understand the file with the choices of now; nothing is written."""
    return understand(
        sheets_of(draft),
        default_year=draft.year,
        choices=choices_of(draft),
        strategies=register.strategies_of(plan) if plan else {},
        progress=progress,
    )


def keep(draft: ImportDraft, preview: Preview) -> None:
    """Keep what was understood, named by the choices it was made with; the same twice does no harm."""
    draft.understood, draft.understood_of = pack_preview(preview), _state(draft)
    ImportDraft.objects.filter(pk=draft.pk).update(
        understood=draft.understood, understood_of=draft.understood_of
    )


def beside_plan(draft: ImportDraft, preview: Preview, plan: DevelopmentPlan | None) -> Comparison:
    """The rows that are ready beside what the plan holds now."""
    known = register.known_projects(plan) if plan else []
    return register.compare(preview.ready, known, default_year=draft.year, choices=choices_of(draft))


def plan_of(unit: OrgUnit, year: int) -> DevelopmentPlan | None:
    """The unit's plan that covers a fiscal year (B.E.), if there is one."""
    return DevelopmentPlan.objects.filter(unit=unit, first_year__lte=year, last_year__gte=year).first()


def _state(draft: ImportDraft) -> str:
    told = [VERSION, draft.year, draft.choices]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
