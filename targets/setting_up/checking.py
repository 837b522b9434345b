"""What is still wanting before a campaign can be opened, each with the place where it is mended.

A `Want` that blocks keeps the campaign in preparation; the others remind of what may come later.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from targets.choices import Measure, OverTime, Pace
from targets.models import Allocation, Target
from targets.printed_plan import names_number, printed_faults, stands_fact
from targets.setting_up.named_years import years_in
from targets.setting_up.sums import quota_sum, reason_of
from units.administration import with_way_back
from units.succession import Fate, Successors

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

WORDS = ("name", "plan_text", "value_label", "base_label", "note")


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is wanting, and where it is mended."""

    label: "StrOrPromise"
    url: str


@dataclass(frozen=True, slots=True)
class Want:
    text: "StrOrPromise"
    places: tuple[Place, ...] = ()
    blocks: bool = True


@dataclass(frozen=True)
class Facts:
    """A campaign, from `page.as_set_up`, as the checks see it; they ask nothing of the database.

    `targets` come from `page.checked_targets`; `allocated` and `twins` are the allocations by the key of the
    target, of this campaign and of last year's; `periods` how many there are of a kind.
    """

    campaign: Any
    targets: list[Any]
    allocated: Mapping[int, list[Allocation]]
    twins: Mapping[int, list[Allocation]]
    periods: Mapping[str, int]
    has_holidays: bool
    successors: Successors

    def of(self, target: Target) -> list[Allocation]:
        return self.allocated.get(target.pk, [])

    def counting(self, target: Target) -> list[Allocation]:
        return [allocation for allocation in self.of(target) if allocation.counts]

    def before(self, target: Target) -> list[Allocation]:
        return self.twins.get(target.previous_id or 0, [])

    @property
    def units(self) -> list[int]:
        """Keys of all units that report or lead, in the targets' order."""
        given = (key for t in self.targets for a in self.of(t) for key in (a.unit_id, a.reporter_id))
        return list(dict.fromkeys([*given, *(target.lead_id for target in self.targets)]))

    @property
    def is_copied(self) -> bool:
        return any(target.previous_id for target in self.targets)

    @property
    def single(self) -> list[Any]:
        """The targets that have a figure of their own."""
        return [target for target in self.targets if target.measure != Measure.ALL_OF]


def wants_of(facts: Facts) -> list[Want]:
    """Everything that is wanting, what blocks first."""
    found = [want for check in CHECKS for want in check(facts)]
    return sorted(found, key=lambda want: not want.blocks)


def blocking(wants: Iterable[Want]) -> list[Want]:
    return [want for want in wants if want.blocks]


def _allocate(facts: Facts, target: Target) -> Place:
    return Place(target.code, reverse("setup_allocate", args=[facts.campaign.code, target.code]))


def _edit(facts: Facts, target: Target) -> Place:
    return Place(target.code, _form(facts, "targets_target_change", target.pk))


def _form(facts: Facts, name: str, *args: int) -> str:
    """A form of the administration, which leads back here."""
    return with_way_back(
        reverse(f"admin:{name}", args=args), reverse("setup_campaign", args=[facts.campaign.code])
    )


def _edit_settings(facts: Facts, anchor: str) -> Place:
    return Place(_("Change"), f"{reverse('setup_settings', args=[facts.campaign.code])}#{anchor}")


def _told(
    facts: Facts,
    targets: Iterable[Target],
    text: "StrOrPromise",
    place: Callable[[Facts, Target], Place] = _allocate,
    *,
    blocks: bool = True,
) -> Iterator[Want]:
    """One want for all these targets; nothing where there are none."""
    if places := tuple(place(facts, target) for target in targets):
        yield Want(text, places, blocks)


def _no_targets(facts: Facts) -> Iterator[Want]:
    if not facts.targets:
        url = reverse("draft_targets", args=[facts.campaign.code])
        place = Place(_("Draft targets from the launching document"), url)
        yield Want(_("The campaign has no targets yet."), (place,))


def _no_calendar(facts: Facts) -> Iterator[Want]:
    kinds = {target.frequency for target in facts.targets}
    if not facts.periods or any(not facts.periods.get(kind) for kind in kinds):
        place = Place(_("Set the dates by the rule"), reverse("setup_calendar", args=[facts.campaign.code]))
        yield Want(_("The periods of the year have no dates yet."), (place,))
    if not facts.has_holidays:
        place = Place(_("Holidays"), _form(facts, "targets_holiday_add"))
        text = _("The holidays of the year are not entered; they move the due days.")
        yield Want(text, (place,), blocks=False)


def _unconfirmed(facts: Facts) -> Iterator[Want]:
    place = Place(_("Plans of the year"), reverse("setup_plans", args=[facts.campaign.code]))
    if count := sum(target.is_unconfirmed for target in facts.targets):
        text = _(
            "{count} plans are still last year's. Change them as the document has them, or confirm them."
        )
        yield Want(format_lazy(text, count=count), (place,))


