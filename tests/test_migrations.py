"""Models and migrations agree; the triggers are there after them, and a missing one is found."""

from __future__ import annotations

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import DatabaseError, connection

from workflow import triggers

pytestmark = pytest.mark.django_db


def missing_by_check() -> list[str]:
    """The ids that the system check of the database gives."""
    return [str(found.id) for found in run_checks(databases=["default"]) if found.id == "workflow.E001"]


def drop_one() -> str:
    """Lift one trigger, the way a rebuild of a table would; returns its name."""
    names = triggers.SQLITE if connection.vendor == "sqlite" else triggers.POSTGRES
    name = next(iter(names))
    with connection.cursor() as cursor:
        on = "" if connection.vendor == "sqlite" else f" ON {triggers.POSTGRES[name][0]}"
        cursor.execute(f"DROP TRIGGER {name}{on}")
    return name


def test_no_model_waits_for_a_migration():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_trigger_is_there_after_migrating():
    assert triggers.missing() == []
    assert missing_by_check() == []


def test_a_missing_trigger_is_named_and_stops_the_start():
    name = drop_one()
    assert triggers.missing() == [name]
    assert missing_by_check() == ["workflow.E001"]
    with pytest.raises(Exception, match=name):
        call_command("check", databases=["default"])
    triggers.install()
    assert triggers.missing() == []


def test_a_trigger_of_another_text_is_missing_too():
    if connection.vendor != "sqlite":
        pytest.skip("on PostgreSQL the text is a function's; the trigger is looked up by name and mode")
    name = drop_one()
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TRIGGER {name} BEFORE UPDATE ON {triggers.DOCUMENT} BEGIN SELECT 1; END")
    assert triggers.missing() == [name]


def test_migrating_again_puts_a_missing_trigger_back():
    drop_one()
    call_command("migrate", interactive=False, verbosity=0)
    assert triggers.missing() == []


@pytest.mark.django_db(transaction=True)
def test_the_triggers_are_there_again_after_the_tables_were_emptied():
    assert triggers.missing() == []


@pytest.mark.django_db(transaction=True)
def test_nobody_empties_the_log_while_the_triggers_are_in_place():
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has no TRUNCATE; its DELETE is refused row by row")
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="append-only"):
        cursor.execute(f"TRUNCATE {triggers.LOG} CASCADE")
