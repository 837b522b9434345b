"""Home Affairs at its desk: decisions by keys alone, many reports accepted at once, units over periods."""

from decimal import Decimal

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Page, expect

from reports import workflow
from reports.choices import ReadingState, RevisionStatus
from reports.entries import Entry
from reports.intake import save
from reports.models import Revision
from targets.models import Allocation, ReportingPeriod, Target
from tests.factories import ExplanationFactory, MembershipFactory
from units.choices import Role
from units.models import Unit

WARDS = ("P-CL", "P-DK", "X-MP")
# The next report takes no key before it has been seen.


@pytest.fixture
def submitted(campaign_2024, transactional_db, settings) -> list[Revision]:
    """The second quarter's reports of three wards, in the order in which they came in."""
    settings.EMULATION_TODAY = "2024-06-17"
    period = ReportingPeriod.objects.get(code="2024-Q2")
    return [hand_in(Unit.objects.get(code=code), period) for code in WARDS]


def hand_in(ward: Unit, period: ReportingPeriod) -> Revision:
    staff = MembershipFactory(unit=ward, role=Role.STAFF).user
    revision = workflow.open_report(ward, period, staff)
    owed = Allocation.objects.owed_by(ward, period).select_related("target", "unit")
    one = Decimal(1)
    entries = [
        Entry(allocation, ReadingState.REPORTED, one, one if allocation.target.needs_base else None)
        for allocation in owed
    ]
    assert save(revision, entries, actor=staff).is_clean
    return workflow.submit(revision, staff, revision.version)


@pytest.fixture
def desk(page: Page, live_server, submitted) -> Page:
    """The queue, seen by Home Affairs."""
    client = Client()
    client.force_login(MembershipFactory(unit=Unit.objects.get(code="TPLS"), role=Role.HOME_AFFAIRS).user)
    name = django_settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    page.goto(f"{live_server.url}/review/")
    return page


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def settle(page: Page) -> None:
    """Until the report has been in sight long enough for a key to decide it."""
    expect(page.locator("body[data-settled]")).to_be_attached()


def decide(page: Page, key: str) -> None:
    """Press the key of a decision once the page takes it, and wait for the page that follows."""
    settle(page)
    with page.expect_navigation():
        page.keyboard.press(key)


def status(revision: Revision) -> str:
    return Revision.objects.get(pk=revision.pk).status


def test_three_reports_are_decided_on_by_keys_alone(desk, submitted):
    first, second, third = submitted
    press(desk, "j", "j", "k")
    expect(desk.locator("[data-line]:focus")).to_contain_text("Phường Chi Lăng")
    expect(desk.locator("[data-said]")).to_contain_text("1/3: Phường Chi Lăng")
    with desk.expect_navigation():
        press(desk, "Enter")

    expect(desk.locator("h1")).to_contain_text("Phường Chi Lăng")
    decide(desk, "a")
    assert status(first) == RevisionStatus.APPROVED

    expect(desk.locator("h1")).to_contain_text("Phường Đông Kinh")
    press(desk, "j", "j")
    asked = desk.locator("[data-line]:focus").get_attribute("data-line")
    press(desk, "r")
    desk.keyboard.type("Xem lại sao, ja?")
    expect(desk.locator("[data-decide=ask]")).to_contain_text("(1)")
    expect(desk.locator("[data-decide=accept]")).to_be_hidden()
    press(desk, "Escape")
    expect(desk.locator("[data-line]:focus")).to_have_attribute("data-line", asked)
    decide(desk, "a")
    copy = Revision.objects.get(report=second.report, number=2)
    (reading,) = copy.readings.exclude(review_comment="")
    assert (status(second), copy.status) == (RevisionStatus.APPROVED, RevisionStatus.RETURNED)
    assert reading.review_comment == "Xem lại sao, ja?"
    assert asked.startswith(reading.allocation.target.name)

    expect(desk.locator("h1")).to_contain_text("Xã Mai Pha")
    decide(desk, "a")
    assert status(third) == RevisionStatus.APPROVED
    expect(desk.locator("h1")).to_contain_text("0")


