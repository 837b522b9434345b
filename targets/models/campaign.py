"""The campaign as the launching document sets it out: theme, groups, movements, duties, recipients."""

from functools import cached_property

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import models
from django.db.models import Case, F, Q, When
from django.utils.translation import gettext_lazy as _

from emulation.dates import today
from emulation.fields import NFCCharField, NFCTextField
from targets.campaign_settings import CampaignSettings, read_settings
from units.models import Unit, code_format
from units.permissions import administered_by


class CampaignQuerySet(models.QuerySet):
    def get_by_natural_key(self, owner, code):
        return self.get(owner__code=owner, code=code)

    def visible_to(self, user):
        """Those in use, and what the person's own office prepares; everything for administrators."""
        if user.is_superuser:
            return self
        return self.filter(Q(in_preparation=False) | administered_by(user, "owner"))

    def launched(self):
        """Those whose day of launch has come, newest first: the years that everyone may look at."""
        return self.in_use_newest_first().filter(launched_on__lte=today())

    def in_use_newest_first(self, *meant):
        """Those that everyone sees; what Home Affairs still prepares is left out.

        One that is opened before the day of its launch follows those that have been launched. Of these
        `meant` go first: conditions, the weightiest first.
        """
        is_launched = Q(launched_on__lte=today())
        told = [*(condition & is_launched for condition in meant), is_launched]
        order = [Case(When(condition, then=1), default=0).desc() for condition in told]
        return self.filter(in_preparation=False).order_by(*order, "-launched_on", "-id")

    def current(self, *meant):
        """The newest campaign in use with its owner, or None; before it what is `meant`, as above."""
        return self.select_related("owner").in_use_newest_first(*meant).first()


class Campaign(models.Model):
    """A yearly campaign of an owner unit (the root of everything counted in it).

    `settings` holds what documents print and offices choose: see `targets.campaign_settings`.
    """

    owner = models.ForeignKey(Unit, models.PROTECT, related_name="campaigns", verbose_name=_("owner"))
    code = models.CharField(_("code"), max_length=20, validators=[code_format])
    name = NFCCharField(_("name"), max_length=300)
    theme = NFCTextField(_("theme"), blank=True)
    document_number = NFCCharField(_("document number"), max_length=60, blank=True)
    document_title = NFCCharField(_("document title"), max_length=300, blank=True)
    document_text = NFCTextField(_("launching document"), blank=True)
    document_signer = NFCCharField(_("signed by"), max_length=150, blank=True)
    launched_on = models.DateField(_("launched on"))
    ends_on = models.DateField(_("ends on"))
    is_demonstration = models.BooleanField(
        _("demonstration data"),
        default=False,
        help_text=_("Every page and document is marked: the figures are made up."),
    )
    in_preparation = models.BooleanField(
        _("in preparation"),
        default=False,
        help_text=_("Seen by Home Affairs alone; nothing is reported on it yet."),
    )
    settings = models.JSONField(_("settings"), default=dict, blank=True)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering = ["-launched_on"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "code"], name="campaign_code_unique"),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("launched_on")),
                name="campaign_ends_after_launch",
                violation_error_message=_("The campaign ends after the day of its launch."),
            ),
        ]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (*self.owner.natural_key(), self.code)

    natural_key.dependencies = ["units.unit"]

    @cached_property
    def options(self) -> CampaignSettings:
        """The settings, read and checked; ImproperlyConfigured where what is stored cannot be read."""
        try:
            return read_settings(self.settings)
        except ValidationError as error:
            raise ImproperlyConfigured(f"Campaign {self.code}: {' '.join(error.messages)}") from error

    @property
    def awaits_launch(self) -> bool:
        """Open, and shown from the day of its launch on."""
        return not self.in_preparation and self.launched_on > today()

    @property
    def short_name(self) -> str:
        """For headings and tabs."""
        return self.options.short_name or self.name

    def clean(self):
        super().clean()
        try:
            read_settings(self.settings)
        except ValidationError as error:
            raise ValidationError({"settings": error}) from error


class CampaignPartQuerySet(models.QuerySet):
    def get_by_natural_key(self, owner, campaign, code):
        return self.get(campaign__owner__code=owner, campaign__code=campaign, code=code)


class CampaignPart(models.Model):
    """What belongs to a campaign and has a code unique in it."""

    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="%(class)ss", verbose_name=_("campaign")
    )
    code = models.CharField(_("code"), max_length=20)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = CampaignPartQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["order", "code"]
        constraints = [models.UniqueConstraint(fields=["campaign", "code"], name="%(class)s_code_unique")]

    def natural_key(self):
        return (*self.campaign.natural_key(), self.code)

    natural_key.dependencies = ["targets.campaign"]


class Group(CampaignPart):
    """A group of targets as the document has them (II.1 economic, II.2 social …)."""

    name = NFCCharField(_("name"), max_length=200)

    class Meta(CampaignPart.Meta):
        verbose_name = _("group")
        verbose_name_plural = _("groups")

    def __str__(self):
        return self.name


class Movement(CampaignPart):
    """A named emulation movement (phong trào); section III.2."""

    name = NFCTextField(_("name"))
    text_original = NFCTextField(_("text of the document"), blank=True)
    targets = models.ManyToManyField(
        "Target", blank=True, related_name="movements", verbose_name=_("linked targets")
    )

    class Meta(CampaignPart.Meta):
        verbose_name = _("movement")
        verbose_name_plural = _("movements")

    def __str__(self):
        return self.name


class Responsibility(CampaignPart):
    """Who has to do what in carrying the campaign out; section V."""

    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="responsibilities", verbose_name=_("campaign")
    )
    text = NFCTextField(_("text"))
    units = models.ManyToManyField(Unit, blank=True, related_name="responsibilities", verbose_name=_("units"))

    class Meta(CampaignPart.Meta):
        verbose_name = _("responsibility")
        verbose_name_plural = _("responsibilities")

    def __str__(self):
        return f"{self.code} {self.text[:80]}"


class Recipient(CampaignPart):
    """A line of "Nơi nhận", in the document's words."""

    text = NFCCharField(_("text"), max_length=200)

    class Meta(CampaignPart.Meta):
        verbose_name = _("recipient")
        verbose_name_plural = _("recipients")

    def __str__(self):
        return self.text
