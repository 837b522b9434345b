from dataclasses import replace
from decimal import Decimal

import pytest
from django.utils.translation import override

from reports.choices import ReadingState
from reports.entries import Entry, as_stored, check, check_narrative
from targets.choices import Entry as EntryKind
from targets.choices import Measure, OverTime
from targets.models import Allocation, ReportingPeriod, Target

AMOUNT = {"measure": Measure.AMOUNT, "over_time": OverTime.SUM}
COMPARED = {**AMOUNT, "base_label": "Cùng kỳ năm trước"}
LATEST = {"measure": Measure.AMOUNT, "over_time": OverTime.LATEST}
YES_NO = {**LATEST, "entry": EntryKind.YES_NO, "maximum": Decimal(1)}
WHOLE = {**AMOUNT, "entry": EntryKind.INTEGER}
SIGNED = {**AMOUNT, "allows_negative": True}
CAPPED = {**LATEST, "maximum": Decimal(63)}
SHARE = {"measure": Measure.SHARE, "over_time": OverTime.SUM, "base_label": "Tổng số hộ"}
WHOLE_SHARE = {**SHARE, "entry": EntryKind.INTEGER}
GROWTH = {"measure": Measure.GROWTH, "over_time": OverTime.SUM, "base_label": "Cùng kỳ"}
CHANGE = {"measure": Measure.CHANGE, "over_time": OverTime.LATEST, "base_label": "Điểm năm trước"}

REPORTED, NOTHING, UNAVAILABLE = ReadingState.REPORTED, ReadingState.NOTHING_AROSE, ReadingState.UNAVAILABLE


def entry(target: dict, state: ReadingState, value=None, base=None, **fields) -> Entry:
    numbers = [None if number is None else Decimal(number) for number in (value, base)]
    return Entry(Allocation(target=Target(code="T", **target)), state, *numbers, **fields)


def codes(typed: Entry, *, asks_forecast: bool = False) -> list[tuple[str, str]]:
    period = ReportingPeriod(code="2024-Q1", asks_forecast=asks_forecast)
    return [(problem.field, problem.code) for problem in check(typed, period)]


@pytest.mark.parametrize(
    ("target", "state", "value", "base"),
    [
        (AMOUNT, REPORTED, "12.3456", None),
        (AMOUNT, REPORTED, "0", None),
        (AMOUNT, REPORTED, "999999999999.9999", None),
        (COMPARED, REPORTED, "5", None),
        (COMPARED, REPORTED, "5", "7"),
        (SIGNED, REPORTED, "-3", None),
        (CAPPED, REPORTED, "63", None),
        (WHOLE, REPORTED, "12.0", None),
        (YES_NO, REPORTED, "1", None),
        (YES_NO, REPORTED, "0", None),
        (SHARE, REPORTED, "7", "7"),
        (SHARE, REPORTED, "0", "0"),
        (GROWTH, REPORTED, "9", "4"),
        (CHANGE, REPORTED, "41.8", "41.2"),
        (AMOUNT, NOTHING, None, None),
        (AMOUNT, NOTHING, "0", None),
        (COMPARED, NOTHING, None, "7"),
        (SHARE, NOTHING, None, None),
        (SHARE, NOTHING, "0", "0"),
        (GROWTH, NOTHING, None, "3"),
        (GROWTH, NOTHING, None, "0"),
    ],
)
def test_what_is_accepted(target, state, value, base):
    assert codes(entry(target, state, value, base)) == []


@pytest.mark.parametrize(
    ("target", "state", "value", "base", "expected"),
    [
        (AMOUNT, REPORTED, None, None, [("value", "value_missing")]),
        (SHARE, REPORTED, "5", None, [("base", "base_missing")]),
        (SHARE, REPORTED, None, None, [("value", "value_missing"), ("base", "base_missing")]),
        (GROWTH, REPORTED, "5", None, [("base", "base_missing")]),
        (AMOUNT, REPORTED, "5", "6", [("base", "base_not_taken")]),
        (SHARE, REPORTED, "8", "7", [("value", "above_base")]),
        (CAPPED, REPORTED, "64", None, [("value", "above_maximum")]),
        (YES_NO, REPORTED, "2", None, [("value", "not_yes_no")]),
        (YES_NO, REPORTED, "0.5", None, [("value", "not_yes_no")]),
        (WHOLE, REPORTED, "1.5", None, [("value", "not_whole")]),
        (WHOLE_SHARE, REPORTED, "1", "1.5", [("base", "not_whole")]),
        (AMOUNT, REPORTED, "-1", None, [("value", "negative")]),
        (GROWTH, REPORTED, "1", "-1", [("base", "negative")]),
        (AMOUNT, REPORTED, "1000000000000", None, [("value", "unfit")]),
        (SIGNED, REPORTED, "-1000000000000", None, [("value", "unfit")]),
        (AMOUNT, REPORTED, "1.23456", None, [("value", "unfit")]),
        (AMOUNT, REPORTED, "NaN", None, [("value", "unfit")]),
        (SHARE, REPORTED, "1", "Infinity", [("base", "unfit")]),
        (LATEST, NOTHING, None, None, [("state", "nothing_arose_on_latest")]),
        (AMOUNT, NOTHING, "4", None, [("value", "nothing_arose_with_value")]),
        (SHARE, NOTHING, None, "4", [("base", "nothing_arose_with_base")]),
        (GROWTH, NOTHING, None, None, [("base", "base_missing")]),
        (GROWTH, NOTHING, None, "-1", [("base", "negative")]),
    ],
)
def test_what_cannot_be(target, state, value, base, expected):
    assert codes(entry(target, state, value, base)) == expected


