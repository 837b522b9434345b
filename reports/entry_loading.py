"""Loading an entry page: nine queries with session, user and roles, whatever the number of units and periods.

One more for the history of what has been handed in.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import OuterRef, Subquery

from emulation.dates import today
from reports.asked_corrections import asked_in, last_asked, with_requests
from reports.choices import Basis, RevisionStatus
from reports.entry_forms import NarrativeForm, ReadingForm, SourceForm
from reports.entry_page import EntryPage, Sheet
from reports.entry_rows import EntryRow
from reports.intake import refusal
from reports.models import ProgressReport, Reading, Revision
from reports.permissions import enters_for, may_enter
from reports.tallies import Part, parts_for, with_only_one
from targets.models import Allocation, ReportingPeriod
from targets.schedule import Schedule
from units.models import Event, Unit, User


def load(user: User, unit: Unit, cut_off: date, schedule: Schedule, data=None) -> EntryPage | None:
    """The page of one reporter and cut-off; None where the campaign has no reports with this cut-off.

    `data` is what was posted: rows that it changes hold what was typed, the others what is stored.
    """
    periods = [period for period in schedule.periods if period.cut_off == cut_off and period.holds_readings]
    if not periods:
        return None
    allocations = _allocations(unit, periods, schedule)
    revisions = _revisions(unit, periods)
    readings = _readings(revisions.values())
    before = parts_for(schedule, allocations, cut_off - timedelta(days=1), Basis.PROVISIONAL)
    sheets = []
    for period in periods:
        own = [allocation for allocation in allocations if allocation.target.frequency == period.kind]
        if own:
            revision = revisions.get(period.pk)
            rows = [
                _row(allocation, period, schedule, before[allocation.pk], readings.get(allocation.pk), data)
                for allocation in own
            ]
            _show_requests(rows, revision)
            sheets.append(_sheet(user, unit, period, revision, rows, data))
    _load_history(sheets)
    source_form = None
    if may_enter(user, unit) and enters_for(user, unit):
        source_form = SourceForm(revisions.values(), data=data)
    return EntryPage(unit, cut_off, user, sheets, source_form)


def load_row(unit: Unit, allocation_pk: int, cut_off: date, schedule: Schedule, data) -> EntryRow | None:
    """One row as typed, for its echo; None where the unit owes no such answer."""
    periods = [period for period in schedule.periods if period.cut_off == cut_off and period.holds_readings]
    allocations = _allocations(unit, periods, schedule, allocation_pk) if periods else []
    if not allocations:
        return None
    (allocation,) = allocations
    period = next(period for period in periods if period.kind == allocation.target.frequency)
    before = parts_for(schedule, allocations, cut_off - timedelta(days=1), Basis.PROVISIONAL)
    form = ReadingForm(allocation, period, data=data)
    return EntryRow(allocation, period, schedule, before[allocation.pk], None, form)


def _allocations(
    unit: Unit, periods: list[ReportingPeriod], schedule: Schedule, only: int | None = None
) -> list[Allocation]:
    owed = Allocation.objects.owed_in(*periods).with_extension().filter(reporter=unit)
    if only is not None:
        owed = owed.filter(pk=only)
    found = with_only_one(owed).select_related("unit", "target__group")
    ordered = list(found.order_by("target__order", "target__code", "unit__order", "unit__code"))
    for allocation in ordered:
        allocation.target.campaign = schedule.campaign
    return ordered


def _revisions(unit: Unit, periods: list[ReportingPeriod]) -> dict[int, Revision]:
    """The revision in hand of each report, by the period's key."""
    by_key = {period.pk: period for period in periods}
    newest = Revision.objects.newest().filter(report__reporter=unit, report__period__in=periods)
    newest = with_requests(newest)
    found = {}
    for revision in newest.select_related("report", "submitted_by", "decided_by"):
        revision.report.reporter = unit
        revision.report.period = by_key[revision.report.period_id]
        found[revision.report.period_id] = revision
    return found


def _readings(revisions: Iterable[Revision]) -> dict[int, Reading]:
    """By the key of the allocation: it answers for one period with this cut-off."""
    known = {revision.pk: revision for revision in revisions}
    found = {}
    for reading in Reading.objects.filter(revision__in=known).select_related("entered_by"):
        reading.revision = known[reading.revision_id]
        found[reading.allocation_id] = reading
    return found


def _row(
    allocation: Allocation,
    period: ReportingPeriod,
    schedule: Schedule,
    before: Part,
    reading: Reading | None,
    data,
) -> EntryRow:
    form = ReadingForm(allocation, period, reading=reading)
    if data is not None and form.add_prefix("seen") in data:
        typed = ReadingForm(allocation, period, reading=reading, data=data)
        form = form if typed.is_untouched else typed
    return EntryRow(allocation, period, schedule, before, reading, form)


def _show_requests(rows: list[EntryRow], revision: Revision | None) -> None:
    asked = last_asked(asked_in(revision)) if revision else {}
    for row in rows:
        row.asked = asked.get(row.allocation.pk)


def _sheet(
    user: User,
    unit: Unit,
    period: ReportingPeriod,
    revision: Revision | None,
    rows: list[EntryRow],
    data,
) -> Sheet:
    report = revision.report if revision else ProgressReport(reporter=unit, period=period)
    report.extended_until = rows[0].allocation.extended_until
    refused = refusal(report, revision, today(), user)
    narrative = NarrativeForm(period, revision=revision, data=data)
    return Sheet(unit, period, revision, refused, rows, narrative, user)


def _load_history(sheets: list[Sheet]) -> None:
    """Who did what when, newest first, once a report has left its first draft."""
    begun = [sheet for sheet in sheets if sheet.revision and sheet.revision.status != RevisionStatus.DRAFT]
    if not begun:
        return
    by_report = {sheet.revision.report_id: sheet for sheet in begun}
    revisions = Revision.objects.filter(report__in=by_report)
    events = Event.objects.filter(
        revision__in=revisions.values("pk"), object_type=Revision._meta.label_lower
    ).annotate(report=Subquery(revisions.filter(pk=OuterRef("revision")).values("report")))
    for event in events.select_related("actor", "on_behalf_of"):
        by_report[event.report].events.append(event)
