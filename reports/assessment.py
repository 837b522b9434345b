"""From the sums of the readings to a figure, its percentage of the plan and a status.

Pure functions: decimals in, fractions out, nothing rounded, no database, no clock. V and B are the summed
values and bases; k of n periods have ended (`Moment`); a node is a unit with everything under it, the city
being the root. Percentages are numbers such as 98, not 0.98.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from reports.choices import Status
from targets.choices import Direction, Measure, OverTime, Pace


@dataclass(frozen=True, slots=True)
class Rule:
    """What is expected of one target at one node; `threshold` is None where the node has no level to reach.

    The levels are in the figure's unit, save the baseline of points: a percentage. `profile` holds, period by
    period, the percentage of the way due by then; `slow_from` and `nearly_from` are percentages of what is
    expected and of the plan. Raises ValueError for a threshold without a direction.
    """

    measure: Measure
    over_time: OverTime
    direction: Direction | None
    threshold: Decimal | None
    strict: bool
    ceiling: Decimal | None
    maximum: Decimal | None
    baseline: Decimal | None
    irreversible: bool
    pace: Pace
    profile: tuple[Decimal, ...]
    slow_from: Decimal
    nearly_from: Decimal | None
    result_due: date | None

    def __post_init__(self) -> None:
        if self.threshold is not None and self.direction is None:
            raise ValueError("A threshold needs a direction.")

    def for_quota(self, quota: Decimal) -> "Rule":
        """The rule below the root, for a share of the plan; where there is no threshold it replaces none."""
        if self.threshold is None:
            return self
        maximum = None if self.measure == Measure.AMOUNT else self.maximum
        return replace(self, threshold=quota, ceiling=None, maximum=maximum)


@dataclass(frozen=True, slots=True)
class Standing:
    """What the readings of the ended periods came to at one node.

    `value` and `base`: V and B, None when no reading counts. `baseline`: see `baseline_percent`. `complete`:
    every answer due is there. `final`: complete at the year's end, and no answer is still unavailable.
    """

    value: Decimal | None
    base: Decimal | None
    baseline: Fraction | None
    counts: bool
    complete: bool
    final: bool


@dataclass(frozen=True, slots=True)
class Moment:
    """The as-of date, and how many of the target's periods have ended by then, of how many in the year."""

    as_of: date
    ended: int
    total: int

    @property
    def is_year_over(self) -> bool:
        return self.ended == self.total


@dataclass(frozen=True, slots=True)
class Assessment:
    """Exact figures; None where there is none. `status` is None at a node without a threshold."""

    figure: Fraction | None
    plan_percent: Fraction | None
    expected: Fraction | None
    status: Status | None


@dataclass(frozen=True, slots=True)
class Child:
    """One child of a composite target: its computed status, never an overridden one."""

    status: Status
    complete: bool
    final: bool


@dataclass(frozen=True, slots=True)
class Combined:
    """A composite target; `met` of `remaining` children are on their way or there (printed "2/3")."""

    status: Status
    met: int
    remaining: int
    complete: bool
    final: bool


def figure(rule: Rule, standing: Standing) -> Fraction | None:
    """The figure in the target's unit; None when nothing counts, B is 0 or points lack a baseline.

    Raises ValueError where the measure needs a base and the standing has a value alone.
    """
    if standing.value is None or rule.measure == Measure.ALL_OF:
        return None
    value = Fraction(standing.value)
    if rule.measure == Measure.AMOUNT:
        return value
    if standing.base is None:
        raise ValueError(f"A figure of measure {rule.measure} needs a base.")
    base = Fraction(standing.base)
    if rule.measure == Measure.CHANGE:
        return value - base
    return _ratio(rule.measure, value, base, standing.baseline)


def _ratio(measure: Measure, value: Fraction, base: Fraction, baseline: Fraction | None) -> Fraction | None:
    if base == 0:
        return None
    percent = 100 * value / base
    if measure == Measure.SHARE:
        return percent
    if measure == Measure.GROWTH:
        return percent - 100
    return None if baseline is None else percent - baseline


def baseline_percent(
    pairs: Iterable[tuple[Decimal | None, Decimal | None]], fallback: Decimal | None
) -> Fraction | None:
    """The percentage that points are measured from.

    `pairs` are the baseline value and base of exactly the allocations whose reading counts. The target's own
    percentage, `fallback`, stands in where one of them has none, or where their bases add up to 0.
    """
    own = None if fallback is None else Fraction(fallback)
    values = bases = Fraction(0)
    for value, base in pairs:
        if value is None or base is None:
            return own
        values, bases = values + Fraction(value), bases + Fraction(base)
    return own if bases == 0 else 100 * values / bases


