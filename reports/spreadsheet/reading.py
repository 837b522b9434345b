"""A workbook that comes back, as the boxes of the page's form: cell by cell understood, or refused with its
address. What the numbers mean, and whether they can be, the form says.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl.utils import get_column_letter

from emulation.files import FileRefused, refuse_too_large
from emulation.numbers import format_number
from emulation.text import clean_text
from emulation.workbooks import Table, Unread, refuse_disguised, table_of
from reports.entry.forms import NUMBERS
from reports.entry.page import EntryPage
from reports.entry.rows import EntryRow
from reports.spreadsheet.cells import CellRefused, boxes_of, quoted
from reports.spreadsheet.sheet import FILLED, HOW, KEY, MARK, Key, canonical, held, key_of, takes
from reports.spreadsheet.shown import content
from reports.typed import unit_of
from units.models import Unit

NAME_LENGTH = 100
# The unit of measure first: it says what the numbers beside it are.
IN_ORDER = ("unit", *(name for name in FILLED if name != "unit"))


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a cell, or a row, is not taken: `place` is its address ("L12", "12"), `said` what stands in it."""

    place: str
    message: str
    said: str = ""

    @property
    def where(self) -> str:
        """The address in words."""
        return _("row %(row)s") % {"row": self.place} if self.place.isdecimal() else self.place


@dataclass(frozen=True, slots=True)
class Line:
    """What one row says about one allocation (its key). `version` is that of the answer which stood there
    when the workbook was made, "" for none; `boxes` the form's boxes that it fills, by name, `places` the
    address of each cell, `texts` what a person reads in it, where anything; `faults` are cells that could not
    be read at all."""

    allocation: int
    number: int
    version: str
    boxes: dict[str, str]
    places: dict[str, str]
    faults: list[Fault]
    texts: dict[str, str] = field(default_factory=dict)

    def fault(self, box: str, message: str) -> Fault:
        return Fault(self.place_of(box), message, self.texts.get(box, ""))

    def place_of(self, box: str) -> str:
        return self.places.get(box, str(self.number))


@dataclass(slots=True)
class Brought:
    """A file that came back. `untouched` are allocations whose cells are as they were handed out, `strays`
    rows that cannot be taken to any line of the page, `remarks` what was passed over and why."""

    name: str
    lines: list[Line] = field(default_factory=list)
    strays: list[Fault] = field(default_factory=list)
    untouched: dict[int, str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)


def read(name: str, file: bytes, page: EntryPage) -> Brought:
    """What the workbook says about the page's lines. Raises FileRefused."""
    suffix = Path(name).suffix.lower()
    refuse_too_large(file)
    if not file:
        raise FileRefused(_("The file is empty."))
    refuse_disguised(file, suffix)
    if suffix != ".xlsx":
        raise FileRefused(_("Only the workbook of this page (.xlsx) is taken, filled in and saved."))
    table = table_of(file, (KEY, MARK))
    if table is None:
        raise FileRefused(
            _(
                "This is not the workbook of a report: its hidden row and columns are missing. Download it "
                "anew from this page and copy the numbers into it."
            )
        )
    brought = Brought(clean_text(name).strip()[-NAME_LENGTH:])
    _take(brought, table, page)
    return brought


def _take(brought: Brought, table: Table, page: EntryPage) -> None:
    columns = _columns(table)
    own = set(range(len(table.head))) - set(columns.values())
    rows = {key_of(row).casefold(): row for row in page.rows}
    found: dict[str, list[_Row]] = {}
    without_key: list[_Row] = []
    others: list[_Row] = []
    for number, cells in table.rows:
        row = _Row(number, cells, columns)
        key = row.key
        if key == KEY:
            continue  # the headings
        if not key:
            without_key += [row] if row.says_something else []
        elif key.casefold() in rows:
            found.setdefault(key.casefold(), []).append(row)
        else:
            others.append(row)
    if not found:
        raise FileRefused(_whose(others, page))
    strays = [(row, Key.read(row.key)) for row in others if row.says_something]
    units = _units(key for _row, key in strays if key) if strays else {}
    brought.strays += [Fault(row.place, _stray(key, page, units)) for row, key in strays]
    for key, same in found.items():
        _take_line(brought, same, rows[key])
    brought.remarks += _remarks(table, columns, own, without_key)
    _count_missing(brought, found.keys(), rows)


