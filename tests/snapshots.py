"""A fixture, read through loaddata once and put back quickly for each test."""

from typing import Any

from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, models, transaction

from targets.models import (
    Allocation,
    Campaign,
    Group,
    Holiday,
    Movement,
    Recipient,
    ReportingPeriod,
    Responsibility,
    Target,
)
from units.models import Cluster, Unit

CAMPAIGN_MODELS: list[type[models.Model]] = [
    Unit,
    Cluster,
    Campaign,
    Group,
    Target,
    Allocation,
    ReportingPeriod,
    Holiday,
    Movement,
    Movement.targets.through,
    Responsibility,
    Responsibility.units.through,
    Recipient,
]


# SQL with its parameters, as it went to the database.
Statement = tuple[str, Any]


def read_fixture(name: str) -> list[Statement]:
    """Load the fixture, note what writes its rows with keys, and take it back; needs an empty database."""
    with transaction.atomic():
        call_command("loaddata", name, verbosity=0)
        rows = [list(model._base_manager.all()) for model in CAMPAIGN_MODELS]
        transaction.set_rollback(True)
    written: list[Statement] = []

    def note(execute, sql, params, many, context):
        if sql.startswith("INSERT"):
            written.append((sql, params))
        return execute(sql, params, many, context)

    with transaction.atomic(), connection.execute_wrapper(note):
        for model, some in zip(CAMPAIGN_MODELS, rows, strict=True):
            model._base_manager.bulk_create(some)
        transaction.set_rollback(True)
    resets = connection.ops.sequence_reset_sql(no_style(), CAMPAIGN_MODELS)
    return [*written, *((reset, None) for reset in resets)]


def put_back(written: list[Statement]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for sql, params in written:
            cursor.execute(sql, params)
