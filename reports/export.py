"""Rows as records for files: the same list feeds JSON, CSV and XLSX (shape: README, export_progress)."""

import json
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from emulation.numbers import plain, round_clear_of
from emulation.tables import Cell, Column, Kind, Table, as_bytes
from reports.progress import Row

PLACES = 6
FIELDS = {
    "target": Kind.TEXT,
    "value": Kind.NUMBER,
    "base": Kind.NUMBER,
    "figure": Kind.NUMBER,
    "threshold": Kind.NUMBER,
    "plan_percent": Kind.NUMBER,
    "status": Kind.TEXT,
    "computed_status": Kind.TEXT,
    "units_reported": Kind.WHOLE,
    "units_expected": Kind.WHOLE,
    "complete": Kind.FLAG,
    "final": Kind.FLAG,
    "estimate": Kind.FLAG,
}
NUMBERS = {name for name, kind in FIELDS.items() if kind == Kind.NUMBER}


def record(row: Row) -> dict[str, Any]:
    """One row by the names of FIELDS; numbers as exact decimal strings, None where there is none.

    figure and plan_percent have six decimals, half-up, and more while rounding would touch the threshold,
    the ceiling or 100 per cent from the other side.
    """
    return {
        "target": row.target.code,
        "value": _exact(row.value),
        "base": _exact(row.base),
        "figure": _rounded(row.figure, [row.rule.threshold, row.rule.ceiling]),
        "threshold": _exact(row.rule.threshold),
        "plan_percent": _rounded(row.plan_percent, row.plan_percent_limits),
        "status": row.status.value if row.status else None,
        "computed_status": row.computed_status.value if row.computed_status else None,
        "units_reported": row.reported,
        "units_expected": row.owed,
        "complete": row.complete,
        "final": row.final,
        "estimate": row.estimate,
    }


def _exact(number: Decimal | None) -> str | None:
    return None if number is None else plain(number)


def _rounded(number: Fraction | None, limits: Iterable[Decimal | Fraction | None]) -> str | None:
    return None if number is None else plain(round_clear_of(number, PLACES, limits))


def number_in(exact: dict[str, Any], name: str) -> Decimal | None:
    """A number of a record."""
    text = exact[name]
    return None if text is None else Decimal(text)


def to_json(rows: Sequence[Row], *, named: bool = False) -> bytes:
    """`named`: also what the target is called and its unit of measure, for readers without a list of them."""
    records = [record(row) | (_names(row) if named else {}) for row in rows]
    return (json.dumps(records, ensure_ascii=False, indent=1) + "\n").encode()


def _names(row: Row) -> dict[str, str]:
    return {"name": row.target.name, "unit_of_measure": row.target.unit_of_measure}


def table(rows: Sequence[Row]) -> Table:
    """Under the records' own names, for CSV and XLSX."""
    return Table(_("Progress"), [_column(name) for name in FIELDS], (record(row) for row in rows))


def _column(name: str) -> Column:
    def read(exact: dict[str, Any]) -> Cell:
        return number_in(exact, name) if name in NUMBERS else exact[name]

    return Column(name, name, read, FIELDS[name], width=max(12, len(name) + 2), decimals=PLACES)


def _file(extension: str, rows: Sequence[Row]) -> bytes:
    return as_bytes(table(rows), extension)


FORMATS: dict[str, Callable[[Sequence[Row]], bytes]] = {
    "json": to_json,
    "csv": partial(_file, "csv"),
    "xlsx": partial(_file, "xlsx"),
}
