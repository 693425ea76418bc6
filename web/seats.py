"""One seat: who sits and how to reach them; seat, put right, choose for an office, end, replace. Assistants."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committee import appointing, orders, seating, terms
from committee.models import Committee, Office, Seat, SeatGroup, SeatTerm, TermEnded
from committee.seating import SeatTaken
from organisations import law, people
from organisations.clock import today
from organisations.models import OrgUnit, User
from organisations.people import PersonRefused
from web import access, words
from web.access import Visitor
from web.committee import PACK, REASON_WORDS, REASONS
from web.fields import DayField
from web.posting import once
from web.review import GROUP_WORDS

OFFICES = [
    (Office.CHAIR, gettext_lazy("chair")),
    (Office.SECRETARY, gettext_lazy("secretary")),
    (Office.MEMBER, gettext_lazy("member without office")),
]
OFFICE_WORDS = dict(OFFICES)
REFUSALS = (SeatTaken, PersonRefused)


def known_people(unit: OrgUnit) -> list[User]:
    """Who the unit knows: its staff and everybody who has ever sat for it."""
    seated = SeatTerm.objects.filter(seat__committee__unit=unit).values("person")
    return list(User.objects.filter(Q(grants__unit=unit) | Q(pk__in=seated), is_active=True).distinct())


class PersonForm(forms.Form):
    """Somebody known, or a new person by name; address and telephone are no must."""

    known = forms.ChoiceField(label=gettext_lazy("Somebody known here"), required=False)
    name = forms.CharField(
        label=gettext_lazy("or a new person: name, with its prefix"), max_length=150, required=False
    )
    email = forms.EmailField(label=gettext_lazy("E-mail address (if there is one)"), required=False)
    phone = forms.CharField(label=gettext_lazy("Telephone"), max_length=40, required=False)

    def __init__(
        self, data: Any, *, unit: OrgUnit, leave_out: frozenset[int] = frozenset(), **kw: Any
    ) -> None:
        super().__init__(data, **kw)
        self.people = {str(one.public_id): one for one in known_people(unit) if one.pk not in leave_out}
        rows = [(key, one.name) for key, one in self.people.items()]
        self.fields["known"].choices = [("", _("– a new person –")), *rows]  # type: ignore[attr-defined]

    def names_somebody(self) -> bool:
        """Whether a person was chosen or written."""
        return bool(self.cleaned_data.get("known") or self.cleaned_data.get("name"))

    def person(self) -> User:
        """Who is meant; made when new. Raises `PersonRefused`."""
        given = self.cleaned_data
        if given["known"]:
            return self.people[given["known"]]
        return people.find_or_make(given["name"], email=given["email"], phone=given["phone"])


class SeatForm(PersonForm):
    """Who is seated, by which order, from when to when."""

    order_no = forms.CharField(label=gettext_lazy("Number of the order"), max_length=60)
    starts_on = DayField(label=gettext_lazy("From"))
    ends_on = DayField(
        label=gettext_lazy("Until"),
        required=False,
        help_text=gettext_lazy("Left empty: after the law's years."),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not (given.get("known") or given.get("name")):
            self.add_error("name", _("Please choose a person or write a name."))
        starts, ends = given.get("starts_on"), given.get("ends_on")
        if starts and not ends:
            given["ends_on"] = orders.lawful_end(starts, law.load(PACK))
        elif starts and ends and ends < starts:
            self.add_error("ends_on", _("The terms end before they begin. Please correct one of the days."))
        return given


class ContactForm(forms.Form):
    """A member's name, address and telephone put right."""

    name = forms.CharField(label=gettext_lazy("Name, with its prefix"), max_length=150)
    email = forms.EmailField(label=gettext_lazy("E-mail address (if there is one)"), required=False)
    phone = forms.CharField(label=gettext_lazy("Telephone"), max_length=40, required=False)


class OfficeForm(forms.Form):
    """Whom the members chose, from which day."""

    office = forms.ChoiceField(label=gettext_lazy("Office"), choices=OFFICES, required=False)
    on = DayField(label=gettext_lazy("Chosen by the members on"))
    instead = forms.BooleanField(
        label=gettext_lazy("In place of who holds this office now; they stay a member"), required=False
    )


def _own(request: Visitor, number: int) -> tuple[OrgUnit, Committee, Seat]:
    """The unit's committee of today and its seat of that number; 404 for who does not draft there."""
    unit = access.drafting_unit(request)
    body = seating.committee_of(unit, today())
    place = Seat.objects.filter(committee=body, number=number).first() if body else None
    if body is None or place is None:
        raise Http404
    return unit, body, place


def _seated(body: Committee) -> frozenset[int]:
    return frozenset(term.person_id for term in seating.terms_on(body, today()).values())


def _sit(form: SeatForm, place: Seat, term: SeatTerm | None) -> str:
    given = form.cleaned_data
    person = form.person()
    seating.seat(
        place,
        person,
        starts_on=given["starts_on"],
        ends_on=given["ends_on"],
        order_no=given["order_no"],
    )
    return _("%(name)s holds seat %(number)s from %(day)s on.") % {
        "name": person.name,
        "number": place.number,
        "day": words.day(given["starts_on"]),
    }


