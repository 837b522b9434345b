"""What a row is held against at each unit of the tree, and targets with children."""

from datetime import date
from decimal import Decimal

import pytest

from reports.choices import Basis
from reports.progress import rows
from targets.choices import Measure
from targets.models import Campaign, Target
from targets.schedule import Schedule
from tests.factories import StatusOverrideFactory, TargetFactory
from tests.reports.expecting import SHARE, given, quarterly_campaign, row_of, unit
from tests.reports.filing import file

pytestmark = pytest.mark.django_db

Q1, Q2 = date(2024, 3, 14), date(2024, 6, 14)


@pytest.fixture
def campaign() -> Campaign:
    return quarterly_campaign()


def test_who_does_not_count_is_in_its_own_row_alone(campaign):
    watched = unit(campaign, "W")
    given(campaign, "T", [unit(campaign, "N"), (watched, {"counts": False, "quota": 5})])
    file(campaign, "2024-Q1", {("T", "N"): "1", ("T", "W"): "20"})

    city, own = row_of(campaign, "T", Q1), row_of(campaign, "T", Q1, watched)

    assert (city.figure, city.owed) == (1, 1)
    assert (own.figure, own.rule.threshold, own.status) == (20, 5, "on_track")


def test_a_quota_takes_the_place_of_threshold_ceiling_and_an_amounts_maximum(campaign):
    ward = unit(campaign, "N")
    given(
        campaign, "T", [(ward, {"quota": 10}), unit(campaign, "S")],
        threshold=100, ceiling=120, maximum=100, irreversible=True,
    )  # fmt: skip
    file(campaign, "2024-Q1", {("T", "N"): "11"})

    row = row_of(campaign, "T", Q1, ward)

    assert (row.rule.threshold, row.rule.ceiling, row.rule.maximum) == (10, None, None)
    assert (row.plan_percent, row.status) == (110, "exceeded")


@pytest.fixture
def district(campaign):
    """A district of two wards inside the city, beside a ward of the city's own."""
    above = unit(campaign, "D")
    return above, unit(campaign, "D1", above), unit(campaign, "D2", above), unit(campaign, "E")


def test_a_parent_between_adds_up_its_own_and_their_quotas(campaign, district):
    above, first, second, elsewhere = district
    given(campaign, "T", [(first, {"quota": 10}), (second, {"quota": 20}), (elsewhere, {"quota": 70})])
    file(campaign, "2024-Q1", {("T", "D1"): "5", ("T", "D2"): "6", ("T", "E"): "100"})

    row = row_of(campaign, "T", Q1, above)

    assert (row.figure, row.rule.threshold, row.owed) == (11, 30, 2)
    assert row.computed_status == "not_due"


@pytest.mark.parametrize("quota", [None, Decimal(20)])
def test_a_parent_between_has_no_status_without_a_quota_for_each_or_for_a_rate(campaign, district, quota):
    above, first, second, _ = district
    one_lacks = [(first, {"quota": 10}), second] if quota is None else None
    rate = {} if quota is None else {**SHARE, "threshold": Decimal(50)}
    given(campaign, "T", one_lacks or [(first, {"quota": quota}), (second, {"quota": quota})], **rate)
    file(campaign, "2024-Q1", {("T", "D1"): ("5", "10"), ("T", "D2"): ("6", "10")})

    row = row_of(campaign, "T", Q1, above)

    assert (row.rule.threshold, row.status, row.reported) == (None, None, 2)
    assert row.figure is not None


def test_a_unit_above_others_that_only_watch_stands_on_its_own(campaign, district):
    above, first, *_ = district
    watching = (first, {"counts": False})
    given(campaign, "T", [(above, {"quota": 60}), watching], **SHARE, threshold=Decimal(50))
    file(campaign, "2024-Q1", {("T", "D"): ("7", "10"), ("T", "D1"): ("1", "10")})

    row = row_of(campaign, "T", Q1, above)

    assert (row.figure, row.rule.threshold, row.status, row.owed) == (70, 60, "on_track", 1)


