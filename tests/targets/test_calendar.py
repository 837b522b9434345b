"""Dates of NĐ 09/2019, articles 12 and 13, and the names of periods."""

from datetime import date
from itertools import pairwise

import pytest
from django.utils import translation

from targets.calendar import CalendarRule, HolidayTable, add_working_days, cut_off, draft_periods
from targets.choices import PeriodKind
from targets.period_names import period_name, short_period_name

TET = [date(2024, 2, day) for day in range(8, 15)]
HOLIDAYS_2024 = HolidayTable(
    days_off=frozenset(
        [
            date(2024, 1, 1),
            *TET,
            date(2024, 4, 18),
            date(2024, 4, 29),
            date(2024, 4, 30),
            date(2024, 5, 1),
            date(2024, 9, 2),
            date(2024, 9, 3),
        ]
    ),
    worked=frozenset([date(2024, 5, 4)]),
)


@pytest.fixture(scope="module")
def periods_2024():
    return {period.code: period for period in draft_periods(2024, HOLIDAYS_2024)}


@pytest.mark.parametrize(
    ("day", "is_working"),
    [
        (date(2024, 6, 14), True),
        (date(2024, 6, 15), False),
        (date(2024, 6, 16), False),
        (date(2024, 2, 8), False),
        (date(2024, 2, 15), True),
        (date(2024, 4, 29), False),
        (date(2024, 5, 4), True),
        (date(2024, 5, 5), False),
        (date(2024, 5, 11), False),
    ],
)
def test_working_day(day, is_working):
    assert HOLIDAYS_2024.is_working_day(day) is is_working


def test_day_that_is_off_and_worked_is_off():
    day = date(2024, 5, 4)
    table = HolidayTable(days_off=frozenset([day]), worked=frozenset([day]))

    assert table.is_working_day(day) is False


def test_holiday_table_from_rows():
    rows = iter([(date(2024, 4, 29), False), (date(2024, 5, 4), True)])

    assert HolidayTable.from_rows(rows) == HolidayTable(
        days_off=frozenset([date(2024, 4, 29)]), worked=frozenset([date(2024, 5, 4)])
    )


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2024, 6, 14), 0, date(2024, 6, 14)),
        (date(2024, 6, 14), 1, date(2024, 6, 17)),
        (date(2024, 6, 14), 2, date(2024, 6, 18)),
        (date(2024, 2, 7), 1, date(2024, 2, 15)),
        (date(2024, 2, 14), 2, date(2024, 2, 16)),
        (date(2024, 4, 26), 1, date(2024, 5, 2)),
        (date(2024, 5, 3), 1, date(2024, 5, 4)),
        (date(2024, 5, 3), 2, date(2024, 5, 6)),
        (date(2024, 2, 28), 1, date(2024, 2, 29)),
        (date(2023, 12, 29), 1, date(2024, 1, 2)),
    ],
)
def test_add_working_days(day, count, expected):
    assert add_working_days(day, count, HOLIDAYS_2024) == expected


def test_add_working_days_refuses_to_count_backwards():
    with pytest.raises(ValueError, match="forwards"):
        add_working_days(date(2024, 6, 14), -1, HOLIDAYS_2024)


@pytest.mark.parametrize(
    ("code", "starts_on", "cut", "due_on"),
    [
        ("2024-M01", date(2023, 12, 15), date(2024, 1, 14), date(2024, 1, 16)),
        ("2024-M02", date(2024, 1, 15), date(2024, 2, 14), date(2024, 2, 16)),
        ("2024-M03", date(2024, 2, 15), date(2024, 3, 14), date(2024, 3, 18)),
        ("2024-M12", date(2024, 11, 15), date(2024, 12, 14), date(2024, 12, 17)),
        ("2024-Q1", date(2023, 12, 15), date(2024, 3, 14), date(2024, 3, 18)),
        ("2024-Q2", date(2024, 3, 15), date(2024, 6, 14), date(2024, 6, 18)),
        ("2024-Q3", date(2024, 6, 15), date(2024, 9, 14), date(2024, 9, 17)),
        ("2024-Q4", date(2024, 9, 15), date(2024, 12, 14), date(2024, 12, 17)),
        ("2024-H1", date(2023, 12, 15), date(2024, 6, 14), date(2024, 6, 18)),
        ("2024-N9", date(2023, 12, 15), date(2024, 9, 14), date(2024, 9, 17)),
        ("2024-Y", date(2023, 12, 15), date(2024, 12, 14), date(2024, 12, 17)),
    ],
)
def test_window_and_due_date(periods_2024, code, starts_on, cut, due_on):
    period = periods_2024[code]

    assert (period.starts_on, period.cut_off, period.due_on) == (starts_on, cut, due_on)


