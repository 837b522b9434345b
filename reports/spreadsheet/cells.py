"""One cell of a workbook as the boxes of the page's form. The form reads the texts; only what Excel alone
knows is settled here: what a number, a percentage, a date, an error in a cell is.
"""

import re
from datetime import date, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.utils.text import Truncator, format_lazy
from django.utils.translation import gettext_lazy as _

from emulation.dates import short_date
from emulation.encodings import suspected
from emulation.numbers import format_number, plain, tidy, unfit
from emulation.quantities import Scale, scale_named
from emulation.table_files import old_letters
from emulation.text import clean_text
from emulation.workbooks import Percent, Unread
from reports.choices import ReadingState
from reports.entry.rows import EntryRow
from reports.spreadsheet.sheet import chosen, number_in, offered, takes
from reports.spreadsheet.shown import meaning
from reports.typed import Span, unit_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LONGEST_TEXT = 5_000
TEXTS = {"note", "outlook_reason"}
MOST_QUOTED, MOST_DECIMALS = 60, 15
_PAIR = re.compile(r"[0-9][0-9.,\s]*[/|:][0-9.,\s]*[0-9]")
_RATE = re.compile(r"[0-9][0-9.,]*\s*%")
# After a lone sign, three digits could be thousands; a fourth makes them decimals.
THOUSANDS = 3


class CellRefused(Exception):
    """Nothing is taken from the cell. Prints as its message."""

    def __init__(self, message: "StrOrPromise") -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


def boxes_of(row: EntryRow, name: str, cell: Any, unit: str | None) -> dict[str, str]:
    """What a filled cell puts into the boxes of its row. Raises CellRefused.

    `unit` is what the row's cell with the unit of measure says, None where it says nothing.
    """
    if isinstance(cell, Unread):
        raise CellRefused(cell.why)
    if not takes(row.form, name):
        return _unasked(row, name, cell)
    if name in TEXTS:
        return {name: _words(cell)}
    if offered(row.form, name):
        return {name: _choice(row, name, cell)}
    return _number(row, name, cell, row.form.as_shown.get("unit", "") if unit is None else unit)


def _unasked(row: EntryRow, name: str, cell: Any) -> dict[str, str]:
    """A cell that this line does not have; what it has without a choice may be said."""
    text = _words(cell)
    if name == "unit":
        scale = scale_named(text, unit_of(row.target))
        if scale is not None and scale.is_own:
            return {}
    if name == "span" and text.casefold() in {Span.PERIOD.value, str(Span.PERIOD.label).casefold()}:
        return {}
    raise CellRefused(_("This line asks for nothing in this cell. Leave it empty."))


def _words(cell: Any) -> str:
    """What a person reads in the cell."""
    if isinstance(cell, date):
        return short_date(cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return plain(number_in(cell)).replace(".", ",")
    text = clean_text(str(cell)).strip()
    if len(text) > LONGEST_TEXT:
        most = format_number(LONGEST_TEXT)
        raise CellRefused(
            format_lazy(_("This text is too long: shorten it below {most} letters."), most=most)
        )
    if guess := suspected(text):
        raise CellRefused(old_letters(guess))
    return text


def quoted(cell: Any) -> str:
    """What a person reads in a filled cell, cut short; nothing where that is not known."""
    if isinstance(cell, Unread):
        return ""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, date):
        return short_date(cell)
    if isinstance(cell, int | float):
        return format_number(number_in(cell), MOST_DECIMALS)
    return Truncator(clean_text(str(cell)).strip()).chars(MOST_QUOTED)


def _choice(row: EntryRow, name: str, cell: Any) -> str:
    text = str(int(cell)) if isinstance(cell, bool) else _words(cell)
    key = chosen(row.form, name, text)
    if key is None:
        words = ", ".join(f"“{word}”" for word in offered(row.form, name).values() if word)
        raise CellRefused(format_lazy(_("This is none of the answers here. Choose: {words}."), words=words))
    return key


def _number(row: EntryRow, name: str, cell: Any, unit: str) -> dict[str, str]:
    forecast = name == "year_forecast"
    own = row.target.unit_of_measure if forecast else unit_of(row.target, name)
    if isinstance(cell, str):
        text = _words(cell)
        if row.target.needs_base and _PAIR.fullmatch(text):
            raise CellRefused(_two_numbers(row))
        if row.target.needs_base and _RATE.fullmatch(text):
            raise CellRefused(_not_a_percentage(row, text))
        return {name: text}
    if isinstance(cell, bool):
        raise CellRefused(_("TRUE and FALSE are no numbers. Type the number."))
    if isinstance(cell, date | time | timedelta):
        raise CellRefused(_not_a_day(row, cell))
    if isinstance(cell, Percent):
        if not own.startswith("%"):
            raise CellRefused(_not_a_percentage(row, cell))
        return {name: text_of(tidy(cell.number), padded=True)}
    number = number_in(cell)
    scale = Scale(own) if forecast else scale_named(unit, own) or Scale(own)
    if scale.is_own:
        return {name: text_of(number, padded=True)}
    return {name: text_of(number), **_meant(name, number, scale)}


def _two_numbers(row: EntryRow) -> "StrOrPromise":
    message = _("Two numbers stand in one cell. Type them into two: “{value}” here, “{base}” beside it.")
    return format_lazy(message, **_two_names(row))


def _two_names(row: EntryRow) -> dict[str, str]:
    """What the two numbers of a rate are, as the sheet has it."""
    labels = {"value": row.target.value_label, "base": row.target.base_label}
    return {name: meaning(row.form, label) for name, label in labels.items()}


def _not_a_day(row: EntryRow, cell: date | time | timedelta) -> "StrOrPromise":
    """What Excel made of "3/5", and where the two numbers go."""
    if not isinstance(cell, date):
        return _("Excel holds a time of day here. Format the cell as a number and type it again.")
    if row.target.needs_base:
        message = _(
            "Excel made the day {day} of what was typed. Type the two numbers into two cells: “{value}” "
            "here, “{base}” beside it. Format the cells as numbers first."
        )
        return format_lazy(message, day=short_date(cell), **_two_names(row))
    message = _("Excel made the day {day} of what was typed. Format the cell as a number and type it again.")
    return format_lazy(message, day=short_date(cell))


def _not_a_percentage(row: EntryRow, cell: Percent | str) -> "StrOrPromise":
    if row.target.needs_base:
        message = _(
            "Excel shows {shown} here, but the two numbers are asked for: “{value}” here, “{base}” beside "
            "it. Format the cell as a number; the rate is worked out from them."
        )
        return format_lazy(message, shown=cell, **_two_names(row))
    message = _("Excel shows {shown} here, but no percentage is asked for. Format the cell as a number.")
    return format_lazy(message, shown=cell)


def text_of(number: Decimal, *, padded: bool = False) -> str:
    """With a comma before the decimals; `padded` so that it can mean nothing else."""
    text = plain(number).replace(".", ",")
    return f"{text}0" if padded and len(text.partition(",")[2]) == THOUSANDS else text


def _meant(name: str, number: Decimal, scale: Scale) -> dict[str, str]:
    """Which number in the target's own unit it is, as the page's form settles a text that can be two."""
    figure = Fraction(number) * scale.times
    if unfit(figure):
        return {}
    return {f"{name}_meant": format_number(figure)}


def excludes_numbers(state: str) -> bool:
    """The answer stands in place of a number."""
    return state in {ReadingState.NOTHING_AROSE, ReadingState.UNAVAILABLE}
