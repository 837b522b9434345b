"""One answer by itself, in words: for the reviewer's lines and for what it was before."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from emulation.numbers import round_clear_of
from reports import wording
from reports.choices import ReadingState
from reports.models import Reading
from reports.progress import Row, own_row
from reports.tallies import Part, Tally
from targets.choices import Entry, Measure
from targets.models import ReportingPeriod, Target
from targets.schedule import Schedule


class Numbers(NamedTuple):
    """What an answer says, its notes apart."""

    state: ReadingState
    value: Decimal | None = None
    base: Decimal | None = None

    @classmethod
    def of(cls, reading: Reading) -> "Numbers":
        return cls(ReadingState(reading.state), reading.value, reading.base)

    @classmethod
    def logged(cls, facts: dict[str, Any]) -> "Numbers":
        """As the log keeps them: exact strings, what is empty left out."""
        value, base = (Decimal(facts[name]) if name in facts else None for name in ("value", "base"))
        return cls(ReadingState(facts["state"]), value, base)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer by itself. `row` is None where it gives no number."""

    numbers: Numbers
    row: Row | None

    @property
    def text(self) -> str:
        """The figure, or the word that stands for it: "chưa có số liệu", "không phát sinh" of 0 in 0."""
        if self.row is None or self._is_nothing_of_nothing:
            return str(self.numbers.state.label)
        return wording.period_text(self.row)

    @property
    def sums(self) -> str:
        return wording.sums_text(self.row) if self.row and not self._is_nothing_of_nothing else ""

    @property
    def word(self) -> str:
        """What is said beside a number: that nothing arose."""
        is_said = self.numbers.state == ReadingState.NOTHING_AROSE and not self._is_nothing_of_nothing
        return str(self.numbers.state.label) if is_said else ""

    @property
    def _is_nothing_of_nothing(self) -> bool:
        is_nothing = self.numbers.state == ReadingState.NOTHING_AROSE
        return is_nothing and self.row is not None and self.row.period.figure is None

    def against(self, other: "Answer") -> str:
        """How it differs from an earlier one; empty where one of them has no number."""
        if self.row is None or other.row is None:
            return ""
        if self.row.target.entry == Entry.YES_NO:
            return _("unchanged") if self.numbers.value == other.numbers.value else ""
        return difference_text(self.row, other.row)

    @property
    def full_text(self) -> str:
        """Figure and sums in one: "98,12 (11.676/11.900)"."""
        return f"{self.text} ({self.sums})" if self.sums else self.text


def answer_of(numbers: Numbers, part: Part, schedule: Schedule, period: ReportingPeriod) -> Answer:
    """The answer as if it were all that its allocation (`part`) had ever given."""
    if numbers.value is None:
        return Answer(numbers, None)
    return Answer(numbers, own_row(part_alone(numbers, part), schedule, period.cut_off))


def part_alone(numbers: Numbers, part: Part) -> Part:
    """The allocation with this answer and no other; with none where it gives no number."""
    if numbers.value is None:
        return replace(part, tally=Tally())
    alone = Tally(
        value_sum=numbers.value,
        base_sum=numbers.base,
        counted=1,
        bases=int(numbers.base is not None),
        period_value=numbers.value,
        period_base=numbers.base,
    )
    return replace(part, tally=alone)


def difference_text(now: Row, then: Row) -> str:
    """How an answer differs from an earlier one: rates in percentage points, growth by its first number.

    Empty where one of them has no figure.
    """
    shown = _difference(now, then)
    return "" if shown is None else wording.change_text(shown, _difference_unit(now.target)).strip()


def _difference(now: Row, then: Row) -> Decimal | None:
    if now.target.measure != Measure.GROWTH:
        is_now, was_then = now.period.figure, then.period.figure
        if is_now is None or was_then is None:
            return None
        return wording.shown_difference(now.target, is_now, was_then)
    if now.value is None or then.value is None:
        return None
    return round_clear_of(now.value - then.value, now.target.decimals, [Decimal(0)])


def _difference_unit(target: Target) -> str:
    if target.measure == Measure.GROWTH:
        return ""
    if target.unit_of_measure == "%" or target.measure in {Measure.SHARE, Measure.POINTS}:
        return _("percentage points")
    return ""
