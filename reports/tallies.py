"""From readings to tallies: the one query that adds readings up, allocation by allocation.

This is step 1 of the design's algebra. SQL only adds integers; whether an answer is owed, carried or complete
follows from the campaign's schedule and the unit's validity.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Sum

from reports.choices import Basis, ReadingState
from reports.models import Reading, on_basis
from targets.choices import Frequency, OverTime
from targets.models import Allocation, Campaign, Target
from targets.schedule import Schedule
from units.models import Unit

PERIOD = "revision__report__period"
COUNTS = ~Q(state=ReadingState.UNAVAILABLE)


@dataclass(frozen=True, slots=True)
class Tally:
    """What one allocation's readings of the ended periods come to. Sums are exact; None where nothing counts.

    `answers` and `unavailable` speak of the periods the unit owes; `period_value` and `period_base` of the
    period asked for alone; `counted_until` is the cut-off of the last reading that counts.
    """

    value_sum: Decimal | None = None
    base_sum: Decimal | None = None
    counted: int = 0
    bases: int = 0
    answers: int = 0
    answered_last: int = 0
    unavailable: int = 0
    last_unavailable: int = 0
    estimates: int = 0
    counted_until: date | None = None
    period_value: Decimal | None = None
    period_base: Decimal | None = None
    forecast: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One allocation's share of a figure, and how it stands with its answers.

    `owed` counts the ended periods within its unit's validity; `is_only_one`: nobody else counts.
    """

    allocation: Allocation
    is_only_one: bool
    tally: Tally
    owed: int
    owes_last: bool
    last_cut_off: date | None

    @property
    def counts(self) -> bool:
        return self.tally.counted > 0

    @property
    def has_answered(self) -> bool:
        """The last ended period is answered, in whatever state."""
        return self.tally.answered_last > 0

    @property
    def is_complete(self) -> bool:
        if self.allocation.target.over_time == OverTime.SUM:
            return self.tally.answers == self.owed
        return self.has_answered or not self.owes_last

    @property
    def lacks_numbers(self) -> bool:
        """An answer that the figure rests on says "not yet available"."""
        if self.allocation.target.over_time == OverTime.SUM:
            return self.tally.unavailable > 0
        return self.tally.last_unavailable > 0

    @property
    def is_carried(self) -> bool:
        """A latest reading older than the last ended period: in the figure, no answer for the period."""
        until, last = self.tally.counted_until, self.last_cut_off
        latest = self.allocation.target.over_time == OverTime.LATEST
        return latest and until is not None and last is not None and until < last


def parts_of(
    schedule: Schedule,
    node: Unit,
    as_of: date,
    basis: Basis,
    since: date | None,
    targets: Sequence[Target],
) -> dict[int, list[Part]]:
    """The parts of every target at and below the node, by the target's key."""
    known = {target.pk: target for target in targets}
    tallies = _tallies(schedule, node, as_of, basis, since, known)
    parts: dict[int, list[Part]] = {}
    for allocation in _allocations(schedule.campaign, node, known):
        allocation.target = known[allocation.target_id]
        frequency = allocation.target.frequency
        ended = [period.cut_off for period in schedule.ended(frequency, as_of)]
        owed = [cut_off for cut_off in ended if allocation.unit.is_valid_on(cut_off)]
        last = ended[-1] if ended else None
        part = Part(
            allocation=allocation,
            is_only_one=allocation.is_only_one,
            tally=tallies.get(allocation.pk, Tally()),
            owed=len(owed),
            owes_last=allocation.unit.is_valid_on(last) if last else True,
            last_cut_off=last,
        )
        parts.setdefault(allocation.target_id, []).append(part)
    return parts


def _allocations(campaign: Campaign, node: Unit, targets: Iterable[int]) -> QuerySet[Any]:
    others = Allocation.objects.filter(target=OuterRef("target"), counts=True).exclude(pk=OuterRef("pk"))
    return (
        Allocation.objects.filter(target__in=targets, unit__path__startswith=node.path)
        .select_related("unit")
        .annotate(is_only_one=Q(counts=True) & ~Exists(others))
        .order_by("unit__order", "unit__code")
    )


