"""A target shared out among units: exact to the last place, by the largest remainders. Pure."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from emulation.numbers import MAX_DECIMALS, as_decimal
from targets.choices import Entry
from targets.models import Target


def places_of(target: Target, total: Decimal) -> int:
    """How many decimals a share may have: none where whole numbers are entered, unless the total has some."""
    own = target.decimals if target.entry == Entry.DECIMAL else 0
    exponent = total.normalize().as_tuple().exponent
    return min(MAX_DECIMALS, max(own, -int(exponent)))


def equal_shares(total: Decimal, count: int, places: int) -> list[Decimal]:
    """As equal as `places` decimals allow; the first ones have the last place more."""
    return weighted_shares(total, [Decimal(1)] * count, places)


def weighted_shares(total: Decimal, weights: Sequence[Decimal], places: int) -> list[Decimal]:
    """Shares of `places` decimals that add up to the total and follow the weights.

    What rounding down leaves over goes, one of the last place each, to the largest remainders, the first
    of equals first. ValueError for a negative weight, for none above 0, and for a total with more decimals.
    """
    if any(weight < 0 for weight in weights) or not any(weights):
        raise ValueError("Weights are 0 or more, and one is more.")
    unit = Fraction(1, 10**places)
    steps = abs(Fraction(total)) / unit
    if steps.denominator != 1:
        raise ValueError("The total has more decimals than its shares.")
    whole = sum(map(Fraction, weights), Fraction(0))
    exact = [steps * Fraction(weight) / whole for weight in weights]
    floors = [share.numerator // share.denominator for share in exact]
    left = int(steps) - sum(floors)
    by_remainder = sorted(range(len(exact)), key=lambda place: floors[place] - exact[place])
    for place in by_remainder[:left]:
        floors[place] += 1
    sign = -1 if total < 0 else 1
    return [as_decimal(sign * floor * unit) for floor in floors]
