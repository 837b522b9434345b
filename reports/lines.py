"""Rows as lines of a table: what the pages print for each, in the words of `reports.wording`."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from emulation.numbers import plain, round_half_up
from reports import wording
from reports.choices import Status
from reports.correcting.late import LateCorrection, what_and_when
from reports.plan_view import (
    against_original_text,
    decision_text,
    last_decision,
    original_percent_text,
    original_plan_text,
)
from reports.progress import Row

FULL = 100


class Bar(NamedTuple):
    """Both in per cent of the plan, from 0 to 100, as SVG takes them; no tick where nothing is expected."""

    percent: str
    tick: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table. `under_correction`: an accepted report that it rests on has been reopened. `late`:
    what was corrected after the last period had been accepted, in words."""

    row: Row
    under_correction: bool = False
    late: str = ""

    @property
    def is_child(self) -> bool:
        return self.row.target.parent_id is not None

    @property
    def plan(self) -> str:
        return wording.plan_text(self.row)

    @property
    def measured_plan(self) -> str:
        return wording.measured_plan_text(self.row)

    @property
    def owner_plan(self) -> str:
        return wording.owner_plan_text(self.row)

    @property
    def figure(self) -> str:
        return wording.figure_text(self.row)

    @property
    def measured(self) -> str:
        return wording.measured_text(self.row)

    @property
    def sums(self) -> str:
        return wording.sums_text(self.row)

    @property
    def period(self) -> str:
        return wording.measured_period_text(self.row)

    @property
    def plan_percent(self) -> str:
        return wording.plan_percent_text(self.row)

    @property
    def original_plan(self) -> str:
        """What the plan was before decisions changed it; empty where none did."""
        return original_plan_text(self.row)

    @property
    def original_percent(self) -> str:
        return original_percent_text(self.row)

    @property
    def against_original(self) -> str:
        """The figure against the plan at first, as a phrase: "60% kế hoạch ban đầu"; empty where alike."""
        return against_original_text(self.row)

    @property
    def plan_decision(self) -> str:
        """The decision to which the plan in force is owed: "125/NQ-HĐND ngày 15/7/2024"."""
        step = last_decision(self.row)
        return decision_text(step) if step else ""

    @property
    def growth(self) -> str:
        return wording.growth_text(self.row)

    @property
    def expected(self) -> str:
        return wording.expected_text(self.row)

    @property
    def coverage(self) -> str:
        return wording.coverage_text(self.row)

    @property
    def status(self) -> Status | None:
        return self.row.status

    @property
    def status_label(self) -> str:
        return wording.status_text(self.row)

    @property
    def computed_label(self) -> str:
        """What the figures say, where Home Affairs has replaced it."""
        return wording.computed_status_text(self.row) if self.row.override else ""

    @property
    def bar(self) -> Bar | None:
        """Only where per cent of the plan is printed too."""
        if self.row.plan_percent is None or not wording.prints_percent(self.row):
            return None
        expected, threshold = self.row.expected, self.row.rule.threshold
        tick = _percent(FULL * expected / Fraction(threshold)) if expected is not None and threshold else ""
        return Bar(_percent(self.row.plan_percent), tick)

    @property
    def marks(self) -> list[str]:
        """What a reader must know before trusting the figure, save what the status says already."""
        found = {
            _("estimate"): self.row.estimate and (self.status is None or self.status in wording.GREY),
            _("an earlier period is missing"): self.row.misses_earlier,
            _("some units have no figure yet"): wording.lacks_figures(self.row),
            _("carried over from an earlier period"): self.row.carried,
            pgettext("report", "under correction"): self.under_correction,
            self.late: bool(self.late),
        }
        return [mark for mark, holds in found.items() if holds]


def _percent(value: Fraction) -> str:
    return plain(round_half_up(min(max(value, Fraction(0)), Fraction(FULL)), 1))


def lines_of(
    rows: Sequence[Row],
    corrected: Collection[int] = (),
    late: Mapping[int, list[LateCorrection]] | None = None,
) -> list[Line]:
    """A line for each row; `corrected` holds the keys of targets with a report under correction, `late` what
    was corrected late, by the same keys."""
    told = {target: what_and_when(corrections) for target, corrections in (late or {}).items()}
    return [Line(row, row.target.pk in corrected, told.get(row.target.pk, "")) for row in rows]
