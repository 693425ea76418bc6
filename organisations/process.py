"""How a kind of report goes through a unit's house: who reads it before the committee, and whether it is signed.

A unit's own row (`UnitProcess`) lies over the law pack's switch. A unit that is one clerk alone has no hop,
and nothing waits for anybody. Source of the order of readers: practice (หัวหน้าสำนักปลัด → รองปลัด → ปลัด).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from organisations import law
from organisations.models import OrgUnit, UnitProcess
from organisations.sentences import Sentence, gettext_noop

MOST_HOPS = 3
TITLE_LENGTH = 80
TITLES: dict[int, tuple[str, ...]] = {
    0: (),
    1: ("ปลัด",),
    2: ("หัวหน้าสำนักปลัด", "ปลัด"),
    3: ("หัวหน้าสำนักปลัด", "รองปลัด", "ปลัด"),
}
"""The readers' titles where a pack says only how many they are; as they stand under their notes on paper."""


@dataclass(frozen=True, slots=True)
class Steps:
    """The optional steps of a kind of report: `hops` are the titles of who checks it, in order (0–3)."""

    hops: tuple[str, ...]
    signed: bool


class ProcessRefused(ValueError):
    """A way through the house that cannot be kept; `code` for the program, `sentence` for the person."""

    def __init__(self, code: str, sentence: Sentence) -> None:
        super().__init__(code)
        self.code, self.sentence = code, sentence


def from_pack(pack: law.Pack) -> Steps:
    """What the law pack's switch says, with the usual titles."""
    return Steps(TITLES[pack.checking_hops], pack.signed)


def steps(unit: OrgUnit | int, kind: str, pack: law.Pack) -> Steps:
    """The steps of a kind of report in a unit (or its key): its own row, else the pack's switch."""
    key = unit.pk if isinstance(unit, OrgUnit) else unit
    own = UnitProcess.objects.filter(unit=key, kind=kind).first()
    return from_pack(pack) if own is None else Steps(tuple(own.hops), own.signed)


def keep(unit: OrgUnit, kind: str, *, hops: Iterable[str], signed: bool) -> Steps:
    """Keep a unit's own way for a kind of report; empty titles are left out, the order is kept.

    Raises
    `ProcessRefused` for more than three hops, or one title twice.
    """
    titles = tuple(title for title in (" ".join(hop.split()) for hop in hops) if title)
    if len(titles) > MOST_HOPS:
        raise ProcessRefused(
            "too-many-hops",
            Sentence(
                gettext_noop("%(given)s readers are given. Please keep at most %(most)s."),
                {"given": len(titles), "most": MOST_HOPS},
            ),
        )
    twice = next((title for title in titles if titles.count(title) > 1), None)
    if twice is not None:
        raise ProcessRefused(
            "hop-twice",
            Sentence(
                gettext_noop("“%(title)s” stands twice among the readers. Please name each one once."),
                {"title": twice},
            ),
        )
    long = next((title for title in titles if len(title) > TITLE_LENGTH), None)
    if long is not None:
        raise ProcessRefused(
            "title-too-long",
            Sentence(
                gettext_noop("The title “%(title)s…” has %(given)s letters. Please write at most %(most)s."),
                {"title": long[:20], "given": len(long), "most": TITLE_LENGTH},
            ),
        )
    UnitProcess.objects.update_or_create(
        unit=unit, kind=kind, defaults={"hops": list(titles), "signed": signed}
    )
    return Steps(titles, signed)


def follow_pack(unit: OrgUnit, kind: str) -> None:
    """Give the unit's own way up: the law pack's switch holds again."""
    UnitProcess.objects.filter(unit=unit, kind=kind).delete()
