"""Periods from the campaign's rule: new, changed and kept ones, whole or not at all."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from targets.models import Campaign, ReportingPeriod
from targets.periods import BY_HAND, BY_RULE, REPORTED_ON, RenewalRefused, renew, renewal_of
from tests.administration import address, officer_of, signed_in
from tests.factories import (
    CampaignFactory,
    EventFactory,
    HolidayFactory,
    ReadingFactory,
    ReportingPeriodFactory,
    UserFactory,
)
from units.choices import Action
from units.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign() -> Campaign:
    return CampaignFactory()


@pytest.fixture
def officer(campaign):
    return officer_of(campaign.owner)


def settle(campaign: Campaign, officer):
    return renew(campaign, officer, renewal_of(campaign).mark)


def follow(campaign: Campaign, **rule) -> Campaign:
    """The same campaign, loaded again with another rule."""
    Campaign.objects.filter(pk=campaign.pk).update(settings={"calendar": rule})
    return Campaign.objects.get(pk=campaign.pk)


def dates(campaign: Campaign, code: str) -> tuple[date, date]:
    return campaign.periods.values_list("cut_off", "due_on").get(code=code)


def test_empty_campaign_gets_its_whole_year(campaign, officer):
    done = settle(campaign, officer)
    assert len(done.new) == campaign.periods.count() == 19
    assert dates(campaign, "2024-Q2") == (date(2024, 6, 14), date(2024, 6, 18))
    assert Event.objects.filter(action=Action.CREATED, object_type="targets.reportingperiod").count() == 19


def test_done_twice_nothing_is_left_to_do(campaign, officer):
    settle(campaign, officer)
    renewal = renewal_of(campaign)
    assert renewal.does_nothing
    assert renewal.agreeing == 19


def test_a_new_holiday_moves_the_dates_behind_it(campaign, officer):
    settle(campaign, officer)
    HolidayFactory(on=date(2024, 6, 17))
    changed = {renewed.period.code: renewed for renewed in renewal_of(campaign).changed}
    assert changed.keys() == {"2024-M06", "2024-Q2", "2024-H1"}
    assert changed["2024-Q2"].changes["due_on"] == (date(2024, 6, 18), date(2024, 6, 19))
    settle(campaign, officer)
    assert dates(campaign, "2024-Q2")[1] == date(2024, 6, 19)


def test_another_rule_changes_every_period(campaign, officer):
    settle(campaign, officer)
    campaign = follow(campaign, cut_off_day=20, closes_after=10, forecast_in=["Q3"])
    done = settle(campaign, officer)
    assert len(done.changed) == 19
    period = campaign.periods.get(code="2024-Q1")
    assert (period.starts_on, period.cut_off) == (date(2023, 12, 21), date(2024, 3, 20))
    assert period.closes_on == date(2024, 4, 3)
    assert list(campaign.periods.filter(asks_forecast=True).values_list("code", flat=True)) == ["2024-Q3"]


def test_period_that_units_have_reported_on_is_kept(campaign, officer):
    settle(campaign, officer)
    ReadingFactory(revision__report__period=campaign.periods.get(code="2024-Q1"))
    campaign = follow(campaign, cut_off_day=20)
    done = settle(campaign, officer)
    assert [(kept.period.code, kept.reason) for kept in done.kept] == [("2024-Q1", REPORTED_ON)]
    assert dates(campaign, "2024-Q1")[0] == date(2024, 3, 14)
    assert dates(campaign, "2024-Q2")[0] == date(2024, 6, 20)


def test_period_that_somebody_set_by_hand_in_the_administration_is_kept(campaign, officer):
    settle(campaign, officer)
    period = campaign.periods.get(code="2024-H1")
    typed = {
        **{name: getattr(period, name) for name in ("code", "kind", "number", "order")},
        **{
            name: f"{getattr(period, name):%d/%m/%Y}"
            for name in ("starts_on", "cut_off", "calendar_from", "calendar_to", "opens_on", "confirm_by")
        },
        "due_on": "19/06/2024",
        "report_on": "25/06/2024",
        "campaign": campaign.pk,
    }
    signed_in(officer).post(address(ReportingPeriod, "change", period.pk), typed)
    assert dates(campaign, "2024-H1")[1] == date(2024, 6, 19)
    (kept,) = renewal_of(campaign).kept
    assert (kept.period.code, kept.reason) == ("2024-H1", BY_HAND)


def test_period_renewed_after_a_change_by_rule_is_not_held_to_be_by_hand(campaign, officer):
    settle(campaign, officer)
    for day in (20, 25):
        campaign = follow(campaign, cut_off_day=day)
        assert not settle(campaign, officer).kept
    told = Event.objects.filter(object_type="targets.reportingperiod", action=Action.CHANGED)
    assert all(event.data[BY_RULE] for event in told)


def test_period_added_by_hand_is_kept(campaign, officer):
    period = ReportingPeriodFactory(campaign=campaign, code="2024-Q2", due_on=date(2024, 6, 17))
    EventFactory(action=Action.CREATED, object_type="targets.reportingperiod", object_id=period.pk)
    done = settle(campaign, officer)
    assert [kept.period for kept in done.kept] == [period]
    assert len(done.new) == 18


def test_one_date_that_cannot_be_leaves_everything_as_it_was(campaign, officer):
    settle(campaign, officer)
    ReadingFactory(revision__report__period=campaign.periods.get(code="2024-M02"))
    # The kept period takes the cut-off that the rule now gives to another one.
    ReportingPeriod.objects.filter(code="2024-M02").update(
        cut_off=date(2024, 3, 20),
        due_on=date(2024, 3, 22),
        confirm_by=date(2024, 3, 26),
        report_on=date(2024, 3, 28),
    )
    campaign = follow(campaign, cut_off_day=20)
    with pytest.raises(RenewalRefused, match="2024-M03"):
        settle(campaign, officer)
    assert dates(campaign, "2024-M01")[0] == date(2024, 1, 14)
    assert not Event.objects.filter(action=Action.CHANGED).exists()


def test_what_changed_since_it_was_shown_is_not_done(campaign, officer):
    seen = renewal_of(campaign).mark
    HolidayFactory(on=date(2024, 6, 17))
    with pytest.raises(RenewalRefused):
        renew(campaign, officer, seen)
    assert not campaign.periods.exists()


def test_only_home_affairs_sets_the_calendar(campaign):
    with pytest.raises(PermissionDenied):
        settle(campaign, UserFactory(is_superuser=True, is_staff=True))


@pytest.mark.parametrize(
    ("rule", "place"),
    [
        ({"cut_off_day": 0}, "calendar.cut_off_day"),
        ({"cut_off_day": 32}, "calendar.cut_off_day"),
        ({"cut_off_day": "14"}, "calendar.cut_off_day"),
        ({"due_after": True}, "calendar.due_after"),
        ({"due_after": -1}, "calendar.due_after"),
        ({"due_after": 5}, "calendar.confirm_after"),
        ({"closes_after": 1}, "calendar.closes_after"),
        ({"forecast_in": ["Q5"]}, "Q5"),
        ({"forecast_in": "Q2"}, "calendar.forecast_in"),
        ({"holidays": 3}, "calendar.holidays"),
        ([], "calendar"),
    ],
)
def test_rule_that_cannot_be_is_told_at_its_place(campaign, rule, place):
    campaign.settings = {"calendar": rule}
    with pytest.raises(Exception, match="calendar") as refused:
        campaign.clean()
    assert place in " ".join(refused.value.messages)
