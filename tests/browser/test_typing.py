"""Typing what one has: the year to date in another unit of measure; a dot that could be either."""

from decimal import Decimal

import pytest
from playwright.sync_api import Locator, Page, expect

from reports.models import Reading
from targets.models import Allocation, Campaign, Target
from tests.reports.filing import file
from units.models import Unit

QUARTER = "2024-Q2"


@pytest.fixture
def first_quarter(staff) -> None:
    """The ward found work for 680 people in the first quarter."""
    file(Campaign.objects.get(), "2024-Q1", {("XH-08", "X-MP"): (680, 650)})


def line(page: Page, code: str) -> Locator:
    return page.locator("section[data-row]").filter(has=page.locator(".code", has_text=code)).first


def stored(code: str) -> Reading:
    return Reading.objects.get(allocation__target__code=code, revision__report__period__code=QUARTER)


def test_year_to_date_in_another_unit_is_understood_as_it_is_typed_and_stored_exactly(
    first_quarter, open_report
):
    page = open_report("X-MP")
    jobs = line(page, "XH-08")
    jobs.locator("select[data-how=span]").select_option("to_date")
    jobs.locator("select[data-how=unit]").select_option("nghìn người")
    box = jobs.locator("input[data-cell=value]")
    box.press_sequentially("1,295")
    expect(jobs.locator(".echo")).to_contain_text("1,295 nghìn người = 1.295 người")
    expect(jobs.locator(".echo")).to_contain_text("trong kỳ 615 = 1.295 − 680")
    box.press("Tab")
    expect(jobs).to_contain_text("nhập lúc")
    assert stored("XH-08").value == 615

    page.reload()
    jobs = line(page, "XH-08")
    expect(jobs.locator("input[data-cell=value]")).to_have_value("1,295")
    expect(jobs.locator("select[data-how=span]")).to_have_value("to_date")
    expect(jobs.locator("select[data-how=unit]")).to_have_value("nghìn người")


def test_doubtful_dot_is_asked_about_and_one_touch_settles_it(staff, open_report):
    Target.objects.filter(code="MT-01").update(threshold=Decimal(40))
    page = open_report("X-MP")
    forest = line(page, "MT-01")
    forest.locator("input[data-cell=value]").fill("3.269")
    forest.locator("input[data-cell=value]").press("Tab")
    forest.get_by_role("radio", name="3,269", exact=True).check()
    expect(forest).to_contain_text("nhập lúc")
    assert stored("MT-01").value == Decimal("3.269")
    forest.get_by_text("Ghi chú").first.click()
    note = forest.locator("textarea[name$=note]")
    note.fill("Theo biên bản nghiệm thu")
    with page.expect_response("**/save/"):
        note.press("Tab")
    expect(forest.get_by_role("radio", name="3,269", exact=True)).to_have_count(0)
    assert (stored("MT-01").value, stored("MT-01").note) == (Decimal("3.269"), "Theo biên bản nghiệm thu")


def test_one_choice_says_for_all_lines_without_a_number_that_the_year_to_date_is_typed(
    first_quarter, open_report
):
    page = open_report("X-MP")
    line(page, "MT-01").locator("input[data-cell=value]").fill("5,8")
    line(page, "MT-01").locator("input[data-cell=value]").press("Tab")
    expect(line(page, "MT-01")).to_contain_text("nhập lúc")
    page.locator("select[data-how-all=span]").first.select_option("to_date")
    filled = line(page, "MT-01").locator("select[data-how=span]")
    assert filled.input_value() == "period"
    chosen = [select.input_value() for select in page.locator("select[data-how=span]").all()]
    assert chosen.count("period") == 1
    assert set(chosen) == {"period", "to_date"}
    expect(page.locator("[data-outcome]:not([data-outcome=stored])")).to_have_count(0)


FOUND_WORK = "Số lao động được giải quyết việc làm"


def test_box_is_called_by_what_it_holds_as_chosen_beside_it(open_report):
    jobs = line(open_report("X-MP"), "XH-08")
    box = jobs.locator("input[data-cell=value]")
    expect(box).to_have_accessible_name(f"{FOUND_WORK} trong kỳ")
    jobs.locator("select[data-how=span]").select_option("to_date")
    expect(box).to_have_accessible_name(f"{FOUND_WORK} lũy kế từ đầu năm")
    base = jobs.locator("input[data-cell=base]")
    expect(base).to_have_accessible_name("Cùng kỳ năm trước, lũy kế từ đầu năm (người) (nếu có)")


def test_column_of_a_grid_is_called_by_all_that_its_lines_hold(staff, open_report):
    owed = Allocation.objects.filter(target__code="XH-08", unit__code__in=["X-MP", "X-QL"])
    owed.update(reporter=Unit.objects.get(code="BHXH"))
    grid = open_report("BHXH").locator(".entry-grid").filter(has_text="XH-08")
    header = grid.locator("thead th").nth(2)
    spans = grid.locator("select[data-how=span]")
    expect(header).to_have_text(f"{FOUND_WORK} trong kỳ", use_inner_text=True)
    spans.first.select_option("to_date")
    expect(header).to_have_text(f"{FOUND_WORK} trong kỳ\nlũy kế từ đầu năm", use_inner_text=True)
    box = grid.locator("input[data-cell=value]").first
    expect(box).to_have_accessible_name(f"Xã Mai Pha, {FOUND_WORK} lũy kế từ đầu năm")
    spans.last.select_option("to_date")
    expect(header).to_have_text(f"{FOUND_WORK}\nlũy kế từ đầu năm", use_inner_text=True)