def _correct(form: ContactForm, place: Seat, term: SeatTerm | None) -> str:
    assert term is not None
    people.correct(term.person, **form.cleaned_data)
    return _("Put right: %(name)s.") % {"name": term.person.name}


def _choose(form: OfficeForm, place: Seat, term: SeatTerm | None) -> str:
    assert term is not None
    given = form.cleaned_data
    holder = None
    if given["instead"] and given["office"]:
        holder = appointing.holder(place.committee, given["office"], given["on"])
    appointing.choose(term, given["office"], on=given["on"], in_place_of=holder)
    return _("%(name)s: %(office)s from %(day)s on.") % {
        "name": term.person.name,
        "office": OFFICE_WORDS[Office(given["office"])],
        "day": words.day(given["on"]),
    }


ACTS: dict[str, Callable[[Any, Seat, SeatTerm | None], str]] = {
    "seat": _sit,
    "correct": _correct,
    "office": _choose,
}


def _offered(
    request: Visitor, unit: OrgUnit, body: Committee, term: SeatTerm | None
) -> dict[str, forms.Form]:
    """The forms that a seat offers today, by their act; the one that was sent holds what was sent."""

    def sent(act: str) -> Any:
        return request.POST if request.POST.get("act") == act else None

    if term is None:
        leave_out = _seated(body)
        return {
            "seat": SeatForm(sent("seat"), unit=unit, leave_out=leave_out, initial={"starts_on": today()})
        }
    person = term.person
    offered: dict[str, forms.Form] = {
        "office": OfficeForm(sent("office"), initial={"office": term.office, "on": today()})
    }
    if not seating.known_elsewhere(person, unit):
        known = {"name": person.name, "email": person.mail, "phone": person.phone}
        offered["correct"] = ContactForm(sent("correct"), initial=known)
    return offered


def _moved_on(request: Visitor, term: SeatTerm | None) -> bool:
    """Whether somebody else holds the seat than when the sent page was made; says so."""
    moved = request.POST.get("term", "") != (term.key if term else "")
    if moved:
        messages.error(
            request, _("This seat was changed meanwhile. Please look at it again; nothing was recorded.")
        )
    return moved


def _act(request: Visitor, offered: dict[str, forms.Form], place: Seat, term: SeatTerm | None) -> bool:
    """Do what was sent, all or nothing; a refusal stands in its form."""
    act = request.POST.get("act", "")
    form = offered.get(act)
    if form is None or _moved_on(request, term) or not form.is_valid():
        return False
    try:
        with transaction.atomic():
            messages.success(request, ACTS[act](form, place, term))
    except REFUSALS as refused:
        form.add_error(None, words.say(refused.sentence))
        return False
    return True


@once
def seat(request: Visitor, number: int) -> HttpResponse:
    """A seat: seat somebody when it is vacant; else reach, put right, or choose its holder for an office."""
    unit, body, place = _own(request, number)
    term = seating.terms_on(body, today()).get(place.pk)
    offered = _offered(request, unit, body, term)
    if request.method == "POST" and _act(request, offered, place, term):
        return redirect("committee")
    context = _vacancy(body, place) if term is None else {"office": OFFICE_WORDS[Office(term.office)]}
    context |= {
        "place": place,
        "group": GROUP_WORDS[SeatGroup(place.group)],
        "term": term,
        "past": _past(place),
        "forms": offered,
    }
    return render(request, "seats/seat.html", context, status=422 if request.method == "POST" else 200)


def _vacancy(body: Committee, place: Seat) -> dict[str, Any]:
    """Since when a seat is vacant, and why."""
    gap = next((one for one in terms.vacancies(body, today()) if one.seat == place), None)
    return {
        "gap": gap,
        "since": gap.since if gap else today(),
        "why": REASON_WORDS[gap.because] if gap and gap.because is not None else "",
    }


def _past(place: Seat) -> list[dict[str, Any]]:
    """The terms of a seat that are over, latest first, each with how it ended."""
    rows = SeatTerm.objects.filter(seat=place, ends_on__lt=today()).select_related("person")
    return [
        {"term": term, "why": REASON_WORDS[TermEnded(term.ended_because)]}
        for term in rows.order_by("-starts_on")
    ]


class LeaveForm(PersonForm):
    """The last day and why; and, when somebody follows at once, who, by which order."""

    on = DayField(label=gettext_lazy("Last day on the seat"))
    because = forms.ChoiceField(label=gettext_lazy("Why"), choices=REASONS[1:6])
    order_no = forms.CharField(label=gettext_lazy("Number of the order"), max_length=60, required=False)
    ends_on = DayField(
        label=gettext_lazy("Until"),
        required=False,
        help_text=gettext_lazy("Left empty: the rest of the present term."),
    )
    sure = forms.BooleanField(
        label=gettext_lazy("I have checked the name and the day"),
        error_messages={"required": gettext_lazy("Please tick this when the name and the day are right.")},
    )
    field_order = ("on", "because", "known", "name", "email", "phone", "order_no", "ends_on", "sure")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if (given.get("known") or given.get("name")) and not given.get("order_no"):
            self.add_error("order_no", _("Please write the number of the order that appoints who follows."))
        return given


