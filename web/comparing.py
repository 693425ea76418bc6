"""What differs between two revisions of a report, as sentences: stored when the later one was frozen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from documents import comparing
from documents.models import Revision
from plans.vocabulary import Status
from web import access, words
from web.access import Visitor
from web.paper import place_of
from web.sheets.paper import is_sheet
from web.templatetags.tidtam import status_word


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell: where it is, what stood there and what stands there, and by how much a figure moved."""

    where: str
    before: str
    after: str
    moved: str = ""
    text: bool = False


def places(content: Mapping[str, Any]) -> dict[str, str]:
    """The words for every address that a difference may have."""
    if is_sheet(content):
        return place_of(content)
    names = place_of(content) | {
        "p4.obstacles": _("Problems and obstacles"),
        "p4.suggestions": _("Suggestions"),
        "p3.short.n": _("Part 3, item 7"),
    }
    for row in content["rows"]:
        title = names[f"p2.row.{row['key']}"]
        names[f"p2.row.{row['key']}.obstacle"] = _("%(row)s: obstacle") % {"row": title}
        for line in row["lines"]:
            names[f"p2.line.{line}.earlier"] = _("%(row)s: spent in the earlier periods") % {"row": title}
        names[f"p2.row.{row['key']}.name"] = _("%(row)s: name") % {"row": title}
    return names


def as_sentences(told: Iterable[Mapping[str, str]], names: Mapping[str, str]) -> list[Difference]:
    """Each difference in words: row 42 spent in the period: 312,000 → 300,000 (12,000 less)."""
    found = []
    for one in told:
        cell, old, new = one["cell"], one["old"], one["new"]
        where = names.get(cell, new or old)
        if cell.endswith(".status"):
            found.append(Difference(where, _status(old), _status(new)))
        elif cell.startswith(("p2.line.", "p2.list.", "p2.t5.", "p3.t6.")):
            found.append(Difference(where, words.money(old), words.money(new), _moved(old, new)))
        elif cell.count(".") == 2 and cell.startswith("p2.row."):
            gone = not new
            found.append(
                Difference(
                    where, old or "–", _("no longer in the report") if gone else _("new in the report")
                )
            )
        else:
            found.append(Difference(where, old or "–", new or "–", text=len(old) + len(new) > 60))
    return found


def _status(value: str) -> str:
    return status_word(Status(value)) if value else "–"


def _moved(old: str, new: str) -> str:
    by = Decimal(new or 0) - Decimal(old or 0)
    amount = words.money(abs(by))
    return _("%(amount)s more") % {"amount": amount} if by > 0 else _("%(amount)s less") % {"amount": amount}


@login_required
def page(request: Visitor, document_id: str) -> HttpResponse:
    """A revision beside the one before it, or beside an older one that the reader chooses (`?with=`)."""
    document = access.document(request, document_id)  # type: ignore[arg-type]
    revisions = list(Revision.objects.filter(document=document).order_by("-number").defer("content"))
    by_number = {str(one.number): one for one in revisions}
    if not revisions:
        raise Http404
    latest = by_number.get(request.GET.get("revision", ""), revisions[0])
    chosen = by_number.get(request.GET.get("with", ""), by_number.get(str(latest.number - 1)))
    told: list[dict[str, str]] = []
    if chosen is not None and chosen.number == latest.number - 1:
        told = latest.differences
    elif chosen is not None and chosen.number < latest.number:
        told = comparing.differences(chosen.data, latest.data)
    names = places(latest.data)
    if chosen is not None:
        names = places(chosen.data) | names
    return render(
        request,
        "comparing/page.html",
        {
            "document": document,
            "obligation": document.obligation,
            "latest": latest,
            "chosen": chosen,
            "older": [one for one in revisions if one.number < latest.number],
            "differences": as_sentences(told, names),
        },
    )
