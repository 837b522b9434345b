"""Quotas or weights of units as people bring them: two columns pasted from a sheet, or a file."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from emulation.files import MOST_BYTES, FileRefused
from emulation.numbers import read_number
from emulation.table_files import Columns, Line, read_table
from emulation.text import fold
from units.models import Unit

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MEANINGS = ("unit", "quota", "weight")
# As offices number their rows.
NUMBERED = ("stt", "tt")
MOST_LINES = 500
# A tab or a semicolon between the cells; else the last word of the line is its number.
_CELLS = re.compile(r"\s*[\t;]\s*")


@dataclass(frozen=True, slots=True)
class Told:
    """A number of one unit: its "quota" or its "weight"."""

    unit: Unit
    kind: str
    number: Decimal


class TableRefused(ValidationError):
    """Nothing was taken; `messages` say why, row by row."""


def read_pasted(text: str, units: Sequence[Unit], kind: str) -> list[Told]:
    """Lines of a unit (by code or name) and its number; a first line without a number is taken for a head.

    Raises TableRefused with everything that is wrong.
    """
    lines = [(number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if not lines:
        raise TableRefused([_("Paste two columns: the unit and its number.")])
    if len(lines) > MOST_LINES:
        raise TableRefused([_("These are more lines than there are units.")])
    names = _by_name(units)
    told, faults = [], []
    for number, line in lines:
        name, figure = _split(line)
        read = read_number(figure)
        unit = names.get(fold(name))
        if number == lines[0][0] and unit is None and read.value is None:
            continue
        if unit is None:
            faults.append(_at(number, format_lazy(_("there is no unit “{name}” here"), name=name[:60])))
        elif read.value is None:
            faults.append(_at(number, read.error))
        else:
            told.append(Told(unit, kind, read.value))
    return _without_twice(told, faults)


def _split(line: str) -> tuple[str, str]:
    cells = [cell for cell in _CELLS.split(line.strip()) if cell]
    if len(cells) > 1:
        return cells[0], cells[-1]
    name, _space, figure = line.strip().rpartition(" ")
    return (name, figure) if name else (figure, "")


def read_file(file: Any, units: Sequence[Unit]) -> list[Told]:
    """A CSV or XLSX file with the columns unit and quota, or weight, headed in the reader's language or so.

    Raises TableRefused with everything that is wrong.
    """
    if file is None:
        raise TableRefused([_("Choose a file.")])
    heads, lines = _lines_of(file.name, file.read(MOST_BYTES + 1))
    names = _by_name(units)
    told: list[Told] = []
    faults: list[StrOrPromise] = []
    for line in lines:
        name = line.text(heads["unit"])
        unit = names.get(fold(name))
        if unit is None:
            faults.append(_at(line.number, format_lazy(_("there is no unit “{name}” here"), name=name[:60])))
            continue
        for found, wrong in _numbers_of(line, heads):
            if wrong:
                faults.append(_at(line.number, wrong))
            else:
                told.append(Told(unit, *found))
    if not (told or faults):
        raise TableRefused([_("The file has no quotas and no weights.")])
    return _without_twice(told, faults)


def _lines_of(name: str, content: bytes) -> tuple[dict[str, str], list[Line]]:
    """The lines, and what their file calls each column: in the reader's language, or as our files do."""
    refusals = []
    spoken = dict(zip(MEANINGS, _spoken(), strict=True))
    for heads in (spoken, dict(zip(MEANINGS, MEANINGS, strict=True))):
        known = (*heads.values(), *NUMBERED, "name", "code", "note", *_spoken_aside())
        try:
            return heads, read_table(name, content, Columns(known, needed=(heads["unit"],))).lines
        except FileRefused as refused:
            refusals.append(refused)
    raise TableRefused([f"{name}: {refusals[0]}"]) from refusals[0]


def _spoken() -> tuple[str, str, str]:
    """How the reader's language heads unit, quota and weight."""
    return pgettext("head", "unit"), pgettext("head", "quota"), pgettext("head", "weight")


def _spoken_aside() -> tuple[str, str, str]:
    """Columns that may stand beside them."""
    return pgettext("head", "name"), pgettext("head", "code"), pgettext("head", "note")


def _numbers_of(line: Line, heads: dict[str, str]) -> "Iterator[tuple[tuple[str, Decimal], StrOrPromise]]":
    for kind in ("quota", "weight"):
        number, wrong = line.number_in(heads[kind])
        if wrong or number is not None:
            yield (kind, number or Decimal(0)), wrong


def _without_twice(told: list[Told], faults: "list[StrOrPromise]") -> list[Told]:
    seen: set[tuple[int, str]] = set()
    for each in told:
        if (each.unit.pk, each.kind) in seen:
            faults.append(format_lazy(_("{unit} is named twice."), unit=each.unit.name))
        seen.add((each.unit.pk, each.kind))
    if faults:
        raise TableRefused(faults)
    return told


def _by_name(units: Iterable[Unit]) -> dict[str, Unit]:
    """By code, name and official name, without case and diacritics; names that two units share tell none."""
    found: dict[str, Unit | None] = {}
    for unit in units:
        for name in {fold(unit.name), fold(unit.official_name)}:
            found[name] = None if name in found else unit
    codes = {fold(unit.code): unit for unit in units}
    return {name: unit for name, unit in found.items() if unit} | codes


def _at(number: int, what: "StrOrPromise") -> "StrOrPromise":
    return format_lazy(_("Row {row}: {what}"), row=number, what=what)
