"""Loading an entry page: nine queries with session, user and roles, whatever the number of units and periods.

One more for the history where the page is shown.
"""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import cache, partial

from django.db.models import OuterRef, Q, Subquery

from emulation.dates import today
from reports.choices import Basis
from reports.confirming.words import with_words
from reports.correcting.asked import asked_in, last_asked, with_requests
from reports.entries import NARRATIVE_FIELDS
from reports.entry.doubts import now_of, watch, watch_rows
from reports.entry.forms import NarrativeForm, ReadingForm
from reports.entry.page import EntryPage
from reports.entry.rows import EntryRow
from reports.entry.sheet import Sheet
from reports.entry.source_form import SourceForm
from reports.entry_refusals import out_of_time, refusal
from reports.evidence.attached import Files, files_of, with_files
from reports.evidence.attaching import attach_refusal
from reports.models import ProgressReport, Reading, Revision
from reports.notebook.notes import with_notes
from reports.permissions import enters_for, keeps_notes, may_enter
from reports.same_period import with_same_period
from reports.tallies import Part, parts_for, with_only_one
from reports.warnings.flags import Line, watched_in_period
from targets.models import Allocation, ReportingPeriod
from targets.plan_history import tell_targets, with_plan_steps
from targets.schedule import Schedule
from targets.setting_up.unit_names import UnitNames
from units.models import Event, Unit, User


def load(user: User, unit: Unit, cut_off: date, schedule: Schedule, data=None) -> EntryPage | None:
    """The page of one reporter and cut-off; None where the campaign has no reports with this cut-off.

    `data` is what was posted: rows that it changes hold what was typed, the others what is stored.
    """
    periods = [period for period in schedule.periods if period.cut_off == cut_off and period.holds_readings]
    if not periods:
        return None
    allocations = _allocations(unit, periods, schedule, with_their_notes=keeps_notes(user, unit))
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
            _name_units(rows)
            sheets.append(_sheet(user, unit, period, revision, rows, data))
    watch(sheets, data)
    _tell_history(sheets)
    source_form = None
    if may_enter(user, unit) and enters_for(user, unit):
        source_form = SourceForm(revisions.values(), data=data)
    return EntryPage(unit, cut_off, user, sheets, source_form)


def load_row(unit: Unit, allocation_pk: int, cut_off: date, schedule: Schedule, data) -> EntryRow | None:
    """One row as typed, for its echo; None where the unit owes no such answer."""
    periods = [period for period in schedule.periods if period.cut_off == cut_off and period.holds_readings]
    held = {operand.code for check in schedule.campaign.options.checks for operand in check.to}
    wanted = Q(pk=allocation_pk) | Q(target__code__in=held)
    allocations = _allocations(unit, periods, schedule, wanted) if periods else []
    allocation = next((found for found in allocations if found.pk == allocation_pk), None)
    if allocation is None:
        return None
    period = next(period for period in periods if period.kind == allocation.target.frequency)
    before = parts_for(schedule, [allocation], cut_off - timedelta(days=1), Basis.PROVISIONAL)
    form = ReadingForm(allocation, period, before[allocation.pk], data=data)
    row = EntryRow(allocation, period, schedule, before[allocation.pk], None, form)
    others = [Line.told(found, cut_off) for found in allocations if found is not allocation]
    watch_rows([(row, Line(allocation, cut_off, None, now_of(row)))], others, data)
    return row


def _allocations(
    unit: Unit,
    periods: list[ReportingPeriod],
    schedule: Schedule,
    only: Q | None = None,
    *,
    with_their_notes: bool = False,
) -> list[Allocation]:
    owed = Allocation.objects.owed_in(*periods).with_extension().with_extension_reason().filter(reporter=unit)
    if only is not None:
        owed = owed.filter(only)
    if with_their_notes:
        owed = with_notes(owed)
    known = with_plan_steps(with_only_one(with_same_period(watched_in_period(owed))), "target")
    typed = _typed_before(min(period.cut_off for period in periods))
    found = known.annotate(last_typed=typed).select_related("unit", "target__group", "target__lead")
    ordered = list(found.order_by("target__order", "target__code", "unit__order", "unit__code"))
    for allocation in ordered:
        allocation.target.campaign = schedule.campaign
    tell_targets(ordered)
    return ordered


