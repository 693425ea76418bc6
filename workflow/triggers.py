"""What the database itself refuses, whoever asks: a changed log or answer, a state no log entry names, an answer
after the closing.

Installed after every migration (SQLite drops triggers when it rebuilds a table) and checked at start.
The trigger asks for the newest entry of the document: a table of legal pairs alone would let a stale
`save()` put a document in review back to drafting (`settled` 11).
"""

from __future__ import annotations

from django.db import connections

DOCUMENT, LOG, BALLOT = "documents_document", "workflow_logentry", "committee_ballot"
QUESTIONNAIRE, RESPONSE = "surveys_questionnaire", "surveys_response"
APPEND_ONLY = (LOG, BALLOT, RESPONSE)

SQLITE = {
    "tidtam_state_named": f"""
        CREATE TRIGGER tidtam_state_named BEFORE UPDATE ON {DOCUMENT}
        WHEN NEW.state IS NOT OLD.state AND NOT EXISTS (
            SELECT 1 FROM {LOG} WHERE document_id = OLD.id AND from_state = OLD.state AND to_state = NEW.state
            AND seq = (SELECT max(seq) FROM {LOG} WHERE document_id = OLD.id))
        BEGIN SELECT RAISE(ABORT, 'tidtam: no log entry names this change of state'); END""",
    "tidtam_state_born": f"""
        CREATE TRIGGER tidtam_state_born BEFORE INSERT ON {DOCUMENT}
        WHEN NEW.state <> 'drafting' OR EXISTS (SELECT 1 FROM {DOCUMENT} WHERE id = NEW.id)
        BEGIN SELECT RAISE(ABORT, 'tidtam: a document is born drafting'); END""",
    **{
        f"tidtam_{table}_{verb.lower()}": f"""
        CREATE TRIGGER tidtam_{table}_{verb.lower()} BEFORE {verb} ON {table}
        BEGIN SELECT RAISE(ABORT, 'tidtam: {table} is append-only'); END"""
        for table in APPEND_ONLY
        for verb in ("UPDATE", "DELETE")
    },
    "tidtam_workflow_logentry_replace": f"""
        CREATE TRIGGER tidtam_workflow_logentry_replace BEFORE INSERT ON {LOG}
        WHEN EXISTS (SELECT 1 FROM {LOG} WHERE id = NEW.id OR hash = NEW.hash
                     OR (document_id = NEW.document_id AND (seq = NEW.seq OR prev = NEW.prev)))
        BEGIN SELECT RAISE(ABORT, 'tidtam: workflow_logentry is append-only'); END""",
    "tidtam_committee_ballot_replace": f"""
        CREATE TRIGGER tidtam_committee_ballot_replace BEFORE INSERT ON {BALLOT}
        WHEN EXISTS (SELECT 1 FROM {BALLOT} WHERE id = NEW.id OR public_id = NEW.public_id
                     OR (NEW.replaces_id IS NOT NULL AND replaces_id = NEW.replaces_id)
                     OR (NEW.replaces_id IS NULL AND replaces_id IS NULL
                         AND item_id = NEW.item_id AND seat_id = NEW.seat_id))
        BEGIN SELECT RAISE(ABORT, 'tidtam: UNIQUE constraint failed: committee_ballot is append-only'); END""",
    "tidtam_surveys_response_in_time": f"""
        CREATE TRIGGER tidtam_surveys_response_in_time BEFORE INSERT ON {RESPONSE}
        WHEN EXISTS (SELECT 1 FROM {RESPONSE} WHERE id = NEW.id)
             OR EXISTS (SELECT 1 FROM {QUESTIONNAIRE} WHERE id = NEW.questionnaire_id AND closed_at IS NOT NULL)
        BEGIN SELECT RAISE(ABORT, 'tidtam: a closed questionnaire takes no answer'); END""",
    "tidtam_surveys_questionnaire_sealed": f"""
        CREATE TRIGGER tidtam_surveys_questionnaire_sealed BEFORE UPDATE ON {QUESTIONNAIRE}
        WHEN OLD.closed_at IS NOT NULL AND (NEW.closed_at IS NOT OLD.closed_at OR NEW.sealed IS NOT OLD.sealed)
        BEGIN SELECT RAISE(ABORT, 'tidtam: a closed questionnaire stays closed'); END""",
}

