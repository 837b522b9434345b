"""A target's page: how its figure came about, for whom, and Home Affairs' own assessment of it."""

import pytest

from reports import wording
from reports.choices import Status
from reports.models import StatusOverride
from targets.models import Allocation
from targets.schedule import Schedule
from tests.factories import (
    StatusOverrideFactory,
)
from tests.html import table_row, table_rows, text_of
from tests.reports.read_by import answer, city_rows, signed_in
from units.choices import Action, Role
from units.models import Event, Unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mid_june")]


def test_a_target_is_explained_down_to_its_readings_and_people(home_affairs, ward, q2):
    revision = answer(ward, q2)
    text = text_of(home_affairs.get("/targets/XH-08/").content.decode())
    reading = revision.readings.get(allocation__target__code="XH-08")
    target = reading.allocation.target
    for shown in (target.text_original, target.lead.name, "30 người", str(reading.entered_by)):
        assert shown in text
    assert str(revision.decided_by) in text


def test_an_amount_is_told_period_by_period_as_it_adds_up(home_affairs, campaign, ward, q2):
    answer(ward, Schedule.load(campaign).by_code("2024-Q1"))
    answer(ward, q2)
    page = home_affairs.get("/targets/XH-08/").content.decode()
    first, second, third = (table_row(page, name) for name in ("Quý I", "Quý II", "Quý III"))
    assert first[2:] == ["30", "30", "575"]
    assert second[2:] == ["30", "60", "1.150"]
    assert third[2:] == ["", "", "1.725"]


def test_units_that_have_not_answered_are_named(home_affairs, ward, q2):
    answer(ward, q2)
    text = text_of(home_affairs.get("/targets/XH-08/").content.decode())
    others = Allocation.objects.filter(target__code="XH-08").exclude(unit=ward)
    assert ", ".join(allocation.unit.name for allocation in others.order_by("unit__order")) in text


def test_what_is_not_accepted_yet_is_not_called_unanswered(home_affairs, ward, q2):
    answer(ward, q2, submitted=True)
    neighbour = Allocation.objects.filter(target__code="XH-08").exclude(unit=ward)[0].unit

    def answer_of(unit: Unit, basis: str) -> str:
        page = home_affairs.get("/targets/XH-08/", {"basis": basis}).content.decode()
        return table_row(page, unit.name)[3]

    assert answer_of(ward, "official") == answer_of(neighbour, "official")
    assert answer_of(neighbour, "official") != answer_of(neighbour, "provisional")
    assert "quý II" in answer_of(neighbour, "official")


def test_other_units_people_are_not_shown_to_staff(staff, ward, q2):
    neighbour = Allocation.objects.filter(target__code="XH-08").exclude(unit=ward)[0].unit
    own, foreign = answer(ward, q2), answer(neighbour, q2)
    page = staff.get("/targets/XH-08/").content.decode()
    assert str(own.created_by) in page
    assert str(foreign.created_by) not in page
    assert table_row(page, neighbour.name)[1] == "30"


def test_the_lead_of_a_target_reads_what_awaits_acceptance(ward, q2):
    answer(ward, q2, submitted=True)
    lead = signed_in(Role.STAFF, Allocation.objects.filter(target__code="XH-08")[0].target.lead)
    page = lead.get("/targets/XH-08/?basis=provisional").content.decode()
    assert table_row(page, ward.name)[1] == "30"
    assert lead.get("/targets/XH-10/?basis=provisional").status_code == 403


def test_a_target_of_several_parts_shows_them(home_affairs):
    page = home_affairs.get("/targets/XH-12/").content.decode()
    assert [row[0] for row in table_rows(page)][1:] == ["XH-12.1", "XH-12.2", "XH-12.3"]


def test_an_unknown_target_is_not_found(home_affairs):
    assert home_affairs.get("/targets/XX-99/").status_code == 404


def test_home_affairs_replaces_a_status_and_both_stay_visible(home_affairs, ward, q2):
    answer(ward, q2)
    computed = city_rows(q2.campaign)["XH-08"].computed_status
    home_affairs.post("/targets/XH-08/assess/", {"status": "slow", "reason": "Kết luận số 12"})
    override = StatusOverride.objects.get(target__code="XH-08", period=q2)
    page = text_of(home_affairs.get("/targets/XH-08/").content.decode())
    assert (override.status, computed) == (Status.SLOW, Status.INCOMPLETE)
    assert "Kết luận số 12" in page
    assert wording.computed_status_text(city_rows(q2.campaign)["XH-08"]) in page
    event = Event.objects.get(action=Action.OVERRIDDEN)
    assert (event.actor, event.comment) == (override.made_by, "Kết luận số 12")
    assert event.data == {"period": "2024-Q2", "computed_status": "incomplete", "status": "slow"}


def test_home_affairs_goes_back_to_the_computed_status(home_affairs, campaign, q2):
    StatusOverrideFactory(target=campaign.targets.get(code="XH-08"), period=q2)
    home_affairs.post("/targets/XH-08/assess/", {"remove": "1"})
    assert not StatusOverride.objects.exists()
    assert Event.objects.get(action=Action.OVERRIDDEN).data["status"] is None


def test_an_assessment_without_a_reason_is_refused_and_nothing_typed_is_lost(home_affairs):
    page = home_affairs.post("/targets/XH-08/assess/", {"status": "slow", "reason": "  "})
    assert page.status_code == 422
    assert '<option value="slow" selected>' in page.content.decode()
    assert not StatusOverride.objects.exists()


def test_only_home_affairs_replaces_a_status(staff, campaign):
    leadership = signed_in(Role.LEADERSHIP, campaign.owner)
    for client in (staff, leadership):
        assert client.post("/targets/XH-08/assess/", {"status": "slow", "reason": "x"}).status_code == 403
        assert "/assess/" not in client.get("/targets/XH-08/").content.decode()
    assert not StatusOverride.objects.exists()
