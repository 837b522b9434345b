"""What is due from whom: how far each report has come, whether it is late, how much of it is answered.

The page of a unit and the queue of Home Affairs are the same lines, of one reporter or of all.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from itertools import groupby
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from emulation.dates import end_of_day, now
from emulation.gathered import Gathered
from reports.choices import CorrectionState, ReportingState, RevisionStatus
from reports.correcting.asked import asked_in, granted_in, with_requests
from reports.models import CorrectionRequest, ProgressReport, Reading, Revision
from reports.state_text import is_corrected_as_asked, state_text
from targets.choices import Window
from targets.models import Allocation, ReportingPeriod
from targets.models.target import owes
from units.models import Unit

# By the keys of reporter and period: how much is owed, and until when the reporter was given more time.
Owed = dict[tuple[int, int], tuple[int, date | None]]

PERIOD = F("target__campaign__periods")
WAITING_FOR_UNIT = {ReportingState.OPEN, ReportingState.DRAFT, ReportingState.RETURNED}
HANDED_IN = {ReportingState.SUBMITTED, ReportingState.APPROVED}


def last_day(due_on: date, extended_until: date | None) -> date:
    """From which a unit is chased and late: the due day, or the end of the time that it was given beyond."""
    return max(due_on, extended_until or due_on)


def is_overdue(*, late: bool, waits: bool, corrects: bool) -> bool:
    """The unit's turn, and its time is over; a correction of what was accepted has none."""
    return late and waits and not corrects


def is_late(last: date, first_submitted_at: datetime | None, at: datetime, *, owed: int) -> bool:
    """First submitted after 23:59:59 of the unit's `last_day`, or not yet when that is over (Vietnam's time).

    It stays so: what came late came late, unless the unit is given more time. Who owes nothing is never late.
    """
    return owed > 0 and (first_submitted_at or at) > end_of_day(last).replace(microsecond=999_999)


def reporting_state(period: ReportingPeriod, revision: Revision | None, day: date) -> ReportingState:
    """Where a report stands by its newest revision; before it is begun, whether entry has opened."""
    if revision is None:
        return ReportingState.OPEN if day >= period.opens_on else ReportingState.NOT_OPEN
    return ReportingState(revision.status)


@dataclass(frozen=True, slots=True)
class Estimate:
    """An accepted number that is still an estimate although the days that it covers are over.

    `unit` is whom it is about, empty where that is the reporter.
    """

    allocation: int
    target: str
    name: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class AskedLine:
    """A number that Home Affairs asked about when it sent the report back; `unit` as an estimate has it."""

    target: str
    name: str
    unit: str
    comment: str


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One reporter's report for one period. `report` and `revision` (the newest) are None until it is begun.

    `answered` of `owed` lines have an answer. `is_closed`: the time for entry is over and was not extended.
    `accepted` is the revision whose figures are official; another than `revision` while it is corrected.
    `extended_until`: the end of the time that the reporter was given beyond the period's own.
    `estimates` wait for the official figure. `asked` are the numbers that the unit is asked to change.
    `granted_at`: when Home Affairs last put in a correction that the unit had asked for; `requests`: how many
    more of them wait for it.

    While `waits_for_unit` it is one of three things: `is_unsent`, `is_asked_to_change`, `under_correction`.
    """

    reporter: Unit
    period: ReportingPeriod
    revision: Revision | None
    owed: int
    answered: int
    state: ReportingState
    is_late: bool
    is_closed: bool
    under_correction: bool
    accepted: Revision | None = None
    extended_until: date | None = None
    estimates: tuple[Estimate, ...] = ()
    asked: tuple[AskedLine, ...] = ()
    granted_at: datetime | None = None
    requests: int = 0

    @property
    def state_text(self) -> str:
        return state_text(self.state, self.revision, self.reporter, self.granted_at)

    @property
    def is_corrected_as_asked(self) -> bool:
        return is_corrected_as_asked(self.revision, self.granted_at)

    @property
    def is_recalled(self) -> bool:
        return self.revision is not None and self.revision.is_recalled

    @property
    def report(self) -> ProgressReport | None:
        return self.revision.report if self.revision else None

    @property
    def is_handed_in(self) -> bool:
        return self.state in HANDED_IN

    @property
    def is_before_the_head(self) -> bool:
        """Presented to the head of the unit; still the unit's turn for everybody else."""
        return self.revision is not None and self.revision.is_before_the_head

    @property
    def waits_for_unit(self) -> bool:
        """It is the unit's turn: to begin, to go on, or to make changes."""
        return self.state in WAITING_FOR_UNIT

    @property
    def is_asked_to_change(self) -> bool:
        """It was sent, and Home Affairs asked the unit to change something before it is accepted."""
        return self.state == ReportingState.RETURNED and not self.under_correction

    @property
    def is_unsent(self) -> bool:
        """The unit has not sent it, or has taken it back."""
        return self.waits_for_unit and not (self.is_asked_to_change or self.under_correction)

    @property
    def is_overdue(self) -> bool:
        return is_overdue(late=self.is_late, waits=self.waits_for_unit, corrects=self.under_correction)

    @property
    def last_day(self) -> date:
        return last_day(self.period.due_on, self.extended_until)

    def is_awaited(self, day: date) -> bool:
        """The unit has still to send it: it is overdue, or its time is not over.

        What came in on time and was sent back is the unit's turn too, but nobody is chased for it afterwards;
        and never for what was accepted and is being corrected.
        """
        is_owing = self.is_unsent or self.is_asked_to_change
        return is_owing and (self.is_overdue or day <= self.last_day)


