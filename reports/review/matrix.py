"""Who is how far: the reports of every unit, by cluster, over the periods of the year.

Units that owe nothing have no row. Each number is the length of the list in the queue that it leads to.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from reports.choices import ReportingState
from reports.due import ReportLine, report_lines
from reports.permissions import may_enter
from reports.review.cells import cells
from reports.review.lists import (
    EVERY,
    OVERDUE,
    STATES,
    Choice,
    Filters,
    cluster_choices,
    is_in,
    state_choices,
)
from targets.choices import Frequency
from targets.models import ReportingPeriod
from targets.schedule import Schedule
from units.models import Cluster, Unit, User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# The columns at the end of a row: everything owed, and what is still to be done about it.
ROW_TOTALS = {
    "": pgettext_lazy("reports", "All"),
    ReportingState.SUBMITTED.value: pgettext_lazy("reports", "Waits"),
    OVERDUE: pgettext_lazy("reports", "Overdue"),
}


@dataclass(frozen=True, slots=True)
class Total:
    """A number of reports, what they are, and the list of them."""

    label: "StrOrPromise"
    count: int
    address: str


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One unit: its report for each of the matrix's periods, None where it owes none."""

    unit: Unit
    lines: tuple[ReportLine | None, ...]
    cells: SafeString
    totals: tuple[Total, ...]


@dataclass(frozen=True, slots=True)
class TotalRow:
    """One state: how many reports are in it, by period and in all."""

    state: str
    label: "StrOrPromise"
    totals: tuple[Total, ...]


@dataclass(frozen=True)
class Matrix:
    """`lines` are of all clusters; `silent` are the units that owe nothing in the whole campaign."""

    schedule: Schedule
    lines: list[ReportLine]
    silent: list[Unit]
    asked: Filters
    may_enter: bool = False

    @classmethod
    def of(cls, schedule: Schedule, user: User, units: QuerySet[Unit], asked: Filters) -> "Matrix":
        """`units` in their order; three queries. Of the filters only the cluster is heard."""
        reporters = list(units)
        place = {unit.pk: number for number, unit in enumerate(reporters)}
        lines = report_lines([p for p in schedule.periods if p.holds_readings], reporters)
        lines.sort(key=lambda line: place[line.reporter.pk])
        owing = {line.reporter.pk for line in lines}
        return cls(
            schedule=schedule,
            lines=lines,
            silent=[unit for unit in reporters if unit.pk not in owing and unit != schedule.campaign.owner],
            asked=Filters(due=EVERY, cluster=asked.cluster),
            may_enter=may_enter(user, schedule.campaign.owner),
        )

    @cached_property
    def shown(self) -> list[ReportLine]:
        """Of the cluster that is asked for."""
        return self.asked.of(self.lines)

    @cached_property
    def periods(self) -> list[ReportingPeriod]:
        """In which something is owed, by frequency."""
        owed = {line.period.pk for line in self.shown}
        every = [period for kind in Frequency.values for period in self.schedule.of(kind)]
        return [period for period in every if period.pk in owed]

    @property
    def row_heads(self) -> "list[StrOrPromise]":
        """What stands at the end of a row."""
        return list(ROW_TOTALS.values())

    @property
    def width(self) -> int:
        """In columns."""
        return 1 + len(self.periods) + len(ROW_TOTALS)

    @cached_property
    def rows(self) -> list[MatrixRow]:
        by_unit: dict[int, list[ReportLine]] = {}
        for line in self.shown:
            by_unit.setdefault(line.reporter.pk, []).append(line)
        return [self._row(lines) for lines in by_unit.values()]

    @property
    def clusters(self) -> list[tuple[Cluster | None, list[MatrixRow]]]:
        ordered = groupby(self.rows, lambda row: row.unit.cluster)
        return [(cluster, list(rows)) for cluster, rows in ordered]

    @cached_property
    def totals(self) -> list[TotalRow]:
        """Every state that occurs, then all together."""
        found = [state for state in STATES if any(is_in(state, line) for line in self.shown)]
        return [self._total_row(state) for state in [*found, ""]]

    @property
    def states(self) -> list[Choice]:
        return state_choices(self.lines, self.asked)

    @property
    def choices(self) -> list[Choice]:
        """Each cluster with the number of its reports."""
        counts: dict[Cluster | None, int] = {}
        for line in self.lines:
            counts[line.reporter.cluster] = counts.get(line.reporter.cluster, 0) + 1
        return cluster_choices(counts, self.asked)

    def _row(self, lines: list[ReportLine]) -> MatrixRow:
        unit = lines[0].reporter
        by_period = {line.period.pk: line for line in lines}
        in_order = tuple(by_period.get(period.pk) for period in self.periods)
        of_unit = self.asked.but(cluster="", unit=unit.code)
        return MatrixRow(
            unit,
            in_order,
            cells(in_order, may_enter=self.may_enter),
            tuple(_total(label, lines, of_unit.but(state=state)) for state, label in ROW_TOTALS.items()),
        )

    def _total_row(self, state: str) -> TotalRow:
        of_state = self.asked.but(state=state)
        by_period: dict[str, list[ReportLine]] = {period.code: [] for period in self.periods}
        for line in self.shown:
            by_period[line.period.code].append(line)
        totals = [
            _total(period.short_name, by_period[period.code], of_state.but(due="", period=period.code))
            for period in self.periods
        ]
        label = STATES.get(state, _("In all"))
        return TotalRow(state, label, (*totals, _total(_("In all"), self.shown, of_state)))


def _total(label: "StrOrPromise", lines: Iterable[ReportLine], asked: Filters) -> Total:
    return Total(label, len(asked.of(lines)), asked.address)
