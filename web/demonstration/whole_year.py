"""A whole fiscal year of บ้านนา: Form 1, the quarters, what people answered, the three yearly forms.

It tells of the last fiscal year that ended twenty days ago or more. What lies before the two quarters that the story
tells at length is done here, on its day; the yearly forms go as far as the day of the demonstration allows.
"""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

from django.db.models import Q

from documents import files, findings, obligations, sheets, wording, writing
from documents.models import ChangeSetKind, Document, FormKind, Obligation, State
from documents.sheets import Entry
from documents.sheets.fields import Sort
from organisations import calendar, clock
from organisations.models import OrgUnit, User
from plans.models import DevelopmentPlan, Strategy
from surveys import collecting, keying
from surveys.models import Mode, Questionnaire
from surveys.questions import NONE, Page
from web.demonstration.steps import at, begin, drafter_of, fill, refer, send, vote
from workflow import moves

PLACES = (("หมู่ 1 บ้านนา", 90), ("หมู่ 2 บ้านทุ่ง", 80), ("หมู่ 3 บ้านควน", 70), ("หมู่ 4 บ้านท่าเรือ", 60), ("หมู่ 5 บ้านในไร่", 50))  # fmt: skip
ANSWERS = {FormKind.FORM3_2: 320, FormKind.FORM3_3: 120}
ON_PAPER = 8
"""Sheets of paper of each form, keyed in twice."""
AGREED = "aaraaaa-aaa"

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
EVIDENCE = {"p1.i1.answer": "คำสั่งแต่งตั้งคณะกรรมการพัฒนาท้องถิ่น.pdf", "p1.i2.answer": "รายงานการประชุม.pdf"}
NOT_DONE = {"p2.i18": "อยู่ระหว่างจัดทำร่วมกับคณะกรรมการติดตามและประเมินผล"}
NARRATIVE = {
    "result": "ประชาชนใช้ถนนและระบบน้ำได้ตลอดปี ผู้สูงอายุและเด็กได้รับบริการต่อเนื่อง",
    "problems": "ฝนตกหนักช่วงต้นปีงบประมาณ งานก่อสร้างบางโครงการล่าช้ากว่าแผน",
    "suggestions": "ควรจัดซื้อจัดจ้างให้แล้วเสร็จก่อนฤดูฝน",
}
INDICATOR = {"name": "ครัวเรือนที่ได้รับประโยชน์", "before": "1,204 ครัวเรือน", "after": "1,377 ครัวเรือน"}


def settled(today: date, days: int) -> int:
    """The last fiscal year that ended so many days ago or more."""
    this = calendar.fiscal_year(today)
    return this - 1 if calendar.year(this - 1).ends_on + timedelta(days=days) <= today else this - 2


def quarters_before(unit: OrgUnit, year: int, before: calendar.Span) -> None:
    """The quarters of the year that the story does not tell: each filled in, approved and sent on its day."""
    spans = [calendar.quarter(year, number) for number in (1, 2, 3, 4)]
    for number, span in enumerate(one for one in spans if one.ends_on < before.ends_on):
        with clock.pretend(at(span.ends_on + timedelta(days=3))):
            document = begin(unit, span.key)
            fill(document, 5 + number, pace=0.25)
            refer(document)
        with clock.pretend(at(span.ends_on + timedelta(days=6))):
            vote(document, AGREED)
        with clock.pretend(at(span.ends_on + timedelta(days=9))):
            send(document, f"ตง 70401/{90 + number * 31}")


