"""Give a person a role in a unit, from the command line."""

from __future__ import annotations

import secrets
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from organisations.clock import today
from organisations.models import OrgUnit, Role, RoleGrant, User


class Command(BaseCommand):
    """`./tidtam manage person EMAIL --unit CODE --role ROLE [--name NAME]`: from today, until it is ended."""

    help = "Gives a person a role in a unit; a new person's password is printed once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--unit", required=True, help="code of the unit")
        parser.add_argument("--role", required=True, choices=Role.values)
        parser.add_argument("--name", default="", help="prefix and name of a new person")
        parser.add_argument("--position", default="")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        unit = OrgUnit.objects.filter(code=options["unit"]).first()
        if unit is None:
            raise CommandError(f"No unit “{options['unit']}” is known here.")
        person = User.objects.filter(email=options["email"].lower()).first()
        if person is None:
            first, _, last = options["name"].partition(" ")
            if not first:
                raise CommandError("This address is new here; give the person's --name too.")
            password = "-".join(secrets.token_hex(2) for _ in range(4))
            person = User.objects.create_user(
                options["email"], password, first_name=first, last_name=last, position=options["position"]
            )
            self.stdout.write(f"Password of {person.email}, shown once: {password}")
        RoleGrant.objects.create(person=person, role=options["role"], unit=unit, starts_on=today())
        self.stdout.write(f"{person.name}: {options['role']} in {unit.short_name} from today.")
