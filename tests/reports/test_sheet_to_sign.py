"""The sheet that the head signs: what each line says on paper, and all units of a lead together."""

import pytest
from django.utils.translation import override

from reports.entry.loading import load
from reports.entry.to_sign import LineToSign, TargetToSign, targets_to_sign
from reports.intake import save
from reports.workflow import open_report, submit
from targets.choices import Entry as EntryKind
from targets.choices import Measure, OverTime
from targets.models import Campaign
from targets.schedule import Schedule
from tests.factories import AllocationFactory, ReportingPeriodFactory, TargetFactory
from tests.reports.cast import MID_JUNE, Cast, reported
from units.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settings) -> Cast:
    settings.EMULATION_TODAY = MID_JUNE
    return Cast()


def to_sign(cast: Cast, unit: Unit | None = None) -> list[TargetToSign]:
    schedule = Schedule.load(Campaign.objects.get(pk=cast.campaign.pk))
    page = load(cast["staff"], unit or cast.ward, cast.period.cut_off, schedule)
    return list(targets_to_sign(page.sheets[0].rows))


def line_of(cast: Cast, allocation) -> LineToSign:
    return next(item.lines[0] for item in to_sign(cast) if item.target == allocation.target)


def test_rate_is_printed_with_its_two_numbers_and_what_they_mean(cast):
    rate = cast.allocate(
        cast.ward,
        measure=Measure.SHARE,
        over_time=OverTime.LATEST,
        unit_of_measure="%",
        value_label="Số trẻ được tiêm",
        base_label="Số trẻ",
        decimals=1,
        threshold=95,
    )
    save(cast.draft(), [reported(rate, 14607, 14920)], actor=cast["staff"])
    line = line_of(cast, rate)
    assert line.figure == "97,9% (14.607/14.920)"
    assert line.meaning == "Số trẻ được tiêm / Số trẻ"
    assert (line.to_date, line.last_year, line.plan.text) == ("", "", "95%")


def test_amount_is_printed_with_the_period_before_the_year_and_last_year(cast):
    first = ReportingPeriodFactory(campaign=cast.campaign, code="2024-Q1")
    jobs = cast.allocate(cast.ward, base_label="Cùng kỳ", unit_of_measure="người", over_time=OverTime.SUM)
    earlier = open_report(cast.ward, first, cast["staff"])
    save(earlier, [reported(jobs, 60, 50), reported(cast.allocation, 1)], actor=cast["staff"])
    submit(earlier, cast["staff"], earlier.version)
    save(cast.draft(), [reported(jobs, 74, 70)], actor=cast["staff"])
    line = line_of(cast, jobs)
    assert (line.figure, line.to_date, line.last_year) == ("74", "134", "70")
    assert line.before.endswith(": 60")


def test_yes_or_no_is_printed_as_that(cast):
    reached = cast.allocate(cast.ward, entry=EntryKind.YES_NO, over_time=OverTime.LATEST, threshold=1)
    save(cast.draft(), [reported(reached, 0)], actor=cast["staff"])
    with override("en"):
        assert line_of(cast, reached).figure == "No"


def test_units_of_a_lead_are_added_up(cast):
    share = TargetFactory(
        campaign=cast.campaign,
        lead=cast.department,
        measure=Measure.SHARE,
        base_label="Tổng số",
        over_time=OverTime.LATEST,
        unit_of_measure="%",
        decimals=1,
    )
    lines = [
        AllocationFactory(target=share, unit=unit, reporter=cast.department)
        for unit in (cast.ward, cast.other_ward)
    ]
    revision = open_report(cast.department, cast.period, cast["lead"])
    entries = [reported(lines[0], 7, 10), reported(lines[1], 3, 10)]
    assert save(revision, entries, actor=cast["lead"]).is_clean
    (item,) = to_sign(cast, cast.department)
    assert [line.figure for line in item.lines] == ["70% (7/10)", "30% (3/10)"]
    assert item.total.figure == "50% (10/20)"


def test_target_of_one_unit_has_no_total(cast):
    cast.answered()
    assert [item.total for item in to_sign(cast)] == [None]
