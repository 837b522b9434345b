"""What a person may name in a row: asked of the database once for each kind of things."""

from django.db import models

from units.exchange.columns import Reference
from units.models import User
from units.permissions import administered_by


class Reach:
    def __init__(self, user: User) -> None:
        self._user = user
        self._held: dict[tuple[type[models.Model], str], set[int]] = {}

    def holds(self, column: Reference, thing: models.Model) -> bool:
        """The person administers the thing, or everybody may name it."""
        if self._user.is_superuser or column.unit is None:
            return True
        place = (column.model, column.unit)
        if place not in self._held:
            rows = column.model._default_manager.filter(administered_by(self._user, column.unit))
            self._held[place] = set(rows.values_list("pk", flat=True))
        return thing.pk in self._held[place]
