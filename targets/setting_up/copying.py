"""The copy of a campaign, written as its plan was shown: whole or not at all."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from targets.choices import Measure
from targets.models import Allocation, Campaign, Group, Movement, Responsibility, Target
from targets.permissions import may_set_up
from targets.setting_up.copy_plan import CopyPlan, Heading, heading_fault, later, plan_of
from targets.setting_up.last_year import LastYear
from targets.setting_up.taking_over import take_over
from units.choices import Action
from units.log import record
from units.models import User

# What is asked anew, found out anew, or set by hand below.
NOT_COPIED = {
    "id", "campaign", "group", "parent", "lead", "previous", "previous_result", "baseline", "text_original",
    "result_due",
}  # fmt: skip
TARGET_FIELDS = [each.name for each in Target._meta.concrete_fields if each.name not in NOT_COPIED]


class CopyRefused(ValidationError):
    """Nothing was written; `messages` say why."""


@transaction.atomic
def copy(old: Campaign, heading: Heading, actor: User, known: LastYear, *, seen: str) -> Campaign:
    """The new campaign in preparation, with what is `known` of last year's figures; one Event.

    `seen` is the `mark` of the plan that the person was shown. Raises PermissionDenied, and CopyRefused
    where there is such a campaign already or something has changed since.
    """
    if not may_set_up(actor, old.owner):
        raise PermissionDenied(_("Only Home Affairs sets up the campaign."))
    locked = Campaign.objects.select_for_update(of=("self",)).select_related("owner").get(pk=old.pk)
    if fault := heading_fault(locked, heading):
        raise CopyRefused(fault.messages)
    plan = plan_of(locked, heading)
    if plan.mark(known) != seen:
        raise CopyRefused(_("This is not what you were shown any more. Look at it again."))
    campaign = _Copying(plan).write()
    taken = take_over(campaign, known)
    facts = {
        "copied_from": locked.code,
        "targets": len(plan.targets),
        "allocations": len(plan.drafts),
        "taken_over": len(taken),
    }
    record(actor, Action.CREATED, campaign, unit=campaign.owner, data=facts)
    return campaign


class _Copying:
    """The rows of one copy, kind after kind."""

    def __init__(self, plan: CopyPlan) -> None:
        self.plan = plan
        self.years = plan.heading.ends_on.year - plan.old.ends_on.year

    def write(self) -> Campaign:
        old, heading = self.plan.old, self.plan.heading
        self.campaign = Campaign(
            owner=old.owner,
            code=heading.code,
            name=heading.name,
            theme=heading.theme,
            document_number=heading.document_number,
            document_title=heading.document_title,
            document_signer=heading.document_signer,
            launched_on=heading.launched_on,
            ends_on=heading.ends_on,
            # Figures taken over from made-up ones are made up.
            is_demonstration=old.is_demonstration,
            in_preparation=True,
            settings={**old.settings, "short_name": heading.short_name},
        )
        self.campaign.full_clean()
        self.campaign.save()
        groups = self._copied(self.plan.groups, "name")
        targets = self._targets(groups)
        self._allocations(targets)
        self._movements(targets)
        self._responsibilities()
        self._copied(self.plan.recipients, "text")
        return self.campaign

    def _copied(self, parts: list[Any], *fields: str) -> dict[int, Any]:
        """New rows of a campaign's part by the keys of the old ones."""
        made = [
            type(part)(
                campaign=self.campaign,
                code=part.code,
                order=part.order,
                **{name: getattr(part, name) for name in fields},
            )
            for part in parts
        ]
        created = type(parts[0]).objects.bulk_create(made) if parts else []
        return {old.pk: new for old, new in zip(parts, created, strict=True)}

    def _targets(self, groups: Mapping[int, Group]) -> dict[int, Target]:
        """Parents first, so that each child finds its own."""
        made: dict[int, Target] = {}
        children = [old for old in self.plan.targets if old.parent_id]
        parents = [old for old in self.plan.targets if not old.parent_id]
        for generation in (parents, children):
            new = [self._target(old, groups, made) for old in generation]
            created = Target.objects.bulk_create(new)
            made |= {old.pk: each for old, each in zip(generation, created, strict=True)}
        return made

    def _target(self, old: Target, groups: Mapping[int, Group], made: Mapping[int, Target]) -> Target:
        return Target(
            campaign=self.campaign,
            group=groups[old.group_id],
            parent=made[old.parent_id] if old.parent_id else None,
            lead=self.plan.heir(old.lead_id) or old.lead,
            previous=old,
            # The level of last year's beginning; of percentage points it comes from the units.
            baseline=None if old.measure == Measure.POINTS else old.baseline,
            result_due=later(old.result_due, self.years) if old.result_due else None,
            **{name: getattr(old, name) for name in TARGET_FIELDS},
        )

    def _allocations(self, targets: Mapping[int, Target]) -> None:
        Allocation.objects.bulk_create(
            Allocation(
                target=(target := targets[draft.target.pk]),
                unit=draft.unit,
                reporter=target.lead if draft.by_lead else draft.unit,
                counts=draft.counts,
                quota=draft.quota,
            )
            for draft in self.plan.drafts
        )

    def _movements(self, targets: Mapping[int, Target]) -> None:
        made = self._copied(self.plan.movements, "name")
        linked = Movement.targets.through
        linked.objects.bulk_create(
            linked(movement_id=made[old.pk].pk, target_id=targets[target.pk].pk)
            for old in self.plan.movements
            for target in old.targets.all()
        )

    def _responsibilities(self) -> None:
        made = self._copied(self.plan.responsibilities, "text")
        named = Responsibility.units.through
        # Whoever has no heir stays named: a task that names nobody would be everybody's.
        pairs = {
            (made[old.pk].pk, (self.plan.heir(unit.pk) or unit).pk): None
            for old in self.plan.responsibilities
            for unit in old.units.all()
        }
        named.objects.bulk_create(named(responsibility_id=duty, unit_id=unit) for duty, unit in pairs)
