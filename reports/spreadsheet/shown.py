"""What a cell shows of an answer as it stands on the page: numbers as numbers, the rest in words."""

import re
from decimal import Decimal
from fractions import Fraction

from emulation.numbers import format_number
from emulation.tables import printable
from reports.entry.forms import NUMBERS, ReadingForm
from reports.spreadsheet.sheet import ESTIMATE, FINAL, offered
from reports.typed import read_typed
from targets.drafting.counting import IN_PERIOD

DIGITS_KEPT = 15
_DIGITS_ALONE = re.compile(r"[0-9.,\s'+\-]+")


def meaning(form: ReadingForm, label: str) -> str:
    """What a number of the line is. Where it can be that of the year to date as well, its label's "in the
    period" would be wrong beside that choice, and is left out."""
    return label.replace(IN_PERIOD, "") if "span" in form.fields else label


def content(form: ReadingForm, name: str) -> Decimal | str | None:
    """What a cell shows of the answer as it stands in the boxes of the page."""
    if name == "is_estimate":
        words = offered(form, name)
        is_open = form.initial.get("seen_version") is None
        stands = form.initial.get("is_estimate")
        return words[ESTIMATE] if stands else None if is_open else words[FINAL]
    value = form.initial.get(name)
    if choices := offered(form, name):
        return choices.get("" if value is None else str(value))
    if name in NUMBERS and isinstance(value, str):
        return _number_typed(form, name, value)
    if isinstance(value, Decimal):
        return as_cell(value)
    return printable(str(value)) if value else None


def _number_typed(form: ReadingForm, name: str, text: str) -> Decimal | str:
    """What was typed, as a number where that says all of it."""
    kept = form.initial.get(f"{name}_kept")
    taken = read_typed(text, form.asked(name), [] if kept is None else [kept])
    if taken.covered is None or not _DIGITS_ALONE.fullmatch(text):
        return text
    exact = Fraction(taken.covered) / taken.quantity.scale.times
    number = Decimal(exact.numerator) / Decimal(exact.denominator)
    is_exact = Fraction(number) == exact and _fits(number)
    return number if is_exact else text


def as_cell(number: Decimal) -> Decimal | str:
    """As a number of Excel, or as text where it has more digits than Excel keeps."""
    return number if _fits(number) else format_number(number)


def _fits(number: Decimal) -> bool:
    return len(number.normalize().as_tuple().digits) <= DIGITS_KEPT
