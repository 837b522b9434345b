"""What the database itself refuses about campaigns, calendar, targets and allocations, past every form."""

from datetime import date
from decimal import Decimal

import pytest
from django.db.models import F

from targets.choices import Direction, Entry, Measure, OverTime, Pace
from targets.models import Allocation, Campaign, Extension, ReportingPeriod, Target
from tests.constraints import refused_by
from tests.factories import (
    AllocationFactory,
    CampaignFactory,
    ExtensionFactory,
    GroupFactory,
    MovementFactory,
    RecipientFactory,
    ReportingPeriodFactory,
    ResponsibilityFactory,
    TargetFactory,
)

pytestmark = pytest.mark.django_db


def change(row, **values):
    """Write past save() and every form."""
    type(row)._default_manager.filter(pk=row.pk).update(**values)


def test_campaign_code_unique():
    campaign = CampaignFactory()
    CampaignFactory(code=campaign.code)

    with refused_by("campaign_code_unique"):
        CampaignFactory(owner=campaign.owner, code=campaign.code)


def test_campaign_ends_after_launch():
    campaign = CampaignFactory()

    with refused_by("campaign_ends_after_launch"):
        Campaign.objects.update(ends_on=campaign.launched_on)


def refuse_second_of_its_code(factory, name):
    first = factory(code="X1")
    factory(code="X1")

    with refused_by(name):
        factory(campaign=first.campaign, code="X1")


def test_group_code_unique():
    refuse_second_of_its_code(GroupFactory, "group_code_unique")


def test_movement_code_unique():
    refuse_second_of_its_code(MovementFactory, "movement_code_unique")


def test_responsibility_code_unique():
    refuse_second_of_its_code(ResponsibilityFactory, "responsibility_code_unique")


def test_recipient_code_unique():
    refuse_second_of_its_code(RecipientFactory, "recipient_code_unique")


def test_target_code_unique():
    refuse_second_of_its_code(TargetFactory, "target_code_unique")


def test_reportingperiod_code_unique():
    period = ReportingPeriodFactory(code="2024-Q1")
    other = ReportingPeriodFactory(code="2024-M05", campaign=period.campaign)

    with refused_by("reportingperiod_code_unique"):
        change(other, code="2024-Q1")


def test_period_number_unique():
    period = ReportingPeriodFactory(code="2024-Q1")
    other = ReportingPeriodFactory(code="2024-Q2", campaign=period.campaign)

    with refused_by("period_number_unique"):
        change(other, number=1)


def test_period_cut_off_unique():
    second = ReportingPeriodFactory(code="2024-Q2")
    ReportingPeriodFactory(code="2024-M06", campaign=second.campaign)
    first = ReportingPeriodFactory(code="2024-Q1", campaign=second.campaign)
    dates = {name: getattr(second, name) for name in ("cut_off", "due_on", "confirm_by", "report_on")}

    with refused_by("period_cut_off_unique"):
        change(first, **dates)


@pytest.mark.parametrize(
    "values",
    [
        {"starts_on": F("cut_off")},
        {"calendar_from": F("calendar_to")},
        {"opens_on": date(2024, 6, 19)},
        {"due_on": date(2024, 6, 13)},
        {"confirm_by": date(2024, 6, 17)},
        {"report_on": date(2024, 6, 19)},
    ],
)
def test_period_dates_in_order(values):
    period = ReportingPeriodFactory(code="2024-Q2")
    assert (period.cut_off, period.due_on, period.confirm_by, period.report_on) == (
        date(2024, 6, 14),
        date(2024, 6, 18),
        date(2024, 6, 20),
        date(2024, 6, 24),
    )

    with refused_by("period_dates_in_order"):
        change(period, **values)


def test_period_closes_after_due():
    period = ReportingPeriodFactory(code="2024-Q2")
    change(period, closes_on=period.due_on)

    with refused_by("period_closes_after_due"):
        ReportingPeriod.objects.update(closes_on=date(2024, 6, 17))


def test_extension_once():
    extension = ExtensionFactory()
    ExtensionFactory(unit=extension.unit)

    with refused_by("extension_once"):
        ExtensionFactory(period=extension.period, unit=extension.unit)


def test_extension_has_reason():
    ExtensionFactory()

    with refused_by("extension_has_reason"):
        Extension.objects.update(reason="")


