import io
from datetime import date
from decimal import Decimal
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.utils import translation
from openpyxl import Workbook, load_workbook

from emulation import table_files, workbooks
from emulation.files import MOST_BYTES, FileRefused
from reports.progress_file import read_file, read_lines
from tests.reports.progress_commands import COLUMNS, csv_text, workbook_bytes, xlsx_bytes

LAST_ROW = table_files.MAX_ROWS + 1000
ROW = ("2024-Q2", "P-CL", "XH-10", "900", "1000")


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def from_csv(text, encoding="utf-8"):
    return read_lines("readings.csv", text.encode(encoding))


def refusal_of(name, content):
    with pytest.raises(FileRefused) as refused:
        read_lines(name, content)
    return str(refused.value)


def number(cell, delimiter=";"):
    """What a cell of a text file means as a number, and what is said of it."""
    columns = ("period", "unit", "target", "value")
    [line] = from_csv(csv_text([("2024-Q2", "P-CL", "XH-10", cell)], delimiter, columns))
    value, message = line.number_in("value")
    return value, str(message)


def cell_number(value):
    [line] = read_lines("readings.xlsx", xlsx_bytes([("2024-Q2", "P-CL", "XH-10", value)]))
    found, message = line.number_in("value")
    return found, str(message)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_text_file_is_read_whatever_its_delimiter_and_mark(delimiter, encoding):
    [line] = from_csv(csv_text([(*ROW, "", "", "Đang rà soát")], delimiter), encoding)

    assert (line.number, line.text("period"), line.text("unit")) == (2, "2024-Q2", "P-CL")
    assert (line.number_in("value"), line.text("note")) == ((Decimal(900), ""), "Đang rà soát")


def test_columns_may_stand_in_any_order_and_the_optional_ones_be_left_out():
    [line] = from_csv("Value,target,UNIT,period\n7,XH-09,X-MP,2024-Q2\n")

    assert (line.text("period"), line.text("unit"), line.text("target")) == ("2024-Q2", "X-MP", "XH-09")
    assert (line.number_in("value"), line.number_in("base"), line.text("note")) == (
        (Decimal(7), ""), (None, ""), "",
    )  # fmt: skip


def test_rows_are_numbered_as_a_spreadsheet_shows_them():
    text = csv_text([(*ROW, "", "", '"hai\ndòng"'), (), ("2024-Q2", "P-DK", "XH-10")])

    assert [line.number for line in from_csv(text)] == [2, 4]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("98.5", "98.5"), ("3.269", "3.269"), ("-2.5", "-2.5"), ("1234567", "1234567"), ("", None),
        ('"98,5"', "98.5"), ('"1.234,5"', "1234.5"), ('"1,234.5"', "1234.5"), ("98.5%", "98.5"),
    ],
)  # fmt: skip
def test_between_commas_numbers_are_in_machine_form(cell, value):
    assert number(cell, ",") == (value and Decimal(value), "")


@pytest.mark.parametrize("delimiter", [";", "\t"])
@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("98,5", "98.5"), ("3,269", "3.269"), ("1.234,5", "1234.5"), ("425.000,25", "425000.25"),
        ("1.234.567", "1234567"), ("98.5", "98.5"), ("(0,03)", "-0.03"), ("3269", "3269"), ("", None),
    ],
)  # fmt: skip
def test_elsewhere_numbers_are_vietnamese(delimiter, cell, value):
    assert number(cell, delimiter) == (value and Decimal(value), "")


@pytest.mark.parametrize(
    ("cell", "delimiter", "ways"),
    [
        ("3.269", ";", ["3269", "3,269"]),
        ("3.269", "\t", ["3269", "3,269"]),
        ('"3,269"', ",", ["3.269", "3269"]),
    ],
)
def test_a_number_with_two_meanings_is_refused_with_both_ways_to_write_it(cell, delimiter, ways):
    value, message = number(cell, delimiter)

    assert value is None
    assert [way for way in ways if f" {way}" in message] == ways
    assert [number(way, delimiter)[1] for way in ways] == ["", ""]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("1.23456", "four decimals"),
        ("1000000000000", "too large"),
        ("1e5", "not a number"),
        ("NaN", "not a number"),
    ],
)
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_a_number_that_cannot_be_kept_says_why(cell, said, delimiter):
    value, message = number(cell, delimiter)

    assert value is None
    assert said in message


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (98.5, "98.5"),
        (3.269, "3.269"),
        (0.1 + 0.2, "0.3"),
        (424999.6, "424999.6"),
        (7, "7"),
        ("98,5", "98.5"),
    ],
)
def test_numbers_of_a_workbook_are_taken_as_they_are(cell, value):
    assert cell_number(cell) == (Decimal(value), "")


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (1.23456, "four decimals"),
        (date(2024, 6, 14), "date"),
        ("3.269", "3,269"),
        ("#DIV/0!", "not a number"),
        (True, "TRUE or FALSE"),
        (1e15, "too large"),
    ],
)
def test_a_workbooks_cell_that_is_no_figure_says_why(cell, said):
    value, message = cell_number(cell)

    assert value is None
    assert said in message


def test_a_workbook_says_the_same_as_a_text_file():
    rows = [("2024-Q2", "P-CL", "XH-10", 900, 1000, None, 1, "Ước"), (), ("2024-Y", "BTC", "XD-02", 90, 100)]

    lines = read_lines("Bao cao.XLSX", xlsx_bytes(rows))

    assert [(line.number, line.text("period"), line.number_in("value")[0]) for line in lines] == [
        (2, "2024-Q2", 900),
        (4, "2024-Y", 90),
    ]
    assert (lines[0].text("estimate"), lines[0].text("note"), lines[1].text("note")) == ("1", "Ước", "")


