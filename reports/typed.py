"""What was typed for a number of an answer, turned into that of its period. Pure: no database, no clock.

Form, paste and spreadsheet read by it. A number may be typed in any unit of measure of its family, and for
targets that add up over the year as the sum since its beginning: what was reported before is taken off. Where
dots and commas allow two readings and neither is clearly the one meant, it is asked about, never guessed.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.text import format_lazy
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from emulation.numbers import format_number, spell_number, stands_for_none
from emulation.quantities import (
    IN_PERIOD,
    ReadQuantity,
    Scale,
    is_as_plausible,
    read_quantity,
    scales_of,
    unit_in,
)
from reports.tallies import Part
from targets.choices import Entry as EntryKind
from targets.choices import Frequency, Measure, OverTime
from targets.models import Target

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# How many answers share a year.
PERIODS = {Frequency.MONTH: 12, Frequency.QUARTER: 4, Frequency.YEAR: 1}


class Span(TextChoices):
    """What a typed number covers: the period alone, or the year from its beginning to the period's end."""

    PERIOD = "period", pgettext_lazy("typed number", "this period")
    TO_DATE = "to_date", pgettext_lazy("typed number", "year to date")


@dataclass(frozen=True, slots=True)
class Typed:
    """An answer as it stood in the boxes; `unit` is the name chosen there, empty for the target's own."""

    value: str = ""
    base: str = ""
    unit: str = ""
    span: Span = Span.PERIOD

    @classmethod
    def of(cls, kept: dict[str, str]) -> "Typed | None":
        """What a reading keeps; None where its numbers say everything."""
        if not kept:
            return None
        texts = {name: kept.get(name, "") for name in ("value", "base", "unit")}
        return cls(**texts, span=Span(kept.get("span", Span.PERIOD)))

    def kept(self) -> dict[str, str]:
        """What is stored of it: empty fields left out."""
        said = {"value": self.value, "base": self.base, "unit": self.unit}
        if self.span != Span.PERIOD:
            said["span"] = str(self.span)
        return {name: text for name, text in said.items() if text}

    @property
    def text(self) -> str:
        """In one line: "lũy kế từ đầu năm 1.634.500 lượt"."""
        numbers = " / ".join(text for text in (self.value, self.base) if text)
        span = "" if self.span == Span.PERIOD else str(self.span.label)
        return " ".join(part for part in (span, numbers, self.unit) if part)


@dataclass(frozen=True, slots=True)
class Asked:
    """For which number something is typed, and how: `number` is "value" or "base", `unit` the name of the
    unit of measure chosen beside the box (its own: ""), `before` the allocation before this period."""

    target: Target
    before: Part
    number: str = "value"
    unit: str = ""
    span: Span = Span.PERIOD

    @property
    def own_unit(self) -> str:
        return unit_of(self.target, self.number)

    @property
    def is_to_date(self) -> bool:
        return self.span == Span.TO_DATE

    @property
    def earlier(self) -> Decimal:
        """What was reported before this period, which a typed year to date holds too."""
        tally = self.before.tally
        return (tally.base_sum if self.number == "base" else tally.value_sum) or Decimal(0)

    def covered(self, number: Decimal | None) -> Decimal | None:
        """The number that stands in the box for this one of the period."""
        return number if number is None or not self.is_to_date else number + self.earlier


@dataclass(frozen=True, slots=True)
class Taken:
    """What is taken of a typed text. `number` is that of the period, in the target's unit; None with an
    `error` and its `code`. `options` are the two readings where it is asked which one is meant; `covered` is
    the number of the span that was typed."""

    quantity: ReadQuantity
    number: Decimal | None = None
    covered: Decimal | None = None
    code: str = ""
    error: "StrOrPromise" = ""
    options: tuple[Decimal, ...] = ()

    @property
    def says_more(self) -> bool:
        """The text says more than the number that is kept: it was typed in another unit, or for the year."""
        return self.number is not None and (self.number != self.covered or not self.quantity.scale.is_own)


def unit_of(target: Target, number: str = "value") -> str:
    """The unit of measure of a target's typed number; empty where it has none of its own.

    An amount's is that of its figure; elsewhere it stands in brackets at the end of the number's meaning.
    """
    if target.measure == Measure.AMOUNT:
        return target.unit_of_measure
    return unit_in(target.base_label if number == "base" else target.value_label)


@dataclass(frozen=True, slots=True)
class SpanLabel:
    """The meaning of a number as its box is called in either span: around what changes, what stays."""

    head: str
    period: str
    to_date: str
    tail: str

    @classmethod
    def of(cls, meaning: str) -> "SpanLabel":
        """Of a target's words, which are those of its period; a unit in brackets stays at their end."""
        head, period, tail = meaning.partition(IN_PERIOD)
        if period:
            return cls(head, period, str(Span.TO_DATE.label), tail)
        unit = re.search(r"\s*(\([^()]*\))?$", meaning)
        at = unit.start() if unit else len(meaning)
        return cls(meaning[:at], "", f", {Span.TO_DATE.label}", meaning[at:])

    @property
    def of_year_to_date(self) -> str:
        return f"{self.head}{self.to_date}{self.tail}"


def spans_of(before: Part) -> list[Span]:
    """In which spans an answer can be typed: the year to date once there is a period before."""
    if before.allocation.target.over_time == OverTime.SUM and before.owed:
        return [Span.PERIOD, Span.TO_DATE]
    return [Span.PERIOD]


