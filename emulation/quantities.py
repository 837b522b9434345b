"""Numbers with their unit of measure: what is kept in "nghìn lượt" may be typed in "lượt", "ha" in "m²".

A unit is a scale word and a name ("nghìn lượt", "triệu đồng", "tấn"). Those of one dimension turn into each
other exactly; what then does not fit four decimals is refused with the nearest number that does.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from emulation.numbers import (
    MAX_DECIMALS,
    ReadNumber,
    as_typed,
    format_number,
    judged,
    no_text_of_a_number,
    read_number,
    refused,
    round_half_up,
    spelled,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_WORDS = {
    "nghìn": 10**3, "ngàn": 10**3, "vạn": 10**4, "triệu": 10**6, "tr": 10**6, "tỷ": 10**9, "tỉ": 10**9,
}  # fmt: skip
# Names that stand for a fixed number of the first one of their dimension.
_FIXED = {
    "area": {"m²": 1, "ha": 10**4, "km²": 10**6},
    "weight": {"kg": 1, "yến": 10, "tạ": 10**2, "tấn": 10**3},
    "length": {"m": 1, "km": 10**3},
    "volume": {"m³": 1},
}
_OTHER_NAMES = {
    "m2": "m²", "mét vuông": "m²", "hecta": "ha", "héc ta": "ha", "hec ta": "ha", "km2": "km²",
    "ki-lô-gam": "kg", "cân": "kg", "t": "tấn", "mét": "m", "m3": "m³", "mét khối": "m³",
    "đ": "đồng", "vnđ": "đồng", "vnd": "đồng", "đô la": "usd", "đô la mỹ": "usd", "$": "usd",
}  # fmt: skip
# What is offered beside the boxes, for names that officials scale.
_OFFERED = {
    "đồng": ("đồng", "nghìn đồng", "triệu đồng", "tỷ đồng"),
    "usd": ("USD", "nghìn USD", "triệu USD", "tỷ USD"),
    "lượt": ("lượt", "nghìn lượt", "triệu lượt"),
    "lượt khách": ("lượt khách", "nghìn lượt khách", "triệu lượt khách"),
    "lượt người": ("lượt người", "nghìn lượt người"),
    "người": ("người", "nghìn người"),
    "area": ("m²", "ha", "km²"),
    "weight": ("kg", "tạ", "tấn", "nghìn tấn"),
    "length": ("m", "km"),
    "volume": ("m³", "nghìn m³"),
}
# Comparisons and answers: there is nothing to scale.
_RIGID = {"", "%", "‰", "điểm", "điểm %", "có/không"}
# How many times farther off a reading must be to be left out without asking.
_CLEARLY = 3
_NUMBER = re.compile(r"([+-]?\s*\(?[0-9][0-9., ']*|[+-]?\s*\(?[.,][0-9][0-9., ']*)(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Scale:
    """A unit of measure in which a figure may be typed: one of it is `times` of the figure's own unit."""

    name: str
    times: Fraction = Fraction(1)

    @property
    def is_own(self) -> bool:
        return self.times == 1


@dataclass(frozen=True, slots=True)
class ReadQuantity:
    """What a typed text means. `number` is in the figure's own unit, `typed` the same in `scale`; there a
    second reading may be one that has too many decimals for the figure."""

    number: ReadNumber
    scale: Scale
    typed: ReadNumber


def scales_of(own: str) -> tuple[Scale, ...]:
    """The units to choose from for a figure kept in `own`, the smallest first; `own` is among them."""
    found = _known(own)
    if found is None:
        return (Scale(own),)
    factor, dimension = found
    offered = [
        Scale(own if times == factor else name, times / factor)
        for name in _OFFERED.get(dimension, ())
        for times, _dimension in [_measure(name)]
    ]
    if not any(scale.is_own for scale in offered):
        offered.append(Scale(own))
    return tuple(sorted(offered, key=lambda scale: scale.times))


def scale_named(words: str, own: str) -> Scale | None:
    """The unit that the words name for a figure kept in `own` ("triệu" for one in đồng); None for no such."""
    typed = _plain(words)
    if typed == _plain(own):
        return Scale(own)
    known = _known(own)
    if known is None:
        return None
    factor, dimension = known
    times, other = _measure(f"{typed} {_name_of(own)}" if typed in _WORDS else typed)
    if other != dimension:
        return None
    as_offered = (scale for scale in scales_of(own) if scale.times == times / factor)
    return next(as_offered, Scale(" ".join(words.split()), times / factor))


def read_quantity(
    text: str, own: str, *, unit: str = "", integer: bool = False, allow_negative: bool = False
) -> ReadQuantity:
    """Read a number as `read_number` does, for a figure kept in the unit `own` and typed in `unit` (own: "").

    A unit that stands in the text itself ("1,6 tỷ", "1.634 triệu đồng") is what was typed, whatever `unit`
    says. `integer` is asked of the figure, not of what was typed. Never raises for bad text.
    """
    typed = as_typed(text)
    chosen = scale_named(unit, own) or Scale(own)
    if wrong := no_text_of_a_number(typed):
        return ReadQuantity(refused(wrong), chosen, refused(wrong))
    body, words = _split(typed)
    named = scale_named(words, own) if words else chosen
    if named is None:
        plain_reading = read_number(text, integer=integer, allow_negative=allow_negative, unit=own)
        wrong = plain_reading.error if not _is_unit(words) else _not_of_it(words, own)
        answer = refused(wrong) if wrong else plain_reading
        return ReadQuantity(answer, Scale(own), answer)
    if named.is_own:
        answer = read_number(body, integer=integer, allow_negative=allow_negative)
        return ReadQuantity(answer, named, answer)
    return _scaled(body, named, own, integer=integer, allow_negative=allow_negative)


