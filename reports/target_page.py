"""A target's page: how its figure came about, by formula, units, readings, people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Case, Q, When
from django.utils.translation import gettext as _

from emulation.gathered import Gathered
from reports import wording
from reports.asking.asked import Asked, gathered_asked
from reports.assessment import Moment
from reports.assessment import expected as expected_at
from reports.choices import Basis
from reports.confirming.words import Words, with_words
from reports.correcting.late import (
    ACCEPTED,
    AcceptedAnswer,
    LateCorrection,
    late_corrections,
    told,
    told_of_row,
)
from reports.issuing.told import ToldInReport, gathered_issues, told_in_report
from reports.lines import Line, lines_of
from reports.models import Explanation, Reading, on_basis
from reports.permissions import reads_reading
from reports.plan_view import PlanChangeLine, plan_changes_of
from reports.progress import Row, own_row
from reports.remarks import with_correction
from reports.tallies import Part
from targets.choices import Entry, Measure, OverTime, Pace
from targets.models import Movement, ReportingPeriod, Target
from targets.schedule import Schedule
from units.models import Unit, User
from units.permissions import sees_everything, sees_unit


@dataclass(frozen=True, slots=True)
class UnitLine:
    """What one unit gave: its sums, its row as its own page has it, and its newest reading that speaks.

    `late`: a period that was corrected after the last one had been accepted, in words.
    `is_open_to_reader`: the people and the note behind the reading may be shown. `opens` names the page on
    which the reader finds its report, "review" or "entry"; empty where there is none for this person.
    """

    part: Part
    line: Line
    reading: Reading | None
    is_open_to_reader: bool
    unit_is_open: bool
    opens: str = ""
    late: str = ""
    basis: Basis = Basis.OFFICIAL

    @property
    def unit(self) -> Unit:
        return self.part.allocation.unit

    @property
    def lacks_answer(self) -> bool:
        """It owes the last ended period, and has not answered it."""
        return bool(self.line.row.moment.ended) and self.part.owes_last and not self.part.has_answered

    @property
    def answer(self) -> str:
        """How it stands with the last ended period, in words."""
        last = self.line.row.last_period
        if not self.line.row.moment.ended or last is None:
            return _("not due yet")
        if self.part.has_answered and self.reading:
            return str(self.reading.get_state_display())
        if not self.part.owes_last:
            return _("owes nothing for this period")
        if self.basis == Basis.OFFICIAL:
            return _("no figure accepted for %(period)s") % {"period": last.short_name}
        return _("not answered")

    @property
    def words(self) -> Words:
        """What the unit concerned has said of the reading; for whom people and note are shown too."""
        return Words.of(self.reading if self.is_open_to_reader else None)

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
    """One period of the year: what it brought, what the year had come to, what the plan expects by its end.

    `own` and `cumulative` are for amounts that are added up; a dash for a period without a number. `late`
    tells of a correction that changed the year to date after this period had been accepted.
    """

    period: ReportingPeriod
    has_ended: bool
    own: str = ""
    cumulative: str = ""
    expected: str = ""
    late: str = ""


@dataclass(frozen=True, slots=True)
class TargetPage:
    """`late`: of the figure on top, as in UnitLine."""

    line: Line
    children: list[Line]
    units: list[UnitLine]
    missing: list[Unit]
    path: list[Step]
    movements: list[dict[str, str]]
    explanations: list[Asked]
    late: str = ""
    told: ToldInReport | None = None

    @classmethod
    def of(cls, row: Row, schedule: Schedule, basis: Basis, user: User) -> "TargetPage":
        known = answers(row, basis)
        readings = [reading for reading in known if reading.speaks]
        late = LateFigures.of(row, schedule, known if basis == Basis.OFFICIAL else [])
        around = beside(row, user)
        corrected = {r.allocation.target_id for r in readings if r.is_corrected}
        return cls(
            line=Line(row, under_correction=bool(corrected)),
            children=lines_of(row.children, corrected),
            units=unit_lines(row, schedule, basis, readings, user, late),
            missing=missing(row),
            path=path(row, schedule, readings, late),
            movements=around.belongs_to,
            explanations=[Asked(**facts) for facts in around.explanations_asked],
            late=late.of_row(row),
            told=told_in_report(row, around.issues) if basis == Basis.OFFICIAL else None,
        )

    @property
    def plan_changes(self) -> list[PlanChangeLine]:
        return plan_changes_of(self.line.row)

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
    def adds_up(self) -> bool:
        return adds_up(self.line.row)

    @property
    def has_expectations(self) -> bool:
        return any(step.expected for step in self.path)

    @property
    def shows_people(self) -> bool:
        return any(line.is_open_to_reader and line.reading for line in self.units)


def beside(row: Row, user: User) -> Any:
    """The target with the movements that it `belongs_to`, what was asked about it or its children, as far as
    the reader may see that (`explanations_asked`), and the reports issued on the period. One query."""
    targets = [row.target.pk, *(child.target.pk for child in row.children)]
    movements = Movement.objects.filter(targets__in=[row.target.pk, row.target.parent_id])
    explanations = Explanation.objects.visible_to(user).filter(target__in=targets)
    found = Target.objects.annotate(
        belongs_to=Gathered(movements, code="code", name="name"),
        explanations_asked=gathered_asked(explanations),
        issues=gathered_issues(row.moment.as_of),
    )
    return found.only("pk").get(pk=row.target.pk)


@dataclass(frozen=True, slots=True)
class LateFigures:
    """What was corrected late behind a row: by later period and allocation, both by their keys."""

    corrections: dict[int, dict[int, list[LateCorrection]]]

    @classmethod
    def of(cls, row: Row, schedule: Schedule, readings: Iterable[Reading]) -> "LateFigures":
        if row.target.over_time != OverTime.SUM:
            return cls({})
        accepted: dict[int, list[AcceptedAnswer]] = {}
        for reading in readings:
            if reading.revision.status in ACCEPTED:
                accepted.setdefault(reading.allocation_id, []).append(AcceptedAnswer.of(reading))
        ended = schedule.ended(row.target.frequency, row.moment.as_of)
        return cls(
            {
                later.pk: {key: late_corrections(own, later, schedule) for key, own in accepted.items()}
                for later in ended
            }
        )

    def until(self, period: ReportingPeriod | None) -> dict[int, list[LateCorrection]]:
        return self.corrections.get(period.pk, {}) if period else {}

    def of_row(self, row: Row) -> str:
        return told_of_row(row, self.until(row.last_period))

    def of_step(self, row: Row, period: ReportingPeriod, cumulative: Decimal) -> str:
        """Of the counting units' sum until a period."""
        by_allocation = self.until(period)
        own = [each for part in row.parts for each in by_allocation.get(part.allocation.pk, [])]
        moved = sum(((each.new.value or 0) - (each.old.value or 0) for each in own), Decimal(0))
        return told(own, _told(row, cumulative - moved), _told(row, cumulative))


