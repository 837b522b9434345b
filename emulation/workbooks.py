"""A workbook's sheet with a table as plain rows, opened only once it is known to be harmless.

Hidden rows and columns count like all others. Merged cells are refused: only their first one holds anything,
and which of the others it should stand for nobody has said.
"""

import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook
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
# What openpyxl, zipfile and the XML reader raise for a file that is not the workbook it says it is.
BROKEN = (
    BadZipFile, InvalidFileException, ParseError, zlib.error, EOFError, OSError, RuntimeError,
    AttributeError, LookupError, TypeError, ValueError, ArithmeticError,
)  # fmt: skip
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
        raise FileRefused(_("This is a workbook or an archive, no text. Is its name to end in .xlsx?"))
    if suffix == ".xlsx" and not content.startswith(b"PK") and content and b"\x00" not in content:
        raise FileRefused(_("This is a text, no workbook. Is its name to end in .csv?"))


def rows_of(content: bytes, names: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    """The rows of the sheet whose first row holds the names: values, Percent in percent cells, results of
    formulas as Excel last saved them. Raises FileRefused."""
    try:
        _refuse_harmful(content)
        book = _opened(content, results_only=True)
        place = _place_of_sheet(book, names)
        _refuse_unwieldy(content, book.worksheets[place])
        results = _rows(book, place)
        formulas = _rows(_opened(content, results_only=False), place)
        yield from _values(results, formulas)
    except BROKEN as error:
        raise FileRefused(_("The workbook is broken. Open it in Excel, save it again.")) from error


def _values(results: Iterator[Any], formulas: Iterator[Any]) -> Iterator[tuple[Any, ...]]:
    for row, written in zip(results, formulas, strict=True):
        for result, formula in zip(row, written, strict=True):
            if result.value is None and formula.value is not None and result.data_type != "str":
                raise FileRefused(_without_result(formula.coordinate))
        yield tuple(map(_value, row))


def _value(cell: Any) -> Any:
    value = cell.value
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
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


def _rows(book: Any, place: int, last: int = SHEET_ROWS) -> Iterator[Any]:
    # The size that the sheet claims for itself may be wrong; ours is given.
    rows: Iterator[Any] = book.worksheets[place].iter_rows(max_row=last, max_col=SHEET_COLUMNS)
    return rows


def _place_of_sheet(book: Any, names: tuple[str, ...]) -> int:
    """Whatever a sheet is called: the one whose first row names the columns, else the first one."""
    sheets = book.worksheets[:50]
    fitting = [place for place in range(len(sheets)) if set(names) <= _head(book, place)]
    shown = [place for place in fitting if sheets[place].sheet_state == "visible"] or fitting
    if len(shown) > 1:
        message = _("Several sheets name these columns: {sheets}. Keep one in the file.")
        raise FileRefused(format_lazy(message, sheets=", ".join(sheets[place].title for place in shown)))
    return shown[0] if shown else 0


def _head(book: Any, place: int) -> set[str]:
    first = next(_rows(book, place, last=1), ())
    return {str(cell.value).strip().casefold() for cell in first}


def _refuse_unwieldy(content: bytes, sheet: Any) -> None:
    with ZipFile(io.BytesIO(content)) as parts, parts.open(sheet._worksheet_path) as part:
        tail, rows = b"", 0
        while chunk := part.read(1 << 16):
            if found := _MERGED.search(tail + chunk):
                message = _("Cells {cells} are merged. Unmerge them and fill in each one.")
                raise FileRefused(format_lazy(message, cells=found[1].decode()))
            rows += len(_ROW.findall(chunk))
            if rows > MAX_WRITTEN_ROWS:
                raise FileRefused(_too_long())
            tail = chunk[-200:]


def _without_result(cell: str) -> "StrOrPromise":
    message = _("Cell {cell} holds a formula without its result. Open the file in Excel, save it, try again.")
    return format_lazy(message, cell=cell)


def _too_long() -> "StrOrPromise":
    message = _("The sheet has more than {most} rows, empty ones too. Delete those that are not needed.")
    return format_lazy(message, most=MAX_WRITTEN_ROWS)
