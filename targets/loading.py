"""What loading a fixture again leaves alone: it was written here, and the file does not have it."""

from typing import Any

from django.db.models import QuerySet
from django.db.models.signals import pre_save
from django.dispatch import receiver

from targets.choices import PlanField
from targets.models import Allocation, Campaign, PlanChange, Target

BASELINES = ("baseline_value", "baseline_base")


@receiver(pre_save, sender=Campaign)
def keep_demonstration_mark(instance: Campaign, raw: bool, **_signal: Any) -> None:
    """Made-up figures stay marked as such, whatever is loaded over their campaign."""
    if raw and instance.pk and not instance.is_demonstration:
        marked = Campaign.objects.filter(pk=instance.pk, is_demonstration=True)
        instance.is_demonstration = marked.exists()


@receiver(pre_save, sender=Allocation)
def keep_baselines(instance: Allocation, raw: bool, **_signal: Any) -> None:
    """Baselines that an office entered are not emptied by a file that has none."""
    if not raw or not instance.pk or instance.baseline_base is not None:
        return
    for name, value in (Allocation.objects.filter(pk=instance.pk).values(*BASELINES).first() or {}).items():
        setattr(instance, name, value)


@receiver(pre_save, sender=Target)
def keep_decided_plan(instance: Target, raw: bool, **_signal: Any) -> None:
    """What a decision made of the plan is not undone by the file, which has the plan as it was at first."""
    if not raw or not instance.pk:
        return
    decided = _decided(PlanChange.objects.filter(target=instance.pk, allocation=None))
    for name, value in decided.items():
        setattr(instance, name, value)
    if decided.keys() & {PlanField.THRESHOLD, PlanField.CEILING}:
        instance.plan_text = Target.objects.values_list("plan_text", flat=True).get(pk=instance.pk)


@receiver(pre_save, sender=Allocation)
def keep_decided_quota(instance: Allocation, raw: bool, **_signal: Any) -> None:
    if raw and instance.pk:
        for name, value in _decided(PlanChange.objects.filter(allocation=instance.pk)).items():
            setattr(instance, name, value)


def _decided(changes: QuerySet[PlanChange]) -> dict[str, Any]:
    """What the changes made last of each number."""
    return dict(changes.order_by("made_at", "pk").values_list("field", "new"))
