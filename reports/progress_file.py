"""A file of progress as plain rows: CSV or XLSX, every cell with its row, nothing yet understood.

Numbers are read here because only the file says how they are written. In a file with commas between the
cells "98.5" and "3.269" are machine form, as programs write it. Elsewhere, and in text cells of a workbook,
numbers are Vietnamese: a comma stands before decimals, and a lone dot before three digits ("3.269"), which
could be either, is refused. Excel's own number cells are taken as they are.
"""

import csv
import io
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from emulation.numbers import ReadNumber, format_number, plain, read_number, unfit
from emulation.text import clean_text

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

COLUMNS = ("period", "unit", "target", "value", "base", "state", "estimate", "note")
NEEDED = ("period", "unit", "target", "value")
MAX_BYTES = 20 * 1024 * 1024
# What a workbook's parts may weigh together once unpacked, before any of them is opened.
MAX_EXPANDED = 100 * 1024 * 1024
MAX_ROWS = 100_000
# Excel's own last row; and columns A to Z, far more than there are to fill.
SHEET_ROWS, SHEET_COLUMNS = 1_048_576, 26
# What openpyxl, zipfile and the XML reader raise for a file that is not the workbook it says it is.
BROKEN = (
    BadZipFile, InvalidFileException, ParseError, zlib.error, EOFError, OSError, RuntimeError,
    AttributeError, LookupError, TypeError, ValueError,
)  # fmt: skip
MACHINE_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


class FileRefused(Exception):
    """The file cannot be read at all; nothing was taken. Prints as its message."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the file: its number as the person sees it, and its cells by column (text, or as Excel
    holds them). `plain_numbers`: numbers in text are written in machine form."""

    number: int
    cells: dict[str, Any] = field(default_factory=dict)
    plain_numbers: bool = False

    def text(self, column: str) -> str:
        value = self.cells.get(column)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return "" if value is None else clean_text(str(value)).strip()

    def code(self, column: str) -> str:
        """A code, whatever the case it was typed in."""
        return self.text(column).upper()

    def number_in(self, column: str) -> tuple[Decimal | None, "StrOrPromise"]:
        """The number in a cell, None where there is none, and what is wrong with it ("" where nothing is)."""
        value = self.cells.get(column)
        if isinstance(value, bool):
            return Decimal(int(value)), ""
        if isinstance(value, int | float):
            return _kept(Decimal(f"{value:.15g}"))
        if isinstance(value, date):
            return None, _("Excel holds a date here. Format the cell as a number and type it again.")
        text = self.text(column)
        return self._read(text) if text else (None, "")

    def _read(self, text: str) -> tuple[Decimal | None, "StrOrPromise"]:
        if self.plain_numbers and MACHINE_NUMBER.fullmatch(text):
            return _kept(Decimal(text))
        read = read_number(text, allow_negative=True)
        # Outside machine form a comma is the decimal sign; a dot may be either sign.
        if read.other is not None and (self.plain_numbers or "." in text):
            return None, self._either(text, read)
        return read.value, read.error

    def _either(self, text: str, read: ReadNumber) -> "StrOrPromise":
        one, other = (
            plain(number) if self.plain_numbers else format_number(number, grouped=False)
            for number in (read.value, read.other)
            if number is not None
        )
        message = _("“{text}” can be {one} or {other}. Write it in one of these two ways.")
        return format_lazy(message, text=text, one=one, other=other)


def _kept(number: Decimal) -> tuple[Decimal | None, "StrOrPromise"]:
    wrong = unfit(number)
    return (None, wrong) if wrong else (number, "")


def read_file(path: Path) -> list[Line]:
    """The lines of a file on disk, as `read_lines` gives them. Raises OSError too."""
    with path.open("rb") as file:
        return read_lines(path.name, file.read(MAX_BYTES + 1))


def read_lines(name: str, content: bytes) -> list[Line]:
    """The lines of a file that say something. Raises FileRefused."""
    if len(content) > MAX_BYTES:
        raise FileRefused(_("The file is larger than 20 MB."))
    suffix = Path(name).suffix.lower()
    if suffix == ".xlsx":
        lines = list(_from_workbook(content))
    elif suffix in {".csv", ".tsv", ".txt"}:
        lines = list(_from_text(content))
    else:
        raise FileRefused(_("Only CSV and XLSX files are read."))
    if not lines:
        raise FileRefused(_("The file has no rows below its header."))
    return lines


