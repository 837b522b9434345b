"""What loading a fixture again leaves alone: it was written here, and the file does not have it."""

from typing import Any

from django.db.models.signals import pre_save
from django.dispatch import receiver

from targets.models import Allocation, Campaign

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
