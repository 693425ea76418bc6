"""The rules that look down the list: the same amount twice (F2-12), the ledger's control totals (F2-19).

Pure. Money is baht.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from documents.arithmetic.form2 import ZERO, available, money, to_date
from documents.findings import catalogue, ledger
from documents.findings.around import Control, Place, Surroundings
from documents.findings.causes import LARGE, Guess, between, has_satang
from documents.findings.finding import Finding, Level, WorkedLine, baht
from organisations.sentences import Sentence, gettext_noop
from plans.vocabulary import FUND_EN, Fund

SHOWN = 6
"""How many rows of a fund are listed one by one before the rest is summed up."""

_TWICE = gettext_noop(
    "Row %(row)s “%(field)s” is %(value)s baht, to the satang the same as in row %(other)s. "
    "Please check that it was not copied."
)
_CONTROL = gettext_noop(
    "“%(fund)s”: the rows add up to %(typed)s baht, the ledger's control total is %(expected)s. "
    "Please check the rows."
)
_CONTROL_HINT = gettext_noop(
    "“%(fund)s”: the rows add up to %(typed)s baht, the ledger's control total is %(expected)s. "
    "Please look at row %(rows)s first."
)
_ROW = gettext_noop("Row %(row)s")
_OTHERS = gettext_noop("Other rows (%(count)s)")
_ALL_ROWS = gettext_noop("All rows of the fund")


def same_amounts(places: Sequence[Place]) -> Iterator[Finding]:
    """F2-12: a large amount with satang in the rows of two or three different projects.

    Not worth a person's note, and passed over: whole baht (real lists repeat them), small amounts, a price that many projects share,
    two projects with the same budget that have each spent all of it, an amount that the ledger confirms.
    """
    for name in ("budget", "amount"):
        groups: dict[Decimal, list[Place]] = {}
        for place in places:
            value: Decimal | None = getattr(place.line, name)
            if value is not None and value >= LARGE and has_satang(value):
                groups.setdefault(value, []).append(place)
        for value, group in groups.items():
            if len({place.row.key for place in group}) != len(group) or not 1 < len(group) < 4:
                continue
            if name == "amount" and len({(available(each.line), to_date(each.line)) for each in group}) == 1:
                continue
            yield from _twice(name, value, group)


def _twice(name: str, value: Decimal, group: Sequence[Place]) -> Iterator[Finding]:
    first = group[0]
    for place in group[1:]:
        if name == "amount" and place.right is not None:
            continue  # the ledger names the line: equal it is right, different F2-19 says so
        neighbour = place.above is not None and place.above[0] == first.row.number
        params: dict[str, object] = {
            "row": place.row.number,
            "other": first.row.number,
            "field": Sentence(ledger.BUDGET if name == "budget" else ledger.label_of(place)),
            "value": baht(value),
        }
        yield Finding(
            "F2-12",
            Level.SHOULD_CHECK,
            catalogue.title("F2-12"),
            Sentence(_TWICE, params),
            (f"p2.line.{place.line.key}.{name}", f"p2.line.{first.line.key}.{name}"),
            place.row.number,
            money(value),
            worked=ledger.worked(place, None, wrong=name == "amount"),
            cause=f"{'copied-above' if neighbour else 'copied-row'}:{first.row.number}",
            past=place.past,
        )


def control_totals(places: Sequence[Place], around: Surroundings) -> Iterator[Finding]:
    """F2-19: a fund's rows against the ledger's control total, narrowed to candidate rows.

    What the ledger's print says of single lines is told there; only what they leave unexplained is told here.
    """
    for control in around.controls:
        members = [place for place in places if place.line.fund == control.fund]
        off = sum((to_date(place.line) for place in members), ZERO) - control.to_date
        told = [place for place in members if place.ledger is not None]
        known = sum((to_date(place.line) - (place.ledger or ZERO) for place in told), ZERO)
        if off and off != known:
            yield _control(control, members, off - known)


def candidates(members: Sequence[Place], off: Decimal) -> list[tuple[Place, Guess]]:
    """The rows whose one likely slip makes exactly the difference, the surest kind first."""
    found: list[tuple[Place, Guess]] = []
    for place in members:
        typed = place.line.amount
        if place.ledger is not None or typed is None:
            continue
        right = typed - off
        if right < 0:
            continue
        cause = between(typed, right, place)
        if cause:
            found.append((place, Guess(cause, right)))
    sure = [each for each in found if each[1].cause != "swapped-digits"]
    return sure or found


def _control(control: Control, members: Sequence[Place], off: Decimal) -> Finding:
    total = sum((to_date(place.line) for place in members), ZERO)
    likely = candidates(members, off)
    alone = likely[0] if len(likely) == 1 else None
    params: dict[str, object] = {
        "fund": Sentence(FUND_EN[Fund(control.fund)]),
        "typed": baht(total),
        "expected": baht(control.to_date),
        "rows": ", ".join(str(place.row.number) for place, _ in likely[:3]),
    }
    suspects = [place for place, _ in likely[:3]]
    return Finding(
        "F2-19",
        Level.SHOULD_CHECK,
        catalogue.title("F2-19"),
        Sentence(_CONTROL_HINT if suspects else _CONTROL, params),
        (f"p2.control.{control.fund}", *(ledger.cell_of(place) for place in suspects)),
        alone[0].row.number if alone else None,
        money(total),
        money(control.to_date),
        money(total - control.to_date),
        _worked(members, suspects, alone, total, control),
        alone[1].cause if alone else None,
        likely=money(alone[1].likely) if alone and alone[1].likely is not None else None,
        mend=ledger.cell_of(alone[0]) if alone else "",
        past=alone[0].past if alone else (),
    )


def _worked(
    members: Sequence[Place],
    suspects: Sequence[Place],
    alone: tuple[Place, Guess] | None,
    total: Decimal,
    control: Control,
) -> tuple[WorkedLine, ...]:
    shown = list(members) if len(members) <= SHOWN else list(suspects)
    rest = [place for place in members if place not in shown]
    lines: list[WorkedLine] = []
    change = ZERO
    for place in shown:
        value = to_date(place.line)
        likely = ""
        if alone:
            change = (place.line.amount or ZERO) - (alone[1].likely or ZERO) if place is alone[0] else ZERO
            likely = baht(value - change)
        label = Sentence(_ROW, {"row": place.row.number})
        mark = "wrong" if alone and place is alone[0] else ""
        lines.append(WorkedLine("+" if lines else "", label, baht(value), mark, likely))  # type: ignore[arg-type]
    if rest:
        value = sum((to_date(place.line) for place in rest), ZERO)
        label = Sentence(_OTHERS, {"count": len(rest)})
        text = baht(value)
        lines.append(WorkedLine("+" if lines else "", label, text, "", text if alone else ""))
    likely_total = ""
    if alone:
        slip = (alone[0].line.amount or ZERO) - (alone[1].likely or ZERO)
        likely_total = baht(total - slip)
    lines.append(
        WorkedLine("=", Sentence(_ALL_ROWS), baht(total), "total", likely_total, baht(control.to_date))
    )
    return tuple(lines)
