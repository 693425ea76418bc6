"""The sums of a stated report (F2-01, F2-02, F2-03, F2-05, F2-11): which must hold, and what is said if not.

Pure. Money is baht.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from documents.arithmetic.form2 import ZERO, money
from documents.findings import catalogue
from documents.findings.causes import of_measure, of_sum, of_typing
from documents.findings.finding import Finding, Level, WorkedLine, baht, whole
from documents.findings.relations import Culprit, Relation, Term, Unit
from documents.findings.report import STRATEGY_N, Stated, StatedPart, StatedRow
from organisations.sentences import Sentence, gettext_noop
from plans.vocabulary import STATUS_EN, Status

_NUMBER = gettext_noop("number of projects")
_BUDGET = gettext_noop("budget")
_AMOUNT = gettext_noop("amount spent")
_AMOUNT_OF = gettext_noop("amount of “%(status)s”")
_YEARS_DIFFER = gettext_noop(
    "%(where)s, %(what)s: the years add up to %(expected)s, but the total says %(typed)s. "
    "Please check the figures."
)
_STRATEGIES_DIFFER = gettext_noop(
    "%(what)s: the strategies add up to %(expected)s, but the total says %(typed)s. Please check the figures."
)
_ROWS_DIFFER = gettext_noop(
    "%(where)s, %(what)s: the rows listed add up to %(expected)s, but %(typed)s is stated. "
    "Please check the list or the figure."
)
_STATUSES_DIFFER = gettext_noop(
    "%(where)s: the statuses add up to %(expected)s projects, but %(typed)s are stated. "
    "Please check the statuses."
)
_STATUS_ROWS_DIFFER = gettext_noop(
    "%(where)s: the statuses stated are not those of the rows listed "
    "(%(typed)s projects, %(expected)s rows). Please check the list or the figures."
)
_AMOUNTS_DIFFER = gettext_noop(
    "%(where)s, %(what)s: the amounts of the statuses add up to %(expected)s, but %(typed)s is stated. "
    "Please check the figures."
)
_MONEY_DIFFERS = gettext_noop(
    "%(where)s: regular money and reserve add up to %(expected)s baht, but the sum says %(typed)s. "
    "Please check the figures."
)
_PLACES_DIFFER = gettext_noop(
    "%(where)s, %(what)s: %(typed)s is stated there, but %(expected)s elsewhere in the report. "
    "Please make them the same."
)
_OTHER_MEASURE = gettext_noop(
    "%(where)s, %(what)s: %(typed)s is printed, but the rows listed give %(expected)s. "
    "Please check which figure belongs in this column."
)
_STATUSES_SUM = gettext_noop("Projects with a status")
_ALL_PROJECTS = gettext_noop("All projects")
_STATED = gettext_noop("Stated")
_SUM = gettext_noop("Sum")
_DIFFERENCE = gettext_noop("Difference")
_ROWS = gettext_noop("Rows listed")
_YEAR = gettext_noop("Year %(year)s")
_STATED_STATUS = gettext_noop("%(status)s: stated %(stated)s, listed")
_REGULAR = gettext_noop("Regular budget")
_RESERVE = gettext_noop("Accumulated reserve")
_ELSEWHERE = gettext_noop("Total of the tables")
_WHERE = gettext_noop("“%(where)s”")

Figure = Decimal | int | None
Measure = str  # "budget" or "disbursed": of what the amounts beside the statuses are


def relations(report: Stated) -> list[Relation]:
    """Every sum for which the report states the whole and all of its parts."""
    found: list[Relation] = []
    for part in report.parts:
        found += _years(part)
        found += _statuses(part)
        found += _money_columns(part)
    found += _strategies_against_total(report)
    if report.rows:
        for part in report.parts:
            found += _rows_against(part, report)
    for part in report.parts:
        found += _amounts_of_statuses(part, report)
    found += _totals_elsewhere(report)
    return found


def measure_of(report: Stated) -> Measure | None:
    """Of what the amounts beside the statuses are: what most of them agree with, in doubt budgets."""
    agreeing = dict.fromkeys(("budget", "disbursed"), 0)
    for part in report.parts:
        rows = report.rows_of(part)
        for status, count in part.statuses.items():
            for name in agreeing:
                value = _sum(rows, name, status)
                agreeing[name] += value is not None and value == count.amount
    if report.rows:
        return "disbursed" if agreeing["disbursed"] > agreeing["budget"] else "budget"
    return None


def _sum(rows: Sequence[StatedRow], name: str, status: str | None = None) -> Decimal | None:
    values = [getattr(row, name) for row in rows if status in (None, row.status)]
    return None if any(value is None for value in values) else sum(values, ZERO)


def _relation(
    rule: str,
    message: str,
    part: StatedPart,
    what: Sentence,
    unit: Unit,
    whole_: tuple[str, Figure],
    parts: Sequence[tuple[str, Sentence | str, Figure]],
    **more: str,
) -> Iterator[Relation]:
    """The relation, if the whole and every part is stated."""
    cell, value = whole_
    if value is None or not parts or any(each[2] is None for each in parts):
        return
    terms = tuple(Term(at, label, Decimal(figure or 0)) for at, label, figure in parts)
    whole_term = Term(cell, Sentence(_STATED), Decimal(value))
    yield Relation(rule, message, part.where, what, unit, whole_term, terms, **more)


def _years(part: StatedPart) -> Iterator[Relation]:
    """F2-01: the years of table 3 against รวม."""
    for at, what, name, unit in ((0, _NUMBER, "n", "n"), (1, _BUDGET, "budget", "baht")):
        cell = f"p2.t3.{part.key}"
        parts = [
            (f"{cell}.y{year}.{name}", Sentence(_YEAR, {"year": year}), pair[at])
            for year, pair in sorted(part.years.items())
        ]
        stated = (f"{cell}.sum.{name}", part.year_sum[at])
        yield from _relation("F2-01", _YEARS_DIFFER, part, Sentence(what), unit, stated, parts)  # type: ignore[arg-type]


def _statuses(part: StatedPart) -> Iterator[Relation]:
    """F2-02: the statuses stated against the number of projects; a status not stated counts 0."""
    parts = [
        (f"p2.t4.{part.key}.{status}.n", Sentence(STATUS_EN[status]), part.statuses[status].n)
        for status in Status
        if status in part.statuses and part.statuses[status].n is not None
    ]
    if len(parts) < sum(status in part.statuses for status in Status):
        return
    stated = (f"p2.t4.{part.key}.all.n", part.projects)
    yield from _relation("F2-02", _STATUSES_DIFFER, part, Sentence(_NUMBER), "n", stated, parts)


def _money_columns(part: StatedPart) -> Iterator[Relation]:
    """F2-05: รวม จำนวนเงิน = งบปกติ + เงินสะสม."""
    if part.money is None:
        return
    cell = f"p2.t5.{part.key}"
    parts = [
        (f"{cell}.regular.amount", Sentence(_REGULAR), part.money.regular),
        (f"{cell}.reserve.amount", Sentence(_RESERVE), part.money.reserve),
    ]
    stated = (f"{cell}.sum.amount", part.money.sum)
    yield from _relation("F2-05", _MONEY_DIFFERS, part, Sentence(_AMOUNT), "baht", stated, parts)


def _strategies_against_total(report: Stated) -> Iterator[Relation]:
    """F2-01 and F2-03: the strategies against the total, for every figure that all of them state."""
    if not report.strategies:
        return

    def over(
        rule: str,
        what: Sentence,
        unit: Unit,
        cell: Callable[[StatedPart], str],
        of: Callable[[StatedPart], Figure],
    ) -> Iterator[Relation]:
        parts = [(cell(part), part.where, of(part)) for part in report.strategies]
        stated = (cell(report.total), of(report.total))
        yield from _relation(rule, _STRATEGIES_DIFFER, report.total, what, unit, stated, parts)

    number, budget, amount = Sentence(_NUMBER), Sentence(_BUDGET), Sentence(_AMOUNT)
    yield from over("F2-03", number, "n", lambda p: f"p2.t4.{p.key}.all.n", lambda p: p.projects)
    yield from over("F2-01", budget, "baht", lambda p: p.budget_cell, lambda p: p.budget)
    for at, what, name, unit in ((0, number, "n", "n"), (1, budget, "budget", "baht")):
        yield from over(
            "F2-01",
            what,
            unit,  # type: ignore[arg-type]
            lambda p, name=name: f"p2.t3.{p.key}.sum.{name}",  # type: ignore[misc]
            lambda p, at=at: p.year_sum[at],  # type: ignore[misc]
        )
        for year in sorted(report.total.years):
            yield from over(
                "F2-01",
                what,
                unit,  # type: ignore[arg-type]
                lambda p, name=name, year=year: f"p2.t3.{p.key}.y{year}.{name}",  # type: ignore[misc]
                lambda p, at=at, year=year: p.years[year][at] if year in p.years else None,  # type: ignore[misc]
            )
    for status in Status:
        word = Sentence(STATUS_EN[status])
        yield from over(
            "F2-03",
            word,
            "n",
            lambda p, s=status: f"p2.t4.{p.key}.{s}.n",  # type: ignore[misc]
            lambda p, s=status: p.statuses[s].n if s in p.statuses else None,  # type: ignore[misc]
        )
        yield from over(
            "F2-03",
            Sentence(_AMOUNT_OF, {"status": word}),
            "baht",
            lambda p, s=status: f"p2.t4.{p.key}.{s}.amount",  # type: ignore[misc]
            lambda p, s=status: p.statuses[s].amount if s in p.statuses else None,  # type: ignore[misc]
        )
    for column in ("regular", "reserve", "sum"):
        yield from over(
            "F2-03",
            amount,
            "baht",
            lambda p, c=column: f"p2.t5.{p.key}.{c}.amount",  # type: ignore[misc]
            lambda p, c=column: getattr(p.money, c) if p.money else None,  # type: ignore[misc]
        )


def _rows_against(part: StatedPart, report: Stated) -> Iterator[Relation]:
    """F2-03 for numbers and budgets, F2-02 for statuses: what is stated against the rows listed."""
    rows = report.rows_of(part)
    ones = _given(part, rows, lambda row: Decimal(1))
    stated: tuple[str, Figure] = (f"p2.t4.{part.key}.all.n", part.projects)
    yield from _relation("F2-03", _ROWS_DIFFER, part, Sentence(_NUMBER), "n", stated, ones)
    if _sum(rows, "budget") is not None:
        budgets = _given(part, rows, lambda row: row.budget or ZERO)
        stated = (part.budget_cell, part.budget)
        yield from _relation("F2-03", _ROWS_DIFFER, part, Sentence(_BUDGET), "baht", stated, budgets)
    if _sum(rows, "disbursed") is not None and part.money is not None:
        own = [row for row in rows if row.fund not in ("pao_budget", "other_agency")]
        spent = _given(part, own, lambda row: row.disbursed or ZERO)
        stated = (f"p2.t5.{part.key}.sum.amount", part.money.sum)
        yield from _relation("F2-03", _ROWS_DIFFER, part, Sentence(_AMOUNT), "baht", stated, spent)
    if not any(row.status for row in rows):
        return
    for status in Status:
        if status not in part.statuses:
            continue
        listed = Decimal(sum(row.status == status for row in rows))
        stated = (f"p2.t4.{part.key}.{status}.n", part.statuses[status].n)
        word = Sentence(STATUS_EN[status])
        parts = [("", Sentence(_ROWS), listed)]
        yield from _relation(
            "F2-02", _ROWS_DIFFER, part, word, "n", stated, parts, group=f"statuses:{part.key}"
        )


def _given(
    part: StatedPart, rows: Sequence[StatedRow], of: Callable[[StatedRow], Decimal]
) -> list[tuple[str, Sentence | str, Figure]]:
    """The rows as given terms: in one sum, or for the whole plan by strategy."""
    if part.number is not None or not rows:
        return [("", Sentence(_ROWS), sum((of(row) for row in rows), ZERO))]
    sums: dict[int, Decimal] = {}
    for row in rows:
        sums[row.strategy] = sums.get(row.strategy, ZERO) + of(row)
    return [("", Sentence(STRATEGY_N, {"number": number}), sums[number]) for number in sorted(sums)]


def _amounts_of_statuses(part: StatedPart, report: Stated) -> Iterator[Relation]:
    """The amounts printed beside the statuses: against the rows of that status, and against the whole."""
    amounts = {status: part.statuses[status].amount for status in Status if status in part.statuses}
    measure = measure_of(report)
    if measure is None or not amounts:
        return
    rows = report.rows_of(part)
    for status, amount in amounts.items():
        listed = _sum(rows, measure, status)
        stated = (f"p2.t4.{part.key}.{status}.amount", amount)
        what = Sentence(_AMOUNT_OF, {"status": Sentence(STATUS_EN[status])})
        parts = [("", Sentence(_ROWS), listed)]
        yield from _relation(
            "F2-03", _ROWS_DIFFER, part, what, "baht", stated, parts, group=f"amount:{status}"
        )
    if measure == "budget":
        terms = [
            (f"p2.t4.{part.key}.{status}.amount", Sentence(STATUS_EN[status]), amount)
            for status, amount in amounts.items()
        ]
        yield from _relation(
            "F2-03",
            _AMOUNTS_DIFFER,
            part,
            Sentence(_BUDGET),
            "baht",
            (part.budget_cell, part.budget),
            terms,
            at=f"p2.t4.{part.key}.all.amount",
        )


def _totals_elsewhere(report: Stated) -> Iterator[Relation]:
    """F2-03: a grand total that is stated in another place says the same."""
    total = report.total
    first: dict[str, tuple[str, Figure]] = {
        "projects": (f"p2.t4.{total.key}.all.n", total.projects),
        "budget": (total.budget_cell, total.budget),
        "disbursed": (f"p2.t5.{total.key}.sum.amount", total.money.sum if total.money else None),
    }
    words = {"projects": _NUMBER, "budget": _BUDGET, "disbursed": _AMOUNT}
    for at, each in enumerate(report.totals, start=1):
        for name, what in words.items():
            cell, stated = f"totals.{at}.{name}", getattr(each, name)
            if stated is None:
                continue
            if first[name][1] is None:
                first[name] = (cell, stated)
                continue
            unit: Unit = "n" if name == "projects" else "baht"
            known = Term(first[name][0], Sentence(_ELSEWHERE), Decimal(first[name][1] or 0))
            whole_term = Term(cell, Sentence(_WHERE, {"where": each.where}), Decimal(stated))
            where = Sentence(_WHERE, {"where": each.where})
            yield Relation("F2-03", _PLACES_DIFFER, where, Sentence(what), unit, whole_term, (known,))


# What is said of a broken sum


def findings_of(found: Sequence[Culprit], report: Stated) -> list[Finding]:
    """The findings; several wrong counts of statuses of one part are one finding."""
    together: dict[str, list[Culprit]] = {}
    for culprit in found:
        together.setdefault(culprit.relation.group or str(id(culprit)), []).append(culprit)
    told: list[Finding] = []
    for group, members in together.items():
        if group.startswith("statuses:") and len(members) > 1:
            part = next(part for part in report.parts if f"statuses:{part.key}" == group)
            told.append(_statuses_of_rows(part, report.rows_of(part), members))
        else:
            told += [_finding(each, report) for each in members]
    return told


def _explained(culprit: Culprit, report: Stated) -> Culprit:
    """The culprit as the sum shows it that tells its cause, if one of them does."""
    if _cause(culprit, report) is None and not culprit.relation.group:
        for other in culprit.others:
            shown = replace(culprit, relation=other)
            if _cause(shown, report) is not None:
                return shown
    return culprit


def _finding(culprit: Culprit, report: Stated) -> Finding:
    culprit = _explained(culprit, report)
    relation = culprit.relation
    show = whole if relation.unit == "n" else baht
    rule, level, message, cause = relation.rule, Level.MUST_FIX, relation.message, None
    if relation.group.startswith("amount:"):
        cause = _other_measure(culprit, report)
        if cause is not None:
            rule, level, message = "F2-11", Level.SHOULD_CHECK, _OTHER_MEASURE
    cause = cause or _cause(culprit, report)
    if cause is None and relation.unit == "baht" and culprit.cell != relation.at:
        cause = of_typing(culprit.typed, culprit.expected)
    params: dict[str, object] = {
        "where": relation.where,
        "what": relation.what,
        "typed": show(relation.whole.value),
        "expected": show(relation.sum),
    }
    plain = (lambda value: str(int(value))) if relation.unit == "n" else money
    return Finding(
        rule,
        level,
        catalogue.title(rule),
        Sentence(message, params),
        (culprit.cell, *(cell for cell in relation.cells if cell != culprit.cell)),
        None,
        plain(culprit.typed),
        plain(culprit.expected),
        plain(culprit.typed - culprit.expected),
        _worked(culprit),
        cause,
        likely=None if culprit.cell == relation.at else plain(culprit.expected),
        mend="" if culprit.cell == relation.at else culprit.cell,
    )


def _worked(culprit: Culprit) -> tuple[WorkedLine, ...]:
    relation = culprit.relation
    show = whole if relation.unit == "n" else baht
    lines = [
        WorkedLine(
            "−" if part.value < 0 else "+" if index else "",
            part.label,
            show(abs(part.value) if part.value < 0 else part.value),
            "wrong" if part.cell and part.cell == culprit.cell else "",
        )
        for index, part in enumerate(relation.parts)
    ]
    summed = Sentence(_STATUSES_SUM) if relation.rule == "F2-02" else Sentence(_SUM)
    stated = Sentence(_ALL_PROJECTS) if relation.message == _STATUSES_DIFFER else relation.whole.label
    lines += [
        WorkedLine("=", summed, show(relation.sum), "total"),
        WorkedLine(
            "", stated, show(relation.whole.value), "wrong" if culprit.cell == relation.whole.cell else ""
        ),
        WorkedLine("", Sentence(_DIFFERENCE), show(relation.off)),
    ]
    return tuple(lines)


def _cause(culprit: Culprit, report: Stated) -> str | None:
    """A row that the sum missed, a strategy that it missed, or the one strategy in which it is off."""
    relation, off = culprit.relation, culprit.typed - culprit.expected
    if relation.message == _ROWS_DIFFER and relation.unit == "baht" and not relation.group:
        part = next(part for part in report.parts if part.where == relation.where)
        name = "budget" if culprit.cell == part.budget_cell else "disbursed"
        if part.number is None and (lies := _where_it_lies(off, report, name)):
            return lies
        return of_sum(off, [(row.number, getattr(row, name) or ZERO) for row in report.rows_of(part)])
    if relation.message == _ROWS_DIFFER and relation.rule == "F2-03" and not relation.group:
        return _where_it_lies(off, report, "projects") if relation.where == report.total.where else None
    if relation.message == _STRATEGIES_DIFFER and culprit.cell == relation.whole.cell:
        numbered = [
            (part.number or 0, term.value)
            for part, term in zip(report.strategies, relation.parts, strict=True)
        ]
        cause = of_sum(off, numbered)
        return cause.replace("missed-row", "missed-strategy") if cause and "missed" in cause else None
    return None


def _where_it_lies(off: Decimal, report: Stated, name: str) -> str | None:
    """The one strategy whose own figure is off by as much as the total's, if there is one."""
    wrong: dict[int, Decimal] = {}
    for part in report.strategies:
        rows = report.rows_of(part)
        stated: Figure
        if name == "projects":
            stated, listed = part.projects, Decimal(len(rows))
        else:
            stated = part.budget if name == "budget" else part.money.sum if part.money else None
            listed = _sum(rows, name) or ZERO
        if stated is None:
            return None
        if stated != listed:
            wrong[part.number or 0] = stated - listed
    return f"strategy:{next(iter(wrong))}" if len(wrong) == 1 and off in wrong.values() else None


