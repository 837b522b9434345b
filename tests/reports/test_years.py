"""The year that a person looks at: chosen for all pages, and never in the way of a report's own address."""

import pytest
from django.test import Client

from emulation.dates import now
from reports.choices import RevisionStatus
from reports.models import Revision
from tests.factories import AllocationFactory, CampaignFactory, ReportingPeriodFactory, TargetFactory
from tests.html import text_of
from tests.reports.typing_in import AS_HTMX

pytestmark = pytest.mark.django_db

REMARK = "not at the present one"


@pytest.fixture
def next_year(cast, settings):
    """January 2025: the new campaign has been launched, the ward's report of 2024 is a draft."""
    cast.answered()
    settings.EMULATION_TODAY = "2025-01-10"
    campaign = CampaignFactory(owner=cast.city, code="2025", launched_on="2025-01-05", ends_on="2025-12-31")
    ReportingPeriodFactory(campaign=campaign, code="2025-Q1")
    AllocationFactory(unit=cast.ward, target=TargetFactory(campaign=campaign))
    return campaign


def client_of(user) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def choose(client: Client, campaign, to: str = "my_reports"):
    return client.post("/year/", {"campaign": campaign.pk, "to": to})


def test_earlier_year_chosen_on_my_reports_shows_what_is_unfinished_there(cast, next_year):
    client, report = client_of(cast["staff"]), f"/reports/{cast.ward.code}/2024-06-14/"
    assert 'action="/year/"' in client.get("/reports/").text
    assert report not in client.get("/reports/").text
    assert choose(client, cast.campaign).url == "/reports/"
    desk = client.get("/reports/").text
    assert report in desk
    assert REMARK in desk
    assert REMARK in client.get("/units/").text
    choose(client, next_year)
    assert report not in client.get("/reports/").text
    assert REMARK not in client.get("/units/").text


def test_home_affairs_finds_in_the_queue_what_units_still_owe_of_the_earlier_year(cast, next_year):
    client = client_of(cast["reviewer"])
    assert client.get("/review/").context["queue"].past_due == []
    assert choose(client, cast.campaign, "review_queue").url == "/review/"
    owed = client.get("/review/").context["queue"].past_due
    assert {line.period.code for line in owed} == {"2024-Q2"}


def test_overview_and_its_files_are_of_the_chosen_year(cast, next_year):
    client, code = client_of(cast["leadership"]), cast.allocation.target.code
    assert f'"{code}"' not in client.get("/overview/progress.json").getvalue().decode()
    assert choose(client, cast.campaign, "overview").url == "/overview/"
    assert f'"{code}"' in client.get("/overview/progress.json").getvalue().decode()


@pytest.mark.parametrize("chosen", ["2024", "2025"])
def test_address_of_a_report_leads_to_it_whatever_year_was_chosen(cast, next_year, chosen):
    client = client_of(cast["staff"])
    choose(client, cast.campaign if chosen == "2024" else next_year)
    for cut_off, period in (("2024-06-14", "2024-Q2"), ("2025-03-14", "2025-Q1")):
        assert client.get(f"/reports/{cast.ward.code}/{cut_off}/").status_code == 200
        page = client.get(f"/evidence/{cast.ward.code}/{period}/", headers=AS_HTMX)
        assert page.status_code == 200


def test_nobody_chooses_what_is_not_launched(cast, next_year):
    client = client_of(cast["staff"])
    coming = CampaignFactory(owner=cast.city, code="2026", launched_on="2026-01-05", ends_on="2026-12-31")
    prepared = CampaignFactory(owner=cast.city, code="2023", in_preparation=True)
    assert [choose(client, one).status_code for one in (coming, prepared)] == [404, 404]
    assert client.post("/year/", {"campaign": "x"}).status_code == 404


def test_one_year_offers_no_choice(cast):
    assert 'action="/year/"' not in client_of(cast["staff"]).get("/reports/").text


@pytest.mark.parametrize("path", ["/reports/", "/documents/"])
def test_report_of_the_earlier_year_is_told_on_its_staff_s_pages_until_it_is_accepted(cast, next_year, path):
    client, line = client_of(cast["staff"]), "campaign of 2024 still has 1 report that"
    assert line in text_of(client.get(path).text)
    assert "Nothing is waiting for you" not in client.get(path).text
    choose(client, cast.campaign)
    assert line not in text_of(client.get(path).text)
    choose(client, next_year)
    done = {"submitted_by": cast["staff"], "submitted_at": now(), "decided_by": cast["colleague"]}
    Revision.objects.update(status=RevisionStatus.APPROVED, decided_at=now(), **done)
    assert "still has" not in client.get(path).text


def test_home_affairs_is_told_of_everyone_s_unfinished_reports_and_not_that_all_are_in(cast, next_year):
    client = client_of(cast["reviewer"])
    for path in ("/review/", "/review/chasing/", "/documents/"):
        assert "campaign of 2024 still has" in text_of(client.get(path).text)
        assert "Every report is in" not in client.get(path).text
    assert choose(client, cast.campaign, "chasing").url == "/review/chasing/"


@pytest.mark.parametrize("path", ["/review/chasing/", "/calendar/", "/documents/", "/campaign/"])
def test_year_is_chosen_on_every_page_of_the_round(cast, next_year, path):
    assert 'action="/year/"' in client_of(cast["reviewer"]).get(path).text
