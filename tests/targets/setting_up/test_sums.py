"""What the units were given against the plan, and when that needs a reason."""

from decimal import Decimal

import pytest

from targets.choices import Direction, Measure
from targets.models import Allocation, Target
from targets.setting_up.allocating import (
    AllocationRefused,
    Given,
    allocate,
    faults_of,
    mark_of,
    sum_fault,
)
from targets.setting_up.sums import quota_sum, reason_of, with_reason
from tests.factories import UnitFactory
from tests.targets.setting_up.world import City
from units.models import Event


def jobs(**values) -> Target:
    return Target(
        **{
            "measure": Measure.AMOUNT,
            "direction": Direction.UP,
            "threshold": Decimal(2300),
            "unit_of_measure": "người",
            **values,
        }
    )


def difference(target: Target, *quotas: int | None) -> Decimal | None:
    found = quota_sum(target, [None if quota is None else Decimal(quota) for quota in quotas])
    return found.difference if found else None


@pytest.mark.parametrize(
    ("quotas", "expected"), [((1150, 1150), 0), ((1150, 1100), -50), ((1200, 1200), 100), ((2300, None), 0)]
)
def test_difference_is_what_was_given_less_the_plan(quotas, expected):
    assert difference(jobs(), *quotas) == expected


@pytest.mark.parametrize(("total", "expected"), [(2299, -1), (2300, 0), (2500, 0), (2501, 1)])
def test_within_the_plans_range_nothing_differs(total, expected):
    assert difference(jobs(ceiling=Decimal(2500)), total) == expected


@pytest.mark.parametrize(
    "target",
    [
        jobs(measure=Measure.SHARE),
        jobs(unit_of_measure="%"),
        jobs(threshold=None, direction=""),
    ],
)
def test_rates_and_what_has_no_level_do_not_add_up(target):
    assert difference(target, 98, 98) is None


def test_nothing_given_is_no_difference():
    assert difference(jobs(), None, None) is None


def test_only_a_reason_lets_a_difference_stand():
    more, less = (quota_sum(jobs(), [Decimal(total)]) for total in (2400, 2200))
    assert "100" in str(sum_fault(more, ""))
    assert "100" in str(sum_fault(less, ""))
    assert sum_fault(more, "Giao cao hơn") == ""
    assert sum_fault(quota_sum(jobs(), [Decimal(2300)]), "") == ""


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"quota": Decimal("1.5")}, "quota"),
        ({"quota": Decimal(-1)}, "quota"),
        ({"baseline_value": Decimal(1)}, "baseline_base"),
        ({"baseline_base": Decimal(1)}, "baseline_value"),
        ({"baseline_value": Decimal(1), "baseline_base": Decimal(0)}, "baseline_base"),
    ],
)
def test_number_that_cannot_be_is_told_at_its_box(values, field):
    unit = UnitFactory.build(path="/A/")
    faults = faults_of(jobs(entry="integer"), [Given(unit, **values)])
    assert list(faults[unit.code]) == [field]


def test_nobody_counts_twice():
    above, below = UnitFactory.build(pk=1, path="/A/"), UnitFactory.build(pk=2, path="/A/B/")
    assert set(faults_of(jobs(), [Given(above), Given(below)])) == {above.code, below.code}
    assert faults_of(jobs(), [Given(above), Given(below, counts=False)]) == {}


@pytest.fixture
def city(db) -> City:
    return City()


@pytest.fixture
def target(city) -> Target:
    target = city.copied_target()
    return with_reason(Target.objects.select_related("campaign__owner", "lead")).get(pk=target.pk)


def again(target: Target) -> Target:
    return with_reason(Target.objects.all()).get(pk=target.pk)


def table(target: Target) -> list[Given]:
    return [Given.of(each) for each in target.allocations.select_related("unit").order_by("unit__order")]


@pytest.mark.django_db
def test_reason_holds_for_its_sum_and_its_plan(city, target):
    stored = table(target)
    wanted = [Given(each.unit, quota=Decimal(60)) for each in stored]
    with pytest.raises(AllocationRefused):
        allocate(target, wanted, city.officer, seen=mark_of(stored))
    assert {each.quota for each in table(target)} == {None}
    allocate(target, wanted, city.officer, reason="Giao cao hơn", seen=mark_of(stored))
    found = quota_sum(target, [Decimal(60), Decimal(60)])
    assert reason_of(again(target), found) == "Giao cao hơn"
    Target.objects.filter(pk=target.pk).update(threshold=Decimal(110))
    target = again(target)
    assert reason_of(target, quota_sum(target, [Decimal(60), Decimal(60)])) == ""


@pytest.mark.django_db
def test_same_table_twice_says_nothing_new(city, target):
    stored = table(target)
    wanted = [Given(each.unit, quota=Decimal(50)) for each in stored]
    assert allocate(target, wanted, city.officer, seen=mark_of(stored)) == 2
    before = Event.objects.count()
    assert allocate(target, wanted, city.officer, seen=mark_of(wanted)) == 0
    assert Event.objects.count() == before


@pytest.mark.django_db
def test_running_campaign_keeps_its_quotas(city, target):
    target.campaign.in_preparation = False
    target.campaign.save()
    with pytest.raises(AllocationRefused, match="decision"):
        allocate(target, [], city.officer, seen=mark_of(table(target)))
    assert Allocation.objects.filter(target=target).count() == 2
