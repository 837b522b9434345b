"""From the list of what is wanting to the administration and back."""

from datetime import date

import pytest
from django.test import Client

from targets.models import Campaign, Holiday, Target
from targets.setting_up import page as pages
from tests.administration import address, signed_in
from tests.html import boxes
from tests.targets.setting_up.world import City

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return City()


@pytest.fixture
def officer(city) -> Client:
    return signed_in(city.officer)


def form_at(officer: Client, url: str) -> dict[str, str]:
    """What a browser would send of the form, its buttons apart."""
    shown = boxes(officer.get(url).content.decode())
    return {name: value for name, value in shown.items() if not name.startswith("_")}


def places(campaign: Campaign, text: str) -> list[str]:
    found = pages.load(pages.as_set_up(Campaign.objects.select_related("owner")).get(pk=campaign.pk))
    return [place.url for want in found.wants if text in str(want.text) for place in want.places]


def test_form_of_the_administration_leads_back_to_the_list_it_was_opened_from(city, officer):
    new = city.copied()
    (url,) = places(new, "holidays")

    shown = form_at(officer, url) | {"name": "Tết", "on": "01/01/2025"}
    assert officer.post(url, shown).headers["Location"] == f"/setup/{new.code}/"
    assert Holiday.objects.get().on == date(2025, 1, 1)


def test_way_back_is_kept_over_one_more_form(city, officer):
    (url,) = places(city.copied(), "holidays")
    typed = {"name": "Tết", "on": "01/01/2025", "_addanother": "1"}

    again = officer.post(url, form_at(officer, url) | typed).headers["Location"]

    assert again == url


def test_target_leads_back_to_its_own_line(city, officer):
    target = city.copied_target()
    page = officer.get(f"/setup/{target.campaign.code}/").content.decode()
    url = f"{address(Target, 'change', target.pk)}?next=/setup/{target.campaign.code}/%23target-{target.code}"
    assert f'href="{url}"' in page

    shown = form_at(officer, url)
    assert (
        officer.post(url, shown).headers["Location"] == f"/setup/{target.campaign.code}/#target-{target.code}"
    )


@pytest.mark.parametrize("way", ["https://example.org/", "//example.org", ""])
def test_nobody_is_led_off_the_site(officer, way):
    url = f"{address(Holiday, 'add')}?next={way}"
    shown = form_at(officer, url) | {"name": "Tết", "on": "01/01/2025"}

    assert officer.post(url, shown).headers["Location"] == address(Holiday)


def test_what_the_settings_lack_leads_to_its_place_on_their_page(city):
    year = city.campaign.ends_on.year
    form = {"agency": ["A"], "symbol": "BC", "signer_title": "T", "archive": f"Lưu {year}"}
    settings = {
        "legal_bases": [f"Căn cứ năm {year}"],
        "forms": {"pnv": form},
        "checks": [{"kind": "sum", "of": "T.value", "to": ["T.year"], "plus": "26"}],
    }
    Campaign.objects.filter(pk=city.campaign.pk).update(settings=settings)
    city.campaign.refresh_from_db()
    target = city.copied_target()
    new = target.campaign
    base = f"/setup/{new.code}/settings/"

    assert places(new, "still name") == [f"{base}#printed"]
    assert places(new, "sums with a number") == [f"{base}#checks"]
    assert places(new, "no number and no title") == [f"{base}#heading"]
    Campaign.objects.filter(pk=new.pk).update(settings={**settings, "legal_bases": []})
    assert places(new, "still name") == [f"{base}#forms"]
