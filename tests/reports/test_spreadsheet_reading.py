"""A workbook that comes back: what is understood, and what is refused with the address of its cell."""

import re
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl.styles import Protection

from reports.models import Reading
from targets.choices import Entry as EntryKind
from targets.choices import Measure
from tests.factories import ReportingPeriodFactory
from tests.reports.filled_sheets import SOFFICE, Clerk, SheetOnDisk, resaved
from tests.reports.made_awkward_files import awkward_disguises, empty_rows, with_parts
from tests.reports.progress_commands import xlsx_bytes
from tests.reports.test_entry import asked_of_others, spoken
from tests.reports.typing_in import Typist

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def clerk(cast) -> Clerk:
    return Clerk(cast["staff"], cast.ward)


@pytest.fixture
def area(cast):
    """A figure with decimals, in hectares."""
    return cast.allocate(cast.ward, entry=EntryKind.DECIMAL, unit_of_measure="ha")


@pytest.fixture
def percent(cast):
    return cast.allocate(cast.ward, entry=EntryKind.DECIMAL, unit_of_measure="%")


@pytest.fixture
def share(cast):
    return cast.allocate(cast.ward, measure=Measure.SHARE, unit_of_measure="%", base_label="Tổng số hộ")


def taken(clerk: Clerk, allocation, form: str = "", **cells) -> Reading | dict[str, str]:
    """The reading that becomes of a line filled so; what is wrong, where it is refused."""
    clerk.hand_in(clerk.download().put(allocation, form, **cells))
    if clerk.complaints:
        return clerk.complaints
    clerk.confirm()
    return Reading.objects.get(allocation=allocation)


# Numbers


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (12.5, "12.5"),
        (3.269, "3.269"),
        (1634, "1634"),
        (0.1 + 0.2, "0.3"),
        ("12,5", "12.5"),
        ("1.634,5", "1634.5"),
        ("1634,5 ha", "1634.5"),
        ("25.000 m²", "2.5"),
        ("=1+1", None),
    ],
)
def test_number_or_its_text_is_taken_exactly(cell, number, clerk, area):
    found = taken(clerk, area, value=cell)
    if number is None:
        assert "formula without its result" in str(found)
    else:
        assert found.value == Decimal(number)


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("3/5", "not a number"),
        (date(2024, 5, 3), "made the day 03/5/2024"),
        (datetime(2024, 5, 3), "made the day 03/5/2024"),  # noqa: DTZ001 Excel's days have no zone
        (time(3, 5), "time of day"),
        (True, "TRUE and FALSE"),
        ("#DIV/0!", "Excel shows #DIV/0!"),
        (12.34567, "four decimals"),
        (10**13, "too large"),
        (1.7976931348623155e308, "not a number"),
        (-4, "negative"),
        ("chưa có", "not a number"),
        ("1634 lượt", "no unit of this figure"),
        ("9" * 70, "too long"),
    ],
)
def test_cell_that_is_no_number_is_refused_with_its_address(cell, words, clerk, area):
    file = clerk.download()
    address = file.cell(area, "value").coordinate
    found = taken(clerk, area, value=cell)
    assert list(found) == [address]
    assert words in found[address]
    assert not Reading.objects.exists()


def test_result_of_a_formula_is_taken_as_excel_saved_it(clerk, area):
    part = "xl/worksheets/sheet1.xml"
    content = clerk.download().put(area, value="=60+2,5", note="Cộng").content
    written = ZipFile(BytesIO(content)).read(part)
    sheet = re.sub(rb"(<f>60\+2,5</f>)(<v ?/>|<v></v>)", rb"\1<v>62.5</v>", written)
    clerk.hand_in(with_parts({part: sheet}, content)).confirm()
    assert Reading.objects.get().value == Decimal("62.5")


def test_three_decimals_are_no_thousands_where_whole_numbers_are_counted(cast, clerk):
    whole = cast.allocate(cast.ward, entry=EntryKind.INTEGER)
    assert "whole number" in str(taken(clerk, whole, value=3.269))
    assert taken(clerk, whole, value=1.295, unit="nghìn người").value == 1295


def test_percent_cell_is_what_excel_shows_where_percent_are_asked_for(clerk, percent, area):
    assert taken(clerk, percent, "0%", value=0.85).value == 85
    assert "no percentage is asked for" in str(taken(clerk, area, "0%", value=0.85))


def test_text_that_can_be_two_numbers_is_asked_about_in_the_preview(clerk, cast):
    doubtful = cast.allocate(cast.ward, entry=EntryKind.DECIMAL, unit_of_measure="ha", threshold=Decimal(12))
    clerk.hand_in(clerk.download().put(doubtful, value="3.269"))
    (seen,) = clerk.preview.refused
    (question,) = seen.questions
    assert question.options == ("3.269", "3,269")
    clerk.confirm(**{question.name: "3,269"})
    assert Reading.objects.get().value == Decimal("3.269")


