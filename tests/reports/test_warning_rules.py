"""What is wondered about one answer, and about lines together: numbers in, a warning or none."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from reports.warnings.checks import rules_of
from reports.warnings.facts import Facts, Official, Pair, Past
from reports.warnings.rules import BAND, CORRECTION, RULES, SMALL, TIMES
from targets.campaign_settings import read_settings
from targets.choices import Direction, Entry, Measure, OverTime, Pace
from targets.models import Target

AMOUNT = {"measure": Measure.AMOUNT, "over_time": OverTime.SUM, "direction": Direction.UP}
SHARE = {
    "measure": Measure.SHARE,
    "over_time": OverTime.LATEST,
    "value_label": "Số người tham gia",
    "base_label": "Tổng dân số",
}
LEVEL = {"measure": Measure.AMOUNT, "over_time": OverTime.LATEST, "direction": Direction.UP}
GROWING = {**LEVEL, "pace": Pace.YEAR_END, "irreversible": True}
GROWTH = {
    "measure": Measure.GROWTH,
    "over_time": OverTime.SUM,
    "value_label": "Số vụ",
    "base_label": "Cùng kỳ năm trước",
}


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def pair(value, base=None) -> Pair:
    return Pair(Decimal(value), None if base is None else Decimal(base))


def facts(now, *, before=None, official=None, to_date=None, plan=None, **target) -> Facts:
    """Numbers as text or integers, alone or as a tuple of value and base."""
    return Facts(
        target=Target(**{"entry": Entry.DECIMAL, "unit_of_measure": "người", **AMOUNT, **target}),
        now=_pair(now),
        before=None if before is None else Past(_pair(before), "quarter I"),
        official=None if official is None else Official(_pair(official)),
        to_date=None if to_date is None else Decimal(to_date),
        plan=None if plan is None else Decimal(plan),
    )


def _pair(numbers) -> Pair:
    return pair(*numbers) if isinstance(numbers, tuple) else pair(numbers)


def found(code: str, seen: Facts) -> str | None:
    """What the rule says, None for nothing."""
    finding = RULES[code].find(seen)
    return None if finding is None else str(finding.message)


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        (632, 62, "10,2 times quarter I (62): entered 632"),
        (620, 62, "10 times quarter I (62): entered 620"),
        (619, 62, None),
        (62, 620, "only 1/10 of quarter I (620): entered 62"),
        (63, 620, None),
        (-700, 62, "11,3 times quarter I (62): entered -700"),
        (700, -62, "11,3 times quarter I (-62): entered 700"),
        # Small numbers differ as they like.
        (29, 1, None),
        (30, 1, "30 times quarter I (1): entered 30"),
        (1, 29, None),
        ("0.5", "29.9", None),
        # Nothing to compare with.
        (5000, 0, None),
        (0, 5000, None),
        (5000, None, None),
    ],
)
def test_ten_times_or_a_tenth_of_the_period_before(now, before, said):
    assert found("magnitude", facts(now, before=before)) == said


@pytest.mark.parametrize(
    ("now", "before", "hint"),
    [
        ("272000", "272", True),
        ("0.272", "272", True),
        ("136000", "272", True),
        ("135999", "272", False),
        ("544000", "272", True),
        ("544001", "272", False),
        ("272000000", "272", True),
        ("2720", "272", False),
    ],
)
def test_slip_of_the_unit_of_measure_is_named(now, before, hint):
    said = found("magnitude", facts(now, before=before, unit_of_measure="nghìn lượt"))

    assert ("Is it in the unit asked for (nghìn lượt)?" in said) is hint


def test_share_is_not_asked_whether_its_number_is_in_per_cent():
    said = found("magnitude", facts((9800, 10000000), before=(9800, 10000), **SHARE, unit_of_measure="%"))

    assert said.startswith("Tổng dân số: 1.000 times quarter I (10.000): entered 10.000.000.")
    assert said.endswith("Is it in the right unit of measure?")


@pytest.mark.parametrize(
    ("now", "before", "target", "said"),
    [
        # The hand slips where the season falls: last year's same period tells.
        ((2264, "219.7"), "262.3", AMOUNT, "10,3 times the same period of last year (219,7): entered 2.264"),
        ((226, "219.7"), "262.3", AMOUNT, None),
        ((1200, 110), None, GROWTH, "Số vụ: 10,9 times the same period of last year (110): entered 1.200"),
        ((25, 2), None, GROWTH, None),
        ((979, 9800), (9790, 9790), SHARE, "Số người tham gia: only 1/10 of quarter I (9.790): entered 979"),
        # A part of a whole is no comparison with last year.
        ((30, 400), None, SHARE, None),
    ],
)
def test_last_years_period_and_both_numbers_are_compared(now, before, target, said):
    assert found("magnitude", facts(now, before=before, **target)) == said


@pytest.mark.parametrize(
    ("now", "plan", "before", "is_warned"),
    [
        (32690, 3269, None, True),
        (32689, 3269, None, False),
        (3, 3269, None, False),
        (32690, 3269, 30000, False),
    ],
)
def test_first_answer_of_the_year_is_held_against_the_plan_of_the_year(now, plan, before, is_warned):
    assert (found("magnitude", facts(now, plan=plan, before=before)) is not None) is is_warned


def test_yes_or_no_has_no_magnitude():
    assert found("magnitude", facts(1, before=0, plan="0.01", entry=Entry.YES_NO, **LEVEL)) is None


@pytest.mark.parametrize(
    ("now", "before", "target", "said"),
    [
        (25, 26, GROWING, "less than in quarter I (26): entered 25"),
        (26, 26, GROWING, None),
        (27, 26, GROWING, None),
        ("9.9", 10, {**LEVEL, "pace": Pace.STEADY}, "less than in quarter I (10): entered 9,9"),
        (0, 1, {**LEVEL, "pace": Pace.HOLD, "entry": Entry.YES_NO}, "less than in quarter I (1): entered 0"),
        # A rate of growth goes up and down all year, a level that shall fall may fall.
        ("7.1", "9.3", {**LEVEL, "pace": Pace.HOLD}, None),
        (80, 90, {**GROWING, "direction": Direction.DOWN}, None),
        (25, None, GROWING, None),
    ],
)
def test_what_only_grows_has_become_less(now, before, target, said):
    assert found("falling", facts(now, before=before, **target)) == said


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        ((9000, 10000), (10000, 10000), None),
        ((8999, 10000), (10000, 10000), "Số người tham gia: less than in quarter I (10.000): entered 8.999"),
        ((9000, 8999), (9000, 10000), "Tổng dân số: less than in quarter I (10.000): entered 8.999"),
        ((9000, 11001), (9000, 10000), "Tổng dân số: much more than in quarter I (10.000): entered 11.001"),
        ((9000, 11000), (9000, 10000), None),
        # More people taking part is what the plan wants.
        ((12000, 13000), (9000, 13000), None),
        ((20, 29), (29, 29), None),
        ((20, 30), (30, 30), "Số người tham gia: less than in quarter I (30): entered 20"),
    ],
)
def test_people_may_move_within_the_band(now, before, said):
    assert found("moved", facts(now, before=before, **SHARE)) == said


def test_parts_of_a_period_alone_may_move_as_they_like():
    assert found("moved", facts((40, 45), before=(90, 95), **{**SHARE, "over_time": OverTime.SUM})) is None


@pytest.mark.parametrize(
    ("now", "to_date", "said"),
    [
        ("-5", "120", "a negative number takes the year to date from 120 to 115"),
        ("-5", None, "a negative number takes the year to date from 0 to -5"),
        ("0", "120", None),
        ("5", "120", None),
    ],
)
def test_negative_number_takes_a_sum_back(now, to_date, said):
    assert found("falling", facts(now, to_date=to_date)) == said


def test_sum_may_be_less_than_in_the_period_before():
    assert found("falling", facts(40, before=90, to_date=90)) is None


@pytest.mark.parametrize(
    ("now", "official", "target", "is_warned"),
    [
        (110, 100, AMOUNT, False),
        (111, 100, AMOUNT, True),
        (90, 100, AMOUNT, False),
        (89, 100, AMOUNT, True),
        (20, 29, AMOUNT, False),
        ((9800, 11100), (9800, 10000), SHARE, True),
        (0, 1, {**LEVEL, "entry": Entry.YES_NO}, True),
        (1, 1, {**LEVEL, "entry": Entry.YES_NO}, False),
    ],
)
def test_correction_far_from_what_was_accepted(now, official, target, is_warned):
    assert (found("official", facts(now, official=official, **target)) is not None) is is_warned


def test_correction_names_both_numbers():
    said = found("official", facts("2264.5", official="226.4"))

    assert said == "226,4 has been accepted for this period: entered 2.264,5"


@pytest.mark.parametrize(("now", "is_warned"), [("100.0001", True), (100, False)])
def test_issued_document_is_not_contradicted_at_all(now, is_warned):
    seen = Facts(Target(**AMOUNT), pair(now), official=Official(pair(100), is_issued=True))

    assert (found("official", seen) is not None) is is_warned


def test_estimate_that_becomes_official_within_the_band_asks_nothing():
    seen = Facts(Target(**AMOUNT), pair("231"), official=Official(pair("226.4"), is_estimate=True))

    assert found("official", seen) is None


CHECKS = {
    "same": {"kind": "same", "of": "A.base", "to": ["B.value"]},
    "sum": {"kind": "sum", "of": "A.value", "plus": "26", "to": ["B.year"]},
    "cap": {"kind": "cap", "of": "A.value", "most": "20"},
    "band": {
        "kind": "band", "of": "A.value", "to": ["B.value"],
        "least": "0.4", "most": "1.1", "name": "Doanh thu một lượt", "unit": "triệu đồng",
    },
}  # fmt: skip


def checked(kind: str, own: Facts, **other: Facts) -> str | None:
    checks = read_settings({"checks": [CHECKS[kind]]}).checks
    rules = rules_of(checks, "A", {"A": own, **other})
    found = [finding for rule in rules if (finding := rule.find(own))]
    assert [rule.code for rule in rules] == [kind]
    return str(found[0].message) if found else None


@pytest.mark.parametrize(
    ("base", "value", "said"),
    [
        (6, 6, None),
        (5, 6, "Tổng dân số: line B says 6, the same number: entered 5"),
        (0, 0, None),
        ("6.0", 6, None),
    ],
)
def test_two_numbers_that_must_be_the_same(base, value, said):
    assert checked("same", facts((0, base), **SHARE), B=facts(value)) == said


@pytest.mark.parametrize(
    ("total", "now", "to_date", "said"),
    [
        (27, 1, None, None),
        (27, 0, 1, None),
        (28, 0, 1, "26 + 1 (B) is 27: entered 28"),
        (26, 1, 1, "26 + 2 (B) is 28: entered 26"),
    ],
)
def test_level_is_the_start_and_the_year_so_far(total, now, to_date, said):
    assert checked("sum", facts(total, **LEVEL), B=facts(now, to_date=to_date)) == said


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ((20, 100), None),
        ((21, 100), "21% is above the 20% allowed (21 of 100)"),
        ((20001, 100000), "20,001% is above the 20% allowed (20.001 of 100.000)"),
        ((0, 0), None),
    ],
)
def test_share_above_its_cap(now, said):
    assert checked("cap", facts(now, **SHARE)) == said


@pytest.mark.parametrize(
    ("now", "visits", "said"),
    [
        (70, 100, None),
        (40, 100, None),
        (110, 100, None),
        (39, 100, "Doanh thu một lượt 0,39 triệu đồng, less than 0,4 (line B: 100)"),
        (9, "2264.5", "Doanh thu một lượt 0,004 triệu đồng, less than 0,4 (line B: 2.264,5)"),
        ("110.001", 100, "Doanh thu một lượt 1,10001 triệu đồng, more than 1,1 (line B: 100)"),
        (70, 0, None),
    ],
)
def test_ratio_outside_its_band(now, visits, said):
    assert checked("band", facts(now), B=facts(visits)) == said


@pytest.mark.parametrize("kind", ["same", "sum", "band"])
def test_check_says_nothing_while_the_other_line_has_no_number(kind):
    assert checked(kind, facts((1, 99), **SHARE)) is None


AMOUNTS = st.decimals("0.0001", "1e9", places=4)
SCALES = st.integers(1, 1000)
ONE = (AMOUNT, SHARE, GROWING, GROWTH)


@given(st.sampled_from(ONE), AMOUNTS, AMOUNTS)
def test_equal_periods_are_never_wondered_about(target, value, base):
    numbers = (value, base)
    if target is AMOUNT or target is GROWING:
        numbers = (value, None)
    if target is GROWTH:
        numbers = (value, value)
    seen = facts(numbers, before=numbers, official=numbers, plan=value, **target)
    assert [code for code in RULES if found(code, seen)] == []


@given(st.sampled_from(ONE), AMOUNTS, AMOUNTS, SCALES)
def test_larger_measure_of_both_periods_keeps_the_warning(target, now, before, scale):
    for code in RULES:
        seen = facts(now, before=before, official=before, **target)
        scaled = facts(now * scale, before=before * scale, official=before * scale, **target)
        assert not found(code, seen) or found(code, scaled)


@given(AMOUNTS, AMOUNTS)
def test_magnitude_is_warned_exactly_from_ten_times_on(now, before):
    larger, smaller = max(now, before), min(now, before)
    is_far = larger >= SMALL and Fraction(larger) >= TIMES * Fraction(smaller)
    assert (found("magnitude", facts(now, before=before)) is not None) is is_far


@given(AMOUNTS, AMOUNTS)
def test_word_is_about_exactly_the_numbers(now, before):
    """The same numbers are told in the same way, other ones in another."""
    finding = RULES["magnitude"].find(facts(now * 100, before=now + before))
    if finding is None:
        return
    assert finding.about == RULES["magnitude"].find(facts(now * 100, before=now + before)).about
    other = RULES["magnitude"].find(facts(now * 100 + 1, before=now + before))
    assert other is None or other.about != finding.about
    assert len(finding.about) <= 200


def test_every_rule_offers_usual_reasons_and_a_code_that_fits():
    assert all(len(code) <= 40 and rule.reasons for code, rule in RULES.items())
    assert (BAND, CORRECTION) == (10, 10)


@pytest.mark.parametrize(
    ("expected", "to_date", "target", "is_said"),
    [
        (150, 100, {}, True),
        (167, 100, {}, False),
        (168, 100, {}, False),
        (60, None, {}, True),
        (None, 100, {}, False),
        (150, 100, {"allows_negative": True}, False),
        (150, 100, LEVEL, False),
        (150, 100, GROWTH, False),
    ],
)
def test_forecast_below_what_has_been_done_already(expected, to_date, target, is_said):
    seen = facts(67, to_date=to_date, **target)
    forecast = None if expected is None else Decimal(expected)
    said = found("forecast", replace(seen, now=seen.now._replace(forecast=forecast)))
    done = 67 + (to_date or 0)
    expected_words = f"{expected} is expected for the whole year, less than the {done} of the year to date"
    assert said == (expected_words if is_said else None)
