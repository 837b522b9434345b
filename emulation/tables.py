"""Tables as files: CSV that Excel in Vietnamese opens right, XLSX, JSON. The one home of writing them.

A table is written while it is read: its things are taken one by one and none is kept, so that a hundred
thousand rows take the memory of one. What is text stays text in every form, whatever it begins with.
"""

import csv
import io
import json
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from itertools import islice
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

from emulation import paper
from emulation.numbers import plain
from emulation.row_heights import row_height
from emulation.text import clean_text
from emulation.worded import Worded

Cell = str | int | Decimal | Worded | date | datetime | bool | None


class Kind(Enum):
    """What a column holds. PERCENT are numbers such as 98, not 0.98; FLAG is for programs ("1", TRUE), YES_NO
    for people."""

    TEXT = "text"
    WHOLE = "whole"
    NUMBER = "number"
    PERCENT = "percent"
    DATE = "date"
    MOMENT = "moment"
    YES_NO = "yes_no"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Column:
    """`key` names it in JSON, `label` on top of the column; `read` takes the cell out of a thing.

    `width` in characters. `decimals`: as many as Excel shows at most; the number itself stays exact.
    `right`: its texts stand where its numbers do.
    """

    key: str
    label: str
    read: Callable[[Any], Cell]
    kind: Kind = Kind.TEXT
    width: int = 14
    decimals: int = 4
    right: bool = False

    @property
    def is_right(self) -> bool:
        return self.right or self.kind in {Kind.WHOLE, Kind.NUMBER, Kind.PERCENT}


@dataclass(frozen=True, slots=True)
class Table:
    """`name` is the file's and the sheet's, `title` stands above the head in files for people.

    `things` is read once. `frozen`: columns that stay in sight. `notes` explain its signs, under the title.
    `printed`: so many columns go on paper, None for all; those behind are for reckoning.
    """

    name: str
    columns: Sequence[Column]
    things: Iterable[Any]
    title: Sequence[str] = ()
    frozen: int = 1
    notes: Sequence[str] = ()
    printed: int | None = None

    @property
    def above(self) -> list[str]:
        """The lines above the head."""
        return [*self.title, *self.notes]

    def rows(self) -> Iterator[list[Cell]]:
        readers = [(column.read, column.kind) for column in self.columns]
        for thing in self.things:
            yield [_clean(read(thing), kind) for read, kind in readers]


_NO_XML = dict.fromkeys((0xFFFE, 0xFFFF))


def printable(text: str) -> str:
    """Without what no XML may hold, beside what `clean_text` takes out of every text."""
    return text.translate(_NO_XML)


def _clean(cell: Cell, kind: Kind) -> Cell:
    if cell is None:
        return None
    if isinstance(cell, Worded):
        return cell.with_text(printable(clean_text(cell.text)))
    if kind == Kind.TEXT:
        return printable(clean_text(str(cell)))
    return timezone.localtime(cell, timezone.get_default_timezone()) if isinstance(cell, datetime) else cell


# JSON: one record a line


def to_json(table: Table) -> Iterator[bytes]:
    """A list of records by the columns' keys. Numbers are strings, exact; dates ISO 8601; null for none."""
    keys = [column.key for column in table.columns]
    before = "[\n"
    for some in _together(table.rows()):
        records = [dict(zip(keys, map(_plain, row), strict=True)) for row in some]
        yield (before + ",\n".join(json.dumps(each, ensure_ascii=False) for each in records)).encode()
        before = ",\n"
    yield b"[]\n" if before == "[\n" else b"\n]\n"


def _plain(cell: Cell) -> str | int | bool | None:
    if isinstance(cell, Decimal | Worded):
        return plain(cell) if isinstance(cell, Decimal) else cell.text
    return cell.isoformat() if isinstance(cell, date) else cell


# CSV

# Excel takes what begins so for a formula, in full width too where East Asian languages are set.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# A number below nought as Vietnamese write it: nothing in it can be run.
_NEGATIVE = re.compile(r"-([0-9]+|[0-9]{1,3}(\.[0-9]{3})+)(,[0-9]+)?%?")
# Of these Excel would make a day, a number without its nought in front, or one without its last digits.
_MISREAD = re.compile(r"[0-9]{1,4} *[/-] *[0-9]{1,4}|0[0-9]+|[0-9]{16,}|[0-9]+([,.][0-9]+)?[eE][+-]?[0-9]+")


def to_csv(table: Table) -> Iterator[bytes]:
    """For Excel in Vietnamese: UTF-8 with BOM, semicolons, decimal commas, CRLF, no formula to run."""
    kinds = [column.kind for column in table.columns]
    heads = [column.label for column in table.columns]
    yield b"\xef\xbb\xbf" + _csv_lines(map(csv_text, words) for words in (*([t] for t in table.above), heads))
    for some in _together(table.rows()):
        yield _csv_lines(map(_csv_cell, row, kinds) for row in some)


