"""Time at its boundaries: the end of a day in Vietnam, the year's ends, leap days, Tết, swapped days."""

from calendar import isleap
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from emulation.dates import clock_at, end_of_day, now, today
from reports.due import is_late
from reports.entry_refusals import refusal
from reports.models import ProgressReport
from targets.calendar import CalendarRule, HolidayTable, draft_periods
from targets.models import ReportingPeriod
from targets.period_states import PeriodState, period_state
from tests.factories import PERIODS, ExtensionFactory
from tests.reports.cast import Cast

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
LAST, FIRST = time(23, 59, 59, 999_999), time(0, 0)


def vietnam(day: date, at: time) -> datetime:
    return datetime.combine(day, at, tzinfo=VIETNAM)


NO_HOLIDAYS = HolidayTable()


def periods(year: int, holidays: HolidayTable = NO_HOLIDAYS, **rule) -> dict:
    return {draft.code: draft for draft in draft_periods(year, holidays, CalendarRule(**rule))}


# The due day ends in Vietnam


def test_last_instant_of_the_due_day_is_in_time_and_the_next_one_late():
    due = date(2024, 6, 18)
    in_time, late = vietnam(due, LAST), vietnam(due + timedelta(days=1), FIRST)
    assert late - in_time == timedelta(microseconds=1)
    assert not is_late(due, in_time, in_time, owed=1)
    assert is_late(due, late, late, owed=1)


def test_the_day_is_vietnams_whatever_clock_the_moment_was_noted_in():
    due = date(2024, 6, 18)
    assert not is_late(due, datetime(2024, 6, 18, 16, 59, 59, 999_999, tzinfo=UTC), now(), owed=1)
    assert is_late(due, datetime(2024, 6, 18, 17, 0, tzinfo=UTC), now(), owed=1)


@given(st.dates(min_value=date(2024, 1, 1), max_value=date(2040, 12, 31)))
def test_vietnam_is_seven_hours_ahead_on_every_day(day):
    assert end_of_day(day).utcoffset() == timedelta(hours=7)
    assert timezone.localtime(datetime.combine(day, time(17, 0), tzinfo=UTC)).date() == day + timedelta(
        days=1
    )


@pytest.mark.parametrize(
    ("at", "state"),
    [
        (datetime.combine(date(2024, 6, 6), LAST), PeriodState.NOT_OPEN),
        (datetime.combine(date(2024, 6, 7), FIRST), PeriodState.OPEN),
        (datetime.combine(date(2024, 6, 18), LAST), PeriodState.OPEN),
        (datetime.combine(date(2024, 6, 19), FIRST), PeriodState.PAST_DUE),
        (datetime.combine(date(2024, 6, 20), LAST), PeriodState.PAST_DUE),
        (datetime.combine(date(2024, 6, 21), FIRST), PeriodState.CLOSED),
    ],
)
def test_state_of_a_period_follows_the_clock_to_the_last_instant(at, state):
    draft = PERIODS["2024-Q2"]
    period = ReportingPeriod(
        opens_on=draft.opens_on, due_on=draft.due_on, closes_on=date(2024, 6, 20), cut_off=draft.cut_off
    )
    with clock_at(at):
        assert period_state(period, today()) == state


def test_period_without_a_last_day_never_closes():
    period = ReportingPeriod(opens_on=date(2024, 6, 7), due_on=date(2024, 6, 18), closes_on=None)
    assert period_state(period, date(2034, 1, 1)) == PeriodState.PAST_DUE


@pytest.mark.django_db
def test_extension_holds_to_the_last_instant_of_its_last_day_for_that_unit_alone():
    cast = Cast()
    ReportingPeriod.objects.filter(pk=cast.period.pk).update(closes_on=date(2024, 6, 20))
    cast.period.refresh_from_db()
    ExtensionFactory(period=cast.period, unit=cast.ward, until=date(2024, 6, 25))

    def refused(at: datetime, unit, role: str) -> str | None:
        with clock_at(at):
            found = refusal(ProgressReport(reporter=unit, period=cast.period), None, today(), cast[role])
        return found.code if found else None

    last = datetime.combine(date(2024, 6, 25), LAST)
    assert refused(last, cast.ward, "staff") is None
    assert refused(last + timedelta(microseconds=1), cast.ward, "staff") == "closed"
    assert refused(last, cast.other_ward, "neighbour") == "closed"
    own = datetime.combine(date(2024, 6, 20), LAST)
    assert refused(own, cast.other_ward, "neighbour") is None
    assert refused(own + timedelta(microseconds=1), cast.other_ward, "neighbour") == "closed"


