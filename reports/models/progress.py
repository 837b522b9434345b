"""Progress reports, their numbered revisions, and the readings in them."""

from datetime import date

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Subquery, When
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from emulation.dates import now
from emulation.fields import NFCCharField, NFCTextField, ScaledDecimalField
from reports.choices import Basis, Outlook, ReadingState, RevisionStatus, Status
from targets.models import Allocation, Extension, ReportingPeriod, Target
from units.choices import Action
from units.models import Event, Unit, User

OPEN_STATUSES = [RevisionStatus.DRAFT, RevisionStatus.RETURNED, RevisionStatus.SUBMITTED]
NARRATIVE_LENGTH = 5000
NOTE_LENGTH = 1000
SOURCE_LENGTH = 300


class ProgressReportQuerySet(models.QuerySet):
    def visible_to(self, user: User):
        """Reports of the units whose own page the person may open."""
        return self.filter(reporter__in=Unit.objects.visible_to(user))


class ProgressReport(models.Model):
    """What one reporter owes for one period. `first_submitted_at` decides whether it came late."""

    reporter = models.ForeignKey(
        Unit, models.PROTECT, related_name="progress_reports", verbose_name=_("reporting unit")
    )
    period = models.ForeignKey(
        ReportingPeriod, models.PROTECT, related_name="progress_reports", verbose_name=_("period")
    )
    first_submitted_at = models.DateTimeField(_("first submitted at"), null=True, blank=True)

    objects = ProgressReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("progress report")
        verbose_name_plural = _("progress reports")
        ordering = ["period", "reporter"]
        constraints = [models.UniqueConstraint(fields=["reporter", "period"], name="report_once_a_period")]

    def __str__(self):
        return f"{self.reporter} · {self.period}"

    @cached_property
    def extended_until(self) -> date | None:
        """The last day of entry that Home Affairs has granted beyond the period's own. One query, unless
        whoever loaded the report knew it already and has set it."""
        granted = self.period.extensions.filter(unit=self.reporter_id)
        return granted.values_list("until", flat=True).first()


def on_basis(basis: Basis, prefix: str = "") -> Q:
    """Which revisions speak. Official: the accepted one. Provisional: the newest submitted or accepted one.

    `prefix` leads from the filtered model to the revision ("revision__").
    """
    if basis == Basis.OFFICIAL:
        return Q(**{f"{prefix}status": RevisionStatus.APPROVED})
    spoken = [RevisionStatus.SUBMITTED, RevisionStatus.APPROVED]
    newer = Revision.objects.filter(
        report=OuterRef(f"{prefix}report"), number__gt=OuterRef(f"{prefix}number"), status__in=spoken
    )
    return Q(**{f"{prefix}status__in": spoken}) & ~Exists(newer)


def as_if_accepted(revision: "Revision", prefix: str = "") -> Q:
    """The official choice of revisions as it will be once this one is accepted."""
    accepted = Q(**{f"{prefix}status": RevisionStatus.APPROVED})
    return accepted & ~Q(**{f"{prefix}report": revision.report_id}) | Q(
        **{prefix.rstrip("_") or "pk": revision.pk}
    )


# What makes a person a party to a revision; see `RevisionQuerySet.with_part_of`.
TAKING_PART = [Action.SAVED, Action.IMPORTED, Action.PRESENTED, Action.SUBMITTED]


