"""A report as its head reads it, on a phone: each line with its number, the change and where the year stands.

Figures and words are those of the entry page; it asks nothing of the database.
"""

from dataclasses import dataclass
from functools import cached_property

from reports.answers import Answer, Numbers, answer_of
from reports.choices import ReadingState
from reports.entry.rows import EntryRow


@dataclass(frozen=True)
class ReadLine:
    """One row, to be read."""

    row: EntryRow

    @property
    def name(self) -> str:
        return self.row.allocation.unit.name if self.row.form.is_compact else self.row.target.name

    @cached_property
    def answer(self) -> Answer | None:
        """What it says; None where nothing was answered."""
        return self._answer(Numbers.of(self.row.reading)) if self.row.reading else None

    @cached_property
    def before(self) -> Answer | None:
        """What the last period said, where it gave a number."""
        last = self.row.before.tally
        if last.period_value is None:
            return None
        return self._answer(Numbers(ReadingState.REPORTED, last.period_value, last.period_base))

    @property
    def period_before(self) -> str:
        return self.row.last.label if self.row.last else ""

    @property
    def change(self) -> str:
        """Against the last period: "tăng 12"; empty where one of them has no number."""
        return self.answer.against(self.before) if self.answer and self.before else ""

    @cached_property
    def standing(self) -> tuple[str, ...]:
        """The year to date, against last year and the plan."""
        return self.row.echo.consequences if self.row.reading else ()

    def _answer(self, numbers: Numbers) -> Answer:
        return answer_of(numbers, self.row.before, self.row.schedule, self.row.period)
