"""Passing a text on in a browser: the button copies it, and the ledger says so."""

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Page, expect

from reports.models import Reminder
from tests.factories import MembershipFactory
from units.choices import Role
from units.models import Unit

UNIT_PAGE = "/review/chasing/2024-06-14/X-MP/"
GROUP_PAGE = "/review/chasing/2024-06-14/"
BUTTON = "Sao chép và ghi sổ nhắc"
# As where a browser forbids it, for a page without https.
REFUSING = """
    Object.defineProperty(navigator, "clipboard", { value: undefined });
    document.execCommand = () => false;
"""
OLD = 'Object.defineProperty(navigator, "clipboard", { value: undefined });'


@pytest.fixture
def officer(campaign_2024, transactional_db, settings):
    settings.EMULATION_TODAY = "2024-06-19"
    return MembershipFactory(unit=Unit.objects.get(code="TPLS"), role=Role.HOME_AFFAIRS).user


@pytest.fixture
def opened(page: Page, live_server, officer):
    client = Client()
    client.force_login(officer)
    name = django_settings.SESSION_COOKIE_NAME
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=live_server.url)
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])

    def at(path: str, script: str = "") -> Page:
        if script:
            page.add_init_script(script)
        page.goto(live_server.url + path)
        return page

    return at


def clipboard(page: Page) -> str:
    return page.evaluate("navigator.clipboard.readText()").replace("\r\n", "\n")


def test_the_button_copies_the_text_as_it_was_changed_and_notes_it(opened):
    page = opened(UNIT_PAGE)
    area = page.locator("form[data-copies] textarea")
    area.fill("Kính gửi xã Mai Pha, đề nghị gửi báo cáo trong hôm nay.")
    page.get_by_role("button", name=BUTTON).click()
    expect(page.locator(".message--success")).to_contain_text("Đã ghi sổ nhắc của 1 đơn vị")
    assert clipboard(page) == "Kính gửi xã Mai Pha, đề nghị gửi báo cáo trong hôm nay."
    (reminder,) = Reminder.objects.all()
    assert (reminder.occasion, reminder.text) == ("text", clipboard(page))


def test_the_text_for_the_group_is_copied_and_noted_for_every_unit_in_it(opened):
    page = opened(GROUP_PAGE)
    text = page.locator("form[data-copies] textarea").input_value()
    units = page.locator(".inline-list a").count()
    page.get_by_role("button", name=BUTTON).click()
    expect(page.locator(".message--success")).to_contain_text(f"{units} đơn vị")
    assert clipboard(page).strip() == text.strip()
    assert Reminder.objects.values("unit").distinct().count() == units > 8


def test_an_older_browser_copies_by_its_own_command(opened):
    page = opened(UNIT_PAGE, OLD)
    page.get_by_role("button", name=BUTTON).click()
    expect(page.locator(".message--success")).to_be_visible()
    assert Reminder.objects.count() == 1


def test_where_copying_is_refused_the_text_is_selected_and_nothing_noted_until_the_second_press(opened):
    page = opened(UNIT_PAGE, REFUSING)
    area = page.locator("form[data-copies] textarea")
    page.get_by_role("button", name=BUTTON).click()
    expect(page.locator("[data-copy-hint]")).to_be_visible()
    chosen = area.evaluate("area => area.value.slice(area.selectionStart, area.selectionEnd)")
    assert chosen == area.input_value() != ""
    assert Reminder.objects.count() == 0
    page.get_by_role("button", name=BUTTON).click()
    expect(page.locator(".message--success")).to_be_visible()
    assert Reminder.objects.count() == 1
