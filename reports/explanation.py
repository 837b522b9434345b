"""How the figure of one target came about: formula, units, readings, people; for the target's page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reports import wording
from reports.assessment import Moment
from reports.assessment import expected as expected_at
from reports.choices import Basis
from reports.lines import Line, lines_of
from reports.models import Reading, on_basis
from reports.permissions import reads_reading
from reports.progress import Row, own_row
from reports.remarks import with_correction
from reports.tallies import Part
from targets.choices import Measure, Pace
from targets.models import Movement, ReportingPeriod
from targets.schedule import Schedule
from units.models import Unit, User
from units.permissions import sees_everything, sees_unit


@dataclass(frozen=True, slots=True)
class UnitLine:
    """What one unit gave: its sums, its row as its own page has it, and its newest reading that speaks.

    `is_open_to_reader`: the people and the note behind the reading may be shown. `opens` names the page on
    which the reader finds its report, "review" or "entry"; empty where there is none for this person.
    """

    part: Part
    line: Line
    reading: Reading | None
    is_open_to_reader: bool
    unit_is_open: bool
    opens: str = ""

    @property
    def unit(self) -> Unit:
        return self.part.allocation.unit

    @property
    def carried_from(self) -> ReportingPeriod | None:
        """The period of a latest reading that is older than the last ended one."""
        return self._period if self.part.is_carried else None

    @property
    def last_answer(self) -> ReportingPeriod | None:
        """The period of the newest answer, where the last ended one has none."""
        return None if self.part.has_answered else self._period

    @property
    def _period(self) -> ReportingPeriod | None:
        return self.reading.revision.report.period if self.reading else None


@dataclass(frozen=True, slots=True)
class Step:
    """What the plan expects at the end of one period."""

    period: ReportingPeriod
    expected: str
    has_ended: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    line: Line
    children: list[Line]
    units: list[UnitLine]
    missing: list[Unit]
    path: list[Step]
    movements: list[Movement]

    @classmethod
    def of(cls, row: Row, schedule: Schedule, basis: Basis, user: User) -> "Explanation":
        readings = speaking(row, basis)
        corrected = {r.allocation.target_id for r in readings if r.is_corrected}
        return cls(
            line=Line(row, under_correction=bool(corrected)),
            children=lines_of(row.children, corrected),
            units=unit_lines(row, schedule, readings, user),
            missing=missing(row),
            path=path(row, schedule),
            movements=list(Movement.objects.filter(targets__in=[row.target.pk, row.target.parent_id])),
        )

    @property
    def rule(self) -> str:
        return wording.rule_text(self.line.row)

    @property
    def formula(self) -> str:
        return wording.formula_text(self.line.row)

    @property
    def previous_result(self) -> str:
        result = self.line.row.target.previous_result
        return "" if result is None else wording.level_text(self.line.row, result)

    @property
    def has_quotas(self) -> bool:
        return any(line.part.allocation.quota is not None for line in self.units)

    @property
    def has_bases(self) -> bool:
        return self.line.row.target.takes_base

    @property
    def has_figures(self) -> bool:
        """A unit's figure is worth a column of its own where it is not simply its value."""
        return self.line.row.target.measure != Measure.AMOUNT

    @property
    def shows_people(self) -> bool:
        return any(line.is_open_to_reader and line.reading for line in self.units)


def speaking(row: Row, basis: Basis) -> list:
    """Every reading of the ended periods behind the row and its children, the newest first."""
    parts = {part.allocation.pk: part for each in (row, *row.children) for part in each.parts}
    found = with_correction(Reading.objects.all()).filter(
        on_basis(basis, "revision__"),
        allocation__in=parts,
        revision__report__period__cut_off__lte=row.moment.as_of,
    )
    readings = found.select_related(
        "revision__report__reporter",
        "revision__report__period",
        "revision__submitted_by",
        "revision__decided_by",
        "entered_by",
    ).order_by("-revision__report__period__cut_off")
    known = list(readings)
    for reading in known:
        reading.allocation = parts[reading.allocation_id].allocation
    return known


def unit_lines(row: Row, schedule: Schedule, readings: Sequence[Reading], user: User) -> list[UnitLine]:
    """A line for each unit, in their order; composite targets have none, their children do."""
    newest: dict[int, Reading] = {}
    for reading in readings:
        newest.setdefault(reading.allocation_id, reading)
    return [_unit_line(row, schedule, part, newest.get(part.allocation.pk), user) for part in row.parts]


def _unit_line(row: Row, schedule: Schedule, part: Part, reading: Reading | None, user: User) -> UnitLine:
    return UnitLine(
        part=part,
        line=Line(own_row(part, schedule, row.moment.as_of)),
        reading=reading,
        is_open_to_reader=reading is not None and reads_reading(user, reading),
        unit_is_open=sees_unit(user, part.allocation.unit),
        opens=_page_of_report(reading, user) if reading else "",
    )


def _page_of_report(reading: Reading, user: User) -> str:
    """A unit's overseers read its reports where they are reviewed, its own people where they are entered."""
    reporter = reading.revision.report.reporter
    if sees_everything(user, reporter):
        return "review"
    return "entry" if sees_unit(user, reporter) else ""


def missing(row: Row) -> list[Unit]:
    """Units that owe the last ended period and have not answered it, for the row or one of its children."""
    parts = [part for each in (row, *row.children) for part in each.parts]
    late = {p.allocation.unit_id: p.allocation.unit for p in parts if p.owes_last and not p.has_answered}
    return list(late.values()) if row.moment.ended else []


def path(row: Row, schedule: Schedule) -> list[Step]:
    """What the plan expects period by period, where it expects something else in each."""
    if row.rule.pace not in {Pace.STEADY, Pace.PROFILE} or row.rule.threshold is None:
        return []
    periods = schedule.of(row.target.frequency)
    moments = [Moment(p.cut_off, number, len(periods)) for number, p in enumerate(periods, start=1)]
    levels = [expected_at(row.rule, moment) for moment in moments]
    return [
        Step(period, wording.expected_text(replace(row, expected=level)), period.cut_off <= row.moment.as_of)
        for period, level in zip(periods, levels, strict=True)
    ]
