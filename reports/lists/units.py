"""Who takes part, and whom to call there."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from emulation.tables import Column, Kind, Table
from reports.lists.heading import heading
from targets.models import Campaign
from units.contacts import labelled
from units.models import Unit


def cluster_name(unit: Unit) -> str:
    return unit.cluster.name if unit.cluster else ""


def units(found: Iterable[Any], campaign: Campaign) -> Table:
    """Of `unit_page.taking_part`."""
    columns = [
        Column("code", _("Code"), lambda unit: unit.code, width=10),
        Column("unit", _("Unit"), lambda unit: unit.name, width=36),
        Column("official_name", _("Official name"), lambda unit: unit.official_name, width=44),
        Column("cluster", _("Cluster"), cluster_name, width=30),
        Column("targets", pgettext("count", "Targets"), lambda unit: unit.target_count, Kind.WHOLE, 12),
        Column("leads", pgettext("count", "Leads"), lambda unit: unit.lead_count, Kind.WHOLE, 12),
        Column("enters_for", _("Enters for units"), lambda unit: unit.entered_count, Kind.WHOLE, 14),
        Column("until", _("Until"), lambda unit: unit.valid_to, Kind.DATE, 12),
    ]
    name = _("Units taking part in %(campaign)s") % {"campaign": campaign.code}
    return Table(name, columns, found, heading(campaign, name), frozen=2)


def contacts(found: Iterable[Any], campaign: Campaign) -> Table:
    """Of units `with_contacts`, a row for each contact."""
    columns = [
        Column("code", _("Code"), lambda pair: pair[0].code, width=10),
        Column("unit", _("Unit"), lambda pair: pair[0].name, width=36),
        Column("cluster", _("Cluster"), lambda pair: cluster_name(pair[0]), width=30),
        Column("kind", _("What for"), lambda pair: pair[1]["label"], width=22),
        Column("name", capfirst(_("full name")), lambda pair: pair[1]["name"], width=26),
        Column("position", _("Position"), lambda pair: pair[1]["position"], width=26),
        Column("telephone", _("Telephone"), lambda pair: pair[1]["telephone"], width=20),
        Column("email", _("E-mail"), lambda pair: pair[1]["email"], width=32),
    ]
    name = _("Contacts of units")
    return Table(name, columns, _each_contact(found), heading(campaign, name), frozen=2)


def _each_contact(found: Iterable[Any]) -> Iterator[tuple[Any, dict[str, Any]]]:
    for unit in found:
        for contact in labelled(unit.known_contacts):
            yield unit, contact
