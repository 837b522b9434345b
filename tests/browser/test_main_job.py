"""The whole job, as three people do it in a browser: enter, send back, correct, accept, read, download."""

import io
from decimal import Decimal

import pdfplumber
import pytest
from playwright.sync_api import Page, expect

from emulation.numbers import read_number
from reports import workflow
from reports.choices import ReadingState
from reports.entries import Entry
from reports.intake import save
from targets.models import Allocation, ReportingPeriod
from tests.factories import PASSWORD, MembershipFactory
from units.choices import Role
from units.models import Unit

QUARTER = "2024-Q2"
JOBS = "Số lao động được giải quyết việc làm"
FIGURE, PERCENT, AGAINST_LAST_YEAR = "Thực hiện", "% KH", "So cùng kỳ"
# Columns of the official table: name, cumulative figure, % of plan, against last year.
NAME, CUMULATIVE, OF_PLAN, OF_LAST_YEAR = 1, 6, 8, 9

# As a tired person types them.
TYPED = {
    "XH-01": "0",
    "XH-02": "0",
    "XH-03": "1",
    "XH-05": ("9", "9"),
    "XH-08": ("75 người", "70"),
    "MT-01": ("4,4", ""),
    "MT-02": ("2,9", ""),
    "MT-05": ("5", "5"),
    "MT-06": ("5", "5"),
}


@pytest.fixture
def people(campaign_2024, transactional_db, settings):
    settings.EMULATION_TODAY = "2024-06-17"

    def person(code: str, role: Role):
        return MembershipFactory(unit=Unit.objects.get(code=code), role=role).user

    return {
        "staff": person("X-MP", Role.STAFF),
        "reviewer": person("TPLS", Role.HOME_AFFAIRS),
        "leadership": person("TPLS", Role.LEADERSHIP),
        "neighbour": person("P-CL", Role.STAFF),
    }


@pytest.fixture
def figures_of_a_neighbour(people):
    """Another ward's accepted report, so that a figure is there to change."""
    period = ReportingPeriod.objects.get(code=QUARTER)
    ward = Unit.objects.get(code="P-CL")
    revision = workflow.open_report(ward, period, people["neighbour"])
    owed = Allocation.objects.owed_by(ward, period).select_related("target", "unit")
    one = Decimal(1)
    entries = [
        Entry(allocation, ReadingState.REPORTED, one, one if allocation.target.needs_base else None)
        for allocation in owed
    ]
    assert save(revision, entries, actor=people["neighbour"]).is_clean
    submitted = workflow.submit(revision, people["neighbour"], revision.version)
    workflow.approve(submitted, people["reviewer"], submitted.version)


class Person:
    """Someone at a browser of their own."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address

    def go(self, path: str) -> None:
        self.page.goto(self.address + path)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def figures(self) -> dict[str, tuple[str, str, str]]:
        """By the target's name: figure, % of plan and comparison, as the overview shows them."""
        self.go("/overview/")
        found = {}
        for line in self.page.locator("tr:has(td.code)").all():
            cells = [
                line.locator(f"[data-label='{label}']") for label in (FIGURE, PERCENT, AGAINST_LAST_YEAR)
            ]
            first = [cell.evaluate("cell => cell.firstChild.textContent") for cell in cells]
            found[squeezed(line.locator("th").inner_text())] = tuple(squeezed(text) for text in first)
        return found

    def jobs(self) -> Decimal:
        value = read_number(self.figures()[squeezed(JOBS)][0]).value
        assert value is not None
        return value


def squeezed(text: str | None) -> str:
    """Without white space: a table's cell may break its lines anywhere."""
    return "".join((text or "").split())


@pytest.fixture
def sign_in(browser, browser_context_args, live_server, people):
    opened = []

    def at_the_door(role: str) -> Person:
        context = browser.new_context(**browser_context_args, base_url=live_server.url)
        opened.append(context)
        person = Person(context.new_page(), live_server.url)
        person.go("/")
        person.page.fill("[name=username]", people[role].username)
        person.page.fill("[name=password]", PASSWORD)
        person.press("Đăng nhập")
        return person

    yield at_the_door
    for context in opened:
        context.close()


