from datetime import date

import pytest

from targets.choices import Frequency, Measure
from targets.models import Allocation
from tests.factories import AllocationFactory, CampaignFactory, ReportingPeriodFactory, UnitFactory

pytestmark = pytest.mark.django_db

CUT_OFF = date(2024, 6, 14)


@pytest.fixture
def quarter():
    return ReportingPeriodFactory(code="2024-Q2")


def allocation(period, **unit):
    """A quarterly allocation of the period's campaign to a new unit with these attributes."""
    campaign = period.campaign
    return AllocationFactory(target__campaign=campaign, unit=UnitFactory(parent=campaign.owner, **unit))


def test_an_allocation_owes_the_periods_of_its_frequency_in_its_campaign(quarter):
    owing = allocation(quarter)
    monthly = AllocationFactory(target__campaign=quarter.campaign, target__frequency=Frequency.MONTH)
    last_year = CampaignFactory(code="2023", owner=quarter.campaign.owner)
    AllocationFactory(target__campaign=last_year)
    month = ReportingPeriodFactory(campaign=quarter.campaign, code="2024-M06")
    half_year = ReportingPeriodFactory(campaign=quarter.campaign, code="2024-H1")
    assert list(Allocation.objects.owed_in(quarter)) == [owing]
    assert list(Allocation.objects.owed_in(month)) == [monthly]
    assert list(Allocation.objects.owed_in(half_year)) == []


@pytest.mark.parametrize(
    ("validity", "owes"),
    [
        ({"valid_from": CUT_OFF}, True),
        ({"valid_from": date(2024, 6, 15)}, False),
        ({"valid_to": CUT_OFF}, True),
        ({"valid_to": date(2024, 6, 13)}, False),
        ({"valid_from": date(2024, 1, 1), "valid_to": date(2024, 12, 31)}, True),
        ({}, True),
    ],
)
def test_a_unit_owes_while_the_cut_off_is_in_its_validity(quarter, validity, owes):
    given = allocation(quarter, **validity)
    assert list(Allocation.objects.owed_in(quarter)) == ([given] if owes else [])


def test_a_composite_target_owes_nothing(quarter):
    AllocationFactory(
        target__campaign=quarter.campaign,
        target__measure=Measure.ALL_OF,
        target__over_time="",
        target__direction="",
        target__threshold=None,
    )
    assert not Allocation.objects.owed_in(quarter).exists()


def test_several_periods_give_an_allocation_once_for_each(quarter):
    owing = allocation(quarter)
    third = ReportingPeriodFactory(campaign=quarter.campaign, code="2024-Q3")
    assert list(Allocation.objects.owed_in(quarter, third)) == [owing, owing]


def test_a_reporter_answers_for_what_it_enters_in_the_targets_order(quarter):
    first, second = allocation(quarter), allocation(quarter)
    lead = UnitFactory(parent=quarter.campaign.owner)
    Allocation.objects.update(reporter=lead)
    second.target.order, first.target.order = 1, 2
    second.target.save()
    first.target.save()
    assert list(Allocation.objects.owed_by(lead, quarter)) == [second, first]
    assert not Allocation.objects.owed_by(first.unit, quarter).exists()
