"""A small city at the end of a year, some of whose units go on otherwise."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from targets.choices import Direction, Entry, Measure, OverTime, Pace
from targets.models import Allocation, Campaign, Target
from targets.setting_up.copy_plan import Heading, next_heading, plan_of
from targets.setting_up.copying import copy
from targets.setting_up.last_year import NOTHING_KNOWN, LastYear
from tests.factories import (
    AllocationFactory,
    CampaignFactory,
    GroupFactory,
    MembershipFactory,
    SuccessionFactory,
    TargetFactory,
    UnitFactory,
)
from units.choices import Role, SuccessionKind
from units.models import Unit, User

SETTINGS = {"short_name": "Thi đua 2024"}
END = date(2024, 12, 31)
NEW_YEAR = date(2025, 1, 1)
POINTS = {
    "measure": Measure.POINTS,
    "over_time": OverTime.LATEST,
    "direction": Direction.DOWN,
    "threshold": Decimal("-0.02"),
    "value_label": "Số hộ nghèo",
    "base_label": "Tổng số hộ",
    "unit_of_measure": "điểm %",
    "entry": Entry.INTEGER,
}
LEVEL = {"over_time": OverTime.LATEST, "threshold": Decimal(27), "baseline": Decimal(26)}
SHARE = {
    "measure": Measure.SHARE,
    "over_time": OverTime.LATEST,
    "base_label": "Tổng số hộ",
    "unit_of_measure": "%",
    "pace": Pace.HOLD,
}


@dataclass
class City:
    campaign: Campaign = field(
        default_factory=lambda: CampaignFactory(settings={"short_name": "Thi đua 2024"})
    )

    def __post_init__(self) -> None:
        self.owner: Unit = self.campaign.owner
        self.group = GroupFactory(campaign=self.campaign)
        self.officer: User = MembershipFactory(unit=self.owner, role=Role.HOME_AFFAIRS).user
        self.lead = self.unit("Phòng chủ trì")

    def unit(self, name: str, **values) -> Unit:
        return UnitFactory(parent=self.owner, name=name, **values)

    def ended(self, name: str) -> Unit:
        return self.unit(name, valid_to=END)

    def gives_way(self, old: Unit, *new: Unit, kind: SuccessionKind) -> None:
        for unit in new:
            SuccessionFactory(predecessor=old, successor=unit, kind=kind, on=NEW_YEAR)

    def target(self, code: str, *units: Unit, quota=None, **values) -> Target:
        """With an allocation to each of the units; `quota` for all of them, or a list."""
        values.setdefault("lead", self.lead)
        target = TargetFactory(campaign=self.campaign, group=self.group, code=code, **values)
        quotas = quota if isinstance(quota, list) else [quota] * len(units)
        for unit, own in zip(units, quotas, strict=True):
            AllocationFactory(target=target, unit=unit, quota=None if own is None else Decimal(own))
        return target

    def copied_target(self) -> Target:
        """An amount of 100 given to two wards of the campaign in preparation, without quotas."""
        self.target("T", self.unit("Phường A"), self.unit("Phường B"))
        return self.copied().targets.get()

    @property
    def heading(self) -> Heading:
        return next_heading(self.campaign)

    def copied(self, known: LastYear = NOTHING_KNOWN) -> Campaign:
        seen = plan_of(self.campaign, self.heading).mark(known)
        return copy(self.campaign, self.heading, self.officer, known, seen=seen)


def given(campaign: Campaign, code: str) -> dict[str, Decimal | None]:
    """The quotas of a target by the names of its units."""
    allocations = Allocation.objects.filter(target__campaign=campaign, target__code=code)
    return {allocation.unit.name: allocation.quota for allocation in allocations.select_related("unit")}
