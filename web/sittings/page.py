"""The list of sittings, and one sitting: its agenda, where it stands, its papers, what comes after."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committee import meeting, quorum, seating
from committee.models import Objection, Sitting
from documents import files
from organisations import law
from organisations.clock import now, today
from papers import meeting as papers
from papers import sittings as facts
from web import access
from web.access import Visitor
from web.divisions import download
from web.fields import DayField, ScanField, TimeField
from web.posting import once
from web.refusals import status_of
from web.sittings.calling import candidates
from web.sittings.common import MODES, items_of, may_record, moment_of, row_of
from workflow import moves
from workflow.refusals import WorkflowError

PAPERS = {
    "invitation": (papers.invitation, "หนังสือเชิญ", gettext_lazy("Invitations and agenda")),
    "sign-in": (papers.sign_in_sheet, "บัญชีลงชื่อ", gettext_lazy("Sign-in sheet")),
    "minutes": (papers.minutes, "รายงานการประชุม", gettext_lazy("Minutes, drafted from what was recorded")),
    "resolution": (papers.resolution, "มติ", gettext_lazy("Resolution, to be signed")),
}


@login_required
def sittings(request: Visitor) -> HttpResponse:
    """The unit's sittings: to come, and held."""
    unit = access.own_unit(request)
    found = (
        Sitting.objects.filter(committee__unit=unit)
        .select_related("committee")
        .annotate(
            reports=Count("items", filter=~Q(items__closed_because="withdrawn")),
            left=Count("items", filter=Q(items__closed_at__isnull=True)),
        )
    )
    rows = [{"one": one, "mode": MODES[one.mode], "over": one.is_over or not one.left} for one in found]  # type: ignore[index]
    context = {
        "coming": [row for row in rows if not row["over"]][::-1],
        "held": [row for row in rows if row["over"]],
        "drafter": access.is_drafter(request, unit),
        "committee": seating.committee_of(unit, today()),
        "today": today(),
    }
    return render(request, "sitting/list.html", context)


def _papers_now(one: Sitting) -> list[tuple[str, Any]]:
    """The papers that make sense now: before, at, and after the sitting."""
    over = one.is_over or not one.items.filter(closed_at__isnull=True).exists()
    if not one.is_meeting:
        wanted = ["invitation", *(["resolution"] if over else [])]
    elif over:
        wanted = ["minutes", "resolution", "sign-in"]
    else:
        wanted = ["invitation", "sign-in", *(["minutes"] if one.begun_at else [])]
    return [(name, PAPERS[name][2]) for name in wanted]


class MoveForm(forms.Form):
    """Another day, time or place."""

    held_on = DayField(label=gettext_lazy("Day of the meeting"))
    held_time = TimeField(label=gettext_lazy("Time"))
    place = forms.CharField(label=gettext_lazy("Place"), max_length=200, required=False)
    online = forms.CharField(
        label=gettext_lazy("Address of the electronic meeting (optional)"), max_length=300, required=False
    )


class SignedForm(forms.Form):
    """The resolution as it was signed."""

    file = ScanField(
        label=gettext_lazy("Signed resolution (PDF or picture)"),
        error_messages={"required": gettext_lazy("Please choose the scan of the signed resolution.")},
    )


class AdoptForm(forms.Form):
    """The day on which the minutes were adopted, with their scan if there is one."""

    on = DayField(label=gettext_lazy("Minutes adopted on"))
    file = ScanField(label=gettext_lazy("The adopted minutes (optional, PDF or picture)"), required=False)


def _keep(request: Visitor, one: Sitting, scan: Any) -> Any:
    if scan is None:
        return None
    return files.store(
        scan.read(),
        unit=one.committee.unit,
        name=scan.name,
        media_type=scan.content_type or "application/octet-stream",
        made_by=request.user,
    )


