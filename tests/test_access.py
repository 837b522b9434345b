"""Who may open what: every URL, by GET and by POST, as every role, against one table."""

import pytest

from reports.models import ProgressReport
from reports.workflow import open_report
from targets.models import ReportingPeriod
from tests.urls import OWN_NAMES, ROLES, TABLE, address, people_around
from units.models import Unit


@pytest.fixture
def people(campaign_2024, settings):
    """One person in each role; the ward's report of the second quarter is begun, not submitted."""
    settings.EMULATION_TODAY = "2024-06-17"
    return people_around("X-MP")


@pytest.fixture
def report(people) -> ProgressReport:
    ward = Unit.objects.get(code="X-MP")
    return open_report(ward, ReportingPeriod.objects.get(code="2024-Q2"), people["staff"]).report


def test_every_url_has_a_row():
    assert sorted(TABLE) == OWN_NAMES


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", OWN_NAMES)
def test_url_answers_each_role_as_the_table_says(name, method, client, people, report):
    found = {}
    for role in ROLES:
        client.logout()
        if people[role]:
            client.force_login(people[role])
        found[role] = getattr(client, method)(address(name, report)).status_code
    row = TABLE[name][("get", "post").index(method)]
    assert found == {role: int(code) for role, code in zip(ROLES, row.split(), strict=True)}
