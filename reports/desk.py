"""A person's own desk: the units he reports for, what is due from each and what else each is asked for. Seven
queries at most beside the person's own, whatever the number of units and periods."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from reports.asking.asked import Asks, with_asks
from reports.choices import ReportingState
from reports.due import DueDay, ReportLine, by_cut_off, report_lines
from reports.due_text import report_name, turn_left
from reports.models import Reading
from reports.permissions import may_enter, may_hand_back, may_present, submits_for
from targets.schedule import Schedule
from units.choices import Role
from units.models import Unit, User


def reporting_units(user: User) -> Any:
    """Units that the person is staff or head of, at or below them, in protocol order."""
    reach = Q(pk__in=[])
    for grant in user.grants:
        if grant.role in {Role.STAFF, Role.HEAD}:
            reach |= Q(path__startswith=grant.path)
    return Unit.objects.filter(reach).order_by("order", "code")


@dataclass(frozen=True)
class Task:
    """All reports of one unit with one cut-off, as one thing to do."""

    unit: Unit
    due: DueDay
    day: date

    @property
    def name(self) -> str:
        return report_name(line.period for line in self.due.lines)

    @property
    def slug(self) -> str:
        return self.due.cut_off.isoformat()

    @property
    def lines(self) -> tuple[ReportLine, ...]:
        return self.due.lines

    @property
    def time_left(self) -> str:
        return turn_left(self.lines, self.due.due_on, self.day)

    @property
    def opens_on(self) -> date:
        return min(line.period.opens_on for line in self.due.lines)

    @property
    def waits_for_unit(self) -> bool:
        return any(line.waits_for_unit and not line.is_closed for line in self.due.lines)

    @property
    def is_returned(self) -> bool:
        return any(line.state == ReportingState.RETURNED for line in self.due.lines)

    @property
    def asks_for_changes(self) -> bool:
        """Home Affairs asks for them; not where it put in itself what the unit had asked for."""
        return any(not line.is_corrected_as_asked for line in self._returned)

    @property
    def _returned(self) -> list[ReportLine]:
        return [line for line in self.due.lines if line.state == ReportingState.RETURNED]

    @property
    def waits_text(self) -> str:
        """What reports that Home Affairs has had wait for; empty where there are none."""
        if not self._returned:
            return ""
        if all(line.is_before_the_head for line in self._returned):
            return _("It waits for the word of the unit's head.")
        if not self.asks_for_changes:
            return f"{capfirst(self._returned[0].state_text)}."
        asked = [line for line in self._returned if not line.is_corrected_as_asked]
        if all(line.is_recalled for line in asked):
            return _("Recalled by the unit; Home Affairs had asked for changes.")
        return _("Home Affairs asks for changes.")

    @property
    def is_before_the_head(self) -> bool:
        return any(line.is_before_the_head for line in self.due.lines)

    @property
    def is_told(self) -> bool:
        """The line on top of the page says everything about it."""
        return len(self.lines) == 1 and not self.is_returned and not self.head_comments

    @property
    def head_comments(self) -> list[str]:
        """Why the head handed back what has not been presented anew."""
        begun = [line.revision for line in self.lines if line.revision and not line.is_before_the_head]
        return [one.head_comment for one in begun if one.is_editable and one.head_comment]

    @property
    def comments(self) -> list[str]:
        """What Home Affairs wrote on the reports that were sent back."""
        return _said_of(line for line in self._returned if not line.is_corrected_as_asked)

    @property
    def agreements(self) -> list[str]:
        """What it wrote on those that it corrected as the unit had asked."""
        return _said_of(line for line in self._returned if line.is_corrected_as_asked)


@dataclass(frozen=True)
class Desk:
    """The reports of one person. `unit` is the one looked at; None where he reports for none. `asks`: what
    else each unit is asked for, by its key."""

    user: User
    units: list[Unit]
    unit: Unit | None
    tasks: list[Task]
    commented: dict[int, int]
    asks: dict[int, Asks]

    @classmethod
    def of(cls, user: User, schedule: Schedule, day: date, asked: str = "") -> "Desk":
        """`asked`: the code of the unit to look at; by default the first with something to do."""
        units = list(with_asks(reporting_units(user), schedule.campaign))
        periods = [period for period in schedule.periods if period.holds_readings]
        lines = report_lines(periods, units) if units else []
        tasks = [
            Task(unit, due, day)
            for unit in units
            for due in by_cut_off(line for line in lines if line.reporter == unit)
        ]
        asks = {unit.pk: Asks.of(unit, schedule) for unit in units}
        urgent = [*_to_agree(user, tasks), *tasks]
        looked_at = _looked_at(units, urgent, asks, asked)
        return cls(user, units, looked_at, tasks, _commented(tasks), asks)

    @cached_property
    def own(self) -> list[Task]:
        return [task for task in self.tasks if task.unit == self.unit]

    @property
    def asked(self) -> Asks | None:
        return self.asks[self.unit.pk] if self.unit else None

    @property
    def waiting(self) -> list[Task]:
        """The unit's turn, the most urgent first; what lies before the head last."""
        turns = [task for task in self.own if task.waits_for_unit]
        return sorted(turns, key=lambda task: task.is_before_the_head)

    @cached_property
    def to_agree(self) -> list[Task]:
        """What was presented to this person as a head, of all his units, the most urgent first."""
        return _to_agree(self.user, self.tasks)

    @property
    def first(self) -> Task | None:
        return self.waiting[0] if self.waiting else None

    @property
    def next_step(self) -> str:
        """What this person does about the first task."""
        due = self.first.due
        if self.first.is_before_the_head:
            return _("Look at the report")
        asks_for_changes = self.first.asks_for_changes or bool(self.first.head_comments)
        if due.answered == due.owed and not asks_for_changes:
            if submits_for(self.user, self.unit):
                return _("Check and submit")
            if may_present(self.user, self.unit):
                return _("Check and present")
        if not may_enter(self.user, self.unit):
            return _("Look at the report")
        if asks_for_changes:
            return _("Make the changes")
        return _("Go on") if due.answered else _("Begin")

    @property
    def estimates(self) -> list[ReportLine]:
        """Accepted reports with estimates that wait for the official figure, the newest first."""
        return [line for task in self.own for line in task.lines if line.estimates][::-1]

    @property
    def estimate_count(self) -> int:
        return sum(len(line.estimates) for line in self.estimates)

    @property
    def still_asked(self) -> bool:
        """Something waits beside reports: a word, an answer, a figure that is objected to, an estimate."""
        asked = self.asked
        beside = asked and (asked.count or asked.objected or asked.findings)
        return bool(beside or self.estimates)

    @property
    def coming(self) -> list[Task]:
        return [task for task in self.own if task.due.is_upcoming]

    @property
    def past(self) -> list[Task]:
        """Handed in, or closed without; newest first."""
        rest = [task for task in self.own if not (task.waits_for_unit or task.due.is_upcoming)]
        return rest[::-1]

    @property
    def switch(self) -> list[tuple[Unit, int]]:
        """Each unit with the number of reports and questions that wait for it."""
        reports = {unit: sum(t.waits_for_unit for t in self.tasks if t.unit == unit) for unit in self.units}
        return [(unit, number + self.asks[unit.pk].count) for unit, number in reports.items()]