def test_a_target_that_is_not_allocated_below_has_no_row_there(campaign):
    ward, other = unit(campaign, "N"), unit(campaign, "S")
    given(campaign, "A", [ward])
    given(campaign, "B", [other])

    assert [row.target.code for row in rows(campaign, ward, Q1, Basis.OFFICIAL)] == ["A"]
    assert [row.target.code for row in rows(campaign, campaign.owner, Q1, Basis.OFFICIAL)] == ["A", "B"]


def test_a_code_that_begins_like_anothers_is_not_below_it(campaign):
    ward, alike = unit(campaign, "N1"), unit(campaign, "N11")
    given(campaign, "T", [ward, alike])
    file(campaign, "2024-Q1", {("T", "N1"): "1", ("T", "N11"): "10"})

    assert row_of(campaign, "T", Q1, ward).figure == 1


@pytest.fixture
def composite(campaign):
    """Two children, each with a unit of its own and one that has both."""
    both, first, second = unit(campaign, "BOTH"), unit(campaign, "ONE"), unit(campaign, "TWO")
    parent = TargetFactory(
        campaign=campaign, code="A", measure=Measure.ALL_OF, over_time="", direction="", threshold=None
    )
    given(campaign, "A.1", [both, first], parent=parent, **SHARE, threshold=Decimal(50))
    given(campaign, "A.2", [both, second], parent=parent, **SHARE, threshold=Decimal(50))
    return parent


def test_a_composite_target_counts_units_that_answered_for_every_child(campaign, composite):
    file(campaign, "2024-Q1", {("A.1", "BOTH"): ("6", "10"), ("A.1", "ONE"): ("6", "10")})

    row = row_of(campaign, "A", Q1)

    assert (row.figure, row.reported, row.owed) == (None, 1, 3)
    assert (row.combined.met, row.combined.remaining, row.status) == (1, 2, "no_data")

    file(campaign, "2024-Q1", {("A.2", "TWO"): ("1", "10")})
    row = row_of(campaign, "A", Q1)
    assert (row.reported, row.owed, row.status, row.complete) == (2, 3, "at_risk", False)


def test_a_composite_target_rests_on_a_carried_reading_where_a_child_does(campaign, composite):
    file(campaign, "2024-Q1", {("A.1", "BOTH"): ("6", "10")})

    assert row_of(campaign, "A", Q2).carried


def test_an_override_stands_beside_what_was_computed(campaign):
    ward = unit(campaign, "N")
    target = given(campaign, "T", [ward], **SHARE, threshold=Decimal(50))
    file(campaign, "2024-Q1", {("T", "N"): ("6", "10")})
    second = campaign.periods.get(code="2024-Q2")
    StatusOverrideFactory(target=target, period=second, status="at_risk", reason="seen on the spot")

    before, after, own = (row_of(campaign, "T", *where) for where in [(Q1,), (Q2,), (Q2, ward)])

    assert (before.status, before.override) == ("on_track", None)
    assert (after.status, after.computed_status) == ("at_risk", "on_track")
    assert after.override.reason == "seen on the spot"
    assert (own.status, own.override) == ("on_track", None)


def test_a_composite_target_is_decided_by_computed_statuses(campaign, composite):
    file(campaign, "2024-Q1", dict.fromkeys([("A.1", "BOTH"), ("A.1", "ONE")], ("6", "10")))
    file(campaign, "2024-Q1", {("A.2", "TWO"): ("6", "10")})
    child = Target.objects.get(code="A.2")
    StatusOverrideFactory(target=child, period=campaign.periods.get(code="2024-Q1"), status="missed")

    assert row_of(campaign, "A.2", Q1).status == "missed"
    assert row_of(campaign, "A", Q1).status == "on_track"


def test_below_the_owner_there_are_no_overrides_to_ask_for(campaign, django_assert_num_queries):
    ward = unit(campaign, "N")
    given(campaign, "T", [ward])
    schedule = Schedule.load(campaign)

    with django_assert_num_queries(3):
        rows(campaign, ward, Q2, Basis.OFFICIAL, schedule=schedule)


def test_only_some_targets(campaign, composite):
    given(campaign, "T", [unit(campaign, "N")])

    made = rows(campaign, campaign.owner, Q1, Basis.OFFICIAL, only=["A"])

    assert [row.target.code for row in made] == ["A", "A.1", "A.2"]
    assert len(made[0].children) == 2
