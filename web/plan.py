"""The projects of the unit, and their coming in from a spreadsheet: preview, commit, one undo."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render

from organisations import calendar
from organisations.clock import today
from plans.models import BudgetLine, DevelopmentPlan, ImportBatch
from web import access
from web.access import Visitor
from web.importing.outcome import waiting_rows


@login_required
def projects(request: Visitor) -> HttpResponse:
    """The plan's projects with their money, by strategy; what was brought in, with its undo."""
    unit = access.own_unit(request)
    plans = list(DevelopmentPlan.objects.filter(unit=unit))
    year = int(request.GET.get("year") or calendar.fiscal_year(today()))
    lines = (
        BudgetLine.objects.filter(project__plan__in=plans, budget_year=year)
        .select_related("project__strategy")
        .order_by("project__strategy__number", "project__number", "pk")
    )
    groups: dict[str, dict[str, Any]] = {}
    for line in lines:
        strategy = line.project.strategy
        group = groups.setdefault(
            strategy.key, {"number": strategy.number, "name": strategy.name, "rows": [], "sum": 0}
        )
        group["rows"].append(line)
        group["sum"] += line.budget
    years = sorted(
        set(BudgetLine.objects.filter(project__plan__in=plans).values_list("budget_year", flat=True))
    )
    return render(
        request,
        "plan/page.html",
        {
            "plans": plans,
            "groups": list(groups.values()),
            "year": year,
            "years": years,
            "count": len({line.project_id for line in lines}),
            "budget": sum((line.budget for line in lines), 0),
            "waiting": waiting_rows(plans),
            "batches": ImportBatch.objects.filter(plan__in=plans).select_related("made_by")[:5],
            "drafter": access.is_drafter(request, unit),
        },
    )
