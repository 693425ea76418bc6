"""Clean forms and reports of realistic numbers, and the slips of a hand in them, drawn from a seed."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_DOWN, Decimal

from documents.arithmetic.form2 import Line, PlanYear, Row, Strategy, available, compute, percent, to_date
from documents.findings import (
    Change,
    Control,
    Finding,
    LastRow,
    Level,
    Past,
    Stated,
    StatedCount,
    StatedMoney,
    StatedPart,
    StatedPercent,
    StatedRow,
    StatedTotal,
    Surroundings,
    check_form2,
    check_stated,
)
from documents.findings.causes import swapped
from plans.vocabulary import Fund, Status, paper_column

D = Decimal
ZERO, CENT = D(0), D("0.01")
FUNDS = (Fund.ORDINANCE_BUDGET,) * 6 + (Fund.RESERVE_FUND,) * 3 + (Fund.EARMARKED_GRANT, Fund.GENERAL_GRANT)
EVIDENCE = ("ledger", "control totals", "earlier periods", "nothing")
"""What an office may have beside its rows: all of it; no print of single lines; no ledger at all; nothing."""


@dataclass(frozen=True)
class Form:
    """A form that is being made, with all that is known around it."""

    strategies: tuple[Strategy, ...]
    rows: tuple[Row, ...]
    around: Surroundings

    def findings(self, around: Surroundings | None = None) -> list[Finding]:
        years = [PlanYear(each.key, 2569, 1, D(1)) for each in self.strategies]
        figures = compute(self.strategies, self.rows, years, range(2569, 2570))
        return check_form2(self.strategies, self.rows, figures, around=around or self.around)

    def lines(self) -> Iterator[tuple[int, Line, Line | None]]:
        """Each line with its row's place and the line above it."""
        above = None
        for at, row in enumerate(self.rows):
            for line in row.lines:
                yield at, line, above
                above = line

    def typed(self, key: str, amount: Decimal) -> Form:
        """The same form with another amount typed in one line."""
        rows = tuple(
            replace(
                row,
                lines=tuple(replace(one, amount=amount) if one.key == key else one for one in row.lines),
            )
            for row in self.rows
        )
        return replace(self, rows=rows)

    def knowing(self, evidence: str) -> Surroundings:
        """What is around it, when only so much is known."""
        known = self.around
        if evidence != "ledger":
            known = replace(known, ledger={})
        if evidence in ("earlier periods", "nothing"):
            known = replace(known, controls=())
        return Surroundings() if evidence == "nothing" else known


@dataclass(frozen=True)
class Fault:
    """A slip: the cell that holds it, the cause that should be named, and what the rules said."""

    kind: str
    cell: str
    cause: str
    found: tuple[Finding, ...]

    @property
    def findings(self) -> list[Finding]:
        """What points at the cell."""
        return [each for each in self.found if self.cell in (each.cells[0], each.mend)]

    @property
    def is_found(self) -> bool:
        return bool(self.findings)

    @property
    def is_seen(self) -> bool:
        """Whether anything at all asks for a look that the clean form did not ask for."""
        return any(each.level in (Level.MUST_FIX, Level.SHOULD_CHECK) for each in self.found)

    @property
    def is_named(self) -> bool:
        return any(each.cause == self.cause for each in self.findings)


def some_money(chance: random.Random, low: int, high: int) -> Decimal:
    """An amount as budgets and vouchers have them: most with satang or odd baht, some round."""
    value = D(chance.randint(low, high))
    kind = chance.random()
    if kind < 0.5:
        return value + D(chance.randint(1, 99)) / 100
    return value if kind < 0.7 else max(D(100), value.quantize(D("1E2")) + ZERO)


