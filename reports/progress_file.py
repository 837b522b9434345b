"""A file of progress as plain rows: CSV or XLSX, every cell with its row, nothing yet understood.

Numbers are read here because only the file says how they are written. In a file with commas between the
cells "98.5" is machine form, as our own exports and programs write it; elsewhere, and in text cells, numbers
are Vietnamese, and one that could be two numbers is refused. Excel's own number cells are taken as they are.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from emulation.numbers import format_number, read_number, unfit
from emulation.text import clean_text

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

COLUMNS = ("period", "unit", "target", "value", "base", "state", "estimate", "note")
NEEDED = ("period", "unit", "target", "value")
MAX_BYTES = 20 * 1024 * 1024
MAX_EXPANDED = 200 * 1024 * 1024
MAX_ROWS = 100_000
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

    def number_in(self, column: str) -> tuple[Decimal | None, "StrOrPromise"]:
        """The number in a cell, None where it is empty, and what is wrong with it ("" where nothing is)."""
        value = self.cells.get(column)
        if isinstance(value, bool):
            return Decimal(int(value)), ""
        if isinstance(value, int | float):
            number = Decimal(f"{value:.15g}")
            return number, unfit(number)
        if isinstance(value, date):
            return None, _("Excel holds a date here. Format the cell as a number and type it again.")
        text = self.text(column)
        return self._read(text) if text else (None, "")

    def _read(self, text: str) -> tuple[Decimal | None, "StrOrPromise"]:
        if self.plain_numbers and MACHINE_NUMBER.fullmatch(text):
            number = Decimal(text)
            return number, unfit(number)
        read = read_number(text, allow_negative=True)
        if read.value is not None and read.other is not None:
            return None, _either(text, read.value, read.other)
        return read.value, read.error


def _either(text: str, one: Decimal, other: Decimal) -> "StrOrPromise":
    return format_lazy(
        _("“{text}” can be {one} or {other}. Write it in one of these two ways."),
        text=text,
        one=format_number(one, grouped=False),
        other=format_number(other),
    )


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
        yield from _lines(((rows.line_num, row) for row in rows), plain_numbers=delimiter == ",")
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
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        rows = enumerate(sheet.iter_rows(values_only=True, max_row=MAX_ROWS + 2), start=1)
        yield from _lines(rows, plain_numbers=False)
    except (BadZipFile, InvalidFileException, KeyError, IndexError, OSError, ValueError) as error:
        raise FileRefused(_("The workbook is broken or protected by a password.")) from error


def _lines(rows: Iterator[tuple[int, Any]], *, plain_numbers: bool) -> Iterator[Line]:
    _number, first = next(rows, (0, ()))
    header = _header(first)
    for count, (number, row) in enumerate(rows):
        if count >= MAX_ROWS:
            raise FileRefused(format_lazy(_("More than {most} rows are not read at once."), most=MAX_ROWS))
        if any(cell not in (None, "") for cell in row):
            if any(cell not in (None, "") for cell in row[len(header) :]):
                message = _("Row {row} has more cells than the header. Is a text with commas unquoted?")
                raise FileRefused(format_lazy(message, row=number))
            yield Line(number, dict(zip(header, row, strict=False)), plain_numbers)


def _header(cells: Any) -> list[str]:
    header = [clean_text(str(cell or "")).strip().casefold() for cell in cells]
    while header and not header[-1]:
        header.pop()
    unknown = [name or "–" for name in header if name not in COLUMNS]
    missing = [name for name in NEEDED if name not in header]
    if unknown or missing or len(set(header)) < len(header):
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
    return header
