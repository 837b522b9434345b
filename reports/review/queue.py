"""The desk of Home Affairs: what waits for it, and how far every unit has come for one cut-off or for all."""

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from emulation.dates import today
from reports.choices import RevisionStatus
from reports.due import ReportLine, report_lines
from reports.permissions import may_enter
from reports.review.corrections import Asking, asking, asking_lines, objected
from reports.review.lists import (
    EVERY,
    Choice,
    CutOff,
    Filters,
    cluster_choices,
    cut_offs,
    in_hand,
    state_choices,
)
from reports.review.waiting import Waiting, loaded, overseen_by, waiting, waiting_lines
from targets.models import ReportingPeriod
from targets.schedule import Schedule
from units.models import Cluster, Unit, User


@dataclass(frozen=True)
class Queue:
    """`lines` are all reports owed for the periods on show, in the clusters' and units' order; `asked` is
    what they are sifted by. Who owes nothing has no line. `may_enter`: for the units.
    `past_due` are those, of every period whose due day is over, that still wait for their unit; `asking`
    reports of every period with numbers that the unit asks to correct, whoever waited longest first;
    `estimates` those with accepted estimates that wait for the official figure; `objected` revisions,
    submitted or accepted, with `objections` to their figures. `ticks_all`: the boxes begin ticked.
    """

    cut_off: CutOff | None
    days: list[CutOff]
    waiting: list[Waiting]
    lines: list[ReportLine]
    past_due: list[ReportLine]
    may_enter: bool = False
    asked: Filters = field(default_factory=Filters)
    asking: list[Asking] = field(default_factory=list)
    estimates: list[ReportLine] = field(default_factory=list)
    objected: list[Any] = field(default_factory=list)
    ticks_all: bool = False

    @classmethod
    def of(
        cls,
        schedule: Schedule,
        user: User,
        cut_off: CutOff | None,
        asked: Filters,
        *,
        ticks_all: bool = False,
    ) -> "Queue":
        """In four queries, and those of the flags."""
        units = overseen_by(user)
        to_answer = loaded(waiting(units) | asking(units) | objected(units), user)
        submitted = [each for each in to_answer if each.status == RevisionStatus.SUBMITTED]
        reporters = list(reporting(units, schedule))
        place = {reporter.pk: number for number, reporter in enumerate(reporters)}
        days = cut_offs(schedule)
        shown = _periods(days, cut_off, asked)
        ended = [period for day in days for period in day.periods if period.due_on < today()]
        lines = report_lines(ended + [period for period in shown if period not in ended], reporters)
        in_order = sorted(lines, key=lambda line: (place[line.reporter.pk], line.period.order))
        return cls(
            cut_off=cut_off,
            days=days,
            waiting=waiting_lines(submitted, user),
            lines=[line for line in in_order if line.period in shown],
            past_due=[line for line in lines if line.waits_for_unit and line.period in ended],
            may_enter=may_enter(user, schedule.campaign.owner),
            asked=asked,
            asking=asking_lines(to_answer),
            estimates=[line for line in in_order if line.estimates],
            objected=[each for each in to_answer if each.objections],
            ticks_all=ticks_all,
        )

    @property
    def title(self) -> str:
        """What the list below is of: a period, all that ends on one day, the whole year."""
        one = next((p for day in self.days for p in day.periods if p.code == self.asked.period), None)
        if one or self.asked.due == EVERY:
            return one.name if one else _("every period")
        return self.cut_off.name if self.cut_off else ""

    @property
    def shows_every_period(self) -> bool:
        return self.asked.due == EVERY and not self.asked.period

    @property
    def first(self) -> Waiting | None:
        """What Home Affairs takes up: the oldest that waits and that the reader may accept."""
        return next((waits for waits in self.waiting if waits.may_accept), None)

    @property
    def asked_count(self) -> int:
        """Numbers that units ask to correct."""
        return sum(len(each.requests) for each in self.asking)

    @property
    def objection_count(self) -> int:
        return sum(len(each.objections) for each in self.objected)

    @property
    def in_hand(self) -> CutOff | None:
        return in_hand(self.days, today())

    @cached_property
    def overdue(self) -> list[ReportLine]:
        """Whom Home Affairs chases: never handed in and past the due day, the oldest period first."""
        return [line for line in self.past_due if line.is_overdue]

    @property
    def overdue_units(self) -> int:
        return len({line.reporter.pk for line in self.overdue})

    @cached_property
    def unfinished(self) -> list[ReportLine]:
        """Handed in on time and sent back or reopened since, past the due day, the oldest period first."""
        return [line for line in self.past_due if not line.is_overdue]

    @cached_property
    def in_cluster(self) -> "InCluster":
        """What the cluster that is asked for leaves of everything above the list."""
        return InCluster(self)

    @property
    def clusters(self) -> list[Choice]:
        """Every cluster with the number of its reports that wait."""
        waiting = Counter(waits.report.reporter.cluster for waits in self.waiting)
        every = {line.reporter.cluster: 0 for line in self.lines} | waiting
        return cluster_choices(every, self.asked)

    @property
    def acceptable(self) -> list[Waiting]:
        """What the reader may accept at once, of every cluster."""
        return [waits for waits in self.waiting if waits.goes_with_others]

    @cached_property
    def shown(self) -> list[ReportLine]:
        return self.asked.of(self.lines)

    @property
    def shown_units(self) -> int:
        return len({line.reporter.pk for line in self.shown})

    @property
    def shown_clusters(self) -> list[tuple[Cluster | None, list[ReportLine]]]:
        return [
            (cluster, list(lines))
            for cluster, lines in groupby(self.shown, lambda line: line.reporter.cluster)
        ]

    @property
    def states(self) -> list[Choice]:
        return state_choices(self.lines, self.asked)

    @property
    def unit(self) -> Unit | None:
        """The one that is asked for."""
        return next((line.reporter for line in self.lines if line.reporter.code == self.asked.unit), None)


