from decimal import Decimal

from documents.arithmetic.bases import spending_shares, status_shares
from documents.arithmetic.form2 import Line, PlanYear, Row, Strategy, compute

D = Decimal
STRATEGIES = (Strategy("s1", 1, "ก"), Strategy("s2", 2, "ข"))


def figures():
    zero = D(0)
    rows = [
        Row(
            f"r{n}",
            n,
            "s1" if n < 4 else "s2",
            "ค",
            "done" if n in (1, 4) else "in_progress",
            False,
            (Line(f"l{n}", "ordinance_budget", 2569, D(100), zero, zero, zero, D(25)),),
        )
        for n in range(1, 7)
    ]
    return compute(STRATEGIES, rows, [PlanYear("s1", 2569, 3, D(600))], range(2569, 2570))


def test_a_status_is_shown_of_the_strategys_projects_and_of_all():
    own, everyone = status_shares(figures(), "s1")["done"]
    assert (own.percent, own.name) == (D("33.33"), "strategy_projects")
    assert (everyone.percent, str(everyone.label)) == (D("16.67"), "of all projects")


def test_spending_is_shown_of_the_plan_and_of_the_ordinance():
    plan, ordinance = spending_shares(figures(), "s1", 2569)
    assert (plan.percent, plan.name) == (D("12.50"), "plan_budget")
    assert (ordinance.percent, ordinance.base) == (D("25.00"), D("300.00"))


def test_a_base_that_is_not_there_gives_no_percent():
    plan, _ = spending_shares(figures(), "s2", 2570)
    assert plan.percent is None
