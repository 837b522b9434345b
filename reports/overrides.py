"""Home Affairs' own assessment of a target for a period: given with a reason, taken back, both in the log."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from reports.choices import Status
from reports.models import StatusOverride
from reports.permissions import may_override_status
from reports.progress import Row
from targets.models import ReportingPeriod
from units.choices import Action
from units.log import record
from units.models import User


def override_status(row: Row, status: Status, reason: str, actor: User) -> StatusOverride:
    """Put `status` in place of what the figures of the row's last ended period say; they stay visible.

    Raises PermissionDenied, and ValueError before the first period has ended.
    """
    period = _period(row, actor)
    with transaction.atomic():
        override, _created = StatusOverride.objects.update_or_create(
            target=row.target, period=period, defaults={"status": status, "reason": reason, "made_by": actor}
        )
        _log(row, period, actor, {"status": status.value}, reason)
    return override


def remove_override(row: Row, actor: User) -> None:
    """Let the computed status speak again. Raises PermissionDenied; nothing happens where none was given."""
    period = _period(row, actor)
    with transaction.atomic():
        removed, _by_model = StatusOverride.objects.filter(target=row.target, period=period).delete()
        if removed:
            _log(row, period, actor, {"status": None}, "")


def _period(row: Row, actor: User) -> ReportingPeriod:
    if not may_override_status(actor, row.target.campaign.owner):
        raise PermissionDenied(_("Only Home Affairs changes the assessment of a target."))
    if row.last_period is None:
        raise ValueError("Nothing is assessed before the first period has ended.")
    return row.last_period


def _log(row: Row, period: ReportingPeriod, actor: User, facts: dict, reason: str) -> None:
    data = {"period": period.code, "computed_status": row.computed_status, **facts}
    owner = row.target.campaign.owner
    record(actor, Action.OVERRIDDEN, row.target, unit=owner, data=data, comment=reason)
