"""One report: its hub, its sections in words, its check, its sending, its life."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committee import seating, sitting
from committee.models import AgendaItem, Sitting
from documents import findings, form2, restating, writing
from documents.models import Issue, Revision, Section, State
from organisations import calendar, law, roles
from organisations.clock import today
from organisations.models import Role
from papers.models import Package
from tasks import watched
from tasks.models import Job, Notice
from tasks.notices import text_of
from web import access, shares, words
from web.access import Visitor
from web.fields import DayField
from web.paper import differences, place_of
from web.posting import once
from web.refusals import status_of
from web.sittings import calling
from workflow import guards, moves, permissions, timeline
from workflow.refusals import WorkflowError

STEPS = (
    (gettext_lazy("Draft"), (State.DRAFTING, State.RETURNED, State.CHECKING)),
    (gettext_lazy("Committee"), (State.IN_REVIEW,)),
    (gettext_lazy("Send"), (State.APPROVED, State.SIGNED)),
    (gettext_lazy("PAO"), (State.SUBMITTED,)),
)


@login_required
def report(request: Visitor, document_id: str) -> HttpResponse:
    """The hub of one report: where it stands, what is to be done, what was made of it."""
    document = access.staff_document(request, document_id)  # type: ignore[arg-type]
    form = form2.load(document)
    found = form.findings()
    filled = sum(bool(view.row.status) for view in form.rows)
    revision = guards.last_revision(document)
    context: dict[str, Any] = {
        "document": document,
        "obligation": document.obligation,
        "due": document.fix_by or document.obligation.due_on,
        "today": today(),
        "filled": filled,
        "total": len(form.rows),
        "must": sum(one.level == findings.Level.MUST_FIX for one in found),
        "should": sum(one.level == findings.Level.SHOULD_CHECK for one in found),
        "parts": shares.parts_of(form, _("All strategies")) if form.rows else [],
        "ledger": form.ledger,
        "restatements": restating.open_for(document),
        "p3": form2.section(form, Section.P3),
        "p4": form2.section(form, Section.P4),
        "steps": [(name, document.state in states) for name, states in STEPS],
        "item": sitting.open_item(document),
        "issues": guards.open_issues(document) if document.state == State.RETURNED else [],
        "drafter": access.is_drafter(request, document.unit),
        "jobs": Job.objects.filter(subject_key=document.public_id)[:5],
        "package": Package.objects.filter(revision=revision).select_related("file").first()
        if revision
        else None,
        "revision": revision,
        "stamp": timeline.stamp(document),
    }
    if context["item"] is not None:
        context["tally"] = sitting.tally(context["item"], document)
        context["chair"] = permissions.is_chair(document, request.user)
    return render(request, "report/page.html", context)


class SectionForm(forms.Form):
    """Parts 3 and 4 in words."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=gettext_lazy("Problems and obstacles"), widget=forms.Textarea(attrs={"rows": 4}), required=False
    )
    second_text = forms.CharField(
        label=gettext_lazy("Suggestions"), widget=forms.Textarea(attrs={"rows": 4}), required=False
    )
    number = forms.IntegerField(
        label=gettext_lazy("Subsidised projects with too little money to carry out (item 7)"),
        min_value=0,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "money"}),
    )
    nothing_to_report = forms.BooleanField(
        label=gettext_lazy("Nothing to report in this part"), required=False
    )


