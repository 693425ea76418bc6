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
from committee.models import AgendaItem, Committee, SeatTerm, Sitting
from committee.models import SittingEnded as Ended
from documents.models import StoredFile
from organisations import law
from organisations.clock import now, today
from organisations.models import OrgUnit, User
from organisations.scope import within
from organisations.sentences import Sentence, gettext_noop
from workflow import log, permissions
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
        committee = seating.committee_of(unit, today())
        if committee is None or not seating.terms_on(committee, today()):
            raise GuardRefused(NO_COMMITTEE)
        if how.moment <= now():
            raise GuardRefused(
                Refusal(
                    "in-the-past",
                    Sentence(gettext_noop("That time has passed. Please choose a later day and time.")),
                )
            )
        wrong = seating.composition(committee, today(), pack)
        if wrong and not (how.composition_reason.strip() and how.authority.strip()):
            raise GuardRefused(
                Refusal(
                    "composition",
                    Sentence(
                        gettext_noop(
                            "%(first)s Please write the reason and the authority; the sitting can then be called."
                        ),
                        {"first": wrong[0]},
                    ),
                )
            )
        if how.held_at is not None and not how.notice_reason.strip():
            short = meeting.short_notice(now(), how.held_at, pack.quorum)
            if short is not None:
                raise GuardRefused(Refusal("short-notice", short))
        return sitting.call(committee, how, called_by=actor)


NO_COMMITTEE = Refusal(
    "no-committee",
    Sentence(gettext_noop("No committee is recorded for this unit yet. Please record the members first.")),
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
        return meeting.quorum_here(row, rule_of(row))


def rule_of(where: Sitting) -> quorum.Rule:
    """The rule of counting before any item: that of its first item's law pack, else the pack in force."""
    item = AgendaItem.objects.filter(sitting=where).select_related("revision__document__obligation").first()
    if item is not None:
        return sitting.quorum_rule(item.revision.document)
    return quorum.Rule.of(law.packs()[0].quorum)


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
    if to <= now():
        raise GuardRefused(
            Refusal(
                "in-the-past",
                Sentence(gettext_noop("That time has passed. Please choose a later day and time.")),
            )
        )
    following = sitting.again(row, to, second_call=row.second_call)
    for item in left:
        sitting.withdraw(item, "adjourned")
        sitting.place(following, item.revision)
        facts = passage.named(item.revision) | {"held_at": to.isoformat()}
        log.write(cases[item.pk], "adjourn", actor=actor, role="recorder", facts=facts)
    return following


def call_again(where: Sitting, *, actor: User, at: datetime) -> Sitting:
    """Too few came: every item is closed without a quorum and goes before the second call, one third enough.

    Refused when those present are a quorum, and later than the law's days after the first call.
    """
    with within([where.committee.unit_id]), transaction.atomic(), ExitStack() as locks:
        items = meeting.open_items(where)
        cases = _lock_all(locks, items)
        row = _still_on(where, begun=True)
        passage.allow(permissions.may_record(actor, row.committee))
        if meeting.quorum_here(row, rule_of(row)).quorum_met:
            raise GuardRefused(
                Refusal(
                    "quorum-there",
                    Sentence(gettext_noop("Those present are a quorum, so the meeting can decide.")),
                )
            )
        if at <= now():
            raise GuardRefused(
                Refusal(
                    "in-the-past",
                    Sentence(gettext_noop("That time has passed. Please choose a later day and time.")),
                )
            )
        pack = law.load(items[0].revision.document.obligation.law) if items else law.packs()[0]
        late = meeting.late_second_call(row.held_at or now(), at, pack.quorum)
        if late is not None:
            raise GuardRefused(Refusal("second-call-late", late))
        following = sitting.again(row, at, second_call=True)
        for item in items:
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
        if held_at <= now():
            raise GuardRefused(
                Refusal(
                    "in-the-past",
                    Sentence(gettext_noop("That time has passed. Please choose a later day and time.")),
                )
            )
        row.held_at, row.place, row.online = held_at, place.strip(), online.strip()
        row.save(update_fields=["held_at", "place", "online"])
        return row


def attach_resolution(where: Sitting, *, actor: User, file: StoredFile) -> None:
    """Attach the signed resolution (มติที่ลงนามแล้ว) to a sitting that has ended."""
    with within([where.committee.unit_id]), transaction.atomic():
        passage.allow(permissions.may_record(actor, where.committee))
        Sitting.objects.filter(pk=where.pk).update(resolution=file)


def adopt_minutes(where: Sitting, *, actor: User, on: date, file: StoredFile | None = None) -> None:
    """Write that the minutes were adopted (รับรองรายงานการประชุม), usually in the next sitting."""
    with within([where.committee.unit_id]), transaction.atomic():
        passage.allow(permissions.may_record(actor, where.committee))
        Sitting.objects.filter(pk=where.pk).update(
            minutes_adopted_on=on, **({"minutes": file} if file is not None else {})
        )


def seats_of(committee: Committee) -> dict[int, SeatTerm]:
    """Who sits today, by the seat's primary key."""
    return seating.terms_on(committee, today())
