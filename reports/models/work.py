"""What is made in the background: jobs that people wait for, and drafts that are ready before they ask."""

from pathlib import PurePath
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from emulation.dates import now
from reports.choices import JobKind, JobState
from targets.models import ReportingPeriod
from units.models import User

UNFINISHED = (JobState.WAITING, JobState.RUNNING)


def random_name(thing: models.Model, filename: str) -> str:
    return f"made/{uuid4().hex}{PurePath(filename).suffix}"


class JobQuerySet(models.QuerySet):
    def visible_to(self, user: User):
        """One's own: what a job has made is for whoever asked for it."""
        return self.filter(asked_by=user)

    def unfinished(self):
        return self.filter(state__in=UNFINISHED)


class Job(models.Model):
    """Something that takes longer than a page: `done` of `total` pieces, and a file at the end.

    It is cancelled by asking (`cancel_asked_at`): the worker stops before the next piece. The file is kept
    until `kept_until`.
    """

    kind = models.CharField(_("kind"), max_length=15, choices=JobKind)
    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="jobs", verbose_name=_("period"))
    state = models.CharField(_("state"), max_length=10, choices=JobState, default=JobState.WAITING)
    done = models.PositiveIntegerField(_("done"), default=0)
    total = models.PositiveIntegerField(_("in all"), default=0)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked at"), default=now)
    started_at = models.DateTimeField(_("begun at"), null=True, blank=True)
    cancel_asked_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    file = models.FileField(_("file"), upload_to=random_name, blank=True)
    file_title = models.CharField(_("name"), max_length=200, blank=True)
    kept_until = models.DateTimeField(_("kept until"), null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "period", "asked_by"],
                condition=Q(state__in=UNFINISHED),
                name="job_one_unfinished",
            ),
            models.CheckConstraint(condition=Q(done__lte=F("total")), name="job_done_of_total"),
            models.CheckConstraint(
                condition=Q(state__in=UNFINISHED, ended_at__isnull=True)
                | ~Q(state__in=UNFINISHED) & Q(ended_at__isnull=False),
                name="job_ended_when_finished",
            ),
            models.CheckConstraint(
                condition=Q(file="") | Q(state=JobState.DONE, kept_until__isnull=False),
                name="job_file_when_done",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} · {self.period}"


class PreparedDocument(models.Model):
    """The present draft of a document, made before anyone asked: good as long as `mark` is the content's."""

    period = models.ForeignKey(
        ReportingPeriod, models.CASCADE, related_name="prepared_documents", verbose_name=_("period")
    )
    name = models.CharField(_("document"), max_length=60)
    mark = models.CharField(max_length=64)
    file = models.FileField(_("file"), upload_to=random_name)
    made_at = models.DateTimeField(_("made at"), default=now)

    class Meta:
        verbose_name = _("prepared document")
        verbose_name_plural = _("prepared documents")
        constraints = [
            models.UniqueConstraint(fields=["period", "name"], name="prepared_document_one_a_name"),
        ]

    def __str__(self):
        return f"{self.period} · {self.name}"
