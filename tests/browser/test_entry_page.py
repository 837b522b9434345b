"""What the entry page does in a browser beyond its forms: it spares the hand and loses nothing."""

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Page, expect

from reports.models import Reading
from tests.factories import PASSWORD, MembershipFactory
from units.choices import Role
from units.models import Unit

QUARTER = "2024-06-14"
UNITS = ("BHXH", "X-MP")


@pytest.fixture
def staff(campaign_2024, transactional_db, settings):
    settings.EMULATION_TODAY = "2024-06-17"
    return {code: MembershipFactory(unit=Unit.objects.get(code=code), role=Role.STAFF).user for code in UNITS}


@pytest.fixture
def open_report(page: Page, live_server, staff):
    """The entry page of a unit, seen by its staff."""

    def opened(code: str) -> Page:
        client = Client()
        client.force_login(staff[code])
        name = django_settings.SESSION_COOKIE_NAME
        page.context.add_cookies(
            [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]
        )
        page.goto(f"{live_server.url}/reports/{code}/{QUARTER}/")
        return page

    return opened


def cells(page: Page) -> list[str]:
    return [cell.input_value() for cell in page.locator("input[data-cell]").all()]


def test_cells_from_a_spreadsheet_spread_over_the_grid(open_report):
    page = open_report("BHXH")
    page.locator("input[data-cell]").nth(2).focus()
    page.evaluate(
        """() => {
            const copied = new DataTransfer();
            copied.setData("text/plain", "9.900\\t10.000\\r\\n8000\\t 8100 \\r\\n");
            const paste = { clipboardData: copied, bubbles: true, cancelable: true };
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", paste));
        }"""
    )
    assert cells(page)[:7] == ["", "", "9.900", "10.000", "8000", "8100", ""]
    expect(page.locator("tr[data-row]").nth(2).locator(".echo")).to_contain_text("98,77%")


def test_mark_beside_the_buttons_says_what_is_not_saved_and_saving_keeps_the_place(open_report):
    page = open_report("X-MP")
    not_saved = page.locator(".saved__not")
    expect(not_saved).to_be_hidden()
    page.locator("textarea").last.fill("Đề nghị bố trí kinh phí.")
    expect(not_saved).to_be_visible()
    page.evaluate("scrollTo(0, 700)")
    page.locator(".actionbar button").first.evaluate("button => button.click()")
    expect(page.locator(".message--success")).to_have_count(1)
    expect(not_saved).to_be_hidden()
    assert page.evaluate("scrollY") == 700


def test_what_was_typed_outlives_the_session(open_report, staff):
    page = open_report("X-MP")
    page.context.clear_cookies(name=django_settings.SESSION_COOKIE_NAME)
    page.locator("input[data-cell]").first.fill("1")
    page.locator(".actionbar button").first.click()
    page.locator("[name=username]").fill(staff["X-MP"].username)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    page.locator("main button[type=submit]").click()
    expect(page.locator(".message--success")).to_be_visible()
    assert [reading.value for reading in Reading.objects.all()] == [1]
