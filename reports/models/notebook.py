"""The unit's notebook: where each of its numbers comes from."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from emulation.dates import now
from emulation.fields import NFCTextField
from targets.models import Target
from units.models import Unit, User


class NumberNote(models.Model):
    """What a unit remembers about one of its numbers. An empty one says that an earlier one no longer holds.

    It stands on the target of the year in which it was written; which notes hold for a later year's target,
    or for the unit's successor, is asked in `reports.notebook.notes`.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="number_notes", verbose_name=_("unit"))
    target = models.ForeignKey(Target, models.PROTECT, related_name="number_notes", verbose_name=_("target"))
    source = NFCTextField(_("where the number comes from"), blank=True)
    contact = NFCTextField(_("whom to ask"), blank=True)
    caution = NFCTextField(_("what to beware of"), blank=True)
    version = models.PositiveIntegerField(default=1)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("written by"))
    written_at = models.DateTimeField(_("written at"), default=now)

    class Meta:
        verbose_name = _("note on a number")
        verbose_name_plural = _("notes on numbers")
        ordering = ["unit", "target"]
        constraints = [models.UniqueConstraint(fields=["unit", "target"], name="number_note_once")]

    def __str__(self):
        return f"{self.unit} · {self.target}"
