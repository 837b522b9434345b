"""An unusual figure in a browser: wondered about while it is typed, let stand by a word, sent."""

from datetime import date

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Locator, Page, expect

from reports.choices import RevisionStatus
from reports.models import Revision, WarningAnswer
from targets.models import Allocation
from tests.factories import MembershipFactory, ProgressReportFactory, ReadingFactory, RevisionFactory
from units.choices import Role
from units.models import Unit

JUNE = "2024-06-14"


@pytest.fixture
def report(page: Page, live_server, campaign_2024, transactional_db, settings) -> Page:
    """The quarterly report of the unit that counts schools, after a first quarter with 26 of them."""
    settings.EMULATION_TODAY = "2024-06-17"
    unit = Unit.objects.get(code="PGDDT")
    before = ProgressReportFactory(reporter=unit, period=campaign_2024.periods.get(code="2024-Q1"))
    revision = RevisionFactory(report=before, approved=True)
    for code, value in {"XH-04": 0, "BS-01": 26}.items():
        ReadingFactory(revision=revision, allocation=Allocation.objects.get(target__code=code), value=value)
    client = Client()
    client.force_login(MembershipFactory(unit=unit, role=Role.STAFF).user)
    name = django_settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    page.goto(f"{live_server.url}/reports/PGDDT/{JUNE}/")
    return page


def row(page: Page, code: str) -> Locator:
    return page.locator("[data-row]").filter(has=page.locator(".code", has_text=code))


def revision() -> Revision:
    return Revision.objects.get(report__period__cut_off=date(2024, 6, 14))


def test_figure_is_wondered_about_as_it_is_typed_and_goes_with_a_word(report):
    level = row(report, "BS-01")
    row(report, "XH-04").get_by_label("không phát sinh").check()
    level.locator("input[data-cell]").press_sequentially("25")
    expect(level.locator(".doubts")).to_contain_text("Giảm so với quý I (26): đã nhập 25")

    report.get_by_role("button", name="Gửi Phòng Nội vụ").click()
    expect(report.locator(".error-summary")).to_contain_text("sửa số, hoặc ghi vì sao số đúng")
    expect(level.locator(".doubts")).to_contain_text("26 + 0 (XH-04) bằng 26: đã nhập 25")

    word = level.locator(".doubts textarea")
    word.press_sequentially("Một trường hết hạn công nhận")
    expect(word).to_be_focused()
    expect(word).to_have_value("Một trường hết hạn công nhận")
    level.get_by_role("button", name="Ghi nhận").click()
    expect(level.locator(".doubt__word")).to_contain_text("“Một trường hết hạn công nhận”")
    assert set(WarningAnswer.objects.values_list("code", flat=True)) == {"falling", "sum"}

    report.get_by_role("button", name="Gửi Phòng Nội vụ").click()
    expect(report.get_by_text("Đã gửi Phòng Nội vụ")).to_be_visible()
    assert revision().status == RevisionStatus.SUBMITTED


def test_usual_reason_is_kept_by_one_touch(report):
    report.set_viewport_size({"width": 360, "height": 740})
    level = row(report, "BS-01")
    level.locator("input[data-cell]").press_sequentially("25")
    level.locator(".doubts").get_by_label("Danh hiệu, công nhận bị thu hồi").check()

    expect(level.locator(".doubt__word")).to_contain_text("“Danh hiệu, công nhận bị thu hồi”")
    assert WarningAnswer.objects.get().word == "Danh hiệu, công nhận bị thu hồi"


def test_line_that_another_is_held_to_renews_what_is_wondered_about_it(report):
    schools = row(report, "XH-04")
    level = row(report, "BS-01")
    level.locator("input[data-cell]").press_sequentially("27")
    schools.get_by_label("không phát sinh").check()
    expect(level.locator(".doubts")).to_contain_text("26 + 0 (XH-04) bằng 26: đã nhập 27")

    schools.get_by_label("có số liệu", exact=True).check()
    schools.locator("input[data-cell]").press_sequentially("1")
    expect(level.locator(".doubts")).not_to_contain_text("XH-04")