@once
def section(request: Visitor, document_id: str, name: str) -> HttpResponse:
    """Fill in part 3 (item 7) or part 4."""
    document = access.staff_document(request, document_id)  # type: ignore[arg-type]
    if name not in (Section.P3, Section.P4):
        raise Http404
    form2_now = form2.load(document)
    answer = form2.section(form2_now, name)
    initial = {
        "version": answer.version,
        "text": answer.text,
        "second_text": answer.second_text,
        "number": answer.number,
        "nothing_to_report": answer.nothing_to_report,
    }
    form = SectionForm(request.POST or None, initial=initial)
    for field in ("number",) if name == Section.P4 else ("text", "second_text"):
        del form.fields[field]
    status, stale = 200, None
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                writing.save_section(document, name, actor=request.user, **form.cleaned_data)
            except writing.StaleRow:
                status, stale = 409, answer
            except writing.NotEditable:
                return render(request, "errors/not_editable.html", {"document": document}, status=409)
            else:
                messages.success(request, _("Saved."))
                return redirect("report", document.public_id)
    subsidies = [
        (view, line) for view in form2_now.rows for line in view.lines if line.line.fund == "earmarked_grant"
    ]
    return render(
        request,
        "section/page.html",
        {
            "document": document,
            "obligation": document.obligation,
            "form": form,
            "name": name,
            "part": 4 if name == Section.P4 else 3,
            "subsidies": subsidies,
            "last": form2.last_texts(document) if name == Section.P4 else ("", "", ""),
            "cells": form2_now.figures.cells,
            "stale": stale,
            "editable": document.is_editable,
        },
        status=status,
    )


