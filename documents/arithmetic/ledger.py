"""Where the rows differ from finance's ledger: the difference of a fund, narrowed to the rows worth a look.

Pure. All amounts are baht, spent to date. A difference is ledger − rows: positive when the rows say too little.
A candidate says by which slip its row alone would explain the whole difference, and the figure it would then
have; the surest come first. Nothing is corrected here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from documents.arithmetic.form2 import CENT, ZERO
from organisations.sentences import Sentence, gettext_noop

MOST = 8
"""Candidates shown for one fund."""

REASONS: dict[str, str] = {
    "entry": gettext_noop("The ledger's print says %(likely)s for this row."),
    "swapped": gettext_noop("Two digits may have changed places: %(likely)s."),
    "zeros": gettext_noop("A zero too many or too few: %(likely)s."),
    "missing": gettext_noop("Nothing is typed here; the difference is just its budget."),
    "twice": gettext_noop(
        "The difference is just this row's amount; it may stand here twice or not belong here."
    ),
    "last": gettext_noop("With last period's amount, %(likely)s to date, the fund would agree."),
    "other-fund": gettext_noop(
        "“%(fund)s” differs by the same amount the other way; this row may belong there."
    ),
}
ORDER = tuple(REASONS)


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One line of a fund: to date, this period's amount (None: nothing typed), last period's, the budget after
    transfers, and what the print of the ledger says of it (None: nothing)."""

    line: str
    row: int
    to_date: Decimal
    amount: Decimal | None = None
    last: Decimal | None = None
    available: Decimal = ZERO
    entry: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row worth a look: why, and the to-date figure it would have (None where only the row is suspected)."""

    line: str
    row: int
    why: str
    likely: Decimal | None
    fund: str = ""

    def sentence(self, fund_name: str = "") -> Sentence:
        """Why it is worth a look, in words."""
        likely = "" if self.likely is None else f"{self.likely:,.2f}"
        return Sentence(REASONS[self.why], {"likely": likely, "fund": fund_name})


@dataclass(frozen=True, slots=True)
class FundCheck:
    """A fund: what its rows add up to, what the ledger says, and the rows worth a look."""

    fund: str
    rows: Decimal
    ledger: Decimal | None
    candidates: tuple[Candidate, ...] = ()

    @property
    def difference(self) -> Decimal | None:
        """Ledger − rows; None where finance said nothing of the fund."""
        return None if self.ledger is None else self.ledger - self.rows


def check(rows: Mapping[str, Sequence[LedgerRow]], totals: Mapping[str, Decimal]) -> list[FundCheck]:
    """Compare every fund that has rows or a total; `rows` are by fund."""
    checks = []
    differences = {}
    for fund in dict.fromkeys((*rows, *totals)):
        mine = sum((row.to_date for row in rows.get(fund, ())), ZERO)
        if fund in totals:
            differences[fund] = totals[fund] - mine
        checks.append(FundCheck(fund, mine, totals.get(fund)))
    return [
        FundCheck(
            one.fund,
            one.rows,
            one.ledger,
            tuple(narrow(one.fund, differences[one.fund], rows.get(one.fund, ()), differences)),
        )
        if differences.get(one.fund)
        else one
        for one in checks
    ]


def narrow(
    fund: str, difference: Decimal, rows: Sequence[LedgerRow], differences: Mapping[str, Decimal]
) -> list[Candidate]:
    """The rows of a fund that would explain its difference, the surest first, at most `MOST`."""
    found: dict[str, Candidate] = {}

    def suspect(candidate: Candidate) -> None:
        there = found.get(candidate.line)
        if there is None or ORDER.index(candidate.why) < ORDER.index(there.why):
            found[candidate.line] = candidate

    theirs = [other for other, off in differences.items() if other != fund and off == -difference]
    for row in rows:
        for why, likely in _reasons(difference, row):
            suspect(Candidate(row.line, row.row, why, likely))
        if theirs and row.to_date and abs(row.to_date) == abs(difference):
            suspect(Candidate(row.line, row.row, "other-fund", None, theirs[0]))
    return sorted(found.values(), key=lambda one: (ORDER.index(one.why), one.row))[:MOST]


def _reasons(difference: Decimal, row: LedgerRow) -> Iterable[tuple[str, Decimal | None]]:
    right = row.to_date + difference
    if row.entry is not None and row.entry != row.to_date:
        yield "entry", row.entry
    if row.amount is not None and right >= 0:
        before = row.to_date - row.amount
        if is_swap(row.amount, right - before) or (before and is_swap(row.to_date, right)):
            yield "swapped", right
        if any(row.amount * power == right - before for power in (10, 100, 1000)) or any(
            row.amount == (right - before) * power for power in (10, 100, 1000)
        ):
            yield "zeros", right
    if row.amount is None and difference > 0 and row.available == difference:
        yield "missing", right
    if row.last is not None and row.amount is not None and row.last - row.amount == difference:
        yield "last", right
    if row.amount and row.amount == -difference:
        yield "twice", right if right >= 0 else None


def is_swap(one: Decimal, other: Decimal) -> bool:
    """Whether two amounts differ by one pair of neighbouring digits that changed places."""
    if one == other or one < 0 or other < 0:
        return False
    a, b = (f"{value.quantize(CENT):f}".replace(".", "") for value in (one, other))
    if len(a) != len(b):
        return False
    off = [at for at, digit in enumerate(a) if digit != b[at]]
    return len(off) == 2 and off[1] == off[0] + 1 and a[off[0]] == b[off[1]] and a[off[1]] == b[off[0]]
