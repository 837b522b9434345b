"""The head of a unit on a phone: two taps from signing in to agreed; or a word, which staff then read."""

from decimal import Decimal

import pytest
from playwright.sync_api import Browser, Page, expect

from reports.choices import ReadingState, RevisionStatus
from reports.entries import Entry
from reports.intake import save
from reports.models import Revision
from reports.workflow import open_report
from targets.models import Allocation, ReportingPeriod
from tests.factories import PASSWORD, MembershipFactory
from units.choices import Role
from units.models import Unit

PHONE = {"width": 390, "height": 844}
WARD, QUARTER = "X-MP", "2024-06-14"
ONE = Decimal(1)


@pytest.fixture
def people(campaign_2024, transactional_db, settings):
    settings.EMULATION_TODAY = "2024-06-17"
    Unit.objects.filter(code=WARD).update(head_approves=True)
    ward = Unit.objects.get(code=WARD)
    return {role: MembershipFactory(unit=ward, role=role).user for role in (Role.STAFF, Role.HEAD)}


@pytest.fixture
def filled_in(people) -> None:
    """Every line of the second quarter says 1, of 1 where a second number is asked for."""
    ward, period = Unit.objects.get(code=WARD), ReportingPeriod.objects.get(code="2024-Q2")
    revision = open_report(ward, period, people[Role.STAFF])
    owed = Allocation.objects.owed_by(ward, period).select_related("target", "unit")
    entries = [
        Entry(allocation, ReadingState.REPORTED, ONE, ONE if allocation.target.needs_base else None)
        for allocation in owed
    ]
    assert save(
        revision, entries, actor=people[Role.STAFF], narrative={"results": "Đạt kết quả tốt"}
    ).is_clean


@pytest.fixture
def sign_in(browser: Browser, browser_context_args, live_server, people):
    opened = []

    def signed_in(role: Role, **how) -> Page:
        context = browser.new_context(**{**browser_context_args, **how, "base_url": live_server.url})
        opened.append(context)
        page = context.new_page()
        page.goto("/")
        page.fill("[name=username]", people[role].username)
        page.fill("[name=password]", PASSWORD)
        page.get_by_role("button", name="Đăng nhập", exact=True).click()
        return page

    yield signed_in
    for context in opened:
        context.close()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def presented(sign_in) -> Page:
    """Staff at a desk, who have just presented the report."""
    staff = sign_in(Role.STAFF)
    staff.goto(f"/reports/{WARD}/{QUARTER}/")
    press(staff, "Trình thủ trưởng")
    expect(staff.get_by_role("status").filter(has_text="Đã trình thủ trưởng")).to_be_visible()
    return staff


def fits(page: Page) -> bool:
    """Nothing on the page is wider than the phone."""
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.usefixtures("filled_in")
def test_head_agrees_with_two_taps(sign_in):
    presented(sign_in)
    head = sign_in(Role.HEAD, viewport=PHONE, has_touch=True)
    expect(head.locator(".lead")).to_contain_text("1 báo cáo chờ anh/chị cho ý kiến")
    assert fits(head)

    head.get_by_role("link", name="Xem và cho ý kiến").tap()
    agree = head.get_by_role("button", name="Đồng ý và gửi")
    expect(agree).to_be_in_viewport()
    expect(head.locator("main")).to_contain_text("Đạt kết quả tốt")
    assert fits(head)

    agree.tap()
    expect(head.locator("main")).to_contain_text("Đã gửi Phòng Nội vụ")
    revision = Revision.objects.get()
    assert (revision.status, bool(revision.presented_by)) == (RevisionStatus.SUBMITTED, True)


@pytest.mark.usefixtures("filled_in")
def test_head_hands_it_back_with_a_word_which_staff_read(sign_in):
    staff = presented(sign_in)
    head = sign_in(Role.HEAD, viewport=PHONE, has_touch=True)
    head.get_by_role("link", name="Xem và cho ý kiến").tap()
    head.get_by_role("link", name="Đề nghị xem lại").tap()
    word = head.get_by_label("Nội dung đề nghị xem lại")
    expect(word).to_be_in_viewport()

    press(head, "Chuyển lại cán bộ")
    assert word.evaluate("box => box.validity.valueMissing")
    word.fill("Xem lại số lao động, chưa khớp danh sách.")
    press(head, "Chuyển lại cán bộ")
    expect(head.get_by_role("status").filter(has_text="Đã chuyển lại cán bộ")).to_be_in_viewport()
    expect(head.locator(".button--primary")).to_have_count(0)

    staff.goto("/reports/")
    expect(staff.locator("main")).to_contain_text("chưa khớp danh sách")
    staff.goto(f"/reports/{WARD}/{QUARTER}/")
    expect(staff.locator(".comment").first).to_contain_text("Xem lại số lao động, chưa khớp danh sách.")
    assert staff.locator("input[data-cell]").first.is_editable()
