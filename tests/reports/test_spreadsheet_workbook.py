"""The workbook of an entry page: what stands in it, what is locked, what can be chosen."""

from decimal import Decimal

import pytest

from reports.models import Reading
from targets.choices import Entry as EntryKind
from targets.choices import Measure, OverTime
from targets.models import Target
from tests.reports.filled_sheets import Clerk
from tests.reports.test_entry import asked_of_others, spoken
from tests.reports.typing_in import Typist

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def clerk(cast) -> Clerk:
    return Clerk(cast["staff"], cast.ward)


def lists(file, allocation, name) -> list[str]:
    """What can be chosen in a cell."""
    address = file.cell(allocation, name).coordinate
    found = [each for each in file.sheet.data_validations.dataValidation if address in each.sqref]
    return [each.formula1 for each in found if each.type == "list"]


def test_line_says_what_is_asked_and_what_stood_before(cast, clerk, settings):
    spoken(cast, "2024-Q1", 68, settings)
    cast.campaign.targets.update(plan_text="trên 100")
    file = clerk.download()
    said = {name: file.cell(cast.allocation, name).value for name in file.columns}
    assert said["code"] == cast.allocation.target.code
    assert (said["last"], said["to_date"], said["measure"]) == (68, 68, "người")
    assert (said["value"], said["unit"], said["span"]) == (None, "người", "this period")
    assert said["plan"] == "trên 100 (the whole city)"


def test_number_that_can_be_that_of_the_year_is_not_called_the_period_s(cast, clerk, settings):
    spoken(cast, "2024-Q1", 68, settings)
    Target.objects.update(value_label="Số lao động trong kỳ", base_label="Tổng số")
    latest = cast.allocate(cast.ward, over_time=OverTime.LATEST, value_label="Số hộ trong kỳ")
    file = clerk.download()
    assert file.cell(cast.allocation, "meaning").value == "Số lao động, this period or year to date"
    assert file.cell(latest, "meaning").value == "Số hộ trong kỳ"
    heading = file.sheet.cell(file.head + 1, file.column("value")).value
    assert heading == "NUMBER\n(this period or year to date: see “The number covers”)"


def test_what_stands_there_is_in_the_cells_as_it_was_typed(cast, clerk, settings):
    spoken(cast, "2024-Q1", 68, settings)
    staff = Typist(cast["staff"], cast.ward).open()
    staff.type(cast.allocation, value="0,13", unit="nghìn người", span="to_date", note="Theo sổ").save()
    file = clerk.download()
    said = {name: file.cell(cast.allocation, name).value for name in file.columns}
    assert (said["value"], said["unit"], said["span"]) == (0.13, "nghìn người", "year to date")
    assert (said["note"], said["is_estimate"]) == ("Theo sổ", "final")


def test_number_with_its_unit_in_the_box_stays_a_text(cast, clerk):
    Typist(cast["staff"], cast.ward).open().type(cast.allocation, value="1,2 nghìn").save()
    assert clerk.download().cell(cast.allocation, "value").value == "1,2 nghìn"


def test_cells_to_fill_are_open_and_all_others_locked(cast, clerk):
    file = clerk.download()
    assert file.sheet.protection.sheet
    assert not file.sheet.protection.password
    open_cells = {name for name in file.columns if not file.cell(cast.allocation, name).protection.locked}
    assert open_cells == {
        *("value", "base", "unit", "state", "is_estimate", "note", "year_forecast", "outlook"),
        *("outlook_reason", "span"),
    } & set(file.columns)
    assert open_cells >= {"value", "state", "note"}
    assert not open_cells & {"key", "mark", "name", "last", "plan"}


def test_cell_that_a_line_does_not_have_is_locked(cast, clerk):
    share = cast.allocate(cast.ward, measure=Measure.SHARE, unit_of_measure="%", base_label="Tổng số hộ")
    file = clerk.download()
    assert not file.cell(share, "base").protection.locked
    yes_no = cast.allocate(cast.ward, entry=EntryKind.YES_NO, unit_of_measure="")
    file = clerk.download()
    assert file.cell(yes_no, "base").protection.locked
    assert lists(file, yes_no, "value") == ['"Yes,No"']


def test_lists_offer_what_the_page_offers(cast, clerk):
    file = clerk.download()
    assert lists(file, cast.allocation, "unit") == ['"người,nghìn người"']
    assert lists(file, cast.allocation, "state") == ['"nothing arose,not yet available"']
    assert lists(file, cast.allocation, "value") == []


def test_key_columns_and_machine_names_are_hidden(cast, clerk):
    file = clerk.download()
    assert file.sheet.column_dimensions["A"].hidden
    assert file.sheet.column_dimensions["B"].hidden or file.sheet.column_dimensions["A"].max == 2
    assert file.sheet.row_dimensions[file.head].hidden
    key = file.cell(cast.allocation, "key").value
    assert key.split("|") == [*(cast.campaign.code, "2024-Q2", cast.ward.code, cast.allocation.target.code)]


def test_sheet_is_printed_on_a4_across_with_its_head_on_every_page(cast, clerk):
    sheet = clerk.download().sheet
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToWidth) == (
        *("landscape", 9, 1),
    )
    assert sheet.print_title_rows
    assert sheet.freeze_panes


def test_lead_has_all_its_units_in_one_sheet(cast):
    both = asked_of_others(cast)
    file = Clerk(cast["lead"], cast.department).download()
    assert [file.cell(each, "about").value for each in both] == [cast.ward.name, cast.other_ward.name]


def test_who_may_only_read_the_page_gets_the_workbook_with_everything_locked(cast):
    cast.answered(7)
    file = Clerk(cast["leadership"], cast.ward).download()
    assert file.cell(cast.allocation, "value").value == 7
    assert file.cell(cast.allocation, "value").protection.locked


def test_submitted_report_is_locked_and_says_why(cast, clerk):
    cast.submitted()
    file = clerk.download()
    assert file.cell(cast.allocation, "value").protection.locked
    assert any("has been submitted" in str(cell.value) for cell in file.sheet["C"])


def test_text_that_begins_like_a_formula_stays_a_text(cast, clerk):
    Typist(cast["staff"], cast.ward).open().type(cast.allocation, value="5", note="=1+1").save()
    cell = clerk.download().cell(cast.allocation, "note")
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_number_of_more_digits_than_excel_keeps_is_a_text(cast, clerk):
    exact = cast.allocate(cast.ward, entry=EntryKind.DECIMAL)
    Typist(cast["staff"], cast.ward).open().type(exact, value="123.456.789.012,3456").save()
    assert Reading.objects.get(allocation=exact).value == Decimal("123456789012.3456")
    file = clerk.download()
    assert file.cell(exact, "value").value == "123.456.789.012,3456"
    clerk.hand_in(file)
    assert clerk.counts == {"unchanged": 2}


def test_the_same_answers_make_the_same_bytes(cast, clerk):
    files = [clerk.client.get(clerk.typist.url("spreadsheet_file")).content for _time in range(2)]
    assert files[0] == files[1]


def test_unit_without_lines_has_no_workbook(cast):
    clerk = Clerk(cast["lead"], cast.department)
    for name in ("spreadsheet_file", "spreadsheet"):
        assert clerk.client.get(clerk.typist.url(name)).status_code == 404