def _scaled(body: str, scale: Scale, own: str, *, integer: bool, allow_negative: bool) -> ReadQuantity:
    first = read_number(body, allow_negative=True)
    readings = _readings(body)
    if not readings:
        return ReadQuantity(first, scale, first)
    figures = [Fraction(reading) * scale.times for reading in readings]
    if wrong := _does_not_fit(readings[0], figures[0], scale, own, integer=integer):
        return ReadQuantity(refused(wrong), scale, refused(wrong))
    other = next((reading for reading in readings if reading != readings[0]), None)
    number = judged(figures, integer=integer, allow_negative=allow_negative)
    return ReadQuantity(number, scale, ReadNumber(readings[0], other, number.error))


def _readings(body: str) -> list[Decimal]:
    is_negative = body[:1] == "-" or (body.startswith("(") and body.endswith(")"))
    return spelled(body.strip("+-() "), negative=is_negative)


def is_as_plausible(
    other: Decimal | Fraction, taken: Decimal | Fraction, expected: Iterable[Decimal | Fraction]
) -> bool:
    """The other reading of a number lies, in proportion, not clearly farther from what is expected.

    `expected` are numbers of the same kind, such as the last one and the plan's share; where none is known,
    one reading is as good as the other.
    """
    known = [abs(Fraction(number)) for number in expected if number]
    if not known:
        return True
    farther = min(_apart(other, number) for number in known)
    return farther <= _CLEARLY * min(_apart(taken, number) for number in known)


def _apart(number: Decimal | Fraction, expected: Fraction) -> Fraction:
    ratio = abs(Fraction(number)) / expected
    return max(ratio, 1 / ratio) if ratio else Fraction(10**24)


def _does_not_fit(
    typed: Decimal, figure: Fraction, scale: Scale, own: str, *, integer: bool
) -> "StrOrPromise":
    """Why the figure has too many decimals in its own unit, with the nearest number that has not."""
    places = 0 if integer else MAX_DECIMALS
    nearest = round_half_up(figure, places)
    if Fraction(nearest) == figure:
        return ""
    instead = Fraction(nearest) / scale.times
    shown = round_half_up(instead, 12)
    values = {
        "typed": f"{format_number(typed, 12)} {scale.name}",
        "figure": f"{format_number(figure, 12)} {own}",
        "nearest": f"{format_number(nearest)} {own}",
    }
    if integer:
        return format_lazy(
            _("{typed} is {figure}, and only whole ones are counted. Enter {nearest}, if that is meant."),
            **values,
        )
    if Fraction(shown) == instead:
        values["instead"] = f"{format_number(shown, 12)} {scale.name}"
        return format_lazy(
            _("{typed} is {figure}; at most four decimals are kept. Enter {instead}, which is {nearest}."),
            **values,
        )
    return format_lazy(_("{typed} is {figure}; at most four decimals are kept. Enter {nearest}."), **values)


def _split(typed: str) -> tuple[str, str]:
    """The number, and the words behind it."""
    found = _NUMBER.fullmatch(typed)
    if found is None:
        return typed, ""
    body, rest = found[1].strip(), found[2].strip()
    if body.count("(") and rest.endswith(")"):
        return f"{body.strip()})", rest[:-1].strip()
    if body.count("(") and rest.startswith(")"):
        return f"{body.strip()})", rest[1:].strip()
    return body, rest


def _plain(words: str) -> str:
    """One spelling for a unit: "Tr.đ" and "trđ" are "tr đ"."""
    spaced = " ".join(as_typed(words).casefold().replace(".", " ").split())
    return re.sub(r"^(tr|tỷ|tỉ)(đ|đồng)$", r"\1 \2", spaced)


def _name_of(own: str) -> str:
    """The unit without its scale word."""
    first, _space, rest = _plain(own).partition(" ")
    return rest if rest and first in _WORDS else _plain(own)


def _measure(name: str) -> tuple[Fraction, str]:
    """How many of the first unit of its dimension one of these is, and the dimension."""
    words = _plain(name)
    first, _space, rest = words.partition(" ")
    if rest and first in _WORDS:
        times, dimension = _measure(rest)
        return _WORDS[first] * times, dimension
    words = _OTHER_NAMES.get(words, words)
    for dimension, names in _FIXED.items():
        if words in names:
            return Fraction(names[words]), dimension
    return Fraction(1), words


def _known(own: str) -> tuple[Fraction, str] | None:
    """As `_measure`; None for comparisons, which have nothing to scale."""
    return None if _plain(own) in _RIGID else _measure(own)


def _is_unit(words: str) -> bool:
    """The words name a unit, though perhaps another than the figure's."""
    name = _plain(words)
    if not name:
        return False
    dimension = _measure(name)[1]
    return name in _WORDS or name in {"%", "‰"} or dimension in _OFFERED


def _not_of_it(words: str, own: str) -> "StrOrPromise":
    names: Sequence[str] = [scale.name for scale in scales_of(own)]
    if not any(names):
        return format_lazy(_("Leave out “{words}”: this is a plain number."), words=words)
    return format_lazy(
        _("“{words}” is no unit of this figure. Write it in {units}."), words=words, units=", ".join(names)
    )


# As the meaning of a number says that it is its period's alone ("Số vụ trong kỳ").
IN_PERIOD = "trong kỳ"


def unit_in(label: str) -> str:
    """The unit of measure in brackets at the end of a number's meaning ("Khối lượng (tấn)"); else empty."""
    found = re.search(r"\(([^()]+)\)\s*$", label)
    known = _known(found[1]) if found else None
    return found[1].strip() if found and known and known[1] in _OFFERED else ""
