"""The unit's committee: its seats today and what they want; the recording of the order that appointed it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committee import appointing, orders, seating, terms
from committee.models import Committee, Mode, Office, Seat, SeatGroup, TermEnded
from committee.orders import Chosen
from organisations import law
from organisations.clock import today
from organisations.models import OrgUnit
from organisations.people import PersonRefused
from organisations.sentences import Sentence, gettext_noop
from tasks.invitations import link_for
from web import access, words
from web.access import Visitor
from web.fields import DayField
from web.joining import may_show
from web.posting import once
from web.review import GROUP_WORDS

PACK = "handbook-quarterly"
MODES = [
    (Mode.CIRCULATION, gettext_lazy("by circulation: each member answers on their own, by link or on paper")),
    (Mode.MEETING, gettext_lazy("in a meeting: the secretary records who came and what was said")),
    (Mode.ELECTRONIC, gettext_lazy("in a meeting through electronic media")),
]
REASONS = [
    (TermEnded.RUN_OUT, gettext_lazy("the term ran out")),
    (TermEnded.RESIGNED, gettext_lazy("resigned")),
    (TermEnded.DIED, gettext_lazy("died")),
    (TermEnded.COUNCIL_ENDED, gettext_lazy("the council's term ended or it was dissolved")),
    (TermEnded.MOVED, gettext_lazy("moved or left the post")),
    (TermEnded.REPLACED, gettext_lazy("another person was appointed by order")),
    (TermEnded.OFFICE, gettext_lazy("another office in the committee")),
]
REASON_WORDS = dict(REASONS)


def _groups(body: Committee, pack: law.Pack) -> list[dict[str, Any]]:
    """The five groups as the law composes them, each seat with its holder or since when it is vacant, and why."""
    day = today()
    held = seating.terms_on(body, day)
    vacant = {one.seat.pk: one for one in terms.vacancies(body, day)}
    soon = {term.pk for term in terms.ending(body, day)}
    seats: dict[str, list[dict[str, Any]]] = {}
    for place in Seat.objects.filter(committee=body):
        term, gap = held.get(place.pk), vacant.get(place.pk)
        seats.setdefault(place.group, []).append(
            {
                "place": place,
                "term": term,
                "gap": gap,
                "why": REASON_WORDS[gap.because] if gap and gap.because is not None else "",
                "soon": term is not None and term.pk in soon,
            }
        )
    return [
        {
            "name": GROUP_WORDS[SeatGroup(group.key)],
            "quota": group.quota,
            "chosen_by": group.chosen_by if words.is_thai() else group.chosen_by_en,
            "seats": seats.get(group.key, []),
            "held": sum(1 for one in seats.get(group.key, []) if one["term"]),
        }
        for group in pack.committee.groups
    ]


def _ending(body: Committee) -> list[dict[str, Any]]:
    """The days on which terms end soon, with how many and in how many days."""
    days: dict[Any, list[str]] = {}
    for term in terms.ending(body, today()):
        days.setdefault(term.ends_on, []).append(term.person.name)
    return [
        {"on": on, "count": len(names), "left": (on - today()).days, "names": names}
        for on, names in sorted(days.items())
    ]


class ModeForm(forms.Form):
    """How the committee usually works."""

    mode = forms.ChoiceField(choices=MODES, error_messages={"required": gettext_lazy("Please choose one.")})


@login_required
def committee(request: Visitor) -> HttpResponse:
    """The eleven seats: who sits, since when, what is vacant and why, what ends soon, who assists."""
    unit = access.own_unit(request)
    body = seating.committee_of(unit, today())
    pack = law.load(PACK)
    context: dict[str, Any] = {
        "body": body,
        "today": today(),
        "drafter": access.is_drafter(request, unit),
        "earlier": [one for one in Committee.objects.filter(unit=unit) if one != body],
    }
    if body is not None:
        context |= {
            "groups": _groups(body, pack),
            "wrong": seating.composition(body, today(), pack),
            "article": pack.committee.article,
            "seats": pack.committee.seats,
            "composed": "+".join(str(group.quota) for group in pack.committee.groups),
            "ending": _ending(body),
            "assistants": appointing.assistants(body, today()),
            "modes": MODES,
            "mode": dict(MODES)[Mode(body.usual_mode)],
            "without_office": [
                word
                for office, word in ((Office.CHAIR, _("chair")), (Office.SECRETARY, _("secretary")))
                if appointing.holder(body, office, today()) is None
            ],
        }
    return render(request, "committee/page.html", context)


@once
def mode(request: Visitor) -> HttpResponse:
    """Record how the committee usually works."""
    unit = access.drafting_unit(request)
    body = seating.committee_of(unit, today())
    form = ModeForm(request.POST or None)
    if request.method == "POST" and body is not None and form.is_valid():
        appointing.work_by(body, form.cleaned_data["mode"])
        messages.success(
            request,
            _("The committee usually works %(mode)s.")
            % {"mode": dict(MODES)[Mode(form.cleaned_data["mode"])]},
        )
    return redirect("committee")


class OrderForm(forms.Form):
    """The order of appointment, and a name for each seat; a seat may stay vacant, an address is no must."""

    order_no = forms.CharField(label=gettext_lazy("Number of the order"), max_length=60)
    order_date = DayField(label=gettext_lazy("Day of the order"))
    starts_on = DayField(
        label=gettext_lazy("The terms begin on"),
        required=False,
        help_text=gettext_lazy("Left empty: on the day of the order."),
    )
    ends_on = DayField(
        label=gettext_lazy("The terms end on"),
        required=False,
        help_text=gettext_lazy("Left empty: after the law's four years."),
    )
    assists = forms.BooleanField(
        label=gettext_lazy("I record the sittings as assistant secretary (not a member)"),
        required=False,
        initial=True,
    )
    accounts = forms.BooleanField(
        label=gettext_lazy("Give an account to each new member who has an e-mail address"),
        required=False,
        help_text=gettext_lazy("Not needed: members answer by a link or on paper."),
    )
    sure = forms.CharField(label=gettext_lazy("I have checked this; record it all the same"), required=False)
    chair = forms.IntegerField(required=False)
    secretary = forms.IntegerField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places: list[tuple[int, str]] = []
        for group in law.load(PACK).committee.groups:
            for _seat in range(group.quota):
                number = len(self.places) + 1
                self.places.append((number, group.key))
                self.fields[f"name-{number}"] = forms.CharField(max_length=150, required=False)
                self.fields[f"email-{number}"] = forms.EmailField(required=False)
                self.fields[f"phone-{number}"] = forms.CharField(max_length=40, required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not any(given.get(f"name-{number}") for number, _ in self.places):
            raise forms.ValidationError(_("Please write the name of at least one member."))
        seen: set[str] = set()
        for number, _group in self.places:
            email = (given.get(f"email-{number}") or "").lower()
            if email and not given.get(f"name-{number}"):
                self.add_error(
                    f"name-{number}", _("Seat %(number)s: please write the name too.") % {"number": number}
                )
            if email and email in seen:
                self.add_error(
                    f"email-{number}",
                    _("Seat %(number)s: this address stands at another seat already.") % {"number": number},
                )
            seen.add(email)
        for office in ("chair", "secretary"):
            chosen = given.get(office)
            if chosen and not given.get(f"name-{chosen}"):
                self.add_error(
                    None, _("The seat chosen for an office has no name. Please choose another seat.")
                )
        if given.get("chair") and given.get("chair") == given.get("secretary"):
            self.add_error(
                None, _("Chair and secretary are two persons. Please choose another seat for one of them.")
            )
        self._days(given)
        return given

    @property
    def days(self) -> dict[str, date]:
        """The day of the order, and from when to when its terms go."""
        return {name: self.cleaned_data[name] for name in ("order_date", "starts_on", "ends_on")}

    @property
    def mark(self) -> str:
        """What was checked when the box was ticked: the days, so that other days ask anew."""
        return "/".join(day.isoformat() for day in self.days.values())

    def _days(self, given: dict[str, Any]) -> None:
        """Fill in the days that the law gives; refuse an end before the beginning."""
        if given.get("order_date") is None:
            return
        given["starts_on"] = given.get("starts_on") or given["order_date"]
        given["ends_on"] = given.get("ends_on") or orders.lawful_end(given["starts_on"], law.load(PACK))
        if given["ends_on"] < given["starts_on"]:
            self.add_error("ends_on", _("The terms end before they begin. Please correct one of the days."))


def _rows(form: OrderForm) -> list[dict[str, Any]]:
    return [
        {
            "number": number,
            "group": GROUP_WORDS[SeatGroup(group)],
            "name": form[f"name-{number}"],
            "email": form[f"email-{number}"],
            "phone": form[f"phone-{number}"],
        }
        for number, group in form.places
    ]


@transaction.atomic
def _record(request: Visitor, form: OrderForm) -> list[dict[str, str]]:
    """Record the order; gives the cards of who may open an account, when that was asked for."""
    given, cards, unit = form.cleaned_data, [], access.own_unit(request)
    chosen = []
    offices = {given.get("chair"): Office.CHAIR, given.get("secretary"): Office.SECRETARY}
    for number, _group in form.places:
        if not given[f"name-{number}"]:
            continue
        member = orders.member(
            unit, given[f"name-{number}"], email=given[f"email-{number}"], phone=given[f"phone-{number}"]
        )
        chosen.append(Chosen(number, member, offices.get(number, Office.MEMBER)))
        if given["accounts"] and may_show(member, unit):
            cards.append({"name": member.name, "email": member.email, "link": link_for(member)})
    orders.record(
        unit,
        order_no=given["order_no"],
        order_date=given["order_date"],
        starts_on=given["starts_on"],
        ends_on=given["ends_on"],
        chosen=chosen,
        pack=law.load(PACK),
        assistant=request.user if given["assists"] else None,
    )
    return cards


@once
def record(request: Visitor) -> HttpResponse:
    """Record an order of appointment; what is unusual about it is said first, and is no wall."""
    unit = access.own_unit(request)
    if not access.is_drafter(request, unit):
        return render(request, "errors/403.html", status=403)
    form = OrderForm(request.POST or None)
    status, warned = 200, []
    if request.method == "POST":
        status = 422
        if form.is_valid():
            warned = orders.warnings(unit, pack=law.load(PACK), **form.days)
            if not warned or form.cleaned_data["sure"] == form.mark:
                try:
                    cards = _record(request, form)
                except (seating.SeatTaken, PersonRefused) as refused:
                    form.add_error(None, words.say(refused.sentence))
                else:
                    return _recorded(request, cards)
    context = {"form": form, "rows": _rows(form), "warned": warned, "former": _former(unit)}
    return render(request, "committee/record.html", context, status=status)


def _recorded(request: Visitor, cards: list[dict[str, str]]) -> HttpResponse:
    if cards:
        return render(request, "committee/recorded.html", {"cards": cards})
    messages.success(request, _("The committee was recorded."))
    return redirect("committee")


def _former(unit: OrgUnit) -> Sentence | None:
    """What the recording does to the committee that is in force."""
    body = seating.committee_of(unit, today())
    if body is None:
        return None
    return Sentence(
        gettext_noop(
            "The committee of order %(order)s and its terms end the day before the new terms begin."
        ),
        {"order": body.order_no},
    )
