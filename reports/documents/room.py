"""How much the chairman's page has room for: texts lose whole words and whole names, never size.

There are several measures, the most generous first. What fits none of them is said in the narrowest, and the
style sheet holds that to one side of paper by the lines that each text may take, whatever letters it has.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from emulation.text import shortened


@dataclass(frozen=True, slots=True)
class Room:
    """Characters at most; `changes` of the first, second, third of them. `name` is the style sheet's."""

    name: str
    facts: int
    changes: tuple[int, ...]
    coverage: int
    direction: int


ROOMS = (
    Room("wide", facts=210, changes=(280, 280, 280), coverage=300, direction=700),
    Room("wide", facts=210, changes=(210, 210, 210), coverage=240, direction=460),
    Room("wide", facts=160, changes=(140, 140, 140), coverage=180, direction=340),
    Room("wide", facts=136, changes=(140, 110, 140), coverage=140, direction=280),
    Room("narrow", facts=136, changes=(136, 66, 66), coverage=110, direction=210),
)
NARROWEST = ROOMS[-1]
NAME, CLAUSE, DOUBT, UNIT, PERSON, WHOM, NAMED = 84, 46, 60, 38, 26, 80, 54
# A word of more letters would break no line in time.
LONGEST = 22

# In mm: a side of A4 between its margins, less a little; lines of 14 and 12 points at 1.1; across in points.
HEIGHT, LINE, SMALL_LINE = 256, 5.44, 4.66
ACROSS, BESIDE = 467, 312
# Of letters in their own size, for Tinos, which has the widths of Times; marks above and below add nothing.
_WIDTHS = {
    **dict.fromkeys("ijlt .,:;/'", 0.28),
    **dict.fromkeys("fr()-I", 0.34),
    **dict.fromkeys("acesz", 0.44),
    **dict.fromkeys("bdđghknopquvxy0123456789–", 0.52),
    **dict.fromkeys("mwABCDĐEGHJKLNOPQRSTUVXYZ", 0.76),
}
_BROADEST = 1.0
_BOLD = 1.04


def lines(text: str, size: int = 14, across: int = ACROSS, *, is_bold: bool = False) -> int:
    """How many lines of so many points across it will take, rather too many than too few."""
    scale = size * (_BOLD if is_bold else 1)
    number, used = 0, float(across)
    for word in text.split():
        width = sum(map(_width, word)) * scale
        used += _width(" ") * scale + width
        if used > across:
            number, used = number + 1, width
        while used > across:
            number, used = number + 1, used - across
    return number


def _width(letter: str) -> float:
    return _WIDTHS.get(unicodedata.normalize("NFD", letter)[0], _BROADEST)


def short(text: str, most: int) -> str:
    """As `shortened`, and without words that are too long for a line; numbers stay whole."""
    return shortened(" ".join(map(_cut, text.split())), most)


def _cut(word: str) -> str:
    is_too_long = len(word) > LONGEST and any(map(str.isalpha, word))
    return f"{word[: LONGEST - 1]}…" if is_too_long else word


def sentence(text: str) -> str:
    """With its full stop, where nothing was left out at its end."""
    return text if text.endswith(("…", ".")) or not text else f"{text}."


def listed(names: Iterable[str], most: int, rest: str, mark: str = ", ") -> str:
    """As many whole names as there is room for, the first in any case; "và 3 đơn vị khác" for the others."""
    given = list(names)
    told: list[str] = []
    for name in given:
        if told and len(mark.join([*told, name])) > most:
            break
        told.append(name)
    left = len(given) - len(told)
    return mark.join(told) + (f" và {left} {rest} khác" if left else "")


def units(names: Iterable[str], most: int) -> str:
    return listed([short(name, UNIT) for name in names], most, "đơn vị")
