"""My work: what must be done by when, overdue first and never vanishing; who holds the rest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committee import sitting
from documents import files, obligations
from documents.models import REPORTS, Act, Document, FormKind, Obligation, State
from organisations import calendar, roles
from organisations.clock import today
from organisations.models import OrgUnit, Role, User
from plans.models import Project
from web import access, ribbon, words
from web.access import Visitor
from web.fields import DayField, ScanField
from web.posting import once
from web.refusals import status_of
from web.templatetags.tidtam import BADGE
from workflow import guards, house, moves, timeline
from workflow.refusals import WorkflowError

ENDED = (obligations.Status.MET, obligations.Status.MET_LATE, obligations.Status.WAIVED)
OTHERS = (State.CHECKING, State.IN_REVIEW)
SHORT = {
    FormKind.METHOD_MEETING: gettext_lazy("Meeting on methods"),
    FormKind.OPINION_REPORTED: gettext_lazy("Opinion to the executive"),
    FormKind.ANNOUNCED: gettext_lazy("Announcement"),
    FormKind.LAID_COUNCIL: gettext_lazy("To the council"),
    FormKind.LAID_DEVELOPMENT: gettext_lazy("To the plan committee"),
}
"""The words of the ribbon, where the name is too long for it."""
ANNOUNCE_WITHIN, ANNOUNCED_FOR = 15, 30
"""Days from the committee's opinion to the announcement, and how long it hangs (article 29(3))."""


@dataclass(slots=True)
class Task:
    """A row of home: an obligation, where it stands, who holds it since when, one verb."""

    obligation: Obligation
    document: Document | None
    due: date
    late: bool
    reason: str
    verb: str
    url: str
    holder: str = ""
    since: datetime | None = None
    contact: User | None = None
    stamp: dict[str, str] | None = None
    done_on: date | None = None


def door(request: HttpRequest) -> HttpResponse:
    """Send each person to the page of their work."""
    if not isinstance(request.user, User):
        return redirect("account_login")
    visitor: Visitor = request  # type: ignore[assignment]
    if access.units_where(visitor, access.UNIT_READERS):
        return redirect("home")
    if access.units_where(visitor, access.DESK):
        return redirect("matrix")
    return redirect("inbox")


def _reason(document: Document | None) -> str:
    if document is None:
        return _("Not begun yet.")
    if document.state == State.RETURNED:
        waiting = len(guards.open_issues(document))
        if waiting:
            return _("%(count)s issues still need a reply.") % {"count": waiting}
        return _("Every issue has a reply. It can be referred again.")
    if document.state == State.IN_REVIEW:
        item = sitting.open_item(document)
        if item is not None:
            return words.say(sitting.tally(item, document).count.quorum_sentence)
    if document.state in (State.APPROVED, State.SIGNED):
        return _("The committee has approved it. Write the letter's number and send it.")
    if document.state == State.SUBMITTED:
        return _("It has left the house.")
    return _("Figures are being filled in.")


def _task(obligation: Obligation, day: date, unit: OrgUnit, drafter: User | None) -> Task:
    document = obligations.document_of(obligation)
    due = obligations.binding_day(obligation)
    task = Task(
        obligation,
        document,
        due,
        obligations.status(obligation, day) == obligations.Status.OVERDUE,
        _reason(document),
        _("Begin"),
        reverse("begin", args=[obligation.public_id]),
        holder=_("you"),
        contact=drafter,
    )
    if obligation.kind not in REPORTS:
        task.reason = _("It is done outside this screen; record the day it was done, with its paper.")
        task.verb, task.url = _("Record"), reverse("paper", args=[obligation.public_id])
    if document is not None:
        task.url = reverse("report", args=[document.public_id])
        task.since = document.state_since
        task.verb = {
            State.RETURNED: _("Mend"),
            State.DRAFTING: _("Continue"),
            State.APPROVED: _("Send"),
            State.SIGNED: _("Send"),
        }.get(State(document.state), _("Look at"))
        if document.state == State.IN_REVIEW:
            task.holder = _("the committee")
        elif document.state == State.CHECKING:
            waits_for = house.way_of(document).next
            task.holder = waits_for or _("you")
            task.reason = (
                _("It waits for “%(title)s” to read it.") % {"title": waits_for}
                if waits_for
                else _("Everyone in the house has read it. It can be laid before the committee.")
            )
        elif document.state == State.SUBMITTED:
            task.holder = _("the PAO")
            task.stamp = timeline.stamp(document)
    return task