def test_an_unavailable_number_needs_a_reason_and_no_number():
    assert codes(entry(SHARE, UNAVAILABLE, note="Chờ Chi cục Thống kê")) == []
    assert codes(entry(SHARE, UNAVAILABLE, note=" \n")) == [("note", "reason_missing")]
    assert codes(entry(SHARE, UNAVAILABLE, "1", "2", note="Chờ")) == [
        ("value", "unavailable_with_number"),
        ("base", "unavailable_with_number"),
    ]


def test_length_is_counted_in_characters_as_they_are_kept():
    decomposed = "o\u031b\u0309"
    assert codes(entry(AMOUNT, REPORTED, "1", note=decomposed * 1000)) == []
    assert codes(entry(AMOUNT, REPORTED, "1", note="a" * 1001)) == [("note", "too_long")]


def test_outlook_is_asked_for_in_some_periods_only():
    typed = entry(AMOUNT, REPORTED, "1", year_forecast=Decimal(100), outlook="will")
    assert codes(typed, asks_forecast=True) == []
    assert codes(typed) == [("year_forecast", "forecast_not_asked"), ("outlook", "forecast_not_asked")]


@pytest.mark.parametrize("outlook", ["hard", "wont"])
def test_a_poor_outlook_needs_a_reason(outlook):
    typed = entry(AMOUNT, REPORTED, "1", outlook=outlook)
    assert codes(typed, asks_forecast=True) == [("outlook_reason", "outlook_reason_missing")]
    assert codes(replace(typed, outlook_reason="Thiếu vốn"), asks_forecast=True) == []


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"outlook": "maybe"}, [("outlook", "outlook_unknown")]),
        ({"year_forecast": Decimal("-1")}, [("year_forecast", "negative")]),
        ({"year_forecast": Decimal("0.00001")}, [("year_forecast", "unfit")]),
        ({"year_forecast": Decimal("NaN")}, [("year_forecast", "unfit")]),
        ({"outlook_reason": "a" * 1001}, [("outlook_reason", "too_long")]),
    ],
)
def test_an_outlook_that_cannot_be(fields, expected):
    assert codes(entry(AMOUNT, REPORTED, "1", **fields), asks_forecast=True) == expected


def test_growth_may_be_forecast_below_zero():
    assert codes(entry(GROWTH, REPORTED, "1", "2", year_forecast=Decimal(-6)), asks_forecast=True) == []


def test_a_message_names_what_is_accepted():
    period = ReportingPeriod(asks_forecast=False)
    with override("en"):
        (above_base,) = check(entry(SHARE, REPORTED, "1300", "1250.5"), period)
        (above_maximum,) = check(entry(CAPPED, REPORTED, "64"), period)
        (base_missing,) = check(entry(SHARE, REPORTED, "1"), period)
        assert "“Tổng số hộ”" in str(above_base.message)
        assert "1.250,5" in str(above_base.message)
        assert str(above_maximum.message) == "Enter 63 at most."
        assert str(base_missing.message) == "This target needs a second number: Tổng số hộ."


@pytest.mark.parametrize(
    ("target", "base", "expected"),
    [(AMOUNT, None, None), (COMPARED, "7", "7"), (SHARE, None, "0"), (GROWTH, "3", "3")],
)
def test_nothing_arose_is_zero_of_what_was_there(target, base, expected):
    stored = as_stored(entry(target, NOTHING, None, base))
    assert (stored["value"], stored["base"]) == (0, None if expected is None else Decimal(expected))


def test_what_is_unavailable_is_no_estimate():
    assert as_stored(entry(AMOUNT, UNAVAILABLE, note="Chờ", is_estimate=True))["is_estimate"] is False


def test_texts_of_the_report_have_a_length_and_a_name():
    assert check_narrative({"results": "a" * 5000}) == []
    (problem,) = check_narrative({"results": "Tốt", "proposals": "a" * 5001})
    assert (problem.allocation, problem.field, problem.code) == (None, "proposals", "too_long")
    with pytest.raises(ValueError, match="weather"):
        check_narrative({"weather": "mưa"})
