"""Last year's own accepted figure is the base of comparison where the unit gives none."""

from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal

import pytest

from reports import intake
from reports.choices import ReadingState, RevisionStatus
from reports.entries import Entry
from reports.models import Reading, Revision
from reports.workflow import open_report
from targets.calendar import HolidayTable, draft_periods
from targets.choices import Measure
from targets.models import Allocation, ReportingPeriod
from tests.factories import (
    AllocationFactory,
    CampaignFactory,
    MembershipFactory,
    ProgressReportFactory,
    ReadingFactory,
    ReportingPeriodFactory,
    RevisionFactory,
    SuccessionFactory,
    TargetFactory,
    UnitFactory,
)
from tests.reports.progress_commands import bring
from tests.reports.typing_in import Typist
from units.choices import Role, SuccessionKind
from units.models import Event, Unit, User

pytestmark = pytest.mark.django_db
LAST_DAY, FIRST_DAY = date(2024, 12, 31), date(2025, 1, 1)


@pytest.fixture(autouse=True)
def march(settings) -> None:
    settings.EMULATION_TODAY = "2025-03-17"


@dataclass
class Years:
    """A unit that reported 80 for the first quarter of 2024, and one that reports for that of 2025."""

    then: Allocation
    now: Allocation
    period: ReportingPeriod
    clerk: User
    revision: Revision

    def report(self, state=ReadingState.REPORTED, value=100, base=None, **more) -> Reading | None:
        revision = open_report(self.now.unit, self.period, self.clerk)
        number = None if value is None else Decimal(value)
        entry = Entry(self.now, state, value=number, base=None if base is None else Decimal(base), **more)
        intake.save(revision, [entry], actor=self.clerk)
        return Reading.objects.filter(allocation=self.now).first()


def years(
    *,
    then: Unit | None = None,
    now: Unit | None = None,
    last_year=None,
    status=RevisionStatus.APPROVED,
    **target,
) -> Years:
    target = {"base_label": "Cùng kỳ năm trước", **target}
    old = CampaignFactory()
    new = CampaignFactory(
        owner=old.owner, code="2025", launched_on=date(2025, 1, 5), ends_on=date(2025, 12, 31)
    )
    before = then or UnitFactory(parent=old.owner)
    unit = now or before
    twin = TargetFactory(campaign=old, **(target | (last_year or {})))
    first = AllocationFactory(target=twin, unit=before)
    quarter = ReportingPeriodFactory(campaign=old, code="2024-Q1")
    trait = {"approved": True} if status == RevisionStatus.APPROVED else {"submitted": True}
    revision = RevisionFactory(report=ProgressReportFactory(period=quarter, reporter=before), **trait)
    ReadingFactory(revision=revision, allocation=first, value=Decimal(80), base=Decimal(70))
    second = AllocationFactory(target=TargetFactory(campaign=new, previous=twin, **target), unit=unit)
    draft = next(each for each in draft_periods(2025, HolidayTable()) if each.code == "2025-Q1")
    period = ReportingPeriod.objects.create(campaign=new, **asdict(draft))
    return Years(first, second, period, MembershipFactory(unit=unit, role=Role.STAFF).user, revision)


def base_of(reading: Reading | None) -> Decimal | None:
    assert reading is not None
    return reading.base


@pytest.mark.parametrize("measure", [Measure.AMOUNT, Measure.GROWTH, Measure.CHANGE])
def test_the_twins_accepted_figure_is_the_base(measure):
    assert base_of(years(measure=measure).report()) == 80


def test_what_the_unit_gives_stands():
    assert base_of(years().report(base=75)) == 75


def test_nothing_arose_is_compared_too():
    assert base_of(years().report(state=ReadingState.NOTHING_AROSE, value=None)) == 80


def test_an_answer_without_a_number_has_no_base():
    assert base_of(years().report(state=ReadingState.UNAVAILABLE, value=None, note="Chờ")) is None


def test_a_part_of_a_whole_is_not_compared_with_last_years_part():
    assert years(measure=Measure.SHARE).report() is None  # It needs its own whole.


@pytest.mark.parametrize(
    "otherwise", [{"unit_of_measure": "nghìn người"}, {"frequency": "month"}, {"over_time": "latest"}]
)
def test_twin_that_was_measured_otherwise_says_nothing(otherwise):
    assert base_of(years(last_year=otherwise).report()) is None


def test_figure_that_was_not_accepted_says_nothing():
    assert base_of(years(status=RevisionStatus.SUBMITTED).report()) is None


def test_target_without_a_second_number_stays_without():
    assert base_of(years(base_label="").report()) is None


def successor(kind: SuccessionKind, **heir) -> tuple[Unit, Unit]:
    old, new = UnitFactory(valid_to=LAST_DAY), UnitFactory(**heir)
    SuccessionFactory(predecessor=old, successor=new, kind=kind, on=FIRST_DAY)
    return old, new


@pytest.mark.parametrize("kind", [SuccessionKind.RENAMED, SuccessionKind.MOVED])
def test_renamed_unit_is_compared_with_what_it_was(kind):
    old, new = successor(kind)
    assert base_of(years(then=old, now=new).report()) == 80


@pytest.mark.parametrize("kind", [SuccessionKind.MERGED, SuccessionKind.SPLIT])
def test_merged_and_split_units_are_not_what_they_were(kind):
    old, new = successor(kind)
    assert base_of(years(then=old, now=new).report()) is None


def test_unit_that_took_in_another_is_not_what_it_was():
    _old, unit = successor(SuccessionKind.MERGED)
    assert base_of(years(then=unit, now=unit).report()) is None


def test_file_without_bases_is_known_again_with_them(tmp_path):
    told = years()
    row = ("2025-Q1", told.now.unit.code, told.now.target.code, "100")
    bring(tmp_path, [row], campaign="2025")
    assert base_of(Reading.objects.get(allocation=told.now)) == 80
    before = Event.objects.count()
    bring(tmp_path, [row], campaign="2025")
    assert Event.objects.count() == before
    assert Revision.objects.filter(report__period=told.period).count() == 1


def test_what_a_file_makes_official_is_what_it_says_and_nothing_else(tmp_path):
    told = years()
    bring(
        tmp_path,
        [("2025-Q1", told.now.unit.code, told.now.target.code, "100")],
        campaign="2025",
        approve=True,
    )
    assert base_of(Reading.objects.get(allocation=told.now)) is None


def test_the_same_submission_twice_is_one():
    told = years()
    first, second = (Typist(told.clerk, told.now.unit, told.period.cut_off).open() for _who in "12")
    for typist in (first, second):
        typist.type(told.now, value="100").submit()
    revision = Revision.objects.get(report__period=told.period)
    assert (revision.status, revision.version) == (RevisionStatus.SUBMITTED, 2)
    assert second.response.status_code == 200


def test_the_page_says_what_it_takes(settings):
    settings.LANGUAGE_CODE = "en"
    told = years()
    typist = Typist(told.clerk, told.now.unit, told.period.cut_off).open()
    assert "Same period of 2024" in typist.text
    assert 'placeholder="80"' in typist.text
    typist.type(told.now, value="100").save()
    assert base_of(Reading.objects.get(allocation=told.now)) == 80
    assert typist.row(told.now).form["base"].value() == "80"
    assert "25% on last year" in typist.text