def _from_text(content: bytes) -> Iterator[Line]:
    text = _decoded(content)
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        yield from _lines(rows, plain_numbers=delimiter == ",")
    except csv.Error as error:
        message = _("Line {line} cannot be split into cells: a quotation mark is missing or too many.")
        raise FileRefused(format_lazy(message, line=rows.line_num)) from error


def _decoded(content: bytes) -> str:
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise FileRefused(_("The text is not in UTF-8. In Excel, save it as “CSV UTF-8”.")) from error


def _from_workbook(content: bytes) -> Iterator[Line]:
    return _lines(_sheet(content), plain_numbers=False)


def _sheet(content: bytes) -> Iterator[tuple[Any, ...]]:
    """The rows of the first sheet: results of formulas, which only Excel computes, as it last saved them."""
    try:
        _refuse_swollen(content)
        results, formulas = (_first_sheet(content, results_only=only) for only in (True, False))
        for row, written in zip(results, formulas, strict=True):
            for result, formula in zip(row, written, strict=True):
                if result.value is None and formula.value is not None and result.data_type != "str":
                    raise FileRefused(_without_result(formula.coordinate))
            yield tuple(cell.value for cell in row)
    except BROKEN as error:
        raise FileRefused(_("The workbook is broken or protected by a password.")) from error


def _refuse_swollen(content: bytes) -> None:
    with ZipFile(io.BytesIO(content)) as parts:
        if sum(part.file_size for part in parts.infolist()) > MAX_EXPANDED:
            raise FileRefused(
                _("The workbook is too large once unpacked. Keep only the sheet with readings.")
            )


def _first_sheet(content: bytes, *, results_only: bool) -> Iterator[tuple[Any, ...]]:
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=results_only, keep_links=False)
    # The size that the sheet claims for itself may be wrong; ours is given.
    rows: Iterator[tuple[Any, ...]] = book.worksheets[0].iter_rows(max_row=SHEET_ROWS, max_col=SHEET_COLUMNS)
    return rows


def _without_result(cell: str) -> "StrOrPromise":
    message = _("Cell {cell} holds a formula without its result. Open the file in Excel, save it, try again.")
    return format_lazy(message, cell=cell)


def _lines(rows: Iterable[Any], *, plain_numbers: bool) -> Iterator[Line]:
    numbered = enumerate(rows, start=1)
    header = _header(next(numbered, (0, ()))[1])
    filled = ((number, row) for number, row in numbered if any(map(_is_filled, row)))
    for count, (number, row) in enumerate(filled):
        if count >= MAX_ROWS:
            raise FileRefused(format_lazy(_("More than {most} rows are not read at once."), most=MAX_ROWS))
        if any(map(_is_filled, row[len(header) :])):
            message = _("Row {row} has more cells than the header. Is a text with commas unquoted?")
            raise FileRefused(format_lazy(message, row=number))
        yield Line(number, dict(zip(header, row, strict=False)), plain_numbers)


def _is_filled(cell: Any) -> bool:
    return cell is not None and bool(str(cell).strip())


def _header(cells: Any) -> list[str]:
    header = [clean_text(str(cell or "")).strip().casefold() for cell in cells]
    while header and not header[-1]:
        header.pop()
    unknown = [name or "–" for name in header if name not in COLUMNS]
    missing = [name for name in NEEDED if name not in header]
    twice = {name for name in header if header.count(name) > 1}
    if unknown or missing:
        message = _(
            "The first row must name the columns: {columns}. Missing: {missing}. Not known: {unknown}."
        )
        raise FileRefused(
            format_lazy(
                message,
                columns=", ".join(COLUMNS),
                missing=", ".join(missing) or "–",
                unknown=", ".join(unknown) or "–",
            )
        )
    if twice:
        message = _("The first row names a column twice: {columns}.")
        raise FileRefused(format_lazy(message, columns=", ".join(sorted(twice))))
    return header
