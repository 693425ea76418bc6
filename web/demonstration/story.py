"""What happened in the demonstration's months: each report walks to its state by the moves."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from documents import form2, obligations, writing
from documents.models import Act, Basis, Document, FormKind, Issue, Obligation
from organisations import calendar, clock, process
from organisations.models import OrgUnit, Role, User
from organisations.roles import people_with
from organisations.scope import everything
from plans.models import DevelopmentPlan
from province import desk
from province.models import Submission
from tasks import notices, reminders
from web.demonstration import committees, quarter, whole_year
from web.demonstration.people import populate
from web.demonstration.steps import (
    at,
    begin,
    bring_in,
    drafter_of,
    explain,
    fill,
    refer,
    send,
    vote,
    work_off,
)
from workflow import moves

SETTLED_DAYS = 20
"""How long ago the period that the demonstration tells of has ended: what it tells must not lie in the future."""


def play() -> None:
    """Play the demonstration from an empty database, on any day of any year.

    It tells of the last quarter that ended twenty days ago or more, of the one before and the one after it;
    where these lie in two fiscal years, each year has its list, and its plan.
    """
    real = clock.now()
    today, this = clock.today(), calendar.fiscal_year(clock.today())
    quarters = [calendar.quarter(year, number) for year in (this - 1, this) for number in (1, 2, 3, 4)]
    past = [span for span in quarters if span.ends_on + timedelta(days=SETTLED_DAYS) <= today]
    before, main = past[-2:]
    current = quarters[len(past)]
    told = whole_year.settled(today, SETTLED_DAYS)
    start = calendar.quarter(told, 1).starts_on
    with everything(), clock.pretend(at(start - timedelta(days=60))):
        pao, units = populate(start - timedelta(days=200), told)
        for unit in units:
            committees.assisted(unit, start - timedelta(days=60))
            for owing in sorted({told, before.fiscal_year, main.fiscal_year, current.fiscal_year, this}):
                obligations.make(unit, owing)
        banna = units[0]
        with clock.pretend(at(start + timedelta(days=30))):
            _lists([banna], calendar.quarter(told, 1), rows=None if told == before.fiscal_year else 24)
        whole_year.announced(banna, _plan(banna, told), told)
        whole_year.quarters_before(banna, told, before)
        _before(pao, units, before)
        _main(units, main, real)
        closed = whole_year.asked_people(banna, _plan(banna, told), told, real)
        whole_year.yearly_forms(banna, told, closed, real)
        whole_year.asks_now(units[1], told, real)
        _current(units, current, real)
        _correction(units[1], [before, main, current], real)
        _lapsed(units[4], main, real)
        _paper(units, before, today)
    with everything():
        for _ in range(2):
            reminders.derive()
            notices.derive()


def _plan(unit: OrgUnit, year: int) -> DevelopmentPlan:
    """The unit's five-year plan of a fiscal year: 2566–2570, 2571–2575 …"""
    first = 2566 + (year - 2566) // 5 * 5
    plan, _ = DevelopmentPlan.objects.get_or_create(
        unit=unit,
        code=f"{unit.code}-{first}",
        defaults={
            "name": f"แผนพัฒนาท้องถิ่น (พ.ศ. {first}–{first + 4})",
            "first_year": first,
            "last_year": first + 4,
        },
    )
    return plan


def _lists(
    units: list[OrgUnit], span: calendar.Span, as_of: date | None = None, *, rows: int | None = None
) -> None:
    """Each unit brings in its list of the period's year, if it has not yet; บ้านนา's is the whole one, or `rows` of it."""
    for unit in units:
        plan = _plan(unit, span.fiscal_year)
        if not plan.projects.filter(lines__budget_year=span.fiscal_year).exists():
            bring_in(unit, plan, span.fiscal_year, as_of, rows if unit.code == "banna" else 24)


def _paper(units: list[OrgUnit], before: calendar.Span, today: date) -> None:
    """What was done on paper: the periods before the unit began here, and last year's other obligations."""
    for unit in units:
        older = Obligation.objects.filter(unit=unit, period__ends_on__lte=before.starts_on)
        acts = Obligation.objects.filter(unit=unit, due_on__lt=today - timedelta(days=30)).exclude(
            kind=FormKind.FORM2
        )
        for owed in (
            (older | acts).filter(document__isnull=True, act__isnull=True, waiver__isnull=True).distinct()
        ):
            Act.objects.create(
                obligation=owed, done_on=owed.due_on - timedelta(days=4), note="ทำเป็นเอกสารก่อนเริ่มใช้ระบบ"
            )


