"""The reading pages: what they show, to whom, and how much they ask of the database."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reports import wording
from reports.choices import Basis, Outlook, Status
from reports.export import to_json
from reports.models import Revision, StatusOverride
from reports.progress import rows
from targets.choices import Measure
from targets.models import Allocation, Campaign, ReportingPeriod
from targets.schedule import Schedule
from tests.factories import (
    MembershipFactory,
    ProgressReportFactory,
    ReadingFactory,
    RevisionFactory,
    StatusOverrideFactory,
    UserFactory,
)
from tests.html import table_row, table_rows, text_of
from units.choices import Action, Role
from units.models import Event, Unit

pytestmark = pytest.mark.django_db
Q2_CUT_OFF = date(2024, 6, 14)


@pytest.fixture(autouse=True)
def mid_june(settings):
    settings.EMULATION_TODAY = "2024-06-17"


@pytest.fixture
def campaign() -> Campaign:
    call_command("loaddata", "campaign_2024", verbosity=0)
    return Campaign.objects.select_related("owner").get()


@pytest.fixture
def q2(campaign) -> ReportingPeriod:
    return campaign.periods.get(code="2024-Q2")


def signed_in(role: Role, unit: Unit) -> Client:
    client = Client()
    client.force_login(MembershipFactory(role=role, unit=unit).user)
    return client


@pytest.fixture
def home_affairs(campaign) -> Client:
    return signed_in(Role.HOME_AFFAIRS, campaign.owner)


@pytest.fixture
def ward(campaign) -> Unit:
    return Unit.objects.get(code="X-MP")


@pytest.fixture
def staff(ward) -> Client:
    return signed_in(Role.STAFF, ward)


def answer(reporter: Unit, period: ReportingPeriod, **state) -> Revision:
    """A report with an answer for everything that it owes; accepted unless told otherwise."""
    state = state or {"approved": True}
    report = ProgressReportFactory(reporter=reporter, period=period)
    revision = RevisionFactory(report=report, submitted_by=UserFactory(), **state)
    for allocation in Allocation.objects.owed_by(reporter, period).select_related("target"):
        base = Decimal(40) if allocation.target.takes_base else None
        ReadingFactory(revision=revision, allocation=allocation, value=Decimal(30), base=base)
    return revision


def answer_all(period: ReportingPeriod, *, but: Unit) -> None:
    owing = Allocation.objects.owed_in(period).values("reporter")
    for reporter in Unit.objects.filter(pk__in=owing).exclude(pk=but.pk):
        answer(reporter, period)


@pytest.mark.parametrize(
    "address",
    [
        "/overview/",
        "/overview/?basis=provisional",
        "/targets/XH-08/",
        "/targets/XH-10/",
        "/targets/XH-12/",
        "/targets/XH-12.1/",
        "/units/",
        "/units/X-MP/",
        "/units/PLDTBXH/",
        "/units/VPTU/",
        "/campaign/",
    ],
)
def test_a_page_asks_as_little_for_all_units_as_for_one(home_affairs, ward, q2, address):
    answer(ward, q2)
    for_one = queries(home_affairs, address)
    answer_all(q2, but=ward)
    assert queries(home_affairs, address) == for_one <= 10


def queries(client: Client, address: str) -> int:
    assert connection.features.supports_json_field  # Django asks the database once in its life
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def city_rows(campaign: Campaign, basis: Basis = Basis.OFFICIAL):
    return {row.target.code: row for row in rows(campaign, campaign.owner, Q2_CUT_OFF, basis)}


def test_the_overview_shows_every_row_in_the_words_of_the_rows(home_affairs, campaign, ward, q2):
    answer(ward, q2)
    page = home_affairs.get("/overview/").content.decode()
    expected = city_rows(campaign)
    assert [row[0] for row in table_rows(page) if len(row) == 10][1:] == list(by_group(expected))
    for code, row in expected.items():
        cells = table_row(page, code)
        figure = " ".join(filter(None, [wording.figure_text(row), wording.sums_text(row)]))
        assert cells[4] == figure
        assert cells[6] == wording.plan_percent_text(row)
        assert cells[8].startswith(wording.status_text(row))
        assert cells[9] == wording.coverage_text(row)


def by_group(rows_by_code):
    return sorted(rows_by_code, key=lambda code: rows_by_code[code].target.group.order)


def test_figures_that_await_acceptance_count_only_when_asked_for(home_affairs, ward, q2):
    answer(ward, q2, submitted=True)
    official = table_row(home_affairs.get("/overview/").content.decode(), "XH-08")
    provisional = table_row(home_affairs.get("/overview/?basis=provisional").content.decode(), "XH-08")
    assert (official[4], provisional[4]) == ("–", "30")


def test_an_earlier_day_shows_what_had_ended_by_then(home_affairs, ward, campaign, q2):
    answer(ward, q2)
    answer(ward, campaign.periods.get(code="2024-Q1"))
    shown = [
        table_row(home_affairs.get(f"/overview/?day={day}").content.decode(), "XH-08")[4]
        for day in ("13/3/2024", "31/5/2024", "14/6/2024")
    ]
    assert shown == ["–", "30", "60"]


def test_a_day_that_cannot_be_read_is_said_and_not_lost(home_affairs):
    page = home_affairs.get("/overview/?as_of=2024-06-14&day=ngày mai").content.decode()
    assert 'value="ngày mai"' in page
    assert "“ngày mai”" in page


@pytest.mark.parametrize("asked", [{"day": "18/6/2024"}, {"as_of": "2024-12-31"}])
def test_a_day_that_has_not_come_is_said_and_the_last_ended_period_shown(home_affairs, asked):
    page = home_affairs.get("/overview/", asked)
    assert page.context["question"].as_of == Q2_CUT_OFF
    assert [page.context["question"].unread_day] == list(asked.values())
    assert text_of(page.content.decode()).count("Số đã duyệt đến 14/6/2024") == 1
    assert len(list(page.context["messages"])) == 1


def test_staff_read_the_official_overview_alone(staff):
    assert staff.get("/overview/").status_code == 200
    assert 'name="basis"' not in staff.get("/overview/").content.decode()
    assert staff.get("/overview/?basis=provisional").status_code == 403
    assert staff.get("/overview/progress.json?basis=provisional").status_code == 403


@pytest.mark.parametrize("extension", ["json", "csv", "xlsx"])
def test_the_overview_is_downloaded_under_an_office_name(home_affairs, extension):
    answered = home_affairs.get(f"/overview/progress.{extension}?as_of=2024-06-14")
    disposition = answered["Content-Disposition"]
    assert "14-6-2024" in disposition
    assert disposition.isascii()
    assert f'.{extension}"; filename*=UTF-8' in disposition


def test_the_downloaded_rows_are_those_of_the_page(home_affairs, campaign, ward, q2):
    answer(ward, q2)
    answered = home_affairs.get("/overview/progress.json?as_of=2024-06-14")
    assert json.loads(answered.content) == json.loads(to_json(list(city_rows(campaign).values())))


def test_there_is_no_download_in_another_format(home_affairs):
    assert home_affairs.get("/overview/progress.docx").status_code == 404


def test_a_slow_target_stands_among_what_needs_a_decision_with_its_units_doubts(home_affairs, q2):
    unit = Unit.objects.get(code="HKL")
    slow = Allocation.objects.filter(target__code="MT-01").select_related("unit")
    for allocation in slow:
        revision = RevisionFactory(
            report=ProgressReportFactory(reporter=allocation.reporter, period=q2), approved=True
        )
        ReadingFactory(
            revision=revision,
            allocation=allocation,
            value=Decimal(5),
            outlook=Outlook.HARD,
            outlook_reason="Thiếu đất",
        )
    text = text_of(home_affairs.get("/overview/").content.decode())
    sentence = text[text.index("Diện tích rừng trồng mới") :]
    assert sentence.index(unit.name) < sentence.index(slow[0].unit.name)


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


def test_the_overview_leads_to_each_group(home_affairs, campaign):
    page = home_affairs.get("/overview/").content.decode()
    for code in campaign.groups.values_list("code", flat=True):
        assert page.count(f'href="#{code}"') == page.count(f'id="{code}"') == 1


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


def test_units_are_found_without_diacritics(staff):
    page = staff.get("/units/?q=dong kinh").content.decode()
    assert [row[0] for row in table_rows(page)][1:] == ["Phường Đông Kinh"]


def test_all_units_stand_in_the_list_and_links_lead_where_one_may_go(staff, home_affairs, ward):
    page = staff.get("/units/").content.decode()
    others = Unit.objects.exclude(parent=None).exclude(pk=ward.pk)
    assert all(unit.name in page for unit in others)
    assert reverse("unit", args=[ward.code]) in page
    assert not any(reverse("unit", args=[unit.code]) in page for unit in others)
    everywhere = home_affairs.get("/units/").content.decode()
    assert all(reverse("unit", args=[unit.code]) in everywhere for unit in others)


def test_a_unit_counts_a_composite_target_once(home_affairs):
    row = next(row for row in table_rows(home_affairs.get("/units/").content.decode()) if "CA" in row)
    parts = Allocation.objects.filter(unit__code="CA").exclude(target__measure=Measure.ALL_OF)
    own = {allocation.target.parent_id or allocation.target_id for allocation in parts}
    assert row[2:] == [str(len(own)), "2"]


def test_another_units_page_is_not_found(staff, ward):
    assert staff.get(f"/units/{ward.code}/").status_code == 200
    assert staff.get("/units/VPTU/").status_code == 404


def test_a_units_page_shows_its_rows_reports_and_duties(home_affairs, campaign, ward, q2):
    answer(ward, q2)
    page = home_affairs.get("/units/X-MP/").content.decode()
    (row,) = rows(campaign, ward, Q2_CUT_OFF, Basis.OFFICIAL, only=["XH-08"])
    assert table_row(page, "XH-08")[4] == wording.figure_text(row)
    assert table_row(page, "Quý II/2024")[4] == "9/9"
    assert campaign.responsibilities.get(code="V.1").text in text_of(page)
    assert campaign.responsibilities.get(code="V.4").text not in text_of(page)


def test_a_unit_without_targets_is_told_what_is_asked_instead(home_affairs, campaign):
    text = text_of(home_affairs.get("/units/HCCB/").content.decode())
    assert all(movement.name in text for movement in campaign.movements.all())
    assert campaign.responsibilities.get(code="V.2").text in text


def test_the_campaigns_page_holds_document_movements_calendar_and_duties(staff, campaign):
    page = staff.get("/campaign/").content.decode()
    text = text_of(page)
    assert campaign.theme in text
    assert "I. MỤC TIÊU TỔNG QUÁT" in text
    assert all(movement.name in text for movement in campaign.movements.all())
    assert all(duty.text in text for duty in campaign.responsibilities.all())
    assert all(recipient.text in text for recipient in campaign.recipients.all())
    assert table_row(page, "KT-05")[3] == "425.000"
    assert table_row(page, "Quý II/2024")[3:] == ["14/6/2024", "18/6/2024", "20/6/2024", "24/6/2024"]


@pytest.mark.parametrize(
    "address", ["/overview/", "/targets/KT-01/", "/units/", "/units/X-MP/", "/campaign/"]
)
def test_before_a_campaign_is_set_up_the_pages_say_so(address):
    client = Client()
    client.force_login(UserFactory(is_superuser=True))
    page = client.get(address)
    assert page.status_code == 200
    assert reverse("admin:index") in page.content.decode()


def test_before_the_first_period_has_ended_the_overview_names_it(home_affairs, campaign, settings):
    settings.EMULATION_TODAY = "2024-01-10"
    text = text_of(home_affairs.get("/overview/").content.decode())
    assert campaign.periods.get(code="2024-M01").name in text
    assert "14/01/2024" in text


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


def test_a_lead_without_own_targets_shows_for_how_many_units_it_enters(home_affairs):
    page = home_affairs.get("/units/").content.decode()
    insurance = Unit.objects.get(code="BHXH")
    others = Allocation.objects.filter(reporter=insurance).exclude(unit=insurance).values("unit").distinct()
    assert f"{others.count()} đơn vị" in table_row(page, insurance.name)[2]
