"""What the entry page does in a browser beyond its forms: it spares the hand and loses nothing."""

from playwright.sync_api import Page, expect


def cells(page: Page) -> list[str]:
    return [cell.input_value() for cell in page.locator("input[data-cell]").all()]


def test_cells_from_a_spreadsheet_spread_over_the_grid(open_report):
    page = open_report("BHXH")
    page.locator("input[data-cell]").nth(2).focus()
    page.evaluate(
        """() => {
            const copied = new DataTransfer();
            copied.setData("text/plain", "9.900\\t10.000\\r\\n8000\\t 8100 \\r\\n");
            const paste = { clipboardData: copied, bubbles: true, cancelable: true };
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", paste));
        }"""
    )
    assert cells(page)[:7] == ["", "", "9.900", "10.000", "8000", "8100", ""]
    expect(page.locator("tr[data-row]").nth(2).locator(".echo")).to_contain_text("98,77%")


def test_full_save_keeps_the_place(open_report):
    page = open_report("X-MP")
    page.locator("textarea").last.fill("Đề nghị bố trí kinh phí.")
    page.evaluate("scrollTo(0, 700)")
    page.get_by_role("button", name="Lưu", exact=True).evaluate("button => button.click()")
    expect(page.locator(".message--success")).to_have_count(1)
    assert page.evaluate("scrollY") == 700
