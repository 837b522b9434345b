"""Rows that the database itself will not let change: triggers for SQLite and PostgreSQL."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Guard:
    """Refuses DELETE on a table, and UPDATE of these columns (of any, where none is named).

    Whoever tries gets an IntegrityError that says `refusal`. `name` begins the names of the triggers.
    """

    name: str
    table: str
    refusal: str
    columns: Sequence[str] = ()

    def create(self, vendor: str) -> list[str]:
        update = f"UPDATE OF {', '.join(self.columns)}" if self.columns else "UPDATE"
        if vendor == "sqlite":
            raise_it = f"BEGIN SELECT RAISE(ABORT, '{self.refusal}'); END"
            return [
                f"CREATE TRIGGER {self.name}_no_{name} BEFORE {verb} ON {self.table} {raise_it}"
                for name, verb in (("update", update), ("delete", "DELETE"))
            ]
        raise_it = f"RAISE EXCEPTION '{self.refusal}' USING ERRCODE = 'integrity_constraint_violation'"
        function = f"refuse_{self.name}_change()"
        return [
            f"CREATE FUNCTION {function} RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {raise_it}; END $$",
            f"CREATE TRIGGER {self.name}_no_change BEFORE DELETE OR {update} ON {self.table} "
            f"FOR EACH ROW EXECUTE FUNCTION {function}",
        ]

    def drop(self, vendor: str) -> list[str]:
        if vendor == "sqlite":
            return [f"DROP TRIGGER IF EXISTS {self.name}_no_{verb}" for verb in ("update", "delete")]
        return [
            f"DROP TRIGGER IF EXISTS {self.name}_no_change ON {self.table}",
            f"DROP FUNCTION IF EXISTS refuse_{self.name}_change()",
        ]


def create(guards: Iterable[Guard], schema_editor: Any) -> None:
    for guard in guards:
        for statement in guard.create(schema_editor.connection.vendor):
            schema_editor.execute(statement)


def drop(guards: Iterable[Guard], schema_editor: Any) -> None:
    for guard in guards:
        for statement in guard.drop(schema_editor.connection.vendor):
            schema_editor.execute(statement)
