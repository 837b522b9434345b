"""The year's calendar: what falls on which day, month by month. It asks nothing of the database."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import groupby
from operator import attrgetter

from django.db.models import TextChoices
from django.utils.translation import pgettext, pgettext_lazy

from targets.models import Holiday, ReportingPeriod
from targets.period_states import PeriodState, period_state


class Mark(TextChoices):
    """What a day is, in the order in which it is told."""

    TODAY = "today", pgettext_lazy("calendar", "Today")
    DAY_OFF = "day_off", pgettext_lazy("calendar", "Day off")
    WORKED = "worked", pgettext_lazy("calendar", "Worked")
    OPENS = "opens", pgettext_lazy("calendar", "Entry opens")
    CUT_OFF = "cut_off", pgettext_lazy("calendar", "Cut-off")
    DUE = "due", pgettext_lazy("calendar", "Due from units")
    CONFIRM = "confirm", pgettext_lazy("calendar", "Leads confirm")
    REPORT = "report", pgettext_lazy("calendar", "Report to the chairman")
    CLOSES = "closes", pgettext_lazy("calendar", "Entry closes")


DATES = {
    Mark.OPENS: "opens_on",
    Mark.CUT_OFF: "cut_off",
    Mark.DUE: "due_on",
    Mark.CONFIRM: "confirm_by",
    Mark.REPORT: "report_on",
    Mark.CLOSES: "closes_on",
}
# Half year and nine months hold documents only.
OF_DOCUMENTS = {Mark.CUT_OFF, Mark.REPORT}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing on one day, or on days in a row (`last` is then another day). `text` is what it is about:
    the periods, or a holiday's name; `state` that of the periods, where they have a common one."""

    day: date
    last: date
    mark: Mark
    text: str = ""
    state: PeriodState | None = None
    is_past: bool = False

    @property
    def state_label(self) -> str:
        """Of a cut-off that is over and late reports are still taken: that it is over, nothing more."""
        if self.state == PeriodState.PAST_DUE:
            return pgettext("calendar", "cut off")
        return str(self.state.label) if self.state else ""

    @property
    def label(self) -> str:
        """What the day is, unless the holiday's own name begins with it: "Nghỉ hoán đổi"."""
        label = str(self.mark.label)
        return "" if self.text.casefold().startswith(label.casefold()) else label


@dataclass(frozen=True, slots=True)
class Month:
    first: date
    lines: list[Line]
    is_present: bool


@dataclass(frozen=True)
class CalendarPage:
    """`holidays` are those of the days that the periods cover; `may_renew`: set the dates anew."""

    periods: list[ReportingPeriod]
    holidays: list[Holiday]
    today: date
    may_renew: bool = False

    @cached_property
    def months(self) -> list[Month]:
        ordered = sorted(self._lines(), key=lambda line: (line.day, list(Mark).index(line.mark)))
        present = self.today.replace(day=1)
        return [
            Month(first, list(lines), first == present)
            for first, lines in groupby(ordered, lambda line: line.day.replace(day=1))
        ]

    @property
    def in_hand(self) -> list[ReportingPeriod]:
        """Open for entry today and not past due, the next due first."""
        holding = [period for period in self.periods if period.holds_readings]
        found = [period for period in holding if period_state(period, self.today) == PeriodState.OPEN]
        return sorted(found, key=lambda period: period.due_on)

    def _lines(self) -> Iterator[Line]:
        yield from self._of_periods()
        yield from self._of_holidays()
        days = [period.opens_on for period in self.periods] + [period.report_on for period in self.periods]
        if days and min(days).replace(day=1) <= self.today <= max(days) + timedelta(days=31):
            yield Line(self.today, self.today, Mark.TODAY)

    def _of_periods(self) -> Iterator[Line]:
        for mark, name in DATES.items():
            told = [p for p in self.periods if p.holds_readings or mark in OF_DOCUMENTS]
            dated = [period for period in told if getattr(period, name)]
            dated.sort(key=attrgetter(name, "order"))
            for day, together in groupby(dated, attrgetter(name)):
                yield self._line(day, mark, list(together))

    def _line(self, day: date, mark: Mark, periods: list[ReportingPeriod]) -> Line:
        names = ", ".join(period.short_name for period in periods)
        holding = [period for period in periods if period.holds_readings]
        states = {period_state(period, self.today) for period in holding}
        state = states.pop() if mark == Mark.CUT_OFF and len(states) == 1 else None
        return Line(day, day, mark, names, state, is_past=day < self.today)

    def _of_holidays(self) -> Iterator[Line]:
        for run in _runs(self.holidays):
            mark = Mark.WORKED if run[0].is_working_day else Mark.DAY_OFF
            yield Line(run[0].on, run[-1].on, mark, run[0].name, is_past=run[-1].on < self.today)


def _runs(holidays: Iterable[Holiday]) -> Iterator[list[Holiday]]:
    """Days of one name that follow each other, within a month."""
    run: list[Holiday] = []
    for day in sorted(holidays, key=lambda holiday: holiday.on):
        if run and not _follows(run[-1], day):
            yield run
            run = []
        run.append(day)
    if run:
        yield run


def _follows(before: Holiday, day: Holiday) -> bool:
    is_next = day.on - before.on == timedelta(days=1) and day.on.month == before.on.month
    return is_next and (day.name, day.is_working_day) == (before.name, before.is_working_day)
