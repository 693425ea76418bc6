"""The rules for a Form 2 that is being made. Pure: rows and figures in, findings out.

Its computed cells cannot be wrong (F2-01, F2-03, F2-05), so what was typed is looked at, beside what the
surroundings know. Money is baht.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal

from documents.arithmetic.form2 import TOTAL, ZERO, Figures, Row, Strategy, available
from documents.findings import catalogue, lines, lists, projects
from documents.findings.around import Surroundings, places_of
from documents.findings.finding import (
    Finding,
    Level,
    WorkedLine,
    baht,
    in_order,
    section_of,
    whole,
    with_note,
)
from organisations.calendar import FIRST_FISCAL_YEAR, LAST_FISCAL_YEAR
from organisations.sentences import Sentence, gettext_noop
from plans.vocabulary import STATUS_EN, Status, paper_column

HUNDRED = Decimal("100.00")

_SUM_OF_PERCENTS = gettext_noop("Percents add up to %(sum)s")
_NO_STATUS_TITLE = gettext_noop("No status yet")
_NO_STATUS_ONE = gettext_noop(
    "Strategy %(strategy)s: row %(rows)s has no status yet. Please choose its status."
)
_NO_STATUS = gettext_noop(
    "Strategy %(strategy)s: %(count)s projects have no status yet (rows %(rows)s). "
    "Please choose their status."
)
_PERCENTS_SAY = gettext_noop("Strategy %(strategy)s: the percents add up to %(sum)s. It comes from rounding.")
_PERCENTS_SAY_ALL = gettext_noop("All strategies: the percents add up to %(sum)s. It comes from rounding.")
_YEAR = gettext_noop("The fiscal year is %(year)s. Please enter a four-digit B.E. year, for example 2569.")
_OTHERS_MONEY = gettext_noop(
    "%(count)s projects with %(budget)s baht are in the budget of other agencies: "
    "they are listed, but left out of the unit's own percent."
)
_NO_OBSTACLES = gettext_noop(
    "%(count)s of %(all)s projects have not started (%(percent)s%%), but part 4 tells no problem. "
    "Please write what stands in the way."
)
_ALL_PROJECTS = gettext_noop("All projects")
_WITHOUT = gettext_noop("Without a status: row %(rows)s")
_FEW = 3  # rows that a label of the worked sum can name
_SUM = gettext_noop("Sum")


def check_form2(
    strategies: Sequence[Strategy],
    rows: Sequence[Row],
    figures: Figures,
    *,
    reasons: Mapping[str, str] | None = None,
    sections: Collection[str] | None = None,
    around: Surroundings | None = None,
) -> list[Finding]:
    """Check a Form 2: must-fix first, then in the order of rules and rows.

    `figures` are those of `compute` for these rows. `reasons` maps a finding's key
    (`F2-07:p2.line.<line>.amount`) to the note that was written for it; an overspent line (F2-07) and money
    spent on a cancelled project (F2-15) with a note are should-check. `sections` (p1 p2a p2b p3 p4) keeps the
    findings of those sections only. `around` is what is not in the rows: a rule without its evidence is
    silent.
    """
    given, known = reasons or {}, around or Surroundings()
    found: list[Finding] = []
    for strategy in strategies:
        found += _without_status(strategy, [row for row in rows if row.strategy == strategy.key], figures)
    found += _money(rows, given, known)
    found += projects.against_last(rows, known)
    if known.changes is not None:
        found += projects.changes(rows, known.changes)
    found += _sums_of_percents(strategies, rows, figures)
    found += _fiscal_year(known)
    found += _money_of_others(rows)
    found += _silence(rows, known)
    noted = [with_note(finding, given) for finding in found]
    if sections is not None:
        noted = [finding for finding in noted if section_of(finding.cells[0]) in sections]
    return in_order(noted)


def _money(rows: Sequence[Row], given: Mapping[str, str], known: Surroundings) -> list[Finding]:
    """The rules of lines and lists; a line whose amount cannot be (F2-06) is asked nothing more."""
    found: list[Finding] = []
    broken: set[str] = set()
    for row in rows:
        for line in row.lines:
            wrong = list(lines.impossible(row, line))
            found += wrong
            if any(finding.level is Level.MUST_FIX for finding in wrong):
                broken.add(line.key)
    places = [place for place in places_of(rows, known) if place.line.key not in broken]
    for place in places:
        found += lines.amount(place, given)
    for row in rows:
        if not any(line.key in broken for line in row.lines):
            found += projects.status_against_money(row)
            found += projects.cancelled_and_spent(row, given)
    found += _once_a_cell(lists.same_amounts(places), found)
    found += lists.control_totals(places, known)
    return found


def _once_a_cell(more: Iterator[Finding], told: Sequence[Finding]) -> list[Finding]:
    """Of the findings those whose cell nothing was said about yet."""
    cells = {finding.cells[0] for finding in told if finding.rule in ("F2-07", "F2-10", "F2-20")}
    return [finding for finding in more if finding.cells[0] not in cells]


def _without_status(strategy: Strategy, rows: list[Row], figures: Figures) -> Iterator[Finding]:
    missing = [row for row in rows if row.status is None]
    if not missing:
        return
    counts = [(status, int(figures.cells[f"p2.t4.{strategy.key}.{status}.n"])) for status in Status]
    with_status, everyone = sum(count for _, count in counts), len(rows)
    names = ", ".join(str(row.number) for row in missing)
    params: dict[str, object] = {"strategy": strategy.number, "rows": names, "count": len(missing)}
    few = len(missing) <= _FEW
    label = Sentence(_WITHOUT, {"rows": names}) if few else Sentence(_NO_STATUS_TITLE)
    worked = [
        WorkedLine("+" if index else "", Sentence(STATUS_EN[status]), whole(count))
        for index, (status, count) in enumerate(counts)
    ]
    worked += [
        WorkedLine("+", label, whole(len(missing)), "missing"),
        WorkedLine("=", Sentence(_ALL_PROJECTS), whole(everyone), "total"),
    ]
    yield Finding(
        "F2-02",
        Level.MUST_FIX,
        Sentence(_NO_STATUS_TITLE),
        Sentence(_NO_STATUS_ONE if len(missing) == 1 else _NO_STATUS, params),
        (*(f"p2.row.{row.key}.status" for row in missing), f"p2.t4.{strategy.key}.all.n"),
        missing[0].number,
        str(with_status),
        str(everyone),
        str(with_status - everyone),
        tuple(worked),
    )


def _sums_of_percents(
    strategies: Sequence[Strategy], rows: Sequence[Row], figures: Figures
) -> Iterator[Finding]:
    """F2-04, information: four rounded percents that add up to 99.99. Only where every row has its status."""
    for key, number in (*((each.key, each.number) for each in strategies), (TOTAL, None)):
        members = [row for row in rows if key in (TOTAL, row.strategy)]
        if not members or any(row.status is None for row in members):
            continue
        cells = [f"p2.t4.{key}.{status}.percent" for status in Status]
        shown = [Decimal(figures.cells[cell]) for cell in cells]
        total = sum(shown, ZERO)
        if total == HUNDRED:
            continue
        worked = [
            WorkedLine("+" if index else "", Sentence(STATUS_EN[status]), f"{value:.2f}")
            for index, (status, value) in enumerate(zip(Status, shown, strict=True))
        ]
        worked.append(WorkedLine("=", Sentence(_SUM), f"{total:.2f}", "total"))
        message = _PERCENTS_SAY_ALL if number is None else _PERCENTS_SAY
        yield Finding(
            "F2-04",
            Level.INFORMATION,
            Sentence(_SUM_OF_PERCENTS, {"sum": f"{total:.2f}"}),
            Sentence(message, {"strategy": number, "sum": f"{total:.2f}"}),
            tuple(cells),
            None,
            f"{total:.2f}",
            "100.00",
            f"{total - HUNDRED:.2f}",
            tuple(worked),
            "rounding",
        )


def _fiscal_year(known: Surroundings) -> Iterator[Finding]:
    """F2-13."""
    year = known.fiscal_year
    if year is None or FIRST_FISCAL_YEAR <= year <= LAST_FISCAL_YEAR:
        return
    yield Finding(
        "F2-13",
        Level.MUST_FIX,
        catalogue.title("F2-13"),
        Sentence(_YEAR, {"year": year}),
        ("p1.fiscal_year",),
        None,
        str(year),
    )


def _money_of_others(rows: Sequence[Row]) -> Iterator[Finding]:
    """F2-14, for information: here the product leaves it out itself, so that there is nothing to note."""
    theirs = [(row, line) for row in rows for line in row.lines if paper_column(line.fund) == "outside"]
    if not theirs:
        return
    budget = sum((available(line) for _, line in theirs), ZERO)
    count = len({row.key for row, _ in theirs})
    yield Finding(
        "F2-14",
        Level.INFORMATION,
        catalogue.title("F2-14"),
        Sentence(_OTHERS_MONEY, {"count": count, "budget": baht(budget)}),
        ("p2.t5.outside.budget", "p2.t5.outside.n"),
        None,
        f"{budget:.2f}",
    )


def _silence(rows: Sequence[Row], known: Surroundings) -> Iterator[Finding]:
    """F2-18: more than 30 % have not started, and part 4 says nothing, deliberately or not."""
    waiting = sum(row.status == Status.NOT_STARTED for row in rows)
    if known.nothing_in_p4 is None or known.obstacles.strip() or waiting * 10 <= len(rows) * 3:
        return
    share = f"{Decimal(waiting * 100) / len(rows):.2f}"
    yield Finding(
        "F2-18",
        Level.SHOULD_CHECK,
        catalogue.title("F2-18"),
        Sentence(_NO_OBSTACLES, {"count": waiting, "all": len(rows), "percent": share}),
        ("p4.obstacles",),
        None,
        str(waiting),
    )