def test_second_quarter_has_all_its_dates(periods_2024):
    period = periods_2024["2024-Q2"]

    assert period.opens_on == date(2024, 6, 7)
    assert period.due_on == date(2024, 6, 18)
    assert period.confirm_by == date(2024, 6, 20)
    assert period.report_on == date(2024, 6, 24)
    assert period.closes_on is None
    assert (period.calendar_from, period.calendar_to) == (date(2024, 4, 1), date(2024, 6, 30))


def test_april_report_steps_over_the_hung_kings_day(periods_2024):
    period = periods_2024["2024-M04"]

    assert (period.due_on, period.confirm_by, period.report_on) == (
        date(2024, 4, 16),
        date(2024, 4, 19),
        date(2024, 4, 23),
    )


def test_calendar_month_of_a_leap_february(periods_2024):
    period = periods_2024["2024-M02"]

    assert (period.calendar_from, period.calendar_to) == (date(2024, 2, 1), date(2024, 2, 29))


def test_a_year_has_nineteen_periods_in_order_of_cut_off(periods_2024):
    periods = list(periods_2024.values())

    assert [period.code for period in periods] == [
        "2024-M01", "2024-M02", "2024-M03", "2024-Q1", "2024-M04", "2024-M05", "2024-M06", "2024-Q2",
        "2024-H1", "2024-M07", "2024-M08", "2024-M09", "2024-Q3", "2024-N9", "2024-M10", "2024-M11",
        "2024-M12", "2024-Q4", "2024-Y",
    ]  # fmt: skip
    assert [period.order for period in periods] == list(range(1, 20))


@pytest.mark.parametrize("kind", [PeriodKind.MONTH, PeriodKind.QUARTER])
@pytest.mark.parametrize("year", [2023, 2024, 2028])
def test_windows_of_a_year_follow_each_other_without_gap(year, kind):
    periods = [period for period in draft_periods(year, HolidayTable()) if period.kind == kind]

    assert periods[0].starts_on == date(year - 1, 12, 15)
    assert periods[-1].cut_off == date(year, 12, 14)
    for earlier, later in pairwise(periods):
        assert (later.starts_on - earlier.cut_off).days == 1
        assert (later.calendar_from - earlier.calendar_to).days == 1
        assert later.number == earlier.number + 1


def test_outlook_is_asked_at_second_and_third_quarter_and_november(periods_2024):
    asking = [period.code for period in periods_2024.values() if period.asks_forecast]

    assert asking == ["2024-Q2", "2024-Q3", "2024-M11"]


def test_a_campaign_may_use_other_rules():
    rule = CalendarRule(
        cut_off_day=31,
        opens_before=3,
        due_after=1,
        confirm_after=2,
        report_after=5,
        forecast_in=frozenset({"Q4"}),
    )
    periods = {period.code: period for period in draft_periods(2024, HOLIDAYS_2024, rule=rule)}
    first = periods["2024-Q1"]

    assert (first.starts_on, first.cut_off) == (date(2024, 1, 1), date(2024, 3, 31))
    assert (first.opens_on, first.due_on) == (date(2024, 3, 28), date(2024, 4, 1))
    assert (first.confirm_by, first.report_on) == (date(2024, 4, 2), date(2024, 4, 5))
    assert periods["2024-M02"].cut_off == date(2024, 2, 29)
    assert [code for code, period in periods.items() if period.asks_forecast] == ["2024-Q4"]


def test_cut_off_never_leaves_its_month():
    assert cut_off(2023, 2, CalendarRule(cut_off_day=30)) == date(2023, 2, 28)


@pytest.mark.parametrize(
    ("kind", "number", "name", "short"),
    [
        (PeriodKind.MONTH, 3, "month 3/2024", "month 3"),
        (PeriodKind.QUARTER, 4, "quarter IV/2024", "quarter IV"),
        (PeriodKind.HALF, 1, "first six months of 2024", "six months"),
        (PeriodKind.NINE, 1, "first nine months of 2024", "nine months"),
        (PeriodKind.YEAR, 1, "year 2024", "whole year"),
    ],
)
def test_names_of_periods(kind, number, name, short):
    with translation.override("en"):
        assert period_name(kind, number, 2024) == name
        assert short_period_name(kind, number) == short


def test_name_of_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="decade"):
        period_name("decade", 1, 2024)
