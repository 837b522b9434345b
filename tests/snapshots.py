"""Rows of a fixture, read through loaddata once and put back quickly for each test."""

import copy

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


def read_fixture(name: str) -> list[list[models.Model]]:
    """Load the fixture, read its rows model by model, and take it back; needs an empty database."""
    with transaction.atomic():
        call_command("loaddata", name, verbosity=0)
        rows = [list(model._base_manager.all()) for model in CAMPAIGN_MODELS]
        transaction.set_rollback(True)
    return rows


def put_back(rows: list[list[models.Model]]) -> None:
    """Insert the rows with the keys they had."""
    with transaction.atomic():
        for model, some in zip(CAMPAIGN_MODELS, rows, strict=True):
            model._base_manager.bulk_create([copy.copy(row) for row in some])
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), CAMPAIGN_MODELS):
            cursor.execute(statement)