def _leave(form: LeaveForm, term: SeatTerm) -> str:
    given = form.cleaned_data
    last: date = given["on"]
    if not form.names_somebody():
        appointing.end(term, on=last, because=given["because"])
        return _("The term of %(name)s ends on %(day)s. The seat is vacant from the next day on.") % {
            "name": term.person.name,
            "day": words.day(last),
        }
    follows = form.person()
    appointing.replace(
        term,
        follows,
        on=last + timedelta(days=1),
        because=given["because"],
        ends_on=given["ends_on"] or term.ends_on,
        order_no=given["order_no"],
    )
    return _("%(new)s follows %(old)s from %(day)s on.") % {
        "new": follows.name,
        "old": term.person.name,
        "day": words.day(last + timedelta(days=1)),
    }


@once
def leave(request: Visitor, number: int) -> HttpResponse:
    """End the term of a seat's holder, and seat who follows in the same press: a page that asks for a tick."""
    unit, body, place = _own(request, number)
    term = seating.terms_on(body, today()).get(place.pk)
    if term is None:
        return redirect("seat", number)
    form = LeaveForm(request.POST or None, unit=unit, leave_out=_seated(body), initial={"on": today()})
    status = 200
    if request.method == "POST":
        status = 422
        if not _moved_on(request, term) and form.is_valid():
            try:
                with transaction.atomic():
                    said = _leave(form, term)
            except REFUSALS as refused:
                form.add_error(None, words.say(refused.sentence))
            else:
                messages.success(request, said)
                return redirect("committee")
    context = {
        "form": form,
        "term": term,
        "place": place,
        "group": GROUP_WORDS[SeatGroup(place.group)],
        "office": OFFICE_WORDS[Office(term.office)] if term.office else "",
    }
    return render(request, "seats/leave.html", context, status=status)


class AssistantForm(PersonForm):
    """Who assists, by which order, from when to when."""

    order_no = forms.CharField(
        label=gettext_lazy("Number of the order (if there is one)"), max_length=60, required=False
    )
    starts_on = DayField(label=gettext_lazy("From"))
    ends_on = DayField(label=gettext_lazy("Until (left empty: until it is ended)"), required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not (given.get("known") or given.get("name")):
            self.add_error("name", _("Please choose a person or write a name."))
        starts, ends = given.get("starts_on"), given.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("The terms end before they begin. Please correct one of the days."))
        return given


class EndForm(forms.Form):
    """The last day of an assistant secretary."""

    on = DayField(label=gettext_lazy("Last day"))


def _assist(form: AssistantForm, body: Committee) -> str:
    given = form.cleaned_data
    person = form.person()
    appointing.assist(
        body, person, starts_on=given["starts_on"], ends_on=given["ends_on"], order_no=given["order_no"]
    )
    return _("%(name)s is assistant secretary from %(day)s on.") % {
        "name": person.name,
        "day": words.day(given["starts_on"]),
    }


@once
def assistants(request: Visitor) -> HttpResponse:
    """Name an assistant secretary, or end their time; they record the sittings and are no members."""
    unit = access.drafting_unit(request)
    body = seating.committee_of(unit, today())
    if body is None:
        return redirect("committee")
    act = request.POST.get("act", "name")
    ended = next((one for one in body.assistants.select_related("person") if str(one.public_id) == act), None)
    form: Any = AssistantForm(
        request.POST if request.method == "POST" and ended is None else None,
        unit=unit,
        leave_out=_seated(body),
        initial={"starts_on": today()},
    )
    status = 200
    if request.method == "POST":
        status, sent = 422, EndForm(request.POST) if ended else form
        if sent.is_valid():
            try:
                with transaction.atomic():
                    if ended is not None:
                        appointing.end_assistance(ended, on=sent.cleaned_data["on"])
                        said = _("The time of %(name)s as assistant secretary ends on %(day)s.") % {
                            "name": ended.person.name,
                            "day": words.day(sent.cleaned_data["on"]),
                        }
                    else:
                        said = _assist(form, body)
            except REFUSALS as refused:
                sent.add_error(None, words.say(refused.sentence))
            else:
                messages.success(request, said)
                return redirect("assistants")
        if ended is not None:
            for error in [*sent.non_field_errors(), *sent.errors.get("on", [])]:
                messages.error(request, str(error))
    rows = body.assistants.select_related("person").order_by("-starts_on")
    context = {"form": form, "rows": rows, "today": today(), "end": EndForm(initial={"on": today()})}
    return render(request, "seats/assistants.html", context, status=status)
