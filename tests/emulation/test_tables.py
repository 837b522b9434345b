"""Tables written and read back: what stands in one form stands in all, and text stays text."""

import csv
import io
import json
import tracemalloc
import weakref
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from operator import itemgetter
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from emulation.tables import (
    FORMATS,
    Column,
    Kind,
    Table,
    as_bytes,
    csv_text,
    text_in_csv,
    to_csv,
    to_json,
    to_xlsx,
)
from emulation.text import clean_text

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
FORMULAS = [
    "=1+1", "+84 205", "-1-1", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1", "\u00a0=1+1",
    "＝1+1", "＋1", "－1", "＠SUM(A1)", '=HYPERLINK("http://example.org";"Xem")', "=cmd|'/c calc'!A0",
]  # fmt: skip


@pytest.fixture(autouse=True)
def in_vietnamese():
    with translation.override("vi"):
        yield


def table(kinds: list[Kind], rows, title=()) -> Table:
    columns = [Column(f"c{n}", f"Cột {n}", itemgetter(n), kind) for n, kind in enumerate(kinds)]
    return Table("Bảng", columns, rows, title)


def csv_of(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def sheet_of(content: bytes):
    return load_workbook(io.BytesIO(content)).active


# As workbooks have it: without a time zone.
naive = datetime.fromisoformat


def one(kind: Kind, value, form: str):
    """A single cell as it stands in a file; of a workbook the cell itself."""
    content = as_bytes(table([kind], [(value,)]), form)
    if form == "csv":
        return csv_of(content)[1][0]
    return json.loads(content)[0]["c0"] if form == "json" else sheet_of(content).cell(2, 1)


# What stands in a cell


@pytest.mark.parametrize(
    ("kind", "value", "in_csv", "in_json", "in_xlsx", "look"),
    [
        (Kind.TEXT, "Phường Chi Lăng", "Phường Chi Lăng", "Phường Chi Lăng", "Phường Chi Lăng", "General"),
        (Kind.WHOLE, 12, "12", 12, 12, "#,##0"),
        (Kind.NUMBER, Decimal("1234567.5"), "1234567,5", "1234567.5", 1234567.5, "#,##0.0"),
        (Kind.NUMBER, Decimal("98.181818"), "98,181818", "98.181818", 98.181818, "#,##0.0000"),
        (Kind.NUMBER, Decimal("10.5000"), "10,5", "10.5", 10.5, "#,##0.0"),
        (Kind.NUMBER, Decimal(-7), "-7", "-7", -7, "#,##0"),
        (Kind.NUMBER, Decimal("0"), "0", "0", 0, "#,##0"),
        (Kind.PERCENT, Decimal("98.5"), "98,5%", "98.5", 0.985, "0.0%"),
        (Kind.DATE, date(2024, 6, 5), "05/06/2024", "2024-06-05", naive("2024-06-05"), "dd/mm/yyyy"),
        (
            *(Kind.MOMENT, datetime(2024, 6, 14, 17, 30, tzinfo=UTC), "15/06/2024 00:30"),
            *("2024-06-15T00:30:00+07:00", naive("2024-06-15T00:30"), "dd/mm/yyyy hh:mm"),
        ),
        (Kind.YES_NO, True, "Có", True, "Có", "General"),
        (Kind.YES_NO, False, "Không", False, "Không", "General"),
        (Kind.FLAG, True, "1", True, True, "General"),
    ],
)  # fmt: skip
def test_a_cell_in_each_form(kind, value, in_csv, in_json, in_xlsx, look):
    cell = one(kind, value, "xlsx")
    assert one(kind, value, "csv") == in_csv
    assert one(kind, value, "json") == in_json
    assert (cell.value, cell.number_format) == (in_xlsx, look)


@pytest.mark.parametrize("kind", Kind)
def test_what_is_not_there_is_empty_and_null(kind):
    assert one(kind, None, "csv") == ""
    assert one(kind, None, "json") is None
    assert one(kind, None, "xlsx").value is None


@pytest.mark.parametrize("text", FORMULAS)
def test_what_looks_like_a_formula_is_text(text):
    assert one(Kind.TEXT, text, "csv") == f"'{clean_text(text)}"
    cell = one(Kind.TEXT, text, "xlsx")
    assert (cell.value, cell.data_type, cell.quotePrefix) == (clean_text(text), "s", True)
    assert one(Kind.TEXT, text, "json") == clean_text(text)


@pytest.mark.parametrize("text", FORMULAS)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_so_it_is_in_title_and_head(form, text):
    columns = [Column("key", text, itemgetter(0))]
    content = as_bytes(Table("Bảng", columns, [("x",)], title=[text]), form)
    if form == "csv":
        assert [row[0] for row in csv_of(content)[:2]] == [f"'{text}"] * 2
    else:
        assert {sheet_of(content).cell(row, 1).data_type for row in (1, 2)} == {"s"}


@pytest.mark.parametrize("text", ["2/3", "1-2", "11 / 12", "0912345678", "012", "1234567890123456", "12E5"])
def test_what_excel_would_take_for_a_day_or_another_number_is_held_in_csv_by_what_nobody_sees(text):
    assert one(Kind.TEXT, text, "csv") == f"{text}\t"
    assert one(Kind.TEXT, text, "xlsx").value == text


@pytest.mark.parametrize("text", ["-7", "-1.234,5", "-0,05%", "-1234567890"])
def test_a_negative_number_is_no_formula(text):
    assert one(Kind.TEXT, text, "csv") == text


@pytest.mark.parametrize(
    "text", ["98,18", "3.269", "14/6/2024", "quý II/2024", "0205 3812 345", "0", "0,5", "–"]
)
def test_other_text_stands_as_it_is(text):
    assert one(Kind.TEXT, text, "csv") == text


@pytest.mark.parametrize(
    "text", ["#N/A", "TRUE", "12", "2024-06-14", "a;b", 'nói "có"', "hai\ndòng", "_x0041_"]
)
def test_text_of_every_kind_comes_back(text):
    assert one(Kind.TEXT, text, "csv") == text
    cell = one(Kind.TEXT, text, "xlsx")
    assert (cell.value, cell.data_type) == (text, "s")


@given(st.text(alphabet="'=+-@\t 01,eĐa", max_size=8) | st.text())
def test_a_cell_of_csv_gives_back_its_text(text):
    assert text_in_csv(csv_text(text)) == text


def test_control_characters_go_and_line_ends_are_one():
    assert [one(Kind.TEXT, "a\x00\x0b\ufffe\r\nb", form) for form in ("csv", "json")] == ["a\n\nb"] * 2
    assert one(Kind.TEXT, "a\x00\x0b\ufffe\r\nb", "xlsx").value == "a\n\nb"


# The whole


def test_csv_is_for_excel_in_vietnamese():
    content = as_bytes(
        table([Kind.TEXT, Kind.NUMBER], [("Chi Lăng; Đông Kinh", Decimal("1.5"))], ["Tiêu đề"]), "csv"
    )
    assert content.decode() == '\ufeffTiêu đề\r\nCột 0;Cột 1\r\n"Chi Lăng; Đông Kinh";1,5\r\n'


def test_sheet_is_laid_out_for_reading_and_paper():
    content = as_bytes(table([Kind.TEXT, Kind.WHOLE], [("a", 1), ("b", 2)], ["Thành phố", "Bảng"]), "xlsx")
    sheet = sheet_of(content)
    assert (sheet.title, sheet.freeze_panes, sheet.auto_filter.ref) == ("Bảng", "B4", "A3:B5")
    assert [cell.font.bold for cell in sheet[3]] == [True, True]
    assert [sheet.column_dimensions[letter].width for letter in "AB"] == [14, 14]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.page_setup.fitToHeight, sheet.page_setup.fitToWidth) == (0, 1)
    assert (sheet.print_title_rows, sheet.print_title_cols) == ("$3:$3", "$A:$A")
    assert sheet.cell(4, 1).alignment.wrap_text
    assert [cell.alignment.horizontal for row in (3, 4) for cell in sheet[row]] == ["left", "right"] * 2
    assert all(cell.border.bottom.style == "thin" and cell.alignment.indent for cell in sheet[4])
    assert ("&P" in sheet.oddFooter.center.text, "&D" in sheet.oddFooter.right.text) == (True, True)


