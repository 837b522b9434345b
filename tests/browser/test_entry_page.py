"""What the entry page does in a browser beyond its forms: it spares the hand and loses nothing."""

from decimal import Decimal

import pytest
from playwright.sync_api import Locator, Page, expect

from reports.models import Reading
from targets.models import Target


def stored() -> list[tuple[Decimal, Decimal]]:
    return list(Reading.objects.order_by("pk").values_list("value", "base"))


def cells(page: Page) -> list[str]:
    return [cell.input_value() for cell in page.locator("input[data-cell]").all()]


def paste(cell: Locator, text: str) -> None:
    """From the clipboard, by the keys of a person."""
    page = cell.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    cell.focus()
    page.keyboard.press("Control+V")


def test_cells_from_a_spreadsheet_spread_over_the_grid(open_report):
    page = open_report("BHXH")
    paste(page.locator("input[data-cell]").nth(2), "9.900\t10.000\r\n8000\t 8100 \r\n")
    assert cells(page)[:7] == ["", "", "9.900", "10.000", "8000", "8100", ""]
    expect(page.locator("tr[data-row]").nth(2).locator(".echo")).to_contain_text("98,77%")


def test_column_from_a_spreadsheet_goes_down_the_ledger_as_enter_does(open_report):
    page = open_report("X-MP")
    values = page.locator("section[data-row] input[data-cell=value]")
    paste(values.nth(1), "75\r\n120\r\n")
    assert [cell.input_value() for cell in values.all()][:4] == ["", "75", "120", ""]


def test_lines_with_names_land_in_their_own_rows_whatever_their_order(open_report):
    page = open_report("BHXH")
    first, second = (page.locator("tr[data-row]").nth(at) for at in (0, 1))
    names = [row.get_attribute("data-names").split("|")[1] for row in (first, second)]
    copied = f"Đơn vị\tTham gia\tDân số\r\n{names[1].upper()}\t9.900\t10.000\r\n{names[0]}\t7000\t7100\r\n"
    copied += "Xã Lạ\t5\t6"
    paste(page.locator("input[data-cell]").first, copied)
    assert cells(page)[:5] == ["7000", "7100", "9.900", "10.000", ""]
    expect(page.locator("[data-spread-said]")).to_contain_text("Xã Lạ")
    expect(page.locator("[data-spread-said]")).not_to_contain_text("Tham gia")


def test_block_of_a_real_sheet_finds_its_rows_or_says_what_to_copy(open_report):
    page = open_report("BHXH")
    first, second = (page.locator("tr[data-row]").nth(at) for at in (0, 1))
    names = [row.get_attribute("data-names").split("|")[1] for row in (first, second)]
    short = [name.replace("Phường", "P.").replace("Xã", "X.") for name in names]
    box = page.locator("input[data-cell]").first
    paste(box, f"1\t{short[0]}\t7000\t7100\t98,6%\r\n2\tUBND {names[1].lower()}\t9000\t9500\t94,7%")
    expect(first).to_contain_text("Chỉ chép cột tên và một hoặc hai cột số")
    assert not any(cells(page))
    paste(box, f"1\t{short[0]}\t7000\t7100\r\n2\tUBND {names[1].lower()}\t9000\t9500")
    expect(first).not_to_contain_text("Chỉ chép cột tên")
    assert cells(page)[:5] == ["7000", "7100", "9000", "9500", ""]


def test_each_pasted_box_shows_whether_it_was_taken(open_report):
    page = open_report("BHXH")
    paste(page.locator("input[data-cell]").first, "7000\t7100\r\n9000\t8000\r\ntám\t9")
    rows = page.locator("tr[data-row]")
    for at, outcome in enumerate(["stored", "wrong", "wrong"]):
        expect(rows.nth(at)).to_have_attribute("data-outcome", outcome)
        expect(rows.nth(at).locator("input[data-pasted]")).to_have_count(2)
    expect(rows.nth(1)).to_contain_text("không thể lớn hơn")
    rows.nth(0).locator("input[data-cell]").first.press_sequentially("1")
    expect(rows.nth(0).locator("input[data-pasted]")).to_have_count(1)


def test_a_paste_over_saved_numbers_says_what_it_did_and_is_taken_back_as_a_whole(open_report):
    page = open_report("BHXH")
    first, second = (page.locator("tr[data-row]").nth(at) for at in (0, 1))
    first.locator("input[data-cell]").first.fill("7.000")
    first.locator("input[data-cell]").last.fill("7100")
    first.locator("input[data-cell]").last.press("Tab")
    expect(first).to_contain_text("nhập lúc")
    paste(page.locator("input[data-cell]").first, "6000\t7 100\r\n9.000\t9500\r\n8000\t7000\r\n\t")
    said = page.locator("[data-spread-said]")
    expect(said).to_contain_text(
        "Đã dán 6 ô · 2 số mới · 1 số thay cho số đã có · 1 ô vẫn như cũ · 2 ô không nhận"
    )
    expect(second).to_have_attribute("data-outcome", "stored")
    assert stored() == [(6000, 7100), (9000, 9500)]
    second.locator("input[data-cell]").last.fill("9600")
    said.get_by_role("button", name="Lấy lại như trước khi dán").click()
    assert cells(page)[:7] == ["7.000", "7100", "", "9600", "", "", ""]
    expect(said).to_contain_text("5 ô đã trở lại như trước khi dán")
    said.get_by_role("button", name="Lấy lại cả các ô này").click()
    assert cells(page)[:7] == ["7.000", "7100", "", "", "", "", ""]
    expect(page.locator("[data-when=stored]")).to_be_visible()
    expect(said.get_by_role("button")).to_have_count(0)
    assert stored() == [(7000, 7100)]


def test_a_number_that_can_be_two_is_taken_back_as_it_had_been_meant(open_report):
    Target.objects.filter(code="MT-01").update(threshold=40)
    page = open_report("X-MP")
    forest = page.locator("section[data-row]").filter(has=page.locator(".code", has_text="MT-01"))
    box = forest.locator("input[data-cell=value]")
    box.fill("3.269")
    box.press("Tab")
    forest.get_by_role("radio", name="3,269", exact=True).check()
    expect(forest).to_contain_text("nhập lúc")
    paste(box, "5\n6")
    expect(forest).to_have_attribute("data-outcome", "stored")
    assert Reading.objects.get(allocation__target__code="MT-01").value == 5
    page.get_by_role("button", name="Lấy lại như trước khi dán").click()
    expect(box).to_have_value("3.269")
    expect(page.locator("[data-when=stored]")).to_be_visible()
    expect(forest).to_have_attribute("data-outcome", "stored")
    assert Reading.objects.get(allocation__target__code="MT-01").value == Decimal("3.269")


@pytest.mark.parametrize("copied", ["75\t120\t9", "1\n" * 60])
def test_cells_that_find_no_place_are_not_pasted_at_all(open_report, copied):
    page = open_report("X-MP")
    line = page.locator("section[data-row]").filter(has=page.locator("input[data-cell=value]")).first
    paste(line.locator("input[data-cell=value]"), copied)
    expect(line).to_contain_text("Chưa dán")
    assert not any(cells(page))
    expect(page.locator("section[data-part].entry--error")).to_have_count(0)


def test_full_save_keeps_the_place(open_report):
    page = open_report("X-MP")
    page.locator("textarea").last.fill("Đề nghị bố trí kinh phí.")
    page.evaluate("scrollTo(0, 700)")
    page.get_by_role("button", name="Lưu", exact=True).evaluate("button => button.click()")
    expect(page.locator(".message--success")).to_have_count(1)
    assert page.evaluate("scrollY") == 700
