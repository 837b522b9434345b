"""A lead fills its grid and sends it, a ward says its word, Home Affairs reads that on the review page."""

import pytest
from playwright.sync_api import Page, expect

from tests.factories import PASSWORD, MembershipFactory
from units.choices import Role
from units.models import Unit

QUARTER = "2024-06-14"
NOT_SO = "Số thẻ của xã là 8.400, đề nghị đối chiếu lại."
INSURED, DOCTORS = "Tỷ lệ bao phủ bảo hiểm y tế toàn dân", "Số phường, xã đạt Bộ tiêu chí quốc gia"


@pytest.fixture
def people(campaign_2024, transactional_db, settings):
    settings.EMULATION_TODAY = "2024-06-17"

    def person(code: str, role: Role):
        return MembershipFactory(unit=Unit.objects.get(code=code), role=role).user

    return {
        "insurance": person("BHXH", Role.STAFF),
        "health": person("PYT", Role.STAFF),
        "ward": person("X-MP", Role.STAFF),
        "reviewer": person("TPLS", Role.HOME_AFFAIRS),
    }


@pytest.fixture
def sign_in(browser, browser_context_args, live_server, people):
    opened = []

    def at_the_door(who: str) -> Page:
        context = browser.new_context(**browser_context_args, base_url=live_server.url)
        opened.append(context)
        page = context.new_page()
        page.goto("/")
        page.fill("[name=username]", people[who].username)
        page.fill("[name=password]", PASSWORD)
        page.locator("main button[type=submit]").click()
        return page

    yield at_the_door
    for context in opened:
        context.close()


def send_grid(page: Page, unit: str) -> None:
    page.goto(f"/reports/{unit}/{QUARTER}/")
    for row in page.locator("tr[data-row]").all():
        cells = row.locator("input[data-cell]").all()
        for cell, text in zip(cells, ["9.800", "10.000"], strict=False):
            cell.fill(text)
        if not cells:
            row.locator("[type=radio][value='1']").first.check(force=True)
    page.get_by_role("button", name="Gửi Phòng Nội vụ").click()
    expect(page.locator("main")).to_contain_text("Đã gửi Phòng Nội vụ")


def line(page: Page, name: str):
    return page.locator("tr", has=page.locator("th[scope=row]", has_text=name))


def test_ward_agrees_to_one_figure_of_its_leads_and_objects_to_another(sign_in):
    send_grid(sign_in("insurance"), "BHXH")
    send_grid(sign_in("health"), "PYT")

    ward = sign_in("ward")
    ward.get_by_role("link", name="2 số liệu chờ xác nhận").click()
    line(ward, DOCTORS).get_by_role("button", name="Đúng", exact=False).first.click()
    expect(line(ward, DOCTORS)).to_contain_text("Xã Mai Pha xác nhận đúng")
    insured = line(ward, INSURED)
    insured.locator("summary").click()
    insured.locator("textarea").fill(NOT_SO)
    insured.get_by_role("button", name="Gửi ý kiến").click()
    expect(line(ward, INSURED)).to_contain_text(NOT_SO)
    ward.goto("/reports/")
    expect(ward.locator("main")).not_to_contain_text("chờ xác nhận")

    reviewer = sign_in("reviewer")
    reviewer.goto("/review/")
    reviewer.get_by_role("link", name="Bảo hiểm xã hội thành phố").first.click()
    expect(reviewer.locator(".tallies")).to_contain_text("1 chưa nhất trí với số liệu")
    expect(line(reviewer, "Xã Mai Pha")).to_contain_text(NOT_SO)
    expect(line(reviewer, "Xã Quảng Lạc")).to_contain_text("chưa xác nhận")
