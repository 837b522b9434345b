"""How the plan of a row changed in the year, in words, and what the figure is against the plan at first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from emulation.dates import short_date
from emulation.numbers import format_number
from reports import wording
from reports.progress import Row, with_level
from targets.choices import PlanField
from targets.models import Target
from targets.plan_history import PlanStep, original, steps_of

LEVELS = {PlanField.THRESHOLD, PlanField.CEILING, PlanField.MAXIMUM, PlanField.QUOTA}


@dataclass(frozen=True, slots=True)
class PlanChangeLine:
    """One line of the history; `unit` is whose number it is, empty for the target's own."""

    target: Target
    step: PlanStep

    @property
    def unit(self) -> str:
        return self.step.unit or ""

    @property
    def what(self) -> str:
        return str(self.step.field.label)

    @property
    def old(self) -> str:
        return self._told(self.step.old)

    @property
    def new(self) -> str:
        return self._told(self.step.new)

    def _told(self, number: Decimal | None) -> str:
        if number is None:
            return wording.NONE
        is_level = self.step.field in LEVELS
        return wording.exact_level_text(self.target, number) if is_level else format_number(number)

    @property
    def decision(self) -> str:
        return decision_text(self.step)


def decision_text(step: PlanStep) -> str:
    """ "125/NQ-HĐND ngày 15/7/2024"."""
    return _("%(number)s of %(day)s") % {"number": step.number, "day": short_date(step.on)}


def plan_changes_of(row: Row) -> list[PlanChangeLine]:
    """The newest first: the target's own numbers, and those of the units that the row is about."""
    about = {None, *(part.allocation.pk for part in row.parts)}
    steps = [step for step in steps_of(row.target) if step.allocation in about]
    return [PlanChangeLine(row.target, step) for step in reversed(steps)]


def plan_changes_of_all(rows: Iterable[Row]) -> list[PlanChangeLine]:
    """Of all these rows, each with the target's own numbers only where the row is held against them."""
    return [
        line
        for row in rows
        for line in plan_changes_of(row)
        if line.step.allocation is not None or _has_target_level(row)
    ]


def original_level(row: Row) -> Decimal | None:
    """The level that the row was held against at first; None where it never changed, or where none was.

    At the owner the target's threshold; below it the quotas, added up where there are several.
    """
    steps = steps_of(row.target)
    if not steps or row.rule.threshold is None:
        return None
    if _has_target_level(row):
        first = original(steps, PlanField.THRESHOLD, row.target.threshold)
    else:
        first = _original_quota(row, steps)
    return None if first == row.rule.threshold else first


def _has_target_level(row: Row) -> bool:
    return row.rule.threshold is not None and row.rule.threshold == row.target.threshold


def _original_quota(row: Row, steps: Sequence[PlanStep]) -> Decimal | None:
    quotas = [
        original(steps, PlanField.QUOTA, part.allocation.quota, part.allocation.pk) for part in row.parts
    ]
    known = [quota for quota in quotas if quota is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(quotas) else None


def original_plan_text(row: Row) -> str:
    """The level at first with its unit; empty where the plan in force is the first one."""
    level = original_level(row)
    return "" if level is None else wording.exact_level_text(row.target, level)


def at_first(row: Row) -> Row | None:
    """The row held against the plan at first; None where the plan in force is the first one."""
    level = original_level(row)
    if level is None:
        return None
    steps = steps_of(row.target)
    ceiling = original(steps, PlanField.CEILING, row.rule.ceiling) if _has_target_level(row) else None
    return with_level(row, level, ceiling)


def original_percent_text(row: Row) -> str:
    """Per cent of the plan at first, or the distance to it, as `wording.plan_percent_text` says it."""
    first = at_first(row)
    return wording.plan_percent_text(first) if first else ""


def against_original_text(row: Row) -> str:
    """The same as a phrase; empty where there is no figure: "60% kế hoạch ban đầu"."""
    first = at_first(row)
    if first is None or row.figure is None:
        return ""
    form = (
        _("%(percent)s of the plan at first")
        if wording.prints_percent(first) and first.plan_percent is not None
        else _("against the plan at first: %(percent)s")
    )
    return form % {"percent": wording.plan_percent_text(first)}


def of_plan_texts(row: Row) -> list[str]:
    """The figure against the plan, and against the one at first where that was another, as phrases.

    "95,3% KH", "thấp hơn KH 0,5 điểm %"; empty where a comparison says nothing.
    """
    text = wording.plan_percent_text(row)
    if text in {wording.NONE, wording.SENSELESS}:
        return []
    is_percent = row.plan_percent is not None and wording.prints_percent(row)
    present = _("%(percent)s of the plan") % {"percent": text} if is_percent else text
    return [present, *filter(None, [against_original_text(row)])]


def last_decision(row: Row) -> PlanStep | None:
    """The decision to which the plan in force is owed; None where it is the first one."""
    if original_level(row) is None:
        return None
    of_target = _has_target_level(row)
    levels = [
        line.step
        for line in plan_changes_of(row)
        if line.step.field == (PlanField.THRESHOLD if of_target else PlanField.QUOTA)
    ]
    return levels[0] if levels else None
