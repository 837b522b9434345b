"""What units say beside their numbers, and which accepted ones are or were corrected: one query a page."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from emulation.gathered import Gathered
from reports.answers import Numbers
from reports.choices import Basis, Outlook, ReadingState, RevisionStatus
from reports.correcting.late import ACCEPTED, AcceptedAnswer, LateCorrection, late_corrections
from reports.models import OPEN_STATUSES, Reading, Revision, on_basis
from targets.choices import Frequency, OverTime
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
    """By the target's key: poor outlooks given for the last ended periods, corrections under way, and what
    was corrected after the last ended period had been accepted."""

    outlooks: dict[int, list[UnitOutlook]] = field(default_factory=dict)
    corrected: set[int] = field(default_factory=set)
    late: dict[int, list[LateCorrection]] = field(default_factory=dict)


def remarks(schedule: Schedule, as_of: date, basis: Basis) -> Remarks:
    """Of all readings that the figures of the day rest on; what was corrected late, of official ones."""
    last = [schedule.last_ended(frequency, as_of) for frequency in Frequency.values]
    is_poor = Q(outlook__in=[Outlook.HARD, Outlook.WONT], **{f"{PERIOD}__in": [p.pk for p in last if p]})
    marked = _with_former(with_correction(Reading.objects.all()), [p.pk for p in last if p])
    has_former = Q(revision__number__gt=1, allocation__target__over_time=OverTime.SUM)
    found = marked.filter(
        on_basis(basis, "revision__"),
        is_poor | Q(is_corrected=True) | (has_former if basis == Basis.OFFICIAL else Q(pk__in=[])),
        allocation__target__campaign=schedule.campaign,
        **{f"{PERIOD}__cut_off__lte": as_of},
    )
    ordered = found.select_related("revision__report", "allocation__unit").order_by("allocation__unit__order")
    return _sorted(ordered, schedule)


def with_correction(readings: QuerySet[Any]) -> QuerySet[Any]:
    """Adds `is_corrected`: the reading's revision still speaks, and a newer one is being worked on."""
    newer = Revision.objects.filter(
        report=OuterRef("revision__report"),
        number__gt=OuterRef("revision__number"),
        status__in=OPEN_STATUSES,
    )
    return readings.annotate(is_corrected=Exists(newer))


def _with_former(readings: QuerySet[Any], last: list[int]) -> QuerySet[Any]:
    """Adds `former`, what the report said officially before, and `later`, when the last ended period (among
    `last`, by keys) of the same allocation became official: lists of dicts."""
    same = Reading.objects.filter(allocation=OuterRef("allocation"), revision__status__in=ACCEPTED)
    former = same.filter(revision__report=OuterRef("revision__report")).exclude(pk=OuterRef("pk"))
    of_last = same.filter(**{f"{PERIOD}__in": last, f"{PERIOD}__cut_off__gt": OuterRef(f"{PERIOD}__cut_off")})
    answer = {"at": "revision__decided_at", "state": "state", "value": "value", "base": "base"}
    return readings.annotate(
        former=Gathered(former.order_by("revision__decided_at"), **answer),
        later=Gathered(of_last.order_by("revision__decided_at"), period=PERIOD, **answer),
    )


def _sorted(readings: Iterable[Any], schedule: Schedule) -> Remarks:
    collected = Remarks()
    for reading in readings:
        target = reading.allocation.target_id
        if reading.outlook in {Outlook.HARD, Outlook.WONT}:
            outlook = UnitOutlook(
                reading.allocation.unit.name, Outlook(reading.outlook), reading.outlook_reason
            )
            collected.outlooks.setdefault(target, []).append(outlook)
        if reading.is_corrected:
            collected.corrected.add(target)
        for correction in _late(reading, schedule):
            collected.late.setdefault(target, []).append(correction)
    return collected


def _late(reading: Any, schedule: Schedule) -> list[LateCorrection]:
    """How the reading was corrected after the last ended period had been accepted: once, or not at all."""
    if reading.revision.status != RevisionStatus.APPROVED or not (reading.former and reading.later):
        return []
    own = reading.revision.report.period_id
    known = [_accepted(own, told) for told in reading.former]
    known.append(AcceptedAnswer.of(reading))
    known += [_accepted(told["period"], told) for told in reading.later]
    last = next(period for period in schedule.periods if period.pk == reading.later[0]["period"])
    return late_corrections(known, last, schedule)


def _accepted(period: int, told: dict[str, Any]) -> AcceptedAnswer:
    return AcceptedAnswer(
        period, told["at"], Numbers(ReadingState(told["state"]), told["value"], told["base"])
    )
