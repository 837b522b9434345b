"""The steps that judge a year that is still running, at their edges."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from reports.assessment import Moment, assess
from reports.choices import Status
from tests.reports.plan_2024 import (
    AMOUNT,
    CHANGE,
    DOWN,
    FINAL,
    GROWTH,
    HOLD,
    LATEST,
    POINTS,
    PROFILE,
    PUBLISHED,
    Q1,
    Q2,
    SHARE,
    STEADY,
    SUM,
    UP,
    YEAR_END,
    all_in,
    rule,
    some_silent,
    standing,
)

SPRING = Moment(Q1, ended=1, total=4)
HALF_WAY = Moment(Q2, ended=2, total=4)
YEARS_END = Moment(FINAL, ended=4, total=4)

AT_LEAST_98 = rule(SHARE, LATEST, UP, "98", HOLD)
STEADILY = rule(AMOUNT, SUM, UP, "100", STEADY)
IN_SPRING = rule(AMOUNT, SUM, UP, "100", PROFILE, profile=("10", "60", "90", "100"))


def status(target, reported, at=HALF_WAY):
    return assess(target, reported, at).status


@pytest.mark.parametrize("pace", [HOLD, YEAR_END, PUBLISHED])
def test_5_met_so_far_is_on_track_however_many_are_late(pace):
    target = replace(AT_LEAST_98, pace=pace)

    assert status(target, some_silent("98", "100")) == Status.ON_TRACK


def test_5_met_with_figures_missing_at_the_years_end_is_incomplete():
    assert status(AT_LEAST_98, some_silent("99", "100"), YEARS_END) == Status.INCOMPLETE


def test_5_amount_to_stay_below_is_on_track_while_it_does():
    target = rule(AMOUNT, LATEST, DOWN, "5", HOLD)

    assert status(target, all_in("5")) == Status.ON_TRACK
    assert status(target, all_in("5.0001")) == Status.AT_RISK


@pytest.mark.parametrize("measure", [AMOUNT, SHARE, GROWTH, CHANGE, POINTS])
def test_6_target_of_the_years_end_is_not_judged_before_it(measure):
    target = rule(measure, LATEST, UP, "98", YEAR_END)
    reported = standing("1", "100", baseline=Fraction(0))

    assert status(target, reported) == Status.NOT_DUE


@pytest.mark.parametrize("measure", [AMOUNT, SHARE, GROWTH, CHANGE, POINTS])
@pytest.mark.parametrize("pace", [HOLD, YEAR_END])
def test_7_year_that_is_over_and_not_final_is_incomplete(measure, pace):
    target = rule(measure, LATEST, UP, "98", pace)

    for is_complete in (True, False):
        reported = standing("1", "100", baseline=Fraction(0), complete=is_complete)
        assert status(target, reported, YEARS_END) == Status.INCOMPLETE


@pytest.mark.parametrize(
    ("target", "at", "enough", "too_little"),
    [
        (STEADILY, SPRING, "25", "24.9999"),
        (STEADILY, HALF_WAY, "50", "49.9999"),
        (IN_SPRING, SPRING, "10", "9.9999"),
        (IN_SPRING, HALF_WAY, "60", "59.9999"),
    ],
)
def test_7_partial_amount_is_on_track_or_incomplete_but_never_behind(target, at, enough, too_little):
    assert status(target, some_silent(enough), at) == Status.ON_TRACK
    assert status(target, some_silent(too_little), at) == Status.INCOMPLETE
    assert status(target, some_silent("0"), at) == Status.INCOMPLETE


@pytest.mark.parametrize("figure", ["99.9999", "100", "130"])
def test_7_steady_amount_is_incomplete_too_once_the_year_is_over(figure):
    assert status(STEADILY, some_silent(figure), YEARS_END) == Status.INCOMPLETE


def test_7_partial_amount_to_hold_is_incomplete():
    assert status(rule(AMOUNT, LATEST, UP, "8", HOLD), some_silent("7")) == Status.INCOMPLETE
    assert status(rule(AMOUNT, LATEST, UP, "8", HOLD, strict=True), some_silent("8")) == Status.INCOMPLETE


def test_7_partial_amount_awaiting_publication_is_incomplete():
    assert status(rule(AMOUNT, LATEST, UP, "8", PUBLISHED), some_silent("7")) == Status.INCOMPLETE


def test_7_rate_is_judged_on_the_units_that_answered():
    assert status(AT_LEAST_98, some_silent("97", "100")) == Status.SLOW
    assert status(AT_LEAST_98, some_silent("78", "100")) == Status.AT_RISK


@pytest.mark.parametrize("make", [all_in, some_silent])
@pytest.mark.parametrize(
    ("direction", "threshold", "right_way", "no_way", "wrong_way"),
    [(UP, "2.5", "102.4999", "100", "99.9999"), (DOWN, "-5", "95.0001", "100", "100.0001")],
)
def test_8_growth_is_slow_when_it_moves_the_right_way(
    direction, threshold, right_way, no_way, wrong_way, make
):
    target = rule(GROWTH, SUM, direction, threshold, HOLD)

    assert status(target, make(right_way, "100")) == Status.SLOW
    assert status(target, make(no_way, "100")) == Status.AT_RISK
    assert status(target, make(wrong_way, "100")) == Status.AT_RISK


def test_8_points_move_from_their_baseline():
    target = rule(POINTS, LATEST, DOWN, "-0.02", HOLD)
    three_percent = Fraction(3)

    assert status(target, all_in("29.8", "1000", three_percent)) == Status.ON_TRACK
    assert status(target, all_in("29.8001", "1000", three_percent)) == Status.SLOW
    assert status(target, all_in("30", "1000", three_percent)) == Status.AT_RISK


def test_8_change_of_an_index():
    target = rule(CHANGE, LATEST, UP, "1", HOLD)

    assert status(target, all_in("41.7", "41.2")) == Status.SLOW
    assert status(target, all_in("41.2", "41.2")) == Status.AT_RISK


@pytest.mark.parametrize("measure", [AMOUNT, SHARE])
def test_8_amount_or_share_to_bring_down_has_no_slow(measure):
    target = rule(measure, LATEST, DOWN, "5", HOLD)

    assert status(target, all_in("5.0001", "100")) == Status.AT_RISK


@pytest.mark.parametrize(
    ("figure", "expected"),
    [("50", "on_track"), ("49.9999", "slow"), ("40", "slow"), ("39.9999", "at_risk"), ("-1", "at_risk")],
)
def test_9_steady_amount_against_its_half(figure, expected):
    assert status(STEADILY, all_in(figure)) == expected


def test_9_steady_amount_starts_from_its_baseline():
    target = rule(AMOUNT, LATEST, UP, "100", STEADY, baseline="80")

    assert assess(target, all_in("90"), HALF_WAY).expected == 90
    assert status(target, all_in("90")) == Status.ON_TRACK
    assert status(target, all_in("72")) == Status.SLOW
    assert status(target, all_in("71.9999")) == Status.AT_RISK


@pytest.mark.parametrize(
    ("figure", "expected"), [("60", "on_track"), ("59.9999", "slow"), ("48", "slow"), ("47.9999", "at_risk")]
)
def test_9_amount_against_its_profile(figure, expected):
    assert status(IN_SPRING, all_in(figure)) == expected


def test_9_share_to_hold_is_slow_down_to_its_own_percentage_of_the_threshold():
    assert status(AT_LEAST_98, all_in("97.9999", "100")) == Status.SLOW
    assert status(AT_LEAST_98, all_in("78.4", "100")) == Status.SLOW
    assert status(AT_LEAST_98, all_in("78.3999", "100")) == Status.AT_RISK
    assert status(replace(AT_LEAST_98, slow_from=Decimal(100)), all_in("97.9999", "100")) == Status.AT_RISK


def test_9_strict_level_to_hold_is_not_on_track_when_only_equalled():
    target = replace(AT_LEAST_98, strict=True)

    assert status(target, all_in("98", "100")) == Status.SLOW


def test_9_level_below_zero_to_hold():
    target = rule(AMOUNT, LATEST, UP, "-10", HOLD)

    assert status(target, all_in("-10")) == Status.ON_TRACK
    assert status(target, all_in("-10.0001")) == Status.AT_RISK


def test_9_published_share_without_all_answers_has_no_course_to_be_on():
    assert status(replace(AT_LEAST_98, pace=PUBLISHED), some_silent("97", "100")) == Status.AT_RISK