# The year's ends


@pytest.mark.parametrize("year", range(2024, 2033))
def test_fifteenth_of_december_belongs_to_the_next_year(year):
    this, following = periods(year), periods(year + 1)
    assert this[f"{year}-Y"].cut_off == date(year, 12, 14)
    assert {following[f"{year + 1}-{code}"].starts_on for code in ("M01", "Q1", "H1", "N9", "Y")} == {
        date(year, 12, 15)
    }


@given(st.integers(min_value=2000, max_value=2100), st.integers(min_value=1, max_value=31))
def test_every_day_belongs_to_exactly_one_month_quarter_and_year_whatever_the_cut_off(year, day):
    made = [*draft_periods(year, HolidayTable(), CalendarRule(cut_off_day=day))]
    following = periods(year + 1, cut_off_day=day)
    for kind, first in (("month", "M01"), ("quarter", "Q1"), ("year", "Y")):
        windows = sorted((p.starts_on, p.cut_off) for p in made if p.kind == kind)
        starts = [start for start, _end in windows[1:]] + [following[f"{year + 1}-{first}"].starts_on]
        assert [end + timedelta(days=1) for _start, end in windows] == starts


# Days that not every year or month has


@pytest.mark.parametrize("year", [2024, 2028])
def test_leap_day_is_in_february_and_in_one_window(year):
    assert isleap(year)
    made = periods(year)
    assert made[f"{year}-M02"].calendar_to == date(year, 2, 29)
    leap = date(year, 2, 29)
    inside = [p.code for p in made.values() if p.kind == "month" and p.starts_on <= leap <= p.cut_off]
    assert inside == [f"{year}-M03"]


@pytest.mark.parametrize(("year", "last"), [(2023, 28), (2024, 29), (2028, 29), (2100, 28)])
def test_cut_off_on_a_day_that_february_does_not_have_is_its_last(year, last):
    made = periods(year, cut_off_day=31)
    assert made[f"{year}-M02"].cut_off == date(year, 2, last)
    assert made[f"{year}-M03"].starts_on == date(year, 3, 1)
    assert made[f"{year}-M04"].cut_off == date(year, 4, 30)


# Days off, days worked

TET_2024 = HolidayTable(days_off=frozenset(date(2024, 2, day) for day in range(8, 15)))


def test_cut_off_inside_tet_stays_and_two_working_days_follow_the_holidays():
    february = periods(2024, TET_2024)["2024-M02"]
    assert (february.cut_off, february.due_on) == (date(2024, 2, 14), date(2024, 2, 16))
    # Of 2026: Tết is 14 to 22 February, and the cut-off its first day.
    tet_2026 = HolidayTable(days_off=frozenset(date(2026, 2, day) for day in range(14, 23)))
    assert periods(2026, tet_2026)["2026-M02"].due_on == date(2026, 2, 24)


def test_worked_saturday_counts_and_the_friday_given_for_it_does_not():
    # Friday 14/6 is the cut-off: Monday is off, worked on Saturday 15/6.
    swapped = HolidayTable(days_off=frozenset([date(2024, 6, 17)]), worked=frozenset([date(2024, 6, 15)]))
    assert periods(2024, swapped)["2024-Q2"].due_on == date(2024, 6, 18)
    assert periods(2024, HolidayTable(worked=swapped.worked))["2024-Q2"].due_on == date(2024, 6, 17)
    assert periods(2024, HolidayTable(days_off=swapped.days_off))["2024-Q2"].due_on == date(2024, 6, 19)


@given(
    st.integers(min_value=2000, max_value=2100),
    st.sets(st.integers(min_value=0, max_value=365), max_size=60),
    st.integers(min_value=1, max_value=31),
)
def test_dates_are_in_order_and_due_days_are_worked_whatever_the_holidays(year, off, day):
    table = HolidayTable(days_off=frozenset(date(year, 1, 1) + timedelta(days=number) for number in off))
    for draft in draft_periods(year, table, CalendarRule(cut_off_day=day, closes_after=10)):
        assert draft.starts_on < draft.cut_off < draft.due_on < draft.confirm_by < draft.report_on
        assert draft.report_on < draft.closes_on
        assert all(table.is_working_day(at) for at in (draft.due_on, draft.confirm_by, draft.report_on))