@dataclass(frozen=True, slots=True)
class DueDay:
    """Everything that ends on one cut-off: one page for a unit in December, when three periods do."""

    cut_off: date
    lines: tuple[ReportLine, ...]

    @property
    def due_on(self) -> date:
        return max(line.period.due_on for line in self.lines)

    @property
    def owed(self) -> int:
        return sum(line.owed for line in self.lines)

    @property
    def answered(self) -> int:
        return sum(line.answered for line in self.lines)

    @property
    def is_upcoming(self) -> bool:
        return all(line.state == ReportingState.NOT_OPEN for line in self.lines)

    @property
    def is_handed_in(self) -> bool:
        return all(line.is_handed_in for line in self.lines)

    @property
    def is_overdue(self) -> bool:
        return any(line.is_overdue for line in self.lines)


def by_cut_off(lines: Iterable[ReportLine]) -> list[DueDay]:
    """The lines of each cut-off together, earliest first."""
    ordered = sorted(lines, key=lambda line: (line.period.cut_off, line.period.order))
    return [DueDay(cut_off, tuple(group)) for cut_off, group in groupby(ordered, _cut_off)]


def _cut_off(line: ReportLine) -> date:
    return line.period.cut_off


def report_lines(
    periods: Iterable[ReportingPeriod], reporters: Iterable[Unit], at: datetime | None = None
) -> list[ReportLine]:
    """A line for each of the reporters and periods in which something is owed, in the order given.

    Two queries beside those of `periods` and `reporters`, whatever their number.
    """
    periods, reporters = list(periods), list(reporters)
    return _lines(periods, reporters, _owed(periods, reporters), at)


def all_report_lines(periods: Iterable[ReportingPeriod], at: datetime | None = None) -> list[ReportLine]:
    """The same of everyone who owes anything for these periods, in the units' order; two queries in all."""
    periods = list(periods)
    reporters, owed = _owed_by_all(periods)
    return _lines(periods, reporters, owed, at)


def _lines(
    periods: list[ReportingPeriod], reporters: list[Unit], owed: Owed, at: datetime | None
) -> list[ReportLine]:
    at = timezone.localtime(at or now(), timezone.get_default_timezone())
    revisions = _revisions(periods, reporters)
    return [
        _line(reporter, period, *owed[key], revisions.get(key, []), at)
        for period in periods
        for reporter in reporters
        if (key := (reporter.pk, period.pk)) in owed
    ]


def _line(
    reporter: Unit,
    period: ReportingPeriod,
    owed: int,
    extended_until: date | None,
    revisions: list[Any],
    at: datetime,
) -> ReportLine:
    day = at.date()
    revision = revisions[-1] if revisions else None
    closes_on = max(extended_until or date.min, period.closes_on) if period.closes_on else None
    accepted = next((each for each in revisions if each.status == RevisionStatus.APPROVED), None)
    first_submitted_at = revision.report.first_submitted_at if revision else None
    return ReportLine(
        reporter=reporter,
        period=period,
        revision=revision,
        owed=owed,
        answered=revision.answered if revision else 0,
        state=reporting_state(period, revision, day),
        is_late=is_late(last_day(period.due_on, extended_until), first_submitted_at, at, owed=owed),
        is_closed=closes_on is not None and closes_on < day,
        under_correction=revision is not None and revision.corrects,
        accepted=accepted,
        extended_until=extended_until,
        estimates=tuple(_estimates(accepted, reporter, period, day)) if accepted else (),
        asked=tuple(_asked(revision, reporter)) if revision else (),
        granted_at=granted_in(revision) if revision else None,
        requests=sum(asked.can_be_granted for asked in asked_in(revision)) if revision else 0,
    )


