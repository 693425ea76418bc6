"""Page 4 and after: what came in, the next step, the undo, and the rows that wait to be mended."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents import obligations, openings
from documents.models import FormKind, Obligation
from organisations import calendar
from organisations.clock import today
from plans import importing, register, vocabulary
from plans.models import BudgetLine, DevelopmentPlan, ImportBatch, WaitingRow
from web import access, words
from web.access import Visitor
from web.importing.preview import ANSWERS, SHOWN
from web.posting import once
from web.refusals import status_of
from workflow import moves
from workflow.refusals import WorkflowError

OPEN = (obligations.Status.OPEN, obligations.Status.DUE_SOON, obligations.Status.OVERDUE)


@login_required
def result(request: Visitor, batch_id: UUID) -> HttpResponse:
    """Page 4: what came in, what waits, the undo, and the next step."""
    batch = access.batch(request, batch_id)
    lines = BudgetLine.objects.filter(batch=batch)
    budget = sum(lines.values_list("budget", flat=True), 0)
    return render(
        request,
        "import/result.html",
        {
            "batch": batch,
            "lines": lines.count(),
            "budget": budget,
            "new_projects": batch.projects.count(),
            "replaced": sum("line" in one for one in batch.log),
            "openings": lines.filter(opening__isnull=False).count()
            + sum("opening" in one for one in batch.log),
            "waiting": waiting_rows([batch.plan], batch),
            "year": _year_of(batch),
            "obligation": _next_step(batch),
            "drafter": access.is_drafter(request, batch.plan.unit),
        },
    )


def _year_of(batch: ImportBatch) -> int:
    """The year (B.E.) whose projects a person wants to see now: of the figures' day, or of the lines."""
    years = set(batch.lines.values_list("budget_year", flat=True))
    now = calendar.fiscal_year(batch.as_of or today())
    return now if now in years or not years else max(years)


def _next_step(batch: ImportBatch) -> Obligation | None:
    """The Form 2 that the list's figures belong to, if it is open and not begun: of the period in which their
    day lies, else the newest of the year."""
    owed = obligations.with_facts(
        Obligation.objects.filter(
            unit=batch.plan.unit_id, kind=FormKind.FORM2, period__fiscal_year=_year_of(batch), document=None
        ).order_by("-due_on")
    )
    ready = [one for one in owed if obligations.status(one, today()) in OPEN]
    day = batch.as_of
    its_own = (one for one in ready if day and one.period.starts_on <= day < one.period.ends_on)
    return next(its_own, ready[0] if ready else None)


@once
def begin(request: Visitor, batch_id: UUID) -> HttpResponse:
    """Begin the report that is due next, and land on its check."""
    batch = access.batch(request, batch_id)
    obligation = _next_step(batch)
    if request.method != "POST" or obligation is None:
        return redirect("import_result", batch.public_id)
    try:
        document = moves.open_document(obligation, actor=request.user)
    except WorkflowError as refusal:
        context = {"obligation": obligation, "refusal": refusal}
        return render(request, "begin/page.html", context, status=status_of(refusal))
    return redirect("check", document.public_id)


@once
def undo(request: Visitor, batch_id: UUID) -> HttpResponse:
    """Take the import out again, as long as nothing was written on its projects."""
    batch = access.batch(request, batch_id)
    if not access.is_drafter(request, batch.plan.unit):
        raise Http404
    if request.method == "POST":
        try:
            count = openings.undo(batch)
        except register.CannotUndo:
            messages.error(
                request,
                _("%(file)s can no longer be undone: figures were written on its projects.")
                % {"file": batch.file_name},
            )
        else:
            messages.success(
                request,
                _("%(file)s was undone: %(count)s rows went out.")
                % {"file": batch.file_name, "count": count},
            )
    return redirect("plan")


def waiting_rows(plans: Iterable[DevelopmentPlan], batch: ImportBatch | None = None) -> list[dict[str, Any]]:
    """The rows of the plans that still wait, each with its sentences; of one import, if it is named."""
    rows = WaitingRow.objects.filter(
        batch__plan__in=list(plans), batch__undone_at__isnull=True, settled_at__isnull=True
    ).select_related("batch")
    if batch is not None:
        rows = rows.filter(batch=batch)
    return [
        {
            "row": one,
            "name": one.texts.get("name", ""),
            "sentences": [words.say(register.problem_sentence(problem)) for problem in one.problems],
        }
        for one in rows[:SHOWN]
    ]