def type_everything(staff: Person) -> None:
    ward = Unit.objects.get(code="X-MP")
    for allocation in ward.allocations.filter(target__code__in=TYPED).select_related("target"):
        typed = TYPED[allocation.target.code]
        name = f"a{allocation.pk}"
        if allocation.target.entry == "yes_no":
            staff.page.locator(f"[name={name}-value][value='{typed}']").check(force=True)
            continue
        value, base = typed if isinstance(typed, tuple) else (typed, "")
        staff.page.fill(f"[name={name}-value]", value)
        if base:
            staff.page.fill(f"[name={name}-base]", base)


def jobs_box(staff: Person):
    allocation = Allocation.objects.get(unit__code="X-MP", target__code="XH-08")
    return staff.page.locator(f"[name=a{allocation.pk}-value]")


def open_wards_report(reviewer: Person) -> None:
    reviewer.go("/review/")
    lines = reviewer.page.locator("tr", has_text="Xã Mai Pha").filter(has_text="quý II/2024")
    lines.first.get_by_role("link").last.click()


def official_table(pdf: bytes) -> dict[str, tuple[str, str, str]]:
    """The cells of the indicator table, by the target's name."""
    found = {}
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        for page in (page for page in document.pages if page.width > page.height):
            for line in page.extract_table():
                if (line[0] or "").strip() in {"-", *map(str, range(1, 43))}:
                    cells = (squeezed(line[column]) for column in (CUMULATIVE, OF_PLAN, OF_LAST_YEAR))
                    found[squeezed(line[NAME])] = tuple(cells)
    return found


@pytest.mark.usefixtures("figures_of_a_neighbour")
def test_quarter_goes_from_the_wards_form_to_the_chairmans_pdf(sign_in):
    staff, reviewer, leadership = sign_in("staff"), sign_in("reviewer"), sign_in("leadership")
    assert leadership.jobs() == 1

    staff.page.locator("main a[href$='/reports/X-MP/2024-06-14/']").first.click()
    type_everything(staff)
    staff.press("Gửi Phòng Nội vụ")
    expect(staff.page.locator("main")).to_contain_text("Đã gửi Phòng Nội vụ")
    expect(staff.page.locator("main")).to_contain_text("quý II/2024")
    assert leadership.jobs() == 1

    open_wards_report(reviewer)
    reviewer.page.locator("textarea[name=comment]").fill("Đề nghị đối chiếu lại số lao động với danh sách.")
    reviewer.press("Đề nghị chỉnh sửa, bổ sung")
    assert leadership.jobs() == 1

    staff.go("/reports/X-MP/2024-06-14/")
    expect(staff.page.locator("main")).to_contain_text("đối chiếu lại số lao động với danh sách")
    jobs_box(staff).fill("72")
    staff.press("Gửi Phòng Nội vụ")

    open_wards_report(reviewer)
    reviewer.press("Tiếp nhận")
    assert leadership.jobs() == 1 + 72

    with leadership.page.expect_download() as download:
        leadership.go("/documents/")
        leadership.page.locator("a[href$='/documents/2024-Q2/pnv.pdf']").click()
    printed = official_table(download.value.path().read_bytes())
    shown = leadership.figures()
    assert printed[squeezed(JOBS)][0] == "73"
    assert printed == shown

    open_wards_report(reviewer)
    reviewer.page.get_by_text("Mở lại để đính chính").first.click()
    reviewer.page.locator("textarea[name=reason]").fill("Đính chính số lao động tính trùng.")
    reviewer.press("Mở lại để đính chính")
    staff.go("/reports/X-MP/2024-06-14/")
    jobs_box(staff).fill("60")
    staff.press("Lưu")
    assert leadership.jobs() == 1 + 72
