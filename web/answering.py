"""A division's own page, opened by its link without an account: its rows, one form, an Excel way too.

Looking changes nothing. What is sent is kept as answers (`documents.divisions`), never written into the report
here; a value that cannot be read comes back with what to do, everything else stands as it was typed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from documents import cells, divisions, form2, pasting, slices
from documents.models import Basis, Decision, DivisionRequest, Via
from organisations.clock import today
from organisations.scope import within
from plans.numbers import plain
from plans.vocabulary import Status
from web import slice_files, uploads, words
from web.divisions import slice_of
from web.grid import words_of
from web.limits import within_limit

PAGE = 25
MOST_BYTES = 5 * 1024 * 1024
MOST_FILES = 20
"""Files that one link may send within an hour: each is opened in a process of its own and kept."""


@dataclass(slots=True)
class Field:
    """One thing a division fills in: its name in the form, the text in it, what was seen, what is wrong."""

    name: str
    cell: str
    text: str
    seen: str
    problem: str = ""


@dataclass(slots=True)
class AskedRow:
    """A project as the division sees it."""

    view: form2.RowView
    status: Field
    obstacle: Field
    lines: list[dict[str, Any]]
    answered: bool


def asked_by(code: str) -> DivisionRequest:
    """The request of a link; 404 for a code that is none or was revoked."""
    found = divisions.find(code)
    if found is None:
        raise Http404
    return found


def rows_of(
    asked: DivisionRequest,
    views: list[form2.RowView],
    posted: Any = None,
    problems: dict[str, str] | None = None,
) -> list[AskedRow]:
    """The rows with what is to be filled in; a form that came back keeps every text as it was typed.

    An answer that waits is shown in its cell, with what its writer had seen there; once it was taken over or
    set aside the cell itself is shown. So nobody overwrites what they have not seen.
    """
    latest = divisions.latest_of(asked)
    waiting = {cell: one for cell, one in latest.items() if one.decision == Decision.WAITING}
    wanted = [
        address
        for view in views
        for address in (
            f"p2.row.{view.row.key}.status",
            f"p2.row.{view.row.key}.obstacle",
            *(f"p2.line.{line.figures.key}.amount" for line in view.lines),
        )
    ]
    standing = cells.stand(asked.document, wanted)

    def field(cell: str) -> Field:
        name, own = cell.replace(".", "-"), waiting.get(cell)
        shown, seen = (own.value, own.seen) if own else (standing[cell].text, standing[cell].mark)
        if cell.endswith(".amount") and shown:
            shown = words.money(shown).replace("−", "-")
        if posted is not None:
            shown, seen = posted.get(name, shown), posted.get(f"{name}-seen", seen)
        return Field(name, cell, shown, seen, (problems or {}).get(cell, ""))

    rows = []
    for view in views:
        status = f"p2.row.{view.row.key}.status"
        lines = []
        for line in view.lines:
            cell = f"p2.line.{line.figures.key}.amount"
            own = waiting.get(cell)
            basis = own.basis if own else standing[cell].basis
            amount = field(cell)
            if posted is not None:
                basis = posted.get(f"{amount.name}-basis", basis)
            lines.append(
                {
                    "line": line.line,
                    "field": amount,
                    "to_date": basis == Basis.TO_DATE,
                    "available": words.money(line.figures.budget + line.figures.transfer),
                    "before": words.money(line.figures.opening + line.figures.earlier),
                }
            )
        rows.append(
            AskedRow(view, field(status), field(f"p2.row.{view.row.key}.obstacle"), lines, status in latest)
        )
    return rows


def _read(views: list[form2.RowView], posted: Any) -> tuple[list[divisions.Given], dict[str, str]]:
    """What was sent, as answers; and what could not be read, by cell."""
    given: list[divisions.Given] = []
    problems: dict[str, str] = {}

    def take(cell: str, name: pasting.Field, address: str) -> None:
        key = cell.replace(".", "-")
        if key not in posted:
            return
        text = posted[key]
        try:
            accepted = (
                {("read-as", plain(text)), ("read-as", text.strip())} if posted.get(f"{key}-yes") else set()
            )
            value = pasting.read_cell(name, text, accepted)
        except pasting.Unclear as unclear:
            problems[cell] = words.say(unclear.sentence)
            return
        given.append(divisions.Given(address, value, posted.get(f"{key}-seen", "")))

    for view in views:
        take(f"p2.row.{view.row.key}.status", "status", f"p2.row.{view.row.key}.status")
        take(f"p2.row.{view.row.key}.obstacle", "obstacle", f"p2.row.{view.row.key}.obstacle")
        for line in view.lines:
            cell = f"p2.line.{line.figures.key}.amount"
            to_date = posted.get(f"{cell.replace('.', '-')}-basis") == Basis.TO_DATE
            take(
                cell,
                "to_date" if to_date else "amount",
                cells.in_sense(cell, Basis.TO_DATE) if to_date else cell,
            )
    return given, problems


@never_cache
def page(request: HttpRequest, code: str) -> HttpResponse:
    """The division's rows, twenty-five at a time; what is sent is kept at once and can be sent again."""
    asked = asked_by(code)
    with within([asked.document.unit_id]):
        form = form2.load(asked.document)
        mine = divisions.split(form).get(asked.division, [])
        pages = [mine[at : at + PAGE] for at in range(0, len(mine), PAGE)] or [[]]
        number = request.GET.get("page", "1")
        at = min(max(int(number) if number.isdecimal() and len(number) < 5 else 1, 1), len(pages))
        views, problems, status, kept = pages[at - 1], {}, 200, None
        by = request.POST.get("by", "")
        if request.method == "POST":
            if "file" in request.FILES:
                return _upload(request, asked, code)
            given, problems = _read(views, request.POST)
            # A row whose status nobody chose is not answered yet; its other cells are kept all the same.
            given = [one for one in given if one.value or not one.cell.endswith(".status")]
            kept = divisions.answer(asked, given, via=Via.LINK, source="", by=by)
            status = 422 if problems else 200
            if not problems:
                following = at + 1 if at < len(pages) else at
                response = redirect("answer", code)
                response["Location"] += f"?page={following}&kept={len(given)}"
                return response
        progress = divisions.progress(form, [asked])[0]
        context = {
            "asked": asked,
            "document": asked.document,
            "obligation": asked.document.obligation,
            "unit": asked.document.unit,
            "code": code,
            "rows": rows_of(asked, views, request.POST if problems else None, problems),
            "problems": problems,
            "kept": kept if kept is not None else request.GET.get("kept", ""),
            "progress": progress,
            "pages": range(1, len(pages) + 1),
            "at": at,
            "last": at == len(pages),
            "by": by or (progress.last.answered_by if progress.last else asked.contact),
            "statuses": [(one.value, words_of(one)) for one in Status],
            "late": today() > asked.answer_by,
            "closed": not asked.document.is_editable,
            "asker": asked.asked_by,
        }
        return render(request, "answer/page.html", context, status=status)


