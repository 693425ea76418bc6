"""The steps of which the demonstration is made: a list brought in, a report filled in, laid, decided, sent.

Each is done by the verbs that the pages call, at the moment that is pretended.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import ROUND_DOWN, Decimal
from pathlib import Path

from django.utils import timezone

from committee import sitting
from committee.models import SeatTerm
from documents import findings, form2, openings, writing
from documents.models import Basis, Document, FormKind, Obligation
from organisations import clock
from organisations.models import OrgUnit, Role, User
from organisations.roles import people_with
from plans import importing
from plans.models import DevelopmentPlan
from tasks import effects, watched, work
from workflow import moves

LIST = Path(__file__).with_name("projects.xlsx")
SATANG = Decimal("0.01")


def at(day: date, hour: int = 10, minute: int = 0) -> datetime:
    """A moment of a day in Bangkok."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def drafter_of(unit: OrgUnit, day: date) -> User:
    """The unit's planning officer."""
    return people_with([Role.DRAFTER], unit, day)[0]


def bring_in(
    unit: OrgUnit, plan: DevelopmentPlan, year: int, as_of: date | None, rows: int | None = None
) -> None:
    """Take the real list in for a budget year, shifted to it."""
    data = LIST.read_bytes()
    understood = importing.understand(importing.read_sheets(LIST.name, data), default_year=year)
    projects = [replace(one, budget_year=year) for one in understood.projects][:rows]
    if as_of is None:
        projects = [replace(one, disbursed=None, status=None) for one in projects]
    openings.take_in(
        plan,
        projects,
        file_name=f"แผนการดำเนินงาน {year}.xlsx",
        data=data,
        actor=drafter_of(unit, clock.today()),
        default_year=year,
        as_of=as_of,
    )


def fill(
    document: Document, seed: int, share: float = 1.0, *, pace: float = 0.5, slips: bool = False
) -> None:
    """Fill in a period's rows as a careful clerk would; with `slips`, leave what a check must find.

    `pace` is the share of the projects not yet begun that begin in the period.
    """
    chance = random.Random(seed)  # noqa: S311 a story, not a secret
    actor = drafter_of(document.unit, clock.today())
    form = form2.load(document)
    rows = form.rows[: int(len(form.rows) * share)]
    for view in rows:
        entries = {}
        status = view.row.status or "not_started"
        if status == "not_started" and chance.random() < pace:
            status = "in_progress"
        elif status == "in_progress" and chance.random() < 0.45:
            status = "done"
        for line in view.lines:
            left = line.figures.budget + line.figures.transfer - line.figures.opening - line.figures.earlier
            part = {"done": Decimal("1"), "in_progress": Decimal(chance.choice(["0.2", "0.35", "0.6"]))}.get(
                status, Decimal(0)
            )
            amount = max(Decimal(0), left * part).quantize(SATANG, ROUND_DOWN)
            spent = line.figures.opening + line.figures.earlier
            basis = Basis.TO_DATE if chance.random() < 0.3 else Basis.AMOUNT
            entries[line.line] = writing.LineEntry(
                amount if basis == Basis.AMOUNT else amount + spent,
                basis,
                line.report.version if line.report else 0,
            )
        obstacle = "ฝนตกหนัก ผู้รับจ้างขอขยายเวลา" if status == "in_progress" and chance.random() < 0.1 else ""
        writing.save_row(
            document,
            view.project,
            writing.RowEntry(status, obstacle, view.report.version if view.report else 0, entries),
            actor=actor,
        )
    if slips:
        view = next(one for one in rows if one.lines[0].figures.budget >= 300000)
        loaded = form2.load(document)
        fresh = next(one for one in loaded.rows if one.project.pk == view.project.pk)
        line = fresh.lines[0]
        writing.save_row(
            document,
            fresh.project,
            writing.RowEntry(
                "in_progress",
                "",
                fresh.report.version if fresh.report else 0,
                {
                    line.line: writing.LineEntry(
                        line.figures.budget + Decimal("12000.00"),
                        Basis.AMOUNT,
                        line.report.version if line.report else 0,
                    )
                },
            ),
            actor=actor,
        )
        return
    texts = {
        "text": "ฝนตกหนักในช่วงต้นงวด ทำให้งานก่อสร้างถนนและรางระบายน้ำล่าช้ากว่าแผน",
        "second_text": "ควรเร่งประมาณราคาและจัดซื้อจัดจ้างโครงการที่ยังไม่เริ่มให้แล้วเสร็จในงวดถัดไป",
    }
    writing.save_section(
        document, "p4", actor=actor, version=0, text=texts["text"], second_text=texts["second_text"]
    )
    writing.save_section(document, "p3", actor=actor, version=0, nothing_to_report=True)
    explain(document, actor)


