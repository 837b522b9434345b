"""The plan in force, and how it changes once figures were held against it (design section 3)."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from emulation.dates import today
from emulation.numbers import plain
from targets.choices import PlanField
from targets.models import Allocation, PlanChange, Target
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
    """The document that changes a plan, why, and the day it was made."""

    number: str = ""
    reason: str = ""
    on: date | None = None


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
    """What the decision lacks to make these changes, by box: decision_number, decision_on, decision_reason.

    A plan that is not settled needs none; one that is begun is to be whole.
    """
    if not changes or not (any(decision) or is_settled(thing)):
        return {}
    faults = {
        "decision_number": _(
            "Figures have been accepted: only a decision changes the plan. Give its number."
        ),
        "decision_on": _("Give the day of the decision, for example 15/7/2024."),
        "decision_reason": _("Say why the plan changes."),
    }
    given = {
        "decision_number": decision.number,
        "decision_on": decision.on,
        "decision_reason": decision.reason,
    }
    lacking = {field: message for field, message in faults.items() if not given[field]}
    if decision.on and decision.on > today():
        lacking["decision_on"] = _("This day has not come yet. Give the day on which it was decided.")
    return lacking


def record_plan_change(
    actor: User, thing: Target | Allocation, changes: PlanChanges, decision: Decision
) -> Event | None:
    """Keep and log the change that was made to `thing`, with exact old and new values; None where none was.

    Call it in the transaction that saves the change. ValidationError where a decision is lacking. As long
    as no figure has been accepted and no decision is given, it is an ordinary change and not recorded here.
    """
    if faults := decision_faults(thing, changes, decision):
        raise ValidationError(faults)
    if not changes or decision.on is None:
        return None
    _keep(actor, thing, changes, decision, decision.on)
    values = {name: [_text(old), _text(new)] for name, (old, new) in changes.items()}
    unit = thing.campaign.owner if isinstance(thing, Target) else thing.unit
    data = {
        "decision_number": decision.number,
        "decided_on": decision.on.isoformat(),
        "changed": values,
    }
    return record(actor, Action.PLAN_CHANGED, thing, unit=unit, data=data, comment=decision.reason)


def _keep(
    actor: User, thing: Target | Allocation, changes: PlanChanges, decision: Decision, on: date
) -> None:
    target, allocation = (thing, None) if isinstance(thing, Target) else (thing.target, thing)
    PlanChange.objects.bulk_create(
        PlanChange(
            target=target,
            allocation=allocation,
            field=PlanField(name),
            old=old,
            new=new,
            decision_number=decision.number,
            decided_on=on,
            reason=decision.reason,
            made_by=actor,
        )
        for name, (old, new) in changes.items()
    )


def _text(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)
