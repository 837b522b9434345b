"""What the worker does with a job: begins it once, tells how far it is, stops when it is asked to."""

import logging
from datetime import timedelta
from functools import partial
from tempfile import TemporaryFile
from typing import IO

from django.core.files import File
from django.db import transaction

from emulation.dates import now
from emulation.pdf import NotMade
from reports.choices import JobState
from reports.documents.unit_sheet import sheets_title
from reports.jobs.archive import write
from reports.jobs.asking import end, ends_by
from reports.jobs.sheets import papers, printed, reporters
from reports.models import Job
from targets.schedule import Schedule

KEPT = timedelta(days=7)
EXTENSION = "zip"

logger = logging.getLogger(__name__)


class Stopped(Exception):
    """Nothing more is to be done: who asked has cancelled it, it took too long, or another has ended it."""

    def __init__(self, state: JobState) -> None:
        super().__init__(state)
        self.state = state


def work(key: int) -> None:
    """From its beginning to whatever end; nothing where it was begun or ended already.

    A fault ends it as failed, is told in the log, and leaves no file.
    """
    if not (job := _begun(key)):
        return
    try:
        _make(job)
    except Stopped as stopped:
        end(job, stopped.state)
    except NotMade:
        end(job, JobState.FAILED)
        logger.exception("Job %s was not finished: a document was not made.", key)
    except BaseException:
        end(job, JobState.FAILED)
        raise


def _begun(key: int) -> Job | None:
    waiting = Job.objects.filter(pk=key, state=JobState.WAITING)
    if not waiting.update(state=JobState.RUNNING, started_at=now()):
        return None
    found: Job = Job.objects.select_related("period__campaign__owner", "asked_by").get(pk=key)
    return found


def _make(job: Job) -> None:
    period = job.period
    schedule = Schedule.load(period.campaign)
    units = reporters(period)
    job.total = len(units)
    _note(job)
    with TemporaryFile() as out:
        made = printed(papers(schedule, period, units, job.asked_by))
        for _name in write(made, out):
            job.done += 1
            _note(job)
        out.seek(0)
        _keep(job, out)


def _note(job: Job) -> None:
    """How far it is; raises Stopped where it is to go no further."""
    running = Job.objects.filter(pk=job.pk, state=JobState.RUNNING)
    if not running.update(done=job.done, total=job.total):
        raise Stopped(JobState.FAILED)
    if running.exclude(cancel_asked_at=None).exists():
        raise Stopped(JobState.CANCELLED)
    last = ends_by(job)
    if last is not None and last < now():
        logger.error("Job %s takes too long; %s of %s were made.", job.pk, job.done, job.total)
        raise Stopped(JobState.FAILED)


def _keep(job: Job, out: IO[bytes]) -> None:
    """The file with the word that it is there: both or neither."""
    stored = job.file.storage.save(job.file.field.generate_filename(job, f"job.{EXTENSION}"), File(out))
    forget = partial(job.file.storage.delete, stored)
    at = now()
    try:
        with transaction.atomic():
            running = Job.objects.filter(pk=job.pk, state=JobState.RUNNING, cancel_asked_at=None)
            told = {"file": stored, "file_title": sheets_title(job.period), "kept_until": at + KEPT}
            if not running.update(state=JobState.DONE, ended_at=at, **told):
                raise Stopped(JobState.CANCELLED)
    except BaseException:
        forget()
        raise
