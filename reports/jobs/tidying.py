"""What nobody needs any more goes: files of jobs after their week, and the worker's own records."""

from datetime import timedelta

from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from emulation.dates import now
from reports.models import Job

RECORDS_KEPT = timedelta(days=7)


def tidy() -> None:
    """The job itself stays, without its file: that it was made, and for whom."""
    for job in Job.objects.exclude(file="").filter(kept_until__lt=now()):
        job.file.delete(save=False)
        Job.objects.filter(pk=job.pk).update(file="")
    # By the machine's clock, which is not always the site's.
    DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - RECORDS_KEPT).delete()