def test_year_to_date_leaves_this_period_s_number(cast, clerk, settings):
    spoken(cast, "2024-Q1", 68, settings)
    file = clerk.download().put(cast.allocation, value=0.13, unit="nghìn người", span="year to date")
    clerk.hand_in(file)
    (seen,) = clerk.preview.new
    assert seen.row.echo.consequences[:2] == ("this period 62 = 130 − 68", "year to date 130 người")
    clerk.confirm()
    reading = Reading.objects.get(revision__report__period=cast.period)
    assert (reading.value, reading.typed["unit"]) == (62, "nghìn người")


# Answers in words


def test_state_yes_no_and_estimate_are_chosen_in_either_language(cast, clerk):
    yes_no = cast.allocate(cast.ward, entry=EntryKind.YES_NO, unit_of_measure="")
    assert taken(clerk, yes_no, value="Có").value == 1
    found = taken(clerk, cast.allocation, state="chưa có số liệu", note="Chờ thống kê")
    assert (found.state, found.note) == ("unavailable", "Chờ thống kê")
    found = taken(clerk, cast.allocation, state=None, value=5, is_estimate="ước tính")
    assert (found.state, found.value, found.is_estimate) == ("reported", 5, True)
    found = taken(clerk, cast.allocation, is_estimate="final")
    assert found.is_estimate is False


def test_word_that_is_not_offered_is_refused_with_those_that_are(cast, clerk):
    found = taken(clerk, cast.allocation, value=5, state="tạm", unit="ha", outlook="có thể")
    assert len(found) == 3
    assert "“nothing arose”, “not yet available”" in str(found)
    assert "“người”, “nghìn người”" in str(found)


def test_answer_without_a_number_takes_the_place_of_one(cast, clerk):
    cast.answered(7)
    found = taken(clerk, cast.allocation, value=None, state="not yet available", note="Chờ")
    assert (found.state, found.value) == ("unavailable", None)


def test_reason_that_is_missing_is_asked_for_at_its_cell(cast, clerk):
    file = clerk.download()
    found = taken(clerk, cast.allocation, state="not yet available")
    assert list(found) == [file.cell(cast.allocation, "note").coordinate]


def test_forecast_and_outlook_are_taken_where_the_period_asks_for_them(cast, clerk):
    cast.period.asks_forecast = True
    cast.period.save()
    cells = {"year_forecast": 130, "outlook": "khó", "outlook_reason": "Thiếu vốn"}
    found = taken(clerk, cast.allocation, value=5, **cells)
    assert (found.year_forecast, found.outlook, found.outlook_reason) == (130, "hard", "Thiếu vốn")


def test_letters_of_an_old_font_are_refused_with_what_they_are_taken_for(cast, clerk):
    assert "Phòng Tài chính" in str(taken(clerk, cast.allocation, value=5, note="Phßng Tµi chÝnh"))


def test_empty_cells_say_nothing_and_delete_nothing(cast, clerk):
    Typist(cast["staff"], cast.ward).open().type(cast.allocation, value="7", note="Theo sổ").save()
    clerk.hand_in(clerk.download().put(cast.allocation, value=None, note=None))
    assert clerk.counts == {"unchanged": 1}
    clerk.hand_in(clerk.download().put(cast.allocation, value=8, note=None))
    clerk.confirm()
    assert (Reading.objects.get().value, Reading.objects.get().note) == (8, "Theo sổ")


def compared(cast, settings):
    """A line with last year's number beside it: 62 and 85 are stored, 68 and 80 the quarter before."""
    cast.campaign.targets.update(base_label="Cùng kỳ năm trước (người)")
    cast.allocation.refresh_from_db()
    spoken(cast, "2024-Q1", 68, settings, 80)
    Typist(cast["staff"], cast.ward).open().type(cast.allocation, value="62", base="85").save()


@pytest.mark.parametrize(
    ("value", "unit", "typed", "base"),
    [(0.131, "nghìn người", "165 người", None), (131, "người", "165", 85), (131, "người", "165", None)],
)
def test_second_number_stays_what_it_was_where_the_first_is_typed_in_another_way(
    value, unit, typed, base, clerk, cast, settings
):
    compared(cast, settings)
    cells = {"value": value, "base": base, "unit": unit, "span": "year to date"}
    clerk.hand_in(clerk.download().put(cast.allocation, **cells)).confirm()
    reading = Reading.objects.get(revision__report__period=cast.period)
    assert (reading.value, reading.base, reading.typed["base"]) == (63, 85, typed)


