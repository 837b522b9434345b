"""What holds of every plan and every reading, not only of those of 2024."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from reports.assessment import Child, Moment, Rule, Standing, assess, combine, is_exceeded, is_met
from reports.choices import Status
from targets.choices import Direction, Measure, OverTime, Pace

MEASURES = [measure for measure in Measure if measure != Measure.ALL_OF]
COURSES = (Pace.STEADY, Pace.PROFILE)
DECIDED = {Status.EXCEEDED, Status.ACHIEVED, Status.NEARLY, Status.MISSED}
# From bad to good. At one moment and with the same answers in, those of one rank never meet.
RANK = {
    Status.AT_RISK: 0,
    Status.MISSED: 0,
    Status.INCOMPLETE: 0,
    Status.NOT_DUE: 0,
    Status.AWAITING: 0,
    Status.SLOW: 1,
    Status.NEARLY: 1,
    Status.ON_TRACK: 2,
    Status.ACHIEVED: 3,
    Status.EXCEEDED: 4,
}

numbers = st.integers(-(10**16) + 1, 10**16 - 1).map(lambda scaled: Decimal(scaled).scaleb(-4))
levels = st.one_of(st.integers(-200, 200).map(Decimal), numbers)
percentages = st.integers(0, 100).map(Decimal)
days = st.integers(0, 450).map(lambda day: date(2024, 1, 1) + timedelta(days=day))


@st.composite
def moments(draw, first=0, is_over=False):
    total = draw(st.sampled_from([1, 4, 12]))
    return Moment(draw(days), total if is_over else draw(st.integers(first, total)), total)


@st.composite
def rules(draw, total, measures=tuple(MEASURES)):
    """Any rule that the constraints on a target permit, for a year of so many periods."""
    measure = draw(st.sampled_from(measures))
    over_time = draw(st.sampled_from(OverTime))
    direction = draw(st.sampled_from(Direction))
    threshold, baseline = draw(levels), draw(st.none() | levels)
    pace = draw(st.sampled_from(permitted_paces(measure, over_time, direction, baseline)))
    has_ceiling = direction == Direction.UP and draw(st.booleans())
    return Rule(
        measure=measure,
        over_time=over_time,
        direction=direction,
        threshold=threshold,
        strict=draw(st.booleans()),
        ceiling=threshold + draw(st.integers(1, 50)) if has_ceiling else None,
        maximum=draw(st.sampled_from([None, threshold, threshold + 20])),
        baseline=baseline,
        irreversible=draw(st.booleans()),
        pace=pace,
        profile=profile(draw, total) if pace == Pace.PROFILE else (),
        slow_from=draw(percentages),
        nearly_from=draw(st.none() | percentages),
        result_due=draw(st.none() | days),
    )


def permitted_paces(measure, over_time, direction, baseline):
    paces = [Pace.YEAR_END, Pace.PUBLISHED]
    if measure != Measure.AMOUNT:
        return [Pace.HOLD, *paces]
    if over_time == OverTime.SUM:
        return [*COURSES, *paces] if direction == Direction.UP else paces
    return [Pace.HOLD, *paces] if baseline is None else [Pace.HOLD, *COURSES, *paces]


def profile(draw, total):
    return (*sorted(draw(st.lists(percentages, min_size=total - 1, max_size=total - 1))), Decimal(100))


@st.composite
def standings(draw, moment, values=numbers, bases=numbers, **known):
    """Any sums that can stand at this moment: nothing counts before a period has ended."""

    def answer(name, is_possible):
        return is_possible and known.get(name, draw(st.booleans()))

    counts = answer("counts", moment.ended > 0)
    complete = answer("complete", moment.ended > 0)
    final = answer("final", counts and complete and moment.is_year_over)
    value, base = (draw(values), draw(bases)) if counts else (None, None)
    return Standing(value, base, draw(st.none() | st.fractions(0, 100)), counts, complete, final)


@st.composite
def cases(draw, measures=tuple(MEASURES), is_over=False, **known):
    moment = draw(moments(first=1 if known.get("counts") else 0, is_over=is_over))
    return draw(rules(moment.total, measures)), draw(standings(moment, **known)), moment


small = st.integers(0, 3).map(Decimal)
any_case = cases() | cases(values=small, bases=small)


@given(any_case)
def test_every_case_has_a_status(case):
    assert assess(*case).status in Status


@given(any_case)
def test_a_figure_is_there_exactly_where_it_can_be_computed(case):
    rule, standing, _ = case
    divides = rule.measure in {Measure.SHARE, Measure.GROWTH, Measure.POINTS}
    lacks_base = divides and standing.base == 0
    lacks_baseline = rule.measure == Measure.POINTS and standing.baseline is None

    assert (assess(*case).figure is None) == (not standing.counts or lacks_base or lacks_baseline)


@given(moments().flatmap(lambda moment: rules(moment.total)), st.fractions() | levels.map(Fraction))
def test_exceeded_is_always_met(rule, reached):
    assert is_met(rule, reached) or not is_exceeded(rule, reached)


@given(any_case)
def test_the_last_word_is_spoken_only_of_final_published_or_irreversible_results(case):
    rule, standing, _ = case
    status = assess(*case).status

    if status in {Status.MISSED, Status.NEARLY}:
        assert standing.final or (rule.pace == Pace.PUBLISHED and standing.complete)
    if status in DECIDED:
        assert standing.final or rule.irreversible or rule.pace == Pace.PUBLISHED


@given(cases(counts=True, complete=True, final=True, is_over=True))
def test_a_final_figure_is_decided_or_still_awaited(case):
    rule, _, moment = case
    result = assess(*case)
    assume(result.figure is not None)

    awaited = rule.irreversible and rule.result_due is not None and moment.as_of <= rule.result_due
    assert result.status in DECIDED | ({Status.AWAITING} if awaited else set())


@given(cases(measures=(Measure.AMOUNT,), complete=False))
def test_late_units_never_make_an_amount_look_like_failure(case):
    assert assess(*case).status not in {Status.SLOW, Status.AT_RISK, Status.MISSED, Status.NEARLY}


@given(cases(counts=False))
def test_where_nothing_counts_nothing_is_judged(case):
    assert assess(*case).status in {Status.AWAITING, Status.NOT_DUE, Status.NO_DATA}


@given(st.data())
def test_a_better_figure_never_has_a_worse_status(data):
    moment = data.draw(moments(first=1))
    rule = data.draw(rules(moment.total))
    # A level to be lowered step by step has no status for being ahead of its course.
    assume(rule.direction == Direction.UP or rule.pace not in COURSES)
    bases, values = st.integers(1, 1000).map(Decimal), st.integers(-3000, 3000).map(Decimal)
    standing = data.draw(standings(moment, values=values, bases=bases, counts=True))
    assume(rule.measure != Measure.POINTS or standing.baseline is not None)

    more = replace(standing, value=standing.value + data.draw(st.integers(1, 2000)))
    better, worse = (more, standing) if rule.direction == Direction.UP else (standing, more)

    assert RANK[assess(rule, better, moment).status] >= RANK[assess(rule, worse, moment).status]


whole = st.integers(1, 10**16)


@given(value=whole, base=whole, threshold=st.integers(-(10**16), 10**16))
def test_a_share_is_compared_exactly(value, base, threshold):
    rule = plain_share(Decimal(threshold).scaleb(-4))
    reached = assess(rule, sums(value, base), YEARS_END)

    is_reached = 100 * value * 10**4 >= threshold * base
    assert (reached.status in {Status.ACHIEVED, Status.EXCEEDED}) == is_reached


@pytest.mark.parametrize("size", [10**4, 10**16, 10**40])
def test_one_more_or_less_in_any_number_is_noticed(size):
    half = plain_share(Decimal(50))
    statuses = [assess(half, sums(size + more, 2 * size), YEARS_END).status for more in (-1, 0, 1)]

    assert statuses == [Status.MISSED, Status.ACHIEVED, Status.EXCEEDED]


a_child = st.builds(Child, st.sampled_from(Status), st.booleans(), st.booleans())
one_that_applies = a_child.filter(lambda child: child.status != Status.NOT_APPLICABLE)


@given(st.lists(a_child, max_size=6), st.data())
def test_children_combine_in_any_order(children, data):
    assert combine(data.draw(st.permutations(children))) == combine(children)


@given(one_that_applies, st.lists(a_child, max_size=5))
def test_a_child_that_does_not_apply_changes_nothing_beside_one_that_does(child, others):
    empty = Child(Status.NOT_APPLICABLE, complete=False, final=False)

    assert combine([child, *others, empty]) == combine([child, *others])


YEARS_END = Moment(date(2024, 12, 14), ended=1, total=1)


def sums(value: int, base: int) -> Standing:
    return Standing(Decimal(value), Decimal(base), None, counts=True, complete=True, final=True)


def plain_share(threshold: Decimal) -> Rule:
    return Rule(
        measure=Measure.SHARE,
        over_time=OverTime.LATEST,
        direction=Direction.UP,
        threshold=threshold,
        strict=False,
        ceiling=None,
        maximum=None,
        baseline=None,
        irreversible=False,
        pace=Pace.YEAR_END,
        profile=(),
        slow_from=Decimal(80),
        nearly_from=None,
        result_due=None,
    )


def test_a_third_is_not_rounded_towards_its_threshold():
    assert not is_met(plain_share(Decimal("33.3334")), Fraction(100, 3))
    assert is_met(plain_share(Decimal("33.3333")), Fraction(100, 3))