def csv_text(text: str) -> str:
    """A text that spreadsheets take for that and nothing else: an apostrophe stands before a formula, a tab,
    which nobody sees, behind what would become a day or another number."""
    if _is_formula(text):
        return f"'{text}"
    return f"{text}\t" if _is_misread(text) else text


def text_in_csv(cell: str) -> str:
    """The text of which `csv_text` made the cell; any other apostrophe or tab stays."""
    if cell.startswith("'") and _is_formula(cell):
        return cell[1:]
    return cell[:-1] if cell.endswith("\t") and _is_misread(cell) else cell


def _is_formula(text: str) -> bool:
    """Whatever apostrophes stand before it already, so that taking one off gives back each text as it was."""
    bare = text.lstrip("'")
    begins = bare.startswith(FORMULA_STARTS) or bare.lstrip().startswith(FORMULA_STARTS)
    return begins and _NEGATIVE.fullmatch(bare) is None


def _is_misread(text: str) -> bool:
    """Whatever tabs stand behind it already."""
    return _MISREAD.fullmatch(text.strip()) is not None


def _csv_lines(rows: Iterable[Iterable[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


def _csv_cell(cell: Cell, kind: Kind) -> str:
    if cell is None:
        return ""
    match kind:
        case Kind.YES_NO:
            return _("Yes") if cell else _("No")
        case Kind.FLAG:
            return "1" if cell else "0"
        case Kind.DATE:
            return f"{cell:%d/%m/%Y}"
        case Kind.MOMENT:
            return f"{cell:%d/%m/%Y %H:%M}"
        case Kind.TEXT:
            return csv_text(str(cell))
        case _:
            number = plain(cell) if isinstance(cell, Decimal) else str(cell)
            return number.replace(".", ",") + ("%" if kind == Kind.PERCENT else "")


# XLSX

_TITLE, _HEAD = Font(name="Calibri", size=13, bold=True), Font(name="Calibri", size=11, bold=True)
_TOP = Alignment(vertical="top")
_TEXT = Alignment(horizontal="left", vertical="top", wrap_text=True, indent=1)
_RIGHT = Alignment(horizontal="right", vertical="top", wrap_text=True, indent=1)
_NUMBER = Alignment(horizontal="right", vertical="top", indent=1)
_LINE = Side(style="thin", color="BFBFBF")
_GRID = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
# Characters that the room beside a cell's text takes.
_BESIDE = 2
_FORMATS = {Kind.DATE: "dd/mm/yyyy", Kind.MOMENT: "dd/mm/yyyy hh:mm", Kind.WHOLE: "#,##0"}
# Of a sheet's name: what Excel refuses in it, and its length.
_NOT_IN_NAMES = re.compile(r"[\\/*?:\[\]]")
_NAME_LENGTH = 31
# In points.
_TITLE_HEIGHT = 18


def to_xlsx(table: Table, out: IO[bytes]) -> None:
    """One sheet under its title, with real numbers and days, a bold head that stays in sight and a filter."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(sheet_name(table.name))
    head = len(table.above) + 1
    _lay_out(sheet, table, head)
    cells, widths = _Cells(sheet), [column.width - _BESIDE for column in table.columns]
    for number, words in enumerate(table.above, start=1):
        is_title = number <= len(table.title)
        _append(sheet, number, [cells.above(words, is_title=is_title)], _TITLE_HEIGHT)
    heads = [column.label for column in table.columns]
    # Generators, because each cell is written before the next one is asked for.
    _append(sheet, head, (cells.head(column) for column in table.columns), row_height(heads, widths))
    last = head
    for last, row in enumerate(table.rows(), start=head + 1):
        filled = (cells.of(value, column) for value, column in zip(row, table.columns, strict=True))
        _append(sheet, last, filled, row_height(row, widths))
    sheet.auto_filter.ref = f"A{head}:{get_column_letter(len(table.columns))}{last}"
    if table.printed is not None:
        sheet.print_area = f"A1:{get_column_letter(table.printed)}{last}"
    save(book, out)


def sheet_name(name: str) -> str:
    """Whole words of it, as far as Excel takes them, and a sign that more was said."""
    allowed = _NOT_IN_NAMES.sub("-", name.replace(": ", " - "))
    if len(allowed) <= _NAME_LENGTH:
        return allowed
    return allowed[:_NAME_LENGTH].rpartition(" ")[0].strip(" -") + "…"


def _append(sheet: Any, number: int, row: Iterable[Any], height: int) -> None:
    sheet.row_dimensions[number].height = height
    sheet.append(row)
    del sheet.row_dimensions[number]


def _lay_out(sheet: Any, table: Table, head: int) -> None:
    """Before the first row is written."""
    for number, column in enumerate(table.columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    sheet.freeze_panes = f"{get_column_letter(table.frozen + 1)}{head + 1}"
    widths = [column.width for column in table.columns[: table.printed]]
    paper.lay_out(sheet, table.name, widths, head, table.frozen)


class _Cells:
    """One cell for each way to look: whoever takes it writes it before the next is taken."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        self._known: dict[tuple[str, Font | None, bool, Alignment], Any] = {}

    def above(self, words: str, *, is_title: bool) -> Any:
        return self._text(words, _TOP, _TITLE if is_title else None)

    def head(self, column: Column) -> Any:
        return self._text(column.label, _place(column), _HEAD)

    def of(self, value: Cell, column: Column) -> Any:
        place = _place(column)
        if value is None or value == "":
            return self._filled(None, "General", place)
        match column.kind:
            # What is wider than its column stays text: of a number nothing but "###" would be seen.
            case Kind.TEXT if isinstance(value, Worded) and len(value.text) < column.width - _BESIDE:
                return self._filled(value.value, value.look, _NUMBER)
            case Kind.TEXT:
                return self._text(str(value), place)
            case Kind.YES_NO:
                return self._text(_("Yes") if value else _("No"), place)
            case Kind.MOMENT if isinstance(value, datetime):
                return self._filled(value.replace(tzinfo=None), _FORMATS[Kind.MOMENT], place)
            case Kind.NUMBER | Kind.PERCENT if isinstance(value, Decimal | int):
                return self._number(Decimal(value), column)
            case kind:
                place = _NUMBER if column.is_right else place
                return self._filled(value, _FORMATS.get(kind, "General"), place)

    def _text(self, text: str, place: Alignment, font: Font | None = None) -> Any:
        cell = self._filled(text, "General", place, font, quoted=csv_text(text) != text)
        # Text, and never a formula or an error, whatever it says.
        cell.data_type = "s"
        return cell

    def _number(self, number: Decimal, column: Column) -> Any:
        decimals = min(_decimals(number), column.decimals)
        shown = "0." + "0" * decimals if decimals else "0"
        if column.kind == Kind.PERCENT:
            return self._filled(number / 100, f"{shown}%", _NUMBER)
        return self._filled(number, f"#,##{shown}", _NUMBER)

    def _filled(
        self, value: Any, look: str, place: Alignment, font: Font | None = None, *, quoted: bool = False
    ) -> Any:
        cell = self._known.get((look, font, quoted, place))
        if cell is None:
            cell = self._known[look, font, quoted, place] = WriteOnlyCell(self._sheet)
            cell.number_format, cell.alignment = look, place
            # Typed over in Excel, what looks like a formula still stays text.
            cell.quotePrefix = quoted
            if font:
                cell.font = font
            if place is not _TOP:
                cell.border = _GRID
        cell.value = value
        return cell


def _place(column: Column) -> Alignment:
    return _RIGHT if column.is_right else _TEXT


def _decimals(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


# What a workbook says of the time of its writing.
_WRITTEN = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")
_PROPERTIES = "docProps/core.xml"


def save(book: Workbook, out: IO[bytes]) -> None:
    """Write a workbook: the same bytes whenever the same is written."""
    with spooled() as written:
        book.save(written)
        with ZipFile(written) as parts, ZipFile(out, "w") as copy:
            for name in parts.namelist():
                # ZipInfo alone has no present time, but the first that a ZIP file can hold.
                info = ZipInfo(name)
                info.compress_type = ZIP_DEFLATED
                with parts.open(name) as part, copy.open(info, "w") as target:
                    if name == _PROPERTIES:
                        target.write(_WRITTEN.sub(b"", part.read()))
                    else:
                        shutil.copyfileobj(part, target)


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    save(book, out)
    return out.getvalue()


# All forms

TEXTS: dict[str, Callable[[Table], Iterator[bytes]]] = {"csv": to_csv, "json": to_json}
FORMATS = ("xlsx", *TEXTS)
_SOME = 500
_IN_MEMORY = 2**20


def spooled() -> IO[bytes]:
    """A temporary file, in memory as long as it is small."""
    return tempfile.SpooledTemporaryFile(_IN_MEMORY)


def as_bytes(table: Table, extension: str) -> bytes:
    """The whole file of a short table; KeyError for an extension unknown here."""
    if extension != "xlsx":
        return b"".join(TEXTS[extension](table))
    out = io.BytesIO()
    to_xlsx(table, out)
    return out.getvalue()


def _together(rows: Iterator[list[Cell]]) -> Iterator[list[list[Cell]]]:
    while some := list(islice(rows, _SOME)):
        yield some
