"""A target given to units as one table: what cannot be, and the whole of it stored or nothing."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from emulation.numbers import format_whole, plain
from emulation.text import short_mark
from targets.choices import Entry, Measure
from targets.models import Allocation, Campaign, Target
from targets.permissions import may_set_up
from targets.setting_up.sums import SUM, QuotaSum, fact_of, quota_sum
from units.choices import Action
from units.log import record
from units.models import Unit, User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

NUMBERS = ("quota", "baseline_value", "baseline_base")


@dataclass(frozen=True, slots=True)
class Given:
    """What one unit is given of a target. `by_lead`: the target's lead enters for it, not the unit itself."""

    unit: Unit
    by_lead: bool = False
    counts: bool = True
    quota: Decimal | None = None
    baseline_value: Decimal | None = None
    baseline_base: Decimal | None = None

    @classmethod
    def of(cls, allocation: Allocation) -> "Given":
        by_lead = allocation.reporter_id != allocation.unit_id
        numbers = {name: getattr(allocation, name) for name in NUMBERS}
        return cls(allocation.unit, by_lead, allocation.counts, **numbers)


class AllocationRefused(ValidationError):
    """Nothing was written; `messages` say why."""


def mark_of(given: Iterable[Given]) -> str:
    """A short mark of a stored table, to be handed back to `allocate` as what the person had seen."""
    said = [[each.unit.code, *_facts(each)] for each in given]
    return short_mark(json.dumps(sorted(said)))


def faults_of(target: Target, given: Sequence[Given]) -> dict[str, dict[str, "StrOrPromise"]]:
    """What of the table cannot be: messages by field, by the unit's code."""
    counting = [each.unit for each in given if each.counts]
    found: dict[str, dict[str, StrOrPromise]] = {}
    for each in given:
        own = _numbers(target, each)
        if each.counts and any(_is_related(each.unit, other) for other in counting):
            own["counts"] = _("A unit above or below already counts for this target; nobody counts twice.")
        if own:
            found[each.unit.code] = own
    return found


def _is_related(unit: Unit, other: Unit) -> bool:
    return unit.pk != other.pk and (unit.is_under(other) or other.is_under(unit))


def _numbers(target: Target, given: Given) -> "dict[str, StrOrPromise]":
    found: dict[str, StrOrPromise] = {}
    if given.quota is not None and target.measure == Measure.AMOUNT:
        if target.entry != Entry.DECIMAL and given.quota != given.quota.to_integral_value():
            found["quota"] = _("Enter a whole number, without decimals.")
        elif given.quota < 0 and not target.allows_negative:
            found["quota"] = _("Enter 0 or more: this number cannot be negative.")
    if (given.baseline_value is None) != (given.baseline_base is None):
        empty = "baseline_value" if given.baseline_value is None else "baseline_base"
        found[empty] = _("Give both baseline numbers or none; the base is above 0.")
    elif given.baseline_base is not None and given.baseline_base <= 0:
        found["baseline_base"] = _("Give both baseline numbers or none; the base is above 0.")
    return found


def sum_fault(found: QuotaSum | None, reason: str) -> "StrOrPromise":
    """Why the quotas cannot stand beside the plan without a reason; empty where they can."""
    if found is None or not found.difference or reason:
        return ""
    if found.difference > 0:
        message = _("The units were given {by} more than the plan. Say why, if that is meant.")
        return format_lazy(message, by=format_whole(found.difference))
    message = _("The units were given {by} less than the plan. Share the rest out, or say why it is kept.")
    return format_lazy(message, by=format_whole(found.short))


@transaction.atomic
def allocate(target: Target, given: Sequence[Given], actor: User, *, reason: str = "", seen: str) -> int:
    """Make the target's allocations what the table says, all or nothing; gives how many units changed.

    `seen` is the `mark_of` what the person had before them; `reason` says why the quotas are not the plan.
    Raises PermissionDenied, and AllocationRefused where the campaign runs already, something changed
    meanwhile, or the table cannot be.
    """
    if not may_set_up(actor, target.campaign.owner):
        raise PermissionDenied(_("Only Home Affairs sets up the campaign."))
    locked = Campaign.objects.select_for_update(of=("self",)).get(pk=target.campaign_id)
    if not locked.in_preparation:
        raise AllocationRefused(_("The campaign is running: only a decision changes its quotas."))
    stored = {each.unit_id: each for each in target.allocations.select_related("unit", "target")}
    if mark_of(map(Given.of, stored.values())) != seen:
        raise AllocationRefused(
            _("Somebody else has changed these allocations since you opened the page. Look at them again.")
        )
    found = quota_sum(target, (each.quota for each in given if each.counts))
    if faults_of(target, given) or (target.measure == Measure.ALL_OF and given):
        raise AllocationRefused(_("The table cannot be stored as it is."))
    if fault := sum_fault(found, reason):
        raise AllocationRefused(fault)
    changes = write_table(target, stored, given)
    if changes or reason:
        data = changes | ({SUM: fact_of(found, target)} if found else {})
        record(actor, Action.CHANGED, target, unit=locked.owner, data=data, comment=reason)
    return len(changes)


def write_table(
    target: Target, stored: Mapping[int, Allocation], given: Sequence[Given]
) -> dict[str, list[str | None]]:
    """Store the table; gives what changed, as old and new by the unit's code. Call it in a transaction."""
    wanted = {each.unit.pk: each for each in given}
    changes: dict[str, list[str | None]] = {}
    for pk, allocation in stored.items():
        if pk not in wanted:
            changes[allocation.unit.code] = [_text(Given.of(allocation), target), None]
            _take_away(allocation)
    for pk, each in wanted.items():
        old = Given.of(stored[pk]) if pk in stored else None
        if old == each:
            continue
        changes[each.unit.code] = [_text(old, target) if old else None, _text(each, target)]
        allocation = stored.get(pk) or Allocation(target=target, unit=each.unit)
        allocation.reporter = target.lead if each.by_lead else each.unit
        allocation.counts = each.counts
        for name in NUMBERS:
            setattr(allocation, name, getattr(each, name))
        allocation.save()
    return changes


def _take_away(allocation: Allocation) -> None:
    try:
        allocation.delete()
    except ProtectedError as error:
        message = _("{unit} cannot be taken out: something hangs on its allocation already.")
        raise AllocationRefused(format_lazy(message, unit=allocation.unit.name)) from error


def _facts(given: Given) -> list[Any]:
    numbers = [getattr(given, name) for name in NUMBERS]
    return [given.by_lead, given.counts, *(None if number is None else plain(number) for number in numbers)]


def _text(given: Given, target: Target) -> str:
    """For the log, in no language: the quota or a tick where there is none, in brackets where the unit does
    not count, "← BHXH" where the lead enters, the baseline as "20/1000"."""
    quota = "✓" if given.quota is None else plain(given.quota)
    said = [quota if given.counts else f"({quota})"]
    if given.baseline_value is not None and given.baseline_base is not None:
        said.append(f"{plain(given.baseline_value)}/{plain(given.baseline_base)}")
    return "; ".join(said) + (f" ← {target.lead.code}" if given.by_lead else "")
