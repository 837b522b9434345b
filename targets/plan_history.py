"""How the plan came to be what it is: its changes in the course of the year, and what it was at first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from django.db.models import OuterRef, QuerySet

from emulation.gathered import Gathered
from targets.choices import PlanField
from targets.models import PlanChange, Target


@dataclass(frozen=True, slots=True)
class PlanStep:
    """One number that a decision changed; `allocation` and `unit` where it is a unit's own number."""

    field: PlanField
    allocation: int | None
    unit: str | None
    old: Decimal | None
    new: Decimal | None
    number: str
    on: date
    reason: str


def with_plan_steps(rows: QuerySet[Any], target: str = "pk") -> QuerySet[Any]:
    """Adds `plan_steps`, which `steps_of` reads: the changes of each target's plan, its units' included.

    `target` leads from the row to the target: "target" for allocations, which then `tell_targets`.
    """
    return rows.annotate(plan_steps=_told_steps(target))


@cache
def _told_steps(target: str) -> Gathered:
    changes = PlanChange.objects.filter(target=OuterRef(target)).order_by("made_at", "pk")
    return Gathered(
        changes,
        field="field",
        allocation="allocation_id",
        unit="allocation__unit__name",
        old="old",
        new="new",
        number="decision_number",
        on="decided_on",
        reason="reason",
    )


def tell_targets(allocations: Iterable[Any]) -> None:
    """Hand each allocation's `plan_steps` to its own target."""
    for allocation in allocations:
        allocation.target.plan_steps = allocation.plan_steps


def steps_of(target: Target) -> list[PlanStep]:
    """In the order in which they were made. The target comes from `with_plan_steps`."""
    found = getattr(target, "plan_steps", [])
    return [PlanStep(**{**step, "field": PlanField(step["field"])}) for step in found]


def original(
    steps: Sequence[PlanStep], field: PlanField, present: Decimal | None, allocation: int | None = None
) -> Decimal | None:
    """What the number was before its first change; the present one where it never changed."""
    own = (step.old for step in steps if step.field == field and step.allocation == allocation)
    return next(own, present)
