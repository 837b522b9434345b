"""Last year's campaign as the beginning of the next: what would be copied, then the copy, whole or not at all.

A plan is only drawn up by `plan_of`; nothing is written before `copy`. Units are followed to the successors
that stand on the day of the launch. What nobody has decided (a unit that was split) is asked, never guessed.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from targets.choices import Entry, Measure
from targets.models import (
    Allocation,
    Campaign,
    Group,
    Movement,
    Recipient,
    Responsibility,
    Target,
)
from targets.permissions import may_set_up
from targets.setting_up.last_year import LastYear
from targets.setting_up.taking_over import take_over
from units.choices import Action
from units.log import record
from units.models import Event, Unit, User
from units.succession import Fate, Standing, Successors

# What is asked anew, found out anew, or set by hand below.
NOT_COPIED = {
    "id", "campaign", "group", "parent", "lead", "previous", "previous_result", "baseline", "text_original",
    "result_due",
}  # fmt: skip
TARGET_FIELDS = [
    each.name for each in Target._meta.concrete_fields if each.name not in NOT_COPIED
]


@dataclass(frozen=True, slots=True)
class Heading:
    """What a new campaign is called and when it is: asked anew, never copied."""

    code: str
    name: str
    launched_on: date
    ends_on: date
    short_name: str = ""
    theme: str = ""
    document_number: str = ""
    document_title: str = ""
    document_signer: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """An allocation of the new campaign, made of one of last year's or, after a merger, of several."""

    target: Target
    unit: Unit
    by_lead: bool
    counts: bool
    quota: Decimal | None
    origins: tuple[Allocation, ...]

    @property
    def asks_quota(self) -> bool:
        """Last year there were quotas; of what is to stand for them now nobody has said anything."""
        return self.quota is None and any(each.quota is not None for each in self.origins)


@dataclass(frozen=True, slots=True)
class Moved:
    """A unit that is not there any more, and the codes of the targets that it had or leads."""

    standing: Standing
    targets: tuple[str, ...]

    @property
    def unit(self) -> Unit:
        return self.standing.unit

    @property
    def heirs(self) -> tuple[Unit, ...]:
        return self.standing.heirs


@dataclass(frozen=True)
class CopyPlan:
    """What a copy would make, and of which units something is still to be said."""

    old: Campaign
    heading: Heading
    groups: list[Group]
    targets: list[Target]
    drafts: list[Draft]
    movements: list[Movement]
    responsibilities: list[Responsibility]
    recipients: list[Recipient]
    successors: Successors = field(repr=False)
    moved: list[Moved] = field(default_factory=list)

    @property
    def followed(self) -> list[Moved]:
        return [each for each in self.moved if each.standing.fate == Fate.SUCCEEDED]

    @property
    def split(self) -> list[Moved]:
        return [each for each in self.moved if each.standing.fate == Fate.SPLIT]

    @property
    def ended(self) -> list[Moved]:
        return [each for each in self.moved if each.standing.fate == Fate.ENDED]

    @property
    def without_quota(self) -> list[Draft]:
        return [draft for draft in self.drafts if draft.asks_quota]

    @property
    def unallocated(self) -> list[Target]:
        """Had units last year, and none is left for certain."""
        left = {draft.target.pk for draft in self.drafts}
        return [t for t in self.targets if t.pk not in left and t.measure != Measure.ALL_OF]

    def heir(self, unit: int) -> Unit | None:
        return self.successors.standing(unit).heir

    def mark(self, known: LastYear) -> str:
        """A short mark of all of it, to be handed back to `copy` as what the person had seen."""
        said = [
            repr(self.heading),
            [[t.code, str(t.threshold), t.lead_id] for t in self.targets],
            [[d.target.code, d.unit.code, d.by_lead, str(d.quota)] for d in self.drafts],
            [[m.unit.code, m.standing.fate, *(heir.code for heir in m.heirs)] for m in self.moved],
            sorted((key, str(result)) for key, result in known.results.items()),
            sorted((key, *map(str, pair)) for key, pair in known.pairs.items()),
        ]
        return sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()[:16]


class CopyRefused(ValidationError):
    """Nothing was written; `messages` say why."""


