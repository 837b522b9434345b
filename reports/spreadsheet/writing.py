"""The workbook of an entry page: what is asked, what stood before, and the cells to fill, with the present
answers in them as they were typed.

All other cells are locked, without a password: whoever lifts that knows what he does. Cells to fill have no
number format of their own, so that Excel shows "85%" and "3/5" for what it makes of them; from a thousand on
they are shown with dots by a condition.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from emulation.dates import short_date
from emulation.row_heights import row_height
from emulation.tables import FORMULA_STARTS, printable, saved, sheet_name
from reports.entry.forms import NUMBERS
from reports.entry.page import EntryPage
from reports.entry.rows import EntryRow
from reports.past import Fact, plan_fact, to_date_fact
from reports.progress import own_row
from reports.spreadsheet.sheet import (
    FILLED,
    KEY,
    MARK,
    Column,
    columns,
    key_of,
    mark_of,
    offered,
    takes,
)
from reports.spreadsheet.shown import as_cell, content, meaning
from targets.choices import Entry as EntryKind
from targets.choices import Measure, OverTime

A4 = 9
TYPEFACE = "Calibri"
LIST_LENGTH = 255
PROMPT_LENGTH = 250
TINT = PatternFill("solid", fgColor="FFF8DC")
HEAD = PatternFill("solid", fgColor="E8E8E8")
NOT_ASKED = PatternFill("solid", fgColor="F4F4F4")
_LINE = Side(style="thin", color="BFBFBF")
BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
WRAPPED = Alignment(wrap_text=True, vertical="top")
GROUPED, GROUPED_DECIMALS = "#,##0", "#,##0.####"
# Excel knows the first by this number; the second is apart from those that the cells take.
FORMAT_IDS = {GROUPED: 3, GROUPED_DECIMALS: 190}


def workbook(page: EntryPage) -> bytes:
    """The file, the same bytes for the same answers. ValueError for a page without rows."""
    if not page.rows:
        raise ValueError("There is nothing to fill in.")
    book = Workbook()
    sheet = book.active
    sheet.title = sheet_name(page.unit.name)
    shown = columns(page)
    _write_title(sheet, page)
    head = sheet.max_row + 2
    _write_heads(sheet, shown, head)
    lines = [(own, row) for own in page.sheets for row in own.rows]
    for number, (own, row) in enumerate(lines, start=head + 1):
        _write_row(sheet, shown, number, row, may_fill=own.can_edit and page.may_enter)
    _let_choose(sheet, shown, head, [row for _own, row in lines])
    _show_grouped(sheet, shown, head, len(lines))
    _dress(sheet, page, shown, head)
    return saved(book)


def _write_title(sheet: Any, page: EntryPage) -> None:
    due = {"cut_off": short_date(page.cut_off), "due": short_date(page.due_on)}
    texts = [f"{page.name} · {page.unit.name}", _("Cut-off %(cut_off)s, due %(due)s") % due, *_how(page)]
    for number, text in enumerate(texts, start=1):
        _put(sheet.cell(number, 3), text)
    sheet.cell(1, 3).font = Font(name=TYPEFACE, bold=True, size=14)
    sheet.cell(3, 3).font = Font(name=TYPEFACE, italic=True)


def _how(page: EntryPage) -> Iterator[str]:
    """What to do with it; into which of the reports nothing may be entered now, and why."""
    if page.may_enter and page.can_edit:
        yield _(
            "Fill in the yellow cells, save, and hand the file in on the page of the report. An empty cell "
            "deletes nothing: a stored answer is taken away on the page of the report."
        )
    for own in page.sheets if page.may_enter else []:
        if not own.can_edit:
            yield f"{own.period.name}: {own.refusal_text}"


def _write_heads(sheet: Any, shown: list[Column], head: int) -> None:
    """The machine names, hidden, and below them the headings that people read."""
    for place, column in enumerate(shown, start=1):
        sheet.cell(head - 1, place, column.name)
        cell = sheet.cell(head, place, column.heading)
        cell.font, cell.fill, cell.border = Font(name=TYPEFACE, bold=True), HEAD, BOX
        cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    sheet.row_dimensions[head - 1].hidden = True
    _give_height(sheet, shown, head)


def _write_row(sheet: Any, shown: list[Column], number: int, row: EntryRow, *, may_fill: bool) -> None:
    filled = {name: content(row.form, name) for name in FILLED if takes(row.form, name)}
    version = row.reading.version if row.reading else None
    said = {**_facts(row), **filled, KEY: key_of(row), MARK: mark_of(version, filled)}
    for place, column in enumerate(shown, start=1):
        cell = sheet.cell(number, place)
        _put(cell, said.get(column.name))
        cell.border, cell.alignment = BOX, WRAPPED
        if column.name in filled and may_fill:
            cell.fill, cell.protection = TINT, Protection(locked=False)
        elif column.is_filled and column.name not in filled:
            cell.fill = NOT_ASKED
        if column.name in {"note", "outlook_reason"}:
            cell.number_format = "@"
        if column.name in {"last", "to_date"} and isinstance(cell.value, Decimal):
            cell.number_format = GROUPED if cell.value == int(cell.value) else GROUPED_DECIMALS
    _give_height(sheet, shown, number)


def _give_height(sheet: Any, shown: list[Column], number: int) -> None:
    seen = [(place, column.width) for place, column in enumerate(shown, 1) if column.name not in {KEY, MARK}]
    cells = (sheet.cell(number, place).value for place, _width in seen)
    sheet.row_dimensions[number].height = row_height(cells, (width for _place, width in seen))


def _put(cell: Any, value: Any) -> None:
    """Text, and never a formula, whatever it begins with."""
    cell.value = printable(value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(FORMULA_STARTS)


def _facts(row: EntryRow) -> dict[str, Any]:
    target, form = row.target, row.form
    value_label = meaning(form, target.value_label if target.value_label != target.name else "")
    if value_label and "span" in form.fields:
        value_label = _("%(meaning)s, this period or year to date") % {"meaning": value_label}
    summed = row.before.tally.value_sum if target.over_time == OverTime.SUM else None
    return {
        "code": target.code,
        "name": target.name,
        "about": row.allocation.unit.name if form.is_compact else None,
        "period": row.period.name,
        "meaning": value_label or None,
        "base_meaning": meaning(form, target.base_label) if target.takes_base else None,
        "measure": row.suffix or target.unit_of_measure,
        "last": _past(row, row.last, row.before.tally.period_value),
        "to_date": _past(row, to_date_fact(row.before, row.schedule, row.period), summed),
        "plan": _plan(row),
    }


def _plan(row: EntryRow) -> str | None:
    """The unit's own; the city's under that name."""
    plan = plan_fact(own_row(row.before, row.schedule, row.period.cut_off), row.period)
    if plan is None:
        return None
    return (
        plan.text
        if row.allocation.quota is not None
        else _("%(plan)s (the whole city)") % {"plan": plan.text}
    )


def _past(row: EntryRow, fact: Fact | None, number: Decimal | None) -> Decimal | str | None:
    """A number to reckon with where it is an amount, else as the page prints it."""
    is_amount = row.target.measure == Measure.AMOUNT and row.target.entry != EntryKind.YES_NO
    if is_amount and number is not None:
        return as_cell(number)
    if fact is None:
        return None
    return f"{fact.text} ({fact.detail})" if fact.detail else fact.text


def _let_choose(sheet: Any, shown: list[Column], head: int, rows: list[EntryRow]) -> None:
    """Lists to choose from, and beside free cells what goes there."""
    for place, column in enumerate(shown, start=1):
        if not column.is_filled:
            continue
        made: dict[tuple[str, ...], DataValidation] = {}
        for number, row in enumerate(rows, start=head + 1):
            if not takes(row.form, column.name):
                continue
            words = tuple(offered(row.form, column.name).values())
            if words not in made:
                made[words] = _validation(column, words)
                sheet.add_data_validation(made[words])
            made[words].add(sheet.cell(number, place))


def _validation(column: Column, words: tuple[str, ...]) -> DataValidation:
    """Without words only a hint: numbers may be typed as text too ("1,6 triệu")."""
    hint = {
        "value": _("Type the number as you write it: 1634,5. Its unit of measure may stand behind it."),
        "base": _("Type the second number, as in the column “What the second number is”."),
        "note": _(
            "About this period's number, for Home Affairs: what it rests on, why it rose or fell; why there "
            "is none yet, and when it will be."
        ),
    }.get(column.name, "")
    listed = ",".join(words)
    if not words or len(listed) > LIST_LENGTH or any("," in word for word in words):
        made = DataValidation(allow_blank=True, promptTitle=column.heading[:30], prompt=hint[:PROMPT_LENGTH])
    else:
        made = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True)
        made.errorTitle = _("Not one of the list")
        made.error = _("Choose: %(words)s.") % {"words": ", ".join(words)}
        made.error = made.error[:PROMPT_LENGTH]
    made.showErrorMessage, made.showInputMessage = bool(words), bool(hint) and not words
    return made


def _show_grouped(sheet: Any, shown: list[Column], head: int, count: int) -> None:
    """Numbers from a thousand on with dots between the thousands, whatever their decimals."""
    for place, column in enumerate(shown, start=1):
        if column.name not in {*NUMBERS, "year_forecast"}:
            continue
        letter = get_column_letter(place)
        first = f"{letter}{head + 1}"
        large = f"ISNUMBER({first}),ABS({first})>=1000"
        for number_format, more in ((GROUPED, f"INT({first})={first}"), (GROUPED_DECIMALS, "TRUE")):
            style = DifferentialStyle(numFmt=NumberFormat(FORMAT_IDS[number_format], number_format))
            rule = Rule("expression", dxf=style, stopIfTrue=True, formula=[f"AND({large},{more})"])
            sheet.conditional_formatting.add(f"{first}:{letter}{head + count}", rule)


def _dress(sheet: Any, page: EntryPage, shown: list[Column], head: int) -> None:
    for letter in ("A", "B"):
        sheet.column_dimensions[letter].hidden = True
    names = [column.name for column in shown]
    sheet.freeze_panes = sheet.cell(head + 1, names.index("name") + 2)
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{head}:{head}"
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top, sheet.page_margins.header = 0.5, 0.2
    sheet.oddFooter.right.text = "&P/&N"
    sheet.oddFooter.left.text = f"{page.unit.name}, {short_date(page.cut_off)}".replace("&", "&&")