class ReferForm(forms.Form):
    """What goes to the members with the report; before a meeting that was called it needs no day of its own."""

    where = forms.ChoiceField(label=gettext_lazy("Where it is decided"), required=False)
    closes_on = DayField(label=gettext_lazy("Opinions until the end of"), required=False)
    message = forms.CharField(
        label=gettext_lazy("Message to the members (optional)"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )
    composition_reason = forms.CharField(
        label=gettext_lazy("Reason for the composition"), max_length=500, required=False
    )
    authority = forms.CharField(
        label=gettext_lazy("Authority (order, letter, provision)"), max_length=200, required=False
    )
    sure = forms.BooleanField(
        label=gettext_lazy("I have checked the figures"),
        error_messages={"required": gettext_lazy("Please tick that you have checked the figures.")},
    )

    def __init__(self, *args: Any, meetings: list[Sitting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["where"].choices = [  # type: ignore[attr-defined]
            ("", _("by circulation, each member answers alone")),
            *((one.key, sitting_name(one)) for one in meetings),
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("where") and not given.get("closes_on") and "closes_on" not in self.errors:
            self.add_error("closes_on", _("Please write until when opinions can be given."))
        return given


def sitting_name(one: Sitting) -> str:
    """A meeting as a choice: its number and its moment."""
    return _("meeting no. %(number)s/%(year)s on %(moment)s") % {
        "number": one.number,
        "year": one.year,
        "moment": words.moment(one.held_at),
    }


@once
def refer(request: Visitor, document_id: str) -> HttpResponse:
    """Lay the report before the committee: who gets it, until when, and what must still be done."""
    document = access.staff_document(request, document_id)  # type: ignore[arg-type]
    committee = seating.committee_of(document.unit, today())
    terms = list(seating.terms_on(committee, today()).values()) if committee else []
    pack = law.load(document.obligation.law)
    wrong = seating.composition(committee, today(), pack) if committee else []
    meetings = calling.upcoming(document.unit)
    initial = {"closes_on": today() + timedelta(days=7), "where": meetings[0].key if meetings else ""}
    form = ReferForm(request.POST or None, meetings=meetings, initial=initial)
    blocked = None
    if request.method != "POST" and document.is_editable:
        blocked = guards.may_leave(document) or guards.every_issue_has_a_reply(document)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            where = next((one for one in meetings if one.key == given["where"]), None)
            closes = datetime.combine(given["closes_on"] or today(), time(16, 30))
            try:
                moves.refer(
                    document,
                    actor=request.user,
                    where=where,
                    closes_at=timezone.make_aware(closes),
                    message=given["message"],
                    composition_reason=given["composition_reason"],
                    authority=given["authority"],
                )
            except WorkflowError as refusal:
                form.add_error(None, str(refusal))
                status = status_of(refusal)
            else:
                told = _("Sent to %(count)s members.") % {"count": len(terms)}
                messages.success(request, _("It is on the agenda.") if where else told)
                return redirect("report", document.public_id)
    return render(
        request,
        "refer/page.html",
        {
            "document": document,
            "obligation": document.obligation,
            "form": form,
            "terms": terms,
            "wrong": wrong,
            "blocked": blocked,
            "committee": committee,
            "meetings": meetings,
        },
        status=status,
    )


@once
def take_back(request: Visitor, document_id: str) -> HttpResponse:
    """Take a report back from the committee."""
    document = access.staff_document(request, document_id)  # type: ignore[arg-type]
    if request.method == "POST":
        try:
            moves.take_back(document, actor=request.user)
            messages.success(request, _("It is back with you and can be edited."))
        except WorkflowError as refusal:
            return render(request, "errors/refused.html", {"refusal": refusal}, status=status_of(refusal))
    return redirect("report", document.public_id)


@once
def issues(request: Visitor, document_id: str) -> HttpResponse:
    """What readers asked to have mended, what was answered, what changed since."""
    document = access.staff_document(request, document_id)  # type: ignore[arg-type]
    status, error, failed = 200, "", ""
    if request.method == "POST":
        failed = request.POST.get("issue", "")
        issue = Issue.objects.filter(document=document, public_id=failed).first()
        if issue is None:
            return render(request, "errors/404.html", status=404)
        try:
            moves.reply(issue, actor=request.user, text=request.POST.get("text", ""))
        except WorkflowError as refusal:
            status, error = status_of(refusal), str(refusal)
        else:
            messages.success(request, _("The reply was saved."))
            return redirect("issues", document.public_id)
    rows = Issue.objects.filter(document=document, pending=False).select_related("revision", "raised_by")
    frozen = Revision.objects.filter(document=document).order_by("-number").first()
    names = place_of(frozen.data) if frozen else {}
    now = form2.load(document)
    return render(
        request,
        "issues/page.html",
        {
            "document": document,
            "obligation": document.obligation,
            "issues": [(one, names.get(one.anchor, one.anchor)) for one in rows.prefetch_related("replies")],
            "latest": frozen,
            "changes": differences(frozen.data["cells"], now.figures.cells, names) if frozen else [],
            "error": error,
            "failed": failed,
            "typed": request.POST.get("text", ""),
            "editable": document.is_editable,
        },
        status=status,
    )


@login_required
def history(request: Visitor, document_id: str) -> HttpResponse:
    """The document's life in words: moves, opinions, files, notices, receipts."""
    document = access.staff_document(request, document_id)  # type: ignore[arg-type]
    group = request.GET.get("show", "")
    lines: list[dict[str, Any]] = [
        {
            "at": one.at,
            "text": words.say(one.sentence),
            "who": f"{one.who} ({words.role(one.role)})" if one.who and one.role else one.who,
            "group": one.group,
            "note": one.note,
        }
        for one in timeline.of(document)
    ]
    lines += [
        {
            "at": job.ended_at,
            "text": _("A Word report was made.")
            if job.kind == "report.docx"
            else _("The package was sealed."),
            "who": job.started_by.name if job.started_by else "",
            "group": "files",
            "file": job.file_key,
            "note": "",
        }
        for job in Job.objects.filter(subject_key=document.public_id, state="done").select_related(
            "started_by"
        )
    ]
    subjects = [str(document.obligation.public_id)]
    items = AgendaItem.objects.filter(revision__document=document).values_list("public_id", flat=True)
    told: dict[tuple[str, str], dict[str, Any]] = {}
    for notice in Notice.objects.filter(unit=document.unit).select_related("person"):
        mine = notice.subject.startswith(subjects[0]) or notice.subject in {str(one) for one in items}
        if not mine:
            continue
        key = (notice.subject, notice.step)
        line = told.setdefault(
            key,
            {
                "at": notice.made_at,
                "text": text_of(notice),
                "who": "",
                "group": "notices",
                "note": "",
                "people": [],
            },
        )
        line["people"].append(notice.person.name)
    for line in told.values():
        line["who"] = _("to %(names)s") % {"names": ", ".join(line.pop("people"))}
        lines.append(line)
    lines.sort(key=lambda one: one["at"], reverse=True)
    groups = [
        ("", _("All")),
        ("moves", _("Moves")),
        ("opinions", _("Opinions")),
        ("mending", _("Mending")),
        ("files", _("Files")),
        ("notices", _("Notices")),
        ("receipts", _("Receipts")),
    ]
    return render(
        request,
        "history/page.html",
        {
            "document": document,
            "obligation": document.obligation,
            "lines": [one for one in lines if not group or one["group"] == group],
            "groups": groups,
            "group": group,
        },
    )


class LetterForm(forms.Form):
    """The facts of the cover letter; they stand in the log and the receipt, outside the seal."""

    number = forms.CharField(label=gettext_lazy("Letter number (ที่)"), max_length=60)
    dated = DayField(label=gettext_lazy("Day of the letter"))
    signer = forms.CharField(label=gettext_lazy("Who signed it"), max_length=150)
    capacity = forms.CharField(
        label=gettext_lazy("In what capacity (for example: acting for the mayor)"),
        max_length=150,
        required=False,
    )
    recipients = forms.CharField(label=gettext_lazy("Recipients"), max_length=300, required=False)
    sure = forms.BooleanField(
        label=gettext_lazy("The signed letter is before me"),
        error_messages={"required": gettext_lazy("Please tick this when the signed letter is before you.")},
    )


@once
def send(request: Visitor, document_id: str) -> HttpResponse:
    """Write the letter's facts; a worker seals the package and sends it."""
    document = access.staff_document(request, document_id)  # type: ignore[arg-type]
    acting = document.unit.grants.filter(roles.in_force(today()), role=Role.EXECUTIVE)
    executive = acting.select_related("person").order_by("-starts_on").first()
    initial = {
        "dated": today(),
        "signer": executive.person.name if executive else "",
        "capacity": executive.capacity or executive.person.position if executive else "",
        "recipients": _("The PAO of %(province)s") % {"province": document.unit.province_name},
    }
    form = LetterForm(request.POST or None, initial=initial)
    status = 200
    refusal = guards.committee_has_approved(document, guards.last_revision(document))
    ready = refusal is None and document.state in (State.APPROVED, State.SIGNED)
    if request.method == "POST":
        status = 422
        if not ready:
            form.add_error(None, _("Only a report that the committee has approved can be sent."))
            status = 409
        elif form.is_valid():
            given = dict(form.cleaned_data)
            given.pop("sure")
            given["dated"] = given["dated"].isoformat()
            job = watched.ask("package.seal", document, actor=request.user, params=given)
            return redirect("job", job.public_id)
    return render(
        request,
        "send/page.html",
        {"document": document, "obligation": document.obligation, "form": form, "ready": ready},
        status=status,
    )


@once
def word(request: Visitor, document_id: str) -> HttpResponse:
    """Ask for the Word report; the worker writes it."""
    document = access.staff_document(request, document_id)  # type: ignore[arg-type]
    if request.method != "POST":
        return redirect("report", document.public_id)
    job = watched.ask("report.docx", document, actor=request.user)
    return redirect("job", job.public_id)


def fingerprint(request: HttpRequest, mark: str) -> HttpResponse:
    """Whether a paper's fingerprint is known here, and what it is of; open to everyone who holds the paper."""
    clean = "".join(letter for letter in mark.lower() if letter in "0123456789abcdef")
    found = None
    if len(clean) >= 12:
        found = (
            Revision._base_manager.filter(fingerprint__startswith=clean)
            .select_related("document__unit", "document__obligation__period")
            .first()
        )
    span = calendar.parse_key(found.document.obligation.period.key) if found else None
    return render(
        request,
        "fingerprint/page.html",
        {"found": found, "mark": clean, "span": span},
        status=200 if found else 404,
    )