def test_empty_cells_have_lines_and_signs_are_explained_under_the_title():
    columns = [Column("a", "Cột", lambda thing: thing), Column("b", "Số", lambda thing: None, Kind.NUMBER)]
    content = as_bytes(Table("Bảng", columns, ["x"], ["Bảng"], notes=["x: không áp dụng"], printed=1), "xlsx")
    sheet = sheet_of(content)
    assert [sheet["A2"].value, sheet["A3"].value] == ["x: không áp dụng", "Cột"]
    assert (sheet["B4"].value, sheet["B4"].border.bottom.style) == (None, "thin")
    assert sheet.print_area == "'Bảng'!$A$1:$A$4"


def test_rows_are_as_high_as_their_text_needs():
    long = "Tỷ lệ hộ nghèo theo chuẩn nghèo đa chiều"
    sheet = sheet_of(
        as_bytes(table([Kind.TEXT], [("ngắn",), (long,), ("một\nhai",), ("x" * 20000,)]), "xlsx")
    )
    assert [sheet.row_dimensions[row].height for row in range(1, 6)] == [15, 15, 60, 30, 405]


def test_wide_table_is_printed_on_pages_side_by_side():
    columns = [Column(f"c{number}", "Cột", str, width=50) for number in range(6)]
    sheet = sheet_of(as_bytes(Table("Bảng", columns, []), "xlsx"))
    assert sheet.page_setup.fitToWidth == 2


