"""The plan as it is printed against the numbers that decide: what of the two cannot be meant together."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from emulation.numbers import format_whole, plain
from emulation.quantities import scale_named
from emulation.text import fold, nfc
from targets.choices import Direction, Entry, Measure
from targets.drafting.lexicon import UNIT
from targets.drafting.quantities import WRITTEN, machine, same_length

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Levels = Mapping[str, Decimal | None]
STANDS = "plan_stands"
_SAID = {
    "threshold": _("The printed plan says {printed}, the threshold is {level}. Correct one of the two."),
    "ceiling": _("The printed plan says {printed}, the ceiling is {level}. Correct one of the two."),
}
_STALE = _("The plan changes: say here what is printed for it from now on.")
_LAST_NUMBER = re.compile(r"\d(?:[\d.,]*\d)?(?=\D*$)")
# Of folded text.
_DATE = re.compile(r"(?:\bnam|\bquy \w+|/)$")
_RANGE = re.compile(r"-|den|toi")
_FALL = re.compile(r"\bgiam\b(?! (?:xuong|con|duoi))")
_RISE = re.compile(r"\btang\b")
_CHANGES = {Measure.GROWTH, Measure.POINTS, Measure.CHANGE}


def printed_faults(
    target: Any, text: str, levels: Levels, *, before: tuple[str, Levels] | None = None
) -> "dict[str, StrOrPromise]":
    """What is wrong between the printed text and the levels, by the field where it is told: "threshold",
    "ceiling", or "plan_text" where a text without numbers stayed though a level changed.

    `target` says in which unit and how it is counted; `before` are text and levels as they were stored.
    """
    numbers = list(_numbers(target, text))
    if not numbers:
        stale = (
            before is not None
            and text
            and text == before[0]
            and any(value != before[1].get(name) for name, value in levels.items())
        )
        return {"plan_text": _STALE} if stale else {}
    printed = ", ".join(dict.fromkeys(written for written, _meant in numbers))
    return {
        name: format_lazy(_SAID[name], printed=printed, level=format_whole(level))
        for name in _SAID
        if (level := levels.get(name)) is not None and not any(level in meant for _written, meant in numbers)
    }


def measured(text: str, unit: str) -> str:
    """The printed plan with its unit at its last number: "từ 95% trở lên", "425.000 triệu đồng".

    As it is where it names the unit itself or has no number: "giảm 0,02 điểm %", "Đạt".
    """
    number = _LAST_NUMBER.search(text)
    if number is None or " ".join(unit.casefold().split()) in " ".join(text.casefold().split()):
        return text
    joint = "" if unit == "%" else " "
    return f"{text[: number.end()]}{joint}{unit}{text[number.end() :]}"


def stands_fact(text: str, levels: Levels) -> str:
    """For the log: the text and the levels of which somebody said that they are meant so."""
    said = (levels.get(name) for name in _SAID)
    return " | ".join([text, *("" if level is None else plain(level) for level in said)])


def names_number(target: Any, text: str, number: Decimal) -> bool:
    """The text names this figure of the target: "425 tỷ đồng" is 425.000 triệu đồng."""
    return any(number in meant for _written, meant in _numbers(target, text))


def _numbers(target: Any, text: str) -> Iterator[tuple[str, set[Decimal | Fraction]]]:
    """Each number as it is written, and every figure of the target that it can mean; of a mere yes none."""
    if target.entry == Entry.YES_NO and target.maximum == 1:
        return
    text = same_length(nfc(text))
    found = [match for match in WRITTEN.finditer(text) if not _is_date(text, match)]
    unit, follows = "", len(text)
    for match in reversed(found):
        named = UNIT.match(text, match.end())
        if named or not _RANGE.fullmatch(fold(text[match.end() : follows])):
            unit = " ".join(named["unit"].split()) if named else ""
        follows = match.start()
        scale = scale_named(unit, target.unit_of_measure) if unit else None
        figure = Fraction(machine(match[0])) * (scale.times if scale else 1)
        yield match[0], {sign * figure for sign in _signs(target, text, match)}


def _is_date(text: str, match: re.Match[str]) -> bool:
    is_year = re.fullmatch(r"(?:19|20)\d\d", match[0]) is not None
    return is_year and _DATE.search(fold(text[: match.start()])) is not None


def _signs(target: Any, text: str, match: re.Match[str]) -> set[int]:
    """ "giảm 5" is -5 where changes are counted, and may be where a level is."""
    before = text[: match.start()]
    if before.endswith("-") and not before[:-1].rstrip()[-1:].isdigit():
        return {-1}
    falls, rises = (bool(way.search(fold(text))) for way in (_FALL, _RISE))
    if target.measure not in _CHANGES:
        return {1, -1} if falls else {1}
    if falls == rises:
        return {1, -1} if falls or target.direction == Direction.DOWN else {1}
    return {-1} if falls else {1}
