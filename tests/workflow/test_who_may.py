"""Who may make which move when: every cell of situation × move × actor is tried, listed or not (R07).

`MAY` is the whole of what succeeds. Every other cell raises a refusal and leaves every table as it was. A
situation is a state of the report with what the moves' guards ask of it: read or not, answered or not. Moves on
a sitting or an issue are tried where there is one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction

from committee import sitting
from committee.models import Assistant, Mode, Seat, SeatTerm, Sitting
from documents.models import Document, FormKind, Issue, State
from organisations import clock, law, process
from organisations.models import User
from tests.cast import World, fill, person, refer, vote
from workflow import guards, moves
from workflow.refusals import WorkflowError

PACK = law.load("handbook-quarterly")
POINT = moves.Point("p4", "ขอให้เขียนสาเหตุ")
LETTER = moves.Letter("ตง 1/1", date(2026, 1, 6), "นายประสงค์")
READER = "นางปราณี ปลัด"

ACTORS = (
    "drafter",
    "checker",
    "executive",
    "chair",
    "secretary",
    "member",
    "assistant",
    "registrar",
    "neighbour",
    "nobody",
)
SEATED = "chair secretary member"
RECORDERS = "chair secretary assistant"
ALWAYS = {"call_sitting": "drafter checker"}
"""A sitting is called for the unit, whatever state one report is in."""
ALIVE = ALWAYS | {"ask_cancel": "drafter", "cancel what was asked": "checker"}
CIRCULATING = ALIVE | {
    "cast_ballot": SEATED,
    "record_paper_opinion": RECORDERS,
    "close_item": "chair secretary",
}

MAY: dict[str, dict[str, str]] = {
    "drafting": ALIVE | {"refer": "drafter checker"},
    "drafting, with a reader": ALIVE | {"propose": "drafter"},
    "checking": ALIVE
    | {
        "endorse": "checker",
        "endorse on paper": "drafter",
        "return_": "checker",
        "return_ on paper": "drafter",
    },
    "checking, read": ALIVE
    | {"refer": "drafter checker", "return_": "checker", "return_ on paper": "drafter"},
    "in review": CIRCULATING | {"take_back": "drafter"},
    "in review, answered": CIRCULATING,
    "before a meeting": ALIVE
    | {
        "cast_ballot": SEATED,
        "take_back": "drafter",
        "move_sitting": "drafter checker",
        "record_attendance": RECORDERS,
    },
    "in a meeting": ALIVE | {"record_attendance": RECORDERS, "record_item": RECORDERS},
    "in a meeting, recorded": ALIVE
    | {"record_attendance": RECORDERS, "record_item": RECORDERS, "end_meeting": RECORDERS},
    "in a meeting of few": ALIVE
    | {"record_attendance": RECORDERS, "record_item": RECORDERS, "call_again": RECORDERS},
    "returned": ALIVE | {"reply": "drafter"},
    "returned, replied": ALIVE | {"reply": "drafter", "refer": "drafter checker"},
    "approved": ALIVE
    | {
        "sign": "drafter executive",
        "submit": "drafter",
        "return_": "executive",
        "return_ on paper": "drafter",
    },
    "approved, to be signed": ALIVE
    | {"sign": "drafter executive", "return_": "executive", "return_ on paper": "drafter"},
    "signed": ALIVE | {"submit": "drafter"},
    "submitted": ALWAYS | {"reopen": "drafter"},
    "cancelled": ALWAYS,
}


@dataclass
class Scene:
    """A report in a situation, with its people."""

    world: World
    document: Document
    people: dict[str, User]

    @property
    def where(self) -> Sitting | None:
        """The last sitting that has the report on its agenda."""
        return Sitting.objects.filter(items__revision__document=self.document).order_by("pk").last()

    @property
    def issue(self) -> Issue | None:
        return Issue.objects.filter(document=self.document).first()


# ── how a report gets there: by walking the moves ──


def keep(scene: Scene, *, reader: bool = False, signed: bool = False) -> None:
    """Switch on the optional steps of บ้านนา's house."""
    process.keep(scene.world.banna, FormKind.FORM2, hops=["ปลัด"] if reader else [], signed=signed)


