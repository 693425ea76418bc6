"""Both bases of a percent stand on the report's page with their names."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from documents import form2
from documents.models import Document
from organisations.models import User
from tests.cast import World
from web import shares

Press = Callable[[User], Client]


def test_every_percent_has_its_count_and_its_base(world: World, drafting: Document) -> None:
    parts = shares.parts_of(form2.load(drafting), "ทั้งหมด")
    assert [part.name for part in parts][-1] == "ทั้งหมด"
    first = parts[0]
    assert [[(one.count, one.of, one.percent) for one in line.shares] for line in first.lines][:2] == [
        [("0", "3", "0.00"), ("0", "6", "0.00")],
        [("3", "3", "100.00"), ("3", "6", "50.00")],
    ]
    spending = parts[-1].lines[-1].shares
    assert [one.of for one in spending] == ["2,100,000", "2,100,000"]
    assert {one.percent for one in spending} == {"50.00"}


def test_the_page_names_both_bases(world: World, drafting: Document, press: Press) -> None:
    shown = press(world.somchai).get(reverse("report", args=[drafting.public_id])).content.decode()
    assert "3 จาก 6" in shown
    for base in ("ของโครงการในยุทธศาสตร์", "ของโครงการทั้งหมด"):
        assert base in shown
