"""What stands in the database, kept as the statements that wrote it and put back quickly for each test."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management.color import no_style
from django.db import connection, models, transaction

# SQL with its parameters, as it went to the database.
Statement = tuple[str, Any]


@dataclass(frozen=True)
class Snapshot:
    """The rows of all our tables with their keys, and the files that they name.

    `said` is what came of telling them.
    """

    statements: list[Statement]
    files: dict[str, bytes]
    said: Any = None

    def put_back(self) -> None:
        """Needs tables without rows."""
        with transaction.atomic(), connection.cursor() as cursor:
            for sql, params in self.statements:
                cursor.execute(sql, params)
        for name, content in self.files.items():
            if not default_storage.exists(name):
                default_storage.save(name, ContentFile(content))

    @contextmanager
    def standing(self) -> Iterator[None]:
        """The rows are there within, and whatever is done to them is undone."""
        with transaction.atomic():
            self.put_back()
            yield
            transaction.set_rollback(True)


def snapshot(tell: Callable[[], Any]) -> Snapshot:
    """What `tell` writes into an empty database, which is empty again afterwards."""
    assert not any(model._base_manager.exists() for model in _models()), "others' rows would come along"
    with transaction.atomic():
        said = tell()
        rows = {model: found for model in _models() if (found := list(model._base_manager.order_by("pk")))}
        transaction.set_rollback(True)
    written: list[Statement] = []

    def note(execute, sql, params, many, context):
        if sql.startswith("INSERT"):
            written.append((sql, params))
        return execute(sql, params, many, context)

    with transaction.atomic(), connection.execute_wrapper(note):
        for model, found in rows.items():
            _insert(model, found)
        transaction.set_rollback(True)
    resets = connection.ops.sequence_reset_sql(no_style(), list(rows))
    return Snapshot([*written, *((reset, None) for reset in resets)], _files(rows), said)


def _models() -> list[type[models.Model]]:
    """Those that may be filled by a deed, with the tables between them."""
    configs = [apps.get_app_config(app) for app in ("units", "targets", "reports")]
    return [model for config in configs for model in config.get_models(include_auto_created=True)]


def _insert(model: type[models.Model], rows: list[models.Model]) -> None:
    """As they are: no field is filled on its way, as bulk_create would with moments."""
    fields = model._meta.concrete_fields
    most = connection.ops.bulk_batch_size(fields, rows)
    for first in range(0, len(rows), most):
        model._base_manager._insert(rows[first : first + most], fields=fields, using="default", raw=True)


def _files(rows: dict[type[models.Model], list[models.Model]]) -> dict[str, bytes]:
    found = {}
    for model, some in rows.items():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.FileField):
                for file in filter(None, (getattr(row, field.attname) for row in some)):
                    with file.open("rb") as content:
                        found[file.name] = content.read()
    return found
