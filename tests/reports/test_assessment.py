"""What the plan of 2024 says about readings: the vectors every part of the product must agree with."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from reports.assessment import Assessment, Child, assess, combine
from reports.choices import Status
from tests.reports.plan_2024 import (
    AFTER_RESULT_DUE,
    AMOUNT,
    DOWN,
    FINAL,
    HOLD,
    LATEST,
    NEW_YEARS_EVE,
    NO_READING,
    PLAN,
    Q1,
    Q2,
    Q3,
    SHARE,
    STEADY,
    UP,
    all_in,
    moment,
    rule,
    some_silent,
    standing,
    year_in,
)

# The wards' readings behind XH-10 where all eight reported 97 of 100 and none has the fourth quarter's yet.
CARRIED = standing("776", "800", complete=True, final=False)

# target, as-of date, what was reported, figure, status
VECTORS = [
    ("KT-01", FINAL, year_in("9.99"), "9.99", "missed"),
    ("KT-01", FINAL, year_in("10"), "10", "achieved"),
    ("KT-01", FINAL, year_in("11"), "11", "achieved"),
    ("KT-01", FINAL, year_in("11.01"), "11.01", "exceeded"),
    ("XD-02", FINAL, year_in("90", "100"), "90", "missed"),
    ("XD-02", FINAL, year_in("9001", "10000"), "90.01", "achieved"),
    ("XD-02", FINAL, NO_READING, None, "awaiting"),
    ("XD-02", AFTER_RESULT_DUE, NO_READING, None, "no_data"),
    ("XH-09", Q2, all_in("8"), "8", "on_track"),
    ("XH-09", Q2, all_in("7"), "7", "at_risk"),
    ("XH-09", Q2, some_silent("7"), "7", "incomplete"),
    ("XH-09", FINAL, year_in("7"), "7", "missed"),
    ("XH-10", Q2, some_silent("10800", "11000"), Fraction(1080, 11), "on_track"),
    ("XH-10", FINAL, CARRIED, "97", "incomplete"),
    ("XH-08", FINAL, year_in("2184"), "2184", "missed"),
    ("XH-08", FINAL, year_in("2185"), "2185", "nearly"),
    ("XH-08", FINAL, year_in("2299"), "2299", "nearly"),
    ("XH-08", FINAL, year_in("2300"), "2300", "achieved"),
    ("XH-08", FINAL, year_in("2500"), "2500", "achieved"),
    ("XH-08", FINAL, year_in("2501"), "2501", "exceeded"),
    ("XH-08", Q2, some_silent("800"), "800", "incomplete"),
    ("XH-08", Q2, some_silent("1200"), "1200", "on_track"),
    ("XH-12.2", FINAL, year_in("3", "6"), "-50", "achieved"),
    ("XH-12.2", FINAL, year_in("0", "0"), None, "achieved"),
    ("XH-12.2", FINAL, year_in("1", "0"), None, "missed"),
    ("KT-05", FINAL, year_in("424999.6"), "424999.6", "nearly"),
    ("KT-03", Q2, all_in("1634.5"), "1634.5", "slow"),
    ("KT-03", Q2, all_in("1994.09"), "1994.09", "on_track"),
    ("XD-01", Q2, all_in("65"), "65", "on_track"),
    ("XD-01", Q2, all_in("64"), "64", "slow"),
    ("XD-01", Q2, all_in("131"), "131", "exceeded"),
    ("MT-01", Q2, all_in("17"), "17", "slow"),
    ("MT-05", Q1, all_in("0", "0"), None, "not_applicable"),
    ("MT-05", Q1, some_silent("0", "0"), None, "incomplete"),
    ("BS-01", FINAL, year_in("26"), "26", "awaiting"),
    ("BS-01", AFTER_RESULT_DUE, year_in("26"), "26", "missed"),
    ("XH-01", Q3, all_in("1"), "1", "achieved"),
    ("BS-06", NEW_YEARS_EVE, NO_READING, None, "awaiting"),
    ("BS-06", FINAL, year_in("41.8", "41.2"), "0.6", "achieved"),
    ("XH-10", Q1.replace(month=1, day=10), NO_READING, None, "not_due"),
]


@pytest.mark.parametrize(("code", "as_of", "reported", "figure", "status"), VECTORS)
def test_golden_vector(code, as_of, reported, figure, status):
    result = assess(PLAN[code][1], reported, moment(code, as_of))

    assert result.figure == (None if figure is None else Fraction(figure))
    assert result.status == status


def test_composite_is_missed_when_one_of_its_children_is():
    reported = {
        "XH-12.1": year_in("40", "44"),
        "XH-12.2": year_in("4", "4"),
        "XH-12.3": year_in("20", "24"),
    }
    statuses = [assess(PLAN[code][1], sums, moment(code, FINAL)).status for code, sums in reported.items()]

    combined = combine([Child(status, complete=True, final=True) for status in statuses])

    assert statuses == [Status.ACHIEVED, Status.MISSED, Status.ACHIEVED]
    assert (combined.met, combined.remaining, combined.status) == (2, 3, Status.MISSED)


@pytest.mark.parametrize(
    ("code", "as_of", "expected"),
    [
        ("KT-03", Q2, "1994.09"),
        ("XH-08", Q2, "1150"),
        ("XD-01", Q2, "65"),
        ("MT-01", Q2, "18"),
        ("XH-10", Q2, "98"),
        ("XD-02", Q2, None),
        ("BS-06", Q2, None),
    ],
)
def test_expected_by_midsummer(code, as_of, expected):
    result = assess(PLAN[code][1], NO_READING, moment(code, as_of))

    assert result.expected == (None if expected is None else Fraction(expected))


def test_plan_percent_of_a_share_is_exact():
    result = assess(PLAN["XH-10"][1], some_silent("10800", "11000"), moment("XH-10", Q2))

    assert result.plan_percent == Fraction(108000000, 1078000)


TO_100 = rule(AMOUNT, LATEST, UP, "100", STEADY, baseline="80")
DOWN_TO_5 = rule(AMOUNT, LATEST, DOWN, "5", STEADY, baseline="10")
KEEP_95 = rule(SHARE, LATEST, UP, "95", HOLD, maximum="100")
FROM_NOTHING = rule(AMOUNT, LATEST, UP, "100", STEADY, baseline="0")
NO_ACCIDENT = rule(AMOUNT, LATEST, DOWN, "0", STEADY, baseline="3")
HALF_WAY, YEARS_END = moment("XH-10", Q2), moment("XH-10", FINAL)

# Cases on which progress formulas in use disagree: rule, V and B, % of plan, status half way, at the end.
DISPUTED = [
    pytest.param(TO_100, ("90",), "90", "on_track", "missed", id="up 80 to 100, now 90"),
    pytest.param(DOWN_TO_5, ("6",), None, "at_risk", "missed", id="down 10 to 5, now 6"),
    pytest.param(DOWN_TO_5, ("12",), None, "at_risk", "missed", id="down 10 to 5, now 12"),
    pytest.param(KEEP_95, ("95", "100"), "100", "on_track", "achieved", id="keep 95, now 95"),
    pytest.param(FROM_NOTHING, ("130",), "130", "on_track", "exceeded", id="0 to 100, now 130"),
    pytest.param(NO_ACCIDENT, ("0",), None, "on_track", "achieved", id="down 3 to 0, now 0"),
    pytest.param(FROM_NOTHING, ("0",), "0", "at_risk", "missed", id="0 to 100, a real 0"),
    pytest.param(FROM_NOTHING, (None,), None, "no_data", "no_data", id="0 to 100, not reported"),
]


@pytest.mark.parametrize(("disputed", "sums", "plan_percent", "half_way", "at_the_end"), DISPUTED)
def test_disputed_progress(disputed, sums, plan_percent, half_way, at_the_end):
    is_reported = sums[0] is not None
    in_summer = assess(disputed, standing(*sums, complete=is_reported), HALF_WAY)
    in_winter = assess(disputed, standing(*sums, complete=is_reported, final=is_reported), YEARS_END)

    assert in_summer.plan_percent == (None if plan_percent is None else Fraction(plan_percent))
    assert in_winter.plan_percent == in_summer.plan_percent
    assert (in_summer.status, in_winter.status) == (half_way, at_the_end)


def test_node_without_a_threshold_has_its_figure_and_nothing_else():
    beside_the_city = replace(PLAN["XH-10"][1], threshold=None)

    assert assess(beside_the_city, all_in("97", "100"), HALF_WAY) == Assessment(
        Fraction(97), None, None, None
    )


def test_quota_is_no_threshold_where_the_plan_has_none():
    counted_only = rule(AMOUNT, LATEST, None, None, HOLD)

    assert counted_only.for_quota(Decimal(3)) == counted_only


def test_unit_is_held_against_its_quota_without_the_citys_ceiling_and_maximum():
    quota = PLAN["XH-08"][1].for_quota(Decimal(290))

    assert (quota.threshold, quota.ceiling) == (Decimal(290), None)
    assert assess(quota, year_in("291"), YEARS_END).status == Status.EXCEEDED
    assert PLAN["XH-09"][1].for_quota(Decimal(1)).maximum is None
    assert PLAN["XH-10"][1].for_quota(Decimal(95)).maximum == Decimal(100)
