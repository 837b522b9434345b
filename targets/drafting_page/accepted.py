"""What the last acceptance made and changed, as the log has it."""

from dataclasses import dataclass
from typing import Any

from targets.models import Campaign, Target
from units.models import Event

LEVELS = ("threshold", "ceiling", "maximum")


@dataclass(frozen=True, slots=True)
class Renewed:
    """A target and its printed plan before and after; `changes`: text or levels differ."""

    target: Target
    old: str
    new: str
    changes: bool


@dataclass(frozen=True, slots=True)
class Accepted:
    event: Event
    made: list[Target]
    renewed: list[Renewed]

    @property
    def changed(self) -> list[Renewed]:
        return [each for each in self.renewed if each.changes]

    @property
    def same(self) -> list[Renewed]:
        """Whose sentence was taken and whose plan stays."""
        return [each for each in self.renewed if not each.changes]


def last_accepted(campaign: Campaign) -> Accepted | None:
    """The campaign's last acceptance of drafted targets, as far as they are there still; two queries."""
    accepted = Event.objects.about(campaign).filter(data__has_keys=["targets", "changed", "groups"])
    event = accepted.select_related("actor").order_by("-pk").first()
    if event is None:
        return None
    changed: dict[str, Any] = event.data["changed"]
    codes = [*event.data["targets"], *changed]
    found = {target.code: target for target in campaign.targets.filter(code__in=codes)}
    renewed = [_renewed(found[code], facts) for code, facts in changed.items() if code in found]
    return Accepted(event, [found[code] for code in event.data["targets"] if code in found], renewed)


def _renewed(target: Target, facts: dict[str, Any]) -> Renewed:
    old, new = facts.get("plan_text", [target.plan_text, target.plan_text])
    return Renewed(target, old, new, any(name in facts for name in ("plan_text", *LEVELS)))
