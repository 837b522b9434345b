"""Loading the page on which a unit says its word: four queries beside the person, the campaign and the unit,
whatever the number of targets and units."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import F, Q, QuerySet

from emulation.dates import today
from reports.answers import Answer, Numbers, answer_of
from reports.choices import Basis
from reports.confirming.corrections import Correcting, address_of, in_hand, with_corrections
from reports.confirming.page import ConfirmLine, ConfirmPage, TargetGrid
from reports.confirming.words import with_words
from reports.models import Reading, Revision, on_basis
from reports.permissions import confirming_unit, speaks_for
from reports.progress import owner_row
from reports.review.lists import CutOff, cut_offs
from reports.tallies import Part, parts_for, with_only_one
from targets.choices import Measure
from targets.models import Allocation, ReportingPeriod
from targets.schedule import Schedule
from units.models import Unit, User
from units.permissions import sees_unit


def load(user: User, unit: Unit, cut_off: date, schedule: Schedule) -> ConfirmPage | None:
    """The page of one unit and cut-off; None where the campaign has no reports with this cut-off."""
    periods = [period for period in schedule.periods if period.cut_off == cut_off and period.holds_readings]
    if not periods:
        return None
    everything = _allocations(unit, schedule)
    kinds = {period.kind for period in periods}
    allocations = [each for each in everything if each.target.frequency in kinds]
    about = [each for each in allocations if each.target.lead_id != unit.pk and unit.is_valid_on(cut_off)]
    led = [each for each in allocations if each.target.lead_id == unit.pk]
    parts = parts_for(schedule, allocations, cut_off, Basis.PROVISIONAL)
    brought = _Brought.of(user, unit, schedule, periods, parts)
    return ConfirmPage(
        unit=unit,
        cut_off=cut_off,
        periods=periods,
        about=[brought.line(each) for each in about],
        led=_grids(led, brought),
        days=_days({each.target.frequency for each in everything}, schedule),
    )


def _days(frequencies: set[str], schedule: Schedule) -> list[CutOff]:
    """The cut-offs whose figures take the unit's word, as far as entry for them has begun."""
    of_kind = [day for day in cut_offs(schedule) if any(p.kind in frequencies for p in day.periods)]
    return [day for day in of_kind if day.opens_on <= today()]


def _allocations(unit: Unit, schedule: Schedule) -> list[Any]:
    """Of the unit, where another enters them, and all of the targets that it leads."""
    entered_by_another = Q(unit=unit) & ~Q(reporter=F("unit"))
    wanted = Allocation.objects.filter(
        entered_by_another | Q(target__lead=unit), target__campaign=schedule.campaign
    ).exclude(target__measure=Measure.ALL_OF)
    found = with_only_one(wanted).select_related("unit", "reporter", "target__lead")
    ordered = list(found.order_by("target__order", "target__code", "unit__order", "unit__code"))
    for allocation in ordered:
        allocation.target.campaign = schedule.campaign
    return ordered


@dataclass(frozen=True)
class _Brought:
    """Readings by the keys of allocation and period, those handed in; the revisions know who took part.
    `in_hand`: the newest revision of each report, by the keys of reporter and period."""

    user: User
    unit: Unit
    schedule: Schedule
    periods: dict[str, ReportingPeriod]
    parts: dict[int, Part]
    readings: dict[tuple[int, int], Any]
    in_hand: dict[tuple[int, int], Any]

    @classmethod
    def of(
        cls,
        user: User,
        unit: Unit,
        schedule: Schedule,
        periods: list[ReportingPeriod],
        parts: dict[int, Part],
    ) -> "_Brought":
        before = [earlier for period in periods if (earlier := _before(schedule, period))]
        wanted = [*periods, *before]
        reporters = [part.allocation.reporter_id for part in parts.values()]
        revisions = {revision.pk: revision for revision in _revisions(wanted, reporters, user)}
        readings = {}
        for reading in _readings(wanted, parts):
            if reading.revision_id in revisions:
                reading.revision = revisions[reading.revision_id]
                readings[reading.allocation_id, reading.revision.report.period_id] = reading
        kinds = {period.kind: period for period in periods}
        return cls(user, unit, schedule, kinds, parts, readings, in_hand(revisions.values()))

    def line(self, allocation: Any) -> ConfirmLine:
        period = self.periods[allocation.target.frequency]
        before = _before(self.schedule, period)
        reading = self.readings.get((allocation.pk, period.pk))
        speaker = confirming_unit(allocation.reporter, allocation)
        is_asked = speaker == self.unit and reading is not None and speaks_for(self.user, self.unit)
        has_part = reading is not None and reading.revision.took_part
        revision = self.in_hand.get((allocation.reporter_id, period.pk))
        return ConfirmLine(
            allocation=allocation,
            period=period,
            reading=reading,
            answer=self._answer(reading, period),
            before=self._answer(self.readings.get((allocation.pk, before.pk)), period) if before else None,
            speaker=speaker,
            is_open=is_asked and not has_part,
            is_own_work=is_asked and has_part,
            correcting=Correcting.of(allocation, revision) if revision else None,
            address=address_of(reading, allocation, period, self.user) if reading else "",
            is_row=sees_unit(self.user, allocation.reporter),
        )

    def _answer(self, reading: Reading | None, period: ReportingPeriod) -> Answer | None:
        if reading is None:
            return None
        return answer_of(Numbers.of(reading), self.parts[reading.allocation_id], self.schedule, period)


def _before(schedule: Schedule, period: ReportingPeriod) -> ReportingPeriod | None:
    earlier = [other for other in schedule.of(period.kind) if other.cut_off < period.cut_off]
    return earlier[-1] if earlier else None


def _revisions(periods: list[ReportingPeriod], reporters: list[int], user: User) -> QuerySet[Any]:
    """Those that were handed in and speak, and those in hand."""
    wanted = Revision.objects.newest() | Revision.objects.filter(on_basis(Basis.PROVISIONAL))
    found = wanted.filter(report__period__in=periods, report__reporter__in=reporters)
    known = found.with_correction().with_part_of(user)
    return with_corrections(known).select_related("report", "submitted_by")


def _readings(periods: list[ReportingPeriod], allocations: Iterable[int]) -> QuerySet[Any]:
    return with_words(
        Reading.objects.filter(
            on_basis(Basis.PROVISIONAL, "revision__"),
            revision__report__period__in=periods,
            allocation__in=allocations,
        )
    )


def _grids(allocations: list[Any], brought: _Brought) -> list[TargetGrid]:
    """The targets on which somebody's word is asked; a unit that had ended by the cut-off has no line."""
    grids = []
    cut_off = next(iter(brought.periods.values())).cut_off
    for target, group in groupby(allocations, lambda each: each.target):
        own = list(group)
        lines = [brought.line(each) for each in own if each.unit.is_valid_on(cut_off)]
        if any(line.speaker for line in lines):
            row = owner_row([brought.parts[each.pk] for each in own], brought.schedule, cut_off)
            grids.append(TargetGrid(target, row, lines))
    return grids