@pytest.mark.parametrize("values", [{"direction": ""}, {"threshold": None}])
def test_target_direction_with_threshold(values):
    target = TargetFactory()

    with refused_by("target_direction_with_threshold"):
        change(target, **values)


@pytest.mark.parametrize(
    "values",
    [
        {"ceiling": Decimal(100)},
        {"ceiling": Decimal("99.9999")},
        {"ceiling": Decimal(200), "direction": Direction.DOWN},
        {"ceiling": Decimal(200), "direction": "", "threshold": None},
    ],
)
def test_target_ceiling_above_threshold(values):
    target = TargetFactory()
    change(target, ceiling=Decimal("100.0001"))

    with refused_by("target_ceiling_above_threshold"):
        change(target, **values)


@pytest.mark.parametrize(
    "values",
    [
        {"over_time": ""},
        {"measure": Measure.ALL_OF, "over_time": ""},
        {"measure": Measure.ALL_OF, "direction": "", "threshold": None},
    ],
)
def test_target_all_of_has_no_figure(values):
    target = TargetFactory()

    with refused_by("target_all_of_has_no_figure"):
        change(target, **values)


@pytest.mark.parametrize("measure", [Measure.SHARE, Measure.GROWTH, Measure.CHANGE, Measure.POINTS])
def test_target_base_has_meaning(measure):
    target = TargetFactory(measure=measure, base_label="Tổng số")

    with refused_by("target_base_has_meaning"):
        change(target, base_label="")


@pytest.mark.parametrize("values", [{"profile": ""}, {"pace": Pace.YEAR_END}])
def test_target_profile_with_pace(values):
    target = TargetFactory(pace=Pace.PROFILE, profile="10 60 90 100")

    with refused_by("target_profile_with_pace"):
        change(target, **values)


def test_target_hold_not_summed():
    target = TargetFactory(over_time=OverTime.LATEST, pace=Pace.HOLD)

    with refused_by("target_hold_not_summed"):
        change(target, over_time=OverTime.SUM)


@pytest.mark.parametrize("pace", [{"pace": Pace.STEADY}, {"pace": Pace.PROFILE, "profile": "50 100"}])
@pytest.mark.parametrize(
    "values",
    [
        {"measure": Measure.SHARE, "base_label": "Tổng số"},
        {"direction": Direction.DOWN},
        {"over_time": OverTime.LATEST},
        {"measure": Measure.POINTS, "base_label": "Tổng số", "over_time": OverTime.LATEST, "baseline": 1},
    ],
)
def test_target_pace_fits_measure(pace, values):
    target = TargetFactory(**pace)

    with refused_by("target_pace_fits_measure"):
        change(target, **values)


def test_target_yes_no_is_amount():
    target = TargetFactory(entry=Entry.YES_NO, base_label="Tổng số")

    with refused_by("target_yes_no_is_amount"):
        change(target, measure=Measure.SHARE)


@pytest.mark.parametrize("value", [Decimal("-0.0001"), Decimal("100.0001")])
def test_target_slow_from_percentage(value):
    target = TargetFactory(slow_from=100)

    with refused_by("target_slow_from_percentage"):
        change(target, slow_from=value)


@pytest.mark.parametrize("value", [Decimal(0), Decimal(100)])
def test_target_nearly_from_percentage(value):
    target = TargetFactory(nearly_from=95)

    with refused_by("target_nearly_from_percentage"):
        change(target, nearly_from=value)


def test_target_decimals_at_most_four():
    target = TargetFactory(decimals=4)

    with refused_by("target_decimals_at_most_four"):
        change(target, decimals=5)


def test_target_not_its_own_parent():
    TargetFactory()

    with refused_by("target_not_its_own_parent"):
        Target.objects.update(parent=F("id"))


def test_allocation_once():
    allocation = AllocationFactory()
    AllocationFactory(unit=allocation.unit)

    with refused_by("allocation_once"):
        AllocationFactory(target=allocation.target, unit=allocation.unit, counts=False)


@pytest.mark.parametrize(
    ("value", "base"), [(Decimal(5), None), (None, Decimal(1000)), (Decimal(0), Decimal(0)), (Decimal(5), -1)]
)
def test_allocation_baseline_whole(value, base):
    AllocationFactory(baseline_value=Decimal(0), baseline_base=Decimal(1000))

    with refused_by("allocation_baseline_whole"):
        Allocation.objects.update(baseline_value=value, baseline_base=base)
