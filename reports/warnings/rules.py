"""The registry: what is wondered about one answer by itself. Each rule is a pure function of `Facts`.

A rule that cries wolf is worse than none: each says nothing about small numbers and usual changes.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from emulation.numbers import format_number
from reports.warnings.facts import Facts, Finding, about
from targets.choices import Direction, Entry, Measure, OverTime, Pace
from targets.models import Target

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Two numbers below this may differ as they like: 2 accidents after 20 are no slip of the hand.
SMALL = Decimal(30)
TIMES = 10
# How far people and households covered may move between two periods, in per cent.
BAND = 10
# How far an accepted figure may be corrected without a word, in per cent.
CORRECTION = 10
# Times one thousand or one million, give or take a half: a slip of the unit of measure.
UNITS = (1_000, 1_000_000)
FULL = 100

COUNTED_AGAIN = pgettext_lazy("reason", "Counted again; the earlier figure was not right")


@dataclass(frozen=True, slots=True)
class Rule:
    """`reasons` are the usual words with which a figure is let stand."""

    code: str
    find: Callable[[Facts], Finding | None]
    reasons: tuple["StrOrPromise", ...]


RULES: dict[str, Rule] = {}


def rule(code: str, *reasons: "StrOrPromise") -> Callable[..., Callable[[Facts], Finding | None]]:
    """Put a function into the registry under a code that is kept with the words about it."""

    def registered(find: Callable[[Facts], Finding | None]) -> Callable[[Facts], Finding | None]:
        RULES[code] = Rule(code, find, reasons)
        return find

    return registered


def named(target: Target, number: str, message: "StrOrPromise") -> "StrOrPromise":
    """The message with the meaning of the number before it, where the line has two."""
    if not target.needs_base and number != "base":
        return message
    label = target.base_label if number == "base" else target.value_label
    return format_lazy("{label}: {message}", label=label, message=message)


@rule(
    "magnitude",
    pgettext_lazy("reason", "Something large falls into this period"),
    pgettext_lazy("reason", "It is the season"),
    pgettext_lazy("reason", "The period before was unusual"),
)
def magnitude(facts: Facts) -> Finding | None:
    """Ten times, or a tenth of, the period before or the same of last year; without either ten times the
    plan of the whole year."""
    if facts.target.entry == Entry.YES_NO:
        return None
    return next(filter(None, (_slip(facts, *compared) for compared in _compared(facts))), None)


def _compared(facts: Facts) -> Iterator[tuple[str, Decimal, Decimal, "StrOrPromise"]]:
    """Which number, what it is now, what it is held against, and what that is called."""
    earlier = dict(facts.before.numbers.numbers()) if facts.before else {}
    for name, number in facts.now.numbers():
        if facts.before and name in earlier:
            yield name, number, earlier[name], facts.before.name
    if facts.now.base and facts.target.measure in {Measure.AMOUNT, Measure.GROWTH, Measure.CHANGE}:
        yield "value", facts.now.value, facts.now.base, _("the same period of last year")
    elif not earlier and facts.plan and abs(facts.now.value) >= TIMES * abs(facts.plan):
        yield "value", facts.now.value, facts.plan, _("the plan of the whole year")


def _slip(facts: Facts, name: str, now: Decimal, before: Decimal, what: "StrOrPromise") -> Finding | None:
    larger, smaller = max(abs(now), abs(before)), min(abs(now), abs(before))
    if not smaller or larger < SMALL or larger < TIMES * smaller:
        return None
    times = Fraction(larger) / Fraction(smaller)
    form = (
        _("{times} times {what} ({before}): entered {now}")
        if abs(now) > abs(before)
        else _("only 1/{times} of {what} ({before}): entered {now}")
    )
    numbers = {"before": format_number(before), "now": format_number(now)}
    message = format_lazy(form, times=format_number(times, 1), what=what, **numbers)
    if any(unit <= 2 * times <= 4 * unit for unit in UNITS):
        message = format_lazy("{message}. {hint}", message=message, hint=_hint(facts.target))
    return Finding(f"{name}: {about(before=before, now=now)}", named(facts.target, name, message))


def _hint(target: Target) -> "StrOrPromise":
    if target.measure != Measure.AMOUNT:
        return _("Is it in the right unit of measure?")
    return format_lazy(_("Is it in the unit asked for ({unit})?"), unit=target.unit_of_measure)


@rule(
    "falling",
    COUNTED_AGAIN,
    pgettext_lazy("reason", "The recognition was taken back"),
)
def falling(facts: Facts) -> Finding | None:
    """What only grows has become less; a sum goes back by a negative number."""
    if facts.target.over_time == OverTime.SUM:
        return _falling_sum(facts)
    if facts.before and only_grows(facts.target) and facts.now.value < facts.before.numbers.value:
        return _against_before(facts, "value", facts.before.numbers.value, facts.now.value)
    return None


def only_grows(target: Target) -> bool:
    """A level that nothing takes back in the course of a year: schools recognised, hectares in all."""
    keeps = target.irreversible or target.pace in {Pace.STEADY, Pace.PROFILE} or target.entry == Entry.YES_NO
    return target.measure == Measure.AMOUNT and target.direction == Direction.UP and keeps


def _falling_sum(facts: Facts) -> Finding | None:
    if facts.now.value >= 0 or facts.target.measure != Measure.AMOUNT:
        return None
    message = format_lazy(
        _("a negative number takes the year to date from {before} to {now}"),
        before=format_number(facts.to_date or 0),
        now=format_number(facts.year),
    )
    numbers = about(before=facts.to_date, now=facts.now.value)
    return Finding(f"value: {numbers}", named(facts.target, "value", message))


@rule(
    "moved",
    COUNTED_AGAIN,
    pgettext_lazy("reason", "People moved away or no longer take part"),
    pgettext_lazy("reason", "It is counted in another way since"),
)
def moved(facts: Facts) -> Finding | None:
    """Of people and households at one time: parts that fall, and wholes that move either way, too far."""
    is_level = facts.target.over_time == OverTime.LATEST
    if facts.before is None or not is_level or facts.target.measure not in {Measure.SHARE, Measure.POINTS}:
        return None
    then, now = facts.before.numbers, facts.now
    if then.base is not None and now.base is not None and _is_far(then.base, now.base):
        return _against_before(facts, "base", then.base, now.base)
    if now.value < then.value and _is_far(then.value, now.value):
        return _against_before(facts, "value", then.value, now.value)
    return None


def _is_far(then: Decimal, now: Decimal, percent: int = BAND) -> bool:
    return max(abs(then), abs(now)) >= SMALL and FULL * abs(now - then) > percent * abs(then)


def _against_before(facts: Facts, name: str, then: Decimal, now: Decimal) -> Finding:
    form = (
        _("less than in {period} ({before}): entered {now}")
        if now < then
        else _("much more than in {period} ({before}): entered {now}")
    )
    period = facts.before.name if facts.before else ""
    numbers = {"before": format_number(then), "now": format_number(now)}
    message = format_lazy(form, period=period, **numbers)
    return Finding(f"{name}: {about(before=then, now=now)}", named(facts.target, name, message))


@rule(
    "forecast",
    pgettext_lazy("reason", "A part of what was counted will be taken off"),
)
def forecast(facts: Facts) -> Finding | None:
    """Less is expected of the whole year than has been done already."""
    expected, target = facts.now.forecast, facts.target
    is_summed = target.over_time == OverTime.SUM and target.measure == Measure.AMOUNT
    if expected is None or not is_summed or target.allows_negative or expected >= facts.year:
        return None
    form = _("{forecast} is expected for the whole year, less than the {year} of the year to date")
    message = format_lazy(form, forecast=format_number(expected), year=format_number(facts.year))
    return Finding(f"year_forecast: {about(forecast=expected, year=facts.year)}", message)


@rule(
    "official",
    pgettext_lazy("reason", "The figure sent before was wrong"),
    pgettext_lazy("reason", "Late documents have come in since"),
    pgettext_lazy("reason", "Replaced by the official figure"),
)
def official(facts: Facts) -> Finding | None:
    """Unlike what was accepted for the same line; a document that has gone out is not contradicted at all."""
    if facts.official is None:
        return None
    then = dict(facts.official.numbers.numbers())
    for name, now in facts.now.numbers():
        if name in then and _contradicts(facts, then[name], now):
            form = (
                _("an issued document says {before}: entered {now}")
                if facts.official.is_issued
                else _("{before} has been accepted for this period: entered {now}")
            )
            message = format_lazy(form, before=format_number(then[name]), now=format_number(now))
            return Finding(f"{name}: {about(before=then[name], now=now)}", named(facts.target, name, message))
    return None


def _contradicts(facts: Facts, then: Decimal, now: Decimal) -> bool:
    if facts.official is not None and facts.official.is_issued:
        return then != now
    if facts.target.entry == Entry.YES_NO:
        return then != now
    return _is_far(then, now, CORRECTION)
