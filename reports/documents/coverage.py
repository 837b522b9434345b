"""Of the units that owe a report for a cut-off, who is in, waits for Home Affairs, changes it, is missing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from reports.choices import ReportingState
from reports.due import ReportLine


@dataclass(frozen=True, slots=True)
class Coverage:
    """Numbers of units and names in the units' order; a unit with nothing to report is in none of them.

    `missing` have sent nothing; `asked` have sent their report and are to change it.
    """

    owing: int
    accepted: int
    waiting: tuple[str, ...]
    missing: tuple[str, ...]
    asked: tuple[str, ...] = ()


def is_accepted(line: ReportLine) -> bool:
    """Its figures are official, also while they are being corrected."""
    return line.state == ReportingState.APPROVED or line.under_correction


def is_missing(line: ReportLine) -> bool:
    return not (is_accepted(line) or line.is_handed_in or line.is_asked_to_change)


def coverage(lines: Iterable[ReportLine], cut_off: date) -> Coverage:
    """From the lines of the reports that end on this day; a unit is in when all of its own are."""
    by_unit: dict[int, list[ReportLine]] = {}
    for line in lines:
        if line.period.cut_off == cut_off:
            by_unit.setdefault(line.reporter.pk, []).append(line)
    units = sorted(by_unit.values(), key=lambda own: (own[0].reporter.order, own[0].reporter.code))
    missing = [own for own in units if any(map(is_missing, own))]
    accepted = [own for own in units if all(map(is_accepted, own))]
    sent = [own for own in units if own not in missing and own not in accepted]
    asked = [own for own in sent if any(line.is_asked_to_change for line in own)]
    waiting = [own for own in sent if own not in asked]
    return Coverage(len(units), len(accepted), _names(waiting), _names(missing), _names(asked))


def _names(units: Iterable[list[ReportLine]]) -> tuple[str, ...]:
    return tuple(own[0].reporter.name for own in units)
