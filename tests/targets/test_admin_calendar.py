"""Periods and extensions in the administration."""

from datetime import date

import pytest
from django.utils.translation import gettext

from targets.models import Extension, ReportingPeriod
from tests.administration import address, administrator, listed, officer_of, page_data, signed_in
from tests.factories import (
    CampaignFactory,
    ExtensionFactory,
    ReadingFactory,
    ReportingPeriodFactory,
    UnitFactory,
)
from units.choices import Action
from units.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(settings):
    settings.EMULATION_TODAY = "2024-06-17"
    return CampaignFactory()


@pytest.fixture
def person(campaign):
    return officer_of(campaign.owner)


@pytest.fixture
def officer(person):
    return signed_in(person)


def save(client, thing, **values):
    """Send the page of the thing back with these values in place of what it holds."""
    path = address(type(thing), "change", thing.pk)
    return client.post(path, page_data(client.get(path)) | values)


def errors(response):
    return response.context["adminform"].form.errors


def test_dates_out_of_order_are_told_in_words(campaign, officer):
    period = ReportingPeriodFactory(campaign=campaign)
    refused = save(officer, period, due_on="01/06/2024")
    assert refused.context["adminform"].form.non_field_errors() == [
        gettext("The dates are out of order: start, cut-off, due, confirmed, reported.")
    ]


def test_period_that_has_reports_keeps_what_it_is(campaign, officer):
    period = ReportingPeriodFactory(campaign=campaign)
    ReadingFactory(revision__report__period=period)
    page = officer.get(address(ReportingPeriod, "change", period.pk))
    assert not {"campaign", "code", "kind", "number"} & set(page.context["adminform"].form.fields)


def extension_data(period, unit):
    return {"period": period.pk, "unit": unit.pk, "until": "30/06/2024", "reason": "Mất điện"}


def test_home_affairs_gives_more_time_in_its_own_name(campaign, officer, person):
    period, unit = ReportingPeriodFactory(campaign=campaign), UnitFactory(parent=campaign.owner)
    officer.post(address(Extension, "add"), extension_data(period, unit))
    extension = Extension.objects.get()
    assert (extension.granted_by, extension.until) == (person, date(2024, 6, 30))
    event = Event.objects.about(extension).get()
    assert (event.action, event.unit, event.actor, event.comment) == (
        Action.EXTENDED,
        unit,
        person,
        "Mất điện",
    )


def test_more_time_is_given_on_the_periods_page_too(campaign, officer, person):
    period, unit = ReportingPeriodFactory(campaign=campaign), UnitFactory(parent=campaign.owner)
    row = {
        f"extensions-2-0-{name}": value
        for name, value in extension_data(period, unit).items()
        if name != "period"
    }
    save(officer, period, **{"extensions-2-TOTAL_FORMS": 1}, **row)
    extension = Extension.objects.get()
    assert (extension.period, extension.granted_by) == (period, person)
    assert Event.objects.about(extension).get().action == Action.EXTENDED


def test_longer_extension_names_who_gave_it_last(campaign, officer, person):
    extension = ExtensionFactory(
        period__campaign=campaign, unit=UnitFactory(parent=campaign.owner), until=date(2024, 6, 30)
    )
    save(officer, extension, until="05/07/2024")
    extension.refresh_from_db()
    assert extension.granted_by == person
    assert Event.objects.about(extension).get().data == {"until": ["2024-06-30", "2024-07-05"]}


def test_no_more_time_for_a_period_in_which_nothing_is_entered(campaign, officer):
    period, unit = (
        ReportingPeriodFactory(campaign=campaign, code="2024-H1"),
        UnitFactory(parent=campaign.owner),
    )
    refused = officer.post(address(Extension, "add"), extension_data(period, unit))
    assert list(errors(refused)) == ["period"]


@pytest.mark.parametrize(("day", "until"), [("2024-06-01", "18/06/2024"), ("2024-07-02", "01/07/2024")])
def test_no_time_until_the_due_day_or_a_day_that_is_over(campaign, officer, settings, day, until):
    settings.EMULATION_TODAY = day
    period, unit = ReportingPeriodFactory(campaign=campaign), UnitFactory(parent=campaign.owner)
    refused = officer.post(address(Extension, "add"), {**extension_data(period, unit), "until": until})
    assert list(errors(refused)) == ["until"]
    assert not Extension.objects.exists()


def test_administrator_looks_at_extensions_and_gives_none():
    extension = ExtensionFactory()
    client = signed_in(administrator())
    page = client.get(address(Extension, "change", extension.pk))
    assert page.status_code == 200
    assert not page.context["has_change_permission"]
    assert not page.context["has_add_permission"]
    assert not page.context["has_delete_permission"]


def test_officer_of_another_city_finds_no_extension_here(campaign):
    extension = ExtensionFactory(period__campaign=campaign)
    other = signed_in(officer_of(UnitFactory()))
    assert listed(other.get(address(Extension))) == []
    other.post(address(Extension, "delete", extension.pk), {"post": "yes"})
    assert Extension.objects.filter(pk=extension.pk).exists()
