"""Page 3: what would come in, every problem with its answer in place, and the press that brings it in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy

from documents import files, obligations, openings
from organisations import calendar
from organisations.clock import today
from organisations.models import OrgUnit
from plans import drafts, importing, vocabulary
from plans.importing import Choices, Comparison, Preview, Problem, Waiting
from plans.models import DevelopmentPlan, ImportBatch, ImportDraft
from web import access, words
from web.access import Visitor
from web.importing.matching import to_check
from web.posting import once_after

SHOWN = 200
ANSWERS = {
    "same": gettext_lazy("The same project"),
    "another": gettext_lazy("Another project"),
    "drop": gettext_lazy("Leave this row out"),
    "replace": gettext_lazy("Use the budget of the file"),
    "keep": gettext_lazy("Keep the budget that is here"),
}


@dataclass(slots=True)
class Checked:
    """A draft as it is understood with the answers of now, beside the plan of now."""

    draft: ImportDraft
    choices: Choices
    plan: DevelopmentPlan | None
    preview: Preview | None
    comparison: Comparison | None
    answered: bool = False

    @property
    def waiting(self) -> list[Waiting]:
        """The rows that wait, in the order of the file's sheets and rows."""
        assert self.preview is not None
        assert self.comparison is not None
        order = {name: at for at, name in enumerate(_sheet_names(self.preview))}
        rows = [*self.preview.waiting, *self.comparison.waiting]
        return sorted(rows, key=lambda one: (order.get(one.sheet, 0), one.row))


def _sheet_names(preview: Preview) -> list[str]:
    return list(dict.fromkeys(one.sheet for one in preview.columns))


def _read_check(request: Visitor, draft_id: UUID) -> Checked:
    draft = access.draft(request, draft_id)
    choices = drafts.choices_of(draft)
    if draft.batch is not None:
        return Checked(draft, choices, None, None, None)
    plan = drafts.plan_of(draft.unit, draft.year)
    preview = drafts.understood(draft, plan)
    answered = False
    if request.method == "POST":
        given = _answers(request.POST, preview, drafts.beside_plan(draft, preview, plan), choices)
        answered = given != choices
        if answered:
            choices, draft.choices = given, given.to_json()
            long = drafts.is_large(draft) and request.POST.get("act") != "import"
            preview = preview if long else drafts.read(draft, plan)
    return Checked(draft, choices, plan, preview, drafts.beside_plan(draft, preview, plan), answered)


@once_after(_read_check)
def check(request: Visitor, draft_id: UUID, *, read: Checked) -> HttpResponse:
    """Page 3: what would come in, every problem with its answer in place; then it comes in."""
    draft, preview, comparison = read.draft, read.preview, read.comparison
    if draft.batch is not None:
        return redirect("import_result", draft.batch.public_id)
    assert preview is not None
    assert comparison is not None
    if request.method == "POST":
        if read.answered:
            drafts.choose(draft, read.choices)
            drafts.remember_words(draft)
        if request.POST.get("act") != "import":
            return to_check(request, draft)
        if preview.ready or read.waiting:
            return redirect("import_result", _take_in(request, read).public_id)
    waiting = read.waiting
    return render(
        request,
        "import/check.html",
        {
            "draft": draft,
            "preview": preview,
            "comparison": comparison,
            "ready": len(comparison.matches),
            "waiting": _shown(waiting[:SHOWN], preview, read.choices),
            "waiting_count": len(waiting),
            "more_waiting": max(0, len(waiting) - SHOWN),
            "notes": [one for one in preview.problems if not one.of_row][:SHOWN],
            "unfilled": read.choices.unfilled,
            "skipped": Counter(words.say(one.why) for one in preview.skipped).most_common(),
            "skipped_rows": preview.skipped[:SHOWN],
            "missing": comparison.missing[:SHOWN],
            "missing_count": len(comparison.missing),
            "matches": comparison.matches[:SHOWN],
            "more_matches": max(0, len(comparison.matches) - SHOWN),
            "statuses": [(one.value, words.say(vocabulary.status_label(one))) for one in vocabulary.Status],
            "funds": [(one.value, words.say(vocabulary.fund_label(one))) for one in vocabulary.Fund],
        },
        status=422 if request.method == "POST" else 200,
    )


def _key(names: list[str], problem: Problem) -> str:
    """Names a problem in a form: sheet, row, column and code, whatever stands around it."""
    place = names.index(problem.sheet) if problem.sheet in names else 0
    return f"{place}.{problem.row}.{problem.column}.{problem.code}"