def test_name_of_a_sheet_is_one_that_excel_takes():
    name = "Báo cáo quý II/2024: [nháp] của các đơn vị"
    sheet = sheet_of(as_bytes(Table(name, [Column("key", "Cột", str)], []), "xlsx"))
    assert sheet.title == "Báo cáo quý II-2024 - -nháp…"


@pytest.mark.parametrize("form", FORMATS)
def test_table_without_rows_is_a_file_all_the_same(form):
    content = as_bytes(table([Kind.TEXT], []), form)
    read = {"csv": lambda: csv_of(content)[1:], "json": lambda: json.loads(content)}
    assert (list(sheet_of(content).iter_rows(min_row=2)) if form == "xlsx" else read[form]()) == []


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_table_is_the_same_bytes(form):
    rows = [("Chi Lăng", Decimal("1.5"))]
    first, second = (as_bytes(table([Kind.TEXT, Kind.NUMBER], rows), form) for _time in range(2))
    assert first == second


# Any table

# Anything that can be typed, but for an apostrophe in front and a tab behind: in CSV these are the marks of
# what is held as text.
TEXTS = (st.text(st.characters(codec="utf-8"), max_size=30) | st.sampled_from(FORMULAS)).filter(
    lambda text: not clean_text(text).startswith("'") and not clean_text(text).endswith("\t")
)
# Fifteen digits, which is what Excel keeps.
NUMBERS = st.decimals(-(10**11) + 1, 10**11 - 1, places=4)
DAYS = st.dates(date(1901, 1, 1), date(2200, 12, 31))
MOMENTS = st.datetimes(naive("1990-01-01"), naive("2100-01-01")).map(
    lambda at: at.replace(second=0, microsecond=0, tzinfo=VIETNAM)
)
VALUES = {
    Kind.TEXT: TEXTS,
    Kind.WHOLE: st.integers(-(10**9), 10**9),
    Kind.NUMBER: NUMBERS,
    Kind.PERCENT: st.decimals(-1000, 1000, places=4),
    Kind.DATE: DAYS,
    Kind.MOMENT: MOMENTS,
    Kind.YES_NO: st.booleans(),
    Kind.FLAG: st.booleans(),
}


@st.composite
def contents(draw) -> tuple[list[Kind], list[tuple]]:
    kinds = draw(st.lists(st.sampled_from(Kind), min_size=1, max_size=5))
    row = st.tuples(*(st.none() | VALUES[kind] for kind in kinds))
    return kinds, draw(st.lists(row, max_size=6))


def meant(value, kind: Kind):
    """Without what no text keeps; an empty one is as good as none."""
    if kind != Kind.TEXT or value is None:
        return value
    return clean_text(value).translate({0xFFFE: None, 0xFFFF: None}) or None


def day(text: str) -> date:
    return date(*map(int, reversed(text.split("/"))))