class InCluster:
    """The parts of the desk above its list, of the cluster that is asked for; of all of them without one."""

    def __init__(self, queue: Queue) -> None:
        self._queue = queue

    @cached_property
    def flagged(self) -> list[Waiting]:
        """Waiting, to be opened one by one."""
        return [waits for waits in self._queue.waiting if waits.flags and self._has(waits.report.reporter)]

    @cached_property
    def unflagged(self) -> list[Waiting]:
        """Waiting, and nothing about them asks for a look."""
        return [w for w in self._queue.waiting if not w.flags and self._has(w.report.reporter)]

    @property
    def acceptable(self) -> list[Waiting]:
        return [waits for waits in self._queue.acceptable if self._has(waits.report.reporter)]

    @property
    def asking(self) -> list[Asking]:
        return [each for each in self._queue.asking if self._has(each.report.reporter)]

    @property
    def objected(self) -> list[Any]:
        return [each for each in self._queue.objected if self._has(each.report.reporter)]

    @cached_property
    def estimates(self) -> list[ReportLine]:
        return [line for line in self._queue.estimates if self._has(line.reporter)]

    @property
    def estimate_count(self) -> int:
        return sum(len(line.estimates) for line in self.estimates)

    @cached_property
    def overdue(self) -> list[ReportLine]:
        return [line for line in self._queue.overdue if self._has(line.reporter)]

    @cached_property
    def unfinished(self) -> list[ReportLine]:
        return [line for line in self._queue.unfinished if self._has(line.reporter)]

    def _has(self, unit: Unit) -> bool:
        return self._queue.asked.has(unit)


def reporting(units: QuerySet[Unit], schedule: Schedule) -> QuerySet[Unit]:
    """Those that take part in the campaign, in the clusters' and units' order."""
    taking_part = units.under(schedule.campaign.owner).select_related("cluster")
    return taking_part.order_by("cluster__order", "cluster__code", "order", "code")


def _periods(days: list[CutOff], cut_off: CutOff | None, asked: Filters) -> tuple[ReportingPeriod, ...]:
    """What the list is of."""
    every = tuple(period for day in days for period in day.periods)
    if one := tuple(period for period in every if period.code == asked.period):
        return one
    if asked.due == EVERY:
        return every
    return cut_off.periods if cut_off else ()
