"""The people of the tests and the little world they work in.

Somchai drafts for อบต.บ้านนา, Wilai checks, Prasong signs; Anong chairs the committee of Malee and nine
others; Prasit serves the อบจ.; Wichai drafts for another unit and is a stranger here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from committee.models import Committee, Office, Seat, Sitting
from committee.seating import appoint, seat
from documents import form2, obligations, writing
from documents.findings import Level
from documents.models import Basis, Document, FormKind, Obligation
from organisations import clock, law
from organisations.models import OrgUnit, Role, RoleGrant, UnitKind, UnitLawPack, User
from organisations.scope import everything
from plans.models import BudgetLine, DevelopmentPlan, Project, Strategy
from tasks import effects, work
from workflow import moves

DAY = date(2026, 1, 6)
PASSWORD = "ก-plain-test-password-9"
MEMBER_NAMES = [
    "anong",
    "bunmee",
    "chalerm",
    "malee",
    "prasert",
    "duangjai",
    "ekachai",
    "manop",
    "darin",
    "sirin",
    "thawee",
]


def person(name: str, unit: OrgUnit | None = None, role: str | None = None) -> User:
    """Make someone, with a role since long ago."""
    user = User(
        email=f"{name}@example.org", first_name=name.capitalize(), last_name="ทดสอบ", phone="075-000-000"
    )
    user.password = "!"
    user.save()
    if unit is not None and role is not None:
        RoleGrant.objects.create(person=user, role=role, unit=unit, starts_on=date(2020, 1, 1))
    return user


@dataclass
class World:
    """One province: บ้านนา with its people and plan, the อบจ., a neighbour."""

    province: OrgUnit
    pao: OrgUnit
    banna: OrgUnit
    neighbour: OrgUnit
    somchai: User
    wilai: User
    prasong: User
    prasit: User
    wichai: User
    members: list[User]
    committee: Committee
    plan: DevelopmentPlan
    projects: list[Project] = field(default_factory=list)

    @property
    def anong(self) -> User:
        return self.members[0]

    @property
    def malee(self) -> User:
        return self.members[3]

    def obligation(self, key: str = "2569-q1", unit: OrgUnit | None = None) -> Obligation:
        return Obligation.objects.get(unit=unit or self.banna, kind=FormKind.FORM2, period__key=key)


def make_world(projects: int = 6) -> World:
    """Build the world in the database that is open now."""
    with everything():
        province = OrgUnit.objects.create(kind=UnitKind.PROVINCE, code="p", name="จังหวัด", short_name="จ.")
        pao = OrgUnit.objects.create(
            kind=UnitKind.PAO, parent=province, code="pao", name="อบจ.", short_name="อบจ.ตรัง"
        )
        units = [
            OrgUnit.objects.create(
                kind=UnitKind.SAO,
                parent=province,
                code=code,
                name=f"องค์การบริหารส่วนตำบล{name}",
                short_name=f"อบต.{name}",
                seal="บน",
                phone="075-000-000",
                province_name="ตรัง",
            )
            for code, name in (("banna", "บ้านนา"), ("other", "คลองดาว"))
        ]
        banna, neighbour = units
        for unit in units:
            UnitLawPack.objects.create(unit=unit, pack="handbook-quarterly", from_year=2569)
            obligations.make(unit, 2569)
        plan = DevelopmentPlan.objects.create(
            unit=banna, code="p66", name="แผนพัฒนาท้องถิ่น (พ.ศ. 2566–2570)", first_year=2566, last_year=2570
        )
        DevelopmentPlan.objects.create(
            unit=neighbour, code="p66", name="แผน", first_year=2566, last_year=2570
        )
        strategies = [
            Strategy.objects.create(plan=plan, number=number, name=name)
            for number, name in ((1, "โครงสร้างพื้นฐาน"), (2, "คุณภาพชีวิต"))
        ]
        rows = []
        for number in range(1, projects + 1):
            project = Project.objects.create(
                plan=plan,
                strategy=strategies[number % 2],
                number=number,
                name=f"ปรับปรุงถนนสายบ้านใน หมู่ที่ {number}",
                division_text="กองช่าง",
            )
            BudgetLine.objects.create(
                project=project,
                fund="ordinance_budget" if number % 3 else "reserve_fund",
                fund_text="ข้อบัญญัติ",
                budget_year=2569,
                budget=Decimal(100000 * number),
            )
            rows.append(project)
        members = [person(name) for name in MEMBER_NAMES]
        committee = appoint(
            banna, order_no="141/2568", order_date=date(2025, 1, 1), pack=law.load("handbook-quarterly")
        )
        for number, (place, member) in enumerate(
            zip(Seat.objects.filter(committee=committee), members, strict=True)
        ):
            seat(
                place,
                member,
                starts_on=date(2025, 1, 1),
                ends_on=date(2030, 1, 1),
                office=Office.CHAIR if number == 0 else Office.SECRETARY if number == 9 else Office.MEMBER,
            )
        return World(
            province,
            pao,
            banna,
            neighbour,
            person("somchai", banna, Role.DRAFTER),
            person("wilai", banna, Role.CHECKER),
            person("prasong", banna, Role.EXECUTIVE),
            person("prasit", pao, Role.REGISTRAR),
            person("wichai", neighbour, Role.DRAFTER),
            members,
            committee,
            plan,
            rows,
        )


def fill(document: Document, actor: User, *, share: str = "0.50") -> None:
    """Fill every row soundly: a share of the budget spent as far as it lasts, in progress, with reasons."""
    for view in form2.load(document).rows:
        lines = {}
        for line in view.lines:
            told = line.figures
            left = told.budget + told.transfer - told.opening - told.earlier
            amount = max(Decimal(0), min(left, told.budget * Decimal(share))).quantize(Decimal("0.01"))
            lines[line.line] = writing.LineEntry(
                amount, Basis.AMOUNT, line.report.version if line.report else 0
            )
        entry = writing.RowEntry("in_progress", "", view.report.version if view.report else 0, lines)
        writing.save_row(document, view.project, entry, actor=actor)
    explain(document, actor)


def explain(document: Document, actor: User) -> None:
    """Give a reason for each finding that wants one."""
    for found in form2.load(document).findings():
        if found.level == Level.SHOULD_CHECK:
            writing.save_note(document, found.rule, found.cells[0], "ตรวจกับทะเบียนคุมแล้ว", actor=actor)


def refer(world: World, document: Document, days: int = 7) -> Any:
    """Lay it before the committee for some days."""
    return moves.refer(document, actor=world.somchai, closes_at=clock.now() + timedelta(days=days))


def vote(world: World, document: Document, letters: str) -> None:
    """Let the members answer by seat: a approve, x return, - abstain, c recuse, . silent."""
    choices = {"a": "approve", "r": "approve_remarks", "x": "return", "-": "abstain", "c": "recuse"}
    for member, letter in zip(world.members, letters, strict=True):
        if letter != ".":
            points = [moves.Point("p4", "ขอให้เขียนสาเหตุ")] if letter == "x" else []
            remark = "ขอให้ติดตามต่อ" if letter == "r" else ""
            moves.cast_ballot(document, actor=member, choice=choices[letter], remark=remark, points=points)
    document.refresh_from_db()


def come_in(world: World, where: Sitting, letters: str = "ppppppppppp") -> None:
    """Record who came to a meeting, by seat: p present, o by electronic means, e excused, . absent, _ vacant."""
    words = {"p": "present", "o": "online", "e": "excused", ".": "absent"}
    seats = Seat.objects.filter(committee=world.committee)
    told = {place.pk: words[letter] for place, letter in zip(seats, letters, strict=True) if letter != "_"}
    moves.record_attendance(where, actor=world.somchai, presences=told)


def work_off() -> None:
    """Do what the worker would do, by the same verbs."""
    for _ in range(6):
        work.derive()
        waiting = effects.due_ids()
        if not waiting:
            return
        for pk in waiting:
            work.run(pk)


@contextmanager
def opened(world: World) -> Iterator[None]:
    """All rows open, as the worker has them."""
    with everything():
        yield


@pytest.fixture
def world(db: None) -> Iterator[World]:
    """The world, on 6 January 2569, with every row open."""
    with everything(), clock.pretend(timezone.make_aware(datetime(2026, 1, 6, 10, 0))):
        yield make_world()


@pytest.fixture
def drafting(world: World) -> Document:
    """บ้านนา's report of the first quarter, filled and sound."""
    document = moves.open_document(world.obligation(), actor=world.somchai)
    fill(document, world.somchai)
    return document


@pytest.fixture
def in_review(world: World, drafting: Document) -> Document:
    """The same, before the committee."""
    refer(world, drafting)
    drafting.refresh_from_db()
    return drafting


@pytest.fixture
def approved(world: World, in_review: Document) -> Document:
    """The same, approved by all eleven."""
    vote(world, in_review, "aaaaaaaaaaa")
    return in_review


@pytest.fixture
def press(world: World) -> Callable[[User], Client]:
    """A browser without JavaScript in which a person is signed in."""

    def sign_in(who: User) -> Client:
        client = Client()
        client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in
