"""After sending, a clerk finds a mistake: asks for one number, Home Affairs agrees, looks, accepts."""

from decimal import Decimal

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from reports.choices import Basis, ReadingState
from reports.entries import Entry
from reports.intake import save
from reports.progress import rows
from reports.workflow import approve, open_report, submit
from targets.models import Allocation, Campaign, ReportingPeriod
from tests.factories import MembershipFactory
from units.choices import Role
from units.models import Unit, User

WARD, QUARTER, CUT_OFF = "X-MP", "2024-Q2", "2024-06-14"


@pytest.fixture
def people(campaign_2024, transactional_db, settings) -> dict[str, User]:
    settings.EMULATION_TODAY = "2024-06-17"
    roles = {"staff": (WARD, Role.STAFF), "officer": ("TPLS", Role.HOME_AFFAIRS)}
    return {
        name: MembershipFactory(unit=Unit.objects.get(code=code), role=role).user
        for name, (code, role) in roles.items()
    }


@pytest.fixture
def accepted(people):
    """The ward's report, every line 1, the jobs 612 after 598 last year."""
    ward, period = Unit.objects.get(code=WARD), ReportingPeriod.objects.get(code=QUARTER)
    revision = open_report(ward, period, people["staff"])
    owed = Allocation.objects.owed_by(ward, period).select_related("target", "unit")
    jobs, others = (Decimal(612), Decimal(598)), (Decimal(1), Decimal(1))
    said = [
        Entry(each, ReadingState.REPORTED, value, base if each.target.takes_base else None)
        for each in owed
        for value, base in [jobs if each.target.code == "XH-08" else others]
    ]
    assert save(revision, said, actor=people["staff"]).is_clean
    revision = submit(revision, people["staff"], revision.version)
    return approve(revision, people["officer"], revision.version)


@pytest.fixture
def desk_of(browser: Browser, browser_context_args, live_server, people):
    opened = []

    def seated(name: str) -> Page:
        client = Client()
        client.force_login(people[name])
        context = browser.new_context(**browser_context_args, base_url=live_server.url)
        opened.append(context)
        cookie = django_settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": cookie, "value": client.cookies[cookie].value, "url": live_server.url}])
        return context.new_page()

    yield seated
    for context in opened:
        context.close()


def official_jobs() -> int:
    campaign = Campaign.objects.get(code="2024")
    day = ReportingPeriod.objects.get(code=QUARTER).cut_off
    found = rows(campaign, campaign.owner, day, Basis.OFFICIAL, only=["XH-08"])
    return int(found[0].value)


def test_one_number_is_corrected_from_the_clerks_desk_to_the_accepted_figure(accepted, desk_of):
    allocation = Allocation.objects.get(unit__code=WARD, target__code="XH-08")
    staff, officer = desk_of("staff"), desk_of("officer")

    staff.goto(f"/reports/{WARD}/{CUT_OFF}/")
    staff.locator(f"#row-{allocation.pk}").get_by_role("link", name="Đề nghị đính chính số này").click()
    box = staff.locator(f"[name=a{allocation.pk}-value]")
    expect(box).to_have_value("612")
    box.press("Control+a")
    box.press_sequentially("619")
    expect(staff.locator(".echo")).to_contain_text("lũy kế 619 người")
    staff.get_by_role("button", name="Gửi đề nghị đính chính").click()
    expect(staff.locator(".errorlist")).to_contain_text("Nêu lý do đính chính số liệu.")
    expect(box).to_have_value("619")
    staff.get_by_label("Lý do đính chính").fill("Gõ nhầm, đối chiếu danh sách ngày 16/6")
    staff.get_by_role("button", name="Gửi đề nghị đính chính").click()
    expect(staff.locator(f"#row-{allocation.pk} .asked-for")).to_contain_text("619 người")

    officer.goto("/review/")
    officer.get_by_role("link", name="1 đề nghị đính chính").click()
    officer.locator("#corrections + .scroll").get_by_role("link").click()
    expect(officer.locator(".corrections__numbers")).to_contain_text("612")
    officer.get_by_role("button", name="Đồng ý các đề nghị đã chọn").click()
    expect(officer.locator(".message--success")).to_contain_text("Đã đưa vào theo đề nghị của đơn vị")
    assert official_jobs() == 612

    officer.get_by_role("link", name="1 số liệu thay đổi so với bản đã tiếp nhận").click()
    changed = officer.locator("table.changes tbody tr")
    expect(changed).to_have_count(1)
    expect(changed).to_contain_text("619")
    expect(officer.locator("details.unchanged")).not_to_have_attribute("open", "")
    officer.go_back()
    officer.get_by_role("button", name="Tiếp nhận", exact=True).click()
    expect(officer.locator(".message--success")).to_contain_text("Đã tiếp nhận")
    assert official_jobs() == 619

    staff.reload()
    expect(staff.locator(f"#row-{allocation.pk} .asked-for")).to_contain_text("Đồng ý")
    expect(staff.locator(".history")).to_contain_text("612")


def test_unusual_number_is_wondered_about_on_the_form_as_it_is_typed(accepted, desk_of):
    allocation = Allocation.objects.get(unit__code=WARD, target__code="XH-08")
    clerk = desk_of("staff")
    errors = []
    clerk.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    clerk.goto(f"/reports/{WARD}/{CUT_OFF}/correct/{allocation.pk}/")
    clerk.locator("input[data-cell=value]").fill("6120")
    expect(clerk.locator(".doubts")).to_contain_text("6.120")
    expect(clerk.locator(".doubts")).to_contain_text("lời giải thích")
    assert errors == []