def with_a_reader(scene: Scene) -> None:
    keep(scene, reader=True)


def checking(scene: Scene) -> None:
    with_a_reader(scene)
    moves.propose(scene.document, actor=scene.people["drafter"])


def checked(scene: Scene) -> None:
    checking(scene)
    moves.endorse(scene.document, actor=scene.people["checker"])


def in_review(scene: Scene) -> None:
    refer(scene.world, scene.document)


def answered(scene: Scene) -> None:
    in_review(scene)
    vote(scene.world, scene.document, "....a......")


def before_a_meeting(scene: Scene) -> None:
    how = sitting.Call(mode=Mode.MEETING, held_at=clock.now() + timedelta(days=6), place="ห้องประชุม")
    called = moves.call_sitting(scene.world.banna, how, actor=scene.people["drafter"], pack=PACK)
    moves.refer(scene.document, actor=scene.people["drafter"], where=called)


def come(scene: Scene, count: int) -> dict[int, str]:
    """The first so many seats are present."""
    seats = Seat.objects.filter(committee=scene.world.committee)
    return {one.pk: "present" if at < count else "absent" for at, one in enumerate(seats)}


def begun(scene: Scene, count: int = 11) -> None:
    before_a_meeting(scene)
    assert scene.where is not None
    moves.record_attendance(scene.where, actor=scene.people["chair"], presences=come(scene, count))


def recorded(scene: Scene) -> None:
    begun(scene)
    moves.record_item(scene.document, actor=scene.people["chair"], said={})


def few(scene: Scene) -> None:
    begun(scene, 3)


def returned(scene: Scene) -> None:
    in_review(scene)
    vote(scene.world, scene.document, "xaaaaaxxxxx")


def replied(scene: Scene) -> None:
    returned(scene)
    for issue in guards.open_issues(scene.document):
        moves.reply(issue, actor=scene.people["drafter"], text="แก้แล้ว")


def approved(scene: Scene) -> None:
    in_review(scene)
    vote(scene.world, scene.document, "aaaaaaaaaaa")


def to_be_signed(scene: Scene) -> None:
    keep(scene, signed=True)
    approved(scene)


def signed(scene: Scene) -> None:
    to_be_signed(scene)
    sign(scene, scene.people["executive"])


def submitted(scene: Scene) -> None:
    approved(scene)
    submit(scene, scene.people["drafter"])


def cancelled(scene: Scene) -> None:
    ask_cancel(scene, scene.people["drafter"])
    cancel(scene, scene.people["checker"])


WALKS: dict[str, tuple[str, Callable[[Scene], None]]] = {
    "drafting": (State.DRAFTING, lambda scene: None),
    "drafting, with a reader": (State.DRAFTING, with_a_reader),
    "checking": (State.CHECKING, checking),
    "checking, read": (State.CHECKING, checked),
    "in review": (State.IN_REVIEW, in_review),
    "in review, answered": (State.IN_REVIEW, answered),
    "before a meeting": (State.IN_REVIEW, before_a_meeting),
    "in a meeting": (State.IN_REVIEW, begun),
    "in a meeting, recorded": (State.IN_REVIEW, recorded),
    "in a meeting of few": (State.IN_REVIEW, few),
    "returned": (State.RETURNED, returned),
    "returned, replied": (State.RETURNED, replied),
    "approved": (State.APPROVED, approved),
    "approved, to be signed": (State.APPROVED, to_be_signed),
    "signed": (State.SIGNED, signed),
    "submitted": (State.SUBMITTED, submitted),
    "cancelled": (State.CANCELLED, cancelled),
}


# ── the moves, each with what it needs besides who acts ──


def endorse_on_paper(scene: Scene, actor: User) -> None:
    moves.endorse(scene.document, actor=actor, reader=READER)


def return_(scene: Scene, actor: User, reader: str = "") -> None:
    moves.return_(scene.document, actor=actor, points=[POINT], fix_by=clock.today(), reader=reader)


def sign(scene: Scene, actor: User) -> None:
    moves.sign(scene.document, actor=actor, signer="นายประสงค์", capacity="นายก อบต.", signed_on=clock.today())