def _printed(facts: Facts) -> Iterator[Want]:
    """What is printed for the plan has other numbers than those that decide, and nobody said it is meant."""

    def differs(target: Any) -> bool:
        text, levels = target.plan_text, {"threshold": target.threshold, "ceiling": target.ceiling}
        return stands_fact(text, levels) != target.stands_told and bool(printed_faults(target, text, levels))

    def row(_facts: Facts, target: Target) -> Place:
        url = reverse("setup_plans", args=[facts.campaign.code])
        return Place(target.code, f"{url}#plan-{target.code}")

    text = _("The printed plan has another number than the level:")
    yield from _told(facts, filter(differs, facts.targets), text, row, blocks=False)


def _unallocated(facts: Facts) -> Iterator[Want]:
    targets = [target for target in facts.single if not facts.of(target)]
    yield from _told(facts, targets, _("These targets are given to nobody:"))


def _ended(facts: Facts) -> Iterator[Want]:
    def is_gone(unit: int) -> bool:
        return facts.successors.has_ended(unit)

    leads = [target for target in facts.targets if is_gone(target.lead_id)]
    yield from _told(facts, leads, _("The lead unit has ended by the day of the launch:"), _edit)
    given = [
        target
        for target in facts.targets
        if any(is_gone(a.unit_id) or is_gone(a.reporter_id) for a in facts.of(target))
    ]
    yield from _told(facts, given, _("A unit that has ended by then is to report:"))
    standings = [facts.successors.standing(unit) for unit in facts.units if is_gone(unit)]
    if heirs := [told for told in standings if told.fate == Fate.SUCCEEDED]:
        url = reverse("setup_successors", args=[facts.campaign.code])
        text = _("Units have ended that have a successor: {units}.")
        names = ", ".join(f"{told.unit.name} → {told.heirs[0].name}" for told in heirs)
        yield Want(format_lazy(text, units=names), (Place(_("Replace them"), url),))
    if alone := [told.unit.name for told in standings if told.fate == Fate.ENDED]:
        place = Place(
            _("Administration › Successions of units"), reverse("admin:units_succession_changelist")
        )
        text = _("Units have ended and no successor is on record: {units}.")
        yield Want(format_lazy(text, units=", ".join(alone)), (place,), blocks=False)


def _lingering(facts: Facts) -> Iterator[Want]:
    """A merger was recorded, and the unit that gave way has no end day: nobody follows it then."""
    units = [facts.successors.units[unit] for unit in facts.units if facts.successors.lingers(unit)]
    places = tuple(Place(unit.name, reverse("admin:units_unit_change", args=[unit.pk])) for unit in units)
    if places:
        yield Want(_("These units have a successor by then, but no end day (valid to):"), places)


def _strange_reporters(facts: Facts) -> Iterator[Want]:
    """The lead was changed after the target was allocated."""
    targets = [
        t for t in facts.targets if any(a.reporter_id not in (a.unit_id, t.lead_id) for a in facts.of(t))
    ]
    yield from _told(facts, targets, _("Neither the unit itself nor the lead enters:"))


def _sums(facts: Facts) -> Iterator[Want]:
    def differs(target: Target) -> bool:
        found = quota_sum(target, (allocation.quota for allocation in facts.counting(target)))
        return found is not None and bool(found.difference) and not reason_of(target, found)

    text = _("What the units were given does not add up to the plan:")
    yield from _told(facts, filter(differs, facts.single), text)


def _profiles(facts: Facts) -> Iterator[Want]:
    targets = [
        target
        for target in facts.targets
        if target.pace == Pace.PROFILE and facts.periods.get(target.frequency)
        if len(target.profile_steps) != facts.periods[target.frequency]
    ]
    yield from _told(facts, targets, _("The profile has not one percentage for each period:"), _edit)


def _childless(facts: Facts) -> Iterator[Want]:
    parents = {target.parent_id for target in facts.targets}
    targets = [t for t in facts.targets if t.measure == Measure.ALL_OF and t.pk not in parents]
    yield from _told(facts, targets, _("It needs all of its children and has none:"), _edit)


def _split(facts: Facts) -> Iterator[Want]:
    """A unit of last year's was split, and none of those that came of it has the target."""

    def is_open(target: Target) -> bool:
        now = {allocation.unit_id for allocation in facts.of(target)}
        standings = (facts.successors.standing(allocation.unit_id) for allocation in facts.before(target))
        return any(
            told.heir is None and told.heirs and not now & {heir.pk for heir in told.heirs}
            for told in standings
        )

    text = _("A unit that had them was split. Say who has them now:")
    yield from _told(facts, filter(is_open, facts.single), text, blocks=False)


def _quotas_to_ask(facts: Facts) -> Iterator[Want]:
    def lacks(target: Target) -> bool:
        had = any(allocation.quota is not None for allocation in facts.before(target))
        return had and any(allocation.quota is None for allocation in facts.counting(target))

    text = _("Last year the units had quotas; here some have none:")
    yield from _told(facts, filter(lacks, facts.single), text, blocks=False)


