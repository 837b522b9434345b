"""The same period of last year, out of its own accepted figures: the base where the unit gives none.

It becomes the base of the reading when that is written (`reports.intake`), in sight of whoever entered it,
and nothing else: the algebra adds up readings, wherever their numbers came from.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from reports.choices import ReadingState, RevisionStatus
from reports.entries import Entry
from reports.models import Reading
from targets.choices import Measure
from targets.models import Allocation, ReportingPeriod, Target
from units.choices import SuccessionKind
from units.models import Succession, Unit

# Where the base is the value of the year before.
COMPARED = {Measure.AMOUNT, Measure.GROWTH, Measure.CHANGE}
ALIKE = ("measure", "over_time", "unit_of_measure", "frequency", "window")
SAME_UNIT = [SuccessionKind.RENAMED, SuccessionKind.MOVED]


def with_same_period(owed: QuerySet[Any]) -> QuerySet[Any]:
    """Adds `same_period` to allocations of `owed_in`: the value that was accepted of the twin for the period
    of the same number, of the same unit or of the one that was renamed or moved into it.

    None where there is none, where the twin is measured otherwise, and where the unit was merged or split
    since the last campaign began: what it was then is not what it is now.
    """
    own = Q(allocation__unit=OuterRef("unit"))
    former = Q(
        allocation__unit__successions__successor=OuterRef("unit"),
        allocation__unit__successions__kind__in=SAME_UNIT,
    )
    alike = {f"allocation__target__{name}": OuterRef(f"target__{name}") for name in ALIKE}
    twins = Reading.objects.filter(
        own | former,
        allocation__target=OuterRef("target__previous"),
        revision__status=RevisionStatus.APPROVED,
        revision__report__period__kind=OuterRef("target__frequency"),
        revision__report__period__number=OuterRef("target__campaign__periods__number"),
        value__isnull=False,
        **alike,
    )
    changed = Succession.objects.filter(
        Q(successor=OuterRef(OuterRef("unit"))) & ~Q(kind__in=SAME_UNIT)
        | Q(predecessor=OuterRef(OuterRef("unit"))),
        on__gt=OuterRef("allocation__target__campaign__launched_on"),
    )
    found = twins.filter(~Exists(changed)).order_by("pk")
    return owed.annotate(same_period=Subquery(found.values("value")[:1]))


def same_period_of(allocation: Any) -> Decimal | None:
    """The figure of an allocation from `with_same_period`, where its target is compared with last year."""
    return getattr(allocation, "same_period", None) if is_compared(allocation.target) else None


def is_compared(target: Target) -> bool:
    return target.takes_base and target.measure in COMPARED


def completed(entries: Sequence[Entry], reporter: Unit, period: ReportingPeriod) -> list[Entry]:
    """The entries of one report as `with_base` leaves each; one query, none where every base is given."""
    if all(entry.base is not None or not is_compared(entry.allocation.target) for entry in entries):
        return [*entries]
    owed = with_same_period(Allocation.objects.owed_by(reporter, period)).select_related("target")
    known = {allocation.pk: allocation for allocation in owed}
    return [with_base(entry, known.get(entry.allocation.pk, entry.allocation)) for entry in entries]


def with_base(entry: Entry, allocation: Any) -> Entry:
    """The entry with last year's figure as its base, where it gives none and has a number."""
    known = same_period_of(allocation)
    if entry.base is not None or known is None or entry.state == ReadingState.UNAVAILABLE:
        return entry
    return replace(entry, base=known)
