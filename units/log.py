"""The one place that writes the log."""

from django.db import models

from units.choices import Action
from units.models import Event, Unit, User


def record(
    actor: User | None,
    action: Action,
    thing: models.Model,
    *,
    unit: Unit | None = None,
    on_behalf_of: Unit | None = None,
    revision: int | None = None,
    data: dict | None = None,
    comment: str = "",
) -> Event:
    """Write one line: who did what to which thing. Call it inside the transaction of the deed."""
    return Event.objects.create(
        actor=actor,
        action=action,
        object_type=thing._meta.label_lower,
        object_id=thing.pk,
        unit=unit,
        on_behalf_of=on_behalf_of,
        revision=revision,
        data=data or {},
        comment=comment,
    )
