"""What members see: their list, the paper itself, one question with nothing selected, who has answered."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committee import seating, sitting
from committee.models import AgendaItem, Seat, SeatGroup, SeatTerm
from committee.titles import title
from documents.models import Issue, Source
from organisations.clock import now, today
from web import access, mended, opinion, paper, words
from web.access import Visitor
from web.opinion import CHOICES, OpinionForm
from web.posting import once
from web.refusals import status_of
from web.served import as_download
from web.sheets.proofs import one_of, proofs
from workflow import moves, permissions
from workflow.refusals import WorkflowError
from workflow.timeline import CHOICE

GROUP_WORDS = {
    SeatGroup.COUNCIL: gettext_lazy("Council members"),
    SeatGroup.COMMUNITY: gettext_lazy("Representatives of the community"),
    SeatGroup.AGENCY: gettext_lazy("Representatives of related agencies"),
    SeatGroup.DIVISION_HEAD: gettext_lazy("Heads of division"),
    SeatGroup.EXPERT: gettext_lazy("Experts"),
}


def seat_rows(item: AgendaItem, own: SeatTerm | None) -> list[dict[str, Any]]:
    """The eleven seats as the regulation groups them, each with what its holder answered."""
    committee = item.sitting.committee
    terms = seating.terms_on(committee, today())
    ballots = sitting.live_ballots(item)
    points: dict[int | None, list[str]] = {}
    for one in Issue.objects.filter(revision=item.revision_id, source=Source.COMMITTEE).order_by("pk"):
        points.setdefault(one.raised_by_id, []).append(one.text)
    rows: list[dict[str, Any]] = []
    for group in SeatGroup:
        seats = []
        for place in Seat.objects.filter(committee=committee, group=group):
            ballot, term = ballots.get(place.pk), terms.get(place.pk)
            choice = ballot.choice if ballot else ("open" if term else "void")
            word = _(CHOICE[ballot.choice]) if ballot else _("has not answered") if term else _("vacant")
            seats.append(
                {
                    "choice": choice,
                    "word": word,
                    "name": term.person.name if term else "",
                    "office": term.office if term else "",
                    "own": own is not None and own.seat_id == place.pk,
                    "said": [ballot.remark, *points.get(ballot.term.person_id, [])] if ballot else [],
                }
            )
        if seats:
            rows.append({"name": GROUP_WORDS[group], "seats": seats, "own": any(one["own"] for one in seats)})
    return rows


@login_required
def inbox(request: Visitor) -> HttpResponse:
    """What waits for the member, and what was decided."""
    waiting, settled = [], []
    committees = {term.seat.committee_id: term for term in request.seats}
    items = AgendaItem.objects.filter(sitting__committee__in=committees, withdrawn=False).select_related(
        "sitting__committee__unit", "revision__document__obligation__period", "revision__document__unit"
    )
    by_day = Coalesce("sitting__closes_at", "sitting__held_at")
    for item in items.defer("revision__content").order_by(by_day):
        term = committees[item.sitting.committee_id]
        tally = sitting.tally(item, item.revision.document)
        mine = tally.ballots.get(term.seat_id)
        row = {"item": item, "tally": tally, "mine": mine, "choice": CHOICE.get(mine.choice) if mine else ""}
        waits = item.is_open and mine is None
        row["since"] = mended.in_one_line(item, request.user) if waits else None
        (waiting if waits else settled).append(row)
    return render(
        request,
        "inbox/page.html",
        {
            "waiting": waiting,
            "settled": list(reversed(settled))[:10],
            "terms": request.seats,
            "today": today(),
        },
    )


def _page(request: Visitor, item: AgendaItem, form: OpinionForm, status: int = 200) -> HttpResponse:
    document = item.revision.document
    content = item.revision.data
    own = permissions.seat_of(request.user, document)
    tally = sitting.tally(item, document)
    mine = sitting.live_ballots(item).get(own.seat_id) if own else None
    rings = paper.rings(content)
    return render(
        request,
        "review/page.html",
        {
            "item": item,
            "document": document,
            "obligation": document.obligation,
            "sheet": paper.sheet(content),
            "proofs": proofs(document, content),
            "rings": rings,
            "ringed": {ring.row: ring for ring in rings},
            "form": form,
            "choices": CHOICES[:-1],
            "own": own,
            "title": title(own.seat.group, own.office) if own else "",
            "mine": mine,
            "mine_word": CHOICE.get(mine.choice) if mine else "",
            "tally": tally,
            "seat_rows": seat_rows(item, own),
            "may_close": item.is_open and permissions.is_chair(document, request.user),
            "before": mended.since_last_read(item, request.user if own else None),
            "today": today(),
            "open_now": item.is_open and item.sitting.takes_opinions(now()),
            "fingerprint": item.fingerprint,
        },
        status=status,
    )


@login_required
def evidence(request: Visitor, item_id: str, file_id: UUID) -> HttpResponse:
    """A file that was frozen with the revision before the committee, for its readers."""
    item = access.item(request, item_id)  # type: ignore[arg-type]
    return as_download(one_of(item.revision.document, item.revision.data, file_id))


@once
def review(request: Visitor, item_id: str) -> HttpResponse:
    """Read the paper, then answer."""
    item = access.item(request, item_id)  # type: ignore[arg-type]
    own = permissions.seat_of(request.user, item.revision.document)
    mine = sitting.live_ballots(item).get(own.seat_id) if own else None
    form = OpinionForm(request.POST or None, item.revision.data, opinion.said_by(item, mine))
    if request.method != "POST":
        return _page(request, item, form)
    status = opinion.give(item, request.user, form) if form.is_valid() else 422
    if status == 200:
        told = _("Your opinion was recorded: %(choice)s. Thank you.")
        messages.success(request, told % {"choice": _(CHOICE[form.cleaned_data["choice"]])})
        return redirect("review", item.public_id)
    item.refresh_from_db()
    return _page(request, item, form, status)


@once
def close(request: Visitor, item_id: str) -> HttpResponse:
    """The chair or the secretary closes the circulation."""
    item = access.item(request, item_id)  # type: ignore[arg-type]
    if request.method == "POST":
        try:
            closed = moves.close_item(item.revision.document, actor=request.user)
        except WorkflowError as refusal:
            return render(request, "errors/refused.html", {"refusal": refusal}, status=status_of(refusal))
        tally = sitting.tally(closed, closed.revision.document)
        messages.success(
            request, _("Closed. %(outcome)s") % {"outcome": words.say(tally.count.outcome_sentence)}
        )
    return redirect("review", item.public_id)
