"""Files: what a figure rests on, and the sheet that the head of a unit signed."""

from datetime import datetime
from pathlib import PurePath
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from emulation.dates import now
from emulation.fields import NFCCharField
from reports.choices import EvidenceKind
from reports.models.progress import Revision
from targets.models import Allocation
from units.models import Unit, User


def random_name(evidence: "Evidence", filename: str) -> str:
    """Where a file is kept: a name that tells nothing and cannot be guessed, and its kind's ending."""
    at: datetime = evidence.added_at
    return f"evidence/{at:%Y}/{uuid4().hex}{PurePath(filename).suffix}"


class EvidenceQuerySet(models.QuerySet):
    def visible_to(self, user: User):
        """Of the reports that the person may see; of the figures also, who reads the reading."""
        if user.is_superuser:
            return self
        units = Unit.objects.visible_to(user)
        return self.filter(
            Q(revision__report__reporter__in=units)
            | Q(allocation__unit__in=units)
            | Q(allocation__target__lead__in=units)
        )

    def standing(self):
        """Those that were not taken away again."""
        return self.filter(removed_at__isnull=True)


class Evidence(models.Model):
    """A file added to a revision, for one figure or (`allocation` empty) for the whole report.

    It stays with the report: later revisions show it too. `name` is what the unit called it. A signed sheet
    has the day of signature, who signed, the registry's number once there is one, and the `content_code`
    of the figures that it shows. Never deleted: taken away, it is only no longer shown.
    """

    revision = models.ForeignKey(
        Revision, models.PROTECT, related_name="evidence", verbose_name=_("revision")
    )
    allocation = models.ForeignKey(
        Allocation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="evidence",
        verbose_name=_("allocation"),
    )
    kind = models.CharField(_("kind"), max_length=12, choices=EvidenceKind, default=EvidenceKind.FIGURES)
    file = models.FileField(_("file"), upload_to=random_name, unique=True)
    name = NFCCharField(_("name"), max_length=200)
    media_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveIntegerField(_("size"), help_text=_("In bytes."))
    sha256 = models.CharField(max_length=64)
    document_number = NFCCharField(_("number"), max_length=60, blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    signed_by = NFCCharField(_("signed by"), max_length=200, blank=True)
    content_code = models.CharField(_("code of the figures"), max_length=20, blank=True)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("added by"))
    added_at = models.DateTimeField(_("added at"), default=now)
    removed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("taken away by")
    )
    removed_at = models.DateTimeField(_("taken away at"), null=True, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["added_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=EvidenceKind.SIGNED_SHEET)
                | Q(allocation__isnull=True, signed_on__isnull=False)
                & ~Q(signed_by="")
                & ~Q(content_code=""),
                name="evidence_sheet_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(removed_by__isnull=True, removed_at__isnull=True)
                | Q(removed_by__isnull=False, removed_at__isnull=False),
                name="evidence_removed_by_someone",
            ),
            models.CheckConstraint(condition=Q(size__gt=0), name="evidence_not_empty"),
        ]

    def __str__(self):
        return self.name
