"""What the pages of a sitting share: who may do what here, and how a moment is put together."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy

from committee import sitting
from committee.models import AgendaItem, Mode, Presence, Sitting
from web.access import Visitor
from workflow import permissions

MODES = {
    Mode.CIRCULATION: gettext_lazy("By circulation"),
    Mode.MEETING: gettext_lazy("Meeting in a room"),
    Mode.ELECTRONIC: gettext_lazy("Electronic meeting"),
}
PRESENCES = {
    Presence.PRESENT: gettext_lazy("present"),
    Presence.ONLINE: gettext_lazy("present by electronic means"),
    Presence.EXCUSED: gettext_lazy("excused"),
    Presence.ABSENT: gettext_lazy("absent"),
}
ITEMS = (
    "sitting__committee__unit",
    "sitting__presiding",
    "revision__document__obligation__period",
    "revision__document__unit",
)
MORNING = time(9, 30)


def moment_of(day: date, at: time | None) -> datetime:
    """A day and a time of day in Bangkok."""
    return timezone.make_aware(datetime.combine(day, at or MORNING))


def may_record(request: Visitor, one: Sitting) -> bool:
    """Whether the person records this committee's sittings."""
    return permissions.may_record(request.user, one.committee) is None


def items_of(one: Sitting) -> list[AgendaItem]:
    """The agenda in its order, without the reports that their own unit took back."""
    items = AgendaItem.objects.filter(sitting=one).exclude(closed_because="withdrawn")
    return list(items.select_related(*ITEMS).defer("revision__content").order_by("number"))


def row_of(item: AgendaItem) -> dict[str, Any]:
    """An item with its count, the opinions that came beforehand, and whether it is recorded."""
    tally = sitting.tally(item, item.revision.document)
    recorded = item.sitting.is_meeting and bool(tally.ballots)
    return {"item": item, "tally": tally, "advance": list(tally.advance.values()), "recorded": recorded}
