"""Random histories: the product answers and stands as a small pure model does (`reliability` R06).

One report, one committee of eleven; circulations and meetings, second calls, adjournments, changes of mind,
seats that fall vacant, time that passes. Each history is undone by a savepoint, so that the world is made once.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from committee import sitting
from committee.models import AgendaItem, Assistant, Mode, Presence, Seat, SeatTerm, Sitting
from documents.models import Document, FormKind, Revision
from organisations import clock, law, process
from organisations.models import Role, RoleGrant
from organisations.scope import everything
from tests.cast import World, fill, make_world
from tests.workflow.model import CIRCULATION_DAYS, DAY, SEATS, SECRETARY, Model
from workflow import guards, log, moves
from workflow.models import Case, LogEntry
from workflow.refusals import WorkflowError

HISTORIES = int(os.environ.get("SOAK_HISTORIES", "400"))
STEPS = 20
MIDNIGHT = timezone.make_aware(datetime(2026, 1, 6))
PACK = law.load("handbook-quarterly")
REASON = {"composition_reason": "ตำแหน่งว่าง", "authority": "คำสั่ง 1/2569"}
TITLES = ("หัวหน้าสำนักปลัด", "ปลัด")
seats = st.integers(1, SEATS)
choices = st.sampled_from(["approve", "approve", "approve_remarks", "return", "return", "abstain", "recuse"])
crowds = st.frozensets(seats, max_size=SEATS)


class Histories(RuleBasedStateMachine):
    """What may happen, in any order; every step is done on both sides and compared."""

    world: World
    document_id: int

    @initialize(hops=st.sampled_from([0, 0, 1, 2]), signs=st.booleans())
    def begin(self, hops: int, signs: bool) -> None:
        self.savepoint = transaction.savepoint()
        self.model, self.looked = Model(hops=hops, signs=signs), False
        if hops or signs:
            process.keep(self.world.banna, FormKind.FORM2, hops=TITLES[:hops], signed=signs)
        self.report = self.document
        self.where: Sitting | None = None
        self.called_for = 0
        self.seat_of = {one.number: one for one in Seat.objects.filter(committee=self.world.committee)}

    def teardown(self) -> None:
        if not hasattr(self, "savepoint"):
            return
        entries = LogEntry.objects.filter(document=self.document_id).order_by("seq")
        faults = log.faults(entries)
        known = set(ways())
        strange = [
            (one.from_state, one.to_state)
            for one in entries
            if one.from_state and (one.kind, one.from_state, one.to_state) not in known
        ]
        transaction.savepoint_rollback(self.savepoint)
        assert faults == []
        assert strange == []

    # ── the same on both sides ──

    @property
    def document(self) -> Document:
        """The report as it stands now; a move wants its key only."""
        return Document.objects.select_related("unit", "obligation__period").get(pk=self.document_id)

    def now(self) -> datetime:
        return MIDNIGHT + timedelta(hours=self.model.hours)

    def same(self, expected: str, act: Callable[[Document], Any]) -> None:
        """Do it on the product; its refusal is the model's. What is refused leaves nothing behind."""
        before = LogEntry.objects.filter(document=self.document_id).count()
        with clock.pretend(self.now()):
            try:
                with transaction.atomic():
                    act(self.report)
                got, self.looked = "", False
            except WorkflowError as refusal:
                got = refusal.code
                assert LogEntry.objects.filter(document=self.document_id).count() == before
        assert got == expected, f"the model says {expected!r}, the product {got!r}"

    @invariant()
    def stands_as_the_model(self) -> None:
        if getattr(self, "looked", True):
            return
        model, document, self.looked = self.model, self.document, True
        assert document.state == model.state
        assert Revision.objects.filter(document=document).count() == model.revisions
        assert len(guards.open_issues(document)) == model.open_issues
        written = (
            AgendaItem.objects.filter(revision__document=document)
            .exclude(outcome="")
            .order_by("closed_at", "pk")
        )
        assert [one.outcome for one in written] == model.outcomes
        item = sitting.open_item(document)
        assert (item is None) == (model.item is None)
        if item is not None:
            with clock.pretend(self.now()):
                counted = sitting.tally(item, document).count
            assert (counted.outcome, counted.answered, counted.needed) == model.count()
            assert item.fingerprint == item.revision.fingerprint

    # ── what may happen ──

    @rule(hours=st.sampled_from([1, 5, DAY, 3 * DAY, 7 * DAY, 15 * DAY]))
    def time_passes(self, hours: int) -> None:
        self.model.hours += hours

    @precondition(lambda self: self.model.state in ("drafting", "returned"))
    @rule()
    def propose(self) -> None:
        self.same(self.model.propose(), lambda one: moves.propose(one, actor=self.world.somchai))

    @precondition(lambda self: self.model.state == "checking")
    @rule(reader=st.sampled_from(["herself", "herself", "on paper", "who proposed it"]))
    def endorse(self, reader: str) -> None:
        """The checker reads it herself; or it is written down from paper, sometimes with the wrong name."""
        world, name = (
            self.world,
            {"herself": "", "on paper": "นางปลัด ทดสอบ"}.get(reader, self.world.somchai.name),
        )
        actor = world.somchai if name else world.wilai
        self.same(
            self.model.endorse(reader, proposer=reader == "who proposed it"),
            lambda one: moves.endorse(one, actor=actor, reader=name),
        )

    @precondition(lambda self: self.model.state in ("drafting", "returned", "checking"))
    @rule()
    def refer(self) -> None:
        until = self.now() + timedelta(days=CIRCULATION_DAYS)
        self.same(
            self.model.refer(),
            lambda one: moves.refer(one, actor=self.world.somchai, closes_at=until, **REASON),
        )

    @precondition(lambda self: self.model.state in ("drafting", "returned", "checking"))
    @rule(days=st.integers(1, 6), mode=st.sampled_from([Mode.MEETING, Mode.ELECTRONIC]))
    def refer_to_a_meeting(self, days: int, mode: str) -> None:
        held = self.now() + timedelta(days=days)
        how = sitting.Call(mode=mode, held_at=held, place="ห้องประชุม", notice_reason="เร่งด่วน", **REASON)
        with clock.pretend(self.now()):
            where = moves.call_sitting(self.world.banna, how, actor=self.world.somchai, pack=PACK)
        expected = self.model.refer_to_meeting(self.model.hours + days * DAY)
        self.same(expected, lambda one: moves.refer(one, actor=self.world.somchai, where=where))

    @precondition(lambda self: self.model.state in ("drafting", "checking"))
    @rule(present=crowds, presiding=seats, said=st.dictionaries(seats, choices, max_size=3))
    def a_meeting_begins(self, present: frozenset[int], presiding: int, said: dict[int, str]) -> None:
        """The usual way into a meeting in one step, so that histories get as far as its end."""
        if self.model.hops and self.model.state == "drafting":
            self.propose()
        for reader in ("herself", "on paper")[len(self.model.readers) : self.model.hops]:
            self.endorse(reader)
        self.refer_to_a_meeting(1, Mode.MEETING)
        if self.model.item is None:
            return
        self.attend(present, presiding)
        if self.model.item is not None and self.model.item.begun:
            self.record(said, stray=False)

    @precondition(lambda self: self.model.state == "in_review")
    @rule()
    def take_back(self) -> None:
        self.same(self.model.take_back(), lambda one: moves.take_back(one, actor=self.world.somchai))

    @precondition(lambda self: self.model.open_issues)
    @rule()
    def reply(self) -> None:
        issue = guards.open_issues(self.document)[0]
        self.same(self.model.reply(), lambda one: moves.reply(issue, actor=self.world.somchai, text="แก้แล้ว"))

    @precondition(lambda self: self.model.state == "in_review")
    @rule(seat=seats, choice=choices)
    def vote(self, seat: int, choice: str) -> None:
        self._vote(seat, choice)

    @precondition(lambda self: self.model.state == "in_review")
    @rule(given=st.dictionaries(seats, choices, min_size=5))
    def many_vote(self, given: dict[int, str]) -> None:
        for seat, choice in given.items():
            self._vote(seat, choice)

    def _vote(self, seat: int, choice: str) -> None:
        points = [moves.Point("p4", f"ข้อของที่นั่ง {seat}")] if choice == "return" else []
        remark = "ขอให้ติดตาม" if choice == "approve_remarks" else ""
        member = self.world.members[seat - 1]
        self.same(
            self.model.vote(seat, choice),
            lambda one: moves.cast_ballot(one, actor=member, choice=choice, remark=remark, points=points),
        )

    @precondition(lambda self: self.model.item is not None)
    @rule(by_hand=st.booleans())
    def close(self, by_hand: bool) -> None:
        actor = self.world.members[SECRETARY - 1] if by_hand else None
        self.same(self.model.close(by_hand=by_hand), lambda one: moves.close_item(one, actor=actor))

    @rule(seat=seats)
    def a_seat_falls_vacant(self, seat: int) -> None:
        if seat == SECRETARY or len(self.model.held) < 6:
            return
        self.model.held.discard(seat)
        self.looked = False
        yesterday = (self.now() - timedelta(days=1)).date()
        SeatTerm.objects.filter(seat=self.seat_of[seat]).update(ends_on=yesterday)

    @precondition(lambda self: self.model.state in ("checking", "approved"))
    @rule()
    def send_back(self) -> None:
        point = [moves.Point("p4", "ขอให้เพิ่มสาเหตุ")]
        actor = self.world.wilai if self.model.state == "checking" else self.world.prasong
        day = self.now().date()
        self.same(
            self.model.send_back(), lambda one: moves.return_(one, actor=actor, points=point, fix_by=day)
        )

    @precondition(lambda self: self.model.state == "approved")
    @rule()
    def sign(self) -> None:
        told = {"signer": "นายประสงค์", "capacity": "", "signed_on": self.now().date()}
        self.same(self.model.sign(), lambda one: moves.sign(one, actor=self.world.prasong, **told))

    @precondition(lambda self: self.model.state in ("approved", "signed"))
    @rule(reason=st.booleans())
    def submit(self, reason: bool) -> None:
        def send(one: Document) -> None:
            revision, chain = guards.last_revision(one), guards.chain_of_approval(one)
            package = moves.SealedPackage(
                "0" * 64, revision.fingerprint if revision else "", chain[-1].hash if chain else "", "3" * 64
            )
            why = "ประธานลงนามภายหลัง" if reason else ""
            letter = moves.Letter("ตง 1/1", date(2026, 1, 6), "นายประสงค์", without_resolution=why)
            moves.submit(one, actor=self.world.somchai, package=package, letter=letter)

        self.same(self.model.submit(reason=reason), send)

    @precondition(lambda self: self.model.state == "submitted")
    @rule()
    def reopen(self) -> None:
        self.same(
            self.model.reopen(), lambda one: moves.reopen(one, actor=self.world.somchai, reason="แก้ยอด")
        )

    @precondition(lambda self: self.model.revisions > 1)
    @rule(asked=st.integers(0, 9))
    def cancel(self, asked: int) -> None:
        """Seldom asked for, so that histories go on; sometimes confirmed by who asked for it."""
        somchai, wilai = self.world.somchai, self.world.wilai
        why = {"reason": "ยกเว้น", "granted_by": "อำเภอ"}
        if asked < 2:
            self.same(self.model.ask_cancel(), lambda one: moves.ask_cancel(one, actor=somchai, **why))
        both = asked == 1
        grants = RoleGrant.objects.filter(person=somchai, role=Role.CHECKER)
        if both:
            RoleGrant.objects.create(
                person=somchai, role=Role.CHECKER, unit=self.world.banna, starts_on=date(2020, 1, 1)
            )
        self.same(
            self.model.cancel(same_person=both),
            lambda one: moves.cancel(one, actor=somchai if both else wilai),
        )
        grants.delete()

    @rule(which=st.integers(0, 12))
    def out_of_turn(self, which: int) -> None:
        """Any move, whatever the state: what is not its turn is refused, by the code that the model gives."""
        moved: list[Callable[[], None]] = [
            self.propose,
            self.refer,
            self.take_back,
            self.send_back,
            self.sign,
            lambda: self.submit(True),
            self.reopen,
            lambda: self.endorse("herself"),
            lambda: self._vote(3, "approve"),
            lambda: self.close(True),
            lambda: self.close(False),
            lambda: self.record({}, stray=False),
            lambda: self.refer_to_a_meeting(3, Mode.MEETING),
        ]
        moved[which]()

    # ── in a meeting ──

    def begun(self) -> bool:
        return self.in_a_meeting() and self.model.item is not None and self.model.item.begun

    def in_a_meeting(self) -> bool:
        return self.model.item is not None and self.model.item.meeting

    def meeting(self) -> Sitting:
        item = sitting.open_item(self.document)
        assert item is not None
        return item.sitting

    @precondition(lambda self: self.in_a_meeting())
    @rule(present=crowds, presiding=seats)
    def attend(self, present: frozenset[int], presiding: int) -> None:
        where = self.meeting()
        here = present & self.model.held
        told = {self.seat_of[seat].pk: Presence.PRESENT for seat in here}
        who = SeatTerm.objects.filter(seat=self.seat_of[presiding]).get()
        self.same(
            self.model.attend(present, presiding),
            lambda one: moves.record_attendance(
                where, actor=self.world.somchai, presences=told, presiding=who
            ),
        )

    @precondition(lambda self: self.begun())
    @rule(said=st.dictionaries(seats, choices, max_size=4), stray=st.booleans())
    def record(self, said: dict[int, str], stray: bool) -> None:
        item = self.model.item
        if item is not None and not stray:
            said = {seat: choice for seat, choice in said.items() if seat in item.present}
        told = {}
        for seat, choice in said.items():
            point = moves.Point("p4", f"ข้อของที่นั่ง {seat}") if choice == "return" else None
            remark = "ขอให้ติดตาม" if choice == "approve_remarks" else ""
            told[self.seat_of[seat].pk] = moves.Dissent(choice, remark, point)
        self.same(
            self.model.record(said), lambda one: moves.record_item(one, actor=self.world.somchai, said=told)
        )

    @precondition(lambda self: self.begun())
    @rule(adjourn=st.booleans())
    def end(self, adjourn: bool) -> None:
        where = self.meeting()
        to = self.now() + timedelta(days=3) if adjourn else None
        self.same(
            self.model.end(adjourn=adjourn),
            lambda one: moves.end_meeting(where, actor=self.world.somchai, adjourn_to=to),
        )

    @precondition(lambda self: self.begun())
    @rule(days=st.sampled_from([1, 7, 14, 15, 30]))
    def again(self, days: int) -> None:
        where = self.meeting()
        at = self.now() + timedelta(days=days)
        self.same(
            self.model.again(days), lambda one: moves.call_again(where, actor=self.world.somchai, at=at)
        )


