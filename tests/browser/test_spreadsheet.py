"""The round trip of a spreadsheet: downloaded, filled in, handed in, looked at, confirmed, in the form."""

from pathlib import Path

from playwright.sync_api import Page, expect

from reports.models import Reading
from targets.models import Allocation
from tests.reports.filled_sheets import SheetOnDisk


def test_sheet_is_downloaded_filled_in_looked_at_and_stands_in_the_form(staff, open_report, tmp_path: Path):
    page: Page = open_report("X-MP")
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải bảng Excel để điền").click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    jobs, forest, houses = (
        Allocation.objects.get(unit__code="X-MP", target__code=code) for code in ("XH-08", "MT-01", "XH-05")
    )
    file = SheetOnDisk(path.read_bytes())
    file.put(jobs, value=75, base=70, note="Sổ của cán bộ lao động").put(forest, value="4,4 ha")
    path.write_bytes(file.put(houses, value="3/5").content)

    page.get_by_role("link", name="Nộp lại bảng đã điền").click()
    page.get_by_label("Bảng đã điền (.xlsx)").set_input_files(path)
    page.get_by_role("button", name="Xem trước thay đổi").click()
    expect(page.locator(".tallies")).to_contain_text("2 mới")
    refused = page.get_by_role("row").filter(has_text="XH-05")
    expect(refused).to_contain_text(file.cell(houses, "value").coordinate)
    expect(page.get_by_role("row").filter(has_text="XH-08")).to_contain_text("75 người")
    assert not Reading.objects.exists()

    page.get_by_role("checkbox", name="Ghi các dòng hợp lệ").check()
    page.get_by_role("button", name="Ghi vào bản nháp").click()
    expect(page.get_by_text("Đã ghi 2 dòng của")).to_be_visible()
    expect(page.locator(f"input[name=a{jobs.pk}-value]")).to_have_value("75")
    expect(page.locator(f"input[name=a{forest.pk}-value]")).to_have_value("4,4")
    expect(page.locator(f"input[name=a{houses.pk}-value]")).to_have_value("")
