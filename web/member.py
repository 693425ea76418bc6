"""A member's pages without an account: the sitting's reports, the paper with one question, the receipt.

Opened by the link of one member to one sitting. Looking changes nothing; every press needs the token of its form,
which is kept in the name of the link's member. The token stands in the address, so no answer is cached and no
other host is told where the reader comes from (the house's policy `same-origin`; with `no-referrer` a browser sends
the form with "Origin: null", which is refused).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from committee import links, sitting
from committee.models import AgendaItem, Ballot, MemberLink, Objection, Sitting, Via
from committee.titles import title
from organisations.clock import now
from organisations.models import User
from organisations.scope import within
from organisations.sentences import Sentence
from web import access, mended, opinion, paper, words
from web.limits import address_of, is_reached, within_limit
from web.opinion import CHOICES, OpinionForm
from web.posting import once_by
from web.refusals import status_of
from web.served import as_download
from web.sheets.proofs import one_of, proofs
from workflow import moves
from workflow.moves.opinions import OBJECTION_DAYS
from workflow.refusals import WorkflowError
from workflow.timeline import CHOICE

MOST_WRONG = 15
"""Wrong codes that one address may send within an hour; right ones are not counted, so a hall may share a line."""
HOUR = timedelta(hours=1)


class WordsForm(forms.Form):
    """What a member says about what stands in their name."""

    text = forms.CharField(max_length=500, required=False)


@dataclass(frozen=True, slots=True)
class Standing:
    """An item as it stands for one member: what was given or recorded in their name, and what they can still do."""

    item: AgendaItem
    ballot: Ballot | None
    objection: Objection | None
    open_now: bool

    @property
    def word(self) -> str:
        """The answer in words, to be translated."""
        return CHOICE[self.ballot.choice] if self.ballot else ""

    @property
    def recorded(self) -> bool:
        """Whether somebody else wrote it down, in a meeting or from paper."""
        return self.ballot is not None and self.ballot.via == Via.RECORDED

    @property
    def object_until(self) -> datetime | None:
        """Until when the member may object; no end while the item is open."""
        closed = self.item.closed_at
        return closed + timedelta(days=OBJECTION_DAYS) if closed else None

    @property
    def may_object(self) -> bool:
        """Whether there is something to object to, not yet objected to, in time."""
        until = self.object_until
        return self.ballot is not None and self.objection is None and (until is None or now() <= until)


@dataclass(frozen=True, slots=True)
class Entry:
    """Who came in: the token of the address and the link that it opens."""

    token: str
    link: MemberLink

    @property
    def member(self) -> User:
        """The member for whom the link was made; nobody else is spoken to or writes here."""
        return self.link.term.person

    @property
    def via(self) -> Via:
        """How an opinion comes in: by the code, when the link was fetched with it, else by the link."""
        return Via.CODE if self.link.code_used_at else Via.LINK

    def standing(self, item: AgendaItem) -> Standing:
        """The item as it stands for the member."""
        ballot = sitting.live_ballots(item).get(self.link.term.seat_id)
        if ballot is not None and ballot.choice == sitting.GONE:
            ballot = None
        objection = Objection.objects.filter(ballot=ballot).first() if ballot else None
        return Standing(item, ballot, objection, item.is_open and item.sitting.takes_opinions(now()))


def around(where: Sitting) -> dict[str, Any]:
    """What stands around a page without an account: the unit, whom to ring up, and nobody signed in."""
    asker = where.called_by
    unit = where.committee.unit
    return {
        "unit": unit,
        "asker": asker,
        "phone": (asker.phone if asker else "") or unit.phone,
        "sitting": where,
        "person": None,
        "tabs": [],
        "reading": True,
    }


def _within(entry: Entry) -> dict[str, Any]:
    term = entry.link.term
    return around(entry.link.sitting) | {
        "token": entry.token,
        "term": term,
        "title": title(term.seat.group, term.office),
    }


def _closed(request: HttpRequest, where: Sitting | None, sentence: Sentence | None) -> HttpResponse:
    """A link that opens nothing: why, and whom to ask. 404 for one that is none, 410 for one that was."""
    context = {"sentence": sentence} | (around(where) if where else {"person": None, "tabs": []})
    return render(request, "member/closed.html", context, status=410 if sentence else 404)


def _member_of(request: HttpRequest, token: str, **ids: Any) -> User | None:
    link = links.find(token)
    return link.term.person if link else None


def by_link(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open a page by a member's link: the view gets the `Entry`; a closed link is answered in words."""

    @never_cache
    @once_by(_member_of)
    @wraps(view)
    def opened(request: HttpRequest, token: str, **ids: Any) -> HttpResponse:
        link = links.find(token)
        if link is None:
            return _closed(request, None, None)
        try:
            links.check(link)
        except links.LinkRefused as refused:
            return _closed(request, link.sitting, refused.sentence)
        with within([link.sitting.committee.unit_id]):
            return view(request, Entry(token, link), **ids)

    return opened


