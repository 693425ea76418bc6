"""What imports cannot show: keys point downstairs, one file moves a document, rooms stay small."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

ROOT = Path(__file__).resolve().parent.parent
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
FLOORS = next(contract["layers"] for contract in CONTRACTS if contract["type"] == "layers")
DOORS = {"workflow/moves/passage.py"}
NOT_A_DOCUMENT = {"job", "Job"}
LINES_A_ROOM = 2000
LARGER = {
    "web": 7000,  # one screen a file: it grows with the screens
    "documents": 4000,  # one form, from its cells, pastes, divisions and ledger to its revisions
    "documents/findings": 2500,  # one rule after the other, each with its sentences, and the list of all forms
    "plans/importing": 2400,  # the reader of spreadsheets: one subject a file, from the archive to the comparison
    "papers": 3500,  # one file a kind of paper
}
ROOMS = [
    *FLOORS,
    "documents/findings",
    "documents/layout",
    "documents/sheets",
    "plans/importing",
    "web/demonstration",
    "web/importing",
    "web/management",
    "web/reports",
    "web/sheets",
    "web/sittings",
    "web/surveys",
]
"""The floors, and the packages that are known for themselves and counted for themselves."""


def room_of(model: type[models.Model]) -> str:
    """The room a model lives in; an empty text for a model of a package."""
    room = model.__module__.split(".")[0]
    return room if room in FLOORS else ""


def points_upstairs(owner: type[models.Model], target: type[models.Model]) -> bool:
    """Whether a key of `owner` points to a floor above its own."""
    here, there = room_of(owner), room_of(target)
    return bool(here and there) and FLOORS.index(there) < FLOORS.index(here)


def keys() -> list[tuple[type[models.Model], models.Field]]:
    """Every key of every model of ours."""
    ours = [model for model in apps.get_models(include_auto_created=True) if room_of(model)]
    found = [(model, field) for model in ours for field in model._meta.get_fields() if field.is_relation]
    return [
        (model, field) for model, field in found if isinstance(field, models.Field) and field.remote_field
    ]


def test_every_foreign_key_points_downstairs():
    assert len(keys()) > 30
    wrong = [
        f"{model.__name__}.{field.name}"
        for model, field in keys()
        if points_upstairs(model, field.related_model)
    ]
    assert wrong == []


def test_a_key_that_points_upstairs_would_be_found():
    from documents.models import Document
    from tasks.models import Job

    assert points_upstairs(Document, Job)
    assert not points_upstairs(Job, Document)


def root_name(node: ast.expr) -> str:
    """The name an expression begins with: `Job` of `Job.objects.filter(…).update(…)`."""
    while isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def state_writes(source: str) -> list[int]:
    """The lines that assign `.state`, or update a query's or a row's `state` by name, but on a job."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr == "state" and isinstance(node.ctx, ast.Store):
            written: ast.expr | None = node.value
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            names = {word.arg for word in node.keywords}
            written = (
                node.func.value if node.func.attr in {"update", "aupdate"} and "state" in names else None
            )
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "setattr":
            named = (
                len(node.args) > 1
                and isinstance(node.args[1], ast.Constant)
                and node.args[1].value == "state"
            )
            written = node.args[0] if named else None
        else:
            written = None
        if written is not None and root_name(written) not in NOT_A_DOCUMENT:
            found.append(node.lineno)
    return found


def sources() -> list[Path]:
    """Every Python file of the rooms, migrations left out."""
    files = [path for room in FLOORS for path in sorted((ROOT / room).rglob("*.py"))]
    return [path for path in files if "migrations" not in path.parts]


def test_nothing_but_the_moves_writes_the_state_of_a_document():
    files = {path.relative_to(ROOT).as_posix(): path for path in sources()}
    assert set(files) >= DOORS
    found = {name: state_writes(path.read_text()) for name, path in files.items() if name not in DOORS}
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    "source",
    [
        "document.state = 'approved'",
        "document.state, document.x = 'approved', 1",
        "Document.objects.filter(pk=1).update(state='approved')",
        "setattr(case, 'state', 'approved')",
        "self.document.state = State.SENT",
    ],
)
def test_another_writer_of_the_state_would_be_found(source):
    assert state_writes(source)


@pytest.mark.parametrize(
    "source", ["job.state = 1", "Job.objects.update(state=1)", "x = document.state", "state = document.state"]
)
def test_a_job_may_change_and_a_state_may_be_read(source):
    assert not state_writes(source)


def code_lines(source: str) -> int:
    """How many lines of a source do something: blank ones, comments and docstrings left out."""
    texts: set[int] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            texts |= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    lines = [line.strip() for at, line in enumerate(source.splitlines(), start=1) if at not in texts]
    return sum(1 for line in lines if line and not line.startswith("#"))


def lines_of(room: str) -> int:
    """How many lines of code a room has."""

    def room_of(path: Path) -> str:
        within = path.relative_to(ROOT).as_posix()
        return next((one for one in reversed(ROOMS) if within.startswith(f"{one}/")), "")

    files = [path for path in sources() if room_of(path) == room]
    return sum(code_lines(path.read_text()) for path in files)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_stays_small_enough_to_be_known(room):
    found = lines_of(room)
    assert 0 < found <= LARGER.get(room, LINES_A_ROOM)


def test_lines_that_say_nothing_to_the_machine_are_not_counted():
    assert code_lines('"""A text\nof two lines."""\n\n# a comment\nx = 1\n') == 1
