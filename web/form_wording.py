"""The wording of the forms on the unit's own pages: which version holds since when; another one is made, none edited.

Texts are changed, items left out or added; keys, tables and computed cells stay. Reports that were begun keep the
version they were begun with.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents import templates
from documents.models import REPORTS, Document, FormKind, FormTemplate
from documents.templates import TemplateRefused
from documents.wording import filled
from organisations.clock import today
from plans.models import LevelWord
from web import access, words
from web.access import Visitor
from web.fields import DayField
from web.posting import once

FIXED = {FormKind.SCORES, FormKind.FORM2}
"""Forms whose texts change, but not their number: points that make a hundred, labels of tables."""


class VersionForm(forms.Form):
    """The paper's head, from when the version holds, and why it was made."""

    title = forms.CharField(label=gettext_lazy("Title of the form"), widget=forms.Textarea(attrs={"rows": 2}))
    instructions = forms.CharField(
        label=gettext_lazy("Instructions"), widget=forms.Textarea(attrs={"rows": 4}), required=False
    )
    in_force_from = DayField(label=gettext_lazy("Holds for reports begun from this day on"))
    reason = forms.CharField(
        label=gettext_lazy("Why it is changed (for example: circular and its number)"), max_length=300
    )

    def clean_in_force_from(self) -> Any:
        day = self.cleaned_data["in_force_from"]
        if day is None or day < today():
            raise forms.ValidationError(
                _("Please give today or a later day: what was begun keeps its wording.")
            )
        return day


@dataclass(slots=True)
class Item:
    """An item to be worded: its name in the form, its number, the shipped text, the text as typed."""

    name: str
    no: object
    shipped: str
    text: str


@dataclass(slots=True)
class PartOf:
    """A part with its items, and what was typed as new ones."""

    key: str
    title: str
    items: list[Item]
    more: str = ""


def _parts(template: FormTemplate, posted: Any = None) -> list[PartOf]:
    first = templates.shipped(template.kind).wording
    known = {f"{one['part']}.{one['key']}": one["text"] for one in templates.items_of(first)}
    titles = {part["key"]: part["title"] for part in template.wording.get("parts", [])}
    found: dict[str, PartOf] = {}
    for one in templates.items_of(template.wording):
        key = one["part"]
        part = found.setdefault(key, PartOf(key, titles.get(key, ""), []))
        name = f"{key}.{one['key']}"
        text = posted.get(name, one["text"]) if posted is not None else one["text"]
        part.items.append(Item(name, one["no"], known.get(name, ""), text))
    for part in found.values():
        part.more = posted.get(f"more.{part.key}", "") if posted is not None else ""
    return list(found.values())


def _kind(kind: str) -> FormKind:
    try:
        found = FormKind(kind)
    except ValueError as error:
        raise Http404 from error
    if found not in REPORTS:
        raise Http404
    return found


@login_required
def index(request: Visitor) -> HttpResponse:
    """Every form with the version that holds today, and those before and after it."""
    unit = access.managed_unit(request)
    if not unit.is_self_governing:
        raise Http404
    rows = []
    for kind, versions in templates.versions(unit).items():
        holds = templates.in_force(kind, unit, today())
        used = set(
            Document.objects.filter(unit=unit, template__in=versions).values_list("template", flat=True)
        )
        title = filled(holds.wording["title"], {"word": LevelWord.STRATEGY.label})
        rows.append((kind, title, [(one, one == holds, one.pk in used) for one in versions]))
    return render(request, "wording/index.html", {"rows": rows, "unit": unit})


@once
def edit(request: Visitor, kind: str) -> HttpResponse:
    """Make the next version of one form from the one that holds; what differs from the shipped one stands beside."""
    unit = access.managed_unit(request)
    if not unit.is_self_governing:
        raise Http404
    wanted = _kind(kind)
    last = templates.versions(unit)[wanted][0]
    status = 200
    initial = {key: last.wording[key] for key in ("title", "instructions")} | {"in_force_from": today()}
    form = VersionForm(request.POST or None, initial=initial)
    parts = _parts(last, request.POST or None)
    if request.method == "POST":
        status = 422
        emptied = [item for part in parts for item in part.items if not item.text.strip()]
        if wanted in FIXED and emptied:
            form.add_error(
                None, _("Each text of this form has its place on the paper; please keep each of them.")
            )
        if form.is_valid():
            given = form.cleaned_data
            worded = templates.reworded(
                last,
                title=given["title"],
                instructions=given["instructions"],
                texts={item.name: item.text for part in parts for item in part.items},
                more={} if wanted in FIXED else {part.key: part.more for part in parts},
            )
            if differences(last.wording, worded):
                try:
                    made = templates.new_version(
                        unit, wanted, worded, in_force_from=given["in_force_from"], reason=given["reason"], actor=request.user
                    )  # fmt: skip
                except TemplateRefused as refused:
                    form.add_error(None, words.say(refused.sentence))
                else:
                    said = _("Version %(version)s holds from %(day)s; reports begun before keep theirs.")
                    told = {"version": made.version, "day": words.day(made.in_force_from)}
                    messages.success(request, said % told)
                    return redirect("wording_version", kind, made.version)
            else:
                form.add_error(None, _("Nothing was changed, so no version was made."))
    context = {"form": form, "parts": parts, "kind": wanted, "last": last, "fixed": wanted in FIXED}
    return render(request, "wording/edit.html", context, status=status)


@login_required
def version(request: Visitor, kind: str, number: int) -> HttpResponse:
    """One version: since when, by whom, why, and what it says otherwise than the one before it."""
    unit = access.managed_unit(request)
    versions = templates.versions(unit)[_kind(kind)]
    at = next((place for place, one in enumerate(versions) if one.version == number), None)
    if at is None:
        raise Http404
    here = versions[at]
    before = versions[at + 1] if at + 1 < len(versions) else None
    context = {
        "kind": kind,
        "here": here,
        "before": before,
        "changes": differences(before.wording, here.wording) if before else [],
        "items": templates.items_of(here.wording),
        "used": Document.objects.filter(unit=unit, template=here).count(),
    }
    return render(request, "wording/version.html", context)


def differences(old: dict[str, Any], new: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What differs in words: the place, before, after; an item that is not there is an empty text."""
    found = []
    for key, name in (("title", _("Title of the form")), ("instructions", _("Instructions"))):
        if old.get(key, "") != new.get(key, ""):
            found.append((str(name), old.get(key, ""), new.get(key, "")))
    was = {f"{one['part']}.{one['key']}": one for one in templates.items_of(old)}
    now = {f"{one['part']}.{one['key']}": one for one in templates.items_of(new)}
    for name in [*was, *(one for one in now if one not in was)]:
        before, after = was.get(name), now.get(name)
        if (before or {}).get("text") != (after or {}).get("text"):
            number = (before or after or {})["no"]
            texts = ((before or {}).get("text", ""), (after or {}).get("text", ""))
            found.append((_("Item %(number)s") % {"number": number}, *texts))
    return found
