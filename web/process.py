"""How each kind of report goes through the house: who reads it before the committee, whether it is signed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.models import REPORTS
from organisations import law, process
from organisations.models import OrgUnit, Role, UnitProcess
from organisations.process import MOST_HOPS, ProcessRefused, Steps
from web import access, words
from web.access import Visitor
from web.posting import once

KINDS = REPORTS
"""The kinds that go through the house."""
MANAGERS = {Role.DRAFTER, Role.ADMIN}


class WayForm(forms.Form):
    """The titles of who reads it, in order, and whether the executive signs."""

    hop_1 = forms.CharField(label=gettext_lazy("First reader"), max_length=80, required=False)
    hop_2 = forms.CharField(label=gettext_lazy("Second reader"), max_length=80, required=False)
    hop_3 = forms.CharField(label=gettext_lazy("Third reader"), max_length=80, required=False)
    signed = forms.BooleanField(
        label=gettext_lazy("The executive's signature is recorded before it is sent"), required=False
    )

    @property
    def hops(self) -> list[str]:
        """The titles as they were written."""
        return [self.cleaned_data[f"hop_{number}"] for number in range(1, MOST_HOPS + 1)]


def pack_of(unit: OrgUnit, kind: str) -> law.Pack:
    """The law pack of the unit that has a rule for the kind; the first shipped one that has, else."""
    kept = [law.load(one.pack) for one in unit.law_packs.order_by("pk")]
    return next(pack for pack in [*kept, *law.packs()] if pack.rule(kind) is not None)


def path_of(steps: Steps) -> list[dict[str, str]]:
    """The boxes of the way, in order: who has it, and what happens there."""
    boxes = [{"who": _("Planning officer"), "what": _("writes")}]
    boxes += [{"who": title, "what": _("reads, or sends it back")} for title in steps.hops]
    boxes.append({"who": _("Committee"), "what": _("decides")})
    if steps.signed:
        boxes.append({"who": _("Executive"), "what": _("signs, or sends it back")})
    boxes.append({"who": _("Planning officer"), "what": _("sends it with its letter")})
    return boxes


def meaning(steps: Steps) -> list[str]:
    """What the way means, in plain sentences."""
    said = []
    if steps.hops:
        said.append(
            _(
                "Before the committee it is read by: %(titles)s. Each of them can send it back with what is to be mended."
            )
            % {"titles": " → ".join(steps.hops)}
        )
    else:
        said.append(
            _("Nobody reads it before the committee: it goes there from the planning officer at once.")
        )
    if steps.signed:
        said.append(_("After the committee it waits for the executive's signature, then it can be sent."))
    else:
        said.append(
            _(
                "It can be sent as soon as the committee has approved it; who signed the letter is written with it."
            )
        )
    return said


def _unit(request: Visitor) -> OrgUnit:
    units = [unit for unit in access.units_where(request, MANAGERS) if unit.is_self_governing]
    if not units:
        raise Http404
    return units[0]


def _initial(steps: Steps) -> dict[str, Any]:
    titles = [*steps.hops, *[""] * MOST_HOPS][:MOST_HOPS]
    return {f"hop_{number}": title for number, title in enumerate(titles, start=1)} | {"signed": steps.signed}


@once
def page(request: Visitor) -> HttpResponse:
    """Look at the way of each kind of report, and change it."""
    unit = _unit(request)
    asked = request.POST.get("kind", "")
    status, rows = 200, []
    for kind in KINDS:
        now = process.steps(unit, kind, pack_of(unit, kind))
        mine = request.method == "POST" and asked == kind
        form = WayForm(request.POST if mine else None, initial=_initial(now), prefix=None)
        if mine and request.POST.get("act") == "pack":
            process.follow_pack(unit, kind)
            messages.success(request, _("%(kind)s goes as the law pack has it.") % {"kind": words.kind(kind)})
            return redirect("process")
        if mine and form.is_valid():
            try:
                process.keep(unit, kind, hops=form.hops, signed=form.cleaned_data["signed"])
            except ProcessRefused as refused:
                form.add_error(None, words.say(refused.sentence))
            else:
                messages.success(
                    request, _("Kept: how %(kind)s goes through the house.") % {"kind": words.kind(kind)}
                )
                return redirect("process")
        status = 422 if request.method == "POST" else 200
        own = UnitProcess.objects.filter(unit=unit, kind=kind).exists()
        rows.append({"kind": kind, "form": form, "boxes": path_of(now), "meaning": meaning(now), "own": own})
    return render(request, "process/page.html", {"rows": rows}, status=status)