def plan_of(old: Campaign, heading: Heading) -> CopyPlan:
    """What a copy of the campaign under this heading would make; nine queries."""
    successors = Successors.on(heading.launched_on)
    targets = list(old.targets.select_related("group", "lead").in_order())
    allocations = Allocation.objects.filter(target__campaign=old).select_related("unit")
    by_target = {target.pk: target for target in targets}
    drafts = list(_drafts(allocations.order_by("unit__order", "unit__code"), by_target, successors))
    return CopyPlan(
        old,
        heading,
        groups=list(old.groups.all()),
        targets=targets,
        drafts=drafts,
        movements=list(old.movements.prefetch_related("targets")),
        responsibilities=list(old.responsibilities.prefetch_related("units")),
        recipients=list(old.recipients.all()),
        successors=successors,
        moved=_moved(targets, allocations, by_target, successors),
    )


def _drafts(
    allocations: Iterable[Allocation], targets: Mapping[int, Target], successors: Successors
) -> Iterator[Draft]:
    together: dict[tuple[int, int], list[Allocation]] = {}
    for allocation in allocations:
        if heir := successors.standing(allocation.unit_id).heir:
            together.setdefault((allocation.target_id, heir.pk), []).append(allocation)
    for (target, heir), origins in together.items():
        yield _draft(targets[target], successors.units[heir], tuple(origins))


def _draft(target: Target, heir: Unit, origins: tuple[Allocation, ...]) -> Draft:
    quotas = [each.quota for each in origins]
    return Draft(
        target,
        heir,
        by_lead=any(each.reporter_id != each.unit_id for each in origins),
        counts=any(each.counts for each in origins),
        quota=_joined(target, quotas),
        origins=origins,
    )


def _joined(target: Target, quotas: list[Decimal | None]) -> Decimal | None:
    """One quota for what several units had: the sum of amounts, else what all of them had alike."""
    known = [quota for quota in quotas if quota is not None]
    if len(known) < len(quotas) or not known:
        return None
    adds = target.measure == Measure.AMOUNT and target.entry != Entry.YES_NO
    if adds and not target.unit_of_measure.startswith("%"):
        return sum(known, Decimal(0))
    return known[0] if len(set(known)) == 1 else None


def _moved(
    targets: list[Target],
    allocations: Iterable[Allocation],
    by_target: Mapping[int, Target],
    successors: Successors,
) -> list[Moved]:
    """In the units' order, those among the allocated and the leading that stand no more."""
    about: dict[int, dict[str, None]] = {}
    for unit, code in (
        *((allocation.unit_id, by_target[allocation.target_id].code) for allocation in allocations),
        *((target.lead_id, target.code) for target in targets),
    ):
        about.setdefault(unit, {})[code] = None
    standings = ((successors.standing(unit), codes) for unit, codes in about.items())
    gone = [Moved(told, tuple(codes)) for told, codes in standings if told.fate != Fate.STANDS]
    return sorted(gone, key=lambda each: (each.unit.order, each.unit.code))


def heading_fault(old: Campaign, heading: Heading) -> ValidationError | None:
    """Why no campaign can be made under this heading; None where it can. At most one query."""
    if Campaign.objects.filter(owner=old.owner_id, code=heading.code).exists():
        message = _("There is a campaign with this code already. Give another one, or go on with that.")
        return ValidationError({"code": message})
    if heading.ends_on <= heading.launched_on:
        return ValidationError({"ends_on": _("The campaign ends after the day of its launch.")})
    if heading.ends_on.year <= old.ends_on.year:
        return ValidationError({"ends_on": _("The new campaign ends in a later year than the one copied.")})
    if old.owner.valid_to and old.owner.valid_to < heading.launched_on:
        return ValidationError(_("The unit whose campaign this is has ended by then."))
    return None


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
        pairs = {
            (made[old.pk].pk, heir.pk): None
            for old in self.plan.responsibilities
            for unit in old.units.all()
            if (heir := self.plan.heir(unit.pk))
        }
        named.objects.bulk_create(named(responsibility_id=duty, unit_id=unit) for duty, unit in pairs)


def later(day: date, years: int) -> date:
    """The same day so many years later; 28/2 for a 29/2 that is not there."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def next_heading(old: Campaign) -> Heading:
    """What is proposed for the year after: its code and days, and the names with the year moved on."""
    year = old.ends_on.year
    renamed = _renamed(old.name, year), _renamed(old.options.short_name, year)
    code = _renamed(old.code, year)
    return replace(
        Heading(code, renamed[0], later(old.launched_on, 1), later(old.ends_on, 1), renamed[1]),
        document_signer=old.document_signer,
    )


def _renamed(text: str, year: int) -> str:
    return text.replace(str(year), str(year + 1))


def copy_event(campaign: Campaign) -> Event | None:
    """The line of the log that says whence the campaign was copied; None where it was not."""
    return Event.objects.about(campaign).filter(action=Action.CREATED, data__has_key="copied_from").first()
