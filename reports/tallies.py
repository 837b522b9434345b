"""From readings to tallies: the one query that adds readings up, allocation by allocation.

This is step 1 of the design's algebra. SQL only adds integers; whether an answer is owed, carried or complete
follows from the campaign's schedule and the unit's validity.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Sum, Value

from reports.choices import Basis, ReadingState
from reports.models import Reading, on_basis
from targets.choices import Frequency, OverTime
from targets.models import Allocation, ReportingPeriod, Target
from targets.models.target import owes
from targets.schedule import Schedule
from units.models import Unit

PERIOD = "revision__report__period"
OF_REVISION = "revision__"
COUNTS = ~Q(state=ReadingState.UNAVAILABLE)
# The conditions of the sums, by the names that the query gives them.
WEIGHS, IS_LAST, IN_PERIOD, IS_OWED = Q(weighs=True), Q(is_last=True), Q(in_period=True), Q(is_owed=True)


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

    def plus(self, value: Decimal, base: Decimal | None, on: date, *, summed: bool) -> "Tally":
        """With one more counting answer, for a period that ends on that day after all the others."""
        before = self if summed else Tally()
        return replace(
            before,
            value_sum=(before.value_sum or 0) + value,
            base_sum=before.base_sum if base is None else (before.base_sum or 0) + base,
            counted=before.counted + 1,
            bases=before.bases + (base is not None),
            answers=self.answers + 1,
            answered_last=1,
            unavailable=self.unavailable,
            last_unavailable=0,
            counted_until=on,
            period_value=value,
            period_base=base,
            forecast=None,
        )


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

    def with_answer(self, period: ReportingPeriod, value: Decimal, base: Decimal | None) -> "Part":
        """As it will stand when this is what the unit answers for the next period."""
        summed = self.allocation.target.over_time == OverTime.SUM
        tally = self.tally.plus(value, base, period.cut_off, summed=summed)
        return replace(self, tally=tally, owed=self.owed + 1, owes_last=True, last_cut_off=period.cut_off)


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
    within = Q(allocation__target__in=known, allocation__unit__path__startswith=node.path)
    [tallies] = _tallies(schedule, [Choice(within, as_of, on_basis(basis, OF_REVISION), since)])
    parts: dict[int, list[Part]] = {}
    for allocation in _allocations(node, known):
        allocation.target = known[allocation.target_id]
        part = _part(schedule, allocation, tallies.get(allocation.pk, Tally()), as_of)
        parts.setdefault(allocation.target_id, []).append(part)
    return parts


def bare_part(schedule: Schedule, allocation: Any, as_of: date) -> Part:
    """The part of an allocation (from `with_only_one`) of which no reading is looked at; asks nothing."""
    return _part(schedule, allocation, Tally(), as_of)


def parts_for(schedule: Schedule, allocations: Iterable[Any], as_of: date, basis: Basis) -> dict[int, Part]:
    """The part of each of these allocations, by its key, in one query.

    The allocations come from `with_only_one` and have their target and unit loaded.
    """
    [parts] = parts_of_choices(schedule, [(allocations, as_of, on_basis(basis, OF_REVISION))])
    return parts


def parts_of_choices(
    schedule: Schedule, wanted: Sequence[tuple[Iterable[Any], date, Q]]
) -> list[dict[int, Part]]:
    """`parts_for` several choices, still in one query.

    Each is allocations, an as-of date, and which revisions speak (of a reading's `revision__`).
    """
    asked = [(list(allocations), as_of, speak) for allocations, as_of, speak in wanted]
    choices = [
        Choice(Q(allocation__in=[each.pk for each in allocations]), as_of, speak)
        for allocations, as_of, speak in asked
    ]
    return [
        {
            allocation.pk: _part(schedule, allocation, tallies.get(allocation.pk, Tally()), as_of)
            for allocation in allocations
        }
        for (allocations, as_of, _speak), tallies in zip(asked, _tallies(schedule, choices), strict=True)
    ]


def with_only_one(allocations: QuerySet[Any]) -> QuerySet[Any]:
    """Adds `is_only_one`: no other allocation of the target counts."""
    others = Allocation.objects.filter(target=OuterRef("target"), counts=True).exclude(pk=OuterRef("pk"))
    return allocations.annotate(is_only_one=Q(counts=True) & ~Exists(others))


def _allocations(node: Unit, targets: Iterable[int]) -> QuerySet[Any]:
    within = Allocation.objects.filter(target__in=targets, unit__path__startswith=node.path)
    return with_only_one(within).select_related("unit").order_by("unit__order", "unit__code")


def _part(schedule: Schedule, allocation: Any, tally: Tally, as_of: date) -> Part:
    ended = [period.cut_off for period in schedule.ended(allocation.target.frequency, as_of)]
    owed = [cut_off for cut_off in ended if allocation.unit.is_valid_on(cut_off)]
    last = ended[-1] if ended else None
    return Part(
        allocation=allocation,
        is_only_one=allocation.is_only_one,
        tally=tally,
        owed=len(owed),
        owes_last=allocation.unit.is_valid_on(last) if last else True,
        last_cut_off=last,
    )


class Choice(NamedTuple):
    """Which readings are added up: `within`, of ended periods, of the revisions that `speak`."""

    within: Q
    as_of: date
    speak: Q
    since: date | None = None

    @property
    def readings(self) -> QuerySet[Reading]:
        """Each in a period of its own target's frequency."""
        return Reading.objects.filter(
            self.speak,
            **{f"{PERIOD}__cut_off__lte": self.as_of, f"{PERIOD}__kind": F("allocation__target__frequency")},
        )

    @property
    def later(self) -> QuerySet[Reading]:
        """A counting reading of the same allocation in a later ended period."""
        return self.readings.filter(
            COUNTS,
            allocation=OuterRef("allocation"),
            **{f"{PERIOD}__cut_off__gt": OuterRef(f"{PERIOD}__cut_off")},
        )


def _tallies(schedule: Schedule, choices: Sequence[Choice]) -> list[dict[int, Tally]]:
    """By allocation, for each of the choices; all in one query."""
    first, *others = (_grouped(schedule, choice, number) for number, choice in enumerate(choices))
    found: list[dict[int, Tally]] = [{} for _choice in choices]
    for number, allocation, *sums in first.union(*others, all=True) if others else first:
        found[number][allocation] = Tally(*sums)
    return found


def _grouped(schedule: Schedule, choice: Choice, number: int) -> QuerySet[Any, Any]:
    """One GROUP BY over the readings of a choice: its number, the allocation and the fields of its tally.

    Of a latest target's readings only those with no later counting one are read, so that what counts among
    them is the last that counts.
    """
    weighs, is_last, in_period = _conditions(schedule, choice.as_of, choice.since)
    relevant = Q(allocation__target__over_time=OverTime.SUM) | ~Exists(choice.later)
    unavailable = Q(state=ReadingState.UNAVAILABLE)
    return (
        choice.readings.filter(relevant, choice.within)
        # Each condition is made out once, however many sums ask for it.
        .alias(weighs=weighs, is_last=is_last, in_period=in_period, is_owed=owes("allocation__", PERIOD))
        .values("allocation")
        .annotate(
            value_sum=Sum("value", filter=WEIGHS),
            base_sum=Sum("base", filter=WEIGHS),
            counted=Count("pk", filter=WEIGHS),
            bases=Count("base", filter=WEIGHS),
            answers=Count("pk", filter=IS_OWED),
            answered_last=Count("pk", filter=IS_LAST & IS_OWED),
            unavailable=Count("pk", filter=unavailable & IS_OWED),
            last_unavailable=Count("pk", filter=unavailable & IS_LAST & IS_OWED),
            estimates=Count("pk", filter=WEIGHS & Q(is_estimate=True)),
            counted_until=Max(f"{PERIOD}__cut_off", filter=WEIGHS),
            period_value=Sum("value", filter=WEIGHS & IN_PERIOD),
            period_base=Sum("base", filter=WEIGHS & IN_PERIOD),
            forecast=Sum("year_forecast", filter=IS_LAST),
            choice=Value(number),
        )
        .order_by()
        .values_list("choice", "allocation", *(field.name for field in fields(Tally)))
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
