"""Who stands for a unit on a later day: itself, its one successor, or nobody without a person's word."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self

from units.choices import SuccessionKind
from units.models import Succession, Unit


class Fate(StrEnum):
    STANDS = "stands"
    SUCCEEDED = "succeeded"
    SPLIT = "split"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Standing:
    """What became of a unit by a day. `heirs` is the unit itself, its one successor, all that it was split
    into, or nobody."""

    unit: Unit
    fate: Fate
    heirs: tuple[Unit, ...] = ()

    @property
    def heir(self) -> Unit | None:
        """Who stands for it; None where that is for a person to say."""
        return self.heirs[0] if self.fate in {Fate.STANDS, Fate.SUCCEEDED} else None


class Successors:
    """The units of a tree on a day, followed through renamings, moves and mergers."""

    def __init__(self, units: Iterable[Unit], successions: Iterable[Succession], day: date) -> None:
        self.day = day
        self.units = {unit.pk: unit for unit in units}
        self._next: dict[int, list[Succession]] = {}
        for succession in successions:
            if succession.on <= day:
                self._next.setdefault(succession.predecessor_id, []).append(succession)

    @classmethod
    def on(cls, day: date) -> Self:
        """Of all units, in two queries."""
        in_order = Succession.objects.order_by("on", "predecessor", "successor__order", "successor__code")
        return cls(Unit.objects.all(), in_order, day)

    def standing(self, unit: int) -> Standing:
        """Of the unit with this key. Several successors are a split, whatever the decision calls it."""
        first, seen = self.units[unit], {unit}
        current = first
        while self.has_ended(current.pk):
            onward = [step for step in self._next.get(current.pk, ()) if step.successor_id not in seen]
            if not onward:
                return Standing(first, Fate.ENDED)
            if len(onward) > 1 or onward[0].kind == SuccessionKind.SPLIT:
                heirs = tuple(self.units[step.successor_id] for step in onward)
                return Standing(first, Fate.SPLIT, heirs)
            current = self.units[onward[0].successor_id]
            seen.add(current.pk)
        return Standing(first, Fate.STANDS if current.pk == unit else Fate.SUCCEEDED, (current,))

    def has_ended(self, unit: int) -> bool:
        valid_to = self.units[unit].valid_to
        return valid_to is not None and valid_to < self.day

    def lingers(self, unit: int) -> bool:
        """It gave way by then, and no day is known on which it ends; of a split something may be left."""
        ways = self._next.get(unit, ())
        return self.units[unit].valid_to is None and any(step.kind != SuccessionKind.SPLIT for step in ways)
