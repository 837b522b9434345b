"""The plan in force, and how it changes once figures were held against it (design section 3)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from emulation.numbers import plain
from targets.models import Allocation, Target
from units.choices import Action
from units.log import record
from units.models import Event, User

PLAN_FIELDS = {
    Target: ("threshold", "ceiling", "maximum", "baseline"),
    Allocation: ("quota", "baseline_value", "baseline_base"),
}
# The status that a revision keeps or has had from its approval on; the word is `reports`' own.
_ACCEPTED = ("approved", "superseded")

PlanChanges = dict[str, tuple[Decimal | None, Decimal | None]]


class Decision(NamedTuple):
    """The document that changes a plan, and why."""

    number: str = ""
    reason: str = ""


def plan_changes(thing: Target | Allocation, wanted: Mapping[str, Decimal | None]) -> PlanChanges:
    """What of `wanted` differs from the plan that `thing` holds: {field: (old, new)}."""
    return {
        name: (getattr(thing, name), wanted[name])
        for name in PLAN_FIELDS[type(thing)]
        if name in wanted and wanted[name] != getattr(thing, name)
    }


def is_settled(thing: Target | Allocation) -> bool:
    """A figure of the target has been accepted, so that its plan changes by a decision only."""
    target = thing.pk if isinstance(thing, Target) else thing.target_id
    if target is None:
        return False
    accepted = Allocation.objects.filter(target=target, readings__revision__status__in=_ACCEPTED)
    return accepted.exists()


def decision_faults(thing: Target | Allocation, changes: PlanChanges, decision: Decision) -> dict:
    """What the decision lacks to make these changes: {"decision_number" | "decision_reason": message}."""
    if not changes or all(decision) or not is_settled(thing):
        return {}
    faults = {
        "decision_number": _(
            "Figures have been accepted: only a decision changes the plan. Give its number."
        ),
        "decision_reason": _("Say why the plan changes."),
    }
    given = {"decision_number": decision.number, "decision_reason": decision.reason}
    return {field: message for field, message in faults.items() if not given[field]}


def record_plan_change(
    actor: User, thing: Target | Allocation, changes: PlanChanges, decision: Decision
) -> Event | None:
    """Log the change that was made to `thing`, with exact old and new values; None where there is none.

    Call it in the transaction that saves the change. ValidationError where a decision is lacking. As long
    as no figure has been accepted and no decision is given, it is an ordinary change and not recorded here.
    """
    if faults := decision_faults(thing, changes, decision):
        raise ValidationError(faults)
    if not changes or not decision.number:
        return None
    values = {name: [_text(old), _text(new)] for name, (old, new) in changes.items()}
    unit = thing.campaign.owner if isinstance(thing, Target) else thing.unit
    data = {"decision_number": decision.number, "changed": values}
    return record(actor, Action.PLAN_CHANGED, thing, unit=unit, data=data, comment=decision.reason)


def _text(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)
