"""The reading pages: what they show, to whom, and how much they ask of the database."""

import json
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reports import wording
from reports.choices import Basis, Outlook
from reports.export import to_json
from reports.progress import rows
from targets.choices import Measure
from targets.models import Allocation
from tests.factories import (
    ProgressReportFactory,
    ReadingFactory,
    RevisionFactory,
    UserFactory,
)
from tests.html import table_row, table_rows, text_of
from tests.reports.read_by import Q2_CUT_OFF, answer, answer_all, city_rows
from units.models import Unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mid_june")]


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
    assert answered.getvalue()


def test_the_downloaded_rows_are_those_of_the_page(home_affairs, campaign, ward, q2):
    answer(ward, q2)
    answered = home_affairs.get("/overview/progress.json?as_of=2024-06-14")
    assert json.loads(answered.content) == json.loads(to_json(list(city_rows(campaign).values()), named=True))
    assert answered.json()[0]["name"]


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


def test_the_overview_leads_to_each_group(home_affairs, campaign):
    page = home_affairs.get("/overview/").content.decode()
    for code in campaign.groups.values_list("code", flat=True):
        assert page.count(f'href="#{code}"') == page.count(f'id="{code}"') == 1


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


def test_a_lead_without_own_targets_shows_for_how_many_units_it_enters(home_affairs):
    page = home_affairs.get("/units/").content.decode()
    insurance = Unit.objects.get(code="BHXH")
    others = Allocation.objects.filter(reporter=insurance).exclude(unit=insurance).values("unit").distinct()
    assert f"{others.count()} đơn vị" in table_row(page, insurance.name)[2]