def _in_hand(task: Task, acts: set[str], visitor: User) -> bool:
    """Whether a report in the house waits for the visitor: to be read in turn, or to be laid before the committee."""
    document = task.document
    if document is None or document.state != State.CHECKING:
        return False
    way = house.way_of(document)
    if not way.next:
        task.verb, task.url = _("Lay before the committee"), reverse("refer", args=[document.public_id])
        return Role.DRAFTER in acts
    task.url = reverse("reading", args=[document.public_id])
    if Role.CHECKER not in acts or way.proposed_by == visitor.pk:
        return False
    task.verb, task.holder = _("Read"), _("you")
    return True


def _mark(task: Task, day: date, begins: date) -> ribbon.Mark:
    """A task as it lies on the ribbon."""
    owed, document, left = task.obligation, task.document, (task.due - day).days
    span = calendar.parse_key(owed.period.key)
    name = str(SHORT.get(FormKind(owed.kind), words.kind(owed.kind)))
    if span.kind == "quarter":
        name += " " + _("quarter %(number)s/%(year)s") % {"number": span.number, "year": span.fiscal_year}
    on = task.done_on or task.due
    if task.late:
        note, css, glyph = _("%(days)s late") % {"days": words.days(-left)}, "late", "late"
    elif task.stamp and task.stamp["step"] == "recorded":
        note, css, glyph = _("PAO: recorded"), "recorded", "recorded"
    elif task.stamp:
        note, css, glyph = _("PAO: registered"), "registered", "registered"
    elif task.done_on:
        said = _("Sent") if document else _("Made on paper")
        note, css, glyph = f"{said} {ribbon.short(on)}", "done", "submitted" if document else "signed"
    else:
        state = document.state if document else ""
        css, glyph = {
            "": ("none", ""),
            State.RETURNED: ("back", "back"),
            State.DRAFTING: ("draft", "draft"),
        }.get(state, ("review", BADGE[State(state)][1] if state else ""))
        note = ribbon.short(task.due)
        if 0 <= left <= 60:
            note += " " + _("%(days)s left") % {"days": words.days(left)}
    return ribbon.Mark(max(on, begins), name, note, css, glyph)


def _year(tasks: list[Task], day: date) -> dict[str, Any]:
    """The ribbon of the year and its table."""
    begins, ends = ribbon.window(day)
    marks = [
        _mark(task, day, begins)
        for task in tasks
        if begins <= (task.done_on or task.due) < ends or (task.late and task.due < begins)
    ]
    counted = []
    for task in tasks:
        days = {FormKind.OPINION_REPORTED: ANNOUNCE_WITHIN, FormKind.ANNOUNCED: ANNOUNCED_FOR}.get(
            FormKind(task.obligation.kind)
        )
        on = task.done_on or task.due
        if days and begins <= on < ends and (task.done_on or days == ANNOUNCE_WITHIN):
            counted.append(ribbon.Bracket(on, days, planned=task.done_on is None))
    wall = _("31 Dec: announced at the latest")
    return {
        "ribbon": ribbon.draw(day, marks, counted, wall),
        "marks": sorted(marks, key=lambda one: one.day),
        "year": calendar.fiscal_year(day),
    }


def _optional(unit: OrgUnit, day: date) -> list[dict[str, Any]]:
    """What the unit may make besides, for the year in hand and the one before, from the day it opens."""
    year = calendar.fiscal_year(day)
    return [
        {"kind": due.kind, "year": one, "name": words.kind(due.kind)}
        for one in (year - 1, year)
        for due in obligations.optional(unit, one)
        if due.opens_on <= day
    ]


