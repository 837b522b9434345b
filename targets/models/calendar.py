"""When: reporting periods with their dates, holidays, extensions (decree 09/2019, articles 12 and 13)."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from emulation.dates import now, today
from emulation.fields import NFCCharField, NFCTextField
from targets.calendar import HolidayTable
from targets.choices import Frequency, PeriodKind
from targets.models.campaign import Campaign, CampaignPart, CampaignPartQuerySet
from targets.period_names import period_name, short_period_name
from units.models import Unit, User


class PeriodQuerySet(CampaignPartQuerySet):
    def holding_readings(self):
        return self.filter(kind__in=Frequency.values)

    def ended(self, as_of: date):
        """Periods whose cut-off is at or before the as-of date."""
        return self.filter(cut_off__lte=as_of)


class ReportingPeriod(CampaignPart):
    """A period with its dates; half year and nine months hold no readings, only documents.

    `number` counts 1… within the kind. The days covered are `starts_on`…`cut_off` by the decree, or
    `calendar_from`…`calendar_to` for statistics that exist only by calendar months. Entry is open
    from `opens_on`; late after `due_on`; closed after `closes_on` (empty is never).
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="periods", verbose_name=_("campaign"))
    kind = models.CharField(_("kind"), max_length=10, choices=PeriodKind)
    number = models.PositiveSmallIntegerField(_("number"))
    starts_on = models.DateField(_("starts on"))
    cut_off = models.DateField(_("cut-off"), db_index=True)
    calendar_from = models.DateField(_("calendar months from"))
    calendar_to = models.DateField(_("calendar months to"))
    opens_on = models.DateField(_("entry opens on"))
    due_on = models.DateField(_("due from units on"))
    confirm_by = models.DateField(_("confirmed by leads on"))
    report_on = models.DateField(_("reported to the chairman on"))
    closes_on = models.DateField(_("entry closes after"), null=True, blank=True)
    asks_forecast = models.BooleanField(_("asks for the year's outlook"), default=False)

    objects = PeriodQuerySet.as_manager()

    class Meta(CampaignPart.Meta):
        verbose_name = _("reporting period")
        verbose_name_plural = _("reporting periods")
        ordering = ["cut_off", "order"]
        constraints = [
            *CampaignPart.Meta.constraints,
            models.UniqueConstraint(fields=["campaign", "kind", "number"], name="period_number_unique"),
            models.UniqueConstraint(fields=["campaign", "kind", "cut_off"], name="period_cut_off_unique"),
            models.CheckConstraint(
                condition=Q(
                    starts_on__lt=F("cut_off"),
                    calendar_from__lt=F("calendar_to"),
                    opens_on__lte=F("due_on"),
                    cut_off__lte=F("due_on"),
                    confirm_by__gte=F("due_on"),
                    report_on__gte=F("confirm_by"),
                ),
                name="period_dates_in_order",
                violation_error_message=_(
                    "The dates are out of order: start, cut-off, due, confirmed, reported."
                ),
            ),
            models.CheckConstraint(
                condition=Q(closes_on__isnull=True) | Q(closes_on__gte=F("due_on")),
                name="period_closes_after_due",
                violation_error_message=_("Entry cannot close before it is due."),
            ),
        ]

    def __str__(self):
        return self.name if self.calendar_to else self.code

    def natural_key(self):
        return (*self.campaign.natural_key(), self.code)

    natural_key.dependencies = ["targets.campaign"]

    @property
    def year(self) -> int:
        return self.calendar_to.year

    @property
    def name(self) -> str:
        """What people call it, with the year: "quý I/2024"."""
        return period_name(self.kind, self.number, self.year)

    @property
    def short_name(self) -> str:
        """Without the year: "quý I"."""
        return short_period_name(self.kind, self.number)

    @property
    def holds_readings(self) -> bool:
        return self.kind in Frequency.values

    def is_open(self, day: date) -> bool:
        """Entry is open on this day, extensions apart."""
        return self.opens_on <= day <= (self.closes_on or day)


class HolidayManager(models.Manager):
    def get_by_natural_key(self, on):
        return self.get(on=on)

    def table(self) -> HolidayTable:
        """All days as the calendar's functions take them."""
        return HolidayTable.from_rows(self.values_list("on", "is_working_day"))


class Holiday(models.Model):
    """A day off, or a weekend day worked in exchange for one."""

    on = models.DateField(_("day"), unique=True)
    name = NFCCharField(_("name"), max_length=100)
    is_working_day = models.BooleanField(
        _("worked"), default=False, help_text=_("A weekend day that is worked in exchange for a day off.")
    )

    objects = HolidayManager()

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        ordering = ["on"]

    def __str__(self):
        return f"{self.on:%d/%m/%Y} {self.name}"

    def natural_key(self):
        return (self.on,)


def extension_fault(period: ReportingPeriod, until: date) -> Promise | None:
    """Why a unit cannot be given time for the period until the end of that day; None where it can."""
    if not period.holds_readings:
        return _("Nothing is entered for this period.")
    if until < today():
        return _("This day is over. Enter today or a later day.")
    if until <= period.due_on:
        return _("The report is due on that day or later anyway. Enter a later day.")
    if period.closes_on is not None and until <= period.closes_on:
        return _("Entry is open until then anyway. Enter a later day.")
    return None


class Extension(models.Model):
    """More time for one unit and period, until the end of a day: to enter, and before it is late."""

    period = models.ForeignKey(
        ReportingPeriod, models.PROTECT, related_name="extensions", verbose_name=_("period")
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="extensions", verbose_name=_("unit"))
    until = models.DateField(_("until the end of"))
    reason = NFCTextField(_("reason"))
    granted_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("granted by"))
    granted_at = models.DateTimeField(_("granted at"), default=now)

    class Meta:
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        ordering = ["-until"]
        constraints = [
            models.UniqueConstraint(fields=["period", "unit"], name="extension_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="extension_has_reason"),
        ]

    def __str__(self):
        return f"{self.unit} · {self.period} · {self.until:%d/%m/%Y}"

    def clean(self):
        super().clean()
        period = getattr(self, "period", None)
        if period and not period.holds_readings:
            raise ValidationError({"period": _("Nothing is entered for this period.")})
        if period and self.until and self._is_new_day() and (fault := extension_fault(period, self.until)):
            raise ValidationError({"until": fault})

    def _is_new_day(self) -> bool:
        """What was given once stands, also when its day is over and only the reason is mended."""
        return not Extension.objects.filter(pk=self.pk, until=self.until).exists()
