"""Quotas or weights of units as people bring them: pasted from a sheet, or in a file."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from emulation.encodings import suspected
from emulation.files import MOST_BYTES, FileRefused
from emulation.numbers import format_whole, read_number
from emulation.table_files import Line, old_letters
from emulation.text import fold
from emulation.workbooks import Unread
from targets.setting_up.told_files import lines_of
from targets.setting_up.unit_names import UnitNames
from units.models import Unit

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST_LINES = 500
# A tab or a semicolon between the cells; else the last word of the line is its number.
_CELLS = re.compile(r"\s*[\t;]\s*")
_TOTAL = re.compile(r"(?:tong(?: cong| so)?|cong|total|sum|toan (?:thanh pho|huyen|tinh|thi xa))\W*")


@dataclass(frozen=True, slots=True)
class Told:
    """A number of one unit: its "quota" or its "weight"."""

    unit: Unit
    kind: str
    number: Decimal


class TableRefused(ValidationError):
    """Nothing was taken; `messages` say why, row by row."""


@dataclass
class Reading:
    """Lines being read: what they told, what is wrong, and `notes` that a person should read."""

    names: UnitNames
    told: list[Told] = field(default_factory=list)
    faults: "list[StrOrPromise]" = field(default_factory=list)
    notes: "list[StrOrPromise]" = field(default_factory=list)
    _totals: list[tuple[int, str, Decimal]] = field(default_factory=list)

    def take(self, row: int, name: str, kind: str, number: Decimal) -> None:
        """A number of the unit that the name means, or the total of all of them."""
        if _is_total(name):
            self._totals.append((row, kind, number))
            return
        unit = self.unit(row, name)
        if unit is not None:
            self.told.append(Told(unit, kind, number))

    def unit(self, row: int, name: str) -> Unit | None:
        found = self.names.find(name)
        if isinstance(found, Unit):
            return found
        self.faults.append(_at(row, found))
        return None

    def done(self) -> "Reading":
        """Raises TableRefused with everything that is wrong."""
        for row, kind, number in [] if self.faults else self._totals:
            total = sum((each.number for each in self.told if each.kind == kind), Decimal(0))
            if total != number:
                text = _("the total is {told}, but the rows add up to {sum}")
                said = format_lazy(text, told=format_whole(number), sum=format_whole(total))
                self.faults.append(_at(row, said))
        seen: set[tuple[int, str]] = set()
        for each in self.told:
            if (each.unit.pk, each.kind) in seen:
                self.faults.append(format_lazy(_("{unit} is named twice."), unit=each.unit.name))
            seen.add((each.unit.pk, each.kind))
        if self.faults:
            raise TableRefused(self.faults)
        return self


def _is_total(name: str) -> bool:
    return bool(_TOTAL.fullmatch(fold(name)))


def read_pasted(text: str, units: Sequence[Unit], kind: str, in_table: Sequence[Unit] = ()) -> Reading:
    """Lines of a unit and its number, below heads without a number; or numbers alone, for `in_table`, the
    units of the table in its order. Raises TableRefused with everything that is wrong."""
    lines = [(number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if not lines:
        raise TableRefused([_("Paste two columns: the unit and its number.")])
    if len(lines) > MOST_LINES:
        raise TableRefused([_("These are more lines than there are units.")])
    reading = Reading(UnitNames(units))
    if column := _column_alone(lines):
        _take_in_order(reading, column, kind, in_table)
        return reading.done()
    for number, line in lines:
        name, figure = _split(line)
        read = read_number(figure)
        if read.value is not None:
            reading.take(number, name, kind, read.value)
        elif _says_no_head(reading, name, figure) and reading.unit(number, name) is not None:
            reading.faults.append(_at(number, read.error))
    if not (reading.told or reading.faults):
        raise TableRefused([_("Paste two columns: the unit and its number.")])
    return reading.done()


def _says_no_head(reading: Reading, name: str, figure: str) -> bool:
    """Above the first number, words that name no unit are a title or a head."""
    begun = reading.told or reading.faults
    return bool(begun or isinstance(reading.names.find(name), Unit) or re.search(r"\d", figure))


def _split(line: str) -> tuple[str, str]:
    cells = [cell for cell in _CELLS.split(line.strip()) if cell]
    if len(cells) > 2 and cells[0].rstrip(".").isdecimal():
        cells = cells[1:]
    if len(cells) > 1:
        return cells[0], cells[-1]
    name, _space, figure = line.strip().rpartition(" ")
    return (name, figure) if name else (figure, "")


def _column_alone(lines: list[tuple[int, str]]) -> list[Decimal]:
    """The numbers of a column without names, below one head; empty where it is none."""
    read = [read_number(line).value for _number, line in lines]
    numbers = [number for number in read if number is not None]
    has_head = len(numbers) == len(read) - 1 and read[0] is None and not re.search(r"\d", lines[0][1])
    return numbers if len(numbers) == len(read) or (has_head and len(numbers) > 1) else []


def _take_in_order(reading: Reading, column: list[Decimal], kind: str, units: Sequence[Unit]) -> None:
    numbers = column
    if len(column) == len(units) + 1 and sum(column[:-1]) == column[-1]:
        numbers = column[:-1]
    if not units or len(numbers) != len(units):
        text = _(
            "These are {numbers} numbers without units, and the table has {units} units. Paste the units too."
        )
        raise TableRefused([format_lazy(text, numbers=len(numbers), units=len(units))])
    reading.told += [Told(unit, kind, number) for unit, number in zip(units, numbers, strict=True)]
    reading.notes.append(_("The numbers stood without units and were taken in the table's order."))


def read_file(file: Any, units: Sequence[Unit]) -> Reading:
    """A CSV, XLSX or JSON file with a column for the unit, and one for the quota or the weight.

    Raises TableRefused with everything that is wrong.
    """
    if file is None:
        raise TableRefused([_("Choose a file.")])
    try:
        heads, lines = lines_of(file.name, file.read(MOST_BYTES + 1))
    except FileRefused as refused:
        raise TableRefused([f"{file.name}: {refused}"]) from refused
    reading = Reading(UnitNames(units))
    for line in lines:
        _take_line(reading, line, heads)
    if not (reading.told or reading.faults):
        raise TableRefused([_("The file has no quotas and no weights.")])
    return reading.done()


def _take_line(reading: Reading, line: Line, heads: dict[str, str]) -> None:
    numbers = list(_numbers_of(line, heads))
    name = line.text(heads["unit"])
    cell = line.cells.get(heads["unit"])
    if isinstance(cell, Unread):
        # A line of signatures below the table may be merged; one with numbers may not.
        reading.faults += [_at(line.number, cell.why)] if numbers else []
    elif not name and not numbers:
        return
    elif guess := suspected(name):
        reading.faults.append(_at(line.number, old_letters(guess)))
    elif not numbers:
        # Below the numbers stand remarks and signatures; a unit without a number is a unit without one.
        return
    else:
        for kind, number, wrong in numbers:
            if wrong:
                reading.faults.append(_at(line.number, wrong))
            else:
                reading.take(line.number, name, kind, number)


def _numbers_of(line: Line, heads: dict[str, str]) -> "Iterator[tuple[str, Decimal, StrOrPromise]]":
    for kind in ("quota", "weight"):
        if kind not in heads:
            continue
        cell = line.cells.get(heads[kind])
        number, wrong = (None, cell.why) if isinstance(cell, Unread) else line.number_in(heads[kind])
        if wrong or number is not None:
            yield kind, number or Decimal(0), wrong


def _at(number: int, what: "StrOrPromise") -> "StrOrPromise":
    return format_lazy(_("Row {row}: {what}"), row=number, what=what)