def _baselines(facts: Facts) -> Iterator[Want]:
    points = [target for target in facts.single if target.measure == Measure.POINTS]
    missing = [
        target
        for target in points
        if target.baseline is None and any(a.baseline_base is None for a in facts.counting(target))
    ]
    text = _("Units have no baseline of last year's end, from which points are counted:")
    yield from _told(facts, missing, text, blocks=False)
    same = [target for target in facts.single if _starts_as_last_year(target)]
    text = _("The level to start from is still the one that last year started from:")
    yield from _told(facts, same, text, _edit, blocks=False)


def _starts_as_last_year(target: Target) -> bool:
    is_level = target.measure == Measure.AMOUNT and target.over_time == OverTime.LATEST
    twin = target.previous
    return is_level and twin is not None and target.baseline is not None and target.baseline == twin.baseline


def _levels(facts: Facts) -> Iterator[Want]:
    targets = [target for target in facts.single if target.threshold is None]
    text = _("Without a level there is no assessment:")
    yield from _told(facts, targets, text, _edit, blocks=False)


def _results(facts: Facts) -> Iterator[Want]:
    targets = [t for t in facts.single if t.previous_id and t.previous_result is None]
    if targets:
        place = Place(_("Take over"), "#last-year")
        text = _("Last year's result is not known yet for {count} targets.")
        yield Want(format_lazy(text, count=len(targets)), (place,), blocks=False)


def _tasks(facts: Facts) -> Iterator[Want]:
    if tasks := dict.fromkeys((task["code"], task["pk"]) for task in facts.campaign.orphaned):
        places = tuple(Place(code, _form(facts, "targets_responsibility_change", pk)) for code, pk in tasks)
        text = _("Tasks name a unit that has ended by the day of the launch:")
        yield Want(text, places, blocks=False)


def _named_years(facts: Facts) -> Iterator[Want]:
    """Words of last year's that name a year: "so với cuối năm 2023"."""

    def names_a_year(target: Target) -> bool:
        twin = target.previous
        same = (
            getattr(target, name) for name in WORDS if twin and getattr(twin, name) == getattr(target, name)
        )
        return any(years_in(text) for text in same)

    text = _("Their words name a year, as last year's did:")
    yield from _told(facts, filter(names_a_year, facts.targets), text, _edit, blocks=False)


def _notes(facts: Facts) -> Iterator[Want]:
    """A note of last year's that names the amount which was last year's plan."""

    def names_the_old_plan(target: Target) -> bool:
        twin = target.previous
        if twin is None or twin.note != target.note or target.threshold == twin.threshold:
            return False
        return twin.threshold is not None and names_number(twin, target.note, twin.threshold)

    text = _("Their notes still name last year's plan:")
    yield from _told(facts, filter(names_the_old_plan, facts.targets), text, _edit, blocks=False)


def _document(facts: Facts) -> Iterator[Want]:
    campaign = facts.campaign
    lacking = {
        (False, False): _("The launching document has no number and no title yet."),
        (False, True): _("The launching document has no number yet."),
        (True, False): _("The launching document has no title yet."),
    }
    has = bool(campaign.document_number), bool(campaign.document_title)
    if has in lacking:
        yield Want(lacking[has], (_edit_settings(facts, "heading"),), blocks=False)


def _settings(facts: Facts) -> Iterator[Want]:
    """Lines of the settings that name last year, and sums that rest on a number of last year's."""
    year = str(facts.campaign.ends_on.year - 1)
    lines = [line for line in texts_in(facts.campaign.settings) if year in years_in(line)]
    if lines:
        text = _("The settings still name {year}: {lines}")
        told = format_lazy(text, year=year, lines="; ".join(f"“{_short(line)}”" for line in lines[:3]))
        anchor = "printed" if set(lines) - set(texts_in(facts.campaign.settings.get("forms"))) else "forms"
        yield Want(told, (_edit_settings(facts, anchor),), blocks=False)
    sums = [f"{check.of.code} = {check.plus} + …" for check in facts.campaign.options.checks if check.plus]
    if sums and facts.is_copied:
        text = _("The settings hold sums with a number of last year's: {sums}")
        yield Want(format_lazy(text, sums="; ".join(sums)), (_edit_settings(facts, "checks"),), blocks=False)


def texts_in(settings: Any) -> Iterator[str]:
    """All texts in what is stored as a campaign's settings, however deep."""
    if isinstance(settings, str):
        yield settings
    elif isinstance(settings, Mapping):
        for inner in settings.values():
            yield from texts_in(inner)
    elif isinstance(settings, list):
        for inner in settings:
            yield from texts_in(inner)


def _short(line: str) -> str:
    return line if len(line) <= 60 else f"{line[:59]}…"


CHECKS: tuple[Callable[[Facts], Iterator[Want]], ...] = (
    _no_targets, _no_calendar, _unconfirmed, _printed, _unallocated, _ended, _lingering, _strange_reporters,
    _sums, _profiles, _childless, _split, _quotas_to_ask, _baselines, _levels, _results, _tasks, _named_years,
    _notes, _document, _settings,
)  # fmt: skip
