"""Rows that hang on each row of a query, brought by the query itself: one list a row, and no further query.

    files = Evidence.objects.filter(revision=OuterRef("pk"))
    revisions.annotate(files=Gathered(files, name="name", at="added_at"))

A page that shows much beside its numbers stays within its budget of queries by this. Making one takes longer
than the database takes to answer: one that holds no value of the moment is made once, by a function under
`functools.cache`. A query copies what it takes.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import JSONField, QuerySet, Subquery
from django.db.models.constants import LOOKUP_SEP
from django.db.models.functions import JSONObject

from emulation.fields import ScaledDecimalField

Reader = Callable[[Any], Any]


class Gathered(Subquery):
    """The rows of a correlated query as a list of dicts, in its order; an empty list where there are none.

    Each keyword names a value of the dict and the field, path to one or annotation that it comes from, or is
    an expression. What the named hold comes as Python has it: Decimal, date, datetime (aware). What an
    expression gives comes as JSON has it.
    """

    sqlite_template = "(SELECT json_group_array(json(gathered.told)) FROM (%(subquery)s) gathered)"
    postgresql_template = "(SELECT coalesce(jsonb_agg(gathered.told), '[]') FROM (%(subquery)s) gathered)"

    def __init__(self, rows: QuerySet[Any], **values: Any) -> None:
        readers = {name: _reader(rows, path) for name, path in values.items()}
        told = rows.values(told=JSONObject(**values))
        super().__init__(told, output_field=_ListOfDicts({n: read for n, read in readers.items() if read}))

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template=self.sqlite_template, **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template=self.postgresql_template, **context)


class _ListOfDicts(JSONField):
    """What the database tells as JSON, read back into what the fields hold."""

    def __init__(self, readers: dict[str, Reader]) -> None:
        self.readers = readers
        super().__init__()

    def __deepcopy__(self, memo: Any) -> "_ListOfDicts":
        return _ListOfDicts(self.readers)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        # A query that can have no rows is never run: Django has the database say nothing in its place.
        rows = super().from_db_value(value, expression, connection) or []
        for row in rows:
            for name, read in self.readers.items():
                if row[name] is not None:
                    row[name] = read(row[name])
        return rows


def _reader(rows: QuerySet[Any], path: Any) -> Reader | None:
    field = None
    if isinstance(path, str):
        annotation = rows.query.annotations.get(path)
        field = annotation.output_field if annotation is not None else _field(rows.model, path)
    if isinstance(field, ScaledDecimalField):
        return lambda number: field.from_db_value(number, None, None)
    if isinstance(field, models.DateTimeField):
        return _moment
    if isinstance(field, models.DateField):
        return date.fromisoformat
    return bool if isinstance(field, models.BooleanField) else None


def _field(model: type[models.Model], path: str) -> Any:
    for name in path.split(LOOKUP_SEP):
        try:
            field = model._meta.pk if name == "pk" else model._meta.get_field(name)
        except FieldDoesNotExist:
            return None
        model = field.related_model or model
    return field


def _moment(text: str) -> datetime:
    """SQLite keeps moments without their zone, in UTC."""
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
