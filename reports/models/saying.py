"""What people say of figures without changing them: a lead or a unit confirms, who submits explains.

Each word holds for exactly the numbers it was said about: when these change, it lapses by itself, and when
they come back, so does it. Rows are added, never changed; the newest one speaks.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from emulation.dates import now
from emulation.fields import NFCTextField, ScaledDecimalField
from reports.choices import ReadingState, Verdict
from reports.models.progress import NOTE_LENGTH, ProgressReport
from targets.models import Allocation
from units.models import Unit, User

ABOUT_LENGTH = 200


class Confirmation(models.Model):
    """`unit` says of a reading that it is right, or objects: the unit that it is about, where its lead
    entered it; the lead of the target, where the unit did.

    `state`, `value` and `base` are what the reading said.
    """

    report = models.ForeignKey(
        ProgressReport, models.PROTECT, related_name="confirmations", verbose_name=_("report")
    )
    allocation = models.ForeignKey(
        Allocation, models.PROTECT, related_name="confirmations", verbose_name=_("allocation")
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="confirmations", verbose_name=_("unit"))
    verdict = models.CharField(_("word"), max_length=10, choices=Verdict)
    comment = NFCTextField(_("comment"), blank=True, max_length=NOTE_LENGTH)
    state = models.CharField(_("state"), max_length=15, choices=ReadingState)
    value = ScaledDecimalField(_("value"), null=True, blank=True)
    base = ScaledDecimalField(_("base"), null=True, blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("said by"))
    made_at = models.DateTimeField(_("said at"), default=now)

    class Meta:
        verbose_name = _("confirmation")
        verbose_name_plural = _("confirmations")
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(verdict=Verdict.OBJECTS) | ~Q(comment=""),
                name="confirmation_objects_with_a_word",
            )
        ]
        indexes = [models.Index(fields=["report", "allocation"], name="confirmation_of_reading")]

    def __str__(self):
        return f"{self.unit} · {self.allocation} · {self.get_verdict_display()}"


class WarningAnswer(models.Model):
    """The word with which somebody lets a figure stand although the system wondered about it.

    `code` names the warning in `reports.warnings`, `about` the numbers that raised it.
    """

    report = models.ForeignKey(
        ProgressReport, models.PROTECT, related_name="warning_answers", verbose_name=_("report")
    )
    allocation = models.ForeignKey(
        Allocation, models.PROTECT, related_name="warning_answers", verbose_name=_("allocation")
    )
    code = models.CharField(_("warning"), max_length=40)
    about = models.CharField(_("numbers"), max_length=ABOUT_LENGTH)
    word = NFCTextField(_("explanation"), max_length=NOTE_LENGTH)
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("said by"))
    given_at = models.DateTimeField(_("said at"), default=now)

    class Meta:
        verbose_name = _("answer to a warning")
        verbose_name_plural = _("answers to warnings")
        ordering = ["given_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(word=""), name="warning_answer_has_a_word"),
        ]
        indexes = [models.Index(fields=["report", "allocation"], name="warning_answer_of_reading")]

    def __str__(self):
        return f"{self.allocation} · {self.code}"
