"""What stands above every list that leaves the site: whose it is, what, as of when, whether it is real."""

from django.utils.translation import gettext as _

from emulation.dates import moment, now
from targets.models import Campaign


def heading(campaign: Campaign, *words: str) -> list[str]:
    said = [campaign.owner.name, *words]
    return [*said, _("DEMONSTRATION DATA")] if campaign.is_demonstration else said


def heading_now(campaign: Campaign, name: str) -> list[str]:
    """Of what changes by the hour."""
    return heading(campaign, name, _("As it stands at %(moment)s") % {"moment": moment(now())})
