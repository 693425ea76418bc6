"""The JSON of a report made elsewhere → `Stated`. The format: `docs/check-report.md`.

Pure: text in, a report and notes out, or every fault at once, each with its JSON pointer. Every part is
optional; a key that is not known is named in the notes, never silently left out. Money is baht; amounts are
numbers or texts as offices write them ("1,250.00", Thai digits).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from documents.findings import (
    Stated,
    StatedCount,
    StatedGrant,
    StatedMoney,
    StatedPart,
    StatedPercent,
    StatedRow,
    StatedTotal,
)
from organisations.sentences import Sentence, gettext_noop
from plans.importing import ImportedProject
from plans.numbers import NumberProblem, read_money
from plans.vocabulary import Status, fund_of, status_of

MAX_CHARACTERS = 5_000_000
REMARKS = ("unit", "report_title", "period", "problems", "remarks", "known_contradictions", "known_true")
"""Keys that are read by people only."""
STATUSES = tuple(status.value for status in Status)
OUT_OF_MEASURE = 10**12

_NO_JSON = gettext_noop("This is no JSON: line %(line)s, column %(column)s. Please save the file again.")
NOT_UTF8 = gettext_noop("The letters of the file cannot be read. Please save it as UTF-8.")
_TOO_LONG = gettext_noop("The text has more than %(limit)s characters. Please leave out what is not needed.")
_TOO_DEEP = gettext_noop("The parts stand too deep within each other. Please follow the format's example.")
_WANTED = gettext_noop("“%(value)s” stands here; please give %(wanted)s.")
_OBJECT = gettext_noop("an object { … }")
_LIST = gettext_noop("a list [ … ]")
_TEXT = gettext_noop("a text")
_COUNT = gettext_noop("a whole number from 0")
_AMOUNT = gettext_noop("an amount in baht, for example 1250.00")
_PERCENT = gettext_noop("a percent as a number, for example 25.50")
_STATUS = gettext_noop("one of done, in_progress, not_started, cancelled, or its Thai word")
_FUND = gettext_noop("a fund, for example ข้อบัญญัติ or reserve_fund")
_OF = gettext_noop("projects or money")
_YEAR = gettext_noop("a year as four digits, for example 2568")
_MISSING = gettext_noop("“%(key)s” is missing here. Please add it.")
_TWICE = gettext_noop("Strategy %(number)s stands here a second time. Please give each strategy once.")
_KEY_TWICE = gettext_noop("“%(key)s” stands twice in one object. Please keep one of them.")
_UNKNOWN = gettext_noop("“%(key)s” is not known and was not checked.")
_NO_FILE = gettext_noop(
    "The rows are said to be in the file “%(name)s”, which is not here or cannot be read. Please give it as well."
)


@dataclass(frozen=True, slots=True)
class Remark:
    """What is to be said of a place in the file, by its JSON pointer ("" is the whole)."""

    pointer: str
    sentence: Sentence


class Unreadable(ValueError):
    """The file cannot be taken for a report. `faults` are all of them, in the order of the file."""

    def __init__(self, faults: Sequence[Remark]) -> None:
        super().__init__("; ".join(f"{each.pointer}: {each.sentence}" for each in faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Read:
    """A report and what was left out of it."""

    report: Stated
    notes: tuple[Remark, ...]


RowsOf = Callable[[str], Iterable[StatedRow] | None]


def read(text: str, rows_of: RowsOf | None = None) -> Read:
    """Read a report. `rows_of` gives the rows of a spreadsheet that the file names, None if it is not there.

    Raises Unreadable with every fault that was found.
    """
    reader = _Reader()
    if len(text) > MAX_CHARACTERS:
        raise Unreadable([Remark("", Sentence(_TOO_LONG, {"limit": f"{MAX_CHARACTERS:,}"}))])
    try:
        data = json.loads(
            text.removeprefix("\ufeff"),
            parse_float=Decimal,
            parse_constant=str,
            object_pairs_hook=reader.pairs,
        )
    except json.JSONDecodeError as error:
        params: dict[str, object] = {"line": error.lineno, "column": error.colno}
        raise Unreadable([Remark("", Sentence(_NO_JSON, params))]) from error
    except RecursionError as error:
        raise Unreadable([Remark("", Sentence(_TOO_DEEP))]) from error
    except ValueError as error:  # a whole number of thousands of digits
        raise Unreadable(
            [Remark("", Sentence(_WANTED, {"value": "…", "wanted": Sentence(_COUNT)}))]
        ) from error
    report = reader.report(data, rows_of)
    if reader.faults:
        raise Unreadable(reader.faults)
    return Read(report, tuple(reader.notes))


def rows_from(projects: Iterable[ImportedProject]) -> tuple[StatedRow, ...]:
    """The rows of a spreadsheet as the importer understood them; strategy 0 where none is named."""
    return tuple(
        StatedRow(
            each.number if each.number is not None else each.row,
            each.strategy_number or 0,
            each.name,
            each.budget,
            each.disbursed,
            each.status,
            each.fund,
        )
        for each in projects
    )


@dataclass
class _Reader:
    """Reads value by value, and remembers what was wrong and where."""

    faults: list[Remark] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)

    def report(self, data: Any, rows_of: RowsOf | None) -> Stated:
        top = self.object(data, "")
        known = (
            "fiscal_year_be", "stated_totals", "stated_by_strategy", "percentages", "grants", "rows", *REMARKS,
        )  # fmt: skip
        self.unknown(top, "", known)
        totals = top.get("stated_totals")
        at = "/stated_totals"
        stated = self.list(totals, at) if isinstance(totals, list) else [] if totals is None else [totals]
        names = [f"{at}/{index}" if isinstance(totals, list) else at for index in range(len(stated))]
        total = self.part(stated[0], names[0], None) if stated else StatedPart()
        others = tuple(self.elsewhere(each, name) for each, name in zip(stated[1:], names[1:], strict=True))
        strategies = self.strategies(top.get("stated_by_strategy"), "/stated_by_strategy")
        percents = tuple(
            self.percentage(each, f"/percentages/{index}")
            for index, each in enumerate(self.list(top.get("percentages"), "/percentages"))
        )
        grants = None
        if top.get("grants") is not None:
            grants = tuple(
                self.grant(each, f"/grants/{index}")
                for index, each in enumerate(self.list(top["grants"], "/grants"))
            )
        year = self.whole(top.get("fiscal_year_be"), "/fiscal_year_be", _YEAR)
        rows = self.rows(top.get("rows"), "/rows", rows_of)
        return Stated(total, strategies, rows, year, others, percents, grants)

    # parts

    def strategies(self, value: Any, at: str) -> tuple[StatedPart, ...]:
        seen: set[int] = set()
        parts = []
        for index, each in enumerate(self.list(value, at)):
            here = f"{at}/{index}"
            number = self.needed_number(self.object(each, here), here, "no")
            if number in seen:
                self.fault(f"{here}/no", Sentence(_TWICE, {"number": number}))
            seen.add(number)
            parts.append(self.part(each, here, number))
        return tuple(parts)

    def part(self, value: Any, at: str, number: int | None) -> StatedPart:
        """What is stated of a strategy, or of the whole plan."""
        given = self.object(value, at)
        head = ("where",) if number is None else ("no",)
        self.unknown(
            given, at, (*head, "name", "projects", "budget", "disbursed", "spending", "years", "year_sum", *STATUSES)
        )  # fmt: skip
        years = {}
        for key, each in self.object(given.get("years"), f"{at}/years").items():
            here = f"{at}/years/{_escaped(key)}"
            if not re.fullmatch(r"[0-9]{4}", key):
                self.wanted(here, key, _YEAR)
                continue
            years[int(key)] = self.pair(each, here)
        return StatedPart(
            number,
            self.text(given.get("name"), f"{at}/name"),
            self.whole(given.get("projects"), f"{at}/projects"),
            self.money(given.get("budget"), f"{at}/budget"),
            {
                name: self.count(given[name], f"{at}/{name}")
                for name in STATUSES
                if given.get(name) is not None
            },
            self.spending(given, at),
            years,
            self.pair(given.get("year_sum"), f"{at}/year_sum"),
        )

    def elsewhere(self, value: Any, at: str) -> StatedTotal:
        given = self.object(value, at)
        self.unknown(given, at, ("where", "projects", "budget", "disbursed"))
        return StatedTotal(
            self.needed_text(given, at, "where"),
            self.whole(given.get("projects"), f"{at}/projects"),
            self.money(given.get("budget"), f"{at}/budget"),
            self.money(given.get("disbursed"), f"{at}/disbursed"),
        )

    def spending(self, given: dict[str, Any], at: str) -> StatedMoney | None:
        """Table 5; `disbursed` alone is its sum."""
        spending = self.object(given.get("spending"), f"{at}/spending")
        self.unknown(spending, f"{at}/spending", ("regular", "reserve", "sum"))
        alone = self.money(given.get("disbursed"), f"{at}/disbursed")
        if not spending and alone is None:
            return None
        columns = {name: self.money(spending.get(name), f"{at}/spending/{name}") for name in ("regular", "reserve", "sum")}  # fmt: skip
        return StatedMoney(
            columns["regular"], columns["reserve"], alone if columns["sum"] is None else columns["sum"]
        )

    def count(self, value: Any, at: str) -> StatedCount:
        """A status: a number of projects alone, or an object with n, percent and amount."""
        if not isinstance(value, dict):
            return StatedCount(self.whole(value, at))
        self.unknown(value, at, ("n", "percent", "amount"))
        return StatedCount(
            self.whole(value.get("n"), f"{at}/n"),
            self.percent(value.get("percent"), f"{at}/percent"),
            self.money(value.get("amount"), f"{at}/amount"),
        )

    def pair(self, value: Any, at: str) -> tuple[int | None, Decimal | None]:
        given = self.object(value, at)
        self.unknown(given, at, ("projects", "budget"))
        return (
            self.whole(given.get("projects"), f"{at}/projects"),
            self.money(given.get("budget"), f"{at}/budget"),
        )

    def percentage(self, value: Any, at: str) -> StatedPercent:
        given = self.object(value, at)
        self.unknown(given, at, ("where", "percent", "n", "base", "of", "strategy"))
        of = given.get("of", "projects")
        if of not in ("projects", "money"):
            self.wanted(f"{at}/of", of, _OF)
            of = "projects"
        if given.get("percent") is None:
            self.fault(at, Sentence(_MISSING, {"key": "percent"}))
        return StatedPercent(
            self.needed_text(given, at, "where"),
            self.percent(given.get("percent"), f"{at}/percent") or Decimal(0),
            self.money(given.get("n"), f"{at}/n"),
            self.money(given.get("base"), f"{at}/base"),
            of,
            self.whole(given.get("strategy"), f"{at}/strategy"),
        )

    def grant(self, value: Any, at: str) -> StatedGrant:
        given = self.object(value, at)
        self.unknown(given, at, ("name", "received", "spent", "results"))
        results = given.get("results")
        listed = [results] if isinstance(results, str) else self.list(results, f"{at}/results")
        named = [self.status(each, f"{at}/results/{index}") for index, each in enumerate(listed)]
        return StatedGrant(
            self.needed_text(given, at, "name"),
            self.money(given.get("received"), f"{at}/received"),
            self.money(given.get("spent"), f"{at}/spent"),
            tuple(each for each in named if each),
        )

    def rows(self, value: Any, at: str, rows_of: RowsOf | None) -> tuple[StatedRow, ...]:
        """The projects listed: here, or in a spreadsheet that is named."""
        if isinstance(value, str):
            found = rows_of(value) if rows_of else None
            if found is None:
                self.fault(at, Sentence(_NO_FILE, {"name": value[:120]}))
            return tuple(found or ())
        return tuple(self.row(each, f"{at}/{index}") for index, each in enumerate(self.list(value, at)))

    def row(self, value: Any, at: str) -> StatedRow:
        given = self.object(value, at)
        known = (
            "no",
            "strategy_no",
            "name",
            "budget",
            "disbursed",
            "status",
            "fund",
            "before",
            "amount",
            "last_status",
        )
        self.unknown(given, at, known)
        fund = given.get("fund")
        known_fund = fund_of(fund) if isinstance(fund, str) else None
        if fund is not None and known_fund is None:
            self.wanted(f"{at}/fund", fund, _FUND)
        return StatedRow(
            self.needed_number(given, at, "no"),
            self.needed_number(given, at, "strategy_no"),
            self.text(given.get("name"), f"{at}/name"),
            self.money(given.get("budget"), f"{at}/budget"),
            self.money(given.get("disbursed"), f"{at}/disbursed"),
            self.status(given.get("status"), f"{at}/status"),
            known_fund,
            self.money(given.get("before"), f"{at}/before"),
            self.money(given.get("amount"), f"{at}/amount"),
            self.status(given.get("last_status"), f"{at}/last_status"),
        )

    # values

    def pairs(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        """An object of the file; a key that stands in it twice would lose one of its values silently."""
        found: dict[str, Any] = {}
        for key, value in pairs:
            if key in found:
                self.fault("", Sentence(_KEY_TWICE, {"key": key[:60]}))
            found[key] = value
        return found

    def object(self, value: Any, at: str) -> dict[str, Any]:
        if value is None and at:
            return {}
        if isinstance(value, dict):
            return value
        self.wanted(at, value, _OBJECT)
        return {}

    def list(self, value: Any, at: str) -> list[Any]:
        if value is None:
            return []
        if isinstance(value, list):
            return value
        self.wanted(at, value, _LIST)
        return []

    def text(self, value: Any, at: str) -> str:
        if value is None or isinstance(value, str):
            return (value or "").strip()
        self.wanted(at, value, _TEXT)
        return ""

    def needed_text(self, given: dict[str, Any], at: str, key: str) -> str:
        text = self.text(given.get(key), f"{at}/{key}")
        if given.get(key) is None or (isinstance(given[key], str) and not text):
            self.fault(at, Sentence(_MISSING, {"key": key}))
        return text

    def needed_number(self, given: dict[str, Any], at: str, key: str) -> int:
        if given.get(key) is None:
            self.fault(at, Sentence(_MISSING, {"key": key}))
        return self.whole(given.get(key), f"{at}/{key}") or 0

    def whole(self, value: Any, at: str, wanted: str = _COUNT) -> int | None:
        """A count, as a number or a text of digits; a fiscal year may be out of its range, F2-13 says so."""
        if value is None:
            return None
        number: Any = value
        if isinstance(value, str):
            try:
                number = read_money(value)
            except NumberProblem:
                number = None
        if isinstance(number, Decimal) and number == number.to_integral_value():
            number = int(number)
        if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number < OUT_OF_MEASURE:
            self.wanted(at, value, wanted)
            return None
        return number

    def money(self, value: Any, at: str) -> Decimal | None:
        try:
            if isinstance(value, (dict, list, bool)):
                raise TypeError
            return read_money(value)
        except NumberProblem as problem:
            self.fault(at, problem.sentence)
        except TypeError:
            self.wanted(at, value, _AMOUNT)
        return None

    def percent(self, value: Any, at: str) -> Decimal | None:
        number = value.strip().removesuffix("%").strip() if isinstance(value, str) else value
        try:
            if isinstance(number, (dict, list, bool)):
                raise TypeError
            return read_money(number)
        except (NumberProblem, TypeError):
            self.wanted(at, value, _PERCENT)
        return None

    def status(self, value: Any, at: str) -> str | None:
        if value is None or value == "":
            return None
        found = Status(value) if value in STATUSES else status_of(value) if isinstance(value, str) else None
        if found is None:
            self.wanted(at, value, _STATUS)
        return found

    # remarks

    def unknown(self, given: dict[str, Any], at: str, known: Iterable[str]) -> None:
        names = set(known)
        for key in given:
            if key not in names:
                self.notes.append(Remark(f"{at}/{_escaped(key)}", Sentence(_UNKNOWN, {"key": key[:60]})))

    def wanted(self, at: str, value: Any, wanted: str) -> None:
        params: dict[str, object] = {"value": str(value)[:60], "wanted": Sentence(wanted)}
        self.fault(at, Sentence(_WANTED, params))

    def fault(self, at: str, sentence: Sentence) -> None:
        self.faults.append(Remark(at, sentence))


def _escaped(key: str) -> str:
    """A key as a step of a JSON pointer (RFC 6901)."""
    return key[:60].replace("~", "~0").replace("/", "~1")
