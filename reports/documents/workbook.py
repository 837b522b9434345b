"""The annexes of a report as a workbook: the same cells, numbers as numbers under the words of the paper."""

import re
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from emulation.row_heights import row_height
from emulation.tables import printable, saved
from emulation.worded import Worded, worded
from reports.documents.annexes import Annex, Column, Line
from reports.documents.content import ReportContent

FACE, SIZE = "Times New Roman", 11
MM_A_CHARACTER = 1.9
MM_AN_INCH = 25.4
# In mm (NĐ 30/2020, Phụ lục I), as on paper.
TOP, BOTTOM, LEFT, RIGHT = 20, 20, 30, 15
_LINE = Side(style="thin")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_ACROSS = {"number": "right", "centre": "center", "code": "center"}
_PRINTED = re.compile(r"(?:(?:tăng|(giảm)) )?([0-9]+(?:\.[0-9]{3})*(?:,[0-9]+)?)(%?)")


def workbook(report: ReportContent) -> bytes:
    """A sheet an annex, in the columns of the paper; the same bytes for the same report."""
    book = Workbook()
    book.remove(book.active)
    for annex in report.annexes:
        sheet = book.create_sheet(annex_name(annex))
        _print_setup(sheet, annex, report)
        _table(sheet, annex, _titles(sheet, annex, report))
    return saved(book)


def annex_name(annex: Annex) -> str:
    return f"Phụ lục {annex.numeral}".strip()


def shown(text: str) -> Worded | str:
    """The number where a cell prints one alone, "1.634,5", "61,7%", "giảm 6,2%"; else the text."""
    found = _PRINTED.fullmatch(text)
    if found is None:
        return text
    fall, digits, percent = found.groups()
    number = Decimal(digits.replace(".", "").replace(",", "."))
    return worded(text, -number if fall else number, in_hundredths=bool(percent))


def _titles(sheet: Worksheet, annex: Annex, report: ReportContent) -> int:
    """Above the table; gives the row of its head."""
    stamp = report.stamp if report.issue else f"DỰ THẢO · {report.stamp}"
    mark = [" · SỐ LIỆU MINH HỌA"] if report.is_demonstration else []
    titles = (
        (annex_name(annex), Font(name=FACE, size=14, bold=True)),
        (annex.title, Font(name=FACE, size=13, bold=True)),
        (report.attached_to, Font(name=FACE, size=13, italic=True)),
        (" ".join([stamp.replace("\n", " · "), *mark]), Font(name=FACE, size=10)),
    )
    for number, (words, font) in enumerate(titles, start=1):
        sheet.merge_cells(start_row=number, end_row=number, start_column=1, end_column=len(annex.columns))
        cell = sheet.cell(number, 1)
        _write(cell, words, font, "center")
        sheet.row_dimensions[number].height = 20
    return len(titles) + 2


def _table(sheet: Worksheet, annex: Annex, head: int) -> None:
    below = _head(sheet, annex, head)
    sheet.freeze_panes = f"C{below}"
    sheet.print_title_rows = f"{head}:{below - 1}"
    row = below - 1
    for row, line in enumerate(annex.lines, start=below):
        _line(sheet, annex, row, line)
    for note in annex.notes:
        row += 1
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(annex.columns))
        _write(sheet.cell(row, 1), note, Font(name=FACE, size=SIZE, italic=True), "left")
        sheet.row_dimensions[row].height = row_height([note], [sum(map(_characters, annex.columns))])


def _head(sheet: Worksheet, annex: Annex, row: int) -> int:
    """One row, or two where columns stand under a group's name; gives the row behind."""
    bold = Font(name=FACE, size=SIZE, bold=True)
    rows = 2 if annex.sub_headings else 1
    column = 1
    for heading in annex.top_headings:
        last, below = column + heading.columns - 1, row + (rows - 1 if heading.rows > 1 else 0)
        if (last, below) != (column, row):
            sheet.merge_cells(start_row=row, end_row=below, start_column=column, end_column=last)
        _write(sheet.cell(row, column), heading.text, bold, "center")
        column = last + 1
    for number, each in enumerate(annex.columns, start=1):
        for at in range(row, row + rows):
            sheet.cell(at, number).border = _BOX
        if each.group:
            _write(sheet.cell(row + 1, number), each.heading, bold, "center", boxed=True)
        sheet.column_dimensions[get_column_letter(number)].width = _characters(each)
    headings = [each.heading for each in annex.columns]
    sheet.row_dimensions[row].height = row_height(headings, map(_characters, annex.columns))
    return row + rows


def _line(sheet: Worksheet, annex: Annex, row: int, line: Line) -> None:
    font = Font(name=FACE, size=SIZE, bold=line.is_group, italic=line.is_child)
    for number, (column, text) in enumerate(zip(annex.columns, line.cells, strict=True), start=1):
        cell = sheet.cell(row, number)
        value = shown(text) if column.align == "number" else text
        across = "left" if line.is_group and number > 1 else _ACROSS.get(column.align, "left")
        _write(cell, value, font, across, boxed=True)
        if column.align == "code" and annex.lookup and text:
            cell.hyperlink = f"{annex.lookup}{text}/"
    if line.is_group:
        sheet.merge_cells(start_row=row, end_row=row, start_column=2, end_column=len(annex.columns))
    else:
        sheet.row_dimensions[row].height = row_height(line.cells, map(_characters, annex.columns))


def _write(cell: Any, value: Worded | str, font: Font, across: str, *, boxed: bool = False) -> None:
    """A text stays text, whatever it begins with."""
    if isinstance(value, Worded):
        cell.value, cell.number_format = value.value, value.look
    else:
        cell.value = printable(value) or None
        if cell.value is not None:
            cell.data_type = "s"
    cell.font, cell.alignment = font, Alignment(horizontal=across, vertical="center", wrap_text=True)
    if boxed:
        cell.border = _BOX


def _characters(column: Column) -> int:
    return round(column.width / MM_A_CHARACTER) + 1


def _print_setup(sheet: Worksheet, annex: Annex, report: ReportContent) -> None:
    """A4 with the margins of the paper, one page wide, its number in the top margin."""
    setup, margins = sheet.page_setup, sheet.page_margins
    setup.paperSize = Worksheet.PAPERSIZE_A4
    setup.orientation = "landscape" if annex.is_across else "portrait"
    setup.fitToWidth, setup.fitToHeight = 1, 0
    setup.useFirstPageNumber, setup.firstPageNumber = True, 1
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    margins.top, margins.bottom = TOP / MM_AN_INCH, BOTTOM / MM_AN_INCH
    margins.left, margins.right = LEFT / MM_AN_INCH, RIGHT / MM_AN_INCH
    sheet.oddHeader.center.text = "&P"
    sheet.HeaderFooter.differentFirst = True
    sheet.oddFooter.left.text = report.stamp.replace("&", "&&").replace("\n", " · ")
