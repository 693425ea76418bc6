"""`./tidtam manage verify` counts what it checked and names what does not hold."""

from __future__ import annotations

import json

import pytest
from django.core.management import call_command
from django.db import connection

from documents import files
from documents.models import Document, Revision, StoredFile
from tasks import watched
from tasks.invariants import verify
from tests.cast import World, work_off
from workflow import triggers

LETTER = {
    "number": "ตง 1/1",
    "dated": "2026-01-12",
    "signer": "นายประสงค์",
    "capacity": "",
    "recipients": "อบจ.",
}


@pytest.fixture
def sent(world: World, approved: Document) -> Document:
    watched.ask("package.seal", approved, actor=world.somchai, params=LETTER)
    work_off()
    approved.refresh_from_db()
    return approved


def test_a_sound_installation_is_sound_with_counts(
    sent: Document, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("verify", "--json")
    told = json.loads(capsys.readouterr().out)
    assert told["faults"] == []
    assert all(
        told["counted"][name]
        for name in ("chains", "states", "outcomes", "revisions", "packages", "files", "triggers")
    )


def test_an_empty_installation_counts_zero(db: None) -> None:
    verdict = verify()
    assert verdict.faults == []
    assert verdict.counted["chains"] == 0


FORGERIES = [
    ("chains", "UPDATE workflow_logentry SET kind = 'forged' WHERE seq = 3"),
    ("chains", "DELETE FROM workflow_logentry WHERE seq = 4"),
    ("states", "UPDATE documents_document SET state = 'drafting'"),
    ("outcomes", "UPDATE committee_agendaitem SET outcome = 'returned'"),
    (
        "outcomes",
        "UPDATE committee_ballot SET fingerprint = 'x' WHERE id = (SELECT min(id) FROM committee_ballot)",
    ),
    ("revisions", "UPDATE documents_revision SET content = content || ' '"),
]


@pytest.mark.parametrize(("name", "sql"), FORGERIES)
def test_a_forged_row_is_found_and_the_command_exits_1(
    sent: Document, name: str, sql: str, capsys: pytest.CaptureFixture[str]
) -> None:
    triggers.remove()
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql)
        triggers.install()
        with pytest.raises(SystemExit) as ended:
            call_command("verify")
    finally:
        triggers.install()
    assert ended.value.code == 1
    assert f"FAULT {name}:" in capsys.readouterr().out


def test_a_file_that_was_changed_is_named(sent: Document) -> None:
    file = StoredFile.objects.get(name__endswith=".zip")
    path = files.path_of(file.sha256)
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + b"x")
    try:
        faults = verify().faults
    finally:
        path.write_bytes(whole)
    assert any(fault.startswith("files:") for fault in faults)
    assert any(fault.startswith("packages:") for fault in faults)


def test_a_revision_sent_without_a_package_is_named(world: World, in_review: Document) -> None:
    Revision.objects.update(sealed_at="2026-01-06T00:00:00Z")
    assert any("without a package" in fault for fault in verify().faults)


def test_a_missing_trigger_is_named(world: World) -> None:
    triggers.remove()
    try:
        faults = verify().faults
    finally:
        triggers.install()
    assert len([fault for fault in faults if fault.startswith("triggers:")]) == len(
        triggers.SQLITE if connection.vendor == "sqlite" else triggers.POSTGRES
    )
