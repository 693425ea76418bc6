"""What changed since a member read it last: in their list, on the page, and by their link; never somebody else's words."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from committee import links, sitting
from committee.models import AgendaItem, Objection
from documents import form2, writing
from documents.models import Basis, Document
from organisations.models import User
from tests.cast import World, explain, refer, vote
from web import mended
from workflow import guards, moves

Press = Callable[[User], Client]
ASKED = "ขอให้เขียนสาเหตุ"


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def open_item(document: Document) -> AgendaItem:
    item = sitting.open_item(document)
    assert item is not None
    return item


def change_a_figure(world: World, document: Document, amount: str) -> None:
    view = form2.load(document).rows[0]
    line = view.lines[0]
    entry = writing.LineEntry(Decimal(amount), Basis.AMOUNT, line.report.version if line.report else 0)
    row = writing.RowEntry("in_progress", "", view.report.version if view.report else 0, {line.line: entry})
    writing.save_row(document, view.project, row, actor=world.somchai)
    explain(document, world.somchai)


def go_round(world: World, document: Document, amount: str) -> AgendaItem:
    """Answer every issue, change a figure, lay it before the committee again."""
    document.refresh_from_db()
    for issue in guards.open_issues(document):
        moves.reply(issue, actor=world.somchai, text="เพิ่มสาเหตุแล้ว")
    change_a_figure(world, document, amount)
    refer(world, document)
    return open_item(document)


@pytest.fixture
def again(world: World, in_review: Document) -> AgendaItem:
    """Malee asked for mending, Bunmee approved, Duangjai said nothing; it came back mended."""
    vote(world, in_review, "aaxxx.xxxaa")
    moves.close_item(in_review, actor=world.anong)
    return go_round(world, in_review, "1234.00")


def test_the_list_tells_how_much_is_new_since_the_members_own_opinion(
    world: World, again: AgendaItem, press: Press
) -> None:
    malee = text_of(press(world.malee).get("/inbox/"))
    assert "ฉบับที่ 1: ขอให้แก้ไข" in malee
    assert "มีคำชี้แจง 6 ประเด็น" in malee
    assert "ตัวเลขใหม่ 1 รายการ" in malee
    silent = text_of(press(world.members[5]).get("/inbox/"))
    assert "มีคำชี้แจง" not in silent


def test_what_has_been_answered_leaves_the_list(world: World, again: AgendaItem, press: Press) -> None:
    moves.cast_ballot(again.revision.document, actor=world.malee, choice="approve")
    page = text_of(press(world.malee).get("/inbox/"))
    assert "มีคำชี้แจง" not in page
    assert "ไม่มีเรื่องรอพิจารณา" in page


def test_the_page_shows_the_earlier_opinion_beside_what_changed(
    world: World, again: AgendaItem, press: Press
) -> None:
    page = text_of(press(world.malee).get(f"/review/{again.public_id}/"))
    for words in (ASKED, "เพิ่มสาเหตุแล้ว", "1,234.00", "ท่านให้ความเห็นต่อฉบับที่ 1"):
        assert words in page, words


def test_who_comes_by_the_link_sees_the_same(world: World, again: AgendaItem) -> None:
    link = links.to_mail(again.sitting, world.malee)
    assert link is not None
    page = text_of(Client().get(f"/k/{links.token_of(link)}/{again.public_id}/"))
    for words in (ASKED, "เพิ่มสาเหตุแล้ว", "1,234.00", "ท่านให้ความเห็นต่อฉบับที่ 1"):
        assert words in page, words


def test_a_first_revision_has_nothing_before_it(world: World, in_review: Document) -> None:
    assert mended.since_last_read(open_item(in_review), world.malee) is None
    assert mended.in_one_line(open_item(in_review), world.malee) is None


def test_it_counts_from_the_revision_the_member_answered_not_from_the_one_before(
    world: World, again: AgendaItem
) -> None:
    """Malee answered the first and was silent on the second; on the third both rounds are new to her."""
    document = again.revision.document
    vote(world, document, "xxx.xxxxxxx")
    moves.close_item(document, actor=world.anong)
    third = go_round(world, document, "2345.00")
    hers, chairs = mended.since_last_read(third, world.malee), mended.since_last_read(third, world.anong)
    assert hers is not None
    assert chairs is not None
    assert (hers.earlier.number, chairs.earlier.number) == (1, 2)
    assert len(hers.issues) > len(chairs.issues)


def test_a_disowned_opinion_is_nobodys(world: World, in_review: Document) -> None:
    vote(world, in_review, "aaxxx.xxx..")
    ballot = sitting.live_ballots(open_item(in_review))[4]
    moves.object_to(ballot, actor=world.malee, kind=Objection.Kind.NOT_ME)
    moves.close_item(in_review, actor=world.anong)
    item = go_round(world, in_review, "1234.00")
    assert mended.last_opinion(item, world.malee) is None
    assert mended.last_opinion(item, world.anong) is not None


def test_nobody_reads_anothers_opinion_as_their_own(world: World, again: AgendaItem) -> None:
    """The negative control: the same report, two members, two earlier opinions."""
    said = {who: mended.last_opinion(again, who) for who in (world.malee, world.members[1])}
    assert [ballot.choice for ballot in said.values() if ballot] == ["return", "approve"]
