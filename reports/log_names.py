"""Which thing a line of the log is about, by name: for lists, in the one query that brings the lines."""

from django.db.models import Case, CharField, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Concat

from reports.log_text import model_of
from targets.models import (
    Allocation,
    Campaign,
    Extension,
    Group,
    Holiday,
    Movement,
    ReportingPeriod,
    Target,
)
from units.models import Cluster, Contact, Event, Membership, Unit, User

BETWEEN = " · "
# What names a thing of each kind, in its own words: codes where people use codes.
NAMED_BY = {
    Allocation: ("target__code", "unit__name"),
    Campaign: ("code",),
    Cluster: ("code", "name"),
    Contact: ("name",),
    Extension: ("unit__name", "period__code"),
    Group: ("code", "name"),
    Holiday: ("name",),
    Membership: ("user__full_name", "unit__name"),
    Movement: ("name",),
    ReportingPeriod: ("code",),
    Target: ("code", "name"),
    Unit: ("name",),
    User: ("full_name",),
}


def with_names(events: QuerySet[Event]) -> QuerySet[Event]:
    """Each with `thing_name`; None where its kind has no name here, or the thing is gone."""
    found = [
        When(
            object_type=model._meta.label_lower,
            then=Subquery(
                model._default_manager.filter(pk=OuterRef("object_id")).values(said=_name(path))[:1]
            ),
        )
        for model, path in NAMED_BY.items()
    ]
    return events.annotate(thing_name=Case(*found, output_field=CharField()))


def _name(path: tuple[str, ...]) -> Concat:
    first, *others = path
    parts = [part for name in others for part in (Value(BETWEEN), F(name))]
    return Concat(F(first), *(parts or [Value("")]), output_field=CharField())


def name_of(event: Event) -> str:
    """From `with_names`; of what is gone, as the log itself told it; empty where nobody knows."""
    named: str | None = getattr(event, "thing_name", None)
    if named:
        return named
    model = model_of(event)
    told = (event.data.get(name) for name in NAMED_BY.get(model, ("code", "name"))) if model else ()
    return BETWEEN.join(part for part in told if isinstance(part, str) and part)
