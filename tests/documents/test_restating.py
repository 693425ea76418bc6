"""A corrected period changes no later report: it proposes, with old and new of each dependent cell."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from documents import cells, restating
from documents.cells import Edit
from documents.models import (
    ChangeSetKind,
    Document,
    Issue,
    Restatement,
    RestatementDecision,
    Revision,
    Severity,
    State,
)
from organisations import clock
from tasks import watched
from tests.cast import World, explain, fill, refer, vote, work_off
from workflow import moves, restatements
from workflow.refusals import GuardRefused, NotAllowed, WrongState

LETTER = {"number": "ตง 1/1", "dated": "2026-04-08", "signer": "นายประสงค์", "capacity": "", "recipients": ""}


def send(world: World, document: Document) -> None:
    vote(world, document, "aaaaaaaaaaa")
    watched.ask("package.seal", document, actor=world.somchai, params=LETTER)
    work_off()
    document.refresh_from_db()


@pytest.fixture
def two(world: World, in_review: Document):
    """The first quarter and the second, both sent."""
    send(world, in_review)
    with clock.pretend(timezone.make_aware(datetime(2026, 4, 6, 10, 0))):
        second = moves.open_document(world.obligation("2569-q2"), actor=world.somchai)
        fill(second, world.somchai, share="0.10")
        refer(world, second)
        send(world, second)
        assert (in_review.state, second.state) == (State.SUBMITTED, State.SUBMITTED)
        yield in_review, second


def correct(world: World, document: Document, more: str = "5000") -> Revision:
    """Open a sent report again, add to the first line, lay it before the committee anew."""
    moves.reopen(document, actor=world.somchai, reason="ยอดของกองคลังแก้")
    line = world.projects[2].lines.get()
    cell = cells.line_cell(line)
    amount = Decimal(cells.stand(document, [cell])[cell].text) + Decimal(more)
    cells.apply(document, [Edit(cell, str(amount))], actor=world.somchai, kind=ChangeSetKind.TYPED)
    explain(document, world.somchai)
    document.refresh_from_db()
    for issue in Issue.objects.filter(document=document, severity=Severity.MUST, replies__isnull=True):
        moves.reply(issue, actor=world.somchai, text="แก้แล้ว")
    refer(world, document)
    document.refresh_from_db()
    return document.revisions.order_by("-number").first()


def test_a_correction_of_the_first_quarter_leaves_the_second_as_it_is_and_proposes(
    world: World, two: tuple[Document, Document]
) -> None:
    first, second = two
    stored = second.revisions.get()
    revision = correct(world, first)
    again = second.revisions.get()
    assert (again.content, again.fingerprint) == (stored.content, stored.fingerprint)
    proposal = Restatement.objects.get()
    assert (proposal.document, proposal.because, proposal.decision) == (second, revision, "open")
    line = world.projects[2].lines.get()
    told = {one["cell"]: (Decimal(one["old"]), Decimal(one["new"])) for one in proposal.cells}
    for name, by in (("earlier", 5000), ("to_date", 5000), ("remaining", -5000)):
        old, new = told[f"p2.line.{line.key}.{name}"]
        assert new - old == by
    old, new = told["p2.list.total.to_date"]
    assert new - old == 5000
    assert not any(
        other.lines.get().key in cell
        for cell in told
        for other in world.projects
        if other.pk != line.project_id
    )


def test_a_figure_typed_to_date_is_proposed_with_its_own_period_s_amount() -> None:
    """The ledger's figure stands; what moves is the period's share of it."""
    old = {"p2.line.x.earlier": "10.00", "p2.line.x.amount": "5.00", "p2.line.x.to_date": "15.00"}
    new = old | {"p2.line.x.earlier": "8.00", "p2.line.x.amount": "7.00"}
    assert restating.dependent(old, new) == [
        {"cell": "p2.line.x.earlier", "old": "10.00", "new": "8.00"},
        {"cell": "p2.line.x.amount", "old": "5.00", "new": "7.00"},
    ]
    assert restating.dependent(old, old | {"p2.line.x.amount": "7.00"}) == [], "what its own drafters changed"


def test_taking_it_makes_the_second_revision(world: World, two: tuple[Document, Document]) -> None:
    first, second = two
    correct(world, first)
    restatements.take(Restatement.objects.get(), actor=world.somchai)
    second.refresh_from_db()
    assert second.state == State.DRAFTING
    explain(second, world.somchai)
    refer(world, second)
    revision = second.revisions.order_by("-number").first()
    assert revision is not None and revision.number == 2
    line = world.projects[2].lines.get()
    assert Decimal(revision.data["cells"][f"p2.line.{line.key}.earlier"]) == Decimal(155000)
    assert Restatement.objects.get().decision == RestatementDecision.TAKEN


def test_a_correction_that_changes_no_figure_proposes_nothing(
    world: World, two: tuple[Document, Document]
) -> None:
    correct(world, two[0], more="0")
    assert not Restatement.objects.exists()


def test_a_newer_correction_replaces_the_proposal_that_waits(
    world: World, two: tuple[Document, Document]
) -> None:
    first, _ = two
    correct(world, first)
    vote(world, first, "xxxxxxxxxxx")
    line = cells.line_cell(world.projects[2].lines.get())
    for issue in Issue.objects.filter(document=first, severity=Severity.MUST, replies__isnull=True):
        moves.reply(issue, actor=world.somchai, text="แก้แล้ว")
    cells.apply(first, [Edit(line, "160000.00")], actor=world.somchai, kind=ChangeSetKind.TYPED)
    explain(first, world.somchai)
    refer(world, first)
    assert sorted(Restatement.objects.values_list("decision", flat=True)) == ["declined", "open"]
    assert restating.open_for(two[1])[0].because.number == 3


def test_declining_asks_for_a_reason_and_only_the_drafter_decides(
    world: World, two: tuple[Document, Document]
) -> None:
    correct(world, two[0])
    proposal = Restatement.objects.get()
    with pytest.raises(GuardRefused):
        restatements.decline(proposal, actor=world.somchai, reason=" ")
    with pytest.raises(NotAllowed):
        restatements.take(proposal, actor=world.wichai)
    restatements.decline(proposal, actor=world.somchai, reason="ต่างกันเล็กน้อย จะปรับในไตรมาสถัดไป")
    with pytest.raises(WrongState):
        restatements.take(proposal, actor=world.somchai)
    assert two[1].revisions.count() == 1


def test_a_revision_says_how_it_differs_from_the_one_before(
    world: World, two: tuple[Document, Document]
) -> None:
    revision = correct(world, two[0])
    line = world.projects[2].lines.get()
    assert revision.differences == [
        {"cell": f"p2.line.{line.key}.amount", "old": "150000.00", "new": "155000.00"}
    ]
    assert two[0].revisions.get(number=1).differences == []