def _shown(waiting: Iterable[Waiting], preview: Preview, choices: Choices) -> list[dict[str, Any]]:
    """The waiting rows as the page shows them: each problem with the answers that fit it."""
    names = _sheet_names(preview)
    equal = Counter((one.code, one.value) for one in preview.problems)
    budgets = {
        one.sheet: one.letter
        for one in reversed(preview.columns)
        if one.field.startswith("budget") and one.field != "budget_year"
    }
    rows = []
    for row in waiting:
        shown = []
        for problem in row.problems:
            column = budgets.get(row.sheet, "") if problem.code == "row-not-understood" else problem.column
            shown.append(
                {
                    "key": _key(names, problem),
                    "problem": problem,
                    "equal": equal[problem.code, problem.value],
                    "column": column,
                    "suggestion": problem.suggestion,
                    "answers": [(one, ANSWERS[one]) for one in problem.answers],
                    "status": problem.code in ("status-unknown", "status-suggested", "status-contradiction"),
                    "fund": problem.code in ("fund-unknown", "fund-blank"),
                    "typed": bool(column)
                    and not problem.answers
                    and not problem.code.startswith(("status", "fund")),
                }
            )
        rows.append(
            {"row": row, "name": row.texts.get("name", ""), "problems": shown, "drop": _drop(names, row)}
        )
    return rows


def _drop(names: list[str], row: Waiting) -> str:
    return f"{names.index(row.sheet) if row.sheet in names else 0}.{row.row}"


def _answers(post: QueryDict, preview: Preview, comparison: Comparison, choices: Choices) -> Choices:
    """What was answered, added to what was before: everything typed in the form counts, whichever button."""
    names = _sheet_names(preview)
    act, _colon, pressed = post.get("act", "").partition(":")
    cells: dict[tuple[str, int, str], str] = {}
    rows: dict[tuple[str, int, str], str] = {}
    meanings: dict[tuple[str, str], str] = {}
    accepted = set(choices.accepted)
    budgets = {one.sheet: one.letter for one in preview.columns if one.field == "budget"}
    for waiting in [*preview.waiting, *comparison.waiting]:
        if post.get(f"drop-{_drop(names, waiting)}"):
            rows[waiting.sheet, waiting.row, ""] = "drop"
        for problem in waiting.problems:
            key, place = _key(names, problem), (problem.sheet, problem.row, problem.column)
            if typed := post.get(f"text-{key}", "").strip():
                letter = (
                    budgets.get(problem.sheet, "") if problem.code == "row-not-understood" else problem.column
                )
                cells[problem.sheet, problem.row, letter] = typed
            if (answer := post.get(f"answer-{key}", "")) in problem.answers and answer:
                rows[problem.sheet, problem.row, problem.code] = answer
            _word(post.get(f"word-{key}", ""), problem, meanings, cells)
            if key == pressed and act == "one":
                cells[place] = problem.suggestion
            if key == pressed and act == "all":
                accepted.add((problem.code, problem.value))
    unfilled = set(choices.unfilled)
    if act == "unfill" and pressed in importing.FIELDS:
        unfilled.add(pressed)
    if act == "fill":
        unfilled.discard(pressed)
    return choices.with_(
        cells=cells, rows=rows, words=meanings, accepted=frozenset(accepted), unfilled=frozenset(unfilled)
    )


def _word(
    chosen: str,
    problem: Problem,
    meanings: dict[tuple[str, str], str],
    cells: dict[tuple[str, int, str], str],
) -> None:
    """A status or a fund chosen for a word holds for all equal words; where two contradict, for that cell."""
    status, fund = chosen in set(vocabulary.Status), chosen in set(vocabulary.Fund)
    if problem.code == "status-contradiction" and status:
        cells[problem.sheet, problem.row, problem.column] = vocabulary.STATUS_TH[vocabulary.Status(chosen)]
    elif problem.code.startswith("status") and status:
        meanings["status", vocabulary.bare(problem.value)] = chosen
    elif problem.code.startswith("fund") and fund:
        meanings["fund", vocabulary.bare(problem.value)] = chosen


def _take_in(request: Visitor, read: Checked) -> ImportBatch:
    """Bring in what is ready, keep what waits; a draft comes in once."""
    draft = ImportDraft.objects.select_for_update().get(pk=read.draft.pk)
    if draft.batch is not None:
        return draft.batch
    assert read.preview is not None
    file = access.file(request, draft.file_key)
    taken = openings.take_in(
        read.plan or _new_plan(draft.unit, draft.year),
        read.preview.ready,
        file_name=draft.file_name,
        data=files.read(file),
        actor=request.user,
        default_year=draft.year,
        as_of=draft.as_of,
        waiting_rows=read.preview.waiting,
        choices=read.choices,
    )
    for year in {draft.year, calendar.fiscal_year(draft.as_of or today())}:
        obligations.make(draft.unit, year)
    draft.batch, draft.reading, draft.understood = taken.batch, b"", b""
    draft.save(update_fields=["batch", "reading", "understood"])
    return taken.batch


def _new_plan(unit: OrgUnit, year: int) -> DevelopmentPlan:
    """A five-year plan for the year, for a unit that has none of it yet."""
    first = year - (year - 2566) % 5
    return DevelopmentPlan.objects.create(
        unit=unit,
        code=f"{unit.code}-{first}",
        name=f"แผนพัฒนาท้องถิ่น (พ.ศ. {first}–{first + 4})",
        first_year=first,
        last_year=first + 4,
    )
