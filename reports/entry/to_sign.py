"""The lines of a report as its head signs them on paper: stored figures, each with what its numbers mean.

It asks nothing of the database. What it prints changes nothing of the code (`reports.evidence.sheet`).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.utils.translation import gettext as _

from emulation.numbers import format_number
from reports import wording
from reports.answers import Numbers, part_alone
from reports.choices import ReadingState
from reports.entry.reading import ReadLine
from reports.entry.rows import EntryRow, by_target
from reports.past import Fact, answer_text, plan_fact
from reports.plan_view import of_plan_texts
from reports.progress import Row, own_row, owner_row
from reports.tallies import Part
from targets.choices import Entry, Measure, OverTime
from targets.models import Target
from targets.schedule import Schedule

COMPARED = {Measure.GROWTH, Measure.CHANGE}
OF_LAST_YEAR = {Measure.AMOUNT, Measure.GROWTH}
NOTHING_SAID = {wording.NONE, wording.SENSELESS}


@dataclass(frozen=True)
class LineToSign:
    """One row. Figures as text: "97,9% (14.607/14.920)", "74", "Có"; empty where there is nothing to say."""

    row: EntryRow

    @property
    def target(self) -> Target:
        return self.row.target

    @cached_property
    def read(self) -> ReadLine:
        return ReadLine(self.row)

    @property
    def meaning(self) -> str:
        """What the two numbers of a rate are: "Số trẻ được tiêm / Số trẻ trong độ tuổi"."""
        labels = (self.target.value_label, self.target.base_label)
        return " / ".join(label for label in labels if label) if self.target.needs_base else ""

    @property
    def figure(self) -> str:
        reading, answer = self.row.reading, self.read.answer
        if reading is None or answer is None:
            return _("no answer")
        if answer.row is None or self.target.entry == Entry.YES_NO:
            return answer_text(reading, self.target)
        if answer.row.period.figure is None:
            return answer.text
        return _with_pair(_measured(answer.text, answer.row), answer.row)

    @property
    def word(self) -> str:
        return self.read.answer.word if self.read.answer and self.target.entry != Entry.YES_NO else ""

    @property
    def before(self) -> str:
        """The period before, with its name: "quý I/2024: 12"."""
        before = self.read.before
        if before is None or before.row is None:
            return ""
        return f"{self.read.period_before}: {_measured(before.text, before.row)}"

    @cached_property
    def year(self) -> Row:
        """The year to date, this answer counted."""
        return own_row(_counted(self.row), self.row.schedule, self.row.period.cut_off)

    @property
    def to_date(self) -> str:
        return _to_date(self.year)

    @property
    def growth(self) -> str:
        text = wording.growth_text(self.year) if self.target.measure == Measure.AMOUNT else wording.NONE
        return "" if text in NOTHING_SAID else _("%(change)s on last year") % {"change": text}

    @property
    def plan(self) -> Fact | None:
        return plan_fact(self.year, self.row.period)

    @property
    def is_of_the_city(self) -> bool:
        """The plan that is printed is the city's: the unit has none of its own."""
        return wording.plan_text(self.year) == wording.NONE

    @property
    def of_plan(self) -> str:
        return "; ".join(of_plan_texts(self.year))

    @property
    def last_year(self) -> str:
        """The same period of last year, where the answer names it."""
        reading = self.row.reading
        is_told = reading is not None and self.target.measure in OF_LAST_YEAR
        return _number(reading.base) if reading and is_told else ""


@dataclass(frozen=True)
class TotalToSign:
    """All units of one target together."""

    rows: Sequence[EntryRow]

    @cached_property
    def _period(self) -> Row:
        return _together([part_alone(_numbers(row), row.before) for row in self.rows], self.rows[0])

    @property
    def figure(self) -> str:
        return _with_pair(_measured(wording.period_text(self._period), self._period), self._period)

    @property
    def to_date(self) -> str:
        return _to_date(_together([_counted(row) for row in self.rows], self.rows[0]))

    @property
    def last_year(self) -> str:
        is_told = self._period.target.measure in OF_LAST_YEAR and self._period.comparable
        return _number(self._period.period.base) if is_told else ""


@dataclass(frozen=True)
class TargetToSign:
    """One target; `total` where several units stand under it."""

    target: Target
    lines: list[LineToSign]
    total: TotalToSign | None


def targets_to_sign(rows: Iterable[EntryRow]) -> Iterator[TargetToSign]:
    """In the rows' order."""
    for item in by_target(rows):
        total = TotalToSign(item.rows) if len(item.rows) > 1 else None
        yield TargetToSign(item.target, [LineToSign(row) for row in item.rows], total)


def _numbers(row: EntryRow) -> Numbers:
    return Numbers.of(row.reading) if row.reading else Numbers(ReadingState.UNAVAILABLE)


def _counted(row: EntryRow) -> Part:
    reading = row.reading
    if reading is None or reading.value is None:
        return row.before
    return row.before.with_answer(row.period, reading.value, reading.base)


def _together(parts: Sequence[Part], first: EntryRow) -> Row:
    schedule: Schedule = first.schedule
    return owner_row(parts, schedule, first.period.cut_off)


def _to_date(row: Row) -> str:
    """Where periods add up; elsewhere the answer itself is the year's figure."""
    if row.target.over_time != OverTime.SUM or row.figure is None:
        return ""
    text = _measured(wording.figure_text(row), row)
    return _with_pair(text, row)


def _measured(text: str, row: Row) -> str:
    """With its per cent; any other unit has a column of its own."""
    says_itself = row.target.unit_of_measure != "%" or row.target.measure in wording.CHANGES
    return text if says_itself or text in NOTHING_SAID else f"{text}%"


def _with_pair(text: str, row: Row) -> str:
    """The figure with the two numbers that it comes from."""
    if not wording.sums_text(row):
        return text
    value, base = _number(row.value), _number(row.base)
    pair = (
        _("%(value)s against %(base)s") % {"value": value, "base": base}
        if row.target.measure in COMPARED
        else f"{value}/{base}"
    )
    return f"{text} ({pair})"


def _number(number: Decimal | None) -> str:
    return "" if number is None else format_number(number)
