"""What happens to a project after the plan was made: added, changed, cancelled, money moved, money carried over.

Each is a decision with an authority, a day and a reason; the row is never changed afterwards, a mistake is put
right by another decision. Amounts are baht. Source: the plan's editions (เพิ่มเติม, เปลี่ยนแปลง, แก้ไข) and the
budget's transfers and reservations (โอน, กันเงินเบิกเหลื่อมปี).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum

from organisations.models import User
from organisations.sentences import Sentence, gettext_noop
from plans.models import BudgetLine, ChangeKind, Project, ProjectChange


class ChangeRefused(ValueError):
    """A change that cannot be: `field` says which part of it, `sentence` what to do."""

    def __init__(self, field: str, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.field, self.sentence = field, sentence


@dataclass(frozen=True, slots=True)
class Decision:
    """By what, when and why a project is changed."""

    authority: str
    decided_on: date
    reason: str


_NO_AUTHORITY = gettext_noop("Please write by which resolution, order or letter it was decided.")
_NO_REASON = gettext_noop("Please write why.")
_NO_AMOUNT = gettext_noop("Please write the amount in baht, above 0.")
_TOO_MUCH = gettext_noop("The line has %(left)s baht; please write no more than that.")
_SAME_LINE = gettext_noop("Please choose two different lines.")
_THERE = gettext_noop("Money of this line was carried over before. Please look at the line of %(year)s.")


def _decided(
    project: Project, kind: str, decision: Decision, *, actor: User, **more: object
) -> ProjectChange:
    if not decision.authority.strip():
        raise ChangeRefused("authority", Sentence(_NO_AUTHORITY))
    if not decision.reason.strip():
        raise ChangeRefused("reason", Sentence(_NO_REASON))
    return ProjectChange.objects.create(
        project=project,
        kind=kind,
        authority=decision.authority.strip()[:200],
        decided_on=decision.decided_on,
        reason=decision.reason.strip()[:500],
        made_by=actor,
        **more,
    )


def _locked(*lines: BudgetLine | None) -> None:
    """Hold the lines until the decision stands: two at once may not both take the same baht."""
    keys = sorted(line.pk for line in lines if line is not None)
    list(BudgetLine._base_manager.select_for_update().filter(pk__in=keys).order_by("pk"))


def after_transfers(line: BudgetLine) -> Decimal:
    """What a line has after all transfers, baht."""
    moved = line.changes.filter(kind=ChangeKind.TRANSFER).aggregate(total=Sum("amount"))["total"]
    return line.budget + (moved or Decimal(0))


@transaction.atomic
def add(project: Project, decision: Decision, *, actor: User) -> ProjectChange:
    """Write down that the project was added after the plan was made; it counts under เพิ่มเติม from then on."""
    change = _decided(project, ChangeKind.ADD, decision, actor=actor)
    Project.objects.filter(pk=project.pk).update(is_added=True)
    return change


@transaction.atomic
def change(project: Project, decision: Decision, *, actor: User, name: str = "") -> ProjectChange:
    """Write down that the project was changed; with a new name it bears that one, the old one stays in the
    reason."""
    name = " ".join(name.split())
    reason = decision.reason
    if name and name != project.name:
        reason = f"{reason.strip()} (เดิม: {project.name})" if reason.strip() else ""
    made = _decided(
        project,
        ChangeKind.CHANGE,
        Decision(decision.authority, decision.decided_on, reason),
        actor=actor,
    )
    if name and name != project.name:
        Project.objects.filter(pk=project.pk).update(name=name[:500])
    return made


@transaction.atomic
def cancel(project: Project, decision: Decision, *, actor: User) -> ProjectChange:
    """Write down that the project was cancelled; its rows stay."""
    return _decided(project, ChangeKind.CANCEL, decision, actor=actor)


@transaction.atomic
def transfer(
    line: BudgetLine, amount: Decimal, decision: Decision, *, actor: User, to: BudgetLine | None = None
) -> list[ProjectChange]:
    """Move money (baht, above 0) out of a line, to another one or out of the plan: one signed row each."""
    if amount <= 0:
        raise ChangeRefused("amount", Sentence(_NO_AMOUNT))
    if to is not None and to.pk == line.pk:
        raise ChangeRefused("to", Sentence(_SAME_LINE))
    _locked(line, to)
    left = after_transfers(line)
    if amount > left:
        raise ChangeRefused("amount", Sentence(_TOO_MUCH, {"left": f"{left:,.2f}"}))
    made = [_decided(line.project, ChangeKind.TRANSFER, decision, actor=actor, line=line, amount=-amount)]
    if to is not None:
        made.append(_decided(to.project, ChangeKind.TRANSFER, decision, actor=actor, line=to, amount=amount))
    return made


@transaction.atomic
def receive(line: BudgetLine, amount: Decimal, decision: Decision, *, actor: User) -> ProjectChange:
    """Write down money (baht, above 0) that came to a line from outside the plan's list."""
    if amount <= 0:
        raise ChangeRefused("amount", Sentence(_NO_AMOUNT))
    return _decided(line.project, ChangeKind.TRANSFER, decision, actor=actor, line=line, amount=amount)


@transaction.atomic
def carry_over(
    line: BudgetLine, amount: Decimal, decision: Decision, *, actor: User
) -> tuple[ProjectChange, BudgetLine]:
    """Reserve money (baht, above 0) of a line for the next year: there it is a line of its own."""
    if amount <= 0:
        raise ChangeRefused("amount", Sentence(_NO_AMOUNT))
    _locked(line)
    left = after_transfers(line)
    if amount > left:
        raise ChangeRefused("amount", Sentence(_TOO_MUCH, {"left": f"{left:,.2f}"}))
    year = line.budget_year + 1
    origin = line.carried_from or line.budget_year
    if BudgetLine.objects.filter(
        project=line.project_id, fund=line.fund, budget_year=year, carried_from=origin
    ).exists():
        raise ChangeRefused("amount", Sentence(_THERE, {"year": year}))
    made = _decided(line.project, ChangeKind.CARRY_OVER, decision, actor=actor, line=line, amount=amount)
    carried = BudgetLine.objects.create(
        project=line.project,
        fund=line.fund,
        fund_text=line.fund_text,
        budget_year=year,
        carried_from=origin,
        budget=amount,
    )
    return made, carried