def _tallies(
    schedule: Schedule,
    node: Unit,
    as_of: date,
    basis: Basis,
    since: date | None,
    targets: Iterable[int],
) -> dict[int, Tally]:
    """One GROUP BY over the readings of ended periods, by allocation.

    Of a latest target's readings only those with no later counting one are read, so that what counts among
    them is the last that counts.
    """
    weighs, is_last, in_period = _conditions(schedule, as_of, since)
    relevant = Q(allocation__target__over_time=OverTime.SUM) | ~Exists(_later(as_of, basis))
    owed = Q(
        Q(allocation__unit__valid_from__isnull=True)
        | Q(allocation__unit__valid_from__lte=F(f"{PERIOD}__cut_off")),
        Q(allocation__unit__valid_to__isnull=True)
        | Q(allocation__unit__valid_to__gte=F(f"{PERIOD}__cut_off")),
    )
    unavailable = Q(state=ReadingState.UNAVAILABLE)
    grouped = (
        _readings(as_of, basis)
        .filter(relevant, allocation__target__in=targets, allocation__unit__path__startswith=node.path)
        .values("allocation")
        .annotate(
            value_sum=Sum("value", filter=weighs),
            base_sum=Sum("base", filter=weighs),
            counted=Count("pk", filter=weighs),
            bases=Count("base", filter=weighs),
            answers=Count("pk", filter=owed),
            answered_last=Count("pk", filter=is_last & owed),
            unavailable=Count("pk", filter=unavailable & owed),
            last_unavailable=Count("pk", filter=unavailable & is_last & owed),
            estimates=Count("pk", filter=weighs & Q(is_estimate=True)),
            counted_until=Max(f"{PERIOD}__cut_off", filter=weighs),
            period_value=Sum("value", filter=weighs & in_period),
            period_base=Sum("base", filter=weighs & in_period),
            forecast=Sum("year_forecast", filter=is_last),
        )
        .order_by()
        .values_list("allocation", *(field.name for field in fields(Tally)))
    )
    return {allocation: Tally(*sums) for allocation, *sums in grouped}


def _readings(as_of: date, basis: Basis) -> QuerySet[Reading]:
    """Readings of ended periods on a basis, each in a period of its own target's frequency."""
    return Reading.objects.filter(
        on_basis(basis, "revision__"),
        **{f"{PERIOD}__cut_off__lte": as_of, f"{PERIOD}__kind": F("allocation__target__frequency")},
    )


def _later(as_of: date, basis: Basis) -> QuerySet[Reading]:
    """A counting reading of the same allocation in a later ended period."""
    return _readings(as_of, basis).filter(
        COUNTS,
        allocation=OuterRef("allocation"),
        **{f"{PERIOD}__cut_off__gt": OuterRef(f"{PERIOD}__cut_off")},
    )


def _conditions(schedule: Schedule, as_of: date, since: date | None) -> tuple[Q, Q, Q]:
    """Which readings weigh in the figure, answer the last ended period, belong to the period asked for.

    A latest reading is not carried past its unit's end: the successor answers for the same people.
    """
    is_last, survives = Q(pk__in=[]), Q(pk__in=[])
    for frequency in Frequency.values:
        period = schedule.last_ended(frequency, as_of)
        if period is None:
            continue
        of_frequency = Q(allocation__target__frequency=frequency)
        is_last |= of_frequency & Q(**{PERIOD: period.pk})
        lives = Q(allocation__unit__valid_to__isnull=True) | Q(allocation__unit__valid_to__gte=period.cut_off)
        survives |= of_frequency & lives
    summed = Q(allocation__target__over_time=OverTime.SUM)
    weighs = COUNTS & (summed | survives)
    in_period = is_last if since is None else Q(**{f"{PERIOD}__cut_off__gte": since})
    return weighs, is_last, in_period
