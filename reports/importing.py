"""Readings from a file: understood row by row, written through intake report by report, all or none."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from emulation.table_files import NO, YES, Fault, Line
from emulation.text import fold
from reports import workflow
from reports.choices import Outlook, ReadingState, RevisionStatus
from reports.entries import STORED_FIELDS, Entry, as_stored, check
from reports.entry_refusals import NO_ROLE, EntryRefused
from reports.intake import save
from reports.models import Reading, Revision
from reports.permissions import may_import_accepted
from reports.same_period import completed
from reports.transitions import ADMINISTRATORS_ONLY, NotYours, TransitionError
from reports.typed import unit_of
from targets.choices import Entry as EntryKind
from targets.models import Allocation, Campaign, ReportingPeriod
from units.exchange.columns import Choice
from units.models import Unit, User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# What stays as it stands where the file has no such column, with what it is called in a reading.
STAYING = {
    "base": "base",
    "estimate": "is_estimate",
    "note": "note",
    **{name: name for name in ("year_forecast", "outlook", "outlook_reason")},
}
STATE, FORESEEN = Choice("state", ReadingState), Choice("outlook", Outlook)
WRITABLE = (RevisionStatus.DRAFT, RevisionStatus.RETURNED)
# Boxes of the form that a file names otherwise; what is not a column is said of the row.
COLUMN_OF = {"allocation": "target", "is_estimate": "estimate", "source": ""}


class ImportRefused(Exception):
    """Nothing was written; `faults` by row."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = sorted(faults, key=lambda fault: fault.row)
        super().__init__("\n".join(str(fault) for fault in self.faults))


@dataclass(slots=True)
class Imported:
    """How many readings were written and how many stood there already, in how many reports."""

    reports: int = 0
    written: int = 0
    unchanged: int = 0


@dataclass(slots=True)
class Batch:
    """The rows of one report; `lines` tells each allocation's line in the file, `kept` what of a reading the
    file says nothing about."""

    reporter: Unit
    period: ReportingPeriod
    entries: list[Entry] = field(default_factory=list)
    lines: dict[int, Line] = field(default_factory=dict)
    kept: frozenset[str] = frozenset()

    @property
    def first_line(self) -> Line:
        return min(self.lines.values(), key=lambda line: line.number)

    def add(self, entry: Entry, line: Line) -> list[Fault]:
        """Take a row in; the faults where an earlier one is about the same."""
        earlier = self.lines.setdefault(entry.allocation.pk, line)
        if earlier is line:
            self.entries.append(entry)
            return []
        message = _("Row %(row)s is about the same period, unit and target. Keep one of the two.")
        return [
            earlier.fault("", message % {"row": line.number}),
            line.fault("", message % {"row": earlier.number}),
        ]


class _Campaign:
    """What a file may name: periods that hold readings, and allocations by the codes of unit and target."""

    def __init__(self, campaign: Campaign) -> None:
        self.names = {campaign.code, "/".join(campaign.natural_key())}
        self.periods = {period.code: period for period in campaign.periods.holding_readings()}
        allocations = Allocation.objects.filter(target__campaign=campaign)
        self.allocations = {
            (allocation.unit.code, allocation.target.code): allocation
            for allocation in allocations.select_related("target", "unit", "reporter")
        }
        self.units = set(Unit.objects.under(campaign.owner).values_list("code", flat=True))
        self.targets = set(campaign.targets.values_list("code", flat=True))

    def unknown(self, line: Line) -> Iterator[Fault]:
        """What of a line's three names is not known."""
        period, unit, target = (line.code(column) for column in ("period", "unit", "target"))
        if period not in self.periods:
            message = _("Unknown period “%(name)s”. Known: %(known)s.")
            known = ", ".join(self.periods)
            yield line.fault("period", message % {"name": period, "known": known})
        if unit not in self.units:
            yield line.fault("unit", _("Unknown unit “%(name)s”.") % {"name": unit})
        if target not in self.targets:
            yield line.fault("target", _("Unknown target “%(name)s”.") % {"name": target})
        elif unit in self.units and (unit, target) not in self.allocations:
            message = _("%(target)s is not allocated to %(unit)s.")
            yield line.fault("target", message % {"target": target, "unit": unit})

    def out_of_step(self, line: Line, allocation: Allocation) -> Fault:
        """The line's target is asked for in other periods than the line's."""
        target = allocation.target
        asked = [code for code, period in self.periods.items() if period.kind == target.frequency]
        message = _("%(target)s is not reported for %(period)s, but for: %(known)s.")
        names = {"target": target.code, "period": line.code("period"), "known": ", ".join(asked)}
        return line.fault("period", message % names)


