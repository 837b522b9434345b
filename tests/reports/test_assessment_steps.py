"""The steps that judge what is missing, what is reached for good and what is final, at their edges."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from reports.assessment import Moment, assess
from reports.choices import Status
from tests.reports.plan_2024 import (
    AFTER_RESULT_DUE,
    ALL_UNAVAILABLE,
    AMOUNT,
    CHANGE,
    DOWN,
    FINAL,
    GROWTH,
    HOLD,
    LATEST,
    NO_READING,
    POINTS,
    PUBLISHED,
    Q2,
    RESULT_DUE,
    SHARE,
    STEADY,
    SUM,
    UP,
    YEAR_END,
    all_in,
    rule,
    some_silent,
    standing,
    year_in,
)

JANUARY = Moment(date(2024, 1, 10), ended=0, total=4)
HALF_WAY = Moment(Q2, ended=2, total=4)
YEARS_END = Moment(FINAL, ended=4, total=4)
ON_RESULT_DAY = Moment(RESULT_DUE, ended=4, total=4)
AFTER_RESULT_DAY = Moment(AFTER_RESULT_DUE, ended=4, total=4)

# The last quarter has no number yet, or some units never answered.
YEAR_OPEN = {"complete": True, "final": False}

AT_LEAST_98 = rule(SHARE, LATEST, UP, "98", HOLD)
AT_MOST_5 = rule(AMOUNT, LATEST, DOWN, "5", HOLD)
MILESTONE = rule(AMOUNT, SUM, UP, "2", YEAR_END, irreversible=True, result_due=RESULT_DUE)
RATED = rule(SHARE, LATEST, UP, "90", YEAR_END, result_due=RESULT_DUE)
RANKED = rule(CHANGE, LATEST, UP, "0", PUBLISHED, strict=True)
FEWER = rule(GROWTH, SUM, DOWN, "-5", HOLD)
MORE = rule(GROWTH, SUM, UP, "2.5", HOLD)
POORER = rule(POINTS, LATEST, DOWN, "-0.02", HOLD)


def status(target, reported, at):
    return assess(target, reported, at).status


@pytest.mark.parametrize(
    ("target", "at", "expected"),
    [
        (RANKED, JANUARY, Status.AWAITING),
        (RANKED, AFTER_RESULT_DAY, Status.AWAITING),
        (AT_LEAST_98, JANUARY, Status.NOT_DUE),
        (AT_LEAST_98, HALF_WAY, Status.NO_DATA),
        (AT_LEAST_98, YEARS_END, Status.NO_DATA),
        (replace(AT_LEAST_98, result_due=RESULT_DUE), YEARS_END, Status.NO_DATA),
        (RATED, HALF_WAY, Status.NOT_DUE),
        (RATED, YEARS_END, Status.AWAITING),
        (RATED, ON_RESULT_DAY, Status.AWAITING),
        (RATED, AFTER_RESULT_DAY, Status.NO_DATA),
        (replace(RATED, result_due=None), YEARS_END, Status.NO_DATA),
    ],
)
@pytest.mark.parametrize("reported", [NO_READING, ALL_UNAVAILABLE], ids=["silent", "unavailable"])
def test_1_nothing_counts(target, at, expected, reported):
    assert status(target, reported, at) == expected


@pytest.mark.parametrize("pace", [HOLD, YEAR_END, PUBLISHED])
def test_2_points_without_a_baseline_are_no_data(pace):
    target = replace(POORER, pace=pace)

    assert status(target, all_in("30", "1000"), HALF_WAY) == Status.NO_DATA
    assert status(target, all_in("0", "0"), HALF_WAY) == Status.NO_DATA


@pytest.mark.parametrize(
    ("target", "reported"),
    [
        (FEWER, {"value": "0", "base": "0"}),
        (POORER, {"value": "0", "base": "0", "baseline": Fraction(0)}),
    ],
    ids=["growth", "points"],
)
def test_2_nothing_after_nothing_is_met_and_never_exceeded(target, reported):
    assert status(target, standing(**reported, complete=False), HALF_WAY) == Status.ON_TRACK
    assert status(replace(target, pace=YEAR_END), standing(**reported), HALF_WAY) == Status.ON_TRACK
    assert status(target, standing(**reported), YEARS_END) == Status.INCOMPLETE
    assert status(target, standing(**reported, final=True), YEARS_END) == Status.ACHIEVED
    assert status(replace(target, irreversible=True), standing(**reported), HALF_WAY) == Status.ACHIEVED
    assert assess(target, standing(**reported), HALF_WAY).figure is None


@pytest.mark.parametrize(
    ("reported", "at", "expected"),
    [
        (all_in("1", "0"), HALF_WAY, Status.AT_RISK),
        (some_silent("1", "0"), HALF_WAY, Status.AT_RISK),
        (standing("1", "0", **YEAR_OPEN), YEARS_END, Status.INCOMPLETE),
        (year_in("1", "0"), YEARS_END, Status.MISSED),
    ],
)
def test_2_rise_from_nothing_where_a_fall_is_wanted(reported, at, expected):
    assert status(FEWER, reported, at) == expected


@pytest.mark.parametrize(
    ("target", "reported"),
    [
        (AT_LEAST_98, {"value": "0", "base": "0", "baseline": Fraction(0)}),
        (replace(AT_LEAST_98, direction=DOWN), {"value": "0", "base": "0"}),
        (MORE, {"value": "0", "base": "0"}),
        (MORE, {"value": "3", "base": "0"}),
        (POORER, {"value": "0", "base": "0", "baseline": Fraction(3)}),
    ],
    ids=["share up", "share down", "growth up from nothing to nothing", "growth up", "points"],
)
def test_2_no_base_is_not_applicable_once_all_said_so(target, reported):
    assert status(target, standing(**reported), HALF_WAY) == Status.NOT_APPLICABLE
    assert status(target, standing(**reported, complete=False), HALF_WAY) == Status.INCOMPLETE
    assert status(target, standing(**reported, final=True), YEARS_END) == Status.NOT_APPLICABLE
    assert status(replace(target, pace=YEAR_END), standing(**reported), HALF_WAY) == Status.NOT_DUE


def test_2_rise_from_nothing_is_not_judged_before_the_years_end_where_the_target_is_not():
    assert status(replace(FEWER, pace=YEAR_END), all_in("1", "0"), HALF_WAY) == Status.NOT_DUE


def test_2_amount_and_change_need_no_base():
    assert status(AT_MOST_5, all_in("5", "0"), HALF_WAY) == Status.ON_TRACK
    assert status(RANKED, all_in("1", "0"), HALF_WAY) == Status.ACHIEVED


def test_3_what_cannot_be_taken_back_is_achieved_as_soon_as_met():
    assert status(MILESTONE, some_silent("1.9999"), HALF_WAY) == Status.NOT_DUE
    assert status(MILESTONE, some_silent("2"), HALF_WAY) == Status.ACHIEVED
    assert status(MILESTONE, some_silent("2.0001"), HALF_WAY) == Status.EXCEEDED
    assert status(MILESTONE, standing("2", **YEAR_OPEN), YEARS_END) == Status.ACHIEVED


def test_4_recognition_may_still_come_until_its_day():
    assert status(MILESTONE, year_in("1"), YEARS_END) == Status.AWAITING
    assert status(MILESTONE, year_in("1"), ON_RESULT_DAY) == Status.AWAITING
    assert status(MILESTONE, year_in("1"), AFTER_RESULT_DAY) == Status.MISSED
    assert status(replace(MILESTONE, result_due=None), year_in("1"), YEARS_END) == Status.MISSED


def test_4_rating_that_is_in_is_in():
    assert status(RATED, year_in("89", "100"), YEARS_END) == Status.MISSED


def test_4_published_result_decides_as_soon_as_it_is_complete():
    assert status(RANKED, all_in("80", "80"), HALF_WAY) == Status.MISSED
    assert status(RANKED, all_in("80.0001", "80"), HALF_WAY) == Status.ACHIEVED
    assert status(RANKED, some_silent("80.0001", "80"), HALF_WAY) == Status.ON_TRACK
    assert status(RANKED, some_silent("80", "80"), HALF_WAY) == Status.AT_RISK
    assert status(RANKED, some_silent("80.0001", "80"), YEARS_END) == Status.INCOMPLETE


@pytest.mark.parametrize(
    ("direction", "threshold", "figures"),
    [
        (UP, "10", {"9.9999": "missed", "10": "achieved", "10.0001": "exceeded"}),
        (UP, "0", {"-0.0001": "missed", "0": "achieved", "0.0001": "exceeded"}),
        (UP, "-5", {"-5.0001": "missed", "-5": "achieved", "-4.9999": "exceeded"}),
        (DOWN, "10", {"10.0001": "missed", "10": "achieved", "9.9999": "exceeded"}),
        (DOWN, "0", {"0.0001": "missed", "0": "achieved", "-0.0001": "exceeded"}),
        (DOWN, "-5", {"-4.9999": "missed", "-5": "achieved", "-5.0001": "exceeded"}),
    ],
)
def test_4_final_figure_around_the_threshold(direction, threshold, figures):
    target = rule(AMOUNT, LATEST, direction, threshold, HOLD)

    assert {figure: status(target, year_in(figure), YEARS_END) for figure in figures} == figures


@pytest.mark.parametrize(("direction", "beyond"), [(UP, "10.0001"), (DOWN, "9.9999")])
def test_4_strict_threshold_must_be_passed_and_is_never_exceeded(direction, beyond):
    target = rule(AMOUNT, LATEST, direction, "10", HOLD, strict=True)

    assert status(target, year_in("10"), YEARS_END) == Status.MISSED
    assert status(target, year_in(beyond), YEARS_END) == Status.ACHIEVED


def test_4_only_a_figure_above_the_ceiling_exceeds_a_range():
    target = rule(AMOUNT, LATEST, UP, "10", HOLD, ceiling="11", strict=True, maximum="10")

    assert status(target, year_in("11"), YEARS_END) == Status.ACHIEVED
    assert status(target, year_in("11.0001"), YEARS_END) == Status.EXCEEDED


@pytest.mark.parametrize(
    ("maximum", "expected"), [("9", "achieved"), ("10", "achieved"), ("10.1", "exceeded")]
)
def test_4_maximum_at_the_threshold_cannot_be_exceeded(maximum, expected):
    target = rule(AMOUNT, LATEST, UP, "10", HOLD, maximum=maximum)

    assert status(target, year_in("12"), YEARS_END) == expected


def test_4_nearly_needs_its_percentage_and_more_than_last_year():
    target = rule(AMOUNT, SUM, UP, "100", STEADY, nearly_from="95", baseline="96")

    assert status(target, year_in("94.9999"), YEARS_END) == Status.MISSED
    assert status(target, year_in("96"), YEARS_END) == Status.MISSED
    assert status(target, year_in("96.0001"), YEARS_END) == Status.NEARLY
    assert status(replace(target, baseline=None), year_in("95"), YEARS_END) == Status.NEARLY
    assert status(replace(target, nearly_from=None), year_in("99"), YEARS_END) == Status.MISSED


def test_4_nearly_is_not_said_of_what_has_no_percentage_of_the_plan():
    falling = rule(AMOUNT, LATEST, DOWN, "100", HOLD, nearly_from="95")

    assert status(falling, year_in("101"), YEARS_END) == Status.MISSED
    assert status(replace(MORE, nearly_from=Decimal(80)), year_in("102.4", "100"), YEARS_END) == Status.MISSED
