"""The facts of a plan by their page: the announcement makes Form 1 owed; years stand once something is frozen."""

from __future__ import annotations

import uuid
from datetime import date

import pytest

from documents.models import Obligation
from plans.models import DevelopmentPlan, LevelWord
from tests import cast
from tests.cast import World
from workflow import moves


def post(client, address, **changed):
    body = {"name": "แผนพัฒนาท้องถิ่น (พ.ศ. 2566–2570)", "first_year": "2566", "length": "5", "word": "strategy",
            "announced_on": "20/12/2568", "form_token": str(uuid.uuid4())}  # fmt: skip
    return client.post(address, body | changed)


def owed(world: World):
    return Obligation.objects.filter(unit=world.banna, kind="form1")


def at(world: World) -> str:
    return f"/plan/facts/{world.plan.public_id}/"


def test_the_announcement_makes_form_1_owed_in_thirty_days(world, press):
    client = press(world.somchai)
    answer = client.get("/plan/").content.decode()
    assert "ยังไม่ได้บันทึกวันประกาศ" in answer and at(world) in answer
    answer = post(client, at(world), word="issue", announced_on="๒๐ ธ.ค. ๒๕๖๘")
    assert answer["Location"] == "/plan/"
    assert owed(world).get().due_on == date(2026, 1, 19)
    page = client.get("/plan/").content.decode()
    assert "19 ม.ค. 2569" in page and "ประเด็นการพัฒนา" in page
    world.plan.refresh_from_db()
    assert (world.plan.word, world.plan.announced_on) == (LevelWord.ISSUE, date(2025, 12, 20))


def test_a_day_or_years_put_right_move_what_nobody_began(world, press):
    client = press(world.somchai)
    post(client, at(world))
    post(client, at(world), announced_on="1/12/2568", first_year="2567", length="4")
    assert owed(world).get().due_on == date(2025, 12, 31)
    assert owed(world).get().period.key.endswith("-2567-2570")
    begun = moves.open_document(owed(world).get(), actor=world.somchai)
    post(client, at(world), announced_on="5/12/2568", first_year="2567", length="4")
    assert owed(world).get().document == begun and owed(world).get().due_on == date(2025, 12, 31)
    post(client, at(world), announced_on="", first_year="2567", length="4")
    assert owed(world).count() == 1


@pytest.mark.parametrize(
    "changed, said",
    [
        ({"name": " "}, "กรุณากรอกช่องนี้"),
        ({"first_year": "66"}, "กรุณาเขียนปีงบประมาณ เช่น 2569"),
        ({"length": "6"}, "length"),
        ({"announced_on": "31/2/2568"}, "31/2/2568"),
        ({"announced_on": "1/1/2590"}, "อยู่ในอนาคต"),
    ],
)
def test_bad_input_is_said_and_nothing_typed_is_lost(world, press, changed, said):
    answer = post(press(world.somchai), at(world), **({"word": "issue"} | changed))
    page = answer.content.decode()
    assert answer.status_code == 422 and any(one in page for one in said.split("|"))
    assert changed.get("announced_on", "20/12/2568") in page
    world.plan.refresh_from_db()
    assert world.plan.announced_on is None and owed(world).count() == 0


def test_the_years_of_a_plan_with_a_frozen_report_stand(world, press, drafting):
    cast.refer(world, drafting)
    answer = post(press(world.somchai), at(world), first_year="2567", length="5")
    assert answer.status_code == 422 and "ปีของแผนจึงคงเป็น 2566–2570" in answer.content.decode()
    assert post(press(world.somchai), at(world), name="ชื่อใหม่").status_code == 302


def test_a_further_plan_version_is_a_plan_of_its_own(world, press):
    client = press(world.somchai)
    assert post(client, "/plan/facts/", first_year="2571", length="3", announced_on="").status_code == 302
    made = DevelopmentPlan.objects.get(unit=world.banna, first_year=2571)
    assert (made.last_year, made.code) == (2573, "banna-2571")
    twice = post(client, "/plan/facts/", first_year="2571", length="3", announced_on="")
    assert twice.status_code == 422 and "มีแผนของปีเหล่านี้อยู่แล้ว" in twice.content.decode()


def test_who_does_not_draft_finds_no_such_page(world, press):
    for who in (world.wilai, world.wichai):
        assert press(who).get(at(world)).status_code == 404
    assert post(press(world.wilai), at(world)).status_code == 404
