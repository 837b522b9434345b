"""Home Affairs pastes the launching document, corrects a target beside its sentence, and accepts all."""

import pytest
from playwright.sync_api import Page, expect

from targets.models import Target
from tests.browser.conftest import sign_in
from tests.factories import MembershipFactory
from tests.targets.drafting_page.officer import DOCUMENT, in_preparation
from units.choices import Role


@pytest.fixture
def campaign(campaign_2024, transactional_db):
    return in_preparation(campaign_2024.owner)


def test_document_is_pasted_a_target_corrected_and_all_accepted(campaign, page: Page, live_server):
    sign_in(page, live_server, MembershipFactory(unit=campaign.owner, role=Role.HOME_AFFAIRS).user)
    page.goto(f"{live_server.url}/setup/2025/draft/")
    page.get_by_label("Nội dung văn bản phát động").fill(DOCUMENT)
    page.get_by_role("button", name="Tìm chỉ tiêu").click()

    forest = page.locator(".draft-row", has_text="Trồng mới 30ha rừng")
    expect(forest.locator("mark")).to_have_text("30")
    expect(forest.get_by_label("Đến / trên tổng số")).to_be_hidden()
    forest.get_by_label("Tên chỉ tiêu").fill("Diện tích rừng trồng mới")
    forest.get_by_label("Yêu cầu").first.select_option("range")
    expect(forest.locator(".draft-row__how")).to_contain_text("cộng các kỳ")
    forest.get_by_label("Con số").fill("30")
    page.locator(".draft-row", has_text="tham gia BHYT 98%").get_by_label("Lấy chỉ tiêu này").uncheck()
    page.get_by_label("Đơn vị chủ trì chung").select_option(label="Phòng Nội vụ")
    # Enter in a box checks and accepts nothing.
    forest.get_by_label("Con số").press("Enter")

    expect(page.get_by_role("alert")).to_contain_text("Diện tích rừng trồng mới")
    expect(forest).to_contain_text("Nhập mức trên của khoảng.")
    forest.get_by_label("Đến / trên tổng số").fill("32,5")
    assert not Target.objects.filter(campaign=campaign).exists()
    page.get_by_role("button", name="Chấp nhận").click()
    expect(page.locator(".message--success")).to_contain_text("42 chỉ tiêu")
    target = Target.objects.get(campaign=campaign, code="MT-01")
    assert (target.name, str(target.ceiling)) == ("Diện tích rừng trồng mới", "32.5")
