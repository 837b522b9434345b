"""A campaign that was prepared or opened by mistake: taken away whole, or taken back, while nothing has been
reported on it."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from targets.models import Allocation, Campaign, Extension, PlanChange, Target
from targets.permissions import may_set_up
from units.choices import Action
from units.log import record
from units.models import User

NOTHING_BUT_REPORTED = _("{count} reports stand on this campaign already, so it stays open.")


class UndoingRefused(ValidationError):
    """Nothing was written; `messages` say why."""


def reports_on(campaign: Campaign) -> int:
    """How many reports of units stand on it, begun ones too."""
    return campaign.periods.filter(progress_reports__isnull=False).values("progress_reports").count()


def _locked(campaign: Campaign, actor: User) -> Campaign:
    if not may_set_up(actor, campaign.owner):
        raise PermissionDenied(_("Only Home Affairs sets up the campaign."))
    locked = Campaign.objects.select_for_update(of=("self",)).select_related("owner").get(pk=campaign.pk)
    if count := reports_on(locked):
        raise UndoingRefused(format_lazy(NOTHING_BUT_REPORTED, count=count))
    return locked


@transaction.atomic
def take_back(campaign: Campaign, actor: User, reason: str) -> None:
    """The open campaign is in preparation again, one Event with the reason.

    Raises PermissionDenied, and UndoingRefused without a reason or once anything has been reported on it.
    """
    locked = _locked(campaign, actor)
    if locked.in_preparation:
        raise UndoingRefused(_("The campaign is in preparation already."))
    if not reason.strip():
        raise UndoingRefused(_("Say why the campaign is taken back."))
    Campaign.objects.filter(pk=locked.pk).update(in_preparation=True)
    facts = {"in_preparation": [False, True]}
    record(actor, Action.CHANGED, locked, unit=locked.owner, data=facts, comment=reason.strip())


@transaction.atomic
def take_away(campaign: Campaign, actor: User) -> None:
    """Delete the campaign in preparation with all that was set up in it, one Event.

    Raises PermissionDenied, and UndoingRefused for one that runs or on which something hangs.
    """
    locked = _locked(campaign, actor)
    if not locked.in_preparation:
        raise UndoingRefused(_("The campaign is running already."))
    facts = {"name": f"{locked.code} {locked.name}", "targets": locked.targets.count()}
    record(actor, Action.DELETED, locked, unit=locked.owner, data=facts)
    try:
        _delete(locked)
    except ProtectedError as error:
        message = _("Something hangs on this campaign already: a later one was copied from it, for example.")
        raise UndoingRefused(message) from error


def _delete(campaign: Campaign) -> None:
    """What hangs on another part comes first."""
    targets = Target.objects.filter(campaign=campaign)
    for rows in (
        PlanChange.objects.filter(target__campaign=campaign),
        Allocation.objects.filter(target__campaign=campaign),
        campaign.movements.all(),
        campaign.responsibilities.all(),
        campaign.recipients.all(),
        targets.filter(parent__isnull=False),
        targets,
        campaign.groups.all(),
        Extension.objects.filter(period__campaign=campaign),
        campaign.periods.all(),
    ):
        rows.delete()
    campaign.delete()
