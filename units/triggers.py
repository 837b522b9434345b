"""The log is append-only in the database itself: triggers refuse UPDATE and DELETE on it."""

REFUSAL = "events are append-only"

CREATE = {
    "sqlite": [
        f"""CREATE TRIGGER event_no_{verb} BEFORE {verb.upper()} ON units_event
            BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"""
        for verb in ("update", "delete")
    ],
    "postgresql": [
        f"""CREATE FUNCTION refuse_event_change() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
        """CREATE TRIGGER event_no_change BEFORE UPDATE OR DELETE ON units_event
            FOR EACH ROW EXECUTE FUNCTION refuse_event_change()""",
    ],
}

DROP = {
    "sqlite": ["DROP TRIGGER IF EXISTS event_no_update", "DROP TRIGGER IF EXISTS event_no_delete"],
    "postgresql": [
        "DROP TRIGGER IF EXISTS event_no_change ON units_event",
        "DROP FUNCTION IF EXISTS refuse_event_change()",
    ],
}


def run(statements: dict[str, list[str]], schema_editor) -> None:
    for statement in statements[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def create(apps, schema_editor) -> None:
    run(CREATE, schema_editor)


def drop(apps, schema_editor) -> None:
    run(DROP, schema_editor)