def units_of(target: Target) -> tuple[Scale, ...]:
    """The units of measure in which the numbers of an answer can be typed."""
    return scales_of(unit_of(target)) if target.entry != EntryKind.YES_NO else ()


def read_typed(text: str, asked: Asked, meant: Iterable[Decimal] = ()) -> Taken:
    """The number of the period that was typed, or why there is none.

    `meant` are numbers, as typed, that settle which of two readings is taken: the first that is one of them.
    A reading stays in doubt when the other one is about as near to what is expected: see `is_as_plausible`.
    """
    target = asked.target
    if stands_for_none(text):
        return Taken(read_quantity("", ""), code="no_number", error=NO_NUMBER)
    read = _read(text, target, asked.own_unit, asked.unit)
    if read.number.value is None:
        return Taken(read, code="invalid", error=read.number.error)
    options = _readings(read)
    if settled := [number for number in meant if number in options]:
        return _of_period(read, settled[0], asked)
    if len(options) > 1 and _is_in_doubt(text, options, asked):
        return Taken(read, code="ambiguous", error=_which(text, options, asked), options=options)
    return replace(_of_period(read, read.number.value, asked), options=options)


NO_NUMBER = _(
    "This is not a number. Zero is 0; where there is no figure, leave the box empty and "
    "choose the answer that applies."
)


def told(typed: Typed, target: Target, year_to_date: Decimal | None) -> str:
    """How a number was typed, in one line; and, where earlier ones were corrected since, what the year to
    date that was typed has become by that. `year_to_date` is today's with this number, None where unknown."""
    if typed.span != Span.TO_DATE or not typed.value or year_to_date is None:
        return typed.text
    read = _read(typed.value, target, unit_of(target), typed.unit)
    if year_to_date in _readings(read):
        return typed.text
    message = gettext("%(typed)s; now %(now)s, because an earlier number was corrected since")
    return message % {"typed": typed.text, "now": format_number(year_to_date)}


def _read(text: str, target: Target, own_unit: str, unit: str) -> ReadQuantity:
    integer = target.entry != EntryKind.DECIMAL
    return read_quantity(text, own_unit, unit=unit, integer=integer, allow_negative=target.allows_negative)


def _readings(read: ReadQuantity) -> tuple[Decimal, ...]:
    """The numbers that the text can stand for, in the target's unit, the one that is taken first."""
    both = (read.number.value, read.number.other)
    return tuple(number for number in both if number is not None)


def _is_in_doubt(text: str, options: tuple[Decimal, ...], asked: Asked) -> bool:
    taken, other = options
    expected = list(_expected(asked))
    if "." in text:
        return is_as_plausible(other, taken, expected)
    # A lone comma is the decimal sign, unless that makes no sense of what is known.
    return bool(expected) and not is_as_plausible(taken, other, expected)


def _expected(asked: Asked) -> Iterator[Decimal | Fraction]:
    """Numbers that the answer should be near to: the last one, the usual one, the plan's share."""
    tally, target = asked.before.tally, asked.target
    is_base = asked.number == "base"
    total, last = (tally.base_sum, tally.period_base) if is_base else (tally.value_sum, tally.period_value)
    plan = None if is_base else _plan(asked.before)
    if target.over_time == OverTime.SUM and not asked.is_to_date:
        yield from (number for number in (last, total and total / max(tally.counted, 1)) if number)
        if plan:
            yield Fraction(plan) / PERIODS[Frequency(target.frequency)]
    else:
        yield from (number for number in (total, plan) if number)


def _plan(before: Part) -> Decimal | None:
    target = before.allocation.target
    if target.measure != Measure.AMOUNT:
        return None
    return before.allocation.quota or target.threshold


def _which(text: str, options: tuple[Decimal, ...], asked: Asked) -> "StrOrPromise":
    one, other = (f"{format_number(option)} ({spell_number(option)})" for option in options)
    return format_lazy(
        _("“{text}” can be {one} or {other} {unit}. Choose which is meant."),
        text=text.strip(),
        one=one,
        other=other,
        unit=asked.own_unit,
    )


def _of_period(read: ReadQuantity, covered: Decimal, asked: Asked) -> Taken:
    if not asked.is_to_date:
        return Taken(read, covered, covered)
    tally = asked.before.tally
    if tally.answers < asked.before.owed:
        return Taken(read, covered=covered, code="earlier_missing", error=EARLIER_MISSING)
    if asked.number == "base" and tally.bases < tally.counted:
        return Taken(read, covered=covered, code="earlier_missing", error=EARLIER_BASE_MISSING)
    earlier = asked.earlier
    number = covered - earlier
    if number < 0 and not asked.target.allows_negative:
        return Taken(read, covered=covered, code="to_date_falls", error=_falls(covered, earlier, number))
    return Taken(read, number, covered)


EARLIER_MISSING = _(
    "The year to date cannot be used yet: an earlier period has not been sent. Send it first, or enter the "
    "number of this period alone."
)
EARLIER_BASE_MISSING = _(
    "The year to date cannot be used here: earlier periods were sent without this number. Enter that of this "
    "period alone."
)


def _falls(covered: Decimal, earlier: Decimal, number: Decimal) -> "StrOrPromise":
    return format_lazy(
        _(
            "The year to date of {covered} is less than the {earlier} that was reported before: this period "
            "would be {number}. If an earlier number is wrong, ask to correct that one."
        ),
        covered=format_number(covered),
        earlier=format_number(earlier),
        number=format_number(number),
    )