def explain(document: Document, actor: User) -> None:
    """Write a reason for each finding that should be checked."""
    for found in form2.load(document).findings():
        if found.level == findings.Level.SHOULD_CHECK:
            writing.save_note(
                document, found.rule, found.cells[0], "ตรวจกับทะเบียนคุมของกองคลังแล้ว ถูกต้อง", actor=actor
            )


def begin(unit: OrgUnit, key: str) -> Document:
    """Open the Form 2 of a period."""
    owed = Obligation.objects.get(unit=unit, kind=FormKind.FORM2, period__key=key)
    return moves.open_document(owed, actor=drafter_of(unit, clock.today()))


def refer(document: Document, *, days: int = 7) -> None:
    """Lay it before the committee for some days."""
    closes = at(clock.today() + timedelta(days=days), 16, 30)
    moves.refer(
        document,
        actor=drafter_of(document.unit, clock.today()),
        closes_at=closes,
        message="ขอความอนุเคราะห์พิจารณารายงานตามที่แนบ",
    )


def members_of(document: Document) -> list[User]:
    """The committee's members, by seat."""
    item = sitting.open_item(document)
    assert item is not None
    terms = SeatTerm.objects.filter(seat__committee=item.sitting.committee).select_related("person", "seat")
    return [term.person for term in terms.order_by("seat__number")]


ASKED = (
    ("row", "ยอดเบิกจ่ายไม่ตรงกับที่ประชุมหมู่บ้านรับทราบ ขอให้ตรวจกับฎีกา", "sum"),
    ("p4", "ขอให้เขียนสาเหตุที่งานรางระบายน้ำล่าช้าให้ชัดเจน", "wording"),
    ("p2.t5", "เงินสะสมเบิกมากกว่างวดก่อนมาก ขอเอกสารประกอบ", "evidence"),
    ("row", "โครงการนี้ชาวบ้านเห็นว่ายังไม่แล้วเสร็จ ขอให้ตรวจสถานะ", "status"),
    ("p4", "ข้อเสนอแนะยังไม่บอกว่าใครเป็นผู้ดำเนินการ", "missing"),
    ("p2.t4", "จำนวนโครงการที่ยังไม่ได้ดำเนินการไม่ตรงกับบัญชีท้ายรายงาน", "sum"),
)


def vote(document: Document, choices: str) -> None:
    """Let the members answer in order: a approve, r approve with remarks, x return, - abstain, . silent."""
    words = {"a": "approve", "r": "approve_remarks", "x": "return", "-": "abstain"}
    asked = 0
    for member, letter in zip(members_of(document), choices, strict=True):
        document.refresh_from_db()
        if letter == "." or document.state != "in_review":
            continue
        choice = words[letter]
        point = None
        if choice == "return":
            place, text, reason = ASKED[asked % len(ASKED)]
            asked += 1
            anchor = f"p2.row.{form2.load(document).rows[6].row.key}" if place == "row" else place
            point = moves.Point(anchor, text, reason)
        moves.cast_ballot(
            document,
            actor=member,
            choice=choice,
            remark="ขอให้เร่งงานถนนก่อนหน้าฝน" if choice == "approve_remarks" else "",
            points=[point] if point else [],
        )


def work_off() -> None:
    """Do what the worker would do, in this process, by the same verbs."""
    for _ in range(6):
        work.derive()
        waiting = effects.due_ids()
        if not waiting:
            return
        for pk in waiting:
            work.run(pk)


def send(document: Document, number: str) -> None:
    """Seal and send an approved report with its letter."""
    watched.ask(
        "package.seal",
        document,
        actor=drafter_of(document.unit, clock.today()),
        params={
            "number": number,
            "dated": clock.today().isoformat(),
            "signer": "นายประสงค์ มั่นคง",
            "capacity": "นายกองค์การบริหารส่วนตำบล",
            "recipients": "อบจ.ตรัง",
        },
    )
    work_off()
