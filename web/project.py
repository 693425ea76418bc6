"""One project of the plan: its money, its periods, and what was decided about it since the plan was made."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents import cells, files, history
from documents.models import ChangeFile, ChangeSetKind, Document
from organisations.clock import today
from plans import changes
from plans.models import BudgetLine, ChangeKind, Project, ProjectChange
from web import access, words
from web.access import Visitor
from web.fields import DayField, MoneyField, ScanField
from web.posting import once
from web.templatetags.tidtam import fund_word

KINDS = {
    ChangeKind.ADD: gettext_lazy("Added to the plan"),
    ChangeKind.CHANGE: gettext_lazy("Changed"),
    ChangeKind.CANCEL: gettext_lazy("Cancelled"),
    ChangeKind.TRANSFER: gettext_lazy("Budget moved"),
    ChangeKind.CARRY_OVER: gettext_lazy("Money carried over to the next year"),
}
RECEIVED = "received"


class ChangeForm(forms.Form):
    """A decision about a project: what, by which authority, when, why, with its paper."""

    kind = forms.ChoiceField(label=gettext_lazy("What was decided"), widget=forms.RadioSelect)
    authority = forms.CharField(
        label=gettext_lazy("Authority (resolution, order or letter, with its number)"), max_length=200
    )
    decided_on = DayField(label=gettext_lazy("Day of the decision"))
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    name = forms.CharField(label=gettext_lazy("New name, if it was renamed"), max_length=500, required=False)
    line = forms.ChoiceField(label=gettext_lazy("Budget line"), required=False)
    amount = MoneyField(label=gettext_lazy("Amount, baht"), required=False)
    to = forms.ChoiceField(label=gettext_lazy("Moved to"), required=False)
    file = ScanField(label=gettext_lazy("The paper (optional, PDF or picture)"), required=False)

    def __init__(self, *args: Any, project: Project, others: list[BudgetLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [line for line in others if line.project_id == project.pk]
        self.lines = {line.key: line for line in others}
        named = [(one.value, name) for one, name in KINDS.items()]
        self.fields["kind"].choices = named  # type: ignore[attr-defined]
        self.fields["line"].choices = [(line.key, line_name(line)) for line in own]  # type: ignore[attr-defined]
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            ("", _("out of the list")),
            (RECEIVED, _("this line, from outside the list")),
            *(
                (line.key, f"{line.project.number} {line.project.name[:60]} · {line_name(line)}")
                for line in others
            ),
        ]


def line_name(line: BudgetLine) -> str:
    """A budget line in words: fund, year, and whence it was carried."""
    name = f"{fund_word(line.fund)} {line.budget_year}"
    return name + (
        _(" (carried over from %(year)s)") % {"year": line.carried_from} if line.carried_from else ""
    )


def decide(project: Project, form: ChangeForm, visitor: Visitor) -> ProjectChange:
    """Do what the form says. Raises `changes.ChangeRefused`."""
    given, actor = form.cleaned_data, visitor.user
    decision = changes.Decision(given["authority"], given["decided_on"] or today(), given["reason"])
    amount: Decimal = given["amount"] or Decimal(0)
    line = form.lines.get(given["line"] or "")
    kind = given["kind"]
    if kind == ChangeKind.ADD:
        return changes.add(project, decision, actor=actor)
    if kind == ChangeKind.CHANGE:
        return changes.change(project, decision, actor=actor, name=given["name"])
    if kind == ChangeKind.CANCEL:
        return changes.cancel(project, decision, actor=actor)
    assert line is not None
    if kind == ChangeKind.CARRY_OVER:
        return changes.carry_over(line, amount, decision, actor=actor)[0]
    if given["to"] == RECEIVED:
        return changes.receive(line, amount, decision, actor=actor)
    return changes.transfer(line, amount, decision, actor=actor, to=form.lines.get(given["to"]))[0]


def _say_in_the_report(project: Project, document: Document | None, visitor: Visitor) -> None:
    """A cancelled project is cancelled in the report that is being written too."""
    if document is None or not document.is_editable:
        return
    edit = cells.Edit(cells.row_cell(project, "status"), "cancelled")
    cells.apply(document, [edit], actor=visitor.user, kind=ChangeSetKind.ROW)


@once
def page(request: Visitor, project_id: str) -> HttpResponse:
    """The project's page; a press records a decision. With `?report=` it leads back to that report's row."""
    project = access.plan_project(request, project_id)  # type: ignore[arg-type]
    report = request.GET.get("report", "")
    document = access.staff_document_or_none(request, report)
    unit = project.plan.unit
    lines = list(
        BudgetLine.objects.filter(project__plan=project.plan)
        .select_related("project")
        .order_by("project__number", "budget_year", "pk")
    )
    form = ChangeForm(
        request.POST or None,
        request.FILES or None,
        initial={
            "decided_on": today(),
            "line": next((one.key for one in reversed(lines) if one.project_id == project.pk), ""),
        },
        project=project,
        others=lines,
    )
    drafter = access.is_drafter(request, unit)
    status = 200
    if request.method == "POST":
        status = 422 if drafter else 403
        if drafter and form.is_valid():
            try:
                with transaction.atomic():
                    made = decide(project, form, request)
                    scan = form.cleaned_data["file"]
                    if scan is not None:
                        stored = files.store(
                            scan.read(),
                            unit=unit,
                            name=scan.name,
                            media_type=scan.content_type or "application/octet-stream",
                            made_by=request.user,
                        )
                        ChangeFile.objects.create(change=made, file=stored)
                    if made.kind == ChangeKind.CANCEL:
                        _say_in_the_report(project, document, request)
            except changes.ChangeRefused as refused:
                form.add_error(refused.field, words.say(refused.sentence))
            else:
                messages.success(request, _("The decision was recorded."))
                response = redirect("project", project.public_id)
                response["Location"] += f"?report={report}" if document else ""
                return response
    told = ProjectChange.objects.filter(project=project).select_related("line", "made_by", "evidence__file")
    return render(
        request,
        "project/page.html",
        {
            "project": project,
            "document": document,
            "lines": [
                {"line": line, "name": line_name(line), "available": changes.after_transfers(line)}
                for line in lines
                if line.project_id == project.pk
            ],
            "past": history.of_project(project),
            "changes": [
                {
                    "change": one,
                    "kind": KINDS[ChangeKind(one.kind)],
                    "file": getattr(one, "evidence", None),
                    "amount": words.money(one.amount) if one.amount is not None else "",
                }
                for one in told
            ],
            "form": form,
            "drafter": drafter,
        },
        status=status,
    )