def test_a_sheet_that_claims_to_be_smaller_than_it_is_is_read_whole():
    shrunk = io.BytesIO()
    with ZipFile(io.BytesIO(xlsx_bytes([ROW, ROW]))) as parts, ZipFile(shrunk, "w") as copy:
        for name in parts.namelist():
            copy.writestr(
                name, parts.read(name).replace(b'<dimension ref="A1:H3"', b'<dimension ref="A1:B2"')
            )

    lines = read_lines("readings.xlsx", shrunk.getvalue())

    assert [line.text("target") for line in lines] == ["XH-10", "XH-10"]


def with_formula(result):
    """A workbook with a formula in D2, and what Excel would have kept as its result."""
    content = xlsx_bytes([("2024-Q2", "P-CL", "XH-10", "=450+450", 1000)])
    kept = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as parts, ZipFile(kept, "w") as copy:
        for name in parts.namelist():
            part = parts.read(name)
            if name == "xl/worksheets/sheet1.xml":
                assert b"<f>450+450</f><v" in part
                part = part.replace(b"<v></v>", result).replace(b"<v />", result).replace(b"<v/>", result)
            copy.writestr(name, part)
    return kept.getvalue()


def test_a_formula_gives_its_result():
    [line] = read_lines("readings.xlsx", with_formula(b"<v>900</v>"))

    assert line.number_in("value") == (Decimal(900), "")


def test_a_formula_without_a_result_is_never_an_empty_cell():
    assert "D2" in refusal_of("readings.xlsx", with_formula(b""))


def test_a_formula_whose_result_is_an_empty_text_is_an_empty_cell():
    content = with_formula(b"<v></v>")
    emptied = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as parts, ZipFile(emptied, "w") as copy:
        for name in parts.namelist():
            copy.writestr(name, parts.read(name).replace(b'r="D2"', b'r="D2" t="str"'))

    [line] = read_lines("readings.xlsx", emptied.getvalue())

    assert line.number_in("value") == (None, "")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Missing: “Period”, “Unit”, “Target”, “Value”."),
        ("period,unit,target\n", "Missing: “Value”."),
        ("period,unit,target,value,nguoi\n", "Not recognised: “nguoi”."),
        ("period,,unit,target,value\n", "Without a name: column B."),
        ("period,unit,target,value,Giá trị\n", "Named twice: “Value”."),
        ("period,unit,target,value\n\n ,,,\n", "no rows"),
        ("period,unit,target,value\n2024-Q2,X-MP,XH-08,7,\"lần\n", "Line 2"),
        ("period,unit,target,value,note\n2024-Q2,X-MP,XH-08,7,Do mưa, lũ\n", "Row 2"),
    ],
)  # fmt: skip
def test_a_text_that_is_no_table_is_refused(text, said):
    assert said in refusal_of("readings.csv", text.encode())


def test_text_in_windows_1258_is_read():
    (line,) = read_lines("readings.csv", csv_text([(*ROW, "", "", "Mưa")]).encode("cp1258"))

    assert line.text("note") == "Mưa"


def test_text_in_no_known_encoding_is_refused():
    assert "UTF-8" in refusal_of("readings.csv", csv_text([(*ROW, "", "", "café")]).encode("cp1252"))


@pytest.mark.parametrize("name", ["readings.xls", "readings.pdf", "readings"])
def test_other_files_are_refused(name):
    assert "CSV, XLSX and JSON" in refusal_of(name, csv_text([ROW]).encode())


def spoiled(part, content):
    """A workbook whose named part holds something else."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(xlsx_bytes([ROW]))) as parts, ZipFile(out, "w") as copy:
        for name in parts.namelist():
            copy.writestr(name, content if name == part else parts.read(name))
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"", b"PK", xlsx_bytes([ROW])[:-300],
        spoiled("xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row"),
        spoiled("xl/workbook.xml", b"<workbook/>"),
        spoiled("[Content_Types].xml", b""),
    ],
)  # fmt: skip
def test_a_broken_or_locked_workbook_is_refused(content):
    assert "broken" in refusal_of("readings.xlsx", content)


def test_a_workbook_that_swells_is_refused_before_it_is_opened():
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as parts:
        for number in range(3):
            parts.writestr(f"xl/part{number}.xml", bytes(workbooks.MAX_EXPANDED // 3 + 1))
    assert len(out.getvalue()) < MOST_BYTES

    assert "unpacked" in refusal_of("readings.xlsx", out.getvalue())


def test_a_file_beyond_the_limits_is_refused(tmp_path):
    heavy = tmp_path / "readings.csv"
    with heavy.open("wb") as file:
        file.truncate(MOST_BYTES * 2)
    with pytest.raises(FileRefused, match="20 MB"):
        read_file(heavy)

    long = csv_text([("2024-Q2", "X-MP", "XH-08", 1)] * (table_files.MAX_ROWS + 1))
    assert "100000" in refusal_of("readings.csv", long.encode())


def test_empty_rows_below_the_last_one_do_not_count():
    book = Workbook()
    book.active.append(COLUMNS)
    book.active.append(ROW)
    book.active.cell(LAST_ROW, 1, " ")
    content = workbook_bytes(book)
    assert load_workbook(io.BytesIO(content)).active.max_row == LAST_ROW

    assert [line.number for line in read_lines("readings.xlsx", content)] == [2]
