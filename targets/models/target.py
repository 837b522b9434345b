"""What is expected: targets and whom they are allocated to (sections II and III of the document)."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from emulation.fields import NFCCharField, NFCTextField, ScaledDecimalField
from emulation.text import fold, sort_key
from targets.choices import Direction, EnteredBy, Entry, Frequency, Measure, OverTime, Pace, Window
from targets.models.calendar import Extension, ReportingPeriod
from targets.models.campaign import CampaignPart, CampaignPartQuerySet, Group
from targets.printed_plan import measured
from units.models import Unit

FROZEN_WITH_READINGS = ("measure", "over_time", "direction", "frequency")
MEASURES_WITH_BASE = [measure.value for measure in Measure if measure.needs_base]


class TargetQuerySet(CampaignPartQuerySet):
    def in_order(self):
        return self.order_by("order", "code")

    def search(self, text: str):
        return self.filter(name_search__contains=fold(text))


class Target(CampaignPart):
    """One indicator of the campaign, or a child of one that needs all of its children.

    `threshold`, `ceiling` and `maximum` are in the unit of the figure: for share and growth in per
    cent, for points in percentage points. `profile` holds the percentages expected period by period.
    """

    group = models.ForeignKey(Group, models.PROTECT, related_name="targets", verbose_name=_("group"))
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent")
    )
    section = models.CharField(_("section of the document"), max_length=20, blank=True)
    tallied = models.BooleanField(_("counted in the tally"), default=True)
    is_hdnd = models.BooleanField(_("set by the People's Council"), default=False)
    name = NFCCharField(_("name"), max_length=250)
    text_original = NFCTextField(_("text of the document"), blank=True)
    plan_text = NFCCharField(_("plan as printed"), max_length=100, blank=True)
    unit_of_measure = NFCCharField(_("unit of measure"), max_length=40)
    value_label = NFCCharField(_("meaning of the value"), max_length=200, blank=True)
    base_label = NFCCharField(_("meaning of the base"), max_length=200, blank=True)
    entry = models.CharField(_("entry"), max_length=10, choices=Entry, default=Entry.DECIMAL)
    allows_negative = models.BooleanField(_("may be negative"), default=False)
    measure = models.CharField(_("measure"), max_length=10, choices=Measure)
    over_time = models.CharField(_("over time"), max_length=10, choices=OverTime, blank=True)
    direction = models.CharField(_("direction"), max_length=10, choices=Direction, blank=True)
    threshold = ScaledDecimalField(_("threshold"), null=True, blank=True)
    strict = models.BooleanField(_("strictly beyond the threshold"), default=False)
    ceiling = ScaledDecimalField(_("ceiling"), null=True, blank=True)
    maximum = ScaledDecimalField(_("greatest possible figure"), null=True, blank=True)
    baseline = ScaledDecimalField(_("baseline"), null=True, blank=True)
    irreversible = models.BooleanField(_("once met, met for good"), default=False)
    pace = models.CharField(_("pace"), max_length=10, choices=Pace)
    profile = models.CharField(
        _("profile"),
        max_length=100,
        blank=True,
        help_text=_("Percentages of the plan, period by period, with spaces between; the last is 100."),
    )
    slow_from = ScaledDecimalField(_("slow from, % of what is expected"), default=Decimal(80))
    nearly_from = ScaledDecimalField(_("nearly achieved from, % of plan"), null=True, blank=True)
    result_due = models.DateField(_("result known by"), null=True, blank=True)
    frequency = models.CharField(_("frequency"), max_length=10, choices=Frequency)
    window = models.CharField(_("days covered"), max_length=10, choices=Window, default=Window.ND09)
    lead = models.ForeignKey(Unit, models.PROTECT, related_name="led_targets", verbose_name=_("lead unit"))
    entered_by = models.CharField(_("entered by"), max_length=10, choices=EnteredBy, default=EnteredBy.UNIT)
    decimals = models.PositiveSmallIntegerField(_("decimals shown at most"), default=2)
    previous = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="next", verbose_name=_("last year's twin")
    )
    previous_result = ScaledDecimalField(_("last year's result"), null=True, blank=True)
    note = NFCTextField(_("note"), blank=True)
    name_search = models.CharField(max_length=400, editable=False, db_index=True)
    sort_key = models.CharField(max_length=2500, editable=False)

    objects = TargetQuerySet.as_manager()

    class Meta(CampaignPart.Meta):
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        constraints = [
            *CampaignPart.Meta.constraints,
            models.CheckConstraint(
                condition=Q(direction="", threshold__isnull=True)
                | (~Q(direction="") & Q(threshold__isnull=False)),
                name="target_direction_with_threshold",
                violation_error_message=_("A threshold needs a direction, and a direction a threshold."),
            ),
            models.CheckConstraint(
                condition=Q(ceiling__isnull=True) | Q(direction=Direction.UP, ceiling__gt=F("threshold")),
                name="target_ceiling_above_threshold",
                violation_error_message=_(
                    "A ceiling stands above the threshold, and only where higher is better."
                ),
            ),
            models.CheckConstraint(
                condition=Q(measure=Measure.ALL_OF, over_time="", threshold__isnull=True)
                | (~Q(measure=Measure.ALL_OF) & ~Q(over_time="")),
                name="target_all_of_has_no_figure",
                violation_error_message=_(
                    "A target of all its children has no threshold and no joining over time; every other has."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(measure__in=MEASURES_WITH_BASE) | ~Q(base_label=""),
                name="target_base_has_meaning",
                violation_error_message=_("This measure needs a second number: say what the base means."),
            ),
            models.CheckConstraint(
                condition=Q(pace=Pace.PROFILE) & ~Q(profile="") | ~Q(pace=Pace.PROFILE) & Q(profile=""),
                name="target_profile_with_pace",
                violation_error_message=_("Give a profile when the pace follows one, and only then."),
            ),
            models.CheckConstraint(
                condition=~Q(pace=Pace.HOLD, measure=Measure.AMOUNT, over_time=OverTime.SUM),
                name="target_hold_not_summed",
                violation_error_message=_(
                    "An amount summed over the year cannot be held all year: choose another pace."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(pace__in=[Pace.STEADY, Pace.PROFILE])
                | Q(measure=Measure.AMOUNT, over_time=OverTime.SUM, direction=Direction.UP)
                | Q(measure=Measure.AMOUNT, over_time=OverTime.LATEST, baseline__isnull=False),
                name="target_pace_fits_measure",
                violation_error_message=_(
                    "Steps and profiles are for summed amounts going up, or latest amounts with a baseline."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(entry=Entry.YES_NO) | Q(measure=Measure.AMOUNT),
                name="target_yes_no_is_amount",
                violation_error_message=_("Yes or no is entered only for amounts."),
            ),
            models.CheckConstraint(
                condition=Q(slow_from__gte=0, slow_from__lte=100),
                name="target_slow_from_percentage",
                violation_error_message=_("“Slow from” is a percentage from 0 to 100."),
            ),
            models.CheckConstraint(
                condition=Q(nearly_from__isnull=True) | Q(nearly_from__gt=0, nearly_from__lt=100),
                name="target_nearly_from_percentage",
                violation_error_message=_("“Nearly achieved from” is a percentage between 0 and 100."),
            ),
            models.CheckConstraint(
                condition=Q(decimals__lte=4),
                name="target_decimals_at_most_four",
                violation_error_message=_("At most four decimals are shown."),
            ),
            models.CheckConstraint(
                condition=~Q(parent=F("id")),
                name="target_not_its_own_parent",
                violation_error_message=_("A target cannot be its own parent."),
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.name}"

    def save(self, *args, **kwargs):
        self.name_search = fold(f"{self.code} {self.name}")
        self.sort_key = sort_key(self.name)
        super().save(*args, **kwargs)

    def natural_key(self):
        return (*self.campaign.natural_key(), self.code)

    natural_key.dependencies = ["targets.campaign", "targets.group", "units.unit"]

    @property
    def profile_steps(self) -> tuple[Decimal, ...]:
        """Percentages of the plan expected at the end of each period, first to last."""
        return tuple(Decimal(step) for step in self.profile.split())

    @property
    def measured_plan(self) -> str:
        """The plan as printed, with its unit; empty where the document names none."""
        return measured(self.plan_text, self.unit_of_measure)

    @property
    def needs_base(self) -> bool:
        return Measure(self.measure).needs_base

    @property
    def takes_base(self) -> bool:
        """A base may be given: needed by the measure, or kept for comparison with last year."""
        return bool(self.base_label)

    def clean(self):
        super().clean()
        self._check_profile()
        self._check_group()
        self._check_parent()
        self._check_frozen()

    def _check_profile(self):
        try:
            steps = self.profile_steps
            in_order = list(steps) == sorted(steps)
        except ArithmeticError as error:
            raise ValidationError({"profile": _("Write percentages with spaces between.")}) from error
        if steps and (not in_order or steps[-1] != 100 or steps[0] < 0):
            raise ValidationError({"profile": _("The percentages never fall and end at 100.")})
        periods = ReportingPeriod.objects.filter(campaign=self.campaign_id, kind=self.frequency).count()
        if steps and periods and len(steps) != periods:
            message = _("A percentage is needed for each of the %(count)s periods.") % {"count": periods}
            raise ValidationError({"profile": message})

    def _check_group(self):
        group = getattr(self, "group", None)
        if group and group.campaign_id != self.campaign_id:
            raise ValidationError({"group": _("The group belongs to another campaign.")})

    def _check_parent(self):
        if self.parent is None:
            return
        if self.measure == Measure.ALL_OF:
            raise ValidationError({"parent": _("A target that needs all of its children is nobody's child.")})
        if self.parent.measure != Measure.ALL_OF or self.parent.campaign_id != self.campaign_id:
            raise ValidationError(
                {
                    "parent": _(
                        "Only a target of the same campaign that needs all of its children has children."
                    )
                }
            )

    def _check_frozen(self):
        """measure, over_time, direction and frequency are frozen once a reading exists."""
        if self.pk is None or not self.allocations.filter(readings__isnull=False).exists():
            return
        before = Target.objects.values(*FROZEN_WITH_READINGS).get(pk=self.pk)
        changed = [name for name in FROZEN_WITH_READINGS if before[name] != getattr(self, name)]
        if changed:
            message = _("Units have already reported on this target, so this can no longer change.")
            raise ValidationError(dict.fromkeys(changed, message))


def owes(allocation: str = "", period: str = "target__campaign__periods") -> Q:
    """The allocation owes a reading for the period: of its frequency, with a cut-off in its unit's validity.

    `allocation` leads from the filtered model to the allocation ("allocation__"), `period` to the period,
    whose campaign must be the target's own. Composite targets owe nothing: their children do.
    """
    cut_off = F(f"{period}__cut_off")
    begun = Q(**{f"{allocation}unit__valid_from__isnull": True}) | Q(
        **{f"{allocation}unit__valid_from__lte": cut_off}
    )
    not_over = Q(**{f"{allocation}unit__valid_to__isnull": True}) | Q(
        **{f"{allocation}unit__valid_to__gte": cut_off}
    )
    same_frequency = Q(**{f"{allocation}target__frequency": F(f"{period}__kind")})
    return same_frequency & begun & not_over & ~Q(**{f"{allocation}target__measure": Measure.ALL_OF})


def _granted():
    """The extension of the reporter for the period that it owes; within `AllocationQuerySet.owed_in`."""
    granted = Extension.objects.filter(
        unit=OuterRef("reporter"), period=OuterRef("target__campaign__periods")
    )
    return granted.order_by()


class AllocationQuerySet(models.QuerySet):
    def owed_in(self, *periods: ReportingPeriod):
        """Allocations that owe a reading, once for each of the periods that they owe it for."""
        return self.filter(owes(), target__campaign__periods__in=periods)

    def owed_in_opened(self, day: date):
        """The same for the periods whose entry has opened by the day, of whatever campaign."""
        return self.filter(owes(), target__campaign__periods__opens_on__lte=day)

    def with_extension(self):
        """Adds `extended_until` after `owed_in`: the last day of entry granted to the reporter beyond the
        period's own, None without an extension."""
        return self.annotate(extended_until=Subquery(_granted().values("until")))

    def with_extension_reason(self):
        """Adds `extension_reason` after `owed_in`: why, None without an extension."""
        return self.annotate(extension_reason=Subquery(_granted().values("reason")))

    def owed_by(self, reporter: Unit, period: ReportingPeriod):
        """What one reporter answers for one period, in the targets' order."""
        owed = self.owed_in(period).filter(reporter=reporter)
        return owed.order_by("target__order", "target__code", "unit__order", "unit__code")

    def get_by_natural_key(self, owner, campaign, target, unit):
        return self.get(
            target__campaign__owner__code=owner,
            target__campaign__code=campaign,
            target__code=target,
            unit__code=unit,
        )


