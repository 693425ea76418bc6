"""Law packs: who sits, what makes a quorum, what is owed and by when, each with its article.

A pack is a TOML file of data; this module reads it, refuses what is not sound, and says which days a
fiscal year brings. Knows dates only: no clock, no model. Days are C.E. dates in Bangkok, years are B.E.

Shipped: `2561` (the regulation in force, yearly) and `handbook-quarterly` (the handbook's tracking). A unit
may keep both: no kind stands in two shipped packs. An obligation pins the pack of its rule.

Source: ระเบียบกระทรวงมหาดไทยว่าด้วยการจัดทำแผนพัฒนาขององค์กรปกครองส่วนท้องถิ่น พ.ศ. 2548 with its
amendments, หมวด 6; what no article says is marked "practice".
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from organisations import calendar
from organisations.sentences import Sentence, gettext_noop

FOLDER = Path(__file__).parent / "law_packs"

KINDS = (
    "form1",
    "form2",
    "method_meeting",
    "form3_1",
    "form3_2",
    "form3_3",
    "opinion_reported",
    "announced",
    "laid_council",
    "laid_development",
    "scores",
)
PERIOD_KINDS = ("quarter", "half", "year", "plan")
ANCHORS = ("period_start", "period_end", "plan_announced")
RETURN_POLICIES = ("majority", "any")

_UNKNOWN_PACK = gettext_noop("There is no law pack “%(key)s”. Please choose one of: %(known)s.")
_UNREADABLE = gettext_noop("Law pack %(file)s cannot be read: %(why)s. Please correct the file.")
_MISSING = gettext_noop("Law pack %(file)s, %(where)s: “%(field)s” is missing. Please add it.")
_UNSOUND = gettext_noop("Law pack %(file)s, %(where)s: “%(field)s” is %(value)s. Please write %(wanted)s.")


class LawPackError(ValueError):
    """A pack that is not there or not sound; `sentence` names the file, the place and what belongs there."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Offset:
    """How a day is found.

    From the first or last day of the period: `months` later (or earlier), on day `day` of that month, or on
    the month's last day where it is shorter. From the day the plan was announced: `days` later.
    """

    anchor: str
    months: int = 0
    day: int = 1
    days: int = 0

    def of(self, span: calendar.Span | None, plan_announced_on: date | None) -> date:
        """The day itself. ValueError if the anchor was not given."""
        if self.anchor == "plan_announced":
            if plan_announced_on is None:
                raise ValueError("a rule counts from the plan's announcement, but no day was given")
            return plan_announced_on + timedelta(days=self.days)
        if span is None:
            raise ValueError("a rule counts from a period, but no period was given")
        base = span.starts_on if self.anchor == "period_start" else span.ends_on - timedelta(days=1)
        years, month = divmod(base.month - 1 + self.months, 12)
        first = date(base.year + years, month + 1, 1)
        next_first = date(first.year + first.month // 12, first.month % 12 + 1, 1)
        return min(first + timedelta(days=self.day - 1), next_first - timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Rule:
    """One duty: what, for which kind of period, open from and due when, and the article (or "practice")."""

    kind: str
    period_kind: str
    opens: Offset
    due: Offset
    article: str
    title_th: str
    title_en: str
    optional: bool = False
    """Owed only where the unit asks for it."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group of seats: how many, chosen by whom (ข้อ 28), in Thai and in English."""

    key: str
    quota: int
    chosen_by: str
    title_th: str
    title_en: str
    chosen_by_en: str = ""


@dataclass(frozen=True, slots=True)
class Composition:
    """Who the committee consists of, and for how many years a member is chosen (ข้อ 28)."""

    groups: tuple[Group, ...]
    article: str = "ข้อ 28"
    term_years: int = 4

    @property
    def seats(self) -> int:
        """The full number of seats."""
        return sum(group.quota for group in self.groups)

    @property
    def quotas(self) -> dict[str, int]:
        """Group key to number of seats, in the order of the article."""
        return {group.key: group.quota for group in self.groups}


@dataclass(frozen=True, slots=True)
class QuorumRule:
    """What makes a quorum and a resolution; counted by `committee.quorum`."""

    quorum_num: int
    quorum_den: int
    second_call_den: int
    second_call_days: int
    notice_days: int
    return_policy: str
    source: str


@dataclass(frozen=True, slots=True)
class Posting:
    """The public notice: within how many days of the opinion, posted how long, by which day at the latest."""

    within_days: int
    posted_days: int
    latest_month: int
    latest_day: int
    article: str


@dataclass(frozen=True, slots=True)
class Pack:
    """One law pack. `checking_hops` (0–3) and `signed` switch the optional states of a document on."""

    key: str
    title_th: str
    title_en: str
    source: str
    rules: tuple[Rule, ...]
    committee: Composition
    quorum: QuorumRule
    posting: Posting
    checking_hops: int = 0
    signed: bool = False

    def rule(self, kind: str) -> Rule | None:
        """The pack's rule of that kind, or None."""
        return next((rule for rule in self.rules if rule.kind == kind), None)


@dataclass(frozen=True, slots=True)
class Due:
    """What a fiscal year brings: the period's key, the first day it can be worked on, and its last day."""

    kind: str
    period_key: str
    opens_on: date
    due_on: date
    article: str
    optional: bool = False


def load(key: str) -> Pack:
    """The shipped pack of that key. LawPackError names the known ones."""
    known = _shipped()
    if key not in known:
        raise LawPackError(Sentence(_UNKNOWN_PACK, {"key": key, "known": ", ".join(known)}))
    return known[key]


def packs() -> tuple[Pack, ...]:
    """All shipped packs, in the order of their keys."""
    return tuple(_shipped().values())


def load_file(path: Path) -> Pack:
    """Read a pack from a TOML file (a province's own, or a test's). LawPackError if it is not sound."""
    try:
        with path.open("rb") as file:
            data = tomllib.load(file)
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LawPackError(Sentence(_UNREADABLE, {"file": path.name, "why": str(error)})) from error
    return _pack(_Table(data, path.name, gettext_noop("head")))


def dues(
    pack: Pack,
    fiscal_year: int,
    *,
    plan_announced_on: date | None = None,
    plan_key: str | None = None,
    half_years: bool = False,
    optional: bool = False,
) -> list[Due]:
    """What `pack` asks for in `fiscal_year` (B.E.), by due day; with `optional` also what is owed only where
    the unit asks for it.

    Rules by quarter give four dues, or two by half-year when the unit keeps half-year rounds
    (`half_years`). A rule by plan gives one due, in the fiscal year in which the plan was announced;
    `plan_key` is the period's key (`calendar.plan`). ValueError if only one of plan's two
    arguments is given; CalendarError if the year is not B.E.
    """
    calendar.check_fiscal_year(fiscal_year)
    if (plan_announced_on is None) != (plan_key is None):
        raise ValueError("plan_announced_on and plan_key belong together: give both or neither")
    found = []
    for rule in pack.rules:
        if rule.optional and not optional:
            continue
        if rule.period_kind == "plan":
            if plan_announced_on is None or plan_key is None:
                continue
            if calendar.fiscal_year(plan_announced_on) != fiscal_year:
                continue
            opens, due = rule.opens.of(None, plan_announced_on), rule.due.of(None, plan_announced_on)
            found.append(Due(rule.kind, plan_key, opens, due, rule.article, rule.optional))
            continue
        for span in _spans(rule, fiscal_year, half_years):
            opens, due = rule.opens.of(span, plan_announced_on), rule.due.of(span, plan_announced_on)
            found.append(Due(rule.kind, span.key, opens, due, rule.article, rule.optional))
    return sorted(found, key=lambda due: (due.due_on, KINDS.index(due.kind), due.period_key))


def _spans(rule: Rule, fy: int, half_years: bool) -> Iterator[calendar.Span]:
    wanted = "half" if rule.period_kind == "quarter" and half_years else rule.period_kind
    return (span for span in calendar.spans_of(fy) if span.kind == wanted)


@lru_cache(maxsize=1)
def _shipped() -> dict[str, Pack]:
    read = (load_file(path) for path in sorted(FOLDER.glob("*.toml")))
    return {pack.key: pack for pack in read}


@dataclass(frozen=True, slots=True)
class _Table:
    """A table of the file that knows where it stands, so that a refusal can say so."""

    data: dict[str, Any]
    file: str
    where: str

    def _get(self, field: str, default: Any) -> Any:
        value = self.data.get(field, default)
        if value is None:
            params = {"file": self.file, "where": Sentence(self.where), "field": field}
            raise LawPackError(Sentence(_MISSING, params))
        return value

    def refuse(self, field: str, value: object, wanted: str) -> LawPackError:
        params = {"file": self.file, "where": Sentence(self.where), "field": field, "value": repr(value)}
        return LawPackError(Sentence(_UNSOUND, {**params, "wanted": Sentence(wanted)}))

    def text(self, field: str, default: str | None = None) -> str:
        value = self._get(field, default)
        if not isinstance(value, str) or not value.strip():
            raise self.refuse(field, value, gettext_noop("a text"))
        return value

    def number(self, field: str, low: int, high: int, default: int | None = None) -> int:
        value = self._get(field, default)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise self.refuse(field, value, f"{low}–{high}")
        return value

    def choice(self, field: str, of: tuple[str, ...], default: str | None = None) -> str:
        value = self.text(field, default)
        if value not in of:
            raise self.refuse(field, value, " | ".join(of))
        return value

    def flag(self, field: str, default: bool) -> bool:
        value = self._get(field, default)
        if not isinstance(value, bool):
            raise self.refuse(field, value, "true | false")
        return value

    def table(self, field: str) -> _Table:
        value = self._get(field, None)
        if not isinstance(value, dict):
            raise self.refuse(field, value, gettext_noop("a table"))
        return _Table(value, self.file, field)

    def tables(self, field: str) -> list[_Table]:
        value = self._get(field, None)
        if not isinstance(value, list) or not value or not all(isinstance(item, dict) for item in value):
            raise self.refuse(field, value, gettext_noop("a list of tables"))
        return [_Table(item, self.file, f"{field} {n}") for n, item in enumerate(value, start=1)]


def _pack(head: _Table) -> Pack:
    rules = tuple(_rule(table) for table in head.tables("rules"))
    _no_twins(head, "rules", [rule.kind for rule in rules])
    committee = head.table("committee")
    groups = tuple(_group(table) for table in committee.tables("groups"))
    _no_twins(committee, "groups", [group.key for group in groups])
    posting = head.table("posting")
    return Pack(
        key=head.text("key"),
        title_th=head.text("title_th"),
        title_en=head.text("title_en"),
        source=head.text("source"),
        rules=rules,
        committee=Composition(
            groups, committee.text("article", "ข้อ 28"), committee.number("term_years", 1, 10, 4)
        ),
        quorum=_quorum(head.table("quorum")),
        posting=Posting(
            within_days=posting.number("within_days", 0, 366),
            posted_days=posting.number("posted_days", 0, 366),
            latest_month=posting.number("latest_month", 1, 12),
            latest_day=posting.number("latest_day", 1, 31),
            article=posting.text("article"),
        ),
        checking_hops=head.number("checking_hops", 0, 3, 0),
        signed=head.flag("signed", False),
    )


def _no_twins(table: _Table, field: str, keys: list[str]) -> None:
    twins = sorted({key for key in keys if keys.count(key) > 1})
    if twins:
        raise table.refuse(field, ", ".join(twins), gettext_noop("each one only once"))


def _rule(table: _Table) -> Rule:
    rule = Rule(
        kind=table.choice("kind", KINDS),
        period_kind=table.choice("period_kind", PERIOD_KINDS),
        opens=_offset(table.table("opens"), table.where),
        due=_offset(table.table("due"), table.where),
        article=table.text("article"),
        title_th=table.text("title_th"),
        title_en=table.text("title_en"),
        optional=table.flag("optional", False),
    )
    for field, offset in (("opens", rule.opens), ("due", rule.due)):
        if (offset.anchor == "plan_announced") != (rule.period_kind == "plan"):
            wanted = "plan_announced" if rule.period_kind == "plan" else "period_start | period_end"
            raise table.refuse(f"{field}.anchor", offset.anchor, wanted)
    sample = None if rule.period_kind == "plan" else next(_spans(rule, 2569, False))
    announced = date(2025, 10, 1)
    if rule.opens.of(sample, announced) > rule.due.of(sample, announced):
        raise table.refuse(
            "opens", rule.opens.of(sample, announced).isoformat(), gettext_noop("a day before due")
        )
    return rule


def _offset(table: _Table, rule: str) -> Offset:
    table = _Table(table.data, table.file, f"{rule}, {table.where}")
    return Offset(
        anchor=table.choice("anchor", ANCHORS),
        months=table.number("months", -24, 24, 0),
        day=table.number("day", 1, 31, 1),
        days=table.number("days", 0, 366, 0),
    )


def _group(table: _Table) -> Group:
    return Group(
        key=table.text("key"),
        quota=table.number("quota", 1, 99),
        chosen_by=table.text("chosen_by"),
        title_th=table.text("title_th"),
        title_en=table.text("title_en"),
        chosen_by_en=table.text("chosen_by_en", table.text("chosen_by")),
    )


def _quorum(table: _Table) -> QuorumRule:
    rule = QuorumRule(
        quorum_num=table.number("quorum_num", 1, 99),
        quorum_den=table.number("quorum_den", 1, 99),
        second_call_den=table.number("second_call_den", 1, 99),
        second_call_days=table.number("second_call_days", 0, 366),
        notice_days=table.number("notice_days", 0, 366),
        return_policy=table.choice("return_policy", RETURN_POLICIES),
        source=table.text("source"),
    )
    if rule.quorum_num > rule.quorum_den:
        raise table.refuse("quorum_num", rule.quorum_num, f"1–{rule.quorum_den}")
    return rule
