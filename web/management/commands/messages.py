"""Find every message of the product and bring the catalogues up to date; without GNU gettext.

The product's own messages stand in its Python and its templates. Messages of Django and allauth that a person
can meet may be in a catalogue too, where ours should be said instead of theirs: they are kept as long as the
library still says them.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation.template import templatize

ROOMS = (
    "organisations",
    "plans",
    "surveys",
    "documents",
    "committee",
    "workflow",
    "papers",
    "province",
    "tasks",
    "web",
    "config",
)
PLACES = {
    "_": ("msgid",),
    "gettext": ("msgid",),
    "gettext_lazy": ("msgid",),
    "gettext_noop": ("msgid",),
    "ngettext": ("msgid", "plural"),
    "ngettext_lazy": ("msgid", "plural"),
    "pgettext": ("context", "msgid"),
    "pgettext_lazy": ("context", "msgid"),
    "npgettext": ("context", "msgid", "plural"),
}
"""What the first arguments of each call are."""
CALL = re.compile(rf"(?<!\w)(?:{'|'.join(PLACES)})\((?=\s*[urbf]?['\"])")
LITERALS = re.compile(r"""\s*(?:u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\s*,?\s*)+""", re.DOTALL)
BORROWED = ("django.conf", "django.contrib.auth", "allauth")

Key = tuple[str, str]
Found = dict[Key, str]
"""(context, msgid) → plural, or an empty text."""


def in_python(source: str) -> Iterator[tuple[Key, str]]:
    """The messages of a Python file. A call whose message is not a constant text is passed over."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        places = PLACES.get(name, ())
        first = [arg.value for arg in node.args[: len(places)] if isinstance(arg, ast.Constant)]
        texts = [value for value in first if isinstance(value, str)]
        if places and len(texts) == len(places):
            part = dict(zip(places, texts, strict=True))
            yield (part.get("context", ""), part["msgid"]), part.get("plural", "")


def in_template(source: str) -> Iterator[tuple[Key, str]]:
    """The messages of a template."""
    text = templatize(source)
    for call in CALL.finditer(text):
        literals = LITERALS.match(text, call.end())
        if literals:
            yield from in_python(f"{call.group()}{literals.group()})")


def in_product(root: Path | None = None) -> Found:
    """Every message of the product, with the plural where it has one."""
    root = root or settings.BASE_DIR
    found: Found = {}
    for room in ROOMS:
        for path in sorted((root / room).rglob("*.py")):
            if not {"migrations", "tests"} & set(path.parts):
                _keep(found, in_python(path.read_text(encoding="utf-8")))
    for path in sorted((root / "web" / "templates").rglob("*")):
        if path.is_file():
            _keep(found, in_template(path.read_text(encoding="utf-8")))
    return found


def _keep(found: Found, messages: Iterator[tuple[Key, str]]) -> None:
    for key, plural in messages:
        found[key] = plural or found.get(key, "")


@cache
def in_libraries() -> frozenset[Key]:
    """What Django and allauth can say, by their own English catalogues."""
    said: set[Key] = set()
    for package in BORROWED:
        spec = find_spec(package)
        folders = spec.submodule_search_locations if spec else None
        for folder in folders or []:
            path = Path(folder) / "locale" / "en" / "LC_MESSAGES" / "django.po"
            said |= {(entry.msgctxt or "", entry.msgid) for entry in polib.pofile(str(path))}
    return frozenset(said)


def catalogue(language: str, root: Path | None = None) -> polib.POFile:
    """The catalogue of a language."""
    path = (root or settings.BASE_DIR) / "locale" / language / "LC_MESSAGES" / "django.po"
    return polib.pofile(str(path), wrapwidth=110)


def key(entry: polib.POEntry) -> Key:
    """An entry's context and msgid."""
    return entry.msgctxt or "", entry.msgid


def is_translated(entry: polib.POEntry) -> bool:
    """Whether every form of the entry is said."""
    forms = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    return bool(forms) and all(forms) and not entry.fuzzy


def refreshed(po: polib.POFile, found: Found) -> polib.POFile:
    """The catalogue with exactly the messages that are in use, by msgid; what was translated stays so."""
    new = polib.POFile(wrapwidth=110)
    new.metadata = getattr(po, "metadata", {})
    kept = {key(entry): entry for entry in po if not entry.obsolete}
    borrowed = {at: kept[at].msgid_plural for at in kept.keys() & in_libraries() - found.keys()}
    for at, plural in sorted((found | borrowed).items(), key=lambda item: (item[0][1], item[0][0])):
        old = kept.get(at)
        entry = polib.POEntry(msgid=at[1], msgctxt=at[0] or None, msgid_plural=plural)
        if plural:
            entry.msgstr_plural = {0: old.msgstr_plural.get(0, old.msgstr) if old else ""}
        else:
            entry.msgstr = (old.msgstr or old.msgstr_plural.get(0, "")) if old else ""
        entry.comment = "Django" if at in borrowed else ""
        entry.flags = ["python-format"] if re.search(r"%\(\w+\)[sd]|%[sd]", at[1]) else []
        new.append(entry)
    return new


class Command(BaseCommand):
    """`./tidtam manage messages` rewrites the catalogue; with `--check` it only says what is missing."""

    help = "Brings the catalogues of messages up to date."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="change nothing; exit 1 when something is missing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        found, po = in_product(), catalogue("th")
        new = refreshed(po, found)
        unsaid = [entry.msgid for entry in new if not is_translated(entry)]
        obsolete = sorted({key(entry)[1] for entry in po} - {key(entry)[1] for entry in new})
        for msgid in unsaid:
            self.stdout.write(f"untranslated: {msgid}")
        for msgid in obsolete:
            self.stdout.write(f"{'obsolete' if options['check'] else 'dropped'}: {msgid}")
        self.stdout.write(f"{len(found)} messages, {len(unsaid)} without Thai, {len(obsolete)} not in use.")
        if not options["check"]:
            new.save(str(po.fpath))
        elif unsaid or obsolete:
            sys.exit(1)
