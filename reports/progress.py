"""From tallies to rows: the one function behind every figure shown anywhere.

The steps are those of the design's algebra: over time, allocation by allocation (`reports.tallies`); over
allocations, here; then `reports.assessment` makes figure and status out of the sums.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.db.models import Q, QuerySet

from reports.assessment import (
    Child,
    Combined,
    Moment,
    Rule,
    Standing,
    assess,
    baseline_percent,
    combine,
    plan_percent,
)
from reports.assessment import figure as figure_of
from reports.choices import Basis, Status
from reports.models import StatusOverride
from reports.tallies import Part, parts_of
from targets.choices import Direction, Frequency, Measure, OverTime, Pace
from targets.models import Campaign, ReportingPeriod, Target
from targets.plan_history import with_plan_steps
from targets.schedule import Schedule
from units.models import Unit

# By target and period.
Overrides = dict[tuple[int, int], StatusOverride]
_Baseline = tuple[Decimal | None, Decimal | None]


@dataclass(frozen=True, slots=True)
class PeriodFigure:
    """The same three steps on the readings of one period alone (or of the stretch asked for)."""

    value: Decimal | None = None
    base: Decimal | None = None
    figure: Fraction | None = None


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
    period: PeriodFigure = PeriodFigure()
    year_forecast: Decimal | None = None
    comparable: bool = False
    last_period: ReportingPeriod | None = None
    parts: tuple[Part, ...] = ()
    children: tuple["Row", ...] = ()
    combined: Combined | None = None

    @property
    def carried(self) -> bool:
        """The figure, or a child's, rests on a latest reading older than the last ended period."""
        return any(part.is_carried for part in self.parts) or any(child.carried for child in self.children)

    @property
    def plan_percent_limits(self) -> list[Decimal | Fraction]:
        """What a rounded percentage of the plan stays clear of: 100, and the ceiling unless just there."""
        limits: list[Decimal | Fraction] = [Decimal(100)]
        if self.rule.threshold and self.rule.ceiling is not None and self.figure != self.rule.ceiling:
            limits.append(100 * Fraction(self.rule.ceiling) / Fraction(self.rule.threshold))
        return limits

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
    """One row a target, in the targets' order, for a unit of the tree (the owner: the city).

    Below the owner only targets that are allocated to the node or under it appear. `since` widens the
    period's own figure to the periods with cut-offs from that day on (a quarter's report sums its three
    months); without it the last ended period stands alone. `only` limits to targets of these codes.
    Four queries, five without a schedule.
    """
    schedule = schedule or Schedule.load(campaign)
    targets = _targets(campaign, only)
    parts = parts_of(schedule, node, as_of, basis, since, targets)
    overrides = _overrides(schedule, as_of) if node.pk == campaign.owner_id else {}
    return _rows(targets, parts, node, schedule, as_of, overrides)


def owner_rows(
    targets: Sequence[Target],
    parts: Mapping[int, Sequence[Part]],
    schedule: Schedule,
    as_of: date,
    overrides: Iterable[StatusOverride],
) -> list[Row]:
    """The campaign owner's rows of these targets, in their order, from all counting parts of each, by the
    target's key; of a composite all children are among them. Asks nothing."""
    known = {(override.target_id, override.period_id): override for override in overrides}
    return _rows(targets, parts, schedule.campaign.owner, schedule, as_of, known)


def _rows(
    targets: Sequence[Target],
    parts: Mapping[int, Sequence[Part]],
    node: Unit,
    schedule: Schedule,
    as_of: date,
    overrides: Overrides,
) -> list[Row]:
    made: dict[int, Row] = {}
    for target in sorted(targets, key=lambda target: target.measure == Measure.ALL_OF):
        moment = _moment(schedule, target, as_of)
        if target.measure == Measure.ALL_OF:
            row = _composite(
                target, moment, [made[t.pk] for t in targets if t.parent_id == target.pk and t.pk in made]
            )
        else:
            row = _single(target, moment, node, schedule.campaign, parts.get(target.pk, []))
        if row is not None:
            last = schedule.last_ended(target.frequency, as_of)
            made[target.pk] = _with_override(replace(row, last_period=last), overrides)
    return [made[target.pk] for target in targets if target.pk in made]


def own_row(part: Part, schedule: Schedule, as_of: date) -> Row:
    """The row of one allocation by itself, as the page of its own unit has it; asks nothing."""
    target = part.allocation.target
    moment = _moment(schedule, target, as_of)
    row = _single(target, moment, part.allocation.unit, schedule.campaign, [part])
    if row is None:
        raise ValueError(f"{part.allocation} has no row of its own.")
    return replace(row, last_period=schedule.last_ended(target.frequency, as_of))


