"""A job as the page of whoever asked for it tells it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from emulation.dates import now
from reports.choices import JobKind, JobState
from reports.jobs.asking import is_abandoned, waits_in_vain
from reports.models import Job
from targets.models import Campaign
from units.models import User


@dataclass(frozen=True, slots=True)
class JobPage:
    job: Job

    @classmethod
    def newest(cls, user: User, kind: JobKind, campaign: Campaign) -> dict[int, "JobPage"]:
        """The person's last job of the kind for each period, by its key; one query."""
        jobs = Job.objects.visible_to(user).filter(kind=kind, period__campaign=campaign)
        return {job.period_id: cls(job) for job in jobs.order_by("asked_at", "pk")}

    @property
    def is_under_way(self) -> bool:
        unfinished: bool = self.job.state in (JobState.WAITING, JobState.RUNNING)
        return unfinished and not self.is_abandoned

    @property
    def is_abandoned(self) -> bool:
        return is_abandoned(self.job)

    @property
    def has_file(self) -> bool:
        """Made, and its week is not over."""
        return bool(self.job.file) and self.job.kept_until is not None and self.job.kept_until >= now()

    @property
    def is_ending(self) -> bool:
        """Cancelled, and the worker is still at its last piece."""
        return self.is_under_way and self.job.cancel_asked_at is not None

    @property
    def waits_in_vain(self) -> bool:
        return waits_in_vain(self.job)

    @property
    def fault(self) -> str:
        """Why there is nothing to download; empty while there may be."""
        match self.job.state:
            case JobState.FAILED:
                return _("The file could not be made. What happened is in the site's log.")
            case JobState.CANCELLED:
                return _("It was cancelled; nothing of it was kept.")
            case JobState.DONE if not self.has_file:
                return _("The file was kept for a week and is gone by now.")
        return _("The work on it stopped before its end.") if self.is_abandoned else ""
