"""The log is append-only in the database itself: triggers refuse UPDATE and DELETE on it."""

from emulation import triggers

REFUSAL = "events are append-only"
GUARDS = [triggers.Guard("event", "units_event", REFUSAL)]


def create(apps, schema_editor) -> None:
    triggers.create(GUARDS, schema_editor)


def drop(apps, schema_editor) -> None:
    triggers.drop(GUARDS, schema_editor)