def plan_percent(rule: Rule, figure: Fraction | None) -> Fraction | None:
    """Percentage of the plan, for amounts and shares going up to a level above 0; else None."""
    if figure is None or rule.threshold is None or rule.threshold <= 0 or rule.direction != Direction.UP:
        return None
    if rule.measure not in {Measure.AMOUNT, Measure.SHARE}:
        return None
    return 100 * figure / Fraction(rule.threshold)


def expected(rule: Rule, moment: Moment) -> Fraction | None:
    """The figure expected by now; None for targets that are only judged when the result is there."""
    if rule.threshold is None or moment.total == 0:
        return None
    threshold, baseline = Fraction(rule.threshold), Fraction(rule.baseline or 0)
    match rule.pace:
        case Pace.HOLD:
            return threshold
        case Pace.STEADY:
            return baseline + (threshold - baseline) * Fraction(moment.ended, moment.total)
        case Pace.PROFILE:
            due = Fraction(rule.profile[moment.ended - 1]) if moment.ended else Fraction(0)
            return baseline + (threshold - baseline) * due / 100
    return None


def is_met(rule: Rule, figure: Fraction) -> bool:
    """The figure reaches the threshold, or passes it where the plan says "more than" (strict)."""
    threshold = _threshold(rule)
    return _is_better(rule, figure, threshold) or (figure == threshold and not rule.strict)


def is_exceeded(rule: Rule, figure: Fraction) -> bool:
    """Above the ceiling of a range; without one, beyond a threshold that can be passed and is not strict."""
    if rule.ceiling is not None:
        return is_met(rule, figure) and figure > Fraction(rule.ceiling)
    if rule.strict or (rule.maximum is not None and Fraction(rule.maximum) <= _threshold(rule)):
        return False
    return _is_better(rule, figure, _threshold(rule))


def _threshold(rule: Rule) -> Fraction:
    if rule.threshold is None:
        raise ValueError("There is no threshold to hold the figure against.")
    return Fraction(rule.threshold)


def _is_better(rule: Rule, figure: Fraction, level: Fraction) -> bool:
    return figure > level if rule.direction == Direction.UP else figure < level


def _reaches(figure: Fraction | None, level: Fraction | None) -> bool:
    """Where either is missing nothing is reached."""
    return figure is not None and level is not None and figure >= level


def assess(rule: Rule, standing: Standing, moment: Moment) -> Assessment:
    """Everything that is said about a figure; only the figure where the node has no threshold.

    A composite target (all_of) has neither figure nor threshold of its own: see `combine`.
    """
    reached = figure(rule, standing)
    if rule.threshold is None:
        return Assessment(reached, plan_percent=None, expected=None, status=None)
    due = expected(rule, moment)
    status = _decide(_Case(rule, standing, moment, reached, due))
    return Assessment(reached, plan_percent(rule, reached), due, status)


@dataclass(frozen=True, slots=True)
class _Case:
    rule: Rule
    standing: Standing
    moment: Moment
    figure: Fraction | None
    expected: Fraction | None

    @property
    def is_met(self) -> bool:
        return self._is_nothing_after_nothing if self.figure is None else is_met(self.rule, self.figure)

    @property
    def is_exceeded(self) -> bool:
        return self.figure is not None and is_exceeded(self.rule, self.figure)

    @property
    def _is_nothing_after_nothing(self) -> bool:
        """Nothing now and nothing before: what is not there cannot fall, so no fall is asked for."""
        if self.standing.value != 0 or self.standing.base != 0:
            return False
        if self.rule.measure == Measure.GROWTH:
            return self.rule.direction == Direction.DOWN
        return self.rule.measure == Measure.POINTS and self.standing.baseline == 0

    @property
    def is_result_awaited(self) -> bool:
        return self.rule.result_due is not None and self.moment.as_of <= self.rule.result_due

    @property
    def is_too_early(self) -> bool:
        return self.rule.pace == Pace.YEAR_END and not self.moment.is_year_over


def _step_1_nothing_counts(case: _Case) -> Status | None:
    if case.standing.counts:
        return None
    if case.rule.pace == Pace.PUBLISHED:
        return Status.AWAITING
    if case.moment.ended == 0 or case.is_too_early:
        return Status.NOT_DUE
    if case.rule.pace == Pace.YEAR_END and case.is_result_awaited:
        return Status.AWAITING
    return Status.NO_DATA


def _step_2_no_figure(case: _Case) -> Status | None:
    if case.figure is not None:
        return None
    if case.rule.measure == Measure.POINTS and case.standing.baseline is None:
        return Status.NO_DATA
    if case.is_met:
        return None
    if case.is_too_early:
        return Status.NOT_DUE
    if case.rule.measure == Measure.GROWTH and case.rule.direction == Direction.DOWN:
        if case.standing.final:
            return Status.MISSED
        return Status.INCOMPLETE if case.moment.is_year_over else Status.AT_RISK
    return Status.NOT_APPLICABLE if case.standing.complete else Status.INCOMPLETE


