from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from reports.choices import ReportingState
from reports.due import DueDay, ReportLine, all_report_lines, by_cut_off, is_late, report_lines
from reports.intake import save
from reports.models import ProgressReport
from reports.workflow import approve, open_report, reopen, send_back, submit
from targets.choices import Frequency, Measure
from tests.factories import ExtensionFactory, ReportingPeriodFactory, UnitFactory
from tests.reports.cast import MID_JUNE, Cast, reported

VIETNAM = timezone(timedelta(hours=7))
DUE = date(2024, 6, 18)
LAST_MOMENT = datetime(2024, 6, 18, 23, 59, 59, 999_999, tzinfo=VIETNAM)
TOO_LATE = datetime(2024, 6, 19, tzinfo=VIETNAM)
BEFORE = datetime(2024, 6, 17, 12, tzinfo=VIETNAM)


@pytest.fixture
def cast(db, settings) -> Cast:
    settings.EMULATION_TODAY = MID_JUNE
    return Cast()


def line(cast: Cast, at: datetime = BEFORE) -> ReportLine:
    (only,) = report_lines([cast.period], [cast.ward], at)
    return only


@pytest.mark.parametrize(
    ("first_submitted_at", "at", "late"),
    [
        (None, LAST_MOMENT, False),
        (None, TOO_LATE, True),
        (LAST_MOMENT, TOO_LATE, False),
        (TOO_LATE, TOO_LATE, True),
        (TOO_LATE.astimezone(UTC), TOO_LATE, True),
        (LAST_MOMENT.astimezone(UTC), TOO_LATE, False),
    ],
)
def test_late_begins_when_the_due_day_is_over_in_vietnam(first_submitted_at, at, late):
    assert is_late(DUE, first_submitted_at, at, owed=1) is late


def test_who_owes_nothing_is_never_late():
    assert not is_late(DUE, None, TOO_LATE, owed=0)


def test_a_report_before_it_is_begun(cast):
    assert cast.period.due_on == DUE
    eve = datetime(2024, 6, 6, 23, 59, tzinfo=VIETNAM)
    assert line(cast, eve).state == ReportingState.NOT_OPEN
    first = line(cast, eve + timedelta(minutes=1))
    assert (first.state, first.owed, first.answered) == (ReportingState.OPEN, 1, 0)
    assert (first.revision, first.report, first.is_late, first.waits_for_unit) == (None, None, False, True)


def test_a_day_begins_in_vietnam(cast):
    morning = datetime(2024, 6, 6, 17, tzinfo=UTC)
    assert line(cast, morning).state == ReportingState.OPEN


def test_a_report_on_its_way(cast):
    cast.allocate(cast.ward)
    revision = cast.answered()
    begun = line(cast)
    assert (begun.state, begun.owed, begun.answered) == (ReportingState.DRAFT, 2, 1)
    assert (begun.revision, begun.report) == (revision, revision.report)


def test_a_report_from_submission_to_correction(cast):
    def now_at() -> tuple[ReportingState, bool, bool]:
        present = line(cast)
        return present.state, present.waits_for_unit, present.under_correction

    revision = cast.answered()
    revision = submit(revision, cast["staff"], revision.version)
    assert now_at() == (ReportingState.SUBMITTED, False, False)
    revision = send_back(revision, cast["reviewer"], revision.version, "Xem lại")
    assert now_at() == (ReportingState.RETURNED, True, False)
    revision = submit(revision, cast["staff"], revision.version)
    approve(revision, cast["reviewer"], revision.version)
    assert now_at() == (ReportingState.APPROVED, False, False)
    copy = reopen(revision.report, cast["reviewer"], "Sai số liệu")
    assert now_at() == (ReportingState.RETURNED, True, True)
    assert line(cast).revision == copy
    copy = submit(copy, cast["staff"], copy.version)
    assert now_at() == (ReportingState.SUBMITTED, False, True)


def test_what_was_accepted_stays_beside_its_correction(cast):
    revision = cast.answered()
    assert line(cast).accepted is None
    revision = submit(revision, cast["staff"], revision.version)
    approve(revision, cast["reviewer"], revision.version)
    assert line(cast).accepted == revision
    copy = reopen(revision.report, cast["reviewer"], "Sai số liệu")
    assert (line(cast).revision, line(cast).accepted) == (copy, revision)


def test_everyones_lines_are_those_of_each_in_the_units_order(cast, django_assert_num_queries):
    cast.answered()
    cast.allocate(cast.ward)
    everyone = [cast.ward, cast.other_ward, cast.department]
    expected = report_lines([cast.period], sorted(everyone, key=lambda unit: (unit.order, unit.code)), BEFORE)
    with django_assert_num_queries(2):
        found = all_report_lines([cast.period], BEFORE)
        assert [one.reporter.name for one in found] == [one.reporter.name for one in expected]
    assert found == expected
    assert len(found) == 2


def test_late_is_about_the_first_submission_and_overdue_about_whose_turn_it_is(cast):
    revision = cast.answered()
    assert line(cast, LAST_MOMENT).is_overdue is False
    assert line(cast, TOO_LATE).is_overdue is True
    submit(revision, cast["staff"], revision.version)
    in_time = line(cast, TOO_LATE)
    assert (in_time.is_late, in_time.is_overdue) == (False, False)
    ProgressReport.objects.update(first_submitted_at=TOO_LATE)
    late = line(cast, TOO_LATE)
    assert (late.is_late, late.is_overdue) == (True, False)


