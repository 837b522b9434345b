"""The campaign's periods, loaded once: which have ended by a date, how many a frequency has, as-of dates."""

from dataclasses import dataclass
from datetime import date
from typing import Self

from django.db.models import Q, Subquery

from targets.choices import Frequency
from targets.models import Campaign, ReportingPeriod


@dataclass(frozen=True, slots=True)
class Schedule:
    """All periods of one campaign by cut-off. Built by `load` with one query, then asks no more."""

    campaign: Campaign
    periods: tuple[ReportingPeriod, ...]

    @classmethod
    def load(cls, campaign: Campaign) -> Self:
        periods = list(campaign.periods.all())
        for period in periods:
            period.campaign = campaign
        return cls(campaign, tuple(periods))

    @classmethod
    def current(cls, *meant: Q) -> Self | None:
        """Of the newest campaign in use, with it and its owner in one query; None while it has no periods.

        Before it goes what is `meant`: conditions on campaigns, the weightiest first.

        The text of the launching document stays behind until it is asked for.
        """
        newest = Campaign.objects.in_use_newest_first(*meant).values("pk")[:1]
        found = ReportingPeriod.objects.filter(campaign=Subquery(newest)).select_related("campaign__owner")
        periods = list(found.defer("campaign__document_text"))
        if not periods:
            return None
        campaign = periods[0].campaign
        for period in periods:
            period.campaign = campaign
        return cls(campaign, tuple(periods))

    def of(self, frequency: str) -> list[ReportingPeriod]:
        """Periods of this frequency, first to last."""
        return [period for period in self.periods if period.kind == frequency]

    def ended(self, frequency: str, as_of: date) -> list[ReportingPeriod]:
        """Those whose cut-off is at or before the as-of date."""
        return [period for period in self.of(frequency) if period.cut_off <= as_of]

    def last_ended(self, frequency: str, as_of: date) -> ReportingPeriod | None:
        ended = self.ended(frequency, as_of)
        return ended[-1] if ended else None

    def by_code(self, code: str) -> ReportingPeriod | None:
        return next((period for period in self.periods if period.code == code), None)

    def as_of_choices(self, today: date) -> list[ReportingPeriod]:
        """One period for each past cut-off, the longest where several end on one day, newest first."""
        longest: dict[date, ReportingPeriod] = {}
        for period in self.periods:
            known = longest.get(period.cut_off)
            if period.cut_off < today and (known is None or period.starts_on < known.starts_on):
                longest[period.cut_off] = period
        return sorted(longest.values(), key=lambda period: period.cut_off, reverse=True)

    def default_as_of(self, today: date) -> date:
        """The last cut-off whose day is over; before the first one, today."""
        past = [period.cut_off for period in self.periods if period.cut_off < today]
        return max(past) if past else today

    def next_to_report(self, today: date) -> ReportingPeriod | None:
        """The reporting period that is, or will next be, in hand: the first not yet past its due day."""
        coming = [p for p in self.periods if p.kind in Frequency.values and p.due_on >= today]
        return min(coming, key=lambda period: (period.due_on, period.order)) if coming else None