def announced(unit: OrgUnit, plan: DevelopmentPlan, year: int) -> None:
    """The plan was announced in the year's first quarter; Form 1 tells how it was made."""
    day = calendar.quarter(year, 1).starts_on + timedelta(days=40)
    plan.announced_on = day
    plan.save(update_fields=["announced_on"])
    obligations.make(unit, year)
    actor = drafter_of(unit, day)
    with clock.pretend(at(day + timedelta(days=12))):
        owed = Obligation.objects.get(unit=unit, kind=FormKind.FORM1)
        document = moves.open_document(owed, actor=actor)
        answers = {
            cell: "yes" for cell, one in sheets.load(document).fields.items() if one.sort is Sort.CHOICE
        }
        answers |= {f"{item}.answer": "no" for item in NOT_DONE}
        answers |= {f"{item}.reason": why for item, why in NOT_DONE.items()}
        sheets.fill(document, [Entry(cell, text) for cell, text in answers.items()], actor=actor)
        for cell, name in EVIDENCE.items():
            stored = files.store(PDF, unit=unit, name=name, media_type="application/pdf", made_by=actor)
            sheets.attach(document, cell, stored, actor=actor)
        explain(document, actor)
        refer(document)
    with clock.pretend(at(day + timedelta(days=15))):
        vote(document, AGREED)
    with clock.pretend(at(day + timedelta(days=18))):
        send(document, "ตง 70401/57")


def explain(document: Document, actor: User) -> None:
    """Write a reason for each finding of a form made of a template that should be checked."""
    for found in sheets.load(document).findings():
        if found.level == findings.Level.SHOULD_CHECK:
            why = "ตรวจกับเอกสารต้นเรื่องแล้ว ถูกต้อง"
            writing.save_note(document, found.rule, found.cells[0], why, actor=actor)


def _strategies(plan: DevelopmentPlan) -> list[dict[str, object]]:
    rows = Strategy.objects.filter(plan=plan).order_by("number")
    return [{"key": one.key, "number": one.number, "name": one.name} for one in rows]


def _one(questionnaire: Questionnaire, chance: random.Random) -> dict[str, str]:
    """One person's answers: more content than not, some questions left out."""
    told = {}
    for key, question in questionnaire.asked().questions().items():
        plain = [value for value in question.values if value != NONE]
        if chance.random() < 0.03:
            told[key] = NONE
        elif key.startswith("s"):
            told[key] = (
                str(min(10, max(0, round(chance.gauss(7.4, 1.6))))) if "." in key else chance.choice(plain)
            )
        elif key.startswith("i"):
            told[key] = chance.choices(plain, (46, 43, 11))[0]
        else:
            told[key] = chance.choice(plain)
    return told


def answer(questionnaire: Questionnaire, count: int, *, seed: int) -> None:
    """So many people answer on their phones."""
    chance = random.Random(seed)  # noqa: S311 a story, not a secret
    whole = Page("", tuple(questionnaire.asked().questions().values()))
    invited = questionnaire.mode == Mode.INVITED
    for number in range(1, count + 1):
        token = collecting.invitation_token(questionnaire, number) if invited else ""
        token = collecting.begin(questionnaire, token)
        collecting.answer(questionnaire, token, whole, _one(questionnaire, chance))
        collecting.send(questionnaire, token)


def key_in(questionnaire: Questionnaire, numbers: range, actor: User, *, seed: int) -> None:
    """Sheets of paper, each keyed in twice alike."""
    chance = random.Random(seed)  # noqa: S311 a story, not a secret
    asked = questionnaire.asked()
    for number in numbers:
        line = keying.line_of(asked, _one(questionnaire, chance))
        for _ in range(2):
            keying.key_in(questionnaire, number, line, actor=actor)


def asked_people(unit: OrgUnit, plan: DevelopmentPlan, year: int, real: datetime) -> date:
    """Both questionnaires of the year, answered, closed and sealed; gives the day of the closing."""
    opens = calendar.year(year).ends_on + timedelta(days=1)
    closes = min(opens + timedelta(days=32), real.date() - timedelta(days=12))
    actor = drafter_of(unit, opens)
    for seed, (kind, count) in enumerate(ANSWERS.items()):
        with clock.pretend(at(opens, 9)):
            questionnaire = collecting.open_for(
                unit,
                collecting.Plan(
                    kind=kind,
                    fiscal_year=year,
                    wording=wording.shipped(kind),
                    strategies=_strategies(plan) if kind == FormKind.FORM3_3 else [],
                    opens_on=opens,
                    closes_on=closes,
                    minimum=count,
                    places=PLACES,
                ),
                actor=actor,
            )
        with clock.pretend(at(closes, 14)):
            answer(questionnaire, count - ON_PAPER, seed=seed)
            key_in(questionnaire, range(1, ON_PAPER + 1), actor, seed=seed)
        with clock.pretend(at(closes + timedelta(days=1))):
            collecting.close(questionnaire, actor=actor)
    return closes + timedelta(days=1)


