"""What units say beside their numbers, and which accepted numbers are being corrected: one query a page."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from reports.choices import Basis, Outlook
from reports.models import OPEN_STATUSES, Reading, Revision, on_basis
from targets.choices import Frequency
from targets.schedule import Schedule

PERIOD = "revision__report__period"


@dataclass(frozen=True, slots=True)
class UnitOutlook:
    """A unit's own forecast for the year's end, where it is a poor one."""

    unit: str
    outlook: Outlook
    reason: str


@dataclass(frozen=True, slots=True)
class Remarks:
    """By the target's key: poor outlooks given for the last ended periods, and corrections under way."""

    outlooks: dict[int, list[UnitOutlook]] = field(default_factory=dict)
    corrected: set[int] = field(default_factory=set)


def remarks(schedule: Schedule, as_of: date, basis: Basis) -> Remarks:
    """Of all readings that the figures of the day rest on."""
    last = [schedule.last_ended(frequency, as_of) for frequency in Frequency.values]
    is_poor = Q(outlook__in=[Outlook.HARD, Outlook.WONT], **{f"{PERIOD}__in": [p.pk for p in last if p]})
    found = with_correction(Reading.objects.all()).filter(
        on_basis(basis, "revision__"),
        is_poor | Q(is_corrected=True),
        allocation__target__campaign=schedule.campaign,
        **{f"{PERIOD}__cut_off__lte": as_of},
    )
    said = found.order_by("allocation__unit__order").values_list(
        "allocation__target", "allocation__unit__name", "outlook", "outlook_reason", "is_corrected"
    )
    return _sorted(said)


def with_correction(readings: QuerySet[Any]) -> QuerySet[Any]:
    """Adds `is_corrected`: the reading's revision still speaks, and a newer one is being worked on."""
    newer = Revision.objects.filter(
        report=OuterRef("revision__report"),
        number__gt=OuterRef("revision__number"),
        status__in=OPEN_STATUSES,
    )
    return readings.annotate(is_corrected=Exists(newer))


def _sorted(said: Iterable[tuple[Any, ...]]) -> Remarks:
    collected = Remarks()
    for target, unit, outlook, reason, is_corrected in said:
        if outlook in {Outlook.HARD, Outlook.WONT}:
            collected.outlooks.setdefault(target, []).append(UnitOutlook(unit, Outlook(outlook), reason))
        if is_corrected:
            collected.corrected.add(target)
    return collected
