"""A figure foretold while a person types is the figure that comes of it."""

from datetime import timedelta
from decimal import Decimal

import pytest

from reports.choices import Basis
from reports.intake import save
from reports.progress import own_row, rows
from reports.tallies import parts_for, with_only_one
from reports.workflow import open_report, submit
from targets.choices import Direction, Measure, OverTime
from targets.models import Allocation
from targets.schedule import Schedule
from tests.factories import ReportingPeriodFactory
from tests.reports.cast import MID_JUNE, Cast, reported

pytestmark = pytest.mark.django_db

BASED = {"base_label": "Tổng số"}
TARGETS = [
    {},
    BASED,
    {"over_time": OverTime.LATEST},
    {"over_time": OverTime.LATEST, "measure": Measure.SHARE, **BASED},
    {"measure": Measure.SHARE, **BASED},
    {"measure": Measure.GROWTH, "direction": Direction.DOWN, **BASED},
    {"over_time": OverTime.LATEST, "measure": Measure.CHANGE, **BASED},
    {"over_time": OverTime.LATEST, "measure": Measure.POINTS, "baseline": Decimal(50), **BASED},
]


@pytest.mark.parametrize("target", TARGETS)
def test_the_foretold_row_is_the_row_after_submission(settings, target):
    settings.EMULATION_TODAY = MID_JUNE
    cast = Cast()
    first = ReportingPeriodFactory(campaign=cast.campaign, code="2024-Q1")
    Allocation.objects.filter(pk=cast.allocation.pk).delete()
    allocation = cast.allocate(cast.ward, **target)
    base = 20 if "base_label" in target else None
    for period, value in ((first, 7), (cast.period, 9)):
        schedule = Schedule.load(cast.campaign)
        foretold = _foretold(schedule, allocation, period, value, base)
        revision = open_report(cast.ward, period, cast["staff"])
        assert save(revision, [reported(allocation, value, base)], actor=cast["staff"]).is_clean
        submit(revision, cast["staff"], 1)
        (row,) = rows(
            cast.campaign, cast.ward, period.cut_off, Basis.PROVISIONAL, only=[allocation.target.code]
        )
        assert _essence(foretold) == _essence(row)


def _foretold(schedule: Schedule, allocation: Allocation, period, value: int, base: int | None):
    loaded = with_only_one(Allocation.objects.filter(pk=allocation.pk)).select_related("target", "unit")
    eve = period.cut_off - timedelta(days=1)
    part = parts_for(schedule, loaded, eve, Basis.PROVISIONAL)[allocation.pk]
    after = part.with_answer(period, Decimal(value), None if base is None else Decimal(base))
    return own_row(after, schedule, period.cut_off)


def _essence(row):
    return (
        row.value,
        row.base,
        row.figure,
        row.plan_percent,
        row.status,
        row.complete,
        row.period,
        row.growth,
    )
