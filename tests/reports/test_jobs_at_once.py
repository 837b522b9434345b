"""A job asked for, begun or cancelled by two at the same moment. Real threads."""

import pytest
from django_tasks_db.models import DBTaskResult

from reports.choices import JobKind, JobState
from reports.jobs.asking import cancel
from reports.jobs.work import work
from reports.models import Job
from reports.tasks import ask_for_job, run_job
from tests.document_factories import JobFactory
from tests.reports.at_once import at_once
from tests.reports.cast import MID_JUNE, Cast

pytestmark = pytest.mark.django_db(transaction=True)
RACES = 5


@pytest.fixture
def cast(settings) -> Cast:
    settings.EMULATION_TODAY = MID_JUNE
    return Cast()


@pytest.mark.parametrize("race", range(RACES))
def test_a_double_click_asks_for_one_job(race, cast):
    def ask() -> Job:
        return ask_for_job(JobKind.SHEETS, cast.period, cast["reviewer"])

    first, second = at_once(ask, ask)
    assert first == second == Job.objects.get()
    assert DBTaskResult.objects.filter(task_path=run_job.module_path).count() == 1


def test_two_workers_make_it_once(cast):
    job = JobFactory(period=cast.period, asked_by=cast["reviewer"])
    assert at_once(lambda: work(job.pk), lambda: work(job.pk)) == [None, None]
    job.refresh_from_db()
    assert (job.state, job.done) == (JobState.DONE, 2)
    job.file.delete(save=False)


@pytest.mark.parametrize("race", range(2))
def test_cancelled_just_as_it_is_begun_it_ends_cancelled(race, cast):
    job = JobFactory(period=cast.period, asked_by=cast["reviewer"])
    at_once(lambda: work(job.pk), lambda: cancel(job))
    job.refresh_from_db()
    assert (job.state, job.file.name) == (JobState.CANCELLED, "")