def _other_measure(culprit: Culprit, report: Stated) -> str | None:
    """F2-11: the amount printed beside a status is another known measure."""
    measure, status = measure_of(report), culprit.relation.group.partition(":")[2]
    part = next(part for part in report.parts if part.where == culprit.relation.where)
    rows = report.rows_of(part)
    other = "disbursed" if measure == "budget" else "budget"
    code = "spent-not-budget" if measure == "budget" else "budget-not-spent"
    known = {
        code: _sum(rows, other, status),
        "spent-of-all": _sum(report.rows, "disbursed"),
        "budget-of-all": _sum(report.rows, "budget"),
    }
    return of_measure(culprit.typed, {name: value for name, value in known.items() if value is not None})


def _statuses_of_rows(part: StatedPart, rows: list[StatedRow], wrong: Sequence[Culprit]) -> Finding:
    """F2-02: several statuses stated are not those of the rows listed."""
    stated = {status: part.statuses[status].n or 0 for status in Status if status in part.statuses}
    listed = {status: sum(row.status == status for row in rows) for status in stated}
    said, there = sum(stated.values()), len(rows)
    worked = [
        WorkedLine(
            "+" if index else "",
            Sentence(_STATED_STATUS, {"status": Sentence(STATUS_EN[status]), "stated": stated[status]}),
            whole(count),
            "wrong" if count != stated[status] else "",
        )
        for index, (status, count) in enumerate(listed.items())
    ]
    worked.append(WorkedLine("=", Sentence(_ROWS), whole(sum(listed.values())), "total"))
    params: dict[str, object] = {"where": part.where, "typed": whole(said), "expected": whole(there)}
    return Finding(
        "F2-02",
        Level.MUST_FIX,
        catalogue.title("F2-02"),
        Sentence(_STATUS_ROWS_DIFFER, params),
        tuple(each.cell for each in wrong),
        None,
        str(said),
        str(there),
        str(said - there),
        tuple(worked),
    )
