"""A target's table of units as a page: what is stored or typed, and the helpers that fill it without storing.

Whatever a helper does, all that was typed comes back in its box; nothing is written before `allocate`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from emulation.numbers import format_whole
from targets.models import Allocation, Target
from targets.setting_up.allocating import Given, allocate, faults_of, mark_of, sum_fault
from targets.setting_up.forms import GivenForm
from targets.setting_up.shares import equal_shares, places_of, weighted_shares
from targets.setting_up.sums import QuotaSum, adds_up, quota_sum, reason_of
from targets.setting_up.told_shares import Reading, TableRefused, read_file, read_pasted
from units.models import Unit, User
from units.succession import Successors

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

REASON_LENGTH = 1000
# The boxes that a helper writes into.
FILLED = ("quota", "weight")


@dataclass
class AllocationTable:
    """`units` are all that could take part, in their order; `before` last year's quotas by heirs' keys;
    `ended` the keys of those that stand no more on the day of the launch."""

    target: Any
    units: list[Unit]
    stored: list[Given]
    before: dict[int, Decimal]
    data: QueryDict | None = None
    errors: list["StrOrPromise"] = field(default_factory=list)
    told: "StrOrPromise" = ""
    untaken: "StrOrPromise" = ""
    is_overtaken: bool = False
    ended: frozenset[int] = frozenset()

    @cached_property
    def rows(self) -> list[GivenForm]:
        """The boxes of the units in the table: those stored, or those that came back."""
        stored = {each.unit.code: each for each in self.stored}
        present = set(stored) if self.data is None else set(self.data.getlist("unit"))
        return [
            GivenForm(self.target, unit, stored.get(unit.code), self.data)
            for unit in self.units
            if unit.code in present
        ]

    @property
    def gone(self) -> list[str]:
        """The names of those in the table that stand no more by then."""
        return [row.unit.name for row in self.rows if row.unit.pk in self.ended and not row.is_out]

    @property
    def others(self) -> list[Unit]:
        present = {row.unit.pk for row in self.rows} | self.ended
        return [unit for unit in self.units if unit.pk not in present]

    @property
    def mark(self) -> str:
        """Of what was stored when the page was opened; of what is stored now once that has been told."""
        is_fresh = self.data is None or self.is_overtaken
        return mark_of(self.stored) if is_fresh or self.data is None else self.data.get("seen", "")

    @property
    def reason(self) -> str:
        if self.data is not None:
            return str(self.data.get("reason", "")).strip()
        return reason_of(self.target, self.found) if self.found else ""

    @property
    def total(self) -> str:
        """What is to be shared out, as it stands in its box."""
        if self.data is not None and "total" in self.data:
            return str(self.data["total"])
        return "" if self.target.threshold is None else format_whole(self.target.threshold)

    @property
    def pasted(self) -> str:
        return "" if self.data is None else self.data.get("pasted", "")

    @property
    def adds_up(self) -> bool:
        """Its quotas make the plan together, so that it can be shared out."""
        return adds_up(self.target)

    @property
    def pastes_quotas(self) -> bool:
        return self._kind == "quota"

    @property
    def has_baselines(self) -> bool:
        return any("baseline_value" in row.fields for row in self.rows)

    @property
    def found(self) -> QuotaSum | None:
        """The sum of what stands in the boxes of those who count."""
        return quota_sum(self.target, (row.number("quota") for row in self.rows if row.is_counting))

    def before_of(self, row: GivenForm) -> Decimal | None:
        return self.before.get(row.unit.pk)

    @property
    def lines(self) -> list[tuple[GivenForm, Decimal | None]]:
        """Each row with last year's quota of its unit."""
        return [(row, self.before_of(row)) for row in self.rows]

    # What the buttons do.

    def act(self, actor: User, files: Mapping[str, Any]) -> bool:
        """Do what the pressed button says; True once the table is stored."""
        deed = self.data.get("fill", "store") if self.data is not None else ""
        if deed == "store":
            return self._store(actor)
        deeds = {
            "add": self._add,
            "sum": self._sum,
            "equal": self._share_equally,
            "before": self._share_as_before,
            "weights": self._share_by_weights,
            "paste": self._take_pasted,
            "file": lambda: self._take(read_file(files.get("file"), self.units)),
        }
        try:
            deeds.get(deed, self._sum)()
        except TableRefused as refused:
            self.errors += refused.messages
        return False

    @property
    def _kind(self) -> str:
        return "weight" if self.data and self.data.get("pasted_as") == "weight" else "quota"

    def _sum(self) -> None:
        self.told = _("Nothing has been stored yet.")

    def _add(self) -> None:
        known = {unit.code for unit in self.units}
        ticked = [code for code in self.data.getlist("add") if code in known] if self.data else []
        if not ticked:
            raise TableRefused([_("Tick the units that are to be added.")])
        self._fill({code: {} for code in ticked})

    def _counting(self) -> list[GivenForm]:
        rows = [row for row in self.rows if row.is_counting]
        if not rows:
            raise TableRefused([_("No unit in the table counts. Add units first.")])
        return rows

    def _to_share(self) -> Decimal:
        box = GivenForm(self.target, self.rows[0].unit, None).fields["quota"]
        try:
            total = box.clean(self.total)
        except ValidationError as error:
            raise TableRefused(error.messages) from error
        if total is None:
            raise TableRefused([_("Say how much is to be shared out.")])
        return total

    def _share_equally(self) -> None:
        rows, total = self._counting(), self._to_share()
        self._share(rows, equal_shares(total, len(rows), places_of(self.target, total)))

    def _share_as_before(self) -> None:
        self._weigh([self.before_of(row) for row in self._counting()], _("had no quota last year"))

    def _share_by_weights(self) -> None:
        rows = self._counting()
        if wrong := [row.unit.name for row in rows if "weight" in row.errors]:
            raise TableRefused([format_lazy(_("This weight is no number: {units}."), units=", ".join(wrong))])
        self._weigh([row.number("weight") for row in rows], _("has no weight"))

    def _weigh(self, weights: list[Decimal | None], lacking: "StrOrPromise") -> None:
        rows, total = self._counting(), self._to_share()
        without = [row.unit.name for row, weight in zip(rows, weights, strict=True) if weight is None]
        if without:
            raise TableRefused([format_lazy("{units}: {what}.", units=", ".join(without), what=lacking)])
        known = [weight for weight in weights if weight is not None]
        try:
            shares = weighted_shares(total, known, places_of(self.target, total))
        except ValueError as error:
            raise TableRefused([_("The weights are 0 or more, and at least one is above 0.")]) from error
        self._share(rows, shares)

    def _share(self, rows: list[GivenForm], shares: list[Decimal]) -> None:
        given = zip(rows, shares, strict=True)
        self._fill({row.unit.code: {"quota": format_whole(share)} for row, share in given})
        self.told = _("The quotas have been filled in. Nothing has been stored yet.")

    @property
    def _in_table(self) -> list[Unit]:
        return [row.unit for row in self.rows]

    def _take_pasted(self) -> None:
        """Its box is empty afterwards: a text that still stands there is one that was not taken."""
        self._take(read_pasted(self.pasted, self.units, self._kind, self._in_table))
        if self.data is not None:
            self.data["pasted"] = ""

    def _take(self, reading: Reading) -> None:
        """Numbers of a text or a file, each in its unit's box; weights are shared out at once."""
        numbers: dict[str, dict[str, str]] = {}
        for each in reading.told:
            numbers.setdefault(each.unit.code, {})[each.kind] = format_whole(each.number)
        self._fill(numbers)
        if any(each.kind == "weight" for each in reading.told):
            self._share_by_weights()
        told = _("The quotas have been filled in. Nothing has been stored yet.")
        self.told = format_lazy("{all}", all=" ".join(map(str, [*reading.notes, told])))

    def _fill(self, boxes: Mapping[str, Mapping[str, str]]) -> None:
        """The same page with these boxes written anew; units that were not in the table come in."""
        assert self.data is not None
        data = self.data.copy()
        present = data.getlist("unit")
        for code, numbers in boxes.items():
            if code not in present:
                present.append(code)
                data[f"{code}-counts"] = "on"
                data[f"{code}-entered_by"] = self.target.entered_by
            for name, text in numbers.items():
                data[f"{code}-{name}"] = text
        data.setlist("unit", present)
        data.setlist("add", [])
        self.data = data
        self.__dict__.pop("rows", None)

    def _store(self, actor: User) -> bool:
        if self.pasted.strip():
            self.untaken = _(
                "This text has not been taken in, and nothing was stored: take its numbers, or empty the box."
            )
            return False
        rows = [row for row in self.rows if not row.is_out]
        if [row for row in rows if not row.is_valid()]:
            return False
        given = [row.given() for row in rows]
        faults = faults_of(self.target, given)
        for row in rows:
            for name, message in faults.get(row.unit.code, {}).items():
                row.add_error(name if name in row.fields else None, message)
        if fault := sum_fault(self.found, self.reason):
            self.errors.append(fault)
        if len(self.reason) > REASON_LENGTH:
            self.errors.append(_("The reason is too long."))
        if self.mark != mark_of(self.stored):
            self.is_overtaken = True
            self.errors.append(
                _("Somebody else has changed the allocation since you opened the page. It is shown below.")
            )
        if faults or self.errors:
            return False
        allocate(self.target, given, actor, reason=self._needed_reason, seen=self.mark)
        return True

    @property
    def _needed_reason(self) -> str:
        return self.reason if self.found and self.found.difference else ""

    @property
    def is_wrong(self) -> bool:
        wrong = any(row.is_bound and row.errors for row in self.rows if not row.is_out)
        return bool(self.errors or self.untaken) or (self.data is not None and wrong)


def load(target: Any, units: list[Unit], data: QueryDict | None = None) -> AllocationTable:
    """The table of a target that comes from `sums.with_reason`. Three or four queries."""
    allocations = target.allocations.select_related("unit").order_by("unit__order", "unit__code")
    stored = [Given.of(allocation) for allocation in allocations]
    known = {unit.pk for unit in units}
    ended = [each.unit for each in stored if each.unit.pk not in known]
    ordered = sorted([*units, *ended], key=lambda unit: (unit.order, unit.code))
    keys = frozenset(unit.pk for unit in ended)
    return AllocationTable(target, ordered, stored, _before(target), data, ended=keys)


def _before(target: Target) -> dict[int, Decimal]:
    """Last year's quotas, by the key of the unit that stands for whoever had them."""
    if target.previous_id is None:
        return {}
    had = list(Allocation.objects.filter(target=target.previous_id, quota__isnull=False))
    if not had:
        return {}
    heirs = Successors.on(target.campaign.launched_on)
    found: dict[int, Decimal] = {}
    for allocation in had:
        heir = heirs.standing(allocation.unit_id).heir
        if heir and allocation.quota is not None:
            found[heir.pk] = found.get(heir.pk, Decimal(0)) + allocation.quota
    return found
