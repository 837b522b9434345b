"""How the lists of Home Affairs are sifted: by cut-off or period, cluster, unit and state, in the address.

A count anywhere is the length of the list behind its link, because both ask `Filters.keeps`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Self

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import pgettext_lazy

from reports.choices import ReportingState
from reports.due import ReportLine
from targets.models import ReportingPeriod
from targets.schedule import Schedule
from units.models import Cluster, Unit

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

EVERY = "all"
NO_CLUSTER = "none"
OVERDUE, CAME_LATE, CORRECTION = "overdue", "late", "correction"
MARKS = {
    OVERDUE: pgettext_lazy("report", "Overdue"),
    CAME_LATE: pgettext_lazy("report", "Came late"),
    CORRECTION: pgettext_lazy("report", "Under correction"),
}
STATES: "dict[str, StrOrPromise]" = {**dict(ReportingState.choices), **MARKS}


@dataclass(frozen=True, slots=True)
class CutOff:
    """Everything that ends on one day."""

    day: date
    periods: tuple[ReportingPeriod, ...]

    @property
    def opens_on(self) -> date:
        return min(period.opens_on for period in self.periods)

    @property
    def due_on(self) -> date:
        return max(period.due_on for period in self.periods)

    @property
    def name(self) -> str:
        """What ends, the longest first: "quý II/2024, tháng 6/2024"."""
        longest_first = sorted(self.periods, key=lambda period: (period.starts_on, period.order))
        return ", ".join(period.name for period in longest_first)


def cut_offs(schedule: Schedule) -> list[CutOff]:
    """Every cut-off for which something is reported, first to last."""
    holding = sorted((p for p in schedule.periods if p.holds_readings), key=lambda period: period.cut_off)
    return [CutOff(day, tuple(group)) for day, group in groupby(holding, lambda period: period.cut_off)]


def in_hand(days: list[CutOff], today: date) -> CutOff | None:
    """The newest whose entry is open or over; before the first opens, the first."""
    begun = [day for day in days if day.opens_on <= today]
    return begun[-1] if begun else next(iter(days), None)


def is_in(state: str, line: ReportLine) -> bool:
    """Whether the report is in the state, or bears the mark."""
    marks = {
        OVERDUE: line.is_overdue,
        CAME_LATE: line.is_late and not line.is_overdue,
        CORRECTION: line.under_correction,
    }
    return marks.get(state, line.state == state)


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked for, "" for no matter what. `due` is the day of a cut-off, or EVERY for all of them.

    Without `due` and `period` the list is of the cut-off in hand.
    """

    due: str = ""
    period: str = ""
    cluster: str = ""
    unit: str = ""
    state: str = ""

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> Self:
        return cls(**{field.name: asked.get(field.name, "") for field in fields(cls)})

    def but(self, **other: str) -> Self:
        return replace(self, **other)

    def keeps(self, line: ReportLine) -> bool:
        """Cut-off and period apart, by which the lines were loaded."""
        return (
            self.has(line.reporter)
            and (not self.unit or line.reporter.code == self.unit)
            and (not self.state or is_in(self.state, line))
        )

    def has(self, unit: Unit) -> bool:
        """It is of the cluster that is asked for, if one is."""
        return self.cluster in ("", unit.cluster.code if unit.cluster else NO_CLUSTER)

    def of(self, lines: Iterable[ReportLine]) -> list[ReportLine]:
        return [line for line in lines if self.keeps(line)]

    @property
    def query(self) -> str:
        asked = {field.name: getattr(self, field.name) for field in fields(self)}
        return urlencode({name: value for name, value in asked.items() if value})

    @property
    def address(self) -> str:
        """Of the list in the queue."""
        return f"{reverse('review_queue')}?{self.query}#reports"


@dataclass(frozen=True, slots=True)
class Choice:
    """One filter: how many reports it leaves, and where they are listed."""

    value: str
    label: "StrOrPromise"
    count: int
    is_chosen: bool
    address: str = ""


def state_choices(lines: Iterable[ReportLine], asked: Filters) -> list[Choice]:
    """By state, of the lines that the other filters leave; states without a report are left out."""
    found = asked.but(state="").of(lines)
    counts = {"": len(found)} | {state: sum(is_in(state, line) for line in found) for state in STATES}
    labels = {"": pgettext_lazy("filter", "All"), **STATES}
    choices = [
        Choice(state, labels[state], count, state == asked.state, asked.but(state=state).address)
        for state, count in counts.items()
    ]
    return [choice for choice in choices if choice.count or choice.is_chosen or not choice.value]


def cluster_choices(counts: Mapping[Cluster | None, int], asked: Filters) -> list[Choice]:
    """By cluster, with these counts; the reports without a cluster under NO_CLUSTER."""
    every = Choice("", pgettext_lazy("filter", "All"), sum(counts.values()), not asked.cluster)
    return [every] + [
        Choice(code, label, count, code == asked.cluster)
        for cluster, count in counts.items()
        for code, label in [
            (cluster.code, cluster.name) if cluster else (NO_CLUSTER, pgettext_lazy("filter", "No cluster"))
        ]
    ]
