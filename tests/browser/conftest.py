from collections.abc import Callable, Iterator

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Page, expect

from emulation import system
from tests.factories import MembershipFactory
from units.choices import Role
from units.models import Unit, User

QUARTER = "2024-06-14"
# A busy machine is slow, and no test may fail for that.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    """The system's Chromium, quiet: it calls nobody but the site under test."""
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    return {**browser_type_launch_args, "executable_path": system.chromium(), "args": quiet}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict) -> dict:
    return {**browser_context_args, "locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh"}


@pytest.fixture
def staff(campaign_2024, transactional_db, settings) -> dict[str, User]:
    """Staff of a unit that leads and of a ward, on the demonstration's 17 June."""
    settings.EMULATION_TODAY = "2024-06-17"
    units = ("BHXH", "X-MP")
    return {code: MembershipFactory(unit=Unit.objects.get(code=code), role=Role.STAFF).user for code in units}


def sign_in(page: Page, live_server, person: User) -> None:
    """A session of the person in the page's browser."""
    client = Client()
    client.force_login(person)
    name = django_settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])


def entry_url(live_server, code: str) -> str:
    return f"{live_server.url}/reports/{code}/{QUARTER}/"


@pytest.fixture
def open_report(page: Page, live_server, staff) -> Callable[[str], Page]:
    """The entry page of a unit, seen by its staff."""

    def opened(code: str) -> Page:
        sign_in(page, live_server, staff[code])
        page.goto(entry_url(live_server, code))
        return page

    return opened


@pytest.fixture
def open_as(browser, browser_context_args, live_server) -> Iterator[Callable[[str, User], Page]]:
    """The entry page of a unit, in a browser of the person's own."""
    contexts = []

    def opened(code: str, person: User) -> Page:
        contexts.append(browser.new_context(**browser_context_args))
        page = contexts[-1].new_page()
        sign_in(page, live_server, person)
        page.goto(entry_url(live_server, code))
        return page

    yield opened
    for context in contexts:
        context.close()
