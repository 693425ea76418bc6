"""In the meeting: who came, what was said to each report, the end. One press an item where nobody objects."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committee import meeting, quorum, seating, sitting
from committee.models import AgendaItem, Presence, SeatTerm, Sitting, Via
from organisations import law
from organisations.clock import today
from papers import sittings as facts
from web import access, paper, words
from web.access import Visitor
from web.fields import DayField, TimeField
from web.posting import once
from web.refusals import status_of
from web.review import CHOICES, GROUP_WORDS
from web.sittings.common import MORNING, PRESENCES, items_of, may_record, moment_of, row_of
from workflow import moves
from workflow.refusals import WorkflowError

GUESTS = 3
SECOND_CALL_DAYS = 7
APPROVE = "approve"


def _not_here(request: Visitor, one: Sitting) -> HttpResponse | None:
    """The answer for who does not record this sitting, or for a sitting that has nothing to record."""
    if not may_record(request, one):
        return render(request, "sitting/not_recorder.html", {"sitting": one}, status=403)
    if not one.is_meeting or one.is_over:
        return redirect("sitting", one.public_id)
    return None


def _guests(request: Visitor, one: Sitting) -> list[tuple[str, str]]:
    if request.method == "POST":
        names, positions = request.POST.getlist("guest"), request.POST.getlist("position")
        found = [(name, position) for name, position in zip(names, positions, strict=False)]
    else:
        found = [(guest.name, guest.position) for guest in one.guests.all()]
    return found + [("", "")] * max(1, GUESTS - len(found))


@once
def attendance(request: Visitor, sitting_id: str) -> HttpResponse:
    """The sign-in sheet; saving it begins the meeting. `?all` ticks everyone present, to be corrected."""
    one = access.sitting(request, sitting_id)  # type: ignore[arg-type]
    if (elsewhere := _not_here(request, one)) is not None:
        return elsewhere
    day = facts.local(one.held_at)
    assert day is not None, "a meeting has its hour"
    terms = sorted(seating.terms_on(one.committee, day.date()).values(), key=lambda term: term.seat.number)
    known = {seat: row.presence for seat, row in meeting.attendance(one).items()}
    if "all" in request.GET and not known:
        known = {term.seat_id: Presence.PRESENT for term in terms}
    chosen: dict[int, str] = {
        term.seat_id: request.POST.get(f"seat-{term.seat.number}", "") or known.get(term.seat_id, "")
        for term in terms
    }
    status, error = 200, ""
    presiding = _term(terms, request.POST.get("presiding", "")) or one.presiding
    if request.method == "POST":
        status = 422
        missing = [term for term in terms if chosen[term.seat_id] not in PRESENCES]
        if missing:
            error = _("%(name)s: please tick whether they came.") % {"name": missing[0].person.name}
        else:
            try:
                counted = moves.record_attendance(
                    one,
                    actor=request.user,
                    presences=chosen,
                    guests=_guests(request, one),
                    presiding=presiding,
                )
            except WorkflowError as refusal:
                status, error = status_of(refusal), str(refusal)
            else:
                messages.success(request, words.say(counted.quorum_sentence))
                return redirect("sitting_record" if counted.quorum_met else "sitting_again", one.public_id)
    groups: list[dict[str, Any]] = []
    for term in terms:
        if not groups or groups[-1]["group"] != term.seat.group:
            groups.append({"group": term.seat.group, "name": GROUP_WORDS[term.seat.group], "terms": []})  # type: ignore[index]
        groups[-1]["terms"].append((term, chosen[term.seat_id]))
    context = {
        "sitting": one,
        "groups": groups,
        "presences": PRESENCES.items(),
        "terms": terms,
        "presiding": presiding.seat.number if presiding else None,
        "guests": _guests(request, one),
        "error": error,
        "ticked": bool(known),
    }
    return render(request, "sitting/attendance.html", context, status=status)


def _term(terms: list[SeatTerm], number: str) -> SeatTerm | None:
    """The term of a seat by its number as it came from the form."""
    return next((term for term in terms if str(term.seat.number) == number), None)


@once
def record(request: Visitor, sitting_id: str) -> HttpResponse:
    """All items of the agenda; "nobody is of another opinion" is one press each."""
    one = access.sitting(request, sitting_id)  # type: ignore[arg-type]
    if (elsewhere := _not_here(request, one)) is not None:
        return elsewhere
    if one.begun_at is None:
        return redirect("sitting_attendance", one.public_id)
    status, error, failed = 200, "", ""
    if request.method == "POST":
        failed = request.POST.get("item", "")
        item = access.item_of(one, failed)
        try:
            moves.record_item(item.revision.document, actor=request.user, said={}, discussion=item.discussion)
        except WorkflowError as refusal:
            status, error = status_of(refusal), str(refusal)
        else:
            told = _("Item %(number)s: recorded, nobody is of another opinion.")
            messages.success(request, told % {"number": item.number})
            return redirect("sitting_record", one.public_id)
    rows = [row_of(item) for item in items_of(one)]
    here = meeting.present(one)
    for row in rows:
        row["warned"] = [ballot for ballot in row["advance"] if ballot.choice != APPROVE]
        row["plain"] = row["recorded"] and all(one.choice == APPROVE for one in row["tally"].ballots.values())
    context = {
        "sitting": one,
        "rows": rows,
        "here": len(here),
        "left": sum(1 for row in rows if not row["recorded"] and row["item"].is_open),
        "quorum": _quorum(one, rows),
        "error": error,
        "failed": failed,
    }
    return render(request, "sitting/record.html", context, status=status)


def _quorum(one: Sitting, rows: list[dict[str, Any]]) -> quorum.Count:
    pack = law.load(rows[0]["item"].revision.document.obligation.law) if rows else law.packs()[0]
    return meeting.quorum_here(one, quorum.Rule.of(pack.quorum))


def _said(request: Visitor, here: dict[int, SeatTerm]) -> dict[int, moves.Dissent]:
    """What the form says of each member present who does not plainly agree."""
    found = {}
    for seat, term in here.items():
        number = term.seat.number
        choice = request.POST.get(f"choice-{number}", APPROVE)
        if choice == APPROVE:
            continue
        text = request.POST.get(f"text-{number}", "").strip()
        point = None
        if choice == "return":
            point = moves.Point(request.POST.get(f"anchor-{number}", "") or "p1", text)
        found[seat] = moves.Dissent(choice, "" if point else text, point)
    return found


@once
def dissent(request: Visitor, sitting_id: str, item_id: str) -> HttpResponse:
    """One item where somebody is of another opinion: by name, with what they said."""
    one = access.sitting(request, sitting_id)  # type: ignore[arg-type]
    if (elsewhere := _not_here(request, one)) is not None:
        return elsewhere
    item = access.item_of(one, item_id)
    here = meeting.present(one)
    status, error = 200, ""
    if request.method == "POST":
        try:
            moves.record_item(
                item.revision.document,
                actor=request.user,
                said=_said(request, here),
                discussion=request.POST.get("discussion", ""),
            )
        except WorkflowError as refusal:
            status, error = status_of(refusal), str(refusal)
        else:
            messages.success(request, _("Item %(number)s: recorded.") % {"number": item.number})
            return redirect("sitting_record", one.public_id)
    content = item.revision.data
    names = paper.place_of(content)
    places = [
        ("p1", names["p1"]),
        *((address, names[address]) for address in paper.rows(content).values()),
    ]
    context = {
        "sitting": one,
        "item": item,
        "members": _members(request, item, here),
        "choices": CHOICES,
        "places": places,
        "discussion": request.POST.get("discussion", item.discussion),
        "error": error,
    }
    return render(request, "sitting/dissent.html", context, status=status)


def _members(request: Visitor, item: AgendaItem, here: dict[int, SeatTerm]) -> list[dict[str, Any]]:
    """Each member present with what the form shows: what was sent, what was recorded, what they said beforehand."""
    live = sitting.live_ballots(item)
    rows = []
    for seat, term in sorted(here.items(), key=lambda pair: pair[1].seat.number):
        ballot = live.get(seat)
        recorded = ballot if ballot is not None and ballot.via == Via.RECORDED else None
        raised = item.revision.issues.filter(raised_by=term.person).first() if recorded else None
        number = term.seat.number
        rows.append(
            {
                "term": term,
                "choice": request.POST.get(f"choice-{number}", recorded.choice if recorded else APPROVE),
                "text": request.POST.get(
                    f"text-{number}", raised.text if raised else recorded.remark if recorded else ""
                ),
                "anchor": request.POST.get(f"anchor-{number}", raised.anchor if raised else "p1"),
                "before": ballot if ballot is not None and recorded is None else None,
            }
        )
    return rows


class EndForm(forms.Form):
    """What the minutes say besides the reports; where some were not taken up, the day they go to."""

    told = forms.CharField(
        label=gettext_lazy("What the chair told the meeting (agenda 1)"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    other = forms.CharField(
        label=gettext_lazy("Other matters (agenda 4)"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    on = DayField(label=gettext_lazy("Adjourned to"), required=False)
    at = TimeField(label=gettext_lazy("Time"), required=False)
    sure = forms.BooleanField(
        label=gettext_lazy("I have compared this with my notes"),
        error_messages={"required": gettext_lazy("Please tick that you have compared this with your notes.")},
    )


@once
def end(request: Visitor, sitting_id: str) -> HttpResponse:
    """The results once more, then the end: every recorded item is decided."""
    one = access.sitting(request, sitting_id)  # type: ignore[arg-type]
    if (elsewhere := _not_here(request, one)) is not None:
        return elsewhere
    if one.begun_at is None:
        return redirect("sitting_attendance", one.public_id)
    rows = [row_of(item) for item in items_of(one)]
    left = [row for row in rows if row["item"].is_open and not row["recorded"]]
    form = EndForm(request.POST or None, initial={"told": one.told, "other": one.other, "at": MORNING})
    if not left:
        del form.fields["on"], form.fields["at"]
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            to = moment_of(given["on"], given["at"]) if given.get("on") else None
            try:
                moves.end_meeting(
                    one, actor=request.user, adjourn_to=to, told=given["told"], other=given["other"]
                )
            except WorkflowError as refusal:
                form.add_error("on" if refusal.code == "items-left" else None, str(refusal))
                status = status_of(refusal)
            else:
                messages.success(request, _("The meeting has ended. The minutes are drafted below."))
                return redirect("sitting", one.public_id)
    return render(
        request, "sitting/end.html", {"sitting": one, "rows": rows, "left": left, "form": form}, status=status
    )


class AgainForm(forms.Form):
    """When the second call is held."""

    on = DayField(label=gettext_lazy("Day of the second call"))
    at = TimeField(label=gettext_lazy("Time"))


@once
def again(request: Visitor, sitting_id: str) -> HttpResponse:
    """Too few came: the second call, where one third is enough."""
    one = access.sitting(request, sitting_id)  # type: ignore[arg-type]
    if (elsewhere := _not_here(request, one)) is not None:
        return elsewhere
    if one.begun_at is None:
        return redirect("sitting_attendance", one.public_id)
    form = AgainForm(
        request.POST or None, initial={"on": today() + timedelta(days=SECOND_CALL_DAYS), "at": MORNING}
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            at = moment_of(form.cleaned_data["on"], form.cleaned_data["at"])
            try:
                following = moves.call_again(one, actor=request.user, at=at)
            except WorkflowError as refusal:
                form.add_error(None, str(refusal))
                status = status_of(refusal)
            else:
                messages.success(request, _("The second call is made. Its invitations are ready below."))
                return redirect("sitting", following.public_id)
    rows = [row_of(item) for item in items_of(one)]
    pack = law.load(rows[0]["item"].revision.document.obligation.law) if rows else law.packs()[0]
    context = {
        "sitting": one,
        "form": form,
        "quorum": _quorum(one, rows),
        "within": pack.quorum.second_call_days,
    }
    return render(request, "sitting/again.html", context, status=status)
