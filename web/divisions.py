"""By division: who has answered, the words to ask with, slices out and in, the merge with every change listed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents import cells, divisions, files, form2, slices
from documents.models import Basis, DivisionRequest, Document
from organisations.clock import today
from organisations.models import OrgUnit
from papers import memo, thai
from papers import slices as excel
from plans.vocabulary import STATUS_TH, Status
from web import access, slice_files, uploads, words
from web.access import Visitor
from web.fields import DayField
from web.grid import HEADS, words_of
from web.posting import once_after
from web.templatetags.tidtam import via_word
from web.uploads import Spreadsheet

ANSWER_DAYS = 7
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class AskForm(forms.Form):
    """Until when the divisions are asked to answer."""

    answer_by = DayField(label=gettext_lazy("Answers until"))


class ContactForm(forms.Form):
    """Whom to ring up in a division."""

    contact = forms.CharField(label=gettext_lazy("Who answers"), max_length=150, required=False)
    phone = forms.CharField(label=gettext_lazy("Telephone"), max_length=40, required=False)
    email = forms.EmailField(label=gettext_lazy("E-mail for reminders (optional)"), required=False)


def link_of(request: Visitor, asked: DivisionRequest) -> str:
    """The whole address of a division's page."""
    return request.build_absolute_uri(f"/a/{divisions.code_of(asked)}/")


def line_text(facts: memo.Memo, contact: str, unit: OrgUnit) -> str:
    """The message to paste into LINE: a request, or thanks once all is answered; the link, whom to ring up."""
    left = facts.total - facts.answered
    done = f" (ตอบแล้ว {facts.answered} จาก {facts.total})" if facts.answered else ""
    more = "ที่เหลืออีก " if facts.answered else ""
    if left:
        asks = f"ขอความอนุเคราะห์ตอบผลโครงการ{facts.period} {more}{left} โครงการ{done} {memo.until(facts, style='short')} "
        asks += "กดตอบได้เลย ไม่ต้องใช้รหัสผ่าน"
    else:
        asks = f"ขอบคุณที่ตอบผลโครงการ{facts.period} ครบทั้ง {facts.total} โครงการแล้ว หากต้องการแก้ไข กดได้ที่ลิงก์นี้"
    whom = f"{memo.addressed(contact)} {facts.division}" if contact else facts.division
    return f"เรียน {whom}\n{asks}\n{facts.link}\n{facts.asker} {unit.short_name} {facts.phone}".strip()


def memo_of(asked: divisions.Progress, document: Document, link: str, visitor: Visitor) -> memo.Memo:
    """The facts of the memo to a division."""
    period = document.obligation.period
    return memo.Memo(
        office=f"สำนักปลัด {document.unit.name}",
        division=asked.request.division,
        period=thai.period_name_th(period.key, period.starts_on, period.ends_on),
        dated=today(),
        answer_by=asked.request.answer_by,
        answered=asked.answered,
        total=asked.rows,
        rows=[
            (
                str(view.row.number),
                view.row.name,
                STATUS_TH[Status(view.row.status)] if view.row.status else "–",
            )
            for view in asked.missing
        ],
        link=link,
        asker=visitor.user.name,
        position=visitor.user.position,
        phone=visitor.user.phone or document.unit.phone,
    )


def in_words(cell: str, value: str, basis: str = Basis.AMOUNT) -> str:
    """A cell's text for a reader."""
    if cell.endswith(".status"):
        return words_of(Status(value)) if value else "–"
    if cell.endswith(".obstacle"):
        return value or "–"
    shown = words.money(value)
    return f"{shown} ({_('to date')})" if value and basis == Basis.TO_DATE else shown


def head_of(cell: str, basis: str = Basis.AMOUNT) -> Any:
    """The column of a cell, in words."""
    name = cell.rsplit(".", 1)[1]
    return HEADS["to_date" if name == "amount" and basis == Basis.TO_DATE else name]


