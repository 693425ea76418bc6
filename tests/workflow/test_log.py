"""The log is chained, and what was changed in it is named."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from documents.models import Document, State
from tests.cast import World, refer
from workflow import log, triggers
from workflow.models import LogEntry


def chain(document: Document) -> list[LogEntry]:
    return list(LogEntry.objects.filter(document=document).order_by("seq"))


def test_the_chain_of_a_walked_report_is_whole(approved: Document) -> None:
    entries = chain(approved)
    assert len(entries) == 14
    assert log.faults(entries) == []


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("payload", '{"forged":true}', "payload was changed"),
        ("to_state", "submitted", "column to says"),
        ("prev", "1" * 64, "does not hang"),
        ("hash", "2" * 64, "its hash is not"),
        ("kind", "submit", "column kind says"),
    ],
)
def test_a_forged_row_is_named(approved: Document, field: str, value: str, said: str) -> None:
    entries = chain(approved)
    setattr(entries[4], field, value)
    assert any(said in fault and "entry 5" in fault for fault in log.faults(entries))


def test_a_missing_row_is_named(approved: Document) -> None:
    entries = chain(approved)
    del entries[3]
    assert any("entry 4 is missing" in fault for fault in log.faults(entries))


ATTACKS = [
    "UPDATE workflow_logentry SET kind = 'x'",
    "DELETE FROM workflow_logentry",
    "UPDATE committee_ballot SET choice = 'approve'",
    "DELETE FROM committee_ballot",
    "UPDATE documents_document SET state = 'submitted'",
    "UPDATE documents_document SET state = 'drafting'",
]


@pytest.mark.parametrize("sql", ATTACKS)
def test_the_database_refuses_to_change_what_was_written(approved: Document, sql: str) -> None:
    with pytest.raises(DatabaseError, match="tidtam"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize("sql", ATTACKS[:2])
def test_without_the_triggers_it_would_not(approved: Document, sql: str) -> None:
    """The negative control: the same attack with the triggers lifted goes through."""
    with transaction.atomic():
        triggers.remove()
        with connection.cursor() as cursor:
            cursor.execute(sql)
            assert cursor.rowcount == 14
        transaction.set_rollback(True)
    triggers.install()


def test_replacing_a_row_is_refused_too(approved: Document) -> None:
    if connection.vendor != "sqlite":
        with (
            pytest.raises(DatabaseError, match="tidtam"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("TRUNCATE workflow_logentry CASCADE")
        return
    entry = chain(approved)[0]
    columns = [field.column for field in LogEntry._meta.fields]
    values = [getattr(entry, field.attname) for field in LogEntry._meta.fields]
    sql = f"INSERT OR REPLACE INTO workflow_logentry ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(columns))})"
    with pytest.raises(DatabaseError, match="tidtam"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            sql,
            [
                str(value) if field.name == "at" else value
                for field, value in zip(LogEntry._meta.fields, values, strict=True)
            ],
        )


def test_a_stale_save_does_not_put_a_report_back(world: World, drafting: Document) -> None:
    stale = Document._base_manager.get(pk=drafting.pk)
    refer(world, drafting)
    with pytest.raises(DatabaseError, match="tidtam"), transaction.atomic():
        stale.save()
    drafting.refresh_from_db()
    assert drafting.state == State.IN_REVIEW


def test_a_document_is_born_drafting(world: World) -> None:
    with pytest.raises(DatabaseError, match="tidtam"), transaction.atomic():
        Document.objects.create(
            obligation=world.obligation("2569-q3"), unit=world.banna, kind="form2", state="approved"
        )


def test_a_missing_trigger_is_found(approved: Document) -> None:
    with transaction.atomic():
        triggers.remove()
        assert triggers.missing()
        transaction.set_rollback(True)
    assert triggers.missing() == []
