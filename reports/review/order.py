"""What a reviewer looks at first: which lines ask for a look, and why. Pure functions, no database."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from django.db import models
from django.utils.translation import pgettext_lazy

from reports.answers import Answer
from reports.choices import Outlook, ReadingState
from reports.progress import Row
from reports.review.rows import ReviewRow
from targets.choices import Entry, Measure

BY_LOOK, BY_TARGET = "look", "targets"
# A figure leaps that has grown by more than half, or lost more than a third.
GROWN = Fraction(3, 2)
# Among few cases that happens every other time: so many have to be between them.
APART = 5
# And a rate that moves by so many percentage points.
POINTS = 5


class Look(models.IntegerChoices):
    """Why a line is looked at, the most urgent first."""

    ASKED = 1, pgettext_lazy("look", "asked about")
    CHANGED = 2, pgettext_lazy("look", "changed")
    OBJECTED = 3, pgettext_lazy("figures", "objected to")
    UNANSWERED = 4, pgettext_lazy("look", "no answer")
    UNSETTLED = 5, pgettext_lazy("look", "warning without a word")
    WARNED = 6, pgettext_lazy("look", "warning")
    LEAP = 7, pgettext_lazy("look", "large change")
    POOR = 8, pgettext_lazy("look", "poor outlook")
    UNAVAILABLE = 9, pgettext_lazy("look", "not yet available")
    ESTIMATE = 10, pgettext_lazy("look", "estimate")


# On a second look only these.
AGAIN = {Look.ASKED, Look.CHANGED}
STILL = AGAIN | {Look.OBJECTED}


def looks_of(row: ReviewRow, *, is_objected: bool | None = None) -> list[Look]:
    """Everything that asks for a look at the line, the most urgent first.

    `is_objected` where it is known otherwise than by the words beside the reading.
    """
    reading = row.reading
    if reading is None:
        return [Look.UNANSWERED]
    reasons = [
        (bool(reading.review_comment), Look.ASKED),
        (row.is_changed, Look.CHANGED),
        (row.is_objected if is_objected is None else is_objected, Look.OBJECTED),
        (any(not warning.settled for warning in row.warnings), Look.UNSETTLED),
        (bool(row.warnings), Look.WARNED),
        (leaps(row), Look.LEAP),
        (reading.outlook in {Outlook.HARD, Outlook.WONT}, Look.POOR),
        (reading.state == ReadingState.UNAVAILABLE, Look.UNAVAILABLE),
        (reading.is_estimate, Look.ESTIMATE),
    ]
    return [look for is_so, look in reasons if is_so]


def leaps(row: ReviewRow) -> bool:
    """A large change against the period before, or against the same period of last year."""
    return leaps_from(row.answer, row.before) or leaps_from_last_year(row.answer)


def leaps_from(answer: Answer | None, before: Answer | None) -> bool:
    """Growth by its first number, as the page compares it; a milestone that was reached and is no more."""
    if not (answer and answer.row and before and before.row):
        return False
    target = answer.row.target
    now, then = _compared(answer.row), _compared(before.row)
    if now is None or then is None:
        return False
    if target.entry == Entry.YES_NO:
        return now < then
    if target.measure in {Measure.SHARE, Measure.POINTS} or target.unit_of_measure == "%":
        return abs(Fraction(now) - Fraction(then)) >= POINTS
    return is_leap(now, then, counted=target.entry == Entry.INTEGER)


def _compared(row: Row) -> Decimal | Fraction | None:
    return row.value if row.target.measure == Measure.GROWTH else row.period.figure


def leaps_from_last_year(answer: Answer | None) -> bool:
    """Where the second number is last year's."""
    if not (answer and answer.row) or answer.row.target.measure not in {Measure.AMOUNT, Measure.GROWTH}:
        return False
    now, then = answer.row.value, answer.row.base
    if now is None or then is None:
        return False
    return is_leap(now, then, counted=answer.row.target.entry == Entry.INTEGER)


def is_leap(now: Decimal | Fraction, then: Decimal | Fraction, *, counted: bool) -> bool:
    """Grown by more than half or shrunk by more than a third; of things counted, by at least APART."""
    small, large = sorted([Fraction(now), Fraction(then)])
    if small == large or (counted and large - small < APART):
        return False
    return large > small * GROWN if small > 0 else True


def in_order_of_looks(rows: Iterable[ReviewRow]) -> list[ReviewRow]:
    """What asks for a look first, the most urgent on top; the rest as it stood."""
    return sorted(rows, key=lambda row: min(row.looks, default=len(Look) + 1))
