"""Figure, baseline, percentage of the plan and expected value."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from reports.assessment import Moment, baseline_percent, expected, figure, is_exceeded, is_met, plan_percent
from targets.choices import Measure
from tests.reports.plan_2024 import (
    AMOUNT,
    CHANGE,
    DOWN,
    GROWTH,
    HOLD,
    LATEST,
    NO_READING,
    POINTS,
    PROFILE,
    PUBLISHED,
    SHARE,
    STEADY,
    SUM,
    UP,
    YEAR_END,
    all_in,
    rule,
)

DAY = date(2024, 6, 14)
ONE_PERCENT = Fraction(1)


@pytest.mark.parametrize(
    ("measure", "value", "base", "result"),
    [
        (AMOUNT, "-3.5", None, "-3.5"),
        (AMOUNT, "7", "0", "7"),
        (SHARE, "2", "3", "200/3"),
        (SHARE, "0", "3", "0"),
        (SHARE, "0", "0", None),
        (GROWTH, "12", "15", "-20"),
        (GROWTH, "15", "15", "0"),
        (GROWTH, "0", "15", "-100"),
        (GROWTH, "12", "0", None),
        (CHANGE, "41.8", "41.2", "0.6"),
        (CHANGE, "0", "0", "0"),
        (POINTS, "2", "300", "-1/3"),
        (POINTS, "0", "300", "-1"),
        (POINTS, "2", "0", None),
    ],
)
def test_figure_of_each_measure(measure, value, base, result):
    target = rule(measure, LATEST, UP, "1", HOLD)
    reached = figure(target, all_in(value, base, ONE_PERCENT))

    assert reached == (None if result is None else Fraction(result))


@pytest.mark.parametrize("measure", list(Measure))
def test_no_figure_where_nothing_counts(measure):
    assert figure(rule(measure, LATEST, None, None, HOLD), NO_READING) is None


def test_composite_has_no_figure_of_its_own():
    assert figure(rule(Measure.ALL_OF, SUM, None, None, HOLD), all_in("1", "1", ONE_PERCENT)) is None


def test_points_without_a_baseline_have_no_figure():
    assert figure(rule(POINTS, LATEST, DOWN, "-1", HOLD), all_in("2", "100")) is None


@pytest.mark.parametrize("measure", [SHARE, GROWTH, CHANGE, POINTS])
def test_figure_refuses_a_value_without_the_base_it_needs(measure):
    with pytest.raises(ValueError, match="needs a base"):
        figure(rule(measure, LATEST, UP, "1", HOLD), all_in("2"))


def pairs(*texts):
    return [tuple(None if text is None else Decimal(text) for text in pair) for pair in texts]


def test_baseline_percent_sums_before_it_divides():
    assert baseline_percent(pairs(("1", "10"), ("1", "90")), Decimal(5)) == 2
    assert baseline_percent(pairs(("1", "3"), ("0", "0")), None) == Fraction(100, 3)


@pytest.mark.parametrize(
    "counting",
    [
        pairs(("1", "10"), (None, None)),
        pairs(("1", "10"), ("1", None)),
        pairs(("1", "10"), (None, "10")),
        pairs(("0", "0")),
        [],
    ],
)
def test_baseline_percent_is_the_targets_own_where_one_has_none(counting):
    assert baseline_percent(counting, Decimal("5.25")) == Fraction("5.25")
    assert baseline_percent(counting, None) is None


@pytest.mark.parametrize(
    ("measure", "direction", "threshold", "result"),
    [
        (AMOUNT, UP, "3", "200/3"),
        (SHARE, UP, "3", "200/3"),
        (AMOUNT, DOWN, "3", None),
        (SHARE, DOWN, "3", None),
        (AMOUNT, UP, "0.0001", "2000000"),
        (AMOUNT, UP, "0", None),
        (AMOUNT, UP, "-3", None),
        (GROWTH, UP, "3", None),
        (CHANGE, UP, "3", None),
        (POINTS, UP, "3", None),
        (AMOUNT, UP, None, None),
    ],
)
def test_plan_percent_is_for_amounts_and_shares_going_up(measure, direction, threshold, result):
    target = rule(measure, LATEST, direction, threshold, HOLD)

    assert plan_percent(target, Fraction(2)) == (None if result is None else Fraction(result))
    assert plan_percent(target, None) is None


@pytest.mark.parametrize(
    ("pace", "baseline", "by_period"),
    [
        (HOLD, "20", ["80", "80", "80", "80", "80"]),
        (STEADY, None, ["0", "20", "40", "60", "80"]),
        (STEADY, "20", ["20", "35", "50", "65", "80"]),
        (PROFILE, None, ["0", "8", "48", "72", "80"]),
        (PROFILE, "20", ["20", "26", "56", "74", "80"]),
        (YEAR_END, "20", [None] * 5),
        (PUBLISHED, "20", [None] * 5),
    ],
)
def test_expected_after_each_period(pace, baseline, by_period):
    target = rule(
        AMOUNT,
        LATEST,
        UP,
        "80",
        pace,
        profile=("10", "60", "90", "100") if pace == PROFILE else (),
        baseline=baseline,
    )

    course = [expected(target, Moment(DAY, ended, 4)) for ended in range(5)]

    assert course == [None if level is None else Fraction(level) for level in by_period]


def test_expected_is_an_exact_third():
    assert expected(rule(AMOUNT, SUM, UP, "1", STEADY), Moment(DAY, 4, 12)) == Fraction(1, 3)


def test_nothing_is_expected_without_a_threshold():
    target = replace(rule(AMOUNT, SUM, UP, "1", STEADY), threshold=None)

    assert expected(target, Moment(DAY, 2, 4)) is None


@pytest.mark.parametrize("pace", [HOLD, STEADY])
def test_nothing_is_expected_of_a_year_without_periods(pace):
    assert expected(rule(AMOUNT, LATEST, UP, "1", pace), Moment(DAY, 0, 0)) is None


@pytest.mark.parametrize("question", [is_met, is_exceeded])
def test_met_is_no_question_without_a_threshold(question):
    with pytest.raises(ValueError, match="no threshold"):
        question(rule(AMOUNT, SUM, UP, None, STEADY), Fraction(1))


def test_rule_refuses_a_threshold_without_a_direction():
    with pytest.raises(ValueError, match="direction"):
        rule(AMOUNT, SUM, None, "1", STEADY)
