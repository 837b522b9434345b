"""A campaign in preparation whose units gave way after it was made: their successors take their places, as a
copy would have it. What nobody has decided stays as it is."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from emulation.text import short_mark
from targets.models import Allocation, Campaign, Responsibility, Target
from targets.setting_up.allocating import Given, faults_of, write_table
from targets.setting_up.copy_plan import Draft, Moved, drafts_of, moved_of
from targets.setting_up.opening import OpeningRefused, locked_for_setup
from targets.setting_up.sums import SUM, fact_of, quota_sum, reason_of, with_reason
from units.choices import Action
from units.log import record
from units.models import Unit, User
from units.succession import Fate, Successors


@dataclass(frozen=True)
class Following:
    """What would change. `targets` come from `sums.with_reason`; `stored` are their allocations by key, and
    `named` the tasks with the key of each unit that they name."""

    campaign: Campaign
    targets: list[Any]
    stored: dict[int, list[Allocation]]
    named: list[tuple[Responsibility, int]]
    successors: Successors

    @cached_property
    def moved(self) -> list[Moved]:
        """The units that stand no more, with the codes of their targets."""
        by_key = {target.pk: target for target in self.targets}
        return moved_of(self.targets, self._allocations, by_key, self.successors)

    @property
    def followed(self) -> list[Moved]:
        return [each for each in self.moved if each.standing.fate == Fate.SUCCEEDED]

    @property
    def undecided(self) -> list[Moved]:
        """Split, or ended without a successor."""
        return [each for each in self.moved if each.standing.fate != Fate.SUCCEEDED]

    @property
    def _allocations(self) -> list[Allocation]:
        return [each for given in self.stored.values() for each in given]

    @cached_property
    def drafts(self) -> list[Draft]:
        """Of the allocations of which somebody else stands for the unit now."""
        by_key = {target.pk: target for target in self.targets}
        drafts = drafts_of(self._allocations, by_key, self.successors)
        return [draft for draft in drafts if any(each.unit_id != draft.unit.pk for each in draft.origins)]

    @property
    def without_quota(self) -> list[Draft]:
        return [draft for draft in self.drafts if draft.asks_quota]

    @cached_property
    def leads(self) -> list[tuple[Any, Unit]]:
        """The targets with another lead, and who that is."""
        heirs = ((target, self.successors.standing(target.lead_id).heir) for target in self.targets)
        return [(target, heir) for target, heir in heirs if heir and heir.pk != target.lead_id]

    @cached_property
    def tasks(self) -> list[tuple[Responsibility, Unit, Unit]]:
        """A task, the unit that it names, and who stands for it."""
        units = self.successors.units
        heirs = ((duty, units[unit], self.successors.standing(unit).heir) for duty, unit in self.named)
        return [(duty, unit, heir) for duty, unit, heir in heirs if heir and heir.pk != unit.pk]

    @property
    def is_nothing(self) -> bool:
        return not (self.drafts or self.leads or self.tasks)

    @property
    def mark(self) -> str:
        """A short mark of it, to be handed back to `follow` as what the person had seen."""
        said = [
            *([each.target.code, each.unit.code, str(each.quota), each.counts] for each in self.drafts),
            *([target.code, heir.code] for target, heir in self.leads),
            *([duty.code, unit.code, heir.code] for duty, unit, heir in self.tasks),
        ]
        return short_mark(json.dumps(said))

    def table(self, target: Target) -> list[Given]:
        """The target's whole table as it would be."""
        drafts = [draft for draft in self.drafts if draft.target.pk == target.pk]
        joined = {origin.pk for draft in drafts for origin in draft.origins}
        stays = [Given.of(each) for each in self.stored[target.pk] if each.pk not in joined]
        return [*stays, *map(_given, drafts)]


def _given(draft: Draft) -> Given:
    """With the baselines of all that came together, or none where one of them has none."""
    pairs = [(each.baseline_value, each.baseline_base) for each in draft.origins]
    values = [value for value, base in pairs if value is not None and base is not None]
    bases = [base for value, base in pairs if value is not None and base is not None]
    whole = len(values) == len(pairs)
    value, base = (sum(each, Decimal(0)) if whole else None for each in (values, bases))
    return Given(draft.unit, draft.by_lead, draft.counts, draft.quota, value, base)


def following_of(campaign: Campaign) -> Following:
    """What the successors known by now would change; five queries."""
    targets = list(with_reason(campaign.targets.select_related("lead", "group").in_order()))
    stored: dict[int, list[Allocation]] = {}
    for target in targets:
        target.campaign = campaign
        stored[target.pk] = []
    allocations = Allocation.objects.filter(target__campaign=campaign).select_related("unit")
    for allocation in allocations.order_by("unit__order", "unit__code"):
        stored[allocation.target_id].append(allocation)
    links = Responsibility.units.through.objects.filter(responsibility__campaign=campaign)
    linked = links.select_related("responsibility").order_by("responsibility__order", "unit__order")
    named = [(link.responsibility, link.unit_id) for link in linked]
    return Following(campaign, targets, stored, named, Successors.on(campaign.launched_on))


@transaction.atomic
def follow(campaign: Campaign, actor: User, *, seen: str) -> Following:
    """Write it, one Event a target and one for the campaign; gives what was written.

    `seen` is the `mark` of what the person was shown. Raises PermissionDenied, and OpeningRefused where the
    campaign runs, something changed since, or a table cannot be.
    """
    plan = following_of(locked_for_setup(campaign, actor))
    if plan.mark != seen:
        raise OpeningRefused(_("This is not what you were shown any more. Look at it again."))
    for target, heir in plan.leads:
        by_lead = target.allocations.filter(reporter=target.lead_id).exclude(unit=target.lead_id)
        by_lead.update(reporter=heir)
        target.lead = heir
        target.save(update_fields=["lead"])
    for target in plan.targets:
        if any(draft.target.pk == target.pk for draft in plan.drafts):
            _store(plan, target, actor)
    for duty, unit, heir in plan.tasks:
        duty.units.remove(unit)
        duty.units.add(heir)
    if not plan.is_nothing:
        told = {"successors": ", ".join(_told(plan))}
        record(actor, Action.CHANGED, plan.campaign, unit=plan.campaign.owner, data=told)
    return plan


def _told(plan: Following) -> Iterator[str]:
    """For the log: by code, who stands for whom."""
    for each in plan.followed:
        yield f"{each.unit.code} → {each.heirs[0].code}"
    for duty, unit, heir in plan.tasks:
        yield f"{duty.code}: {unit.code} → {heir.code}"


def _store(plan: Following, target: Any, actor: User) -> None:
    given = plan.table(target)
    if faults := faults_of(target, given):
        messages = {str(message) for fault in faults.values() for message in fault.values()}
        raise OpeningRefused([format_lazy("{code}: {what}", code=target.code, what=m) for m in messages])
    before = quota_sum(target, (each.quota for each in plan.stored[target.pk] if each.counts))
    reason = reason_of(target, before) if before else ""
    stored = {each.unit_id: each for each in plan.stored[target.pk]}
    changes: dict[str, Any] = {**write_table(target, stored, given)}
    found = quota_sum(target, (each.quota for each in given if each.counts))
    if found:
        changes[SUM] = fact_of(found, target)
    stays = found and before and found.difference == before.difference
    owner = plan.campaign.owner
    record(actor, Action.CHANGED, target, unit=owner, data=changes, comment=reason if stays else "")
