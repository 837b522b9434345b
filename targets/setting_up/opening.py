"""A campaign in preparation comes into use."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from targets.models import Campaign
from targets.permissions import may_set_up
from targets.setting_up.page import as_set_up, load
from units.choices import Action
from units.log import record
from units.models import User


class OpeningRefused(ValidationError):
    """Nothing was written; `messages` say why."""


def locked_for_setup(campaign: Campaign, actor: User) -> Campaign:
    """The campaign, held against others who set it up. Raises PermissionDenied; OpeningRefused if it runs."""
    if not may_set_up(actor, campaign.owner):
        raise PermissionDenied(_("Only Home Affairs sets up the campaign."))
    Campaign.objects.select_for_update().only("pk").get(pk=campaign.pk)
    found: Campaign = as_set_up(Campaign.objects.select_related("owner")).get(pk=campaign.pk)
    if not found.in_preparation:
        raise OpeningRefused(_("The campaign is running already."))
    return found


@transaction.atomic
def open_campaign(campaign: Campaign, actor: User) -> None:
    """From now on everyone sees it and reports on it. Raises OpeningRefused while anything blocks."""
    locked = locked_for_setup(campaign, actor)
    if blockers := load(locked).blockers:
        raise OpeningRefused([str(want.text) for want in blockers])
    Campaign.objects.filter(pk=locked.pk).update(in_preparation=False)
    record(actor, Action.CHANGED, locked, unit=locked.owner, data={"in_preparation": [True, False]})
