"""The two words that a person gives before a campaign runs: that its plans stand, and that it is open."""

from collections.abc import Collection

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from targets.models import Campaign
from targets.permissions import may_set_up
from targets.setting_up.page import checked_targets, load, with_calendar
from units.choices import Action
from units.log import record
from units.models import User


class OpeningRefused(ValidationError):
    """Nothing was written; `messages` say why."""


def _locked(campaign: Campaign, actor: User) -> Campaign:
    if not may_set_up(actor, campaign.owner):
        raise PermissionDenied(_("Only Home Affairs sets up the campaign."))
    Campaign.objects.select_for_update().only("pk").get(pk=campaign.pk)
    found: Campaign = with_calendar(Campaign.objects.select_related("owner")).get(pk=campaign.pk)
    if not found.in_preparation:
        raise OpeningRefused(_("The campaign is running already."))
    return found


@transaction.atomic
def confirm_plans(campaign: Campaign, codes: Collection[str], actor: User) -> int:
    """Last year's plans of these targets stand as they are; gives how many that were. One Event each."""
    locked = _locked(campaign, actor)
    found = [t for t in checked_targets(locked) if t.is_unconfirmed and t.code in codes]
    for target in found:
        record(actor, Action.CHANGED, target, unit=locked.owner, data={"plan_confirmed": True})
    return len(found)


@transaction.atomic
def open_campaign(campaign: Campaign, actor: User) -> None:
    """From now on everyone sees it and reports on it. Raises OpeningRefused while anything blocks."""
    locked = _locked(campaign, actor)
    if blockers := load(locked).blockers:
        raise OpeningRefused([str(want.text) for want in blockers])
    Campaign.objects.filter(pk=locked.pk).update(in_preparation=False)
    record(actor, Action.CHANGED, locked, unit=locked.owner, data={"in_preparation": [True, False]})