def owner_row(parts: Sequence[Part], schedule: Schedule, as_of: date) -> Row:
    """The campaign owner's row of one target, from all parts of the target; overrides apart. Asks nothing."""
    target = parts[0].allocation.target
    row = _single(target, _moment(schedule, target, as_of), schedule.campaign.owner, schedule.campaign, parts)
    assert row is not None  # The owner has a row of every target.
    return replace(row, last_period=schedule.last_ended(target.frequency, as_of))


def with_level(row: Row, level: Decimal, ceiling: Decimal | None = None) -> Row:
    """The row held against another level, for its percentage of the plan; its status stays."""
    rule = replace(row.rule, threshold=level, ceiling=ceiling)
    return replace(row, rule=rule, plan_percent=plan_percent(rule, row.figure))


def with_parts(row: Row, parts: Sequence[Part]) -> Row:
    """The figure as it would be if the same allocations had answered otherwise; status and counts stay."""
    standing = _standing(row.rule, row.moment, parts)
    reached = figure_of(row.rule, standing)
    return replace(
        row,
        value=standing.value,
        base=standing.base,
        baseline=standing.baseline,
        figure=reached,
        plan_percent=plan_percent(row.rule, reached),
        parts=tuple(parts),
    )


def _targets(campaign: Campaign, only: Sequence[str] | None) -> list[Target]:
    targets = with_plan_steps(campaign.targets.select_related("group", "lead", "parent").in_order())
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


def _single(
    target: Target, moment: Moment, node: Unit, campaign: Campaign, parts: Sequence[Part]
) -> Row | None:
    """The row of a target with a figure of its own, or None where it is not allocated here."""
    is_root = node.pk == campaign.owner_id
    if not parts and not is_root:
        return None
    has_counting_below = any(part.allocation.counts and part.allocation.unit != node for part in parts)
    is_own = not is_root and not has_counting_below
    counting = tuple(p for p in parts if (p.allocation.unit == node if is_own else p.allocation.counts))
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
        period=_period_figure(rule, counting),
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
        return rule if any(part.is_only_one for part in parts) else no_level
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
        value=_sum(part.tally.value_sum for part in weighing),
        base=_sum(part.tally.base_sum for part in weighing),
        baseline=baseline_percent(baselines, rule.baseline) if rule.measure == Measure.POINTS else None,
        counts=bool(weighing),
        complete=complete,
        final=complete and moment.is_year_over and not any(part.lacks_numbers for part in parts),
    )


def _period_figure(rule: Rule, parts: Sequence[Part]) -> PeriodFigure:
    reporting = [part for part in parts if part.tally.period_value is not None]
    value = _sum(part.tally.period_value for part in reporting)
    base = _sum(part.tally.period_base for part in reporting)
    baselines = ((part.allocation.baseline_value, part.allocation.baseline_base) for part in reporting)
    return PeriodFigure(value, base, figure_alone(rule, value, base, baselines))


def figure_alone(
    rule: Rule, value: Decimal | None, base: Decimal | None, baselines: Iterable[_Baseline]
) -> Fraction | None:
    """The figure of these numbers and no others; `baselines` of exactly the allocations that gave them."""
    baseline = baseline_percent(baselines, rule.baseline) if rule.measure == Measure.POINTS else None
    return figure_of(rule, Standing(value, base, baseline, value is not None, complete=False, final=False))


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
        complete=combined.complete if combined else all(child.complete for child in children),
        final=combined.final if combined else all(child.final for child in children),
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


def overrides_as_of(schedule: Schedule, as_of: date) -> QuerySet[StatusOverride]:
    """Home Affairs' own assessments for the last ended periods."""
    last = [schedule.last_ended(frequency, as_of) for frequency in Frequency.values]
    return StatusOverride.objects.filter(period__in=[period.pk for period in last if period])


def _overrides(schedule: Schedule, as_of: date) -> Overrides:
    made = overrides_as_of(schedule, as_of).select_related("made_by")
    return {(override.target_id, override.period_id): override for override in made}


def _with_override(row: Row, overrides: Overrides) -> Row:
    if row.last_period is None:
        return row
    override = overrides.get((row.target.pk, row.last_period.pk))
    return replace(row, override=override, status=Status(override.status)) if override else row