def _act(request: Visitor, one: Sitting, forms_: dict[str, forms.Form]) -> str:
    """Do what was pressed; the sentence that says so, or "" when a field is to be mended."""
    act = request.POST.get("act", "")
    form = forms_.get(act)
    if form is not None and not form.is_valid():
        return ""
    if act == "add":
        document = access.staff_document_or_none(request, request.POST.get("report", ""))
        if document is None:
            raise Http404
        moves.refer(document, actor=request.user, where=one)
        return _("It is on the agenda.")
    if act == "move" and form is not None:
        given = form.cleaned_data
        at = moment_of(given["held_on"], given["held_time"])
        moves.move_sitting(one, actor=request.user, held_at=at, place=given["place"], online=given["online"])
        return _("The meeting was moved. Please tell the members; the text below is up to date.")
    if act == "signed" and form is not None:
        moves.attach_resolution(one, actor=request.user, file=_keep(request, one, form.cleaned_data["file"]))
        return _("The signed resolution is kept with the sitting.")
    if act == "adopt" and form is not None:
        scan = _keep(request, one, form.cleaned_data["file"])
        moves.adopt_minutes(one, actor=request.user, on=form.cleaned_data["on"], file=scan)
        return _("The minutes were adopted.")
    if act == "answer":
        found = access.objection(one, request.POST.get("objection", ""))
        moves.answer_objection(found, actor=request.user, text=request.POST.get("text", ""))
        return _("The answer was saved; the member sees it.")
    return ""


@once
def sitting(request: Visitor, sitting_id: str) -> HttpResponse:
    """One sitting: where it stands and what comes next."""
    one = access.sitting(request, sitting_id)  # type: ignore[arg-type]
    held = facts.local(one.held_at)
    chosen = request.POST.get("act", "") if request.method == "POST" else ""

    def bound(act: str, form: type[forms.Form], **initial: Any) -> forms.Form:
        mine = chosen == act
        return form(
            request.POST if mine else None,
            request.FILES if mine else None,
            initial=initial,
            auto_id=f"{act}_%s",
        )

    forms_ = {
        "move": bound(
            "move",
            MoveForm,
            held_on=held.date() if held else None,
            held_time=held.time() if held else None,
            place=one.place,
            online=one.online,
        ),
        "signed": bound("signed", SignedForm),
        "adopt": bound("adopt", AdoptForm, on=today()),
    }
    status, error = 200, ""
    if request.method == "POST":
        status = 422
        try:
            told = _act(request, one, forms_)
        except WorkflowError as refusal:
            status, error = status_of(refusal), str(refusal)
        else:
            if told:
                messages.success(request, told)
                return redirect("sitting", one.public_id)
    return render(request, "sitting/page.html", _context(request, one, forms_, error), status=status)


def _context(request: Visitor, one: Sitting, forms_: dict[str, forms.Form], error: str) -> dict[str, Any]:
    drafter = access.is_drafter(request, one.committee.unit)
    rows = [row_of(item) for item in items_of(one)]
    pack = law.load(rows[0]["item"].revision.document.obligation.law) if rows else law.packs()[0]
    told = facts.facts(one)
    over = one.is_over or not any(row["item"].is_open for row in rows)
    adds = drafter and one.is_meeting and one.begun_at is None and not over
    return {
        "sitting": one,
        "mode": MODES[one.mode],  # type: ignore[index]
        "rows": rows,
        "over": over,
        "past": one.until <= now(),
        "today": today(),
        "sheet": sorted(meeting.attendance(one).values(), key=lambda row: row.seat.number),
        "quorum": meeting.quorum_here(one, quorum.Rule.of(pack.quorum)) if one.begun_at else None,
        "guests": one.guests.all(),
        "papers": _papers_now(one),
        "line_text": papers.line_text(told),
        "recorder": may_record(request, one),
        "drafter": drafter,
        "ready": candidates(one.committee.unit)[0] if adds else [],
        "forms": forms_,
        "error": error,
        "following": one.continued_by.order_by("pk").first(),
        "objections": Objection.objects.filter(ballot__item__sitting=one).select_related(
            "ballot__term__person", "ballot__item__revision__document__obligation__period", "answered_by"
        ),
    }


@login_required
def paper(request: Visitor, sitting_id: str, name: str) -> HttpResponse:
    """One of the sitting's papers as a Word file."""
    one = access.sitting(request, sitting_id)  # type: ignore[arg-type]
    if name not in PAPERS:
        raise Http404
    write, title, _label = PAPERS[name]
    return download(write(facts.facts(one)), f"{title}-{one.number}-{one.year}.docx", files.WORD)
