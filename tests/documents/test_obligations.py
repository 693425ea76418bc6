"""What is owed comes from the packs once, and its status from days alone."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from documents import obligations
from documents.models import Act, Document, Extension, Obligation, Revision, Waiver
from documents.obligations import Status, status_on
from organisations import clock
from organisations.models import UnitLawPack
from tests.cast import World, vote

OPENS, DUE = date(2025, 12, 1), date(2026, 1, 15)


@pytest.mark.parametrize(
    ("day", "met_on", "waived", "status"),
    [
        (date(2025, 11, 30), None, False, Status.UPCOMING),
        (date(2025, 12, 1), None, False, Status.OPEN),
        (date(2025, 12, 30), None, False, Status.OPEN),
        (date(2025, 12, 31), None, False, Status.DUE_SOON),
        (date(2026, 1, 15), None, False, Status.DUE_SOON),
        (date(2026, 1, 16), None, False, Status.OVERDUE),
        (date(2036, 1, 16), None, False, Status.OVERDUE),
        (date(2026, 2, 1), date(2026, 1, 15), False, Status.MET),
        (date(2026, 2, 1), date(2026, 1, 16), False, Status.MET_LATE),
        (date(2026, 2, 1), None, True, Status.WAIVED),
    ],
)
def test_the_status_follows_from_days(day: date, met_on: date | None, waived: bool, status: str) -> None:
    assert status_on(day, opens_on=OPENS, due_on=DUE, met_on=met_on, waived=waived) == status


def loaded(world: World) -> Obligation:
    return obligations.with_facts(Obligation.objects.filter(pk=world.obligation().pk)).get()


def test_a_fiscal_year_is_made_once_from_both_packs(world: World) -> None:
    UnitLawPack.objects.create(unit=world.banna, pack="2561", from_year=2569)
    made = obligations.make(world.banna, 2569)
    assert made > 0
    assert obligations.make(world.banna, 2569) == 0
    kinds = set(Obligation.objects.filter(unit=world.banna).values_list("kind", flat=True))
    assert {"form2", "form3_1", "form3_2", "form3_3", "announced", "laid_council"} <= kinds
    assert Obligation.objects.filter(unit=world.banna, kind="form2").count() == 4
    due = Obligation.objects.filter(unit=world.banna, kind="form2").values_list("due_on", flat=True)
    assert {(one.month, one.day) for one in due} == {(1, 15), (4, 15), (7, 15), (10, 15)}


def test_an_obligation_keeps_the_pack_it_was_made_under(world: World) -> None:
    UnitLawPack.objects.update(pack="2561")
    obligations.make(world.banna, 2569)
    assert world.obligation().law == "handbook-quarterly"


def test_a_pack_that_has_ended_asks_for_nothing(world: World) -> None:
    UnitLawPack.objects.update(to_year=2569)
    assert obligations.make(world.banna, 2570) == 0


def test_an_extension_moves_the_day_and_a_waiver_ends_it(world: World) -> None:
    day = date(2026, 1, 20)
    assert obligations.status(loaded(world), day) == Status.OVERDUE
    Extension.objects.create(
        obligation=world.obligation(), until=date(2026, 1, 31), reason="น้ำท่วม", granted_by="นายอำเภอ"
    )
    assert obligations.status(loaded(world), day) == Status.DUE_SOON
    Waiver.objects.create(obligation=world.obligation(), reason="ยุบรวม", granted_by="ผู้ว่าฯ")
    assert obligations.status(loaded(world), day) == Status.WAIVED


def test_an_act_meets_it(world: World) -> None:
    Act.objects.create(obligation=world.obligation(), done_on=date(2026, 1, 10), note="กระดาษ")
    assert obligations.status(loaded(world), date(2026, 3, 1)) == Status.MET


@pytest.mark.parametrize(
    ("sealed", "status"),
    [
        (datetime(2026, 1, 15, 16, 59, 59, 999999, tzinfo=UTC), Status.MET),
        (datetime(2026, 1, 15, 17, 0, tzinfo=UTC), Status.MET_LATE),
    ],
)
def test_the_day_ends_at_midnight_in_bangkok(
    world: World, in_review: Document, sealed: datetime, status: str
) -> None:
    Revision.objects.update(sealed_at=sealed)
    assert obligations.status(loaded(world), date(2026, 3, 1)) == status


def test_after_a_return_the_fix_by_day_binds(world: World, in_review: Document) -> None:
    vote(world, in_review, "xxxxxxxxxxx")
    assert in_review.fix_by is not None
    assert obligations.binding_day(loaded(world)) == in_review.fix_by
    assert (in_review.fix_by - clock.today()).days == 7