POSTGRES_FUNCTIONS = f"""
CREATE OR REPLACE FUNCTION tidtam_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'tidtam: % is append-only', TG_TABLE_NAME; END $$;
CREATE OR REPLACE FUNCTION tidtam_state() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'drafting' THEN RAISE EXCEPTION 'tidtam: a document is born drafting'; END IF;
  ELSIF NEW.state IS DISTINCT FROM OLD.state AND NOT EXISTS (
    SELECT 1 FROM {LOG} WHERE document_id = OLD.id AND from_state = OLD.state AND to_state = NEW.state
    AND seq = (SELECT max(seq) FROM {LOG} WHERE document_id = OLD.id)) THEN
    RAISE EXCEPTION 'tidtam: no log entry names this change of state';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION tidtam_answer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM {QUESTIONNAIRE} WHERE id = NEW.questionnaire_id AND closed_at IS NOT NULL) THEN
    RAISE EXCEPTION 'tidtam: a closed questionnaire takes no answer';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION tidtam_questionnaire() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.closed_at IS NOT NULL
     AND (NEW.closed_at IS DISTINCT FROM OLD.closed_at OR NEW.sealed IS DISTINCT FROM OLD.sealed) THEN
    RAISE EXCEPTION 'tidtam: a closed questionnaire stays closed';
  END IF;
  RETURN NEW;
END $$;
"""
POSTGRES = {
    "tidtam_state_named": (
        DOCUMENT,
        f"CREATE TRIGGER tidtam_state_named BEFORE INSERT OR UPDATE ON {DOCUMENT} "
        "FOR EACH ROW EXECUTE FUNCTION tidtam_state()",
    ),
    "tidtam_surveys_response_in_time": (
        RESPONSE,
        f"CREATE TRIGGER tidtam_surveys_response_in_time BEFORE INSERT ON {RESPONSE} "
        "FOR EACH ROW EXECUTE FUNCTION tidtam_answer()",
    ),
    "tidtam_surveys_questionnaire_sealed": (
        QUESTIONNAIRE,
        f"CREATE TRIGGER tidtam_surveys_questionnaire_sealed BEFORE UPDATE ON {QUESTIONNAIRE} "
        "FOR EACH ROW EXECUTE FUNCTION tidtam_questionnaire()",
    ),
    **{
        f"tidtam_{table}_row": (
            table,
            f"CREATE TRIGGER tidtam_{table}_row BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION tidtam_refuse()",
        )
        for table in APPEND_ONLY
    },
    **{
        f"tidtam_{table}_truncate": (
            table,
            f"CREATE TRIGGER tidtam_{table}_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION tidtam_refuse()",
        )
        for table in APPEND_ONLY
    },
}


def _tables(connection: object) -> set[str]:
    return set(connection.introspection.table_names())  # type: ignore[attr-defined]


def install(using: str = "default") -> None:
    """Put every trigger in place, anew; does nothing before the tables are there."""
    connection = connections[using]
    if not {DOCUMENT, *APPEND_ONLY} <= _tables(connection):
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name, sql in SQLITE.items():
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
                cursor.execute(sql)
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(POSTGRES_FUNCTIONS)
            for name, (table, sql) in POSTGRES.items():
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
                cursor.execute(sql)
                cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")


def remove(using: str = "default") -> None:
    """Lift the triggers: for the tests' clearing of tables and for negative controls only."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in SQLITE:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        elif {DOCUMENT, *APPEND_ONLY} <= _tables(connection):
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for name, (table, _) in POSTGRES.items():
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")


def missing(using: str = "default") -> list[str]:
    """Name the triggers that are not in place, though their tables are."""
    connection = connections[using]
    if not {DOCUMENT, *APPEND_ONLY} <= _tables(connection):
        return []
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            there = {name: " ".join((sql or "").split()) for name, sql in cursor.fetchall()}
            return [name for name, sql in SQLITE.items() if there.get(name) != " ".join(sql.split())]
        cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'A'")
        found = {row[0] for row in cursor.fetchall()}
        return [name for name in POSTGRES if name not in found]
