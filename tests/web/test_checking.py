"""The check page mends in place, takes the likely figure, keeps a reason for one or for many, shows what passed."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.test import Client
from django.urls import reverse

from documents import cells, form2
from documents.cells import Edit
from documents.findings import Level
from documents.models import ChangeSetKind, Document, FindingNote
from organisations.models import User
from tests.cast import World
from workflow import moves

Press = Callable[[User], Client]


def send(client: Client, document: Document, **fields: Any) -> Any:
    address = reverse("check", args=[document.public_id])
    return client.post(address, {"form_token": str(uuid.uuid4()), **fields})


def shown(client: Client, document: Document) -> str:
    return client.get(reverse("check", args=[document.public_id])).content.decode()


def put(document: Document, world: World, at: int, text: str) -> str:
    cell = cells.line_cell(world.projects[at].lines.get())
    cells.apply(document, [Edit(cell, text)], actor=world.somchai, kind=ChangeSetKind.TYPED)
    return cell


def test_an_overspent_row_is_mended_where_it_is_explained(
    world: World, drafting: Document, press: Press
) -> None:
    page = press(world.somchai)
    cell = put(drafting, world, 2, "312000.00")
    assert "312,000.00" in shown(page, drafting)
    assert send(page, drafting, act="mend", cell=cell, text="๑๓๒,๐๐๐").status_code == 302
    assert cells.stand(drafting, [cell])[cell].text == "132000.00"
    assert not [one for one in form2.load(drafting).findings() if one.level == Level.MUST_FIX]


def test_the_likely_figure_is_taken_with_one_press(world: World, drafting: Document, press: Press) -> None:
    page = press(world.somchai)
    cell = put(drafting, world, 1, "310000.00")  # the budget is 200,000: 130,000 with its digits in place
    found = next(one for one in form2.load(drafting).findings() if one.rule == "F2-07")
    assert found.likely == "130000.00"
    assert "ใช้ 130,000.00" in shown(page, drafting)
    send(page, drafting, act="mend", cell=found.mend or cell, text=found.likely)
    assert cells.stand(drafting, [cell])[cell].text == "130000.00"


def test_a_slip_on_the_page_comes_back_with_what_to_do(
    world: World, drafting: Document, press: Press
) -> None:
    page = press(world.somchai)
    cell = put(drafting, world, 2, "999999.00")
    answer = send(page, drafting, act="mend", cell=cell, text="1.250,00")
    assert answer.status_code == 422
    assert "1.250,00" in answer.content.decode()
    assert "1,250.00" in answer.content.decode()
    assert cells.stand(drafting, [cell])[cell].text == "999999.00"
    assert send(page, drafting, act="mend", cell=cell, text="1.250,00", accept="read-as").status_code == 302
    assert cells.stand(drafting, [cell])[cell].text == "1250.00"


def test_all_rows_without_a_status_get_theirs_at_once_and_it_can_be_undone(
    world: World, press: Press
) -> None:
    document = moves.open_document(world.obligation(), actor=world.somchai)
    page = press(world.somchai)
    missing = [one for one in form2.load(document).findings() if one.rule == "F2-02"]
    wanted = [cell for one in missing for cell in one.cells if cell.startswith("p2.row.")]
    assert len(wanted) == 6
    send(page, document, act="mend", cell=wanted, text="not_started")
    assert {view.row.status for view in form2.load(document).rows} == {"not_started"}
    cells.undo(cells.last_step(document, [ChangeSetKind.MEND]), actor=world.somchai)  # type: ignore[arg-type]
    assert {view.row.status for view in form2.load(document).rows} == {None}


def test_one_reason_serves_many_points_of_the_chosen_rules_only(
    world: World, drafting: Document, press: Press
) -> None:
    page = press(world.somchai)
    for at in (0, 1):
        cells.apply(
            drafting,
            [Edit(cells.row_cell(world.projects[at], "status"), "not_started")],
            actor=world.somchai,
            kind=ChangeSetKind.TYPED,
        )
    silent = [one for one in form2.load(drafting).findings() if one.blocks]
    assert {one.rule for one in silent} >= {"F2-08"}
    before = FindingNote.objects.count()
    assert send(page, drafting, act="explain_all", rules=["F2-08"], text=" ").status_code == 302
    assert FindingNote.objects.count() == before
    send(page, drafting, act="explain_all", rules=["F2-08"], text="จ่ายเงินล่วงหน้าตามสัญญา")
    left = [one for one in form2.load(drafting).findings() if one.blocks]
    assert "F2-08" not in {one.rule for one in left}
    assert FindingNote.objects.filter(text="จ่ายเงินล่วงหน้าตามสัญญา").count() == 2


def test_a_note_settles_a_cancelled_project_with_spending_and_its_decision_the_rest(
    world: World, drafting: Document, press: Press
) -> None:
    page = press(world.somchai)
    cell = cells.row_cell(world.projects[0], "status")
    cells.apply(drafting, [Edit(cell, "cancelled")], actor=world.somchai, kind=ChangeSetKind.TYPED)
    levels = {one.rule: one.level for one in form2.load(drafting).findings()}
    assert levels["F2-15"] == Level.MUST_FIX
    assert levels["F2-17"] == Level.SHOULD_CHECK
    send(page, drafting, rule="F2-15", cell=cell, text="จ่ายก่อนยกเลิก เรียกคืนแล้ว")
    assert {one.rule: one.level for one in form2.load(drafting).findings()}["F2-15"] == Level.SHOULD_CHECK
    from datetime import date

    from plans import changes

    changes.cancel(
        world.projects[0],
        changes.Decision("มติสภา 2/2568", date(2025, 11, 12), "ซ้ำซ้อน"),
        actor=world.somchai,
    )
    assert "F2-17" not in {one.rule for one in form2.load(drafting).findings()}


def test_finances_total_that_differs_is_a_point_to_check(
    world: World, drafting: Document, press: Press
) -> None:
    from datetime import date
    from decimal import Decimal

    from documents import ledger

    clean = [one.rule for one in form2.load(drafting).findings()]
    ledger.save_totals(
        drafting,
        as_of=date(2026, 1, 5),
        totals={"ordinance_budget": Decimal(1)},
        version=0,
        actor=world.somchai,
    )
    assert "F2-19" not in clean
    assert "F2-19" in [one.rule for one in form2.load(drafting).findings()]
    assert "ยอดจากกองคลัง" in shown(press(world.somchai), drafting)


def test_what_passed_is_shown_and_a_reader_mends_nothing(
    world: World, drafting: Document, press: Press
) -> None:
    assert "F2-07" in shown(press(world.somchai), drafting)
    cell = put(drafting, world, 2, "312000.00")
    answer = send(press(world.wilai), drafting, act="mend", cell=cell, text="1")
    assert answer.status_code == 403
    assert press(world.wichai).get(reverse("check", args=[drafting.public_id])).status_code == 404
    assert cells.stand(drafting, [cell])[cell].text == "312000.00"


def test_with_its_readers_nothing_is_mended(world: World, in_review: Document, press: Press) -> None:
    cell = cells.line_cell(world.projects[0].lines.get())
    assert send(press(world.somchai), in_review, act="mend", cell=cell, text="1").status_code == 409