@by_link
def reports(request: HttpRequest, entry: Entry) -> HttpResponse:
    """The reports of the sitting, each with what was answered; a single one is opened at once."""
    items = AgendaItem.objects.filter(sitting=entry.link.sitting).exclude(closed_because="withdrawn")
    found = list(
        items.select_related("sitting", "revision__document__obligation__period").defer("revision__content")
    )
    if len(found) == 1:
        return redirect("member_item", entry.token, found[0].public_id)
    rows = [entry.standing(item) for item in found]
    waiting = [row for row in rows if row.open_now and row.ballot is None]
    return render(
        request, "member/reports.html", _within(entry) | {"rows": rows, "waiting": waiting, "today": now()}
    )


def _page(
    request: HttpRequest,
    entry: Entry,
    standing: Standing,
    form: OpinionForm,
    status: int = 200,
    error: str = "",
) -> HttpResponse:
    item, content = standing.item, standing.item.revision.data
    rings = paper.rings(content)
    return render(
        request,
        "member/item.html",
        _within(entry)
        | {
            "item": item,
            "obligation": item.revision.document.obligation,
            "standing": standing,
            "sheet": paper.sheet(content),
            "proofs": proofs(item.revision.document, content),
            "rings": rings,
            "ringed": {ring.row: ring for ring in rings},
            "listed": "list" in request.GET,
            "form": form,
            "before": mended.since_last_read(item, entry.member),
            "choices": CHOICES[:-1],
            "mine": standing.ballot,
            "mine_word": standing.word,
            "count": None if standing.open_now else sitting.tally(item, item.revision.document).count,
            "fingerprint": item.fingerprint,
            "alone": not item.sitting.items.exclude(pk=item.pk).exclude(closed_because="withdrawn").exists(),
            "error": error,
        },
        status=status,
    )


@by_link
def item(request: HttpRequest, entry: Entry, item_id: UUID) -> HttpResponse:
    """The paper, then one question with nothing selected; one press records and leads to the receipt."""
    standing = entry.standing(access.linked_item(entry.link, item_id))
    said = opinion.said_by(standing.item, standing.ballot)
    form = OpinionForm(request.POST or None, standing.item.revision.data, said)
    if request.method != "POST":
        return _page(request, entry, standing, form)
    status = opinion.give(standing.item, entry.member, form, via=entry.via) if form.is_valid() else 422
    if status == 200:
        return redirect("member_receipt", entry.token, item_id)
    return _page(request, entry, entry.standing(access.linked_item(entry.link, item_id)), form, status)


@by_link
def evidence(request: HttpRequest, entry: Entry, item_id: UUID, file_id: UUID) -> HttpResponse:
    """A file that was frozen with the revision, by the member's link."""
    found = access.linked_item(entry.link, item_id)
    return as_download(one_of(found.revision.document, found.revision.data, file_id))


def _receipt(
    request: HttpRequest, entry: Entry, standing: Standing, status: int = 200, error: str = ""
) -> HttpResponse:
    places = paper.place_of(standing.item.revision.data)
    points = opinion.said_by(standing.item, standing.ballot)
    return render(
        request,
        "member/receipt.html",
        _within(entry)
        | {
            "item": standing.item,
            "obligation": standing.item.revision.document.obligation,
            "standing": standing,
            "points": [(places.get(one.anchor, one.anchor), one.text) for one in points],
            "tally": sitting.tally(standing.item, standing.item.revision.document),
            "others": standing.item.sitting.items.exclude(pk=standing.item.pk)
            .exclude(closed_because="withdrawn")
            .exists(),
            "error": error,
        },
        status=status,
    )


