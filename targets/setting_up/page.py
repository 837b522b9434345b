"""The campaigns that an office sets up, and one of them: what it holds and what is still wanting."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Subquery, When

from emulation.gathered import Gathered
from targets.choices import Frequency
from targets.models import Allocation, Campaign, Group, Holiday, ReportingPeriod, Responsibility, Target
from targets.printed_plan import STANDS
from targets.setting_up.checking import Facts, Want, blocking, wants_of
from targets.setting_up.sums import LABEL, QuotaSum, adds_up, quota_sum, reason_of, with_reason
from units.choices import Action
from units.models import Event
from units.succession import Successors

# A change of any of these, or a person's word, makes a plan this year's.
PLAN = ("threshold", "ceiling", "plan_text", "maximum", "plan_confirmed")


@dataclass(frozen=True, slots=True)
class TargetLine:
    """One target as its campaign's page shows it. `found` is the sum of the quotas where they add up."""

    target: Any
    allocations: list[Allocation]
    found: QuotaSum | None

    @property
    def counting(self) -> int:
        return sum(allocation.counts for allocation in self.allocations)

    @property
    def adds_up(self) -> bool:
        return adds_up(self.target)

    @property
    def reason(self) -> str:
        return reason_of(self.target, self.found) if self.found else ""


@dataclass(frozen=True)
class SetUpPage:
    """One campaign with what is wanting in it."""

    facts: Facts

    @property
    def campaign(self) -> Campaign:
        return self.facts.campaign

    @cached_property
    def wants(self) -> list[Want]:
        return wants_of(self.facts)

    @property
    def blockers(self) -> list[Want]:
        return blocking(self.wants)

    @property
    def reminders(self) -> list[Want]:
        return [want for want in self.wants if not want.blocks]

    @cached_property
    def groups(self) -> list[tuple[Group, list[TargetLine]]]:
        by_group = sorted(self.facts.targets, key=lambda t: (t.group.order, t.group.code, t.order, t.code))
        return [
            (group, [self._line(target) for target in members])
            for group, members in groupby(by_group, lambda target: target.group)
        ]

    def _line(self, target: Any) -> TargetLine:
        counting = (allocation.quota for allocation in self.facts.counting(target))
        return TargetLine(target, self.facts.of(target), quota_sum(target, counting))


def load(campaign: Any) -> SetUpPage:
    """Its page; the campaign comes from `as_set_up`. Four queries."""
    targets = list(checked_targets(campaign))
    for target in targets:
        target.campaign = campaign
    allocated, twins = _allocations(campaign, targets)
    kinds = Counter(period["kind"] for period in campaign.gathered_periods)
    successors = Successors.on(campaign.launched_on)
    return SetUpPage(Facts(campaign, targets, allocated, twins, kinds, campaign.has_holidays, successors))


def as_set_up(campaigns: QuerySet[Any]) -> QuerySet[Any]:
    """Adds `gathered_periods`, a list of {kind} of those that hold readings, `has_holidays`, of the year in
    which the campaign ends, and `orphaned`, a list of {code, pk} of tasks that name a unit not there by then.
    """
    periods = ReportingPeriod.objects.filter(campaign=OuterRef("pk"), kind__in=Frequency.values)
    holidays = Holiday.objects.filter(on__year=OuterRef("ends_on__year"))
    orphaned = Responsibility.objects.filter(
        campaign=OuterRef("pk"), units__valid_to__lt=OuterRef("launched_on")
    )
    return campaigns.annotate(
        gathered_periods=Gathered(periods, kind="kind"),
        has_holidays=Exists(holidays),
        orphaned=Gathered(orphaned.order_by("order"), code="code", pk="id"),
    )


def checked_targets(campaign: Campaign) -> QuerySet[Any]:
    """Its targets in order, each with `is_unconfirmed`, what `sums.with_reason` adds, and `stands_told`: the
    printed plan and levels of which was said last that they are meant so.

    A copied plan is confirmed once its numbers were changed, or somebody has said that they stand.
    """
    own = Event.objects.filter(object_type=LABEL, object_id=OuterRef("pk"), action=Action.CHANGED)
    said = Exists(own.filter(data__has_any_keys=list(PLAN)))
    unconfirmed = Case(When(Q(previous__isnull=False) & ~said, then=True), default=False)
    stands = own.filter(data__has_key=STANDS).order_by("-pk").values(f"data__{STANDS}")[:1]
    annotated = campaign.targets.annotate(is_unconfirmed=unconfirmed, stands_told=Subquery(stands))
    targets = with_reason(annotated)
    return targets.select_related("group", "lead", "previous").order_by("order", "code")


def _allocations(
    campaign: Campaign, targets: Iterable[Target]
) -> tuple[dict[int, list[Allocation]], dict[int, list[Allocation]]]:
    """By the key of the target: of this campaign, and of the twins."""
    own: dict[int, list[Allocation]] = {target.pk: [] for target in targets}
    twins: dict[int, list[Allocation]] = {t.previous_id: [] for t in targets if t.previous_id}
    found = Allocation.objects.filter(target__in=[*own, *twins]).select_related("unit")
    for allocation in found.order_by("unit__order", "unit__code"):
        (own if allocation.target_id in own else twins)[allocation.target_id].append(allocation)
    return own, twins


def campaigns_of(campaigns: QuerySet[Campaign]) -> list[Any]:
    """Newest first, each with `size`, its number of targets."""
    counted = campaigns.select_related("owner").defer("document_text", "settings")
    return list(counted.annotate(size=Count("targets")).order_by("-launched_on", "-pk"))
