"""What last year's readings came to, as far as it is official: handed in by `reports`, which knows them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple


class Pair(NamedTuple):
    """The two numbers of a share, at the year's end."""

    value: Decimal
    base: Decimal


@dataclass(frozen=True, slots=True)
class LastYear:
    """`results`: the owner's final figures by the key of last year's target, at most four decimals.
    `pairs`: value and base of each of last year's allocations, by its key, where it answered the year's end.
    """

    results: Mapping[int, Decimal] = field(default_factory=dict)
    pairs: Mapping[int, Pair] = field(default_factory=dict)


NOTHING_KNOWN = LastYear()
