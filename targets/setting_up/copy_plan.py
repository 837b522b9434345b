"""Last year's campaign as the beginning of the next: what a copy would make, before anything is written.

Units are followed to the successors that stand on the day of the launch. What nobody has decided (a unit that
was split) is asked, never guessed.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from emulation.text import short_mark
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
from targets.setting_up.last_year import LastYear
from targets.setting_up.sums import is_quantity
from units.models import Unit
from units.succession import Fate, Standing, Successors


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
        return short_mark(json.dumps(said, ensure_ascii=False))


def plan_of(old: Campaign, heading: Heading) -> CopyPlan:
    """What a copy of the campaign under this heading would make; nine queries."""
    successors = Successors.on(heading.launched_on)
    targets = list(old.targets.select_related("group", "lead").in_order())
    allocations = Allocation.objects.filter(target__campaign=old).select_related("unit")
    by_target = {target.pk: target for target in targets}
    drafts = list(drafts_of(allocations.order_by("unit__order", "unit__code"), by_target, successors))
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
        moved=moved_of(targets, allocations, by_target, successors),
    )


def drafts_of(
    allocations: Iterable[Allocation], targets: Mapping[int, Target], successors: Successors
) -> Iterator[Draft]:
    """The allocations as the successors have them, one for each that came together in it."""
    together: dict[tuple[int, int], list[Allocation]] = {}
    for allocation in allocations:
        if heir := successors.standing(allocation.unit_id).heir:
            together.setdefault((allocation.target_id, heir.pk), []).append(allocation)
    for (target, unit), origins in together.items():
        yield _draft(targets[target], successors.units[unit], tuple(origins))


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
    if is_quantity(target) and target.entry != Entry.YES_NO:
        return sum(known, Decimal(0))
    return known[0] if len(set(known)) == 1 else None


def moved_of(
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