def _upload(request: HttpRequest, asked: DivisionRequest, code: str) -> HttpResponse:
    """Take the division's own Excel slice in; what cannot be read is told with its row and column."""
    given: UploadedFile[Any] = request.FILES["file"]  # type: ignore[assignment]
    problems: list[str] = []
    kept = 0
    if (given.size or 0) > MOST_BYTES:
        problems = [
            _("%(name)s is larger than 5 MB. Please send the file that was downloaded here.")
            % {"name": given.name}
        ]
    elif not within_limit(f"slice:{asked.public_id}", MOST_FILES, timedelta(hours=1)):
        problems = [
            _(
                "More than %(count)s files were sent by this link within an hour. Please answer on the page, or try again in an hour."
            )
            % {"count": MOST_FILES}
        ]
    else:
        read = uploads.read(given.name or "", given.read())
        try:
            if read.refused is None:
                kept, told = slice_files.take(
                    asked.document, read, asked=asked, by=request.POST.get("by", "")
                )
                problems = [words.say(one) for one in told]
            else:
                problems = [words.say(read.refused)]
        except slices.NotASlice as refused:
            problems = [words.say(refused.sentence)]
    return render(
        request,
        "answer/uploaded.html",
        {
            "asked": asked,
            "unit": asked.document.unit,
            "code": code,
            "kept": kept,
            "problems": problems,
            "name": given.name,
            "obligation": asked.document.obligation,
        },
        status=422 if problems and not kept else 200,
    )


@never_cache
def spreadsheet(request: HttpRequest, code: str) -> HttpResponse:
    """The division's slice as an Excel file."""
    asked = asked_by(code)
    with within([asked.document.unit_id]):
        return slice_of(asked, everything=True)
