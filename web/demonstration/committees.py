"""The committees of the demonstration: a meeting that was held, and a committee whose council lapsed in November."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from committee import appointing, seating, sitting
from committee.models import Mode, Objection, Office, Presence, Sitting, TermEnded
from documents.models import Document, FormKind, Obligation, Waiver
from organisations import clock, law
from organisations.models import OrgUnit, Role, RoleGrant, User
from organisations.roles import people_with
from workflow import moves

LAPSED = (11, 10)
"""Month and day on which the council's four years ended."""
NEW_CHAIR = 5
"""The seat of who is chosen chair when the council's seats are empty."""
PLACE = "ห้องประชุมสภา อบต."
NO_COUNCIL = "สภา อบต. ครบวาระ ยังไม่มีการเลือกตั้ง กรรมการที่สภาคัดเลือก 3 ที่นั่งจึงว่าง"
AUTHORITY = "ประกาศ กกต. เรื่อง ครบวาระสมาชิกสภา อบต. และคำสั่งแต่งตั้งคณะกรรมการฉบับเดิม"


def assisted(unit: OrgUnit, since: date) -> None:
    """The planning officer is the committee's assistant secretary, and records its sittings."""
    body = seating.committee_of(unit, since)
    assert body is not None
    officer = people_with([Role.DRAFTER], unit, since)[0]
    appointing.assist(body, officer, starts_on=since, order_no=body.order_no)


def _called(document: Document, held_at: datetime, *, reason: str = "", authority: str = "") -> Sitting:
    """Call a meeting and lay the report before it."""
    unit = document.unit
    officer = people_with([Role.DRAFTER], unit, clock.today())[0]
    how = sitting.Call(
        mode=Mode.MEETING, held_at=held_at, place=PLACE, composition_reason=reason, authority=authority
    )
    called = moves.call_sitting(unit, how, actor=officer, pack=law.load(document.obligation.law))
    moves.refer(document, actor=officer, where=called)
    return called


def held_meeting(document: Document, on: date) -> None:
    """คลองดาว decides in a meeting on a day: nine of eleven came, one with a remark, one abstained, one objects later."""
    held_at = timezone.make_aware(datetime.combine(on, time(9, 30)))
    called = _called(document, held_at)
    officer = people_with([Role.DRAFTER], document.unit, on)[0]
    terms = {term.seat.number: term for term in seating.terms_on(called.committee, on).values()}
    here = dict.fromkeys(range(1, 12), Presence.PRESENT) | {6: Presence.EXCUSED, 9: Presence.ABSENT}
    told = {
        terms[4].seat_id: moves.Dissent("approve_remarks", "ขอให้เร่งงานถนนก่อนหน้าฝน"),
        terms[8].seat_id: moves.Dissent("abstain"),
    }
    with clock.pretend(held_at + timedelta(minutes=10)):
        presences = {terms[number].seat_id: came for number, came in here.items()}
        guests = [("นางสาวกัญญา ใจดี", "ผู้อำนวยการกองคลัง")]
        moves.record_attendance(called, actor=officer, presences=presences, guests=guests)
    with clock.pretend(held_at + timedelta(minutes=80)):
        moves.record_item(document, actor=officer, said=told)
        moves.end_meeting(
            called,
            actor=officer,
            told="ประธานแจ้งว่ารายงานงวดนี้จัดทำตามแบบ 2 และตรวจกับทะเบียนคุมของกองคลังแล้ว",
            other="ที่ประชุมขอให้แจ้งผลการพิจารณาให้หมู่บ้านทราบ",
        )
    with clock.pretend(held_at + timedelta(days=1)):
        item = called.items.get()
        ballot = sitting.live_ballots(item)[terms[7].seat_id]
        text = "ข้าพเจ้าเห็นชอบโดยขอให้ติดตามงานไฟฟ้าสาธารณะด้วย"
        moves.object_to(ballot, actor=terms[7].person, kind=Objection.Kind.NOT_SO, text=text)


def lapsed_on(today: date) -> date:
    """The latest 10 November that lies three days back or more."""
    day = date(today.year, *LAPSED)
    return day if day + timedelta(days=3) <= today else date(today.year - 1, *LAPSED)


def council_lapsed(unit: OrgUnit, on: date) -> None:
    """The council's term ended: its seats are empty, the rest choose a chair, the permanent secretary acts."""
    body = seating.committee_of(unit, on)
    assert body is not None
    terms = seating.terms_on(body, on).values()
    for term in terms:
        if term.seat.group == "council":
            appointing.end(term, on=on, because=TermEnded.COUNCIL_ENDED)
    chosen = next(term for term in terms if term.seat.number == NEW_CHAIR)
    appointing.choose(chosen, Office.CHAIR, on=on + timedelta(days=1))
    executive = RoleGrant.objects.get(unit=unit, role=Role.EXECUTIVE)
    executive.ends_on = on
    executive.save(update_fields=["ends_on"])
    RoleGrant.objects.create(
        unit=unit,
        person=_permanent_secretary(unit, on),
        role=Role.EXECUTIVE,
        starts_on=on + timedelta(days=1),
        capacity="ปลัด อบต. ปฏิบัติหน้าที่นายก อบต.",
        order_no=f"หนังสืออำเภอ ลงวันที่ {on.day} พฤศจิกายน {on.year + 543}",
    )
    owed = Obligation.objects.filter(
        unit=unit, kind=FormKind.LAID_COUNCIL, period__ends_on__lt=on, due_on__gt=on
    ).first()
    if owed is not None:
        reason = "สภา อบต. ครบวาระ จึงไม่มีสภาที่จะเสนอ"
        Waiver.objects.create(obligation=owed, reason=reason, granted_by=AUTHORITY)


def _permanent_secretary(unit: OrgUnit, day: date) -> User:
    return people_with([Role.CHECKER], unit, day)[0]


def meets_all_the_same(document: Document, held_on: date) -> Sitting:
    """ห้วยตะวัน lays its report before the eight who are left, with the reason that the minutes print."""
    held_at = timezone.make_aware(datetime.combine(held_on, time(13, 30)))
    return _called(document, held_at, reason=NO_COUNCIL, authority=AUTHORITY)
