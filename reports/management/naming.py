"""What commands are given by name: a campaign, a unit; an unknown name is answered with the known ones."""

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from emulation.text import login_name
from targets.models import Campaign
from units.models import TECHNICAL, Unit, User


def campaign_named(name: str | int) -> Campaign:
    """The campaign in use of a code ("2024"), or of owner and code ("TPLS/2024") where several have it."""
    owner, _slash, code = str(name).rpartition("/")
    campaigns = Campaign.objects.select_related("owner").filter(in_preparation=False)
    found = list(campaigns.filter(code=code, **({"owner__code": owner} if owner else {})))
    if len(found) == 1:
        return found[0]
    known = ", ".join(f"{campaign.owner.code}/{campaign.code}" for campaign in campaigns) or "–"
    message = (
        _("Several campaigns are called {name}. Choose: {known}.")
        if found
        else _("There is no campaign {name}. Known: {known}.")
    )
    raise CommandError(message.format(name=name, known=known))


def unit_named(code: str, campaign: Campaign) -> Unit:
    """A unit of the campaign's tree by its code."""
    units = Unit.objects.under(campaign.owner)
    unit = units.filter(code=code).first()
    if unit is None:
        known = ", ".join(units.order_by("order").values_list("code", flat=True))
        raise CommandError(_("There is no unit {name}. Known: {known}.").format(name=code, known=known))
    return unit


def user_named(name: str) -> User:
    """The person who answers for a command: by login name, else the only administrator.

    Where there are none or several, a technical account that can never sign in: the log names no person
    who was not asked.
    """
    if name:
        user = User.objects.filter(username=login_name(name)).first()
        if user is None:
            raise CommandError(_("There is no account {name}.").format(name=name))
        if not user.is_active:
            raise CommandError(_("The account {name} is no longer in use.").format(name=name))
        return user
    administrators = list(User.objects.filter(is_superuser=True, is_active=True)[:2])
    return administrators[0] if len(administrators) == 1 else _technical_account()


def administrator_named(name: str) -> User:
    """The administrator who answers for a command: by login name, else the only one there is."""
    user = user_named(name)
    if not (user.is_superuser and user.is_active):
        raise CommandError(_("Name an administrator with --user."))
    return user


def _technical_account() -> User:
    account, created = User.objects.get_or_create(
        username=TECHNICAL,
        defaults={"full_name": _("Command line"), "is_superuser": True, "is_active": False},
    )
    if created:
        account.set_unusable_password()
        account.save()
    return account
