"""More time for one unit to enter a closed period: given by Home Affairs, with a reason and an end."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from emulation.dates import now, today
from emulation.text import clean_text
from targets.models import Extension, ReportingPeriod
from targets.permissions import may_extend
from units.choices import Action
from units.log import record
from units.models import Unit, User


def may_be_extended(period: ReportingPeriod) -> bool:
    """Entry closes one day; what never closes needs no more time."""
    return period.holds_readings and period.closes_on is not None


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
    faults: dict[str, Any] = {}
    if not may_be_extended(period):
        faults["until"] = _("Entry for this period does not close: no more time is needed.")
    elif until < today():
        faults["until"] = _("This day is over. Enter today or a later day.")
    elif period.closes_on is not None and until <= period.closes_on:
        faults["until"] = _("Entry is open until then anyway. Enter a later day.")
    if not reason:
        faults["reason"] = _("Say why the unit gets more time.")
    return faults
