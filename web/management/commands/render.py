"""Write the Word report of a document from the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from documents.models import Document
from organisations.scope import everything
from papers import reports


class Command(BaseCommand):
    """`./tidtam manage render DOCUMENT --out FILE.docx`; DOCUMENT is its public id."""

    help = "Writes the Word report of a document."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("document")
        parser.add_argument("--out", type=Path, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        with everything():
            try:
                document = Document.objects.get(public_id=options["document"])
            except (Document.DoesNotExist, ValidationError) as error:
                raise CommandError(f"No document {options['document']} is known here.") from error
            data, _ = reports.word(document)
        options["out"].write_bytes(data)
        self.stdout.write(f"{options['out']} {len(data)} bytes")