def import_lines(
    campaign: Campaign,
    lines: Sequence[Line],
    actor: User,
    *,
    source: str,
    approve: bool = False,
    reason: str = "",
) -> Imported:
    """Write every line's reading, or none: raises ImportRefused with all that is wrong.

    Without `approve` into drafts (or a correction of what was accepted). With it, an administrator's act
    (else NotYours): the figures are official at once, whether or not the report is complete. `source` is
    the file's name, which stands for the `reason` of a correction where none is given.
    """
    if approve and not may_import_accepted(actor):
        raise NotYours(ADMINISTRATORS_ONLY)
    batches, faults = understood(campaign, lines)
    told = {(fault.row, fault.column) for fault in faults}
    result = Imported()
    with transaction.atomic():
        for batch in batches:
            found = _write(batch, actor, source, reason or source, approve, result)
            faults += [fault for fault in found if (fault.row, fault.column) not in told]
        if faults:
            raise ImportRefused(faults)
    return result


def understood(campaign: Campaign, lines: Sequence[Line]) -> tuple[list[Batch], list[Fault]]:
    """The lines by report, and what in them cannot be understood; nothing is written."""
    known = _Campaign(campaign)
    batches: dict[tuple[int, int], Batch] = {}
    faults: list[Fault] = []
    for line in lines:
        if line.text("campaign") and line.code("campaign") not in known.names:
            message = _("The row is about the campaign “%(name)s”, the file is read for another.")
            faults.append(line.fault("campaign", message % {"name": line.text("campaign")}))
            continue
        period = known.periods.get(line.code("period"))
        allocation = known.allocations.get((line.code("unit"), line.code("target")))
        if period is None or allocation is None:
            faults += known.unknown(line)
            continue
        if period.kind != allocation.target.frequency:
            faults.append(known.out_of_step(line, allocation))
            continue
        entry, wrong = _entry(line, allocation)
        key = (allocation.reporter_id, period.pk)
        kept = frozenset(name for column, name in STAYING.items() if column not in line.cells)
        batch = batches.setdefault(key, Batch(allocation.reporter, period, kept=kept))
        faults += wrong + batch.add(entry, line)
    return list(batches.values()), faults


def _entry(line: Line, allocation: Allocation) -> tuple[Entry, list[Fault]]:
    """The entry of a line; boxes that could not be read are left empty, with their faults."""
    faults: list[Fault] = []

    def note(column: str, message: "StrOrPromise") -> None:
        if message:
            faults.append(line.fault(column, message))

    wrong: StrOrPromise
    state, wrong = _chosen(STATE, line)
    note("state", wrong)
    value, wrong = _value(line, allocation)
    note("value", wrong)
    base, wrong = line.number_in("base", unit_of(allocation.target, "base"))
    note("base", wrong)
    estimate = line.flag("estimate")
    note("estimate", "" if estimate is not None else _("Write 1 for an estimate and 0 for a final figure."))
    forecast, wrong = line.number_in("year_forecast", allocation.target.unit_of_measure)
    note("year_forecast", wrong)
    outlook, wrong = _chosen(FORESEEN, line)
    note("outlook", wrong)
    told = ReadingState(state or ReadingState.REPORTED)
    entry = Entry(
        *(allocation, told, value, base, bool(estimate), line.text("note"), forecast, outlook),
        outlook_reason=line.text("outlook_reason"),
    )
    return entry, faults


def _chosen(column: Choice, line: Line) -> tuple[str, str]:
    try:
        return column.read(line), ""
    except ValueError as error:
        return "", str(error)


def _value(line: Line, allocation: Allocation) -> tuple[Decimal | None, "StrOrPromise"]:
    word = fold(line.text("value"))
    if allocation.target.entry == EntryKind.YES_NO and word and word in YES | NO:
        return Decimal(word in YES), ""
    return line.number_in("value", unit_of(allocation.target))


