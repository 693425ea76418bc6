"""The officer's side of the members' links: a request ready for LINE to each and to their group, slips to print.

Shown to who drafts for the unit of the sitting, who sends the invitations. The links are made from the house's
secret each time they are shown; a new one makes the old one open nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote
from uuid import UUID

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from committee import links
from committee.models import AgendaItem, Ballot, MemberLink, Sitting
from committee.titles import title
from organisations.sentences import Sentence
from papers import invitation
from web import access, words
from web.access import Visitor
from web.posting import once


@dataclass(frozen=True, slots=True)
class Row:
    """A member as the officer sees them: what was given out, whether it opens, what came back."""

    link: MemberLink
    title: Sentence
    refused: Sentence | None
    answered: int
    text: str

    @property
    def share(self) -> str:
        """The address that opens LINE with the text."""
        return share(self.text)


@dataclass(frozen=True, slots=True)
class Slip:
    """What is printed for one member: the code, and the common link as a drawing that knows the seat."""

    link: MemberLink
    title: Sentence
    code: str
    drawing: SafeString


def share(text: str) -> str:
    """The address that opens LINE with a text."""
    return f"https://line.me/R/share?text={quote(text)}"


def drawing(address: str, name: str) -> SafeString:
    """An address as a QR code: an SVG of attributes only, with its name for who cannot see it."""
    code = segno.make(address, error="m", micro=False)
    return mark_safe(  # noqa: S308 made of numbers; segno escapes the title
        code.svg_inline(border=2, omitsize=True, title=name, svgclass="qr", lineclass=None)
    )


def invited(request: Visitor, where: Sitting, link: str) -> invitation.Invitation:
    """The facts of the request, in Thai whatever the officer reads: it goes to the members."""
    items = AgendaItem.objects.filter(sitting=where, closed_at__isnull=True)
    reports = items.select_related("revision__document__obligation__period").defer("revision__content")
    until = timezone.localtime(where.until)
    with translation.override("th"):
        names = [words.obligation(one.revision.document.obligation) for one in reports]
    return invitation.Invitation(
        unit=where.committee.unit.short_name,
        reports=names or ["รายงาน"],
        until=until.date(),
        link=link,
        asker=request.user.name,
        phone=request.user.phone or where.committee.unit.phone,
        held=f"{until:%H.%M}" if where.is_meeting else "",
        place=where.place,
    )


def _group_address(request: Visitor, where: Sitting) -> str:
    return request.build_absolute_uri(reverse("member_group", args=[where.public_id]))


def _refusal(link: MemberLink) -> Sentence | None:
    try:
        links.check(link)
    except links.LinkRefused as refused:
        return refused.sentence
    return None


def _rows(request: Visitor, where: Sitting) -> list[Row]:
    answered: dict[int, int] = {}
    given = Ballot.objects.filter(item__sitting=where, replaced_by__isnull=True)
    for key in given.values_list("term_id", flat=True):
        answered[key] = answered.get(key, 0) + 1
    told, rows = invited(request, where, ""), []
    for link in links.of_sitting(where):
        term, address = link.term, reverse("member", args=[links.token_of(link)])
        own = replace(told, link=request.build_absolute_uri(address))
        called = title(term.seat.group, term.office)
        with translation.override("th"):
            text = invitation.to_member(own, term.person.name, words.say(called))
        rows.append(Row(link, called, _refusal(link), answered.get(term.pk, 0), text))
    return rows


def _act(request: Visitor, where: Sitting) -> str:
    """Do what was pressed; gives the sentence that says so. 404 for a link of another sitting."""
    act = request.POST.get("act", "")
    if act == "issue":
        waiting = links.missing(where)
        links.issue(where)
        return _("%(count)s members have their link now.") % {"count": len(waiting)}
    key = request.POST.get("link", "")
    link = next((one for one in links.of_sitting(where) if str(one.public_id) == key), None)
    if link is None or act not in ("renew", "revoke"):
        raise Http404
    if act == "renew":
        links.renew(link)
        said = _("%(name)s has a new link and a new code; the old ones open nothing any more.")
    else:
        links.revoke(link, links.BY_OFFICER)
        said = _("The link and the code of %(name)s are closed.")
    return said % {"name": link.term.person.name}


@never_cache
@once
def page(request: Visitor, sitting_id: UUID) -> HttpResponse:
    """Each member's link with its message, the group's message; a press makes a new link or closes one."""
    where = access.drafted_sitting(request, sitting_id)
    if request.method == "POST":
        messages.success(request, _act(request, where))
        return redirect("sitting_links", where.public_id)
    rows = _rows(request, where)
    common = invitation.to_group(invited(request, where, _group_address(request, where)))
    context: dict[str, Any] = {
        "sitting": where,
        "rows": rows,
        "items": AgendaItem.objects.filter(sitting=where).exclude(closed_because="withdrawn").count(),
        "answered": sum(bool(row.answered) for row in rows),
        "missing": links.missing(where),
        "group_text": common,
        "group_share": share(common),
    }
    return render(request, "member/links.html", context)


@never_cache
@login_required
def slips(request: Visitor, sitting_id: UUID) -> HttpResponse:
    """One slip a member, to be cut and handed out with the invitation: name, seat, code, drawing, days, telephone."""
    where = access.drafted_sitting(request, sitting_id)
    address = _group_address(request, where)
    made = [
        Slip(
            link,
            title(link.term.seat.group, link.term.office),
            links.code_of(link),
            drawing(
                f"{address}?seat={link.term.seat.number}",
                _("QR code of seat %(number)s") % {"number": link.term.seat.number},
            ),
        )
        for link in links.of_sitting(where)
        if links.is_open(link) and link.code_used_at is None
    ]
    told = invited(request, where, address)
    context = {
        "sitting": where,
        "slips": made,
        "told": told,
        "subject": invitation.subject(told),
        "when": invitation.by_when(told),
    }
    return render(request, "member/slips.html", context)
