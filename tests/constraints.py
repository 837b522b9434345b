"""What the database says when a row breaks a named constraint of ours."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

OUR_APPS = ("units", "targets", "reports")


def constraints_of(app: str) -> dict[str, tuple[type[models.Model], models.BaseConstraint]]:
    """Every named constraint of an app's models, with its model."""
    return {
        constraint.name: (model, constraint)
        for model in apps.get_app_config(app).get_models()
        for constraint in model._meta.constraints
    }


def refusal(name: str) -> str:
    """The words of the database's error; SQLite names a unique constraint by its columns."""
    model, constraint = {key: value for app in OUR_APPS for key, value in constraints_of(app).items()}[name]
    if connection.vendor == "sqlite" and isinstance(constraint, models.UniqueConstraint):
        columns = [model._meta.get_field(field).column for field in constraint.fields]
        return "UNIQUE constraint failed: " + ", ".join(f"{model._meta.db_table}.{name}" for name in columns)
    return name


@contextmanager
def refused_by(name: str) -> Iterator[None]:
    """What happens inside must end in an IntegrityError of this constraint."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        yield
    assert refusal(name) in str(caught.value)
