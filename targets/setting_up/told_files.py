"""A file of units and their numbers: its head row is looked for below titles, its columns by what people
call them."""

import re
from collections.abc import Iterable
from pathlib import Path

from django.utils.translation import pgettext
from openpyxl.utils import get_column_letter

from emulation.encodings import UnknownEncoding, decoded, delimiter_of
from emulation.files import refuse_too_large
from emulation.table_files import Columns, Line, read_table
from emulation.text import clean_text, fold
from emulation.workbooks import refuse_disguised, table_of

MEANINGS = ("unit", "quota", "weight")
ROWS_TO_HEAD = 30
_CALLED = {
    "unit": re.compile(
        r"unit|(?:ten )?(?:don vi|dia phuong|xa|phuong)(?:,? (?:dia phuong|don vi|phuong|xa))*"
        r"|don vi (?:thuc hien|duoc giao|nhan)"
    ),
    "quota": re.compile(r"quota|(?:muc|chi tieu|ke hoach|so)? ?giao.*|chi tieu|ke hoach(?: (?:nam )?\d{4})?"),
    "weight": re.compile(r"weight|trong so"),
}


def heads_of(cells: Iterable[str]) -> dict[str, str]:
    """What a file calls unit, quota and weight, by meaning; empty where these cells are no such head.

    Several columns that could be the one are none; the reader's own language comes first.
    """
    found: dict[str, str] = {}
    names = [cell for cell in cells if cell]
    for meaning, spoken in zip(MEANINGS, spoken_heads(), strict=True):
        exact = [name for name in names if name in (spoken, meaning)]
        called = [name for name in names if _CALLED[meaning].fullmatch(fold(name).strip(" :.*"))]
        for fitting in (exact, called):
            if len(fitting) == 1:
                found[meaning] = fitting[0]
                break
    return found if "unit" in found and len(found) > 1 else {}


def spoken_heads() -> tuple[str, str, str]:
    """How the reader's language heads unit, quota and weight."""
    return pgettext("head", "unit"), pgettext("head", "quota"), pgettext("head", "weight")


def lines_of(name: str, content: bytes) -> tuple[dict[str, str], list[Line]]:
    """What the file calls its columns, by meaning, and its lines. Raises FileRefused."""
    refuse_too_large(content)
    suffix = Path(name).suffix.lower()
    refuse_disguised(content, suffix)
    if suffix == ".xlsx":
        found = _of_workbook(content)
    elif suffix in {".csv", ".tsv", ".txt"}:
        found = _of_text(name, content)
    else:
        found = None
    if found is not None:
        return found
    own = dict(zip(MEANINGS, MEANINGS, strict=True))
    return own, read_table(name, content, Columns((*spoken_heads(), *MEANINGS), needed=("unit",))).lines


def _of_workbook(content: bytes) -> tuple[dict[str, str], list[Line]] | None:
    table = table_of(content, lambda cells: bool(heads_of(cells)))
    if table is None:
        return None
    letters = {name: get_column_letter(place) for place, name in enumerate(table.head, start=1)}
    lines = [
        Line(number, dict(zip(table.head, cells, strict=False)), letters=letters)
        for number, cells in table.rows
    ]
    return heads_of(table.head), lines


def _of_text(name: str, content: bytes) -> tuple[dict[str, str], list[Line]] | None:
    try:
        lines = decoded(content).splitlines()
    except UnknownEncoding:
        return None
    for above, line in enumerate(lines[:ROWS_TO_HEAD]):
        delimiter = delimiter_of(line, (*spoken_heads(), *MEANINGS))
        head = [clean_text(cell).strip(' "').casefold() for cell in line.split(delimiter)]
        if heads := heads_of(head):
            rest = "\n".join([delimiter.join(head), *lines[above + 1 :]])
            table = read_table(name, rest.encode(), Columns(head, needed=()))
            return heads, [_lower(line, above) for line in table.lines]
    return None


def _lower(line: Line, rows: int) -> Line:
    """At its place in the whole file."""
    return Line(line.number + rows, line.cells, line.plain_numbers, line.letters)
