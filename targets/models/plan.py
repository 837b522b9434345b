"""How the plan changed in the course of the year, by which decision (design section 3)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from emulation.dates import now
from emulation.fields import NFCCharField, NFCTextField, ScaledDecimalField
from targets.choices import PlanField
from targets.models.target import Allocation, Target
from units.models import User


class PlanChange(models.Model):
    """One number of a plan that a decision changed; `allocation` where it is a unit's own number.

    The plan in force stands on the target and the allocation. The original one is the `old` of the first
    change of a number, or, where there is none, the number in force. Rows are added, never changed.
    """

    target = models.ForeignKey(Target, models.PROTECT, related_name="plan_changes", verbose_name=_("target"))
    allocation = models.ForeignKey(
        Allocation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="plan_changes",
        verbose_name=_("allocation"),
    )
    field = models.CharField(_("number"), max_length=15, choices=PlanField)
    old = ScaledDecimalField(_("before"), null=True, blank=True)
    new = ScaledDecimalField(_("after"), null=True, blank=True)
    decision_number = NFCCharField(_("number of the decision"), max_length=100)
    decided_on = models.DateField(_("date of the decision"))
    reason = NFCTextField(_("reason"))
    made_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=pgettext_lazy("person", "entered by")
    )
    made_at = models.DateTimeField(_("entered at"), default=now)

    class Meta:
        verbose_name = _("change of the plan")
        verbose_name_plural = _("changes of the plan")
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(decision_number="") & ~Q(reason=""), name="plan_change_has_a_decision"
            ),
            models.CheckConstraint(
                condition=Q(allocation__isnull=True, field__in=PlanField.of_target())
                | Q(allocation__isnull=False, field__in=PlanField.of_allocation()),
                name="plan_change_of_its_own_number",
            ),
        ]

    def __str__(self):
        return f"{self.target.code} · {self.get_field_display()} · {self.decision_number}"
