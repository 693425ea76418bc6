"""What a list would change in a plan that is there: new, updated, the same, not in the file; and what to ask.

Pure. Two projects are taken for one when strategy, name and village are equal. Names that are only alike,
a project that has moved to another strategy, and a budget that differs from the one that is here are
questions; a row with a question that is not answered waits. Nothing of a plan is ever deleted by a list.
Amounts are baht, years B.E.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from organisations.sentences import Sentence
from plans.importing.choices import NOTHING_CHOSEN, Choices
from plans.importing.preview import MESSAGES, ImportedProject, Problem, Waiting
from plans.importing.twins import ALIKE_WITH_MONEY, Names, likeness, plain_name
from plans.vocabulary import Fund, bare

LineKey = tuple[Fund, int]
"""Fund and budget year: one line of a project."""


@dataclass(frozen=True, slots=True)
class KnownProject:
    """A project of the plan: `key` names it in the register, `number` is its row there."""

    key: int
    number: int
    strategy_number: int
    name: str
    village: str
    lines: Mapping[LineKey, Decimal]


@dataclass(frozen=True, slots=True)
class Match:
    """What a row becomes: lines of a known project, or a new one. `changed` are budgets that are replaced.

    `there` are lines that stand as they are, with the same amount or kept by the person's answer.
    """

    told: ImportedProject
    known: KnownProject | None
    new: tuple[tuple[LineKey, Decimal], ...]
    changed: tuple[tuple[LineKey, Decimal], ...] = ()
    there: tuple[LineKey, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """A list beside a plan."""

    matches: tuple[Match, ...]
    waiting: tuple[Waiting, ...]
    missing: tuple[KnownProject, ...]

    @property
    def new(self) -> int:
        """How many rows make a new project."""
        return sum(match.known is None for match in self.matches)

    @property
    def updated(self) -> int:
        """How many rows add to a project that is here, or change it."""
        return sum(match.known is not None and bool(match.new or match.changed) for match in self.matches)

    @property
    def same(self) -> int:
        """How many rows say what is here already."""
        return len(self.matches) - self.new - self.updated


def compare(
    projects: Iterable[ImportedProject],
    known: Sequence[KnownProject],
    *,
    default_year: int,
    choices: Choices = NOTHING_CHOSEN,
) -> Comparison:
    """Lay the projects that are ready beside those of the plan."""
    return _Comparing(projects, known, default_year, choices).result()


@dataclass(slots=True)
class _Plan:
    """The plan's projects, to be found by name, and those that no row of the file has named exactly."""

    known: Sequence[KnownProject]
    by_name: dict[tuple[int, str], list[KnownProject]] = field(default_factory=lambda: defaultdict(list))
    elsewhere: dict[tuple[str, str], list[KnownProject]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for one in self.known:
            self.by_name[one.strategy_number, plain_name(one.name)].append(one)
            self.elsewhere[plain_name(one.name), bare(one.village)].append(one)

    def named(self, told: ImportedProject, taken: set[int]) -> KnownProject | None:
        """The project of that strategy, name and village; where a village is not said, the only one."""
        same = self.by_name.get((told.strategy_number or 0, plain_name(told.name)), [])
        village = bare(told.village)
        exact = [one for one in same if bare(one.village) == village]
        if exact:
            return next((one for one in exact if one.key not in taken), exact[0])
        loose = [one for one in same if not village or not bare(one.village)]
        return loose[0] if len(loose) == 1 else None


class _Comparing:
    def __init__(
        self,
        projects: Iterable[ImportedProject],
        known: Sequence[KnownProject],
        default_year: int,
        choices: Choices,
    ) -> None:
        self.projects = list(projects)
        self.plan = _Plan(known)
        self.year = default_year
        self.choices = choices
        self.by_key = {one.key: one for one in known}
        self.matches: list[Match] = []
        self.waiting: list[Waiting] = []
        self.taken: set[int] = set()

    def result(self) -> Comparison:
        unnamed: list[ImportedProject] = []
        for told in self.projects:
            found = None if told.separate else self.plan.named(told, self.taken)
            if found is None:
                unnamed.append(told)
            else:
                self._match(told, found)
        self._unnamed(unnamed)
        order = {(told.sheet, told.row): at for at, told in enumerate(self.projects)}
        self.matches.sort(key=lambda match: order[match.told.sheet, match.told.row])
        missing = [one for one in self.plan.known if one.key not in self.taken]
        return Comparison(tuple(self.matches), tuple(self.waiting), tuple(missing))

    def _unnamed(self, projects: list[ImportedProject]) -> None:
        """Rows without their project: the same under another name or strategy? That is asked."""
        free: dict[int, list[KnownProject]] = defaultdict(list)
        by_money: dict[tuple[int, LineKey, Decimal], list[KnownProject]] = defaultdict(list)
        for one in self.plan.known:
            if one.key not in self.taken:
                free[one.strategy_number].append(one)
                for line, budget in one.lines.items():
                    by_money[one.strategy_number, line, budget].append(one)
        names = {number: Names([one.name for one in found]) for number, found in free.items()}
        for told in projects:
            if told.separate:
                self._match(told, None)
                continue
            code, found = "moved", self._moved(told)
            if found is None:
                code, found = "renamed", self._renamed(told, free, names, by_money)
            answer = self.choices.answer(told.sheet, told.row, code)
            if found is None or answer == "another":
                self._match(told, None)
            elif answer == "same":
                self._match(told, found)
            else:
                self.taken.add(found.key)
                self._ask(
                    told,
                    code,
                    found.name,
                    number=found.number,
                    known=found.name,
                    strategy=found.strategy_number,
                )

    def _moved(self, told: ImportedProject) -> KnownProject | None:
        found = self.plan.elsewhere.get((plain_name(told.name), bare(told.village)), [])
        free = [
            one for one in found if one.key not in self.taken and one.strategy_number != told.strategy_number
        ]
        return free[0] if len(free) == 1 else None

    def _renamed(
        self,
        told: ImportedProject,
        free: Mapping[int, list[KnownProject]],
        names: Mapping[int, Names],
        by_money: Mapping[tuple[int, LineKey, Decimal], list[KnownProject]],
    ) -> KnownProject | None:
        strategy = told.strategy_number or 0
        if strategy in names and (at := names[strategy].alike(told.name)) is not None:
            one = free[strategy][at]
            if one.key not in self.taken and _villages_agree(told, one):
                return one
        for line, budget in self._lines(told, None):
            same = [
                one
                for one in by_money.get((strategy, line, budget), [])[:8]
                if budget and one.key not in self.taken and _villages_agree(told, one)
            ]
            if len(same) == 1 and likeness(told.name, same[0].name) >= ALIKE_WITH_MONEY:
                return same[0]
        return None

    def _lines(self, told: ImportedProject, known: KnownProject | None) -> list[tuple[LineKey, Decimal]]:
        """The row's lines; without a fund of its own it means the one line that is there for the year."""
        found = []
        for year, budget in told.amounts(self.year):
            fund = told.fund or Fund.ORDINANCE_BUDGET
            if told.fund is None and known is not None:
                there = [line for line in known.lines if line[1] == year]
                fund = there[0][0] if len(there) == 1 else fund
            found.append(((fund, year), budget))
        return found

    def _match(self, told: ImportedProject, known: KnownProject | None) -> None:
        lines = self._lines(told, known)
        if known is None:
            self.matches.append(Match(told, None, tuple(lines)))
            return
        self.taken.add(known.key)
        new = tuple((line, budget) for line, budget in lines if line not in known.lines)
        other = [(line, budget) for line, budget in lines if known.lines.get(line, budget) != budget]
        answer = self.choices.answer(told.sheet, told.row, "budget-changed") if other else ""
        if other and not answer:
            self._ask(
                told, "budget-changed", known.name,
                changes="; ".join(f"{line[1]}: {known.lines[line]:,.2f} → {budget:,.2f}" for line, budget in other),
            )  # fmt: skip
            return
        changed = tuple(other) if answer == "replace" else ()
        there = tuple(line for line, _ in lines if line in known.lines)
        self.matches.append(Match(told, known, new, changed, there))

    def _ask(self, told: ImportedProject, code: str, other: str, **params: object) -> None:
        sentence = Sentence(MESSAGES[code], {"row": told.row, "value": told.name, **params})
        problem = Problem(told.sheet, told.row, "", code, "ask", sentence, told.name, other=other)
        self.waiting.append(Waiting(told.sheet, told.row, told.texts(), (problem,)))


def _villages_agree(told: ImportedProject, one: KnownProject) -> bool:
    return not told.village or not one.village or bare(told.village) == bare(one.village)
