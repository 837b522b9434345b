"""A merger that is put on record after the campaign was copied."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from targets.models import Campaign
from tests.factories import ResponsibilityFactory
from tests.html import text_of
from tests.targets.setting_up.world import END, SHARE, City, given
from units.choices import SuccessionKind
from units.models import Event, Succession, Unit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(settings) -> None:
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def city() -> City:
    return City()


@pytest.fixture
def client(city) -> Client:
    client = Client()
    client.force_login(city.officer)
    return client


def page(client: Client, name: str, *args: str) -> str:
    return " ".join(text_of(client.get(reverse(name, args=["2025", *args])).content.decode()).split())


def merge(one: Unit, other: Unit, heir: Unit, city: City) -> None:
    city.gives_way(one, heir, kind=SuccessionKind.MERGED)
    city.gives_way(other, heir, kind=SuccessionKind.MERGED)


def test_merger_recorded_after_the_copy_is_seen_shown_and_followed(city, client):
    one, other, third = (city.unit(name) for name in ("Phường A", "Phường B", "Phường C"))
    heir = city.unit("Phường AB")
    city.target("SUM", one, other, third, quota=["30", "20", "50"])
    city.target("ASK", one, other, quota=["98", "95"], lead=other, **SHARE)
    ResponsibilityFactory(campaign=city.campaign, code="V.1").units.add(one, third)
    new = city.copied()
    merge(one, other, heir, city)
    assert "but no end day (valid to): Phường A" in page(client, "setup_campaign")
    assert "it adds up" in page(client, "setup_allocate", "SUM")
    Unit.objects.filter(pk__in=[one.pk, other.pk]).update(valid_to=END)
    wanted = page(client, "setup_campaign")
    assert "Units have ended that have a successor: Phường A → Phường AB, Phường B → Phường AB." in wanted
    assert "ends on 31/12/2024" in page(client, "setup_allocate", "SUM")
    assert "with Phường A, Phường B, which stands no more by then" in page(client, "setup_allocate", "SUM")
    shown = page(client, "setup_successors")
    assert "Phường A 30, Phường B 20" in shown
    assert "left empty, to be typed" in shown
    url = reverse("setup_successors", args=["2025"])
    assert client.post(url, {"seen": "something else"}).status_code == 409
    assert given(new, "SUM") == {"Phường A": 30, "Phường B": 20, "Phường C": 50}
    seen = client.get(url).context["plan"].mark
    assert client.post(url, {"seen": seen}).status_code == 302
    assert given(new, "SUM") == {"Phường AB": Decimal(50), "Phường C": Decimal(50)}
    assert given(new, "ASK") == {"Phường AB": None}
    assert new.targets.get(code="ASK").lead == heir
    assert set(new.responsibilities.get().units.all()) == {heir, third}
    told = Event.objects.about(new.targets.get(code="SUM")).last().data
    assert (told[heir.code], told[one.code][1]) == ([None, "50"], None)
    assert "have ended" not in page(client, "setup_campaign")
    assert "No unit of this campaign" in page(client, "setup_successors")
    Campaign.objects.filter(pk=new.pk).update(in_preparation=False)
    assert client.post(url, {"seen": seen}).status_code == 302


def test_reporter_follows_the_lead(city, client):
    ward, old, heir = city.unit("Phường A"), city.unit("Phòng cũ"), city.unit("Phòng mới")
    target = city.target("T", ward, lead=old)
    target.allocations.update(reporter=old)
    new = city.copied()
    city.gives_way(old, heir, kind=SuccessionKind.RENAMED)
    Unit.objects.filter(pk=old.pk).update(valid_to=END)
    url = reverse("setup_successors", args=["2025"])
    client.post(url, {"seen": client.get(url).context["plan"].mark})
    allocation = new.targets.get().allocations.get()
    assert (allocation.unit, allocation.reporter) == (ward, heir)


def test_recorded_succession_says_that_the_old_unit_has_no_end_day(city, client):
    old, heir = city.unit("Phường A"), city.unit("Phường AB")
    typed = {"predecessor": old.pk, "successor": heir.pk, "kind": "merged", "on": "1/1/2025"}
    saved = client.post(reverse("admin:units_succession_add"), typed, follow=True).content.decode()
    assert Succession.objects.get().on == date(2025, 1, 1)
    assert "Phường A has no end day yet" in text_of(saved)
    assert reverse("admin:units_unit_change", args=[old.pk]) in saved
