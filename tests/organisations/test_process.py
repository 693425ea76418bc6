"""How a report goes through the house: the unit's own way over the law pack's switch."""

from __future__ import annotations

from dataclasses import replace

import pytest

from organisations import law, process
from organisations.models import UnitProcess
from organisations.process import ProcessRefused, Steps
from tests.cast import World

PACK = law.load("handbook-quarterly")


@pytest.mark.parametrize(
    ("hops", "titles"),
    [
        (0, ()),
        (1, ("ปลัด",)),
        (2, ("หัวหน้าสำนักปลัด", "ปลัด")),
        (3, ("หัวหน้าสำนักปลัด", "รองปลัด", "ปลัด")),
    ],
)
@pytest.mark.parametrize("signed", [False, True])
def test_without_a_row_the_pack_s_switch_holds(
    world: World, hops: int, titles: tuple[str, ...], signed: bool
) -> None:
    pack = replace(PACK, checking_hops=hops, signed=signed)
    assert process.steps(world.banna, "form2", pack) == Steps(titles, signed)


def test_every_number_a_pack_may_give_has_its_titles() -> None:
    assert {number: len(titles) for number, titles in process.TITLES.items()} == {
        number: number for number in range(process.MOST_HOPS + 1)
    }


def test_the_unit_s_own_way_lies_over_the_pack_for_that_kind_and_unit_only(world: World) -> None:
    kept = process.keep(world.banna, "form2", hops=["  ปลัด   อบต. ", ""], signed=True)
    assert kept == process.steps(world.banna, "form2", PACK) == Steps(("ปลัด อบต.",), True)
    assert process.steps(world.banna.pk, "form2", PACK) == kept
    assert process.steps(world.banna, "form3_1", PACK) == Steps((), False)
    assert process.steps(world.neighbour, "form2", PACK) == Steps((), False)


def test_no_hop_at_all_is_a_way_too_and_is_not_the_pack_s(world: World) -> None:
    three = replace(PACK, checking_hops=3, signed=True)
    process.keep(world.banna, "form2", hops=[], signed=False)
    assert process.steps(world.banna, "form2", three) == Steps((), False)
    process.follow_pack(world.banna, "form2")
    assert process.steps(world.banna, "form2", three) == process.from_pack(three)


def test_keeping_it_again_changes_the_same_row(world: World) -> None:
    process.keep(world.banna, "form2", hops=["ปลัด"], signed=True)
    process.keep(world.banna, "form2", hops=["หัวหน้าสำนักปลัด", "ปลัด"], signed=False)
    assert UnitProcess.objects.get().hops == ["หัวหน้าสำนักปลัด", "ปลัด"]


@pytest.mark.parametrize(
    ("hops", "code"),
    [
        (["ก", "ข", "ค", "ง"], "too-many-hops"),
        (["ปลัด", " ปลัด "], "hop-twice"),
        (["ก" * (process.TITLE_LENGTH + 1)], "title-too-long"),
    ],
)
def test_what_cannot_be_kept_is_refused_and_nothing_is_written(
    world: World, hops: list[str], code: str
) -> None:
    with pytest.raises(ProcessRefused) as refused:
        process.keep(world.banna, "form2", hops=hops, signed=False)
    assert refused.value.code == code
    assert not UnitProcess.objects.exists()
    process.keep(
        world.banna, "form2", hops=hops[:1] if code != "title-too-long" else ["ก" * 80], signed=False
    )
