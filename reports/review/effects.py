"""What accepting a report does to the city: its official rows now, and with this revision in them.

Both come from the one algebra and from the query that adds the report's own readings up.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, Q

from emulation.dates import today
from emulation.gathered import Gathered
from reports import wording
from reports.choices import Basis, RevisionStatus
from reports.lines import Line
from reports.models import Revision, StatusOverride, as_if_accepted, on_basis
from reports.progress import Row, overrides_as_of, owner_rows
from reports.tallies import OF_REVISION, Part, with_only_one
from targets.models import Allocation, Target
from targets.schedule import Schedule

Choice = tuple[Iterable[Any], date, Q]


@dataclass(frozen=True, slots=True)
class Effect:
    """How the city's row of one target is shown before and after; `is_composite`: it is the whole of which
    the line's own target is a part."""

    before: Line
    after: Line
    is_composite: bool = False

    @property
    def target(self) -> Target:
        return self.after.row.target

    @property
    def moves_figure(self) -> bool:
        return self.before.measured != self.after.measured

    @property
    def moves_status(self) -> bool:
        return self.before.status != self.after.status

    @property
    def judges_anew(self) -> bool:
        """What was assessed already is assessed otherwise; a first assessment is not counted."""
        return self.moves_status and self.before.status not in {None, *wording.GREY}


class City:
    """All allocations of the report's targets, and what is asked about them.

    One query where the report waits, else none: only what waits can be accepted.
    """

    def __init__(self, revision: Revision, schedule: Schedule, allocations: Sequence[Allocation]) -> None:
        self._schedule = schedule
        self._as_of = max(schedule.default_as_of(today()), revision.report.period.cut_off)
        is_waiting = revision.status == RevisionStatus.SUBMITTED
        targets = {each.target_id: each.target for each in allocations} if is_waiting else {}
        self._allocations = list(_allocations_of(targets.values(), schedule, self._as_of)) if targets else []
        bases = (on_basis(Basis.OFFICIAL, OF_REVISION), as_if_accepted(revision, OF_REVISION))
        self.choices: list[Choice] = [(self._allocations, self._as_of, speak) for speak in bases if targets]

    def effects(self, parts: Sequence[dict[int, Part]]) -> dict[int, tuple[Effect, ...]]:
        """By the target's key, its own and its composite's, where something shown changes. `parts` are those
        of `choices`."""
        if not parts:
            return {}
        before, after = (self._rows(of_choice.values()) for of_choice in parts)
        moved = {
            key: Effect(Line(before[key]), Line(row), is_composite=bool(row.children))
            for key, row in after.items()
            if _is_shown_otherwise(before[key], row)
        }
        about = {key: (key, row.target.parent_id) for key, row in after.items() if not row.children}
        return {key: tuple(moved[each] for each in both if each in moved) for key, both in about.items()}

    def _rows(self, parts: Iterable[Part]) -> dict[int, Row]:
        by_target: dict[int, list[Part]] = {}
        targets: dict[int, Target] = {}
        for part in parts:
            target = part.allocation.target
            targets[target.pk] = target
            by_target.setdefault(target.pk, []).append(part)
        composites = {t.parent_id: t.parent for t in targets.values() if t.parent}
        ordered = [*targets.values(), *composites.values()]
        rows = owner_rows(ordered, by_target, self._schedule, self._as_of, self._overrides())
        return {row.target.pk: row for row in rows}

    def _overrides(self) -> list[StatusOverride]:
        told = {fact["pk"]: fact for each in self._allocations for fact in each.overrides}
        return [StatusOverride(**fact) for fact in told.values()]


def _is_shown_otherwise(before: Row, after: Row) -> bool:
    effect = Effect(Line(before), Line(after))
    return effect.moves_figure or effect.moves_status


def _allocations_of(targets: Collection[Target], schedule: Schedule, as_of: date) -> Any:
    """Of these targets and, where they are parts of a composite, of its other parts."""
    composites = {target.parent_id for target in targets if target.parent_id}
    of_targets = Q(target__in=targets) | Q(target__parent__in=composites)
    given = overrides_as_of(schedule, as_of).filter(
        Q(target=OuterRef("target")) | Q(target=OuterRef("target__parent"))
    )
    found = with_only_one(Allocation.objects.filter(of_targets))
    told = Gathered(given, pk="pk", target_id="target_id", period_id="period_id", status="status")
    return (
        found.annotate(overrides=told)
        .select_related("target__parent", "unit")
        .order_by("target__order", "target__code", "unit__order", "unit__code")
    )
