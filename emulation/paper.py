"""A sheet of a workbook on paper: A4 lying down, one page wide where that keeps it readable."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.worksheet import Worksheet

# Characters that stand beside each other on such a page in seven points; the usual size is eleven.
READABLE = 234
# In inches.
_MARGINS = {"left": 0.4, "right": 0.4, "top": 0.5, "bottom": 0.6, "header": 0.3, "footer": 0.3}


def lay_out(sheet: Any, name: str, widths: Sequence[int], head: int, frozen: int) -> None:
    """Before the first row is written. `widths` of the columns that go on paper, in characters; `head`, the
    row, and `frozen`, so many columns, stand on each page."""
    sheet.print_title_rows = f"{head}:{head}"
    sheet.print_title_cols = f"A:{get_column_letter(frozen)}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.page_setup.fitToWidth = -(-sum(widths) // READABLE)
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins = PageMargins(**_MARGINS)
    footer = sheet.oddFooter
    footer.left.text = name.replace("&", "&&")
    footer.center.text = _("Page %(page)s of %(pages)s") % {"page": "&P", "pages": "&N"}
    footer.right.text = _("Printed on %(day)s") % {"day": "&D"}
