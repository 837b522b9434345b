"""From readings to rows: the one query and the one function behind every figure shown anywhere.

The steps are those of the design's algebra: over time, allocation by allocation (in SQL, which only adds
integers); over allocations; then `reports.assessment` makes figure and status out of the sums.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Sum

from reports.assessment import Child, Combined, Moment, Rule, Standing, assess, baseline_percent, combine
from reports.assessment import figure as figure_of
from reports.choices import Basis, ReadingState, Status
from reports.models import Reading, StatusOverride, on_basis
from targets.choices import Direction, Frequency, Measure, OverTime, Pace
from targets.models import Allocation, Campaign, ReportingPeriod, Target
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

    value: Decimal | None = None
    base: Decimal | None = None
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
    """One allocation's share of a figure, and how it stands with its answers."""

    allocation: Allocation
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


@dataclass(frozen=True, slots=True)
class Row:
    """One target at one node, as of a date, on a basis: what every page, document and file shows.

    `value` and `base` are V and B; `figure`, `plan_percent`, `expected` are exact. `rule.threshold` is the
    node's own level, None where it has none. `status` is what is shown, `computed_status` what the figures
    say; they differ only by an override. `children` and `combined` belong to composite targets.
    """

    target: Target
    rule: Rule
    moment: Moment
    value: Decimal | None = None
    base: Decimal | None = None
    baseline: Fraction | None = None
    figure: Fraction | None = None
    plan_percent: Fraction | None = None
    expected: Fraction | None = None
    status: Status | None = None
    computed_status: Status | None = None
    override: StatusOverride | None = None
    complete: bool = False
    final: bool = False
    estimate: bool = False
    reported: int = 0
    owed: int = 0
    misses_earlier: bool = False
    period_value: Decimal | None = None
    period_base: Decimal | None = None
    period_figure: Fraction | None = None
    year_forecast: Decimal | None = None
    comparable: bool = False
    last_period: ReportingPeriod | None = None
    parts: tuple[Part, ...] = ()
    children: tuple["Row", ...] = ()
    combined: Combined | None = None

    @property
    def carried(self) -> bool:
        return any(part.is_carried for part in self.parts)

    @property
    def growth(self) -> Fraction | None:
        """Per cent against the same period of last year, from the two sums; amounts and growth only."""
        if self.rule.measure not in {Measure.AMOUNT, Measure.GROWTH} or not self.comparable:
            return None
        if self.value is None or self.base is None or self.base == 0:
            return None
        return 100 * Fraction(self.value) / Fraction(self.base) - 100


def rows(
    campaign: Campaign,
    node: Unit,
    as_of: date,
    basis: Basis,
    *,
    schedule: Schedule | None = None,
    since: date | None = None,
    only: Sequence[str] | None = None,
) -> list[Row]:
    """One row a target, in the targets' order, for a unit of the tree (the owner: the city's official figures).

    Below the owner only targets that are allocated to the node or under it appear. `since` widens the
    period's own figure to the periods with cut-offs from that day on (a quarter's report sums its three
    months); without it the last ended period stands alone. `only` limits to targets of these codes.
    Four queries, five without a schedule.
    """
    schedule = schedule or Schedule.load(campaign)
    targets = _targets(campaign, only)
    parts = _parts(schedule, node, as_of, basis, since, targets)
    overrides = _overrides(schedule, as_of) if node.pk == campaign.owner_id else {}
    made: dict[int, Row] = {}
    for target in sorted(targets, key=lambda target: target.measure == Measure.ALL_OF):
        moment = _moment(schedule, target, as_of)
        if target.measure == Measure.ALL_OF:
            row = _composite(
                target, moment, [made[t.pk] for t in targets if t.parent_id == target.pk and t.pk in made]
            )
        else:
            row = _single(target, moment, node, campaign, parts.get(target.pk, []))
        if row is not None:
            last = schedule.last_ended(target.frequency, as_of)
            made[target.pk] = _with_override(replace(row, last_period=last), overrides)
    return [made[target.pk] for target in targets if target.pk in made]


def _targets(campaign: Campaign, only: Sequence[str] | None) -> list[Target]:
    targets = campaign.targets.select_related("group", "lead").in_order()
    if only is not None:
        targets = targets.filter(Q(code__in=only) | Q(parent__code__in=only))
    found = list(targets)
    for target in found:
        target.campaign = campaign
    return found


