import pytest
from django.core.exceptions import ValidationError

from targets.choices import Frequency, Pace
from targets.models import Target

pytestmark = pytest.mark.django_db


@pytest.fixture
def visits(campaign_2024) -> Target:
    return campaign_2024.targets.get(code="KT-03")


def faults(target: Target) -> set[str]:
    with pytest.raises(ValidationError) as refused:
        target.clean()
    return set(refused.value.message_dict)


def test_profile_of_the_plan_fits_the_months(visits):
    visits.clean()


def test_profile_with_a_percentage_too_few_is_refused(visits):
    visits.profile = "5 20 36 46 54 61 69 77 83 89 100"
    assert faults(visits) == {"profile"}


def test_profile_is_counted_against_the_targets_own_frequency(visits):
    visits.frequency, visits.pace = Frequency.QUARTER, Pace.PROFILE
    assert faults(visits) == {"profile"}


def test_target_of_all_its_children_is_nobodys_child(campaign_2024):
    whole = campaign_2024.targets.get(code="XH-12")
    whole.parent = whole
    assert faults(whole) == {"parent"}