def _typed_before(cut_off: date) -> Subquery:
    """How the last reading before was typed, of an allocation in an outer query: so it will be again."""
    earlier = Reading.objects.filter(
        allocation=OuterRef("pk"), revision__report__period__cut_off__lt=cut_off
    ).order_by("-revision__report__period__cut_off", "-revision__number")
    return Subquery(earlier.values("typed")[:1])


def _revisions(unit: Unit, periods: list[ReportingPeriod]) -> dict[int, Revision]:
    """The revision in hand of each report, by the period's key."""
    by_key = {period.pk: period for period in periods}
    newest = Revision.objects.newest().filter(report__reporter=unit, report__period__in=periods)
    newest = with_requests(with_files(newest))
    found = {}
    for revision in newest.select_related("report", "presented_by", "submitted_by", "decided_by"):
        revision.report.reporter = unit
        revision.report.period = by_key[revision.report.period_id]
        found[revision.report.period_id] = revision
    return found


def _readings(revisions: Iterable[Revision]) -> dict[int, Reading]:
    """By the key of the allocation: it answers for one period with this cut-off."""
    known = {revision.pk: revision for revision in revisions}
    found = {}
    own = Reading.objects.filter(revision__in=known)
    for reading in with_words(own).select_related("entered_by"):
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
    form = ReadingForm(allocation, period, before, reading=reading)
    if data is None or form.add_prefix("seen") not in data:
        return EntryRow(allocation, period, schedule, before, reading, form)
    typed = ReadingForm(allocation, period, before, reading=reading, data=data)
    if typed.is_untouched:
        row = EntryRow(allocation, period, schedule, before, reading, form, was_sent=True)
        row.is_overtaken = typed.seen_by_sender != (str(reading.version) if reading else "")
        return row
    row = EntryRow(allocation, period, schedule, before, reading, typed, was_sent=True)
    row.typed_mark, row.typed_texts = typed.sent_mark, typed.sent_texts
    return row


def _name_units(rows: list[EntryRow]) -> None:
    """In a grid: as a spreadsheet that is pasted there may write them."""
    about = [row for row in rows if row.form.is_compact]
    names = UnitNames(list({row.allocation.unit for row in about}))
    for row in about:
        row.unit_names = names.ways(row.allocation.unit)


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
    present = NarrativeForm(period, revision=revision)
    narrative = present if data is None else NarrativeForm(period, revision=revision, data=data)
    files = files_of(revision) if revision else Files()
    for row in rows:
        row.files = files.of_line(row.allocation.pk)
    return Sheet(
        unit,
        period,
        revision,
        refused,
        rows,
        narrative,
        user,
        overtaken_texts=narrative.overtaken(present) if data is not None else set(),
        known_texts={name: present.initial[f"{name}_seen"] for name in NARRATIVE_FIELDS},
        sent_mark=(data or {}).get(f"shown-{period.pk}", ""),
        is_in_time=out_of_time(report, today()) is None,
        files=files,
        may_attach=attach_refusal(report, revision, user) is None,
        extended_until=report.extended_until,
        extension_reason=rows[0].allocation.extension_reason,
    )


def _tell_history(sheets: list[Sheet]) -> None:
    """Who did what when, to each report that has been begun: one query, once the first of them is shown."""
    begun = {sheet.revision.report_id: sheet for sheet in sheets if sheet.revision}
    told = cache(partial(_events, list(begun)))
    for report, sheet in begun.items():
        sheet.events = partial(_of_report, told, report)


def _of_report(told: Callable[[], dict[int, list[Event]]], report: int) -> list[Event]:
    return told().get(report, [])


def _events(reports: list[int]) -> dict[int, list[Event]]:
    revisions = Revision.objects.filter(report__in=reports)
    report = Subquery(revisions.filter(pk=OuterRef("revision")).values("report"))
    events = Event.objects.filter(revision__in=revisions.values("pk")).annotate(report=report)
    found: dict[int, list[Event]] = {}
    for event in events.select_related("actor", "on_behalf_of"):
        found.setdefault(event.report, []).append(event)
    return found