def _before(pao: OrgUnit, units: list[OrgUnit], span: calendar.Span) -> None:
    """The period before the last: each unit brings its list in; บ้านนา and ย่านใหม่ go the whole road."""
    opened = span.starts_on - timedelta(days=1)
    opening = opened if calendar.fiscal_year(opened) == span.fiscal_year else None
    with clock.pretend(at(span.ends_on - timedelta(days=20))):
        _lists(units, span, opening)
    for number, unit in enumerate(units[:2]):
        with clock.pretend(at(span.ends_on + timedelta(days=2))):
            document = begin(unit, span.key)
            fill(document, 11 + number)
            refer(document)
        with clock.pretend(at(span.ends_on + timedelta(days=5))):
            vote(document, "aaraa-aaaaa")
        with clock.pretend(at(span.ends_on + timedelta(days=7))):
            send(document, f"ตง 7{number}401/{210 + number}")
        _desk(pao, at(span.ends_on + timedelta(days=8)), record=True)
    for unit in units[2:]:
        owed = Obligation.objects.get(unit=unit, kind=FormKind.FORM2, period__key=span.key)
        Act.objects.create(obligation=owed, done_on=owed.due_on - timedelta(days=3), note="ส่งรายงานเป็นเอกสาร")


def _desk(pao: OrgUnit, moment: datetime, *, record: bool) -> None:
    """The registrar registers what arrived, and records it."""
    with clock.pretend(moment):
        prasit = people_with([Role.REGISTRAR], pao, clock.today())[0]
        for submission in Submission.objects.filter(pao=pao, desk="arrived"):
            desk.register(submission, actor=prasit, saraban_no="")
        if record:
            for submission in Submission.objects.filter(pao=pao, desk="registered"):
                desk.record(submission, actor=prasit)
        work_off()


def _main(units: list[OrgUnit], span: calendar.Span, real: datetime) -> None:
    """The last ended period: with the committee, arrived, approved in a meeting, returned."""
    banna, yanmai, khlongdao, banghinghoi, _ = units
    with clock.pretend(at(span.ends_on - timedelta(days=20))):
        _lists(units, span)
    for number, unit in enumerate((banna, yanmai, khlongdao, banghinghoi)):
        with clock.pretend(at(span.ends_on + timedelta(days=5))):
            document = begin(unit, span.key)
            fill(document, 31 + number)
        if unit is banna:
            _back_and_again(document, span, real)
            continue
        with clock.pretend(at(span.ends_on + timedelta(days=6))):
            if unit is khlongdao:
                committees.held_meeting(document, span.ends_on + timedelta(days=12))
                continue
            refer(document)
            vote(document, "aaxxxx-xaax" if unit is banghinghoi else "aaaaaraa-aa")
        if unit is yanmai:
            with clock.pretend(at(span.ends_on + timedelta(days=12))):
                send(document, "ตง 71401/388")


def _lapsed(unit: OrgUnit, span: calendar.Span, real: datetime) -> None:
    """ห้วยตะวัน, whose council lapsed in November, has called a meeting for its report of the last ended period."""
    with clock.pretend(at(span.ends_on + timedelta(days=8))):
        document = begin(unit, span.key)
        fill(document, 51)
    lapsed = committees.lapsed_on(real.date())
    with clock.pretend(max(at(lapsed + timedelta(days=1)), at(span.ends_on + timedelta(days=9)))):
        committees.council_lapsed(unit, lapsed)
    with clock.pretend(real - timedelta(days=1)):
        committees.meets_all_the_same(document, (real + timedelta(days=5)).date())


ANSWERED = {
    "sum": "ตรวจกับฎีกาแล้ว แก้ยอดเบิกจ่ายให้ตรงกับทะเบียนคุมของกองคลัง",
    "wording": "เพิ่มสาเหตุในส่วนที่ 4 แล้ว",
    "evidence": "แนบสำเนาฎีกาและมติสภาไว้ในแฟ้มแล้ว",
    "status": "ตรวจกับกองช่างแล้ว เปลี่ยนสถานะเป็นอยู่ระหว่างดำเนินการ",
    "missing": "ระบุกองที่รับผิดชอบในข้อเสนอแนะแล้ว",
}


