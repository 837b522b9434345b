"""What is asked and answered beside the reports: corrections, explanations, inspections (section V.4)."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from emulation.dates import now
from emulation.fields import NFCTextField, ScaledDecimalField
from reports.choices import CorrectionState, ReadingState
from reports.models.progress import NARRATIVE_LENGTH, NOTE_LENGTH, ProgressReport, Revision
from targets.models import Allocation, Campaign, ReportingPeriod, Target
from units.models import Unit, User


class CorrectionRequest(models.Model):
    """A unit asks to correct one number of a report that it handed in: what it shall say, and why.

    Granting it opens the report for the unit with the proposed answer put in; `revision` is where.
    """

    report = models.ForeignKey(
        ProgressReport, models.PROTECT, related_name="correction_requests", verbose_name=_("report")
    )
    allocation = models.ForeignKey(
        Allocation, models.PROTECT, related_name="correction_requests", verbose_name=_("allocation")
    )
    state = models.CharField(_("state"), max_length=15, choices=ReadingState)
    value = ScaledDecimalField(_("value"), null=True, blank=True)
    base = ScaledDecimalField(_("base"), null=True, blank=True)
    is_estimate = models.BooleanField(_("estimate"), default=False)
    note = NFCTextField(_("note"), blank=True, max_length=NOTE_LENGTH)
    reason = NFCTextField(_("reason"), max_length=NOTE_LENGTH)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked at"), default=now)
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=CorrectionState, default=CorrectionState.OPEN
    )
    answer = NFCTextField(_("answer"), blank=True, max_length=NOTE_LENGTH)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    revision = models.ForeignKey(
        Revision,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="granted_requests",
        verbose_name=_("revision"),
    )

    class Meta:
        verbose_name = _("request for a correction")
        verbose_name_plural = _("requests for corrections")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "allocation"],
                condition=Q(outcome=CorrectionState.OPEN),
                name="correction_request_one_open",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="correction_request_has_reason"),
            models.CheckConstraint(
                condition=Q(outcome=CorrectionState.OPEN, decided_by__isnull=True, decided_at__isnull=True)
                | ~Q(outcome=CorrectionState.OPEN) & Q(decided_by__isnull=False, decided_at__isnull=False),
                name="correction_request_decided_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=CorrectionState.DECLINED) | ~Q(answer=""),
                name="correction_request_declined_with_answer",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=CorrectionState.GRANTED) | Q(revision__isnull=False),
                name="correction_request_granted_in_revision",
            ),
        ]

    def __str__(self):
        return f"{self.allocation} · {self.report.period}"


class ExplanationQuerySet(models.QuerySet):
    def visible_to(self, user: User):
        """Of the units whose own page the person may open, and about targets that these lead."""
        if user.is_superuser:
            return self
        units = Unit.objects.visible_to(user)
        return self.filter(Q(unit__in=units) | Q(target__lead__in=units))

    def open(self):
        """Neither answered nor withdrawn."""
        return self.filter(answered_at__isnull=True, withdrawn_at__isnull=True)

    def for_report(self, campaign: Campaign, since: date, until: date):
        """What a report on these days tells: asked by then, and still open or answered within them."""
        asked = self.filter(target__campaign=campaign, asked_at__date__lte=until, withdrawn_at__isnull=True)
        is_open = Q(answered_at__isnull=True) | Q(answered_at__date__gt=until)
        return asked.filter(is_open | Q(answered_at__date__gte=since))


class Explanation(models.Model):
    """A unit is asked about a target, to answer by a day: "Yêu cầu giải trình" to the government's own
    units, "Đề nghị làm rõ" to others. `period` is what the question is about, where it is about one."""

    target = models.ForeignKey(Target, models.PROTECT, related_name="explanations", verbose_name=_("target"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="explanations", verbose_name=_("unit"))
    period = models.ForeignKey(
        ReportingPeriod,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="explanations",
        verbose_name=_("period"),
    )
    question = NFCTextField(_("question"), max_length=NARRATIVE_LENGTH)
    answer_by = models.DateField(_("to be answered by the end of"))
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked at"), default=now)
    answer = NFCTextField(_("answer"), blank=True, max_length=NARRATIVE_LENGTH)
    answered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("withdrawn by")
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    objects = ExplanationQuerySet.as_manager()

    class Meta:
        verbose_name = _("explanation")
        verbose_name_plural = _("explanations")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(question=""), name="explanation_asks_something"),
            models.CheckConstraint(
                condition=Q(answer="", answered_by__isnull=True, answered_at__isnull=True)
                | ~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False),
                name="explanation_answered_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_by__isnull=True, withdrawn_at__isnull=True)
                | Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False),
                name="explanation_withdrawn_by_someone",
            ),
        ]

    def __str__(self):
        return f"{self.target.code} · {self.unit}"


class InspectionQuerySet(models.QuerySet):
    def visible_to(self, user: User):
        """Of the units whose own page the person may open."""
        return self.filter(unit__in=Unit.objects.visible_to(user))

    def open(self):
        return self.filter(mended_on__isnull=True)

    def for_report(self, campaign: Campaign, since: date, until: date):
        """What a report on these days tells: made by then, and still open or made or closed within them."""
        made = self.filter(campaign=campaign, on__lte=until)
        is_open = Q(mended_on__isnull=True) | Q(mended_on__gt=until)
        return made.filter(is_open | Q(mended_on__gte=since) | Q(on__gte=since))


class Inspection(models.Model):
    """A check at a unit ("kiểm tra"): the day, what was found, and until when it is to be mended."""

    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="inspections", verbose_name=_("campaign")
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="inspections", verbose_name=_("unit"))
    target = models.ForeignKey(
        Target, models.PROTECT, null=True, blank=True, related_name="inspections", verbose_name=_("target")
    )
    on = models.DateField(_("day"))
    findings = NFCTextField(_("findings"), max_length=NARRATIVE_LENGTH)
    mend_by = models.DateField(_("to be mended by the end of"), null=True, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("recorded by"))
    recorded_at = models.DateTimeField(_("recorded at"), default=now)
    mended_on = models.DateField(_("mended on"), null=True, blank=True)
    mended = NFCTextField(_("what was mended"), blank=True, max_length=NARRATIVE_LENGTH)
    closed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("closed by")
    )

    objects = InspectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("inspection")
        verbose_name_plural = _("inspections")
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(findings=""), name="inspection_has_findings"),
            models.CheckConstraint(
                condition=Q(mend_by__isnull=True) | Q(mend_by__gte=F("on")),
                name="inspection_mended_after_the_day",
                violation_error_message=_("It cannot be mended before the day of the inspection."),
            ),
            models.CheckConstraint(
                condition=Q(mended_on__isnull=True, closed_by__isnull=True)
                | Q(mended_on__isnull=False, closed_by__isnull=False, mended_on__gte=F("on")),
                name="inspection_closed_by_someone",
            ),
        ]

    def __str__(self):
        return f"{self.unit} · {self.on:%d/%m/%Y}"
