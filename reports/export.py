"""Rows as records for files: the same list feeds JSON, CSV and XLSX (shape: README, export_progress)."""

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from emulation.numbers import plain, round_clear_of
from reports.progress import Row

PLACES = 6
FIELDS = (
    "target",
    "value",
    "base",
    "figure",
    "threshold",
    "plan_percent",
    "status",
    "computed_status",
    "units_reported",
    "units_expected",
    "complete",
    "final",
    "estimate",
)
NUMBERS = {"value", "base", "figure", "threshold", "plan_percent"}
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


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


def to_json(rows: Sequence[Row]) -> bytes:
    return (json.dumps([record(row) for row in rows], ensure_ascii=False, indent=1) + "\n").encode()


def to_csv(rows: Sequence[Row]) -> bytes:
    """For Excel in Vietnamese: UTF-8 with BOM, semicolons, decimal commas, CRLF, no formula to run."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(FIELDS)
    for row in rows:
        writer.writerow([_csv_cell(name, value) for name, value in record(row).items()])
    return text.getvalue().encode("utf-8-sig")


def _csv_cell(name: str, value: Any) -> str:
    if value is None:
        return ""
    if name in NUMBERS:
        return str(value).replace(".", ",")
    if isinstance(value, bool):
        return "1" if value else "0"
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def to_xlsx(rows: Sequence[Row]) -> bytes:
    """One sheet with real numbers, a frozen bold header and a filter."""
    book = Workbook()
    sheet = book.active
    sheet.title = _("Progress")
    sheet.append(FIELDS)
    for row in rows:
        sheet.append([_xlsx_cell(name, value) for name, value in record(row).items()])
    for column, name in enumerate(FIELDS, start=1):
        sheet.cell(1, column).font = Font(bold=True)
        sheet.cell(1, column).alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[get_column_letter(column)].width = max(12, len(name) + 2)
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions
    return saved(book)


def _xlsx_cell(name: str, value: Any) -> Any:
    return Decimal(value) if name in NUMBERS and value is not None else value


def saved(book: Workbook) -> bytes:
    """The file of a workbook, the same bytes whenever it is written."""
    out = io.BytesIO()
    book.save(out)
    timeless = io.BytesIO()
    with ZipFile(out) as parts, ZipFile(timeless, "w") as copy:
        for name in parts.namelist():
            # ZipInfo alone has no present time, but the first that a ZIP file can hold.
            copy.writestr(ZipInfo(name), _WRITTEN.sub(b"", parts.read(name)), ZIP_DEFLATED)
    return timeless.getvalue()


_WRITTEN = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")

FORMATS = {"json": to_json, "csv": to_csv, "xlsx": to_xlsx}
