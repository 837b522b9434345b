"""A workbook's sheet with a table as plain rows, opened only once it is known to be harmless.

Hidden rows and columns count like all others. Merged cells are refused: only their first one holds anything,
and which of the others it should stand for nobody has said. `rows_of` reads a sheet whose first row names
the columns, or refuses it whole; `table_of` finds such a row wherever it stands, and lets single cells be
refused.
"""

import io
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from math import isfinite
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile, ZipFile

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from emulation.files import FileRefused
from emulation.numbers import plain

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# What a workbook's parts may weigh together once unpacked, and one that openpyxl holds in memory whole.
MAX_EXPANDED = 100 * 1024 * 1024
MAX_HELD = 30 * 1024 * 1024
MAX_PARTS = 1_000
# Rows with something to say are fewer; the rest are empty ones that only carry a format.
MAX_WRITTEN_ROWS = 150_000
# Excel's own last row; and columns A to AZ, more than there are to fill.
SHEET_ROWS, SHEET_COLUMNS = 1_048_576, 52
# A sheet with a title above its columns, in which people may have added columns of their own.
TABLE_ROWS, TABLE_COLUMNS, ROWS_TO_HEAD, MOST_MERGED = 20_000, 78, 100, 200
# What openpyxl, zipfile and the XML reader (whichever openpyxl finds: SyntaxError is the base of both their
# errors) raise for a file that is not the workbook it says it is.
BROKEN = (
    BadZipFile, InvalidFileException, SyntaxError, zlib.error, EOFError, OSError, RuntimeError,
    AttributeError, LookupError, TypeError, ValueError, ArithmeticError,
)  # fmt: skip
BROKEN_FILE = _("The workbook is broken. Open it in Excel, save it again.")
_OLE = b"\xd0\xcf\x11\xe0"
_OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument"
_CENTRAL = b"PK\x01\x02"
# Where a part declares entities, if it does; what comes later openpyxl (defusedxml) refuses as broken.
_PROLOG = 4096
_PAGE = re.compile(rb"\s*<(!doctype html|html|table|head|meta|\?xml)", re.IGNORECASE)
_ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")
_MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\s[^>]*?ref=["']([A-Z]+[0-9]+:[A-Z]+[0-9]+)["']""")


@dataclass(frozen=True, slots=True)
class Percent:
    """A cell in a percent format, as it is shown: 0.85 in Excel is 85 here."""

    number: Decimal

    def __str__(self) -> str:
        return f"{plain(self.number)}%"


@dataclass(frozen=True, slots=True)
class Unread:
    """A cell from which nothing can be taken, and why."""

    why: "StrOrPromise"


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet below the row that names its columns: `head` the names in small letters, by column, `rows` the
    number and the cells of each row that holds anything."""

    head: tuple[str, ...]
    rows: list[tuple[int, tuple[Any, ...]]]


def refuse_disguised(content: bytes, suffix: str) -> None:
    """Refuse what its first bytes show to be something else than its name says. Raises FileRefused."""
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise FileRefused(_("The workbook is protected by a password. Save it without one."))
        raise FileRefused(_("This is a workbook of old Excel (.xls). In Excel, save it as .xlsx."))
    if _OPEN_DOCUMENT in content[:100]:
        raise FileRefused(_("This is a workbook of OpenDocument (.ods). Save it as .xlsx."))
    marked = content.removeprefix(b"\xef\xbb\xbf")[:200]
    if _PAGE.match(marked):
        raise FileRefused(_("This is a web page under another name. Open it in Excel, save it as .xlsx."))
    is_zip = content.startswith(b"PK\x03\x04")
    if suffix != ".xlsx" and is_zip:
        raise FileRefused(
            _("This is a workbook or an archive under another name. Open it in Excel, save it as .xlsx.")
        )
    if suffix == ".xlsx" and not content.startswith(b"PK") and content and b"\x00" not in content:
        raise FileRefused(
            _("This is a text under the name of a workbook. Open it in Excel, save it as .xlsx.")
        )


def rows_of(content: bytes, is_head: Callable[[Iterable[Any]], bool]) -> Iterator[tuple[Any, ...]]:
    """The rows of the sheet whose first row is a head: values, Percent in percent cells, results of
    formulas as Excel last saved them. Raises FileRefused."""
    try:
        _refuse_harmful(content)
        book = _opened(content, results_only=True)
        place = _place_of_sheet(book, is_head)
        for cells in _merged(content, book.worksheets[place], MAX_WRITTEN_ROWS):
            raise FileRefused(_are_merged(cells))
        results = _rows(book, place)
        formulas = _rows(_opened(content, results_only=False), place)
        yield from _values(results, formulas)
    except BROKEN as error:
        raise FileRefused(BROKEN_FILE) from error


def table_of(content: bytes, names: tuple[str, ...] | Callable[[set[str]], bool]) -> Table | None:
    """The sheet in one of whose first rows all the names stand; None where there is no such sheet.

    Instead of the names, what says whether a row's cells, in small letters, are such a head.

    Cells as in `rows_of`, but Unread where one is merged, holds an error or a formula without its result.
    Raises FileRefused.
    """
    try:
        _refuse_harmful(content)
        book = _opened(content, results_only=True)
        found = _place_of_table(book, names if callable(names) else set(names).issubset)
        if found is None:
            return None
        place, head = found
        merged = [range_boundaries(cells) for cells in _merged(content, book.worksheets[place], TABLE_ROWS)]
        results = _rows(book, place, columns=TABLE_COLUMNS)
        formulas = _rows(_opened(content, results_only=False), place, columns=TABLE_COLUMNS)
        return _table(results, formulas, head, merged)
    except BROKEN as error:
        raise FileRefused(BROKEN_FILE) from error


def _table(results: Iterator[Any], formulas: Iterator[Any], head: int, merged: list[Any]) -> Table:
    names: tuple[str, ...] = ()
    rows = []
    for number, (row, written) in enumerate(zip(results, formulas, strict=True), start=1):
        if number < head:
            continue
        if number == head:
            names = tuple(map(_name, row))
            continue
        cells = [_cell(result, formula) for result, formula in zip(row, written, strict=True)]
        for left, top, right, bottom in merged:
            if top <= number <= bottom:
                for column in range(left - 1, min(right, len(cells))):
                    cells[column] = Unread(_are_merged(_range(left, top, right, bottom)))
        if any(cell is not None for cell in cells):
            rows.append((number, tuple(cells)))
    return Table(names, rows)


def _cell(result: Any, formula: Any) -> Any:
    if _lacks_result(result, formula):
        return Unread(_without_result(formula.coordinate))
    if result.data_type == "e":
        return Unread(format_lazy(_("Excel shows {error} here. Mend the formula."), error=result.value))
    return _value(result)


def _range(left: int, top: int, right: int, bottom: int) -> str:
    return f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom}"


def _lacks_result(result: Any, formula: Any) -> bool:
    return result.value is None and formula.value is not None and result.data_type != "str"


def _values(results: Iterator[Any], formulas: Iterator[Any]) -> Iterator[tuple[Any, ...]]:
    for row, written in zip(results, formulas, strict=True):
        for result, formula in zip(row, written, strict=True):
            if _lacks_result(result, formula):
                raise FileRefused(_without_result(formula.coordinate))
        yield tuple(map(_value, row))


def _value(cell: Any) -> Any:
    value = cell.value
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if is_number and not isfinite(value):
        return str(value)
    if is_number and "%" in (cell.number_format or ""):
        return Percent(Decimal(f"{value:.15g}") * 100)
    return value


def _refuse_harmful(content: bytes) -> None:
    if content.count(_CENTRAL) > MAX_PARTS:
        raise FileRefused(_("The workbook has too many parts. Copy the sheet into a new workbook."))
    archive = ZipFile(io.BytesIO(content))
    parts = archive.infolist()
    held = (part.file_size for part in parts if "worksheets/" not in part.filename)
    if sum(part.file_size for part in parts) > MAX_EXPANDED or max(held, default=0) > MAX_HELD:
        raise FileRefused(_("The workbook is too large once unpacked. Keep only the sheet that is needed."))
    if any(part.flag_bits & 1 for part in parts):
        raise FileRefused(_("The workbook is protected by a password. Save it without one."))
    names = {part.filename.casefold() for part in parts}
    if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in names):
        raise FileRefused(_("The workbook holds macros. In Excel, save it as .xlsx without them."))
    if "[content_types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise FileRefused(_("This is no Excel workbook, although its name says so (or it is broken)."))
    for name in archive.namelist():
        if name.endswith((".xml", ".rels")) and b"<!DOCTYPE" in archive.open(name).read(_PROLOG):
            raise FileRefused(_("The workbook holds XML entities, which Excel never writes."))


def _opened(content: bytes, *, results_only: bool) -> Any:
    return load_workbook(io.BytesIO(content), read_only=True, data_only=results_only, keep_links=False)


def _rows(book: Any, place: int, last: int = SHEET_ROWS, columns: int = SHEET_COLUMNS) -> Iterator[Any]:
    # The size that the sheet claims for itself may be wrong; ours is given.
    rows: Iterator[Any] = book.worksheets[place].iter_rows(max_row=last, max_col=columns)
    return rows


def _place_of_sheet(book: Any, is_head: Callable[[Iterable[Any]], bool]) -> int:
    """Whatever a sheet is called: the one whose first row names the columns, else the first one."""
    fitting = [place for place in range(len(book.worksheets[:50])) if is_head(_head(book, place))]
    chosen = _only_one(book, fitting)
    return chosen or 0


def _only_one(book: Any, fitting: list[int]) -> int | None:
    """Hidden sheets give way; of several shown ones nobody can say which is meant."""
    sheets = book.worksheets
    shown = [place for place in fitting if sheets[place].sheet_state == "visible"] or fitting
    if len(shown) > 1:
        message = _("Several sheets name these columns: {sheets}. Keep one in the file.")
        raise FileRefused(format_lazy(message, sheets=", ".join(sheets[place].title for place in shown)))
    return shown[0] if shown else None


def _head(book: Any, place: int) -> set[str]:
    return set(map(_name, next(_rows(book, place, last=1), ())))


def _name(cell: Any) -> str:
    return str("" if cell.value is None else cell.value).strip().casefold()


def _place_of_table(book: Any, is_head: Callable[[set[str]], bool]) -> tuple[int, int] | None:
    """Which sheet it is, and the number of the row that names its columns."""
    heads = {}
    for place in range(len(book.worksheets[:50])):
        first = _rows(book, place, last=ROWS_TO_HEAD, columns=TABLE_COLUMNS)
        named = (row for row, cells in enumerate(first, start=1) if is_head(set(map(_name, cells))))
        if head := next(named, None):
            heads[place] = head
    chosen = _only_one(book, list(heads))
    return None if chosen is None else (chosen, heads[chosen])


def _merged(content: bytes, sheet: Any, most_rows: int) -> list[str]:
    """The ranges of merged cells; refuses a sheet with more written rows than these."""
    found: dict[str, None] = {}
    with ZipFile(io.BytesIO(content)) as parts, parts.open(sheet._worksheet_path) as part:
        tail, rows = b"", 0
        while chunk := part.read(1 << 16):
            found |= dict.fromkeys(match[1].decode() for match in _MERGED.finditer(tail + chunk))
            rows += len(_ROW.findall(chunk))
            if rows > most_rows:
                raise FileRefused(_too_long(most_rows))
            if len(found) > MOST_MERGED:
                break
            tail = chunk[-200:]
    if len(found) > MOST_MERGED:
        raise FileRefused(_are_merged(next(iter(found))))
    return list(found)


def _are_merged(cells: str) -> "StrOrPromise":
    return format_lazy(_("Cells {cells} are merged. Unmerge them and fill in each one."), cells=cells)


def _without_result(cell: str) -> "StrOrPromise":
    message = _("Cell {cell} holds a formula without its result. Open the file in Excel, save it, try again.")
    return format_lazy(message, cell=cell)


def _too_long(most: int) -> "StrOrPromise":
    message = _("The sheet has more than {most} rows, empty ones too. Delete those that are not needed.")
    return format_lazy(message, most=most)
