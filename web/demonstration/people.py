"""The people of the demonstration and the units they belong to."""

from __future__ import annotations

import os
import secrets
from datetime import date
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password

from committee import seating
from committee.models import Committee, Office, Seat
from organisations import law
from organisations.models import OrgUnit, Role, RoleGrant, UnitKind, UnitLawPack, User

PHONE = "075-000-000"
PACKS = ("handbook-quarterly", "2561")
DIVISIONS = ("สำนักปลัด", "กองช่าง", "กองคลัง", "กองสธ.")
UNITS = (
    ("banna", "องค์การบริหารส่วนตำบลบ้านนา", "อบต.บ้านนา", "บน", UnitKind.SAO, "เมืองใหม่"),
    ("yanmai", "เทศบาลตำบลย่านใหม่", "ทต.ย่านใหม่", "ยม", UnitKind.SUBDISTRICT_MUN, "ย่านยาว"),
    ("khlongdao", "องค์การบริหารส่วนตำบลคลองดาว", "อบต.คลองดาว", "คด", UnitKind.SAO, "เมืองใหม่"),
    ("banghinghoi", "องค์การบริหารส่วนตำบลบางหิ่งห้อย", "อบต.บางหิ่งห้อย", "บห", UnitKind.SAO, "เมืองใหม่"),
    ("huaitawan", "องค์การบริหารส่วนตำบลห้วยตะวัน", "อบต.ห้วยตะวัน", "หต", UnitKind.SAO, "ห้วยลึก"),
)
STAFF = (
    ("somchai", "นาย", "สมชาย", "ตั้งใจ", "นักวิเคราะห์นโยบายและแผน", Role.DRAFTER),
    ("wilai", "นาง", "วิไล", "ละเอียด", "ปลัด อบต.", Role.CHECKER),
    ("prasong", "นาย", "ประสงค์", "มั่นคง", "นายก อบต.", Role.EXECUTIVE),
)
MEMBERS = (
    ("anong", "นาง", "อนงค์", "ใจเย็น"),
    ("bunmee", "นาย", "บุญมี", "ศรีสุข"),
    ("chalerm", "นาย", "เฉลิม", "วงศ์ดี"),
    ("malee", "นาง", "มาลี", "ดอกแก้ว"),
    ("prasert", "นาย", "ประเสริฐ", "สุขใจ"),
    ("duangjai", "นางสาว", "ดวงใจ", "เพียรดี"),
    ("ekachai", "นาย", "เอกชัย", "รุ่งเรือง"),
    ("manop", "นาย", "มานพ", "ช่างคิด"),
    ("darin", "นางสาว", "ดาริน", "นับถ้วน"),
    ("sirin", "นาง", "สิริน", "วิชาการ"),
    ("thawee", "นาย", "ทวี", "ครูเก่า"),
)


def accounts_file() -> Path:
    """Where the demonstration's accounts are written down, for their owner alone."""
    return Path(settings.VAR) / "demo-accounts.txt"


def person(
    name: str, prefix: str, first: str, last: str, position: str, password: str, unit_code: str = "banna"
) -> User:
    """Make a person with an address of the demonstration."""
    user, _ = User.objects.get_or_create(
        email=f"{name}@{unit_code}.example",
        defaults={
            "prefix": prefix,
            "first_name": first,
            "last_name": last,
            "position": position,
            "phone": PHONE,
            "password": password,
        },
    )
    return user


def seat_members(
    unit: OrgUnit, members: list[User], *, since: date, until: date | None, order_no: str
) -> Committee:
    """Appoint a committee of eleven and seat its members; the first chairs, the tenth is its secretary."""
    pack = law.load(PACKS[0])
    committee = seating.appoint(unit, order_no=order_no, order_date=since, pack=pack)
    for number, (place, member) in enumerate(
        zip(Seat.objects.filter(committee=committee), members, strict=True), start=1
    ):
        office = Office.CHAIR if number == 1 else Office.SECRETARY if number == 10 else Office.MEMBER
        seating.seat(place, member, starts_on=since, ends_on=until, office=office, order_no=order_no)
    return committee


def populate(since: date, first_year: int) -> tuple[OrgUnit, list[OrgUnit]]:
    """Make province, อบจ., units, divisions, people, roles, committees; write the accounts down."""
    password = "-".join(secrets.token_hex(3) for _ in range(3))
    hashed = make_password(password)
    province = OrgUnit.objects.create(
        kind=UnitKind.PROVINCE, code="trang", name="จังหวัดตรัง", short_name="จ.ตรัง", province_name="ตรัง"
    )
    pao = OrgUnit.objects.create(
        parent=province,
        kind=UnitKind.PAO,
        code="trang-pao",
        name="องค์การบริหารส่วนจังหวัดตรัง",
        short_name="อบจ.ตรัง",
        seal="อบจ",
        province_name="ตรัง",
        phone=PHONE,
    )
    until = date(since.year + 4, since.month, 28)
    units = []
    for code, name, short, seal, kind, district in UNITS:
        unit = OrgUnit.objects.create(
            parent=province,
            kind=kind,
            code=code,
            name=name,
            short_name=short,
            seal=seal,
            district=district,
            province_name="ตรัง",
            phone=PHONE,
        )
        units.append(unit)
        for division in DIVISIONS:
            OrgUnit.objects.create(
                parent=unit,
                kind=UnitKind.DIVISION,
                code=f"{code}-{division}",
                name=division,
                short_name=division,
            )
        for pack in PACKS:
            UnitLawPack.objects.create(unit=unit, pack=pack, from_year=first_year)
        for user, prefix, first, last, position, role in STAFF:
            made = person(user, prefix, first, last, position, hashed, code)
            RoleGrant.objects.create(person=made, role=role, unit=unit, starts_on=since)
        members = [
            person(user, prefix, first, last, "", hashed, code) for user, prefix, first, last in MEMBERS
        ]
        seat_members(unit, members, since=since, until=until, order_no=f"{len(units)}41/{since.year + 543}")
    prasit = person("prasit", "นาย", "ประสิทธิ์", "รอบคอบ", "ฝ่ายติดตามและประเมินผล อบจ.", hashed, "pao")
    RoleGrant.objects.create(person=prasit, role=Role.REGISTRAR, unit=pao, starts_on=since)
    _write_accounts(password)
    return pao, units


def _write_accounts(password: str) -> None:
    lines = [
        "บัญชีสาธิต / Demonstration accounts",
        f"รหัสผ่านของทุกบัญชี / one password for all: {password}",
        "",
        "somchai@banna.example   เจ้าหน้าที่จัดทำ / drafter",
        "wilai@banna.example     ปลัด / checker",
        "prasong@banna.example   นายก / executive",
        "anong@banna.example     ประธานกรรมการ / chair of the committee",
        *[f"{name}@banna.example   กรรมการ / member" for name, *_ in MEMBERS[1:]],
        "prasit@pao.example      เจ้าหน้าที่ลงรับ อบจ. / registrar of the PAO",
        "somchai@yanmai.example  เจ้าหน้าที่อีกหน่วยงาน / drafter of another unit",
    ]
    path = accounts_file()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
