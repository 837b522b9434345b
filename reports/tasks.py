"""What the worker does: `manage.py db_worker` runs it, whoever changes something asks for it."""

from django.db import transaction
from django.db.models.signals import post_save
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from reports.choices import JobKind
from reports.issuing import drafts
from reports.jobs.asking import ask
from reports.jobs.tidying import tidy
from reports.jobs.work import work
from reports.models import Job
from targets.models import ReportingPeriod
from targets.schedule import Schedule
from units.choices import Action
from units.models import Event, User

# What stands in no document, or not before something else happens to it.
SILENT = {
    *(Action.SAVED, Action.PRESENTED, Action.WITHDRAWN, Action.DECLINED, Action.ATTACHED, Action.DETACHED),
    *(Action.CONFIRMED, Action.OBJECTED, Action.JUSTIFIED, Action.REMINDED, Action.EXPORTED),
    *(Action.ISSUED, Action.REGISTERED),
}


@task()
def prepare_drafts() -> int:
    """The drafts of the campaign in hand; how many are ready by then."""
    tidy()
    schedule = Schedule.current()
    return drafts.prepare_all(schedule) if schedule else 0


def ask_for_drafts() -> None:
    """Once: a task that waits already will find what has just changed too."""
    waiting = DBTaskResult.objects.filter(task_path=prepare_drafts.module_path, status=TaskResultStatus.READY)
    if not waiting.exists():
        prepare_drafts.enqueue()


@task()
def run_job(key: int) -> None:
    tidy()
    work(key)


def ask_for_job(kind: JobKind, period: ReportingPeriod, actor: User) -> Job:
    """The person's own, to be made by the worker; what is under way already is the answer too."""
    with transaction.atomic():
        job, is_new = ask(kind, period, actor)
        if is_new:
            run_job.enqueue(job.pk)
    return job


def on_event(instance: Event, **signal: object) -> None:
    """After the deed is done, and never in its way: without it a reader waits a second longer."""
    if instance.action not in SILENT:
        transaction.on_commit(ask_for_drafts, robust=True)


def listen() -> None:
    post_save.connect(on_event, sender=Event, dispatch_uid="drafts")
