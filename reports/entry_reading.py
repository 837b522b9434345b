"""A report as its head reads it, on a phone: each line with its number, the change and where the year stands.

Figures and words are those of the entry page; it asks nothing of the database.
"""

from dataclasses import dataclass
from functools import cached_property

from reports.answers import Numbers, answer_of
from reports.choices import ReadingState
from reports.entry_rows import EntryRow
from reports.past import Fact


@dataclass(frozen=True)
class ReadLine:
    """One row, to be read."""

    row: EntryRow

    @property
    def name(self) -> str:
        return self.row.allocation.unit.name if self.row.form.is_compact else self.row.target.name

    @property
    def figure(self) -> str:
        return self.row.answer_text

    @property
    def before(self) -> Fact | None:
        """What the last period said; None for the first."""
        return self.row.last

    @cached_property
    def change(self) -> str:
        """Against the last period: "tăng 12"; empty where one of them has no number."""
        row, last = self.row, self.row.before.tally
        if row.reading is None or last.period_value is None:
            return ""
        former = Numbers(ReadingState.REPORTED, last.period_value, last.period_base)
        now, then = (
            answer_of(numbers, row.before, row.schedule, row.period)
            for numbers in (Numbers.of(row.reading), former)
        )
        return now.against(then)

    @cached_property
    def standing(self) -> tuple[str, ...]:
        """The year to date, against last year and the plan."""
        return self.row.echo.consequences if self.row.reading else ()
