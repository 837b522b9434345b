from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from targets.choices import PlanField
from targets.models import Allocation, PlanChange, Target
from targets.plan import Decision, decision_faults, is_settled, plan_changes, record_plan_change
from targets.plan_history import original, steps_of, with_plan_steps
from tests.factories import (
    AllocationFactory,
    PlanChangeFactory,
    ReadingFactory,
    TargetFactory,
    UserFactory,
)
from units.choices import Action
from units.models import Event

pytestmark = pytest.mark.django_db

DECISION = Decision("125/QĐ-UBND", "Điều chỉnh kế hoạch", date(2024, 5, 15))
BOXES = ["decision_number", "decision_on", "decision_reason"]
RAISED = {"threshold": (Decimal(100), Decimal(120))}


@pytest.fixture
def allocation():
    return AllocationFactory()


def reading_of(allocation, **revision):
    return ReadingFactory(
        allocation=allocation,
        revision__report__period__campaign=allocation.target.campaign,
        **{f"revision__{name}": value for name, value in revision.items()},
    )


def test_change_is_what_differs_by_value():
    target = TargetFactory.build(threshold=Decimal("100"), ceiling=None)
    wanted = {"threshold": Decimal("100.0"), "ceiling": Decimal(130), "name": "Tên khác"}
    assert plan_changes(target, wanted) == {"ceiling": (None, Decimal(130))}


@pytest.mark.parametrize(
    ("status", "settled"), [("submitted", False), ("approved", True), ("superseded", True)]
)
def test_plan_is_settled_by_the_first_accepted_figure(allocation, status, settled):
    reading_of(allocation, **{status: True})
    assert is_settled(allocation.target) is settled


def test_figure_of_one_unit_settles_the_quota_of_every_other(allocation):
    other = AllocationFactory(target=allocation.target)
    reading_of(allocation, approved=True)
    assert is_settled(other)
    assert not is_settled(AllocationFactory())


def test_decision_lacks_what_is_missing(allocation):
    reading_of(allocation, approved=True)
    assert list(decision_faults(allocation.target, RAISED, Decision())) == BOXES
    assert list(decision_faults(allocation.target, RAISED, Decision("125/QĐ-UBND"))) == BOXES[1:]
    assert list(decision_faults(allocation.target, RAISED, DECISION._replace(on=None))) == ["decision_on"]
    assert decision_faults(allocation.target, RAISED, DECISION) == {}
    assert decision_faults(allocation.target, {}, Decision()) == {}


def test_settled_plan_is_not_recorded_without_a_decision(allocation):
    reading_of(allocation, approved=True)
    with pytest.raises(ValidationError) as refused:
        record_plan_change(UserFactory(), allocation.target, RAISED, Decision())
    assert list(refused.value.message_dict) == BOXES
    assert not Event.objects.exists()
    assert not PlanChange.objects.exists()


def test_change_by_a_decision_is_recorded_with_exact_values(allocation):
    actor = UserFactory()
    event = record_plan_change(actor, allocation, {"quota": (None, Decimal("12.50"))}, DECISION)
    assert (event.action, event.actor, event.unit) == (Action.PLAN_CHANGED, actor, allocation.unit)
    assert event.data == {
        "decision_number": "125/QĐ-UBND",
        "decided_on": "2024-05-15",
        "changed": {"quota": [None, "12.5"]},
    }
    assert event.comment == "Điều chỉnh kế hoạch"


def test_change_by_a_decision_is_kept_number_by_number(allocation):
    actor = UserFactory()
    changes = {**RAISED, "ceiling": (None, Decimal(150))}
    record_plan_change(actor, allocation.target, changes, DECISION)
    kept = PlanChange.objects.filter(target=allocation.target, allocation=None, made_by=actor)
    assert list(kept.values_list("field", "old", "new", "decision_number", "decided_on", "reason")) == [
        ("threshold", 100, 120, *DECISION[::2], DECISION.reason),
        ("ceiling", None, 150, *DECISION[::2], DECISION.reason),
    ]


