"""What several modules begin with: the small cast in June, the city of 2024 with who reads its pages."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import translation

from targets.models import Campaign, ReportingPeriod
from tests.reports import city_of_2024 as city
from tests.reports import next_year
from tests.reports.cast import MID_JUNE, Cast
from tests.reports.progress_commands import bring_file
from tests.reports.read_by import signed_in
from tests.snapshots import Snapshot, snapshot
from units.choices import Role
from units.models import Unit


@pytest.fixture
def mid_june(settings) -> None:
    settings.EMULATION_TODAY = MID_JUNE


@pytest.fixture
def cast(mid_june) -> Cast:
    return Cast()


@pytest.fixture
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def english(settings) -> None:
    """The language in which pages are sent."""
    settings.LANGUAGE_CODE = "en"


@pytest.fixture(scope="session")
def rows_of_accepted_year(rows_of_2024, django_db_blocker) -> Snapshot:
    """All of 2024 by one file, accepted."""

    def tell() -> None:
        rows_of_2024.put_back()
        bring_file(city.READINGS, approve=True)

    with django_db_blocker.unblock():
        return snapshot(tell)


@pytest.fixture(scope="module")
def accepted_year(rows_of_accepted_year, django_db_blocker) -> Iterator[None]:
    with django_db_blocker.unblock(), rows_of_accepted_year.standing():
        yield


@pytest.fixture
def campaign(campaign_2024) -> Campaign:
    return Campaign.objects.select_related("owner").get()


@pytest.fixture
def q2(campaign) -> ReportingPeriod:
    return campaign.periods.get(code="2024-Q2")


@pytest.fixture
def home_affairs(campaign) -> Client:
    return signed_in(Role.HOME_AFFAIRS, campaign.owner)


@pytest.fixture
def ward(campaign) -> Unit:
    return Unit.objects.get(code="X-MP")


@pytest.fixture
def staff(ward) -> Client:
    return signed_in(Role.STAFF, ward)


@pytest.fixture
def december(accepted_year, settings) -> None:
    settings.EMULATION_TODAY = next_year.DECEMBER
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def officer(december) -> Client:
    return next_year.client_of("TPLS", Role.HOME_AFFAIRS)