def read_in_csv(text: str, kind: Kind):
    """As somebody in an office reads it."""
    if not text:
        return None
    match kind:
        case Kind.TEXT:
            return text.removeprefix("'").rstrip("\t")
        case Kind.WHOLE | Kind.NUMBER | Kind.PERCENT:
            return Decimal(text.removesuffix("%").replace(",", "."))
        case Kind.DATE:
            return day(text)
        case Kind.MOMENT:
            return datetime.combine(day(text[:10]), time.fromisoformat(text[11:]), VIETNAM)
    return text in ("Có", "1")


def read_in_json(value, kind: Kind):
    match kind:
        case Kind.NUMBER | Kind.PERCENT if value is not None:
            return Decimal(value)
        case Kind.DATE if value:
            return date.fromisoformat(value)
        case Kind.MOMENT if value:
            return datetime.fromisoformat(value)
    return None if value == "" else value


def read_in_xlsx(value, kind: Kind):
    if value is None:
        return None
    match kind:
        case Kind.NUMBER:
            return Decimal(str(value))
        case Kind.PERCENT:
            return Decimal(str(value)) * 100
        case Kind.DATE:
            return value.date()
        case Kind.MOMENT:
            return value.replace(tzinfo=VIETNAM)
        case Kind.YES_NO:
            return value == "Có"
    return value


@given(contents())
def test_whatever_is_written_is_read_back_the_same_in_every_form(content):
    kinds, rows = content
    width = len(kinds)
    whole = [[meant(value, kind) for value, kind in zip(row, kinds, strict=True)] for row in rows]
    with translation.override("vi"):
        files = {form: as_bytes(table(kinds, rows), form) for form in FORMATS}
    read = {
        read_in_csv: csv_of(files["csv"])[1:],
        read_in_json: [list(record.values()) for record in json.loads(files["json"])],
        read_in_xlsx: list(sheet_of(files["xlsx"]).iter_rows(min_row=2, max_col=width, values_only=True)),
    }
    for reader, found in read.items():
        told = [[reader(value, kind) for value, kind in zip(row, kinds, strict=True)] for row in found]
        # A workbook does not keep rows at the end in which nothing stands.
        told += [[None] * width] * (len(rows) - len(told))
        assert told == whole


# As much as there is


class Thing:
    """Counted while it lives."""

    living = 0
    most = 0

    def __init__(self) -> None:
        self.name = "x" * 50
        Thing.living += 1
        Thing.most = max(Thing.most, Thing.living)
        weakref.finalize(self, Thing.gone)

    @staticmethod
    def gone() -> None:
        Thing.living -= 1


def things(count: int) -> Iterator[Thing]:
    return (Thing() for _number in range(count))


def long_table(count: int) -> Table:
    Thing.living = Thing.most = 0
    return Table("Bảng", [Column("name", "Tên", lambda thing: thing.name)] * 5, things(count))


@pytest.mark.parametrize("write", [to_csv, to_json])
def test_text_goes_out_before_all_rows_are_read(write):
    taken = 0

    def counted():
        nonlocal taken
        for number in range(5000):
            taken += 1
            yield (number,)

    chunks = write(table([Kind.WHOLE], counted()))
    next(chunks)
    assert taken <= 500
    assert len(list(chunks)) >= 9
    assert taken == 5000


@pytest.mark.parametrize("form", FORMATS)
def test_no_thing_is_kept(form):
    as_bytes(long_table(3000), form)
    assert Thing.most <= 3


class Sink(io.RawIOBase):
    """A file that keeps nothing, as a disk does not in memory."""

    def writable(self) -> bool:
        return True

    def write(self, content) -> int:
        return len(content)


def peak_of(write, count: int) -> int:
    """The most memory, in bytes, that a table of so many rows takes while it is written."""
    tracemalloc.start()
    try:
        write(long_table(count))
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("form", FORMATS)
def test_five_times_the_rows_take_no_more_memory(form):
    def write(whole: Table) -> None:
        if form == "xlsx":
            with io.BufferedWriter(Sink()) as out:
                to_xlsx(whole, out)
        else:
            for _chunk in {"csv": to_csv, "json": to_json}[form](whole):
                pass

    write(long_table(10))
    few, many = peak_of(write, 600), peak_of(write, 3000)
    assert many < few + 2**19
