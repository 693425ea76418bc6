"""Load the demonstration once; a second run finds it there."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from organisations.models import OrgUnit
from web.demonstration.people import accounts_file
from web.demonstration.story import play


class Command(BaseCommand):
    """`./tidtam manage demo`: refuses outside the demonstration, and where real data is."""

    help = "Loads the demonstration (once)."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This is not a demonstration (TIDTAM_DEMO=0); nothing was loaded.")
        if OrgUnit.objects.exists():
            self.stdout.write("The demonstration is there already.")
            return
        with transaction.atomic():
            play()
        self.stdout.write(accounts_file().read_text(encoding="utf-8"))