def _meetings(document: Document) -> tuple[list[dict[str, Any]], int]:
    """The collisions as they are drawn, and how many clear changes wait."""
    waiting = divisions.waiting(document)
    collisions = []
    for one in waiting:
        if not one.collides:
            continue
        report = one.standing.report
        collisions.append(
            {
                "cell": one.standing.cell,
                "row": one.standing.project.number,
                "name": one.standing.project.name,
                "head": head_of(one.standing.cell),
                "now": in_words(one.standing.cell, one.standing.text, one.standing.basis),
                "who": report.changed_by.name if report and report.changed_by else "",
                "at": report.changed_at if report else None,
                "answers": [
                    {
                        "key": answer.pk,
                        "value": in_words(answer.cell, answer.value, answer.basis),
                        "by": answer.answered_by or answer.request.division,
                        "division": answer.request.division,
                        "via": via_word(answer.via),
                        "source": answer.source,
                        "at": answer.answered_at,
                    }
                    for answer in one.answers
                ],
            }
        )
    return collisions, sum(not one.collides for one in waiting)


def _merges(document: Document) -> list[dict[str, Any]]:
    """What each merge changed, latest first."""
    return [
        {
            "step": step,
            "cells": [
                {
                    "row": change.project.number if change.project else "",
                    "name": change.project.name if change.project else "",
                    "head": head_of(change.cell, change.new_basis),
                    "before": in_words(change.cell, change.old, change.old_basis),
                    "after": in_words(change.cell, change.new, change.new_basis),
                    "answer": next(
                        (
                            one
                            for one in step.answers.all()
                            if one.cell == change.cell and one.decision == "taken"
                        ),
                        None,
                    ),
                }
                for change in step.cells.all()
            ],
        }
        for step in divisions.merges_of(document)[:5]
    ]


@once_after(uploads.of_field("files"))
def page(request: Visitor, document_id: str, *, read: list[Spreadsheet]) -> HttpResponse:
    """The divisions of a report; a press asks all, merges, settles a collision or takes slices in."""
    document = access.staff_document(request, document_id)  # type: ignore[arg-type]
    drafter = access.is_drafter(request, document.unit)
    ask = AskForm(request.POST or None, initial={"answer_by": default_day(document)})
    status, told = 200, ""
    if request.method == "POST":
        status = 403
        if drafter:
            status = 422
            try:
                told = _act(request, document, ask, read)
            except cells.NotEditable:
                return render(request, "errors/not_editable.html", {"document": document}, status=409)
            except (LookupError, cells.CannotUndo):
                messages.error(
                    request, _("This was settled or written again meanwhile. Please look at it anew.")
                )
                return redirect("divisions", document.public_id)
    if told:
        messages.success(request, told)
        return redirect("divisions", document.public_id)
    form = form2.load(document)
    requests = divisions.requests_of(document)
    progress = divisions.progress(form, requests)
    collisions, clear = _meetings(document)
    asked = {one.division for one in requests}
    split = divisions.split(form)
    late = [one for one in progress if not one.is_complete]
    chosen = next((one for one in progress if str(one.request.public_id) == request.GET.get("to")), None)
    chosen = chosen or (late[0] if late else None)
    link = link_of(request, chosen.request) if chosen else ""
    facts = memo_of(chosen, document, link, request) if chosen else None
    text = line_text(facts, chosen.request.contact, document.unit) if chosen and facts else ""
    return render(
        request,
        "divisions/page.html",
        {
            "document": document,
            "obligation": document.obligation,
            "today": today(),
            "progress": progress,
            "answered": sum(one.answered for one in progress),
            "rows": sum(one.rows for one in progress),
            "complete": sum(one.is_complete for one in progress),
            "late": late,
            "left": sum(one.rows - one.answered for one in late),
            "unasked": [(name, len(rows)) for name, rows in split.items() if name not in asked],
            "ask": ask,
            "chosen": chosen,
            "link": link,
            "line_text": text,
            "line_share": f"https://line.me/R/share?text={quote(text)}",
            "memo": facts,
            "memo_subject": thai.thai_digits(memo.subject(facts)) if facts else "",
            "memo_text": thai.thai_digits(memo.sentence(facts)) if facts else "",
            "contact": ContactForm(initial={"contact": chosen.request.contact, "phone": chosen.request.phone, "email": chosen.request.email}) if chosen else None,
            "collisions": collisions,
            "clear": clear,
            "merges": _merges(document),
            "editable": document.is_editable and drafter,
            "drafter": drafter,
        },
        status=status,
    )  # fmt: skip


def default_day(document: Document) -> date:
    """A week from now, but not after the report's own day."""
    due = document.fix_by or document.obligation.due_on
    return max(today() + timedelta(days=1), min(today() + timedelta(days=ANSWER_DAYS), due))