def _moment(schedule: Schedule, target: Target, as_of: date) -> Moment:
    ended = len(schedule.ended(target.frequency, as_of))
    return Moment(as_of, ended, len(schedule.of(target.frequency)))


def rule_of(target: Target) -> Rule:
    """What the plan in force expects of the campaign's owner."""
    return Rule(
        measure=Measure(target.measure),
        over_time=OverTime(target.over_time or OverTime.LATEST),
        direction=Direction(target.direction) if target.direction else None,
        threshold=target.threshold,
        strict=target.strict,
        ceiling=target.ceiling,
        maximum=target.maximum,
        baseline=target.baseline,
        irreversible=target.irreversible,
        pace=Pace(target.pace),
        profile=target.profile_steps,
        slow_from=target.slow_from,
        nearly_from=target.nearly_from,
        result_due=target.result_due,
    )


# Readings to tallies: the query.


def _parts(
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
            tally=tallies.get(allocation.pk, Tally()),
            owed=len(owed),
            owes_last=allocation.unit.is_valid_on(last) if last else True,
            last_cut_off=last,
        )
        parts.setdefault(allocation.target_id, []).append(part)
    return parts


def _allocations(campaign: Campaign, node: Unit, targets: Iterable[int]) -> QuerySet[Allocation]:
    others = Allocation.objects.filter(target=OuterRef("target"), counts=True).exclude(pk=OuterRef("pk"))
    return (
        Allocation.objects.filter(target__in=targets, unit__path__startswith=node.path)
        .select_related("unit")
        .annotate(is_only_one=~Exists(others))
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
            v=Sum("value", filter=weighs),
            b=Sum("base", filter=weighs),
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
    )
    return {row.pop("allocation"): Tally(value=row.pop("v"), base=row.pop("b"), **row) for row in grouped}


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


# Tallies to rows.


def _single(
    target: Target, moment: Moment, node: Unit, campaign: Campaign, parts: Sequence[Part]
) -> Row | None:
    """The row of a target with a figure of its own, or None where it is not allocated here."""
    is_root = node.pk == campaign.owner_id
    if not parts and not is_root:
        return None
    is_own = not is_root and all(part.allocation.unit_id == node.pk for part in parts)
    counting = tuple(part for part in parts if is_own or part.allocation.counts)
    rule = _rule_at(rule_of(target), counting, is_root=is_root, is_own=is_own)
    standing = _standing(rule, moment, counting)
    result = assess(rule, standing, moment)
    weighing = [part for part in counting if part.counts]
    return Row(
        target=target,
        rule=rule,
        moment=moment,
        value=standing.value,
        base=standing.base,
        baseline=standing.baseline,
        figure=result.figure,
        plan_percent=result.plan_percent,
        expected=result.expected,
        status=result.status,
        computed_status=result.status,
        complete=standing.complete,
        final=standing.final,
        estimate=any(part.tally.estimates for part in weighing),
        reported=sum(part.has_answered for part in counting),
        owed=sum(part.owes_last for part in counting),
        misses_earlier=_misses_earlier(target, counting),
        comparable=bool(weighing) and all(part.tally.bases == part.tally.counted for part in weighing),
        year_forecast=_forecast(rule, counting),
        parts=counting,
        **_period_figure(rule, counting),
    )


def _rule_at(rule: Rule, parts: Sequence[Part], *, is_root: bool, is_own: bool) -> Rule:
    """Whose threshold: the owner's plan; below it quotas; the plan itself where a unit is the only one."""
    if is_root:
        return rule
    no_level = replace(rule, threshold=None, ceiling=None)
    quotas = [part.allocation.quota for part in parts if part.allocation.quota is not None]
    if is_own:
        if quotas:
            return rule.for_quota(quotas[0])
        alone = any(part.allocation.counts and part.allocation.is_only_one for part in parts)
        return rule if alone else no_level
    if rule.measure == Measure.AMOUNT and parts and len(quotas) == len(parts):
        return rule.for_quota(sum(quotas, Decimal(0)))
    return no_level


