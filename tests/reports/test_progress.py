"""How readings become rows, rule by rule: over time, over units, on a basis."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from reports.choices import Basis
from reports.models import Reading
from reports.progress import rows
from targets.choices import Direction, Frequency, Measure, OverTime, Pace
from targets.models import Campaign
from targets.schedule import Schedule
from tests.factories import (
    CampaignFactory,
    ReportingPeriodFactory,
    SuccessionFactory,
)
from tests.reports.expecting import SHARE, given, quarterly_campaign, row_of, unit
from tests.reports.filing import NOTHING_AROSE, UNAVAILABLE, file
from units.models import Unit

pytestmark = pytest.mark.django_db

Q1, Q2, Q3, FINAL = date(2024, 3, 14), date(2024, 6, 14), date(2024, 9, 14), date(2024, 12, 14)


@pytest.fixture
def campaign() -> Campaign:
    return quarterly_campaign()


def test_every_reading_is_added_once(campaign):
    north, south = unit(campaign, "N"), unit(campaign, "S")
    given(campaign, "T", [north, south])
    for number, (of_north, of_south) in enumerate([("1", "10"), ("2", "20"), ("4", "40")], start=1):
        file(campaign, f"2024-Q{number}", {("T", "N"): of_north, ("T", "S"): of_south})

    row = row_of(campaign, "T", Q3)

    assert (row.value, row.figure, row.plan_percent, row.reported) == (77, 77, 77, 2)


def test_only_ended_periods_are_read(campaign):
    given(campaign, "T", [unit(campaign, "N")])
    file(campaign, "2024-Q1", {("T", "N"): "1"})
    file(campaign, "2024-Q2", {("T", "N"): "2"})

    figures = [row_of(campaign, "T", day).figure for day in (date(2024, 3, 13), Q1, date(2024, 6, 13), Q2)]

    assert figures == [None, 1, 1, 3]


def test_a_missing_reading_is_not_zero(campaign):
    given(campaign, "T", [unit(campaign, "N")])
    file(campaign, "2024-Q1", {("T", "N"): UNAVAILABLE})

    row = row_of(campaign, "T", Q1)

    assert (row.value, row.figure, row.complete, row.reported) == (None, None, True, 1)


def test_the_latest_reading_is_carried_and_is_no_answer(campaign):
    given(campaign, "T", [unit(campaign, "N"), unit(campaign, "S")], **SHARE, threshold=Decimal(50))
    file(campaign, "2024-Q1", {("T", "N"): ("1", "10"), ("T", "S"): ("9", "10")})
    file(campaign, "2024-Q2", {("T", "N"): ("2", "10")})

    row = row_of(campaign, "T", Q2)

    assert (row.value, row.base, row.figure) == (11, 20, 55)
    assert (row.carried, row.reported, row.owed, row.complete) == (True, 1, 2, False)
    assert (row.period.value, row.period.figure) == (2, 20)


def test_an_unavailable_reading_does_not_hide_the_one_before(campaign):
    given(campaign, "T", [unit(campaign, "N")], **SHARE, threshold=Decimal(50))
    file(campaign, "2024-Q1", {("T", "N"): ("6", "10")})
    file(campaign, "2024-Q2", {("T", "N"): UNAVAILABLE})

    row = row_of(campaign, "T", Q2)

    assert (row.figure, row.carried, row.reported, row.complete) == (60, True, 1, True)


def test_a_late_correction_of_an_earlier_period_changes_the_later_figures(campaign):
    given(campaign, "T", [unit(campaign, "N")])
    file(campaign, "2024-Q1", {("T", "N"): "10"})
    file(campaign, "2024-Q2", {("T", "N"): "5"})
    file(campaign, "2024-Q1", {("T", "N"): "7"})

    assert [row_of(campaign, "T", day).figure for day in (Q1, Q2)] == [7, 12]


@pytest.mark.parametrize(("status", "provisional"), [("draft", 10), ("returned", 10), ("submitted", 99)])
def test_an_open_correction_leaves_the_official_figure(campaign, status, provisional):
    given(campaign, "T", [unit(campaign, "N")])
    file(campaign, "2024-Q1", {("T", "N"): "10"})
    file(campaign, "2024-Q1", {("T", "N"): "99"}, status=status)

    assert row_of(campaign, "T", Q1).figure == 10
    assert row_of(campaign, "T", Q1, basis=Basis.PROVISIONAL).figure == provisional


def test_provisional_is_the_newest_of_submitted_and_accepted(campaign):
    given(campaign, "T", [unit(campaign, "N")])
    file(campaign, "2024-Q1", {("T", "N"): "99"}, status="submitted")
    file(campaign, "2024-Q1", {("T", "N"): "10"})

    assert row_of(campaign, "T", Q1, basis=Basis.PROVISIONAL).figure == 10


def test_what_is_not_accepted_is_in_no_official_figure(campaign):
    given(campaign, "T", [unit(campaign, "N"), unit(campaign, "S")])
    file(campaign, "2024-Q1", {("T", "N"): "1"})
    file(campaign, "2024-Q1", {("T", "S"): "2"}, status="submitted")

    official, provisional = (row_of(campaign, "T", Q1, basis=basis) for basis in Basis)

    assert (official.figure, official.reported, official.complete) == (1, 1, False)
    assert (provisional.figure, provisional.reported, provisional.complete) == (3, 2, True)


@pytest.fixture
def merger(campaign):
    """The old ward gives way to the new one on 1 July."""
    old = unit(campaign, "OLD", valid_to=date(2024, 6, 30))
    new = unit(campaign, "NEW", valid_from=date(2024, 7, 1))
    SuccessionFactory(predecessor=old, successor=new, on=date(2024, 7, 1))
    return old, new


def test_what_a_merged_unit_reported_stays_in_the_sum(campaign, merger):
    given(campaign, "T", merger)
    for period, whose, value in [("Q1", "OLD", "1"), ("Q2", "OLD", "2"), ("Q3", "NEW", "4")]:
        file(campaign, f"2024-{period}", {("T", whose): value})

    row = row_of(campaign, "T", Q3)

    assert (row.figure, row.complete, row.reported, row.owed) == (7, True, 1, 1)
    assert not row.misses_earlier


def test_the_latest_reading_of_a_merged_unit_gives_way_to_its_successor(campaign, merger):
    given(campaign, "T", merger, **SHARE, threshold=Decimal(50))
    file(campaign, "2024-Q2", {("T", "OLD"): ("60", "100")})

    until, after = row_of(campaign, "T", Q2), row_of(campaign, "T", Q3)
    assert (until.figure, until.complete, until.owed) == (60, True, 1)
    assert (after.figure, after.complete, after.owed) == (None, False, 1)

    file(campaign, "2024-Q3", {("T", "NEW"): ("70", "100")})
    after = row_of(campaign, "T", Q3)
    assert (after.figure, after.complete, after.carried) == (70, True, False)


POINTS = {**SHARE, "measure": Measure.POINTS, "direction": Direction.DOWN, "threshold": Decimal("-0.5")}


def test_points_are_measured_from_those_that_count(campaign):
    poor = [("N", "30", "100"), ("S", "1", "10"), ("E", "90", "100")]
    terms = [(unit(campaign, code), {"baseline_value": v, "baseline_base": b}) for code, v, b in poor]
    given(campaign, "T", terms, **POINTS)
    file(campaign, "2024-Q1", {("T", "N"): ("20", "100"), ("T", "S"): ("2", "10"), ("T", "E"): UNAVAILABLE})

    row = row_of(campaign, "T", Q1)

    assert row.figure == Fraction(100 * 22, 110) - Fraction(100 * 31, 110)


def test_points_are_measured_from_the_plan_where_one_that_counts_has_no_baseline(campaign):
    with_baseline = (unit(campaign, "N"), {"baseline_value": 30, "baseline_base": 100})
    given(campaign, "T", [with_baseline, unit(campaign, "S")], **POINTS, baseline=Decimal("12.5"))
    file(campaign, "2024-Q1", {("T", "N"): ("20", "100"), ("T", "S"): ("0", "100")})

    assert row_of(campaign, "T", Q1).figure == Fraction("-2.5")


def test_the_periods_own_figure_is_of_the_last_ended_period(campaign):
    given(campaign, "T", [unit(campaign, "N")])
    for number, value in enumerate(["1", "2", "4"], start=1):
        file(campaign, f"2024-Q{number}", {("T", "N"): value})

    row = row_of(campaign, "T", Q3)

    assert (row.figure, row.period.value, row.period.figure) == (7, 4, 4)
    assert row.last_period.code == "2024-Q3"


def test_since_widens_the_periods_own_figure(campaign):
    given(campaign, "T", [unit(campaign, "N")], measure=Measure.GROWTH, base_label="before", pace=Pace.HOLD)
    for number, answer in enumerate([("9", "1"), ("3", "4"), ("3", "2")], start=1):
        file(campaign, f"2024-Q{number}", {("T", "N"): answer})

    row = row_of(campaign, "T", Q3, since=Q2)

    assert (row.period.value, row.period.base, row.period.figure) == (6, 6, 0)
    assert (row.value, row.base) == (15, 7)


def test_months_do_not_answer_for_quarters(campaign):
    ReportingPeriodFactory(campaign=campaign, code="2024-M03")
    ward = unit(campaign, "N")
    given(campaign, "MONTHLY", [ward], frequency=Frequency.MONTH)
    given(campaign, "QUARTERLY", [ward])
    file(campaign, "2024-M03", {("MONTHLY", "N"): "3"})
    # Nothing stops a file of old from holding a reading in a period that is not the target's own.
    file(campaign, "2024-Q1", {("MONTHLY", "N"): "50"})

    monthly, quarterly = rows(campaign, campaign.owner, Q1, Basis.OFFICIAL)

    assert (monthly.figure, monthly.reported, monthly.moment.total) == (3, 1, 1)
    assert (quarterly.figure, quarterly.reported, quarterly.moment.total) == (None, 0, 4)


def test_growth_of_an_amount_needs_last_years_number_with_every_reading(campaign):
    given(campaign, "T", [unit(campaign, "N"), unit(campaign, "S")])
    file(campaign, "2024-Q1", {("T", "N"): ("12", "10"), ("T", "S"): ("12", "10")})
    file(campaign, "2024-Q2", {("T", "N"): ("6", "4"), ("T", "S"): "1"})

    assert row_of(campaign, "T", Q1).growth == 20
    assert row_of(campaign, "T", Q2).growth is None


def test_nothing_arose_counts_as_an_answer_and_as_nothing(campaign):
    given(campaign, "T", [unit(campaign, "N")], **{**SHARE, "over_time": OverTime.SUM})
    file(campaign, "2024-Q1", {("T", "N"): NOTHING_AROSE})

    row = row_of(campaign, "T", Q1)

    assert (row.value, row.base, row.figure, row.status) == (0, 0, None, "not_applicable")


def test_an_estimate_marks_the_figure_while_it_is_in_it(campaign):
    given(campaign, "T", [unit(campaign, "N")], **SHARE, threshold=Decimal(50))
    file(campaign, "2024-Q1", {("T", "N"): ("6", "10")}, is_estimate=True)
    file(campaign, "2024-Q2", {("T", "N"): ("6", "10")})

    assert [row_of(campaign, "T", day).estimate for day in (Q1, Q2)] == [True, False]


def test_forecasts_add_up_when_every_unit_gave_one(campaign):
    given(campaign, "T", [unit(campaign, "N"), unit(campaign, "S")])
    file(campaign, "2024-Q2", {("T", "N"): "1"}, year_forecast=Decimal(30))
    assert row_of(campaign, "T", Q2).year_forecast is None

    file(campaign, "2024-Q2", {("T", "S"): "2"}, year_forecast=Decimal(40))
    assert row_of(campaign, "T", Q2).year_forecast == 70


def test_large_and_small_numbers_are_added_exactly(campaign):
    given(campaign, "T", [unit(campaign, "N"), unit(campaign, "S")])
    huge = "999999999999.9999"
    for number in range(1, 5):
        file(campaign, f"2024-Q{number}", {("T", "N"): huge, ("T", "S"): "0.0001"})

    assert row_of(campaign, "T", FINAL).value == 4 * Decimal(10**12)


@pytest.mark.parametrize("pace", [Pace.STEADY, Pace.YEAR_END])
def test_a_campaign_without_periods_has_rows(pace):
    campaign = CampaignFactory()
    given(campaign, "T", [unit(campaign, "N")], pace=pace)

    [row] = rows(campaign, campaign.owner, Q1, Basis.OFFICIAL)

    assert (row.figure, row.status, row.last_period) == (None, "not_due", None)


@pytest.mark.parametrize("basis", list(Basis))
@pytest.mark.parametrize("count", [1, 9])
def test_the_number_of_queries_does_not_grow(campaign, count, basis, django_assert_num_queries):
    units = [unit(campaign, f"N{place}") for place in range(count)]
    for code in ("A", "B"):
        given(campaign, code, units)
    for quarter in ("2024-Q1", "2024-Q2"):
        file(campaign, quarter, {(code, one.code): "1" for code in ("A", "B") for one in units})
    schedule = Schedule.load(campaign)

    with django_assert_num_queries(4):
        made = rows(campaign, campaign.owner, Q2, basis, schedule=schedule)
        told = [
            (
                row.figure,
                row.target.lead.name,
                row.target.group.name,
                [p.allocation.unit.name for p in row.parts],
            )
            for row in made
        ]

    assert [figure for figure, *_ in told] == [2 * count, 2 * count]


def test_another_campaigns_readings_stay_out(campaign):
    given(campaign, "T", [unit(campaign, "N")])
    file(campaign, "2024-Q1", {("T", "N"): "1"})
    other = CampaignFactory(owner=campaign.owner, code="2024-B")
    ReportingPeriodFactory(campaign=other, code="2024-Q1")
    given(other, "T", [Unit.objects.get(code="N")])
    # The same unit reports on both campaigns.
    file(other, "2024-Q1", {("T", "N"): "50"})

    assert [row_of(which, "T", Q1).figure for which in (campaign, other)] == [1, 50]
    assert Reading.objects.count() == 2
