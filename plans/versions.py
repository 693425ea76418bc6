"""The facts of a plan version: its name, its years, the day it was announced, the word of its highest level."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from organisations import calendar
from organisations.clock import today
from organisations.models import OrgUnit
from organisations.sentences import Sentence, gettext_noop
from plans.models import DevelopmentPlan, LevelWord

LENGTHS = (3, 4, 5)
"""Years of a plan: three, four and five years have been the rule at different times (`docs/questions.md`)."""

_NAME = gettext_noop("Please write the plan's name.")
_LENGTH = gettext_noop("A plan is for three, four or five years.")
_LATER = gettext_noop(
    "The day of the announcement lies in the future. Please write it down when it has come."
)
_LOCKED = gettext_noop(
    "A report of this plan is frozen, so its years stay %(first)s–%(last)s. A changed plan is a version of its own."
)
_THERE = gettext_noop("There is a plan for these years already: “%(name)s”.")


class PlanRefused(ValueError):
    """Facts that cannot be kept: at which of `name`, `years`, `announced_on`, and the sentence that says why."""

    def __init__(self, field: str, message: str, **params: object) -> None:
        self.field, self.sentence = field, Sentence(message, params)
        super().__init__(str(self.sentence))


@dataclass(frozen=True, slots=True)
class Facts:
    """What a plan version says of itself; years are fiscal years B.E., `last_year` inclusive."""

    name: str
    first_year: int
    length: int
    announced_on: date | None
    word: str = LevelWord.STRATEGY

    @property
    def last_year(self) -> int:
        """The last fiscal year of the plan."""
        return self.first_year + self.length - 1


@transaction.atomic
def keep(unit: OrgUnit, plan: DevelopmentPlan | None, facts: Facts, *, years_stand: bool) -> DevelopmentPlan:
    """Keep the facts of a plan, or of a new one where `plan` is None. Raises `PlanRefused`.

    `years_stand` says that something frozen names its years, which then cannot be changed.
    """
    if not facts.name.strip():
        raise PlanRefused("name", _NAME)
    if facts.length not in LENGTHS:
        raise PlanRefused("years", _LENGTH)
    calendar.check_fiscal_year(facts.first_year)
    if facts.announced_on is not None and facts.announced_on > today():
        raise PlanRefused("announced_on", _LATER)
    OrgUnit._base_manager.select_for_update().get(pk=unit.pk)
    same = DevelopmentPlan.objects.filter(
        unit=unit, first_year=facts.first_year, last_year=facts.last_year, announced_on=facts.announced_on
    ).exclude(pk=plan.pk if plan and plan.pk else 0)
    if (there := same.first()) is not None:
        raise PlanRefused("years", _THERE, name=there.name)
    if plan is None:
        plan = DevelopmentPlan(unit=unit, code=_code(unit, facts.first_year))
    elif years_stand and (plan.first_year, plan.last_year) != (facts.first_year, facts.last_year):
        raise PlanRefused("years", _LOCKED, first=plan.first_year, last=plan.last_year)
    plan.name, plan.word = facts.name.strip(), facts.word
    plan.first_year, plan.last_year = facts.first_year, facts.last_year
    plan.announced_on = facts.announced_on
    plan.save()
    return plan


def _code(unit: OrgUnit, first_year: int) -> str:
    """A code that no plan of the unit has: `banna-2571`, else with a number behind it."""
    taken = set(DevelopmentPlan.objects.filter(unit=unit).values_list("code", flat=True))
    plain = f"{unit.code}-{first_year}"[:34]
    return next(one for n in range(1, 1000) if (one := plain if n == 1 else f"{plain}-{n}") not in taken)
