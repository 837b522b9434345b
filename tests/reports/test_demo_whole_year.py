"""The whole year of 2024 as the demonstration tells it."""

import pytest

from reports.choices import RevisionStatus, Status
from reports.models import Reminder, Revision
from targets.models import PlanChange
from tests.reports.progress_commands import exported

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_year", "mid_june")]

ENDED = ["2024-01-01", "2024-03-14", "2024-06-14", "2024-09-14", "2024-12-14", "2025-02-01"]


def test_a_whole_year_tells_the_reports_alone():
    assert not Reminder.objects.exists()
    assert not PlanChange.objects.exists()


def test_a_whole_year_is_accepted_and_shows_every_status():
    assert set(Revision.objects.values_list("status", flat=True)) == {RevisionStatus.APPROVED}
    told = {as_of: exported(as_of).values() for as_of in ENDED}
    assert [record["target"] for record in told["2024-12-14"] if not record["complete"]] == []
    assert {record["status"] for records in told.values() for record in records} == set(Status.values)