class Allocation(models.Model):
    """A target given to a unit: `unit` is whom a reading is about, `reporter` who enters it.

    Counting allocations add up to the owner's figure. `quota` is the unit's own level, in the unit
    of the figure. The baselines are the two numbers of the year before (points: part and whole).
    """

    target = models.ForeignKey(Target, models.PROTECT, related_name="allocations", verbose_name=_("target"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="allocations", verbose_name=_("unit"))
    reporter = models.ForeignKey(
        Unit, models.PROTECT, related_name="reporting_allocations", verbose_name=_("entered by")
    )
    counts = models.BooleanField(_("counts towards the city's figure"), default=True)
    quota = ScaledDecimalField(_("quota"), null=True, blank=True)
    baseline_value = ScaledDecimalField(_("baseline value"), null=True, blank=True)
    baseline_base = ScaledDecimalField(_("baseline base"), null=True, blank=True)

    objects = AllocationQuerySet.as_manager()

    class Meta:
        verbose_name = _("allocation")
        verbose_name_plural = _("allocations")
        ordering = ["target", "unit"]
        constraints = [
            models.UniqueConstraint(fields=["target", "unit"], name="allocation_once"),
            models.CheckConstraint(
                condition=Q(baseline_value__isnull=True, baseline_base__isnull=True)
                | Q(baseline_value__isnull=False, baseline_base__isnull=False, baseline_base__gt=0),
                name="allocation_baseline_whole",
                violation_error_message=_("Give both baseline numbers or none; the base is above 0."),
            ),
        ]

    def __str__(self):
        return f"{self.target.code} · {self.unit.name}"

    def natural_key(self):
        return (*self.target.natural_key(), *self.unit.natural_key())

    natural_key.dependencies = ["targets.target", "units.unit"]

    def clean(self):
        super().clean()
        if not (getattr(self, "target", None) and self.unit_id and self.reporter_id):
            return  # The empty fields say so themselves.
        if self.target.measure == Measure.ALL_OF:
            raise ValidationError({"target": _("This target is decided by its children; allocate those.")})
        if self.reporter_id not in (self.unit_id, self.target.lead_id):
            raise ValidationError({"reporter": _("The unit itself or the target's lead unit enters.")})
        if self.counts and self._counting_relatives().exists():
            raise ValidationError(
                {"counts": _("A unit above or below already counts for this target; nobody counts twice.")}
            )

    def _counting_relatives(self):
        above = [
            self.unit.path[: position + 1] for position, letter in enumerate(self.unit.path) if letter == "/"
        ]
        relatives = Q(unit__path__in=above) | Q(unit__path__startswith=self.unit.path)
        others = Allocation.objects.filter(target=self.target_id, counts=True).exclude(pk=self.pk)
        return others.exclude(unit=self.unit_id).filter(relatives)
