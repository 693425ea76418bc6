"""The percents of a stated report (F2-04), and whether the money of others is in them (F2-14). Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from documents.arithmetic.form2 import CENT, ZERO, percent
from documents.findings import catalogue
from documents.findings.causes import of_percent
from documents.findings.finding import Finding, Level, WorkedLine, baht, whole
from documents.findings.report import Stated, StatedPart, StatedPercent
from organisations.sentences import Sentence, gettext_noop
from plans.vocabulary import STATUS_EN, Status

_DIFFERS = gettext_noop(
    "%(where)s, %(what)s: %(n)s of %(base)s is %(expected)s%%, but %(typed)s%% is printed. "
    "Please check the base."
)
_NEAR = gettext_noop(
    "%(where)s, %(what)s: %(n)s of %(base)s is %(expected)s%%; %(typed)s%% is printed. "
    "It comes from rounding."
)
_NO_BASE = gettext_noop(
    "“%(where)s” prints %(typed)s%% without its base, and none of the report's totals gives it. "
    "Please name the base."
)
_WITH_OTHERS = gettext_noop(
    "“%(where)s” prints %(typed)s%%, which counts the money of other agencies in. "
    "Of the unit's own budget it is %(expected)s%%. Please check it."
)
_OF = gettext_noop("Numerator")
_BASE = gettext_noop("Base of the percent")
_STATED = gettext_noop("Stated")
_WHERE = gettext_noop("“%(where)s”")
_PERCENT = gettext_noop("percent")
OUTSIDE = ("pao_budget", "other_agency")


def findings_of(report: Stated, mended: Mapping[str, Decimal]) -> Iterator[Finding]:
    """`mended` are the figures already told to be wrong (cell → right): a percent of theirs is not wrong too."""
    for part in report.parts:
        yield from _of_statuses(part, report, mended)
    for at, stated in enumerate(report.percents, start=1):
        yield from _printed(f"percents.{at}.percent", stated, report)


def _of_statuses(part: StatedPart, report: Stated, mended: Mapping[str, Decimal]) -> Iterator[Finding]:
    base = mended.get(f"p2.t4.{part.key}.all.n", part.projects)
    for status in Status:
        stated = part.statuses.get(status)
        if stated is None or stated.n is None or stated.percent is None or not base:
            continue
        n = mended.get(f"p2.t4.{part.key}.{status}.n", Decimal(stated.n))
        right = percent(n, base)
        if right is None or stated.percent == right:
            continue
        others = {str(report.total.projects): report.total.projects or 0}
        yield _finding(
            f"p2.t4.{part.key}.{status}.percent",
            part.where,
            Sentence(STATUS_EN[status]),
            stated.percent,
            (whole(n), whole(base)),
            right,
            of_percent(stated.percent, n, base, others),
        )


def _printed(cell: str, stated: StatedPercent, report: Stated) -> Iterator[Finding]:
    """A percent printed anywhere: with its base it is recomputed, without one a base is looked for."""
    own = _others_counted_in(cell, stated, report)
    if own is not None:
        yield own
        return
    if stated.n is None:
        return
    known = _bases(stated, report)
    show = whole if stated.of == "projects" else baht
    if stated.base is None:
        right = [base for base in known.values() if base and percent(stated.n, base) == stated.percent]
        cut = [base for base in known.values() if base and _near(stated.n, base, stated.percent)]
        if right or not known:
            return
        if not cut:
            params: dict[str, object] = {"where": stated.where, "typed": f"{stated.percent:.2f}"}
            yield Finding(
                "F2-04",
                Level.SHOULD_CHECK,
                catalogue.title("F2-04"),
                Sentence(_NO_BASE, params),
                (cell,),
                None,
                f"{stated.percent:.2f}",
            )
            return
    base = stated.base if stated.base is not None else cut[0]
    value = percent(stated.n, base)
    if value is None or value == stated.percent:
        return
    others = {show(each): each for each in known.values()}
    yield _finding(
        cell,
        Sentence(_WHERE, {"where": stated.where}),
        Sentence(_PERCENT),
        stated.percent,
        (show(stated.n), show(base)),
        value,
        of_percent(stated.percent, stated.n, base, others),
    )


def _near(n: Decimal, base: Decimal, stated: Decimal) -> bool:
    value = percent(n, base)
    return value is not None and abs(value - stated) <= CENT


def _bases(stated: StatedPercent, report: Stated) -> dict[str, Decimal]:
    """The totals of the report that may be its base: of its strategy, and of all."""
    found: dict[str, Decimal] = {}
    for part in report.parts:
        if part.number not in (None, stated.strategy):
            continue
        value = part.projects if stated.of == "projects" else part.budget
        if value is None and report.rows:
            rows = report.rows_of(part)
            value = len(rows) if stated.of == "projects" else sum((row.budget or ZERO for row in rows), ZERO)
        if value:
            found[part.key] = Decimal(value)
    return found


def _others_counted_in(cell: str, stated: StatedPercent, report: Stated) -> Finding | None:
    """F2-14: the percent of spending is right only with the money of other agencies in it."""
    rows = [row for row in report.rows if stated.strategy in (None, row.strategy)]
    if stated.of != "money" or not any(row.fund in OUTSIDE for row in rows):
        return None
    if any(row.budget is None or row.disbursed is None for row in rows):
        return None
    own = [row for row in rows if row.fund not in OUTSIDE]
    sums = [
        (sum((row.disbursed or ZERO for row in each), ZERO), sum((row.budget or ZERO for row in each), ZERO))
        for each in (rows, own)
    ]
    with_others, right = (percent(spent, budget) for spent, budget in sums)
    if right is None or with_others == right or stated.percent != with_others:
        return None
    params: dict[str, object] = {
        "where": stated.where,
        "typed": f"{stated.percent:.2f}",
        "expected": f"{right:.2f}",
    }
    return Finding(
        "F2-14",
        Level.SHOULD_CHECK,
        catalogue.title("F2-14"),
        Sentence(_WITH_OTHERS, params),
        (cell,),
        None,
        f"{stated.percent:.2f}",
        f"{right:.2f}",
        f"{stated.percent - right:.2f}",
        _worked(baht(sums[1][0]), baht(sums[1][1]), right, stated.percent),
        "others-money",
    )


def _worked(n: str, base: str, right: Decimal, stated: Decimal) -> tuple[WorkedLine, ...]:
    return (
        WorkedLine("", Sentence(_OF), n),
        WorkedLine("", Sentence(_BASE), base),
        WorkedLine("=", f"{n} ÷ {base} × 100", f"{right:.2f}", "total"),
        WorkedLine("", Sentence(_STATED), f"{stated:.2f}", "wrong"),
    )


def _finding(
    cell: str,
    where: Sentence,
    what: Sentence,
    stated: Decimal,
    of: tuple[str, str],
    right: Decimal,
    cause: str | None,
) -> Finding:
    near = abs(stated - right) <= CENT
    params: dict[str, object] = {
        "where": where,
        "what": what,
        "n": of[0],
        "base": of[1],
        "expected": f"{right:.2f}",
        "typed": f"{stated:.2f}",
    }
    return Finding(
        "F2-04",
        Level.INFORMATION if near else Level.SHOULD_CHECK,
        catalogue.title("F2-04"),
        Sentence(_NEAR if near else _DIFFERS, params),
        (cell,),
        None,
        f"{stated:.2f}",
        f"{right:.2f}",
        f"{stated - right:.2f}",
        _worked(*of, right, stated),
        cause,
        likely=f"{right:.2f}",
        mend=cell,
    )
