"""Begin for real: the first unit with its province and อบจ., its law packs, its year, one administrator."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email, validate_slug
from django.db import transaction

from documents import obligations
from organisations import calendar
from organisations.clock import today
from organisations.models import OrgUnit, Role, RoleGrant, UnitKind, UnitLawPack, User
from organisations.models.units import SELF_GOVERNING
from organisations.scope import within

PACKS = ("handbook-quarterly", "2561")
QUESTIONS = {
    "unit_code": "Code of the unit for commands, in Latin letters (e.g. banna)",
    "unit_name": "Full name of the unit (e.g. องค์การบริหารส่วนตำบลบ้านนา)",
    "short_name": "Short name (e.g. อบต.บ้านนา)",
    "province": "Province (e.g. กาญจนบุรี)",
    "district": "District (e.g. เมืองใหม่)",
    "email": "E-mail of the first person",
    "name": "First and last name of that person",
}


class Command(BaseCommand):
    """Asks for what no option gives. CommandError when a unit exists or an answer cannot be used."""

    help = "Makes the first unit and its administrator (a real start, TIDTAM_DEMO=0)."

    def add_arguments(self, parser: CommandParser) -> None:
        for name, question in QUESTIONS.items():
            parser.add_argument(f"--{name.replace('_', '-')}", default="", help=question)
        parser.add_argument(
            "--kind", default=str(UnitKind.SAO), choices=[str(kind) for kind in SELF_GOVERNING]
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.DEMO:
            raise CommandError(
                "This is the demonstration. Start for real with TIDTAM_DEMO=0, in a folder of its own."
            )
        if OrgUnit.objects.exists():
            raise CommandError(
                "A unit exists already; bootstrap makes the first one only. Nothing was changed."
            )
        told = {name: options[name].strip() or self.ask(question) for name, question in QUESTIONS.items()}
        self.judge(told)
        password = secrets.token_urlsafe(12)
        made = begin(told, kind=options["kind"], password=password)
        self.stdout.write(f"{told['short_name']}: {made} obligations of this fiscal year were made.")
        self.stdout.write(f"Sign in as {told['email'].lower()} with the password {password}")
        self.stdout.write("The password is shown this once; change it after signing in.")

    def ask(self, question: str) -> str:
        """Ask at the keyboard until there is an answer."""
        while True:
            try:
                answer = input(f"{question}: ").strip()
            except EOFError:
                raise CommandError(f"There is no answer to “{question}”; give it as an option.") from None
            if answer:
                return answer

    def judge(self, told: dict[str, str]) -> None:
        """Refuse a code or an e-mail that cannot be used, before anything is made."""
        try:
            validate_slug(told["unit_code"])
        except ValidationError:
            raise CommandError(
                f"The code “{told['unit_code']}” has other signs than Latin letters, digits, - and _."
            ) from None
        try:
            validate_email(told["email"])
        except ValidationError:
            raise CommandError(f"“{told['email']}” is not an e-mail address.") from None


@transaction.atomic
def begin(told: dict[str, str], *, kind: str, password: str) -> int:
    """Make everything of a first start, or nothing; returns how many obligations were made."""
    day = today()
    year = calendar.fiscal_year(day)
    begins = calendar.year(year).starts_on
    place, code = told["province"], told["unit_code"]
    province = OrgUnit.objects.create(
        kind=UnitKind.PROVINCE,
        code=f"{code}-province",
        name=f"จังหวัด{place}",
        short_name=place,
        province_name=place,
    )
    OrgUnit.objects.create(
        kind=UnitKind.PAO,
        parent=province,
        code=f"{code}-pao",
        name=f"องค์การบริหารส่วนจังหวัด{place}",
        short_name=f"อบจ.{place}",
        province_name=place,
    )
    unit = OrgUnit.objects.create(
        kind=kind,
        parent=province,
        code=code,
        name=told["unit_name"],
        short_name=told["short_name"],
        district=told["district"],
        province_name=place,
    )
    for pack in PACKS:
        UnitLawPack.objects.create(unit=unit, pack=pack, from_year=year)
    first, _, last = told["name"].partition(" ")
    person = User.objects.create_user(told["email"], password, first_name=first, last_name=last.strip())
    for role in (Role.ADMIN, Role.DRAFTER):
        RoleGrant.objects.create(person=person, role=role, unit=unit, starts_on=min(begins, day))
    with within([unit]):
        return obligations.make(unit, year)
