"""Sending an approved report to the อบจ. with the facts of its letter."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committee import sitting
from documents.models import State
from organisations import roles
from organisations.clock import today
from organisations.models import Role
from tasks import watched
from web import access, words
from web.access import Visitor
from web.fields import DayField
from web.posting import once
from workflow import guards


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
    without_resolution = forms.CharField(
        label=gettext_lazy("Why it is sent before the signed resolution is at hand"),
        max_length=300,
        required=False,
    )
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
    revision = guards.last_revision(document)
    item = sitting.approved_item(document, revision)
    ready = item is not None and document.state in (State.APPROVED, State.SIGNED)
    unsigned = guards.is_signed_where_kept(document) if ready else None
    lacks = guards.resolution_at_hand(document, revision, "") if ready and revision else None
    if lacks is None:
        del form.fields["without_resolution"]
    if request.method == "POST":
        status = 422
        if not ready:
            form.add_error(None, _("Only a report that the committee has approved can be sent."))
            status = 409
        elif unsigned is not None:
            form.add_error(None, words.say(unsigned.sentence))
        elif form.is_valid() and lacks and not form.cleaned_data["without_resolution"].strip():
            form.add_error("without_resolution", words.say(lacks.sentence))
        elif form.is_valid():
            given = dict(form.cleaned_data)
            given.pop("sure")
            given["dated"] = given["dated"].isoformat()
            job = watched.ask("package.seal", document, actor=request.user, params=given)
            return redirect("job", job.public_id)
    return render(
        request,
        "send/page.html",
        {
            "document": document,
            "obligation": document.obligation,
            "form": form,
            "ready": ready,
            "unsigned": unsigned,
            "lacks": lacks,
            "sitting": item.sitting if item else None,
        },
        status=status,
    )