def test_entry_is_closed_unless_extended(cast):
    assert line(cast, datetime(2030, 1, 1, tzinfo=VIETNAM)).is_closed is False
    cast.period.closes_on = date(2024, 6, 25)
    cast.period.save()
    after = datetime(2024, 6, 26, 8, tzinfo=VIETNAM)
    assert line(cast, after - timedelta(days=1)).is_closed is False
    assert line(cast, after).is_closed is True
    ExtensionFactory(period=cast.period, unit=cast.other_ward, until=date(2024, 6, 30))
    assert line(cast, after).is_closed is True
    ExtensionFactory(period=cast.period, unit=cast.ward, until=date(2024, 6, 26))
    assert line(cast, after).is_closed is False
    assert line(cast, after + timedelta(days=1)).is_closed is True


def test_units_that_owe_nothing_have_no_line(cast):
    monthly = ReportingPeriodFactory(campaign=cast.campaign, code="2024-M06")
    half_year = ReportingPeriodFactory(campaign=cast.campaign, code="2024-H1")
    cast.other_ward.valid_to = date(2024, 6, 13)
    cast.other_ward.save()
    cast.allocate(cast.department, measure=Measure.ALL_OF, over_time="", direction="", threshold=None)
    lines = report_lines(
        [monthly, cast.period, half_year], [cast.ward, cast.other_ward, cast.department], BEFORE
    )
    assert [(line.reporter, line.period) for line in lines] == [(cast.ward, cast.period)]


def test_the_lead_owes_what_it_enters_for_its_units(cast):
    for allocation in (cast.allocation, cast.elsewhere):
        allocation.reporter = cast.department
        allocation.save()
    (only,) = report_lines([cast.period], [cast.ward, cast.other_ward, cast.department], BEFORE)
    assert (only.reporter, only.owed) == (cast.department, 2)


def test_an_answer_that_is_no_longer_owed_does_not_count(cast):
    gone = cast.allocate(cast.ward)
    revision = cast.answered()
    save(revision, [reported(gone, 5)], actor=cast["staff"])
    gone.reporter = cast.department
    gone.save()
    assert (line(cast).owed, line(cast).answered) == (1, 1)


def test_what_ends_on_one_day_is_one_page(cast):
    cast.allocate(cast.ward, frequency=Frequency.MONTH)
    monthly = ReportingPeriodFactory(campaign=cast.campaign, code="2024-M06")
    earlier = ReportingPeriodFactory(campaign=cast.campaign, code="2024-Q1")
    cast.answered()
    days = by_cut_off(report_lines([cast.period, monthly, earlier], [cast.ward], BEFORE))
    assert [(day.cut_off, {line.period for line in day.lines}) for day in days] == [
        (earlier.cut_off, {earlier}),
        (cast.period.cut_off, {monthly, cast.period}),
    ]
    june = days[1]
    assert (june.due_on, june.owed, june.answered) == (DUE, 2, 1)
    assert (june.is_upcoming, june.is_handed_in, june.is_overdue) == (False, False, False)
    assert days[0].is_overdue


def test_a_day_is_handed_in_when_all_its_reports_are(cast):
    revision = cast.answered()
    submit(revision, cast["staff"], revision.version)
    handed_in, unbegun = report_lines([cast.period], [cast.ward, cast.other_ward], BEFORE)
    assert DueDay(cast.period.cut_off, (handed_in,)).is_handed_in
    assert not DueDay(cast.period.cut_off, (handed_in, unbegun)).is_handed_in


@pytest.mark.parametrize("units", [1, 6])
def test_lines_take_the_same_queries_for_any_number_of_reports(cast, units, django_assert_num_queries):
    periods = [
        cast.period,
        *(ReportingPeriodFactory(campaign=cast.campaign, code=code) for code in ("2024-Q1", "2024-Q3")),
    ]
    cast.period.closes_on = DUE
    reporters = [UnitFactory(parent=cast.city) for _unit in range(units)]
    for reporter in reporters:
        allocation = cast.allocate(reporter)
        revision = open_report(reporter, cast.period, cast["reviewer"])
        save(revision, [reported(allocation, 5)], actor=cast["reviewer"], source="Điện thoại")
    with django_assert_num_queries(2):
        lines = report_lines(periods, reporters, TOO_LATE)
        shown = [(line.state, line.is_overdue, line.under_correction, line.report) for line in lines]
    assert len(shown) == 3 * units
    assert {line.answered for line in lines} == {0, 1}


def test_what_waits_for_a_unit_is_unsent_or_to_be_changed_or_a_correction(cast):
    revision = cast.answered()
    assert line(cast).is_unsent
    sent = submit(revision, cast["staff"], revision.version)
    comments = {revision.readings.get().pk: "Kiểm tra lại"}
    returned = send_back(sent, cast["reviewer"], sent.version, reading_comments=comments)
    asked = line(cast)
    assert (asked.is_unsent, asked.is_asked_to_change, asked.is_awaited(DUE)) == (False, True, True)
    assert [(one.target, one.unit, one.comment) for one in asked.asked] == [
        (cast.allocation.target.code, "", "Kiểm tra lại")
    ]
    save(returned, [reported(cast.allocation, 11, seen_version=1)], actor=cast["staff"])
    again = submit(returned, cast["staff"], returned.version)
    reopen(approve(again, cast["reviewer"], again.version).report, cast["reviewer"], "Sai số liệu")
    corrected = line(cast)
    assert corrected.under_correction
    assert not corrected.is_unsent
    assert not corrected.is_asked_to_change
    assert not corrected.is_awaited(DUE)


def test_a_unit_that_was_given_time_is_late_from_its_end_on(cast):
    ExtensionFactory(period=cast.period, unit=cast.ward, until=date(2024, 6, 20))
    last = datetime(2024, 6, 20, 23, 59, tzinfo=VIETNAM)
    assert not line(cast, last).is_late
    assert line(cast, last + timedelta(minutes=1)).is_late
