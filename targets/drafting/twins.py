"""Which target that is there already a drafted one is meant to be: last year's, in a copied campaign."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from emulation.text import fold
from targets.drafting.repeats import spelled_out

LEAST = 0.6
_EMPTY = frozenset(
    word
    for words in (
        "tỷ lệ tỉ số tổng các của có được đạt trên ở và về là",
        "chuẩn mới xây dựng duy trì thêm cho từ",
        "tăng giảm so với cùng kỳ",
    )
    for word in fold(words).split()
)


@dataclass(frozen=True, slots=True)
class Named:
    """What is compared: name and sentence in words, and the unit of measure."""

    name: str
    sentence: str
    unit: str


def twins(
    drafted: Sequence[Named], known: Sequence[Named], may_be: Callable[[int, int], bool]
) -> list[int | None]:
    """For each drafted one the place of its twin among the known, None where none is alike enough.

    Nobody is the twin of two: the likest pairs that `may_be` are taken first. The numbers are left out of
    account.
    """
    left, right = [_Words(each) for each in drafted], [_Words(each) for each in known]
    pairs = [
        (likeness, -here, -there)
        for here, one in enumerate(left)
        for there, other in enumerate(right)
        if (likeness := one.likeness(other)) >= LEAST
    ]
    found: list[int | None] = [None] * len(drafted)
    for _likeness, here, there in sorted(pairs, reverse=True):
        if found[-here] is None and -there not in found and may_be(-here, -there):
            found[-here] = -there
    return found


def likeness(one: Named, other: Named) -> float:
    """From 0 to 1 and a little above; from `LEAST` on they may be the same."""
    return _Words(one).likeness(_Words(other))


class _Words:
    def __init__(self, named: Named) -> None:
        self.text = named.name
        self.name, self.sentence = _words(named.name), _words(named.sentence)
        self.unit = fold(named.unit)

    def likeness(self, other: "_Words") -> float:
        """From 0 to 1 and a little above: chiefly the names, then the sentences and the unit."""
        named = _share(self._name_beside(other), other._name_beside(self))
        said = _share(self.sentence, other.sentence)
        if named < 0.3:
            return 0.0
        return max(named, (named + said) / 2) + (0.05 if self.unit == other.unit else 0.0)

    def _name_beside(self, other: "_Words") -> frozenset[str]:
        """Short forms ("BHYT") count as the words of the other name for which they stand."""
        spelled = spelled_out(self.text, other.text)
        return self.name if spelled == self.text else _words(spelled)


def _words(text: str) -> frozenset[str]:
    found = set(re.findall(r"[^\W\d_]+", fold(text)))
    return frozenset(found - _EMPTY or found)


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0