@login_required
def home(request: Visitor) -> HttpResponse:
    """The three lists of a unit's staff."""
    unit = access.own_unit(request)
    day = today()
    drafters = roles.people_with([Role.DRAFTER], unit, day)
    acts = {grant.role for grant in request.grants if grant.unit_id == unit.pk}
    owed = obligations.with_facts(Obligation.objects.filter(unit=unit).order_by("opens_on", "due_on", "pk"))
    now_list: list[Task] = []
    others: list[Task] = []
    outside: list[Task] = []
    done: list[Task] = []
    coming: list[Task] = []
    for obligation in owed:
        task = _task(obligation, day, unit, drafters[0] if drafters else None)
        status = obligations.status(obligation, day)
        reopened = task.document is not None and task.document.is_editable
        if status in ENDED and not reopened:
            task.done_on = obligations.met_on(obligation)
            done.append(task)
        elif obligation.opens_on > day and task.document is None:
            coming.append(task)
        elif obligation.kind not in REPORTS and not task.late:
            outside.append(task)
        elif _in_hand(task, acts, request.user):
            now_list.append(task)
        elif task.document is not None and task.document.state in OTHERS:
            others.append(task)
        else:
            now_list.append(task)
    now_list.sort(key=lambda one: one.due)
    done.sort(key=lambda one: one.done_on or one.due, reverse=True)
    return render(
        request,
        "home/page.html",
        {
            "today": day,
            "now_list": now_list,
            "others": others,
            "outside": outside,
            "done": done[:8],
            "coming": [task.obligation for task in coming[:5]],
            "optional": _optional(unit, day) if Role.DRAFTER in acts else [],
            "late": sum(task.late for task in now_list),
            "first_run": not Project.objects.filter(plan__unit=unit).exists(),
            **_year([*now_list, *others, *outside, *done, *coming], day),
        },
    )


@once
def begin(request: Visitor, obligation_id: str) -> HttpResponse:
    """Begin the report of an obligation, or go to it."""
    obligation = access.obligation(request, obligation_id)  # type: ignore[arg-type]
    document = obligations.document_of(obligation)
    if document is None and request.method == "POST":
        try:
            document = moves.open_document(obligation, actor=request.user)
        except WorkflowError as refusal:
            return render(
                request,
                "begin/page.html",
                {"obligation": obligation, "refusal": refusal},
                status=status_of(refusal),
            )
    if document is not None:
        return redirect("form2" if document.kind == FormKind.FORM2 else "report", document.public_id)
    if obligation.kind not in REPORTS:
        return redirect("paper", obligation.public_id)
    return render(
        request,
        "begin/page.html",
        {"obligation": obligation, "table": obligation.kind == FormKind.FORM2},
    )


@once
def ask_for(request: Visitor) -> HttpResponse:
    """Begin what is optional, because the unit wants it."""
    unit = access.drafting_unit(request)
    kind, year = request.POST.get("kind", ""), request.POST.get("year", "")
    if request.method == "POST" and len(year) == 4 and year.isdecimal():
        owed = obligations.ask_for(unit, kind, int(year))
        if owed is not None:
            return redirect("begin", owed.public_id)
    return redirect("home")


class PaperForm(forms.Form):
    """The day a thing was done outside the screen, with its paper."""

    done_on = DayField(label=gettext_lazy("Day it was done"))
    note = forms.CharField(
        label=gettext_lazy("What was done, and the letter's or minutes' number"), max_length=300
    )
    file = ScanField(label=gettext_lazy("Scan of the paper (optional, PDF or picture)"), required=False)


@once
def paper(request: Visitor, obligation_id: str) -> HttpResponse:
    """Record that an obligation was met on paper: a date with its paper."""
    obligation = access.obligation(request, obligation_id)  # type: ignore[arg-type]
    unit = access.own_unit(request)
    form = PaperForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and form.cleaned_data["done_on"] is not None:
            scan = form.cleaned_data["file"]
            stored = None
            if scan is not None:
                stored = files.store(
                    scan.read(),
                    unit=unit,
                    name=scan.name,
                    media_type=scan.content_type or "application/octet-stream",
                    made_by=request.user,
                )
            Act.objects.update_or_create(
                obligation=obligation,
                defaults={
                    "done_on": form.cleaned_data["done_on"],
                    "note": form.cleaned_data["note"],
                    "file": stored,
                    "made_by": request.user,
                },
            )
            messages.success(
                request, _("Recorded: %(what)s was done.") % {"what": words.obligation(obligation)}
            )
            return redirect("home")
    return render(request, "paper/page.html", {"obligation": obligation, "form": form}, status=status)