def _step_3_reached_for_good(case: _Case) -> Status | None:
    return _verdict(case) if case.is_met and case.rule.irreversible else None


def _step_4_final(case: _Case) -> Status | None:
    is_published = case.rule.pace == Pace.PUBLISHED and case.standing.complete
    if not (case.standing.final or is_published):
        return None
    if not case.is_met and case.rule.irreversible and case.is_result_awaited:
        return Status.AWAITING
    return _verdict(case)


def _verdict(case: _Case) -> Status:
    if case.is_exceeded:
        return Status.EXCEEDED
    if case.is_met:
        return Status.ACHIEVED
    return Status.NEARLY if _is_nearly(case.rule, case.figure) else Status.MISSED


def _is_nearly(rule: Rule, figure: Fraction | None) -> bool:
    if figure is None or rule.nearly_from is None:
        return False
    is_better = rule.baseline is None or _is_better(rule, figure, Fraction(rule.baseline))
    return is_better and _reaches(plan_percent(rule, figure), Fraction(rule.nearly_from))


def _step_5_met_so_far(case: _Case) -> Status | None:
    return Status.ON_TRACK if case.is_met and not case.moment.is_year_over else None


def _step_6_too_early(case: _Case) -> Status | None:
    return Status.NOT_DUE if case.is_too_early else None


def _step_7_answers_missing(case: _Case) -> Status | None:
    """Late units must not look like failure: an amount without them can only be good enough already."""
    is_partial_amount = case.rule.measure == Measure.AMOUNT and not case.standing.complete
    if not (case.moment.is_year_over or is_partial_amount):
        return None
    rises = case.rule.pace in {Pace.STEADY, Pace.PROFILE} and case.rule.direction == Direction.UP
    is_ahead = not case.moment.is_year_over and rises and _reaches(case.figure, case.expected)
    return Status.ON_TRACK if is_ahead else Status.INCOMPLETE


def _step_8_without_course(case: _Case) -> Status | None:
    if case.rule.measure in {Measure.GROWTH, Measure.POINTS, Measure.CHANGE}:
        moves_right = case.figure is not None and _is_better(case.rule, case.figure, Fraction(0))
        return Status.SLOW if moves_right else Status.AT_RISK
    return Status.AT_RISK if case.rule.direction == Direction.DOWN else None


def _step_9_against_expected(case: _Case) -> Status:
    if case.rule.pace != Pace.HOLD and _reaches(case.figure, case.expected):
        return Status.ON_TRACK
    slow_level = None if case.expected is None else Fraction(case.rule.slow_from) * case.expected / 100
    return Status.SLOW if _reaches(case.figure, slow_level) else Status.AT_RISK


# In this order; the first that answers decides. Step 0 is `combine`.
_STEPS = (
    _step_1_nothing_counts,
    _step_2_no_figure,
    _step_3_reached_for_good,
    _step_4_final,
    _step_5_met_so_far,
    _step_6_too_early,
    _step_7_answers_missing,
    _step_8_without_course,
    _step_9_against_expected,
)


def _decide(case: _Case) -> Status:
    return next(status for step in _STEPS if (status := step(case)) is not None)


_OPEN = (Status.NO_DATA, Status.INCOMPLETE, Status.AWAITING, Status.NOT_DUE)
_REACHED = frozenset({Status.ACHIEVED, Status.EXCEEDED})
_WELL = _REACHED | {Status.ON_TRACK}


def combine(children: Sequence[Child]) -> Combined:
    """A composite target from its children (step 0); children to which nothing applied are left out.

    Where nothing applied to any child, the composite is complete and final when they all are.
    """
    remaining = [child for child in children if child.status != Status.NOT_APPLICABLE]
    judged = remaining or children
    final = all(child.final for child in judged)
    return Combined(
        status=_combined_status({child.status for child in remaining}, final=final),
        met=sum(child.status in _WELL for child in remaining),
        remaining=len(remaining),
        complete=all(child.complete for child in judged),
        final=final,
    )


def _combined_status(statuses: set[Status], *, final: bool) -> Status:
    if not statuses:
        return Status.NOT_APPLICABLE
    for status in _OPEN:
        if status in statuses:
            return status
    if final:
        return Status.ACHIEVED if statuses <= _REACHED else Status.MISSED
    if statuses & {Status.AT_RISK, Status.MISSED}:
        return Status.AT_RISK
    return Status.ON_TRACK if statuses <= _WELL else Status.SLOW
