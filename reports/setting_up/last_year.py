"""What a year came to, for the campaign that follows: official and complete figures only."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from emulation.numbers import MAX_DECIMALS, plain, round_half_up
from reports.choices import Basis
from reports.progress import Row, owner_rows
from reports.tallies import Part, parts_of
from reports.wording import shown_figure
from targets.choices import Measure
from targets.models import Campaign
from targets.schedule import Schedule
from targets.setting_up.last_year import LastYear, Pair


def last_year_of(campaign: Campaign, day: date) -> LastYear:
    """What is known on that day: the owner's final figures as they are printed, and each unit's two numbers
    at the year's end of the targets in percentage points. Four queries."""
    schedule = Schedule.load(campaign)
    as_of = schedule.default_as_of(day)
    targets = list(campaign.targets.select_related("group", "lead").in_order())
    for target in targets:
        target.campaign = campaign
    parts = parts_of(schedule, campaign.owner, as_of, Basis.OFFICIAL, None, targets)
    rows = owner_rows(targets, parts, schedule, as_of, ())
    return LastYear(dict(_results(rows)), dict(_pairs(rows)))


def _results(rows: list[Row]) -> Iterator[tuple[int, Decimal]]:
    for row in rows:
        if row.final and row.figure is not None and not row.estimate:
            shown = shown_figure(row.target, row.rule, row.figure)
            fits = len(plain(shown).partition(".")[2]) <= MAX_DECIMALS
            yield row.target.pk, shown if fits else round_half_up(row.figure, MAX_DECIMALS)


def _pairs(rows: list[Row]) -> Iterator[tuple[int, Pair]]:
    for row in rows:
        if row.target.measure != Measure.POINTS or not row.moment.is_year_over:
            continue
        for part in row.parts:
            value, base = part.tally.value_sum, part.tally.base_sum
            if _is_settled(part) and value is not None and base is not None:
                yield part.allocation.pk, Pair(value, base)


def _is_settled(part: Part) -> bool:
    """It answered the year's end with a number that is no estimate."""
    return part.is_complete and part.counts and not part.is_carried and not part.tally.estimates
