"""A file with a table as plain rows: CSV, XLSX or JSON, every cell with its row, nothing yet understood.

Numbers are read here because only the file says how they are written. In a file with commas between the
cells, and in JSON, "98.5" and "3.269" are machine form, as programs write it. Elsewhere, and in text cells
of a workbook, numbers are Vietnamese: a comma stands before decimals, and a lone dot before three digits
("3.269"), which could be either, is refused. Excel's own number cells are taken as they are.
"""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import islice, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.text import Truncator, format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from openpyxl.utils import get_column_letter

from emulation.dates import read_date
from emulation.encodings import Guess, UnknownEncoding, decoded, delimiter_of, suspected
from emulation.files import MOST_BYTES, FileRefused, refuse_too_large
from emulation.numbers import ReadNumber, format_number, plain, read_number, unfit
from emulation.quantities import read_quantity
from emulation.tables import text_in_csv
from emulation.text import clean_text, fold
from emulation.workbooks import Percent, refuse_disguised, rows_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MAX_ROWS = 100_000
# A cell may hold a whole document.
csv.field_size_limit(MOST_BYTES)
MOST_HEADS = 200
# Of the names that are not known, as many are told.
MOST_NAMED = 10
MACHINE_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
YES = {"1", "x", "yes", "true", "co"}
NO = {"", "0", "no", "false", "khong"}


