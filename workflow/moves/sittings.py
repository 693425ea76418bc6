"""A meeting from its call to its end: many reports, each decided under its own document's lock.

Who calls is the unit's staff; who records is the chair, the secretary or the assistant secretary. Documents
are locked in one order (by key), so that two sittings never wait for each other in a ring; the sitting's own
row is written last.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from datetime import date, datetime

from django.db import transaction

from committee import meeting, quorum, seating, sitting
from committee.models import AgendaItem, SeatTerm, Sitting
from committee.models import SittingEnded as Ended
from documents.models import StoredFile
from organisations import law
from organisations.clock import now, today
from organisations.models import OrgUnit, User
from organisations.scope import within
from organisations.sentences import Sentence, gettext_noop
from workflow import guards, log, permissions
from workflow.models import Case
from workflow.moves import opinions, passage
from workflow.refusals import GuardRefused, Refusal, WrongState


def call_sitting(unit: OrgUnit, how: sitting.Call, *, actor: User, pack: law.Pack) -> Sitting:
    """Call a sitting of the unit's committee, still without an agenda.

    Raises `GuardRefused`: no committee, a time that has passed, an unlawful composition or a short notice
    without its reason. The reason is all that is asked for; none of them is a wall.
    """
    with within([unit.pk]), transaction.atomic():
        passage.allow(permissions.drafter_or_checker(actor, unit))
        passage.refuse_if(
            guards.committee_can_sit(
                unit, pack, composition_reason=how.composition_reason, authority=how.authority
            )
        )
        committee = seating.committee_of(unit, today())
        assert committee is not None
        _to_come(how.moment)
        if how.held_at is not None and not how.notice_reason.strip():
            short = meeting.short_notice(now(), how.held_at, pack.quorum)
            if short is not None:
                raise GuardRefused(Refusal("short-notice", short))
        return sitting.call(committee, how, called_by=actor)


def _to_come(moment: datetime) -> None:
    if moment <= now():
        raise GuardRefused(
            Refusal(
                "in-the-past",
                Sentence(gettext_noop("That time has passed. Please choose a later day and time.")),
            )
        )


def _still_on(where: Sitting, *, begun: bool) -> Sitting:
    """The sitting with its row locked, if it can still be worked on. Raises `WrongState` otherwise."""
    row = (
        Sitting.objects.select_for_update(of=("self",))
        .select_related("committee__unit", "presiding")
        .get(pk=where.pk)
    )
    if not row.is_meeting or row.is_over:
        raise WrongState(
            Refusal(
                "sitting-over", Sentence(gettext_noop("This meeting has ended; nothing more was recorded."))
            )
        )
    if begun and row.begun_at is None:
        raise WrongState(
            Refusal(
                "meeting-not-begun",
                Sentence(gettext_noop("The meeting has not begun. Please record who is present first.")),
            )
        )
    return row


def record_attendance(
    where: Sitting,
    *,
    actor: User,
    presences: Mapping[int, str],
    guests: list[tuple[str, str]] | None = None,
    presiding: SeatTerm | None = None,
) -> quorum.Count:
    """Write who came (seat's key → presence) and begin the meeting. Gives the quorum of those present.

    Without the chair those present choose who presides (ม.79); it is asked for. May be written anew until the
    meeting is ended: who comes later counts for the items recorded from then on.
    """
    with within([where.committee.unit_id]), transaction.atomic():
        row = _still_on(where, begun=False)
        passage.allow(permissions.may_record(actor, row.committee))
        meeting.mark(row, presences, guests or [])
        here = meeting.present(row)
        if not here:
            raise GuardRefused(
                Refusal(
                    "nobody-came", Sentence(gettext_noop("Please tick at least one member who is present."))
                )
            )
        if meeting.chair_is_there(row):
            presiding = None
        elif presiding is None or presiding.seat_id not in here:
            raise GuardRefused(
                Refusal(
                    "no-presiding",
                    Sentence(
                        gettext_noop(
                            "The chair is not present. Please choose which of those present presides."
                        )
                    ),
                )
            )
        meeting.begin(row, presiding)
        return meeting.quorum_here(row, quorum.Rule.of(_pack_of(row).quorum))


def _pack_of(where: Sitting) -> law.Pack:
    """The law pack by which a sitting counts: that of its first item, else the unit's latest."""
    item = AgendaItem.objects.filter(sitting=where).select_related("revision__document__obligation").first()
    if item is not None:
        return law.load(item.revision.document.obligation.law)
    kept = where.committee.unit.law_packs.order_by("-from_year", "pk").first()
    return law.load(kept.pack) if kept else law.packs()[0]


def end_meeting(
    where: Sitting, *, actor: User, adjourn_to: datetime | None = None, told: str = "", other: str = ""
) -> Sitting:
    """End a meeting: every recorded item is decided, all in one transaction. Gives the sitting, ended.

    Items that were not taken up go to the day it is adjourned to; without such a day they are named and
    nothing is ended. An item that lost its quorum goes before the second call.
    """
    with within([where.committee.unit_id]), transaction.atomic(), ExitStack() as locks:
        items = meeting.open_items(where)
        cases = _lock_all(locks, items)
        row = _still_on(where, begun=True)
        passage.allow(permissions.may_record(actor, row.committee))
        left = [item for item in items if not meeting.is_recorded(item)]
        if left and adjourn_to is None:
            raise GuardRefused(
                Refusal(
                    "items-left",
                    Sentence(
                        gettext_noop(
                            "%(count)s items are not recorded yet; first: item %(first)s. "
                            "Please record them, or write the day the meeting is adjourned to."
                        ),
                        {"count": len(left), "first": left[0].number},
                    ),
                )
            )
        if left and adjourn_to is not None:
            _carry_over(row, left, cases, adjourn_to, actor=actor)
        for item in items:
            if item not in left:
                opinions.close(cases[item.pk], item, actor=actor, because="meeting")
        row.told, row.other = told.strip(), other.strip()
        row.save(update_fields=["told", "other"])
        meeting.end(row, Ended.ADJOURNED if left else Ended.DONE)
        return row


def _lock_all(locks: ExitStack, items: list[AgendaItem]) -> dict[int, Case]:
    """The documents of items, locked in the order of their keys; by the item's primary key."""
    cases = {}
    for item in sorted(items, key=lambda one: one.revision.document_id):
        cases[item.pk] = locks.enter_context(passage.locked(item.revision.document))
        item.refresh_from_db(fields=["closed_at"])
    return cases


def _carry_over(
    row: Sitting, left: list[AgendaItem], cases: Mapping[int, Case], to: datetime, *, actor: User
) -> Sitting:
    _to_come(to)
    following = sitting.again(row, to, second_call=row.second_call)
    for item in left:
        sitting.withdraw(item, "adjourned")
        sitting.place(following, item.revision)
        facts = passage.named(item.revision) | {"held_at": to.isoformat()}
        log.write(cases[item.pk], "adjourn", actor=actor, role="recorder", facts=facts)
    return following


def call_again(where: Sitting, *, actor: User, at: datetime) -> Sitting:
    """Too few came (or stayed): what is not recorded goes before the second call, where one third is enough.

    What was recorded while there was a quorum is decided.
    Refused when those present are a quorum, and later than the law's days after the first call.
    """
    with within([where.committee.unit_id]), transaction.atomic(), ExitStack() as locks:
        items = meeting.open_items(where)
        cases = _lock_all(locks, items)
        row = _still_on(where, begun=True)
        passage.allow(permissions.may_record(actor, row.committee))
        if meeting.quorum_here(row, quorum.Rule.of(_pack_of(row).quorum)).quorum_met:
            raise GuardRefused(
                Refusal(
                    "quorum-there",
                    Sentence(gettext_noop("Those present are a quorum, so the meeting can decide.")),
                )
            )
        _to_come(at)
        late = meeting.late_second_call(row.held_at or now(), at, _pack_of(row).quorum)
        if late is not None:
            raise GuardRefused(Refusal("second-call-late", late))
        following = sitting.again(row, at, second_call=True)
        for item in items:
            if meeting.is_recorded(item):
                opinions.close(cases[item.pk], item, actor=actor, because="meeting")
                continue
            sitting.close(item, quorum.Outcome.NO_QUORUM, "no_quorum")
            sitting.place(following, item.revision)
            counted = sitting.tally(item, cases[item.pk]).count
            facts = passage.named(item.revision) | {
                "item": str(item.public_id),
                "outcome": str(counted.outcome),
                "held": counted.held,
                "answered": len(meeting.present(row)),
            }
            log.write(cases[item.pk], "close", actor=actor, role="committee", facts=facts)
        meeting.end(row, Ended.NO_QUORUM)
        return following


def move_sitting(where: Sitting, *, actor: User, held_at: datetime, place: str, online: str = "") -> Sitting:
    """Move a meeting that has not begun to another day or place."""
    with within([where.committee.unit_id]), transaction.atomic():
        row = _still_on(where, begun=False)
        passage.allow(permissions.drafter_or_checker(actor, row.committee.unit))
        if row.begun_at is not None:
            raise WrongState(
                Refusal("meeting-begun-already", Sentence(gettext_noop("The meeting has begun already.")))
            )
        _to_come(held_at)
        row.held_at, row.place, row.online = held_at, place.strip(), online.strip()
        row.save(update_fields=["held_at", "place", "online"])
        return row


def _all_decided(where: Sitting) -> None:
    if AgendaItem.objects.filter(sitting=where, closed_at__isnull=True).exists():
        raise WrongState(
            Refusal(
                "sitting-open",
                Sentence(gettext_noop("This sitting has not ended; its papers follow when it has.")),
            )
        )


def attach_resolution(where: Sitting, *, actor: User, file: StoredFile) -> None:
    """Attach the signed resolution (มติที่ลงนามแล้ว) to a sitting that has ended."""
    with within([where.committee.unit_id]), transaction.atomic():
        passage.allow(permissions.may_record(actor, where.committee))
        _all_decided(where)
        Sitting.objects.filter(pk=where.pk).update(resolution=file)


def adopt_minutes(where: Sitting, *, actor: User, on: date, file: StoredFile | None = None) -> None:
    """Write that the minutes were adopted (รับรองรายงานการประชุม), usually in the next sitting."""
    with within([where.committee.unit_id]), transaction.atomic():
        passage.allow(permissions.may_record(actor, where.committee))
        _all_decided(where)
        Sitting.objects.filter(pk=where.pk).update(
            minutes_adopted_on=on, **({"minutes": file} if file is not None else {})
        )
