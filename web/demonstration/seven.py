"""A meeting of seven reports, recorded at the screen: for the journey that counts the presses and for the tour."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from committee import seating, sitting
from committee.models import Mode, Sitting
from documents import obligations
from organisations import calendar, clock, law
from organisations.models import OrgUnit, Role
from organisations.roles import people_with
from web.demonstration import steps
from web.demonstration.newcomer import Newcomer
from workflow import moves

ITEMS = 7
EXCUSED = 9, 11
"""The seats of who sent word that they cannot come."""
OTHERWISE = 4
"""The seat of who is of another opinion on the last report."""
ASKS = "ขอเอกสารประกอบยอดเบิกจ่าย"


def prepare(unit: OrgUnit) -> Sitting:
    """Lay seven reports of two earlier years before a meeting that a unit of the demonstration holds today."""
    officer = people_with([Role.DRAFTER], unit, clock.today())[0]
    plan = unit.plans.earliest("first_year")
    kept = unit.law_packs.get(pack="handbook-quarterly")
    years = kept.from_year - 2, kept.from_year - 1
    kept.from_year = years[0]
    kept.save()
    how = sitting.Call(
        mode=Mode.MEETING,
        held_at=clock.now() + timedelta(hours=1),
        place="ห้องประชุมสภา อบต.",
        notice_reason="เลื่อนมาจากสัปดาห์ก่อน กรรมการทุกท่านทราบแล้ว",
    )
    called = moves.call_sitting(unit, how, actor=officer, pack=law.load(kept.pack))
    for year in years:
        obligations.make(unit, year)
        steps.bring_in(unit, plan, year, None, 6)
    spans = [calendar.quarter(year, number) for year in years for number in (1, 2, 3, 4)]
    for seed, span in enumerate(spans[:ITEMS]):
        document = steps.begin(unit, span.key)
        steps.fill(document, 61 + seed)
        moves.refer(document, actor=officer, where=called)
    return called


def names_of(called: Sitting) -> dict[int, str]:
    """The members' names by seat."""
    terms = seating.terms_on(called.committee, clock.today()).values()
    return {term.seat.number: term.person.name for term in terms}


def record(clerk: Newcomer, names: dict[int, str], look: Callable[[str], None] = lambda name: None) -> None:
    """From the sitting's page to its end: who came, six items without another opinion, one with, the end.

    `names` are the members' by seat. `look` is called with a word for each page worth a picture.
    """
    clerk.follow("บันทึกผู้มาประชุม")
    clerk.follow("เลือกมาประชุมทุกท่าน")
    for seat in EXCUSED:
        clerk.answer(names[seat], "ลาประชุม")
    look("attendance")
    clerk.press("บันทึกผู้มาประชุม")
    for number in range(1, ITEMS):
        if number == ITEMS - 3:
            look("record")
        clerk.press("ไม่มีผู้เห็นเป็นอย่างอื่น")
    clerk.page.get_by_role("link", name="มีผู้เห็นเป็นอย่างอื่น").last.wait_for()
    clerk.press("มีผู้เห็นเป็นอย่างอื่น", role="link", last=True)
    clerk.open(names[OTHERWISE])
    clerk.pick("ความเห็น", "ขอให้แก้ไข")
    clerk.type("ข้อความที่กล่าว", ASKS)
    look("dissent")
    clerk.press("บันทึกเรื่องนี้")
    clerk.follow("เลิกประชุม")
    clerk.tick("ข้าพเจ้า")
    look("end")
    clerk.press("เลิกประชุม")
    look("held")