def _write(
    batch: Batch, actor: User, source: str, reason: str, approve: bool, result: Imported
) -> list[Fault]:
    """Write one report's rows; the faults that stood in the way."""
    result.reports += 1
    if not approve:
        batch.entries = completed(batch.entries, batch.reporter, batch.period)
    if _stands_already(batch):
        result.unchanged += len(batch.entries)
        return []
    try:
        revision = workflow.open_for_import(batch.reporter, batch.period, actor, reason)
        saved = save(
            revision,
            _knowing(batch, revision),
            actor=actor,
            source=source,
            all_or_nothing=True,
            importing=True,
            exactly=approve,
        )
        if saved.is_clean and approve:
            if beside := _never_submitted(revision, batch):
                return [batch.first_line.fault("", beside)]
            workflow.accept_import(revision, actor)
    except (EntryRefused, TransitionError) as error:
        if isinstance(error, EntryRefused) and error.refusal == NO_ROLE:
            return [line.fault("", f"{batch.reporter.name}: {error}") for line in batch.lines.values()]
        return [batch.first_line.fault("", f"{batch.reporter.name}, {batch.period.code}: {error}")]
    result.written += len(saved.saved)
    result.unchanged += len(saved.unchanged)
    return [
        (batch.lines[problem.allocation.pk] if problem.allocation else batch.first_line).fault(
            COLUMN_OF.get(problem.field, problem.field), problem.message
        )
        for problem in saved.problems
    ]


def _never_submitted(revision: Revision, batch: Batch) -> str:
    """What to say of figures in the unit's draft that the file would make official without naming them."""
    unnamed = list(
        revision.readings.exclude(allocation__in=batch.lines).select_related(
            "allocation__target", "allocation__unit"
        )
    )
    accepted = _readings(batch, [RevisionStatus.APPROVED]) if unnamed else {}
    beside = [
        f"{reading.allocation.target.code} {reading.allocation.unit.code}"
        for reading in unnamed
        if accepted.get(reading.allocation_id) != _stored(reading)
    ]
    message = _(
        "%(unit)s, %(period)s: the draft holds figures that were never submitted: %(figures)s. "
        "Name them in the file too, or have the report submitted."
    )
    names = {"unit": batch.reporter.name, "period": batch.period.code, "figures": ", ".join(beside)}
    return message % names if beside else ""


def _stands_already(batch: Batch) -> bool:
    """The accepted revision says all of this, and so does a correction that the unit has in hand: neither is
    one begun for nothing, nor is a mistaken one left as it is."""
    accepted = _readings(batch, [RevisionStatus.APPROVED])
    if not all(_says(entry, accepted.get(entry.allocation.pk), batch) for entry in batch.entries):
        return False
    written = _readings(batch, WRITABLE) or accepted
    return all(_says(entry, written.get(entry.allocation.pk), batch) for entry in batch.entries)


def _says(entry: Entry, stored: dict[str, Any] | None, batch: Batch) -> bool:
    """What is stored says all of the entry, which can be."""
    if stored is None:
        return False
    whole = _beside(entry, stored, batch.kept)
    return as_stored(whole) == stored and not check(whole, batch.period)


def _readings(batch: Batch, statuses: Iterable[str]) -> dict[int, dict[str, Any]]:
    """What the report's revision in one of the statuses holds, by allocation."""
    readings = Reading.objects.filter(
        revision__status__in=statuses,
        revision__report__reporter=batch.reporter,
        revision__report__period=batch.period,
    )
    return {reading.allocation_id: _stored(reading) for reading in readings}


def _stored(reading: Reading) -> dict[str, Any]:
    return {name: getattr(reading, name) for name in STORED_FIELDS}


def _knowing(batch: Batch, revision: Revision) -> list[Entry]:
    """What a file brings replaces what is there, knowingly; what it says nothing about stays."""
    there = {reading.allocation_id: reading for reading in revision.readings.all()}
    return [_over(entry, there.get(entry.allocation.pk), batch.kept) for entry in batch.entries]


def _over(entry: Entry, reading: Reading | None, kept: frozenset[str]) -> Entry:
    if reading is None:
        return entry
    return replace(_beside(entry, _stored(reading), kept), seen_version=reading.version)


def _beside(entry: Entry, stored: dict[str, Any], kept: frozenset[str]) -> Entry:
    """With what the file says nothing about; a second number stands beside a first one alone."""
    kept = kept if entry.state == ReadingState.REPORTED else kept - {"base"}
    return replace(entry, **{name: stored[name] for name in kept})