def submit(scene: Scene, actor: User) -> None:
    """With the hashes that a worker would have: of the latest revision and the chain of its approval."""
    revision, chain = guards.last_revision(scene.document), guards.chain_of_approval(scene.document)
    fingerprint, last = revision.fingerprint if revision else "", chain[-1].hash if chain else ""
    package = moves.SealedPackage("0" * 64, fingerprint, last, "3" * 64)
    moves.submit(scene.document, actor=actor, package=package, letter=LETTER)


def ask_cancel(scene: Scene, actor: User) -> None:
    moves.ask_cancel(scene.document, actor=actor, reason="ยุบรวม", granted_by="หนังสือจังหวัด ที่ 1/2569")


def cancel(scene: Scene, actor: User) -> None:
    moves.cancel(scene.document, actor=actor)


def record_paper_opinion(scene: Scene, actor: User) -> None:
    term = SeatTerm.objects.get(person=scene.people["member"])
    moves.record_paper_opinion(scene.document, actor=actor, term=term, choice="approve")


def call_sitting(scene: Scene, actor: User) -> None:
    how = sitting.Call(mode=Mode.MEETING, held_at=clock.now() + timedelta(days=9), place="ห้องประชุม")
    moves.call_sitting(scene.world.banna, how, actor=actor, pack=PACK)


Act = Callable[[Scene, User], Any]
ON_THE_REPORT: dict[str, Act] = {
    "propose": lambda scene, actor: moves.propose(scene.document, actor=actor),
    "refer": lambda scene, actor: moves.refer(
        scene.document, actor=actor, closes_at=clock.now() + timedelta(days=7)
    ),
    "take_back": lambda scene, actor: moves.take_back(scene.document, actor=actor),
    "endorse": lambda scene, actor: moves.endorse(scene.document, actor=actor),
    "endorse on paper": endorse_on_paper,
    "return_": return_,
    "return_ on paper": lambda scene, actor: return_(scene, actor, READER),
    "cast_ballot": lambda scene, actor: moves.cast_ballot(scene.document, actor=actor, choice="approve"),
    "record_paper_opinion": record_paper_opinion,
    "close_item": lambda scene, actor: moves.close_item(scene.document, actor=actor),
    "record_item": lambda scene, actor: moves.record_item(scene.document, actor=actor, said={}),
    "sign": sign,
    "submit": submit,
    "reopen": lambda scene, actor: moves.reopen(scene.document, actor=actor, reason="พบยอดผิด"),
    "ask_cancel": ask_cancel,
    "cancel": cancel,
    "cancel what was asked": cancel,
    "call_sitting": call_sitting,
}
ON_A_SITTING: dict[str, Callable[[Scene, User, Sitting], Any]] = {
    "record_attendance": lambda scene, actor, where: moves.record_attendance(
        where, actor=actor, presences=come(scene, 11)
    ),
    "move_sitting": lambda scene, actor, where: moves.move_sitting(
        where, actor=actor, held_at=clock.now() + timedelta(days=9), place="ศาลาประชาคม"
    ),
    "call_again": lambda scene, actor, where: moves.call_again(
        where, actor=actor, at=clock.now() + timedelta(days=10)
    ),
    "end_meeting": lambda scene, actor, where: moves.end_meeting(where, actor=actor),
}


def moves_of(scene: Scene) -> dict[str, Act]:
    """The moves that can be tried here: those on a sitting or an issue need one."""
    acts, where, issue = dict(ON_THE_REPORT), scene.where, scene.issue
    if where is not None:
        for name, act in ON_A_SITTING.items():
            acts[name] = lambda scene, actor, act=act: act(scene, actor, where)
    if issue is not None:
        acts["reply"] = lambda scene, actor: moves.reply(issue, actor=actor, text="แก้แล้ว")
    return acts


# ── every cell ──


@cache
def counting() -> str:
    """The query that counts the rows of every table."""
    tables = sorted({model._meta.db_table for model in apps.get_models(include_auto_created=True)})
    return " UNION ALL ".join(f"SELECT '{table}', COUNT(*) FROM {table}" for table in tables)


