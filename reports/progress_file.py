"""A file of progress as plain rows: CSV or XLSX, every cell with its row, nothing yet understood.

Numbers are read here because only the file says how they are written. In a file with commas between the
cells "98.5" and "3.269" are machine form, as programs write it. Elsewhere, and in text cells of a workbook,
numbers are Vietnamese: a comma stands before decimals, and a lone dot before three digits ("3.269"), which
could be either, is refused. Excel's own number cells are taken as they are.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.text import Truncator, format_lazy
from django.utils.translation import gettext_lazy as _
from openpyxl.utils import get_column_letter

from emulation.encodings import Guess, UnknownEncoding, decoded, delimiter_of, suspected
from emulation.numbers import ReadNumber, format_number, plain, read_number, unfit
from emulation.quantities import read_quantity
from emulation.text import clean_text
from reports.workbook import FileRefused as FileRefused
from reports.workbook import Percent, refuse_disguised, rows_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

COLUMNS = ("period", "unit", "target", "value", "base", "state", "estimate", "note")
NEEDED = ("period", "unit", "target", "value")
MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 100_000
MACHINE_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the file: its number as the person sees it, and its cells by column (text, or as Excel
    holds them). `plain_numbers`: numbers in text are in machine form. `letters`: a sheet's columns."""

    number: int
    cells: dict[str, Any] = field(default_factory=dict)
    plain_numbers: bool = False
    letters: dict[str, str] = field(default_factory=dict)

    def address(self, column: str) -> str:
        """The cell's address in a workbook ("D5"); empty elsewhere."""
        return f"{self.letters[column]}{self.number}" if column in self.letters else ""

    def text(self, column: str) -> str:
        value = self.cells.get(column)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return "" if value is None else clean_text(str(value)).strip()

    def code(self, column: str) -> str:
        """A code, whatever the case it was typed in."""
        return self.text(column).upper()

    def number_in(self, column: str, unit: str = "") -> tuple[Decimal | None, "StrOrPromise"]:
        """The number in a cell, None where there is none, and what is wrong with it ("" where nothing is).

        `unit` is that of the figure, into which a unit written in the cell ("1,634 triệu") is turned."""
        value = self.cells.get(column)
        if isinstance(value, bool):
            return None, _("Excel holds TRUE or FALSE here. Type the number.")
        if isinstance(value, Percent):
            return self._percent(value, unit)
        if isinstance(value, int | float):
            return _kept(Decimal(f"{value:.15g}"))
        if isinstance(value, date):
            return None, _("Excel holds a date here. Format the cell as a number and type it again.")
        text = self.text(column)
        return self._read(text, unit) if text else (None, "")

    def _percent(self, value: Percent, unit: str) -> tuple[Decimal | None, "StrOrPromise"]:
        if unit.startswith("%"):
            return _kept(value.number)
        message = _("Excel shows {shown} here, but no percentage is asked for. Format the cell as a number.")
        return None, format_lazy(message, shown=value)

    def _read(self, text: str, unit: str) -> tuple[Decimal | None, "StrOrPromise"]:
        if self.plain_numbers and MACHINE_NUMBER.fullmatch(text):
            return _kept(Decimal(text))
        read = read_number(text, allow_negative=True)
        if read.error and unit:
            read = read_quantity(text, unit, allow_negative=True).number
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
    refuse_disguised(content, suffix)
    if suffix == ".xlsx":
        lines = list(_lines(rows_of(content, NEEDED), plain_numbers=False, lettered=True))
    elif suffix in {".csv", ".tsv", ".txt"}:
        lines = list(_from_text(content))
    else:
        raise FileRefused(_("Only CSV and XLSX files are read."))
    if not lines:
        raise FileRefused(_("The file has no rows below its header."))
    return lines


def _from_text(content: bytes) -> Iterator[Line]:
    text = _decoded(content)
    delimiter = delimiter_of(text, COLUMNS)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        yield from _lines(rows, plain_numbers=delimiter == ",")
    except csv.Error as error:
        message = _("Line {line} cannot be split into cells: a quotation mark is missing or too many.")
        raise FileRefused(format_lazy(message, line=rows.line_num)) from error


def _decoded(content: bytes) -> str:
    try:
        return decoded(content)
    except UnknownEncoding as error:
        if error.guess is not None:
            raise FileRefused(old_letters(error.guess)) from error
        raise FileRefused(_("The text is not in UTF-8. In Excel, save it as “CSV UTF-8”.")) from error


def _refuse_old_fonts(number: int, row: Iterable[Any]) -> None:
    for cell in row:
        if isinstance(cell, str) and (guess := suspected(cell)):
            message = _("Row {row}: {what}")
            raise FileRefused(format_lazy(message, row=number, what=old_letters(guess)))


def old_letters(guess: Guess) -> "StrOrPromise":
    """The letters are old: as what they were probably meant, and what to do."""
    telling = next(line for line in guess.text.splitlines() if not line.isascii())
    message = _("the letters are not Unicode, taken for {name}: “{text}”. Save the file in Unicode.")
    return format_lazy(message, name=guess.name, text=Truncator(telling.strip()).chars(120))


def _lines(rows: Iterable[Any], *, plain_numbers: bool, lettered: bool = False) -> Iterator[Line]:
    numbered = enumerate(rows, start=1)
    header = _header(next(numbered, (0, ()))[1])
    letters = {name: get_column_letter(place) for place, name in enumerate(header, start=1)}
    filled = ((number, row) for number, row in numbered if any(map(_is_filled, row)))
    for count, (number, row) in enumerate(filled):
        if count >= MAX_ROWS:
            raise FileRefused(format_lazy(_("More than {most} rows are not read at once."), most=MAX_ROWS))
        if any(map(_is_filled, row[len(header) :])):
            message = _("Row {row} has more cells than the header. Is a text with commas unquoted?")
            raise FileRefused(format_lazy(message, row=number))
        _refuse_old_fonts(number, row)
        cells = dict(zip(header, row, strict=False))
        yield Line(number, cells, plain_numbers, letters if lettered else {})


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