def _take_line(brought: Brought, same: "list[_Row]", row: EntryRow) -> None:
    if len({one.content for one in same}) > 1:
        numbers = ", ".join(str(one.number) for one in same)
        said = _("Rows %(rows)s are all %(target)s. Keep the right one.")
        names = {"rows": numbers, "target": _name(row)}
        brought.strays += [Fault(one.place, said % names) for one in same]
    elif same[0].is_untouched:
        brought.untouched[row.allocation.pk] = same[0].version
    else:
        brought.lines.append(same[0].line(row))


def _name(row: EntryRow) -> str:
    about = f" ({row.allocation.unit.name})" if row.form.is_compact else ""
    return f"{row.target.code}{about}"


def _columns(table: Table) -> dict[str, int]:
    """The place of each column, by its machine name."""
    known = {KEY, MARK, *FILLED}
    places: dict[str, int] = {}
    for place, name in enumerate(table.head):
        if name in known:
            if name in places:
                letters = ", ".join(get_column_letter(at + 1) for at in (places[name], place))
                message = _("Columns %(columns)s are copies of each other. Delete one of them.")
                raise FileRefused(message % {"columns": letters})
            places[name] = place
    return places


def _remarks(
    table: Table, columns: Mapping[str, int], own: Iterable[int], loose: "list[_Row]"
) -> Iterator[str]:
    unnamed = [place for place in own if not table.head[place]]
    extra = [place for place in unnamed if any(_is_filled(cells, place) for _number, cells in table.rows)]
    if extra:
        letters = ", ".join(get_column_letter(place + 1) for place in extra)
        yield _("Columns of your own were not read: %(columns)s.") % {"columns": letters}
    if loose:
        numbers = ", ".join(str(row.number) for row in loose[:20])
        yield _("Rows of your own, which belong to no target, were not read: %(rows)s.") % {"rows": numbers}


def _is_filled(cells: tuple[Any, ...], place: int) -> bool:
    return place < len(cells) and cells[place] is not None and bool(str(cells[place]).strip())


def _count_missing(brought: Brought, found: Iterable[str], rows: Mapping[str, EntryRow]) -> None:
    missing = [_name(row) for key, row in rows.items() if key not in set(found)]
    if missing:
        said = _("Not in the file, and therefore left as they are: %(lines)s.")
        brought.remarks.append(said % {"lines": ", ".join(missing)})


def _whose(others: "list[_Row]", page: EntryPage) -> str:
    """Whose workbook it is, where it is not this page's."""
    keys = [key for key in (Key.read(row.key) for row in others) if key]
    if not keys:
        return _(
            "The workbook holds no line of this report: its hidden column is empty or was changed. Download "
            "it anew from this page and copy the numbers into it."
        )
    said = _(
        "This is the workbook of another report: %(what)s. Here %(name)s of %(unit)s is filled in: download "
        "its workbook from this page."
    )
    units = _units(keys)
    told = ((_campaign(key, page), _period(key, page), units.get(key.unit, key.unit)) for key in keys)
    parts = (part for parts in told for part in parts if part)
    return said % {"what": ", ".join(dict.fromkeys(parts)), "name": page.name, "unit": page.unit.name}


def _units(keys: Iterable[Key]) -> dict[str, str]:
    """The names of the units that keys of other pages speak of, by code."""
    return dict(Unit.objects.filter(code__in={key.unit for key in keys}).values_list("code", "name"))


def _campaign(key: Key, page: EntryPage) -> str:
    """The campaign of a key, where it is another."""
    own = page.rows[0].schedule.campaign.code
    return (
        _("campaign %(code)s") % {"code": key.campaign} if key.campaign.casefold() != own.casefold() else ""
    )


def _period(key: Key, page: EntryPage) -> str:
    """The period of a key in words, where it is none of the page's."""
    if key.period.casefold() in {row.period.code.casefold() for row in page.rows}:
        return ""
    known = page.rows[0].schedule.by_code(key.period)
    return known.name if known and not _campaign(key, page) else key.period


def _stray(key: Key | None, page: EntryPage, units: Mapping[str, str]) -> str:
    """Why a row is none of the page's; `units` are names by code."""
    if key is None:
        return _("The hidden key of this row was changed. Copy the row's numbers into a new workbook.")
    if _campaign(key, page):
        return _("This row is of another campaign (%(code)s).") % {"code": key.campaign}
    if period := _period(key, page):
        said = _("This row is of another period (%(period)s): %(name)s is filled in here.")
        return said % {"period": period, "name": page.name}
    said = _("%(target)s of %(unit)s is not reported on this page.")
    return said % {"target": key.target, "unit": units.get(key.unit, key.unit)}


