"""What a rule of the registry looks at, and what it finds. Plain numbers: no database, no clock."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from emulation.numbers import plain
from targets.choices import OverTime
from targets.models import Target

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Pair(NamedTuple):
    """The two numbers of an answer that gives any; "nothing arose" is a zero that is meant.
    `forecast` is what it expects of the whole year."""

    value: Decimal
    base: Decimal | None = None
    forecast: Decimal | None = None

    def numbers(self) -> Iterator[tuple[str, Decimal]]:
        yield "value", self.value
        if self.base is not None:
            yield "base", self.base


class Past(NamedTuple):
    """What the last period with a number said; `name` is that period's: "quý I"."""

    numbers: Pair
    name: str


class Official(NamedTuple):
    """What the same line said when it was official. `is_issued`: in a document that has gone out."""

    numbers: Pair
    is_estimate: bool = False
    is_issued: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """One answer and what it is held against.

    `to_date` is what the earlier periods of the year add up to (summed targets; None where none counts);
    `plan` is the level of the year in the unit of the value, None where the line has none.
    """

    target: Target
    now: Pair
    before: Past | None = None
    to_date: Decimal | None = None
    plan: Decimal | None = None
    official: Official | None = None

    @property
    def year(self) -> Decimal:
        """The value for the year so far, this answer included."""
        summed = self.target.over_time == OverTime.SUM
        return self.now.value + (self.to_date or 0) if summed else self.now.value


class Finding(NamedTuple):
    """What a rule wonders about. `about` tells the numbers it saw, always in the same way: a word about
    them holds for as long as it is the same."""

    about: str
    message: "StrOrPromise"


def about(**numbers: Decimal | None) -> str:
    """ "before 62, now 632"; what is None is left out."""
    return ", ".join(f"{name} {plain(number)}" for name, number in numbers.items() if number is not None)