class RevisionQuerySet(models.QuerySet):
    def visible_to(self, user: User):
        return self.filter(report__reporter__in=Unit.objects.visible_to(user))

    def newest(self):
        """The revision in hand of each report: the one with the highest number."""
        later = Revision.objects.filter(report=OuterRef("report"), number__gt=OuterRef("number"))
        return self.filter(~Exists(later))

    def with_correction(self):
        """Adds `corrects`: it is open while an accepted revision of the report stays official."""
        accepted = Revision.objects.filter(report=OuterRef("report"), status=RevisionStatus.APPROVED)
        is_open = Q(status__in=OPEN_STATUSES)
        return self.annotate(corrects=Case(When(is_open & Exists(accepted), then=True), default=False))

    def with_extension(self):
        """Adds `extended_until`: the end of the time that the unit was given for the report, else None."""
        granted = Extension.objects.filter(
            unit=OuterRef("report__reporter"), period=OuterRef("report__period")
        )
        return self.annotate(extended_until=Subquery(granted.order_by().values("until")))

    def with_part_of(self, user: User):
        """Adds `took_part`: the person began, entered, imported, presented or submitted it, now or earlier.

        Whoever reopens a report for correction begins the copy without having a part in it; what is put in as
        the unit asked is the part of who asked for it, not of the officer who agreed.
        """
        entered = Reading.objects.filter(revision=OuterRef("pk"), entered_by=user)
        own = Q(actor=user) & ~Q(data__has_key="granted_to") | Q(data__granted_to=user.pk)
        acted = Event.objects.filter(own, revision=OuterRef("pk"), action__in=TAKING_PART)
        has_part = Q(Exists(entered)) | Q(Exists(acted)) | Q(submitted_by=user) | Q(created_by=user, number=1)
        return self.annotate(took_part=Case(When(has_part, then=True), default=False))


class Revision(models.Model):
    """One numbered state of a report. `reports.moves` alone changes its status and version."""

    report = models.ForeignKey(
        ProgressReport, models.PROTECT, related_name="revisions", verbose_name=_("report")
    )
    number = models.PositiveSmallIntegerField(_("number"), default=1)
    status = models.CharField(
        _("status"), max_length=12, choices=RevisionStatus, default=RevisionStatus.DRAFT
    )
    version = models.PositiveIntegerField(_("version"), default=1)
    status_before = models.CharField(
        _("status before submission"), max_length=12, choices=RevisionStatus, blank=True
    )
    results = NFCTextField(_("results"), blank=True, max_length=NARRATIVE_LENGTH)
    difficulties = NFCTextField(_("difficulties and causes"), blank=True, max_length=NARRATIVE_LENGTH)
    proposals = NFCTextField(_("proposals"), blank=True, max_length=NARRATIVE_LENGTH)
    entered_for_unit = models.BooleanField(
        _("entered by Home Affairs for the unit"),
        default=False,
    )
    source = NFCCharField(_("source"), max_length=SOURCE_LENGTH, blank=True)
    reason = NFCTextField(_("reason for the correction"), blank=True)
    review_comment = NFCTextField(_("comment of Home Affairs"), blank=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("begun by"))
    created_at = models.DateTimeField(_("begun at"), default=now)
    presented_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("presented by")
    )
    presented_at = models.DateTimeField(_("presented at"), null=True, blank=True)
    head_comment = NFCTextField(_("word of the head"), blank=True, max_length=NARRATIVE_LENGTH)
    submitted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("submitted by")
    )
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["report", "number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="revision_number_unique"),
            models.UniqueConstraint(
                fields=["report"], condition=Q(status=RevisionStatus.APPROVED), name="revision_one_approved"
            ),
            models.UniqueConstraint(
                fields=["report"], condition=Q(status__in=OPEN_STATUSES), name="revision_one_open"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[RevisionStatus.APPROVED, RevisionStatus.SUPERSEDED])
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="revision_approved_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(status=RevisionStatus.SUBMITTED)
                | Q(
                    submitted_by__isnull=False,
                    submitted_at__isnull=False,
                    status_before__in=[RevisionStatus.DRAFT, RevisionStatus.RETURNED],
                ),
                name="revision_submitted_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(entered_for_unit=False) | ~Q(source=""), name="revision_source_when_entered_for"
            ),
            models.CheckConstraint(
                condition=Q(presented_by__isnull=True, presented_at__isnull=True)
                | Q(presented_by__isnull=False, presented_at__isnull=False),
                name="revision_presented_by_someone",
            ),
        ]
        indexes = [models.Index(fields=["status"], name="revision_status")]

    def __str__(self):
        return f"{self.report} · {self.number}"

    @property
    def is_editable(self) -> bool:
        return self.status in {RevisionStatus.DRAFT, RevisionStatus.RETURNED}

    @property
    def is_recalled(self) -> bool:
        """Handed in, and taken back before a decision on it; the status is what it was before."""
        last_decided = self.decided_at or self.created_at
        return self.is_editable and self.submitted_at is not None and self.submitted_at > last_decided

    @property
    def is_before_the_head(self) -> bool:
        """Presented to the head of the unit, who has not said anything yet: nobody changes it meanwhile."""
        return self.is_editable and self.presented_at is not None