def test_change_of_a_quota_stands_by_its_target_and_allocation(allocation):
    record_plan_change(UserFactory(), allocation, {"quota": (None, Decimal("12.5"))}, DECISION)
    change = PlanChange.objects.get()
    assert (change.target, change.allocation) == (allocation.target, allocation)


def test_decision_is_not_of_a_day_to_come(allocation, settings):
    settings.EMULATION_TODAY = "2024-05-14"
    assert list(decision_faults(allocation.target, RAISED, DECISION)) == ["decision_on"]
    settings.EMULATION_TODAY = "2024-05-15"
    assert decision_faults(allocation.target, RAISED, DECISION) == {}


def test_plan_that_nobody_was_held_against_needs_no_decision(allocation):
    assert record_plan_change(UserFactory(), allocation.target, RAISED, Decision()) is None
    assert not PlanChange.objects.exists()


def test_decision_that_is_begun_is_whole_although_none_is_needed(allocation):
    assert list(decision_faults(allocation.target, RAISED, Decision("125/QĐ-UBND"))) == BOXES[1:]


# The history


def told(target):
    return with_plan_steps(Target.objects.filter(pk=target.pk)).get()


def test_steps_are_told_with_the_target_in_their_order(allocation):
    target = allocation.target
    record_plan_change(UserFactory(), target, RAISED, DECISION)
    record_plan_change(UserFactory(), allocation, {"quota": (Decimal(8), Decimal("9.5"))}, DECISION)
    record_plan_change(UserFactory(), target, {"threshold": (Decimal(120), Decimal(90))}, DECISION)
    first, quota, last = steps_of(told(target))
    assert (first.field, first.old, first.new, first.allocation) == (PlanField.THRESHOLD, 100, 120, None)
    assert (first.number, first.on, first.reason) == (*DECISION[::2], DECISION.reason)
    assert (quota.unit, quota.allocation, quota.new) == (
        allocation.unit.name,
        allocation.pk,
        Decimal("9.5"),
    )
    assert (last.old, last.new) == (120, 90)


def test_original_plan_is_what_the_first_change_found(allocation):
    target = allocation.target
    assert original([], PlanField.THRESHOLD, Decimal(100)) == 100
    PlanChangeFactory(target=target, old=Decimal(100), new=Decimal(120))
    PlanChangeFactory(target=target, old=Decimal(120), new=Decimal(90))
    PlanChangeFactory(target=target, allocation=allocation, field="quota", old=Decimal(7), new=Decimal(8))
    steps = steps_of(told(target))
    assert original(steps, PlanField.THRESHOLD, Decimal(90)) == 100
    assert original(steps, PlanField.CEILING, None) is None
    assert original(steps, PlanField.QUOTA, Decimal(8), allocation.pk) == 7
    assert original(steps, PlanField.QUOTA, Decimal(5), allocation.pk + 1) == 5


def test_original_plan_without_a_number_is_none(allocation):
    PlanChangeFactory(target=allocation.target, field="ceiling", old=None, new=Decimal(150))
    assert original(steps_of(told(allocation.target)), PlanField.CEILING, Decimal(150)) is None


def test_plan_changed_by_a_decision_outlives_loading_the_campaign_again(campaign_2024):
    target = Target.objects.get(code="KT-05")
    allocation = Allocation.objects.get(target__code="XH-08", unit__code="P-CL")
    for thing, change in ((target, {"threshold": Decimal(450000)}), (allocation, {"quota": Decimal(300)})):
        old = {name: (getattr(thing, name), new) for name, new in change.items()}
        type(thing).objects.filter(pk=thing.pk).update(**change)
        record_plan_change(UserFactory(), thing, old, DECISION)
    Target.objects.filter(pk=target.pk).update(plan_text="450.000")
    call_command("loaddata", "campaign_2024", verbosity=0)
    target.refresh_from_db()
    allocation.refresh_from_db()
    assert (target.threshold, target.plan_text, allocation.quota) == (450000, "450.000", 300)
