"""Last year's results and baselines in the new campaign: what is known now and still empty there."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from targets.choices import Measure, OverTime
from targets.models import Allocation, Campaign, Target
from targets.permissions import may_set_up
from targets.plan import is_settled
from targets.setting_up.last_year import LastYear, Pair
from units.choices import Action
from units.log import record
from units.models import User
from units.succession import Successors

ALIKE = ("measure", "over_time", "unit_of_measure", "value_label", "base_label")


@dataclass(frozen=True, slots=True)
class Taken:
    """One number, or one pair, that comes from last year. `thing` is the target or the allocation."""

    thing: Target | Allocation
    values: dict[str, Decimal]

    @property
    def target(self) -> Target:
        return self.thing if isinstance(self.thing, Target) else self.thing.target


def to_take_over(campaign: Campaign, known: LastYear) -> list[Taken]:
    """What of last year's figures is known, has a place here, and is not there yet.

    A figure has a place where the twin is measured alike. Results fill what is empty; the level that a
    `latest` amount starts from replaces the one that last year itself started from. Once figures were
    accepted here, levels and baselines are left to a decision. Four queries and one for each such target.
    """
    targets = {t.pk: t for t in campaign.targets.select_related("previous").in_order() if _is_alike(t)}
    found = [taken for target in targets.values() if (taken := _of_target(target, known))]
    pairs = [t for t in targets.values() if t.measure == Measure.POINTS and not _is_closed(campaign, t)]
    return [*found, *_of_units(campaign, pairs, known)] if pairs and known.pairs else found


def _is_alike(target: Target) -> bool:
    twin = target.previous
    return twin is not None and all(getattr(target, name) == getattr(twin, name) for name in ALIKE)


def _is_closed(campaign: Campaign, target: Target) -> bool:
    return not campaign.in_preparation and is_settled(target)


def _of_target(target: Target, known: LastYear) -> Taken | None:
    twin = target.previous
    result = known.results.get(twin.pk) if twin else None
    if twin is None or result is None:
        return None
    values = {} if target.previous_result is not None else {"previous_result": result}
    starts = target.measure == Measure.AMOUNT and target.over_time == OverTime.LATEST
    is_last_years = target.baseline is not None and target.baseline == twin.baseline
    if starts and is_last_years and result != target.baseline and not _is_closed(target.campaign, target):
        values["baseline"] = result
    return Taken(target, values) if values else None


def _of_units(campaign: Campaign, targets: list[Target], known: LastYear) -> Iterator[Taken]:
    """Baselines of percentage points: both numbers of all units that came together in one, or none."""
    heirs = Successors.on(campaign.launched_on)
    twins = {target.previous_id: target for target in targets}
    before: dict[tuple[int, int], list[Pair | None]] = {}
    for old in Allocation.objects.filter(target__in=twins):
        if heir := heirs.standing(old.unit_id).heir:
            before.setdefault((twins[old.target_id].pk, heir.pk), []).append(known.pairs.get(old.pk))
    by_key = {target.pk: target for target in targets}
    empty = Allocation.objects.filter(target__in=by_key, baseline_base=None)
    for new in empty.select_related("unit").order_by("target__order", "unit__order"):
        new.target = by_key[new.target_id]
        pair = _together(before.get((new.target_id, new.unit_id), []))
        if pair and pair.base > 0:
            yield Taken(new, {"baseline_value": pair.value, "baseline_base": pair.base})


def _together(pairs: list[Pair | None]) -> Pair | None:
    known = [pair for pair in pairs if pair is not None]
    if not known or len(known) < len(pairs):
        return None
    return Pair(sum((p.value for p in known), Decimal(0)), sum((p.base for p in known), Decimal(0)))


def take_over(campaign: Campaign, known: LastYear) -> list[Taken]:
    """Write it; gives what was written. Call it in a transaction, and tell the log (`take_over_and_tell`)."""
    found = to_take_over(campaign, known)
    for model in (Target, Allocation):
        taken = [each for each in found if isinstance(each.thing, model)]
        for each in taken:
            for name, value in each.values.items():
                setattr(each.thing, name, value)
        things: list[Any] = [each.thing for each in taken]
        if fields := sorted({name for each in taken for name in each.values}):
            model.objects.bulk_update(things, fields)
    return found


def take_over_and_tell(campaign: Campaign, known: LastYear, actor: User) -> list[Taken]:
    """Write it with one line of the log, nothing where nothing is new. Call it in a transaction."""
    if not may_set_up(actor, campaign.owner):
        raise PermissionDenied(_("Only Home Affairs sets up the campaign."))
    Campaign.objects.select_for_update().only("pk").get(pk=campaign.pk)
    taken = take_over(campaign, known)
    if taken:
        codes = ", ".join(dict.fromkeys(each.target.code for each in taken))
        record(actor, Action.CHANGED, campaign, unit=campaign.owner, data={"taken_over": codes})
    return taken
