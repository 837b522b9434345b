"""The table of the overview as a file for people: the words of the page, with the exact numbers beside them.

`reports.export` writes the same rows for programs, under names that never change.
"""

import csv
import io
from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from reports.export import FORMULA_STARTS, record, saved
from reports.lines import Line

Cell = str | int | Decimal | None
WIDTHS = (9, 52, 14, 16, 16, 16, 14, 14, 14, 16, 26, 26, 12, 12, 12, 30, 16, 16, 28)


def heads() -> list[str]:
    """The last three are filled where a decision changed the plan; they are always there."""
    return [
        _("Code"),
        _("Target"),
        _("Unit of measure"),
        _("Plan"),
        _("Result"),
        _("Result as a number"),
        _("Value"),
        _("Base"),
        _("Against the plan"),
        _("Against last year"),
        _("Assessment"),
        _("Computed, where replaced"),
        pgettext("units", "Reported"),
        pgettext("units", "Expected"),
        _("Lead unit"),
        _("Remarks"),
        _("Plan at first"),
        _("Against the plan at first"),
        _("Decision that changed the plan"),
    ]


def cells(line: Line) -> list[Cell]:
    row, exact = line.row, record(line.row)
    return [
        row.target.code,
        row.target.name,
        row.target.unit_of_measure,
        line.plan,
        line.figure,
        *(_number(exact[name]) for name in ("figure", "value", "base")),
        line.plan_percent,
        line.growth,
        line.status_label,
        line.computed_label,
        row.reported,
        row.owed,
        row.target.lead.name,
        ", ".join(line.marks),
        line.original_plan,
        line.original_percent,
        line.plan_decision,
    ]


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def to_csv(lines: Sequence[Line], title: Sequence[str]) -> bytes:
    """For Excel in Vietnamese: UTF-8 with BOM, semicolons, decimal commas, CRLF, no formula to run."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    for words in (*([line] for line in title), heads(), *(cells(line) for line in lines)):
        writer.writerow([_text(cell) for cell in words])
    return text.getvalue().encode("utf-8-sig")


def _text(cell: Cell) -> str:
    if isinstance(cell, Decimal):
        return f"{cell:f}".replace(".", ",")
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def to_xlsx(lines: Sequence[Line], title: Sequence[str]) -> bytes:
    """One sheet under its title, with real numbers, a frozen bold head and a filter."""
    book = Workbook()
    sheet = book.active
    sheet.title = _("Progress")
    for words in title:
        sheet.append([words])
        sheet.cell(sheet.max_row, 1).font = Font(bold=True, size=13)
    sheet.append(heads())
    head = sheet.max_row
    for line in lines:
        sheet.append(cells(line))
    _dress(sheet, head)
    return saved(book)


def _dress(sheet, head: int) -> None:
    for column, width in enumerate(WIDTHS, start=1):
        sheet.cell(head, column).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = width
    for row in sheet.iter_rows(min_row=head):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            # Text, and never a formula, whatever it begins with.
            cell.data_type = "s" if isinstance(cell.value, str) else cell.data_type
    sheet.freeze_panes = sheet.cell(head + 1, 3)
    sheet.auto_filter.ref = f"A{head}:{get_column_letter(len(WIDTHS))}{sheet.max_row}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


FORMATS = {"csv": to_csv, "xlsx": to_xlsx}
