"""What the table's script may send, and what it hears."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from documents import cells
from documents.cells import Edit
from documents.models import ChangeSet, ChangeSetKind, Document
from organisations.models import User
from tests.cast import World

Press = Callable[[User], Client]


def post(client: Client, document: Document, told: Any) -> Any:
    body = told if isinstance(told, str) else json.dumps(told)
    return client.post(reverse("cells", args=[document.public_id]), body, content_type="application/json")


def edit(document: Document, world: World, text: str, name: str = "amount", **more: str) -> dict[str, str]:
    project = world.projects[0]
    cell = (
        cells.row_cell(project, name)
        if name in cells.ROW_FIELDS
        else cells.line_cell(project.lines.get(), name)
    )
    seen = cells.stand(document, [cell])[cell].mark
    return {"cell": cell, "text": text, "seen": seen} | more


def test_what_moved_comes_back_as_text(world: World, drafting: Document, press: Press) -> None:
    heard = post(
        press(world.somchai), drafting, {"edits": [edit(drafting, world, "๔๐,๐๐๐.๕๐")], "set": "money"}
    )
    assert heard.status_code == 200
    told = heard.json()
    key = f"p2.line.{world.projects[0].lines.get().key}"
    assert told["cells"][f"{key}.amount"]["html"] == "40,000.50"
    assert told["cells"][f"{key}.remaining"]["html"] == "59,999.50"
    assert told["cells"][f"{key}.amount"]["seen"] == "amount:40000.50"
    assert told["sums"]["total"]["amount"] == "1,040,000.50"
    assert ChangeSet.objects.get(public_id=told["step"]).kind == ChangeSetKind.TYPED


def test_what_could_not_be_read_is_told_and_the_rest_is_written(
    world: World, drafting: Document, press: Press
) -> None:
    edits = [edit(drafting, world, "1.250,00"), edit(drafting, world, "ติดฝน", "obstacle")]
    told = post(press(world.somchai), drafting, {"edits": edits, "set": "all"}).json()
    (problem,) = told["problems"]
    assert (problem["code"], problem["suggestion"]) == ("read-as", "1,250.00")
    assert cells.stand(drafting, [edits[1]["cell"]])[edits[1]["cell"]].text == "ติดฝน"
    again = edit(drafting, world, "1.250,00", accept="read-as")
    told = post(press(world.somchai), drafting, {"edits": [again], "set": "all"}).json()
    assert told["problems"] == []
    assert cells.stand(drafting, [again["cell"]])[again["cell"]].text == "1250.00"


def test_both_values_come_back_when_somebody_was_first(
    world: World, drafting: Document, press: Press
) -> None:
    mine = edit(drafting, world, "1")
    cells.apply(drafting, [Edit(mine["cell"], "2.00")], actor=world.wilai, kind=ChangeSetKind.TYPED)
    heard = post(press(world.somchai), drafting, {"edits": [mine], "set": "money"})
    assert heard.status_code == 409
    (one,) = heard.json()["collisions"]
    assert (one["theirs"], one["seen"], one["who"]) == ("2.00", "amount:2.00", world.wilai.name)


@pytest.mark.parametrize(
    "told",
    ["", "[]", "{}", '{"edits": []}', '{"edits": [1]}', '{"edits": [{"cell": 1, "text": "x"}]}'],
)
def test_a_broken_message_is_refused(world: World, drafting: Document, press: Press, told: str) -> None:
    heard = post(press(world.somchai), drafting, told)
    assert heard.status_code == 400
    assert heard.json()["error"]


@pytest.mark.parametrize("cell", ["p2.t4.s1.done.n", "p4", "p2.line.x.amount", ""])
def test_a_cell_that_is_none_is_refused(world: World, drafting: Document, press: Press, cell: str) -> None:
    told = {"edits": [{"cell": cell, "text": "5", "seen": ""}], "set": "money"}
    assert post(press(world.somchai), drafting, told).status_code == 400


def test_a_stranger_does_not_find_it_and_a_reader_may_not_write(
    world: World, drafting: Document, press: Press
) -> None:
    told = {"edits": [edit(drafting, world, "5")], "set": "money"}
    assert post(press(world.wichai), drafting, told).status_code == 404
    assert post(press(world.wilai), drafting, told).status_code == 403
    assert press(world.somchai).get(reverse("cells", args=[drafting.public_id])).status_code == 405


def test_with_its_readers_the_script_is_told_so(world: World, in_review: Document, press: Press) -> None:
    told = {"edits": [edit(in_review, world, "5")], "set": "money"}
    assert post(press(world.somchai), in_review, told).status_code == 423


def test_filters_show_the_rows_asked_for(world: World, drafting: Document, press: Press) -> None:
    page = press(world.somchai)
    address = reverse("form2", args=[drafting.public_id])
    assert page.get(address, {"q": "หมู่ที่ 3"}).content.count(b"<tr id=") == 1
    assert page.get(address, {"strategy": "s2"}).content.count(b"<tr id=") == 3
    assert page.get(address, {"division": "กองช่าง"}).content.count(b"<tr id=") == 6
    assert page.get(address, {"state": "done"}).content.count(b"<tr id=") == 0
    assert page.get(address, {"state": "in_progress"}).content.count(b"<tr id=") == 6
    cells.apply(
        drafting,
        [Edit(cells.line_cell(world.projects[1].lines.get()), "999999.00")],
        actor=world.somchai,
        kind=ChangeSetKind.TYPED,
    )
    assert page.get(address, {"state": "must"}).content.count(b"<tr id=") == 1
    assert page.get(address, {"state": "nonsense"}).status_code == 200
