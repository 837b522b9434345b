"""How each report of the demonstration went: who entered, brought it before the head, submitted, decided."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from emulation.numbers import read_number
from reports import presenting, workflow
from reports.demonstration_cast import Cast, Deed
from reports.entries import Entry
from reports.importing import Batch
from reports.intake import save
from reports.models import ProgressReport, Revision
from reports.warnings import flags_of
from reports.warnings.words import Said, settle
from targets.models import ReportingPeriod

SENT = {"submitted", "returned", "approved", "reopened"}


@dataclass(slots=True)
class Course:
    """How one report went: up to which step, and when each was taken."""

    until: str
    entered: datetime
    submitted: datetime
    decided: datetime
    presented: datetime | None = None
    told: dict[str, Any] = field(default_factory=dict)


def name_of(batch: Batch) -> str:
    """As the story calls a report: "2024-Q2 X-MP"."""
    return f"{batch.period.code} {batch.reporter.code}"


def newest(batch: Batch) -> Revision:
    found = Revision.objects.newest().filter(report__reporter=batch.reporter, report__period=batch.period)
    revision: Revision = found.select_related("report__reporter", "report__period").get()
    return revision


class Reports:
    """`batches` are all reports of the story, by what they say in the end."""

    def __init__(self, story: dict[str, Any], cast: Cast, batches: list[Batch], *, whole_year: bool) -> None:
        self.story = story
        self.cast = cast
        self.batches = batches
        self.whole_year = whole_year

    def deeds(self) -> Iterator[Deed]:
        for batch in self.batches:
            if self.whole_year or batch.period.cut_off <= date.fromisoformat(self.story["today"]):
                yield from self._deeds_of(batch)

    def _deeds_of(self, batch: Batch) -> Iterator[Deed]:
        course = self._course(name_of(batch), batch.period)
        if course.until == "none":
            return
        yield Deed(course.entered, partial(self._enter, batch, course))
        if course.presented:
            yield Deed(course.presented, partial(self._present, batch))
        if course.until in SENT:
            yield Deed(course.submitted, partial(self._submit, batch))
        if course.until in SENT - {"submitted"}:
            yield Deed(course.decided, partial(self._decide, batch, course))
        if course.until == "reopened":
            yield Deed(datetime.fromisoformat(course.told["reopened"]), partial(self._reopen, batch, course))

    def _course(self, name: str, period: ReportingPeriod) -> Course:
        """As the story tells it; else entered the evening before it is due, accepted the day after."""
        told = {} if self.whole_year else self.story["courses"].get(name, {})
        usual = {
            "entered": datetime.combine(period.due_on - timedelta(days=1), time(20, 40)),
            "submitted": datetime.combine(period.due_on, time(9, 5)),
            "decided": datetime.combine(period.due_on + timedelta(days=1), time(10, 15)),
        }
        steps = (*usual, "presented")
        given = {step: datetime.fromisoformat(told[step]) for step in steps if step in told}
        return Course(until=told.get("until", "approved"), told=told, **{**usual, **given})

    def _enter(self, batch: Batch, course: Course) -> None:
        person = self.cast.staff(batch.reporter)
        revision = workflow.open_report(batch.reporter, batch.period, person)
        texts = self.story["narratives"].get(name_of(batch), {})
        save(revision, self._entries(batch, course), actor=person, narrative=texts)
        if words := course.told.get("words"):
            flags = flags_of([newest(batch)])[revision.pk]
            said = [Said([flag], words[flag.allocation.target.code]) for flag in flags]
            settle(revision, said, person)

    def _entries(self, batch: Batch, course: Course) -> list[Entry]:
        """`only` and `about`: the targets and the units that are answered so far; `instead`: what was told
        first, or is unusual."""
        only, about = course.told.get("only"), course.told.get("about")
        instead = course.told.get("instead", {})
        forecasts = self.story["forecasts"].get(name_of(batch), {})
        told = (
            (entry.allocation.target.code, entry)
            for entry in batch.entries
            if about is None or entry.allocation.unit.code in about
        )
        return [
            with_numbers(_with_forecast(entry, forecasts.get(code)), instead.get(code, {}))
            for code, entry in told
            if only is None or code in only
        ]

    def _present(self, batch: Batch) -> None:
        revision = newest(batch)
        presenting.present(revision, self.cast.staff(batch.reporter), revision.version)

    def _submit(self, batch: Batch) -> None:
        revision = newest(batch)
        person = self.cast.head if revision.presented_at else self.cast.staff
        workflow.submit(revision, person(batch.reporter), revision.version)

    def _decide(self, batch: Batch, course: Course) -> None:
        revision, reviewer = newest(batch), self.cast.reviewer
        if course.until != "returned":
            workflow.approve(revision, reviewer, revision.version)
            return
        comments = course.told.get("beside", {})
        readings = revision.readings.filter(allocation__target__code__in=comments)
        beside = {
            reading.pk: comments[reading.allocation.target.code]
            for reading in readings.select_related("allocation__target")
        }
        workflow.send_back(revision, reviewer, revision.version, course.told["comment"], beside)

    def _reopen(self, batch: Batch, course: Course) -> None:
        report = ProgressReport.objects.get(reporter=batch.reporter, period=batch.period)
        workflow.reopen(report, self.cast.reviewer, course.told["reason"])


def with_numbers(entry: Entry, told: dict[str, Any]) -> Entry:
    """The entry with the numbers of the story, written as in Vietnamese, in place of its own."""
    numbers: dict[str, Any] = {
        name: read_number(told[name]).value for name in ("value", "base") if name in told
    }
    return replace(entry, is_estimate=told.get("estimate", entry.is_estimate), **numbers)


def _with_forecast(entry: Entry, told: list[str] | None) -> Entry:
    if told is None:
        return entry
    forecast, outlook, reason = told
    return replace(entry, year_forecast=read_number(forecast).value, outlook=outlook, outlook_reason=reason)