def answers(row: Row, basis: Basis) -> list:
    """Every reading of the ended periods behind the row and its children that speaks (`speaks`) or was
    official once, the newest period first."""
    parts = {part.allocation.pk: part for each in (row, *row.children) for part in each.parts}
    speaks = on_basis(basis, "revision__")
    marked = with_correction(Reading.objects.annotate(speaks=Case(When(speaks, then=True), default=False)))
    found = with_words(marked).filter(
        Q(speaks=True) | Q(revision__status__in=ACCEPTED),
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


def unit_lines(
    row: Row, schedule: Schedule, basis: Basis, readings: Sequence[Reading], user: User, late: LateFigures
) -> list[UnitLine]:
    """A line for each unit, in their order; composite targets have none, their children do."""
    newest: dict[int, Reading] = {}
    for reading in readings:
        newest.setdefault(reading.allocation_id, reading)
    return [
        replace(_unit_line(row, schedule, part, newest.get(part.allocation.pk), user, late), basis=basis)
        for part in row.parts
    ]


def _unit_line(
    row: Row, schedule: Schedule, part: Part, reading: Reading | None, user: User, late: LateFigures
) -> UnitLine:
    own = own_row(part, schedule, row.moment.as_of)
    return UnitLine(
        part=part,
        line=Line(own),
        reading=reading,
        is_open_to_reader=reading is not None and reads_reading(user, reading),
        unit_is_open=sees_unit(user, part.allocation.unit),
        opens=_page_of_report(reading, user) if reading else "",
        late=late.of_row(own),
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


def adds_up(row: Row) -> bool:
    """The target's own amounts are added up over the year's periods."""
    target = row.target
    is_summed = target.measure == Measure.AMOUNT and target.over_time == OverTime.SUM
    return is_summed and target.entry != Entry.YES_NO


def path(row: Row, schedule: Schedule, readings: Sequence[Reading], late: LateFigures) -> list[Step]:
    """The year period by period: where amounts add up, or the plan expects something else in each."""
    is_paced = row.rule.pace in {Pace.STEADY, Pace.PROFILE} and row.rule.threshold is not None
    if not (is_paced or adds_up(row)):
        return []
    periods = schedule.of(row.target.frequency)
    sums = sums_by_period(row, readings) if adds_up(row) else {}
    return [
        Step(
            period=period,
            has_ended=period.cut_off <= row.moment.as_of,
            own=_told(row, sums.get(period.pk)),
            cumulative=_told(row, _sum_until(periods[:number], sums)) if period.pk in sums else "",
            late=late.of_step(row, period, _sum_until(periods[:number], sums)) if period.pk in sums else "",
            expected=_told(row, expected_at(row.rule, Moment(period.cut_off, number, len(periods))))
            if is_paced
            else "",
        )
        for number, period in enumerate(periods, start=1)
    ]


def sums_by_period(row: Row, readings: Sequence[Reading]) -> dict[int, Decimal]:
    """What the counting units gave for a period, by its key; no entry where none gave a number."""
    counting = {part.allocation.pk for part in row.parts if part.allocation.counts}
    sums: dict[int, Decimal] = {}
    for reading in readings:
        period = reading.revision.report.period_id
        if reading.allocation_id in counting and reading.value is not None:
            sums[period] = sums.get(period, Decimal(0)) + reading.value
    return sums


def _sum_until(periods: Sequence[ReportingPeriod], sums: dict[int, Decimal]) -> Decimal:
    return sum((sums.get(period.pk, Decimal(0)) for period in periods), Decimal(0))


def _told(row: Row, figure: Decimal | Fraction | None) -> str:
    return "" if figure is None else wording.value_text(row.target, row.rule, figure)
