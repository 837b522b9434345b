"""Readings from a file: understood row by row, written through intake report by report, all or none."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from emulation.text import fold
from reports import workflow
from reports.choices import ReadingState, RevisionStatus
from reports.entries import STORED_FIELDS, Entry, as_stored
from reports.intake import EntryRefused, save, seen_versions
from reports.models import Reading
from reports.progress_file import Line
from reports.transitions import TransitionError
from targets.choices import Entry as EntryKind
from targets.models import Allocation, Campaign, ReportingPeriod
from units.models import Unit, User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

YES = {"1", "x", "yes", "true", "co"}
NO = {"", "0", "no", "false", "khong"}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a row; `column` is empty where the row as a whole is meant."""

    row: int
    column: str
    message: "StrOrPromise"

    def __str__(self) -> str:
        place = f"{self.column}: " if self.column else ""
        return _("Row %(row)s: %(what)s") % {"row": self.row, "what": f"{place}{self.message}"}


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
    """The rows of one report; `rows` tells each allocation's line in the file."""

    reporter: Unit
    period: ReportingPeriod
    entries: list[Entry] = field(default_factory=list)
    rows: dict[int, int] = field(default_factory=dict)

    def first_row(self) -> int:
        return min(self.rows.values())


def import_lines(
    campaign: Campaign, lines: Sequence[Line], actor: User, *, source: str, approve: bool = False
) -> Imported:
    """Write every line's reading, or none: raises ImportRefused with all that is wrong.

    Without `approve` into drafts (or a correction of what was accepted). With it, an administrator's act:
    the figures are official at once, whether or not the report is complete. `source` is the file's name.
    """
    batches, faults = understood(campaign, lines)
    result = Imported()
    with transaction.atomic():
        for batch in batches:
            told = {(fault.row, fault.column) for fault in faults}
            found = _write(batch, actor, source, approve, result)
            faults += [fault for fault in found if (fault.row, fault.column) not in told]
        if faults:
            raise ImportRefused(faults)
    return result


def understood(campaign: Campaign, lines: Sequence[Line]) -> tuple[list[Batch], list[Fault]]:
    """The lines by report, and what in them cannot be understood; nothing is written."""
    periods = {period.code: period for period in campaign.periods.holding_readings()}
    allocations = Allocation.objects.filter(target__campaign=campaign)
    known = {
        (allocation.unit.code, allocation.target.code): allocation
        for allocation in allocations.select_related("target", "unit", "reporter")
    }
    batches: dict[tuple[int, int], Batch] = {}
    faults: list[Fault] = []
    for line in lines:
        period = periods.get(line.text("period"))
        allocation = known.get((line.text("unit"), line.text("target")))
        if period is None or allocation is None:
            faults += _unknown(line, periods, known, has_period=period is not None)
            continue
        entry, wrong = _entry(line, allocation)
        faults += wrong
        key = (allocation.reporter_id, period.pk)
        batch = batches.setdefault(key, Batch(allocation.reporter, period))
        batch.entries.append(entry)
        batch.rows[allocation.pk] = line.number
    return list(batches.values()), faults


def _unknown(
    line: Line, periods: Iterable[str], known: Iterable[tuple[str, str]], *, has_period: bool
) -> list[Fault]:
    faults = []
    unit, target = line.text("unit"), line.text("target")
    if not has_period:
        message = _("Unknown period “%(name)s”. Known: %(known)s.")
        faults.append(
            Fault(line.number, "period", message % {"name": line.text("period"), "known": ", ".join(periods)})
        )
    units, targets = {code for code, _target in known}, {code for _unit, code in known}
    if unit not in units:
        faults.append(Fault(line.number, "unit", _("Unknown unit “%(name)s”.") % {"name": unit}))
    if target not in targets:
        faults.append(Fault(line.number, "target", _("Unknown target “%(name)s”.") % {"name": target}))
    if unit in units and target in targets and (unit, target) not in set(known):
        message = _("%(target)s is not allocated to %(unit)s.") % {"target": target, "unit": unit}
        faults.append(Fault(line.number, "target", message))
    return faults


def _entry(line: Line, allocation: Allocation) -> tuple[Entry, list[Fault]]:
    """The entry of a line; boxes that could not be read are left empty, with their faults."""
    faults: list[Fault] = []

    def note(column: str, message: "StrOrPromise") -> None:
        if message:
            faults.append(Fault(line.number, column, message))

    state, wrong = _state(line.text("state"))
    note("state", wrong)
    value, wrong = _value(line, allocation)
    note("value", wrong)
    base, wrong = line.number_in("base")
    note("base", wrong)
    estimate, wrong = _flag(line.text("estimate"))
    note("estimate", wrong)
    return Entry(allocation, state, value, base, estimate, line.text("note")), faults


def _state(text: str) -> tuple[ReadingState, str]:
    for state in ReadingState:
        if fold(text) in {state.value, fold(state.label)}:
            return state, ""
    if not text:
        return ReadingState.REPORTED, ""
    known = ", ".join(ReadingState.values)
    return ReadingState.REPORTED, _("“%(word)s” is no state. Write one of: %(known)s.") % {
        "word": text,
        "known": known,
    }


def _value(line: Line, allocation: Allocation) -> tuple[Decimal | None, "StrOrPromise"]:
    word = fold(line.text("value"))
    if allocation.target.entry == EntryKind.YES_NO and word and word in YES | NO:
        return Decimal(word in YES), ""
    return line.number_in("value")


def _flag(text: str) -> tuple[bool, str]:
    word = fold(text)
    if word in YES | NO:
        return word in YES, ""
    return False, _("Write 1 for an estimate and 0 for a final figure.")


def _write(batch: Batch, actor: User, source: str, approve: bool, result: Imported) -> list[Fault]:
    """Write one report's rows; the faults that stood in the way."""
    result.reports += 1
    if _is_accepted_already(batch):
        result.unchanged += len(batch.entries)
        return []
    try:
        revision = workflow.open_for_import(batch.reporter, batch.period, actor, source)
        saved = save(
            revision,
            _knowing(batch.entries, seen_versions(revision)),
            actor=actor,
            source=source,
            all_or_nothing=True,
            importing=True,
        )
        if saved.is_clean and approve:
            workflow.accept_import(revision, actor)
    except (EntryRefused, TransitionError) as error:
        return [Fault(batch.first_row(), "", f"{batch.reporter.name}, {batch.period.code}: {error}")]
    result.written += len(saved.saved)
    result.unchanged += len(saved.unchanged)
    return [
        Fault(
            batch.rows[problem.allocation.pk] if problem.allocation else batch.first_row(),
            problem.field,
            problem.message,
        )
        for problem in saved.problems
    ]


def _is_accepted_already(batch: Batch) -> bool:
    """The accepted revision says all of this: no correction is begun for nothing."""
    accepted = Reading.objects.filter(
        revision__status=RevisionStatus.APPROVED,
        revision__report__reporter=batch.reporter,
        revision__report__period=batch.period,
    )
    stored = {
        reading.allocation_id: {name: getattr(reading, name) for name in STORED_FIELDS}
        for reading in accepted
    }
    return all(stored.get(entry.allocation.pk) == as_stored(entry) for entry in batch.entries)


def _knowing(entries: Sequence[Entry], versions: dict[int, int]) -> list[Entry]:
    """What a file brings replaces what is there, knowingly."""
    return [replace(entry, seen_version=versions.get(entry.allocation.pk)) for entry in entries]
