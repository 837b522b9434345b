"""The ledger of reminders, and the messages that carried them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from emulation.dates import now
from emulation.fields import NFCCharField, NFCTextField
from reports.choices import LADDER, MessageState, Occasion
from targets.models import ReportingPeriod
from units.models import Unit, User


class Reminder(models.Model):
    """A unit was reminded of a period: at a rung of the ladder by the timer, or by hand.

    A rung exists once for a unit and period, whatever the timer does; `is_covered`: it was missed and a
    later rung stands for it, so nothing was sent. `text` is what somebody took to pass on, or noted.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="reminders", verbose_name=_("unit"))
    period = models.ForeignKey(
        ReportingPeriod, models.PROTECT, related_name="reminders", verbose_name=_("period")
    )
    occasion = models.CharField(_("occasion"), max_length=10, choices=Occasion)
    is_covered = models.BooleanField(_("covered by a later one"), default=False)
    text = NFCTextField(_("text"), blank=True)
    made_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("reminded by")
    )
    made_at = models.DateTimeField(_("reminded at"), default=now)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "period", "occasion"],
                condition=Q(occasion__in=LADDER),
                name="reminder_rung_once",
            ),
            models.CheckConstraint(
                condition=Q(occasion__in=LADDER) | Q(made_by__isnull=False, is_covered=False),
                name="reminder_by_hand_by_someone",
            ),
        ]

    def __str__(self):
        return f"{self.unit} · {self.period} · {self.get_occasion_display()}"


class Message(models.Model):
    """One mail to one person, about everything that the person is reminded of at that time.

    `recipient` is None where a unit's contact has no account. `summary_on` is the day on which it tells
    somebody of Home Affairs who has not reported, beside what he is reminded of himself. `sending` is set
    before the mail goes out: whatever stays there was interrupted and is never sent anew by itself, since it
    may have gone out.
    """

    recipient = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="messages", verbose_name=_("recipient")
    )
    reminders = models.ManyToManyField(Reminder, related_name="messages", verbose_name=_("reminders"))
    address = models.EmailField(_("address"))
    subject = NFCCharField(_("subject"), max_length=250)
    body = NFCTextField(_("text"))
    summary_on = models.DateField(_("summary of the day"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=MessageState, default=MessageState.PENDING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = NFCTextField(_("error"), blank=True)
    created_at = models.DateTimeField(_("written at"), default=now)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=MessageState.SENT, sent_at__isnull=False)
                | ~Q(state=MessageState.SENT) & Q(sent_at__isnull=True),
                name="message_sent_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["recipient", "summary_on"],
                condition=Q(summary_on__isnull=False),
                name="message_one_summary_a_day",
            ),
            models.CheckConstraint(
                condition=Q(summary_on__isnull=True) | Q(recipient__isnull=False),
                name="message_summary_to_someone",
            ),
        ]
        indexes = [models.Index(fields=["state"], name="message_state")]

    def __str__(self):
        return f"{self.recipient or self.address} · {self.subject}"