class RowForm(forms.Form):
    """Everything a waiting row says, to be mended in place."""

    name = forms.CharField(label=gettext_lazy("Project"), max_length=500, required=False)
    strategy_number = forms.CharField(label=gettext_lazy("Strategy number"), max_length=2, required=False)
    strategy = forms.CharField(label=gettext_lazy("Strategy"), max_length=300, required=False)
    village = forms.CharField(label=gettext_lazy("Village no."), max_length=40, required=False)
    budget = forms.CharField(label=gettext_lazy("Budget"), max_length=40, required=False)
    budget_year = forms.CharField(label=gettext_lazy("Budget year"), max_length=10, required=False)
    disbursed = forms.CharField(label=gettext_lazy("Spent to date"), max_length=40, required=False)
    division = forms.CharField(label=gettext_lazy("Division"), max_length=120, required=False)

    def __init__(self, row: WaitingRow, data: QueryDict | None) -> None:
        super().__init__(data, initial=row.texts)
        years = [name for name in row.texts if importing.is_year(name)]
        for name in years:
            self.fields[name] = forms.CharField(
                label=words.say(importing.field_label(name)), max_length=40, required=False
            )
        if years:
            del self.fields["budget"], self.fields["budget_year"]
        status = row.texts.get("status", "")
        fund = row.texts.get("fund", "")
        self.fields["status"] = forms.ChoiceField(
            label=_("Status"),
            required=False,
            choices=_choices(
                status, vocabulary.STATUS_TH, lambda one: words.say(vocabulary.status_label(one))
            ),
        )
        self.fields["fund"] = forms.ChoiceField(
            label=_("Fund"),
            required=False,
            choices=_choices(fund, vocabulary.FUND_TH, lambda one: words.say(vocabulary.fund_label(one))),
        )
        for problem in row.problems:
            answers = importing.ANSWERS.get(problem["code"], ())
            if answers:
                self.fields[f"answer-{problem['code']}"] = forms.ChoiceField(
                    label=words.say(register.problem_sentence(problem)),
                    required=False,
                    choices=[(one, ANSWERS[one]) for one in answers if one != "drop"],
                    widget=forms.RadioSelect,
                )

    def told(self) -> tuple[dict[str, str], dict[str, str]]:
        """What was typed, field → text, and what was answered, code → answer."""
        given = {name: text for name, text in self.cleaned_data.items() if text}
        answers = {
            name.removeprefix("answer-"): text for name, text in given.items() if name.startswith("answer-")
        }
        return {name: text for name, text in given.items() if not name.startswith("answer-")}, answers


def _choices(stands: str, labels: dict[Any, str], say: Any) -> list[tuple[str, str]]:
    """The closed list, by the words of the field; what stands there now comes first if it is not in it."""
    known = [(thai, say(one)) for one, thai in labels.items()]
    first = [] if stands in {thai for thai, _label in known} else [(stands, stands or "–")]
    return [*first, *known]


@once
def row(request: Visitor, row_id: UUID) -> HttpResponse:
    """A row that waits: mend it in place and bring it in, or drop it."""
    found = access.waiting_row(request, row_id)
    if found.settled_at is not None:
        return redirect("import_result", found.batch.public_id)
    form = RowForm(found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and request.POST.get("act") == "drop":
        register.drop(found)
        messages.success(request, _("Row %(row)s was dropped.") % {"row": found.row})
        return redirect("import_result", found.batch.public_id)
    if request.method == "POST" and form.is_valid():
        texts, answers = form.told()
        if openings.bring_in(found, texts, answers):
            messages.error(
                request, _("Row %(row)s still waits. What you typed is kept.") % {"row": found.row}
            )
            return redirect("import_row", found.public_id)
        messages.success(
            request, _("Row %(row)s came in: %(name)s.") % {"row": found.row, "name": texts.get("name", "")}
        )
        return redirect("import_result", found.batch.public_id)
    return render(
        request,
        "import/row.html",
        {
            "row": found,
            "form": form,
            "sentences": [words.say(register.problem_sentence(one)) for one in found.problems],
        },
        status=422 if request.method == "POST" else 200,
    )
