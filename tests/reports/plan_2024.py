"""The rules of the 2024 targets that the tests need, and short words to say what was reported when."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from reports.assessment import Moment, Rule, Standing
from targets.choices import Direction, Measure, OverTime, Pace

UP, DOWN = Direction.UP, Direction.DOWN
SUM, LATEST = OverTime.SUM, OverTime.LATEST
HOLD, STEADY, PROFILE = Pace.HOLD, Pace.STEADY, Pace.PROFILE
YEAR_END, PUBLISHED = Pace.YEAR_END, Pace.PUBLISHED
AMOUNT, SHARE, GROWTH = Measure.AMOUNT, Measure.SHARE, Measure.GROWTH
CHANGE, POINTS = Measure.CHANGE, Measure.POINTS

Q1, Q2, Q3, FINAL = date(2024, 3, 14), date(2024, 6, 14), date(2024, 9, 14), date(2024, 12, 14)
NEW_YEARS_EVE, RESULT_DUE, AFTER_RESULT_DUE = date(2024, 12, 31), date(2025, 1, 31), date(2025, 2, 1)

TOURISM = ("5", "20", "36", "46", "54", "61", "69", "77", "83", "89", "95", "100")
PLANTING = ("10", "60", "90", "100")
CLOSING_MONTHS = {"month": range(1, 13), "quarter": (3, 6, 9, 12), "year": (12,)}


def number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def rule(
    measure: Measure,
    over_time: OverTime,
    direction: Direction | None,
    threshold: str | None,
    pace: Pace,
    *,
    profile: tuple[str, ...] = (),
    slow_from: str = "80",
    **others: Any,
) -> Rule:
    """A rule in the words of the plan; what is not named is not set."""
    for name in ("ceiling", "maximum", "baseline", "nearly_from"):
        others[name] = number(others.get(name))
    return Rule(
        measure=measure,
        over_time=over_time,
        direction=direction,
        threshold=number(threshold),
        strict=others.pop("strict", False),
        irreversible=others.pop("irreversible", False),
        pace=pace,
        profile=tuple(Decimal(percent) for percent in profile),
        slow_from=Decimal(slow_from),
        result_due=others.pop("result_due", None),
        **others,
    )


_SUMMED_UP = {"irreversible": True, "nearly_from": "95"}
_FEWER_ACCIDENTS = rule(GROWTH, SUM, DOWN, "0", HOLD, strict=True)
_TO_RAISE = rule(CHANGE, LATEST, UP, "0", PUBLISHED, strict=True)

# code: frequency, rule
PLAN = {
    "KT-01": ("quarter", rule(AMOUNT, LATEST, UP, "10", HOLD, ceiling="11")),
    "KT-02": ("month", rule(GROWTH, SUM, UP, "2.5", HOLD)),
    "KT-03": ("month", rule(AMOUNT, SUM, UP, "3269", PROFILE, profile=TOURISM, **_SUMMED_UP)),
    "KT-05": ("month", rule(AMOUNT, SUM, UP, "425000", STEADY, **_SUMMED_UP)),
    "XH-01": (
        "quarter",
        rule(AMOUNT, LATEST, UP, "1", YEAR_END, maximum="1", irreversible=True, result_due=RESULT_DUE),
    ),
    "XH-08": ("quarter", rule(AMOUNT, SUM, UP, "2300", STEADY, ceiling="2500", **_SUMMED_UP)),
    "XH-09": ("quarter", rule(AMOUNT, LATEST, UP, "8", HOLD, maximum="8", slow_from="100")),
    "XH-10": ("quarter", rule(SHARE, LATEST, UP, "98", HOLD, maximum="100")),
    "XH-11": ("year", rule(POINTS, LATEST, DOWN, "-0.02", YEAR_END, result_due=RESULT_DUE)),
    "XH-12.1": ("quarter", _FEWER_ACCIDENTS),
    "XH-12.2": ("quarter", _FEWER_ACCIDENTS),
    "XH-12.3": ("quarter", _FEWER_ACCIDENTS),
    "XH-13": ("quarter", rule(GROWTH, SUM, DOWN, "-5", HOLD)),
    "MT-01": ("quarter", rule(AMOUNT, SUM, UP, "30", PROFILE, profile=PLANTING, **_SUMMED_UP)),
    "MT-02": ("quarter", rule(AMOUNT, LATEST, UP, "10", YEAR_END)),
    "MT-05": ("quarter", rule(SHARE, SUM, UP, "100", HOLD, maximum="100", slow_from="100")),
    "XD-01": ("quarter", rule(AMOUNT, SUM, UP, "130", STEADY, **_SUMMED_UP)),
    "XD-02": (
        "year",
        rule(SHARE, LATEST, UP, "90", YEAR_END, strict=True, maximum="100", result_due=RESULT_DUE),
    ),
    "XD-03": ("year", rule(SHARE, LATEST, UP, "20", YEAR_END, maximum="20", result_due=RESULT_DUE)),
    "BS-01": (
        "quarter",
        rule(AMOUNT, LATEST, UP, "27", YEAR_END, baseline="26", irreversible=True, result_due=RESULT_DUE),
    ),
    "BS-06": ("year", _TO_RAISE),
}


def moment(code: str, as_of: date) -> Moment:
    """How far the target's year is on this day: every period closes on the 14th of its last month."""
    cut_offs = [date(2024, month, 14) for month in CLOSING_MONTHS[PLAN[code][0]]]
    return Moment(as_of, ended=sum(cut_off <= as_of for cut_off in cut_offs), total=len(cut_offs))


def standing(
    value: str | None,
    base: str | None = None,
    *,
    complete: bool = True,
    final: bool = False,
    baseline: Fraction | None = None,
) -> Standing:
    return Standing(number(value), number(base), baseline, value is not None, complete, final)


def all_in(value: str, base: str | None = None, baseline: Fraction | None = None) -> Standing:
    """Every unit answered what it owes so far, in the course of the year."""
    return standing(value, base, baseline=baseline)


def year_in(value: str, base: str | None = None, baseline: Fraction | None = None) -> Standing:
    """Every unit answered the whole year with a number, or with "nothing arose"."""
    return standing(value, base, final=True, baseline=baseline)


def some_silent(value: str, base: str | None = None, baseline: Fraction | None = None) -> Standing:
    """At least one unit still owes an answer."""
    return standing(value, base, complete=False, baseline=baseline)


NO_READING = standing(None, complete=False)
ALL_UNAVAILABLE = standing(None, complete=True)
