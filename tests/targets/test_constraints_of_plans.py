"""What the database itself refuses about changes of the plan."""

import pytest

from targets.choices import PlanField
from tests.constraints import refused_by
from tests.factories import AllocationFactory, PlanChangeFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("lacking", [{"decision_number": ""}, {"reason": ""}])
def test_plan_change_has_a_decision(lacking):
    with refused_by("plan_change_has_a_decision"):
        PlanChangeFactory(**lacking)


@pytest.mark.parametrize("is_of_unit", [False, True])
def test_plan_change_of_its_own_number(is_of_unit):
    allocation = AllocationFactory() if is_of_unit else None
    own, other = (
        (PlanField.QUOTA, PlanField.THRESHOLD) if is_of_unit else (PlanField.CEILING, PlanField.QUOTA)
    )
    PlanChangeFactory(allocation=allocation, field=own)

    with refused_by("plan_change_of_its_own_number"):
        PlanChangeFactory(allocation=allocation, field=other)
