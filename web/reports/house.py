"""A report in its own house: laid before the readers, read in turn, sent back, signed; also as it stands on paper.

Who has no account is written down by the planning officer: the name under the note is the reader's.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.models import Document, Revision, State
from organisations import roles
from organisations.clock import today
from organisations.models import Role
from web import access, paper
from web.access import Visitor
from web.fields import DayField
from web.opinion import PointsForm
from web.posting import once
from web.refusals import status_of
from workflow import guards, house, moves
from workflow.refusals import WorkflowError

TIME_TO_MEND = timedelta(days=7)
"""The day that is suggested for mending; its reader writes another one."""


class ReadForm(forms.Form):
    """That the next reader has read it: in what capacity, and by whom when it stands on paper."""

    reader = forms.CharField(label=gettext_lazy("Who read it, as written under the note"), max_length=150)
    capacity = forms.CharField(
        label=gettext_lazy(
            "In what capacity, when acting for somebody (for example: acting for the permanent secretary)"
        ),
        max_length=150,
        required=False,
    )


class BackForm(PointsForm):
    """What is to be mended, by when; and who asked for it when it stands on paper."""

    reader = forms.CharField(
        label=gettext_lazy("Who asked for it, as written under the note"), max_length=150
    )
    fix_by = DayField(label=gettext_lazy("Please mend it by"))


class SignForm(forms.Form):
    """Who signed, in what capacity, on what day."""

    signer = forms.CharField(label=gettext_lazy("Who signed it"), max_length=150)
    capacity = forms.CharField(
        label=gettext_lazy("In what capacity (for example: acting for the mayor)"),
        max_length=150,
        required=False,
    )
    signed_on = DayField(label=gettext_lazy("Day of the signature"))


def _forms(request: Visitor, document: Document, revision: Revision | None, own_hand: bool) -> dict[str, Any]:
    """The forms of the page, bound where it was pressed. Who reads with their own hand writes no name."""
    act = request.POST.get("act", "")
    executive = roles.people_with([Role.EXECUTIVE], document.unit, today())
    signer = executive[0] if executive else None
    made: dict[str, Any] = {"read": ReadForm(request.POST if act == "read" else None)}
    made["sign"] = SignForm(
        request.POST if act == "sign" else None,
        initial={
            "signer": signer.name if signer else "",
            "capacity": signer.position if signer else "",
            "signed_on": today(),
        },
        auto_id="sign_%s",
    )
    if revision is not None:
        made["back"] = BackForm(
            request.POST if act == "back" else None,
            revision.data,
            initial={"fix_by": today() + TIME_TO_MEND},
            auto_id="back_%s",
        )
    if own_hand:
        for name in {"read", "back"} & made.keys():
            del made[name].fields["reader"]
    return made


def _press(document: Document, request: Visitor, given: forms.Form | None) -> str:
    """Do what was pressed; the sentence that says so."""
    act, actor = request.POST.get("act", ""), request.user
    if act == "propose":
        moves.propose(document, actor=actor)
        return _("It is laid before its readers.")
    if given is None:
        return ""
    told = given.cleaned_data
    if act == "read":
        moves.endorse(document, actor=actor, reader=told.get("reader", ""), capacity=told["capacity"])
        return _("It is written down that it was read.")
    if act == "back" and isinstance(given, PointsForm):
        moves.return_(
            document,
            actor=actor,
            points=given.points(),
            fix_by=told["fix_by"] or today(),
            reader=told.get("reader", ""),
        )
        return _("It was sent back with what is to be mended.")
    if act == "sign":
        moves.sign(
            document,
            actor=actor,
            signer=told["signer"],
            capacity=told["capacity"],
            signed_on=told["signed_on"] or today(),
        )
        return _("The signature is written down. It can be sent now.")
    return ""


def way(document: Document) -> list[dict[str, Any]]:
    """The house's readers in order: who has read it and when, who reads it next. For the page and the hub."""
    if document.state != State.CHECKING:
        return [{"title": title} for title in house.steps_of(document).hops]
    on_its_way = house.way_of(document)
    return [
        {
            "title": title,
            "note": on_its_way.notes[at] if at < len(on_its_way.notes) else None,
            "next": at == len(on_its_way.notes),
        }
        for at, title in enumerate(on_its_way.hops)
    ]


@once
def reading(request: Visitor, document_id: str) -> HttpResponse:
    """Where the report stands in the house, the paper itself, and what the visitor can do with it."""
    document = access.staff_document(request, document_id)  # type: ignore[arg-type]
    revision = guards.last_revision(document)
    acts = {grant.role for grant in request.grants if grant.unit_id == document.unit_id}
    reads = {State.CHECKING: Role.CHECKER, State.APPROVED: Role.EXECUTIVE}.get(State(document.state))
    own_hand = reads in acts and house.way_of(document).proposed_by != request.user.pk
    bound = _forms(request, document, revision, own_hand)
    status, error = 200, ""
    if request.method == "POST":
        status, form = 422, bound.get(request.POST.get("act", ""))
        if form is None or form.is_valid():
            try:
                told = _press(document, request, form)
            except WorkflowError as refusal:
                status, error = status_of(refusal), str(refusal)
                if isinstance(form, PointsForm):
                    form.take(refusal)
                    error = ""
            else:
                messages.success(request, told)
                document.refresh_from_db()
                left = document.state in (State.RETURNED, State.SIGNED)
                return redirect("report" if left else "reading", document.public_id)
    document.refresh_from_db()
    blocked = None
    if document.is_editable:
        blocked = guards.may_leave(document) or guards.every_issue_has_a_reply(document)
    content = revision.data if revision is not None and not document.is_editable else None
    context = {
        "document": document,
        "obligation": document.obligation,
        "revision": revision,
        "way": way(document),
        "waits_for": house.way_of(document).next if document.state == State.CHECKING else "",
        "steps": house.steps_of(document),
        "forms": bound,
        "error": error,
        "blocked": blocked,
        "drafter": Role.DRAFTER in acts,
        "own_hand": own_hand,
        "may_act": reads is not None and bool(acts & {reads, Role.DRAFTER}),
        "sheet": paper.sheet(content) if content else None,
        "rings": [],
        "ringed": {},
        "fingerprint": revision.fingerprint if revision else "",
    }
    return render(request, "reading/page.html", context, status=status)
