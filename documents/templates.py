"""Which wording of a form is in force, and the making of a new version. A version is never edited.

The shipped ones become rows when they are first asked for, so that a document can keep the one it was begun
with. Administrators of a unit make versions for their own unit; nobody makes them for another.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from documents import wording
from documents.arithmetic import computed
from documents.models import REPORTS, FormTemplate
from organisations.models import OrgUnit, User
from organisations.sentences import Sentence, gettext_noop

BEGINNING = date(1997, 10, 11)
"""From when the shipped wording holds: before every report that can be made here."""


_PLACE = re.compile(r"\{[a-z_]+\}")


class TemplateRefused(ValueError):
    """A new version that cannot be taken, with the sentence that says what to mend."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


def shipped(kind: str) -> FormTemplate:
    """The shipped version of a kind, written down when it is first needed."""
    words = wording.shipped(kind)
    found = FormTemplate.objects.filter(kind=kind, unit__isnull=True, version=words["version"]).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return FormTemplate.objects.create(
                kind=kind, version=words["version"], in_force_from=BEGINNING, wording=words
            )
    except IntegrityError:  # somebody else was first
        return FormTemplate.objects.get(kind=kind, unit__isnull=True, version=words["version"])


def in_force(kind: str, unit: OrgUnit, day: date) -> FormTemplate:
    """The version that holds for a unit on a day: its own latest one, else the shipped one."""
    own = FormTemplate.objects.filter(kind=kind, unit=unit, in_force_from__lte=day)
    return own.order_by("-in_force_from", "-version").first() or shipped(kind)


def versions(unit: OrgUnit) -> dict[str, list[FormTemplate]]:
    """All versions that a unit may meet, by kind, latest first."""
    found: dict[str, list[FormTemplate]] = {}
    for kind in REPORTS:
        own = FormTemplate.objects.filter(kind=kind, unit=unit).order_by("-version")
        found[kind] = [*own.select_related("unit", "made_by"), shipped(kind)]
    return found


def items_of(words: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The numbered items of a wording, in order, each with the part it stands in (`part`, "" without).

    Form 2 has labels instead, numbered as they stand.
    """
    if "labels" in words:
        labels = enumerate(words["labels"].items(), start=1)
        return [{"key": key, "no": number, "text": text, "part": "labels"} for number, (key, text) in labels]
    if "items" in words:
        return [dict(item) | {"part": ""} for item in words["items"]]
    return [dict(item) | {"part": part["key"]} for part in words["parts"] for item in part.get("items", [])]


def reworded(
    template: FormTemplate,
    *,
    title: str,
    instructions: str,
    texts: Mapping[str, str],
    more: Mapping[str, str],
) -> dict[str, Any]:
    """The wording of a version with other words: `texts` are those of items by `part.key`, an empty one takes
    the item out; `more` are new items, by the key of the part they are put at the end of ("" without parts)."""
    words = deepcopy(template.wording)
    words["title"], words["instructions"] = title.strip(), instructions.strip()
    if "labels" in words:
        words["labels"] = {
            key: texts.get(f"labels.{key}", text).strip() or text for key, text in words["labels"].items()
        }
        return words
    places = [("", words)] if "items" in words else [(part["key"], part) for part in words["parts"]]
    number = 0
    for key, place in places:
        kept = []
        for item in place.get("items", []):
            text = texts.get(f"{key}.{item['key']}", item["text"]).strip()
            if text:
                kept.append(item | {"text": text})
        used = {int(one["key"][1:]) for one in items_of(template.wording)}
        for text in (line.strip() for line in more.get(key, "").splitlines()):
            if text:
                used.add(max(used, default=0) + 1)
                kept.append({"key": f"i{max(used)}", "no": 0, "text": text})
        for item in kept:
            number += 1
            if isinstance(item["no"], int):
                item["no"] = number
        if "items" in place or kept:
            place["items"] = kept
    return words


_STRANGE = gettext_noop(
    "“%(place)s” is no place that is filled in here. Please use only those that stood in the text before."
)


def _strange(first: Mapping[str, Any], words: Mapping[str, Any]) -> str | None:
    """A place in braces that the shipped wording does not know at the same label; None where all are known."""
    pairs = [(first.get(key, ""), words.get(key, "")) for key in ("title", "instructions")]
    pairs += [(first["labels"].get(key, ""), text) for key, text in words.get("labels", {}).items()]
    for was, now in pairs:
        for place in _PLACE.findall(now):
            if place not in _PLACE.findall(was):
                return str(place)
    return None


@transaction.atomic
def new_version(
    unit: OrgUnit, kind: str, words: Mapping[str, Any], *, in_force_from: date, reason: str, actor: User
) -> FormTemplate:
    """Make a unit's next version of a form. Reports begun before keep theirs. Raises `TemplateRefused`."""
    if not reason.strip():
        raise TemplateRefused(Sentence(gettext_noop("Please write why the wording is changed.")))
    if not items_of(words):
        raise TemplateRefused(Sentence(gettext_noop("A form needs at least one item. Please keep one.")))
    if not str(words.get("title", "")).strip():
        raise TemplateRefused(Sentence(gettext_noop("A form needs its title. Please write it.")))
    computed.check(words.get("computed", []))
    if (strange := _strange(wording.shipped(kind), words)) is not None:
        raise TemplateRefused(Sentence(_STRANGE, {"place": strange}))
    last = FormTemplate.objects.filter(kind=kind, unit=unit).aggregate(last=Max("version"))["last"]
    version = max(last or 0, wording.shipped(kind)["version"]) + 1
    return FormTemplate.objects.create(
        kind=kind,
        unit=unit,
        version=version,
        in_force_from=in_force_from,
        wording=dict(words) | {"version": version},
        reason=reason.strip()[:300],
        made_by=actor,
    )
