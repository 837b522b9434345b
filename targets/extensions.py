"""More time for one unit to enter a closed period: given by Home Affairs, with a reason and an end."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from emulation.dates import now
from emulation.text import clean_text
from targets.models import Extension, ReportingPeriod
from targets.models.calendar import extension_fault
from targets.permissions import may_extend
from units.choices import Action
from units.log import record
from units.models import Unit, User


def may_be_extended(period: ReportingPeriod) -> bool:
    """Something is reported for it; where entry never closes, more time is a later due day for that unit."""
    return period.holds_readings


@transaction.atomic
def extend(unit: Unit, period: ReportingPeriod, until: date, reason: str, actor: User) -> Extension:
    """Let the unit enter until the end of that day; given before, the new day and reason take its place.

    Raises PermissionDenied, and ValidationError by field where the day or the reason cannot be.
    """
    if not may_extend(actor, unit):
        raise PermissionDenied(_("Only Home Affairs gives a unit more time."))
    reason = clean_text(reason).strip()
    if faults := _faults(period, until, reason):
        raise ValidationError(faults)
    before = Extension.objects.select_for_update().filter(unit=unit, period=period).first()
    extension = before or Extension(unit=unit, period=period)
    old = extension.until
    extension.until, extension.reason = until, reason
    extension.granted_by, extension.granted_at = actor, now()
    extension.save()
    data = {"until": [old.isoformat(), until.isoformat()] if before else until.isoformat()}
    record(actor, Action.EXTENDED, extension, unit=unit, data={**data, "period": period.code}, comment=reason)
    return extension


def _faults(period: ReportingPeriod, until: date, reason: str) -> dict[str, Any]:
    fault = extension_fault(period, until)
    faults: dict[str, Any] = {"until": fault} if fault else {}
    if not reason:
        faults["reason"] = _("Say why the unit gets more time.")
    return faults
