"""A council whose four years end in November: three seats empty, nobody to lay before, and 31 December is met.

Source of the dates: ข้อ 29(3) of the regulation of 2561 (announced within December of the year after).
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

import docx
import pytest
from django.utils import timezone

from committee import appointing, seating, sitting
from committee.models import Assistant, Mode, Office, Sitting, TermEnded
from documents import obligations
from documents.models import Act, Document, FormKind, Obligation, State, Waiver
from documents.obligations import Status
from organisations import clock, law
from organisations.models import UnitLawPack
from papers import meeting, sittings
from tasks import watched
from tests.cast import World, come_in, fill, work_off
from workflow import moves
from workflow.refusals import GuardRefused

LAPSED, CALLED, HELD = date(2026, 11, 10), date(2026, 11, 20), date(2026, 11, 27)
LAST_DAY = date(2026, 12, 31)
REASON = "สภา อบต. ครบวาระ ที่นั่งซึ่งสภาคัดเลือก 3 ที่นั่งจึงว่าง"
AUTHORITY = "ประกาศ กกต. ลงวันที่ 10 พฤศจิกายน 2569"


@contextmanager
def on(day: date, hour: int = 10) -> Iterator[None]:
    """A day of that autumn."""
    with clock.pretend(timezone.make_aware(datetime.combine(day, time(hour)))):
        yield


@pytest.fixture
def lapsed(world: World) -> World:
    """The unit under the regulation, its council's three seats empty since 10 November, a new chair chosen."""
    UnitLawPack.objects.create(unit=world.banna, pack="2561", from_year=2569)
    obligations.make(world.banna, 2569)
    Assistant.objects.create(committee=world.committee, person=world.somchai, starts_on=date(2025, 1, 1))
    with on(LAPSED + timedelta(days=1)):
        terms = list(seating.terms_on(world.committee, LAPSED).values())
        for term in terms:
            if term.seat.group == "council":
                appointing.end(term, on=LAPSED, because=TermEnded.COUNCIL_ENDED)
        community = next(term for term in terms if term.seat.number == 5)
        appointing.choose(community, Office.CHAIR, on=LAPSED + timedelta(days=1))
    return world


@pytest.fixture
def filled(lapsed: World) -> Document:
    """The last quarter's report, filled."""
    with on(CALLED):
        document = moves.open_document(lapsed.obligation("2569-q4"), actor=lapsed.somchai)
        fill(document, lapsed.somchai)
    return document


def call(world: World, *, reason: str, authority: str) -> Sitting:
    at = timezone.make_aware(datetime.combine(HELD, time(9, 30)))
    how = sitting.Call(
        mode=Mode.MEETING,
        held_at=at,
        place="ห้องประชุม อบต.",
        composition_reason=reason,
        authority=authority,
    )
    return moves.call_sitting(world.banna, how, actor=world.somchai, pack=law.load("2561"))


def decide(world: World, document: Document) -> Sitting:
    """Call, meet and approve: five of the eight who are left have come."""
    with on(CALLED):
        where = call(world, reason=REASON, authority=AUTHORITY)
        moves.refer(document, actor=world.somchai, where=where)
    with on(HELD):
        come_in(world, where, "___pppp.p..")
        moves.record_item(document, actor=world.somchai, said={})
        return moves.end_meeting(where, actor=world.somchai)


def owed_by_the_last_day(world: World) -> list[Obligation]:
    """What the regulation asks of the unit from October to December of that year."""
    return list(
        obligations.with_facts(
            Obligation.objects.filter(
                unit=world.banna, law="2561", due_on__gt=date(2026, 9, 30), due_on__lte=LAST_DAY
            )
        )
    )


def open_on_the_last_day(world: World) -> set[str]:
    met = {Status.MET, Status.WAIVED}
    return {one.kind for one in owed_by_the_last_day(world) if obligations.status(one, LAST_DAY) not in met}


def test_everything_of_december_is_met_or_waived(lapsed: World, filled: Document) -> None:
    assert open_on_the_last_day(lapsed) == {one.kind for one in owed_by_the_last_day(lapsed)}
    decide(lapsed, filled)
    with on(HELD + timedelta(days=3)):
        letter = {
            "number": "ตง 1/900",
            "dated": "2026-11-30",
            "signer": "นางวิไล ละเอียด",
            "capacity": "ปลัด อบต. ปฏิบัติหน้าที่นายก อบต.",
            "recipients": "อบจ.ตรัง",
            "without_resolution": "ประธานลงนามภายหลัง",
        }
        watched.ask("package.seal", filled, actor=lapsed.somchai, params=letter)
        work_off()
    filled.refresh_from_db()
    assert filled.state == State.SUBMITTED, "the eight can approve the report, and it leaves the house"
    for owed in owed_by_the_last_day(lapsed):
        if owed.kind == FormKind.LAID_COUNCIL:
            Waiver.objects.create(obligation=owed, reason="ไม่มีสภา", granted_by=AUTHORITY)
        else:
            Act.objects.create(obligation=owed, done_on=date(2026, 12, 9), note="ปิดประกาศและรายงานแล้ว")
    assert open_on_the_last_day(lapsed) == set()


def test_what_is_not_done_is_still_owed_on_the_last_day(lapsed: World, filled: Document) -> None:
    """The negative control: a meeting alone meets nothing."""
    decide(lapsed, filled)
    still = open_on_the_last_day(lapsed)
    assert {FormKind.ANNOUNCED, FormKind.LAID_COUNCIL} <= still


def test_the_quorum_is_counted_of_the_eight_who_are_left(lapsed: World, filled: Document) -> None:
    held = decide(lapsed, filled)
    with on(HELD):
        counted = sitting.tally(held.items.get(), filled).count
    assert (counted.held, counted.answered, counted.needed, counted.outcome) == (8, 5, 4, "approved")


def test_three_of_eight_are_too_few(lapsed: World, filled: Document) -> None:
    with on(CALLED):
        where = call(lapsed, reason=REASON, authority=AUTHORITY)
        moves.refer(filled, actor=lapsed.somchai, where=where)
    with on(HELD):
        come_in(lapsed, where, "___ppp.....")
        moves.record_item(filled, actor=lapsed.somchai, said={})
        moves.end_meeting(where, actor=lapsed.somchai)
    filled.refresh_from_db()
    assert filled.state == State.IN_REVIEW
    assert where.items.get().outcome == "no_quorum"


def test_the_minutes_print_the_reason_and_the_authority(lapsed: World, filled: Document) -> None:
    held = decide(lapsed, filled)
    paper = docx.Document(io.BytesIO(meeting.minutes(sittings.facts(held))))
    text = "\n".join(one.text for one in paper.paragraphs)
    assert "ที่นั่งซึ่งสภาคัดเลือก" in text
    assert "ประกาศ กกต." in text
    facts = [one for one in text.splitlines() if "องค์ประกอบของคณะกรรมการ" in one]
    assert len(facts) == 1
    assert "๐ จาก ๓" in facts[0]
    assert "กรุณา" not in facts[0], "a request to the clerk has no place in the minutes"


@pytest.mark.parametrize(("reason", "authority"), [("", ""), (REASON, ""), ("", AUTHORITY)])
def test_without_its_reason_and_authority_the_call_is_refused(
    lapsed: World, reason: str, authority: str
) -> None:
    with on(CALLED), pytest.raises(GuardRefused) as refused:
        call(lapsed, reason=reason, authority=authority)
    assert refused.value.code == "composition"


def test_with_all_eleven_seated_no_reason_is_asked_for(world: World) -> None:
    with on(CALLED):
        assert call(world, reason="", authority="").composition_reason == ""