def test_keys_do_nothing_while_typing_or_held_down_and_help_lists_them(desk, submitted):
    press(desk, "j", "o")
    expect(desk.locator("h1")).to_contain_text("Phường Chi Lăng")
    settle(desk)
    press(desk, "?")
    expect(desk.locator("[data-keys]")).to_have_attribute("open", "")
    desk.locator("#comment").focus()
    desk.keyboard.type("ja s?")
    expect(desk.locator("#comment")).to_have_value("ja s?")
    desk.locator("#comment").fill("")
    desk.locator("h1").click()
    desk.evaluate(
        "document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'a', repeat: true, bubbles: true }))"
    )
    press(desk, "s")
    expect(desk.locator("#comment")).to_be_focused()
    expect(desk.locator("[data-said]")).to_contain_text("Cần ghi nội dung đề nghị chỉnh sửa")
    assert status(submitted[0]) == RevisionStatus.SUBMITTED


def test_a_key_pressed_as_the_next_report_appears_does_not_decide_it(desk, submitted):
    press(desk, "j", "o")
    expect(desk.locator("h1")).to_contain_text("Phường Chi Lăng")
    settle(desk)
    # From here on every page is met by the key while it is still being drawn.
    desk.add_init_script(
        "addEventListener('DOMContentLoaded', () =>"
        " document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'a', bubbles: true })))"
    )
    decide(desk, "a")
    settle(desk)
    expect(desk.locator("h1")).to_contain_text("Phường Đông Kinh")
    assert [status(revision) for revision in submitted[1:]] == [RevisionStatus.SUBMITTED] * 2


def test_all_without_a_warning_are_accepted_at_once(desk, submitted):
    button = desk.locator("[data-accept]")
    expect(button).to_be_disabled()
    desk.locator("[data-tick-all]").click()
    expect(button).to_contain_text("(3)")
    press(desk, "j", "j", "x")
    expect(button).to_contain_text("(2)")
    decide(desk, "a")
    expect(desk.locator("tbody tr")).to_have_count(2)
    decide(desk, "a")
    expect(desk.locator(".message--success")).to_contain_text("Đã tiếp nhận 2 báo cáo")
    assert [status(revision) for revision in submitted] == ["approved", "submitted", "approved"]


@pytest.mark.parametrize("width", [1280, 360])
def test_the_matrix_fits_the_window_and_a_cell_leads_to_the_report(desk, live_server, submitted, width):
    desk.set_viewport_size({"width": width, "height": 800})
    desk.goto(f"{live_server.url}/review/matrix/")
    assert desk.evaluate("document.documentElement.scrollWidth") == width
    cell = desk.locator("tr", has_text="Xã Mai Pha").locator("a.state--submitted")
    expect(cell).to_be_visible()
    expect(cell).to_have_text("đã gửi")
    if width == 1280:
        head = desk.locator(".matrix thead th").first
        desk.locator(".scroll--matrix").evaluate("box => box.scrollTo(0, 400)")
        expect(head).to_be_in_viewport()
        expect(desk.locator(".matrix thead th").last).to_be_in_viewport()
    cell.click()
    expect(desk.locator("h1")).to_contain_text("Xã Mai Pha")


@pytest.mark.parametrize("address", ["/review/", "/review/matrix/", "/asking/"])
def test_no_filter_is_cut_on_a_phone(desk, live_server, address):
    ExplanationFactory(unit=Unit.objects.get(code="X-MP"), target=Target.objects.get(code="XH-08"))
    desk.set_viewport_size({"width": 360, "height": 800})
    desk.goto(f"{live_server.url}{address}")
    expect(desk.locator(".sieve a").first).to_be_visible()
    for choice in desk.locator(".sieve a").all():
        box = choice.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360


def test_keys_are_not_offered_where_there_is_no_keyboard(desk, browser, live_server):
    expect(desk.locator("[data-keys]")).to_be_visible()
    phone = browser.new_context(is_mobile=True, has_touch=True, viewport={"width": 360, "height": 800})
    phone.add_cookies(desk.context.cookies())
    page = phone.new_page()
    page.goto(f"{live_server.url}/review/")
    expect(page.locator("[data-line]").first).to_be_visible()
    expect(page.locator("[data-keys]")).to_be_hidden()
    phone.close()