def _act(request: Visitor, document: Document, ask: AskForm, read: list[Spreadsheet]) -> str:
    """Do what was pressed; gives the sentence that says so, or "" when something is to be mended."""
    act = request.POST.get("act", "")
    if act == "ask" and ask.is_valid():
        made = divisions.ask(
            document, answer_by=ask.cleaned_data["answer_by"] or default_day(document), actor=request.user
        )
        return _("%(count)s divisions have their link, memo and Excel now.") % {"count": len(made)}
    if act == "merge":
        step = divisions.merge(document, actor=request.user)
        return _("%(count)s cells were taken over from the divisions' answers.") % {
            "count": step.cells.count() if step else 0
        }
    if act == "undo":
        step = access.change_set(request, document, request.POST.get("step", ""))  # type: ignore[arg-type]
        done = divisions.undo(step, actor=request.user)
        return _("%(count)s cells are as they were before.") % {"count": done.cells.count()}
    if act == "choose":
        chosen = request.POST.get("answer", "")
        divisions.choose(
            document,
            request.POST.get("cell", ""),
            int(chosen) if chosen.isdecimal() else None,
            actor=request.user,
        )
        return _("The cell is settled.")
    if act in ("contact", "renew"):
        return _request(request, document, act)
    if act == "slices":
        return _slices(request, document, read)
    return ""


def _request(request: Visitor, document: Document, act: str) -> str:
    """Change whom to ring up in a division, or revoke its link."""
    asked = access.division_request(document, request.POST.get("request", ""))
    if act == "renew":
        divisions.renew(asked)
        return _("The old link no longer opens; the new one stands below.")
    form = ContactForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please check the e-mail address."))
        return ""
    for name, value in form.cleaned_data.items():
        setattr(asked, name, value)
    asked.save(update_fields=["contact", "phone", "email"])
    return _("Saved.")


def _slices(request: Visitor, document: Document, read: list[Spreadsheet]) -> str:
    """Take in the Excel files that came back; what could not be read is told, the rest is kept."""
    count = 0
    for given in read:
        if given.refused is not None:
            messages.error(request, words.say(given.refused))
            continue
        try:
            kept, problems = slice_files.take(document, given, actor=request.user)
        except slices.NotASlice as refused:
            messages.error(request, words.say(refused.sentence))
            continue
        count += kept
        for problem in problems[:12]:
            messages.error(request, f"{given.name}: {words.say(problem)}")
    return _("%(count)s answers came in from Excel.") % {"count": count} if count else ""


@login_required
def paper(request: Visitor, document_id: str, request_id: str) -> HttpResponse:
    """The memo of a division as a Word file."""
    document = access.staff_document(request, document_id)  # type: ignore[arg-type]
    asked = access.division_request(document, request_id)
    progress = divisions.progress(form2.load(document), [asked])[0]
    data = memo.write(memo_of(progress, document, link_of(request, asked), request))
    return download(data, f"บันทึกข้อความ-{asked.division}.docx", files.WORD)


@login_required
def spreadsheet(request: Visitor, document_id: str, request_id: str) -> HttpResponse:
    """A division's slice as an Excel file: the rows that still want an answer, or all of its rows."""
    document = access.staff_document(request, document_id)  # type: ignore[arg-type]
    asked = access.division_request(document, request_id)
    return slice_of(asked, everything="all" in request.GET)


def slice_of(asked: DivisionRequest, *, everything: bool) -> HttpResponse:
    """The slice of a request as a download."""
    progress = divisions.progress(form2.load(asked.document), [asked])[0]
    rows = list(progress.missing)
    if everything or not rows:
        rows = divisions.split(form2.load(asked.document)).get(asked.division, [])
    return download(excel.write(asked.document, rows, asked), f"แบบตอบ-{asked.division}.xlsx", XLSX)


@login_required
def export(request: Visitor, document_id: str) -> HttpResponse:
    """The whole table as an Excel file of the same shape; it comes in again by the same door."""
    document = access.staff_document(request, document_id)  # type: ignore[arg-type]
    data = excel.write(document, form2.load(document).rows)
    return download(data, f"{document.unit.code}-form2-{document.obligation.period.key}.xlsx", XLSX)


def download(data: bytes, name: str, media_type: str) -> HttpResponse:
    """Bytes as a download under a Thai name."""
    if not data:
        raise Http404
    response = HttpResponse(data, content_type=media_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