@dataclass(frozen=True, slots=True)
class Columns:
    """What the first row of a table names: the columns that may be there, and those that must.

    `labels`: what people call a column, `also`: whatever else names one, folded, and which column it means.
    """

    known: Sequence[str]
    needed: Sequence[str]
    labels: Mapping[str, str] = field(default_factory=dict)
    also: Mapping[str, str] = field(default_factory=dict)

    def meant(self, head: Any) -> str:
        """The column that a cell of the first row names; what it says, in small letters, where it is none."""
        word = clean_text(str("" if head is None else head)).strip().casefold()
        return word if word in self.known else self.also.get(fold(word), word)

    def are_named(self, heads: Iterable[Any]) -> bool:
        """All that must be there are."""
        return set(self.needed) <= set(map(self.meant, heads))

    def called(self, names: Iterable[str]) -> str:
        return ", ".join(f"“{self.labels.get(name, name)}”" for name in names)


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

    def fault(self, column: str, message: "StrOrPromise") -> "Fault":
        """What is wrong in a cell of this line, "" for the line as a whole."""
        return Fault(self.number, column, message, self.address(column))

    def words(self, column: str) -> str:
        """The text as it stands, with the blanks around it."""
        value = self.cells.get(column)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return "" if value is None else clean_text(str(value))

    def text(self, column: str) -> str:
        return self.words(column).strip()

    def code(self, column: str) -> str:
        """A code, whatever the case it was typed in."""
        return self.text(column).upper()

    def flag(self, column: str) -> bool | None:
        """Yes or no; None where it says neither."""
        word = fold(self.text(column))
        return word in YES if word in YES | NO else None

    def day(self, column: str) -> date | None:
        """The day in a cell, None where there is none. ValueError with a message for the reader."""
        value = self.cells.get(column)
        if isinstance(value, date):
            return value.date() if isinstance(value, datetime) else value
        text = self.text(column)
        return read_date(text) if text else None

    def number_in(self, column: str, unit: str = "") -> tuple[Decimal | None, "StrOrPromise"]:
        """The number in a cell, None where there is none, and what is wrong with it ("" where nothing is).

        `unit` is that of the figure, into which a unit written in the cell ("1,634 triệu") is turned."""
        value = self.cells.get(column)
        if isinstance(value, bool):
            return None, _("Excel holds TRUE or FALSE here. Type the number.")
        if isinstance(value, Percent):
            return self._percent(value, unit)
        if isinstance(value, Decimal):
            return _kept(value)
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


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a row; `column` is empty where the row as a whole is meant. `cell` is the address
    in a workbook ("D5")."""

    row: int
    column: str
    message: "StrOrPromise"
    cell: str = ""

    def __str__(self) -> str:
        cell = f" ({self.cell})" if self.cell else ""
        place = f"{self.column}{cell}: " if self.column else ""
        return gettext("Row %(row)s: %(what)s") % {"row": self.row, "what": f"{place}{self.message}"}


@dataclass(frozen=True, slots=True)
class OldFont:
    """Text that was written for an old font: which one, as it stands in the file, and what it says."""

    name: str
    stands: str
    says: str


@dataclass(slots=True)
class TableFile:
    """What a file holds: its columns, the lines that say something, and what of it was in old fonts."""

    header: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    old_fonts: list[OldFont] = field(default_factory=list)


def read_table(
    name: str, content: bytes, columns: Columns, *, converting: bool = False, may_be_empty: bool = False
) -> TableFile:
    """The table in a file. Raises FileRefused.

    Text in old fonts (TCVN3, VNI) refuses the file, unless `converting`: then it is taken as what it says,
    and told in `old_fonts` for a person to confirm.
    """
    table = _Reading(columns, converting).read(name, content)
    if not (table.lines or may_be_empty):
        raise FileRefused(_("The file has no rows below its header."))
    return table


class _Reading:
    """One file being read, and what was found in it."""

    def __init__(self, columns: Columns, converting: bool) -> None:
        self.columns = columns
        self.converting = converting
        self.found = TableFile()

    def read(self, name: str, content: bytes) -> TableFile:
        refuse_too_large(content)
        suffix = Path(name).suffix.lower()
        refuse_disguised(content, suffix)
        if suffix == ".xlsx":
            book = rows_of(content, self.columns.are_named)
            self.found.lines = list(self._lines(book, plain_numbers=False, lettered=True))
        elif suffix in {".csv", ".tsv", ".txt"}:
            self.found.lines = list(self._from_text(content))
        elif suffix == ".json":
            rows = _rows_of_json(self._decoded(content)) or [list(self.columns.needed)]
            self.found.lines = list(self._lines(rows, plain_numbers=True, first=0))
        else:
            raise FileRefused(_("Only CSV, XLSX and JSON files are read."))
        return self.found

    def _from_text(self, content: bytes) -> Iterator[Line]:
        text = self._decoded(content)
        delimiter = delimiter_of(text, [*self.columns.known, *self.columns.also])
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        try:
            cells = ([text_in_csv(cell) for cell in row] for row in rows)
            yield from self._lines(cells, plain_numbers=delimiter == ",")
        except csv.Error as error:
            message = _("Line {line} cannot be split into cells: a quotation mark is missing or too many.")
            raise FileRefused(format_lazy(message, line=rows.line_num)) from error

    def _decoded(self, content: bytes) -> str:
        try:
            return decoded(content)
        except UnknownEncoding as error:
            if error.guess is None:
                raise FileRefused(_("The text is not in UTF-8. In Excel, save it as “CSV UTF-8”.")) from error
            if not self.converting:
                raise FileRefused(old_letters(error.guess)) from error
            stands, says = content.decode("cp1252", "replace"), error.guess.text
            self._note(error.guess.name, *_telling(stands, says))
            return says

    def _note(self, name: str, stands: str, says: str) -> None:
        self.found.old_fonts.append(OldFont(name, stands, says))

    def _modern(self, number: int, cell: Any) -> Any:
        """The cell, and in modern letters where it is text in an old font."""
        if not isinstance(cell, str) or (guess := suspected(cell)) is None:
            return cell
        if not self.converting:
            message = _("Row {row}: {what}")
            raise FileRefused(format_lazy(message, row=number, what=old_letters(guess)))
        self._note(guess.name, cell, guess.text)
        return guess.text

    def _lines(
        self, rows: Iterable[Any], *, plain_numbers: bool, lettered: bool = False, first: int = 1
    ) -> Iterator[Line]:
        numbered = enumerate(rows, start=first)
        header = self.found.header = _header(next(numbered, (0, ()))[1], self.columns)
        letters = {name: get_column_letter(place) for place, name in enumerate(header, start=1)}
        filled = ((number, row) for number, row in numbered if any(map(_is_filled, row)))
        for count, (number, row) in enumerate(filled):
            if count >= MAX_ROWS:
                raise FileRefused(
                    format_lazy(_("More than {most} rows are not read at once."), most=MAX_ROWS)
                )
            if any(map(_is_filled, row[len(header) :])):
                message = _("Row {row} has more cells than the header. Is a text with commas unquoted?")
                raise FileRefused(format_lazy(message, row=number))
            modern = (self._modern(number, cell) for cell in row)
            cells = dict(zip_longest(header, islice(modern, len(header))))
            yield Line(number, cells, plain_numbers, letters if lettered else {})


def old_letters(guess: Guess) -> "StrOrPromise":
    """The letters are old: as what they were probably meant, and what to do."""
    telling = next(line for line in guess.text.splitlines() if not line.isascii())
    message = _("the letters are not Unicode, taken for {name}: “{text}”. Save the file in Unicode.")
    return format_lazy(message, name=guess.name, text=Truncator(telling.strip()).chars(120))


def _telling(stands: str, says: str) -> tuple[str, str]:
    """The first line that says something else in the old letters and in the new ones."""
    lines = zip(stands.splitlines(), says.splitlines(), strict=False)
    return next(((old, new) for old, new in lines if old != new), (stands, says))


def _rows_of_json(text: str) -> list[list[Any]]:
    """A list of records as a header and rows; the columns are those of all records together."""
    try:
        records = json.loads(text, parse_float=Decimal, parse_constant=no_number, object_pairs_hook=_record)
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise FileRefused(_("This is no JSON, or a broken one.")) from error
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        raise FileRefused(_("The JSON must be a list of records: [{…}, {…}]."))
    header = list(dict.fromkeys(name for record in records for name in record))
    rows = ([record.get(name) for name in header] for record in records)
    return [header, *rows] if records else []


def no_number(name: str) -> None:
    raise ValueError(f"{name} is no number.")


def _record(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) < len(pairs):
        raise ValueError("A record names a column twice.")
    return record


def _is_filled(cell: Any) -> bool:
    return cell is not None and bool(str(cell).strip())


def _header(cells: Any, columns: Columns) -> list[str]:
    # There are never so many: what follows need not be looked at to be refused.
    header = [columns.meant(cell) for cell in cells[:MOST_HEADS]]
    while header and not header[-1]:
        header.pop()
    said = list(_header_faults(header, columns))
    if said:
        raise FileRefused(format_lazy(" ".join(["{}"] * len(said)), *said))
    return header


def _header_faults(header: Sequence[str], columns: Columns) -> Iterator["StrOrPromise"]:
    known = [name for name in header if name in columns.known]
    if not known:
        yield _("The first row must name the columns, and names none.")
    if missing := [name for name in columns.needed if name not in header]:
        yield format_lazy(_("Missing: {columns}."), columns=columns.called(missing))
    unknown = [name for name in header if name and name not in columns.known]
    if unknown:
        named = columns.called(unknown[:MOST_NAMED]) + (", …" if len(unknown) > MOST_NAMED else "")
        yield format_lazy(_("Not recognised: {columns}."), columns=named)
    if unnamed := [get_column_letter(place) for place, name in enumerate(header, start=1) if not name]:
        yield format_lazy(_("Without a name: column {columns}."), columns=", ".join(unnamed[:MOST_NAMED]))
    if twice := [name for name, times in Counter(known).items() if times > 1]:
        yield format_lazy(_("Named twice: {columns}."), columns=columns.called(sorted(twice)))