def yearly_forms(unit: OrgUnit, year: int, closed: date, real: datetime) -> None:
    """Forms 3/2 and 3/3 from the closed questionnaires, decided and sent; Form 3/1 as far as its quarters are."""
    actor = drafter_of(unit, closed)
    for number, kind in enumerate((FormKind.FORM3_2, FormKind.FORM3_3)):
        with clock.pretend(at(closed + timedelta(days=1))):
            document = moves.open_document(_owed(unit, kind, year), actor=actor)
            explain(document, actor)
            refer(document)
        with clock.pretend(at(closed + timedelta(days=3))):
            vote(document, AGREED)
        with clock.pretend(at(closed + timedelta(days=5))):
            send(document, f"ตง 70401/{301 + number}")
    owed = _owed(unit, FormKind.FORM3_1, year)
    last = Document.objects.get(unit=unit, obligation__period__key=calendar.quarter(year, 4).key)
    with clock.pretend(min(at(owed.due_on - timedelta(days=9)), real - timedelta(days=1))):
        document = moves.open_document(owed, actor=actor)
        told = []
        for cell, field in sheets.load(document).fields.items():
            name = cell.rsplit(".", 1)[1]
            if field.sort is Sort.TEXT and (name in NARRATIVE or ".k1." in cell):
                told.append(Entry(cell, NARRATIVE.get(name) or INDICATOR[name]))
        sheets.fill(document, told, actor=actor, kind=ChangeSetKind.SHEET)
        explain(document, actor)
        if last.state != State.SUBMITTED:
            return
        refer(document)
    with clock.pretend(min(at(owed.due_on - timedelta(days=6)), real - timedelta(hours=20))):
        vote(document, AGREED)
    with clock.pretend(min(at(owed.due_on - timedelta(days=4)), real - timedelta(hours=10))):
        send(document, "ตง 70401/322")


def _owed(unit: OrgUnit, kind: str, year: int) -> Obligation:
    return Obligation.objects.get(Q(unit=unit, kind=kind), period__key=str(year))


def asks_now(unit: OrgUnit, year: int, real: datetime) -> None:
    """ย่านใหม่ asks by invitation, now: forty have answered, two sheets wait, one of them in two minds."""
    day = real.date()
    actor = drafter_of(unit, day)
    with clock.pretend(real - timedelta(days=10)):
        questionnaire = collecting.open_for(
            unit,
            collecting.Plan(
                kind=FormKind.FORM3_2,
                fiscal_year=year,
                wording=wording.shipped(FormKind.FORM3_2),
                strategies=[],
                opens_on=day - timedelta(days=10),
                closes_on=day + timedelta(days=20),
                mode=Mode.INVITED,
                minimum=100,
                places=(("ชุมชนตลาดเก่า", 40), ("ชุมชนริมคลอง", 35), ("ชุมชนหลังวัด", 25)),
            ),
            actor=actor,
        )
        collecting.invite(questionnaire, 100)
    with clock.pretend(real - timedelta(days=1)):
        answer(questionnaire, 40, seed=7)
        chance = random.Random(8)  # noqa: S311 a story, not a secret
        asked = questionnaire.asked()
        first, second = (keying.line_of(asked, _one(questionnaire, chance)) for _ in range(2))
        keying.key_in(questionnaire, 1, first, actor=actor)
        keying.key_in(questionnaire, 1, second, actor=actor)
        keying.key_in(questionnaire, 2, second, actor=actor)