def _said_of(lines: Iterable[ReportLine]) -> list[str]:
    begun = [line.revision for line in lines if line.revision]
    return [text for one in begun for text in (one.reason, one.review_comment) if text]


def _to_agree(user: User, tasks: Iterable[Task]) -> list[Task]:
    presented = [task for task in tasks if task.is_before_the_head and task.waits_for_unit]
    return [task for task in presented if may_hand_back(user, task.unit)]


def _looked_at(units: list[Unit], tasks: list[Task], asks: dict[int, Asks], asked: str) -> Unit | None:
    waiting = [task.unit for task in tasks if task.waits_for_unit]
    waiting += [unit for unit in units if asks[unit.pk].count]
    reporting = [task.unit for task in tasks]
    chosen = [unit for unit in units if unit.code == asked]
    return next(iter([*chosen, *waiting, *reporting, *units]), None)


def _commented(tasks: Iterable[Task]) -> dict[int, int]:
    """How many lines of each returned revision carry a comment, by the revision's key."""
    lines = [line for task in tasks for line in task.lines]
    returned = [line.revision.pk for line in lines if line.state == ReportingState.RETURNED and line.revision]
    found: dict[int, int] = {}
    if returned:
        commented = Reading.objects.filter(revision__in=returned).exclude(review_comment="")
        for revision in commented.values_list("revision", flat=True):
            found[revision] = found.get(revision, 0) + 1
    return found
