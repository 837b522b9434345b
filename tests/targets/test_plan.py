from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from targets.plan import Decision, decision_faults, is_settled, plan_changes, record_plan_change
from tests.factories import AllocationFactory, ReadingFactory, TargetFactory, UserFactory
from units.choices import Action
from units.models import Event

pytestmark = pytest.mark.django_db

DECISION = Decision("125/QĐ-UBND", "Điều chỉnh kế hoạch")
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
    assert set(decision_faults(allocation.target, RAISED, Decision())) == {
        "decision_number",
        "decision_reason",
    }
    assert set(decision_faults(allocation.target, RAISED, Decision("125/QĐ-UBND"))) == {"decision_reason"}
    assert decision_faults(allocation.target, RAISED, DECISION) == {}
    assert decision_faults(allocation.target, {}, Decision()) == {}


def test_settled_plan_is_not_recorded_without_a_decision(allocation):
    reading_of(allocation, approved=True)
    with pytest.raises(ValidationError) as refused:
        record_plan_change(UserFactory(), allocation.target, RAISED, Decision())
    assert set(refused.value.message_dict) == {"decision_number", "decision_reason"}
    assert not Event.objects.exists()


def test_change_by_a_decision_is_recorded_with_exact_values(allocation):
    actor = UserFactory()
    event = record_plan_change(actor, allocation, {"quota": (None, Decimal("12.50"))}, DECISION)
    assert (event.action, event.actor, event.unit) == (Action.PLAN_CHANGED, actor, allocation.unit)
    assert event.data == {"decision_number": "125/QĐ-UBND", "changed": {"quota": [None, "12.5"]}}
    assert event.comment == "Điều chỉnh kế hoạch"


def test_plan_that_nobody_was_held_against_needs_no_decision(allocation):
    assert record_plan_change(UserFactory(), allocation.target, RAISED, Decision()) is None
