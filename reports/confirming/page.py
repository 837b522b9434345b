"""A unit before the figures that take its word: what others entered about it, and what its units entered of
the targets that it leads.

It asks nothing of the database: `reports.confirming.loading` has brought everything.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from django.utils.translation import pgettext

from emulation.dates import today
from emulation.numbers import format_number
from reports import wording
from reports.answers import Answer
from reports.choices import ReportingState
from reports.confirming.corrections import Correcting
from reports.confirming.words import Word, Words
from reports.due_text import time_left
from reports.models import Reading
from reports.past import answer_text
from reports.progress import Row
from reports.review.lists import CutOff
from reports.state_text import revision_text
from targets.choices import Measure, OverTime
from targets.models import Allocation, ReportingPeriod, Target
from units.models import Unit


@dataclass(frozen=True)
class ConfirmLine:
    """One figure. `reading` and `answer` are None until it is handed in, `before` where the period before has
    none, `speaker` where it takes nobody's word.

    `correcting`: what is under way about it, None before its report is begun; `address`: where the person
    reads more, `is_row` at its row in the report.
    `is_open`: the person may say a word here; `is_own_work`: he might, had he not reported it himself.
    `typed` and `error` belong to an objection that was not taken.
    """

    allocation: Allocation
    period: ReportingPeriod
    reading: Reading | None
    answer: Answer | None
    before: Answer | None
    speaker: Unit | None
    is_open: bool
    is_own_work: bool = False
    typed: str = ""
    error: str = ""
    correcting: Correcting | None = None
    address: str = ""
    is_row: bool = False

    @property
    def target(self) -> Target:
        return self.allocation.target

    @property
    def change(self) -> str:
        """Against the period before; empty where one has no number."""
        return self.answer.against(self.before) if self.answer and self.before else ""

    @property
    def state(self) -> ReportingState | None:
        return ReportingState(self.reading.revision.status) if self.reading else None

    @property
    def state_text(self) -> str:
        return revision_text(self.reading.revision, self.allocation.reporter) if self.reading else ""

    @cached_property
    def words(self) -> Words:
        return Words.of(self.reading)

    @property
    def word(self) -> Word | None:
        return self.words.standing

    @property
    def lapsed_text(self) -> str:
        """The figure that the last word was about, where it has changed since."""
        word = self.words.lapsed
        return answer_text(word, self.target) if word else ""

    @property
    def waits(self) -> bool:
        """Handed in, and the unit concerned has not said its word."""
        return self.reading is not None and self.speaker is not None and self.word is None

    @property
    def asks(self) -> bool:
        """It waits for this person's word."""
        return self.waits and self.is_open

    @property
    def is_late(self) -> bool:
        return self.waits and today() > self.period.confirm_by


@dataclass(frozen=True)
class TargetGrid:
    """One target that the unit leads: its units' figures, and the city's that they add up to."""

    target: Target
    row: Row
    lines: list[ConfirmLine]

    @property
    def period_figure(self) -> str:
        return wording.measured_period_text(self.row)

    @property
    def period_sums(self) -> str:
        """The two numbers of a rate: "103.407/105.490"."""
        value, base = self.row.period.value, self.row.period.base
        if self.target.measure == Measure.AMOUNT or value is None or base is None:
            return ""
        return f"{format_number(value)}/{format_number(base)}"

    @property
    def city_figure(self) -> str:
        """Where periods add up; elsewhere the period's own is the city's."""
        return wording.measured_text(self.row) if self.target.over_time == OverTime.SUM else ""

    @property
    def handed_in(self) -> int:
        return sum(line.reading is not None for line in self.lines)

    @property
    def asking(self) -> list[ConfirmLine]:
        return [line for line in self.lines if line.asks]


@dataclass(frozen=True)
class ConfirmPage:
    """`about`: figures about the unit that the leads entered; `led`: the targets that the unit leads; `days`:
    the cut-offs that have such a page."""

    unit: Unit
    cut_off: date
    periods: list[ReportingPeriod]
    about: list[ConfirmLine]
    led: list[TargetGrid]
    days: list[CutOff]

    @property
    def slug(self) -> str:
        return self.cut_off.isoformat()

    @property
    def name(self) -> str:
        """Of the periods that figures are shown of."""
        shown = {line.period for line in self.lines} or set(self.periods)
        return ", ".join(period.name for period in self.periods if period in shown)

    @property
    def confirm_by(self) -> date:
        return max(period.confirm_by for period in self.periods)

    @property
    def time_left(self) -> str:
        return time_left(self.confirm_by, today())

    @property
    def lines(self) -> list[ConfirmLine]:
        return [*self.about, *(line for grid in self.led for line in grid.lines)]

    @property
    def asking(self) -> list[ConfirmLine]:
        return [line for line in self.lines if line.asks]

    @property
    def asking_about(self) -> list[ConfirmLine]:
        return [line for line in self.about if line.asks]

    @property
    def summary(self) -> list[tuple[int, str]]:
        return counted(self.lines)

    @property
    def has_typed(self) -> bool:
        return any(line.typed for line in self.lines)

    def typing(self, typed: dict[int, str], errors: dict[int, str]) -> "ConfirmPage":
        """The page with what was typed and not taken, by the keys of readings."""

        def kept(line: ConfirmLine) -> ConfirmLine:
            key = line.reading.pk if line.reading else 0
            return replace(line, typed=typed.get(key, ""), error=errors.get(key, ""))

        led = [replace(grid, lines=[kept(line) for line in grid.lines]) for grid in self.led]
        return replace(self, about=[kept(line) for line in self.about], led=led)


def counted(lines: Iterable[ConfirmLine]) -> list[tuple[int, str]]:
    """Figures that take a word: how many were objected to, wait, are confirmed; what there is of it."""
    spoken = [line for line in lines if line.reading and line.speaker]
    objected = [line for line in spoken if line.word and line.word.is_objection]
    waiting = [line for line in spoken if line.waits]
    counts = [
        (len(objected), pgettext("figures", "objected to")),
        (len(waiting), pgettext("figures", "not confirmed")),
        (len(spoken) - len(objected) - len(waiting), pgettext("figures", "confirmed")),
    ]
    return [(count, words) for count, words in counts if count]
