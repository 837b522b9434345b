"""The desk of Home Affairs: what waits for it, and how far every unit has come for one cut-off."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from itertools import groupby
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, When
from django.utils.translation import pgettext_lazy

from emulation.dates import now, today
from reports.asked_corrections import AskedCorrection, asked_in, with_requests
from reports.choices import CorrectionState, ReportingState, RevisionStatus
from reports.due import ReportLine, is_late, report_lines
from reports.models import CorrectionRequest, Revision
from reports.permissions import may_enter
from targets.models import ReportingPeriod
from targets.schedule import Schedule
from units.choices import Role
from units.models import Cluster, Unit, User

OVERSEERS = {Role.HOME_AFFAIRS, Role.LEADERSHIP}
OVERDUE, CAME_LATE, CORRECTION = "overdue", "late", "correction"
MARKS = {
    OVERDUE: pgettext_lazy("report", "Overdue"),
    CAME_LATE: pgettext_lazy("report", "Came late"),
    CORRECTION: pgettext_lazy("report", "Under correction"),
}


def overseen_by(user: User) -> QuerySet[Unit]:
    """The units whose reports the person looks at as Home Affairs, leadership or administrator."""
    if user.is_superuser:
        return Unit.objects.all()
    reach = Q(pk__in=[])
    for grant in user.grants:
        if grant.role in OVERSEERS:
            reach |= Q(path__startswith=grant.path)
    return Unit.objects.filter(reach)


def waiting(units: QuerySet[Unit]) -> QuerySet[Revision]:
    """Reports that these units submitted and nobody has decided on, of whatever period, the oldest first."""
    submitted = Revision.objects.filter(status=RevisionStatus.SUBMITTED, report__reporter__in=units)
    return submitted.order_by("submitted_at", "pk")


def asking(units: QuerySet[Unit]) -> QuerySet[Revision]:
    """Accepted reports of these units, in hand as they are, with a request to correct a number that waits."""
    waits = CorrectionRequest.objects.filter(report=OuterRef("report"), outcome=CorrectionState.OPEN)
    accepted = Revision.objects.newest().filter(status=RevisionStatus.APPROVED)
    return accepted.filter(Exists(waits), report__reporter__in=units)


def next_waiting(user: User, after: Revision) -> Revision | None:
    """What the reviewer takes up next: of what waits and may be accepted by him, the first that came in after
    this one; at the end the oldest again."""
    at, key = after.submitted_at or now(), after.pk
    earlier = Q(submitted_at__lt=at) | Q(submitted_at=at, pk__lt=key)
    others = waiting(overseen_by(user)).exclude(pk=key).with_part_of(user).filter(took_part=False)
    in_turn = others.annotate(is_earlier=Case(When(earlier, then=1), default=0))
    ordered = in_turn.order_by("is_earlier", "submitted_at", "pk")
    return ordered.select_related("report__reporter", "report__period").first()


@dataclass(frozen=True, slots=True)
class Waiting:
    """One submitted report; `revision` brings `answers`, the number of its lines, and `took_part`."""

    revision: Any

    @property
    def report(self):
        return self.revision.report

    @property
    def answers(self) -> int:
        return self.revision.answers

    @property
    def took_part(self) -> bool:
        """Somebody else has to accept it."""
        return self.revision.took_part

    @property
    def is_late(self) -> bool:
        first = self.report.first_submitted_at or self.revision.submitted_at
        return is_late(self.report.period.due_on, first, first, owed=1)


@dataclass(frozen=True, slots=True)
class Asking:
    """A report, submitted or accepted, of which the unit asks to correct numbers."""

    revision: Any
    requests: tuple[AskedCorrection, ...]

    @classmethod
    def of(cls, revision: Any) -> "Asking":
        return cls(revision, tuple(asked for asked in asked_in(revision) if asked.can_be_granted))

    @property
    def report(self):
        return self.revision.report

    @property
    def since(self) -> datetime:
        return min(asked.asked_at for asked in self.requests)

    @property
    def askers(self) -> str:
        return ", ".join(dict.fromkeys(asked.asker for asked in self.requests))


@dataclass(frozen=True, slots=True)
class Choice:
    """One filter: how many reports it leaves."""

    value: str
    label: Any
    count: int
    is_chosen: bool


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


@dataclass(frozen=True)
class Queue:
    """`lines` are all reports owed for the cut-off, in the clusters' and units' order; `state` and `cluster`
    are the filters asked for, "" for none. Who owes nothing has no line. `may_enter`: for the units.
    `past_due` are those, of every period whose due day is over, that still wait for their unit. `asking` are
    reports with numbers that the unit asks to correct, whoever waited longest first; `estimates` those with
    accepted estimates that wait for the official figure."""

    cut_off: CutOff | None
    days: list[CutOff]
    waiting: list[Waiting]
    lines: list[ReportLine]
    past_due: list[ReportLine]
    asking: list[Asking] = field(default_factory=list)
    estimates: list[ReportLine] = field(default_factory=list)
    may_enter: bool = False
    state: str = ""
    cluster: str = ""

    @classmethod
    def of(cls, schedule: Schedule, user: User, cut_off: CutOff | None, **filters: str) -> "Queue":
        """In four queries."""
        units = overseen_by(user)
        to_answer = with_requests((waiting(units) | asking(units)).with_part_of(user))
        counted = to_answer.annotate(answers=Count("readings"))
        revisions = list(counted.select_related("report__reporter", "report__period", "submitted_by"))
        asked = [found for revision in revisions if (found := Asking.of(revision)).requests]
        taking_part = units.under(schedule.campaign.owner).select_related("cluster")
        reporters = list(taking_part.order_by("cluster__order", "cluster__code", "order", "code"))
        place = {reporter.pk: number for number, reporter in enumerate(reporters)}
        days = cut_offs(schedule)
        shown = cut_off.periods if cut_off else ()
        ended = [period for day in days for period in day.periods if period.due_on < today()]
        lines = report_lines(ended + [period for period in shown if period not in ended], reporters)
        return cls(
            cut_off=cut_off,
            days=days,
            waiting=[Waiting(each) for each in revisions if each.status == RevisionStatus.SUBMITTED],
            estimates=[line for line in lines if line.estimates],
            asking=sorted(asked, key=lambda each: each.since),
            lines=sorted(
                (line for line in lines if line.period in shown), key=lambda line: place[line.reporter.pk]
            ),
            past_due=[line for line in lines if line.waits_for_unit and line.period in ended],
            may_enter=may_enter(user, schedule.campaign.owner),
            **filters,
        )

    @property
    def first(self) -> Waiting | None:
        """What Home Affairs takes up: the oldest that waits and that the reader may accept."""
        acceptable = (waits for waits in self.waiting if self.may_enter and not waits.took_part)
        return next(acceptable, None)

    @property
    def estimate_count(self) -> int:
        return sum(len(line.estimates) for line in self.estimates)

    @property
    def asked_count(self) -> int:
        """Numbers that units ask to correct."""
        return sum(len(each.requests) for each in self.asking)

    @property
    def in_hand(self) -> CutOff | None:
        return in_hand(self.days, today())

    @cached_property
    def overdue(self) -> list[ReportLine]:
        """Whom Home Affairs chases: never handed in and past the due day, the oldest period first."""
        return [line for line in self.past_due if line.is_overdue]

    @property
    def overdue_units(self) -> int:
        return _units(self.overdue)

    @cached_property
    def unfinished(self) -> list[ReportLine]:
        """Handed in on time and sent back or reopened since, past the due day, the oldest period first."""
        return [line for line in self.past_due if not line.is_overdue]

    @cached_property
    def shown(self) -> list[ReportLine]:
        return [line for line in self._in_cluster(self.lines) if not self.state or self._is(self.state, line)]

    @property
    def shown_units(self) -> int:
        return _units(self.shown)

    @property
    def shown_clusters(self) -> list[tuple[Cluster | None, list[ReportLine]]]:
        return [
            (cluster, list(lines))
            for cluster, lines in groupby(self.shown, lambda line: line.reporter.cluster)
        ]

    @property
    def states(self) -> list[Choice]:
        """The filters by state; each count is the length of the list behind it."""
        lines = self._in_cluster(self.lines)
        labels = {**dict(ReportingState.choices), **MARKS}
        counts = {value: sum(self._is(value, line) for line in lines) for value in labels}
        every = Choice("", pgettext_lazy("filter", "All"), len(lines), not self.state)
        found = [Choice(v, label, counts[v], v == self.state) for v, label in labels.items()]
        return [every, *(choice for choice in found if choice.count or choice.is_chosen)]

    @property
    def clusters(self) -> list[Choice]:
        counts = Counter(line.reporter.cluster for line in self.lines)
        every = Choice("", pgettext_lazy("filter", "All"), len(self.lines), not self.cluster)
        return [every] + [
            Choice(cluster.code, cluster.name, count, cluster.code == self.cluster)
            for cluster, count in counts.items()
            if cluster
        ]

    def _in_cluster(self, lines: Iterable[ReportLine]) -> list[ReportLine]:
        if not self.cluster:
            return list(lines)
        return [ln for ln in lines if ln.reporter.cluster and ln.reporter.cluster.code == self.cluster]

    @staticmethod
    def _is(state: str, line: ReportLine) -> bool:
        marks = {
            OVERDUE: line.is_overdue,
            CAME_LATE: line.is_late and not line.is_overdue,
            CORRECTION: line.under_correction,
        }
        return marks.get(state, line.state == state)


def _units(lines: Iterable[ReportLine]) -> int:
    return len({line.reporter.pk for line in lines})