def clean_form(chance: random.Random) -> Form:
    """Twelve to a hundred and fifty rows in a quarter of a year; nothing is to be said of them."""
    strategies = tuple(Strategy(f"s{n}", n, f"ยุทธศาสตร์ {n}") for n in range(1, chance.randint(3, 6)))
    quarter, count = chance.randint(1, 4), chance.randint(12, 150)
    rows, ledger, past, last, changes = [], {}, {}, [], []
    for number in range(1, count + 1):
        strategy = strategies[(number - 1) * len(strategies) // count].key
        line, told = _line(chance, number, quarter)
        status = _status(chance, line)
        row = Row(
            f"r{number}", number, strategy, f"โครงการ {number}", status, chance.random() < 0.04, (line,)
        )
        rows.append(row)
        past[line.key], ledger[line.key] = told, to_date(line)
        if quarter > 1:
            before = line.opening + line.earlier
            was = Status.IN_PROGRESS if before else Status.NOT_STARTED
            last.append(LastRow(row.key, number, row.name, was, before))
        for kind, is_so in (("add", row.added), ("cancel", status == Status.CANCELLED)):
            if is_so:
                changes.append(Change(kind, row.key, "", None, "มติสภา", date(2026, 1, 5)))
    controls = tuple(
        Control(
            fund,
            sum((to_date(r.lines[0]) for r in rows if r.lines[0].fund == fund), ZERO),
            date(2026, 1, 5),
        )
        for fund in sorted({row.lines[0].fund for row in rows})
    )
    around = Surroundings(
        2569, past, tuple(last), tuple(changes), controls, ledger, "ฝนตกหนัก งานถนนล่าช้า", False
    )
    return Form(strategies, tuple(rows), around)


def _line(chance: random.Random, number: int, quarter: int) -> tuple[Line, tuple[Past, ...]]:
    """A standing payment, a steady one, works paid in instalments, or nothing yet."""
    fund, key = chance.choice(FUNDS), f"l{number}"
    kind = chance.choice(("standing", "steady", "steady", "works", "works", "waiting"))
    base = some_money(chance, 2_000, 180_000)
    monthly = D(chance.randint(3, 60)) * 500  # what is paid every month is paid in round amounts
    older = chance.randint(0, 4) if kind in ("standing", "steady") else 0
    if kind == "waiting":
        return Line(key, fund, 2569, some_money(chance, 20_000, 900_000), ZERO, ZERO, ZERO, ZERO), ()
    if kind == "standing":
        amounts = [monthly * 3] * (older + quarter)
    elif kind == "steady":
        amounts = [
            (base * D(chance.randint(80_000, 125_000)) / 100_000).quantize(CENT, ROUND_DOWN)
            for _ in range(older + quarter)
        ]
    else:
        amounts = [
            some_money(chance, 1_000, 400_000) if chance.random() < 0.6 else ZERO for _ in range(quarter)
        ]
    earlier, amount = amounts[:-1], amounts[-1]
    here = earlier[older:]
    opening = some_money(chance, 500, 50_000) if kind == "works" and chance.random() < 0.3 else ZERO
    spent = sum(here, ZERO) + opening + amount
    budget = (spent * D(chance.randint(102, 190)) / 100 + 5).quantize(D(1) if chance.random() < 0.5 else CENT)
    transfer = some_money(chance, 1_000, 9_000) if chance.random() < 0.1 else ZERO
    told = tuple(Past(f"p{at}", each) for at, each in enumerate(earlier[-8:]))
    return Line(key, fund, 2569, budget, transfer, opening, sum(here, ZERO), amount), told


def _status(chance: random.Random, line: Line) -> str:
    spent = to_date(line)
    if not spent:
        return chance.choice((Status.NOT_STARTED, Status.NOT_STARTED, Status.CANCELLED))
    if spent * 2 >= available(line) and chance.random() < 0.5:
        return Status.DONE
    return Status.IN_PROGRESS


# Slips in a form that is being made


def _chosen(
    chance: random.Random, form: Form, slip: Callable[[Line, Line | None, Decimal], Decimal | None]
) -> tuple[Line, Line | None, Decimal] | None:
    """A line on which the slip changes something, and what was then typed."""
    places = list(form.lines())
    chance.shuffle(places)
    for _, line, above in places:
        if not line.amount or line.amount < 1000:
            continue
        typed = slip(line, above, line.amount)
        if typed is not None and typed != line.amount:
            return line, above, typed
    return None


def faulty_form(
    chance: random.Random, kind: str, evidence: str = "ledger", check: Callable | None = None
) -> Fault:
    """A clean form with one slip in it, and what the rules say of it."""
    power = chance.choice((10, 100, 1000))
    while True:
        form = clean_form(chance)
        last = {key: told[-1].amount for key, told in form.around.past.items() if told}
        slips: dict[str, Callable[[Line, Line | None, Decimal], Decimal | None]] = {
            "swapped-digits": lambda line, above, right: chance.choice(sorted(swapped(right)) or [right]),
            "times": lambda line, above, right: right * power,
            "parts": lambda line, above, right: right / power if right / power % CENT == 0 else None,
            "copied-above": lambda line, above, right: (above.amount or None) if above else None,
            "pasted-last": lambda line, above, right, last=last: last.get(line.key) or None,
            "typed-to-date": lambda line, above, right: (
                to_date(line) if line.earlier or line.opening else None
            ),
        }
        chosen = _chosen(chance, form, slips[kind])
        if chosen is not None:
            break
    line, above, typed = chosen
    cause = {"times": f"times:{power}", "parts": f"parts:{power}"}.get(kind, kind)
    if kind == "copied-above" and above is not None:
        cause = f"copied-above:{above.key.removeprefix('l')}"
    found = form.typed(line.key, typed).findings(form.knowing(evidence))
    return Fault(kind, f"p2.line.{line.key}.amount", cause, tuple(found))


# Reports made elsewhere


def clean_report(chance: random.Random, *, years: bool = True) -> Stated:
    """A printed report with every figure that the format knows, all of them right."""
    rows = []
    form = clean_form(chance)
    for row in form.rows:
        line = row.lines[0]
        before = line.opening + line.earlier
        rows.append(
            StatedRow(
                row.number,
                int(row.strategy[1:]),
                row.name,
                available(line),
                to_date(line),
                row.status,
                line.fund,
                before,
                line.amount,
            )
        )
    numbers = [each.number for each in form.strategies]
    plan = {
        (number, year): (chance.randint(3, 60), some_money(chance, 100_000, 9_000_000))
        for number in numbers
        for year in range(2566, 2571)
    }
    parts = [
        _part(number, [row for row in rows if row.strategy == number], plan, years) for number in numbers
    ]
    total = _part(None, rows, plan, years)
    money = total.money.sum if total.money else ZERO
    budget = total.budget or ZERO
    totals = (
        StatedTotal("บทสรุป", total.projects, total.budget, money),
        StatedTotal("หนังสือนำส่ง", None, budget),
    )
    spent = percent(money or ZERO, budget)
    percents = (StatedPercent("บทสรุป", spent or ZERO, money, budget, "money"),)
    return Stated(total, tuple(parts), tuple(rows), 2569, totals, percents)


def _part(
    number: int | None,
    rows: list[StatedRow],
    plan: dict[tuple[int, int], tuple[int, Decimal]],
    years: bool,
) -> StatedPart:
    def total(name: str, of: list[StatedRow]) -> Decimal:
        return sum((getattr(row, name) for row in of), ZERO)

    counts = {}
    for status in Status:
        of = [row for row in rows if row.status == status]
        counts[status.value] = StatedCount(len(of), percent(len(of), len(rows)), total("budget", of))
    columns = {
        column: total("disbursed", [row for row in rows if paper_column(row.fund or "") == column])
        for column in ("regular", "reserve")
    }
    in_years: dict[int, tuple[int | None, Decimal | None]] = {}
    for (strategy, year), (n, budget) in plan.items():
        if years and number in (None, strategy):
            was = in_years.get(year, (0, ZERO))
            in_years[year] = ((was[0] or 0) + n, (was[1] or ZERO) + budget)
    summed = (sum(n or 0 for n, _ in in_years.values()), sum((b or ZERO for _, b in in_years.values()), ZERO))
    return StatedPart(
        number,
        "" if number is None else f"ยุทธศาสตร์ {number}",
        len(rows),
        total("budget", rows),
        counts,
        StatedMoney(columns["regular"], columns["reserve"], sum(columns.values(), ZERO)),
        in_years,
        summed if years else (None, None),
    )


def _with_part(report: Stated, part: StatedPart) -> Stated:
    if part.number is None:
        return replace(report, total=part)
    parts = tuple(part if each.number == part.number else each for each in report.strategies)
    return replace(report, strategies=parts)


def _consistent(report: Stated) -> Stated:
    """The total follows its strategies, wherever it is stated."""
    budget = sum((part.budget or ZERO for part in report.strategies), ZERO)
    projects = sum(part.projects or 0 for part in report.strategies)
    money = report.total.money.sum if report.total.money else None
    total = replace(report.total, budget=budget, projects=projects)
    totals = (StatedTotal("บทสรุป", projects, budget, money), StatedTotal("หนังสือนำส่ง", None, budget))
    return replace(report, total=total, totals=totals, percents=())


def faulty_report(chance: random.Random, kind: str) -> Fault:
    """A printed report with one slip in it, and what the rules say of it."""
    while True:
        report = clean_report(chance, years=chance.random() < 0.5)
        part = chance.choice(report.strategies)
        made = {
            "missed-row": _missed_row,
            "strategy": _off_in_a_strategy,
            "cut-not-rounded": _cut,
            "other-base": _other_base,
        }[kind](chance, report, part)
        if made is not None:
            changed, cell, cause = made
            return Fault(kind, cell, cause, tuple(check_stated(changed)))


Made = tuple[Stated, str, str] | None


def _missed_row(chance: random.Random, report: Stated, part: StatedPart) -> Made:
    rows = report.rows_of(part)
    row = chance.choice(rows)
    if not row.budget or sum(each.budget == row.budget for each in rows) > 1:
        return None
    changed = _with_part(report, replace(part, budget=(part.budget or ZERO) - row.budget))
    if chance.random() < 0.5:
        changed = _consistent(changed)
    return changed, part.budget_cell, f"missed-row:{row.number}"


def _off_in_a_strategy(chance: random.Random, report: Stated, part: StatedPart) -> Made:
    cause = f"strategy:{part.number}"
    if chance.random() < 0.5:
        changed = _with_part(
            report, replace(part, budget=(part.budget or ZERO) + some_money(chance, 900, 99_000))
        )
        return _consistent(changed), report.total.budget_cell, cause
    changed = _with_part(report, replace(part, projects=(part.projects or 0) + chance.randint(1, 12)))
    return _consistent(changed), "p2.t4.total.all.n", cause


def _printed(report: Stated, part: StatedPart, status: str, value: Decimal, cause: str) -> Made:
    statuses = dict(part.statuses)
    statuses[status] = replace(statuses[status], percent=value)
    cell = f"p2.t4.{part.key}.{status}.percent"
    return _with_part(report, replace(part, statuses=statuses)), cell, cause


def _cut(chance: random.Random, report: Stated, part: StatedPart) -> Made:
    for status, count in sorted(part.statuses.items()):
        cut = percent(count.n or 0, part.projects or 0, rule="cut-2")
        if cut is not None and cut != count.percent:
            return _printed(report, part, status, cut, "cut-not-rounded")
    return None


def _other_base(chance: random.Random, report: Stated, part: StatedPart) -> Made:
    whole = report.total.projects or 0
    for status, count in sorted(part.statuses.items()):
        other = percent(count.n or 0, whole)
        if other is not None and count.percent is not None and abs(other - count.percent) > CENT:
            return _printed(report, part, status, other, f"other-base:{whole}")
    return None


IN_FORMS = ("swapped-digits", "times", "parts", "copied-above", "pasted-last", "typed-to-date")
IN_REPORTS = ("missed-row", "strategy", "cut-not-rounded", "other-base")


def faults(seed: int, each: int) -> list[Fault]:
    """So many faults of every kind."""
    chance = random.Random(seed)
    made = [faulty_form(chance, kind) for kind in IN_FORMS for _ in range(each)]
    return made + [faulty_report(chance, kind) for kind in IN_REPORTS for _ in range(each)]


def evidence_table(seed: int, each: int) -> str:
    """How many slips in a form make a finding · point at the cell · have their cause named, by evidence."""
    lines = ["| slip | " + " | ".join(EVIDENCE) + " |", "|---|" + "---|" * len(EVIDENCE)]
    for kind in IN_FORMS:
        shares = []
        for evidence in EVIDENCE:
            chance = random.Random(f"{seed} {kind} {evidence}")
            made = [faulty_form(chance, kind, evidence) for _ in range(each)]
            counts = [sum(getattr(one, name) for one in made) for name in ("is_seen", "is_found", "is_named")]
            shares.append(" · ".join(f"{count * 100 // each}%" for count in counts))
        lines.append(f"| {kind} | " + " | ".join(shares) + " |")
    return "\n".join(lines) + "\n"


# Every computed cell of a report, one baht (one project, one percent) too high


def raised(report: Stated) -> Iterator[tuple[str, str, Stated]]:
    """Each calculated or summed cell with the right value's text, and the report with one added to it."""
    for part in (*report.strategies, report.total):
        yield from _raised_part(report, part)
    for at, total in enumerate(report.totals, start=1):
        for name in ("projects", "budget", "disbursed"):
            value = getattr(total, name)
            if value is None:
                continue
            totals = list(report.totals)
            totals[at - 1] = replace(total, **{name: value + 1})
            yield f"totals.{at}.{name}", _text(value), replace(report, totals=tuple(totals))
    for at, stated in enumerate(report.percents, start=1):
        percents = list(report.percents)
        percents[at - 1] = replace(stated, percent=stated.percent + 1)
        yield f"percents.{at}.percent", _text(stated.percent), replace(report, percents=tuple(percents))
    for at, row in enumerate(report.rows):
        rows = list(report.rows)
        rows[at] = replace(row, disbursed=(row.disbursed or ZERO) + 1)
        yield f"p2.line.r{row.number}.to_date", _text(row.disbursed), replace(report, rows=tuple(rows))


def _raised_part(report: Stated, part: StatedPart) -> Iterator[tuple[str, str, Stated]]:
    def made(**changed: object) -> Stated:
        return _with_part(report, replace(part, **changed))

    yield f"p2.t4.{part.key}.all.n", _text(part.projects), made(projects=(part.projects or 0) + 1)
    yield part.budget_cell, _text(part.budget), made(budget=(part.budget or ZERO) + 1)
    for name in ("regular", "reserve", "sum"):
        value = getattr(part.money, name)
        money = replace(part.money, **{name: value + 1})
        yield f"p2.t5.{part.key}.{name}.amount", _text(value), made(money=money)
    for status, count in part.statuses.items():
        for name in ("n", "percent", "amount"):
            value = getattr(count, name)
            statuses = dict(part.statuses) | {status: replace(count, **{name: value + 1})}
            yield f"p2.t4.{part.key}.{status}.{name}", _text(value), made(statuses=statuses)
    if not part.years:
        return
    for at, name in ((0, "n"), (1, "budget")):
        for year, pair in part.years.items():
            years = dict(part.years) | {year: _plus_one(pair, at)}
            yield f"p2.t3.{part.key}.y{year}.{name}", _text(pair[at]), made(years=years)
        summed = _plus_one(part.year_sum, at)
        yield f"p2.t3.{part.key}.sum.{name}", _text(part.year_sum[at]), made(year_sum=summed)


def _plus_one(pair: tuple[int | None, Decimal | None], at: int) -> tuple[int | None, Decimal | None]:
    n, budget = pair
    return ((n or 0) + 1, budget) if at == 0 else (n, (budget or ZERO) + 1)


def _text(value: object) -> str:
    return f"{value:.2f}" if isinstance(value, Decimal) else str(value)
