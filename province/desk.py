"""The desk of the อบจ.: ลงรับ and บันทึก. Neither is an approval: the อบจ. has no command over a unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from organisations import calendar, roles
from organisations.clock import now, today
from organisations.models import OrgUnit, Role, User
from organisations.sentences import Sentence, gettext_noop
from province.models import CorrectionPoint, Counter, Desk, Submission
from workflow.refusals import GuardRefused, NotAllowed, Refusal, WrongState


def _allow(person: User, pao: OrgUnit) -> None:
    if not roles.holds(person, Role.REGISTRAR, pao, today()):
        raise NotAllowed(
            Refusal("not-registrar", Sentence(gettext_noop("Only the registrar of the PAO can do this.")))
        )


def _locked(submission: Submission) -> Submission:
    return Submission._base_manager.select_for_update().get(pk=submission.pk)


def next_number(pao: OrgUnit, year: int) -> int:
    """The next number of the register for a calendar year (B.E.); no gap: its row is locked until commit."""
    Counter.objects.get_or_create(pao=pao, year=year)
    counter = Counter.objects.select_for_update().get(pao=pao, year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last


@transaction.atomic
def register(submission: Submission, *, actor: User, saraban_no: str = "") -> Submission:
    """Register a package: our running number, a field for the saraban's; the worker writes the receipt."""
    _allow(actor, submission.pao)
    row = _locked(submission)
    if row.desk != Desk.ARRIVED:
        raise WrongState(
            Refusal("not-arrived", Sentence(gettext_noop("This package has been registered already.")))
        )
    moment = now()
    row.register_year = calendar.be_year(timezone.localtime(moment).date())
    row.register_no = next_number(row.pao, row.register_year)
    row.saraban_no = saraban_no.strip()
    row.registered_at, row.registered_by, row.desk = moment, actor, Desk.REGISTERED
    row.save()
    return row


@dataclass(frozen=True, slots=True)
class Point:
    """What the อบจ. asks a unit to look at again: the place on the paper, and why."""

    anchor: str
    text: str
    reason_code: str = "other"


@transaction.atomic
def ask_correction(submission: Submission, *, actor: User, points: Sequence[Point]) -> Submission:
    """Ask the unit to look at a registered report again, point by point: a request, which the receipt carries.

    The unit answers with a new revision, or with a letter; nothing is sent back and nothing waits for it.
    """
    _allow(actor, submission.pao)
    row = _locked(submission)
    if row.desk != Desk.REGISTERED:
        raise WrongState(
            Refusal(
                "not-registered",
                Sentence(
                    gettext_noop("Only a registered package that is not recorded yet can be asked about.")
                ),
            )
        )
    given = [point for point in points if point.text.strip()]
    if not given:
        raise GuardRefused(
            Refusal(
                "no-point",
                Sentence(gettext_noop("Please write at least one point to look at, and its place.")),
            )
        )
    CorrectionPoint.objects.bulk_create(
        CorrectionPoint(
            submission=row, anchor=point.anchor, reason_code=point.reason_code, text=point.text.strip()
        )
        for point in given
    )
    row.correction_asked_at, row.correction_asked_by, row.desk = now(), actor, Desk.CORRECTION_ASKED
    row.save()
    return row


@transaction.atomic
def record(submission: Submission, *, actor: User) -> Submission:
    """Record a registered package in the provincial database, where it counts."""
    _allow(actor, submission.pao)
    row = _locked(submission)
    if row.desk not in (Desk.REGISTERED, Desk.CORRECTION_ASKED):
        raise WrongState(
            Refusal("not-registered", Sentence(gettext_noop("Only a registered package can be recorded.")))
        )
    row.recorded_at, row.recorded_by, row.desk = now(), actor, Desk.RECORDED
    row.save()
    return row