def _sum(numbers: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of what is there; None where nothing is."""
    known = [number for number in numbers if number is not None]
    return sum(known, Decimal(0)) if known else None


def _standing(rule: Rule, moment: Moment, parts: Sequence[Part]) -> Standing:
    weighing = [part for part in parts if part.counts]
    baselines = ((part.allocation.baseline_value, part.allocation.baseline_base) for part in weighing)
    complete = moment.ended >= 1 and all(part.is_complete for part in parts)
    return Standing(
        value=_sum(part.tally.value for part in weighing),
        base=_sum(part.tally.base for part in weighing),
        baseline=baseline_percent(baselines, rule.baseline) if rule.measure == Measure.POINTS else None,
        counts=bool(weighing),
        complete=complete,
        final=complete and moment.is_year_over and not any(part.lacks_numbers for part in parts),
    )


def _period_figure(rule: Rule, parts: Sequence[Part]) -> dict[str, Decimal | Fraction | None]:
    """The same steps on the period's readings alone."""
    reporting = [part for part in parts if part.tally.period_value is not None]
    value = _sum(part.tally.period_value for part in reporting)
    base = _sum(part.tally.period_base for part in reporting)
    baselines = ((part.allocation.baseline_value, part.allocation.baseline_base) for part in reporting)
    baseline = baseline_percent(baselines, rule.baseline) if rule.measure == Measure.POINTS else None
    standing = Standing(value, base, baseline, counts=bool(reporting), complete=False, final=False)
    return {"period_value": value, "period_base": base, "period_figure": figure_of(rule, standing)}


def _forecast(rule: Rule, parts: Sequence[Part]) -> Decimal | None:
    """The units' own forecast for the year: amounts add up when everyone gave one; rates do not add."""
    forecasts = [part.tally.forecast for part in parts]
    if any(forecast is None for forecast in forecasts) or not forecasts:
        return None
    return _sum(forecasts) if rule.measure == Measure.AMOUNT or len(forecasts) == 1 else None


def _misses_earlier(target: Target, parts: Sequence[Part]) -> bool:
    """A summed figure with a gap before the last ended period."""
    if target.over_time != OverTime.SUM:
        return False
    return any(part.owed - part.owes_last > part.tally.answers - part.has_answered for part in parts)


def _composite(target: Target, moment: Moment, children: Sequence[Row]) -> Row | None:
    """The row of a target decided by its children's computed statuses."""
    if not children:
        return None
    judged = [
        Child(child.computed_status, child.complete, child.final)
        for child in children
        if child.computed_status is not None
    ]
    combined = combine(judged) if len(judged) == len(children) else None
    answered, owing = _answers_by_unit(children)
    return Row(
        target=target,
        rule=rule_of(target),
        moment=moment,
        status=combined.status if combined else None,
        computed_status=combined.status if combined else None,
        complete=all(child.complete for child in children) if combined is None else combined.complete,
        final=combined.final if combined else False,
        estimate=any(child.estimate for child in children),
        reported=answered,
        owed=owing,
        misses_earlier=any(child.misses_earlier for child in children),
        children=tuple(children),
        combined=combined,
    )


def _answers_by_unit(children: Iterable[Row]) -> tuple[int, int]:
    """Units that answered the last ended period for every child, and all that owe it."""
    by_unit: dict[int, list[Part]] = {}
    for part in (part for child in children for part in child.parts if part.owes_last):
        by_unit.setdefault(part.allocation.unit_id, []).append(part)
    return sum(all(part.has_answered for part in parts) for parts in by_unit.values()), len(by_unit)


def _overrides(schedule: Schedule, as_of: date) -> dict[tuple[int, int], StatusOverride]:
    """Home Affairs' own assessments for the last ended periods, by target and period."""
    last = [schedule.last_ended(frequency, as_of) for frequency in Frequency.values]
    made = StatusOverride.objects.filter(period__in=[period.pk for period in last if period])
    return {(override.target_id, override.period_id): override for override in made.select_related("made_by")}


def _with_override(row: Row, overrides: dict[tuple[int, int], StatusOverride]) -> Row:
    if row.last_period is None:
        return row
    override = overrides.get((row.target.pk, row.last_period.pk))
    return replace(row, override=override, status=Status(override.status)) if override else row
