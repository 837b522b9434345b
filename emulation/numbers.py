"""Vietnamese numbers: reading what officials type, and writing figures as they write them.

The one home of both. Everything is exact (Decimal or Fraction), nothing is ever a float.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import count
from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from emulation.text import nfc

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MAX_DECIMALS = 4
LIMIT = 10**12
MAX_TYPED = 60


@dataclass(frozen=True, slots=True)
class ReadNumber:
    """What a typed text means.

    `value` is the reading taken, `other` the second reading where the text allows two ("3.269"), and `error`
    says what was wrong and what is accepted; it is empty exactly when `value` is a number.
    """

    value: Decimal | None
    other: Decimal | None
    error: "StrOrPromise"


def unfit(value: Decimal | Fraction) -> "StrOrPromise":
    """Why a figure cannot be kept (design section 4: four decimals, |x| < 10¹²); empty when it can."""
    if isinstance(value, Decimal) and not value.is_finite():
        return _("This is not a number. Write it like 1.234,5.")
    if not -LIMIT < value < LIMIT:
        return _("The number is too large: it must stay below 1.000.000.000.000.")
    if Fraction(value) * 10**MAX_DECIMALS % 1:
        return _("At most four decimals are accepted. Round the number yourself, for example 1.234,5678.")
    return ""


_NONE = {
    *("-", "--", "–", "—", "/", "x", "n/a", "na", "ko", "ko có", "không", "không có", "chưa", "chưa có"),
    *("không phát sinh", "chưa có số liệu", "chưa có số"),
}
_SCALE_WORD = re.compile(r"(nghìn|ngàn|vạn|triệu|trăm|tr|tỷ|tỉ)\b", re.IGNORECASE)
_BODY = re.compile(r"[0-9., ']*[0-9][0-9., ']*")
_WORDS_BEHIND = re.compile(r"[0-9., ']*[0-9] *([A-Za-zĐđÀ-ỹ][^0-9]*)")
_SAME = str.maketrans(
    {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}  # full-width ASCII
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-")
    | dict.fromkeys("\u00a0\u2007\u2008\u2009\u200a\u202f\u3000", " ")
    | dict.fromkeys("\u2018\u2019\u02bc", "'")
    | dict.fromkeys("\u200b\u200e\u200f\u2060\ufeff", None)
)


def _spelling(group: str, point: str) -> re.Pattern[str]:
    whole = rf"[1-9][0-9]{{0,2}}(?:{re.escape(group)}[0-9]{{3}})+" if group else "[0-9]+"
    return re.compile(rf"({whole})(?:{re.escape(point)}([0-9]+))?")


# The ways to write a number, the Vietnamese one first: of two readings the earlier is taken.
_SPELLINGS = tuple(
    _spelling(group, point)
    for point, groups in ((",", (".", "", " ", "'")), (".", (",", "", " ", "'")))
    for group in groups
)


def _readings(body: str) -> list[str]:
    """Every number that the digits and separators can stand for, in machine form, the likelier first."""
    found = []
    for spelling in _SPELLINGS:
        if match := spelling.fullmatch(body):
            whole, decimals = match.groups()
            digits = re.sub("[^0-9]", "", whole)
            found.append(f"{digits}.{decimals}" if decimals else digits)
    return list(dict.fromkeys(found))


def _without_unit(text: str, unit: str) -> str:
    endings = "|".join(re.escape(ending) for ending in (nfc(unit).strip(), "%") if ending)
    return re.sub(rf"\s*(?:{endings})$", "", text, count=1, flags=re.IGNORECASE)


def _split_sign(text: str, unit: str) -> tuple[bool, str]:
    """Whether the text is negative, and the rest without sign and unit."""
    body = _without_unit(text, unit)
    if body.startswith("(") and body.endswith(")"):
        inside = body[1:-1].strip()
        return True, _without_unit(inside, unit) if body == text else inside
    if body[:1] in ("+", "-"):
        return body[0] == "-", body[1:].strip()
    return False, body


def refused(error: "StrOrPromise") -> ReadNumber:
    """The answer without a number."""
    return ReadNumber(None, None, error)


def _unreadable(body: str, unit: str, integer: bool) -> "StrOrPromise":
    if word := _SCALE_WORD.search(body):
        if unit:
            return format_lazy(
                _("Leave out “{word}” and write the number in {unit}, for example 1.234,5."),
                word=word[0],
                unit=unit,
            )
        return format_lazy(
            _("Leave out “{word}” and write the number with all its digits, for example 1.234,5."),
            word=word[0],
        )
    if _BODY.fullmatch(body):
        return _(
            "The dots and commas do not make a number. Write a comma before the decimals and dots between "
            "thousands: 1.234.567,89."
        )
    if behind := _WORDS_BEHIND.fullmatch(body):
        return format_lazy(_("Leave out “{words}”: this is a plain number."), words=behind[1])
    if integer:
        return _("This is not a number. Write it like 1.234.")
    return _("This is not a number. Write it like 1.234,5.")


def stands_for_none(text: str) -> bool:
    """It is what people put where they have no number: "N/A", "–", "chưa có", "không phát sinh"."""
    return " ".join(nfc(text).casefold().split()) in _NONE


def read_number(
    text: str, *, integer: bool = False, allow_negative: bool = False, unit: str = ""
) -> ReadNumber:
    """Read a number as a Vietnamese official types it.

    Comma before decimals; dots, spaces or apostrophes between thousands; an English spelling is understood
    where it can mean nothing else. A sign in front, parentheses for negative, a percent sign and the target's
    own `unit` are accepted; words that scale (triệu, tỷ) are refused and never dropped. `integer` prefers
    readings without decimals and refuses a fraction. Never raises for bad text: the answer has the error.
    """
    typed = as_typed(text)
    if wrong := no_text_of_a_number(typed):
        return refused(wrong)
    negative, body = _split_sign(typed, unit)
    readings = spelled(body, negative=negative, whole=integer)
    if not readings:
        return refused(_unreadable(body, unit, integer))
    return judged(readings, integer=integer, allow_negative=allow_negative)


def as_typed(text: str) -> str:
    """The text in NFC, with one spelling for the spaces, digits, dashes and apostrophes that people type."""
    return nfc(text).translate(_SAME).strip(" \t\r\n")


def no_text_of_a_number(typed: str) -> "StrOrPromise":
    """Why the text cannot be a number, whatever stands in it; empty when it may be one."""
    if not typed:
        return _("Enter a number, for example 1.234,5.")
    if len(typed) > MAX_TYPED:
        return _("This is too long for a number: at most 60 characters are accepted.")
    return ""


def spelled(body: str, *, negative: bool = False, whole: bool = False) -> list[Decimal]:
    """Every number that digits and separators can stand for, the likelier first; none where they make none.

    `whole`: where some can be read without decimals, the others are left out.
    """
    readings = _readings(body)
    if whole:
        readings = [reading for reading in readings if "." not in reading] or readings
    numbers = [Decimal(reading) for reading in readings]
    return [number.copy_negate() for number in numbers] if negative else numbers


def judged(readings: Sequence[Decimal | Fraction], *, integer: bool, allow_negative: bool) -> ReadNumber:
    """The first of the readings that can be meant, and the next one that could be; or why there is none."""
    if integer:
        readings = [reading for reading in readings if _is_whole(reading)] or readings
    if readings[0] < 0 and not allow_negative:
        return refused(_("A negative number is not accepted here."))
    if integer and not _is_whole(readings[0]):
        return refused(_("A whole number is needed here, without decimals, for example 1.234."))
    if error := unfit(readings[0]):
        return refused(error)
    kept = [as_decimal(reading) for reading in readings if not unfit(reading)]
    others = [reading for reading in kept if reading != kept[0]]
    return ReadNumber(kept[0], others[0] if others else None, "")


def _is_whole(number: Decimal | Fraction) -> bool:
    return Fraction(number).denominator == 1


def as_decimal(number: Decimal | Fraction) -> Decimal:
    """The same number, for one that `unfit` lets pass; tidy."""
    if isinstance(number, Decimal):
        return tidy(number)
    return round_half_up(number, MAX_DECIMALS)


def _exact(value: Decimal | Fraction | int) -> Fraction:
    if isinstance(value, bool) or not isinstance(value, (int, Decimal, Fraction)):
        raise TypeError(f"A figure is a Decimal, a Fraction or an int, not {type(value).__name__}.")
    return Fraction(value)


def round_half_up(value: Decimal | Fraction | int, places: int) -> Decimal:
    """Round halves away from zero, as people do on paper. Decimals are a maximum: no trailing zeros."""
    scaled = abs(_exact(value)) * 10**places
    digits = str((2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator))
    sign = "-" if value < 0 else ""
    return tidy(Decimal(f"{sign}{digits}E-{places}"))


def round_clear_of(
    value: Decimal | Fraction | int, places: int, limits: Iterable[Decimal | Fraction | int | None]
) -> Decimal:
    """Round half-up, with more decimals than `places` while the result would contradict a limit.

    A value below a limit stays below it, one above stays above, and only an equal one shows as equal
    (design section 5: 424.999,96 against 425.000 is printed in full). Empty limits are passed over.
    """
    exact = _exact(value)
    bounds = [_exact(limit) for limit in limits if limit is not None]
    return next(
        shown
        for shown in (round_half_up(exact, digits) for digits in count(places))
        if all(_side(_exact(shown), bound) == _side(exact, bound) for bound in bounds)
    )


def _side(value: Fraction, bound: Fraction) -> int:
    return (value > bound) - (value < bound)


def plain(value: Decimal) -> str:
    """The exact machine form, for JSON and files: "." decimal, no exponent, no trailing zeros, never "-0"."""
    if not value.is_finite():
        raise ValueError("Only a finite number has a plain form.")
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text if value else "0"


def tidy(value: Decimal) -> Decimal:
    """The same number without exponent and trailing zeros: Decimal("5"), never Decimal("5.0000")."""
    return Decimal(plain(value))


def format_number(
    value: Decimal | Fraction | int, places: int = MAX_DECIMALS, *, grouped: bool = True
) -> str:
    """The Vietnamese form, at most `places` decimals, half-up: "98", "74,5", "-1.234.567,89"."""
    rounded = round_half_up(value, places)
    whole, _point, decimals = plain(rounded.copy_abs()).partition(".")
    if grouped:
        whole = f"{int(whole):,}".replace(",", ".")
    return ("-" if rounded < 0 else "") + whole + ("," + decimals if decimals else "")


def format_whole(value: Decimal) -> str:
    """The Vietnamese form with every decimal that the number has, such as `round_clear_of` takes."""
    return format_number(value, len(plain(value).partition(".")[2]))


_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_AFTER_TENS = {1: "mốt", 4: "tư", 5: "lăm"}
_GROUPS = ("tỷ", "triệu", "nghìn", "")


def _spell_below_hundred(tens: int, units: int) -> list[str]:
    if tens == 0:
        return [_DIGITS[units]]
    if tens == 1:
        ones = "lăm" if units == 5 else _DIGITS[units]
        return ["mười"] + ([ones] if units else [])
    ones = _AFTER_TENS.get(units, _DIGITS[units])
    return [_DIGITS[tens], "mươi"] + ([ones] if units else [])


def _spell_group(number: int, *, leading: bool) -> list[str]:
    hundreds, rest = divmod(number, 100)
    if leading and not hundreds:
        return _spell_below_hundred(*divmod(rest, 10))
    words = [_DIGITS[hundreds], "trăm"]
    if 0 < rest < 10:
        words.append("linh")
    return words + (_spell_below_hundred(*divmod(rest, 10)) if rest else [])


def _spell_whole(number: int) -> list[str]:
    words: list[str] = []
    for power, name in zip((9, 6, 3, 0), _GROUPS, strict=True):
        group = number // 10**power % 1000
        if group:
            words += _spell_group(group, leading=not words)
            words += [name] if name else []
    return words or [_DIGITS[0]]


def _spell_decimals(decimals: str) -> list[str]:
    if decimals.startswith("0") or len(decimals) > 3:
        return [_DIGITS[int(digit)] for digit in decimals]
    return _spell_whole(int(decimals))


def spell_number(value: Decimal | int) -> str:
    """The number in Vietnamese words: 1634.5 is "một nghìn sáu trăm ba mươi tư phẩy năm".

    Decimals that begin with zero, or are longer than three, are read digit by digit. ValueError from 10¹² on.
    """
    exact = Decimal(value)
    if not exact.is_finite() or exact.copy_abs() >= LIMIT:
        raise ValueError("Only numbers below a thousand billion can be spelled.")
    whole, _point, decimals = plain(exact.copy_abs()).partition(".")
    words = ["âm"] if exact < 0 else []
    words += _spell_whole(int(whole))
    if decimals:
        words += ["phẩy", *_spell_decimals(decimals)]
    return " ".join(words)
