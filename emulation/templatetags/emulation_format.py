"""Template filters: `emulation.numbers` and `emulation.dates` as templates ask for them."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from django import template

from emulation import dates, numbers, prose, text

register = template.Library()

NOTHING = "–"


@register.filter
def number(value: Decimal | Fraction | int | str | None, places: int = numbers.MAX_DECIMALS) -> str:
    """The Vietnamese form, at most `places` decimals; a dash where there is no number."""
    if value is None or isinstance(value, str):
        return value or NOTHING
    return numbers.format_number(value, places)


@register.filter
def words(value: Decimal | int | None) -> str:
    """The number in Vietnamese words; nothing where there is no number."""
    return "" if value is None else numbers.spell_number(value)


@register.filter
def decree_date(value: date | None) -> str:
    return dates.decree_date(value) if value else ""


@register.filter
def short_date(value: date | None) -> str:
    return dates.short_date(value) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    return dates.moment(value) if value else ""


@register.filter
def lately(value: datetime | None) -> str:
    return dates.lately(value) if value else ""


@register.filter
def roman(value: int) -> str:
    return dates.roman(value)


@register.filter
def official_prose(words: str) -> str:
    return prose.render(words)


@register.filter
def dialled(telephone: str) -> str:
    return text.dialled(telephone)