def _worth_a_look(document: Document, actor: User) -> None:
    """A project that the council cancelled, and one that is spent in full but not finished."""
    rows = form2.load(document).rows
    spent = {
        view.row.key: sum(line.figures.opening + line.figures.earlier for line in view.lines) for view in rows
    }
    idle = next(view for view in rows if view.row.status == "not_started" and not spent[view.row.key])
    going = next(view for view in rows[12:] if view.row.status == "in_progress" and len(view.lines) == 1)
    for view, status, why in (
        (idle, "cancelled", "สภาท้องถิ่นมีมติให้ยกเลิก"),
        (going, "in_progress", "ผู้รับจ้างขอขยายเวลา"),
    ):
        line = view.lines[0]
        left = line.figures.budget + line.figures.transfer - line.figures.opening - line.figures.earlier
        amount = ZERO if view is idle else left
        entry = writing.LineEntry(amount, Basis.AMOUNT, line.report.version if line.report else 0)
        version = view.report.version if view.report else 0
        writing.save_row(
            document, view.project, writing.RowEntry(status, why, version, {line.line: entry}), actor=actor
        )
    explain(document, actor)


def _back_and_again(document: Document, span: calendar.Span, real: datetime) -> None:
    """บ้านนา's report came back once, was mended and answered, and is with the committee again, today."""
    actor = drafter_of(document.unit, clock.today())
    with clock.pretend(at(span.ends_on + timedelta(days=8))):
        _worth_a_look(document, actor)
        refer(document)
        vote(document, "axxxax-xaxa")
    document.refresh_from_db()
    with clock.pretend(real - timedelta(days=2)):
        for issue in Issue.objects.filter(document=document, severity="must", pending=False):
            moves.reply(issue, actor=actor, text=ANSWERED[issue.reason_code])
        loaded = form2.load(document)
        for index in (6, 9):
            view = loaded.rows[index]
            line = view.lines[0]
            amount = max(ZERO, (line.figures.amount or ZERO) - Decimal("5000.00"))
            writing.save_row(
                document,
                view.project,
                writing.RowEntry(
                    "in_progress",
                    view.row.obstacle,
                    view.report.version if view.report else 0,
                    {
                        line.line: writing.LineEntry(
                            amount, Basis.AMOUNT, line.report.version if line.report else 0
                        )
                    },
                ),
                actor=actor,
            )
        explain(document, actor)
        refer(document, days=9)
        vote(document, "aa..r......")


ZERO = Decimal("0.00")


def _current(units: list[OrgUnit], span: calendar.Span, real: datetime) -> None:
    """The period after it: บ้านนา has begun, with something a check must find."""
    with clock.pretend(min(at(span.starts_on + timedelta(days=3)), real)):
        _lists(units, span)
        document = begin(units[0], span.key)
        fill(document, 77, 0.4, slips=True)
    actor = drafter_of(units[0], clock.today())
    with clock.pretend(at((real - timedelta(days=12)).date())):
        quarter.decisions(document, actor, clock.today())
    quarter.ask_divisions(document, actor, real)
    with clock.pretend(at((real - timedelta(days=1)).date(), 15)):
        quarter.finance_says(document, actor, clock.today())


def _correction(unit: OrgUnit, spans: list[calendar.Span], real: datetime) -> None:
    """ย่านใหม่ puts an earlier report right, and its house reads it; the later one gets a proposal to restate."""
    earlier, later = next(
        (one, other)
        for one, other in zip(spans, spans[1:], strict=False)
        if one.fiscal_year == other.fiscal_year
    )
    owed = Obligation.objects.get(unit=unit, kind=FormKind.FORM2, period__key=later.key)
    if not Document.objects.filter(obligation=owed).exists():
        with clock.pretend(min(at(later.starts_on + timedelta(days=4)), real)):
            fill(begin(unit, later.key), 91, 0.5)
    document = Document.objects.get(
        obligation__unit=unit, kind=FormKind.FORM2, obligation__period__key=earlier.key
    )
    actor = drafter_of(unit, clock.today())
    with clock.pretend(real - timedelta(days=3)):
        moves.reopen(document, actor=actor, reason="กองคลังพบฎีกาที่คืนคลัง")
        document.refresh_from_db()
        quarter.corrected(document, Document.objects.get(obligation=owed), actor, by=Decimal("4500.00"))
        explain(document, actor)
        process.keep(unit, FormKind.FORM2, hops=("หัวหน้าสำนักปลัด", "ปลัดเทศบาล"), signed=False)
        moves.propose(document, actor=actor)
        moves.endorse(document, actor=actor, reader="นางสุภา ถี่ถ้วน")
