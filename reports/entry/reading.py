"""A report as its head reads it, on a phone: each line with its number, the change and where the year stands,
what is unusual about it, and what staff changed since it came back.

Figures and words are those of the entry page; it asks nothing of the database.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

from django.utils.translation import gettext as _

from reports.answers import Answer, Numbers, answer_of
from reports.choices import ReadingState
from reports.entry.rows import EntryRow
from reports.past import Fact, plan_fact
from reports.progress import own_row


@dataclass(frozen=True)
class ReadLine:
    """One row, to be read. `former` is what it said when it last came back, None for nothing; it is meant
    only where the row `was_written` since."""

    row: EntryRow
    was_written: bool = False
    former: dict[str, Any] | None = None

    @property
    def is_flagged(self) -> bool:
        return self.row.doubts is not None and bool(self.row.doubts.flags)

    @property
    def correction(self) -> tuple[str, str] | None:
        """From what to what its number went since; None where it is the same."""
        old = self._answer(Numbers.logged(self.former)) if self.former else None
        was, now = (answer.full_text if answer else _("no answer") for answer in (old, self.answer))
        return (was, now) if self.was_written and was != now else None

    @property
    def plan(self) -> Fact | None:
        return plan_fact(
            own_row(self.row.before, self.row.schedule, self.row.period.cut_off), self.row.period
        )

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

    @classmethod
    def of(cls, row: EntryRow, former: Mapping[tuple[str, str], dict[str, Any] | None]) -> Self:
        """`former` by the codes of target and unit, of what was written since it came back."""
        key = (row.target.code, row.allocation.unit.code)
        return cls(row, key in former, former.get(key))

    def _answer(self, numbers: Numbers) -> Answer:
        return answer_of(numbers, self.row.before, self.row.schedule, self.row.period)
