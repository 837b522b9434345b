"""A small city with one person in each role, for tests of entry and of the ways of a report."""

from dataclasses import dataclass, field
from decimal import Decimal

from reports.choices import ReadingState
from reports.entries import Entry
from reports.intake import save
from reports.models import Revision
from reports.presenting import present
from reports.workflow import approve, open_report, send_back, submit
from targets.models import Allocation, Campaign, ReportingPeriod
from tests.factories import (
    AllocationFactory,
    CampaignFactory,
    MembershipFactory,
    ReportingPeriodFactory,
    UnitFactory,
    UserFactory,
)
from units.choices import Role
from units.models import Unit, User

MID_JUNE = "2024-06-17"


@dataclass
class Cast:
    """Two wards and a department that leads the one target, given to both wards for 2024-Q2.

    The people: `staff` and `head` of the ward, `neighbour` and `lead` staff of the others, `reviewer` and
    `colleague` of Home Affairs and `leadership` over the city, `administrator` without any role.
    """

    campaign: Campaign = field(default_factory=CampaignFactory)
    people: dict[str, User] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.city: Unit = self.campaign.owner
        self.ward, self.other_ward, self.department = UnitFactory.create_batch(3, parent=self.city)
        self.period: ReportingPeriod = ReportingPeriodFactory(campaign=self.campaign, code="2024-Q2")
        self.allocation = self.allocate(self.ward)
        self.elsewhere = self.allocate(self.other_ward, target=self.allocation.target)
        self.people["staff"] = person(self.ward, Role.STAFF)
        self.people["head"] = person(self.ward, Role.HEAD)
        self.people["neighbour"] = person(self.other_ward, Role.STAFF)
        self.people["lead"] = person(self.department, Role.STAFF)
        self.people["reviewer"] = person(self.city, Role.HOME_AFFAIRS)
        self.people["colleague"] = person(self.city, Role.HOME_AFFAIRS)
        self.people["leadership"] = person(self.city, Role.LEADERSHIP)
        self.people["administrator"] = UserFactory(is_superuser=True, is_staff=True)

    def __getitem__(self, role: str) -> User:
        return self.people[role]

    def allocate(self, unit: Unit, **target) -> Allocation:
        """Another target, or the one given, for the unit; attributes of a new target by their names."""
        if "target" in target:
            return AllocationFactory(unit=unit, **target)
        given = {f"target__{name}": value for name, value in target.items()}
        return AllocationFactory(
            unit=unit, target__campaign=self.campaign, target__lead=self.department, **given
        )

    def draft(self) -> Revision:
        return open_report(self.ward, self.period, self["staff"])

    def answered(self, value: int = 10) -> Revision:
        """The ward's draft with its answer, entered by its staff."""
        revision = self.draft()
        assert save(revision, [reported(self.allocation, value)], actor=self["staff"]).is_clean
        return revision

    def wants_its_head(self) -> "Cast":
        """From now on the ward's head agrees before anything goes to Home Affairs."""
        self.ward.head_approves = True
        self.ward.save()
        return self

    def presented(self) -> Revision:
        """The ward's answered draft before its head, brought there by its staff."""
        self.wants_its_head()
        revision = self.answered()
        return present(revision, self["staff"], revision.version)

    def submitted(self) -> Revision:
        """By whoever submits for the ward."""
        revision = self.answered()
        submitter = self["head" if self.ward.head_approves else "staff"]
        return submit(revision, submitter, revision.version)

    def returned(self) -> Revision:
        revision = self.submitted()
        return send_back(revision, self["colleague"], revision.version, "Xem lại")

    def accepted(self) -> Revision:
        revision = self.submitted()
        return approve(revision, self["colleague"], revision.version)


def person(unit: Unit, role: Role) -> User:
    return MembershipFactory(unit=unit, role=role).user


def reported(allocation: Allocation, value: int | str, base: int | str | None = None, **fields) -> Entry:
    number = None if base is None else Decimal(base)
    return Entry(allocation, ReadingState.REPORTED, value=Decimal(value), base=number, **fields)
