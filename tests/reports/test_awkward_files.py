import io
import time
from decimal import Decimal
from zipfile import ZipFile

import pytest
from django.core.management.base import CommandError
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.models import Reading, Revision
from reports.progress_file import FileRefused, Line, read_lines
from reports.workbook import Percent
from tests.reports.made_awkward_files import NOTE, awkward_files, awkward_workbooks, book, put
from tests.reports.made_by_libreoffice import CORPUS as LIBREOFFICE
from tests.reports.progress_commands import bring_file, xlsx_bytes
from units.models import Event

ROW = ("2024-Q2", "X-MP", "XH-08", 7)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def test_the_corpus_holds_forty_files_and_more():
    assert len(awkward_files()) >= 40


def outcome(name, content):
    """The numbers that are read, "?" for each that is refused, and the refusal of the whole file."""
    try:
        lines = read_lines(name, content)
    except FileRefused as error:
        return (), str(error)
    numbers = [line.number_in("value")[0] for line in lines]
    return tuple("?" if number is None else str(number) for number in numbers), ""


def test_every_awkward_file_is_read_or_refused_in_its_own_words():
    for place, file in enumerate(awkward_files()):
        began = time.process_time()
        numbers, refusal = outcome(file.name, file.content)
        assert numbers == file.numbers, (place, refusal)
        assert file.refused in refusal, place
        assert bool(file.refused) == bool(refusal), (place, refusal)
        assert time.process_time() - began < 5, place


# What LibreOffice wrote (tests.reports.made_by_libreoffice), each with what is to become of it.
BY_LIBREOFFICE = {
    "boolean.xlsx": (("?",), ""),
    "commas.csv": (("1634.5",), ""),
    "cover-first.xlsx": (("7",), ""),
    "date-of-3-5.xlsx": (("?",), ""),
    "empty-rows.xlsx": (("7",), ""),
    "error.xlsx": (("?",), ""),
    "filtered.xlsx": (("7",), ""),
    "formula-of-text.xlsx": (("1634.5",), ""),
    "formula.xlsx": (("7",), ""),
    "hidden-row.xlsx": (("7",), ""),
    "merged.xlsx": ((), "D2:E2 are merged"),
    "number.xlsx": (("7",), ""),
    "old-excel.xls": ((), "old Excel (.xls)"),
    "open-document.ods": ((), "OpenDocument (.ods)"),
    "percent.xlsx": (("?",), ""),
    "protected.xlsx": (("7",), ""),
    "text-either.xlsx": (("?",), ""),
    "text-number.xlsx": (("1634.5",), ""),
    "utf-16.txt": (("7",), ""),
    "utf-8.csv": (("1634.5",), ""),
    "windows-1258.csv": (("7",), ""),
}


def test_every_file_of_libreoffice_is_among_them():
    assert sorted(path.name for path in LIBREOFFICE.iterdir()) == sorted(BY_LIBREOFFICE)


@pytest.mark.parametrize("name", BY_LIBREOFFICE)
def test_a_file_that_libreoffice_wrote_is_read_or_refused_in_its_own_words(name):
    numbers, refused = BY_LIBREOFFICE[name]
    read, refusal = outcome(name, (LIBREOFFICE / name).read_bytes())
    assert read == numbers, refusal
    assert refused in refusal
    assert bool(refused) == bool(refusal)


def test_true_in_a_cell_is_yes_where_yes_or_no_is_asked_for(campaign_2024, tmp_path):
    path = tmp_path / "readings.xlsx"
    path.write_bytes(book(rows=[("2024-Q2", "P-CL", "XH-09", True), ("2024-Q2", "P-DK", "XH-09", False)]))

    bring_file(path)

    assert list(Reading.objects.order_by("-value").values_list("value", flat=True)) == [1, 0]


def test_text_that_libreoffice_wrote_keeps_its_letters():
    for name in [name for name, (numbers, _refused) in BY_LIBREOFFICE.items() if numbers]:
        (line,) = read_lines(name, (LIBREOFFICE / name).read_bytes())
        assert line.text("note") == NOTE, name


def test_a_refused_number_says_why():
    for file in awkward_workbooks():
        if file.numbers == ("?",):
            (line,) = read_lines(file.name, file.content)
            assert line.number_in("value")[1]
            assert line.address("value") == "D2"


def test_a_percent_cell_is_what_excel_shows_where_percent_are_asked_for():
    (line,) = read_lines("readings.xlsx", put("D2", 0.85, "0.0%"))

    assert line.number_in("value", "%") == (Decimal(85), "")
    assert line.number_in("value", "hộ")[0] is None
    assert str(Percent(Decimal(85))) == "85%"


@pytest.mark.parametrize(
    ("typed", "unit", "number"),
    [("1,6 triệu đồng", "đồng", 1_600_000), ("2 tấn", "kg", 2000), ("1.634.000 đồng", "triệu đồng", "1.634")],
)
def test_a_unit_in_the_cell_is_turned_into_the_figures_own(typed, unit, number):
    assert Line(2, {"value": typed}).number_in("value", unit) == (Decimal(number), "")


def written():
    return Reading.objects.count(), Revision.objects.count(), Event.objects.count()


def test_a_refused_file_writes_nothing(campaign_2024, tmp_path):
    before = written()
    for file in [made for made in awkward_files() if made.refused or made.numbers == ("?",)]:
        path = tmp_path / file.name
        path.write_bytes(file.content)
        with pytest.raises(CommandError):
            bring_file(path)
    assert written() == before


def test_a_fault_in_a_workbook_names_the_cell(campaign_2024, tmp_path):
    path = tmp_path / "readings.xlsx"
    path.write_bytes(put("D2", "#N/A"))

    with pytest.raises(CommandError, match=r"value \(D2\)"):
        bring_file(path)


CELL = st.one_of(
    st.none(),
    st.integers(-(10**6), 10**12),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"], exclude_characters="\ufffe\uffff")),
    st.sampled_from(["2024-Q2", "X-MP", "XH-08", "=1/0", "3/5", "1.634 triệu", "85%"]),
)
QUIETLY = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@given(
    st.one_of(st.binary(max_size=400), st.text(max_size=200).map(lambda text: text.encode("utf-8", "ignore")))
)
@QUIETLY
def test_no_bytes_break_the_reading_of_a_file(content):
    for name in ("readings.csv", "readings.xlsx"):
        for whole in (content, b"period;unit;target;value\n" + content):
            numbers, refusal = outcome(name, whole)
            assert bool(numbers) != bool(refusal)


@given(st.integers(0, 10_000), st.integers(0, 255))
@QUIETLY
def test_no_spoiled_byte_breaks_the_reading_of_a_workbook(place, byte):
    content = bytearray(xlsx_bytes([ROW]))
    content[place % len(content)] = byte
    numbers, refusal = outcome("readings.xlsx", bytes(content))
    assert bool(numbers) != bool(refusal)


@given(st.lists(st.lists(CELL, min_size=4, max_size=8), max_size=4))
@QUIETLY
def test_no_workbook_writes_half_of_itself(campaign_2024, tmp_path, rows):
    content = book(rows=[ROW, *rows])
    with ZipFile(io.BytesIO(content)) as parts:
        assert parts.testzip() is None
    path = tmp_path / "readings.xlsx"
    path.write_bytes(content)
    before = written()
    try:
        bring_file(path)
    except CommandError:
        assert written() == before
    else:
        assert Reading.objects.exists()