def trace(document: Document) -> list[tuple[Any, ...]]:
    """How many rows every table has, and the report's own row."""
    with connection.cursor() as cursor:
        cursor.execute(counting())
        rows = sorted(cursor.fetchall())
        cursor.execute("SELECT * FROM documents_document WHERE id = %s", [document.pk])
        return rows + list(cursor.fetchall())


def succeeds(scene: Scene, act: Act, actor: User, before: list[tuple[Any, ...]]) -> bool:
    """Try one cell and undo it. A refusal that leaves a trace is an AssertionError; other errors pass through."""
    savepoint = transaction.savepoint()
    try:
        act(scene, actor)
    except WorkflowError:
        assert trace(scene.document) == before, "a refused move left something behind"
        return False
    else:
        return True
    finally:
        transaction.savepoint_rollback(savepoint)


def otherwise(scene: Scene, may: Mapping[str, str], acts: Mapping[str, Act] | None = None) -> list[str]:
    """The cells that come out otherwise than listed."""
    found = []
    for name, act in (acts or moves_of(scene)).items():
        outer = transaction.savepoint()
        if name == "cancel what was asked" and scene.document.state not in ENDED:
            ask_cancel(scene, scene.people["drafter"])
        before, listed = trace(scene.document), may.get(name, "").split()
        for who in ACTORS:
            if succeeds(scene, act, scene.people[who], before) != (who in listed):
                found.append(f"{name} by {who}")
        transaction.savepoint_rollback(outer)
    return found


ENDED = (State.SUBMITTED, State.CANCELLED)


def people_of(world: World) -> dict[str, User]:
    """One person of each kind."""
    assistant = person("assistant")
    Assistant.objects.create(committee=world.committee, person=assistant, starts_on=date(2025, 1, 1))
    return {
        "drafter": world.somchai,
        "checker": world.wilai,
        "executive": world.prasong,
        "chair": world.anong,
        "secretary": world.members[9],
        "member": world.malee,
        "assistant": assistant,
        "registrar": world.prasit,
        "neighbour": world.wichai,
        "nobody": person("nobody"),
    }


@pytest.fixture
def scene(world: World) -> Scene:
    """บ้านนา's report of the first quarter, filled and sound, with one person of each kind."""
    document = moves.open_document(world.obligation(), actor=world.somchai)
    fill(document, world.somchai)
    return Scene(world, document, people_of(world))


@pytest.mark.parametrize("situation", MAY)
def test_only_the_listed_cells_succeed_and_the_others_leave_no_trace(scene: Scene, situation: str) -> None:
    state, walk = WALKS[situation]
    walk(scene)
    scene.document.refresh_from_db()
    assert scene.document.state == state
    assert set(MAY[situation]) <= set(moves_of(scene)), "a listed move that is not tried"
    assert otherwise(scene, MAY[situation]) == []


def test_every_state_and_every_move_is_tried() -> None:
    assert {state for state, _ in WALKS.values()} == set(State)
    tried = {name.split()[0] for name in (*ON_THE_REPORT, *ON_A_SITTING, "reply")}
    elsewhere = {"open_document", "take_receipt", "object_to", "answer_objection", "adopt_minutes"}
    verbs = {name for name in moves.__all__ if name[0].islower()}
    assert verbs - tried == elsewhere | {"attach_resolution"}


@pytest.mark.parametrize(
    ("may", "found"),
    [
        (MAY["drafting"] | {"sign": "registrar"}, "sign by registrar"),
        (MAY["drafting"] | {"refer": "drafter"}, "refer by checker"),
    ],
    ids=["one more", "one less"],
)
def test_a_table_with_one_cell_more_or_less_is_found_out(
    scene: Scene, may: Mapping[str, str], found: str
) -> None:
    """The negative control."""
    acts = {name: ON_THE_REPORT[name] for name in ("sign", "refer", "ask_cancel")}
    assert otherwise(scene, may, acts) == [found]


def test_a_refusal_that_leaves_a_row_is_found_out(scene: Scene) -> None:
    """The negative control of the trace."""

    def leaves_a_row(scene: Scene, actor: User) -> None:
        person("trace")
        moves.sign(scene.document, actor=actor, signer="ก", capacity="", signed_on=clock.today())

    with pytest.raises(AssertionError, match="left something behind"):
        otherwise(scene, {}, {"sign": leaves_a_row})
