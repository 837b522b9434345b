"""A demonstration: accounts by role, and the year's reports told as they would have happened.

What is told stands in fixtures/demonstration: every reading of the year, and a story (who, what was late,
sent back, reopened, and what went on around it). All of it goes through the services that the pages use, in
the order in which it happened, with the clock at the moment of each deed.
"""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from emulation.dates import clock_at
from reports.demonstration_cast import Account, Cast, Deed, make_account
from reports.demonstration_reports import Reports
from reports.demonstration_round import Round
from reports.importing import Batch, understood
from reports.models import Reading
from reports.progress_file import read_lines
from targets.models import Allocation, Campaign
from units.models import Unit, User

FOLDER = settings.BASE_DIR / "fixtures" / "demonstration"


class DemonstrationRefused(Exception):
    """Nothing was written. Prints as its message."""


class ToldAlready(DemonstrationRefused):
    """The demonstration stands in the database; there is nothing to do."""


@transaction.atomic
def tell(campaign: Campaign, *, whole_year: bool) -> list[Account]:
    """Write the demonstration; the first half of the year with all that went on, or the whole year, every
    report of it accepted. Raises DemonstrationRefused.
    """
    story = json.loads((FOLDER / "story.json").read_text(encoding="utf-8"))
    _refuse_where_not_empty(campaign, {account["username"] for account in story["accounts"]})
    accounts = [make_account(told) for told in story["accounts"]]
    Campaign.objects.filter(pk=campaign.pk).update(is_demonstration=True)
    _set_baselines(campaign, story["baselines"])
    for deed in sorted(_deeds(campaign, story, whole_year=whole_year), key=lambda deed: deed.at):
        with clock_at(deed.at):
            deed.do()
    return accounts


def _deeds(campaign: Campaign, story: dict[str, Any], *, whole_year: bool) -> Iterator[Deed]:
    cast, batches = Cast(story), _batches(campaign)
    yield from Reports(story, cast, batches, whole_year=whole_year).deeds()
    if not whole_year:
        yield from cast.deeds(_reporters(batches))
        yield from Round(campaign, story["round"], cast, batches).deeds()


def _batches(campaign: Campaign) -> list[Batch]:
    """What every report of the year says, in the order of their periods."""
    path = FOLDER / "readings.csv"
    batches, faults = understood(campaign, read_lines(path.name, path.read_bytes()))
    if faults:
        raise DemonstrationRefused("\n".join(str(fault) for fault in faults))
    return sorted(batches, key=lambda batch: (batch.period.cut_off, batch.reporter.order))


def _reporters(batches: list[Batch]) -> list[Unit]:
    units = {batch.reporter.pk: batch.reporter for batch in batches}
    return sorted(units.values(), key=lambda unit: unit.order)


def _refuse_where_not_empty(campaign: Campaign, usernames: set[str]) -> None:
    known = User.objects.filter(username__in=usernames).count()
    if campaign.is_demonstration and known == len(usernames):
        message = _("The demonstration is here already; nothing was changed. Its passwords were told once.")
        raise ToldAlready(message)
    if known or Reading.objects.exists():
        message = _("There are readings or accounts already. A demonstration needs a database without.")
        raise DemonstrationRefused(message)


def _set_baselines(campaign: Campaign, told: dict[str, Any]) -> None:
    for code, (value, base) in told["units"].items():
        Allocation.objects.filter(
            target__campaign=campaign, target__code=told["target"], unit__code=code
        ).update(baseline_value=Decimal(value), baseline_base=Decimal(base))