def _asked(revision: Any, reporter: Unit) -> Iterator[AskedLine]:
    for told in revision.asked if revision.status == RevisionStatus.RETURNED else ():
        unit = "" if told["about"] == reporter.pk else told["unit"]
        yield AskedLine(told["target"], told["name"], unit, told["comment"])


def _estimates(accepted: Any, reporter: Unit, period: ReportingPeriod, day: date) -> Iterator[Estimate]:
    for told in accepted.estimates:
        ends_on = period.calendar_to if told["window"] == Window.CALENDAR else period.cut_off
        if ends_on < day:
            unit = "" if told["about"] == reporter.pk else told["unit"]
            yield Estimate(told["allocation"], told["target"], told["name"], unit)


def _owed(periods: list[ReportingPeriod], reporters: list[Unit]) -> Owed:
    owing = _owing(periods).filter(reporter__in=reporters)
    counts = owing.values_list("reporter", PERIOD, "extended_until").annotate(owed=Count("pk"))
    return {(reporter, period): (owed, until) for reporter, period, until, owed in counts}


def _owed_by_all(periods: list[ReportingPeriod]) -> tuple[list[Unit], Owed]:
    """The units that owe, in their order, and what; whole units out of the one query that counts."""
    fields = [field.attname for field in Unit._meta.concrete_fields]
    of_unit = [f"reporter__{name}" for name in fields]
    counts = _owing(periods).values_list(PERIOD, "extended_until", *of_unit).annotate(owed=Count("pk"))
    units: dict[int, Unit] = {}
    found: Owed = {}
    for period, until, *values, owed in counts:
        unit = Unit.from_db(counts.db, fields, values)
        units.setdefault(unit.pk, unit)
        found[unit.pk, period] = (owed, until)
    return sorted(units.values(), key=lambda unit: (unit.order, unit.code)), found


def _owing(periods: list[ReportingPeriod]) -> QuerySet[Any]:
    return Allocation.objects.owed_in(*periods).with_extension().order_by()


def _revisions(periods: list[ReportingPeriod], reporters: list[Unit]) -> dict[tuple[int, int], list[Any]]:
    """The newest and the accepted revision of each report, the newest last, by reporter and period.

    Each with `answered`, `corrects`, `estimates`, `asked` and `requests`.
    """
    speaking = Revision.objects.newest() | Revision.objects.filter(status=RevisionStatus.APPROVED)
    within = speaking.filter(report__reporter__in=reporters, report__period__in=periods)
    counted = within.select_related("report").annotate(answered=_answered())
    found: dict[tuple[int, int], list[Any]] = {}
    counted = counted.annotate(estimates=_told_estimates(), asked=_told_questions())
    for revision in with_requests(counted.with_correction()).order_by("number"):
        found.setdefault((revision.report.reporter_id, revision.report.period_id), []).append(revision)
    return found


@cache
def _answered() -> Coalesce:
    """Of a revision: how many of the answers that it owes it has."""
    answers = Reading.objects.filter(
        owes("allocation__", "revision__report__period"),
        allocation__reporter=F("revision__report__reporter"),
        revision=OuterRef("pk"),
    )
    answered = answers.order_by().values("revision").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(answered), Value(0))


@cache
def _told_estimates() -> Gathered:
    """Of a revision: its numbers that are estimates, in the targets' and units' order; not those of which
    the unit has given the official figure already, as a correction that waits."""
    given = CorrectionRequest.objects.filter(
        report=OuterRef("revision__report"),
        allocation=OuterRef("allocation"),
        outcome=CorrectionState.OPEN,
        is_estimate=False,
    )
    estimates = Reading.objects.filter(~Exists(given), is_estimate=True)
    return _told(estimates, window="allocation__target__window")


@cache
def _told_questions() -> Gathered:
    """Of a revision: its numbers that Home Affairs asked about, in the same order."""
    return _told(Reading.objects.exclude(review_comment=""), comment="review_comment")


def _told(readings: QuerySet[Any], **more: str) -> Gathered:
    of_revision = readings.filter(revision=OuterRef("pk"))
    return Gathered(
        of_revision.order_by("allocation__target__order", "allocation__unit__order", "pk"),
        allocation="allocation_id",
        target="allocation__target__code",
        name="allocation__target__name",
        unit="allocation__unit__name",
        about="allocation__unit_id",
        **more,
    )