class ReadingQuerySet(models.QuerySet):
    def readable_by(self, user: User):
        """Readings entered by, or about, the person's units, and of the targets that these lead."""
        if user.is_superuser:
            return self
        units = Unit.objects.visible_to(user)
        return self.filter(
            Q(revision__report__reporter__in=units)
            | Q(allocation__unit__in=units)
            | Q(allocation__target__lead__in=units)
        )


class Reading(models.Model):
    """One answer about one allocation in one revision: two numbers and their state.

    `value` and `base` mean what the target's labels say. `typed` is kept where they were typed otherwise than
    as the period's numbers in the target's unit (`reports.typed.Typed`). Written by `reports.intake` alone.
    """

    revision = models.ForeignKey(
        Revision, models.CASCADE, related_name="readings", verbose_name=_("revision")
    )
    allocation = models.ForeignKey(
        Allocation, models.PROTECT, related_name="readings", verbose_name=_("allocation")
    )
    state = models.CharField(_("state"), max_length=15, choices=ReadingState, default=ReadingState.REPORTED)
    value = ScaledDecimalField(_("value"), null=True, blank=True)
    base = ScaledDecimalField(_("base"), null=True, blank=True)
    typed = models.JSONField(_("as it was typed"), default=dict, blank=True)
    is_estimate = models.BooleanField(_("estimate"), default=False)
    note = NFCTextField(_("note"), blank=True, max_length=NOTE_LENGTH)
    year_forecast = ScaledDecimalField(_("forecast for the year"), null=True, blank=True)
    outlook = models.CharField(_("outlook"), max_length=5, choices=Outlook, blank=True)
    outlook_reason = NFCTextField(_("reason for the outlook"), blank=True, max_length=NOTE_LENGTH)
    review_comment = NFCTextField(_("comment of Home Affairs"), blank=True, max_length=NOTE_LENGTH)
    version = models.PositiveIntegerField(_("version"), default=1)
    entered_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=pgettext_lazy("person", "entered by")
    )
    entered_at = models.DateTimeField(_("entered at"), default=now)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        ordering = ["revision", "allocation"]
        constraints = [
            models.UniqueConstraint(fields=["revision", "allocation"], name="reading_once"),
            models.CheckConstraint(
                condition=~Q(state=ReadingState.REPORTED) | Q(value__isnull=False),
                name="reading_reported_has_value",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReadingState.NOTHING_AROSE) | Q(value__isnull=False, value=0),
                name="reading_nothing_arose_is_zero",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReadingState.UNAVAILABLE)
                | Q(value__isnull=True, base__isnull=True) & ~Q(note=""),
                name="reading_unavailable_has_reason",
            ),
            models.CheckConstraint(
                condition=~Q(outlook__in=[Outlook.HARD, Outlook.WONT]) | ~Q(outlook_reason=""),
                name="reading_poor_outlook_has_reason",
            ),
        ]

    def __str__(self):
        return f"{self.allocation} · {self.revision}"


class StatusOverride(models.Model):
    """Home Affairs' own assessment of a target for a period; the computed one stays visible beside it."""

    target = models.ForeignKey(Target, models.PROTECT, related_name="overrides", verbose_name=_("target"))
    period = models.ForeignKey(
        ReportingPeriod, models.PROTECT, related_name="overrides", verbose_name=_("period")
    )
    status = models.CharField(_("status"), max_length=15, choices=Status)
    reason = NFCTextField(_("reason"))
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made at"), default=now)

    class Meta:
        verbose_name = _("assessment by Home Affairs")
        verbose_name_plural = _("assessments by Home Affairs")
        ordering = ["period", "target"]
        constraints = [
            models.UniqueConstraint(fields=["target", "period"], name="override_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="override_has_reason"),
        ]

    def __str__(self):
        return f"{self.target.code} · {self.period.code} · {self.get_status_display()}"