def test_number_left_as_it_was_beside_one_in_another_unit_is_asked_about(clerk, cast, settings):
    """Whether the 85 are people or thousands of people nobody has said."""
    compared(cast, settings)
    shown = clerk.hand_in(clerk.download().put(cast.allocation, value=0.131, unit="nghìn người"))
    assert "85 người" in shown.text
    assert shown.preview.written == []
    assert Reading.objects.get(revision__report__period=cast.period).value == 62


def test_unit_emptied_is_the_targets_own(clerk, cast, settings):
    compared(cast, settings)
    clerk.hand_in(clerk.download().put(cast.allocation, unit="nghìn người")).confirm()
    clerk.hand_in(clerk.download().put(cast.allocation, value=70, base=80, unit=None)).confirm()
    reading = Reading.objects.get(revision__report__period=cast.period)
    assert (reading.value, reading.base) == (70, 80)


def test_unit_changed_alone_is_meant_for_the_numbers_that_stand_there(clerk, cast, settings):
    compared(cast, settings)
    clerk.hand_in(clerk.download().put(cast.allocation, unit="nghìn người")).confirm()
    reading = Reading.objects.get(revision__report__period=cast.period)
    assert (reading.value, reading.base) == (62_000, 85_000)


def test_stored_number_is_not_taken_in_another_unit(clerk, share, cast):
    """Only what the file says again is said in the unit that it chooses."""
    Typist(cast["staff"], cast.ward).open().type(cast.allocation, value="7").save()
    clerk.hand_in(clerk.download().put(cast.allocation, value=None, unit="nghìn người", note="x"))
    clerk.confirm()
    assert Reading.objects.get().value == 7


# The sheet


def test_renamed_sheet_with_rows_sorted_inserted_hidden_and_columns_moved_is_understood(cast, clerk, area):
    def disorder(sheet):
        sheet.title = "Biểu 01 (sửa)"
        first, second = file.row(cast.allocation), file.row(area)
        for column in range(1, sheet.max_column + 1):
            one, other = sheet.cell(first, column), sheet.cell(second, column)
            one.value, other.value = other.value, one.value
        sheet.insert_rows(first)
        sheet.cell(first, file.column("value")).value = 999
        sheet.row_dimensions[first + 1].hidden = True
        sheet.insert_cols(3, 2)
        sheet.cell(file.head + 1, 3).value = "Người phụ trách"
        sheet.cell(first + 1, 3).value = "Cán bộ lao động"
        sheet.insert_rows(1, 3)
        sheet.parent.create_sheet("Ghi chú", 0)["A1"] = "key"

    file = clerk.download().put(cast.allocation, value=62).put(area, value=2.5)
    clerk.hand_in(file.change(disorder))
    assert clerk.counts == {"new": 2}
    remarks = " ".join(clerk.preview.brought.remarks)
    assert "Columns of your own were not read: C" in remarks
    assert "belong to no target" in remarks
    clerk.confirm()
    assert {reading.value for reading in Reading.objects.all()} == {Decimal(62), Decimal("2.5")}


def test_merged_cells_are_refused_where_they_touch_what_is_filled(cast, clerk, area):
    def merge(sheet):
        place = file.cell(area, "value")
        sheet.merge_cells(
            start_row=place.row, end_row=place.row + 1, start_column=place.column, end_column=place.column
        )
        sheet.merge_cells("C1:E1")

    file = clerk.download().put(cast.allocation, value=62).put(area, value=2.5)
    clerk.hand_in(file.change(merge))
    (message,) = clerk.complaints.values()
    assert "are merged" in message
    assert clerk.counts == {"new": 1, "refused": 1}


def test_row_copied_below_itself_is_refused_in_both_places(cast, clerk):
    def copy(sheet):
        row = file.row(cast.allocation)
        for column in range(1, sheet.max_column + 1):
            sheet.cell(row + 1, column).value = sheet.cell(row, column).value
        sheet.cell(row + 1, file.column("value")).value = 63

    file = clerk.download().put(cast.allocation, value=62)
    row = file.row(cast.allocation)
    clerk.hand_in(file.change(copy))
    assert set(clerk.complaints) == {str(row), str(row + 1)}
    assert not clerk.preview.may_write


def test_column_that_stands_there_twice_is_refused(cast, clerk):
    file = clerk.download()
    file.sheet.cell(file.head, file.sheet.max_column + 1).value = "value"
    clerk.hand_in(file)
    assert "copies of each other" in clerk.error


def test_line_that_was_deleted_from_the_file_stays_as_it_is_and_is_named(cast, clerk, area):
    file = clerk.download().put(cast.allocation, value=62)
    file.sheet.delete_rows(file.row(area))
    clerk.hand_in(file)
    assert area.target.code in " ".join(clerk.preview.brought.remarks)


