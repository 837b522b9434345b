"""Jobs as people ask for them, and stop them; who is served by a job that is under way already."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from emulation.dates import now
from reports.choices import JobKind, JobState
from reports.models import Job
from targets.models import ReportingPeriod
from units.models import User

# The worker gives up by itself within this time; what is running still is running nowhere.
LONGEST = timedelta(minutes=10)
LONGEST_PIECE = timedelta(seconds=5)
# After which a person is told that nobody has begun it.
PATIENCE = timedelta(minutes=1)


def ends_by(job: Job) -> datetime | None:
    """When a worker that lives is done with it, or has given it up; None until it is begun."""
    return job.started_at + max(LONGEST, job.total * LONGEST_PIECE) if job.started_at else None


def is_abandoned(job: Job) -> bool:
    """Its worker died: by now it would have ended one way or the other."""
    last = ends_by(job)
    return job.state == JobState.RUNNING and last is not None and last < now()


def waits_in_vain(job: Job, patience: timedelta = PATIENCE) -> bool:
    """Nobody has begun it for a while: perhaps no worker runs, or the word to it was lost."""
    waits: bool = job.state == JobState.WAITING and job.asked_at + patience < now()
    return waits


def ask(kind: JobKind, period: ReportingPeriod, actor: User) -> tuple[Job, bool]:
    """The person's job, and whether the worker has to be told: what is under way is not begun twice.

    One that was abandoned, or that nobody begins, gives way to a new one.
    """
    with transaction.atomic():
        under_way = Job.objects.unfinished().filter(kind=kind, period=period, asked_by=actor)
        for job in under_way.select_for_update():
            if not (is_abandoned(job) or waits_in_vain(job, LONGEST)):
                return job, False
            end(job, JobState.FAILED)
    try:
        with transaction.atomic():
            return Job.objects.create(kind=kind, period=period, asked_by=actor), True
    except IntegrityError:
        # Asked twice at once: the other one was first.
        return Job.objects.unfinished().get(kind=kind, period=period, asked_by=actor), False


def cancel(job: Job) -> None:
    """At once where it waits; else the worker stops before its next piece. What has ended stays as it is."""
    at = now()
    waiting = Job.objects.filter(pk=job.pk, state=JobState.WAITING)
    if waiting.update(state=JobState.CANCELLED, cancel_asked_at=at, ended_at=at):
        return
    if is_abandoned(job):
        end(job, JobState.CANCELLED)
    Job.objects.filter(pk=job.pk, state=JobState.RUNNING, cancel_asked_at=None).update(cancel_asked_at=at)


def end(job: Job, state: JobState) -> bool:
    """Without a file; False where it has ended already."""
    return bool(Job.objects.unfinished().filter(pk=job.pk).update(state=state, ended_at=now()))
