"""Files on the entry page in a browser: sent beside a row, and nothing else on the page is touched."""

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Page, expect

from reports.models import Evidence
from tests.factories import MembershipFactory
from tests.reports.made_files import HEIC, PDF
from units.choices import Role
from units.models import Unit

ENTRY = "/reports/X-MP/2024-06-14/"


@pytest.fixture
def entry(page: Page, live_server, campaign_2024, transactional_db, settings) -> Page:
    """The ward's entry page, with words typed that nobody has saved."""
    settings.EMULATION_TODAY = "2024-06-17"
    client = Client()
    client.force_login(MembershipFactory(unit=Unit.objects.get(code="X-MP"), role=Role.STAFF).user)
    name = django_settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    page.goto(live_server.url + ENTRY)
    page.locator("textarea").last.fill("Chưa lưu")
    return page


def chosen(name: str, content: bytes) -> dict:
    return {"name": name, "mimeType": "application/pdf", "buffer": content}


def opened(entry: Page):
    """The part of the first row that takes files."""
    entry.locator(".files__add").first.click()
    return entry.locator(".files--open")


def test_file_is_sent_beside_its_row_and_taken_away_again_while_typed_words_stay(entry):
    part = opened(entry)
    part.locator("[name=file]").set_input_files(chosen("Biên bản.pdf", PDF))
    expect(part).to_contain_text("Minh chứng (1)")
    assert Evidence.objects.standing().get().allocation.target.code == "XH-01"
    part.locator("button", has_text="Gỡ").click()
    expect(part).to_contain_text("Minh chứng (0)")
    assert not Evidence.objects.standing().exists()
    assert entry.locator("textarea").last.input_value() == "Chưa lưu"
    expect(entry.locator("#saved-at")).to_contain_text("Đã lưu lúc")


def test_refused_photo_is_explained_at_its_row(entry):
    part = opened(entry)
    part.locator("[name=file]").set_input_files(chosen("IMG_0001.HEIC", HEIC))
    expect(part.get_by_role("alert")).to_contain_text("Tương thích nhất")


def test_file_above_ten_megabytes_is_not_even_sent(entry):
    part = opened(entry)
    sent = []
    entry.on("request", lambda request: sent.append(request.url))
    part.locator("[name=file]").set_input_files(chosen("to.pdf", PDF + bytes(10 * 1024 * 1024)))
    expect(part.get_by_role("status")).to_contain_text("nặng hơn 10 MB")
    assert not [url for url in sent if "/evidence/" in url]


def test_broken_line_is_told_and_the_file_can_be_sent_again(entry):
    part = opened(entry)
    entry.route("**/evidence/**", lambda route: route.abort())
    part.locator("[name=file]").set_input_files(chosen("Biên bản.pdf", PDF))
    expect(part.get_by_role("status")).to_contain_text("mất kết nối")
    entry.unroute("**/evidence/**")
    part.locator("[name=file]").set_input_files(chosen("Biên bản.pdf", PDF))
    expect(part).to_contain_text("Minh chứng (1)")


def test_session_that_ended_is_told_and_the_page_stays(entry):
    part = opened(entry)
    entry.context.clear_cookies(name=django_settings.SESSION_COOKIE_NAME)
    part.locator("[name=file]").set_input_files(chosen("Biên bản.pdf", PDF))
    expect(part.get_by_role("status")).to_contain_text("phiên đăng nhập đã hết")
    assert entry.locator("textarea").last.input_value() == "Chưa lưu"


def test_camera_of_the_telephone_is_offered(entry):
    camera = opened(entry).locator("[name=photo]")
    assert camera.get_attribute("capture") == "environment"
    camera.set_input_files(chosen("image.pdf", PDF))
    expect(entry.locator(".files--open")).to_contain_text("Minh chứng (1)")


def signed_in_again(entry: Page) -> None:
    """In another tab, by the same person: the token of the form is of yesterday."""
    url = entry.evaluate("location.origin")
    entry.context.add_cookies([{"name": "csrftoken", "value": "b" * 32, "url": url}])


def test_file_is_sent_with_the_token_of_the_latest_sign_in(entry):
    part = opened(entry)
    signed_in_again(entry)
    part.locator("[name=file]").set_input_files(chosen("Biên bản.pdf", PDF))
    expect(part).to_contain_text("Minh chứng (1)")
    part.locator("button", has_text="Gỡ").click()
    expect(part).to_contain_text("Minh chứng (0)")
    assert entry.locator("textarea").last.input_value() == "Chưa lưu"


def test_page_without_any_cookie_stays_with_what_is_typed(entry):
    part = opened(entry)
    entry.context.clear_cookies()
    part.locator("[name=file]").set_input_files(chosen("Biên bản.pdf", PDF))
    expect(part.get_by_role("status")).to_contain_text("phiên đăng nhập đã hết")
    assert entry.locator("textarea").last.input_value() == "Chưa lưu"


def test_whole_page_never_takes_the_place_of_a_part(entry):
    part = opened(entry)
    whole = {
        "status": 200,
        "content_type": "text/html",
        "body": "<!DOCTYPE html><html><p data-files>Đăng nhập",
    }
    entry.route("**/evidence/**", lambda route: route.fulfill(**whole))
    part.locator("[name=file]").set_input_files(chosen("Biên bản.pdf", PDF))
    expect(part.get_by_role("status")).to_contain_text("chọn lại tệp")
    assert entry.locator("textarea").last.input_value() == "Chưa lưu"