def test_value_in_a_cell_that_the_line_does_not_have_is_refused(cast, clerk, share):
    file = clerk.download().put(cast.allocation, value=5)
    cell = file.cell(cast.allocation, "base")
    cell.value, cell.protection = 7, Protection(locked=False)
    clerk.hand_in(file)
    assert list(clerk.complaints) == [cell.coordinate]


@pytest.mark.libreoffice
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed")
def test_sheet_filled_and_saved_by_another_program_is_understood(cast, clerk, area, percent, share, tmp_path):
    Typist(cast["staff"], cast.ward).open().type(share, value="7", base="9", note="Theo sổ").save()
    file = clerk.download().put(cast.allocation, value="=60+2").put(area, value=date(2024, 5, 3))
    file.put(percent, "0.0%", value=0.855)
    file.sheet.row_dimensions[file.row(percent)].hidden = True
    clerk.hand_in(resaved(file.content, tmp_path))
    assert clerk.counts == {"new": 2, "refused": 1, "unchanged": 1}
    assert list(clerk.complaints) == [file.cell(area, "value").coordinate]
    clerk.confirm(partly="on")
    found = {reading.allocation: reading.value for reading in Reading.objects.all()}
    assert found == {cast.allocation: 62, percent: Decimal("85.5"), share: 7}


# The wrong file


def test_workbook_of_last_quarter_is_refused_as_a_whole(cast, clerk, settings):
    ReportingPeriodFactory(campaign=cast.campaign, code="2024-Q1")
    settings.EMULATION_TODAY = "2024-03-15"
    old = Clerk(cast["staff"], cast.ward, date(2024, 3, 14)).download().put(cast.allocation, value=5)
    settings.EMULATION_TODAY = "2024-06-17"
    clerk.hand_in(old)
    assert clerk.response.status_code == 422
    assert f"another report: quarter I/2024, {cast.ward.name}. Here" in clerk.error
    assert not Reading.objects.exists()


def test_workbook_of_another_unit_is_refused_as_a_whole(cast, clerk):
    file = Clerk(cast["neighbour"], cast.other_ward).download().put(cast.elsewhere, value=5)
    clerk.hand_in(file)
    assert f"another report: {cast.other_ward.name}. Here" in clerk.error


def test_row_pasted_from_another_unit_s_workbook_is_refused_alone(cast, clerk):
    other = Clerk(cast["neighbour"], cast.other_ward).download().put(cast.elsewhere, value=5)
    file = clerk.download().put(cast.allocation, value=62)
    row = file.row(cast.allocation) + 1
    for column in range(1, file.sheet.max_column + 1):
        file.sheet.cell(row, column).value = other.sheet.cell(other.row(cast.elsewhere), column).value
    clerk.hand_in(file)
    target = cast.elsewhere.target.code
    said = f"{target} of {cast.other_ward.name} is not reported on this page."
    assert clerk.complaints == {str(row): said}
    assert clerk.counts == {"new": 1, "refused": 1}


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("2023|2023-Q2|X|Y", "another report: campaign 2023, 2023-Q2, X. Here"),
        ("sửa", "hidden column is empty or was changed"),
    ],
)
def test_changed_key_is_refused(key, words, cast, clerk):
    clerk.hand_in(clerk.download().put(cast.allocation, value=5, key=key))
    assert words in clerk.error


def test_file_that_is_no_workbook_of_a_report_is_refused_in_words(cast, clerk):
    refused = [(file.name, file.content) for file in awkward_disguises() if len(file.content) < 1 << 21]
    refused += [
        ("bang.csv", b"key;mark"),
        ("bang.xlsx", b""),
        ("bang.xlsx", xlsx_bytes([("2024-Q2", "X-MP", "XH-08", 7)])),
        ("bang.xlsx", empty_rows(30_000)),
        ("bang.xlsx", clerk.download().content[:-200]),
    ]
    for name, content in refused:
        clerk.hand_in(content, name)
        assert clerk.response.status_code == 422, name
        assert clerk.error
    assert not Reading.objects.exists()


def test_no_file_at_all_is_said(clerk, cast):
    clerk.response = clerk.client.post(clerk.typist.url("spreadsheet"))
    assert (clerk.response.status_code, clerk.error) == (422, "Choose a file first.")


def test_lead_fills_all_its_units_in_one_file(cast):
    both = asked_of_others(cast)
    lead = Clerk(cast["lead"], cast.department)
    file: SheetOnDisk = lead.download()
    for number, allocation in enumerate(both, 1):
        file.put(allocation, value=number)
    lead.hand_in(file).confirm()
    assert [Reading.objects.get(allocation=each).value for each in both] == [1, 2]


def test_cleared_mark_is_a_conflict_and_never_a_silent_overwriting(cast, clerk):
    cast.answered(7)
    clerk.hand_in(clerk.download().put(cast.allocation, mark=None, value=8))
    assert clerk.counts == {"conflict": 1}