def ways() -> list[tuple[str, str, str]]:
    """Every way of the graph: the entry's kind, from, to."""
    graph = Case._meta.get_field("state").get_all_transitions(Case)  # type: ignore[union-attr]
    return [(one.name.rstrip("_"), str(one.source), str(one.target)) for one in graph]


@pytest.fixture
def machine(db: None) -> type[Histories]:
    """The machine with its world: one sound report of one project, being drafted."""
    with everything(), clock.pretend(MIDNIGHT):
        world = make_world(projects=1)
        Assistant.objects.create(committee=world.committee, person=world.somchai, starts_on=date(2025, 1, 1))
        document = moves.open_document(world.obligation(), actor=world.somchai)
        fill(document, world.somchai)
    Histories.world, Histories.document_id = world, document.pk
    return Histories


def play(machine: type[Histories], histories: int) -> None:
    """Without shrinking, which may take longer than the whole suite; `HISTORIES_SHRINK=1` finds the shortest."""
    shrink = [Phase.shrink] if os.environ.get("HISTORIES_SHRINK") else []
    with everything():
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=histories,
                stateful_step_count=STEPS,
                deadline=None,
                database=None,
                phases=[Phase.generate, *shrink],
                suppress_health_check=list(HealthCheck),
                print_blob=True,
            ),
        )


@pytest.mark.parametrize("half", [1, 2])
def test_the_product_is_the_model_over_random_histories(machine: type[Histories], half: int) -> None:
    """In two halves, one for each core; each draws its own."""
    play(machine, HISTORIES // 2)


@pytest.mark.parametrize("broken", ["quorum", "take_back", "second_call"])
def test_a_product_that_differs_would_be_found(
    machine: type[Histories], monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    """The negative control: the model counts, takes back or calls again otherwise, and the histories tell."""
    if broken == "quorum":
        monkeypatch.setattr("tests.workflow.model.FIRST", Fraction(1, 3))
    elif broken == "take_back":
        refuse = "answered"
        monkeypatch.setattr(Model, "take_back", lambda self: refuse if self.item else "wrong-state")
    else:
        monkeypatch.setattr("tests.workflow.model.LATEST_SECOND_CALL", 5)
    with pytest.raises(AssertionError):
        play(machine, HISTORIES)