IN_ANOTHER_UNIT = gettext_lazy(
    "The row's unit of measure was changed, and this number stands as it was downloaded ({stored}). Type it "
    "again in the unit that the row now has."
)


class _Row:
    """A row of the sheet, its cells by the machine names of their columns."""

    def __init__(self, number: int, cells: tuple[Any, ...], columns: Mapping[str, int]) -> None:
        self.number = number
        self.cells = {name: cells[place] for name, place in columns.items() if place < len(cells)}
        self.letters = {name: get_column_letter(place + 1) for name, place in columns.items()}
        self.filled = {name: cell for name, cell in self.cells.items() if name in FILLED}

    @property
    def place(self) -> str:
        return str(self.number)

    @property
    def key(self) -> str:
        cell = self.cells.get(KEY)
        return str(cell.why) if isinstance(cell, Unread) else _text(cell)

    @property
    def content(self) -> tuple[str, ...]:
        return tuple(canonical(self.filled.get(name)) for name in FILLED)

    @property
    def says_something(self) -> bool:
        return any(self.content)

    @property
    def _mark(self) -> tuple[str, str]:
        version, _dash, fingerprint = _text(self.cells.get(MARK)).removeprefix("v").partition("-")
        return (version, fingerprint) if version.isdecimal() and len(version) < 10 else ("0", "")

    @property
    def version(self) -> str:
        version = int(self._mark[0])
        return str(version) if version else ""

    @property
    def is_untouched(self) -> bool:
        return self._mark[1] == held(self.filled)

    def line(self, row: EntryRow) -> Line:
        places = {name: f"{self.letters[name]}{self.number}" for name in self.filled}
        filled = {name: cell for name, cell in self.filled.items() if canonical(cell)}
        texts = {name: quoted(cell) for name, cell in filled.items()}
        line = Line(row.allocation.pk, self.number, self.version, {}, places, [], texts)
        for name in IN_ORDER:
            if name in filled:
                try:
                    line.boxes.update(boxes_of(row, name, filled[name], line.boxes.get("unit")))
                except CellRefused as refused:
                    line.faults.append(line.fault(name, str(refused)))
        if self._takes_back_unit(row):
            line.boxes["unit"] = ""
        line.faults.extend(self._in_another_unit(row, line))
        for name in self._left(row, line.boxes):
            del line.boxes[name]
        return line

    def _takes_back_unit(self, row: EntryRow) -> bool:
        """The cell with another unit of measure was emptied: the target's own holds, as its column says."""
        return "unit" in self.filled and not canonical(self.filled["unit"]) and takes(row.form, "unit")

    def _in_another_unit(self, row: EntryRow, line: Line) -> Iterator[Fault]:
        """A number that stands as it was handed out beside one typed in another unit of measure: whether it
        is in the old unit or in the new one nobody has said."""
        if line.boxes.get("unit", "") == row.form.as_shown.get("unit", "") or "unit" not in line.boxes:
            return
        said = [name for name in NUMBERS if name in line.boxes]
        same = [name for name in said if self._is_as_shown(row, name)]
        if len(same) < len(said):
            for name in same:
                number = format_number(getattr(row.reading, name))
                stored = f"{number} {unit_of(row.target, name)}".strip()
                yield line.fault(name, str(format_lazy(IN_ANOTHER_UNIT, stored=stored)))

    def _left(self, row: EntryRow, boxes: Mapping[str, str]) -> list[str]:
        """What stands there as it was handed out and is not meant anew, where unit of measure or span are
        others now: the second number beside one that was typed. Where nothing else was changed, it is meant.
        """
        shown = row.form.as_shown
        others = [name for name in HOW if name in boxes and boxes[name] != shown.get(name)]
        said = [name for name in NUMBERS if name in boxes]
        same = [name for name in said if self._is_as_shown(row, name)]
        stored = [name for name in NUMBERS if shown.get(name)]
        if not others or not same:
            return []
        if len(same) < len(said):
            return same
        return [] if same == stored else same + others

    def _is_as_shown(self, row: EntryRow, name: str) -> bool:
        return canonical(self.filled[name]) == canonical(content(row.form, name))


def _text(cell: Any) -> str:
    return clean_text(cell).strip() if isinstance(cell, str) else ""
