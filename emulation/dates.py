"""The one clock, and dates as NĐ 30/2020/NĐ-CP writes them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone
from django.utils.translation import gettext as _

_standing: ContextVar[datetime | None] = ContextVar("standing_clock", default=None)


def _fixed_day() -> date | None:
    text = str(settings.EMULATION_TODAY)
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ImproperlyConfigured(
            f"EMULATION_TODAY must be a date such as 2024-06-17, not {text!r}."
        ) from error


def now() -> datetime:
    """The present moment in local time (Asia/Ho_Chi_Minh).

    EMULATION_TODAY replaces the day and keeps the real time of day.
    """
    if (standing := _standing.get()) is not None:
        return standing
    moment_now = timezone.localtime(timezone=timezone.get_default_timezone())
    day = _fixed_day()
    return datetime.combine(day, moment_now.timetz()) if day else moment_now


def today() -> date:
    """The local day on which the site lives; ImproperlyConfigured when EMULATION_TODAY is no date."""
    return now().date()


@contextmanager
def clock_at(moment_then: datetime) -> Iterator[None]:
    """Inside the block it is that local moment: for telling a demonstration's past as it happened."""
    token = _standing.set(timezone.make_aware(moment_then, timezone.get_default_timezone()))
    try:
        yield
    finally:
        _standing.reset(token)


def end_of_day(day: date) -> datetime:
    """The last second of "hết ngày": 23:59:59 local time."""
    return datetime.combine(day, time(23, 59, 59), tzinfo=timezone.get_default_timezone())


def _day(day: date) -> str:
    return f"{day.day:02d}"


def _month(day: date) -> str:
    # NĐ 30/2020, Phụ lục I: only January and February take the zero.
    return f"{day.month:02d}" if day.month < 3 else str(day.month)


def decree_date(day: date) -> str:
    """The long form of NĐ 30/2020, Phụ lục I: "ngày 05 tháng 01 năm 2024", "ngày 29 tháng 6 năm 2024"."""
    return f"ngày {_day(day)} tháng {_month(day)} năm {day.year}"


def decree_month(day: date, space: str) -> str:
    """The same with room for the day, where who signs will set it: "ngày      tháng 6 năm 2024"."""
    return f"ngày{space}tháng {_month(day)} năm {day.year}"


def short_date(day: date) -> str:
    """By the decree's rule for zeros: "05/01/2024", "14/6/2024"."""
    return f"{_day(day)}/{_month(day)}/{day.year:04d}"


def moment(at: datetime) -> str:
    """Local time and day in words, "10:15 ngày 18/6/2024"; ValueError for a naive datetime."""
    local = timezone.localtime(at, timezone.get_default_timezone())
    return _("%(time)s on %(day)s") % {"time": f"{local:%H:%M}", "day": short_date(local)}


def lately(at: datetime) -> str:
    """The same, and the time alone where it is of today: "10:15"; ValueError for a naive datetime."""
    local = timezone.localtime(at, timezone.get_default_timezone())
    return f"{local:%H:%M}" if local.date() == today() else moment(at)


_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
    (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def roman(number: int) -> str:
    """Roman numeral of 1 to 3999; ValueError outside."""
    if not 1 <= number <= 3999:
        raise ValueError(f"There is no Roman numeral for {number}.")
    letters = ""
    for value, letter in _ROMAN:
        times, number = divmod(number, value)
        letters += letter * times
    return letters


_DAY_FIRST = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})")
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")


def read_date(text: str) -> date:
    """Read d/m/yyyy, d-m-yyyy, d.m.yyyy or yyyy-mm-dd; ValueError with a message for the reader."""
    typed = text.strip()
    if match := _DAY_FIRST.fullmatch(typed):
        day, _separator, month, year = match.groups()
    elif match := _ISO.fullmatch(typed):
        year, month, day = match.groups()
    else:
        raise ValueError(_("This is not a date. Write day, month and year, for example 18/6/2024."))
    try:
        return date(int(year), int(month), int(day))
    except ValueError as error:
        raise ValueError(_("There is no such day in the calendar. Write it like 18/6/2024.")) from error