@by_link
def receipt(request: HttpRequest, entry: Entry, item_id: UUID) -> HttpResponse:
    """What was recorded: by whom, for which seat, when, of which revision, and how long it can be changed."""
    standing = entry.standing(access.linked_item(entry.link, item_id))
    if standing.ballot is None:
        return redirect("member_item", entry.token, item_id)
    return _receipt(request, entry, standing)


@by_link
def disown(request: HttpRequest, entry: Entry, item_id: UUID) -> HttpResponse:
    """ "This was not me": kept as an objection in sight of all, told to the officer; the link is closed."""
    standing = entry.standing(access.linked_item(entry.link, item_id))
    if request.method != "POST" or standing.ballot is None:
        return redirect("member_receipt", entry.token, item_id)
    form = WordsForm(request.POST)
    if not form.is_valid():
        return _receipt(request, entry, standing, 422, _too_long())
    try:
        moves.object_to(
            standing.ballot, actor=entry.member, kind=Objection.Kind.NOT_ME, text=form.cleaned_data["text"]
        )
    except WorkflowError as refusal:
        return _receipt(request, entry, standing, status_of(refusal), str(refusal))
    links.revoke(entry.link, links.NOT_ME)
    return redirect("member", entry.token)


@by_link
def objection(request: HttpRequest, entry: Entry, item_id: UUID) -> HttpResponse:
    """A member says, in words, that what was recorded in their name is not what they said."""
    standing = entry.standing(access.linked_item(entry.link, item_id))
    if request.method != "POST" or standing.ballot is None:
        return redirect("member_item", entry.token, item_id)
    blank = OpinionForm(None, standing.item.revision.data)
    form = WordsForm(request.POST)
    if not form.is_valid():
        return _page(request, entry, standing, blank, 422, _too_long())
    try:
        moves.object_to(
            standing.ballot, actor=entry.member, kind=Objection.Kind.NOT_SO, text=form.cleaned_data["text"]
        )
    except WorkflowError as refusal:
        return _page(request, entry, standing, blank, status_of(refusal), str(refusal))
    return redirect("member_item", entry.token, item_id)


def _too_long() -> str:
    return _("Please write at most %(most)s letters.") % {"most": 500}


# ── the common link of a group ──────────────────────────────────────────────────────────────────────


def _named(request: HttpRequest, sitting_id: UUID) -> MemberLink | None:
    """The link of the name that was chosen, if it is one of the sitting's."""
    named = request.POST.get("term", "")
    where = Sitting._base_manager.filter(public_id=sitting_id).first()
    people = links.of_sitting(where) if where else []
    return next((one for one in people if str(one.term.public_id) == named), None)


def _person_named(request: HttpRequest, sitting_id: UUID) -> User | None:
    link = _named(request, sitting_id)
    return link.term.person if link else None


@never_cache
@once_by(_person_named, keep_refused=True)
def group(request: HttpRequest, sitting_id: UUID) -> HttpResponse:
    """Name and code of the invitation give the member's own page, once. A wrong try is kept although refused."""
    where = (
        Sitting._base_manager.select_related("committee__unit", "called_by")
        .filter(public_id=sitting_id)
        .first()
    )
    if where is None:
        raise Http404
    if now() >= where.until + links.VALID:
        return _closed(request, where, links.ran_out(where))
    status, error, address = 200, "", f"code:{address_of(request)}"
    if request.method == "POST":
        link, status = _named(request, sitting_id), 422
        if is_reached(address, MOST_WRONG):
            status, error = (
                429,
                _("Too many wrong codes came from here. Please try again in an hour, or telephone."),
            )
        elif link is None:
            error = _("Please choose your name.")
        else:
            try:
                opened = links.use_code(where, link.term, request.POST.get("code", "")[:40])
            except links.LinkRefused as refused:
                within_limit(address, MOST_WRONG, HOUR)
                error = words.say(refused.sentence)
            else:
                return redirect("member", links.token_of(opened))
    people = [one for one in links.of_sitting(where) if links.is_open(one)]
    context = around(where) | {
        "people": [(one.term, title(one.term.seat.group, one.term.office)) for one in people],
        "chosen": request.POST.get("term", ""),
        "seat": request.GET.get("seat", ""),
        "code": request.POST.get("code", "")[:40],
        "error": error,
    }
    return render(request, "member/group.html", context, status=status)
