"""The campaign as launched: groups and targets, movements, who has to do what, the year's calendar."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from targets.models import Campaign, Group, Movement, Recipient, ReportingPeriod, Responsibility, Target
from targets.schedule import Schedule


@dataclass(frozen=True, slots=True)
class Entry:
    """A movement or a responsibility with what it is linked to."""

    code: str
    text: str
    links: list[Any] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class CampaignPage:
    campaign: Campaign
    groups: list[tuple[Group, list[Target]]]
    movements: list[Entry]
    responsibilities: list[Entry]
    periods: list[ReportingPeriod]
    recipients: list[Recipient]

    @classmethod
    def of(cls, campaign: Campaign, schedule: Schedule) -> "CampaignPage":
        return cls(
            campaign=campaign,
            groups=_groups(campaign),
            movements=_movements(campaign),
            responsibilities=_responsibilities(campaign),
            periods=list(schedule.periods),
            recipients=list(campaign.recipients.all()),
        )


def _groups(campaign: Campaign) -> list[tuple[Group, list[Target]]]:
    targets = campaign.targets.select_related("group", "lead")
    ordered = targets.order_by("group__order", "group__code", "order", "code")
    return [(group, list(members)) for group, members in groupby(ordered, lambda target: target.group)]


def _movements(campaign: Campaign) -> list[Entry]:
    linked = Movement.objects.filter(campaign=campaign).order_by("order", "code", "targets__order")
    return _entries(linked.values_list("code", "name", "targets__code", "targets__name"))


def _responsibilities(campaign: Campaign) -> list[Entry]:
    linked = Responsibility.objects.filter(campaign=campaign).order_by("order", "code", "units__order")
    return _entries(linked.values_list("code", "text", "units__code", "units__name"))


def _entries(rows: Iterable[tuple]) -> list[Entry]:
    """Rows of (code, text, code and name of one linked thing, if any) as one entry for each code."""
    entries = []
    for (code, text), linked in groupby(rows, key=lambda row: row[:2]):
        links = [{"code": row[2], "name": row[3]} for row in linked if row[2]]
        entries.append(Entry(code, text, links))
    return entries
