"""Where the demonstration may be told."""

import pytest
from django.core.management.base import CommandError
from django.utils import translation

from targets.models import Campaign
from tests.factories import UserFactory
from tests.reports.demonstrated import demo, everything, prepare
from tests.reports.progress_commands import bring
from units.models import User


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.EMULATION_TODAY = "2024-06-17"
    with translation.override("en"):
        yield


def test_a_database_with_readings_of_its_own_is_left_alone(campaign_2024, tmp_path):
    bring(tmp_path, [("2024-Q2", "P-CL", "XH-10", 900, 1000)], approve=True)
    before = everything()

    with pytest.raises(CommandError, match="without"):
        demo()

    assert everything() == before


def test_a_database_with_such_an_account_is_left_alone(campaign_2024):
    UserFactory(username="noivu")

    with pytest.raises(CommandError, match="without"):
        demo()

    assert User.objects.count() == 1


def test_an_unknown_campaign_is_told(campaign_2024):
    with pytest.raises(CommandError, match="Known: TPLS/2024"):
        demo(campaign="2023")


def test_site_with_people_of_its_own_is_left_alone(db, tmp_path):
    User.objects.create_user("admin")
    assert prepare(tmp_path / "accounts") == ""
    assert not Campaign.objects.exists()
    assert not (tmp_path / "accounts").exists()
